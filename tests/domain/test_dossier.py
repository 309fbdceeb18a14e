"""One dossier from request to archive, everything it refuses, and what settles it again."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import get_args

import msgspec
import pytest
from stories import (
    ACCEPTED,
    CONFIRMED,
    DAY,
    GATE,
    OTHER,
    READY,
    RECEIPT,
    REFLECTING,
    SECOND,
    SENT,
    accepted,
    consented,
    drafted,
    interview,
    paid,
    performed,
    received,
    signed,
    terms,
)

from dermadocs.domain import events as e
from dermadocs.domain.case import Case
from dermadocs.domain.dossier import Dossier, State, apply, fold, may
from dermadocs.domain.events import Act, AnyEvent
from dermadocs.domain.money import Cents
from dermadocs.domain.procedure import Anaesthesia
from dermadocs.domain.reflection import gate, hand_over_day
from dermadocs.domain.terms import Cover, terms_of
from dermadocs.domain.transitions import TABLE
from dermadocs.errors import NotPermitted


def refused(story: tuple[AnyEvent, ...], event: AnyEvent) -> NotPermitted:
    """The refusal of the last event; the events before it are permitted."""
    before = fold(story)
    with pytest.raises(NotPermitted) as caught:
        apply(before, event)
    answer = may(before, event.act, event.at, event)
    assert not answer.allowed
    assert answer.rule == caught.value.rule
    return caught.value


def test_a_whole_dossier_state_by_state() -> None:
    story: list[tuple[AnyEvent, State]] = [
        (e.Requested(at=datetime(2026, 10, 20, tzinfo=UTC)), State.DRAFT),
        (interview(), State.DRAFT),
        (drafted(), State.DRAFT),
        (signed(), State.SIGNED),
        (SENT, State.SENT),
        (received(), State.REFLECTING),
        (e.Asked(at=RECEIPT + timedelta(days=2), text=OTHER), State.REFLECTING),
        (accepted(), State.ACCEPTED),
        (consented(), State.CONSENTED),
        (e.Prepared(at=GATE), State.READY),
        (CONFIRMED, State.READY),
        (performed(), State.PERFORMED),
        (paid(DAY, "price", 150_000), State.PERFORMED),
        (e.Archived(at=DAY, bundle=OTHER), State.ARCHIVED),
    ]
    dossier = Dossier()
    for event, state in story:
        dossier = apply(dossier, event)
        assert dossier.state is state, event
    assert (dossier.day, dossier.gate) == (date(2026, 11, 4), GATE)
    assert dossier.held == 150_000


def test_terms_come_from_the_case(case: Case) -> None:
    assert terms_of(case) == terms(
        facility=Cover(id="facility", valid_from=date(2024, 7, 1), valid_until=date(2029, 6, 30))
    )


@pytest.mark.parametrize("early", [SECOND, timedelta(hours=1), timedelta(days=1), timedelta(days=14)])
def test_acceptance_before_the_gate_is_refused_and_says_when(early: timedelta) -> None:
    at = GATE - early
    assert refused(REFLECTING, accepted(at)).rule == "CSP-D6322-30-01"
    answer = may(fold(REFLECTING), Act.ACCEPT, at)
    assert (answer.allowed, answer.opens_at) == (False, GATE)
    assert may(fold(REFLECTING), Act.ACCEPT, GATE).allowed


@pytest.mark.parametrize("event", [consented(GATE - SECOND), performed(GATE - SECOND), e.Prepared(at=GATE - SECOND)])
def test_consent_and_operation_before_the_gate_are_refused_for_the_gate(event: AnyEvent) -> None:
    assert refused(REFLECTING, event).rule == "CSP-D6322-30-01"
    assert may(fold(REFLECTING), event.act, event.at).opens_at == GATE


def test_an_early_acceptance_is_noted_and_changes_nothing() -> None:
    early = e.AcceptedEarly(at=GATE - SECOND, person="patient", channel="post")
    dossier = fold((*REFLECTING, early))
    assert dossier.state is State.REFLECTING
    assert (dossier.early_acceptances, dossier.accepted) == (1, ())
    assert refused(REFLECTING, msgspec.structs.replace(early, at=GATE)).rule == "NU-04"
    assert fold((*REFLECTING, early, accepted())).state is State.ACCEPTED


def test_receipt_waits_for_the_signature_of_every_operator() -> None:
    both = (*terms().operators, msgspec.structs.replace(terms().operators[0], id="second"))
    half = (interview(), drafted(operators=both), signed())
    assert fold(half).state is State.DRAFT
    assert refused(half, received()).rule == "CSP-D6322-30-02"
    assert refused(half, SENT).rule == "CSP-D6322-30-02"
    assert refused(half, signed("second", OTHER)).rule == "CSP-D6322-30-02"
    assert refused(half, signed("surgeon")).rule == "CSP-D6322-30-02"
    assert refused(half, signed("third")).rule == "CSP-D6322-30-02"
    assert fold((*half, signed("second"), SENT, received())).state is State.REFLECTING


def test_nobody_acknowledges_twice_and_no_stranger_does() -> None:
    assert refused(REFLECTING, received()).rule == "ARR1996-2-10"
    pair = (interview(), drafted(receivers=("patient", "guardian")), signed(), SENT, received())
    assert fold(pair).state is State.HANDED_OVER
    assert refused(pair, received()).rule == "ARR1996-2-10"
    assert refused(pair, received(person="neighbour")).rule == "ARR1996-2-10"


def test_the_later_receipt_of_two_starts_the_days() -> None:
    later = RECEIPT + timedelta(days=3)
    pair = (interview(), drafted(receivers=("patient", "guardian")), signed(), SENT, received())
    assert fold(pair).gate is None
    assert refused(pair, accepted(DAY)).rule == "CSP-D6322-30-01"
    dossier = fold((*pair, received(later, "guardian")))
    assert dossier.gate == gate(hand_over_day(later, "Europe/London")) == GATE + timedelta(days=3)
    half = (*pair, received(later, "guardian"), accepted(DAY))
    assert fold(half).state is State.REFLECTING
    assert fold((*half, accepted(DAY, "guardian"))).state is State.ACCEPTED


def test_only_the_signed_document_can_be_received_or_accepted() -> None:
    assert refused(REFLECTING[:-1], received(document=OTHER)).rule == "T-01"
    assert refused(REFLECTING, accepted(document=OTHER)).rule == "T-01"


def test_a_receipt_too_late_for_the_validity_asks_for_a_new_estimate() -> None:
    last = datetime(2027, 1, 1, 12, tzinfo=UTC)  # + 30 days = 31 January, the last day of the offer
    assert fold((*REFLECTING[:-1], received(last))).state is State.REFLECTING
    late = refused(REFLECTING[:-1], received(last + timedelta(days=1)))
    assert late.rule == "PRICE-05"
    assert "new estimate" in str(late)


def test_no_signature_without_interview_or_before_drafting() -> None:
    assert refused((drafted(),), signed()).rule == "CSP-L1111-2-02"
    assert refused((interview(),), signed()).rule == "ARR1996-1-01"
    later = drafted(drafted_on=date(2026, 11, 3))
    assert refused((interview(), later), signed()).rule == "T-09"
    before = drafted(drafted_on=date(2026, 10, 27))
    assert refused((interview(), before), signed()).rule == "CSP-L1111-2-02"
    assert refused((), interview(date(2026, 10, 29))).rule == "T-09"


def test_acts_are_recorded_in_order_of_time() -> None:
    assert refused(ACCEPTED, consented(GATE - SECOND)).rule == "T-09"
    assert refused((interview(),), e.Requested(at=datetime(2026, 10, 1, tzinfo=UTC))).rule == "T-09"


END = datetime(2027, 1, 31, 23, tzinfo=UTC)  # the first instant of 1 February in Paris


@pytest.mark.parametrize(
    ("end", "rule"),
    [
        (e.Expired(at=END), "PRICE-05"),
        (e.Replaced(at=GATE, by="2026-0148"), "NU-07"),
        (e.Refused(at=GATE, person="patient"), "CDM-36-01"),
        (e.Withdrawn(at=GATE, person="patient", channel="email"), "CSP-L1111-4-01"),
        (e.IncidentReported(at=GATE, reason="wrong number called"), "NU-04"),
    ],
)
def test_nothing_is_accepted_after_an_end(end: AnyEvent, rule: str) -> None:
    assert refused((*REFLECTING, end), accepted(END)).rule == rule
    assert not may(fold((*REFLECTING, end)), Act.ACCEPT, END).allowed


def test_an_expired_offer_is_not_accepted_even_before_expiry_is_recorded() -> None:
    assert fold((*REFLECTING, accepted(END - SECOND))).state is State.ACCEPTED
    assert refused(REFLECTING, accepted(END)).rule == "PRICE-05"
    assert refused(REFLECTING, e.Expired(at=END - SECOND)).rule == "PRICE-05"


def test_a_replacement_starts_the_days_again() -> None:
    replaced = (*REFLECTING, e.Replaced(at=GATE, by="2026-0148"))
    draft = e.Drafted(at=GATE, terms=terms(number="2026-0148", replaces="2026-0147"))
    for wrong in (terms(), terms(number="2026-0148"), terms(number="2026-0149", replaces="2026-0147")):
        assert refused(replaced, e.Drafted(at=GATE, terms=wrong)).rule == "NU-07"
    again = (*replaced, draft)
    dossier = fold(again)
    assert (dossier.state, dossier.gate, dossier.received) == (State.DRAFT, None, ())
    anew = (
        *again,
        e.Signed(at=GATE, practitioner="surgeon", document=OTHER),
        received(GATE, document=OTHER),
    )
    later = gate(hand_over_day(GATE, "Europe/London"))
    assert refused(anew, accepted(later - SECOND, document=OTHER)).rule == "CSP-D6322-30-01"
    assert refused(anew, accepted(later)).rule == "T-01"
    assert fold((*anew, accepted(later, document=OTHER))).state is State.ACCEPTED


def test_money_in_the_period_is_an_incident_but_not_the_fee_of_a_consultation() -> None:
    third_day = RECEIPT + timedelta(days=3)
    assert fold((*REFLECTING, paid(third_day, "prior_consultation", 6_000))).state is State.REFLECTING
    for purpose in ("deposit", "price"):
        story = (*REFLECTING, paid(third_day, purpose, 100))
        dossier = fold(story)
        assert (dossier.state, dossier.unlawful) == (State.INCIDENT, 100)
        assert refused(story, accepted()).rule == "NU-04"
        assert refused(story, e.IncidentClosed(at=GATE, settled="…")).rule == "NU-04"
        part = (*story, e.Refunded(at=GATE, amount=Cents(60)))
        assert refused(part, e.IncidentClosed(at=GATE, settled="…")).rule == "NU-04"
        assert refused(part, e.Refunded(at=GATE, amount=Cents(41))).rule == "NU-04"
        back = (*part, e.Refunded(at=GATE, amount=Cents(40)), e.IncidentClosed(at=GATE, settled="refunded"))
        assert (fold(back).state, fold(back).held) == (State.REFLECTING, 0)
        assert fold((*back, accepted())).state is State.ACCEPTED


def test_a_deposit_is_an_incident_even_after_acceptance_and_the_price_is_not() -> None:
    assert fold((*ACCEPTED, paid(DAY, "deposit"))).state is State.INCIDENT
    assert fold((*ACCEPTED, paid(DAY, "price"))).state is State.ACCEPTED
    assert fold((*REFLECTING, paid(GATE, "price"))).state is State.INCIDENT
    withdrawn = e.Withdrawn(at=GATE, person="patient", channel="email")
    assert fold((*ACCEPTED, withdrawn, paid(DAY, "price"))).state is State.INCIDENT


def test_who_declines_during_an_incident_has_declined_once_it_is_settled() -> None:
    story = (*REFLECTING, paid(RECEIPT, "deposit"), e.Refused(at=GATE, person="patient"))
    assert fold(story).state is State.INCIDENT
    settled = (e.Refunded(at=GATE, amount=Cents(100)), e.IncidentClosed(at=GATE, settled="refunded"))
    assert fold((*story, *settled)).state is State.REFUSED


@pytest.mark.parametrize("story", [REFLECTING, ACCEPTED, (*ACCEPTED, consented()), READY])
def test_withdrawal_is_possible_until_the_act_and_stops_it(story: tuple[AnyEvent, ...]) -> None:
    withdrawn = (*story, e.Withdrawn(at=DAY - timedelta(hours=1), person="patient", channel="email"))
    assert fold(withdrawn).state is State.WITHDRAWN
    assert refused(withdrawn, performed()).rule == "CSP-L1111-4-01"


def test_the_day_needs_confirmation_operators_and_cover() -> None:
    assert refused(READY, performed()).rule == "T-07"
    the_day_before = msgspec.structs.replace(CONFIRMED, at=DAY - timedelta(days=1))
    assert refused((*READY, the_day_before), performed()).rule == "T-07"
    assert refused((*READY, CONFIRMED), performed(operators=("second",))).rule == "T-07"
    assert refused((*READY, CONFIRMED), performed(operators=("surgeon", "second"))).rule == "T-07"
    short = msgspec.structs.replace(terms().facility, valid_until=date(2026, 12, 14))
    story = (interview(), drafted(facility=short), *REFLECTING[2:], *READY[5:], CONFIRMED)
    assert refused(story, performed()).rule == "T-07"
    assert refused((*ACCEPTED, consented()), performed()).rule == "T-06"


def test_acceptance_at_a_distance_leaves_fourteen_days() -> None:
    story = (*REFLECTING, accepted(distance=True), consented())
    opens = datetime(2026, 12, 4, 23, tzinfo=UTC)  # 20 November + 15 days, 00:00 in Paris
    answer = may(fold(story), Act.PREPARE, opens - SECOND)
    assert (answer.rule, answer.opens_at) == ("CON-04", opens)
    assert fold((*story, e.Prepared(at=opens))).state is State.READY
    asked = (*story, e.ExpresslyRequested(at=GATE, person="patient"), e.Prepared(at=GATE))
    assert fold(asked).state is State.READY


def test_a_patient_seen_by_video_only_must_be_examined_by_an_operator() -> None:
    story = (interview(mode="video"), *ACCEPTED[1:], consented())
    assert refused(story, e.Prepared(at=GATE)).rule == "REM-01"
    nurse = e.Consulted(at=GATE, purpose="physical_examination", practitioner="second")
    assert refused((*story, nurse), e.Prepared(at=GATE)).rule == "REM-01"
    seen = msgspec.structs.replace(nurse, practitioner="surgeon")
    assert fold((*story, seen, e.Prepared(at=GATE))).state is State.READY


def test_general_anaesthesia_waits_forty_eight_hours() -> None:
    story = (interview(), drafted(anaesthesia=Anaesthesia.GENERAL), *ACCEPTED[2:], consented())
    assert refused(story, e.Prepared(at=DAY)).rule == "CSP-GA-01"
    seen = (*story, e.Consulted(at=GATE, purpose="anaesthesia", practitioner="anaesthetist"))
    answer = may(fold(seen), Act.PREPARE, GATE + timedelta(hours=47))
    assert answer.opens_at == GATE + timedelta(hours=48)
    assert fold((*seen, e.Prepared(at=GATE + timedelta(hours=48)))).state is State.READY


def test_a_sealed_dossier_takes_no_act_but_money_and_files() -> None:
    """Files: the bundle itself, and its renewals."""
    sealed = (*REFLECTING, e.Refused(at=GATE, person="patient"), e.Archived(at=GATE, bundle=OTHER))
    for act in set(Act) - {Act.PAY, Act.REFUND, Act.FILE}:
        assert may(fold(sealed), act, DAY).rule == "T-11"


def test_every_act_has_a_row_and_every_event_an_act() -> None:
    assert {row.act for row in TABLE} == set(Act)
    tags = [kind.__struct_config__.tag for kind in get_args(e.AnyEvent)]
    assert sorted(tags) == sorted(Act)


def test_every_road_to_a_binding_state_passes_the_gate() -> None:
    for row in TABLE:
        if row.target in (State.ACCEPTED, State.CONSENTED, State.READY, State.PERFORMED):
            assert any(guard.__name__ == "gate_open" for guard in row.guards), row
