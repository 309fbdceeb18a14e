"""The demonstration's time: an argument like any other. The story ends yesterday; no wall clock is read in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from dermadocs.domain.case import Case
from dermadocs.domain.codec import builtins, canonical, decode_case
from dermadocs.flows.clock import StandingClock as Clock

__all__ = ["Clock", "Days", "redated", "repriced"]

PARIS = ZoneInfo("Europe/Paris")
BEFORE_THE_END = 34
"""Days from the day after the acceptance to the day after the end of a whole story."""
FIXED = frozenset({"birth_date"})


@dataclass(frozen=True)
class Days:
    """The days of the story, counted back from the day before `today`."""

    today: date

    def _at(self, days_before: int, hour: int, minute: int) -> datetime:
        day = self.today - timedelta(days=days_before)
        return datetime.combine(day, time(hour, minute), PARIS).astimezone(UTC)

    @property
    def set_up(self) -> datetime:
        """The practice's authority is made."""
        return self._at(60, 9, 0)

    @property
    def drafted(self) -> date:
        """The estimate is written and signed by the surgeon."""
        return self.today - timedelta(days=22)

    @property
    def signed(self) -> datetime:
        """The surgeon signs, in the evening."""
        return self._at(22, 18, 5)

    @property
    def received(self) -> datetime:
        """The patient acknowledges receipt: D is this day, the gate opens on `today` - 2."""
        return self._at(18, 20, 42)

    @property
    def accepted(self) -> datetime:
        """The patient accepts, yesterday."""
        return self._at(1, 19, 12)

    @property
    def consented(self) -> datetime:
        """The patient consents, the same evening."""
        return self._at(1, 19, 40)

    @property
    def examined(self) -> datetime:
        """The surgeon examines the patient in person, once the fourteen days of withdrawal are over."""
        return self._at(-15, 10, 0)

    @property
    def prepared(self) -> datetime:
        """Everything before the day is done."""
        return self._at(-17, 16, 30)

    @property
    def operated(self) -> datetime:
        """The day proposed by the example's estimate."""
        return self._at(-21, 8, 15)

    @property
    def closed(self) -> datetime:
        """The evidence bundle is sealed."""
        return self._at(-BEFORE_THE_END + 1, 18, 0)


def redated(case: Case, drafted_on: date) -> Case:
    """The case as if written on `drafted_on`: every date but a birth date moves by the same number of days."""
    shift = drafted_on - case.estimate.drafted_on
    return decode_case(canonical(_moved(builtins(case), shift)))


def _moved(value: Any, shift: timedelta, key: str = "") -> Any:
    if isinstance(value, dict):
        return {k: _moved(v, shift, k) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_moved(v, shift, key) for v in value]
    if isinstance(value, str) and key not in FIXED and len(value) == len("2026-11-02"):
        try:
            return (date.fromisoformat(value) + shift).isoformat()
        except ValueError:
            return value
    return value


def repriced(case: Case, line: int, cents: int) -> Case:
    """The same case with another price on one line, sums adjusted: what a cheat would like to have signed."""
    from dermadocs.domain.estimate import compute
    from dermadocs.domain.money import Cents

    lines = list(case.estimate.lines)
    lines[line] = msgspec.structs.replace(lines[line], unit_price=Cents(cents), unit_price_gross=None)
    totals = compute(tuple(lines)).totals
    estimate = msgspec.structs.replace(case.estimate, lines=tuple(lines), totals=totals)
    return msgspec.structs.replace(case, estimate=estimate)
