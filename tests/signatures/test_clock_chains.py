"""A clock whose authority has several certificates for one key: the signer asks of all its chains, as the verifier does."""

from __future__ import annotations

from typing import Any

import pytest
from chains import Entity, root
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import ReasonFlags
from list_world import listed, operator, service
from test_refused_beforehand import AT, DAY, HOUR, PEOPLE, SIGNER, TIME, Bare, Near, unit_of
from verify_world import blank

from signatures import (
    ClockGrade,
    ClockUnavailable,
    HttpClock,
    MemoryKey,
    Policy,
    Responder,
    RevocationMissing,
    Trust,
    Verdict,
    certify,
    inspect,
)
from signatures.trustlist_xml import read

KEY = ec.generate_private_key(ec.SECP256R1())
OTHER = root("Other time root")
LISTED, CROSS = TIME.issue("Qualified", ca=True, key=KEY), OTHER.issue("Qualified", ca=True, key=KEY)
OLD = TIME.issue("Qualified", ca=True, key=KEY)
UNIT = unit_of(LISTED)


def lists(*of: Entity, **more: Any) -> tuple[bytes, ...]:
    return tuple(one.crl(AT - HOUR, **more).dump() for one in of)


def signed(clock: Any, given: tuple[bytes, ...]) -> bytes:
    return certify(blank(), "Practitioner1", Bare(SIGNER, PEOPLE), clock, AT, revocation=given)  # type: ignore[arg-type]


@pytest.mark.parametrize("first", [LISTED, CROSS], ids=["the listed one first", "the cross certificate first"])
def test_a_qualified_clock_in_whatever_order_its_anchors_are_named(first: Entity) -> None:
    trusted = read(listed(service(LISTED.asn1)), "FR.xml", (operator().asn1,))
    anchors = [one.asn1 for one in (first, LISTED, CROSS, TIME, OTHER)]
    clock = HttpClock("http://localhost/", anchors=anchors, grade=ClockGrade.A, lists=(trusted,), room=4000)
    responder = Responder(Bare(UNIT, LISTED, TIME), "1.2.3.4")  # type: ignore[arg-type]
    clock._exchange = lambda body, within=None: responder.respond(body, AT)  # type: ignore[method-assign]
    pdf = signed(clock, lists(PEOPLE, TIME, OTHER, LISTED))
    trust = Trust((PEOPLE.asn1,), (TIME.asn1, OTHER.asn1), lists=(trusted,))
    told = inspect(pdf, Policy("test", trust, AT + HOUR))
    assert (told.verdict, told.acts[0].clock) == (Verdict.VALID, ClockGrade.A)


REPLACED = ((OLD, AT - 10 * DAY, ReasonFlags.superseded),)
STOLEN = ((LISTED, AT - 10 * DAY, ReasonFlags.ca_compromise),)


@pytest.mark.parametrize("above", [(OLD, LISTED, TIME), (LISTED, OLD, TIME)])
def test_a_certificate_that_was_replaced_does_not_stand_in_the_way_of_the_current_one(
    above: tuple[Entity, ...],
) -> None:
    assert signed(Near(UNIT, *above), (*lists(PEOPLE, LISTED), *lists(TIME, revoked=REPLACED)))


@pytest.mark.parametrize("above", [(CROSS, LISTED, TIME, OTHER), (LISTED, CROSS, TIME, OTHER)])
def test_a_theft_told_of_one_certificate_is_of_the_key(above: tuple[Entity, ...]) -> None:
    with pytest.raises(ClockUnavailable, match="the certificate of CN=Qualified is revoked since 2026-09-21"):
        signed(Near(UNIT, *above), (*lists(PEOPLE, LISTED, OTHER), *lists(TIME, revoked=STOLEN)))


RENEWED = PEOPLE.issue("People", ca=True)  # a new key of the same authority, certified by the old one
EMPLOYEE = RENEWED.issue("Employee")


def test_a_new_key_that_the_old_one_certified_is_no_root() -> None:
    """Whoever has the old root asks for its list, too; who has the new certificate alone takes it for a root."""
    key = MemoryKey(EMPLOYEE.key, EMPLOYEE.certificate, (RENEWED.certificate, PEOPLE.certificate))
    assert [one.sha256 for one in key.chain] == [RENEWED.asn1.sha256, PEOPLE.asn1.sha256]
    clock = Near(UNIT, LISTED, TIME)
    of_the_new_key = lists(RENEWED, TIME, LISTED)
    with pytest.raises(RevocationMissing, match="no revocation list of CN=People"):
        certify(blank(), "Practitioner1", key, clock, AT, revocation=of_the_new_key)
    assert certify(blank(), "Practitioner1", key, clock, AT, revocation=(*of_the_new_key, *lists(PEOPLE)))
    alone = MemoryKey(EMPLOYEE.key, EMPLOYEE.certificate, (RENEWED.certificate,))
    assert certify(blank(), "Practitioner1", alone, clock, AT, revocation=of_the_new_key)


def test_no_list_of_a_retired_root_is_asked_for() -> None:
    retired, current = root("Re-keyed"), root("Re-keyed")
    authority = current.issue("Below", ca=True)
    clock = Near(unit_of(authority), authority, current, retired)
    assert signed(clock, lists(PEOPLE, authority, current))
    with pytest.raises(RevocationMissing, match="CN=Re-keyed"):
        signed(clock, lists(PEOPLE, authority, retired))
