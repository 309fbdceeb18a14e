"""A home whose evidence somebody changed: each way of doing so is found, with the place."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing import get_context
from multiprocessing.synchronize import Event as EventType
from pathlib import Path

import msgspec
import pytest
from homes import at_work, make_home
from world import JUDGED

from dermadocs.bootstrap.backup import backup, examined, faults_of, restore
from dermadocs.domain.events import IdentitySeen
from dermadocs.domain.jsonform import canonical, decode
from dermadocs.domain.timeline import Entry, digest
from dermadocs.errors import Damaged, InputError
from dermadocs.store.settings import SQLITE

ONE, TWO = "2026-0001", "2026-0002"
Tamper = Callable[[sqlite3.Connection, Path], None]


@pytest.fixture(scope="module")
def kept_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two dossiers: an estimate sent and received, and a request with an identity seen."""
    folder = make_home(tmp_path_factory.mktemp("kept") / "home")
    with at_work(folder) as work:
        work.sent(ONE)
        work.received(ONE)
        work.begin(TWO)
        work.do(TWO, "identity", lambda desk, kept: kept.after(seen(desk.now())))
    return folder


def seen(at: object) -> IdentitySeen:
    return IdentitySeen(at=at, paper="passport", country="GB", last_four="4711", seen_by="Dr Vasseur")


@pytest.fixture
def home(kept_home: Path, tmp_path: Path) -> Path:
    return shutil.copytree(kept_home, tmp_path / "home")


@contextmanager
def behind_its_back(folder: Path) -> Iterator[sqlite3.Connection]:
    """The database as its owner can open it, without the triggers that stop an honest mistake."""
    database = sqlite3.connect(folder / SQLITE)
    database.execute("DROP TRIGGER entry_never_changed")
    database.execute("DROP TRIGGER entry_never_removed")
    try:
        yield database
        database.commit()
    finally:
        database.close()


def body(database: sqlite3.Connection, dossier: str, number: int) -> Entry:
    query = "SELECT body FROM store_entry WHERE dossier_id = ? AND number = ?"
    return decode(bytes(database.execute(query, (dossier, number)).fetchone()[0]), Entry, "entry")


def put(database: sqlite3.Connection, dossier: str, entry: Entry) -> None:
    query = "UPDATE store_entry SET body = ?, sha256 = ? WHERE dossier_id = ? AND number = ?"
    database.execute(query, (canonical(entry), digest(entry), dossier, entry.number))


def altered(database: sqlite3.Connection, folder: Path) -> None:
    database.execute(
        "UPDATE store_entry SET body = replace(body, 'GB', 'FR') WHERE dossier_id = ? AND number = 1", (TWO,)
    )


def altered_with_its_digest(database: sqlite3.Connection, folder: Path) -> None:
    entry = body(database, TWO, 1)
    put(database, TWO, replaced(entry, entry.event.at))


def back_dated(database: sqlite3.Connection, folder: Path) -> None:
    """The receipt an hour earlier, and the whole rest of the chain made anew."""
    rows = database.execute("SELECT count(*) FROM store_entry WHERE dossier_id = ?", (ONE,)).fetchone()[0]
    previous = body(database, ONE, 0).previous
    for number in range(rows):
        entry = body(database, ONE, number)
        event = entry.event
        if event.act == "receive":
            event = msgspec.structs.replace(event, at=event.at - timedelta(hours=1))
        entry = Entry(number=number, previous=previous, event=event)
        put(database, ONE, entry)
        previous = digest(entry)


def replaced(entry: Entry, at: object) -> Entry:
    event = IdentitySeen(at=at, paper="passport", country="FR", last_four="4711", seen_by="Dr Vasseur")
    return Entry(number=entry.number, previous=entry.previous, event=event)


def removed_in_the_middle(database: sqlite3.Connection, folder: Path) -> None:
    database.execute("DELETE FROM store_entry WHERE dossier_id = ? AND number = 3", (ONE,))


def removed_at_the_end(database: sqlite3.Connection, folder: Path) -> None:
    database.execute("DELETE FROM store_entry WHERE dossier_id = ? AND number = 1", (TWO,))


