"""What of each pack has come back: a heap of sheets laid against what was sent. Pure: no image, no disk, no clock.

Nothing is thrown away silently: a sheet is in its place, a second time there, of a replaced revision, foreign, or
unidentified. What belongs to no pack is told with each pack of the heap, for it may be its missing page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from dermadocs.domain.copy import WHOLE
from dermadocs.domain.sheet import Decision, Pack, PackStatus, Sheet, SheetAt, SheetStatus

UNKNOWN = "unknown"
"""The pack that a heap without any sheet of ours is told under."""
NAMELESS: frozenset[SheetStatus] = frozenset({"unidentified", "unreadable", "two_pages_in_one_image"})


class Place(NamedTuple):
    """A page of a paper that was sent."""

    handle: str
    page: int
    document: str
    revision: str
    pages: int

    @property
    def key(self) -> tuple[str, int]:
        """Handle and page."""
        return self.handle, self.page


class Image(NamedTuple):
    """One image of a heap: the digest of its file, and its page within."""

    sha256: str
    page: int


@dataclass(frozen=True)
class Awaited:
    """A pack that was sent. `due` comes back; `beside` need not: the patient's copy, the slip."""

    pack: str
    due: Sequence[Place]
    beside: Sequence[Place] = ()
    superseded: frozenset[tuple[str, str]] = frozenset()
    """Handles and revisions of the dossier's earlier papers."""
    done: frozenset[tuple[str, int]] = field(default_factory=frozenset)
    """Handles and pages whose ink is in a copy that is sealed already."""

    @property
    def handles(self) -> frozenset[str]:
        """Of all its papers, and of those that they replace."""
        old = (handle for handle, _ in self.superseded)
        return frozenset((*(place.handle for place in (*self.due, *self.beside)), *old))

    def place(self, sheet: Sheet) -> Place | None:
        """Where a sheet says that it belongs; None when it is nowhere here."""
        told = (sheet.handle, sheet.page_number)
        return next((place for place in (*self.due, *self.beside) if place.key == told), None)


Decisions = Mapping[Image, Decision]


def reconcile(packs: Sequence[Awaited], sheets: Sequence[Sheet], decisions: Decisions | None = None) -> list[Pack]:
    """Each pack with what lacks and what is too much. `decisions` are those of people, final ones only."""
    every = packs or [Awaited(UNKNOWN, ())]
    handles = {handle for pack in packs for handle in pack.handles}
    unknown = [sheet for sheet in sheets if _nameless(sheet, packs)]
    foreign = [sheet for sheet in sheets if sheet not in unknown and sheet.handle not in handles]
    return [_pack(pack, sheets, decisions or {}, foreign, unknown) for pack in every]


def _nameless(sheet: Sheet, packs: Sequence[Awaited]) -> bool:
    """Nobody knows which page it is; or it says that it is one that no paper of ours has."""
    if sheet.handle is None:
        return sheet.status != "foreign"  # a code under another key says no handle of ours
    if sheet.page_number is None or sheet.status in NAMELESS:
        return True
    mine = [pack for pack in packs if sheet.handle in pack.handles]
    return bool(mine) and not any(pack.place(sheet) or _replaced(sheet, pack) for pack in mine)


def placed(awaited: Awaited, sheets: Iterable[Sheet]) -> dict[Place, list[Sheet]]:
    """The sheets of a pack by their place, the best to look at first; of replaced revisions none."""
    found: dict[Place, list[Sheet]] = {}
    for sheet in sheets:
        place = awaited.place(sheet)
        if place is not None and sheet.status not in NAMELESS and not _replaced(sheet, awaited):
            found.setdefault(place, []).append(sheet)
    for same in found.values():
        same.sort(key=_worth)
    return found


def _worth(sheet: Sheet) -> tuple[bool, bool, int]:
    """A clean one before one that asks for more eyes, that before one that nobody may accept."""
    return sheet.status not in WHOLE, sheet.status != "clean", len(sheet.differences)


def _replaced(sheet: Sheet, awaited: Awaited) -> bool:
    place = awaited.place(sheet)
    if sheet.handle not in awaited.handles or sheet.status in NAMELESS:
        return False
    older = sheet.handle in {handle for handle, _ in awaited.superseded}
    return older or sheet.status == "superseded_revision" or (place is not None and sheet.revision != place.revision)


def _pack(
    awaited: Awaited, sheets: Sequence[Sheet], decisions: Decisions, foreign: Sequence[Sheet], unknown: Sequence[Sheet]
) -> Pack:
    found = placed(awaited, sheets)
    missing = [place for place in awaited.due if place not in found and place.key not in awaited.done]
    # what comes after its ink is sealed is a second time from the first sheet on
    again = [one for place, same in found.items() for one in (same if place.key in awaited.done else same[1:])]
    return Pack(
        pack=awaited.pack,
        status=_status(awaited, found, missing, decisions),
        missing=tuple(
            SheetAt(document=one.document, handle=one.handle, page_number=one.page, file=None, page=None)
            for one in missing
        ),
        duplicate=tuple(map(_at, again)),
        superseded=tuple(_at(one) for one in sheets if one.page_number is not None and _replaced(one, awaited)),
        foreign=tuple(map(_at, foreign)),
        unidentified=tuple(map(_at, unknown)),
    )


def _status(
    awaited: Awaited, found: Mapping[Place, Sequence[Sheet]], missing: Sequence[Place], decisions: Decisions
) -> PackStatus:
    told: set[Decision | None] = set()
    for place in awaited.due:
        if place.key in awaited.done:
            told.add("accept")
            continue
        said = {decisions.get(Image(sheet.sha256, sheet.page)) for sheet in found.get(place, ())}
        told.add("accept" if "accept" in said else next((one for one in ("refuse", "ask_again") if one in said), None))
    if told & {"refuse", "ask_again"}:
        return "refused_asked_again"
    if missing or not awaited.due:
        return "waiting"
    return "accepted" if told == {"accept"} else "to_review"


def _at(sheet: Sheet) -> SheetAt:
    return SheetAt(
        document=sheet.document,
        handle=sheet.handle,
        page_number=sheet.page_number,
        file=sheet.file,
        page=sheet.page,
    )
