"""What lists and answers say about a certificate, and which of them may say anything."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import algos, core, crl, ocsp
from asn1crypto import x509 as asn1_x509
from chains import SIGNING, START, Entity, named, pss, root, rsa_key
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from signatures import revocation_answers
from signatures.errors import TooLarge
from signatures.revocation import RevocationData, Status

DAY = timedelta(days=1)
EXPIRED_ON_LIST = x509.ObjectIdentifier("2.5.29.60")
USE = START + 10 * DAY


def status(person: Entity, authority: Entity, crls: Any = (), ocsps: Any = ()) -> Status:
    return RevocationData(crls, ocsps).status(person.asn1, authority.asn1)


def test_current_list_covers_and_a_stale_one_does_not(authority: Entity, person: Entity) -> None:
    current = status(person, authority, [authority.crl(USE - 3 * DAY)])
    assert current.covers(USE)
    assert current.as_of == USE - 3 * DAY
    assert current.revoked is None
    assert not status(person, authority, [authority.crl(USE - 8 * DAY)]).covers(USE)


def test_list_issued_after_use_covers_it_whenever_its_next_one_was_due(authority: Entity, person: Entity) -> None:
    assert status(person, authority, [authority.crl(USE + 300 * DAY)]).covers(USE)


def test_what_was_not_yet_issued_is_not_known(authority: Entity, person: Entity) -> None:
    later = authority.crl(USE + DAY, revoked=((person, USE, None),))
    known = status(person, authority, [authority.crl(USE - DAY), later])
    assert known.known_at(USE).revoked is None
    assert known.known_at(USE + 2 * DAY).revoked is not None


def test_revocation_keeps_its_date_and_reason(authority: Entity, person: Entity) -> None:
    reason = x509.ReasonFlags.cessation_of_operation
    found = status(person, authority, [authority.crl(USE, revoked=((person, USE - DAY, reason),))]).revoked
    assert found is not None
    assert (found.revoked, found.reason) == (USE - DAY, "cessation_of_operation")


def test_list_issued_after_a_certificate_ended_says_nothing_about_it(authority: Entity) -> None:
    """It need not mention it any more; it must not break the judgment either."""
    brief = authority.issue("Brief", begins=START, ends=START + timedelta(hours=1))
    late = status(brief, authority, [authority.crl(START + 30 * DAY)])
    assert late.statements == ()
    both = status(brief, authority, [authority.crl(START), authority.crl(START + 30 * DAY)])
    assert both.covers(START + timedelta(minutes=30))


@pytest.mark.parametrize(("since", "speaks"), [(START, True), (START + DAY, False)], ids=["before", "after"])
def test_list_that_keeps_the_certificates_that_ended(authority: Entity, since: datetime, speaks: bool) -> None:
    """expiredCertsOnCRL (ITU-T X.509, 9.5.2.8): it says since when, and only those are still on it."""
    brief = authority.issue("Brief", begins=START, ends=START + timedelta(hours=1))
    keeps = x509.UnrecognizedExtension(EXPIRED_ON_LIST, core.GeneralizedTime(since).dump())
    found = status(brief, authority, [authority.crl(USE, extensions=((keeps, False),))])
    assert found.covers(START + timedelta(minutes=30)) is speaks


def test_list_that_does_not_say_well_since_when_it_keeps_them(authority: Entity) -> None:
    brief = authority.issue("Brief", begins=START, ends=START + timedelta(hours=1))
    keeps = x509.UnrecognizedExtension(EXPIRED_ON_LIST, b"\x05\x00")
    assert status(brief, authority, [authority.crl(USE, extensions=((keeps, False),))]).statements == ()


def test_list_of_another_authority_with_the_same_name(authority: Entity, person: Entity) -> None:
    impostor = root("Authority")
    assert status(person, authority, [impostor.crl(USE)]).statements == ()


def test_list_of_an_issuer_that_may_not_sign_lists(authority: Entity) -> None:
    clerk = authority.issue("Clerk", usage=("digital_signature",))
    person = clerk.issue("Person")
    assert status(person, clerk, [clerk.crl(USE)]).statements == ()


@pytest.mark.parametrize(
    "scope",
    [
        {"indirect_crl": True},
        {"only_contains_ca_certs": True},
        {"only_contains_attribute_certs": True},
        {"only_some_reasons": frozenset({x509.ReasonFlags.key_compromise})},
    ],
)
def test_partial_list_is_passed_over(authority: Entity, person: Entity, scope: dict[str, Any]) -> None:
    settings: dict[str, Any] = {
        "full_name": None,
        "relative_name": None,
        "only_contains_user_certs": False,
        "only_contains_ca_certs": False,
        "only_some_reasons": None,
        "indirect_crl": False,
        "only_contains_attribute_certs": False,
    } | scope
    if set(scope) <= {"indirect_crl", "only_some_reasons"}:
        settings["full_name"] = [x509.UniformResourceIdentifier("http://localhost/crl")]
    partial = authority.crl(USE, extensions=((x509.IssuingDistributionPoint(**settings), True),))
    assert status(person, authority, [partial]).statements == ()


def test_delta_list_is_passed_over(authority: Entity, person: Entity) -> None:
    delta = authority.crl(USE, extensions=((x509.DeltaCRLIndicator(3), True),))
    assert status(person, authority, [delta]).statements == ()


def test_answer_of_the_authority_itself(authority: Entity, person: Entity) -> None:
    found = status(person, authority, ocsps=[authority.answer(person, USE)])
    assert found.covers(USE)
    assert not found.covers(USE + DAY)


def test_answer_older_than_the_use(authority: Entity, person: Entity) -> None:
    assert not status(person, authority, ocsps=[authority.answer(person, USE - DAY)]).covers(USE)


def test_answer_issued_after_a_certificate_ended(authority: Entity) -> None:
    """« Good » then may only mean forgotten, unless the archive reaches back so far (RFC 6960, 4.4.4)."""
    brief = authority.issue("Brief", begins=START, ends=START + timedelta(hours=1))
    assert status(brief, authority, ocsps=[authority.answer(brief, USE)]).statements == ()
    revoked = status(brief, authority, ocsps=[authority.answer(brief, USE, revoked=START)]).revoked
    assert revoked is not None
    for cutoff, speaks in ((START, True), (START + DAY, False)):
        archived = authority.answer_extended(brief, USE, "archive_cutoff", cutoff)
        assert status(brief, authority, ocsps=[archived]).covers(START) is speaks


def test_answer_with_a_condition_that_nobody_knows(authority: Entity, person: Entity) -> None:
    for critical in (True, False):
        answer = authority.answer_extended(person, USE, "1.2.3.4", core.Null().dump(), critical=critical)
        assert status(person, authority, ocsps=[answer]).covers(USE) is not critical


def test_answer_that_says_revoked(authority: Entity, person: Entity) -> None:
    found = status(person, authority, ocsps=[authority.answer(person, USE, revoked=USE - DAY)])
    assert found.revoked is not None
    assert found.revoked.revoked == USE - DAY


def test_answer_that_does_not_know_the_certificate_says_nothing_of_it(authority: Entity, person: Entity) -> None:
    """Neither that it was good at any moment, nor that it was revoked: an hour later the responder knows it."""
    unknown = authority.answer(person, USE, until=USE + DAY, unknown=True)
    alone = status(person, authority, ocsps=[unknown])
    assert (alone.revoked, alone.as_of) == (None, None)
    assert not any(map(alone.covers, (USE - DAY, USE, USE + DAY)))
    earlier = authority.crl(USE - DAY)
    both = status(person, authority, [earlier], [unknown])
    assert (both.revoked, both.as_of, both.covers(USE)) == (None, USE - DAY, True)


@pytest.mark.parametrize("digest", [hashes.SHA1(), hashes.SHA224(), hashes.SHA384(), hashes.SHA512()])
def test_answer_that_names_its_issuer_by_another_digest(
    authority: Entity, person: Entity, digest: hashes.HashAlgorithm
) -> None:
    """Which digest it is says nothing of whether the answer is heard: a revocation above all."""
    found = status(person, authority, ocsps=[authority.answer(person, USE, revoked=USE - DAY, digest=digest)])
    assert found.revoked is not None
    other = root("Authority")
    assert status(person, other, ocsps=[authority.answer(person, USE, digest=digest)]).statements == ()


def test_answer_of_a_responder_that_the_authority_certified(authority: Entity, person: Entity) -> None:
    responder = authority.issue("Responder", purposes=SIGNING)
    assert status(person, authority, ocsps=[authority.answer(person, USE, by=responder)]).covers(USE)


def test_answers_of_those_who_may_not_answer(authority: Entity, person: Entity) -> None:
    without_right = authority.issue("Clerk")
    stranger = root("Stranger").issue("Responder", purposes=SIGNING)
    ended = authority.issue("Ended", purposes=SIGNING, ends=USE - DAY)
    for responder in (without_right, stranger, ended):
        found = status(person, authority, ocsps=[authority.answer(person, USE, by=responder)])
        assert found.statements == (), responder.certificate.subject


def test_only_responders_that_an_answer_names_are_tried(authority: Entity, person: Entity) -> None:
    """Whoever signed it is named by it (RFC 6960, clause 4.2.1)."""
    one = authority.issue("One", purposes=SIGNING)
    other, renamed = authority.issue("Other", key=one.key), authority.issue("Other", key=authority.key)
    for by, whose, heard in ((one, one, True), (one, other, False), (None, authority, True), (None, renamed, False)):
        found = status(person, authority, ocsps=[authority.answer(person, USE, by=by, named=whose)])
        assert bool(found.statements) is heard


def test_a_responder_is_looked_into_once(authority: Entity, person: Entity, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[x509.Certificate] = []
    look = revocation_answers._delegated
    monkeypatch.setattr(revocation_answers, "_delegated", lambda cert, *by: asked.append(cert) or look(cert, *by))
    responder = authority.issue("Responder", purposes=SIGNING)
    found = status(person, authority, ocsps=[authority.answer(person, USE + n * DAY, by=responder) for n in range(9)])
    assert (len(found.statements), len(asked)) == (9, 1)


def test_made_up_responders_are_too_many_rather_than_passed_over(authority: Entity, person: Entity) -> None:
    """One answer that revokes may be the last of them."""
    key, crowd = ec.generate_private_key(ec.SECP256R1()), root("Authority")
    made_up = [crowd.issue("Responder", purposes=SIGNING, key=key) for _ in range(201)]
    with pytest.raises(TooLarge, match="more than 200"):
        status(person, authority, ocsps=[authority.answer(person, USE, by=one) for one in made_up])
    heard = status(person, authority, ocsps=[authority.answer(person, USE, by=one) for one in made_up[:200]])
    assert heard.statements == ()


def test_an_answer_about_a_few_dozen_certificates(authority: Entity, person: Entity) -> None:
    basic = authority.answer(person, USE, revoked=USE - DAY)["response_bytes"]["response"].parsed
    data = basic["tbs_response_data"].copy()
    others = [authority.answer(authority.issue(f"Other {n}"), USE) for n in range(40)]
    singles = [one["response_bytes"]["response"].parsed["tbs_response_data"]["responses"][0] for one in others]
    data["responses"] = [*singles, data["responses"][0]]
    basic["tbs_response_data"] = data
    basic["signature"] = authority.key.sign(data.dump(), ec.ECDSA(hashes.SHA256()))
    inside = {"response_type": "basic_ocsp_response", "response": basic}
    answer = ocsp.OCSPResponse({"response_status": "successful", "response_bytes": inside})
    assert status(person, authority, ocsps=[ocsp.OCSPResponse.load(answer.dump())]).revoked is not None


@pytest.mark.parametrize(("bits", "heard"), [(1024, False), (2048, True)])
def test_answers_by_a_key_that_is_too_short_are_not_heard(
    authority: Entity, person: Entity, bits: int, heard: bool
) -> None:
    responder = authority.issue("Responder", purposes=SIGNING, key=rsa.generate_private_key(65537, bits))
    found = status(person, authority, ocsps=[authority.answer(person, USE, by=responder)])
    assert bool(found.statements) is heard


SHA1, SHA256 = hashes.SHA1(), hashes.SHA256()


@pytest.mark.parametrize(
    ("digest", "mask", "heard"), [(SHA256, SHA256, True), (SHA1, SHA1, False), (SHA256, SHA1, False)]
)
def test_lists_over_digests_that_can_be_forged_are_not_heard(
    digest: hashes.HashAlgorithm, mask: hashes.HashAlgorithm, heard: bool
) -> None:
    """RSA-PSS names its digests in its parameters, one for what is signed and one for the mask."""
    authority = root("Authority", key=rsa_key())
    person = authority.issue("Person")
    signer = authority.key
    item = signed_by_pss(authority.crl(USE), signer, digest, mask)
    assert bool(status(person, authority, [item]).statements) is heard
    # what they revoke is heard all the same, if the key is the issuer's
    revoking = authority.crl(USE, revoked=((person, USE - DAY, None),))
    (said,) = status(person, authority, [signed_by_pss(revoking, signer, digest, mask)]).statements
    assert (said.revoked, said.vouches) == (USE - DAY, heard)
    assert status(person, authority, [signed_by_pss(revoking, rsa_key(), digest, mask)]).statements == ()


def signed_by_pss(
    item: crl.CertificateList, key: rsa.RSAPrivateKey, digest: hashes.HashAlgorithm, mask: hashes.HashAlgorithm
) -> crl.CertificateList:
    algorithm, body = pss(digest.name, mask.name), item["tbs_cert_list"].copy()
    body["signature"] = algorithm
    value = key.sign(body.dump(), padding.PSS(padding.MGF1(mask), 20), digest)
    return crl.CertificateList({"tbs_cert_list": body, "signature_algorithm": algorithm, "signature": value})


def over_sha1(responder: Entity, issuer: Entity) -> Entity:
    """The same responder, its certificate signed over SHA-1."""
    made, algorithm = responder.asn1, algos.SignedDigestAlgorithm({"algorithm": "sha1_ecdsa"})
    body = made["tbs_certificate"].copy()
    body["signature"] = algorithm
    value = issuer.key.sign(body.dump(), ec.ECDSA(hashes.SHA1()))
    der = asn1_x509.Certificate(
        {"tbs_certificate": body, "signature_algorithm": algorithm, "signature_value": value}
    ).dump()
    return Entity(x509.load_der_x509_certificate(der), responder.key)


@pytest.mark.parametrize("by_short_key", [True, False])
def test_a_weak_answer_that_revokes_accuses_and_vouches_for_nothing(
    authority: Entity, person: Entity, by_short_key: bool
) -> None:
    """Weak is the key of its responder, or what the responder was certified by."""
    key = rsa.generate_private_key(65537, 1024) if by_short_key else None
    responder = authority.issue("Responder", purposes=SIGNING, key=key)
    weak = responder if by_short_key else over_sha1(responder, authority)
    assert status(person, authority, ocsps=[authority.answer(person, USE, by=weak)]).statements == ()
    revoking = authority.answer(person, USE, by=weak, revoked=USE - DAY)
    (said,) = status(person, authority, ocsps=[revoking]).statements
    assert (said.revoked, said.vouches) == (USE - DAY, False)
    stranger = root("Authority")
    forged = over_sha1(stranger.issue("Responder", purposes=SIGNING, key=key), stranger)
    assert status(person, authority, ocsps=[authority.answer(person, USE, by=forged, revoked=USE)]).statements == ()


def test_an_answer_about_a_time_after_it_was_made(authority: Entity, person: Entity) -> None:
    """The library writes the moment of making it."""
    issued = datetime.now(UTC) + 2 * DAY
    responder = authority.issue("Responder", purposes=SIGNING, ends=issued + DAY)
    assert status(person, authority, ocsps=[authority.answer(person, issued, by=responder)]).statements == ()


def with_singles(by: Entity, produced: datetime, answers: list[ocsp.OCSPResponse]) -> ocsp.OCSPResponse:
    """What these answers say in one response, made by a responder at that time."""
    inside = [one["response_bytes"]["response"].parsed for one in answers]
    basic, data = inside[0], inside[0]["tbs_response_data"].copy()
    data["responses"] = [one["tbs_response_data"]["responses"][0] for one in inside]
    data["produced_at"] = produced
    basic["tbs_response_data"], basic["certs"] = data, [by.asn1]
    basic["signature"] = by.key.sign(data.dump(force=True), ec.ECDSA(hashes.SHA256()))
    kept = {"response_type": "basic_ocsp_response", "response": basic}
    made = ocsp.OCSPResponse({"response_status": "successful", "response_bytes": kept})
    return ocsp.OCSPResponse.load(made.dump())


def test_each_answer_of_a_response_is_asked_of_its_own_time(authority: Entity, person: Entity) -> None:
    """Whichever certificate of several is asked for first: a responder speaks for no time after that of answering."""
    other, responder = authority.issue("Other"), authority.issue("Responder", purposes=SIGNING, ends=USE)
    singles = [authority.answer(other, USE - DAY, by=responder), authority.answer(person, USE + DAY, by=responder)]
    data = RevocationData([], [with_singles(responder, USE - DAY, singles)])
    assert data.status(other.asn1, authority.asn1).covers(USE - DAY)
    assert data.status(person.asn1, authority.asn1).statements == ()


def test_a_responder_answers_from_lists_that_are_older_than_its_certificate(authority: Entity, person: Entity) -> None:
    """It must be certified when it answers; renewed responders are."""
    responder = authority.issue("Responder", purposes=SIGNING, begins=USE)
    for produced, is_heard in ((USE, True), (USE - DAY, False)):
        for revoked in (None, USE - 3 * DAY):
            single = authority.answer(person, USE - DAY, by=responder, revoked=revoked)
            found = status(person, authority, ocsps=[with_singles(responder, produced, [single])])
            assert [one.revoked for one in found.statements] == ([revoked] if is_heard else [])
            assert found.covers(USE - DAY) is is_heard


def test_a_revocation_of_a_time_after_that_of_answering_vouches_for_nothing(authority: Entity, person: Entity) -> None:
    responder = authority.issue("Responder", purposes=SIGNING)
    single = authority.answer(person, USE + DAY, by=responder, revoked=USE)
    (said,) = status(person, authority, ocsps=[with_singles(responder, USE, [single])]).statements
    assert (said.revoked, said.vouches) == (USE, False)


def test_answers_about_others_do_not_mix(authority: Entity, person: Entity) -> None:
    """Several answers of one authority side by side: each speaks of its own certificate."""
    other = authority.issue("Other")
    answers = [authority.answer(other, USE, revoked=USE - DAY), authority.answer(person, USE)]
    assert status(person, authority, ocsps=answers).revoked is None
    assert status(other, authority, ocsps=answers).revoked is not None


def test_short_lived_certificate_marked_as_needing_nothing(authority: Entity) -> None:
    assured = x509.UnrecognizedExtension(x509.ObjectIdentifier("0.4.0.194121.2.1"), b"\x05\x00")
    brief = authority.issue("Brief", ends=START + timedelta(hours=1), extensions=((assured, False),))
    lasting = authority.issue("Lasting", extensions=((assured, False),))
    plain = authority.issue("Plain", ends=START + timedelta(hours=1))
    assert status(brief, authority).covers(START)
    assert not status(lasting, authority).covers(START)
    assert not status(plain, authority).covers(START)


def test_large_list_is_searched_quickly(authority: Entity, person: Entity) -> None:
    crowd = tuple((authority.issue(named(f"n{i}")), USE, None) for i in range(1))
    many = authority.crl(USE, revoked=(*crowd, (person, USE - DAY, None)))
    assert status(person, authority, [many]).revoked is not None
