"""`python -m bench.paper [--set test] [--count 400]` prints the score card; `… fit` sets the thresholds.

The thresholds of the detectors are set on the honest sheets of `fit` alone; `test` and `hard` are only counted.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from bench.paper.card import card
from bench.paper.fitting import fit
from bench.paper.judge import judged
from bench.paper.packs import prepare
from bench.paper.sets import SETS


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Exit code 0 whatever the figures are: they are told, not judged."""
    parser = argparse.ArgumentParser(prog="python -m bench.paper", description=__doc__)
    parser.add_argument("what", nargs="?", choices=["score", "fit"], default="score")
    parser.add_argument("--set", action="append", choices=list(SETS), help="default: test and hard")
    parser.add_argument("--count", type=int, default=400, help="sheets of a set, half of them altered (default 400)")
    parser.add_argument("--from", dest="skip", type=int, default=0, help="sheets of a set to pass over")
    parser.add_argument("--jobs", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--failures", help="a folder for pictures of all that went wrong")
    given = parser.parse_args(arguments)
    os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")  # the children's: seconds are of one core
    names = ["fit"] if given.what == "fit" else given.set or ["test", "hard"]
    prepare([pack for name in names for pack in SETS[name].packs], given.jobs)
    if given.what == "fit":
        print(fit(given.count, given.jobs))
        return 0
    for name in names:
        first = SETS[name].first_seed + given.skip
        seeds = range(first, first + given.count)
        started = time.monotonic()
        with ProcessPoolExecutor(given.jobs, mp_context=get_context("spawn")) as pool:
            answers = list(pool.map(partial(judged, name, failures=given.failures), seeds, chunksize=8))
        print(f"\nSET {name}: {len(answers)} sheets, seeds {seeds[0]} to {seeds[-1]}, "
              f"{time.monotonic() - started:.0f} s with {given.jobs} processes\n")  # fmt: skip
        print(card(answers), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
