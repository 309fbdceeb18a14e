"""What the tests of the store share: chains to keep, and both witnesses read without the store."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dermadocs.domain.dossier import fold
from dermadocs.domain.events import AnyEvent, IdentitySeen, Requested
from dermadocs.domain.kept import Summary
from dermadocs.domain.timeline import Entry, append, events, head
from dermadocs.store import register
from dermadocs.store.archive import Archive
from dermadocs.store.settings import SQLITE

START = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
TOKEN = b"a token"


def requested(at: datetime = START) -> AnyEvent:
    return Requested(at=at)


def seen(at: datetime = START + DAY, last_four: str = "4711") -> AnyEvent:
    return IdentitySeen(at=at, paper="passport", country="GB", last_four=last_four, seen_by="Dr Vasseur")


def commit(
    archive: Archive, before: Sequence[Entry], *happened: AnyEvent, identifier: str = "2026-0001", **more: Any
) -> tuple[Entry, ...]:
    """Keep events after those already kept, as the flows do."""
    entries = tuple(before)
    for event in happened:
        entries = append(entries, event)
    summary = Summary.of(identifier, fold(events(entries)), more.pop("patient", ""))
    blobs: Iterable[bytes] = more.pop("blobs", ())
    archive.commit(summary, more.pop("head", head(before)), entries[len(before) :], blobs, TOKEN)
    return entries


def serials(archive: Archive) -> list[int]:
    """Of the rows that end a commit: what the register must name."""
    return [row.serial for row in archive.rows() if row.token is not None]


def rows_and_register(home: Path) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """What both witnesses say of each commit, read without the store's own queries."""
    connection = sqlite3.connect(home / SQLITE)
    try:
        rows = connection.execute(
            "SELECT serial, dossier_id, number, sha256 FROM store_entry WHERE token IS NOT NULL ORDER BY serial"
        ).fetchall()
    finally:
        connection.close()
    return rows, [(line.serial, line.dossier, line.number, line.sha256) for line in register.read(home)]
