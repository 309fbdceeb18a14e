"""Whether an estimate may be issued: the cards that look at the data of a case, on the day of issue."""

from __future__ import annotations

from datetime import date

from dermadocs.domain.case import Case
from dermadocs.law import engine, registry
from dermadocs.law.engine import Finding
from dermadocs.law.matter import Data, Matter, days_of
from dermadocs.law.rule import Outcome

__all__ = ["check", "faults"]


def check(case: Case, on: date) -> list[Finding]:
    """What every card says of the data of a case, and what it asks; other subjects are not at hand yet."""
    matter = Matter(days=days_of(case, on), data=Data.of(case))
    return engine.judge(matter, registry.all())


def faults(case: Case, on: date) -> list[Finding]:
    """The breaches alone, blocking ones first; none for a case that may be issued."""
    return [finding for finding in check(case, on) if finding.outcome is Outcome.BREACH]
