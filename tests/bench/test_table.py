"""What the reader of a table sees: columns that align, and a target that was missed said plainly."""

from __future__ import annotations

import json

from bench.measure import Race, spread
from bench.table import HEADINGS, Row, Section, as_json, missed, row, text

TIMES = Race({"ours": (0.3, 0.3, 0.3), "stock": (1.0, 1.0, 1.0)})


def test_a_missed_target_stands_beside_the_figure() -> None:
    late, kept = row(TIMES, "late", "ours", "stock", 0.25), row(TIMES, "kept", "ours", "stock", 0.3)
    assert late.verdict == "<= 0.25 MISSED"
    assert kept.verdict == "<= 0.3 met"
    assert row(TIMES, "free", "ours", "stock").verdict == ""
    assert [one.name for one in missed([Section("s", [late, kept])])] == ["late"]


def test_every_line_of_the_table_has_its_columns_below_the_headings() -> None:
    sections = [
        Section("One", [row(TIMES, "a", "ours", "stock", 0.25)], ["a note " * 40]),
        Section("Two", [row(TIMES, "a much longer name", "stock", "ours")]),
    ]
    head, *lines = text(sections).splitlines()
    rows = [line for line in lines if " ms " in line]
    end = head.index("ratio") + len("ratio")
    assert len(rows) == 2
    assert all(line[:end].split()[-1].startswith("x") and line[end] == " " for line in rows)
    assert [heading for heading in HEADINGS if heading not in head] == []
    assert max(map(len, lines)) <= 120


def test_figures_keep_three_digits_whatever_their_size() -> None:
    big = Row("big", spread([1234.5]), spread([0.01234]), spread([12.345]), unit="MiB")
    assert big.cells[1:4] == ("1234 MiB", "0.012 MiB", "x12.3")


def test_json_holds_the_same_figures_as_the_table() -> None:
    (section,) = json.loads(as_json([Section("One", [row(TIMES, "a", "ours", "stock", 0.25)], ["note"])]))
    assert section["title"] == "One"
    assert section["notes"] == ["note"]
    (told,) = section["rows"]
    assert (told["name"], told["unit"], told["target"], told["verdict"]) == ("a", "ms", 0.25, "<= 0.25 MISSED")
    assert told["ours"]["median"] == 300
    assert told["compared"]["median"] == 1000
    assert told["ratio"]["n"] == 3
