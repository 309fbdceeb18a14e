"""`dermadocs verify` on many files and on what is no file: each gets its answer, none stops the rest."""

from __future__ import annotations

import json
import os
import pty
import shutil
import stat
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest
from world import Batch, Demo, command

from dermadocs.cli.verify import worst

ROOT = os.geteuid() == 0


# ---- folders


def test_a_folder_is_searched_to_its_ground_in_a_stable_order(demo: Demo, judged: Batch) -> None:
    files = [answer["file"] for answer in judged.answers]
    assert sorted(files) == sorted(map(str, demo.folder.rglob("*.pdf")))
    assert files == sorted(files)
    assert len(files) == 35
    assert judged.err == ""


def test_the_exit_of_a_batch_is_its_worst(judged: Batch) -> None:
    """The folder holds valid, invalid, undecided and unreadable files: 1 goes before 2, 3 and 0."""
    assert {answer["verdict"] for answer in judged.answers} == {"VALID", "INVALID", "INDETERMINATE"}
    assert judged.code == 1


@pytest.mark.parametrize(
    ("codes", "expected"),
    [([0, 0], 0), ([0, 3], 3), ([3, 2, 0], 2), ([2, 1, 3], 1), ([1, 4, 2], 4), ([], 0)],
)
def test_worst_first(codes: list[int], expected: int) -> None:
    assert worst(codes) == expected


def test_capital_suffixes_and_deep_folders_count(demo: Demo, tmp_path: Path) -> None:
    deep = tmp_path / "archive" / "2026" / "DEVIS.PDF"
    deep.parent.mkdir(parents=True)
    deep.write_bytes(b"no PDF")
    (tmp_path / "notes.txt").write_text("not looked at")
    done = command("verify", "--json", tmp_path)
    assert [json.loads(line)["file"] for line in done.stdout.splitlines()] == [str(deep)]


def test_a_broken_link_in_a_folder_is_not_passed_over(tmp_path: Path) -> None:
    (tmp_path / "gone.pdf").symlink_to(tmp_path / "elsewhere.pdf")
    done = command("verify", tmp_path)
    assert done.returncode == 2
    assert "gone.pdf" in done.stdout
    assert "UNREADABLE" in done.stdout


@pytest.mark.parametrize("program", ["dermadocs", "signatures"])
def test_who_watches_a_batch_sees_how_far_it_is(tmp_path: Path, program: str) -> None:
    for number in range(3):
        (tmp_path / f"none-{number}.pdf").write_text("no PDF at all")
    screen, terminal = pty.openpty()
    verify = [sys.executable, "-m", program, "verify", "--json", str(tmp_path)]
    done = subprocess.run(verify, stdout=subprocess.PIPE, stderr=terminal, text=True)
    os.close(terminal)
    shown = b""
    with suppress(OSError), open(screen, "rb", buffering=0) as watched:  # a terminal that nobody holds ends in EIO
        while part := watched.read(4096):
            shown += part
    assert b"3/3" in shown
    assert len([json.loads(line) for line in done.stdout.splitlines()]) == 3
    assert subprocess.run(verify, capture_output=True, text=True).stderr == ""


def test_two_at_once_give_the_same_in_the_same_order(demo: Demo, judged: Batch, tmp_path: Path) -> None:
    """A slow file first and quick ones behind it: the order is that of the names, not of the answers."""
    names = ["cut-at-a-revision.pdf", "cut-in-a-revision.pdf", "junk-after-the-end.pdf"]
    for name in names:
        shutil.copy(demo.counter_example(name), tmp_path)
    for number in range(4):
        (tmp_path / f"none-{number}.pdf").write_text("no PDF at all")
    one, two = (command("verify", "--json", "--trust", demo.trust, "--jobs", n, tmp_path) for n in (1, 2))
    assert one.returncode == two.returncode == 1
    assert [_timeless(line) for line in one.stdout.splitlines()] == [
        _timeless(line) for line in two.stdout.splitlines()
    ]
    assert len(one.stdout.splitlines()) == 7
    alone = {Path(answer["file"]).name: answer["reasons"] for answer in judged.answers}
    together = {Path(answer["file"]).name: answer["reasons"] for answer in map(json.loads, two.stdout.splitlines())}
    assert all(together[name] == alone[name] for name in names)


