"""A hostile file costs itself only: the next one is judged, and nothing is left behind."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from signatures import SignatureError, Timeout, Unreadable
from signatures.sandbox import Sandbox

HERE = Path(__file__).parent
TARGET = "sandbox_targets:judge"
needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks into /proc")


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(TARGET, search=[HERE], cpu=4, memory=1 << 29) as one:
        yield one


def next_file_works(sandbox: Sandbox) -> bool:
    return sandbox.run(b"echo next", {})["size"] == 9


def test_file_and_options_reach_the_target_whole(sandbox: Sandbox) -> None:
    data = b"echo " + os.urandom(5_000_000)
    answer = sandbox.run(data, {"at": "2026-10-01", "accent": "é"})
    assert answer["size"] == len(data)
    assert answer["options"] == {"at": "2026-10-01", "accent": "é"}


def test_child_has_no_environment_of_ours(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("A_SECRET", "of the parent")
    with Sandbox(TARGET, search=[HERE]) as fresh:
        assert "A_SECRET" not in fresh.run(b"echo", {})["environment"]


def test_each_file_has_a_child_of_its_own(sandbox: Sandbox) -> None:
    assert sandbox.run(b"echo 1", {})["pid"] != sandbox.run(b"echo 2", {})["pid"]


@pytest.mark.parametrize("action", ["die", "exit", "raise", "nonsense", "list", "recurse", "open", "flood", "eat"])
def test_hostile_file_is_unreadable_and_the_next_one_is_judged(sandbox: Sandbox, action: str) -> None:
    with pytest.raises(Unreadable) as caught:
        sandbox.run(action.encode() + b" file", {})
    assert not isinstance(caught.value, Timeout)
    assert next_file_works(sandbox)


def test_endless_file_times_out_and_the_next_one_is_judged() -> None:
    with Sandbox(TARGET, search=[HERE], wall=1.5) as impatient:
        started = time.monotonic()
        with pytest.raises(Timeout):
            impatient.run(b"sleep file", {})
        assert time.monotonic() - started < 20
        assert next_file_works(impatient)


def test_endless_loop_is_stopped_by_the_processor_limit() -> None:
    with Sandbox(TARGET, search=[HERE], cpu=1, wall=60.0) as strict:
        with pytest.raises(Unreadable, match=f"signal {int(signal.SIGXCPU)}|signal {int(signal.SIGKILL)}"):
            strict.run(b"loop file", {})
        assert next_file_works(strict)


def test_what_a_child_prints_goes_nowhere(sandbox: Sandbox) -> None:
    assert sandbox.run(b"print a lot", {}) == {"printed": True}
    assert next_file_works(sandbox)


def test_child_cannot_fill_the_disk(sandbox: Sandbox, tmp_path: Path) -> None:
    target = tmp_path / "huge"
    with pytest.raises(Unreadable):
        sandbox.run(b"write file", {"path": str(target)})
    assert target.stat().st_size <= 1 << 20


@needs_proc
def test_warm_process_killed_from_outside_is_replaced(sandbox: Sandbox) -> None:
    assert next_file_works(sandbox)
    for pid in warm_processes():
        os.kill(pid, signal.SIGKILL)
    assert next_file_works(sandbox)


def test_many_threads_share_several_processes() -> None:
    with Sandbox(TARGET, search=[HERE], jobs=2, wall=10.0) as shared, ThreadPoolExecutor(6) as pool:
        sizes = list(pool.map(lambda n: shared.run(b"echo " + b"x" * n, {})["size"], range(40)))
    assert sizes == [n + 5 for n in range(40)]


def test_target_that_cannot_be_imported_is_said_in_words() -> None:
    with Sandbox("no_such_module:judge") as broken, pytest.raises(SignatureError, match="no_such_module"):
        broken.run(b"", {})


@needs_proc
def test_nothing_is_left_behind() -> None:
    """No zombie, no open pipe, no process: not after bad files, and not after closing."""
    before, others = len(os.listdir("/proc/self/fd")), set(warm_processes())
    with Sandbox(TARGET, search=[HERE], wall=1.0) as passing:
        passing.run(b"echo", {})
        (warm,) = set(warm_processes()) - others
        open_in_warm = len(os.listdir(f"/proc/{warm}/fd"))
        for action in (b"die", b"sleep", b"echo", b"flood"):
            with contextlib.suppress(SignatureError):
                passing.run(action + b" file", {})
        assert not children_of(warm)
        assert len(os.listdir(f"/proc/{warm}/fd")) == open_in_warm
    assert set(warm_processes()) <= others
    assert len(os.listdir("/proc/self/fd")) == before


@needs_proc
def test_processes_end_when_the_parent_is_killed() -> None:
    """kill -9 of the program that judges leaves neither the warm process nor its busy child."""
    program = (
        "import sys; from signatures.sandbox import Sandbox\n"
        f"box = Sandbox({TARGET!r}, search=[{str(HERE)!r}])\n"
        "box.run(b'echo', {}); print('ready', flush=True); box.run(b'sleep', {})\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    assert parent.stdout is not None
    assert parent.stdout.readline() == b"ready\n"
    wait_for(lambda: len(descendants(parent.pid)) == 2)
    family = descendants(parent.pid)
    parent.kill()
    parent.wait()
    wait_for(lambda: not [pid for pid in family if alive(pid)])
    parent.stdout.close()


def wait_for(condition: object) -> None:
    deadline = time.monotonic() + 10
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        return "State:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


def children_of(pid: int) -> list[int]:
    try:
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except FileNotFoundError:
        return []


def descendants(pid: int) -> list[int]:
    found = children_of(pid)
    return found + [grandchild for child in found for grandchild in descendants(child)]


def warm_processes() -> list[int]:
    return [
        pid for pid in children_of(os.getpid()) if b"signatures.sandbox" in Path(f"/proc/{pid}/cmdline").read_bytes()
    ]
