"""Acts of one made-up dossier, in the order in which they happen, to be combined by the tests of the fold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec

from dermadocs.domain import events as e
from dermadocs.domain.events import AnyEvent
from dermadocs.domain.money import Cents
from dermadocs.domain.procedure import Anaesthesia
from dermadocs.domain.terms import Cover, Terms

DOCUMENT = "d" * 64
OTHER = "0" * 64
RECEIPT = datetime(2026, 11, 4, 19, 42, tzinfo=UTC)
GATE = datetime(2026, 11, 19, 23, 0, tzinfo=UTC)  # 20 November 2026, 00:00 in Paris
DAY = datetime(2026, 12, 15, 8, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def terms(**changes: Any) -> Terms:
    cover = {"valid_from": date(2026, 1, 1), "valid_until": date(2027, 12, 31)}
    base = Terms(
        number="2026-0147",
        replaces=None,
        drafted_on=date(2026, 11, 2),
        valid_until=date(2027, 1, 31),
        patient_zone="Europe/London",
        anaesthesia=Anaesthesia.LOCAL,
        operators=(Cover(id="surgeon", **cover),),
        receivers=("patient",),
        facility=Cover(id="facility", **cover),
    )
    return msgspec.structs.replace(base, **changes)


def interview(on: date = date(2026, 10, 28), mode: Any = "in_person") -> AnyEvent:
    return e.Interviewed(
        at=datetime(2026, 10, 28, 16, tzinfo=UTC),
        on=on,
        mode=mode,
        practitioner="surgeon",
        language="en",
        interpreter=None,
    )


def drafted(**changes: Any) -> AnyEvent:
    return e.Drafted(at=datetime(2026, 11, 2, 9, tzinfo=UTC), terms=terms(**changes))


def signed(practitioner: str = "surgeon", document: str = DOCUMENT) -> AnyEvent:
    at = datetime(2026, 11, 2, 17, tzinfo=UTC)
    return e.Signed(at=at, practitioner=practitioner, document=document)


SENT = e.Sent(at=datetime(2026, 11, 3, 9, tzinfo=UTC), channel="online")


def received(at: datetime = RECEIPT, person: str = "patient", document: str = DOCUMENT) -> AnyEvent:
    return e.Received(at=at, person=person, document=document, channel="online")


def accepted(
    at: datetime = GATE, person: str = "patient", document: str = DOCUMENT, distance: bool = False
) -> e.Accepted:
    return e.Accepted(at=at, person=person, document=document, distance=distance)


def consented(at: datetime = GATE) -> AnyEvent:
    return e.Consented(at=at, person="patient")


def paid(at: datetime, purpose: Any, cents: int = 100) -> AnyEvent:
    return e.Paid(at=at, purpose=purpose, amount=Cents(cents))


def performed(at: datetime = DAY, operators: tuple[str, ...] = ("surgeon",)) -> AnyEvent:
    return e.Performed(at=at, operators=operators)


REFLECTING = (interview(), drafted(), signed(), SENT, received())
ACCEPTED = (*REFLECTING, accepted())
READY = (*ACCEPTED, consented(), e.Prepared(at=GATE))
CONFIRMED = e.DayConfirmed(at=DAY - timedelta(hours=1), person="patient")
