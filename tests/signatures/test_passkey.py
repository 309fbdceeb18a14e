"""An assertion counts for one record, one address, one key and a person who unlocked the device; else it is refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from authenticator import FLAG, ORIGIN, RP_ID, VERIFIED, Passkey, eddsa, es256, rs256
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.cose import ES384
from hypothesis import given
from hypothesis import strategies as st
from sign_world import DAY, Practice
from test_signing import PLAN, receive

from signatures import Assertion, Code, PasskeyRefused, Trust, archive, inspect, passkey
from signatures import der as der_of
from signatures.der import write
from signatures.envelope import signature_holds
from signatures.policy import Policy
from signatures.record import MAX_RECORD

RECORD, OTHER = b'{"act":"acceptance"}', b'{"act":"receipt"}'
DEVICE = es256()


def judged(assertion: Assertion, **changes: Any) -> Code | None:
    """The code under which an assertion is refused; None when it is not."""
    asked: dict[str, Any] = {
        "credential_public_key": DEVICE.public_key,
        "record": RECORD,
        "origin": ORIGIN,
        "rp_id": RP_ID,
        **changes,
    }
    try:
        passkey.check(assertion, **asked)
    except PasskeyRefused as refused:
        return refused.code
    return None


def given_by(**changes: Any) -> Assertion:
    return DEVICE.get(passkey.challenge(RECORD), **changes)


@pytest.mark.parametrize("device", [partial(es256, b"another"), rs256, eddsa], ids=["ES256", "RS256", "EdDSA"])
def test_an_assertion_over_the_record_holds(device: Callable[[], Passkey]) -> None:
    key = device()
    made = key.get(passkey.challenge(RECORD))
    assert judged(made, credential_public_key=key.public_key) is None
    passkey.check_key(key.public_key)
    assert judged(made) in (Code.PASSKEY_SIGNATURE, Code.PASSKEY_KEY)  # under another key of another kind


@pytest.mark.parametrize("counted", [FLAG.BE, FLAG.BE | FLAG.BS], ids=["may be copied", "copied"])
def test_extensions_and_backup_flags_are_no_fault(counted: int) -> None:
    assert judged(given_by(flags=VERIFIED | counted, extensions={"example": True})) is None
    assert judged(given_by(crossOrigin=None)) is None  # Level 1 browsers leave it out


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "webauthn.create"}, Code.PASSKEY_TYPE),
        ({"type": "payment.get"}, Code.PASSKEY_TYPE),
        ({"type": ["webauthn.get"]}, Code.PASSKEY_TYPE),
        ({"challenge": "AAAA"}, Code.PASSKEY_CHALLENGE),
        ({"origin": "https://signer.cabinet.example.evil.example"}, Code.PASSKEY_ORIGIN),
        ({"origin": ORIGIN + ":8443"}, Code.PASSKEY_ORIGIN),
        ({"origin": ORIGIN.replace("https", "http")}, Code.PASSKEY_ORIGIN),
        ({"crossOrigin": True}, Code.PASSKEY_CROSS_ORIGIN),
        ({"crossOrigin": "false"}, Code.PASSKEY_CROSS_ORIGIN),
        ({"rp_id": "cabinet.example"}, Code.PASSKEY_RP_ID),
        ({"flags": FLAG.UV}, Code.PASSKEY_NOT_PRESENT),
        ({"flags": FLAG.UP}, Code.PASSKEY_NOT_VERIFIED),
        ({"flags": FLAG.UP | FLAG.BE | FLAG.BS}, Code.PASSKEY_NOT_VERIFIED),
        ({"challenge": None}, Code.PASSKEY_CHALLENGE),
        ({"challenge": 10**15}, Code.PASSKEY_CHALLENGE),
        ({"challenge": list(passkey.challenge(RECORD))}, Code.PASSKEY_CHALLENGE),
        ({"origin": None}, Code.PASSKEY_ORIGIN),
    ],
)
def test_what_the_browser_says_must_be_what_was_asked(changes: dict[str, Any], code: Code) -> None:
    assert judged(given_by(**changes)) is code


def test_for_another_record_or_by_another_device() -> None:
    assert judged(given_by(), record=OTHER) is Code.PASSKEY_CHALLENGE
    assert judged(DEVICE.get(RECORD)) is Code.PASSKEY_CHALLENGE  # the record itself instead of its challenge
    assert judged(given_by(), credential_public_key=es256(b"another").public_key) is Code.PASSKEY_SIGNATURE


@pytest.mark.parametrize("part", ["authenticator_data", "client_data", "signature"])
def test_no_bit_of_an_assertion_can_be_another(part: str) -> None:
    honest = given_by()
    data = getattr(honest, part)
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        assert judged(replace(honest, **{part: bytes(changed)})) is not None, bit


@given(st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=200), st.binary(max_size=200))
def test_bytes_of_a_stranger_are_refused_and_never_a_crash(a: bytes, c: bytes, s: bytes, key: bytes) -> None:
    assert judged(Assertion(a, c, s), credential_public_key=key) is not None
    assert judged(replace(given_by(), signature=s), credential_public_key=key) is Code.PASSKEY_KEY


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("authenticator_data", b"\x00" * 36),
        ("authenticator_data", b"\x81" * 6000),
        ("client_data", b"[]"),
        ("client_data", b"\xff"),
        ("client_data", b"[" * 100_000),
    ],
)
def test_malformed_parts(part: str, value: bytes) -> None:
    assert judged(replace(given_by(), **{part: value})) is Code.PASSKEY_MALFORMED


def cose(**changes: Any) -> bytes:
    """The device's key with parameters changed, by algorithm names of `k1`, `k3`, `m1` for -1 and so on."""
    plain = dict(DEVICE.public)
    for name, value in changes.items():
        plain[int(name[1:]) * (-1 if name[0] == "m" else 1)] = value
    return cbor.encode(plain)


