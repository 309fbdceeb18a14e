"""The event chain of an evidence bundle, from the bundle alone: unbroken, lawful in its order, and of its time.

Each entry names the digest of the one before; each commit bears a timestamp over the digest of its last entry. Whoever
alters, removes, moves or inserts a row must make later timestamps anew, and these say when they were made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dermadocs.domain.bundle import CLOSED, EVENTS, TOLERANCE, Index
from dermadocs.domain.dossier import fold
from dermadocs.domain.jsonform import canonical
from dermadocs.domain.state import State
from dermadocs.domain.timeline import Entry, digest, events, first_bad, head, read
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows.proving.finding import Finding
from signatures import ClockGrade, Indication
from signatures.detached import Stamped, Tokens

Doubt = tuple[str, bool]
"""What is wrong with a timestamp, and whether that is proven."""


@dataclass(frozen=True)
class Chain:
    """A chain that was read. `state` None: the dossier cannot have gone that way."""

    entries: tuple[Entry, ...]
    state: State | None
    grades: tuple[ClockGrade | None, ...] = ()
    """Of the clocks that stamped its commits."""

    def as_json(self) -> dict[str, object]:
        """What `verify --json` says of it."""
        known = [grade for grade in self.grades if grade is not None]
        worst = max(known, key=str) if known and len(known) == len(self.grades) else None
        return {
            "entries": len(self.entries),
            "head": head(self.entries),
            "state": self.state.value if self.state else None,
            "commits": len(self.grades),
            "clock": str(worst) if worst else None,
        }


def judge_chain(data: bytes, index: Index, tokens: Tokens) -> tuple[Chain | None, list[Finding]]:
    """The chain in `events.jsonl` and everything wrong with it; None when it cannot even be read."""
    try:
        entries = read(data)
    except InputError as problem:
        return None, [_broken(str(problem))]
    findings = []
    bad = first_bad(entries)
    if bad is not None:
        findings.append(_broken(f"entry {bad} was changed, removed, moved or inserted"))
    if b"".join(canonical(entry) + b"\n" for entry in entries) != data:
        findings.append(_broken("its lines are not in canonical form"))
    state, wrong = _folded(entries)
    stamped, untimed = _commits(entries, index, tokens)
    return Chain(entries, state, tuple(one.grade for one in stamped)), [*findings, *wrong, *untimed]


def _folded(entries: Sequence[Entry]) -> tuple[State | None, list[Finding]]:
    try:
        state = fold(events(entries)).state
    except NotPermitted as problem:
        return None, [_broken(f"a dossier cannot go that way: {problem}")]
    if state not in CLOSED:
        return state, [_broken(f"the dossier has not ended, it is {state}")]
    return state, []


def _commits(entries: Sequence[Entry], index: Index, tokens: Tokens) -> tuple[list[Stamped], list[Finding]]:
    """Each commit's timestamp against the entries that it recorded; the last one covers the last entry."""
    numbers = [commit.entry for commit in index.commits]
    if numbers != sorted(set(numbers)) or numbers[-1] != len(entries) - 1:
        return [], [_untimed("the timestamps are not those of its commits, up to its last entry")]
    stamped: list[Stamped] = []
    findings: list[Finding] = []
    doubts: dict[Doubt, list[int]] = {}
    start = 0
    for commit in index.commits:
        name = f"{EVENTS}, entry {commit.entry}"
        one = tokens.judge(commit.der, bytes.fromhex(digest(entries[commit.entry])), name)
        stamped.append(one)
        for why in one.reasons:
            doubts.setdefault((why.message, why.indication is Indication.TOTAL_FAILED), []).append(commit.entry)
        findings += _out_of_time(entries[start : commit.entry + 1], one.time)
        start = commit.entry + 1
    times = [one.time for one in stamped if one.time is not None]
    if times != sorted(times):
        findings.append(_untimed("its timestamps are not in the order of its entries"))
    return stamped, [*findings, *(_doubted(why, entries) for why, entries in doubts.items())]


def _doubted(doubt: Doubt, entries: Sequence[int]) -> Finding:
    """One doubt about one timestamp or many."""
    message, proven = doubt
    more = f" and {len(entries) - 1} more" if len(entries) > 1 else ""
    return _untimed(f"timestamp of entry {entries[0]}{more}: {message}", proven)


def _out_of_time(entries: Sequence[Entry], time: datetime | None) -> Iterator[Finding]:
    for entry in entries if time is not None else ():
        assert time is not None
        if abs(time - entry.event.at) > TOLERANCE:
            why = f"entry {entry.number} says {_z(entry.event.at)}, and was recorded at {_z(time)}"
            yield Finding("BACKDATED", why)


def _broken(why: str) -> Finding:
    return Finding("CHAIN_BROKEN", f"{EVENTS}: {why}")


def _untimed(why: str, proven: bool = True) -> Finding:
    return Finding("CHAIN_UNTIMED", f"{EVENTS}: {why}", proven=proven)


def _z(at: datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
