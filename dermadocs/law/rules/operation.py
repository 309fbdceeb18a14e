"""The day of the operation and after (law.md table C, T-06 to T-11)."""

from __future__ import annotations

import functools
from datetime import timedelta
from itertools import pairwise

from dermadocs.domain.events import (
    Accepted,
    Archived,
    Consented,
    DayConfirmed,
    Interviewed,
    Paid,
    Performed,
    Prepared,
    Refunded,
    Withdrawn,
)
from dermadocs.domain.reflection import paris_day
from dermadocs.law.citation import ARRETE_1983, CSP, HOUSE
from dermadocs.law.foreign import days
from dermadocs.law.history import Round, at, rounds
from dermadocs.law.looks import ask, data, timeline
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, breach, card
from dermadocs.sentence import say


def _prepared(matter: Matter) -> Notes:
    for part in rounds(matter.events):
        ready = [n for n, _ in part.of(Prepared)]
        for number, _ in part.of(Performed):
            if not any(n < number for n in ready):
                yield breach(at(number), "the preparation was not closed", "close it before the operation")


def _on_the_day(matter: Matter) -> Notes:
    """Consent of all, confirmed that day; the operators of the estimate; insurance and authorisation hold."""
    for part in rounds(matter.events):
        for number, operation in part.of(Performed):
            day, terms = paris_day(operation.at), part.terms
            agreed = {event.person for n, event in part.of(Consented) if n < number}
            if not set(terms.receivers) <= agreed:
                yield breach(at(number), "operated without consent", "no operation without consent")
            if not any(n < number and paris_day(c.at) == day for n, c in part.of(DayConfirmed)):
                yield breach(at(number), say("consent was not confirmed on {day}", day=day), "ask again on the day")
            if any(n < number for n, _ in part.of(Withdrawn)):
                yield breach(at(number), "operated after a withdrawal", "no operation without consent")
            if set(operation.operators) != {cover.id for cover in terms.operators}:
                yield breach(at(number), "the operators are not those of the estimate", "a new estimate, a new delay")
            for cover in (*terms.operators, terms.facility):
                if not cover.includes(day):
                    yield breach(
                        at(number),
                        say("{covered} is not covered on {day}", covered=cover.id, day=day),
                        "renew the cover first",
                    )


def _changed(matter: Matter) -> Notes:
    """What was received, accepted or consented to belongs to its own estimate: after a new draft all is done anew."""
    rest: list[Round] = list(rounds(matter.events))
    for earlier, later in pairwise(rest):
        acts = [event for _, event in earlier.of(Accepted)]
        operated = later.of(Performed)
        if acts and operated and not later.of(Accepted):
            yield breach(
                at(operated[0][0]),
                say("operated on the acceptance of {estimate}", estimate=earlier.terms.number),
                "accept anew",
            )


def _ordered(matter: Matter) -> Notes:
    """Events stand in the order of their instants, none later than today."""
    last = None
    for number, event in enumerate(matter.events):
        if last is not None and event.at < last:
            why = say("dated {at:%Y-%m-%dT%H:%M:%SZ}, before the act recorded before it", at=event.at)
            yield breach(at(number), why, "find out which of the two instants is wrong")
        # a day of grace: the day of the judgement may be that of another time zone
        if paris_day(event.at) > matter.days.today + timedelta(days=1):
            yield breach(at(number), say("dated {at:%Y-%m-%d}, in the future", at=event.at), "correct the clock")
        if isinstance(event, Interviewed) and event.on > paris_day(event.at):
            yield breach(
                at(number), say("the interview of {on} is recorded before it was held", on=event.on), "correct the date"
            )
        last = event.at


def _dates(matter: Matter) -> Notes:
    """No date of the case in the future, none before the patient's birth."""
    case, today = matter.case, matter.days.today
    days = (("/estimate/drafted_on", case.estimate.drafted_on), ("/consultation/date", case.consultation.date))
    for where, day in days:
        if day > today:
            yield breach(where, say("{day} lies in the future of {today}", day=day, today=today), "correct the date")
    if case.consultation.date < case.patient.birth_date:
        yield breach("/consultation/date", "is before the patient's birth", "correct the date")


def _sealed(matter: Matter) -> Notes:
    """Nothing of the dossier happens after it was sealed, but money going back."""
    sealed = None
    for number, event in enumerate(matter.events):
        if sealed is not None and not isinstance(event, Paid | Refunded):
            yield breach(
                at(number), say("after the dossier was sealed ({event})", event=at(sealed)), "open another dossier"
            )
        sealed = number if isinstance(event, Archived) and sealed is None else sealed


_card = functools.partial(card, applies=("process",), judged_on="operation")
_NOTE = ask("manager", "archive", "are the amounts of the note those of the accepted estimate, line by line?")
RULES = (
    _card(
        "T-06",
        "No operation before the preparation is closed",
        HOUSE(),
        "O",
        "blocking",
        timeline(_prepared),
    ),
    _card(
        "T-07",
        "Operated with consent confirmed on the day, by the operators of the estimate, all covered",
        CSP("articles L. 1111-4 et L. 6322-1", "S4 S32"),
        "V",
        "blocking",
        timeline(_on_the_day),
        aliases=("B-18",),
    ),
    _card(
        "T-08",
        "Any change is a new estimate and a new delay",
        CSP("article D. 6322-30", "S7"),
        "V",
        "blocking",
        timeline(_changed),
        aliases=("F-T05",),
    ),
    _card(
        "T-09",
        "Every date in order, none in the future, none back-dated",
        HOUSE(),
        "O",
        "blocking",
        data(_dates, "/estimate/drafted_on", "/consultation/date", "/patient/birth_date"),
        timeline(_ordered),
        days.IN_ORDER,
        ask("auditor", "audit", "run `dermadocs verify`: does each instant drawn agree with its trusted time?"),
        aliases=("F-T06",),
    ),
    _card(
        "T-10",
        "A note before payment, with the amounts of the accepted estimate",
        ARRETE_1983("articles 1er à 3", "S19"),
        "V",
        "blocking",
        _NOTE,
        aliases=("F-A01",),
    ),
    _card(
        "T-11",
        "A sealed dossier stays as it is",
        HOUSE(),
        "O",
        "blocking",
        timeline(_sealed),
    ),
)
