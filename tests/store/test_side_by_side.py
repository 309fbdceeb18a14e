"""Several commands at the same time, and disks that take no more: each is done whole or refused in words."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from at_command import Commands, Done
from store_world import rows_and_register
from world import CHECKOUT

from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.jsonform import decode
from dermadocs.domain.timeline import Entry, first_bad
from dermadocs.store.archive import open_archive

AT = ("--at", "2026-11-06T20:00Z")
RECEIPT = ("receipt", "2026-0001", "--mention", MENTIONS["receipt"], *AT)


def acts(home: Path, dossier: str) -> list[str]:
    """What happened in a dossier, its chain believed."""
    archive = open_archive(home)
    chain = [decode(row.body, Entry, "entry") for row in archive.rows(dossier)]
    archive.close()
    assert first_bad(chain) is None
    return [str(entry.event.act) for entry in chain]


def same(home: Path) -> None:
    rows, lines = rows_and_register(home)
    assert rows == lines


def test_two_receipts_of_one_estimate_at_once(home: Path, at_command: Commands) -> None:
    """One is first; the other waits for it, and is refused in words."""
    job = (RECEIPT, {"env": {"DERMADOCS_HOME": str(home)}})
    first, second = sorted(at_command.together(job, job), key=lambda done: done.code)
    assert (first.code, second.code) == (0, 1), (first, second)
    assert "receipt has already been acknowledged by everybody" in second.err
    assert len(second.lines) == 1
    assert acts(home, "2026-0001").count("receive") == 1
    same(home)


def test_two_dossiers_at_once(home: Path, at_command: Commands) -> None:
    env = {"env": {"DERMADOCS_HOME": str(home)}}
    note = ("dossier", "record", "2026-0002", "comprehension", "--passed", *AT)
    done = at_command.together((RECEIPT, env), (note, env), (note, env))
    assert [one.code for one in done] == [0, 0, 0], done
    assert acts(home, "2026-0001").count("receive") == 1
    assert acts(home, "2026-0002").count("comprehension") == 2
    same(home)


def test_twenty_records_by_four_at_a_time(home: Path, at_command: Commands) -> None:
    """Four on two dossiers, five times; none is lost, none told as cut short."""
    env = {"env": {"DERMADOCS_HOME": str(home)}}
    for minute in range(5):
        jobs = [
            (("dossier", "record", name, "comprehension", "--passed", "--at", f"2026-11-06T20:1{minute}Z"), env)
            for name in ("2026-0001", "2026-0002", "2026-0001", "2026-0002")
        ]
        for done in at_command.together(*jobs):
            assert (done.code, done.err) == (0, ""), done
    assert [acts(home, name).count("comprehension") for name in ("2026-0001", "2026-0002")] == [10, 10]
    same(home)


def test_three_new_dossiers_at_once_have_three_names(home: Path, at_command: Commands) -> None:
    done = at_command.together(*[(("dossier", "new", *AT), {"env": {"DERMADOCS_HOME": str(home)}})] * 3)
    assert [one.code for one in done] == [0, 0, 0], done
    assert sorted(one.out.split()[0] for one in done) == ["2026-0003", "2026-0004", "2026-0005"]
    same(home)


def test_a_list_while_somebody_works(home: Path, at_command: Commands) -> None:
    """Reading waits for nobody, and an act that is going on is not told as cut short."""
    env = {"env": {"DERMADOCS_HOME": str(home)}}
    work, seen = at_command.together((RECEIPT, env), (("dossier", "list", *AT), env))
    assert (work.code, seen.code, seen.err) == (0, 0, "")
    assert "2026-0001   " in seen.out


# ---- a disk that takes no more


def refused(done: Done, home: Path) -> None:
    """In one line, exit 2; nothing of it is kept, and nothing half."""
    assert done.code == 2, done
    assert len(done.lines) == 1, done
    assert "Traceback" not in done.err
    assert acts(home, "2026-0001").count("receive") == 0
    same(home)


@pytest.mark.parametrize("size", [8, 60, 4_000, 30_000])
def test_a_file_that_may_not_grow(home: Path, at_command: Commands, size: int) -> None:
    """The system's limit on the size of a file stops different writes: the attempt, the log of keys, rows, blobs."""
    env = {"DERMADOCS_HOME": str(home)}
    refused(at_command.run(*RECEIPT, env=env, fsize=size), home)
    again = at_command.run(*RECEIPT, env=env)
    assert (again.code, again.err) == (0, ""), again
    same(home)


