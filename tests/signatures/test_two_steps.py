"""A key that is elsewhere: what is to be signed goes out, the signature comes in, in another process if need be."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from rsa_world import revocation_list, root, rsa_key
from sign_world import DAY, Practice, drawing, signature, slot

from signatures.clock import HttpClock
from signatures.errors import (
    ClockUnavailable,
    EvidenceMismatch,
    KeyUnavailable,
    NotConformant,
    RevocationMissing,
    SignatureError,
    WrongOrder,
)
from signatures.keys import MemoryKey
from signatures.keys.memory import asn1
from signatures.policy import Policy
from signatures.prepared import Prepared
from signatures.signing import certify, finish, prepare, seal
from signatures.stamp import signature_time
from signatures.tokens import Token
from signatures.trust import Trust
from signatures.verification import inspect
from signatures.vocabulary import Verdict

HOUR = timedelta(hours=1)


def first(practice: Practice, paper: bytes, key: MemoryKey | None = None, **more: Any) -> Prepared:
    """The first step at DAY; nothing but the certificates of the key is used."""
    key = key or practice.surgeon
    options = {"certifies": True, "revocation": practice.authority.crls(DAY), **more}
    return prepare(paper, "Practitioner1", key.certificate, key.chain, practice.clock, DAY, **options)


def elsewhere(key: MemoryKey, digest: bytes) -> bytes:
    """What a device makes of a digest, knowing nothing of the document."""
    private = key.parts()[0]
    if isinstance(private, rsa.RSAPrivateKey):
        return private.sign(digest, padding.PKCS1v15(), Prehashed(hashes.SHA256()))
    return private.sign(digest, ec.ECDSA(Prehashed(hashes.SHA256())))


def judged(practice: Practice, pdf: bytes, *roots: Any) -> Any:
    return inspect(pdf, Policy("test", Trust((practice.authority.root, *roots)), DAY + timedelta(days=2)))


class Counting:
    """A clock that counts how often it was asked."""

    def __init__(self, clock: HttpClock) -> None:
        self._clock, self.asked = clock, 0
        self.chain, self.grade, self.accuracy, self.room = clock.chain, clock.grade, clock.accuracy, clock.room

    def stamp(self, digest: bytes, at: datetime) -> Token:
        self.asked += 1
        return self._clock.stamp(digest, at)


def test_digest_out_and_signature_in_an_hour_later(practice: Practice, paper: bytes) -> None:
    written = first(practice, paper, appearance=drawing(), content_timestamp=True, record=b'{"act":"devis"}').to_bytes()
    prepared = Prepared.from_bytes(written)
    assert prepared.to_sign.digest == hashlib.sha256(prepared.to_sign.data).digest()
    assert "Practitioner1" in repr(prepared)
    assert len(repr(prepared)) < 200  # and not the document
    made = elsewhere(practice.surgeon, prepared.to_sign.digest)
    later = practice.at(DAY + HOUR)
    signed = finish(Prepared.from_bytes(written), made, practice.clock, later)
    report = judged(practice, signed)
    assert report.verdict is Verdict.VALID, report.diagnostics()
    (act,) = report.acts
    assert (act.record, act.not_before) == (b'{"act":"devis"}', DAY - practice.clock.accuracy)
    assert signature_time(signed, "Practitioner1").time == later
    assert signature(signed, "Practitioner1").sig_object["/M"] == "D:20310320090000Z"


def test_rsa_key_elsewhere(practice: Practice, paper: bytes) -> None:
    lists = (revocation_list("Provider root", 0), *practice.authority.crls(DAY))
    prepared = first(practice, paper, rsa_key(), revocation=lists)
    assert prepared.to_sign.algorithm == "rsa"
    signed = finish(prepared, elsewhere(rsa_key(), prepared.to_sign.digest), practice.clock, DAY)
    report = judged(practice, signed, asn1(root()))
    assert report.verdict is Verdict.VALID, report.diagnostics()


def test_ecdsa_as_two_numbers_is_taken_too(practice: Practice, paper: bytes) -> None:
    prepared = first(practice, paper)
    r, s = decode_dss_signature(elsewhere(practice.surgeon, prepared.to_sign.digest))
    signed = finish(prepared, r.to_bytes(32, "big") + s.to_bytes(32, "big"), practice.clock, DAY)
    assert judged(practice, signed).verdict is Verdict.VALID


def test_one_call_and_two_steps_write_the_same_file(practice: Practice, paper: bytes) -> None:
    prepared = first(practice, paper)
    two = finish(prepared, practice.surgeon.sign(prepared.to_sign.data), practice.clock, DAY)
    lists = practice.authority.crls(DAY)
    for perform in (certify, seal):
        one = perform(paper, "Practitioner1", practice.surgeon, practice.clock, DAY, revocation=lists)
        start, end = slot(one, "Practitioner1")
        assert one[:start] + one[end:] == two[:start] + two[end:]


def test_second_signature_in_two_steps(practice: Practice, certified: bytes) -> None:
    at = practice.at(DAY + HOUR)
    patient = practice.patient(at)
    lists = practice.authority.crls(at)
    prepared = prepare(certified, "Receipt1", patient.certificate, patient.chain, practice.clock, at, revocation=lists)
    signed = finish(prepared, elsewhere(patient, prepared.to_sign.digest), practice.clock, at)
    assert signed.startswith(certified)
    assert judged(practice, signed).verdict is Verdict.VALID


# ---- what is not the signature


def wrong(practice: Practice, paper: bytes) -> dict[str, Callable[[Prepared], bytes]]:
    other = first(practice, paper, reason="something else")
    key = practice.surgeon
    return {
        "another's": lambda it: elsewhere(practice.patient(DAY), it.to_sign.digest),
        "over another state": lambda it: elsewhere(key, other.to_sign.digest),
        "over a digest of the digest": lambda it: key.sign(it.to_sign.digest),
        "cut": lambda it: elsewhere(key, it.to_sign.digest)[:-1],
        "with a tail": lambda it: elsewhere(key, it.to_sign.digest) + b"\0",
        "64 zeros": lambda it: bytes(64),
        "empty": lambda it: b"",
        "of the other kind": lambda it: elsewhere(rsa_key(), it.to_sign.digest),
    }


@pytest.mark.parametrize(
    "which",
    ["another's", "over another state", "over a digest of the digest", "cut", "with a tail", "64 zeros", "empty", "of the other kind"],
)  # fmt: skip
def test_wrong_signature_is_refused_before_the_clock_is_asked(practice: Practice, paper: bytes, which: str) -> None:
    prepared, clock = first(practice, paper), Counting(practice.clock)
    with pytest.raises(EvidenceMismatch, match=r"not by the key of .*Claire VASSEUR.*nothing was signed"):
        finish(prepared, wrong(practice, paper)[which](prepared), clock, DAY)
    assert clock.asked == 0


# ---- the state


def test_state_that_was_altered_on_the_way_is_refused(practice: Practice, paper: bytes) -> None:
    written = first(practice, paper).to_bytes()
    for place in (0, 64, 65, len(written) // 2, len(written) - 1):
        changed = written[:place] + bytes([written[place] ^ 1]) + written[place + 1 :]
        with pytest.raises(EvidenceMismatch, match="damaged, or is none"):
            Prepared.from_bytes(changed)


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"0" * 64 + b"\n{}"])
def test_what_is_no_state(data: bytes) -> None:
    with pytest.raises(EvidenceMismatch, match="damaged, or is none"):
        Prepared.from_bytes(data)


def rewritten(written: bytes, **changes: Any) -> bytes:
    """The state with other contents and a digest that fits, as somebody makes it who knows how."""
    body = json.dumps(json.loads(written[65:]) | changes).encode()
    return hashlib.sha256(body).hexdigest().encode() + b"\n" + body


@pytest.mark.parametrize(
    "changes",
    [
        {"form": "signatures.prepared/9"},
        {"algorithm": "dsa"},
        {"slot": [1, 10**9]},
        {"slot": [9, 5]},
        {"slot": None},
        {"before": 0},
        {"before": "x"},
        {"at": "2031-03-20T09:00:00"},
        {"file": "é"},
        {"certificate": ""},
        {"chain": ["AAAA"]},
        {"chain": ["MAMCAQE="]},
        {"lists": ["AAAA"]},
        {"authority": "zz"},
    ],
)
def test_state_of_another_make_is_refused_in_words(practice: Practice, paper: bytes, changes: dict[str, Any]) -> None:
    with pytest.raises(EvidenceMismatch, match="another version"):
        Prepared.from_bytes(rewritten(first(practice, paper).to_bytes(), **changes))


def test_document_exchanged_under_a_signature_is_noticed(practice: Practice, paper: bytes) -> None:
    """The state's digest binds nobody who can write the state; the signature does."""
    prepared = first(practice, paper)
    made, written = elsewhere(practice.surgeon, prepared.to_sign.digest), prepared.to_bytes()
    file = b64decode(json.loads(written[65:])["file"])
    dearer = b64encode(file.replace(b"0 0 1 rg", b"1 0 0 rg")).decode()
    with pytest.raises(NotConformant, match="digest signed is not that of the bytes covered"):
        finish(Prepared.from_bytes(rewritten(written, file=dearer)), made, practice.clock, DAY)
    other = b64encode(first(practice, paper, reason="x").attributes).decode()
    with pytest.raises(EvidenceMismatch, match="not over what was prepared"):
        finish(Prepared.from_bytes(rewritten(written, attributes=other)), made, practice.clock, DAY)
    with pytest.raises(SignatureError):
        finish(Prepared.from_bytes(rewritten(written, slot=[100, 200])), made, practice.clock, DAY)


