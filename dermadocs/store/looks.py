"""Who looked at what: rows that are only added, and timestamps on their chain in a file outside the database.

Rows removed from the end of the database are still named by the last timestamp in the file.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from django.db import DatabaseError, transaction

from dermadocs.domain.jsonform import canonical
from dermadocs.domain.kept import Row
from dermadocs.domain.look import GENESIS, Look, Seal, digest
from dermadocs.errors import Damaged, InputError
from dermadocs.store import models

NAME = "looks.jsonl"
TAIL = 64 * 1024
"""Bytes that hold the last line: a token with its certificates has about 10 000 hex digits."""


class Looks:
    """Who looked at what in one home."""

    def __init__(self, folder: Path, alias: str) -> None:
        self._file = folder / NAME
        self._alias = alias

    def add(self, make: Callable[[int, str], Look]) -> Look:
        """One more look: `make` is given its number and the digest of the one before.

        InputError when it cannot be recorded: then nothing is shown either.
        """
        every = models.Look.objects.using(self._alias)
        try:
            with transaction.atomic(using=self._alias):  # a write transaction from the start: nobody comes in between
                last = every.order_by("-number").only("number", "sha256").first()
                look = make(last.number + 1, last.sha256) if last else make(0, GENESIS)
                every.create(number=look.number, dossier=look.dossier, sha256=digest(look), body=canonical(look))
        except DatabaseError as problem:
            raise InputError("who looks", f"{problem}: it could not be recorded, so nothing is shown") from problem
        return look

    def rows(self, dossier: str | None = None) -> tuple[Row, ...]:
        """The looks as they stand, at one dossier or at all."""
        found = models.Look.objects.using(self._alias).order_by("number")
        wanted = found.filter(dossier=dossier) if dossier is not None else found
        return tuple(Row(one.number, one.dossier, one.number, one.sha256, raw(one.body), None) for one in wanted)

    def seals(self) -> tuple[Seal, ...]:
        """All timestamps; a last line that a crash cut short is none. Damaged for a line that cannot be read."""
        with suppress(FileNotFoundError):
            return tuple(_read(line) for line in self._file.read_bytes().split(b"\n")[:-1])
        return ()

    def last_seal(self) -> Seal | None:
        """The latest timestamp; None while there is none."""
        with suppress(FileNotFoundError), self._file.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - TAIL))
            whole = file.read().split(b"\n")[:-1]
            return _read(whole[-1]) if whole else None
        return None

    def seal(self, seal: Seal) -> None:
        """Add a timestamp, on the disk when this returns. OSError when the disk refuses."""
        line = written(seal)
        descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())


def raw(value: object) -> bytes:
    """What stands in a row, even when somebody put a text where bytes belong."""
    return value.encode("utf-8", "replace") if isinstance(value, str) else bytes(value)  # type: ignore[call-overload]


def written(seal: Seal) -> bytes:
    """A timestamp as it stands in the file."""
    told = {"number": seal.number, "sha256": seal.sha256, "at": seal.at.isoformat(), "token": seal.token.hex()}
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode() + b"\n"


def _read(line: bytes) -> Seal:
    try:
        told = json.loads(line)
        at, token = datetime.fromisoformat(told["at"]), bytes.fromhex(told["token"])
        return Seal(int(told["number"]), str(told["sha256"]), at, token)
    except (ValueError, TypeError, KeyError) as problem:
        raise Damaged(NAME, "a line cannot be read; restore the file from a backup") from problem
