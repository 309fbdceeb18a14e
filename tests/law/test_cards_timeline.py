"""Cards that look at a timeline: a lawful life passes them all, and each broken life is found by its card."""

from __future__ import annotations

from datetime import date, timedelta

import msgspec
import pytest
from histories import (
    DAY,
    GATE,
    LIFE,
    OTHER,
    SECOND,
    TERMS,
    History,
    accepted,
    drafted,
    inserted,
    instant,
    interviewed,
    moved,
    paid,
    received,
    replaced,
    signed,
    with_terms,
    without,
)
from matters import breaches, history, judged

from dermadocs.domain import events as e
from dermadocs.domain.dossier import State, fold
from dermadocs.domain.events import AnyEvent
from dermadocs.domain.money import Cents
from dermadocs.domain.procedure import Anaesthesia
from dermadocs.domain.terms import Cover
from dermadocs.law import registry
from dermadocs.law.matter import Days
from dermadocs.law.rule import Outcome

LATER = Days(today=date(2027, 3, 1), document=date(2026, 11, 4), operation=date(2026, 12, 15))
ANAESTHESIA = with_terms(anaesthesia=Anaesthesia.GENERAL)
OTHER_COVER = Cover(id="second", valid_from=date(2026, 1, 1), valid_until=date(2027, 12, 31))


def found(events: History) -> set[str]:
    return breaches(history(events, LATER))


def after(kind: type, event: AnyEvent) -> History:
    """The lawful life with an event put directly behind the first of a kind, whatever its instant."""
    place = next(n for n, other in enumerate(LIFE) if isinstance(other, kind)) + 1
    return [*LIFE[:place], event, *LIFE[place:]]


def consulted(hours: int) -> History:
    visit = e.Consulted(at=DAY - timedelta(hours=hours), purpose="anaesthesia", practitioner="anaesthetist")
    place = next(n for n, event in enumerate(ANAESTHESIA) if event.at > visit.at)
    return [*ANAESTHESIA[:place], visit, *ANAESTHESIA[place:]]


def test_a_lawful_life_passes_every_card_and_the_fold_agrees() -> None:
    findings = judged(history(LIFE, LATER))
    assert [str(f) for f in findings if f.outcome is Outcome.BREACH] == []
    assert not [f for f in findings if f.subject == "timeline" and f.outcome is Outcome.NOT_CHECKED]
    assert fold(LIFE).state is State.ARCHIVED