# ---- time between the steps


def test_certificate_that_ends_between_the_steps(practice: Practice, certified: bytes) -> None:
    patient, lists = practice.patient(DAY), practice.authority.crls(DAY)
    prepared = prepare(certified, "Receipt1", patient.certificate, patient.chain, practice.clock, DAY, revocation=lists)
    made, clock = elsewhere(patient, prepared.to_sign.digest), Counting(practice.clock)
    with pytest.raises(KeyUnavailable, match="valid from"):
        finish(prepared, made, clock, practice.at(DAY + 2 * HOUR))
    assert clock.asked == 0


def test_certificate_that_is_revoked_between_the_steps(practice: Practice, paper: bytes) -> None:
    key = practice.authority.practitioner(name="Claire VASSEUR", rpps="10000000009", at=DAY - HOUR)
    prepared = first(practice, paper, key)
    made, later = elsewhere(key, prepared.to_sign.digest), practice.at(DAY + HOUR)
    practice.authority.revoke(key.certificate, DAY + HOUR / 2)
    newer = practice.authority.crls(later)
    with pytest.raises(KeyUnavailable, match="revoked since"):
        finish(prepared, made, practice.clock, later, revocation=newer)
    with pytest.raises(KeyUnavailable, match="revoked since"):  # also from the state in writing
        finish(Prepared.from_bytes(prepared.to_bytes()), made, practice.clock, later, revocation=newer)


