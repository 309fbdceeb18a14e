"""A folder of archived estimates, as an auditor gives it to `dermadocs verify --jobs`."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from bench import verify
from bench.measure import NotComparable, race, spread
from bench.table import Row, Section
from bench.world import World
from dermadocs.flows.proving.batch import TARGET, judge_files
from signatures import Sandbox


def measure(world: World, count: int, rounds: int) -> Section:
    """Judge `count` files, one child for each core; against a single file in one warm child."""
    cores = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        verify.files(world, folder)
        paths = [folder / f"{number}.pdf" for number in range(count)]
        for path in paths:
            path.hardlink_to(folder / "estimate.pdf")
        with Sandbox(TARGET) as sandbox:
            alone = race({"alone": lambda: sandbox.run(world.final, world.options)}, rounds).of("alone")
        started = time.perf_counter()
        verdicts = [one["verdict"] for one in judge_files(paths, trust=[folder / "trust"], at=world.at, jobs=cores)]
        seconds = time.perf_counter() - started
    if verdicts != ["VALID"] * count:
        raise NotComparable("not every file of the folder is valid")
    each = spread([1000 * seconds / count])
    return Section(
        f"A folder of {count} archived estimates (three acts, three archive timestamps each)",
        [Row(f"a file of the folder, {cores} at once : a file alone", each, alone, each.times(1 / alone.median))],
        [f"{count / seconds:.1f} files a second, {seconds:.0f} s in all, start of the children included"],
    )
