"""What an earlier version wrote is read and judged for ever: papers, their bundle, and a home.

`DERMADOCS_GOLDEN=write pytest tests/golden` writes the set of the present version anew; a set is never changed after
the version that wrote it is out, a new schema gets a folder of its own.
"""

from __future__ import annotations

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from closing_world import Closing, closing, closing_once

from dermadocs.bootstrap.backup import faults_of
from dermadocs.flows.keeping import chain_of
from dermadocs.flows.kept import Kept
from dermadocs.flows.proving import judging
from dermadocs.store.archive import VERSION, open_archive
from signatures import Trust

__all__ = ["closing", "closing_once"]
HERE = Path(__file__).parent
SETS = sorted(folder for folder in HERE.iterdir() if (folder / "dossier.pdf").exists())
JUDGED = datetime(2026, 12, 21, tzinfo=UTC)
KEPT = ("dossiers.sqlite3", "register.jsonl", "home.toml", "practice.json", "trust")


@pytest.mark.skipif(os.environ.get("DERMADOCS_GOLDEN") != "write", reason="writes the set: DERMADOCS_GOLDEN=write")
def test_write(closing: Closing) -> None:
    folder = HERE / "version-1"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "home" / "authority").mkdir(parents=True)
    kept = closing.kept("done")
    (folder / "dossier.pdf").write_bytes(kept.bytes_of("dossier.pdf"))
    archive = open_archive(closing.folder)  # and closed: all that was written is in one file then
    archive.close()
    for name in KEPT:
        source = closing.folder / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, folder / "home" / name)
    for path in (closing.folder / "authority").glob("*.pem"):  # certificates, never keys
        shutil.copy(path, folder / "home" / "authority")


def test_there_is_a_set() -> None:
    assert SETS


@pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.name)
def test_its_bundle_and_the_papers_inside_are_judged(folder: Path) -> None:
    trust = Trust.load(folder / "home" / "trust")
    options = {"trust": trust.to_json(), "at": JUDGED.isoformat()}
    answer = judging.judge((folder / "dossier.pdf").read_bytes(), options)
    assert (answer["verdict"], answer["interval"]["verdict"]) == ("VALID", "STATED")
    assert {one["file"]: one["verdict"] for one in answer["inside"]} == dict.fromkeys(
        ("aftercare.pdf", "consent.pdf", "data-notice.pdf", "distance-notice.pdf", "estimate.pdf"), "VALID"
    )
    levels = {act["name"]: act["level"] for one in answer["inside"] for act in one["acts"] if act["level"]}
    assert (levels["receipt"], levels["acceptance"]) == ("simple", "advanced, claimed")


@pytest.mark.parametrize("folder", SETS, ids=lambda folder: folder.name)
def test_its_home_is_opened_and_brought_up_to_date(folder: Path, tmp_path: Path) -> None:
    """Its bytes are not kept in the set: they are missed, and nothing else is."""
    home = shutil.copytree(folder / "home", tmp_path / "home")
    archive = open_archive(home)
    try:
        assert archive._home().version == VERSION
        states = {one.identifier: one.state for one in archive.summaries()}
        assert states == {"done": "ARCHIVED", "left": "WITHDRAWN", "open": "SENT"}
        for name in states:
            kept = Kept(name, chain_of(name, archive.rows(name)), archive)
            assert kept.dossier.state == states[name]
    finally:
        archive.close()
    faults = faults_of(home)
    assert faults
    assert all("restore it from a backup" in fault.what for fault in faults)
