"""What a report says about documents that were signed as they should be, at each moment of their life."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, timedelta, timezone

import pytest
from foreign import with_store
from verify_world import PATIENT, PLAN, START, SURGEON, Story, World, blank, forged_archive, judge, shared, story, world

from signatures import (
    ClockGrade,
    Code,
    ExpectedField,
    ExpectedSigner,
    Indication,
    Integrity,
    Level,
    NotVerified,
    Plan,
    Policy,
    Trust,
    Verdict,
    archive,
    extend,
    inspect,
    verify,
)

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


@pytest.fixture(scope="module")
def told() -> Story:
    return shared()[1]


@pytest.mark.parametrize("step", range(1, 7))
def test_each_revision_stands_alone(made: World, told: Story, step: int) -> None:
    """A file cut after any of its signatures is good, and tells of fewer acts."""
    for plan in (PLAN, None):
        report = judge(made, told.steps[step], told.ends + DAY, plan)
        assert report.verdict is Verdict.VALID, report.diagnostics()
        assert report.integrity is Integrity.GOOD
        assert len(report.acts) == step
        assert report.certified


def test_acts_name_their_signers_and_times(made: World, told: Story) -> None:
    report = judge(made, told.last, told.ends + DAY)
    acts = {act.name: act for act in report.acts}
    assert list(acts) == ["practitioner", "Archive1", "receipt", "Archive2", "acceptance", "Archive3"]
    surgeon, acceptance = acts["practitioner"], acts["acceptance"]
    assert surgeon.signer is not None
    assert (surgeon.signer.name, surgeon.signer.identifier) == (SURGEON.name, SURGEON.identifier)
    assert surgeon.level is Level.B_LTA
    assert acts["Archive3"].level is Level.DOC_TIMESTAMP
    assert surgeon.not_before is None
    assert surgeon.not_after == START + timedelta(seconds=1)
    assert surgeon.token_time == START
    second, at = timedelta(seconds=1), START + timedelta(days=16)
    assert (acceptance.not_before, acceptance.not_after) == (at - second, at + second)
    assert acceptance.accuracy == 1.0
    assert {act.clock for act in report.acts} == {ClockGrade.C}
    assert report.acts[-1].covers == len(told.last)
    assert report.page_count == 2


def test_times_are_shown_although_no_anchor_is_given_but_nothing_is_valid(told: Story) -> None:
    made = shared()[0]
    report = inspect(told.last, Policy("nobody trusted", Trust(), told.ends + DAY), PLAN)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.codes == ("NO_TRUST_ANCHOR",)
    assert report.trust == {"anchor": None, "sha256": made.authority.root.sha256.hex()}
    assert all(act.not_after is not None and act.clock is None for act in report.acts)


def test_anchor_of_somebody_else(told: Story) -> None:
    with world("Autre cabinet") as other:
        report = inspect(told.last, Policy("other", other.trust, told.ends + DAY), PLAN)
    assert report.verdict is Verdict.INDETERMINATE
    assert set(report.codes) == {"UNTRUSTED"}
    assert report.trust is not None
    assert report.trust["anchor"] is None


def test_independent_clock_is_graded_b() -> None:
    """The practice's own root for people, another authority for time, in DIR/tsa."""
    with world() as people, world("Horodatage public") as time:
        at = START
        pdf = blank()
        revocation = (*people.crls(at), *time.crls(at))
        from signatures import certify

        pdf = certify(pdf, "Practitioner1", people.surgeon, time.clock, at, revocation=revocation)
        pdf = archive(pdf, time.clock, at, revocation=revocation)
        both = Trust((people.authority.root,), (time.authority.root,))
        report = inspect(pdf, Policy("both", both, at + DAY), PLAN)
        assert report.verdict is Verdict.VALID, report.diagnostics()
        assert [act.clock for act in report.acts] == [ClockGrade.B, ClockGrade.B]
        alone = inspect(pdf, Policy("people only", people.trust, at + DAY), PLAN)
        assert alone.verdict is Verdict.INDETERMINATE
        assert "UNTRUSTED" in alone.codes
        worse = Trust((people.authority.root, time.authority.root), (time.authority.root,))
        assert [act.clock for act in inspect(pdf, Policy("both ways", worse, at + DAY), PLAN).acts] == [
            ClockGrade.C,
            ClockGrade.C,
        ]


# ---- years later


@pytest.mark.parametrize(
    ("later", "verdict"),
    [
        (DAY, Verdict.VALID),
        (30 * DAY, Verdict.VALID),
        (3 * 365 * DAY, Verdict.VALID),
        (11 * 365 * DAY, Verdict.INDETERMINATE),
    ],
)
def test_years_later(made: World, told: Story, later: timedelta, verdict: Verdict) -> None:
    report = judge(made, told.last, told.ends + later)
    assert report.verdict is verdict, report.diagnostics()
    assert report.integrity is Integrity.GOOD
    assert report.as_of is not None
    assert report.as_of <= told.ends
    assert any(note.startswith("revocation after 2026-10-17") for note in report.not_checked)