def test_list_that_ends_between_the_steps(practice: Practice, paper: bytes) -> None:
    prepared = first(practice, paper)
    made = elsewhere(practice.surgeon, prepared.to_sign.digest)
    later = practice.at(DAY + timedelta(days=8))
    with pytest.raises(RevocationMissing, match="Autorité des signataires"):
        finish(prepared, made, practice.clock, later, revocation=practice.authority.crls(later))


def test_second_step_is_not_before_the_first(practice: Practice, paper: bytes) -> None:
    prepared = first(practice, paper)
    made = elsewhere(practice.surgeon, prepared.to_sign.digest)
    with pytest.raises(WrongOrder, match="was prepared at"):
        finish(prepared, made, practice.clock, practice.at(DAY - timedelta(minutes=1)))
    with pytest.raises(ValueError, match="time zone"):
        finish(prepared, made, practice.clock, DAY.replace(tzinfo=None))


def test_another_authority_than_the_one_prepared_for(practice: Practice, paper: bytes) -> None:
    prepared = first(practice, paper)
    made = elsewhere(practice.surgeon, prepared.to_sign.digest)
    other = HttpClock(practice.url, anchors=(asn1(root()),))
    with pytest.raises(ClockUnavailable, match="prepared for another timestamp authority"):
        finish(prepared, made, other, DAY)


# ---- whose


def test_certificate_alone_is_checked_as_a_key_would_be(practice: Practice, paper: bytes) -> None:
    own, (people, top) = practice.surgeon.certificate, practice.surgeon.chain
    lists = practice.authority.crls(DAY)
    with pytest.raises(KeyUnavailable, match=r"Autorité des signataires.* is missing"):
        prepare(paper, "Practitioner1", own, (top,), practice.clock, DAY, certifies=True, revocation=lists)
    prepared = prepare(
        paper, "Practitioner1", own, (top, people), practice.clock, DAY, certifies=True, revocation=lists
    )
    assert [one.sha256 for one in prepared.chain] == [people.sha256, top.sha256]
