"""`dermadocs demo`: what it leaves, what it will not touch, and that it leaves nothing half-made."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from world import CHECKOUT, Batch, Demo, command

from dermadocs.demo.forgers import COUNTER_EXAMPLES
from dermadocs.demo.play import MARK, replacing
from dermadocs.errors import InputError

PAPERS = {"estimate.pdf", "consent.pdf", "aftercare.pdf", "dossier.pdf"}
BESIDE = {"papers", "packs", "other-dossiers", "trust", "VERIFY.txt", "counter-examples", "home"}
LEFT = {*PAPERS, *BESIDE, "report.html", "report.json"}
ENDS = {"refused": "REFUSED", "withdrawn": "WITHDRAWN", "replaced": "REFLECTING"}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_it_ends_well_and_leaves_its_papers(demo: Demo) -> None:
    assert demo.code == 0
    assert {name for name in names(demo.folder) if not name.startswith(".")} == LEFT
    assert names(demo.trust) == {"root.pem"}
    assert names(demo.folder / "counter-examples") >= {example.name for example in COUNTER_EXAMPLES}
    assert names(demo.folder / "other-dossiers") == set(ENDS)
    papers = [path for path in demo.folder.rglob("*.pdf") if path.is_file()]
    assert all(path.stat().st_size for path in papers)


def test_what_lies_at_the_top_is_good(demo: Demo) -> None:
    """As an auditor asks first: every sealed file of the completed dossier, with the trust that was given."""
    done = command("verify", "--json", "--trust", demo.trust, *sorted(demo.folder.glob("*.pdf")))
    told = {Path(one["file"]).name: one for one in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 0
    assert {name: one["interval"]["verdict"] for name, one in told.items()} == {
        "aftercare.pdf": "NOT_APPLICABLE",
        "consent.pdf": "STATED",
        "dossier.pdf": "STATED",
        "estimate.pdf": "STATED",
    }


def test_its_home_goes_on(demo: Demo) -> None:
    """Five dossiers in it, all as kept; a list of them needs no more than the command."""
    assert command("keep", "--check", "--home", demo.folder / "home").returncode == 0
    listed = command("dossier", "list", "--json", "--home", demo.folder / "home")
    states = {one["identifier"]: one["state"] for one in map(json.loads, listed.stdout.splitlines())}
    assert sorted(states.values()) == ["ARCHIVED", "ARCHIVED", "ARCHIVED", "REFLECTING", "REFLECTING"]


def test_its_report_says_what_verification_says(demo: Demo, judged: Batch) -> None:
    """Of the same files the same, names and the moment of judging aside."""
    told = {answer["file"]: answer for answer in json.loads((demo.folder / "report.json").read_text("utf-8"))}
    assert set(told) == PAPERS
    for answer in judged.answers:
        name = str(Path(answer["file"]).relative_to(demo.folder))
        if name not in told:
            continue
        assert (told[name]["verdict"], told[name]["reasons"]) == (answer["verdict"], answer["reasons"])
        assert told[name]["sha256"] == answer["sha256"]
    page = (demo.folder / "report.html").read_text("utf-8")
    assert all(Path(name).name in page for name in told)
    assert str(demo.folder) not in page


@pytest.mark.needs("pdftotext")
def test_no_word_breaks_in_the_table_of_papers_given(demo: Demo) -> None:
    """What the consent lists as received: number of the estimate and names of the notices."""
    read = subprocess.run(["pdftotext", "-layout", demo.folder / "consent.pdf", "-"], capture_output=True, text=True)
    table = read.stdout.partition("Les documents reçus")[2].partition("Le déroulement")[0].split()
    assert {"Document", "2026-0147", "personnelles"} <= set(table)


def test_nothing_is_left_beside_it(demo: Demo) -> None:
    assert names(demo.folder.parent) == {demo.folder.name}


def test_it_shows_what_an_auditor_is_told(demo: Demo) -> None:
    assert "What an auditor is told" in demo.out
    assert "UNEXPECTED" not in demo.out
    assert "Traceback" not in demo.err
    for words in ("VALID", "INVALID", "INDETERMINATE", "INTERVAL_VIOLATED", "WRONG_SIGNER"):
        assert words in demo.out


def test_how_to_check_works_as_written(demo: Demo) -> None:
    """The command of VERIFY.txt, from the folder above, as it says."""
    told = (demo.folder / "VERIFY.txt").read_text()
    assert "DEMONSTRATION" in told
    line = next(line.split() for line in told.splitlines() if "dermadocs verify" in line)
    assert line[:2] == ["dermadocs", "verify"]
    assert not any(word.startswith("/") for word in line)
    assert command(*line[1:], cwd=demo.folder.parent).returncode == 0


def test_it_refuses_a_folder_of_somebody_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.pdf").write_bytes(b"years of work")
    done = command("demo", "--output", tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"dermadocs: {tmp_path}: is not empty and not a demonstration")
    assert len(done.stderr.splitlines()) == 1
    assert names(tmp_path) == {"thesis.pdf"}
    assert (tmp_path / "thesis.pdf").read_bytes() == b"years of work"


def earlier(folder: Path) -> Path:
    """An earlier demonstration, as far as the next one looks at it."""
    folder.mkdir()
    (folder / MARK).write_text("")
    (folder / "estimate.pdf").write_bytes(b"the earlier one")
    return folder


def test_an_earlier_demonstration_is_replaced_whole(tmp_path: Path) -> None:
    place = earlier(tmp_path / "demo")
    (place / "left-over.pdf").touch()
    with replacing(place) as folder:
        (folder / "estimate.pdf").write_bytes(b"the new one")
        assert (place / "estimate.pdf").read_bytes() == b"the earlier one"
    assert names(place) == {MARK, "estimate.pdf"}
    assert (place / "estimate.pdf").read_bytes() == b"the new one"
    assert names(tmp_path) == {"demo"}


def interrupted(place: Path) -> None:
    with replacing(place) as folder:
        (folder / "estimate.pdf").write_bytes(b"half")
        raise KeyboardInterrupt


@pytest.mark.parametrize("before", ["nothing", "an empty folder", "an earlier one"])
def test_a_demonstration_that_fails_changes_nothing(tmp_path: Path, before: str) -> None:
    place = tmp_path / "demo"
    if before == "an empty folder":
        place.mkdir()
    elif before == "an earlier one":
        earlier(place)
    was = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(KeyboardInterrupt):
        interrupted(place)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == was
    assert place.exists() == (before != "nothing")


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="Not a directory"), replacing(tmp_path / "file" / "demo"):
        pass


def test_killed_it_leaves_nothing_half_made_at_its_place(tmp_path: Path) -> None:
    """Killed without mercy in the middle of the story, over an earlier demonstration."""
    place = earlier(tmp_path / "demo")
    playing = subprocess.Popen(
        [sys.executable, "-m", "dermadocs", "demo", "--output", str(place)],
        cwd=CHECKOUT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert playing.stderr is not None
    first = playing.stderr.readline()
    os.killpg(playing.pid, signal.SIGKILL)  # with the processes that it plays other dossiers in
    playing.wait()
    assert first.startswith("✓ the estimate is drawn")
    assert names(place) == {MARK, "estimate.pdf"}
    assert (place / "estimate.pdf").read_bytes() == b"the earlier one"
    assert all(path.name.startswith(".") for path in tmp_path.iterdir() if path != place)
