"""Bytes by digest: written once, whole or not there, found when they are others."""

from __future__ import annotations

import hashlib
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from world import CHECKOUT

from dermadocs.errors import Damaged, InputError
from dermadocs.store import blobs as module
from dermadocs.store import faults
from dermadocs.store.blobs import DRAFT, Blobs


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    return Blobs(tmp_path / "blobs")


def files(blobs: Blobs) -> list[Path]:
    return sorted(path for path in blobs.folder.rglob("*") if path.is_file())


def test_what_is_put_is_found_under_its_digest(blobs: Blobs) -> None:
    data = os.urandom(70_000)
    name = blobs.put(data)
    assert name == hashlib.sha256(data).hexdigest()
    assert blobs.get(name) == data
    assert files(blobs) == [blobs.folder / name[:2] / name]


def test_nothing_is_something_too(blobs: Blobs) -> None:
    assert blobs.get(blobs.put(b"")) == b""


def test_nobody_else_reads_and_nobody_writes(blobs: Blobs) -> None:
    path = blobs.path(blobs.put(b"medical"))
    assert stat.S_IMODE(path.stat().st_mode) == 0o400
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (blobs.folder, path.parent)} == {0o700}


def test_twice_is_once(blobs: Blobs) -> None:
    first = blobs.put(b"same")
    before = blobs.path(first).stat()
    assert blobs.put(b"same") == first
    assert blobs.path(first).stat().st_ino == before.st_ino
    assert len(files(blobs)) == 1


@pytest.mark.parametrize("change", ["another byte", "cut", "longer", "empty"])
def test_altered_bytes_are_found_by_whoever_reads_or_puts_them(blobs: Blobs, change: str) -> None:
    data = b"what was signed"
    path = blobs.path(blobs.put(data))
    path.chmod(0o600)
    path.write_bytes(
        {"another byte": b"What was signed", "cut": data[:-1], "longer": data + b"\n", "empty": b""}[change]
    )
    with pytest.raises(Damaged, match="not those of its name; restore it from a backup"):
        blobs.get(path.name)
    with pytest.raises(Damaged, match="not those of its name"):
        blobs.put(data)


def test_missing_bytes_are_told(blobs: Blobs) -> None:
    path = blobs.path(blobs.put(b"gone"))
    path.unlink()
    with pytest.raises(Damaged, match="No such file or directory; restore it from a backup"):
        blobs.get(path.name)


def test_names_are_in_order_and_leave_out_what_is_half_written(blobs: Blobs) -> None:
    names = sorted(blobs.put(bytes([n])) for n in range(40))
    (blobs.folder / names[0][:2] / f"0123456789abcdef{DRAFT}").write_bytes(b"half")
    (blobs.folder / "notes.txt").write_bytes(b"somebody's")
    assert list(blobs.names()) == names


def test_half_written_files_are_swept(blobs: Blobs) -> None:
    name = blobs.put(b"whole")
    drafts = [blobs.path(name).with_name(f"{n}{DRAFT}") for n in range(3)]
    for draft in drafts:
        draft.write_bytes(b"half")
    assert blobs.sweep() == 3
    assert files(blobs) == [blobs.path(name)]
    assert blobs.sweep() == 0


@pytest.mark.parametrize("where", ["blob.before-write", "blob.after-write", "blob.after-rename"])
def test_an_error_in_between_leaves_no_draft(blobs: Blobs, where: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(name: str) -> None:
        if name == where:
            raise OSError(5, "Input/output error")

    monkeypatch.setattr(faults, "hook", refuse)
    with pytest.raises((InputError, OSError), match="Input/output error"):
        blobs.put(b"data")
    assert [path for path in files(blobs) if path.suffix == DRAFT] == []
    monkeypatch.setattr(faults, "hook", lambda name: None)
    assert blobs.get(blobs.put(b"data")) == b"data"


def test_file_and_folders_are_on_the_disk_before_put_returns(blobs: Blobs, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new folder's own name is in its parent: that is synced too."""
    synced: list[str] = []
    real = module.sync_folder
    monkeypatch.setattr(module, "sync_folder", lambda folder: (synced.append(folder.name), real(folder))[1])
    name = blobs.put(b"data")
    assert set(synced) == {blobs.folder.parent.name, "blobs", name[:2]}
    assert synced[-1] == name[:2]
    synced.clear()
    blobs.put(b"data")
    assert synced == [name[:2]], "whoever wrote it may have been killed between rename and sync"


FULL = """
import resource, sys
from pathlib import Path
from dermadocs.errors import InputError
from dermadocs.store.blobs import Blobs
blobs = Blobs(Path(sys.argv[1]))
small = blobs.put(b"x" * 1000)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    blobs.put(b"y" * 10_000)
except InputError as refused:
    print(refused)
assert blobs.get(small) == b"x" * 1000
assert list(blobs.names()) == [small]
assert blobs.sweep() == 0
print(blobs.put(b"z" * 4000)[:8])
"""


def test_a_disk_that_takes_no_more_leaves_nothing_behind(tmp_path: Path) -> None:
    """A limit of the system on the size of files: a real error in the middle of a write."""
    words = [sys.executable, "-c", FULL, str(tmp_path / "blobs")]
    done = subprocess.run(words, capture_output=True, text=True, cwd=CHECKOUT, check=True)
    assert "File too large: nothing was recorded" in done.stdout
