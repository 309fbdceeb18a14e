"""Time and trust over years: revocation before and after the act, seen from signed documents."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from asn1crypto import cms, crl
from chains import root
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ObjectIdentifier, ReasonFlags, UnrecognizedExtension
from foreign import embed, signed, token, usual, with_store
from pyhanko.pdf_utils import generic
from verify_world import PLAN, START, SURGEON, World, blank, judge, shared, story, world

from signatures import ClockGrade, Code, MemoryKey, Policy, Trust, Verdict, archive, certify, inspect
from signatures.document import Found
from signatures.doubts import times_in_order
from signatures.integrity import Checked
from signatures.judged import Judged, Stamp

DAY = timedelta(days=1)


@pytest.fixture
def own() -> Iterator[World]:
    """An authority of its own, for tests that revoke."""
    with world() as one:
        yield one


def with_lists(own: World, at: object) -> Trust:
    lists = tuple(crl.CertificateList.load(item) for item in own.crls(at))  # type: ignore[arg-type]
    return Trust((own.authority.root,), crls=lists)


def stamped(own: World, key: MemoryKey) -> bytes:
    """A paper that this key signed at START, by the clock of that world."""
    return embed(
        blank(),
        "Practitioner1",
        lambda digest: signed(key, usual(digest, key.certificate), digest, stamp=lambda value: token(own, value)),
        "ETSI.CAdES.detached",
    )


def test_signer_revoked_after_the_act_stays_good(own: World) -> None:
    told = story(own)
    own.authority.revoke(own.surgeon.certificate, told.ends + DAY)
    at = told.ends + 3 * DAY
    report = inspect(told.last, Policy("later", with_lists(own, at), at), PLAN)
    assert report.verdict is Verdict.VALID, report.diagnostics()


@pytest.mark.parametrize("archived", [True, False])
def test_signer_revoked_before_the_act_is_found_by_the_readers_lists(own: World, archived: bool) -> None:
    """The file's own lists are older than the news; the reader's say that it was too late already."""
    pdf = own.certify(blank(), START)
    if archived:
        pdf = own.archive(pdf, START)
    own.authority.revoke(own.surgeon.certificate, START - timedelta(minutes=30))
    at = START + DAY
    report = inspect(pdf, Policy("later", with_lists(own, at), at), PLAN)
    assert report.verdict is Verdict.INDETERMINATE
    assert report.codes == ("REVOKED",)
    assert inspect(pdf, Policy("unaware", own.trust, at), PLAN).verdict is Verdict.VALID


def test_signer_that_proves_to_have_signed_after_its_revocation(own: World) -> None:
    """A content timestamp after the revocation: no doubt is left."""
    pdf = own.sign(own.certify(blank(), START), "Receipt1", own.patient, START, content_timestamp=True)
    own.authority.revoke(own.patient.certificate, START - timedelta(minutes=1))
    at = START + DAY
    report = inspect(pdf, Policy("later", with_lists(own, at), at), PLAN)
    assert report.verdict is Verdict.INVALID
    assert report.codes == ("REVOKED",)


def test_nothing_fails_by_the_word_of_a_clock_that_the_reader_does_not_know(own: World) -> None:
    with world("Autre horodatage") as time:
        at, surgeon = START + timedelta(hours=3), own.surgeon
        time.now[0] = at
        lists = (*own.crls(START), *time.crls(at))
        pdf = certify(blank(), "Practitioner1", surgeon, time.clock, at, content_timestamp=True, revocation=lists)
        own.authority.revoke(surgeon.certificate, START + timedelta(hours=1))
        told = with_lists(own, at + DAY).crls
        for roots, verdict in (((time.authority.root,), Verdict.INVALID), ((), Verdict.INDETERMINATE)):
            report = inspect(pdf, Policy("later", Trust((own.authority.root,), roots, crls=told), at + DAY))
            assert report.verdict is verdict, report.diagnostics()
            assert "REVOKED" in report.codes


def test_time_authority_known_revoked(own: World) -> None:
    told = story(own)
    unit = own.authority.responder(START).certificate
    own.authority.revoke(unit, told.ends + DAY)
    at = told.ends + 3 * DAY
    report = inspect(told.last, Policy("later", with_lists(own, at), at), PLAN)
    assert report.verdict is Verdict.INDETERMINATE
    assert "REVOKED" in report.codes
    assert inspect(told.last, Policy("unaware", own.trust, at), PLAN).verdict is Verdict.VALID


def test_file_without_any_revocation_data(own: World) -> None:
    pdf = certify(blank(), "Practitioner1", own.surgeon, own.clock, START, revocation=None)
    pdf = archive(pdf, own.clock, START, revocation=None)
    report = judge(own, pdf, START + DAY)
    assert report.verdict is Verdict.INDETERMINATE
    assert "REVOCATION_MISSING" in report.codes
    lists = inspect(pdf, Policy("reader's", with_lists(own, START), START + DAY), PLAN)
    assert lists.verdict is Verdict.VALID, lists.diagnostics()


def test_one_shot_certificate_years_after_it_ended() -> None:
    made, told = shared()
    report = judge(made, told.last, told.ends + 6 * 365 * DAY)
    assert report.verdict is Verdict.VALID, report.diagnostics()
    with_late_list = inspect(
        told.last, Policy("late list", with_lists(made, told.ends + 365 * DAY), told.ends + 366 * DAY), PLAN
    )
    assert with_late_list.verdict is Verdict.VALID, with_late_list.diagnostics()


def test_one_shot_certificate_used_after_it_ended(own: World) -> None:
    """The patient's certificate is for an hour; the clock says that the act came three hours later."""
    patient, late = own.patient, START + timedelta(hours=3)

    def make(digest: bytes) -> cms.ContentInfo:
        def stamp(value: bytes) -> cms.ContentInfo:
            return token(own, value, late)

        return signed(patient, usual(digest, patient.certificate), digest, stamp=stamp)

    pdf = embed(own.certify(blank(), START), "Receipt1", make, "ETSI.CAdES.detached")
    report = inspect(pdf, Policy("later", own.trust, late + DAY))
    assert report.verdict is Verdict.INDETERMINATE
    assert "EXPIRED" in report.codes


