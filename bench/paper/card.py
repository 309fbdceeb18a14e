"""The score card: what was found, missed and wrongly called, a line for each channel and each alteration."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Sequence

from bench.paper.judge import Judged
from bench.paper.wilson import Share

TARGETS = (
    ("wrong identity", "0"),
    ("identified", ">= 99.5 %, hard 98 %"),
    ("empty called filled", "<= 0.1 %"),
    ("ink found", ">= 99 %"),
    ("altered flagged", ">= 98 %"),
    ("honest flagged", "<= 1 %"),
    ("digits flagged", ">= 99 %"),
)
"""What the project asks for; the card tells beside it what was reached."""


def figures(of: Sequence[Judged]) -> dict[str, Share]:
    """All shares of these sheets."""
    compared = [one for one in of if one.compared]
    plain = [one for one in compared if not one.truth.alteration and not one.truth.told]
    altered = [one for one in compared if one.truth.alteration]
    boxes = [(found, true) for one in compared if one.framed for found, true in _pairs(one)]
    return {
        "identified": _share(of, lambda one: one.identity is not None),
        "wrong identity": _share(of, lambda one: one.identity is not None and not one.right),
        "not compared": _share(of, lambda one: one.right and not one.compared),
        "empty called filled": _of(found.filled for found, true in boxes if not true.filled),
        "ink found": _of(found.filled for found, true in boxes if true.visible),
        "ink not in the image": _of(not true.visible for _, true in boxes if true.filled),
        "altered flagged": _share(altered, lambda one: one.flagged),
        "in the right place": _share(altered, lambda one: one.placed),
        "honest flagged": _share(plain, lambda one: one.flagged),
        "digits flagged": _share([one for one in altered if _of_digits(one)], lambda one: one.flagged),
    }


def card(of: Sequence[Judged]) -> str:
    """The whole card in words."""
    channels = sorted({one.truth.channel for one in of})
    kinds = sorted({one.truth.alteration for one in of if one.truth.alteration})
    told = sorted({one.truth.told for one in of if one.truth.told})
    lines = ["ALL SHEETS", *_column(of, targets=True), "", "BY CHANNEL"]
    lines += _table(
        ("channel", "n", "identified", "ink found", "altered flagged", "honest flagged", "s/page"),
        [_channel_row(name, [one for one in of if one.truth.channel == name]) for name in channels],
    )
    lines += ["", "BY ALTERATION"]
    lines += _table(
        ("alteration", "flagged", "in the right place"),
        [_kind_row(kind, [one for one in of if one.truth.alteration == kind]) for kind in kinds],
    )
    lines += ["", "HONEST, AND RIGHTLY SHOWN TO A REVIEWER"]
    lines += _table(
        ("what", "shown"), [_told_row(what, [one for one in of if one.truth.told == what]) for what in told]
    )
    lines += ["", "STATUS OF ALL SHEETS", *_table(("status", "n"), _statuses(of))]
    return "\n".join(lines)


def _column(of: Sequence[Judged], *, targets: bool) -> list[str]:
    wanted = dict(TARGETS)
    rows = [(name, str(share), wanted.get(name, "")) for name, share in figures(of).items()]
    checking = [one.checking for one in of]
    rows.append(
        (
            "seconds a page, one core",
            f"median {statistics.median(checking):.2f}, 95 % under {_late(checking):.2f}",
            "<= 0.5",
        )
    )
    rows.append(("seconds to make a sheet", f"median {statistics.median(one.making for one in of):.2f}", "<= 0.6"))
    return _table(("what", "share and 95 % bounds (Wilson)", "asked"), rows)


def _channel_row(name: str, of: Sequence[Judged]) -> tuple[str, ...]:
    found = figures(of)
    shown = ("identified", "ink found", "altered flagged", "honest flagged")
    seconds = statistics.median(one.checking for one in of)
    return (name, str(len(of)), *(str(found[what]) for what in shown), f"{seconds:.2f}")


def _kind_row(kind: str, of: Sequence[Judged]) -> tuple[str, ...]:
    found = figures(of)
    return kind, str(found["altered flagged"]), str(found["in the right place"])


def _told_row(what: str, of: Sequence[Judged]) -> tuple[str, ...]:
    """A pen over a code has a status of its own; it counts as shown."""
    return what, str(_share(of, lambda one: one.flagged or one.status == "code_written_over"))


def _statuses(of: Sequence[Judged]) -> list[tuple[str, ...]]:
    every = [one.status for one in of]
    return [(status, str(every.count(status))) for status in sorted(set(every))]


def _of_digits(one: Judged) -> bool:
    """One digit was written over, replaced, squeezed in or scratched, in an amount, a number or a date."""
    return one.truth.counts and "digit" in (one.truth.alteration or "")


def _pairs(one: Judged):  # type: ignore[no-untyped-def]
    truly = {box.id: box for box in one.truth.boxes}
    return [(found, truly[found.id]) for found in one.boxes]


def _share(of: Iterable[Judged], hit: Callable[[Judged], bool]) -> Share:
    return _of(hit(one) for one in of)


def _of(hits: Iterable[bool]) -> Share:
    share = Share()
    for hit in hits:
        share.count(hit)
    return share


def _late(seconds: Sequence[float]) -> float:
    return sorted(seconds)[int(0.95 * (len(seconds) - 1))]


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    every = [head, *rows]
    widths = [max(len(row[column]) for row in every) for column in range(len(head))]
    return [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in every
    ]
