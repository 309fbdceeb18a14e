"""What a verifier would refuse nobody signs by: certificates, clocks and lists are asked by his own rules, before a key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from chains import END, START, USAGES, Entity, make, named, root
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID
from verify_world import blank

from signatures import (
    ClockGrade,
    ClockNotQualified,
    Clocks,
    ClockUnavailable,
    HttpClock,
    KeyUnavailable,
    Responder,
    RevocationMissing,
    archive,
    certify,
    standing,
)

AT = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PEOPLE, TIME = root("People"), root("Time")
DIGEST = hashes.SHA256()
NAMES = x509.NameConstraints([x509.DirectoryName(named("x", country_name="DE"))], None)
UNKNOWN = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")
CERT_SIGN = x509.KeyUsage(**(dict.fromkeys(USAGES, False) | {"key_cert_sign": True}))


class Bare:
    """A key whose certificates nobody has looked at, and which tells what it was asked for."""

    def __init__(self, entity: Entity, *above: Entity) -> None:
        self.certificate, self.chain = entity.asn1, tuple(one.asn1 for one in above)
        self.algorithm = "rsa" if isinstance(entity.key, rsa.RSAPrivateKey) else "ec"
        self.asked: list[bytes] = []
        self._key = entity.key

    def sign(self, data: bytes, digest: str = "sha256") -> bytes:
        self.asked.append(data)
        how = (padding.PKCS1v15(), DIGEST) if self.algorithm == "rsa" else (ec.ECDSA(DIGEST),)
        made: bytes = self._key.sign(data, *how)
        return made


class Near(HttpClock):
    """A clock that shows AT, without a line to it."""

    def __init__(self, unit: Entity, *above: Entity, grade: ClockGrade = ClockGrade.C) -> None:
        super().__init__("http://localhost/", anchors=[one.asn1 for one in above], grade=grade, room=4000)
        self._responder = Responder(Bare(unit, *above), "1.2.3.4")  # type: ignore[arg-type]
        self.asked = 0

    def _exchange(self, body: bytes, within: float | None = None) -> bytes:
        self.asked += 1
        return self._responder.respond(body, AT)


def unit_of(issuer: Entity, name: str = "Unit", **more: Any) -> Entity:
    purposes = (ExtendedKeyUsageOID.TIME_STAMPING,)
    return issuer.issue(name, **({"usage": ("digital_signature",), "purposes": purposes} | more))


CLOCK = Near(unit_of(TIME), TIME)
SIGNER = PEOPLE.issue("Signer")


def lists(*more: Entity, at: datetime = AT) -> tuple[bytes, ...]:
    return tuple(one.crl(at - HOUR).dump() for one in (PEOPLE, TIME, *more))


def signed(key: Bare, clock: Any = CLOCK, given: tuple[bytes, ...] = ()) -> bytes:
    return certify(blank(), "Practitioner1", key, clock, AT, revocation=given or lists())  # type: ignore[arg-type]


def below(*authorities: dict[str, Any]) -> list[Entity]:
    """A signer under authorities of these kinds, and they above it."""
    above = [PEOPLE]
    for number, kind in enumerate(authorities):
        above.insert(0, above[0].issue(f"Authority {number}", **({"ca": True} | kind)))
    return [above[0].issue("Signer"), *above]


SIGNERS: dict[str, tuple[Callable[[], list[Entity]], str]] = {
    "one who is no authority": (lambda: below({"ca": False, "usage": ("digital_signature", "crl_sign")}), "not a CA"),
    "a longer path than allowed": (lambda: below({"path_length": 0}, {}), "maximum path length"),
    "names that are not allowed": (lambda: below({"extensions": ((NAMES, True),)}), "names"),
    "what is critical and nobody knows": (
        lambda: [PEOPLE.issue("Signer", extensions=((UNKNOWN, True),)), PEOPLE],
        "critical extension",
    ),
}


@pytest.mark.parametrize("kind", SIGNERS)
def test_a_signer_whose_chain_breaks(kind: str) -> None:
    made, why = SIGNERS[kind]
    entities = made()
    key = Bare(*entities)
    with pytest.raises(KeyUnavailable, match=f"would refuse the certificate of CN=Signer .*{why}.*nothing was signed"):
        signed(key, given=lists(*entities[1:-1]))
    assert key.asked == []


def clock_below(*authorities: dict[str, Any]) -> tuple[Near, list[Entity]]:
    above = [TIME]
    for number, kind in enumerate(authorities):
        above.insert(0, above[0].issue(f"Clock authority {number}", **({"ca": True} | kind)))
    return Near(unit_of(above[0]), *above), above[:-1]


ISSUERS: dict[str, tuple[tuple[dict[str, Any], ...], str]] = {
    "ended yesterday": (
        ({"ends": AT - DAY},),
        "Clock authority 0 » is valid from .* to 2026-09-30.*, not at 2026-10-01",
    ),
    "not begun": (({"begins": AT + DAY},), "is valid from 2026-10-02"),
    "no authority": (({"ca": False, "usage": ("digital_signature", "crl_sign")},), "may not issue certificates"),
    "no authority in between": (({"ca": False, "usage": ("digital_signature", "crl_sign")}, {}), "not a CA"),
    "deeper than allowed": (({"path_length": 0}, {}), "« Clock authority 0 » allows no more than 0 authorities"),
    "names that are not allowed": (({"extensions": ((NAMES, True),)}, {}), "names"),
}


@pytest.mark.parametrize("kind", ISSUERS)
def test_a_clock_whose_issuers_do_not_hold_is_told_before_the_key_is_asked(kind: str) -> None:
    authorities, why = ISSUERS[kind]
    clock, above = clock_below(*authorities)
    key = Bare(SIGNER, PEOPLE)
    with pytest.raises(ClockUnavailable, match=f"the clock cannot be used: .*{why}.*; nothing was signed"):
        signed(key, clock, lists(*above))
    assert (key.asked, clock.asked) == ([], 0)
    good = signed(key)
    with pytest.raises(ClockUnavailable, match=why):
        archive(good, clock, AT, revocation=lists(*above))
    assert clock.asked == 0
    assert Clocks([clock, CLOCK]).stamp(b"\0" * 32, AT).certificate.issuer == TIME.certificate.subject
    assert clock.asked == 1


def short() -> Entity:
    return unit_of(TIME, key=rsa.generate_private_key(65537, 1024))


UNITS: dict[str, tuple[Callable[[], Entity], str]] = {
    "a short key": (short, "signed with an RSA key of 1024 bits, which is too short"),
    "a key that may not sign": (
        lambda: unit_of(TIME, usage=("key_encipherment",)),
        "the key of its certificate may not",
    ),
    "what is critical and nobody knows": (
        lambda: unit_of(TIME, extensions=((UNKNOWN, True),)),
        "whoever verifies would refuse its certificate: .*critical extension",
    ),
}


@pytest.mark.parametrize("kind", UNITS)
def test_a_unit_that_a_verifier_refuses_and_the_next_clock_is_asked(kind: str) -> None:
    made, why = UNITS[kind]
    clock = Near(made(), TIME)
    with pytest.raises(ClockUnavailable, match=why):
        signed(Bare(SIGNER, PEOPLE), clock)
    with pytest.raises(ClockUnavailable, match=why):
        archive(signed(Bare(SIGNER, PEOPLE)), clock, AT, revocation=lists())
    assert clock.asked == 2
    assert signed(Bare(SIGNER, PEOPLE), Clocks([clock, Near(unit_of(TIME), TIME)]))
    assert clock.asked == 3


def test_an_authority_with_an_ended_certificate_and_a_current_one() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    ended, current = (TIME.issue("Renewed", ca=True, key=key, ends=ends) for ends in (AT - DAY, END))
    for above in ((ended, current, TIME), (current, ended, TIME)):
        assert Near(unit_of(current), *above).stamp(b"\0" * 32, AT).time == AT
        assert signed(
            Bare(SIGNER, PEOPLE),
            Near(unit_of(current), *above),
            (*lists(), current.crl(AT - HOUR).dump(), TIME.crl(AT - 2 * DAY).dump()),
        )


@pytest.mark.parametrize("of", ["signer", "clock"])
def test_a_list_by_an_authority_that_may_sign_none(of: str) -> None:
    above = PEOPLE if of == "signer" else TIME
    silent = above.issue("No lists", ca=True, usage=None, extensions=((CERT_SIGN, True),))
    key = Bare(silent.issue("Signer"), silent, PEOPLE) if of == "signer" else Bare(SIGNER, PEOPLE)
    clock = Near(unit_of(silent), silent, TIME) if of == "clock" else CLOCK
    with pytest.raises(RevocationMissing, match="no revocation list of CN=No lists is in force"):
        signed(key, clock, lists(silent))
    assert key.asked == []


def test_a_revocation_is_heard_though_the_list_that_tells_it_has_ended() -> None:
    """The verifier takes it from whatever list: nothing unsays a revocation."""
    old = PEOPLE.crl(AT - 9 * DAY, AT - 2 * DAY, revoked=((SIGNER, AT - 10 * DAY, None),)).dump()
    with pytest.raises(KeyUnavailable, match="CN=Signer is revoked since 2026-09-21"):
        signed(Bare(SIGNER, PEOPLE), given=(old, *lists()))


def test_a_root_that_was_renewed_is_still_the_signers_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its key is the same, so that every verifier finds the clock below the signer's root."""
    renewed = make(
        None, "People", True, START, END + DAY, ("key_cert_sign", "crl_sign"), (), (), None, PEOPLE.key, None
    )
    own, key = Near(unit_of(renewed), renewed, grade=ClockGrade.B), Bare(SIGNER, PEOPLE)
    with pytest.raises(ClockNotQualified, match="declare it C"):
        signed(key, own)
    assert key.asked == []
    pdf = signed(key)
    with pytest.raises(ClockNotQualified, match="declare it C"):
        archive(pdf, own, AT, revocation=lists())
    monkeypatch.setattr(standing, "_known", standing._Known(1))  # as another process finds it
    with pytest.raises(ClockNotQualified, match="declare it C"):
        archive(pdf, own, AT, revocation=lists())
    other = root("Third")
    third = Near(unit_of(other), other, grade=ClockGrade.B)
    assert archive(pdf, third, AT, revocation=lists(other))
