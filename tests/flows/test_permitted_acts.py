"""What a practice may do with an estimate, and when: nothing unlawful is issued, nothing binds before the gate."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from world import DAYS, SECOND, Life, example, scene

from dermadocs.demo.life import EVIDENCE
from dermadocs.domain.acts import MENTIONS
from dermadocs.errors import InputError, LawBreach, NotPermitted
from dermadocs.flows import sealing
from dermadocs.flows.paper_file import PaperFile

GATE = datetime(2026, 11, 21, 23, 0, tzinfo=UTC)
"""22 November 2026, 00:00 in Paris: the sixteenth day after the receipt on the 6th."""


def untouched(file: PaperFile, pdf: bytes, head: str) -> bool:
    return file.pdf == pdf and file.head == head


# ---- issuing


@pytest.mark.parametrize(
    ("pointer", "value", "rule"),
    [
        ("/practitioners/0/rpps", "10000000008", "ID-02"),
        ("/estimate/totals/gross", "1499.00", "PRICE-02"),
        ("/estimate/proposed_on", "2026-11-17", "ARR1996-2-05"),
        ("/practitioners/0/insurance/covers_act", False, "CSP-L1142-2-01"),
        ("/patient/birth_date", "2008-11-03", "MIN-06"),
    ],
)
def test_an_unlawful_estimate_is_not_issued(life: Life, pointer: str, value: object, rule: str) -> None:
    with scene(example((pointer, value))) as other, pytest.raises(LawBreach) as refused:
        other.issue()
    assert refused.value.where == pointer
    assert refused.value.rule == rule
    assert str(refused.value).startswith(f"{pointer}: ")
    assert "\n" not in str(refused.value)


def test_an_estimate_from_the_future_is_not_issued(life: Life) -> None:
    with pytest.raises(LawBreach, match="/estimate/drafted_on") as refused:
        life.scene.issue(DAYS.signed - timedelta(days=1))
    assert refused.value.rule == "T-09"


def test_a_protected_adult_s_estimate_goes_to_a_lawyer_and_is_never_issued() -> None:
    guardian = {
        "id": "guardian",
        "title": "M.",
        "family_name": "Whitcombe",
        "given_names": "Peter",
        "address": {"lines": ["1 Long Row"], "postal_code": "BS1 0ZZ", "city": "Bristol", "country": "GB"},
        "capacity": "guardian",
        "covers_person": True,
        "judgment": "TJ Lyon, 2025-03-04",
    }
    case = example(("/representatives/0", guardian))
    assert [person.id for person in case.receivers] == ["patient", "guardian"]
    with scene(case) as other, pytest.raises(LawBreach) as refused:
        other.issue()
    assert (refused.value.where, refused.value.rule) == ("/representatives/0", "PRO-01")


def test_a_clock_without_fractions_does_not_put_the_signature_before_the_draft() -> None:
    """Whole seconds, one off: read naively, the token allows that the surgeon signed before drafting."""
    with scene() as still:
        still.clock.now = lambda: still.clock.at  # type: ignore[method-assign]
        issued = still.issue()
        accepted = still.accept(still.receive(issued))
        assert still.judge(accepted.pdf)["verdict"] == "VALID"


# ---- receipt


def test_no_receipt_before_the_surgeon_has_signed(life: Life) -> None:
    drafted = life.scene.draft()
    with pytest.raises(NotPermitted) as refused:
        life.scene.receive(drafted)
    assert refused.value.rule == "CSP-D6322-30-02"


def test_no_second_receipt(life: Life) -> None:
    with pytest.raises(NotPermitted, match="already been acknowledged") as refused:
        life.scene.receive(life.received, DAYS.received + timedelta(hours=1))
    assert refused.value.rule == "ARR1996-2-10"


def test_no_receipt_so_late_that_the_offer_ends_before_one_can_decide_in_calm(life: Life) -> None:
    """Valid until 31 January: received on 2 January, it would end before the 14 days after the gate."""
    last = datetime(2027, 1, 1, 22, 0, tzinfo=UTC)
    with pytest.raises(NotPermitted, match="draw up a new estimate") as refused:
        life.scene.receive(life.sent, last + timedelta(days=1))
    assert refused.value.rule == "PRICE-05"
    assert life.scene.receive(life.sent, last).dossier.gate == datetime(2027, 1, 16, 23, 0, tzinfo=UTC)


# ---- acceptance


def test_the_gate_of_the_example(life: Life) -> None:
    assert life.received.dossier.gate == GATE


@pytest.mark.parametrize("early", [timedelta(days=15), timedelta(hours=1), SECOND])
def test_no_acceptance_before_the_gate(life: Life, early: timedelta) -> None:
    pdf, head = life.received.pdf, life.received.head
    with pytest.raises(NotPermitted, match="sixteenth day") as refused:
        life.scene.accept(life.received, GATE - early)
    assert refused.value.rule == "CSP-D6322-30-01"
    assert untouched(life.received, pdf, head)


def test_no_acceptance_while_the_clock_may_be_off(life: Life) -> None:
    with pytest.raises(NotPermitted, match="2026-11-21T23:01:00") as refused:
        life.scene.accept(life.received, GATE + timedelta(seconds=59))
    assert refused.value.rule == "CSP-D6322-30-01"


def test_acceptance_from_a_minute_after_the_gate(life: Life) -> None:
    accepted = life.scene.accept(life.received, GATE + timedelta(seconds=60))
    answer = life.scene.judge(accepted.pdf)
    assert (answer["verdict"], answer["interval"]["verdict"]) == ("VALID", "STATED")
    assert answer["interval"]["gate"] == "2026-11-21T23:00:00Z"


def test_no_acceptance_of_what_was_not_received(life: Life) -> None:
    with pytest.raises(NotPermitted, match="receipt is not acknowledged") as refused:
        life.scene.accept(life.sent, GATE + timedelta(days=1))
    assert refused.value.rule == "CSP-D6322-30-01"


def test_no_acceptance_after_the_offer_has_ended(life: Life) -> None:
    """Valid until 31 January, to the end of that day in Paris."""
    end = datetime(2027, 1, 31, 23, 0, tzinfo=UTC)
    with pytest.raises(NotPermitted, match="ended on 2027-01-31") as refused:
        life.scene.accept(life.received, end)
    assert refused.value.rule == "PRICE-05"
    accepted = life.scene.accept(life.received, end - timedelta(minutes=1))
    assert life.scene.judge(accepted.pdf, end + timedelta(days=1))["verdict"] == "VALID"


def test_no_second_acceptance(life: Life) -> None:
    with pytest.raises(NotPermitted, match="already accepted"):
        life.scene.accept(life.accepted, DAYS.accepted + timedelta(hours=1))


def test_nobody_else_accepts(life: Life) -> None:
    """The surgeon cannot sign for the patient: only those who received may accept."""
    with pytest.raises(NotPermitted, match="not a party"):
        sealing.accept(
            life.scene.practice,
            life.received,
            life.scene.case.practitioners[0],  # type: ignore[arg-type]
            MENTIONS["acceptance"],
            EVIDENCE,
            life.scene.clock.set(DAYS.accepted),
        )


# ---- the mention


@pytest.mark.parametrize(
    "typed",
    [
        "Devis reçu avant l’exécution de la prestation de service",
        "DEVIS RECU AVANT L'EXECUTION DE LA PRESTATION DE SERVICE",
        "  devis reçu avant l' exécution de la\tprestation de service\n",
        unicodedata.normalize("NFD", "devis reçu avant l'exécution de la prestation de service"),
    ],
    ids=["as printed", "capitals", "spacing", "decomposed"],
)
def test_a_mention_is_read_as_a_person_types_it(life: Life, typed: str) -> None:
    received = life.scene.receive(life.sent, mention=typed)
    assert life.scene.judge(received.pdf)["verdict"] == "VALID"


@pytest.mark.parametrize(
    "typed",
    ["", "ok", "devis accepté après réflexion", "devis reçu après l'exécution de la prestation de service"],
)
def test_another_mention_is_no_receipt(life: Life, typed: str) -> None:
    pdf, head = life.sent.pdf, life.sent.head
    with pytest.raises(InputError, match="devis reçu avant") as refused:
        life.scene.receive(life.sent, mention=typed)
    assert "\n" not in str(refused.value)
    assert untouched(life.sent, pdf, head)


def test_the_mention_of_the_receipt_does_not_accept(life: Life) -> None:
    with pytest.raises(InputError, match="devis accepté après réflexion"):
        life.scene.accept(life.received, mention=MENTIONS["receipt"])
