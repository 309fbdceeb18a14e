"""What anyone may add to a file and nobody can read: it is set aside by itself, and decides over nothing else."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from asn1crypto import cms, core, crl, ocsp, pem, tsp, x509
from chains import END, START, Entity, root, rsa_key
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ReasonFlags
from cryptography.x509.oid import ExtendedKeyUsageOID
from foreign import embed, signed, usual
from verify_world import blank, shared

from signatures import Code, Integrity, MemoryKey, Policy, Trust, Verdict, inspect
from signatures import cms as written
from signatures.certificates import Path, is_readable
from signatures.detached import Tokens
from signatures.registry import Registry
from signatures.revocation import RevocationData
from signatures.vocabulary import Indication

DAY = timedelta(days=1)
USE = START + 10 * DAY


def signed_by(authority: Entity, body: Any) -> bytes:
    return bytes(authority.key.sign(body.dump(), ec.ECDSA(hashes.SHA256())))


# ---- lists and answers


def altered_list(
    authority: Entity, person: Entity, change: Callable[[Any], None], *, by: Entity | None = None
) -> crl.CertificateList:
    """A list that names the person, changed and signed again."""
    made = authority.crl(USE, revoked=((person, USE - DAY, ReasonFlags.superseded),))
    body = made["tbs_cert_list"]
    change(body)
    made["tbs_cert_list"], made["signature"] = body, signed_by(by or authority, body)
    return crl.CertificateList.load(made.dump())


def twice(body: Any) -> None:
    extensions = body["revoked_certificates"][0]["crl_entry_extensions"]
    extensions.append(extensions[0].copy())
    body["revoked_certificates"][0]["crl_entry_extensions"] = extensions


def of_version(body: Any) -> None:
    body["version"] = 2


def due_in_month_thirteen(body: Any) -> None:
    body["next_update"] = x509.Time("utc_time", core.UTCTime(contents=b"261308090000Z"))


def issued_in_no_zone(body: Any) -> None:
    body["this_update"] = x509.Time("general_time", core.GeneralizedTime(contents=b"20260108090000"))


LISTS = [of_version, due_in_month_thirteen, issued_in_no_zone]


@pytest.mark.parametrize("change", LISTS)
def test_a_malformed_list_is_set_aside_and_told(
    authority: Entity, person: Entity, change: Callable[[Any], None]
) -> None:
    data = RevocationData([altered_list(authority, person, change), authority.crl(USE)], [])
    status = data.status(person.asn1, authority.asn1)
    assert status.known_at(USE).covers(USE)
    assert status.revoked is None
    assert data.notes == ("malformed revocation lists or answers: 1, not used",)


@pytest.mark.parametrize("change", LISTS)
def test_a_list_that_nobody_signed_is_not_looked_into(
    authority: Entity, person: Entity, change: Callable[[Any], None]
) -> None:
    data = RevocationData([altered_list(authority, person, change, by=root("Authority"))], [])
    assert data.status(person.asn1, authority.asn1).statements == ()
    assert data.notes == ()


def test_a_revocation_is_heard_though_its_reason_stands_twice(authority: Entity, person: Entity) -> None:
    heard = RevocationData([altered_list(authority, person, twice)], []).status(person.asn1, authority.asn1).revoked
    assert heard is not None
    assert (heard.revoked, heard.reason) == (USE - DAY, None)
    forged = RevocationData([altered_list(authority, person, twice, by=root("Authority"))], [])
    assert forged.status(person.asn1, authority.asn1).statements == ()


def answer_naming_by(authority: Entity, person: Entity, algorithm: str) -> ocsp.OCSPResponse:
    basic = authority.answer(person, USE)["response_bytes"]["response"].parsed
    data = basic["tbs_response_data"].copy()
    data["responses"][0]["cert_id"]["hash_algorithm"] = {"algorithm": algorithm}
    basic["tbs_response_data"], basic["signature"] = data, signed_by(authority, data)
    inside = {"response_type": "basic_ocsp_response", "response": basic}
    return ocsp.OCSPResponse({"response_status": "successful", "response_bytes": inside})


@pytest.mark.parametrize("algorithm", ["md2", "shake128", "1.2.3.4"])
def test_an_answer_that_names_its_issuer_by_no_digest_we_know(
    authority: Entity, person: Entity, algorithm: str
) -> None:
    odd = answer_naming_by(authority, person, algorithm)
    assert RevocationData([], [odd]).status(person.asn1, authority.asn1).statements == ()
    both = RevocationData([authority.crl(USE)], [odd])
    assert both.status(person.asn1, authority.asn1).covers(USE)


def test_a_list_without_an_end(authority: Entity, person: Entity) -> None:
    """9999 stands for never; with a tolerance it would be no time any more."""

    def endless(body: Any) -> None:
        body["next_update"] = x509.Time("general_time", core.GeneralizedTime(contents=b"99991231235959Z"))
        del body["revoked_certificates"]

    data = RevocationData([altered_list(authority, person, endless)], [])
    assert data.status(person.asn1, authority.asn1).covers(USE + 3000 * DAY)


# ---- certificates


def path(leaf: Entity, *offered: x509.Certificate, anchor: Entity) -> Path | str:
    return Registry(Trust((anchor.asn1,)), list(offered)).path(leaf.asn1, clock=False)


def garbled(name: str) -> x509.Certificate:
    """Of that name, and its RSA key cannot be parsed."""
    made = root(name, key=rsa_key()).asn1
    key = bytes(made.public_key["public_key"].contents)[1:]
    return x509.Certificate.load(made.dump().replace(key, b"\x31" + key[1:]))


def test_an_issuer_whose_key_is_garbled_stands_in_nobodys_way(authority: Entity) -> None:
    """Neither when a chain is looked for, nor when those are who have signed."""
    middle = authority.issue("Middle", ca=True)
    leaf = middle.issue("Leaf")
    bad = [garbled("Middle"), garbled("Authority")]
    assert not any(map(is_readable, bad))
    registry = Registry(Trust((authority.asn1,)), [*bad, middle.asn1])
    found = registry.path(leaf.asn1, clock=False)
    assert isinstance(found, Path), found
    assert found.trusted
    assert [one.sha256 for one in registry.issuers(leaf.asn1)] == [middle.asn1.sha256]


def test_made_up_authorities_stand_in_nobodys_way(authority: Entity) -> None:
    """Of the same name, and of the same key: these would sign the leaf, and nobody signed them."""
    middle, impostor = authority.issue("Middle", ca=True), root("Authority")
    leaf = middle.issue("Leaf")
    crowd = [impostor.issue("Middle", ca=True, key=key).asn1 for key in [None, middle.key] * 15]
    found = path(leaf, *crowd, middle.asn1, anchor=authority)
    assert isinstance(found, Path), found
    assert found.trusted


@pytest.mark.parametrize("algorithm", ["ed25519", "rsassa_pss", "dsa", "1.2.3.4"])
def test_a_made_up_authority_of_another_algorithm(authority: Entity, algorithm: str) -> None:
    middle = authority.issue("Middle", ca=True)
    odd = root("Authority").issue("Middle", ca=True).asn1
    odd["signature_algorithm"] = odd["tbs_certificate"]["signature"] = {"algorithm": algorithm}
    found = path(middle.issue("Leaf"), x509.Certificate.load(odd.dump(force=True)), middle.asn1, anchor=authority)
    assert isinstance(found, Path), found


def test_a_certificate_whose_name_cannot_be_compared_is_nobodys_issuer(authority: Entity) -> None:
    odd = authority.issue("Odd \ue000 name").asn1  # of a character for private use
    with pytest.raises(ValueError, match="private use"):
        _ = odd.subject.hashable
    found = path(authority.issue("Leaf"), odd, anchor=authority)
    assert isinstance(found, Path), found


def test_a_certificate_that_never_ends(authority: Entity) -> None:
    endless = authority.issue("Endless", ends=END.replace(year=9999, month=12, day=31, hour=23))
    found = path(endless, anchor=authority)
    assert isinstance(found, Path), found
    assert path(endless, anchor=endless).ends + DAY > END  # type: ignore[union-attr]


# ---- tokens

EVIL = root("Evil")
TIMES = [b"99991231235959Z", b"00010101000000Z", b"00000101000000Z", b"20261001090000", b"20261301090000Z"]
ODD = [*((when, 0) for when in TIMES), (b"20261001090000Z", 10**11)]


def odd_token(unit: Entity, stamped: bytes, when: bytes, accuracy: int) -> bytes:
    """A token, soundly signed, of a time that no clock shows."""
    info = tsp.TSTInfo(
        {
            "version": 1,
            "policy": "1.2.3.4",
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": hashlib.sha256(stamped).digest(),
            },
            "serial_number": 7,
            "gen_time": core.GeneralizedTime(contents=when),
            "accuracy": {"seconds": accuracy},
        }
    ).dump()
    key = MemoryKey(unit.key, unit.certificate, [EVIL.certificate])
    return written.sign(key, written.TST_INFO, hashlib.sha256(info).digest()).token(info, embed=True)


@pytest.fixture(scope="module")
def unit() -> Entity:
    return EVIL.issue("Evil unit", purposes=(ExtendedKeyUsageOID.TIME_STAMPING,), usage=("digital_signature",))


@pytest.mark.parametrize(("when", "accuracy"), ODD)
def test_a_token_of_no_time_that_stands_by_itself(unit: Entity, when: bytes, accuracy: int) -> None:
    tokens = Tokens(Policy("test", Trust((EVIL.asn1,)), USE), pem.armor("CERTIFICATE", EVIL.asn1.dump()), b"")
    judged = tokens.judge(odd_token(unit, b"entry", when, accuracy), hashlib.sha256(b"entry").digest(), "entry")
    assert judged.indication is Indication.TOTAL_FAILED
    assert (judged.time, judged.reasons[0].code) == (None, Code.SIGNATURE_BROKEN)


@pytest.mark.parametrize(("when", "accuracy"), ODD)
def test_a_token_of_no_time_hides_no_change(unit: Entity, when: bytes, accuracy: int) -> None:
    """A second signature, by whomever, in a file whose first one was broken."""
    made, _ = shared()
    pdf = made.certify(blank(), made.now[0]).replace(b"Total 1 500,00", b"Total 9 500,00")
    person = EVIL.issue("Anyone")
    key = MemoryKey(person.key, person.certificate, [EVIL.certificate])

    def make(digest: bytes) -> cms.ContentInfo:
        def stamp(value: bytes) -> cms.ContentInfo:
            return cms.ContentInfo.load(odd_token(unit, value, when, accuracy))

        return signed(key, usual(digest, key.certificate), digest, stamp=stamp)

    report = inspect(embed(pdf, "Receipt1", make, "ETSI.CAdES.detached"), made.policy(made.now[0] + DAY))
    assert (report.verdict, report.integrity) == (Verdict.INVALID, Integrity.BROKEN), report.diagnostics()
