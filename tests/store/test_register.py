"""The second witness: one whole line for each commit, in the order of the rows."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from store_world import commit as keep
from store_world import requested, seen, serials

from dermadocs.errors import Damaged, InputError
from dermadocs.store import register
from dermadocs.store.archive import Archive, open_archive
from dermadocs.store.register import Line

LINES = [Line(3, "2026-0001", 2, "a" * 64), Line(4, "2026-0002", 0, "b" * 64), Line(9, "2026-0001", 7, "c" * 64)]


def test_lines_are_read_as_they_were_added(tmp_path: Path) -> None:
    assert register.read(tmp_path) == ()
    assert register.last_serial(tmp_path) == 0
    for line in LINES:
        register.append(tmp_path, line)
        assert register.last_serial(tmp_path) == line.serial
    assert register.read(tmp_path) == tuple(LINES)
    assert stat.S_IMODE((tmp_path / register.NAME).stat().st_mode) == 0o600


@pytest.mark.parametrize("rest", ['{"dossier":"2026-0', "{", '{"dossier":"x","number":1,"serial":99,"sha256":"d"}'])
def test_a_torn_last_line_is_none_and_is_cut_by_the_next(tmp_path: Path, rest: str) -> None:
    """A line without its end is no line, even when what is there could be read."""
    register.append(tmp_path, LINES[0])
    with (tmp_path / register.NAME).open("a") as file:
        file.write(rest)
    assert register.read(tmp_path) == (LINES[0],)
    assert register.last_serial(tmp_path) == LINES[0].serial
    register.append(tmp_path, LINES[1])
    assert register.read(tmp_path) == (LINES[0], LINES[1])


def test_a_torn_only_line_is_cut_too(tmp_path: Path) -> None:
    (tmp_path / register.NAME).write_text('{"dossier":')
    register.append(tmp_path, LINES[0])
    assert register.read(tmp_path) == (LINES[0],)


def test_the_last_line_is_found_at_the_end_of_a_long_register(tmp_path: Path) -> None:
    for serial in range(1, 120):
        register.append(tmp_path, Line(serial, "d" * 32, serial, "e" * 64))
    assert (tmp_path / register.NAME).stat().st_size > register.TAIL
    with (tmp_path / register.NAME).open("a") as file:
        file.write("torn")
    assert register.last_serial(tmp_path) == 119
    register.append(tmp_path, LINES[0])
    assert len(register.read(tmp_path)) == 120


BAD = ["nonsense", "[]", "1", '{"serial":1}', '{"dossier":"x","number":"0","serial":1,"sha256":"y"}', ""]


@pytest.mark.parametrize("line", BAD)
def test_a_line_that_is_none_is_damage(tmp_path: Path, line: str) -> None:
    (tmp_path / register.NAME).write_text(line + "\n")
    with pytest.raises(Damaged, match="a line cannot be read; restore the file from a backup"):
        register.read(tmp_path)
    with pytest.raises(Damaged, match="its last line cannot be read; restore it from a backup"):
        register.last_serial(tmp_path)


def test_no_line_is_written_where_nothing_can_be_recorded(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing can be recorded"), register.alone(tmp_path / "nowhere"):
        raise AssertionError


# ---- beside rows


def test_each_commit_is_one_line_for_its_last_row(archive: Archive) -> None:
    one = keep(archive, (), requested(), seen())
    keep(archive, (), requested(), identifier="2026-0002")
    keep(archive, one, seen())
    rows, lines = archive.rows(), archive.register_lines()
    assert [line.serial for line in lines] == serials(archive) == [2, 3, 4]
    by_serial = {row.serial: row for row in rows}
    assert [(line.dossier, line.number, line.sha256) for line in lines] == [
        (by_serial[line.serial].dossier, by_serial[line.serial].number, by_serial[line.serial].sha256) for line in lines
    ]


def cut_last_line(archive: Archive) -> None:
    path = archive.folder / register.NAME
    path.write_text("".join(path.read_text().splitlines(keepends=True)[:-1]))


def test_a_line_that_a_crash_kept_back_is_caught_up_at_opening(archive: Archive) -> None:
    keep(archive, keep(archive, (), requested()), seen())
    before = archive.register_lines()
    cut_last_line(archive)
    again = open_archive(archive.folder)
    assert again.register_lines() == before


def test_or_by_the_next_commit_before_its_own(archive: Archive) -> None:
    kept = keep(archive, keep(archive, (), requested()), seen())
    cut_last_line(archive)
    keep(archive, kept, seen())
    assert [line.serial for line in archive.register_lines()] == [1, 2, 3]


def test_rows_removed_from_the_end_are_named_by_the_register(archive: Archive) -> None:
    """As a restored database beside a newer register: nothing is added to either."""
    kept = keep(archive, (), requested())
    register.append(archive.folder, Line(2, "2026-0001", 1, "a" * 64))
    with pytest.raises(Damaged, match=r"lacks what register\.jsonl names at its end; restore both from one backup"):
        keep(archive, kept, seen())
    with pytest.raises(Damaged, match="lacks what"):
        open_archive(archive.folder)
    assert len(archive.rows()) == 1
