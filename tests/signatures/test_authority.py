"""An authority of one's own: what it issues, for how long, what it remembers, and where it keeps its keys."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from asn1crypto import crl as acrl
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko_certvalidator import CertificateValidator, ValidationContext
from sign_world import DAY, Practice

from signatures.authority import Authority
from signatures.authority_profile import (
    DEMONSTRATION_PEOPLE_POLICY,
    DEMONSTRATION_TIME_POLICY,
    PEOPLE_POLICY,
    TIME_POLICY,
)
from signatures.errors import KeyUnavailable, NotConformant
from signatures.keys import MemoryKey
from signatures.responder import Responder

YEAR = timedelta(days=365.25)
SECOND = timedelta(seconds=1)


@pytest.fixture
def real() -> Authority:
    """An authority for real use, so without marks."""
    return Authority.create("Cabinet Martin", DAY)


def pyca(key: MemoryKey | Responder) -> x509.Certificate:
    return x509.load_der_x509_certificate(key.certificate.dump())


def life(certificate: x509.Certificate) -> timedelta:
    return certificate.not_valid_after_utc - certificate.not_valid_before_utc


def parts(certificate: x509.Certificate, oid: x509.ObjectIdentifier) -> list[str]:
    return [str(one.value) for one in certificate.subject.get_attributes_for_oid(oid)]


def policies(certificate: x509.Certificate) -> list[str]:
    found = certificate.extensions.get_extension_for_class(x509.CertificatePolicies)
    return [one.policy_identifier.dotted_string for one in found.value]


def lists(authority: Authority, at: datetime) -> list[x509.CertificateRevocationList]:
    return [x509.load_der_x509_crl(one) for one in authority.crls(at)]


def test_practitioner_is_named_as_verifiers_expect(real: Authority) -> None:
    certificate = pyca(real.practitioner(name="Claire VASSEUR", rpps="10000000009", at=DAY))
    assert parts(certificate, NameOID.COMMON_NAME) == ["Claire VASSEUR"]
    assert parts(certificate, NameOID.SERIAL_NUMBER) == ["RPPS:10000000009"]
    assert abs(life(certificate) - 5 * YEAR) < timedelta(hours=1)
    assert policies(certificate) == [PEOPLE_POLICY]


def test_one_shot_certificate_says_so_and_ends_soon(real: Authority) -> None:
    certificate = pyca(real.one_shot(name="Jane DOE", identifier="ABC-patient", at=DAY))
    assert parts(certificate, NameOID.COMMON_NAME) == ["Jane DOE"]
    assert parts(certificate, NameOID.SERIAL_NUMBER) == ["ABC-patient"]
    assert parts(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME) == ["Certificat d'usage unique"]
    assert parts(certificate, NameOID.ORGANIZATION_NAME) == []  # a patient is not of the practice
    assert certificate.not_valid_before_utc < DAY
    assert certificate.not_valid_after_utc <= DAY + timedelta(hours=1)


def test_each_one_shot_key_is_new(real: Authority) -> None:
    keys = [real.one_shot(name="Jane DOE", identifier="ABC-patient", at=DAY) for _ in range(2)]
    assert keys[0].certificate.public_key.sha256 != keys[1].certificate.public_key.sha256


def test_timestamp_unit_does_nothing_else(real: Authority) -> None:
    certificate = pyca(real.responder(DAY))
    usage = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert usage.critical
    assert list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    assert abs(life(certificate) - 8 * YEAR) < timedelta(hours=1)
    assert policies(certificate) == [TIME_POLICY]


def test_root_is_for_twenty_years(real: Authority) -> None:
    assert abs(life(x509.load_der_x509_certificate(real.root.dump())) - 20 * YEAR) < SECOND


def test_demonstration_is_marked_everywhere(practice: Practice) -> None:
    authority = practice.authority
    named = [authority.root, authority.people_ca, authority.time_ca]
    issued = [
        pyca(practice.surgeon),
        pyca(practice.patient(DAY)),
        pyca(authority.seal(name="Cabinet", at=DAY)),
        pyca(authority.responder(DAY)),
    ]
    for certificate in (*(x509.load_der_x509_certificate(one.dump()) for one in named), *issued):
        assert "DEMONSTRATION" in parts(certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)
    assert {policies(one)[0] for one in issued} == {DEMONSTRATION_PEOPLE_POLICY, DEMONSTRATION_TIME_POLICY}
    assert practice.clock.stamp(bytes(32), DAY).info["policy"].dotted == DEMONSTRATION_TIME_POLICY


def test_real_certificates_carry_no_mark(real: Authority) -> None:
    for certificate in (real.root, real.people_ca, real.time_ca, real.responder(DAY).certificate):
        assert b"DEMONSTRATION" not in certificate.dump()


def test_chains_hold_for_an_outside_validator(real: Authority) -> None:
    key = real.practitioner(name="Claire VASSEUR", rpps="10000000009", at=DAY)
    unit = real.responder(DAY)
    at = DAY + timedelta(hours=1)
    context = ValidationContext(
        trust_roots=[real.root],
        other_certs=[real.people_ca, real.time_ca],
        crls=[acrl.CertificateList.load(one) for one in real.crls(at)],
        moment=at + SECOND,
        revocation_mode="require",
        allow_fetching=False,
    )
    signer = CertificateValidator(key.certificate, validation_context=context)
    clock = CertificateValidator(unit.certificate, validation_context=context)
    assert len(asyncio.run(signer.async_validate_usage({"non_repudiation"}))) == 3
    assert len(asyncio.run(clock.async_validate_usage(set(), {"time_stamping"}))) == 3


@pytest.mark.parametrize(
    ("name", "identifier"),
    [("J" * 65, "A"), ("", "A"), (" Jane", "A"), ("Jane DOE", "A" * 65), ("Jane DOE", "é"), ("Jane DOE", "a_b")],
)
def test_names_that_no_certificate_can_hold(real: Authority, name: str, identifier: str) -> None:
    with pytest.raises(NotConformant):
        real.one_shot(name=name, identifier=identifier, at=DAY)
    assert not real.log


@pytest.mark.parametrize("rpps", ["1000000000", "100000000099", "1000000000X", "１００００００００００"])
def test_rpps_numbers_have_eleven_digits(real: Authority, rpps: str) -> None:
    with pytest.raises(NotConformant, match="11 digits"):
        real.practitioner(name="Claire VASSEUR", rpps=rpps, at=DAY)


@pytest.mark.parametrize("at", [DAY - timedelta(days=1), DAY + 20 * YEAR])
def test_nothing_is_issued_outside_its_life(real: Authority, at: datetime) -> None:
    with pytest.raises(KeyUnavailable, match="issues nothing on"):
        real.one_shot(name="Jane DOE", identifier="A", at=at)


def test_nothing_outlives_the_root(real: Authority) -> None:
    end = x509.load_der_x509_certificate(real.root.dump()).not_valid_after_utc
    assert pyca(real.responder(DAY + 15 * YEAR)).not_valid_after_utc == end


def test_timestamp_unit_is_kept_for_a_year_and_then_renewed(real: Authority) -> None:
    first = real.responder(DAY)
    assert real.responder(DAY + timedelta(days=300)).certificate.sha256 == first.certificate.sha256
    second = real.responder(DAY + timedelta(days=400))
    assert second.certificate.sha256 != first.certificate.sha256
    assert abs(life(pyca(second)) - 8 * YEAR) < timedelta(hours=1)


def test_lists_of_root_and_time_last_as_long_as_the_timestamps(real: Authority) -> None:
    end = pyca(real.responder(DAY)).not_valid_after_utc
    root, people, time = lists(real, DAY)
    assert root.next_update_utc == end
    assert time.next_update_utc == end
    assert people.next_update_utc is not None
    assert timedelta(days=7) <= people.next_update_utc - DAY < timedelta(days=30)
    assert {one.last_update_utc for one in (root, people, time)} == {DAY}


def test_lists_of_one_moment_are_the_same_bytes(real: Authority) -> None:
    """So a file that holds them already need not hold them twice."""
    assert real.crls(DAY) == real.crls(DAY)


def test_revocation_shows_from_its_time_on(real: Authority) -> None:
    key = real.practitioner(name="Claire VASSEUR", rpps="10000000009", at=DAY)
    real.revoke(key.certificate, DAY + timedelta(days=2))
    serial = key.certificate.serial_number
    before, after = lists(real, DAY + timedelta(days=1)), lists(real, DAY + timedelta(days=3))
    assert all(one.get_revoked_certificate_by_serial_number(serial) is None for one in before)
    root, people, time = after
    entry = people.get_revoked_certificate_by_serial_number(serial)
    assert entry is not None
    assert entry.revocation_date_utc == DAY + timedelta(days=2)
    assert len(root) == len(time) == 0


def test_issuance_is_remembered(real: Authority) -> None:
    key = real.one_shot(name="Jane DOE", identifier="ABC-patient", at=DAY)
    (line,) = real.log
    assert (line.event, line.at, line.name, line.identifier) == ("issued", DAY, "Jane DOE", "ABC-patient")
    assert line.serial == key.certificate.serial_number
    assert line.sha256 == key.certificate.sha256.hex()


def test_real_authority_cannot_call_itself_a_demonstration() -> None:
    with pytest.raises(NotConformant, match="kept for"):
        Authority.create("Cabinet (demonstration)", DAY)


def test_trust_files_hold_no_key(real: Authority) -> None:
    files = real.trust_files(DAY)
    assert sorted(files) == ["people.crl", "root.crl", "root.pem", "time.crl"]
    root = x509.load_pem_x509_certificate(files["root.pem"])
    assert root.subject == root.issuer
    assert not any(b"PRIVATE" in data for data in files.values())
    assert list(real.trust_files()) == ["root.pem"]


def test_moments_have_a_time_zone(real: Authority) -> None:
    with pytest.raises(ValueError, match="time zone"):
        real.crls(DAY.replace(tzinfo=None))
