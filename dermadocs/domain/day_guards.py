"""Conditions on the preparation and the day of the act (T-06, T-07); see `guards`."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dermadocs.domain.events import AnyEvent, Performed
from dermadocs.domain.guards import Refusal
from dermadocs.domain.ink import ink_of
from dermadocs.domain.places import PARIS
from dermadocs.domain.procedure import NEEDS_CONSULTATION
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.state import Dossier
from dermadocs.sentence import say

ANAESTHESIA_NOTICE = timedelta(hours=48)
WITHDRAWAL_DAYS = 14
"""Counted in full days; that the last one moves on from a Saturday, Sunday or holiday is not."""


def examined(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """The operating surgeon has examined the patient in person (REM-01)."""
    if dossier.operators.isdisjoint(dossier.examined_by):
        return Refusal("no physical examination by an operating surgeon is recorded", "REM-01")
    return None


def anaesthetist_seen(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """General and regional anaesthesia: consultation at least 48 h before (CSP-GA-01)."""
    if dossier.anaesthesia not in NEEDS_CONSULTATION:
        return None
    if dossier.anaesthesia_at is None:
        return Refusal("no anaesthesia consultation is recorded", "CSP-GA-01")
    opens = dossier.anaesthesia_at + ANAESTHESIA_NOTICE
    return None if at >= opens else Refusal("less than 48 h after that consultation", "CSP-GA-01", opens)


def withdrawal_over(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """Accepted at a distance: fourteen full days, unless the patient asked expressly (CON-04)."""
    if not dossier.distance or dossier.express_request or dossier.accepted_at is None:
        return None
    first = paris_day(dossier.accepted_at) + timedelta(days=WITHDRAWAL_DAYS + 1)
    opens = datetime.combine(first, time(), ZoneInfo(PARIS)).astimezone(UTC)
    return None if at >= opens else Refusal("within the fourteen days of withdrawal", "CON-04", opens)


def confirmed_today(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """Consent was confirmed on the day itself (T-07)."""
    if dossier.confirmed_on != paris_day(at):
        return Refusal("consent is not confirmed on that day", "T-07")
    return None


def written_today(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """A confirmation in ink is written, and taken in, on the day on which it is recorded (T-07)."""
    paper = ink_of(event)
    if paper is not None and {paper.written_on, paper.arrived_on} != {paris_day(at)}:
        return Refusal("a confirmation on paper is written and taken in on the day itself", "T-07")
    return None


def same_operators(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """Those operate who are on the estimate; a change is a new estimate (T-07, T-08)."""
    if isinstance(event, Performed) and frozenset(event.operators) != dossier.operators:
        return Refusal("the operators are not those of the estimate", "T-07")
    return None


def covered(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """Insurance and authorisation hold that day (T-07)."""
    for cover in (*dossier.terms.operators, dossier.terms.facility) if dossier.terms else ():
        if not cover.includes(paris_day(at)):
            return Refusal(say("{covered} is not covered on {day}", covered=cover.id, day=paris_day(at)), "T-07")
    return None
