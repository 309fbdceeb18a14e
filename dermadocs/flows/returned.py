"""What came back, whose it is: each heap laid against the packs, and what becomes of it.

A heap may hold papers of several dossiers. A dossier is shown its own sheets only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import msgspec

from dermadocs.domain.heap import Heap
from dermadocs.domain.ink import PackNumber
from dermadocs.domain.sheet import Decision, Pack, Sheet
from dermadocs.errors import InputError
from dermadocs.flows import keeping, posting, returning
from dermadocs.flows.awaited import Packs
from dermadocs.flows.copying import Pile, Read, label_of
from dermadocs.flows.desk import Desk
from dermadocs.flows.indexing import NUMBERS
from dermadocs.flows.intake import Checker
from dermadocs.flows.kept import Kept
from dermadocs.flows.ports import Scans
from dermadocs.paper.reconcile import Awaited, Image, reconcile

# ---- what was found, in its time


def in_time(desk: Desk, check: Checker, dossiers: Mapping[str, str]) -> Checker:
    """A checker that asks of originals, before they are posted, for the surgeons' ink alone."""

    def looked(file: str, data: bytes) -> Sequence[Sheet]:
        return [_in_time(desk, sheet, dossiers) for sheet in check(file, data)]

    return looked


def _in_time(desk: Desk, sheet: Sheet, dossiers: Mapping[str, str]) -> Sheet:
    dossier = dossiers.get(sheet.handle or "")
    if sheet.status != "ink_missing" or dossier is None:
        return sheet
    packs = Packs(keeping.opened(desk, dossier))
    places = {place.key for place in packs.originals()}
    empty = {label_of(box.id.partition("/")[0]) for box in sheet.boxes if box.required and not box.filled}
    before = packs.copy_of_originals() is None and (sheet.handle, sheet.page_number) in places
    return msgspec.structs.replace(sheet, status="clean") if before and "Practitioner" not in empty else sheet


# ---- heaps and packs


def heaps(desk: Desk) -> Iterator[tuple[str, tuple[Sheet, ...]]]:
    """Each heap that somebody looked at, oldest first."""
    for name in desk.archive.heaps.names():
        yield name, desk.archive.heaps.sheets(name) or ()


def unread(desk: Desk) -> list[Heap]:
    """Heaps that were taken in and not looked at to the end: the program was stopped meanwhile."""
    names = (name for name in desk.archive.heaps.names() if desk.archive.heaps.sheets(name) is None)
    return [desk.archive.heaps.heap(name) for name in names]


def awaited(kept: Kept) -> list[Awaited]:
    """The packs of the estimate of now that were printed."""
    packs = Packs(kept)
    return [one for number in NUMBERS if (one := packs.awaited(number)) is not None]


def piles(desk: Desk, kept: Kept, thresholds: str | None = None) -> list[Pile]:
    """The sheets of a dossier that no copy holds yet and nobody has set aside, heap by heap, oldest first."""
    handles = {handle for one in awaited(kept) for handle in one.handles}
    away, found = _sealed(kept) | _set_aside(kept), []
    for name, sheets in heaps(desk):
        own = [one for one in sheets if one.handle in handles and Image(one.sha256, one.page) not in away]
        if own:
            found.append(Pile(desk.archive.heaps.heap(name), own, thresholds=thresholds))
    return sorted(found, key=lambda pile: pile.heap.taken_in)


def _sealed(kept: Kept) -> set[Image]:
    return {Image(one.file, one.page) for copy in Packs(kept).copies.values() for one in copy.scans}


def _set_aside(kept: Kept) -> set[Image]:
    told = (msgspec.json.decode(kept.read(one.sha256)) for one in kept.filed if one.kind == "set-aside")
    return {Image(one["sha256"], one["page"]) for aside in told for one in aside["sheets"]}


