"""The whole bench in its short form. No time is judged: only that everything could be compared."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("Drawing", "Signing", "Judging", "Around", "Growth", "whole life", "memory", "A folder of")


@pytest.mark.long
def test_a_quick_run_yields_every_row_with_positive_figures() -> None:
    command = [sys.executable, "-m", "bench", "--quick", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stderr
    sections: list[dict[str, Any]] = json.loads(done.stdout)
    titles = [section["title"] for section in sections]
    assert [part for part in PARTS if not any(part in title for title in titles)] == []
    rows = [one for section in sections for one in section["rows"]]
    assert len(rows) == len({(one["name"]) for one in rows}) >= 25
    for one in rows:
        for figures in (one["ours"], one["compared"], one["ratio"]):
            assert 0 < figures["low"] <= figures["median"] <= figures["high"] < math.inf, one["name"]
            assert figures["n"] >= 1
    targets = {one["target"] for one in rows if one["target"] is not None}
    assert targets >= {0.5, 0.25, 0.12, 1.5, 2}


def test_an_unknown_part_is_refused_in_words() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "bench", "--only", "weather"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "weather" in done.stderr
    assert "Traceback" not in done.stderr
