"""Revocation lists that do not speak of a certificate are not the ones asked for, by the verifier's own rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chains import Entity, root
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from verify_world import blank

from signatures import (
    HttpClock,
    KeyUnavailable,
    MemoryKey,
    Policy,
    Responder,
    RevocationMissing,
    Trust,
    Verdict,
    archive,
    certify,
    finish,
    inspect,
    prepare,
    serve,
)

AT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
PEOPLE, TIME = root("People"), root("Time")
SIGNER = PEOPLE.issue("Signer")
UNIT = TIME.issue("Unit", usage=("digital_signature",), purposes=(ExtendedKeyUsageOID.TIME_STAMPING,))


def scope(**told: Any) -> tuple[x509.ExtensionType, bool]:
    """The part of an authority's certificates that a list is about."""
    flags = ("only_contains_user_certs", "only_contains_ca_certs", "indirect_crl", "only_contains_attribute_certs")
    names = ("full_name", "relative_name", "only_some_reasons")
    every: dict[str, Any] = dict.fromkeys(flags, False) | dict.fromkeys(names)
    return x509.IssuingDistributionPoint(**(every | told)), True


ELSEWHERE = [x509.UniformResourceIdentifier("http://localhost/other.crl")]
PARTIAL = {
    "authorities only": scope(only_contains_ca_certs=True),
    "attribute certificates only": scope(only_contains_attribute_certs=True),
    "another distribution point": scope(full_name=ELSEWHERE),
    "some reasons only": scope(full_name=ELSEWHERE, only_some_reasons=frozenset({x509.ReasonFlags.key_compromise})),
    "indirect": scope(indirect_crl=True),
    "changes only": (x509.DeltaCRLIndicator(1), True),
    "something critical that nobody knows": (
        x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\x00"),
        True,
    ),
}


def key(entity: Entity, issuer: Entity) -> MemoryKey:
    return MemoryKey(entity.key, entity.certificate, (issuer.certificate,))


@pytest.fixture(scope="module")
def clock() -> Iterator[HttpClock]:
    with serve(Responder(key(UNIT, TIME), "1.2.3.4"), lambda: AT) as url:
        yield HttpClock(url, anchors=(TIME.asn1,))


def listed(issuer: Entity, *extensions: tuple[x509.ExtensionType, bool], **more: Any) -> bytes:
    der: bytes = issuer.crl(AT - HOUR, extensions=extensions, **more).dump()
    return der


def signed(clock: HttpClock, *lists: bytes) -> bytes:
    return certify(blank(), "Practitioner1", key(SIGNER, PEOPLE), clock, AT, revocation=lists)


def test_full_lists_are_what_a_verifier_asks_for(clock: HttpClock) -> None:
    pdf = archive(signed(clock, listed(PEOPLE), listed(TIME)), clock, AT)
    trust = Trust((PEOPLE.asn1,), (TIME.asn1,))
    assert inspect(pdf, Policy("test", trust, AT + HOUR)).verdict is Verdict.VALID


@pytest.mark.parametrize("kind", PARTIAL)
def test_a_list_that_does_not_speak_of_the_signer(clock: HttpClock, kind: str) -> None:
    partial = listed(PEOPLE, PARTIAL[kind])
    with pytest.raises(RevocationMissing, match=r"list of CN=People .*speaks of the certificate of CN=Signer"):
        signed(clock, partial, listed(TIME))
    assert signed(clock, partial, listed(PEOPLE), listed(TIME))  # beside a full one it does no harm


@pytest.mark.parametrize("kind", PARTIAL)
def test_a_list_that_does_not_speak_of_the_clock(clock: HttpClock, kind: str) -> None:
    lists, wanted = (listed(PEOPLE), listed(TIME, PARTIAL[kind])), r"list of CN=Time .*speaks of .*CN=Unit"
    with pytest.raises(RevocationMissing, match=wanted):
        signed(clock, *lists)
    signer = key(SIGNER, PEOPLE)
    prepared = prepare(
        blank(), "Practitioner1", signer.certificate, signer.chain, clock, AT, certifies=True, revocation=lists
    )
    made = signer.sign(prepared.to_sign.data)
    with pytest.raises(RevocationMissing, match=wanted):  # what is given later is not in the file
        finish(prepared, made, clock, AT, revocation=(listed(TIME),))
    bare = certify(blank(), "Practitioner1", signer, clock, AT, revocation=None)
    with pytest.raises(RevocationMissing, match=wanted):
        archive(bare, clock, AT, revocation=lists)


def test_a_partial_list_that_names_the_signer_still_revokes(clock: HttpClock) -> None:
    named = ((SIGNER, AT - 2 * HOUR, x509.ReasonFlags.key_compromise),)
    partial = listed(PEOPLE, PARTIAL["some reasons only"], revoked=named)
    with pytest.raises(KeyUnavailable, match="CN=Signer is revoked since"):
        signed(clock, partial, listed(PEOPLE), listed(TIME))
