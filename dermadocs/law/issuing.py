"""Whether an estimate may be issued: the cards that look at the data of a case, on the day of issue."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from dermadocs.domain.case import Case
from dermadocs.law import engine, registry
from dermadocs.law.engine import Finding
from dermadocs.law.matter import Data, Matter, days_of
from dermadocs.law.rule import Outcome, Step

__all__ = ["check", "faults", "questions"]

FIRST_STEPS: tuple[Step, ...] = ("sign", "send")
"""The steps that an estimate takes before the patient has it."""


def check(case: Case, on: date, given: Collection[str] = ()) -> list[Finding]:
    """What every card says of the data of a case, and what it asks; other subjects are not at hand yet.

    `given` are the notices handed over with the estimate, as it names them (`domain.labels.NOTICES`).

    The law that counts is that of the hand-over, which comes on the day of issue at the earliest, whatever the
    date of drafting says.
    """
    days = days_of(case, on, handed_over=max(on, case.estimate.drafted_on))
    return engine.judge(Matter(days=days, data=Data.of(case), given=given), registry.all())


def faults(case: Case, on: date, given: Collection[str] = ()) -> list[Finding]:
    """The breaches alone, blocking ones first; none for a case that may be issued."""
    return engine.breaches(check(case, on, given))


def questions(findings: Iterable[Finding], steps: Collection[Step] = FIRST_STEPS) -> list[Finding]:
    """What a person must answer before one of those steps; a question stops a step, it is no breach."""
    return [finding for finding in findings if finding.outcome is Outcome.ASK and finding.before in steps]