NOT_KEPT = {
    "another curve": cbor.encode(ES384.from_cryptography_key(ec.generate_private_key(ec.SECP384R1()).public_key())),
    "another algorithm": cose(k3=-47),
    "an algorithm that is no number": cose(k3=True),
    "another kind": cose(k1=3),
    "another curve by name": cose(m1=2),
    "a curve that is no number": cose(m1=True),
    "a short coordinate": cose(m2=b"\x01" * 31),
    "not on the curve": cose(m2=b"\x00" * 32),
    "an identifier besides": cose(k2=b"a name"),
    "a tail": DEVICE.public_key + b"\x00",
    "read from behind": b"\xa5" + DEVICE.public_key[1:][::-1],
    "nested": b"\x81" * 5000,
    "nothing": b"",
    "a short RSA key": rs256(1024).public_key,
}


@pytest.mark.parametrize("key", NOT_KEPT.values(), ids=NOT_KEPT)
def test_keys_that_are_not_kept(key: bytes) -> None:
    assert judged(given_by(), credential_public_key=key) is Code.PASSKEY_KEY
    with pytest.raises(PasskeyRefused):
        passkey.check_key(key)


# ---- under the signature of a file


def spelt(*parts: bytes, tag: int = der_of.OCTET_STRING) -> bytes:
    return write(der_of.SEQUENCE, *(write(tag, part) for part in parts))


def test_it_comes_back_as_it_was_encoded() -> None:
    honest = given_by()
    assert passkey.decode(passkey.encode(honest, DEVICE.public_key)) == (honest, DEVICE.public_key)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        spelt(b"a", b"b", b"c"),
        spelt(b"a", b"b", b"c", b"d", b"e"),
        spelt(b"a", b"b", b"c", b"d", tag=0x24),
        spelt(b"a", b"b", b"c", b"d") + b"\0",
        b"\x30\x80" + spelt(b"a", b"b", b"c", b"d")[2:] + b"\0\0",
        b"\x30\x81\x0c" + spelt(b"a", b"b", b"c", b"d")[2:],
        spelt(b"a" * 9000, b"b", b"c", b"d"),
    ],
    ids=["nothing", "three", "five", "constructed", "tail", "indefinite", "long length", "too large"],
)
def test_another_form_is_refused(data: bytes) -> None:
    with pytest.raises(PasskeyRefused) as refused:
        passkey.decode(data)
    assert refused.value.code is Code.PASSKEY_MALFORMED
    with pytest.raises(PasskeyRefused):
        passkey.attribute(data)


def test_what_is_too_large_is_not_signed() -> None:
    with pytest.raises(PasskeyRefused, match="at most"):
        passkey.encode(replace(given_by(), client_data=b" " * MAX_RECORD), DEVICE.public_key)


@pytest.fixture
def signed(practice: Practice, certified: bytes) -> bytes:
    """A receipt with record and assertion under its signature."""
    first = archive(certified, practice.clock, DAY, revocation=practice.authority.crls(DAY))
    return receive(practice, first, record=RECORD, passkey=passkey.encode(given_by(), DEVICE.public_key))


def test_it_stands_under_the_signature(practice: Practice, signed: bytes) -> None:
    policy = Policy("test", Trust((practice.authority.root,)), practice.now[0])
    act = inspect(signed, policy, PLAN).act("receipt")
    assert act is not None
    assert act.record == RECORD
    assert act.passkey is not None
    assertion, key = passkey.decode(act.passkey)
    passkey.check(assertion, key, act.record, ORIGIN, RP_ID)
    assert all(one.passkey is None for one in inspect(signed, policy, PLAN).acts if one.field != "Receipt1")


def test_no_bit_of_the_envelope_around_it_can_be_another(signed: bytes) -> None:
    """Every bit of the CMS, the new attribute in it."""
    start = signed.rindex(b"/ByteRange")
    numbers = signed[signed.index(b"[", start) + 1 : signed.index(b"]", start)].split()
    _, size, second, rest = map(int, numbers)
    gap, covered = signed[size:second], signed[:size] + signed[second : second + rest]
    assert signature_holds(gap, covered) is None
    place = bytes.fromhex(gap[1:-1].decode()).index(DEVICE.public_key)
    first = 1 + 2 * place - 40  # in hex digits; from the attribute's own header on
    for digit in range(first, first + 2 * len(passkey.encode(given_by(), DEVICE.public_key)) + 40):
        for bit in range(8):
            changed = bytearray(gap)
            changed[digit] ^= 1 << bit
            assert signature_holds(bytes(changed), covered) is not None, (digit, bit)
