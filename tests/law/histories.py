"""The life of one made-up dossier, act by act, and the same life with something changed, taken out or put in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from dermadocs.domain import events as e
from dermadocs.domain.events import AnyEvent
from dermadocs.domain.money import Cents
from dermadocs.domain.procedure import Anaesthesia
from dermadocs.domain.terms import Cover, Terms

DOCUMENT, OTHER = "d" * 64, "0" * 64
GATE = datetime(2026, 11, 19, 23, 0, tzinfo=UTC)  # 20 November 2026, 00:00 in Paris
DAY = datetime(2026, 12, 15, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)
_COVER = {"valid_from": date(2026, 1, 1), "valid_until": date(2027, 12, 31)}
TERMS = Terms(
    number="2026-0147",
    replaces=None,
    drafted_on=date(2026, 11, 2),
    valid_until=date(2027, 1, 31),
    patient_zone="Europe/London",
    anaesthesia=Anaesthesia.LOCAL,
    operators=(Cover(id="surgeon", **_COVER),),
    receivers=("patient",),
    facility=Cover(id="facility", **_COVER),
)
History = list[AnyEvent]


def instant(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


TALK, DRAFT, SIGNATURE, RECEIPT = instant(28, month=10), instant(2), instant(2, 17), instant(4, 19)


def terms(**changes: Any) -> Terms:
    return msgspec.structs.replace(TERMS, **changes)


def interviewed(at: datetime = TALK, mode: Any = "in_person", on: date | None = None) -> AnyEvent:
    return e.Interviewed(at=at, on=on or at.date(), mode=mode, practitioner="surgeon", language="en", interpreter=None)


def received(at: datetime = RECEIPT, **changes: Any) -> AnyEvent:
    fields: dict[str, Any] = {"person": "patient", "document": DOCUMENT, "channel": "online"}
    return e.Received(at=at, **(fields | changes))


def accepted(at: datetime = GATE, **changes: Any) -> AnyEvent:
    fields: dict[str, Any] = {"person": "patient", "document": DOCUMENT, "distance": False}
    return e.Accepted(at=at, **(fields | changes))


def paid(at: datetime, purpose: Any = "price", cents: int = 150_000) -> AnyEvent:
    return e.Paid(at=at, purpose=purpose, amount=Cents(cents))


def drafted(at: datetime = DRAFT, **changes: Any) -> AnyEvent:
    return e.Drafted(at=at, terms=terms(**changes))


def signed(at: datetime = SIGNATURE, practitioner: str = "surgeon", document: str = DOCUMENT) -> AnyEvent:
    return e.Signed(at=at, practitioner=practitioner, document=document)


LIFE: History = [
    interviewed(),
    e.IdentitySeen(at=instant(28, 10, 10), paper="passport", country="GB", last_four="0147", seen_by="L. Roux"),
    drafted(),
    signed(),
    e.Sent(at=instant(3), channel="online"),
    received(),
    paid(instant(10), "prior_consultation", 6_000),
    accepted(),
    e.Consented(at=GATE + SECOND, person="patient"),
    e.Prepared(at=instant(10, month=12)),
    e.DayConfirmed(at=DAY - timedelta(hours=1), person="patient"),
    e.Performed(at=DAY, operators=("surgeon",)),
    paid(DAY + timedelta(hours=2)),
    e.Archived(at=DAY + timedelta(days=30), bundle="b" * 64),
]
"""A lawful life from the interview to the seal."""


def replaced(kind: type, new: Callable[[Any], AnyEvent]) -> History:
    """The lawful life with the first event of a kind replaced."""
    place = next(n for n, event in enumerate(LIFE) if isinstance(event, kind))
    return [*LIFE[:place], new(LIFE[place]), *LIFE[place + 1 :]]


def without(*kinds: type) -> History:
    """The lawful life with every event of those kinds left out."""
    return [event for event in LIFE if not isinstance(event, kinds)]


def inserted(event: AnyEvent) -> History:
    """The lawful life with one more event, at its place in time."""
    place = next((n for n, other in enumerate(LIFE) if other.at > event.at), len(LIFE))
    return [*LIFE[:place], event, *LIFE[place:]]


def with_terms(**changes: Any) -> History:
    """The lawful life of an estimate with other terms."""
    return replaced(e.Drafted, lambda old: msgspec.structs.replace(old, terms=terms(**changes)))


def moved(kind: type, at: datetime) -> History:
    """The lawful life with the first event of a kind at another instant, in the same place."""
    return replaced(kind, lambda old: msgspec.structs.replace(old, at=at))
