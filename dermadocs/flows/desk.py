"""A practice at work on dossiers that are kept: the second port, fulfilled by `store.archive`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dermadocs.domain.heap import Heap
from dermadocs.domain.kept import Interrupted, Line, Row, Summary
from dermadocs.domain.look import Look, Seal
from dermadocs.domain.message import Message
from dermadocs.domain.sheet import Sheet
from dermadocs.domain.timeline import Entry
from dermadocs.flows.ports import Practice


class Looks(Protocol):
    """Who looked at what: rows that are only added, and timestamps on their chain, kept apart from them."""

    def add(self, make: Callable[[int, str], Look]) -> Look:
        """One more look: `make` is given its number and the digest of the one before. InputError: not recorded."""
        ...

    def rows(self, dossier: str | None = None) -> tuple[Row, ...]:
        """The looks as they stand, not yet believed: at one dossier or at all, in the order recorded."""
        ...

    def seals(self) -> tuple[Seal, ...]:
        """All timestamps. Damaged for one that cannot be read."""
        ...

    def last_seal(self) -> Seal | None:
        """The latest timestamp; None while there is none."""
        ...

    def seal(self, seal: Seal) -> None:
        """Add a timestamp. OSError when the disk refuses."""
        ...


class Heaps(Protocol):
    """What came back by post, as it came, whosever it is."""

    def keep(self, heap: Heap, files: Iterable[bytes]) -> None:
        """Keep a new heap. InputError when the disk refuses: nothing is kept then."""
        ...

    def names(self) -> tuple[str, ...]:
        """All heaps, oldest first."""
        ...

    def heap(self, name: str) -> Heap:
        """One heap. InputError when there is none of that name."""
        ...

    def sheets(self, name: str) -> tuple[Sheet, ...] | None:
        """What was found in a heap; None while nobody has looked."""
        ...

    def found(self, name: str, sheets: Sequence[Sheet]) -> None:
        """Keep what was found."""
        ...


class Archive(Protocol):
    """Where dossiers are kept. Append-only; a commit is whole or not done."""

    @property
    def demonstration(self) -> bool:
        """Whether the home is a demonstration, for ever."""
        ...

    @property
    def looks(self) -> Looks:
        """Who looked at what."""
        ...

    @property
    def heaps(self) -> Heaps:
        """What came back by post."""
        ...

    def identifiers(self) -> tuple[str, ...]:
        """All dossiers, oldest first."""
        ...

    def latest(self) -> datetime | None:
        """The latest moment recorded in any dossier; None while there is none."""
        ...

    def summaries(self, states: Iterable[str] = ()) -> tuple[Summary, ...]:
        """Dossiers as lists show them, the latest first; of these states only, if any are named."""
        ...

    def stale(self) -> tuple[str, ...]:
        """Dossiers of which lists still show what an older version showed."""
        ...

    def show(self, summary: Summary) -> None:
        """Bring lists to what follows from a dossier's entries."""
        ...

    def rows(self, identifier: str | None = None, *, after: int = 0) -> tuple[Row, ...]:
        """The evidence as it stands, not yet believed: of one dossier, or of all, in the order recorded; `after` that
        serial number only.
        """
        ...

    def blob(self, sha256: str) -> bytes:
        """The bytes of a digest. Damaged when they are missing or others."""
        ...

    def register_lines(self) -> tuple[Line, ...]:
        """What the second witness says: one line a commit."""
        ...

    def held(self, identifier: str, what: str, at: datetime) -> AbstractContextManager[None]:
        """Hold a dossier while an act lasts. Busy when somebody else does."""
        ...

    def interrupted(self) -> tuple[Interrupted, ...]:
        """What was cut short since the last look, each told once."""
        ...

    def commit(
        self,
        summary: Summary,
        head: str,
        entries: Sequence[Entry],
        blobs: Iterable[bytes],
        token: bytes,
        messages: Iterable[Message] = (),
    ) -> None:
        """Add entries to a dossier whose chain ends in `head`, the bytes that they name, and messages to be sent."""
        ...


@dataclass(frozen=True)
class Desk:
    """A practice at work on its dossiers."""

    practice: Practice
    archive: Archive
    now: Callable[[], datetime]
    """The present instant, UTC: the wall clock, or that of a demonstration."""
    random: Callable[[int], bytes]
    """So many unpredictable bytes."""
