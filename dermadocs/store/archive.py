"""The one door to what is kept: read a dossier, commit to it, hold it while an act lasts.

A commit is whole or not done: blobs first (harmless alone), then all rows in one transaction, then the line in the
register. Whoever is killed in between leaves the dossier as before or as after, and the next opening says which.
"""

from __future__ import annotations

import dataclasses
import os
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.core.management import call_command
from django.db import DatabaseError, connections, transaction
from django.db.models import Max

from dermadocs.domain.events import Filed
from dermadocs.domain.jsonform import canonical
from dermadocs.domain.kept import Interrupted, Line, Row, Summary
from dermadocs.domain.message import Message
from dermadocs.domain.timeline import GENESIS, Entry, digest
from dermadocs.errors import Busy, Damaged, InputError
from dermadocs.store import attempts, register, settings
from dermadocs.store.blobs import Blobs
from dermadocs.store.faults import point
from dermadocs.store.heaps import Heaps

settings.ready()  # Django's rows cannot even be defined before

from dermadocs.store import looks, models, outbox  # noqa: E402

VERSION = 4
"""Of the home: raised with each migration, so that an older program refuses a newer home."""
SHOWN = 2
"""Of what lists show of a dossier: raised when they show more."""


class Archive:
    """The dossiers of one home."""

    def __init__(self, folder: Path) -> None:
        """`open_archive` and `create` give one that is checked."""
        self.folder = folder
        self.blobs = Blobs(folder / "blobs")
        self.heaps = Heaps(folder, self.blobs)
        self._alias = settings.connect(folder)
        self.looks = looks.Looks(folder, self._alias)

    @classmethod
    def create(cls, folder: Path, *, demonstration: bool) -> Archive:
        """An empty archive in a folder that has none."""
        archive = cls(folder)
        try:
            archive.migrate()
            models.Home.objects.using(archive._alias).create(version=VERSION, demonstration=demonstration)
        except DatabaseError as problem:
            raise InputError(str(folder), f"{problem}: no home was made") from problem
        return archive

    def migrate(self) -> None:
        """Bring the tables to this version."""
        call_command("migrate", database=self._alias, verbosity=0, interactive=False)

    def close(self) -> None:
        """Let the database go."""
        settings.disconnect(self._alias)

    @property
    def demonstration(self) -> bool:
        """Whether the home is a demonstration, for ever."""
        return self._home().demonstration

    def _home(self) -> models.Home:
        home = models.Home.objects.using(self._alias).first()
        if home is None:
            raise Damaged(str(self.folder), "this home says nothing of itself; restore it from a backup")
        return home

    def identifiers(self) -> tuple[str, ...]:
        """All dossiers, oldest first."""
        return tuple(models.Dossier.objects.using(self._alias).order_by("pk").values_list("identifier", flat=True))

    def latest(self) -> datetime | None:
        """The latest moment recorded in any dossier; None while there is none."""
        latest: datetime | None = models.Dossier.objects.using(self._alias).aggregate(last=Max("last"))["last"]
        return latest

    def summaries(self, states: Iterable[str] = ()) -> tuple[Summary, ...]:
        """Dossiers as lists show them, the latest first; of these states only, if any are named."""
        rows = models.Dossier.objects.using(self._alias).order_by("-last", "pk")
        wanted = list(states)
        return tuple(_summary(row) for row in (rows.filter(state__in=wanted) if wanted else rows))

    def rows(self, identifier: str | None = None, *, after: int = 0) -> tuple[Row, ...]:
        """The evidence as it stands, not yet believed: of one dossier, or of all, in the order recorded; `after` that
        serial number only.
        """
        rows = models.Entry.objects.using(self._alias).filter(serial__gt=after).order_by("serial")
        found = rows.filter(dossier_id=identifier) if identifier is not None else rows
        return tuple(
            Row(e.serial, e.dossier_id, e.number, e.sha256, looks.raw(e.body), looks.raw(e.token) if e.token else None)
            for e in found
        )

    def blob(self, sha256: str) -> bytes:
        """The bytes of a digest. Damaged when they are missing or others."""
        return self.blobs.get(sha256)

    def sweep(self) -> int:
        """Remove bytes that crashes left half-written, never those that somebody writes now; how many files."""
        with register.alone(self.folder):
            return self.blobs.sweep()

    @contextmanager
    def held(self, identifier: str, what: str, at: datetime) -> Iterator[None]:
        """Hold a dossier while an act lasts; `what` is told if the process is killed meanwhile."""
        with attempts.held(self.folder, identifier, what, lambda: self._head(identifier), at):
            yield

    def interrupted(self) -> tuple[Interrupted, ...]:
        """What was cut short since the last look, each told once."""
        return tuple(
            Interrupted(identifier, str(told.get("what")), str(told.get("since")), bool(told["done"]))
            for identifier, told in attempts.cut_short(self.folder, self._head)
        )

    def commit(
        self,
        summary: Summary,
        head: str,
        entries: Sequence[Entry],
        blobs: Iterable[bytes],
        token: bytes,
        messages: Iterable[Message] = (),
    ) -> None:
        """Add entries to a dossier whose chain ends in `head`, the bytes that they name, and messages to be sent.

        Busy when the chain ends elsewhere by now; InputError when the disk refuses, Damaged when rows that the
        register names are gone. Nothing is half done.
        """
        with register.alone(self.folder):
            for data in blobs:
                self.blobs.put(data)
            try:
                self.catch_up()  # of a commit that was killed before its line
                with transaction.atomic(using=self._alias):
                    line = self._insert(summary, head, entries, token)
                    outbox.add(self._alias, messages)
                    point("rows.before-commit")
            except (DatabaseError, OSError) as problem:
                raise InputError(str(self.folder), f"{_words(problem)}: nothing was recorded") from problem
            point("rows.after-commit")
            try:
                register.append(self.folder, line)
            except OSError as problem:
                why = f"{_words(problem)}: recorded, but {register.NAME} lacks it: mend the disk, the next act adds it"
                raise InputError(str(self.folder), why) from problem

    def _insert(self, summary: Summary, head: str, entries: Sequence[Entry], token: bytes) -> Line:
        if self._head(summary.identifier) != head:
            raise Busy(f"{summary.identifier}: somebody else recorded something meanwhile; look, and try again")
        point("rows.before-insert")
        self.show(summary)
        for place, entry in enumerate(entries):
            row = models.Entry.objects.using(self._alias).create(
                dossier_id=summary.identifier,
                number=entry.number,
                sha256=digest(entry),
                body=canonical(entry),
                token=token if place == len(entries) - 1 else None,
            )
            if isinstance(entry.event, Filed):
                told = {"dossier_id": summary.identifier, "name": entry.event.name, "sha256": entry.event.sha256}
                models.Filing.objects.using(self._alias).create(entry=row, **told)
            point("rows.between-inserts")
        return Line(row.serial, summary.identifier, row.number, row.sha256)

    def show(self, summary: Summary) -> None:
        """Bring lists to what follows from a dossier's entries."""
        words = searched(f"{summary.identifier} {summary.number} {summary.patient}")
        models.Dossier.objects.using(self._alias).update_or_create(
            identifier=summary.identifier,
            defaults={
                **{key: value for key, value in vars(summary).items() if key != "identifier"},
                "words": words,
                "shown": SHOWN,
            },
        )

    def stale(self) -> tuple[str, ...]:
        """Dossiers of which lists still show what an older version showed."""
        rows = models.Dossier.objects.using(self._alias).filter(shown__lt=SHOWN)
        return tuple(rows.values_list("identifier", flat=True))

    def _head(self, identifier: str) -> str:
        last = models.Entry.objects.using(self._alias).filter(dossier_id=identifier).order_by("number").last()
        return last.sha256 if last else GENESIS

    # ---- the register

    def register_lines(self) -> tuple[Line, ...]:
        """What the second witness says."""
        return register.read(self.folder)

    def catch_up(self) -> int:
        """Write the lines that a crash kept from the register; how many. Called at each opening and commit."""
        if self._lacks_rows():
            why = f"lacks what {register.NAME} names at its end; restore both from one backup"
            raise Damaged(str(self.folder / settings.SQLITE), why)
        lines = self._missing_lines()
        for line in lines:
            register.append(self.folder, line)
        return len(lines)

    def _missing_lines(self) -> list[Line]:
        rows = models.Entry.objects.using(self._alias).filter(token__isnull=False)
        missing = rows.filter(serial__gt=register.last_serial(self.folder)).order_by("serial")
        return [Line(e.serial, e.dossier_id, e.number, e.sha256) for e in missing]

    def _lacks_rows(self) -> bool:
        """The register knows of more than the database: rows were removed from its end."""
        known = register.last_serial(self.folder)  # read before the rows: somebody may be adding to both
        rows = models.Entry.objects.using(self._alias).filter(token__isnull=False)
        return known > (rows.aggregate(last=Max("serial"))["last"] or 0)

    def vacuum_into(self, target: Path) -> None:
        """A consistent copy of the database, taken while others write."""
        with connections[self._alias].cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])


