"""Acts in ink: the day that counts by the way of the pack, days that cannot be true, nothing before the gate."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ink_stories import ACT_COPY, BACK, LEFT, ORIGINALS, POSTED, acceptance, days, filed, noon, posted, receipt
from stories import DAY, DOCUMENT, READY, RECEIPT, SENT, accepted, drafted, interview, received, signed

from dermadocs.domain import events as e
from dermadocs.domain.dossier import State, apply, fold, may
from dermadocs.domain.events import Act
from dermadocs.domain.ink import OnPaper
from dermadocs.domain.jsonform import canonical, decode
from dermadocs.domain.places import zone_names
from dermadocs.domain.reflection import gate, impossible, paper_day, written_within
from dermadocs.domain.timeline import Entry, append
from dermadocs.errors import NotPermitted

D = date(2026, 11, 8)
GATE = gate(D)
SIGNED_ON = date(2026, 11, 2)


# ---- D


@pytest.mark.parametrize(
    ("written", "way", "day"),
    [
        ("2026-11-08", {}, "2026-11-08"),  # plain post: the day written
        ("2026-11-04", {}, "2026-11-04"),  # the eve and the day of what the post can do
        ("2026-11-03", {}, "2026-11-04"),
        ("2026-11-03", {"posted_on": None}, "2026-11-03"),  # handed over in person
        ("2026-11-09", {"registered_on": date(2026, 11, 6)}, "2026-11-06"),  # a registered letter: the day signed for
    ],
)
def test_the_day_that_counts_follows_the_way_of_the_pack(written: str, way: dict[str, date], day: str) -> None:
    assert paper_day(days(date.fromisoformat(written), **way)) == date.fromisoformat(day)


@pytest.mark.parametrize(
    ("written", "other", "why"),
    [
        ("2026-11-13", {}, "after it came back on 2026-11-12"),
        ("2026-11-02", {}, "before it was posted on 2026-11-03"),
        ("2026-11-01", {"posted_on": None}, "before the surgeon signed on 2026-11-02"),
        ("2026-11-14", {"arrived_on": date(2026, 11, 14)}, "that day has not come"),
        ("2026-11-03", {"arrived_on": POSTED}, "no post is so quick"),
        ("2026-11-05", {"registered_on": date(2026, 11, 6)}, "before it was delivered on 2026-11-06"),
        ("2026-11-05", {"registered_on": POSTED}, "delivered on 2026-11-03, and posted"),
        ("2026-11-05", {"registered_on": date(2026, 11, 5), "posted_on": None}, "has a day of posting"),
    ],
)
def test_days_that_cannot_be_true_are_refused_in_words(written: str, other: dict[str, date], why: str) -> None:
    told = impossible(days(date.fromisoformat(written), **other), SIGNED_ON, date(2026, 11, 13))
    assert told is not None
    assert why in told


@pytest.mark.parametrize("written", ["2026-11-03", "2026-11-04", "2026-11-12"])
def test_days_at_the_edge_can_be_true(written: str) -> None:
    assert impossible(days(date.fromisoformat(written)), SIGNED_ON, date(2026, 11, 12)) is None


dates = st.dates(date(2026, 1, 1), date(2027, 12, 31))
maybe = st.none() | dates


@given(dates, maybe, maybe, dates)
def test_no_possible_day_lets_the_fifteen_days_begin_before_the_patient_had_the_paper(
    written: date, sent: date | None, registered: date | None, arrived: date
) -> None:
    paper = OnPaper(written_on=written, posted_on=sent, registered_on=registered, arrived_on=arrived, copy=ORIGINALS)
    if impossible(paper, SIGNED_ON, date(2027, 12, 31)) is not None:
        return
    day = paper_day(paper)
    assert SIGNED_ON <= day <= arrived
    assert sent is None or day > sent
    assert registered is None or day == registered <= written
    assert registered is not None or day >= written


@given(dates, st.sampled_from(sorted(zone_names())))
def test_a_written_day_is_taken_as_wide_as_it_can_be(day: date, name: str) -> None:
    first, after = written_within(day, name)
    assert timedelta(hours=23) <= after - first <= timedelta(hours=51)
    assert first <= datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(hours=12)


# ---- the receipt


def test_a_receipt_in_ink_starts_the_days_on_the_day_written_not_on_the_day_recorded() -> None:
    dossier = fold([*BACK, receipt(days(D))])
    assert dossier.state is State.REFLECTING
    assert (dossier.day, dossier.gate) == (D, GATE)


def test_an_offer_too_short_from_that_day_is_refused() -> None:
    short = (interview(), drafted(valid_until=date(2026, 12, 8)), *BACK[2:])
    assert fold([*short, receipt(days(D))]).day == D  # thirty days, to the day
    with pytest.raises(NotPermitted, match="PRICE-05"):
        fold([*short, receipt(days(D + timedelta(days=1)))])


def test_an_impossible_receipt_changes_nothing() -> None:
    dossier = fold(BACK)
    with pytest.raises(NotPermitted, match=r"after it came back.*NU-06"):
        apply(dossier, receipt(days(date(2026, 11, 13))))
    assert dossier.state is State.SIGNED


def test_a_receipt_without_its_copy_is_refused() -> None:
    with pytest.raises(NotPermitted, match=r"no reliable copy.*SIG-16"):
        fold([*LEFT, receipt(days(D))])


@pytest.mark.parametrize(
    "way",
    [
        {"posted_on": date(2026, 11, 4)},  # not the day on which it left
        {"posted_on": None},  # by post, not by hand
        {"registered_on": date(2026, 11, 5)},  # not registered
    ],
)
def test_a_way_that_no_pack_took_is_refused(way: dict[str, date]) -> None:
    with pytest.raises(NotPermitted, match=r"no pack 1 left in that way.*NU-06"):
        fold([*BACK, receipt(days(D, **way))])


def test_a_registered_letter_counts_from_the_day_signed_for_and_says_it() -> None:
    left = [*LEFT[:-1], posted(channel="registered_letter"), BACK[-1]]
    assert fold([*left, receipt(days(D, registered_on=date(2026, 11, 6)))]).day == date(2026, 11, 6)
    with pytest.raises(NotPermitted, match="NU-06"):
        fold([*left, receipt(days(D))])


# ---- the packs


def test_the_first_pack_leaves_only_with_originals_signed_in_ink_and_sealed() -> None:
    bare = [interview(), drafted(), signed()]
    with pytest.raises(NotPermitted, match="copy 0"):
        fold([*bare, posted()])
    with pytest.raises(NotPermitted, match="copy 0"):
        fold([*bare, posted(copy=None)])
    assert len(fold(LEFT).posted) == 1


def test_the_second_pack_leaves_from_the_gate_on() -> None:
    waiting = fold([*BACK, receipt(days(D))])
    eve = GATE - timedelta(seconds=1)
    assert may(waiting, Act.POST, eve, posted(eve, 2)).rule == "CSP-D6322-30-01"
    assert may(waiting, Act.POST, GATE, posted(GATE, 2, on=date(2026, 11, 24))).allowed
    late = GATE + timedelta(days=1)
    assert may(waiting, Act.POST, late, posted(late, 2, on=date(2026, 11, 23))).rule == "CSP-D6322-30-01"


# ---- the gate


def ready(second: date = date(2026, 11, 24)) -> list[e.AnyEvent]:
    """Received in ink on the 8th, pack 2 posted on the day of the gate, its copy kept on the 30th."""
    later = noon(date(2026, 11, 30))
    return [*BACK, receipt(days(D)), posted(noon(second), 2), filed(later, ACT_COPY)]


def signed_on(day: date) -> OnPaper:
    return days(day, ACT_COPY, posted_on=date(2026, 11, 24), arrived_on=date(2026, 11, 30))


def test_an_acceptance_in_ink_counts_from_the_sixteenth_day_and_not_on_its_eve() -> None:
    dossier = fold(ready())
    assert apply(dossier, acceptance(signed_on(date(2026, 11, 24)))).state is State.ACCEPTED
    with pytest.raises(NotPermitted, match=r"before .* it has no effect.*NU-04"):
        apply(dossier, acceptance(signed_on(date(2026, 11, 23))))


def test_a_day_that_may_still_have_been_the_eve_in_paris_is_early() -> None:
    """The 24th begins in Tokyo while it is the 23rd in Paris: taken as early as it can have been."""
    tokyo = fold([interview(), drafted(patient_zone="Asia/Tokyo"), *ready()[2:]])
    assert may(tokyo, Act.ACCEPT, noon(date(2026, 11, 30)), acceptance(signed_on(date(2026, 11, 24)))).rule == "NU-04"
    apply(tokyo, acceptance(signed_on(date(2026, 11, 25))))


def test_what_is_dated_before_the_gate_is_noted_as_early_whenever_it_arrives() -> None:
    dossier, paper = fold(ready()), signed_on(date(2026, 11, 23))
    early = e.AcceptedEarly(at=noon(date(2026, 11, 30)), person="patient", channel="post", paper=paper)
    after = apply(dossier, early)
    assert (after.state, after.early_acceptances) == (State.REFLECTING, 1)
    with pytest.raises(NotPermitted, match="not early"):
        apply(
            dossier, e.AcceptedEarly(at=early.at, person="patient", channel="post", paper=signed_on(date(2026, 11, 24)))
        )


def test_an_acceptance_that_came_in_time_is_in_time_though_recorded_later() -> None:
    story = [interview(), drafted(valid_until=date(2026, 12, 8)), *ready()[2:]]
    paper = days(date(2026, 12, 1), ACT_COPY, posted_on=date(2026, 11, 24), arrived_on=date(2026, 12, 8))
    recorded = noon(date(2026, 12, 10))
    assert fold([*story, acceptance(paper, recorded)]).state is State.ACCEPTED
    late = days(date(2026, 12, 1), ACT_COPY, posted_on=date(2026, 11, 24), arrived_on=date(2026, 12, 9))
    with pytest.raises(NotPermitted, match="PRICE-05"):
        fold([*story, acceptance(late, recorded)])


def test_routes_mix_person_by_person() -> None:
    two = ("patient", "guardian")
    start = [interview(), drafted(receivers=two), *LEFT[2:], SENT.__class__(at=noon(POSTED), channel="post")]
    screen = received(RECEIPT)
    ink = [filed(noon(date(2026, 11, 12)), "b" * 64), receipt(days(D), person="guardian")]
    dossier = fold([*start, screen, *ink])
    assert (dossier.state, dossier.day) == (State.REFLECTING, D)
    back = [posted(noon(date(2026, 11, 25)), 2), filed(noon(date(2026, 11, 30)), ACT_COPY)]
    paper = days(date(2026, 11, 26), ACT_COPY, posted_on=date(2026, 11, 25), arrived_on=date(2026, 11, 30))
    done = fold([*start, screen, *ink, accepted(GATE), *back, acceptance(paper, person="guardian")])
    assert done.state is State.ACCEPTED


def test_a_paper_after_the_same_act_on_screen_is_no_act() -> None:
    story = [*LEFT, received(), filed(noon(date(2026, 11, 12)), "b" * 64)]
    with pytest.raises(NotPermitted, match="already been acknowledged"):
        fold([*story, receipt(days(D))])


@pytest.mark.parametrize(
    "end",
    [
        e.Withdrawn(at=noon(date(2026, 11, 25)), person="patient", channel="online"),
        e.Replaced(at=noon(date(2026, 11, 25)), by="2026-0200"),
    ],
)
def test_a_paper_after_the_end_is_no_act(end: e.AnyEvent) -> None:
    story = [*ready()[:-1], end, filed(noon(date(2026, 11, 30)), ACT_COPY)]
    with pytest.raises(NotPermitted):
        fold([*story, acceptance(signed_on(date(2026, 11, 24)))])


# ---- the day of the act


def confirmed(at: datetime, written: date, arrived: date, copy: str = ACT_COPY) -> e.DayConfirmed:
    paper = OnPaper(written_on=written, posted_on=None, registered_on=None, arrived_on=arrived, copy=copy)
    return e.DayConfirmed(at=at, person="patient", paper=paper)


@pytest.mark.parametrize("days_off", [(-1, 0), (-1, -1)])
def test_a_confirmation_in_ink_is_of_the_day_itself(days_off: tuple[int, int]) -> None:
    dossier = fold([*READY, filed(DAY, ACT_COPY)])
    written, arrived = (DAY.date() + timedelta(days=off) for off in days_off)
    assert apply(dossier, confirmed(DAY, DAY.date(), DAY.date())).confirmed_on == DAY.date()
    with pytest.raises(NotPermitted, match=r"on the day itself.*T-07"):
        apply(dossier, confirmed(DAY, written, arrived))


def test_a_confirmation_in_ink_is_in_a_copy() -> None:
    with pytest.raises(NotPermitted, match="SIG-16"):
        apply(fold(READY), confirmed(DAY, DAY.date(), DAY.date()))


# ---- bytes


def test_an_event_without_ink_is_written_as_it_always_was() -> None:
    entry = append((), received())[0]
    assert canonical(entry.event) == (
        b'{"act":"receive","at":"2026-11-04T19:42:00Z","channel":"online","document":"%s","person":"patient"}'
        % DOCUMENT.encode()
    )


def test_an_event_in_ink_is_read_back() -> None:
    entry = append((), receipt(days(D)))[0]
    assert decode(canonical(entry), Entry, "entry") == entry
