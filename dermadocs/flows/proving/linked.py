"""Papers and chain of an evidence bundle against each other: the same files, the same acts, in the same order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from dermadocs.domain import acts
from dermadocs.domain.acts import field_of
from dermadocs.domain.bundle import OURS, UNHELD, Index
from dermadocs.domain.copy import Manifest, copies_before
from dermadocs.domain.dossier import Dossier, apply
from dermadocs.domain.events import Act, Filed, Posted
from dermadocs.domain.ink import ink_of
from dermadocs.domain.timeline import GENESIS, Entry, digest
from dermadocs.errors import NotPermitted
from dermadocs.flows.proving.evidence import record_of
from dermadocs.flows.proving.finding import Finding
from dermadocs.flows.proving.paper import Paper
from signatures import Act as Signed

EVENTS = {
    ("estimate", "practitioner"): Act.SIGN,
    ("estimate", "receipt"): Act.RECEIVE,
    ("estimate", "acceptance"): Act.ACCEPT,
    ("consent", "consent"): Act.CONSENT,
    ("consent", "confirmation"): Act.CONFIRM_DAY,
    ("withdrawal", "withdrawal"): Act.WITHDRAW,
}
"""Which event each signed act of a paper is."""
ON_PAPER = frozenset({Act.SIGN, Act.RECEIVE, Act.ACCEPT, Act.CONSENT})
"""Events that only a signature in a paper makes: none without it."""


@dataclass(frozen=True)
class Inside:
    """A paper found inside, its signed acts and all its signatures, archive timestamps too."""

    name: str
    data: bytes
    paper: Paper
    acts: Sequence[Signed]
    signatures: Sequence[Signed]
    manifest: Manifest | None = None
    """Of a reliable copy of papers."""


def filed_faults(entries: Sequence[Entry], index: Index, papers: Sequence[Inside]) -> Iterator[Finding]:
    """The files held are those that the chain filed, and every revision that it filed is the beginning of the last."""
    filed = [entry.event for entry in entries if isinstance(entry.event, Filed)]
    latest = {one.name: one for one in filed if one.kind not in UNHELD}
    held = {one.name: one for one in index.files if one.kind not in OURS.values()}
    for name in latest.keys() | held.keys():
        want, have = latest.get(name), held.get(name)
        if want is None or have is None:
            where = "was kept and is not inside" if have is None else "is inside and was never kept"
            yield _file(f"{name} {where}, says the chain")
        elif (want.kind, want.sha256) != (have.kind, have.sha256):
            yield _file(f"{name} is not the file that the chain kept last")
    for one in papers:
        beginnings = {hashlib.sha256(one.data[: act.covers]).hexdigest() for act in one.signatures}
        beginnings.add(hashlib.sha256(one.data).hexdigest())
        if any(was.name == one.name and was.sha256 not in beginnings for was in filed):
            yield _file(f"{one.name} does not begin with each revision that the chain kept of it")


def act_faults(entries: Sequence[Entry], papers: Sequence[Inside]) -> Iterator[Finding]:
    """Each signed act names an entry before it, and is an event of the chain; no event without its act."""
    places = {digest(entry): entry.number for entry in entries}
    counted = dict.fromkeys(ON_PAPER, 0)
    for one in papers:
        for act in one.acts:
            kind = EVENTS.get((one.paper.document.kind, field_of(one.paper.document, act.field).act))
            yield from _place(entries, places, one, act)
            if kind is not None:
                if kind in counted:
                    counted[kind] += 1
                if not any(_same(entry, kind, one, act) for entry in entries):
                    yield _act(f"{one.name}: the chain knows no such {act.name}")
    yield from _ink_faults(entries, papers)
    for kind, count in counted.items():
        told = sum(entry.event.act is kind and ink_of(entry.event) is None for entry in entries)
        if told != count:
            yield _act(f"the chain tells {told} times « {kind} », the papers bear {count} such signatures")


IN_INK = {
    Act.RECEIVE: "receipt",
    Act.ACCEPT: "acceptance",
    Act.CONSENT: "consent",
    Act.CONFIRM_DAY: "confirmation",
}
"""Which act of a copy of papers each event in ink is."""


def _ink_faults(entries: Sequence[Entry], papers: Sequence[Inside]) -> Iterator[Finding]:
    """Each act in ink is in a reliable copy that was kept before it, and each act of a copy is an event."""
    copies = {hashlib.sha256(one.data).hexdigest(): one.manifest for one in papers if one.manifest is not None}
    told: set[tuple[str, str, str, date]] = set()
    for entry in entries:
        event, paper = entry.event, ink_of(entry.event)
        if isinstance(event, Posted) and event.copy is not None and _purpose(copies, event.copy) != "originals":
            yield _act("a pack left whose signed originals are in no copy of this bundle")
        if paper is None:
            continue
        purpose = "early" if event.act is Act.EARLY_ACCEPTANCE else "acts"
        manifest = copies.get(paper.copy)
        if manifest is None or manifest.purpose != purpose:
            yield _act(f"entry {entry.number}: the copy of this act in ink is not in this bundle")
            continue
        days = (paper.posted_on, paper.registered_on, paper.arrived_on)
        if days != (manifest.posted_on, manifest.registered_on, manifest.arrived_on) and purpose == "acts":
            yield _act(f"entry {entry.number}: its days are not those of its copy")
        kind, person = IN_INK.get(event.act, ""), getattr(event, "person", "")
        told.add((paper.copy, kind, person, paper.written_on))
    for sha256, manifest in copies.items():
        acts = {(sha256, deed.act, deed.person, deed.written_on) for deed in manifest.acts}
        known = {one for one in told if one[0] == sha256 and one[1]}
        if manifest.purpose == "acts" and acts != known:
            yield _act(f"a copy tells {len(acts)} acts in ink, the chain {len(known)} of them")
    yield from _days_of(entries, copies)


def _purpose(copies: Mapping[str, Manifest], sha256: str) -> str | None:
    return copies[sha256].purpose if sha256 in copies else None


def _days_of(entries: Sequence[Entry], copies: Mapping[str, Manifest]) -> Iterator[Finding]:
    """D, as each copy tells it, is that of the dossier when the copy was kept."""
    dossier = Dossier()
    for entry in entries:
        event = entry.event
        manifest = copies.get(event.sha256) if isinstance(event, Filed) else None
        if manifest is not None and manifest.day != (dossier.day if dossier.gate else None):
            yield _act("a copy tells another day of receipt than the chain")
        try:
            dossier = apply(dossier, event)
        except NotPermitted:
            return  # told where the chain is judged


def _place(entries: Sequence[Entry], places: Mapping[str, int], one: Inside, act: Signed) -> Iterator[Finding]:
    record = record_of(act)
    if record is None or (record.chain == GENESIS and record.act == "seal"):
        return  # a record that cannot be read is said where the paper is judged
    place = places.get(record.chain)
    if place is not None and record.copies != copies_before(entry.event for entry in entries[: place + 1]):
        yield _act(f"{one.name}, {act.name}: it does not name the copies of the acts in ink before it")
    if place is None:
        yield _act(f"{one.name}, {act.name}: it was signed after an entry that is not in the chain")
    elif place >= _filed_at(entries, one.name, act.field):
        yield _act(f"{one.name}, {act.name}: it was signed after entry {place}, and kept before it")


def _filed_at(entries: Sequence[Entry], name: str, field: str) -> int:
    """The number of the entry that kept the revision which fills a field."""
    kept = [(entry.number, entry.event) for entry in entries if isinstance(entry.event, Filed)]
    mine = [(number, event.field) for number, event in kept if event.name == name]
    return next((number for number, filled in mine if filled == field), mine[0][0] if mine else 0)


def _same(entry: Entry, kind: Act, one: Inside, act: Signed) -> bool:
    event = entry.event
    if event.act is not kind or act.token_time is None:
        return False
    document, person = getattr(event, "document", None), getattr(event, "person", None)
    signer = field_of(one.paper.document, act.field).signer.identifier
    return (
        abs((event.at - act.token_time).total_seconds()) <= acts.TOLERANCE
        and document in (None, one.paper.sha256)
        and person in (None, signer.partition("-")[2])
    )


def _file(why: str) -> Finding:
    return Finding("FILE_DIFFERS", why)


def _act(why: str) -> Finding:
    return Finding("CHAIN_DIFFERS", why)