SECOND_ESTIMATE = [
    *LIFE[:8],
    e.Replaced(at=instant(21), by="2026-0150"),
    drafted(instant(22), number="2026-0150", replaces="2026-0147"),
    *LIFE[9:],
]
ANEW = [
    *LIFE[:6],
    e.Replaced(at=instant(8), by="2026-0150"),
    drafted(instant(9), number="2026-0150", replaces="2026-0147"),
    signed(instant(9, 17)),
    received(instant(10)),
    accepted(GATE + timedelta(days=6)),
    e.Consented(at=GATE + timedelta(days=6, hours=1), person="patient"),
    *LIFE[9:],
]
"""A lawful life with a second estimate: what the first one had obtained is obtained anew, but for the interview."""
EXAMINED = e.Consulted(at=instant(1, month=12), purpose="physical_examination", practitioner="surgeon")
BY_VIDEO = replaced(e.Interviewed, lambda _: interviewed(mode="video"))
BROKEN: list[tuple[str, History]] = [
    ("ARR1996-1-01", without(e.Drafted)),
    ("ARR1996-2-10", inserted(received(instant(5)))),
    ("ARR1996-2-10", inserted(accepted(GATE + timedelta(days=1)))),
    ("ARR1996-2-10", inserted(received(instant(5), person="mother"))),
    ("ARR1996-4-01", replaced(e.Accepted, lambda old: accepted(document=OTHER))),
    ("CSP-D6322-30-02", without(e.Signed)),
    ("CSP-D6322-30-02", with_terms(operators=(*TERMS.operators, OTHER_COVER))),
    ("CSP-D6322-30-02", replaced(e.Signed, lambda _: signed(practitioner="somebody"))),
    ("CSP-D6322-30-02", with_terms(drafted_on=date(2026, 11, 3))),
    ("CSP-L1111-2-02", without(e.Interviewed)),
    ("CSP-L1111-4-01", inserted(e.Withdrawn(at=DAY - SECOND, person="patient", channel="post"))),
    ("CSP-GA-01", ANAESTHESIA),
    ("CSP-GA-01", consulted(47)),
    ("CDM-55-01", inserted(paid(GATE + timedelta(days=1), "deposit", 1))),
    ("CON-04", replaced(e.Accepted, lambda _: accepted(GATE + timedelta(days=12), distance=True))),
    ("NU-01", without(e.Received)),
    ("NU-04", inserted(paid(instant(7), "price", 100))),
    ("NU-06", replaced(e.Received, lambda _: received(channel="email"))),
    ("NU-07", after(e.Accepted, drafted(GATE + timedelta(days=1)))),
    ("NU-07", after(e.Accepted, drafted(GATE + timedelta(days=1), number="2026-0150"))),
    (
        "NU-07",  # another number than the one announced
        [
            *LIFE[:6],
            e.Replaced(at=instant(8), by="2026-0151"),
            drafted(instant(9), number="2026-0150", replaces="2026-0147"),
        ],
    ),
    ("PRICE-05", with_terms(valid_until=date(2026, 12, 3))),
    ("REM-01", replaced(e.Interviewed, lambda _: interviewed(mode="video"))),
    ("REM-01", [*BY_VIDEO[:9], msgspec.structs.replace(EXAMINED, purpose="anaesthesia"), *BY_VIDEO[9:]]),
    ("SIG-01", without(e.IdentitySeen)),
    ("T-00", [LIFE[0], LIFE[1], LIFE[3], LIFE[2], *LIFE[4:]]),
    ("T-01", replaced(e.Received, lambda _: received(document=OTHER))),
    ("T-02", moved(e.Performed, GATE - SECOND)),
    ("T-02", without(e.Received)),
    ("T-03", moved(e.Accepted, GATE - SECOND)),
    ("T-03", moved(e.Consented, GATE - SECOND)),
    ("T-04", inserted(paid(GATE - SECOND, "price", 100))),
    ("T-04", inserted(paid(instant(7), "deposit", 1))),
    ("T-05", without(e.Accepted)),
    ("T-05", with_terms(valid_until=date(2026, 11, 19))),
    ("T-06", without(e.Prepared)),
    ("T-07", without(e.Consented)),
    ("T-07", without(e.DayConfirmed)),
    ("T-07", moved(e.DayConfirmed, DAY - timedelta(days=1))),
    ("T-07", replaced(e.Performed, lambda old: msgspec.structs.replace(old, operators=("second",)))),
    ("T-07", with_terms(facility=msgspec.structs.replace(TERMS.facility, valid_until=date(2026, 12, 14)))),
    ("T-07", inserted(e.Withdrawn(at=DAY - SECOND, person="patient", channel="online"))),
    ("T-08", SECOND_ESTIMATE),
    ("T-09", moved(e.Accepted, instant(3, 8))),
    ("T-09", moved(e.Archived, DAY + timedelta(days=300))),
    ("T-09", moved(e.Archived, DAY.replace(year=2027, month=3, day=3))),
    ("T-09", replaced(e.Interviewed, lambda _: interviewed(on=date(2026, 10, 30)))),
    ("T-11", after(e.Archived, e.Asked(at=DAY + timedelta(days=31), text="0" * 64))),
]


@pytest.mark.parametrize(("rule", "life"), BROKEN)
def test_a_broken_life_is_found_by_its_card_at_an_event(rule: str, life: History) -> None:
    mine = [f for f in judged(history(life, LATER)) if f.rule == rule and f.outcome is Outcome.BREACH]
    assert mine
    for finding in mine:
        number = int(finding.where.removeprefix("/events/"))
        assert number < len(life)
        assert finding.blocks or finding.severity == "warning"
        assert "; " in finding.message


def test_every_card_of_timelines_that_can_break_is_broken_above() -> None:
    looking = {rule.id for rule in registry.all() if "timeline" in rule.subjects}
    only_asks = {"NU-05", "REM-06", "SIG-14", "SIG-18"}
    assert looking - {rule for rule, _ in BROKEN} == only_asks


