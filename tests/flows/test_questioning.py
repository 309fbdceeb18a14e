"""What no program can check is asked before the step that needs it, and the answer stays in the dossier."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from homes import AtWork, at_work, make_home
from msgspec.structs import replace
from world import DAYS, example

from dermadocs.domain.events import Answered
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows import casework, keeping, questioning

NAME = "2026-0001"


@pytest.fixture
def drafted(tmp_path: Path) -> object:
    with at_work(make_home(tmp_path / "home")) as work:
        work.begin(NAME)
        work.do(NAME, "draft", casework.draft, example())
        yield work


def asked(work: AtWork, step: str) -> list[str]:
    kept = keeping.opened(work.desk, NAME)
    return [one.rule for one in questioning.asked(kept.case, kept.entries, work.desk.now(), [step])]


def test_nothing_is_signed_while_a_question_is_open(drafted: AtWork) -> None:
    with pytest.raises(
        NotPermitted, match=r"not answered yet: practitioner: .+ and 7 more; `dermadocs dossier answer`"
    ):
        drafted.do(NAME, "issue", casework.issue)
    assert "estimate.pdf" not in keeping.opened(drafted.desk, NAME).latest
    drafted.answers(NAME, "sign")
    drafted.do(NAME, "issue", casework.issue)
    with pytest.raises(NotPermitted, match=r"in the same hand-over .+ \(CSP-L6322-2-01\)"):
        drafted.do(NAME, "send", casework.send, "online")


def test_the_answer_stays_with_who_gave_it(drafted: AtWork) -> None:
    rules = ["CDM-53-01"]
    kept = drafted.do(NAME, "answer", casework.answer, ["sign"], rules, "Dr Vasseur", "prix habituels du cabinet")
    told = [entry.event for entry in kept.entries if isinstance(entry.event, Answered)]
    assert [(one.to[0].rule, one.by, one.said) for one in told] == [
        ("CDM-53-01", "Dr Vasseur", "prix habituels du cabinet")
    ]
    assert "CDM-53-01" not in asked(drafted, "sign")
    assert "CDM-40-01" in asked(drafted, "sign")


def test_another_question_of_the_same_rule_is_asked_again(drafted: AtWork) -> None:
    drafted.answers(NAME, "sign", "send")
    case = example()
    sheet = replace(case.estimate.procedure.information_sheet, version="2")
    procedure = replace(case.estimate.procedure, information_sheet=sheet)
    drafted.do(NAME, "draft", casework.draft, replace(case, estimate=replace(case.estimate, procedure=procedure)))
    assert asked(drafted, "send") == ["CSP-L6322-2-01"]


def test_a_rule_that_asks_nothing_there_is_refused(drafted: AtWork) -> None:
    with pytest.raises(InputError, match="NU-02: asks nothing before `sign`"):
        drafted.do(NAME, "answer", casework.answer, ["sign"], ["NU-02"], "Dr Vasseur")


def test_the_gate_is_told_before_any_question(drafted: AtWork) -> None:
    """Who comes too early is told the date, not a question of the practice."""
    drafted.answers(NAME, "sign", "send", "receive")
    drafted.do(NAME, "issue", casework.issue)
    drafted.do(NAME, "send", casework.send, "online")
    drafted.received(NAME)
    with pytest.raises(NotPermitted, match="CSP-D6322-30-01"):
        drafted.accepted(NAME, DAYS.received + timedelta(days=2))
    with pytest.raises(NotPermitted, match="NU-02"):
        drafted.accepted(NAME)
