"""The signing room with eight visitors at once, against one alone: the slow end counts."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.board import slow
from bench.measure import Spread
from bench.table import Row, Section
from bench.world import World

AT_ONCE = 8
"""As many as the server has threads."""
TARGET = float(AT_ONCE)
"""Eight at once share one interpreter: each may wait for the seven others, and for nothing more."""


@contextmanager
def room() -> Iterator[subprocess.Popen[str]]:
    """The process in which a dossier is being read."""
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.room_child", str(Path(folder) / "home")]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdin is not None
            assert process.stdout is not None
            try:
                assert process.stdout.readline() == "ready\n"
                yield process
            finally:
                process.stdin.close()


def ask(process: subprocess.Popen[str], visitors: int) -> list[float]:
    """Milliseconds of each page that so many visitors were shown."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{visitors}\n")
    process.stdin.flush()
    return [seconds * 1000 for seconds in json.loads(process.stdout.readline())]


def measure(_: World, rounds: int) -> Section:
    """In turns: one visitor, eight at once; of each the time that nineteen of twenty pages stay under."""
    alone: list[float] = []
    together: list[float] = []
    with room() as process:
        ask(process, AT_ONCE)  # the first pages read templates and catalogues
        for _round in range(rounds):
            alone += ask(process, 1)
            together += ask(process, AT_ONCE)
    ours, compared = slow(together), slow(alone)
    ratio = ours.median / compared.median
    row = Row(f"a page, {AT_ONCE} visitors : 1: p95", ours, compared, Spread(ratio, ratio, ratio, rounds), TARGET)
    return Section("The signing room", [row], ["five pages a visitor, as the server makes them, without the network"])
