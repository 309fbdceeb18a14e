"""Papers and chain of an evidence bundle against each other: the same files, the same acts, in the same order."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dermadocs.domain import acts
from dermadocs.domain.acts import field_of
from dermadocs.domain.bundle import OURS, UNHELD, Index
from dermadocs.domain.events import Act, Filed
from dermadocs.domain.timeline import GENESIS, Entry, digest
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
    for kind, count in counted.items():
        told = sum(entry.event.act is kind for entry in entries)
        if told != count:
            yield _act(f"the chain tells {told} times « {kind} », the papers bear {count} such signatures")


def _place(entries: Sequence[Entry], places: Mapping[str, int], one: Inside, act: Signed) -> Iterator[Finding]:
    record = record_of(act)
    if record is None or (record.chain == GENESIS and record.act == "seal"):
        return  # a record that cannot be read is said where the paper is judged
    place = places.get(record.chain)
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
