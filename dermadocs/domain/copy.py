"""`copy.json`: what a reliable copy of papers holds, what was found on each page, and who decided (SIG-16).

It says what was seen and who looked, never who signed: « ink found » is all that a filled box says. Lengths are whole
tenths of a millimetre, scores whole hundredths, so that the record has one canonical form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from dermadocs.domain.codec import canonical, decode
from dermadocs.domain.copy_page import Way
from dermadocs.domain.document import FIELD_NAME, Act, Handle, Kind
from dermadocs.domain.events import Accepted, AnyEvent, Channel, Consented, DayConfirmed, Drafted, FileName, Received
from dermadocs.domain.facts import Fact, Identifier, Name, Sha256, Short
from dermadocs.domain.ink import OnPaper
from dermadocs.domain.layout import BoxKind, Page
from dermadocs.domain.sheet import Decision, DifferenceKind, Grade, SheetStatus, Weighing
from dermadocs.errors import InputError
from dermadocs.sentence import say

SCHEMA = "dermadocs/copy/1"
NAME = "copy.json"
Tenths = Annotated[int, Meta(ge=-100_000, le=100_000)]
Revision = Annotated[str, Meta(pattern="^[0-9a-f]{8}$")]

Purpose = Literal["originals", "acts", "early"]
"""Copy 0, of the originals that the surgeons signed; acts of the patient's side; papers without effect (NU-04)."""
WHOLE: frozenset[SheetStatus] = frozenset({"clean", "ink_missing", "differs", "code_written_over"})
"""What a person may accept: the page is there, and can be compared with what was sent."""


class Identity(Fact, frozen=True, kw_only=True):
    """What a page's code says, or what a person typed from it."""

    handle: Handle
    revision: Revision
    page: Page
    pages: Page


class Box(Fact, frozen=True, kw_only=True):
    """A frame for ink, and how much new stroke was found in it."""

    id: Short
    kind: BoxKind
    required: bool
    ink: Tenths
    filled: bool


class Found(Fact, frozen=True, kw_only=True):
    """A place that is not as it was sent."""

    kind: DifferenceKind
    score: Tenths
    rect: tuple[Tenths, Tenths, Tenths, Tenths]


class Decided(Fact, frozen=True, kw_only=True):
    """What a person decided of a page; `weighed` says it of each difference, in order."""

    decision: Decision
    weighed: tuple[Weighing, ...]
    by: Name
    at: datetime
    reason: Short | None


class Scan(Fact, frozen=True, kw_only=True):
    """One page of the copy: where it came from, what was found on it, who decided."""

    file: Sha256
    """Of the file as it came; the practice keeps it."""
    page: Annotated[int, Meta(ge=1, le=500)]
    """Within that file, from 1."""
    image: Sha256
    """Of the image stream as this PDF holds it."""
    way: Way
    """The stream as it came; the same pixels, written anew; drawn anew, the file as it came attached if it is one page.
    """
    attached: FileName | None
    dpi: Annotated[int, Meta(ge=1, le=4800)] | None
    identity: Identity | None
    status: SheetStatus
    grade: Grade | None
    boxes: Annotated[tuple[Box, ...], Meta(max_length=200)]
    found: Annotated[tuple[Found, ...], Meta(max_length=200)]
    decisions: Annotated[tuple[Decided, ...], Meta(min_length=1, max_length=20)]


class Paper(Fact, frozen=True, kw_only=True):
    """A paper as it was issued; its `document.json` is attached, so that anybody can see what was printed."""

    kind: Kind
    handle: Handle
    revision: Revision
    sha256: Sha256
    """Of its document.json."""
    data: FileName
    pages: Page
    due: Annotated[tuple[Page, ...], Meta(min_length=1, max_length=255)]
    """Those of its pages that this copy must hold: a pack has not always all of them."""


class Deed(Fact, frozen=True, kw_only=True):
    """An act for which ink was found in every frame that asks for it, and the day that a person read beside it."""

    act: Act
    field: Annotated[str, Meta(pattern=FIELD_NAME)]
    handle: Handle
    person: Identifier
    written_on: date


class Manifest(Fact, frozen=True, kw_only=True):
    """The whole record."""

    schema: Literal["dermadocs/copy/1"]
    purpose: Purpose
    estimate: Sha256
    """Of the document.json that the surgeons signed: the acts are on this estimate."""
    came: Channel
    posted_on: date | None
    registered_on: date | None
    arrived_on: date
    taken_in: datetime
    """When its bytes were kept, before anything was judged."""
    day: date | None
    """D, when it was known: the day from which the fifteen are counted."""
    device: Short | None
    program: Short
    thresholds: Sha256 | None
    """Of the limits with which pages were compared."""
    papers: Annotated[tuple[Paper, ...], Meta(min_length=1, max_length=20)]
    deeds: Annotated[tuple[Deed, ...], Meta(max_length=80)]
    scans: Annotated[tuple[Scan, ...], Meta(min_length=1, max_length=500)]

    @property
    def acts(self) -> tuple[Deed, ...]:
        """The acts that the dossier's chain knows as events: on the estimate and on the consent."""
        kinds = {one.handle: one.kind for one in self.papers}
        return tuple(deed for deed in self.deeds if kinds.get(deed.handle) in ("estimate", "consent"))

    def on_paper(self, deed: Deed, copy: str) -> OnPaper:
        """What an event says of one of the acts."""
        return OnPaper(
            written_on=deed.written_on,
            posted_on=self.posted_on,
            registered_on=self.registered_on,
            arrived_on=self.arrived_on,
            copy=copy,
        )


