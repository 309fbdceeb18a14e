"""Who works on a dossier now; who was killed while doing so, told once and told right."""

from __future__ import annotations

import errno
import os
import signal
import stat
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from store_world import START, commit, requested, seen

from dermadocs.errors import Busy, InputError
from dermadocs.store import attempts, faults
from dermadocs.store.archive import Archive

NAME = "2026-0001"


def killed(doing: Callable[[], None]) -> None:
    """Run in a process that is killed when it is done; sqlite connections are its own."""
    child = os.fork()
    if not child:
        try:
            doing()
        finally:
            os.kill(os.getpid(), signal.SIGKILL)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL


def killed_while(archive: Archive, what: str = "receipt", doing: Callable[[], object] = lambda: None) -> None:
    def act() -> None:
        holding = archive.held(NAME, what, START)
        with holding:
            doing()
            os.kill(os.getpid(), signal.SIGKILL)

    archive.close()
    killed(act)


def test_nothing_is_left_of_an_act_that_ends(archive: Archive) -> None:
    with archive.held(NAME, "receipt", START):
        assert archive.interrupted() == ()  # somebody is at it
    assert archive.interrupted() == ()


def test_nor_of_one_that_fails_by_itself(archive: Archive) -> None:
    with pytest.raises(ZeroDivisionError), archive.held(NAME, "receipt", START):
        raise ZeroDivisionError
    assert archive.interrupted() == ()


def test_one_that_is_interrupted_by_hand_is_told_as_well(archive: Archive) -> None:
    """Ctrl-C may come after the commit: whether it is recorded is said by the next command."""

    def act() -> None:
        with archive.held(NAME, "receipt", START):
            commit(archive, (), requested())
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        act()
    [told] = archive.interrupted()
    assert told.done


def test_one_that_is_killed_is_told_once(archive: Archive) -> None:
    killed_while(archive)
    [told] = archive.interrupted()
    assert (told.dossier, told.what, told.since, told.done) == (NAME, "receipt", START.isoformat(), False)
    assert archive.interrupted() == ()


def test_it_is_told_whether_it_was_done(archive: Archive) -> None:
    kept = commit(archive, (), requested())
    killed_while(archive, doing=lambda: commit(archive, kept, seen()))
    [told] = archive.interrupted()
    assert told.done


def test_what_came_before_it_is_not_taken_for_it(archive: Archive) -> None:
    """The head is read once the dossier is held: somebody else's commit while waiting is not this act's."""
    commit(archive, (), requested())
    killed_while(archive)
    [told] = archive.interrupted()
    assert not told.done


def test_the_next_act_does_not_hide_it(archive: Archive) -> None:
    """Somebody who waited for the dossier goes on at once; the one that was killed is still told, and told right."""
    kept = commit(archive, (), requested())
    killed_while(archive, "receipt")
    with archive.held(NAME, "record", START):
        kept = commit(archive, kept, seen())
    killed_while(archive, "acceptance")
    with archive.held(NAME, "record", START):
        commit(archive, kept, seen(last_four="0815"))
    assert [(told.what, told.done) for told in archive.interrupted()] == [("receipt", False), ("acceptance", False)]
    assert archive.interrupted() == ()


def test_who_was_killed_while_writing_the_line_had_done_nothing(archive: Archive) -> None:
    with archive.held(NAME, "receipt", START):
        pass
    path = archive.folder / attempts.FOLDER / f"{NAME}.json"
    for torn in ('{"what": "rec', "{\n", "7\n", "\n"):
        path.write_text(torn)
        assert archive.interrupted() == ()
        assert path.read_text() == ""


def test_somebody_else_is_waited_for(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "WAIT", 0.3)
    child, (read, write) = 0, os.pipe()
    child = os.fork()
    if not child:
        with attempts.locked(archive.folder, NAME, 1):
            os.write(write, b".")
            time.sleep(60)
    os.read(read, 1)
    try:
        begun = time.monotonic()
        with pytest.raises(Busy, match=f"{NAME}: somebody else is working on it; nothing was done, try again"):
            archive.held(NAME, "receipt", START).__enter__()
        assert time.monotonic() - begun >= 0.3
        with archive.held("2026-0002", "receipt", START):
            pass  # another dossier is free
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
    with archive.held(NAME, "receipt", START):
        pass  # the system lets the lock of a dead process go


def test_only_the_owner_looks_in(archive: Archive) -> None:
    with archive.held(NAME, "receipt", START):
        path = archive.folder / attempts.FOLDER / f"{NAME}.json"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_disk_that_is_full_is_told_before_anything_is_done(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: int, data: bytes, offset: int) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(attempts.os, "pwrite", full)
    with pytest.raises(InputError, match="No space left on device: nothing was recorded"):
        archive.held(NAME, "receipt", START).__enter__()


def test_nor_does_half_a_line_stay(archive: Archive, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = os.pwrite
    monkeypatch.setattr(attempts.os, "pwrite", lambda file, data, offset: whole(file, data[:10], offset))
    with pytest.raises(InputError, match="nothing was recorded"):
        archive.held(NAME, "receipt", START).__enter__()
    assert (archive.folder / attempts.FOLDER / f"{NAME}.json").read_bytes() == b""


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / attempts.FOLDER).write_text("a file is in the way")
    with pytest.raises(InputError, match="nothing can be recorded in this home"):
        attempts.held(tmp_path, NAME, "receipt", lambda: "0" * 64, START).__enter__()


def test_a_place_that_is_not_listed_is_a_mistake() -> None:
    with pytest.raises(AssertionError, match="nowhere"):
        faults.point("nowhere")
