"""Every way that a dossier can go, kept in a home: each act read back from the disk before the next."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from office import EVIDENCE, NAME, Office, at, office
from world import CHECKOUT, RAW, example

from dermadocs import bootstrap
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.case import Case
from dermadocs.domain.dossier import State
from dermadocs.domain.events import (
    AcceptedEarly,
    Consulted,
    IncidentClosed,
    IncidentReported,
    Paid,
    Refunded,
)
from dermadocs.domain.money import Cents
from dermadocs.domain.timeline import events
from dermadocs.errors import Damaged, InputError, LawBreach, NotPermitted
from dermadocs.flows import casework, estimating, keeping
from dermadocs.flows.kept import copy_of
from dermadocs.flows.outlook import following
from dermadocs.flows.questioning import STEPS
from dermadocs.store import register
from signatures import FieldAlreadySigned, KeyUnavailable

FRENCH = ("/patient/language", "fr")
"""One language is quicker to draw."""


@pytest.fixture(autouse=True)
def light(monkeypatch: pytest.MonkeyPatch) -> None:
    """Estimates without the medical part, three times quicker to draw."""
    whole = bootstrap.informing.content  # type: ignore[attr-defined]

    def part_one(kind: Any, case: Any, language: Any, find: Any) -> Any:
        return () if kind == "estimate" else whole(kind, case, language, find)

    monkeypatch.setattr(bootstrap.informing, "content", part_one)  # type: ignore[attr-defined]


@pytest.fixture
def at_work(tmp_path: Path) -> Iterator[Office]:
    with office(tmp_path / "home", example(FRENCH)) as working:
        yield working


@pytest.fixture
def sent(at_work: Office) -> Office:
    at_work.offer()
    return at_work


def replacing(case: Case, number: str = "2026-0158", old: str | None = "2026-0147") -> Case:
    return replace(case, estimate=replace(case.estimate, number=number, replaces=old))


# ---- how it ends


def test_a_refusal(sent: Office) -> None:
    """The commonest end, in any state of the offer; nothing binds afterwards."""
    desk = sent.home.desk
    sent.receive()
    kept = sent.do("11-10", lambda kept: casework.refuse(desk, kept, "patient"))
    assert kept.dossier.state is State.REFUSED
    assert following(kept.dossier).what == "seal the evidence bundle"
    with pytest.raises(NotPermitted, match="the patient has declined"):
        sent.accept()
    with pytest.raises(InputError, match="nobody who signs in this dossier; those are: patient"):
        sent.do("11-11", lambda kept: casework.refuse(desk, kept, "somebody"))
    with pytest.raises(NotPermitted, match="the patient has declined"):
        sent.do("11-12", lambda kept: casework.draft(desk, kept, replacing(sent.case)))


def test_a_withdrawal_signed_on_its_form(sent: Office) -> None:
    desk = sent.home.desk
    sent.receive()
    sent.accept()
    typed = MENTIONS["withdrawal"]
    kept = sent.do(
        "11-24",
        lambda kept: casework.sign_withdrawal(desk, kept, "patient", typed, EVIDENCE, language=None),
        time="09:00",
    )
    assert kept.dossier.state is State.WITHDRAWN
    assert kept.latest["withdrawal.pdf"].field == "Withdrawal1"
    answer = sent.judge("withdrawal.pdf")
    assert (answer["verdict"], answer["missing_acts"]) == ("VALID", [])
    with pytest.raises(NotPermitted, match="consent is withdrawn"):
        sent.do("11-24", lambda kept: casework.draw_consent(desk, kept, None))


def test_a_form_that_is_signed_is_never_put_aside_by_another(sent: Office) -> None:
    """While an incident is open, a person may withdraw more than once; the form stays the one that was signed."""
    desk, typed = sent.home.desk, MENTIONS["withdrawal"]
    sent.note("11-03", IncidentReported, reason="un acompte annoncé")
    sign = lambda kept: casework.sign_withdrawal(desk, kept, "patient", typed, EVIDENCE, language=None)  # noqa: E731
    first = sent.do("11-04", sign).latest["withdrawal.pdf"]
    with pytest.raises(FieldAlreadySigned):
        sent.do("11-05", sign)
    assert sent.kept.latest["withdrawal.pdf"] == first


def test_a_withdrawal_told_in_any_form(sent: Office) -> None:
    sent.receive()
    kept = sent.do("11-10", lambda kept: casework.withdraw(sent.home.desk, kept, "patient", "email"))
    assert kept.dossier.state is State.WITHDRAWN


def test_a_replacement_starts_the_days_anew_and_keeps_the_old_papers(sent: Office) -> None:
    desk = sent.home.desk
    sent.receive()
    old = sent.kept.bytes_of("estimate.pdf")
    with pytest.raises(NotPermitted, match="the estimate is signed: replace it, a change needs a new one"):
        sent.do("11-09", lambda kept: casework.draft(desk, kept, replacing(sent.case)))
    kept = sent.do("11-09", lambda kept: casework.supersede(desk, kept, "2026-0158"))
    assert (kept.dossier.state, kept.dossier.successor) == (State.REPLACED, "2026-0158")
    with pytest.raises(NotPermitted, match="replaced by a new one"):
        sent.accept("11-23")
    later = replacing(sent.case)
    later = replace(later, estimate=replace(later.estimate, drafted_on=at("11-24").date()))
    for wrong, told in (
        (replacing(later, number="2026-0147", old=None), "already used"),
        (replacing(later, number="2026-0200"), "the estimate announced is 2026-0158"),
        (replacing(later, old=None), "it does not say that it replaces 2026-0147"),
    ):
        with pytest.raises(NotPermitted, match=told):
            sent.do("11-24", lambda kept, wrong=wrong: casework.draft(desk, kept, wrong), time="16:00")
    assert sent.kept.case == sent.case
    kept = sent.offer(later, "11-24")
    assert (kept.dossier.state, kept.dossier.gate) == (State.SENT, None)
    assert {"estimate.pdf", "estimate-2.pdf", "data-notice.pdf", "data-notice-2.pdf"} <= set(kept.latest)
    assert kept.bytes_of("estimate.pdf") == old
    kept = sent.receive("11-27")
    assert kept.dossier.gate == at("12-12", "23:00")
    assert kept.latest["estimate-2.pdf"].field == "Receipt1"
    with pytest.raises(NotPermitted, match="before 2026-12-12T23:00:00Z, the sixteenth day after receipt"):
        sent.accept("12-12", time="22:59")
    assert sent.accept("12-13").dossier.state is State.ACCEPTED
    answers = [sent.judge(name, at("12-14")) for name in ("estimate.pdf", "estimate-2.pdf")]
    assert [(a["verdict"], a["missing_acts"]) for a in answers] == [("VALID", ["acceptance"]), ("VALID", [])]
    assert answers[1]["data"]["number"] == "2026-0158"


def test_an_offer_that_runs_out_and_a_new_one(sent: Office) -> None:
    desk = sent.home.desk
    with pytest.raises(NotPermitted, match="the offer is open until 2027-01-31"):
        sent.do("2027-01-31", lambda kept: casework.expire(desk, kept))
    kept = sent.do("2027-02-01", lambda kept: casework.expire(desk, kept))
    assert kept.dossier.state is State.EXPIRED
    with pytest.raises(NotPermitted, match="the offer has expired"):
        sent.receive("2027-02-02")
    later = replacing(sent.case)
    estimate = replace(
        later.estimate,
        drafted_on=at("2027-02-03").date(),
        valid_until=at("2027-04-30").date(),
        proposed_on=at("2027-03-15").date(),
    )
    later = replace(later, estimate=estimate)
    kept = sent.do("2027-02-03", lambda kept: casework.draft(desk, kept, later))
    assert kept.case == later, "an offer that ran out may be followed by a new one"


# ---- what comes too early


def test_money_that_comes_too_early(sent: Office) -> None:
    """Never refused, for it is there; it stops the dossier until it went back and the incident is settled."""
    sent.receive()
    sent.note("11-08", Paid, purpose="prior_consultation", amount=Cents(6000))
    assert sent.kept.dossier.state is State.REFLECTING
    kept = sent.note("11-09", Paid, purpose="price", amount=Cents(150000))
    assert (kept.dossier.state, kept.dossier.unlawful) == (State.INCIDENT, 150000)
    assert following(kept.dossier).who == "practice"
    with pytest.raises(NotPermitted, match="an incident is open"):
        sent.accept()
    with pytest.raises(NotPermitted, match="money obtained too early has not been refunded"):
        sent.note("11-23", IncidentClosed, settled="oublié")
    with pytest.raises(NotPermitted, match="more than was received"):
        sent.note("11-23", Refunded, amount=Cents(150001))
    sent.note("11-23", Refunded, amount=Cents(100000))
    with pytest.raises(NotPermitted, match="has not been refunded"):
        sent.note("11-23", IncidentClosed, settled="à moitié")
    sent.note("11-23", Refunded, amount=Cents(50000))
    kept = sent.note("11-23", IncidentClosed, settled="remboursé en entier")
    assert (kept.dossier.state, kept.dossier.held) == (State.REFLECTING, 0)
    assert sent.accept("11-24").dossier.state is State.ACCEPTED
    kept = sent.note("11-25", Paid, purpose="price", amount=Cents(150000))
    assert kept.dossier.state is State.ACCEPTED, "after the gate and the acceptance it is lawful"


def test_an_acceptance_that_comes_too_early_is_a_note(sent: Office) -> None:
    sent.receive()
    kept = sent.note("11-20", AcceptedEarly, person="patient", channel="post")
    assert (kept.dossier.state, kept.dossier.early_acceptances) == (State.REFLECTING, 1)
    with pytest.raises(NotPermitted, match="before 2026-11-21T23:00:00Z"):
        sent.accept("11-21", time="22:59")
    with pytest.raises(NotPermitted, match="opens at 2026-11-21T23:01:00"):
        sent.accept("11-21", time="23:00")
    with pytest.raises(NotPermitted, match="the fifteen days are over: this acceptance is not early"):
        sent.note("11-22", AcceptedEarly, person="patient", channel="post")
    with pytest.raises(NotPermitted, match="was the patient told in writing that this acceptance has no effect"):
        sent.accept("11-22", time="00:00")
    sent.do("11-22", lambda kept: casework.answer(sent.home.desk, kept, ["accept"], [], "Dr Vasseur"), time="00:00")
    assert sent.accept("11-22", time="00:10").dossier.state is State.ACCEPTED


def test_an_act_refused_leaves_nothing(sent: Office) -> None:
    """Neither a row, nor a line, nor bytes, nor an attempt."""
    home = sent.home.folder
    before = (sent.kept.entries, register.read(home), sorted(home.glob("blobs/*/*")))
    for mention in ("d’accord", ""):
        with pytest.raises(InputError):
            sent.do("11-06", lambda kept, m=mention: casework.receive(sent.home.desk, kept, "patient", m, EVIDENCE))
    with pytest.raises(NotPermitted):
        sent.accept("11-07")
    assert (sent.kept.entries, register.read(home), sorted(home.glob("blobs/*/*"))) == before
    assert sent.home.archive.interrupted() == ()


# ---- who is there


def test_two_who_sign_for_the_patient_s_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The law's cards send such a dossier to a lawyer and refuse its issue; what is tested here is the order of acts."""
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
    with office(tmp_path / "home", example(FRENCH, ("/representatives/0", guardian))) as at_work:
        with pytest.raises(LawBreach, match="PRO-01"):
            at_work.offer()
        monkeypatch.setattr(estimating, "refuse_unlawful", lambda case, at, given=(): None)
        at_work.offer()
        kept = at_work.receive("11-06")
        assert (kept.dossier.state, kept.dossier.gate) == (State.HANDED_OVER, None)
        with pytest.raises(NotPermitted, match="has already done this"):
            at_work.receive("11-06", time="21:00")
        with pytest.raises(NotPermitted, match="somebody has not acknowledged receipt yet"):
            at_work.accept("11-23")
        kept = at_work.receive("11-24", "guardian")
        assert kept.dossier.gate == at("12-09", "23:00"), "from the last receipt"
        with pytest.raises(NotPermitted, match="sixteenth day"):
            at_work.accept("12-09", time="22:00")
        assert at_work.accept("12-10").dossier.state is State.REFLECTING
        kept = at_work.accept("12-10", "guardian", "21:00")
        assert kept.dossier.state is State.ACCEPTED
        fields = [one.field for one in kept.filed if one.name == "estimate.pdf"]
        assert fields == ["Practitioner1", "Receipt1", "Receipt2", "Acceptance1", "Acceptance2"]
        answer = at_work.judge("estimate.pdf", at("12-11"))
        assert (answer["verdict"], answer["missing_acts"]) == ("VALID", [])


