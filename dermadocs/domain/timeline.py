"""The event chain of a dossier: each entry names the SHA-256 of the one before, in canonical bytes.

An entry that is changed, removed, inserted or moved breaks the chain at that place. The last entry has no
successor: only the head, kept elsewhere (each act's signed record names it), protects it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Annotated

from msgspec import Meta

from dermadocs.domain.events import AnyEvent
from dermadocs.domain.facts import Fact, Sha256
from dermadocs.domain.jsonform import canonical, decode
from dermadocs.errors import InputError

GENESIS = "0" * 64
"""What the first entry names as its predecessor, and the head of an empty chain."""


class Entry(Fact, frozen=True, kw_only=True):
    """One link: its number from 0, the digest of the entry before, the event."""

    number: Annotated[int, Meta(ge=0)]
    previous: Sha256
    event: AnyEvent


def digest(entry: Entry) -> str:
    """SHA-256, in hex, of the entry's canonical bytes."""
    return hashlib.sha256(canonical(entry)).hexdigest()


def head(entries: Sequence[Entry]) -> str:
    """The digest of the last entry; GENESIS for an empty chain."""
    return digest(entries[-1]) if entries else GENESIS


def append(entries: Sequence[Entry], event: AnyEvent) -> tuple[Entry, ...]:
    """The chain with one more event. It does not judge the event: fold it first."""
    return (*entries, Entry(number=len(entries), previous=head(entries), event=event))


def first_bad(entries: Sequence[Entry], expected_head: str | None = None) -> int | None:
    """The place of the first entry that is not the one originally chained, or None for a sound chain.

    Without `expected_head` the last entry cannot be judged, nor that entries were cut off at the end.
    """
    if entries and (entries[0].previous != GENESIS or entries[0].number != 0):
        return 0
    for place, entry in enumerate(entries):
        following = entries[place + 1] if place + 1 < len(entries) else None
        if following is not None and following.number != place + 1:
            return place + 1  # something was removed before it, or it does not belong here
        successor_names = expected_head if following is None else following.previous
        if successor_names is not None and digest(entry) != successor_names:
            return place
    return 0 if not entries and expected_head not in (None, GENESIS) else None


def verify(entries: Sequence[Entry], expected_head: str | None = None) -> None:
    """InputError naming the first bad entry of a broken chain."""
    bad = first_bad(entries, expected_head)
    if bad is not None:
        raise InputError(f"entry {bad}", "changed, removed, moved or inserted: the event chain breaks here")


def events(entries: Iterable[Entry]) -> tuple[AnyEvent, ...]:
    """The events of a chain, in order."""
    return tuple(entry.event for entry in entries)


def write(entries: Sequence[Entry]) -> bytes:
    """JSON Lines: one canonical entry a line, each ended by a line feed."""
    return b"".join(canonical(entry) + b"\n" for entry in entries)


def read(data: bytes) -> tuple[Entry, ...]:
    """A chain from JSON Lines, links not yet verified. InputError names the entry that cannot be read."""
    lines = data.split(b"\n")
    if lines.pop() != b"":
        raise InputError(f"entry {len(lines)}", "cut off: the last line does not end")
    return tuple(_read_line(line, number) for number, line in enumerate(lines))


def _read_line(line: bytes, number: int) -> Entry:
    try:
        return decode(line, Entry, "line")
    except InputError as error:
        raise InputError(f"entry {number}", error.args[0]) from None
