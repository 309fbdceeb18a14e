"""The arithmetic behind the ratios: with a clock of our own, so that the right answer is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.measure import Race, race, spread

POSITIVE = st.floats(min_value=1e-6, max_value=1e6)


class Stopwatch:
    """Stands still but for the seconds that contestants say they take."""

    def __init__(self) -> None:
        self.now = 0.0
        self.ran: list[str] = []

    def __call__(self) -> float:
        return self.now

    def takes(self, name: str, *seconds: float) -> None:
        """Run `name`: each time the next of `seconds`, the last one for ever."""
        nth = self.ran.count(name)
        self.ran.append(name)
        self.now += seconds[min(nth, len(seconds) - 1)]


def test_median_and_quartiles_of_odd_and_even_numbers() -> None:
    assert spread([5, 1, 3]).median == 3
    four = spread([4, 1, 3, 2])
    assert (four.low, four.median, four.high, four.n) == (1.75, 2.5, 3.25, 4)


def test_a_single_measurement_has_no_width_and_none_is_refused() -> None:
    alone = spread([7.5])
    assert (alone.low, alone.median, alone.high, alone.n) == (7.5, 7.5, 7.5, 1)
    with pytest.raises(ValueError, match="nothing"):
        spread([])


@given(st.lists(POSITIVE, min_size=1, max_size=30))
def test_quartiles_enclose_the_median_and_stay_among_the_values(values: list[float]) -> None:
    told = spread(values)
    assert min(values) <= told.low <= told.median <= told.high <= max(values)
    assert told.n == len(values)


def test_a_ratio_is_taken_round_by_round_so_that_a_slow_spell_cancels_out() -> None:
    # the machine is ten times slower in the second round: the ratio of medians would be 1, the truth is 1/2
    times = Race({"ours": (1.0, 10.0, 1.0), "stock": (2.0, 20.0, 2.0)})
    ratio = times.ratio("ours", "stock")
    assert (ratio.low, ratio.median, ratio.high) == (0.5, 0.5, 0.5)


@given(st.lists(st.tuples(POSITIVE, POSITIVE), min_size=1, max_size=9).filter(lambda pairs: len(pairs) % 2 == 1))
def test_the_ratio_turned_over_is_the_other_sides_ratio(pairs: list[tuple[float, float]]) -> None:
    times = Race({"a": [a for a, _ in pairs], "b": [b for _, b in pairs]})
    assert times.ratio("a", "b").median * times.ratio("b", "a").median == pytest.approx(1)


def test_times_are_told_in_milliseconds() -> None:
    assert Race({"ours": (0.25,)}).of("ours").median == 250


def test_contestants_run_in_turns_and_the_first_place_goes_round() -> None:
    clock = Stopwatch()
    contestants = {name: lambda name=name: clock.takes(name, 1) for name in ("a", "b", "c")}
    race(contestants, 3, warm_up=0, timer=clock)
    assert clock.ran == ["a", "b", "c", "b", "c", "a", "c", "a", "b"]


def test_warm_up_rounds_run_but_do_not_count() -> None:
    clock = Stopwatch()
    times = race(
        {"a": lambda: clock.takes("a", 100, 2), "b": lambda: clock.takes("b", 100, 4)}, 3, warm_up=1, timer=clock
    )
    assert list(times.seconds["a"]) == [2, 2, 2]
    assert times.ratio("a", "b").median == 0.5


def test_a_contestant_that_fails_ends_the_race() -> None:
    def fails() -> None:
        raise RuntimeError("refused")

    with pytest.raises(RuntimeError, match="refused"):
        race({"a": fails}, 1)
    with pytest.raises(ValueError, match="at least one round"):
        race({"a": lambda: None}, 0)
