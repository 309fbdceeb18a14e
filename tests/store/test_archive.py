"""The one door to what is kept: what goes in comes out, nothing changes it, and a conflict is told."""

from __future__ import annotations

import os
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from store_world import DAY, START, TOKEN, commit, requested, seen

from dermadocs.domain.jsonform import canonical, decode
from dermadocs.domain.kept import Summary
from dermadocs.domain.timeline import Entry, append, digest, head
from dermadocs.errors import Busy, Damaged, InputError
from dermadocs.store.archive import Archive, open_archive


def test_what_is_kept_is_read_as_it_was(archive: Archive) -> None:
    entries = commit(archive, (), requested(), seen(), blobs=(b"a paper", b"another"))
    rows = archive.rows("2026-0001")
    assert [decode(row.body, Entry, "entry") for row in rows] == list(entries)
    assert [(row.number, row.sha256, row.body) for row in rows] == [
        (entry.number, digest(entry), canonical(entry)) for entry in entries
    ]
    assert [row.token for row in rows] == [None, TOKEN], "one timestamp a commit, at its last row"
    assert sorted(archive.blob(name) for name in archive.blobs.names()) == [b"a paper", b"another"]


def test_it_is_still_there_for_another_process(archive: Archive) -> None:
    commit(archive, (), requested(), seen())
    archive.close()
    again = open_archive(archive.folder)
    assert again.demonstration
    assert again.identifiers() == ("2026-0001",)
    assert len(again.rows()) == 2
    assert again.latest() == START + DAY


def test_rows_of_all_dossiers_stand_in_the_order_recorded(archive: Archive) -> None:
    first = commit(archive, (), requested())
    commit(archive, (), requested(), identifier="2026-0002")
    commit(archive, first, seen())
    assert [(row.serial, row.dossier, row.number) for row in archive.rows()] == [
        (1, "2026-0001", 0),
        (2, "2026-0002", 0),
        (3, "2026-0001", 1),
    ]
    assert archive.rows("2026-0003") == ()
    assert archive.identifiers() == ("2026-0001", "2026-0002")


def test_a_head_that_has_moved_is_told_and_nothing_is_kept(archive: Archive) -> None:
    kept = commit(archive, (), requested())
    commit(archive, kept, seen())
    with pytest.raises(Busy, match="somebody else recorded something meanwhile; look, and try again"):
        commit(archive, kept, seen(last_four="9999"))
    with pytest.raises(Busy):
        commit(archive, (), requested())
    assert len(archive.rows()) == 2
    assert len(archive.register_lines()) == 2


def test_a_number_is_taken_once_whoever_asks(archive: Archive) -> None:
    """The last line of defence, behind locks and heads: the database itself."""
    kept = commit(archive, (), requested())
    twin = Entry(number=0, previous="0" * 64, event=seen())
    summary = Summary("2026-0001", "DRAFT", "", "", START, None, None)
    with pytest.raises(InputError, match="nothing was recorded"):
        archive.commit(summary, head(kept), [twin], (), TOKEN)
    assert len(archive.rows()) == 1


def test_all_rows_of_a_commit_or_none(archive: Archive) -> None:
    kept = commit(archive, (), requested())
    good = append(kept, seen())[-1]
    summary = Summary("2026-0001", "SENT", "changed", "", START, None, None)
    with pytest.raises(InputError, match="nothing was recorded"):
        archive.commit(summary, head(kept), [good, kept[0]], (), TOKEN)
    assert len(archive.rows()) == 1
    assert archive.summaries()[0].state == "DRAFT"


def test_two_at_the_same_head_one_wins(archive: Archive) -> None:
    kept = commit(archive, (), requested())
    archive.close()
    ended: list[str] = []

    def act(number: int) -> None:
        mine = open_archive(archive.folder)
        try:
            commit(mine, kept, seen(last_four=f"000{number}"))
            ended.append("kept")
        except Busy:
            ended.append("busy")
        finally:
            mine.close()

    threads = [threading.Thread(target=act, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ended) == ["busy", "busy", "busy", "kept"]
    assert len(open_archive(archive.folder).rows()) == 2


def test_summaries_are_what_lists_show(archive: Archive) -> None:
    gate = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
    shown = [
        Summary("2026-0001", "REFLECTING", "Hannah WHITCOMBE", "2026-0147", START + DAY, gate, date(2027, 1, 31)),
        Summary("2026-0002", "DRAFT", "", "", START, None, None),
        Summary("2026-0003", "REFLECTING", "Łukasz ĐORĐEVIĆ", "2026-0149", START, gate, date(2027, 2, 28)),
    ]
    for summary in shown:
        archive.commit(summary, "0" * 64, append((), requested()), (), TOKEN)
    assert archive.summaries() == tuple(shown), "the latest first, then by name"
    assert [one.identifier for one in archive.summaries(["REFLECTING"])] == ["2026-0001", "2026-0003"]
    assert archive.summaries(["ARCHIVED"]) == ()
    assert archive.latest() == START + DAY


def test_a_summary_follows_each_commit(archive: Archive) -> None:
    kept = commit(archive, (), requested())
    commit(archive, kept, seen(), patient="Hannah WHITCOMBE")
    [summary] = archive.summaries()
    assert (summary.patient, summary.last) == ("Hannah WHITCOMBE", START + DAY)


def test_bytes_that_are_not_those_of_their_name_are_damage(archive: Archive) -> None:
    commit(archive, (), requested(), blobs=(b"a paper",))
    [name] = archive.blobs.names()
    path = archive.blobs.path(name)
    path.chmod(0o600)
    path.write_bytes(b"b paper")
    with pytest.raises(Damaged, match=f"blob {name}"):
        archive.blob(name)


def test_nothing_is_there_at_first(archive: Archive) -> None:
    assert (archive.identifiers(), archive.summaries(), archive.rows(), archive.latest()) == ((), (), (), None)
    assert archive.register_lines() == ()


def test_no_home_is_no_home(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a home; make one with `dermadocs init`"):
        open_archive(tmp_path)


def test_an_archive_is_not_made_where_nothing_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no home was made"):
        Archive.create(tmp_path / "nowhere", demonstration=False)


@pytest.mark.parametrize("made", [True, False])
def test_a_home_says_what_it_is_for_ever(tmp_path: Path, made: bool) -> None:
    Archive.create(tmp_path, demonstration=made).close()
    assert open_archive(tmp_path).demonstration is made


def test_a_copy_is_whole_while_others_write(archive: Archive, tmp_path: Path) -> None:
    kept = commit(archive, (), requested())
    (tmp_path / "copy").mkdir()
    archive.vacuum_into(tmp_path / "copy" / "dossiers.sqlite3")
    commit(archive, kept, seen())
    assert os.listdir(tmp_path / "copy") == ["dossiers.sqlite3"]
    assert len(open_archive(tmp_path / "copy").rows()) == 1
