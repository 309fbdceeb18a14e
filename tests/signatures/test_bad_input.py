"""Files that are no contracts, through the command line: one line each, exit 2 or a verdict, and the next goes on.

And files made to exhaust their reader, which is asked for all their objects here.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

import pytest
from bad_inputs import INPUTS, MEBIBYTE, document, many_parts, packed_apart, streams_in_one_another, ways_doubled
from foreign_kinds import outline, written
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from verify_world import shared

from signatures.cli.judging import LIMIT
from signatures.errors import TooLarge
from signatures.one_parse import OneParseReader
from signatures.sandbox import Sandbox

ROOT = os.geteuid() == 0
AT_ONCE = 5  # seconds
RIGHTS = "-dac_override,-dac_read_search"  # of root, to read whatever it likes


def verify(*paths: Path | str) -> subprocess.CompletedProcess[str]:
    return command("verify", "--at", "2026-11-28", *paths)


def command(*words: Path | str, before: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
    line = [*before, sys.executable, "-m", "signatures", *map(str, words)]
    return subprocess.run(line, capture_output=True, text=True, timeout=300, check=False)


def test_one_line_each_and_the_next_file_goes_on(tmp_path: Path) -> None:
    """A heap of all of them, a good file after each kind of harm; nobody is trusted here, so it is not decided."""
    paths = []
    for number, (title, make) in enumerate(INPUTS.items()):
        paths.append(tmp_path / f"{number:02} {title}.pdf")
        make(paths[-1])
    good = tmp_path / "zz good.pdf"
    good.write_bytes(shared()[1].last)
    done = verify(*paths, good)
    lines = done.stdout.splitlines()
    assert len(lines) == len(paths) + 1, done.stdout + done.stderr
    for path, line in zip([*paths, good], lines, strict=True):
        assert path.name in line
        assert line.split()[0] in ("INDETERMINATE", "INVALID")
        assert "ended without an answer" not in line  # killed for its time or its memory
        assert "[TIMEOUT]" not in line
    assert lines[-1].split("[")[1].startswith("NO_TRUST_ANCHOR")
    assert done.returncode == 1
    assert not done.stderr


def test_a_sound_file_with_a_long_outline_is_judged() -> None:
    """Within the memory that a child has: the way to a bookmark leads through all those before it."""
    made, _ = shared()
    options = {"trust": made.trust.to_json(), "at": "2026-10-02T09:00:00+00:00"}
    with Sandbox("signatures.verification:judge") as sandbox:
        told = sandbox.run(written(made, outline(12_000)), options)
    assert told["verdict"] == "VALID", told["reasons"]


def test_a_file_over_the_cap_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(LIMIT + 1)
    done = verify(path)
    assert done.returncode == 2
    assert "[TOO_LARGE]" in done.stdout


def test_pipes_and_devices_are_not_read(tmp_path: Path) -> None:
    """Neither has an end: named by the user, and found in a folder."""
    os.mkfifo(tmp_path / "pipe.pdf")
    (tmp_path / "zero.pdf").symlink_to("/dev/zero")
    (tmp_path / "gone.pdf").symlink_to("nowhere")
    done = verify(tmp_path / "pipe.pdf", "/dev/zero", tmp_path)
    assert done.returncode == 2
    lines = done.stdout.splitlines()
    assert [line.partition("the file cannot be read: ")[2] for line in lines] == [
        "not a regular file",
        "not a regular file",
        "No such file or directory",
        "not a regular file",
        "not a regular file",
    ]


def test_nor_is_a_pipe_among_the_anchors(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "root.pem")
    done = command("trust", tmp_path)
    assert done.returncode == 2
    assert "root.pem" in done.stderr
    assert "not a regular file" in done.stderr


@pytest.mark.parametrize("words", [("verify",), ("trust",), ("verify", "x.pdf", "--trust")])
def test_a_name_that_no_disk_takes(words: tuple[str, ...]) -> None:
    done = command(*words, "a" * 300)
    assert done.returncode == 2
    assert len((done.stdout + done.stderr).splitlines()) == 1
    assert "File name too long" in done.stdout + done.stderr


@pytest.mark.skipif(ROOT and not shutil.which("setpriv"), reason="root reads everything, and setpriv is missing")
def test_a_folder_that_may_not_be_entered(tmp_path: Path) -> None:
    """Said of the folder, of what lies in it, and of anchors in it; nothing is passed over for it."""
    closed, around = tmp_path / "closed", tmp_path
    (closed / "lists").mkdir(parents=True)
    (around / "tsa").symlink_to(closed)
    before = ["setpriv", f"--bounding-set={RIGHTS}", f"--inh-caps={RIGHTS}"] if ROOT else []
    closed.chmod(0)
    try:
        for words in (
            ("verify", closed / "good.pdf"),
            ("verify", closed),
            ("verify", around),
            ("trust", closed),
            ("trust", closed / "lists"),
            ("trust", around),
            ("verify", "--trust", closed / "lists", "x.pdf"),
        ):
            done = command(*words, before=before)
            assert done.returncode == 2, words
            assert "Permission denied" in done.stdout + done.stderr, words
            assert len((done.stdout + done.stderr).splitlines()) == 1
    finally:
        closed.chmod(0o700)


SHARING = {
    "texts without an end": lambda: document(*[b"("] * 1000),
    "texts without an end, packed": lambda: packed_apart(2000, b"(" * 2000, 1),
    "arrays in one another, packed": lambda: packed_apart(2000, b"[" * 30 + b"1 " * 2000 + b"]" * 30, 0),
    "streams in one another": lambda: streams_in_one_another(1000, MEBIBYTE),
}


@pytest.mark.parametrize("case", SHARING)
def test_objects_that_lie_in_one_another_are_not_read_each_to_the_end(case: str) -> None:
    pdf = SHARING[case]()
    tracemalloc.start()
    try:
        with pytest.raises(TooLarge, match=r"in one another|odd words"):
            OneParseReader(io.BytesIO(pdf), strict=False).usages.move_to(1)
        assert tracemalloc.get_traced_memory()[1] < 256 * MEBIBYTE
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("word", [b"+1 ", b"%\n1 "])
def test_packed_objects_in_odd_words(word: bytes) -> None:
    """Each takes the library a hundred times longer than plain ones: they are not read to their end."""
    many = OneParseReader(io.BytesIO(packed_apart(1, b"[" + word * 300_000 + b"]", 0)), strict=False)
    before = time.perf_counter()
    with pytest.raises(TooLarge, match="odd words"):
        many.get_object(Reference(10, 0, many))
    assert time.perf_counter() - before < AT_ONCE
    few = OneParseReader(io.BytesIO(packed_apart(1, b"[" + word * 1000 + b"]", 0)), strict=False)
    assert len(few.get_object(Reference(10, 0, few))) == 1000


def test_what_cannot_be_read_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    reader, asked = OneParseReader(io.BytesIO(document(b"(")), strict=False), []
    read = PdfFileReader._read_object

    def counted(self: PdfFileReader, ref: Reference, *given: object, **named: object) -> object:
        asked.append(ref.idnum)
        return read(self, ref, *given, **named)

    monkeypatch.setattr(PdfFileReader, "_read_object", counted)
    for _ in range(3):
        with pytest.raises(PdfReadError):
            reader.get_object(Reference(3, 0, reader))
    assert asked == [3]


def test_twenty_thousand_packed_objects_are_found_by_their_numbers() -> None:
    reader = OneParseReader(io.BytesIO(packed_apart(20_000, b"1 " * 20_000, 2)), strict=True)
    began = time.process_time()
    reader.usages.move_to(0)
    assert time.process_time() - began < 3


def ways_in_each_revision(pdf: bytes, number: int) -> list[int]:
    """How many lead to an object in each revision but the first."""
    reader = OneParseReader(io.BytesIO(pdf), strict=False)
    found = []
    for revision in range(1, reader.total_revisions):
        reader.usages.move_to(revision)
        found.append(len(reader.usages.of(Reference(number, 0, reader))))
    return found


def test_many_small_revisions_are_no_cheaper_than_a_large_one() -> None:
    """What each of them may cost, all of them together may not cost again and again."""
    assert ways_in_each_revision(ways_doubled(12, 3), 39) == [4096] * 3
    with pytest.raises(TooLarge, match="too many ways, in all revisions"):
        ways_in_each_revision(ways_doubled(12, 60), 39)
    with pytest.raises(TooLarge, match="too many ways, in all revisions"):
        ways_in_each_revision(ways_doubled(16, 9), 3)


def test_an_honest_text_of_many_parts_may_have_many_revisions() -> None:
    assert ways_in_each_revision(many_parts(5_000, 30), 5_004) == [5_000] * 30
