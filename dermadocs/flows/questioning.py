"""What no program can check is asked of a person, and the answer lands in the dossier before the step that needs it.

A question stops a step; it is no breach and changes no exit code. What the patient does is never asked of the patient:
the practice answers before it lets somebody sign.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime

from dermadocs.domain.case import Case
from dermadocs.domain.events import Answered, AnyEvent, Performed, Question
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.timeline import Entry, events
from dermadocs.errors import InputError, NotPermitted
from dermadocs.law import engine, registry
from dermadocs.law.engine import Finding
from dermadocs.law.matter import Data, Matter, Timeline, days_of
from dermadocs.law.rule import Outcome, Step
from dermadocs.sentence import say

STEPS: tuple[Step, ...] = ("sign", "send", "receive", "accept", "consent", "prepare", "perform", "archive")
"""The steps of a dossier, in order; what is asked of a practice or an auditor is asked elsewhere."""


def asked(case: Case, entries: Sequence[Entry], at: datetime, steps: Iterable[Step] = STEPS) -> list[Finding]:
    """The questions before these steps that nobody has answered yet."""
    happened = events(entries)
    answered = {one.sha256 for event in happened if isinstance(event, Answered) for one in event.to}
    wanted = frozenset(steps)
    found = engine.judge(_matter(case, happened, at), registry.all())
    open_ones = (one for one in found if one.outcome is Outcome.ASK and one.before in wanted)
    return [one for one in open_ones if digest(one) not in answered]


def _matter(case: Case, happened: tuple[AnyEvent, ...], at: datetime) -> Matter:
    operated = next((paris_day(event.at) for event in happened if isinstance(event, Performed)), None)
    day = max(paris_day(at), case.estimate.drafted_on)
    days = days_of(case, day, handed_over=day, performed=operated)
    return Matter(days=days, data=Data.of(case), timeline=Timeline(happened))


def digest(question: Finding) -> str:
    """What an answer names: the rule, the place and the words of the question."""
    return hashlib.sha256(f"{question.rule}\0{question.where}\0{question.message}".encode()).hexdigest()


def refuse_unanswered(case: Case, entries: Sequence[Entry], at: datetime, step: Step) -> None:
    """NotPermitted naming the first question that must be answered before a step, and how many there are."""
    waiting = asked(case, entries, at, [step])
    if waiting:
        why = say("not answered yet: {what}", what=waiting[0].message)
        if len(waiting) > 1:
            why = say("{why} and {count} more", why=why, count=len(waiting) - 1)
        why = say("{why}; `dermadocs dossier answer` writes the answers down", why=why)
        raise NotPermitted(step, why, waiting[0].rule)


def answer(
    case: Case,
    entries: Sequence[Entry],
    at: datetime,
    steps: Sequence[Step],
    rules: Sequence[str],
    by: str,
    said: str | None,
) -> tuple[Answered, ...]:
    """The answer to what is asked before these steps: of these rules, or of all; none where nothing is asked.

    InputError when a rule asks nothing there.
    """
    waiting = asked(case, entries, at, steps)
    unknown = set(rules) - {one.rule for one in waiting}
    if unknown:
        raise InputError(
            sorted(unknown)[0], say("asks nothing before `{steps}`, or was answered already", steps=", ".join(steps))
        )
    to = tuple(Question(rule=one.rule, sha256=digest(one)) for one in waiting if not rules or one.rule in rules)
    return (Answered(at=at, to=to, by=by, said=said),) if to else ()
