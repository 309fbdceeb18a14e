"""The chain of a dossier for people: each entry in words, its digest, the timestamp that covers it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from dermadocs.domain.kept import Row
from dermadocs.domain.timeline import digest
from dermadocs.flows.kept import Kept
from dermadocs.portal.practice.spoken import papers_voice, plain
from dermadocs.report.voice import Voice
from dermadocs.sheets import chronicle
from signatures import tokens
from signatures.tokens import Refused


@dataclass(frozen=True)
class Link:
    """One entry. `stamped`: when the timestamp of its commit was made, at the entry that ends the commit."""

    number: int
    at: datetime
    words: str
    sha256: str
    stamped: datetime | None


def links(rows: Sequence[Row], kept: Kept, say: Voice) -> Iterator[Link]:
    """All entries, the first one first."""
    spoken = papers_voice(say)
    stamped = {row.number: _time(row.token) for row in rows if row.token is not None}
    for entry in kept.entries:
        told = plain(chronicle.told(entry.event, spoken))
        yield Link(entry.number, entry.event.at, told, digest(entry), stamped.get(entry.number))


def _time(token: bytes) -> datetime | None:
    try:
        return tokens.read(token).time
    except Refused:
        return None  # `keep --check` says what is wrong with it
