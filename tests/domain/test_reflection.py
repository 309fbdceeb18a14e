"""The fifteen days: the table of law.md NU-05, the far ends of the world, and the clock changes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermadocs.domain.places import zone_names
from dermadocs.domain.reflection import (
    full_days,
    gate,
    hand_over_day,
    offer_must_last_until,
    paris_day,
    zone,
)
from dermadocs.errors import InputError

PARIS = ZoneInfo("Europe/Paris")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("receipt", "patient_zone", "day", "first"),
    [
        # law.md NU-05
        ("2026-11-22T09:00Z", "Europe/Paris", "2026-11-22", "2026-12-08"),
        ("2026-11-22T23:30Z", "Europe/Paris", "2026-11-23", "2026-12-09"),
        ("2026-11-22T20:00Z", "Asia/Tokyo", "2026-11-23", "2026-12-09"),
        ("2026-11-22T23:30Z", "America/New_York", "2026-11-23", "2026-12-09"),
        ("2026-12-20T10:00Z", "Europe/London", "2026-12-20", "2027-01-05"),
        ("2028-02-20T10:00Z", "Europe/Paris", "2028-02-20", "2028-03-07"),
        # the latest and the earliest civil day on earth
        ("2026-11-22T23:30Z", "Pacific/Honolulu", "2026-11-23", "2026-12-09"),
        ("2026-11-22T09:00Z", "Pacific/Honolulu", "2026-11-22", "2026-12-08"),
        ("2026-11-22T09:59Z", "Pacific/Kiritimati", "2026-11-22", "2026-12-08"),
        ("2026-11-22T10:00Z", "Pacific/Kiritimati", "2026-11-23", "2026-12-09"),
        # one minute to midnight, and midnight, in Paris
        ("2026-11-22T22:59:59Z", "Europe/Paris", "2026-11-22", "2026-12-08"),
        ("2026-11-22T23:00:00Z", "Europe/Paris", "2026-11-23", "2026-12-09"),
        # 29 February and the turn of the year
        ("2028-02-29T10:00Z", "Europe/Paris", "2028-02-29", "2028-03-16"),
        ("2027-02-20T10:00Z", "Europe/Paris", "2027-02-20", "2027-03-08"),
        ("2026-12-31T22:30Z", "Europe/Paris", "2026-12-31", "2027-01-16"),
    ],
)
def test_day_and_first_permitted_day(receipt: str, patient_zone: str, day: str, first: str) -> None:
    found = hand_over_day(at(receipt), patient_zone)
    assert found == date.fromisoformat(day)
    opens = gate(found).astimezone(PARIS)
    assert (opens.date().isoformat(), opens.hour, opens.minute) == (first, 0, 0)


@pytest.mark.parametrize(
    ("day", "opens"),
    [
        ("2026-10-08", "2026-10-23T22:00Z"),  # the day before the clocks go back: still summer time
        ("2026-10-09", "2026-10-24T22:00Z"),  # the very day: its midnight is still summer time
        ("2026-10-10", "2026-10-25T23:00Z"),  # the day after: winter time
        ("2027-03-11", "2027-03-26T23:00Z"),
        ("2027-03-12", "2027-03-27T23:00Z"),  # the clocks go forward at 02:00 of the gate's day
        ("2027-03-13", "2027-03-28T22:00Z"),
    ],
)
def test_the_gate_is_midnight_in_paris_on_both_clock_changes(day: str, opens: str) -> None:
    assert gate(date.fromisoformat(day)) == at(opens)


instants = st.integers(946_684_800, 3_786_912_000).map(lambda s: datetime.fromtimestamp(s, UTC))


@given(instants, st.sampled_from(sorted(zone_names())))
def test_fifteen_full_days_lie_between_receipt_and_gate_everywhere(receipt: datetime, name: str) -> None:
    day = hand_over_day(receipt, name)
    opens = gate(day)
    for place in (PARIS, ZoneInfo(name)):
        assert receipt.astimezone(place).date() <= day
    assert (opens.astimezone(PARIS).date() - day).days == 16
    assert opens.astimezone(PARIS).time() == datetime.min.time()
    # fifteen days of 24 h, less the hour that may be lost in spring
    assert opens - receipt >= timedelta(days=15) - timedelta(hours=1)
    assert offer_must_last_until(day) - day == timedelta(days=30)


@given(instants, st.integers(-12, 14))
def test_the_zone_in_which_an_instant_is_written_does_not_matter(receipt: datetime, hours: int) -> None:
    elsewhere = receipt.astimezone(timezone(timedelta(hours=hours)))
    assert hand_over_day(elsewhere, "Asia/Tokyo") == hand_over_day(receipt, "Asia/Tokyo")


def test_elapsed_days_are_counted_whole() -> None:
    day = date(2026, 11, 22)
    assert full_days(day, at("2026-11-22T12:00Z")) == 0
    assert full_days(day, at("2026-11-23T22:59Z")) == 0
    assert full_days(day, at("2026-11-23T23:00Z")) == 1
    assert full_days(day, gate(day) - timedelta(seconds=1)) == 14
    assert full_days(day, gate(day)) == 15
    assert full_days(day, gate(day) + timedelta(days=90)) == 15


@pytest.mark.parametrize("name", ["", "Paris", "Europe/Lyonn", "EST", "Etc/GMT+5", "UTC", "../../etc/passwd"])
def test_a_zone_that_is_no_place_is_refused(name: str) -> None:
    with pytest.raises(InputError, match=r"/patient/time_zone: .* is not a time zone"):
        zone(name)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        paris_day(datetime(2026, 11, 22))  # noqa: DTZ001 - the fault under test
