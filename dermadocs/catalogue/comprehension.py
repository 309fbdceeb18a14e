"""Questions that show whether the information was understood, with an answer to each answer.

They help and never judge: nothing here passes or fails, a question may be left out or tried again, and no answer
stands in the way of a refusal. A wrong answer opens a question to the surgeon.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from dermadocs.catalogue.model import Entry, Place, Question
from dermadocs.domain.content import Choices, Say, Words
from dermadocs.errors import InputError


@dataclass(frozen=True)
class Feedback:
    """What the patient reads after an answer; `ask_surgeon` puts the question on the list for the second visit."""

    question: str
    right: bool
    text: Words
    ask_surgeon: bool


def choices(question: Question, say: Say, chosen: int | None = None) -> Choices:
    """The question as a block, with no box ticked beforehand."""
    ticked = () if chosen is None else (_known(question, chosen),)
    return Choices(question=say(question.question), options=tuple(say(o) for o in question.options), chosen=ticked)


def feedback(question: Question, chosen: int, say: Say) -> Feedback:
    """What to say to the answer `chosen`, counted from 0. InputError for an answer that is not offered."""
    right = _known(question, chosen) == question.right
    text = say(question.feedback_right if right else question.feedback_wrong)
    return Feedback(question=question.id, right=right, text=text, ask_surgeon=not right)


def to_discuss(entry: Entry, answers: Mapping[str, int]) -> tuple[str, ...]:
    """The ids of the questions for the surgeon: those answered wrong and those left out, in order."""
    known = {question.id for question in entry.questions}
    for identifier in sorted(set(answers) - known):
        raise InputError("answers", f"{identifier!r} is no question of {entry.code}")
    return tuple(q.id for q in entry.questions if q.id not in answers or _known(q, answers[q.id]) != q.right)


def teach_back(entry: Entry, say: Say) -> tuple[Words, ...]:
    """What the patient is asked to say in their own words."""
    return tuple(say(statement.text) for statement in entry.at(Place.TEACH_BACK))


def _known(question: Question, chosen: int) -> int:
    if not 0 <= chosen < len(question.options):
        raise InputError(f"answers/{question.id}", f"no answer {chosen}; there are {len(question.options)}, from 0")
    return chosen
