"""A home with a dossier in each situation that the board tells apart; dates are counted back from today."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from homes import AtWork, at_work, make_home
from msgspec.structs import replace
from world import example

from dermadocs.demo.calendar import redated
from dermadocs.domain.case import Case
from dermadocs.domain.events import Paid
from dermadocs.domain.money import Cents
from dermadocs.domain.people import Address
from dermadocs.domain.places import PARIS
from dermadocs.domain.reflection import paris_day
from dermadocs.flows import bundling, casework, questioning
from dermadocs.flows.kept import Kept

ASKED, INCIDENT, REFLECTING = "2026-0301", "2026-0302", "2026-0303"
OPEN, SENT, SEALED = "2026-0304", "2026-0305", "2026-0306"
NAMES = ("Costa", "Whitcombe", "Brandt", "Petrová", "Levi")
PHONE, MAIL = "+33 6 12 34 01 47", "someone@example.org"


def case_of(number: str, given: str, family: str, city: str, country: str, zone: str, day: datetime) -> Case:
    """The example for another patient, as if written on a day."""
    case = redated(example(), day.date())
    address = Address(lines=("12, rue des Lilas",), postal_code="1000", city=city, country=country)
    patient = replace(case.patient, given_names=given, family_name=family, native_name=None, address=address,
                      time_zone=zone, email=MAIL, phone=PHONE)  # fmt: skip
    return replace(case, patient=patient, estimate=replace(case.estimate, number=number))


def build(folder: Path) -> Path:
    """The home with its six dossiers."""
    now = datetime.combine(paris_day(datetime.now(UTC)), time(10, 30), ZoneInfo(PARIS)).astimezone(UTC)
    make_home(folder, at=now - timedelta(days=60))
    with at_work(folder, now) as work:
        people = ((INCIDENT, "Marina", "Costa", "Lisbonne", "PT", "Europe/Lisbon", 6),
                  (REFLECTING, "Hannah", "Whitcombe", "Bristol", "GB", "Europe/London", 6),
                  (OPEN, "Jonas", "Brandt", "Hambourg", "DE", "Europe/Berlin", 17),
                  (SEALED, "Noa", "Levi", "Haïfa", "IL", "Asia/Jerusalem", 9))  # fmt: skip
        for number, given, family, city, country, zone, ago in people:
            received = now - timedelta(days=ago)
            sent(work, case_of(number, given, family, city, country, zone, received), received)
            work.received(number, received)
        work.at(now - timedelta(days=4)).do(INCIDENT, "money", deposit)
        sent(work, case_of(SENT, "Anna", "Petrová", "Riga", "LV", "Europe/Riga", now - timedelta(days=1)), now)
        work.at(now - timedelta(days=5)).do(SEALED, "refusal", casework.refuse, "patient")
        work.answers(SEALED, "archive")
        work.at(now - timedelta(days=4)).do(SEALED, "bundle", bundling.seal)
        work.at(now - timedelta(days=1)).begin(ASKED)
    return folder


def sent(work: AtWork, case: Case, at: datetime) -> None:
    """From the request to papers on their way, two days before a moment."""
    name, signed = case.estimate.number, at - timedelta(days=2)
    case = redated(case, signed.date())
    work.at(signed - timedelta(days=8)).begin(name)
    work.at(signed).do(name, "draft", casework.draft, case)
    work.answers(name, *questioning.STEPS)
    work.do(name, "issue", casework.issue)
    work.do(name, "send", casework.send, "online")


def deposit(desk: object, kept: Kept) -> Kept:
    """Money that came too early."""
    return kept.after(Paid(at=desk.now(), purpose="deposit", amount=Cents(20000)))  # type: ignore[attr-defined]