def test_fresher_lists_of_the_reader_move_as_of_forward(made: World, told: Story) -> None:
    from asn1crypto import crl

    at = told.ends + 400 * DAY
    lists = tuple(crl.CertificateList.load(item) for item in made.crls(at - DAY))
    policy = Policy("fresh", Trust((made.authority.root,), crls=lists), at)
    report = inspect(told.last, policy, PLAN)
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert report.as_of == at - DAY
    assert "revocation after 2027-11-20" in " ".join(report.not_checked)


def test_strict_revocation_wants_data_of_the_day(made: World, told: Story) -> None:
    from asn1crypto import crl

    at = told.ends + 30 * DAY
    stale = judge(made, told.last, at, strict_revocation=True)
    assert stale.verdict is Verdict.INDETERMINATE
    assert stale.codes == ("REVOCATION_MISSING",)
    lists = tuple(crl.CertificateList.load(item) for item in made.crls(at))
    policy = Policy("fresh", Trust((made.authority.root,), crls=lists), at, strict_revocation=True)
    fresh = inspect(told.last, policy, PLAN)
    assert fresh.verdict is Verdict.VALID, fresh.diagnostics()
    assert not [note for note in fresh.not_checked if "revocation" in note]


def test_renewals_carry_a_file_over_the_end_of_its_first_clock(made: World, told: Story) -> None:
    pdf, trust = told.last, made.trust
    for years in (7, 14):
        at = told.ends + years * 365 * DAY
        clock = renewed_clock(made, at)
        with clock as (stamping, lists):
            pdf = extend(pdf, stamping, at, revocation=lists)
    report = inspect(pdf, Policy("later", trust, told.ends + 19 * 365 * DAY), PLAN)
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert [act.field for act in report.acts][-3:] == ["Archive3", "Archive4", "Archive5"]
    without = inspect(told.last, Policy("later", trust, told.ends + 19 * 365 * DAY), PLAN)
    assert without.verdict is Verdict.INDETERMINATE


def renewed_clock(made: World, at: datetime):  # type: ignore[no-untyped-def]
    """The authority's own clock with a timestamp unit of that time."""
    from contextlib import contextmanager

    from signatures import HttpClock, serve

    @contextmanager
    def opened():  # type: ignore[no-untyped-def]
        with serve(made.authority.responder(at), lambda: at) as url:
            anchors = (made.authority.time_ca, made.authority.root)
            yield HttpClock(url, anchors=anchors), made.crls(at)

    return opened()


def test_judged_before_it_was_signed(made: World, told: Story) -> None:
    report = judge(made, told.last, START - DAY)
    assert report.verdict is Verdict.INDETERMINATE
    assert "TIME_NOT_PROVEN" in report.codes


# ---- who, and in which order


def test_right_signature_by_the_wrong_person(made: World, told: Story) -> None:
    receipt = ExpectedField("Receipt1", "receipt", ExpectedSigner("John DOE", PATIENT.identifier))
    plan = Plan((PLAN.fields[0], receipt, PLAN.fields[2]))
    report = judge(made, told.last, told.ends + DAY, plan)
    assert report.verdict is Verdict.INVALID
    assert report.codes == ("WRONG_SIGNER",)
    assert report.integrity is Integrity.GOOD
    wrong = report.act("receipt")
    assert wrong is not None
    assert wrong.indication is Indication.TOTAL_FAILED


def test_right_name_with_another_identifier(made: World, told: Story) -> None:
    surgeon = ExpectedField("Practitioner1", "practitioner", ExpectedSigner(SURGEON.name, "RPPS:10000000017"))
    report = judge(made, told.last, told.ends + DAY, Plan((surgeon, *PLAN.fields[1:])))
    assert report.codes == ("WRONG_SIGNER",)


def test_acts_out_of_order(made: World) -> None:
    at = START + timedelta(minutes=5)
    pdf = made.sign(made.certify(blank(), START), "Acceptance1", made.patient, at, content_timestamp=True)
    report = judge(made, pdf, at + DAY)
    assert report.verdict is Verdict.INVALID
    assert "WRONG_ORDER" in report.codes
    on_paper = ExpectedField("Receipt1", "receipt", PATIENT, may_stay_empty=True)
    skipped = judge(made, pdf, at + DAY, Plan((PLAN.fields[0], on_paper, PLAN.fields[2])))
    assert skipped.verdict is Verdict.VALID, skipped.diagnostics()
    late = made.sign(pdf, "Receipt1", made.patient, at)
    assert "WRONG_ORDER" in judge(made, late, at + DAY).codes


