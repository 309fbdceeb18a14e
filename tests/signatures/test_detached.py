"""Timestamp tokens that stand by themselves, and revocations that became known after the time of judging."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import timedelta

import pytest
from asn1crypto import pem
from sign_world import DAY, Practice

from signatures.authority import Authority
from signatures.clock import HttpClock
from signatures.detached import Stamped, Tokens
from signatures.policy import Policy
from signatures.responder import serve
from signatures.trust import Trust
from signatures.vocabulary import ClockGrade, Code, Indication

WHAT = hashlib.sha256(b"an entry").digest()
YEAR = timedelta(days=365)


def policy(practice: Practice, trust: Trust | None = None, **more: object) -> Policy:
    at = more.pop("at", DAY + timedelta(days=1))
    own = Trust((practice.authority.root,))
    return Policy("test", own if trust is None else trust, at, **more)  # type: ignore[arg-type]


def material(practice: Practice) -> tuple[bytes, bytes]:
    """Issuers of the clock and the lists of the day, PEM."""
    issuers = b"".join(pem.armor("CERTIFICATE", one.dump()) for one in practice.authority.anchors)
    return issuers, b"".join(pem.armor("X509 CRL", one) for one in practice.authority.crls(DAY))


def judged(practice: Practice, terms: Policy, sha256: bytes = WHAT) -> Stamped:
    token = practice.clock.stamp(WHAT, DAY)
    return Tokens(terms, *material(practice)).judge(token.der, sha256, "entry")


def test_a_token_over_these_bytes_by_a_clock_of_the_reader(practice: Practice) -> None:
    stamped = judged(practice, policy(practice))
    assert (stamped.indication, stamped.grade, stamped.reasons) == (Indication.TOTAL_PASSED, ClockGrade.C, ())
    assert stamped.time is not None
    assert abs(stamped.time - DAY) < timedelta(minutes=1)


def test_a_token_over_other_bytes_is_proven_wrong(practice: Practice) -> None:
    stamped = judged(practice, policy(practice), hashlib.sha256(b"another").digest())
    assert stamped.indication is Indication.TOTAL_FAILED
    assert stamped.reasons[0].code is Code.SIGNATURE_BROKEN


def test_a_clock_that_the_reader_does_not_know_proves_nothing(practice: Practice) -> None:
    stamped = judged(practice, policy(practice, Trust()))
    assert (stamped.indication, stamped.grade) == (Indication.INDETERMINATE, None)
    assert stamped.reasons[0].code is Code.NO_TRUST_ANCHOR


def test_a_token_ends_with_its_certificate(practice: Practice) -> None:
    stamped = judged(practice, policy(practice, at=DAY + 9 * YEAR))
    assert stamped.indication is Indication.INDETERMINATE
    assert stamped.reasons[0].code is Code.EXPIRED


@pytest.mark.parametrize("garbage", [b"", b"\x30\x00", b"0" * 3000, bytes(100)])
def test_what_is_no_token_never_raises(practice: Practice, garbage: bytes) -> None:
    stamped = Tokens(policy(practice), *material(practice)).judge(garbage, WHAT, "entry")
    assert stamped.indication is Indication.TOTAL_FAILED


def test_a_revocation_that_became_known_later_counts_when_the_reader_is_informed() -> None:
    """Judged at the time proven: the unit was revoked before that, and the list that says so came out after it."""
    authority = Authority.create("Cabinet Durand", DAY - timedelta(days=9), demonstration=True)
    responder = authority.responder(DAY)
    with serve(responder, lambda: DAY) as url:
        token = HttpClock(url, anchors=authority.anchors).stamp(WHAT, DAY)
    lists = authority.crls(DAY)
    authority.revoke(responder.certificate, DAY + timedelta(hours=1))
    late = DAY + timedelta(days=30)
    crls = b"".join(pem.armor("X509 CRL", one) for one in (*lists, *authority.crls(late)))
    issuers = b"".join(pem.armor("CERTIFICATE", one.dump()) for one in authority.anchors)
    terms = Policy("test", Trust((authority.root,)), DAY + timedelta(days=1))
    assert Tokens(terms, issuers, crls).judge(token.der, WHAT, "entry").reasons == ()
    told = Tokens(replace(terms, informed=late), issuers, crls).judge(token.der, WHAT, "entry")
    assert [reason.code for reason in told.reasons] == [Code.REVOKED]


def test_the_moment_until_which_a_reader_is_informed_has_a_zone(practice: Practice) -> None:
    with pytest.raises(ValueError, match="time zone"):
        policy(practice, informed=DAY.replace(tzinfo=None))
