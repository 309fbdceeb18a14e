"""Thresholds from the honest sheets of `fit` alone: for each grade of scan and each detector, where its tail ends.

The strongest value of a detector on each honest sheet is drawn from a tail; a generalised Pareto distribution is
fitted to what lies beyond the ninetieth percentile by probability-weighted moments (Hosking and Wallis, 1987), and
the threshold is put where one honest sheet in `RARE` would go beyond it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from importlib import resources
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.paper.judge import Judged, judged
from bench.paper.sets import SETS
from dermadocs.paper.check import DETECTORS, thresholds

FILE = Path(str(resources.files("dermadocs.paper"))) / "thresholds.json"
RARE = 800.0  # honest sheets for one alarm of a detector: five detectors make one in 160
BODY = 0.90
LEAST = 60
"""Sheets of a grade below which its thresholds are left as they are."""
BY_HAND = {"added": 12.0, "pen": 12.0, "missing": 1.0, "shape": 6.0, "digit": 0.3}
"""What a pen, a strip and another digit exceed on sheets looked at by eye. No threshold goes below: that our own honest
sheets are quieter still is no reason to trust other people's printers and scanners less."""
MOST = 3.0
"""Times the value by hand: a tail of few sheets is no reason for more."""

Values = NDArray[Any]


def fit(count: int, jobs: int) -> str:
    """Check `count` honest sheets, write the thresholds into the package, and tell what changed."""
    first = SETS["fit"].first_seed
    seeds = range(first, first + 2 * count, 2)
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        answers = list(pool.map(partial(judged, "fit"), seeds, chunksize=8))
    found = fitted(answers)
    FILE.write_text(_text(found))
    return f"{count} honest sheets, seeds {seeds[0]} to {seeds[-1]} (even)\n{_text(found)}"


def fitted(answers: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Grade to detector to threshold, from the honest sheets among the answers."""
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for one in answers:
        if one.compared and one.grade and not one.truth.alteration and not one.truth.told:
            for detector in map(str, DETECTORS):
                values[one.grade][detector].append(one.statistics[detector])
    made = {str(grade): {str(name): limit for name, limit in limits.items()} for grade, limits in thresholds().items()}
    for grade, of_detectors in values.items():
        for detector, seen in of_detectors.items():
            if len(seen) >= LEAST:
                low = BY_HAND[detector]
                made[grade][detector] = round(float(np.clip(tail(np.array(seen), RARE), low, MOST * low)), 3)
    return made


def tail(values: Values, rare: float) -> float:
    """The value that one in `rare` would exceed."""
    start = float(np.quantile(values, BODY))
    excess = np.sort(values[values > start] - start)
    if len(excess) < 5:
        return float(values.max())
    rank = (np.arange(1, len(excess) + 1) - 0.35) / len(excess)
    mean, weighted = excess.mean(), float(np.mean(excess * (1 - rank)))
    shape = float(np.clip(2 - mean / (mean - 2 * weighted), -0.5, 0.6))
    scale = mean * (1 - shape)
    beyond = rare * len(excess) / len(values)
    reach = scale * np.log(beyond) if abs(shape) < 1e-3 else scale / shape * (beyond**shape - 1)
    return start + float(reach)


def _text(found: dict[str, dict[str, float]]) -> str:
    rows = [f'  "{grade}": {json.dumps(limits)}' for grade, limits in found.items()]
    return "{\n" + ",\n".join(rows) + "\n}\n"