def decode_manifest(data: bytes) -> Manifest:
    """A manifest from its bytes. InputError when it is not one canonical record of a known schema."""
    manifest = decode(data, Manifest, NAME)
    if canonical(manifest) != data:
        raise InputError(NAME, "not in canonical form")
    return manifest


def copies_before(happened: Iterable[AnyEvent]) -> tuple[Sha256, ...]:
    """The copies of the acts in ink on the latest estimate, in order: what the next act's record names."""
    found: dict[Sha256, None] = {}
    for event in happened:
        if isinstance(event, Drafted):
            found = {}
        elif isinstance(event, Received | Accepted | Consented | DayConfirmed) and event.paper is not None:
            found[event.paper.copy] = None
    return tuple(found)


def faults(manifest: Manifest) -> list[str]:
    """Why these pages cannot stand for the acts that the manifest tells; a flow and a verification ask the same."""
    return [
        *_pages(manifest),
        *(why for scan in manifest.scans for why in _undecided(scan, manifest)),
        *_deeds(manifest),
    ]


def accepted(found: SheetStatus, differences: int, decisions: Sequence[Decided]) -> str | None:
    """Why a page is not accepted, or None. A clean one needs one person, any other two, who weighed each difference."""
    names = {one.by.casefold() for one in decisions}
    waiting = len(names) < (1 if found == "clean" else 2)
    why = unacceptable(found, differences, decisions)
    return why if why or not waiting else say("it waits for a second reader, who is not the first")


def unacceptable(found: SheetStatus, differences: int, decisions: Sequence[Decided]) -> str | None:
    """Why these decisions, however many more follow, do not accept a page, or None."""
    if found not in WHOLE:
        return say("a page found « {status} » is asked for again, never accepted", status=found)
    if any(one.decision != "accept" for one in decisions):
        return say("somebody has not accepted it")
    for one in decisions:
        if len(one.weighed) != differences or "refused" in one.weighed:
            return say("{by} has not weighed each difference as harmless or agreed", by=one.by)
        if found != "clean" and one.reason is None:
            return say("{by} gave no reason", by=one.by)
    return None


def _pages(manifest: Manifest) -> Iterator[str]:
    places = Counter((scan.identity.handle, scan.identity.page) for scan in manifest.scans if scan.identity is not None)
    known = {paper.handle: paper for paper in manifest.papers}
    if len(known) != len(manifest.papers):
        yield say("a paper is named twice")
    for scan in manifest.scans:
        paper = known.get(scan.identity.handle) if scan.identity else None
        if paper is None:
            yield say("page {page} of a file belongs to no paper of the copy", page=scan.page)
        elif scan.identity and (scan.identity.revision, scan.identity.pages) != (paper.revision, paper.pages):
            yield say("page {page} is of another revision of the paper", page=scan.identity.page)
    if manifest.purpose == "early":
        return
    for paper in manifest.papers:
        if paper.revision != paper.sha256[:8]:
            yield say("the revision of a paper is not that of its data")
        for page in sorted({*paper.due, *(page for handle, page in places if handle == paper.handle)}):
            times = places[paper.handle, page]
            if times != 1:
                yield say("page {page} of the {kind} is there {times} times", page=page, kind=paper.kind, times=times)


def _undecided(scan: Scan, manifest: Manifest) -> Iterator[str]:
    if manifest.purpose == "early":
        return
    why = accepted(scan.status, len(scan.found), scan.decisions)
    if why is not None:
        yield say("page {page}: {why}", page=scan.identity.page if scan.identity else scan.page, why=why)


def _deeds(manifest: Manifest) -> Iterator[str]:
    fields = [(deed.field, deed.handle) for deed in manifest.deeds]
    if len(set(fields)) != len(fields):
        yield say("an act is told twice")
    for deed in manifest.deeds:
        if (deed.act == "practitioner") != (manifest.purpose == "originals"):
            yield say("the {deed} is no act of such a copy", deed=deed.act)
        yield from _unfilled(deed, manifest) if manifest.purpose != "early" else ()


def _unfilled(deed: Deed, manifest: Manifest) -> Iterator[str]:
    boxes = [
        box
        for scan in manifest.scans
        if scan.identity is not None and scan.identity.handle == deed.handle
        for box in scan.boxes
        if box.id.partition("/")[0] == deed.field
    ]
    filled = {box.kind for box in boxes if box.filled}
    if not {"date", "signature"} <= filled:
        yield say("{field}: no ink was found where the date and the signature belong", field=deed.field)
    if missing := [box.id for box in boxes if box.required and not box.filled]:
        yield say("{field}: no ink was found in {boxes}", field=deed.field, boxes=", ".join(missing))
