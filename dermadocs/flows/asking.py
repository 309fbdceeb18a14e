"""Questions and answers between patient and practice, and what shows that the information was understood.

The chain knows a text by its digest (`Asked`); the text itself is kept in the dossier under a name that says nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from dermadocs.catalogue.comprehension import to_discuss
from dermadocs.domain.codec import canonical, decode
from dermadocs.domain.events import Asked, Comprehended
from dermadocs.domain.facts import Fact, Identifier, Long, Name, text_fault
from dermadocs.errors import InputError
from dermadocs.flows.desk import Desk
from dermadocs.flows.keeping import moment
from dermadocs.flows.kept import Kept
from dermadocs.sentence import say

QUESTION, ANSWER, COMPREHENSION = "question", "answer", "comprehension"
MOST = 900
"""Characters of one question or answer: what a letter would say is said on the telephone."""


class Said(Fact, frozen=True, kw_only=True):
    """One question or answer. `to`: of an answer, the number of its question."""

    number: Annotated[int, Meta(ge=1, le=999)]
    by: Name
    """Of a question the id of who asks, of an answer the name of who answers."""
    at: datetime
    text: Long
    to: Annotated[int, Meta(ge=1, le=999)] | None


class Understood(Fact, frozen=True, kw_only=True):
    """The answers to the questions of the catalogue, as given last; nothing here passes or fails."""

    person: Identifier
    answers: dict[Identifier, Annotated[int, Meta(ge=0, le=9)]]
    to_discuss: tuple[Identifier, ...]
    """Answered otherwise than the information says, or left out."""


def ask(desk: Desk, kept: Kept, who: str, text: str) -> Kept:
    """Somebody of the patient's side asks the surgeon. InputError for nothing, or for more than a question holds."""
    return _say(desk, kept, QUESTION, who, text, None)


def reply(desk: Desk, kept: Kept, number: int, text: str, by: str) -> Kept:
    """Somebody of the practice answers a question, in writing; who asked is told that an answer waits.

    InputError for a question that there is not.
    """
    asked = next((one for one in questions(kept) if one.number == number), None)
    if asked is None:
        raise InputError(f"question {number}", "there is no such question")
    kept = _say(desk, kept, ANSWER, by, text, number)
    return kept.telling("answer", asked.by, moment(desk, kept))


def understood(desk: Desk, kept: Kept, who: str, answers: Mapping[str, int]) -> Kept:
    """Keep what somebody answered to the questions of the catalogue. It opens and closes nothing."""
    found = desk.practice.find(kept.case.estimate.procedure.code)
    rest = to_discuss(found, answers)
    told = Understood(person=who, answers=dict(answers), to_discuss=rest)
    kept = kept.after(Comprehended(at=moment(desk, kept), passed=not rest))
    return kept.filing(_free(kept, COMPREHENSION), COMPREHENSION, canonical(told), moment(desk, kept))


def questions(kept: Kept) -> tuple[Said, ...]:
    """What was asked, the oldest first."""
    return tuple(_told(kept, QUESTION))


def answers(kept: Kept) -> tuple[Said, ...]:
    """What was answered, the oldest first."""
    return tuple(_told(kept, ANSWER))


def _say(desk: Desk, kept: Kept, kind: str, by: str, text: str, to: int | None) -> Kept:
    tidy = " ".join(text.split())
    if not tidy or len(tidy) > MOST:
        raise InputError(kind, say("between 1 and {most} characters", most=MOST))
    if fault := text_fault(tidy):
        raise InputError(kind, fault)
    at = moment(desk, kept)
    number = 1 + sum(one.kind == kind for one in kept.filed)
    data = canonical(Said(number=number, by=by, at=at, text=tidy, to=to))
    kept = kept.after(Asked(at=at, text=hashlib.sha256(data).hexdigest()))
    return kept.filing(_free(kept, kind), kind, data, at)


def _free(kept: Kept, kind: str) -> str:
    return f"{kind}-{1 + sum(one.kind == kind for one in kept.filed)}.json"


def _told(kept: Kept, kind: str) -> Iterator[Said]:
    for filed in kept.filed:
        if filed.kind == kind:
            yield decode(kept.read(filed.sha256), Said, filed.name)
