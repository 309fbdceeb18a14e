"""Did the act keep its distance from the receipt?  Known here: tokens and one instant. Not known: any calendar.

The gate (first permitted instant) is computed by whoever knows the law; a clock's accuracy is always taken
against the one who claims that the interval was kept.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from signatures.vocabulary import ClockGrade


class IntervalVerdict(StrEnum):
    """What the tokens show. The three kept forms differ by who vouches for the time."""

    PROVEN = "PROVEN"  # clocks of grade A
    SUPPORTED = "SUPPORTED"  # grade B
    STATED = "STATED"  # grade C: the practice's own clock
    VIOLATED = "VIOLATED"
    NOT_PROVEN = "NOT_PROVEN"
    NOT_APPLICABLE = "NOT_APPLICABLE"


_KEPT = {
    ClockGrade.A: IntervalVerdict.PROVEN,
    ClockGrade.B: IntervalVerdict.SUPPORTED,
    ClockGrade.C: IntervalVerdict.STATED,
}


@dataclass(frozen=True)
class Interval:
    """The verdict and the instants it rests on, all in UTC."""

    verdict: IntervalVerdict
    receipt: datetime | None  # latest moment at which the receipt may have been made
    gate: datetime | None  # first instant at which the act was permitted
    act: datetime | None  # earliest moment at which the act may have been made
    elapsed: timedelta | None  # from `receipt` to `act`: the least that can have passed


NOT_APPLICABLE = Interval(IntervalVerdict.NOT_APPLICABLE, None, None, None, None)


def judge(
    *,
    receipt_not_after: datetime | None,
    act_not_before: datetime | None,
    act_not_after: datetime | None,
    gate: datetime | None,
    grades: Iterable[ClockGrade | None],
) -> Interval:
    """Compare an act with its gate.

    `receipt_not_after` is the receipt's signature token plus accuracy, `act_not_before` the act's content token
    minus accuracy, `act_not_after` its signature token plus accuracy (`Act.not_before`, `Act.not_after`).
    `grades` are those of the clocks leaned on; the worst names the verdict, and an ungraded clock proves nothing.

    Kept when `act_not_before >= gate`; violated when `act_not_after < gate`; anything between is not proven.
    """
    elapsed = act_not_before - receipt_not_after if act_not_before and receipt_not_after else None
    return Interval(
        _verdict(receipt_not_after, act_not_before, act_not_after, gate, tuple(grades)),
        receipt_not_after,
        gate,
        act_not_before,
        elapsed,
    )


def _verdict(
    receipt: datetime | None,
    not_before: datetime | None,
    not_after: datetime | None,
    gate: datetime | None,
    grades: tuple[ClockGrade | None, ...],
) -> IntervalVerdict:
    if gate is None or receipt is None:
        return IntervalVerdict.NOT_PROVEN
    if not_after is not None and not_after < gate:
        return IntervalVerdict.VIOLATED
    if not_before is None or not_before < gate:
        return IntervalVerdict.NOT_PROVEN
    known = [grade for grade in grades if grade is not None]
    if not known or len(known) < len(grades):
        return IntervalVerdict.NOT_PROVEN
    return _KEPT[max(known, key=str)]