def joined(found: Sequence[Pile]) -> Pile | None:
    """All of it as one pile: a pack that came in several envelopes is back when the last one is."""
    if not found:
        return None
    return dataclasses.replace(found[-1], sheets=[sheet for pile in found for sheet in pile.sheets])


def packs_of(desk: Desk, sheets: Sequence[Sheet], dossiers: Mapping[str, str]) -> list[Pack]:
    """A heap laid against the packs that its sheets are of."""
    names = dict.fromkeys(dossiers[handle] for sheet in sheets if (handle := sheet.handle or "") in dossiers)
    found: list[Awaited] = []
    decisions = {}
    for name in names:
        kept = keeping.opened(desk, name)
        found += [one for one in awaited(kept) if any(_of(sheet, one) for sheet in sheets)]
        decisions.update(posting.settled(kept, sheets))
    return reconcile(found, sheets, decisions)


def _of(sheet: Sheet, pack: Awaited) -> bool:
    old = {handle for handle, _ in pack.superseded}
    return pack.place(sheet) is not None or sheet.handle in old


def told(kept: Kept, found: Sequence[Pile]) -> list[Pack]:
    """What of each pack of a dossier is back, from all heaps."""
    sheets = [sheet for pile in found for sheet in pile.sheets]
    packs = awaited(kept)
    return reconcile(packs, sheets, posting.settled(kept, sheets)) if packs else []


def waiting(kept: Kept, found: Sequence[Pile]) -> list[Sheet]:
    """The sheets on which nobody, or only the first of two readers, has decided."""
    sheets = [sheet for pile in found for sheet in pile.sheets]
    settled = posting.settled(kept, sheets)
    return [sheet for sheet in sheets if Image(sheet.sha256, sheet.page) not in settled]


def inked(sheets: Sequence[Sheet], decisions: Mapping[Image, Decision], *, originals: bool) -> list[str]:
    """The fields that bear ink on accepted sheets: of the surgeons before the pack is posted, else of the patient."""
    fields: dict[str, None] = {}
    for sheet in sheets:
        if decisions.get(Image(sheet.sha256, sheet.page)) == "accept":
            for box in sheet.boxes:
                name = box.id.partition("/")[0]
                if box.filled and box.kind in ("date", "signature") and (label_of(name) == "Practitioner") == originals:
                    fields[name] = None
    return list(fields)


# ---- what becomes of it


@dataclass(frozen=True)
class Way:
    """How a pack went; days that are None are read from what was recorded."""

    posted_on: date | None = None
    registered_on: date | None = None
    in_person: bool = False


def asked_again(desk: Desk, kept: Kept, found: Sequence[Pile]) -> Kept:
    """Keep the letter that asks for pages again, with those that lack."""
    sheets = [sheet for pile in found for sheet in pile.sheets]
    back = {number for one in awaited(kept) for number in [one.pack] if any(one.place(sheet) for sheet in sheets)}
    lacking = [
        (one.document or "", one.page_number or 0)
        for pack in told(kept, found)
        if pack.pack in back
        for one in pack.missing
    ]
    return posting.ask_again(desk, kept, sheets, lacking)


def sealed(
    desk: Desk,
    kept: Kept,
    scans: Scans,
    reads: Sequence[Read],
    way: Way,
    *,
    originals: bool = False,
    thresholds: str | None = None,
) -> Kept:
    """The copy of what was accepted, sealed, and its acts recorded. InputError while nothing has come back."""
    pile = joined(piles(desk, kept, thresholds))
    if pile is None:
        raise InputError(kept.identifier, "nothing of this dossier is back from the post")
    if originals:
        return returning.seal_originals(desk, kept, scans, pile, reads)
    number: PackNumber = 1 if all(label_of(one.field) == "Receipt" for one in reads) else 2
    left = [one.on for one in kept.dossier.posted if one.pack == number]
    posted = None if way.in_person else way.posted_on or (left[-1] if left else None)
    return returning.conclude(desk, kept, scans, pile, reads, posted_on=posted, registered_on=way.registered_on)