def test_acceptance_without_content_timestamp_is_not_proven(made: World) -> None:
    pdf = made.certify(blank(), START)
    pdf = made.sign(pdf, "Receipt1", made.patient, START)
    pdf = made.sign(pdf, "Acceptance1", made.patient, START)
    report = judge(made, pdf, START + DAY)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.codes == ("TIME_NOT_PROVEN",)


def test_field_that_the_plan_does_not_know(made: World, told: Story) -> None:
    report = judge(made, told.last, told.ends + DAY, Plan(PLAN.fields[:2]))
    assert report.verdict is Verdict.INVALID
    assert "UNKNOWN_FIELD" in report.codes


def test_timestamps_alone_are_nobodys_signature(made: World) -> None:
    """Whoever reads VALID would take it that somebody had signed."""
    stamped = forged_archive(made, blank(), "Archive1", START)
    chain = [made.authority.time_ca, made.authority.root]
    report = judge(made, with_store(stamped, chain, list(made.crls(START))), START + DAY, None)
    assert (report.verdict, report.codes) == (Verdict.INDETERMINATE, ("NO_SIGNATURE",)), report.diagnostics()
    assert "nobody signed it" in report.reasons[0].message


def test_nothing_signed_is_neither_valid_nor_invalid(made: World) -> None:
    for plan in (PLAN, None):
        report = judge(made, blank(), START, plan)
        assert (report.verdict, report.codes) == (Verdict.INDETERMINATE, ("NO_SIGNATURE",))
        assert report.integrity is Integrity.GOOD


# ---- the report itself


def test_verify_insists(made: World, told: Story) -> None:
    assert verify(told.last, made.policy(told.ends + DAY), PLAN).verdict is Verdict.VALID
    with pytest.raises(NotVerified) as caught:
        verify(told.last + b"\n", made.policy(told.ends + DAY), PLAN)
    assert caught.value.report.verdict is Verdict.INVALID
    assert "COVERAGE" in str(caught.value)


def test_report_as_json_has_the_agreed_keys(made: World, told: Story) -> None:
    result = judge(made, told.last, told.ends + DAY).as_dict("a.pdf")
    assert list(result) == [
        "file",
        "sha256",
        "verdict",
        "integrity",
        "reasons",
        "messages",
        "as_of",
        "trust",
        "acts",
        "interval",
        "law",
        "data",
        "missing_acts",
        "not_checked",
    ]
    assert result["verdict"] == "VALID"
    assert result["acts"][0]["not_after"] == "2026-10-01T09:00:01Z"
    assert (result["interval"], result["law"], result["data"]) == (None, None, None)


def test_verdict_is_no_boolean(made: World, told: Story) -> None:
    """`if report.verdict` would always be true: a reader must compare the word."""
    report = judge(made, told.last + b"x", told.ends + DAY)
    assert not isinstance(report.verdict, bool)
    assert report.verdict == "INVALID"


def test_policy_needs_a_name_and_a_zone() -> None:
    with pytest.raises(ValueError, match="name"):
        Policy("", Trust(), START)
    with pytest.raises(ValueError, match="time zone"):
        Policy("x", Trust(), datetime(2026, 1, 1))  # noqa: DTZ001
    east = Policy("x", Trust(), datetime(2026, 1, 1, 2, tzinfo=timezone(timedelta(hours=2))))
    assert east.at == datetime(2026, 1, 1, tzinfo=UTC)
    with pytest.raises(ValueError, match="once"):
        Plan((PLAN.fields[0], PLAN.fields[0]))


def test_same_file_same_report(made: World, told: Story) -> None:
    first = judge(made, told.last, told.ends + DAY)
    assert first == judge(made, told.last, told.ends + DAY)


def test_report_travels_between_processes_without_the_file(made: World, told: Story) -> None:
    whole = judge(made, told.last, told.ends + DAY)
    broken = judge(made, told.last + b"more", told.ends + DAY)
    assert broken.reasons
    for report in (whole, broken):
        travelled = pickle.dumps(report)
        assert len(travelled) < len(told.last) / 2
        assert pickle.loads(travelled) == report


def test_caps_of_the_policy(made: World, told: Story) -> None:
    report = judge(made, told.last, told.ends + DAY, max_bytes=1000)
    assert (report.integrity, report.codes) == (Integrity.UNREADABLE, ("TOO_LARGE",))
    report = judge(made, told.last, told.ends + DAY, max_contents=1000)
    assert report.codes == ("TOO_LARGE",)
    report = judge(made, told.last, told.ends + DAY, max_revisions=3)
    assert report.codes == ("TOO_LARGE",)
    assert report.reasons[0].code is Code.TOO_LARGE


def test_a_document_with_object_streams(made: World) -> None:
    pdf = story(made, blank(object_streams=True)).last
    report = judge(made, pdf, START + 20 * DAY)
    assert report.verdict is Verdict.VALID, report.diagnostics()
