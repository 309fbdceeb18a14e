"""`dermadocs verify --report`: written beside the answer, whole or not at all, and it changes no exit code."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest
from pypdf import PdfReader
from world import Demo, command


def test_both_reports_in_one_run_beside_the_usual_answer(demo: Demo, tmp_path: Path) -> None:
    page, printed = tmp_path / "r.html", tmp_path / "R.PDF"
    plain = command("verify", "--trust", demo.trust, demo.estimate)
    done = command("verify", "--trust", demo.trust, "--report", page, "--report", printed, demo.estimate)
    assert (done.returncode, done.stdout, done.stderr) == (0, plain.stdout, "")
    assert "Valide. Les quinze jours" in page.read_text("utf-8")
    assert len(PdfReader(printed).pages) > 1
    assert {path.name for path in tmp_path.iterdir()} == {"r.html", "R.PDF"}


def test_the_report_holds_what_json_says_and_keeps_its_exit_code(demo: Demo, tmp_path: Path) -> None:
    page = tmp_path / "r.html"
    folder = demo.folder / "counter-examples"
    done = command("verify", "--trust", demo.trust, "--json", "--language", "en", "--report", page, folder)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    text = page.read_text("utf-8")
    assert done.returncode == 1
    assert text.count('<section class="file') == len(answers)
    assert all(Path(answer["file"]).name in text for answer in answers)
    assert text.count("<h2>Invalid.") == sum(answer["verdict"] == "INVALID" for answer in answers)


@pytest.mark.parametrize("name", ["r.txt", "r", "nowhere/r.html"])
def test_what_could_not_be_written_is_refused_before_the_work(demo: Demo, tmp_path: Path, name: str) -> None:
    done = command("verify", "--report", tmp_path / name, demo.estimate)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert not any(tmp_path.iterdir())


def test_a_report_never_takes_the_place_of_what_it_judges(demo: Demo, tmp_path: Path) -> None:
    shutil.copy(demo.estimate, tmp_path / "estimate.pdf")
    (tmp_path / "link.pdf").symlink_to(tmp_path / "estimate.pdf")
    was = (tmp_path / "estimate.pdf").read_bytes()
    (tmp_path / "hard.pdf").hardlink_to(tmp_path / "estimate.pdf")
    for name in ("estimate.pdf", "link.pdf", "hard.pdf"):
        done = command("verify", "--report", tmp_path / name, tmp_path / "estimate.pdf")
        assert (done.returncode, done.stdout) == (2, "")
        assert "is read by this command and stays as it is" in done.stderr
    assert (tmp_path / "estimate.pdf").read_bytes() == was


def test_nor_that_of_another_paper_an_earlier_report_or_the_other_report(demo: Demo, tmp_path: Path) -> None:
    """It may be the only copy."""
    for name in ("signed.pdf", "earlier.html"):
        (tmp_path / name).write_bytes(b"as it was")
        done = command("verify", "--report", tmp_path / name, demo.estimate)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
        assert "is there already and stays as it is" in done.stderr
        assert (tmp_path / name).read_bytes() == b"as it was"
    twice = ("--report", tmp_path / "new.html", "--report", tmp_path / "." / "new.html")
    done = command("verify", *twice, demo.estimate)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is named for two results" in done.stderr
    (tmp_path / "folder.html").mkdir()
    done = command("verify", "--report", tmp_path / "folder.html", demo.estimate)
    assert done.returncode == 2


def test_a_file_whose_name_is_no_text_is_reported(demo: Demo, tmp_path: Path) -> None:
    """Names on a disk are bytes: not UTF-8, a direction turned, a line broken, a tag."""
    place = tmp_path / "in"
    place.mkdir()
    names = [b"caf\xe9.pdf", "a\u202efdp.pdf".encode(), b"two\nlines.pdf", b"<img src=x onerror=alert(1)>.pdf"]
    for name in names:
        shutil.copy(demo.counter_example("cut-in-a-revision.pdf"), os.path.join(os.fsencode(place), name))
    page = tmp_path / "r.html"
    done = command("verify", "--report", page, place)
    text = page.read_text("utf-8")
    assert done.returncode == 2
    for shown in ("caf[byte E9].pdf", "a[U+202E]fdp.pdf", "two[U+000A]lines.pdf", "&lt;img src=x onerror="):
        assert shown in text
    assert "<img" not in text
