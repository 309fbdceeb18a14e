"""Questions and answers of a dossier: the chain knows them by digest, the dossier keeps their words."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

import pytest
from homes import AtWork, at_work, make_home
from world import DAYS

from dermadocs.errors import InputError
from dermadocs.flows import asking, keeping


def begun(on: AtWork) -> AtWork:
    on.begin("A-1")
    return on.at(DAYS.signed + timedelta(hours=1))


def test_question_and_answer_are_kept_and_named_by_digest(tmp_path: Path) -> None:
    with at_work(make_home(tmp_path / "home")) as on:
        begun(on).do("A-1", "question", asking.ask, "patient", "  May I\nfly?  ")
        kept = on.do("A-1", "answer", asking.reply, 1, "Pas avant deux semaines.", "Dr Vasseur")
        assert [one.text for one in asking.questions(kept)] == ["May I fly?"]
        assert [(one.to, one.by) for one in asking.answers(kept)] == [(1, "Dr Vasseur")]
        named = [entry.event.text for entry in kept.entries if entry.event.act.value == "question"]  # type: ignore[union-attr]
        digests = [hashlib.sha256(kept.bytes_of(name)).hexdigest() for name in ("question-1.json", "answer-1.json")]
        assert named == digests


def test_who_asked_is_told_once_the_answer_is_kept(tmp_path: Path) -> None:
    with at_work(make_home(tmp_path / "home")) as on:
        begun(on).do("A-1", "question", asking.ask, "patient", "May I fly?")
        kept = keeping.opened(on.desk, "A-1")
        told = asking.reply(on.desk, kept, 1, "Pas avant deux semaines.", "Dr Vasseur").messages
        assert [(one.kind, one.person) for one in told] == [("answer", "patient")]


@pytest.mark.parametrize("text", ["", "   ", "x" * 901, "a\u202eb"])
def test_what_is_no_question_is_refused_and_nothing_kept(tmp_path: Path, text: str) -> None:
    with at_work(make_home(tmp_path / "home")) as on:
        before = begun(on).at(DAYS.signed + timedelta(hours=1)) and keeping.opened(on.desk, "A-1").entries
        with pytest.raises(InputError):
            on.do("A-1", "question", asking.ask, "patient", text)
        assert keeping.opened(on.desk, "A-1").entries == before


def test_answer_to_a_question_that_there_is_not(tmp_path: Path) -> None:
    with at_work(make_home(tmp_path / "home")) as on, pytest.raises(InputError, match="question 3"):
        begun(on).do("A-1", "answer", asking.reply, 3, "Non.", "Dr Vasseur")