def two_surgeons() -> Case:
    second = {**RAW["practitioners"][0], "id": "second", "rpps": "10000000017", "given_names": "Zoé Anaïs"}
    second["family_name"] = "Ørsted-Nuñez"
    return example(
        FRENCH,
        ("/practitioners/1", second),
        ("/estimate/operators", ["surgeon", "second"]),
        ("/estimate/substitution", "La Dre Ørsted-Nuñez opère avec la Dre Vasseur, annoncé le jour de la consultation"),
    )


def test_two_surgeons_with_keys_of_their_own(tmp_path: Path) -> None:
    """Each signs with their own key; where one is missing nothing at all is issued."""
    with office(tmp_path / "home", two_surgeons()) as at_work:
        desk = at_work.home.desk
        assert sorted(at_work.home.keys) == ["10000000009", "10000000017"]
        at_work.do("11-02", lambda kept: casework.draft(desk, kept, at_work.case))
        at_work.do("11-02", lambda kept: casework.answer(desk, kept, STEPS, [], "Dr Vasseur"), time="20:05")
        second = at_work.home.desk.practice.keys.practitioners.pop("10000000017")  # type: ignore[attr-defined]
        with pytest.raises(KeyUnavailable, match="RPPS 10000000017; add it to this home first"):
            at_work.do("11-02", lambda kept: casework.issue(desk, kept), time="20:10")
        assert set(at_work.kept.latest) == {"case.json"}
        at_work.home.desk.practice.keys.practitioners["10000000017"] = second  # type: ignore[attr-defined]
        kept = at_work.do("11-02", lambda kept: casework.issue(desk, kept), time="20:20")
        assert kept.dossier.signed == ("surgeon", "second")
        filed = [(one.field, one.sha256) for one in kept.filed if one.name == "estimate.pdf"]
        assert [field for field, _ in filed] == ["Practitioner1", "Practitioner2"], (
            "every field that is filled is named"
        )
        assert len({sha256 for _, sha256 in filed}) == 1
        assert kept.paper("estimate").filled == ("Practitioner1", "Practitioner2")
        signers = [act["signer"]["name"] for act in at_work.judge("estimate.pdf")["acts"] if act["kind"] == "signature"]
        assert signers == ["Claire VASSEUR", "Zoé Anaïs ØRSTED-NUÑEZ"]


