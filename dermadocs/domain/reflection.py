"""The only place that counts the fifteen days (CSP D6322-30; law.md NU-05). Civil days, never 24-hour blocks.

D is the later of the receipt's dates in Paris and where the patient is; fifteen full days follow; the gate is
D+16 at 00:00 in Paris. The lenient reading, D+15, is not offered.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dermadocs.domain.ink import OnPaper
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


TRANSIT = timedelta(days=1)
"""The least that the post needs, by our own reading: nobody receives a letter on the day it is posted (NU-06)."""


def paper_day(paper: OnPaper) -> date:
    """D of a receipt in ink, by the way it took (NU-06). A civil day as written: a paper tells no hour.

    Handed over: the day written. Plain post: the day written, but not before posting and transit. Registered letter:
    the day on which the addressee signed for it.
    """
    if paper.registered_on is not None:
        return paper.registered_on
    if paper.posted_on is None:
        return paper.written_on
    return max(paper.written_on, paper.posted_on + TRANSIT)


def written_within(day: date, patient_zone: str) -> tuple[datetime, datetime]:
    """The first instant that a day written by hand may mean, and the first after it: in Paris or where the patient is.

    What is uncertain counts against the practice: an act is taken as early as it can have been.
    """
    places = (ZoneInfo(PARIS), zone(patient_zone))
    starts = [datetime.combine(day, time(), place).astimezone(UTC) for place in places]
    ends = [datetime.combine(day + timedelta(days=1), time(), place).astimezone(UTC) for place in places]
    return min(starts), max(ends)


def receipt_day(at: datetime, paper: OnPaper | None, patient_zone: str) -> date:
    """D of any receipt: recorded at an instant when it was given on a screen, or in ink on the days of a paper."""
    return paper_day(paper) if paper else hand_over_day(at, patient_zone)


def bound_at(at: datetime, paper: OnPaper | None, patient_zone: str) -> datetime:
    """The earliest instant at which somebody can have bound themselves: on a screen, or in ink."""
    return written_within(paper.written_on, patient_zone)[0] if paper else at


def impossible(paper: OnPaper, signed_on: date, today: date) -> str | None:
    """Why the days of a paper cannot be true, in words, or None. `signed_on`: when the last surgeon had signed."""
    written, posted, registered, arrived = paper.written_on, paper.posted_on, paper.registered_on, paper.arrived_on
    if arrived > today:
        return say("it cannot have come back on {arrived}: that day has not come", arrived=arrived)
    if written > arrived:
        return say("dated {written}, after it came back on {arrived}", written=written, arrived=arrived)
    if written < signed_on:
        return say("dated {written}, before the surgeon signed on {signed}", written=written, signed=signed_on)
    if posted is not None and posted < signed_on:
        return say("posted on {posted}, before the surgeon signed on {signed}", posted=posted, signed=signed_on)
    if registered is not None and posted is None:
        return say("a registered letter has a day of posting")
    if posted is not None and written < posted:
        return say("dated {written}, before it was posted on {posted}", written=written, posted=posted)
    if posted is not None and arrived < posted + TRANSIT:
        return say("back on {arrived}, and posted on {posted}: no post is so quick", arrived=arrived, posted=posted)
    if registered is not None and posted is not None and registered < posted + TRANSIT:
        return say("delivered on {delivered}, and posted on {posted}", delivered=registered, posted=posted)
    if registered is not None and written < registered:
        return say("dated {written}, before it was delivered on {delivered}", written=written, delivered=registered)
    return None


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