def test_a_register_that_may_not_grow(home: Path, at_command: Commands) -> None:
    """Recorded, and said so; the line is added as soon as the disk takes it."""
    env = {"DERMADOCS_HOME": str(home)}
    note = ("dossier", "record", "2026-0002", "comprehension", "--passed", *AT)
    register = home / "register.jsonl"
    for path in (*home.glob("dossiers.sqlite3*"), home / "attempts" / "2026-0002.json"):
        assert path.stat().st_size < 200_000
    padded = register.read_bytes()
    limit = 250_000
    line = b'{"dossier":"2026-0001","number":0,"serial":1,"sha256":"' + b"0" * 64 + b'"}\n'
    register.write_bytes(line * ((limit - len(padded)) // len(line)) + padded)  # long before: of another year
    done = at_command.run(*note, env=env, fsize=limit)
    assert done.code == 2
    assert "File too large: recorded, but register.jsonl lacks it: mend the disk, the next act adds it" in done.err
    assert acts(home, "2026-0002").count("comprehension") == 1
    said = at_command.run("dossier", "list", *AT, env=env)
    assert said.code == 0
    rows, lines = rows_and_register(home)
    assert lines[-len(rows) :] == rows


READ_ONLY = 'mount --bind "$1" "$1" && mount -o remount,bind,ro "$1" && shift && exec "$@"'


def apart(script: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run with mounts of one's own, gone afterwards. Skipped, in words, where the system does not allow them."""
    if shutil.which("unshare") is None:
        pytest.skip("no unshare here: a disk of one's own cannot be made")
    wrapped = ["unshare", "--mount", "--map-root-user", "sh", "-c"]
    probe = subprocess.run([*wrapped, "mount -t tmpfs tmpfs /mnt"], capture_output=True, text=True)
    if probe.returncode:
        pytest.skip(f"mounts are not allowed here: {probe.stderr.strip()}")
    return subprocess.run([*wrapped, script, "sh", *map(str, words)], capture_output=True, text=True, cwd=CHECKOUT)


def python() -> list[str]:
    import sys

    return [sys.executable, "-m", "dermadocs"]


def test_a_full_disk(homes: Path, tmp_path: Path) -> None:
    """A disk so small that the papers of a receipt find no room: refused, and the same home goes on elsewhere."""
    used = sum(path.stat().st_size for path in homes.rglob("*") if path.is_file())
    disk = tmp_path / "disk"
    disk.mkdir()
    script = (
        'mount -t tmpfs -o size="$1" tmpfs "$2" && cp -a "$3" "$2/home" && out="$4" && shift 4 && '
        '{ "$@"; code=$?; cp -a "$DERMADOCS_HOME" "$out"; exit $code; }'
    )
    room = used + 300_000
    words = ["env", f"DERMADOCS_HOME={disk}/home", *python(), *RECEIPT]
    script = script.replace("$DERMADOCS_HOME", f"{disk}/home")
    done = apart(script, room, disk, homes, tmp_path / "after", *words)
    assert done.returncode == 2, done
    assert len(done.stderr.splitlines()) == 1
    assert "nothing was" in done.stderr
    assert acts(tmp_path / "after", "2026-0001").count("receive") == 0
    same(tmp_path / "after")


@pytest.mark.parametrize("words", [RECEIPT, ("dossier", "list", *AT)], ids=["an act", "a list"])
def test_a_disk_that_is_read_only(home: Path, words: tuple[str, ...]) -> None:
    done = apart(READ_ONLY, home, "env", f"DERMADOCS_HOME={home}", *python(), *words)
    assert done.returncode == 2, done
    assert done.stdout == ""
    assert done.stderr == f"dermadocs: {home}: read-only: open the home where it can be written\n"
