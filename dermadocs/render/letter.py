"""The letters of a posted pack: cover letter, return slip, address sheet. Nobody signs them, nothing is embedded.

Only the slip comes back, so it alone bears a page code; its revision is the digest of what it says.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import UTC

from dermadocs.domain import french, places
from dermadocs.domain.case import Case
from dermadocs.domain.codec import builtins, canonical
from dermadocs.domain.pagecode import PageCode, revision
from dermadocs.domain.people import Address
from dermadocs.domain.posting import Sheet, Told
from dermadocs.domain.reflection import paris_day
from dermadocs.errors import InputError
from dermadocs.render import blanks, pdf
from dermadocs.render.bilingual import bilingual
from dermadocs.render.contents import sections
from dermadocs.render.environment import template
from dermadocs.render.forms import Names
from dermadocs.render.ink import by_id, framed
from dermadocs.render.issue import Issue, Rendered
from dermadocs.render.letters import check_letters
from dermadocs.render.metadata import Metadata
from dermadocs.render.story import Place, Story
from dermadocs.render.typography import RenderingFailed, lay_out, listening

STYLES = ("letter.css", "ink.css", "right-to-left.css")


def letter(sheet: Sheet, told: Told, case: Case, issue: Issue, *, language: str | None = None) -> Rendered:
    """A letter of a pack; `document` is what it says, canonical. Same arguments, same bytes.

    Raises InputError for a text that our fonts cannot draw, RenderingFailed or MissingExtra where the press cannot
    work, Untranslated for a sentence without translation.
    """
    check_letters(language)
    coded = sheet == "slip"
    said = canonical({"dossier": told.dossier, "number": told.number, "content": builtins(tuple(told.content))})
    with listening() as complaints:
        html = template(f"letters/{sheet}.html.j2").render(_names(told, case, issue, language))
        pages = lay_out(html, (*STYLES, *(["coded.css"] if coded else [])))
        code = revision(hashlib.sha256(said).hexdigest())
        count = len(pages.pages)
        codes = [PageCode(issue.handle, code, page, count) for page in range(1, count + 1)] if coded else []
        values = [dict(zip(blanks.CODE, one.human(), strict=True)) for one in codes]
        blanks.fill(pages, values or [{}] * count, dict.fromkeys(blanks.CODE, 2))
        written = pdf.write(pages, _recipe(told, case, issue, codes))
    for complaint in complaints:
        if complaint.glyph is None:
            raise RenderingFailed(f"layout: {complaint.message}")
        raise InputError("letter", f"no font of ours draws U+{ord(complaint.glyph[0]):04X}; use other letters")
    return Rendered(written.pdf, said, count, written.boxes)


def _names(told: Told, case: Case, issue: Issue, language: str | None) -> Names:
    data = {
        "content": builtins(tuple(told.content)),
        "dossier": {"translations": []},
        "translation": {"language": language},
    }
    root = Place(Story(data), "")
    return {
        **bilingual(language, root),
        "title": title(told),
        "large": issue.large,
        "dossier": told.dossier,
        "number": str(told.number),
        "practice": case.practice,
        "practice_address": _address(case.practice.address),
        "patient": case.patient,
        "patient_address": _address(case.patient.address),
        "place": case.estimate.place,
        "day": french.date_long(paris_day(issue.at)),
        "notices": [*(["Démonstration"] if issue.demonstration else []), *issue.notices],
        "sections": sections(root, {}, framed(told.content)),
    }


def title(told: Told) -> str:
    """The title of a pack: it names nobody, and no act."""
    return f"Dossier {told.dossier}, envoi {told.number}"


def _address(address: Address) -> Names:
    """As an address is written for the post (UPU S42): the country last, in capitals, in the language of departure."""
    return {
        "lines": address.lines,
        "postal_code": address.postal_code,
        "city": address.city,
        "country": places.country(address.country).upper() if address.country != "FR" else "FRANCE",
    }


def _recipe(told: Told, case: Case, issue: Issue, codes: Sequence[PageCode]) -> pdf.Recipe:
    return pdf.Recipe(
        Metadata(title(told), case.practice.name, pdf.producer(), issue.at.astimezone(UTC)),
        locks={},
        payloads=[code.payload(issue.mac_key, issue.key_number) for code in codes],
        frames=by_id(framed(told.content)),
    )