def test_an_implant_that_stays_has_its_notice_acknowledged(tmp_path: Path) -> None:
    """From a practice's own procedure in HOME/catalogue; the receipt covers the notice, on its own field."""
    case = example(
        FRENCH,
        ("/estimate/procedure/code", "chin-implant"),
        ("/estimate/procedure/implant_days", 36500),
        ("/estimate/procedure/anaesthesia", "local_sedation"),
        ("/risk_factors", ["teeth"]),
    )
    from dermadocs.bootstrap import home as homes

    with office(tmp_path / "home", case) as at_work:
        own = at_work.home.folder / homes.CATALOGUE
        own.mkdir()
        (own / "chin-implant.toml").write_bytes((CHECKOUT / "tests" / "catalogue" / "chin-implant.toml").read_bytes())
    with homes.opened(tmp_path / "home", at("11-02", "16:00")) as home:
        again = Office(home, home.desk.now.__self__, case)  # type: ignore[attr-defined]
        kept = again.offer()
        assert {"data-notice.pdf", "distance-notice.pdf", "implant-notice.pdf"} <= set(kept.latest)
        kept = again.receive()
        assert [kept.latest[name].field for name in ("estimate.pdf", "implant-notice.pdf")] == ["Receipt1", "Receipt1"]
        assert kept.paper("implant-notice").filled == ("Seal", "Receipt1")
        for name in ("estimate.pdf", "implant-notice.pdf"):
            assert again.judge(name)["verdict"] == "VALID", name


