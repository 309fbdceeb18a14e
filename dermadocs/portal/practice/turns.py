"""Whose turn it is in a dossier, as a query and in words: the practice, the patient, or nobody before a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from django.db.models import Q

from dermadocs.domain import money
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.state import State
from dermadocs.domain.transitions import OFFERED
from dermadocs.portal.practice import words
from dermadocs.report.voice import NBSP, Voice
from dermadocs.store.models import Dossier

Group = Literal["practice", "patient", "nobody"]


@dataclass(frozen=True)
class Turn:
    """Whose turn it is, and what they do."""

    group: Group
    words: str


def queries(now: datetime) -> dict[Group, Q]:
    """Which dossiers are in which group at an instant; sealed ones are in none."""
    today = paris_day(now)
    over = Q(state__in=OFFERED, valid_until__lt=today)
    asked = Q(waiting__gt=0) & ~Q(state=State.ARCHIVED)
    operating = Q(state=State.READY, planned__lte=today)
    reflecting = Q(state=State.REFLECTING) & ~over
    return {
        "practice": Q(state__in=words.TASKS) | over | operating | asked,
        "patient": ((Q(state__in=words.AWAITED) & ~over) | (reflecting & Q(gate__lte=now))) & ~asked,
        "nobody": ((reflecting & ~Q(gate__lte=now)) | (Q(state=State.READY) & ~operating)) & ~asked,
    }


def turn(row: Dossier, say: Voice, now: datetime) -> Turn:
    """The same of one dossier, in words."""
    state, today = State(row.state), paris_day(now)
    if state in OFFERED and row.valid_until is not None and row.valid_until < today:
        return Turn("practice", say("Constater la fin de validité du devis"))
    if state is State.INCIDENT and row.unlawful:
        return Turn("practice", say("Rembourser {amount}, reçus trop tôt", amount=say.euros(money.write(row.unlawful))))
    if row.waiting and state is not State.ARCHIVED and state is not State.INCIDENT:
        return Turn("practice", say("Répondre à une question du patient"))
    if state in words.TASKS:
        return Turn("practice", say(words.TASKS[state]))
    if state in words.AWAITED:
        return Turn("patient", say(words.AWAITED[state]))
    if state is State.REFLECTING:
        return _reflecting(row, say, now)
    if state is State.READY and row.planned is not None and row.planned > today:
        return Turn("nobody", say("Intervention prévue {day}", day=short(row.planned, say)))
    if state is State.READY:
        return Turn("practice", say("Faire confirmer, puis noter le début de l’acte"))
    return Turn("nobody", say("Garder le dossier scellé, et le renouveler à temps"))


def _reflecting(row: Dossier, say: Voice, now: datetime) -> Turn:
    if row.gate is None:
        return Turn("nobody", say("Rien à signer ni à payer"))
    day = short(paris_day(row.gate), say)
    if row.gate <= now:
        return Turn("patient", say("Peut accepter depuis {day}, {hour}", day=day, hour=say.hour(row.gate)))
    return Turn("nobody", say("Ouverture {day}, {hour}", day=day, hour=say.hour(row.gate)))


def short(day: date, say: Voice) -> str:
    """A day with its weekday and without its year: « mer. 30 sept. », "Wed. 30 Sept."."""
    weekday = say.day(day).split(NBSP)[0]
    return f"{weekday[:3]}.{NBSP}{tick(day, say)}"


def tick(day: date, say: Voice) -> str:
    """A day without weekday and year: « 30 sept. »."""
    return say.short_day(datetime.combine(day, time(12), UTC)).rpartition(NBSP)[0]
