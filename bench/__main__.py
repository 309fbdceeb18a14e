"""`python -m bench [--quick] [--json] [--only PART]`: one run, all ratios."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench import board, folder, growth, memory, pipeline, render, room, sign, verify
from bench.table import Section, as_json, missed, text
from bench.world import World, world

INTRODUCTION = """\
Ratios within this run: each round runs both sides once, in turns. Medians; half of all rounds lie within the two
figures beside the ratio. Below x1 the left side is quicker. A target missed is said to be missed."""


@dataclass(frozen=True)
class Effort:
    """How often each part is repeated."""

    render: int
    process: int
    sign: int
    verify: int
    growth: int
    pipeline: int
    memory: int
    files: int
    warm_up: int
    board: int
    room: int
    folder: int
    whole: bool
    """Whether the estimate has its second part, the medical information."""


FULL = Effort(
    render=9,
    process=5,
    sign=25,
    verify=9,
    growth=7,
    pipeline=7,
    memory=3,
    files=5,
    warm_up=1,
    board=100,
    room=20,
    folder=1000,
    whole=True,
)
QUICK = Effort(
    render=1,
    process=1,
    sign=3,
    verify=1,
    growth=1,
    pipeline=1,
    memory=1,
    files=1,
    warm_up=0,
    board=5,
    room=2,
    folder=4,
    whole=False,
)

PARTS: dict[str, Callable[[World, Effort], list[Section]]] = {
    "render": lambda w, e: [render.measure(w, e.render, e.process, e.warm_up)],
    "sign": lambda w, e: [sign.measure(w, e.sign)],
    "verify": lambda w, e: verify.measure(w, e.verify, e.process, e.warm_up),
    "growth": lambda w, e: [growth.measure(w, e.growth)],
    "pipeline": lambda w, e: [pipeline.measure(w, e.pipeline)],
    "memory": lambda w, e: [memory.measure(w, e.memory, e.files)],
    "folder": lambda w, e: [folder.measure(w, e.folder, e.verify)],
    "board": lambda w, e: [board.measure(w, e.board)],
    "room": lambda w, e: [room.measure(w, e.room)],
}


def run(parts: Sequence[str], effort: Effort) -> list[Section]:
    """Measure the named parts, all on one world. Says on stderr which one is under way."""
    started = time.monotonic()
    sections: list[Section] = []
    with world(whole=effort.whole) as played:
        for part in parts:
            print(f"{time.monotonic() - started:5.0f} s  measuring: {part}", file=sys.stderr, flush=True)
            sections += PARTS[part](played, effort)
    print(f"{time.monotonic() - started:5.0f} s  done", file=sys.stderr, flush=True)
    return sections


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line. Exit code 0 whatever the figures are: they are told, not judged."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=INTRODUCTION)
    parser.add_argument(
        "--quick",
        action="store_true",
        help="few rounds of a short estimate: to see that all runs, not to measure",
    )
    parser.add_argument("--json", action="store_true", help="a JSON array of sections on stdout")
    parser.add_argument("--only", action="append", choices=list(PARTS), help="measure this part alone; repeatable")
    given = parser.parse_args(arguments)
    sections = run(given.only or list(PARTS), QUICK if given.quick else FULL)
    if given.json:
        print(as_json(sections))
        return 0
    print(f"{INTRODUCTION}\n\n{text(sections)}")
    if late := list(missed(sections)):
        print("\nTargets missed:")
        for one in late:
            print(f"  {one.name}: x{one.ratio.median:.2f}, target <= {one.target:g}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
