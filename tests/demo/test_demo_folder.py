"""`dermadocs demo`: what it leaves, what it will not touch, and that it leaves nothing half-made."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from world import CHECKOUT, Demo, command

from dermadocs.demo.forgers import COUNTER_EXAMPLES
from dermadocs.demo.play import MARK, replacing
from dermadocs.errors import InputError

PAPERS = {"estimate.pdf", "consent.pdf", "data-notice.pdf", "distance-notice.pdf", "aftercare.pdf"}
LEFT = {*PAPERS, "papers", "trust", "VERIFY.txt", "counter-examples"}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_it_ends_well_and_leaves_its_papers(demo: Demo) -> None:
    assert demo.code == 0
    assert {name for name in names(demo.folder) if not name.startswith(".")} == LEFT
    assert names(demo.trust) == {"root.pem"}
    assert names(demo.folder / "counter-examples") >= {example.name for example in COUNTER_EXAMPLES}
    assert all(path.stat().st_size for path in demo.folder.rglob("*") if path.is_file())


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
    )
    assert playing.stderr is not None
    first = playing.stderr.readline()
    os.kill(playing.pid, signal.SIGKILL)
    playing.wait()
    assert first.startswith("✓ the notices are drawn")
    assert names(place) == {MARK, "estimate.pdf"}
    assert (place / "estimate.pdf").read_bytes() == b"the earlier one"
    assert all(path.name.startswith(".") for path in tmp_path.iterdir() if path != place)
