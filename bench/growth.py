"""How the work of judging grows with the number of signatures. In pyHanko it grows with the square."""

from __future__ import annotations

from datetime import timedelta

from bench import stock, verify
from bench.measure import race
from bench.table import Section, row
from bench.world import World
from signatures import extend

TIMES = 5
LINEAR = 1.2  # how far above the number of signatures is still called linear: five times within six


def renewed(world: World, pdf: bytes, signatures: int) -> bytes:
    """A file with two signatures whose archive timestamp was renewed, a day apart, until it has `signatures`."""
    for day in range(1, signatures - 1):
        at = world.clock.set(world.days.signed + timedelta(hours=day))
        pdf = extend(pdf, world.practice.clock, at, revocation=world.authority.crls(at))
    return pdf


def measure(world: World, rounds: int) -> Section:
    """The file as it stood after one, two and three acts; then one act under ever more archive timestamps."""
    cut = [file.pdf for file in world.acts]
    long = renewed(world, cut[0], 2 * TIMES)
    with stock.quiet():
        contestants = {f"ours {n}": verify.ours(world, pdf) for n, pdf in enumerate(cut, 1)}
        contestants |= {f"stock {n}": verify.theirs(world, pdf) for n, pdf in enumerate(cut, 1)}
        contestants |= {"ours long": verify.ours(world, long), "stock long": verify.theirs(world, long)}
        times = race(contestants, rounds, warm_up=0)
    return Section(
        "Growth: an act is a signature and an archive timestamp",
        [
            *(row(times, f"{n} of 3 acts, ours : pyHanko", f"ours {n}", f"stock {n}") for n in (1, 2, 3)),
            row(times, "ours: 3 acts : 1 act", "ours 3", "ours 1", 3 * LINEAR),
            row(times, "pyHanko: 3 acts : 1 act", "stock 3", "stock 1"),
            row(times, f"ours: {2 * TIMES} signatures : 2", "ours long", "ours 1", TIMES * LINEAR),
            row(times, f"pyHanko: {2 * TIMES} signatures : 2", "stock long", "stock 1"),
        ],
        [f"linear would be x3 and x{TIMES}; the {2 * TIMES} signatures are one act and {2 * TIMES - 1} timestamps"],
    )
