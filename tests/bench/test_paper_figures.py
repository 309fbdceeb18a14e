"""Shares with their bounds, and the tail from which thresholds are set."""

from __future__ import annotations

import numpy as np
import pytest

from bench.paper.fitting import tail
from bench.paper.wilson import Share


def test_no_fault_in_a_thousand_still_allows_a_few():
    low, high = Share(0, 1000).bounds
    assert low == pytest.approx(0)
    assert high == pytest.approx(0.0038, abs=1e-4)  # the rule of three says 0.3 %; Wilson a little more


def test_bounds_hold_the_share_and_narrow_with_numbers():
    few, many = Share(9, 10).bounds, Share(900, 1000).bounds
    assert few[0] < many[0] < 0.9 < many[1] < few[1]


def test_a_share_of_nothing_says_nothing():
    assert (str(Share()), Share().bounds) == ("-", (0.0, 1.0))


@pytest.mark.parametrize(("shape", "draw"), [("exponential", "exponential"), ("normal", "normal")])
def test_one_in_so_many_goes_beyond_the_tail(shape, draw):
    chance = np.random.default_rng(1)
    limits = [tail(getattr(chance, draw)(size=400), 800) for _ in range(40)]
    beyond = (getattr(np.random.default_rng(2), draw)(size=200_000) > np.median(limits)).mean()
    assert 1 / 2400 < beyond < 1 / 270
