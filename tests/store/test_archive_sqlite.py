"""What SQLite in particular does: it refuses changes, keeps every commit on the disk, and is brought up to date."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from store_world import commit, requested, seen

from dermadocs.errors import Damaged, InputError
from dermadocs.store import archive as module
from dermadocs.store.archive import Archive, open_archive
from dermadocs.store.settings import SQLITE


@pytest.fixture
def kept(tmp_path: Path) -> Archive:
    archive = Archive.create(tmp_path, demonstration=True)
    commit(archive, (), requested(), seen())
    archive.close()
    return archive


def by_hand(folder: Path, statement: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / SQLITE) as connection:
        found = connection.execute(statement).fetchall()
    connection.close()
    return found


TRIGGERS = ("entry_never_changed", "entry_never_removed", "entry_never_replaced")
STATEMENTS = [
    "UPDATE store_entry SET body = 'x'",
    "UPDATE store_entry SET token = NULL WHERE serial = 2",
    "DELETE FROM store_entry",
    "DELETE FROM store_entry WHERE serial = 2",
    "REPLACE INTO store_entry (serial, dossier_id, number, sha256, body) VALUES (2, '2026-0009', 7, 'x', 'x')",
    "REPLACE INTO store_entry (dossier_id, number, sha256, body) VALUES ('2026-0001', 1, 'x', 'x')",
    "INSERT INTO store_entry VALUES (2, 1, 'x', 'x', NULL, '2026-0001') ON CONFLICT DO UPDATE SET body = 'x'",
]


@pytest.mark.parametrize("statement", STATEMENTS)
def test_evidence_is_only_ever_added(kept: Archive, tmp_path: Path, statement: str) -> None:
    before = kept.rows()
    with pytest.raises(sqlite3.IntegrityError):
        by_hand(tmp_path, statement)
    assert kept.rows() == before


def test_a_dossier_with_evidence_stays(kept: Archive, tmp_path: Path) -> None:
    with pytest.raises(Exception, match=r"(?i)protected|foreign key|append-only"):
        module.models.Dossier.objects.using(kept._alias).all().delete()
    assert len(kept.rows()) == 2


def test_the_log_is_written_ahead_and_every_commit_reaches_the_disk(kept: Archive) -> None:
    assert kept.rows()
    with connections[kept._alias].cursor() as cursor:
        told = [
            cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    assert told == ["wal", 2, 1]


def test_serial_numbers_are_never_used_again(kept: Archive, tmp_path: Path) -> None:
    [(sql,)] = by_hand(tmp_path, "SELECT sql FROM sqlite_master WHERE name = 'store_entry'")
    assert "AUTOINCREMENT" in str(sql)


# ---- migrations


def test_migrations_say_what_the_models_say() -> None:
    loader = MigrationLoader(None)
    from django.apps import apps

    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(loader.graph)
    assert changes == {}


def test_from_nothing_to_now(tmp_path: Path) -> None:
    archive = Archive.create(tmp_path, demonstration=False)
    names = {
        str(row[0]) for row in by_hand(tmp_path, "SELECT name FROM sqlite_master WHERE type IN ('table', 'trigger')")
    }
    assert names >= {"store_home", "store_dossier", "store_entry", *TRIGGERS}
    assert by_hand(tmp_path, "SELECT version, demonstration FROM store_home") == [(module.VERSION, 0)]
    archive.migrate()  # twice is once


def test_a_home_of_a_newer_version_is_refused_and_left_alone(kept: Archive, tmp_path: Path) -> None:
    by_hand(tmp_path, "UPDATE store_home SET version = 99")
    with pytest.raises(InputError, match=r"made by a newer dermadocs \(home version 99\): update first"):
        open_archive(tmp_path)
    assert by_hand(tmp_path, "SELECT version FROM store_home") == [(99,)]


def test_a_home_of_an_older_version_migrates_and_keeps_everything(kept: Archive, tmp_path: Path) -> None:
    """As made by the first migration alone, before evidence was protected."""
    before = kept.rows()
    call_command("migrate", "store", "0001", database=kept._alias, verbosity=0)
    kept.close()
    for name in TRIGGERS:
        by_hand(tmp_path, f"DROP TRIGGER IF EXISTS {name}")
    by_hand(tmp_path, "UPDATE store_home SET version = 0")
    again = open_archive(tmp_path)
    assert again.rows() == before
    assert by_hand(tmp_path, "SELECT version FROM store_home") == [(module.VERSION,)]
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        by_hand(tmp_path, "DELETE FROM store_entry")


# ---- files that are no archive


@pytest.mark.parametrize(
    ("data", "word"),
    [(b"", "no such table"), (b"not a database at all" * 50, "not a database")],
    ids=["empty", "something else"],
)
def test_another_file_in_its_place_is_damage(tmp_path: Path, data: bytes, word: str) -> None:
    (tmp_path / SQLITE).write_bytes(data)
    with pytest.raises(Damaged, match=f"{word}.*; restore the home from a backup"):
        open_archive(tmp_path)


def test_a_home_that_says_nothing_of_itself_is_damage(kept: Archive, tmp_path: Path) -> None:
    by_hand(tmp_path, "DELETE FROM store_home")
    with pytest.raises(Damaged, match="says nothing of itself; restore it from a backup"):
        open_archive(tmp_path)


def test_rows_lost_from_the_end_are_noticed_at_opening(kept: Archive, tmp_path: Path) -> None:
    for name in TRIGGERS:
        by_hand(tmp_path, f"DROP TRIGGER {name}")
    by_hand(tmp_path, "DELETE FROM store_entry WHERE serial = 2")
    with pytest.raises(Damaged, match=r"lacks what register\.jsonl names at its end"):
        open_archive(tmp_path)