def dossier_removed(database: sqlite3.Connection, folder: Path) -> None:
    database.execute("DELETE FROM store_entry WHERE dossier_id = ?", (TWO,))
    database.execute("DELETE FROM store_dossier WHERE identifier = ?", (TWO,))


def exchanged(database: sqlite3.Connection, folder: Path) -> None:
    database.execute("UPDATE store_entry SET number = 999 WHERE dossier_id = ? AND number = 2", (ONE,))
    database.execute("UPDATE store_entry SET number = 2 WHERE dossier_id = ? AND number = 3", (ONE,))
    database.execute("UPDATE store_entry SET number = 3 WHERE dossier_id = ? AND number = 999", (ONE,))


def added_by_hand(database: sqlite3.Connection, folder: Path) -> None:
    last = body(database, TWO, 1)
    entry = Entry(number=2, previous=digest(last), event=seen(last.event.at))
    query = "INSERT INTO store_entry (dossier_id, number, sha256, body, token) VALUES (?, 2, ?, ?, NULL)"
    database.execute(query, (TWO, digest(entry), canonical(entry)))


def token_of_another(database: sqlite3.Connection, folder: Path) -> None:
    query = "SELECT token FROM store_entry WHERE dossier_id = ? AND token IS NOT NULL ORDER BY serial LIMIT 1"
    token = database.execute(query, (ONE,)).fetchone()[0]
    database.execute("UPDATE store_entry SET token = ? WHERE dossier_id = ? AND number = 1", (token, TWO))


def token_taken_away(database: sqlite3.Connection, folder: Path) -> None:
    database.execute("UPDATE store_entry SET token = NULL WHERE dossier_id = ? AND number = 1", (TWO,))


def state_painted_over(database: sqlite3.Connection, folder: Path) -> None:
    database.execute("UPDATE store_dossier SET state = 'REFUSED' WHERE identifier = ?", (ONE,))


def bytes_altered(database: sqlite3.Connection, folder: Path) -> None:
    blob = next(path for path in sorted((folder / "blobs").glob("*/*")) if path.read_bytes().startswith(b"%PDF"))
    blob.chmod(0o600)
    blob.write_bytes(blob.read_bytes().replace(b"%PDF-1.7", b"%PDF-1.6", 1))


def bytes_removed(database: sqlite3.Connection, folder: Path) -> None:
    next(path for path in sorted((folder / "blobs").glob("*/*"))).unlink()


def register_line_removed(database: sqlite3.Connection, folder: Path) -> None:
    path = folder / "register.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([lines[0], *lines[2:]]))


def register_line_altered(database: sqlite3.Connection, folder: Path) -> None:
    path = folder / "register.jsonl"
    lines = [json.loads(line) for line in path.read_bytes().splitlines()]
    lines[1]["sha256"] = lines[0]["sha256"]
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))


TAMPERINGS: dict[Tamper, str] = {
    altered: f"{TWO}, entry 1: not what was recorded",
    altered_with_its_digest: "timestamp cannot be believed",
    back_dated: "timestamp cannot be believed",
    removed_in_the_middle: f"{ONE}, entry 3: ",
    removed_at_the_end: f"{TWO}, entry 1: in the register, and gone from the database",
    dossier_removed: f"{TWO}, entry 0: in the register, and gone from the database",
    exchanged: f"{ONE}, entry 2: ",
    added_by_hand: f"{TWO}, entry 2: no timestamp covers it",
    token_of_another: f"{TWO}, entry 1: its timestamp cannot be believed",
    token_taken_away: f"{TWO}, entry 1: no timestamp covers it",
    state_painted_over: f"{ONE}: the list shows another state",
    bytes_altered: "its bytes are not those of its name",
    bytes_removed: "No such file or directory; restore it from a backup",
    register_line_removed: "in the database, and not in the register",
    register_line_altered: "the register names another entry",
}


def told(folder: Path) -> str:
    return "\n".join(f"{fault.where}: {fault.what}" for fault in faults_of(folder))


