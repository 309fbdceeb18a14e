"""Whom the reader trusts, and when he looks: wrong anchors and wrong moments never make a file good."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
from hostile_deeds import Deed, act, drafted, key_of
from world import DAYS, JUDGED, Life

from dermadocs.flows.proving.batch import exit_code
from signatures import Authority, Trust

YEAR = timedelta(days=365)
Anchors = Callable[[Life], Trust]


def _clock(life: Life) -> Trust:
    return Trust((life.scene.authority.responder(DAYS.signed).certificate,))


def _twin(life: Life) -> Trust:
    """Another authority of the very same name."""
    return Trust((Authority.create(life.scene.authority.name, DAYS.set_up, demonstration=True).root,))


WRONG: tuple[tuple[str, Anchors, str], ...] = (
    ("nobody", lambda _: Trust(), "NO_TRUST_ANCHOR"),
    ("the root as a clock's only", lambda life: Trust((), (life.scene.authority.root,)), "NO_TRUST_ANCHOR"),
    ("time's authority only", lambda life: Trust((life.scene.authority.time_ca,)), "UNTRUSTED"),
    ("the clock's own certificate", _clock, "UNTRUSTED"),
    ("a twin", _twin, "UNTRUSTED"),
)


@pytest.mark.parametrize(("anchors", "code"), [row[1:] for row in WRONG], ids=[row[0] for row in WRONG])
def test_with_the_wrong_anchors_nothing_is_decided(life: Life, anchors: Anchors, code: str) -> None:
    answer = life.scene.judge(life.accepted.pdf, trust=anchors(life))
    assert (exit_code(answer), answer["verdict"], answer["integrity"]) == (3, "INDETERMINATE", "GOOD")
    assert code in answer["reasons"]


@pytest.mark.parametrize(
    "at",
    [DAYS.signed - YEAR, DAYS.signed - timedelta(hours=1), DAYS.received, DAYS.accepted - timedelta(hours=1)],
    ids=["a year before all", "an hour before the surgeon", "at the receipt", "an hour before the acceptance"],
)
def test_a_reader_of_the_past_sees_no_signature_of_the_future(life: Life, at: object) -> None:
    answer = life.scene.judge(life.accepted.pdf, at=at)  # type: ignore[arg-type]
    assert exit_code(answer) == 3, answer["reasons"]
    assert "TIME_NOT_PROVEN" in answer["reasons"]


@pytest.mark.parametrize(("years", "code"), [(1, 0), (3, 0), (11, 3)])
def test_a_reader_of_the_future(life: Life, years: int, code: int) -> None:
    assert exit_code(life.scene.judge(life.accepted.pdf, at=JUDGED + years * YEAR)) == code


def test_a_revoked_surgeon_did_sign_before(life: Life) -> None:
    """Fresher lists in the trust folder say that the key was stolen after the estimate: the estimate stays good."""
    scene = life.scene
    key = key_of(life, life.sent, "Practitioner1", DAYS.signed)
    before = len(scene.authority._log)
    scene.authority.revoke(key.certificate, DAYS.accepted)
    try:
        lists = scene.authority.crls(JUDGED)
    finally:
        del scene.authority._log[before:]
    trust = Trust.from_json({**scene.trust.to_json(), "crls": [_base64(one) for one in lists]})
    assert exit_code(scene.judge(life.accepted.pdf, trust=trust)) == 0


def test_a_surgeon_revoked_before_signing(life: Life) -> None:
    scene = life.scene
    key = key_of(life, life.sent, "Practitioner1", DAYS.signed)
    before = len(scene.authority._log)
    scene.authority.revoke(key.certificate, DAYS.signed - timedelta(days=1))
    try:
        lists = scene.authority.crls(DAYS.signed)
        forged = act(life, drafted(life), Deed("Practitioner1", DAYS.signed, careless=True)).pdf
    finally:
        del scene.authority._log[before:]
    trust = Trust.from_json({**scene.trust.to_json(), "crls": [_base64(one) for one in lists]})
    answer = scene.judge(forged, trust=trust)
    assert exit_code(answer) in (1, 3)
    assert "REVOKED" in answer["reasons"]


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
