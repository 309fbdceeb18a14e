"""The only place that counts the fifteen days (CSP D6322-30; law.md NU-05). Civil days, never 24-hour blocks.

D is the later of the receipt's dates in Paris and where the patient is; fifteen full days follow; the gate is
D+16 at 00:00 in Paris. The lenient reading, D+15, is not offered.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dermadocs.domain.places import PARIS, zone_names
from dermadocs.errors import InputError
from dermadocs.sentence import say

FULL_DAYS = 15
FIRST_PERMITTED = timedelta(days=FULL_DAYS + 1)
TO_DECIDE = timedelta(days=14)
"""The offer must stay open this long after the gate (PRICE-05), else the period would be spent in vain."""


def zone(name: str) -> ZoneInfo:
    """The time zone of that IANA name; InputError for anything that is not a place of the database."""
    if name not in zone_names():
        raise InputError("/patient/time_zone", say("{zone!r} is not a time zone such as Europe/London", zone=name))
    return ZoneInfo(name)


def paris_day(at: datetime) -> date:
    """The civil day in Paris of an aware instant. ValueError for a naive one."""
    return _aware(at).astimezone(ZoneInfo(PARIS)).date()


def hand_over_day(receipt: datetime, patient_zone: str) -> date:
    """D: the later of the dates of the acknowledged receipt, in Paris and in the patient's zone.

    `receipt` is the latest moment at which it can have been given (timestamp plus its accuracy).
    """
    return max(paris_day(receipt), receipt.astimezone(zone(patient_zone)).date())


def gate(day: date) -> datetime:
    """The first permitted instant after hand-over on `day`: D+16, 00:00 in Paris, in UTC."""
    return datetime.combine(day + FIRST_PERMITTED, time(), ZoneInfo(PARIS)).astimezone(UTC)


def offer_must_last_until(day: date) -> date:
    """The first day on which an offer received on `day` may end: D+30, fourteen days after the gate."""
    return day + FIRST_PERMITTED + TO_DECIDE


def full_days(receipt_day: date, at: datetime) -> int:
    """How many full days of the fifteen have gone by at `at`, from 0 to 15 (« Réflexion, jour 6 sur 15 »)."""
    return max(0, min(FULL_DAYS, (paris_day(at) - receipt_day).days - 1))


def _aware(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("an instant has a time zone")
    return at