def test_each_act_is_judged_at_its_own_time() -> None:
    made, told = shared()
    report = judge(made, told.last, told.ends + DAY)
    assert [act.token_time for act in report.acts] == sorted(act.token_time for act in report.acts if act.token_time)
    assert report.acts[2].reasons == ()


def test_moment_of_judging_is_the_only_clock(own: World) -> None:
    """The same question gives the same answer whenever it is asked: a file of the far future too."""
    future = START + 40 * 365 * DAY
    with world(start=future) as later:
        at = future
        later.now[0] = at
        key = later.authority.practitioner(name=SURGEON.name, rpps="10000000009", at=at)
        pdf = certify(blank(), "Practitioner1", key, later.clock, at, revocation=later.crls(at))
        report = inspect(pdf, Policy("future", later.trust, at + DAY), PLAN)
        assert report.verdict is Verdict.VALID, report.diagnostics()
        assert report.acts[0].token_time == at


def test_reasons_tell_the_field() -> None:
    made, finished = shared()
    report = inspect(finished.last, Policy("nobody", Trust(), finished.ends + DAY), PLAN)
    assert {reason.field for reason in report.reasons} == {act.field for act in report.acts}
    assert {reason.code for reason in report.reasons} == {Code.NO_TRUST_ANCHOR}
    assert made.authority.root.sha256.hex() == (report.trust or {})["sha256"]


def in_order(*told: Judged) -> list[bool]:
    """Whether each of these, oldest first, is said to be earlier than something it contains."""
    found = Found("Field", generic.DictionaryObject(), 0, None, None)
    times_in_order([Checked(found) for _ in told], told)
    return [bool(one.reasons) for one in told]


def stamped_at(days: float, accuracy: float = 0, *, own: bool = True) -> Judged:
    stamp = Stamp(START + timedelta(days=days), timedelta(days=accuracy), ClockGrade.C)
    return Judged(stamp=stamp, own=stamp if own else None)


