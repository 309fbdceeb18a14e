"""A paper: its template laid out, its leaves found on their pages, then digest and codes written in.

`document.json` lists what each page prints, so it can only be made after the layout; its digest and the page
codes stand on the pages, so they come last. Nothing moves: their places are laid out before (`blanks`).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from dermadocs import languages
from dermadocs.domain.case import Case, without_contact
from dermadocs.domain.codec import builtins, canonical
from dermadocs.domain.content import Quotation, Section
from dermadocs.domain.document import (
    Copy,
    Document,
    Kind,
    Printed,
    PrintedWording,
    Template,
    handle_text,
    identity_digests,
    signature_fields,
)
from dermadocs.domain.estimate import compute
from dermadocs.domain.pagecode import PageCode, revision
from dermadocs.errors import InputError
from dermadocs.render import blanks, pdf
from dermadocs.render.context import paper_context
from dermadocs.render.direction import read_back
from dermadocs.render.environment import template
from dermadocs.render.issue import Issue, Rendered, Supplement, Wording
from dermadocs.render.kinds import KINDS
from dermadocs.render.letters import check_letters
from dermadocs.render.prices import vat_mention
from dermadocs.render.recipe import recipe, sheet_css
from dermadocs.render.room import check_room
from dermadocs.render.story import ANCHOR, Story
from dermadocs.render.typography import Complaint, RenderingFailed, lay_out, listening

STYLES = ("sheet.css", "coded.css", "content.css", "estimate.css", "ink.css", "right-to-left.css")


def paper(
    kind: Kind,
    case: Case,
    issue: Issue,
    wording: Iterable[Wording],
    *,
    content: Sequence[Section] = (),
    language: str | None = None,
    supplements: Sequence[Supplement] = (),
) -> Rendered:
    """A paper of `case`, issued as `issue` says, with the law's words from `wording` and its own from `content`.

    `language` stands beside the French text; `supplements` are files embedded besides the record. Same arguments,
    same bytes. Raises InputError for a text that our fonts cannot draw, RenderingFailed or MissingExtra where the
    press cannot work or a language's letters are not read again, Untranslated for a sentence without translation.
    """
    return drawn(_record(kind, case, issue, wording, tuple(content), language), issue, supplements)


def drawn(record: Document, issue: Issue, supplements: Sequence[Supplement] = ()) -> Rendered:
    """The paper of a record; what the record says of what is printed is found out anew. Errors as for `paper`."""
    check_letters(record.translation.language if record.translation else None)
    check_room(record)
    with listening() as complaints:
        story = Story(builtins(record))
        names = paper_context(record, story, blanks.DIGEST, draft=issue.draft)
        html = template(f"documents/{KINDS[record.kind].template}.html.j2").render(names)
        pages = lay_out(html, STYLES, sheet_css(record, issue), large=issue.large)
        printed = printed_on(pages, story)
        record = replace(record, printed=printed)
        document = canonical(record)
        codes = _codes(issue, document, len(pages.pages))
        _fill(pages, document, codes)
        written = pdf.write(pages, recipe(record, issue, document, codes, supplements))
    refuse(complaints, printed)
    read_back(written.pdf, record, printed)
    return Rendered(pdf=written.pdf, document=document, pages=len(pages.pages), boxes=written.boxes)


def _record(
    kind: Kind,
    case: Case,
    issue: Issue,
    wording: Iterable[Wording],
    content: tuple[Section, ...],
    language: str | None,
) -> Document:
    """The embedded record, but for what is printed where."""
    handle = handle_text(issue.handle)
    mention = vat_mention(case) if kind == "estimate" else None
    quoted = dict.fromkeys(b.wording for s in content for b in s.blocks if isinstance(b, Quotation))
    wanted = dict.fromkeys((*KINDS[kind].words(ink=issue.ink), *([mention] if mention else []), *quoted))
    return Document(
        schema="dermadocs/document/1",
        kind=kind,
        language="fr",
        translation=languages.catalogue(language).told(issue.translator) if language else None,
        template=Template(name=kind, version=KINDS[kind].version),
        copy=Copy(handle=handle, label=issue.copy_label, ink=issue.ink),
        demonstration=issue.demonstration,
        notices=tuple(issue.notices),
        dossier=without_contact(case),
        computed=compute(case.estimate.lines),
        fields=signature_fields(case, handle, kind),
        # a salt for each copy: one patient's record must not open the digests in another's extract
        identity_digests=identity_digests(case, hmac.digest(issue.salt, issue.handle, "sha256")),
        handed_over=tuple(issue.handed_over),
        root=issue.root_sha256,
        wording=_chosen(tuple(wanted), wording, language),
        content=content,
        printed=(),
    )


def _chosen(identifiers: Sequence[str], wording: Iterable[Wording], language: str | None) -> tuple[PrintedWording, ...]:
    """The texts that this document prints, with the article each comes from and what stands beside it."""
    known = {text.id: text for text in wording}
    if missing := [identifier for identifier in identifiers if identifier not in known]:
        raise RenderingFailed(f"wording: {', '.join(missing)} not given; the paper must print them")
    return tuple(
        PrintedWording(
            id=text.id,
            status=text.status,
            source=text.cite,
            paragraphs=text.paragraphs,
            translation=_translated(text.paragraphs, language),
        )
        for text in (known[identifier] for identifier in identifiers)
    )


def _translated(paragraphs: Sequence[str], language: str | None) -> tuple[str, ...] | None:
    if language is None:
        return None
    known = languages.catalogue(language)
    return tuple(known.translate(paragraph) for paragraph in paragraphs)


def printed_on(pages: Any, story: Story) -> tuple[Printed, ...]:
    """What each page prints, in the order of painting: the body, then the running head and foot."""
    printed: list[Printed] = []
    times = dict.fromkeys((f"{ANCHOR}{index}" for index in range(len(story.told))), 0)
    for number, page in enumerate(pages.pages, 1):
        for anchor in (name for name in page.anchors if name in times):
            told = story.at(anchor)
            printed.append(Printed(pointer=told.pointer, page=number, text=told.text))
            times[anchor] += 1
    for anchor, count in times.items():
        if count not in (1, len(pages.pages)) and not (count and story.at(anchor).repeats):
            fault = "given to the page but not printed" if not count else "cut by a page break"
            raise RenderingFailed(f"layout: {story.at(anchor).pointer} was {fault}")
    return tuple(printed)


def _codes(issue: Issue, document: bytes, pages: int) -> list[PageCode]:
    """One code a page; its revision is the data's, so two revisions never share a sheet. None on a draft."""
    if issue.draft:
        return []
    digest = hashlib.sha256(document).hexdigest()
    return [PageCode(issue.handle, revision(digest), page, pages) for page in range(1, pages + 1)]


def _fill(pages: Any, document: bytes, codes: Sequence[PageCode]) -> None:
    """The digest once, the typed code twice on each page, beside both copies of the drawn one."""
    digest = hashlib.sha256(document).hexdigest()
    values: list[dict[str, str]] = [{blanks.DIGEST: digest} for _ in pages.pages]
    for page, code in zip(values, codes, strict=False):  # a draft has no codes
        page.update(zip(blanks.CODE, code.human(), strict=True))
    blanks.fill(pages, values, {blanks.DIGEST: 1, **dict.fromkeys(blanks.CODE, 2)})


def refuse(complaints: Sequence[Complaint], printed: Sequence[Printed]) -> None:
    """Turn what the press complained of into a refusal that names the text at fault."""
    for complaint in complaints:
        glyph = complaint.glyph
        if glyph is None:
            raise RenderingFailed(f"layout: {complaint.message}")
        where = next((entry.pointer for entry in printed if glyph in entry.text), "template")
        raise InputError(where, f"no font of ours draws U+{ord(glyph[0]):04X}; write it with other letters")
