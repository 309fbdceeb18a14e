"""The whole life of an estimate, as a multiple of drawing it."""

from __future__ import annotations

from bench import verify
from bench.measure import race
from bench.table import Section, row
from bench.world import World
from dermadocs.flows.proving.batch import TARGET
from signatures import Sandbox


def measure(world: World, rounds: int) -> Section:
    """Draw; three acts, each with stamp, timestamps and archive timestamp; judge the result."""

    with Sandbox(TARGET) as sandbox:

        def whole() -> None:
            verify.apart(world, world.live()[-1].pdf, sandbox)()

        def at_once() -> None:
            verify.whole(world, world.live()[-1].pdf)()

        judged = verify.apart(world, world.final, sandbox)
        judged()  # its imports are paid once, before
        times = race(
            {
                "draw": world.render,
                "acts": world.live,
                "whole": whole,
                "at once": at_once,
                "judge": judged,
            },
            rounds,
            warm_up=0,  # the world was made by the same steps
        )
    return Section(
        "The whole life, as a multiple of drawing the estimate",
        [
            row(times, "draw, three acts : draw", "acts", "draw"),
            row(times, "judge in the warm sandbox : draw", "judge", "draw"),
            row(times, "draw, three acts, judge in the warm sandbox : draw", "whole", "draw", 1.5),
            row(times, "draw, three acts, judge in this process : draw", "at once", "draw"),
        ],
        [
            "an act: its stamp drawn, signature, timestamps over HTTP, revocation lists, archive timestamp (B-LTA)",
            "the product judges in the sandbox; in this process the memory of the drawing is searched for garbage, too",
        ],
    )
