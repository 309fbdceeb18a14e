"""Times taken in turns, and the ratios between them.

Each round runs every contestant once and gives one ratio for each pair: what slows the machine for a while slows
both sides of it. The order is turned round by round, so that nobody always runs in another one's warm caches.
"""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Work = Callable[[], object]
Timer = Callable[[], float]


class NotComparable(Exception):
    """The contestants do not do the same: one of them fails, or refuses a file that is in order."""


@dataclass(frozen=True)
class Spread:
    """A median and the quartiles around it: half of all values lie between `low` and `high`."""

    median: float
    low: float
    high: float
    n: int

    def times(self, factor: float) -> Spread:
        """The same in another unit. `factor` is positive."""
        return Spread(self.median * factor, self.low * factor, self.high * factor, self.n)


def spread(values: Sequence[float]) -> Spread:
    """Median and quartiles of at least one value. Raises ValueError for none."""
    if not values:
        raise ValueError("nothing was measured")
    if len(values) == 1:
        return Spread(values[0], values[0], values[0], 1)
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return Spread(median, low, high, len(values))


@dataclass(frozen=True)
class Race:
    """The seconds that each contestant took, round by round."""

    seconds: Mapping[str, Sequence[float]]

    def of(self, name: str) -> Spread:
        """Milliseconds of one contestant."""
        return spread(self.seconds[name]).times(1000)

    def ratio(self, name: str, against: str) -> Spread:
        """How many times as long as `against` it took, each round compared with itself."""
        pairs = zip(self.seconds[name], self.seconds[against], strict=True)
        return spread([first / second for first, second in pairs])


def race(contestants: Mapping[str, Work], rounds: int, *, warm_up: int = 1, timer: Timer = time.perf_counter) -> Race:
    """Run each contestant once a round, after `warm_up` rounds that do not count.

    `timer` gives seconds. Raises ValueError for no rounds; whatever a contestant raises ends the race.
    """
    if rounds < 1:
        raise ValueError("a race has at least one round")
    for _ in range(warm_up):
        for work in contestants.values():
            work()
    seconds: dict[str, list[float]] = {name: [] for name in contestants}
    order = list(contestants)
    for _ in range(rounds):
        for name in order:
            seconds[name].append(_timed(contestants[name], timer))
        order.append(order.pop(0))
    return Race(seconds)


def _timed(work: Work, timer: Timer) -> float:
    gc.collect()  # the garbage of the one before is not this one's to clear
    start = timer()
    work()
    return timer() - start
