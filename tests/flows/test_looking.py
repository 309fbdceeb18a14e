"""Who looked at a dossier stands in a chain under timestamps: each way of changing it afterwards is found."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest
from django.db import connections
from homes import at_work, make_home

from dermadocs.bootstrap.backup import backup, examined, faults_of
from dermadocs.domain.jsonform import canonical, decode
from dermadocs.domain.look import Look, digest
from dermadocs.flows import looking
from dermadocs.store.looks import NAME
from dermadocs.store.settings import SQLITE

DOSSIER = "2026-0001"
Tamper = Callable[[sqlite3.Connection, Path], None]


@pytest.fixture(scope="module")
def looked_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three looks on one day, two on the next, one three days later: three timestamps."""
    folder = make_home(tmp_path_factory.mktemp("looked") / "home")
    with at_work(folder) as work:
        work.begin(DOSSIER)
        for days, what in ((0, "page"), (0, "estimate.pdf"), (0, "page"), (1, "page"), (0, "page"), (3, "page")):
            work.clock.set(work.clock.at + timedelta(days=days))
            looking.look(work.home.desk, 1, "surgeon", DOSSIER, what)
    return folder


@pytest.fixture
def home(looked_home: Path, tmp_path: Path) -> Path:
    return shutil.copytree(looked_home, tmp_path / "home")


def look(database: sqlite3.Connection, number: int) -> Look:
    found = database.execute("SELECT body FROM store_look WHERE number = ?", (number,)).fetchone()
    return decode(bytes(found[0]), Look, "look")


def rewrite(database: sqlite3.Connection, start: int, first: Look) -> None:
    """A look, and the whole rest of the chain made anew, as somebody would who knows how it is made."""
    count = database.execute("SELECT count(*) FROM store_look").fetchone()[0]
    previous = first.previous
    for number in range(start, count):
        one = first if number == start else look(database, number)
        one = msgspec.structs.replace(one, previous=previous)
        query = "UPDATE store_look SET body = ?, sha256 = ? WHERE number = ?"
        database.execute(query, (canonical(one), digest(one), number))
        previous = digest(one)


def altered(database: sqlite3.Connection, folder: Path) -> None:
    database.execute("UPDATE store_look SET body = replace(body, 'surgeon', 'auditor') WHERE number = 1")


def altered_with_the_rest(database: sqlite3.Connection, folder: Path) -> None:
    rewrite(database, 1, msgspec.structs.replace(look(database, 1), member=2))


def back_dated(database: sqlite3.Connection, folder: Path) -> None:
    """The latest look, which only its timestamp could give away: with that one removed, the one before does."""
    one = look(database, 5)
    rewrite(database, 5, msgspec.structs.replace(one, at=one.at - timedelta(days=9)))
    lines = (folder / NAME).read_bytes().splitlines(keepends=True)
    (folder / NAME).write_bytes(b"".join(lines[:-1]))


def removed_in_the_middle(database: sqlite3.Connection, folder: Path) -> None:
    database.execute("DELETE FROM store_look WHERE number = 1")


def removed_at_the_end(database: sqlite3.Connection, folder: Path) -> None:
    database.execute("DELETE FROM store_look WHERE number = 5")


def all_removed(database: sqlite3.Connection, folder: Path) -> None:
    database.execute("DELETE FROM store_look")


def reordered(database: sqlite3.Connection, folder: Path) -> None:
    for old, new in ((1, 100), (2, 1), (100, 2)):
        database.execute("UPDATE store_look SET number = ? WHERE number = ?", (new, old))


def moved_to_another_dossier(database: sqlite3.Connection, folder: Path) -> None:
    database.execute("UPDATE store_look SET dossier = '2026-0009' WHERE number = 0")


def foreign_timestamp(database: sqlite3.Connection, folder: Path) -> None:
    lines = (folder / NAME).read_bytes().splitlines(keepends=True)
    first, second = lines[0].split(b'"token":"'), lines[1].split(b'"token":"')
    (folder / NAME).write_bytes(b'"token":"'.join([first[0], second[1]]) + b"".join(lines[1:]))


@pytest.mark.parametrize(
    ("tamper", "where", "what"),
    [
        (altered, "look 1", "not what was written down"),
        (altered_with_the_rest, "look 3", "names another look"),
        (back_dated, "look 5", "back-dated"),
        (removed_in_the_middle, "look 1", "removed or moved"),
        (removed_at_the_end, "look 5", "gone from the database"),
        (all_removed, "look 0", "gone from the database"),
        (reordered, "look 1", "removed or moved"),
        (moved_to_another_dossier, "look 0", "not what was written down"),
        (foreign_timestamp, "look 0", "cannot be believed"),
    ],
)
def test_each_change_is_found(home: Path, tamper: Tamper, where: str, what: str) -> None:
    with closing(sqlite3.connect(home / SQLITE)) as database:
        for name in ("look_never_changed", "look_never_removed"):
            database.execute(f"DROP TRIGGER {name}")
        tamper(database, home)
        database.commit()
    found = [(fault.where, fault.what) for fault in faults_of(home)]
    assert any(place == where and what in told for place, told in found), found


def test_nothing_is_found_where_nothing_was_changed(home: Path) -> None:
    assert faults_of(home) == []
    assert len((home / NAME).read_bytes().splitlines()) == 3


@pytest.mark.parametrize("query", ["UPDATE store_look SET body = x'00'", "DELETE FROM store_look",
                                   "REPLACE INTO store_look SELECT * FROM store_look"])  # fmt: skip
def test_database_itself_refuses_changes(home: Path, query: str) -> None:
    with closing(sqlite3.connect(home / SQLITE)) as database, pytest.raises(sqlite3.IntegrityError, match="append"):
        database.execute(query)


def test_two_hundred_looks_of_a_day_get_one_more_timestamp(home: Path) -> None:
    with at_work(home) as work:
        work.clock.set(next(looking.at_dossier(work.home.archive, DOSSIER)).at)
        for _ in range(looking.MOST):
            looking.look(work.home.desk, 1, "surgeon", DOSSIER, "page")
        assert len(work.home.archive.looks.seals()) == 4
        assert not looking.seal_now(work.home.desk), "the latest look is covered"
        looking.look(work.home.desk, 1, "surgeon", DOSSIER, "page")
        assert looking.seal_now(work.home.desk)
    assert faults_of(home) == []


def test_looks_at_the_same_moment_make_one_chain(home: Path) -> None:
    with at_work(home) as work:
        work.clock.set(next(looking.at_dossier(work.home.archive, DOSSIER)).at)

        def several() -> None:
            for _ in range(10):
                looking.look(work.home.desk, 1, "surgeon", DOSSIER, "page")
            connections.close_all()

        threads = [threading.Thread(target=several) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(work.home.archive.looks.rows()) == 6 + 40
    assert faults_of(home) == []


def test_backup_holds_the_looks_and_their_timestamps(home: Path, tmp_path: Path) -> None:
    with at_work(home) as work:
        backup(work.home, tmp_path / "copy")
    examined(tmp_path / "copy")
    assert (tmp_path / "copy" / NAME).read_bytes() == (home / NAME).read_bytes()
