"""Time is an argument: a demonstration of any day holds no second of the day on which it was played."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from moments import IN_WORDS, PATTERNS, moments, parts
from rich.console import Console
from world import Demo, example

from dermadocs.demo import dossiers
from dermadocs.demo.calendar import BEFORE_THE_END, PARIS, Days, redated
from dermadocs.demo.play import story
from dermadocs.domain.case import Case
from dermadocs.flows.proving.judging import judge
from dermadocs.languages import catalogue
from dermadocs.law.issuing import faults
from signatures import Trust

NEAR = timedelta(days=2)
TRANSLATED = datetime.combine(date.fromisoformat(catalogue("en").date), datetime.min.time(), UTC)
"""A paper says when its translation was made: the one day in it that is no day of the story."""


def test_the_scan_finds_what_it_must(demo: Demo) -> None:
    """What the tests below do not find is not there: an estimate tells moments in each way that is looked for."""
    pdf = demo.estimate.read_bytes()
    readable = list(parts(pdf))
    assert [form for pattern, form in PATTERNS if not any(map(pattern.search, readable))] == []
    assert any(IN_WORDS.search(part.decode("utf-8", "replace")) for part in readable)
    told = set(moments(pdf))
    signed = datetime.fromtimestamp(demo.estimate.stat().st_mtime, UTC) - timedelta(days=BEFORE_THE_END + 22)
    assert any(abs(moment - signed) < NEAR for moment in told)  # in the signature
    assert any(moment.year > signed.year + 15 for moment in told)  # the end of the root's certificate
    assert any(moment.year < 2021 and moment.second for moment in told)  # of a font


def test_the_story_ends_yesterday(demo: Demo) -> None:
    played = datetime.fromtimestamp(demo.estimate.stat().st_mtime, UTC).date()
    midnight = datetime.combine(played, datetime.min.time(), PARIS)
    told = list(moments((demo.folder / "dossier.pdf").read_bytes()))
    assert any(midnight - timedelta(days=1) < moment < midnight for moment in told)
    assert [m for m in told if midnight <= m < midnight + NEAR and m != TRANSLATED] == []


@pytest.mark.long
def test_a_demonstration_of_another_time_knows_nothing_of_the_present(tmp_path: Path) -> None:
    today = datetime(2067, 2, 28, 12, 0, tzinfo=UTC)
    began = datetime.now(UTC)
    files, expected = story(spoken("fr"), today, Console(quiet=True), tmp_path, "demo")
    assert told_of_the_present(files, began) == []
    drawn = {name for name in files if name.endswith(".pdf")}
    assert {e.name for e in expected} == {*drawn, "papers/estimate-extract.pdf"}  # made of the file once it is written
    trust = Trust.from_json({**Trust().to_json(), "roots": [der(files["trust/root.pem"])]})
    assert_accepted(files["estimate.pdf"], trust, today)


@pytest.mark.slow
def test_an_estimate_of_years_ago_knows_nothing_of_the_present(tmp_path: Path) -> None:
    today, began = datetime(2016, 6, 15, 12, 0, tzinfo=UTC), datetime.now(UTC)
    days = Days(today.date())
    case, home = redated(spoken("en"), days.drafted), tmp_path / "home"
    dossiers.furnish(home, case, days.set_up)
    with dossiers.stage(home, days.signed) as on:
        dossiers.sent(on, "2016-0001", case, days)
        dossiers.received(on, "2016-0001", days)
        files = dossiers.files_of(dossiers.accepted(on, "2016-0001", days))
    trust = {path.name: path.read_bytes() for path in (home / "trust").rglob("*") if path.is_file()}
    assert len(files) >= 3, "the estimate and its notices"
    assert told_of_the_present({**files, **trust}, began) == []
    assert_accepted(files["estimate.pdf"], Trust.load(home / "trust"), today)


def spoken(language: str) -> Case:
    """The example, for a patient who would be of age in any of these years and reads `language`."""
    pointers = ("/patient/language", "/consultation/language")
    return example(("/patient/birth_date", "1960-03-14"), *((pointer, language) for pointer in pointers))


def told_of_the_present(files: Mapping[str, bytes], began: datetime) -> list[object]:
    """The moments in `files` that are none of their story's but of this test's run, and the files that spell its day."""
    present: list[object] = [
        (name, moment)
        for name, data in files.items()
        for moment in moments(data)
        if began - NEAR < moment < datetime.now(UTC) + NEAR and moment != TRANSLATED
    ]
    forms = [began.strftime(form).encode() for form in ("%Y-%m-%d", "%Y%m%d")]
    return present + [name for name, data in files.items() if any(form in data for form in forms)]


def assert_accepted(pdf: bytes, trust: Trust, at: datetime) -> None:
    answer = judge(pdf, {"trust": trust.to_json(), "at": at.isoformat()})
    assert (answer["verdict"], answer["interval"]["verdict"]) == ("VALID", "STATED")


def der(pem: bytes) -> str:
    """The base64 inside a PEM file."""
    return "".join(line for line in pem.decode("ascii").splitlines() if not line.startswith("-"))


# ---- the calendar of the story


@pytest.mark.parametrize("today", [date(2026, 11, 24), date(2028, 3, 1), date(2026, 3, 30), date(2026, 10, 26)])
def test_the_days_of_the_story_are_lawful_whatever_today_is(today: date) -> None:
    """Around leap days and the nights when the clock is set."""
    days = Days(today)
    drafted = redated(example(), days.drafted)
    assert drafted.estimate.drafted_on == days.drafted
    assert drafted.patient.birth_date == example().patient.birth_date
    assert days.set_up < days.signed < days.received < days.accepted
    assert days.signed.astimezone(PARIS).date() == days.drafted
    assert (days.accepted.astimezone(PARIS).date() - days.received.astimezone(PARIS).date()).days == 17
    assert days.accepted.astimezone(PARIS).date() == today - timedelta(days=1)
    assert days.consented < days.examined < days.prepared < days.operated < days.closed
    assert Days(today - timedelta(days=BEFORE_THE_END)).closed.astimezone(PARIS).date() == today - timedelta(days=1)
    assert faults(drafted, days.drafted) == []