# ---- what is kept


def test_what_is_kept_is_compared_with_what_was_recorded(sent: Office) -> None:
    """A paper exchanged for another good paper is found: its name is its digest."""
    filed = sent.kept.latest["estimate.pdf"]
    path = sent.home.archive.blobs.path(filed.sha256)  # type: ignore[attr-defined]
    path.chmod(0o600)
    path.write_bytes(sent.kept.bytes_of("data-notice.pdf"))
    with pytest.raises(Damaged, match="not those of its name"):
        sent.receive()


def test_a_consent_follows_its_estimate(sent: Office) -> None:
    """Answers of the patient may come with the form; nothing else of the case may move."""
    desk = sent.home.desk
    sent.receive()
    sent.accept()
    assert sent.case.consent is not None
    answers = replace(sent.case.consent, photos_for_record=False)
    kept = sent.do("11-23", lambda kept: casework.draw_consent(desk, kept, answers), time="20:10")
    assert kept.case.consent == answers
    assert {"consent.pdf", "aftercare.pdf"} <= set(kept.latest)
    with pytest.raises(NotPermitted, match="the form is drawn already; a change needs a new estimate"):
        sent.do("11-23", lambda kept: casework.draw_consent(desk, kept, answers), time="20:20")
    with pytest.raises(NotPermitted, match=r"confirm-day: .*CONSENT|confirm-day: not possible"):
        sent.sign("11-23", casework.confirm_day, "confirmation", time="20:30")
    kept = sent.sign("11-23", casework.consent, "consent", time="20:40")
    assert kept.dossier.state is State.CONSENTED
    with pytest.raises(NotPermitted, match=r"within the fourteen days of withdrawal \(CON-04\)"):
        sent.do("11-24", lambda kept: casework.prepare(desk, kept))
    sent.note("12-08", Consulted, purpose="physical_examination", practitioner="surgeon")
    sent.do("12-10", lambda kept: casework.prepare(desk, kept))
    with pytest.raises(NotPermitted, match="consent is not confirmed on that day"):
        sent.do("12-15", lambda kept: casework.perform(desk, kept, ("surgeon",)), time="06:00")
    sent.sign("12-15", casework.confirm_day, "confirmation", time="07:00")
    with pytest.raises(NotPermitted, match="the operators are not those of the estimate"):
        sent.do("12-15", lambda kept: casework.perform(desk, kept, ("somebody",)), time="07:30")
    kept = sent.do("12-15", lambda kept: casework.perform(desk, kept, ("surgeon",)), time="08:00")
    assert kept.dossier.state is State.PERFORMED
    copy = copy_of(kept)
    assert set(copy) == {*kept.latest, "events.jsonl"}
    for name, filed in kept.latest.items():
        assert hashlib.sha256(copy[name]).hexdigest() == filed.sha256
    assert {event.act for event in events(kept.entries)} >= {"request", "file", "sign", "receive", "perform"}
    assert sent.judge("consent.pdf", at("12-16"))["verdict"] == "VALID"


def test_attachments_are_numbered_by_their_kind(sent: Office) -> None:
    desk = sent.home.desk
    for number, kind in enumerate(("note", "note", "questionnaire", "delivery-proof", "note")):
        data = f"attachment {number}".encode()
        sent.do("11-03", lambda kept, k=kind, d=data: casework.attach(desk, kept, k, d, ".pdf"))
    names = [one.name for one in sent.kept.filed][-5:]
    assert names == ["note-1.pdf", "note-2.pdf", "questionnaire-1.pdf", "delivery-proof-1.pdf", "note-3.pdf"]
    assert sent.kept.bytes_of("note-2.pdf") == b"attachment 1"


def test_names_of_a_year(at_work: Office) -> None:
    desk = at_work.home.desk
    at_work.clock.set(at("12-31", "23:30"))
    begun = [keeping.begin_next(desk, lambda kept: casework.request(desk, kept)).identifier for _ in range(2)]
    assert begun == ["2027-0001", "2027-0002"], "the year of Paris, where it is midnight already"
    at_work.clock.set(at("12-31", "12:00"))
    assert keeping.next_name(desk) == "2026-0002"
    assert NAME in at_work.home.archive.identifiers()