LAWFUL: list[History] = [
    ANEW,
    [*BY_VIDEO[:9], EXAMINED, *BY_VIDEO[9:]],
    moved(e.Archived, DAY.replace(year=2027, month=3, day=2)),  # the day after the judgement may be today elsewhere
    moved(e.Accepted, GATE),
    consulted(48),
    with_terms(valid_until=date(2026, 12, 4)),  # D+30, received on 4 November
    inserted(paid(instant(7), "prior_consultation", 6_000)),
    inserted(e.Refunded(at=DAY + timedelta(days=40), amount=Cents(1))),
    replaced(e.Accepted, lambda _: accepted(GATE, distance=True)),
    replaced(e.Received, lambda _: received(channel="registered_letter")),
    inserted(e.AcceptedEarly(at=instant(7), person="patient", channel="post")),
]


@pytest.mark.parametrize("life", LAWFUL)
def test_an_accepted_neighbour_is_lawful(life: History) -> None:
    assert found(life) == set()


@pytest.mark.parametrize(
    ("rule", "life", "place", "message"),
    [
        ("T-08", SECOND_ESTIMATE, 12, "operated on the acceptance of 2026-0147; accept anew"),
        ("CSP-D6322-30-02", [*LIFE[:4], signed(instant(2, 18), "nurse"), *LIFE[4:]], 4, "nurse does not operate; have the operators sign"),
        ("CSP-D6322-30-02", without(e.Signed), 4, "received without the signature of surgeon; have all operators sign first"),
        ("NU-07", after(e.Accepted, drafted(GATE + timedelta(days=1))), 8, "the number 2026-0147 was already used; give it a new number"),
        ("T-09", moved(e.Accepted, instant(3, 8)), 7, "dated 2026-11-03T08:00:00Z, before the act recorded before it; find out which of the two instants is wrong"),
        ("T-11", [*LIFE, e.Asked(at=DAY + timedelta(days=31), text="0" * 64)], 14, "after the dossier was sealed (/events/13); open another dossier"),
        ("CSP-L1111-2-02", without(e.Interviewed), 2, "signed without any individual interview; hold it and record it"),
    ],
)  # fmt: skip
def test_a_breach_names_the_event_and_what_is_wrong_with_it(rule: str, life: History, place: int, message: str) -> None:
    told = [
        (f.where, f.message) for f in judged(history(life, LATER)) if f.rule == rule and f.outcome is Outcome.BREACH
    ]
    assert (f"/events/{place}", message) in told


def test_what_was_signed_before_the_first_draft_belongs_to_it() -> None:
    life = [LIFE[0], LIFE[1], LIFE[3], LIFE[2], *LIFE[4:]]
    assert "T-00" in found(life)
    assert "CSP-D6322-30-02" not in found(life), "the surgeon's signature is there, however early"


def test_two_signatures_without_an_interview_are_one_breach() -> None:
    life = [*without(e.Interviewed)[:3], signed(instant(2, 18)), *without(e.Interviewed)[3:]]
    told = [f for f in judged(history(life, LATER)) if f.rule == "CSP-L1111-2-02" and f.outcome is Outcome.BREACH]
    assert [f.where for f in told] == ["/events/2"]


def test_of_two_operations_on_an_old_acceptance_the_first_is_named() -> None:
    life = [*SECOND_ESTIMATE[:13], e.Performed(at=DAY + timedelta(hours=3), operators=("surgeon",))]
    told = [f for f in judged(history(life, LATER)) if f.rule == "T-08" and f.outcome is Outcome.BREACH]
    assert [f.where for f in told] == ["/events/12"]


def test_of_two_announcements_the_later_one_counts() -> None:
    first, second = e.Replaced(at=instant(8), by="2026-0149"), e.Replaced(at=instant(8, 12), by="2026-0150")
    new = drafted(instant(9), number="2026-0150", replaces="2026-0147")
    assert "NU-07" not in found([*LIFE[:6], first, second, new])
    assert "NU-07" in found([*LIFE[:6], second, msgspec.structs.replace(first, at=instant(8, 13)), new])


def test_more_money_back_than_was_taken_leaves_nothing_to_settle() -> None:
    life = inserted(paid(instant(7), "price", 100))
    place = next(n for n, event in enumerate(life) if event.at > instant(8))
    assert "NU-04" not in found([*life[:place], e.Refunded(at=instant(8), amount=Cents(150)), *life[place:]])
    assert "NU-04" in found([*life[:place], e.Refunded(at=instant(8), amount=Cents(99)), *life[place:]])