def _timeless(line: str) -> dict[str, object]:
    """An answer without what depends on the second in which it was given."""
    return {key: value for key, value in json.loads(line).items() if key != "not_checked"}


def test_in_words_there_is_one_line_a_file_and_a_sum(tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"none-{number}.pdf").write_text("no PDF at all")
    done = command("verify", tmp_path)
    assert len(done.stdout.splitlines()) == 3
    assert done.stderr == "3 files, 0 valid\n"


# ---- what cannot be judged


def one_line(*words: object, **more: object) -> str:
    """The one line that such input gets, with exit 2."""
    done = command("verify", *words, **more)
    told = (done.stdout + done.stderr).splitlines()
    assert done.returncode == 2
    assert len(told) == 1, told
    return told[0]


def test_an_empty_file(tmp_path: Path) -> None:
    (tmp_path / "empty.pdf").touch()
    assert "UNREADABLE" in one_line(tmp_path / "empty.pdf")


def test_a_file_that_is_no_pdf(tmp_path: Path) -> None:
    (tmp_path / "letter.pdf").write_bytes(b"PK\x03\x04 a word processor's file")
    assert "does not begin as a PDF" in one_line(tmp_path / "letter.pdf")


def test_a_pdf_of_garbage(tmp_path: Path) -> None:
    (tmp_path / "garbage.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)) * 40)
    assert "UNREADABLE" in one_line(tmp_path / "garbage.pdf")


def test_a_folder_without_pdfs(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("nothing here")
    assert str(tmp_path) in one_line(tmp_path)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.pdf")
    assert "not a regular file" in one_line(tmp_path / "pipe.pdf", timeout=60)


def test_a_device_without_end_is_not_read() -> None:
    assert "not a regular file" in one_line("/dev/zero", timeout=60)


def test_a_missing_path() -> None:
    done = command("verify", "no-such-file.pdf")
    assert done.returncode == 2
    assert "no-such-file.pdf" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_json_answer_for_what_cannot_be_read_has_the_same_keys(tmp_path: Path, judged: Batch) -> None:
    (tmp_path / "link.pdf").symlink_to(tmp_path / "gone")
    (tmp_path / "none.pdf").write_bytes(b"none")
    done = command("verify", "--json", tmp_path)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 2
    assert [set(answer) for answer in answers] == [set(judged.answers[0])] * 2
    assert {answer["integrity"] for answer in answers} == {"UNREADABLE"}


@pytest.mark.skipif(ROOT and not shutil.which("setpriv"), reason="root reads everything, and setpriv is missing")
def test_a_file_and_a_folder_that_may_not_be_read(tmp_path: Path) -> None:
    """Run without the right of root to read whatever it likes."""
    locked = tmp_path / "locked.pdf"
    locked.write_bytes(b"%PDF-1.7")
    folder = tmp_path / "folder" / "inside"
    folder.mkdir(parents=True)
    for path in (locked, folder):
        path.chmod(0)
    rights = "-dac_override,-dac_read_search"
    before = ["setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}"] if ROOT else []
    try:
        assert "Permission denied" in one_line(locked, before=before)
        assert str(folder) in one_line(folder.parent, before=before)
    finally:
        folder.chmod(stat.S_IRWXU)


def test_a_file_s_name_cannot_write_to_the_terminal(tmp_path: Path) -> None:
    """A new line, an escape sequence and a turned writing direction in the name stay on one harmless line."""
    (tmp_path / "a\n\x1b[2JVALID  good\u202e.pdf").write_bytes(b"none")
    done = command("verify", tmp_path)
    [line] = done.stdout.splitlines()
    assert line.startswith("INDETERMINATE")
    assert line.isprintable()