def test_a_clock_that_knows_little_does_not_hide_one_that_lies() -> None:
    assert in_order(stamped_at(0), stamped_at(-100)) == [False, True]
    assert in_order(stamped_at(0), stamped_at(0.1, 3650), stamped_at(-100)) == [False, False, True]


def test_what_covers_a_signature_is_no_time_of_its_own() -> None:
    """It was made in between: nothing says that it is older than what stands before it."""
    assert in_order(stamped_at(3, own=False), stamped_at(1), stamped_at(3)) == [False, False, False]


@pytest.mark.parametrize("kind", ["renewed", "from another root"])
@pytest.mark.parametrize("turned", [False, True])
def test_an_authority_with_two_certificates_for_one_key(own: World, kind: str, turned: bool) -> None:
    """Whichever comes first in the file: what counts is a chain against which nothing speaks."""
    one, other, key = root("Root one"), root("Root other"), ec.generate_private_key(ec.SECP256R1())
    if kind == "renewed":
        spoken_against, good = (
            one.issue("CA", ca=True, ends=START - 30 * DAY, key=key),
            one.issue("CA", ca=True, key=key),
        )
        lists = [one.crl(START)]
    else:
        spoken_against, good = one.issue("CA", ca=True, key=key), other.issue("CA", ca=True, key=key)
        given_up = (spoken_against, START - 10 * DAY, ReasonFlags.superseded)
        lists = [one.crl(START, revoked=(given_up,)), other.crl(START)]
    signer = good.issue("Signer")
    memory = MemoryKey(signer.key, signer.certificate, (good.certificate, one.certificate, other.certificate))
    pdf = stamped(own, memory)
    offered = [good.asn1, spoken_against.asn1] if turned else [spoken_against.asn1, good.asn1]
    offered += [own.authority.time_ca]
    stored = with_store(pdf, offered, [item.dump() for item in (*lists, good.crl(START))] + list(own.crls(START)))
    trust = Trust((one.asn1, other.asn1, own.authority.root))
    report = inspect(stored, Policy("two certificates", trust, START + DAY))
    assert report.verdict is Verdict.VALID, report.diagnostics()


def test_an_answer_that_does_not_know_a_new_certificate_decides_nothing(own: World) -> None:
    """RFC 6960, clause 2.2: another answer or list says whether it was good; without one, that is not known."""
    authority = root("Authority")
    person, certs = authority.issue("Person"), [own.authority.time_ca]
    key = MemoryKey(person.key, person.certificate, [authority.certificate])
    pdf = stamped(own, key)
    hour = timedelta(hours=1)
    unknown, good = authority.answer(person, START + hour, unknown=True), authority.answer(person, START + 2 * hour)
    policy = Policy("new", Trust((authority.asn1, own.authority.root)), START + DAY)
    alone, both = (
        inspect(with_store(pdf, certs, list(own.crls(START)), ocsps), policy) for ocsps in ([unknown], [unknown, good])
    )
    assert (alone.verdict, alone.codes) == (Verdict.INDETERMINATE, ("REVOCATION_MISSING",)), alone.diagnostics()
    assert both.verdict is Verdict.VALID, both.diagnostics()


def test_strict_revocation_asks_nothing_about_a_certificate_that_needs_nothing(own: World) -> None:
    """Short-lived, and marked so (RFC 9608): nobody publishes anything about it. Of its clock the day's data are there."""
    authority = root("Authority")
    marked = UnrecognizedExtension(ObjectIdentifier("2.5.29.56"), b"\x05\x00")
    ends = START + timedelta(hours=10)
    brief = authority.issue("Brief", begins=START - timedelta(hours=1), ends=ends, extensions=((marked, False),))
    key = MemoryKey(brief.key, brief.certificate, [authority.certificate])
    pdf = with_store(stamped(own, key), [own.authority.time_ca], list(own.crls(START)))
    trust, at = Trust((authority.asn1, own.authority.root)), START + timedelta(hours=2)
    report = inspect(pdf, Policy("strict", trust, at, strict_revocation=True))
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert report.as_of == START
    late = inspect(pdf, Policy("strict", trust, at + 2 * DAY, strict_revocation=True))
    assert late.codes == ("REVOCATION_MISSING",)
