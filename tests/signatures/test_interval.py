"""The distance between receipt and act, from tokens and one gate."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signatures import ClockGrade, IntervalVerdict
from signatures.interval import judge

GATE = datetime(2027, 4, 4, 22, 0, tzinfo=UTC)  # 5 April 2027, 00:00 in Paris
RECEIPT = datetime(2027, 3, 20, 22, 59, 31, tzinfo=UTC)
SECOND = timedelta(seconds=1)
C = (ClockGrade.C, ClockGrade.C)


def verdict(not_before: datetime | None, not_after: datetime | None, grades: object = C) -> IntervalVerdict:
    return judge(
        receipt_not_after=RECEIPT,
        act_not_before=not_before,
        act_not_after=not_after,
        gate=GATE,
        grades=grades,  # type: ignore[arg-type]
    ).verdict


@pytest.mark.parametrize(
    ("grades", "expected"),
    [
        ((ClockGrade.A, ClockGrade.A), IntervalVerdict.PROVEN),
        ((ClockGrade.A, ClockGrade.B), IntervalVerdict.SUPPORTED),
        ((ClockGrade.B, ClockGrade.C), IntervalVerdict.STATED),
        ((ClockGrade.A, None), IntervalVerdict.NOT_PROVEN),
        ((), IntervalVerdict.NOT_PROVEN),
    ],
)
def test_worst_clock_names_a_kept_interval(grades: object, expected: IntervalVerdict) -> None:
    assert verdict(GATE, GATE + SECOND, grades) is expected


def test_across_the_spring_clock_change_civil_days_count_not_hours() -> None:
    kept = judge(receipt_not_after=RECEIPT, act_not_before=GATE, act_not_after=GATE + SECOND, gate=GATE, grades=C)
    assert kept.verdict is IntervalVerdict.STATED
    assert kept.elapsed == timedelta(days=14, hours=23, seconds=29)


def test_edges_of_the_gate() -> None:
    assert verdict(GATE - SECOND, GATE + SECOND) is IntervalVerdict.NOT_PROVEN
    assert verdict(GATE - 2 * SECOND, GATE) is IntervalVerdict.NOT_PROVEN
    assert verdict(GATE - 3 * SECOND, GATE - SECOND) is IntervalVerdict.VIOLATED


def test_without_content_timestamp_nothing_is_proven_but_a_violation_still_is() -> None:
    assert verdict(None, GATE + timedelta(days=300)) is IntervalVerdict.NOT_PROVEN
    assert verdict(None, GATE - SECOND) is IntervalVerdict.VIOLATED


def test_without_receipt_or_gate_nothing_is_proven() -> None:
    late = GATE + timedelta(days=9)
    for receipt, gate in ((None, GATE), (RECEIPT, None)):
        outcome = judge(receipt_not_after=receipt, act_not_before=late, act_not_after=late, gate=gate, grades=C)
        assert outcome.verdict is IntervalVerdict.NOT_PROVEN


@given(st.integers(-400_000, 400_000), st.integers(0, 400_000))
def test_never_both_kept_and_too_early(offset: int, width: int) -> None:
    not_before = GATE + timedelta(seconds=offset)
    outcome = verdict(not_before, not_before + timedelta(seconds=width))
    if outcome is IntervalVerdict.STATED:
        assert not_before >= GATE
    if outcome is IntervalVerdict.VIOLATED:
        assert not_before + timedelta(seconds=width) < GATE
    if outcome is IntervalVerdict.NOT_PROVEN:
        assert not_before < GATE <= not_before + timedelta(seconds=width)