def test_of_a_price_paid_after_the_act_nothing_is_asked() -> None:
    early = inserted(paid(GATE + timedelta(days=2)))
    place = next(n for n, event in enumerate(early) if event.at == GATE + timedelta(days=2))
    asked = [f.where for f in judged(history(early, LATER)) if f.rule == "REM-06" and f.outcome is Outcome.ASK]
    assert asked == [f"/events/{place}"]


def test_operated_at_the_gate_itself_is_not_too_early() -> None:
    at_gate = moved(e.Performed, GATE)
    assert "T-02" not in found(at_gate)
    (finding,) = [f for f in judged(history(moved(e.Performed, GATE - SECOND), LATER)) if f.rule == "T-02" and f.blocks]
    assert "2026-11-19" in finding.message
    assert "before the gate of 2026-11-19 23:00 UTC" in finding.message


def test_a_distance_acceptance_waits_fourteen_full_days_or_is_asked_for() -> None:
    accepted_on = GATE + timedelta(days=10)  # 30 November in Paris: the first day is 15 December
    late = replaced(e.Accepted, lambda _: accepted(accepted_on, distance=True))
    assert "CON-04" not in found(late)
    one_day = replaced(e.Accepted, lambda _: accepted(accepted_on + timedelta(days=1), distance=True))
    assert "CON-04" in found(one_day)
    request = e.ExpresslyRequested(at=accepted_on + timedelta(days=1, hours=1), person="patient")
    place = next(n for n, event in enumerate(one_day) if isinstance(event, e.Performed))
    assert "CON-04" not in found([*one_day[:place], request, *one_day[place:]])


def test_the_days_are_named_once_everybody_has_received() -> None:
    (counted,) = [f for f in judged(history(LIFE, LATER)) if f.rule == "NU-05" and f.subject == "timeline"]
    assert counted.outcome is Outcome.PASS
    assert "D is 2026-11-04" in counted.message
    assert counted.where == f"/events/{len(LIFE) - 1}"
    two = with_terms(receivers=("patient", "father"))
    assert "T-03" in found(two), "the clock has not begun: one receipt is missing"


@pytest.mark.parametrize(
    ("life", "rule", "step"),
    [
        (replaced(e.Received, lambda _: received(channel="post")), "NU-06", "accept"),
        (replaced(e.Received, lambda _: received(channel="electronic_registered_letter")), "SIG-14", "accept"),
        (replaced(e.Received, lambda _: received(channel="electronic_registered_letter")), "SIG-18", "accept"),
        (inserted(e.AcceptedEarly(at=instant(7), person="patient", channel="post")), "NU-04", "accept"),
        (inserted(paid(GATE + timedelta(days=2))), "REM-06", "perform"),
    ],
)
def test_what_only_a_person_knows_is_asked(life: History, rule: str, step: str) -> None:
    asked = [f for f in judged(history(life, LATER)) if f.rule == rule and f.outcome is Outcome.ASK]
    assert [f.before for f in asked if f.subject == "timeline"] == [step]


def test_an_early_payment_that_went_back_is_settled() -> None:
    early = inserted(paid(instant(7), "price", 100))
    place = next(n for n, event in enumerate(early) if event.at > instant(8))
    back = [*early[:place], e.Refunded(at=instant(8), amount=Cents(100)), *early[place:]]
    assert "NU-04" in found(early)
    assert "NU-04" not in found(back)
    assert "T-04" in found(back), "it was taken all the same"


def test_early_money_is_not_forgotten_with_a_new_estimate() -> None:
    events = [*LIFE[:6], paid(instant(7), "price", 100), e.Replaced(at=instant(8), by="2026-0150")]
    events += [
        drafted(instant(9), number="2026-0150", replaces="2026-0147"),
        e.Performed(at=DAY, operators=("surgeon",)),
    ]
    late = [f.where for f in judged(history(events, LATER)) if f.rule == "NU-04" and f.outcome is Outcome.BREACH]
    assert late == ["/events/9"]


def test_an_empty_history_has_no_fault() -> None:
    assert found([]) == set()


def test_a_card_of_registered_letters_stands_back_where_none_was_used() -> None:
    outcomes = {f.rule: f.outcome for f in judged(history(LIFE, LATER)) if f.rule in ("SIG-14", "SIG-18")}
    assert set(outcomes.values()) == {Outcome.NOT_APPLICABLE}
    letter = replaced(e.Received, lambda _: received(channel="electronic_registered_letter"))
    assert {f.outcome for f in judged(history(letter, LATER)) if f.rule == "SIG-18"} == {Outcome.ASK}