def test_a_home_that_nobody_touched_has_no_fault(home: Path) -> None:
    assert told(home) == ""


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_what_was_changed_is_found(home: Path, tamper: Tamper) -> None:
    with behind_its_back(home) as database:
        tamper(database, home)
    assert TAMPERINGS[tamper] in told(home)


def test_an_honest_mistake_is_refused_by_the_database(home: Path) -> None:
    database = sqlite3.connect(home / SQLITE)
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.execute("DELETE FROM store_entry")
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        database.execute("UPDATE store_entry SET number = 7")


# ---- backups


@pytest.fixture(scope="module")
def copy(kept_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("taken") / "backup"
    with at_work(kept_home) as work:
        taken = backup(work.home, target)
    assert taken.dossiers == 2
    return target


def test_a_home_comes_back_from_its_backup(copy: Path, tmp_path: Path) -> None:
    restore(copy, tmp_path / "again")
    assert told(tmp_path / "again") == ""
    assert not (tmp_path / "again" / "password").exists(), "the password does not travel with the keys"


@pytest.mark.parametrize("tamper", TAMPERINGS, ids=lambda tamper: tamper.__name__)
def test_a_backup_that_was_changed_is_refused(copy: Path, tmp_path: Path, tamper: Tamper) -> None:
    changed = shutil.copytree(copy, tmp_path / "changed")
    with behind_its_back(changed) as database:
        tamper(database, changed)
    with pytest.raises(Damaged, match=r"altered|missing"):
        examined(changed)
    with pytest.raises(Damaged):
        restore(changed, tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_a_manifest_made_anew_by_somebody_else_is_refused(copy: Path, tmp_path: Path) -> None:
    changed = shutil.copytree(copy, tmp_path / "changed")
    manifest = json.loads((changed / "manifest.json").read_bytes())
    manifest["at"] = "2020-01-01T00:00:00+00:00"
    (changed / "manifest.json").write_text(json.dumps(manifest))
    with pytest.raises(Damaged, match="timestamp is not that"):
        examined(changed)


def test_a_home_is_never_restored_over_another(copy: Path, home: Path) -> None:
    with pytest.raises(InputError, match="not an empty folder"):
        restore(copy, home)
    assert told(home) == ""


def test_an_entry_stamped_anew_by_the_practice_itself_is_back_dated(home: Path) -> None:
    """Who holds the keys can stamp again, but only with the time of now."""
    with at_work(home, JUDGED) as work, behind_its_back(home) as database:
        entry = body(database, TWO, 1)
        put(database, TWO, replaced(entry, entry.event.at))
        sha256 = digest(body(database, TWO, 1))
        token = work.desk.practice.clock.stamp(bytes.fromhex(sha256), work.desk.now()).der
        database.execute("UPDATE store_entry SET token = ? WHERE dossier_id = ? AND number = 1", (token, TWO))
    assert f"{TWO}, entry 1: back-dated" in told(home)


def write_for_ever(folder: Path, identifier: str, started: EventType, stop: EventType) -> None:
    """In a process of its own: one record after the other."""
    with at_work(folder) as work:
        work.begin(identifier)
        while not stop.is_set():
            work.do(identifier, "identity", lambda desk, kept: kept.after(seen(desk.now())))
            started.set()


def test_a_backup_taken_while_others_write_is_whole(home: Path, tmp_path: Path) -> None:
    spawn = get_context("spawn")
    started, stop = [spawn.Event(), spawn.Event()], spawn.Event()
    writers = [
        spawn.Process(target=write_for_ever, args=(home, f"2026-010{n}", begun, stop))
        for n, begun in enumerate(started)
    ]
    for writer in writers:
        writer.start()
    try:
        assert all(begun.wait(60) for begun in started)
        with at_work(home) as work:
            first, second = backup(work.home, tmp_path / "first"), backup(work.home, tmp_path / "second")
    finally:
        stop.set()
        for writer in writers:
            writer.join(60)
    assert [writer.exitcode for writer in writers] == [0, 0]
    for taken, folder in ((first, "first"), (second, "second")):
        assert examined(tmp_path / folder) == taken
        assert taken.dossiers == 4
    assert told(home) == ""
