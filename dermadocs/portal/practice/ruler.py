"""The line of time of one dossier: what was signed, the fifteen days, what is still to come (`report/timeline.py`)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from markupsafe import Markup

from dermadocs.domain.events import Act, AnyEvent
from dermadocs.domain.ink import ink_of
from dermadocs.domain.reflection import FULL_DAYS, full_days, paris_day
from dermadocs.domain.state import Dossier, State
from dermadocs.domain.timeline import events
from dermadocs.domain.transitions import BEFORE_ACT
from dermadocs.flows.kept import CASE, Kept
from dermadocs.portal.practice import words
from dermadocs.report.timeline import Mark, Reflection, Shape, draw
from dermadocs.report.voice import NBSP, Voice

SHAPES: dict[Act, Shape] = {
    Act.SIGN: "signed",
    Act.RECEIVE: "received",
    Act.ACCEPT: "agreed",
    Act.CONSENT: "agreed",
    Act.WITHDRAW: "signed",
    Act.REFUSE: "signed",
    Act.CONFIRM_DAY: "agreed",
    Act.PERFORM: "signed",
}
NOON = time(12)
BY_HAND = frozenset({Act.SIGN, Act.RECEIVE, Act.ACCEPT, Act.CONSENT, Act.CONFIRM_DAY})


@dataclass(frozen=True)
class Ruler:
    """The drawing, wide and narrow, and the same in words."""

    wide: Markup
    narrow: Markup
    lines: tuple[str, ...]


def ruler(kept: Kept, grade: str, say: Voice, now: datetime) -> Ruler | None:
    """The line of the estimate of now; None before the first one. `grade`: of the practice's clock."""
    if kept.dossier.terms is None:
        return None
    marks = list(_marks(kept, grade, say, now))
    ended = (event.at for event in _since_draft(kept) if event.act in (Act.REFUSE, Act.WITHDRAW))
    reflection = _reflection(kept.dossier, say, min(ended, default=now))
    lines = tuple(f"{mark.label}{say.colon} {', '.join(mark.when)}" for mark in marks)
    options: dict[str, Any] = {"title": say("Ligne du temps"), "text": " · ".join(lines)}
    wide, narrow = (draw(marks, reflection, ident=f"t{slim:d}", narrow=slim, **options) for slim in (False, True))
    return Ruler(Markup(wide), Markup(narrow), lines)  # noqa: S704  `draw` escapes its texts


def _marks(kept: Kept, grade: str, say: Voice, now: datetime) -> Iterator[Mark]:
    dossier = kept.dossier
    done = list(_since_draft(kept))
    for event in done:
        mark: Any = grade if event.act in BY_HAND else "C"
        at, how = event.at, say.hour(event.at)
        if paper := ink_of(event):  # the day that was written, not the one on which it was recorded
            at, how = datetime.combine(paper.written_on, NOON, UTC), say("à l’encre")
        yield Mark(say(words.MARKS_ON_LINE[event.act]), (say.short_day(at), how), at, SHAPES[event.act], mark)
    if dossier.day is not None and dossier.gate is not None and dossier.day < paris_day(now) and now < dossier.gate:
        yield Mark(say("aujourd’hui"), (say.short_day(now),), now, "now")
    if dossier.state in BEFORE_ACT | {State.DRAFT}:
        acts = {event.act for event in done}
        planned = say.day(kept.case.estimate.proposed_on).partition(NBSP)[2] if CASE in kept.latest else ""
        for act in (Act.RECEIVE, Act.ACCEPT, Act.CONSENT, Act.PERFORM):
            if act not in acts:
                shape: Shape = "awaited" if act is Act.RECEIVE else "planned"
                when = (planned,) if act is Act.PERFORM and planned else (say("pas encore"),)
                yield Mark(say(words.MARKS_ON_LINE[act]), when, None, shape)


def _since_draft(kept: Kept) -> Iterator[AnyEvent]:
    """What was signed on the estimate of now: all before belonged to another one (NU-07)."""
    found: list[AnyEvent] = []
    for event in events(kept.entries):
        found = [] if event.act is Act.DRAFT else [*found, event]
    return (event for event in found if event.act in SHAPES)


def _reflection(dossier: Dossier, say: Voice, now: datetime) -> Reflection:
    words, label = say("quinze jours entiers"), say("Ouverture")
    if dossier.day is None or dossier.gate is None:
        days = tuple(str(number) for number in range(1, FULL_DAYS + 1))
        return Reflection(words, days, label, (say("16e jour après"), say("la réception")), None, None, 0)
    first = dossier.day + timedelta(days=1)
    days = tuple(str((first + timedelta(days=number)).day) for number in range(FULL_DAYS))
    when = (say.short_day(dossier.gate), f"{say.hour(dossier.gate)},{NBSP}Paris")
    starts = dossier.gate - timedelta(days=FULL_DAYS)
    return Reflection(words, days, label, when, starts, dossier.gate, full_days(dossier.day, now))
