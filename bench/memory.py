"""The most memory that a warm worker takes, one process for each measurement."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import render, verify
from bench.measure import spread
from bench.table import Row, Section
from bench.world import World
from dermadocs.domain.codec import canonical

LIMIT = 160.0  # MiB


def measure(world: World, rounds: int, times: int) -> Section:
    """Peak of a worker that draws, or judges, `times` files; against the limit, and against the stock libraries."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _prepare(world, folder)
        tasks = ("render", "stock-render", "judge", "stock-verify")
        rounds_of = [{task: _peak(task, folder, times) for task in tasks} for _ in range(rounds)]
    return Section(
        f"Peak memory of a worker after {times} files",
        [
            _row("draws estimates : limit", [(one["render"], LIMIT) for one in rounds_of], 1),
            _row("draws estimates : stock WeasyPrint", [(one["render"], one["stock-render"]) for one in rounds_of]),
            _row("judges estimates : limit", [(one["judge"], LIMIT) for one in rounds_of], 1),
            _row("judges estimates : pyHanko", [(one["judge"], one["stock-verify"]) for one in rounds_of]),
        ],
    )


def _row(name: str, pairs: list[tuple[float, float]], target: float | None = None) -> Row:
    ours, others = spread([one for one, _ in pairs]), spread([other for _, other in pairs])
    return Row(name, ours, others, spread([one / other for one, other in pairs]), target, "MiB")


def _prepare(world: World, folder: Path) -> None:
    verify.files(world, folder)
    given = render.sheet(world)
    (folder / "case.json").write_bytes(canonical(world.case))
    (folder / "sheet.html").write_text(given.html, "utf-8")
    sources = [render.css(name, wide=False) for name in given.styles]
    (folder / "sheet.css").write_text("\n".join([*sources, given.extra_css]), "utf-8")


def _peak(task: str, folder: Path, times: int) -> float:
    command = [sys.executable, "-m", "bench.worker", task, str(folder), str(times)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(json.loads(done.stdout)["peak"])