def open_archive(folder: Path, *, looking: bool = False) -> Archive:
    """The archive of a home, migrated if an older version made it.

    Damaged when it says nothing of itself, or lacks what the register names: unless `looking`, to tell all that is
    wrong with it. InputError when there is none, or a newer dermadocs made it.
    """
    if not (folder / settings.SQLITE).is_file():
        raise InputError(str(folder), f"no {settings.SQLITE} here: not a home; make one with `dermadocs init`")
    archive = Archive(folder)
    try:
        _bring_up_to_date(archive)
        if archive._missing_lines() or (archive._lacks_rows() and not looking):
            with register.alone(folder):
                archive.catch_up()
    except DatabaseError as problem:
        archive.close()
        if not os.access(folder, os.W_OK):
            raise InputError(str(folder), "read-only: open the home where it can be written") from problem
        raise Damaged(str(folder / settings.SQLITE), f"{problem}; restore the home from a backup") from problem
    except OSError as problem:
        archive.close()
        raise InputError(str(folder), f"{_words(problem)}: mend the disk, then try again") from problem
    except InputError:
        archive.close()
        raise
    return archive


def _bring_up_to_date(archive: Archive) -> None:
    home = archive._home()
    if home.version > VERSION:
        raise InputError(str(archive.folder), f"made by a newer dermadocs (home version {home.version}): update first")
    if home.version < VERSION:
        with register.alone(archive.folder):
            archive.migrate()
            models.Home.objects.using(archive._alias).update(version=VERSION)


def _words(problem: Exception) -> str:
    return (problem.strerror if isinstance(problem, OSError) else None) or str(problem)


def _summary(row: models.Dossier) -> Summary:
    return Summary(**{field.name: getattr(row, field.name) for field in dataclasses.fields(Summary)})


def searched(text: str) -> str:
    """Text as a search compares it: small letters, no accents."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
