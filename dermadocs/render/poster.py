"""A sheet for the wall: large type, no code, no field, no data inside. It concerns no patient and nobody signs it.

Drawn by the same press as the papers, so it is PDF/A-3A and PDF/UA-1 too; every text still comes from `sections`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime

from dermadocs.domain import french
from dermadocs.domain.codec import builtins
from dermadocs.domain.content import Quotation, Section
from dermadocs.domain.people import Practice
from dermadocs.errors import InputError
from dermadocs.render import pdf
from dermadocs.render.bilingual import bilingual
from dermadocs.render.contents import sections as blocks_of
from dermadocs.render.environment import template
from dermadocs.render.forms import Names
from dermadocs.render.issue import Wording
from dermadocs.render.letters import check_letters
from dermadocs.render.metadata import Metadata
from dermadocs.render.story import Place, Story
from dermadocs.render.typography import Complaint, RenderingFailed, lay_out, listening

TITLE = "Liste des prix"
STYLES = ("right-to-left.css", "poster.css")


def poster(
    practice: Practice,
    content: Sequence[Section],
    wording: Iterable[Wording],
    day: date,
    *,
    language: str | None = None,
    notices: Sequence[str] = (),
) -> bytes:
    """The price list of `practice` as a PDF, dated `day`: its sections, and the law's words that they quote.

    `language` stands beside the French text; `notices` are printed on each page. Same arguments, same bytes.
    Raises InputError for a text that our fonts cannot draw, RenderingFailed or MissingExtra where the press cannot
    work, Untranslated for a sentence without translation.
    """
    check_letters(language)
    with listening() as complaints:
        html = template("documents/poster.html.j2").render(_names(practice, content, wording, day, language, notices))
        written = pdf.write(lay_out(html, STYLES), _recipe(practice, day)).pdf
    _refuse(complaints)
    return written


def _names(
    practice: Practice,
    content: Sequence[Section],
    wording: Iterable[Wording],
    day: date,
    language: str | None,
    notices: Sequence[str],
) -> Names:
    data = {"content": builtins(tuple(content)), "dossier": {"translations": []}, "translation": {"language": language}}
    root = Place(Story(data), "")
    says = bilingual(language, root)
    return {
        **says,
        "title": TITLE,
        "practice": practice,
        "day": french.date_long(day),
        "notices": notices,
        "sections": blocks_of(root, _quoted(content, wording, says["tr"] if language else None)),
    }


def _quoted(
    content: Sequence[Section], wording: Iterable[Wording], tr: Callable[[str], str] | None
) -> dict[str, Names]:
    """The texts that the sections quote. RenderingFailed for one that is not given."""
    wanted = {block.wording for section in content for block in section.blocks if isinstance(block, Quotation)}
    found: dict[str, Names] = {
        text.id: {
            "source": text.cite,
            "quoted": text.status == "V",
            "paragraphs": text.paragraphs,
            "translation": [tr(paragraph) for paragraph in text.paragraphs] if tr else [],
        }
        for text in wording
        if text.id in wanted
    }
    if missing := sorted(wanted - set(found)):
        raise RenderingFailed(f"wording: {', '.join(missing)} not given; the price list must print them")
    return found


def _recipe(practice: Practice, day: date) -> pdf.Recipe:
    title = f"{TITLE}, {practice.name}"
    at = datetime(day.year, day.month, day.day, tzinfo=UTC)
    return pdf.Recipe(Metadata(title, practice.name, pdf.producer(), at), locks={}, payloads=())


def _refuse(complaints: Sequence[Complaint]) -> None:
    for complaint in complaints:
        if complaint.glyph is None:
            raise RenderingFailed(f"layout: {complaint.message}")
        raise InputError("price list", f"no font of ours draws U+{ord(complaint.glyph[0]):04X}; use other letters")
