"""The board of the console with ten thousand dossiers, against the same board with a hundred: the slow end counts."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import Spread
from bench.table import Row, Section
from bench.world import World

SMALL, LARGE = 100, 10_000
TARGET = 3.0
"""A board shows as much of ten thousand dossiers as of a hundred: only counting them may take longer."""


@dataclass(frozen=True)
class Board:
    """A process that shows a board when asked to."""

    process: subprocess.Popen[str]
    queries: dict[str, int]
    """How many queries each page asks."""

    def show(self) -> float:
        """Milliseconds of one more board."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline()) * 1000


@contextmanager
def board(dossiers: int) -> Iterator[Board]:
    """A home with so many dossiers, and the process that shows it."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.board_child", str(Path(folder) / "home"), str(dossiers)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                yield Board(process, json.loads(process.stdout.readline()))
            finally:
                process.stdin.close()


def measure(_: World, rounds: int) -> Section:
    """Both boards in turns; of each the time that nineteen of twenty stay under."""
    with board(SMALL) as small, board(LARGE) as large:
        times = [(large.show(), small.show()) for _ in range(rounds)]
        asked = f"queries a page, {LARGE} dossiers : {SMALL} = {large.queries} : {small.queries}"
    ours, compared = (slow([pair[side] for pair in times]) for side in (0, 1))
    ratio = ours.median / compared.median
    row = Row(f"board, {LARGE:,} dossiers : {SMALL}: p95", ours, compared, Spread(ratio, ratio, ratio, rounds), TARGET)
    return Section("The console", [row], [f"{asked}; the page as the server makes it, without the network"])


def slow(values: list[float]) -> Spread:
    """What nineteen of twenty stay under, between the median and the slowest."""
    if len(values) < 2:
        return Spread(values[0], values[0], values[0], len(values))
    p95 = statistics.quantiles(values, n=20, method="inclusive")[18]
    return Spread(p95, statistics.median(values), max(values), len(values))
