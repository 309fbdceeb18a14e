"""A home of an older version shows on its lists, and finds by digest, what a new one does."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from homes import at_work, make_home

from dermadocs.domain.events import Filed
from dermadocs.domain.timeline import events
from dermadocs.flows.keeping import chain_of
from dermadocs.store.archive import open_archive
from dermadocs.store.settings import SQLITE

OLD = sorted((Path(__file__).resolve().parents[1] / "golden").glob("version-*"))
NAME = "2026-0001"


@pytest.mark.parametrize("folder", OLD, ids=lambda folder: folder.name)
def test_digests_of_an_old_home_are_found(folder: Path, tmp_path: Path) -> None:
    home = shutil.copytree(folder / "home", tmp_path / "home")
    archive = open_archive(home)
    filed = {
        (name, event.name, event.sha256)
        for name in archive.identifiers()
        for event in events(chain_of(name, archive.rows(name)))
        if isinstance(event, Filed)
    }
    archive.close()
    with closing(sqlite3.connect(home / SQLITE)) as database:
        found = set(database.execute("SELECT dossier_id, name, sha256 FROM store_filing"))
    assert found == filed
    assert len(filed) > 10


def test_list_of_an_old_home_is_made_anew_when_it_is_opened(tmp_path: Path) -> None:
    home = make_home(tmp_path / "home")
    with at_work(home) as work:
        work.sent(NAME)
        [new] = work.home.archive.summaries()
    assert (new.city, new.country, new.language) == ("Bristol", "GB", "en")
    with closing(sqlite3.connect(home / SQLITE)) as database:
        database.execute("UPDATE store_dossier SET city = '', country = '', planned = NULL, words = '', shown = 0")
        database.commit()
    with at_work(home) as work:
        assert work.home.archive.summaries() == (new,)
    with closing(sqlite3.connect(home / SQLITE)) as database:
        [(words,)] = database.execute("SELECT words FROM store_dossier").fetchall()
    assert "whitcombe" in words
