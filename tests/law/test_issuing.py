"""Whether an estimate may be issued: a clean case has no fault, a faulty one is told which."""

from __future__ import annotations

import json
from datetime import date

from matters import RAW, SECOND, edited

from dermadocs.domain.case import Case
from dermadocs.domain.codec import decode_case
from dermadocs.law import issuing
from dermadocs.law.rule import Outcome


def case(changes: dict[str, object]) -> Case:
    return decode_case(json.dumps(edited(changes)).encode())


def test_the_example_may_be_issued_from_the_day_it_was_drafted() -> None:
    example = decode_case(json.dumps(RAW).encode())
    assert issuing.faults(example, date(2026, 11, 2)) == []
    assert [f.rule for f in issuing.faults(example, date(2026, 11, 1))] == ["T-09"]


def test_every_fault_of_a_case_is_told_blocking_ones_first() -> None:
    faulty = case({"/consultation/language": "fr", "/practitioners/0/rpps": "10000000008"})
    found = issuing.faults(faulty, date(2026, 11, 24))
    assert [(f.rule, f.severity) for f in found] == [("ID-02", "blocking"), ("REM-03", "warning")]


def test_what_is_asked_and_what_is_not_checked_is_told_too() -> None:
    found = issuing.check(case({"/practitioners/1": SECOND}), date(2026, 11, 24))
    outcomes = {f.outcome for f in found}
    assert {Outcome.ASK, Outcome.NOT_CHECKED, Outcome.PASS, Outcome.NOT_APPLICABLE} == outcomes
