"""The whole life of an estimate, as a multiple of drawing it."""

from __future__ import annotations

from bench import verify
from bench.measure import race
from bench.table import Section, row
from bench.world import World


def measure(world: World, rounds: int) -> Section:
    """Draw; three acts, each with stamp, timestamps and archive timestamp; judge the result."""

    def whole() -> None:
        verify.whole(world, world.live()[-1].pdf)()

    times = race(
        {"draw": world.render, "acts": world.live, "whole": whole, "judge": verify.whole(world, world.final)},
        rounds,
        warm_up=0,  # the world was made by the same steps
    )
    return Section(
        "The whole life, as a multiple of drawing the estimate",
        [
            row(times, "draw, three acts : draw", "acts", "draw"),
            row(times, "judge : draw", "judge", "draw"),
            row(times, "draw, three acts, judge : draw", "whole", "draw", 1.5),
        ],
        ["an act: its stamp drawn, signature, timestamps over HTTP, revocation lists, archive timestamp (B-LTA)"],
    )
