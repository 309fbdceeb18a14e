"""A practice at work on dossiers that are kept: the second port, fulfilled by `store.archive`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dermadocs.domain.kept import Interrupted, Line, Row, Summary
from dermadocs.domain.timeline import Entry
from dermadocs.flows.ports import Practice


class Archive(Protocol):
    """Where dossiers are kept. Append-only; a commit is whole or not done."""

    @property
    def demonstration(self) -> bool:
        """Whether the home is a demonstration, for ever."""
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

    def rows(self, identifier: str | None = None) -> tuple[Row, ...]:
        """The evidence as it stands, not yet believed: of one dossier, or of all, in the order recorded."""
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
        self, summary: Summary, head: str, entries: Sequence[Entry], blobs: Iterable[bytes], token: bytes
    ) -> None:
        """Add entries to a dossier whose chain ends in `head`, and the bytes that they name."""
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
