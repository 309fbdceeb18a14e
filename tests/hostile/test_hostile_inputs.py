"""Files that want to hurt: each is answered in time and within its memory, and the next one is judged as ever."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile_inputs import INPUTS, Input
from world import JUDGED, Life, command

from dermadocs.flows.proving.batch import LIMIT, TARGET, exit_code, judge_file
from signatures.sandbox import Sandbox


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    """Tighter than in use: whoever wants more than five seconds or half a gigabyte is ended, and that is seen."""
    with Sandbox(TARGET, memory=512 << 20, cpu=5) as warm:
        yield warm


@pytest.fixture(scope="module")
def options(life: Life) -> dict[str, object]:
    return {"trust": life.scene.trust.to_json(), "at": JUDGED.isoformat(), "strict_revocation": False}


@pytest.mark.parametrize("hostile", INPUTS, ids=lambda hostile: hostile.title)
def test_a_hostile_file_is_answered_within_its_means(
    life: Life, sandbox: Sandbox, options: dict[str, object], tmp_path: Path, hostile: Input
) -> None:
    path = tmp_path / "hostile.pdf"
    path.write_bytes(hostile.make(life.accepted.pdf))
    answer = judge_file(sandbox, path, options)
    assert exit_code(answer) in hostile.exits, (answer["verdict"], answer["integrity"], answer["reasons"])
    assert answer["reasons"]
    told = " ".join(message["message"] for message in answer["messages"])
    assert "TIMEOUT" not in answer["reasons"]
    assert "ended without an answer" not in told  # killed for its time or its memory
    assert "Traceback" not in told


def test_the_file_after_a_hostile_one_is_judged(
    life: Life, sandbox: Sandbox, options: dict[str, object], tmp_path: Path
) -> None:
    bad, good = tmp_path / "bad.pdf", tmp_path / "good.pdf"
    bad.write_bytes(b"%PDF-1.7\n" + b"[" * 1_000_000)
    good.write_bytes(life.sent.pdf)
    answers = [judge_file(sandbox, path, options) for path in (bad, good, bad, good)]
    assert [exit_code(answer) for answer in answers] == [2, 0, 2, 0]


def test_a_file_too_large_is_not_even_read(sandbox: Sandbox, options: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(LIMIT + 1)  # a hole: takes no room on the disk
    answer = judge_file(sandbox, path, options)
    assert (exit_code(answer), answer["reasons"]) == (2, ["TOO_LARGE"])


def test_a_file_that_is_gone(sandbox: Sandbox, options: dict[str, object], tmp_path: Path) -> None:
    answer = judge_file(sandbox, tmp_path / "gone.pdf", options)
    assert (exit_code(answer), answer["reasons"]) == (2, ["UNREADABLE"])


def test_a_folder_called_like_a_file(sandbox: Sandbox, options: dict[str, object], tmp_path: Path) -> None:
    answer = judge_file(sandbox, tmp_path, options)
    assert (exit_code(answer), answer["reasons"]) == (2, ["UNREADABLE"])


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read(sandbox: Sandbox, options: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "closed.pdf"
    path.touch(mode=0)
    answer = judge_file(sandbox, path, options)
    assert (exit_code(answer), answer["reasons"]) == (2, ["UNREADABLE"])


def test_a_batch_goes_on_and_keeps_its_worst_word(life: Life, tmp_path: Path) -> None:
    """One line a file, no traceback; a link to nothing and a pipe are files that cannot be read."""
    folder, trust = tmp_path / "files", tmp_path / "trust"
    folder.mkdir()
    trust.mkdir()
    for name, data in life.scene.authority.trust_files().items():
        (trust / name).write_bytes(data)
    (folder / "a-text.pdf").write_bytes(b"hello")
    (folder / "b-good.pdf").write_bytes(life.sent.pdf)
    (folder / "c-forged.pdf").write_bytes(life.sent.pdf + b"%")
    (folder / "d-gone.pdf").symlink_to(tmp_path / "nowhere.pdf")
    os.mkfifo(folder / "e-pipe.pdf")
    (folder / "f-folder.pdf").mkdir()
    done = command("verify", "--trust", trust, "--at", JUDGED.isoformat(), folder, timeout=120)
    lines = [line for line in done.stdout.splitlines() if line.strip()]
    assert done.returncode == 1, done.stderr
    words = [line.split()[0] for line in lines]
    assert words == ["INDETERMINATE", "VALID", "INVALID", "INDETERMINATE", "INDETERMINATE"], done.stdout
    assert "Traceback" not in done.stdout + done.stderr
