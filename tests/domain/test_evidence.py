"""The evidence of a signature: masked, by digest, never more than it supports; and the enrolments of a chain."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from dermadocs.domain.enrolment import enrolments, key_bytes, key_text
from dermadocs.domain.events import Enrolled, EnrolmentRevoked
from dermadocs.domain.evidence import (
    BY_CERTIFICATE,
    Code,
    Drawn,
    Evidence,
    Passkey,
    TypedName,
    at_practice,
    drawn,
    fault,
    masked,
    masked_email,
    masked_phone,
)
from dermadocs.domain.jsonform import canonical, decode
from dermadocs.domain.timeline import append, digest
from dermadocs.errors import InputError

NOW = datetime(2026, 11, 6, 20, 0, tzinfo=UTC)
DIGEST = "a" * 64
KEY = Passkey(credential=DIGEST, public_key=DIGEST, origin="https://a.example", rp_id="a.example", enrolment=DIGEST)


@pytest.mark.parametrize(
    ("evidence", "level"),
    [
        (at_practice("L. Roux", "typed"), "simple"),
        (BY_CERTIFICATE, "simple"),
        (Evidence(channel="online", gesture=TypedName()), "simple"),
        (Evidence(channel="online", gesture=Drawn(strokes=DIGEST, count=2)), "simple"),
        (Evidence(channel="online", gesture=replace(KEY, enrolment=None)), "simple"),
        (Evidence(channel="online", gesture=KEY), "advanced, claimed"),
        (Evidence(channel="practice", gesture=KEY), "advanced, claimed"),
        (Evidence(channel="paper"), "paper"),
    ],
)
def test_the_level_follows_from_the_evidence(evidence: Evidence, level: str) -> None:
    assert evidence.level == level
    assert decode(canonical(evidence), Evidence, "evidence") == evidence


@pytest.mark.parametrize("told", [{"level": "qualified"}, {"ip": "192.0.2.1"}, {"user_agent": "x"}, {"born": "1980"}])
def test_nothing_else_can_be_said(told: dict[str, str]) -> None:
    raw = json.loads(canonical(Evidence(channel="online")))
    with pytest.raises(InputError, match="unknown field"):
        decode(json.dumps({**raw, **told}).encode(), Evidence, "evidence")


@pytest.mark.parametrize(
    ("address", "left"),
    [
        ("jane@example.fr", "j•••@e•••.fr"),
        ("j@b.co.uk", "j•••@b•••.uk"),
        ("élodie.martin@mél.example", "é•••@m•••.example"),
    ],
)
def test_little_is_left_of_an_address(address: str, left: str) -> None:
    assert masked_email(address) == left
    assert Code(channel="email", sent_to=left, checked_at=NOW)
    assert decode(canonical(Evidence(channel="online", link=left)), Evidence, "evidence").link == left


def test_somebody_is_written_to_by_email_else_by_telephone() -> None:
    assert masked("jane@example.fr", "+33 6 12 34 56 12") == "j•••@e•••.fr"
    assert masked(None, "+33 6 12 34 56 12") == "+336••••12"
    assert masked("", "") is None


@pytest.mark.parametrize(
    ("number", "left"),
    [("+33 6 12 34 56 12", "+336••••12"), ("+44 7700 900123", "+447••••23"), ("+2901234", "+••••34")],
)
def test_little_is_left_of_a_number(number: str, left: str) -> None:
    assert masked_phone(number) == left
    assert decode(canonical(Evidence(channel="online", link=left)), Evidence, "evidence").link == left


@pytest.mark.parametrize(
    "address", ["jane@example.fr", "+33612345612", "+336•12", "j•••@example.fr", "+33612••••12", "•", "jane•••@e•••.fr"]
)
def test_what_is_not_masked_is_refused(address: str) -> None:
    for evidence in (
        {"channel": "online", "link": address},
        {"channel": "online", "code": {"channel": "sms", "sent_to": address, "checked_at": "2026-11-06T20:00:00Z"}},
    ):
        with pytest.raises(InputError, match="must be"):
            decode(json.dumps(evidence).encode(), Evidence, "evidence")


def test_strokes_go_in_by_digest_alone() -> None:
    strokes = [[(1, 2, 0), (3, 4, 16)], [(5, 6, 90)]]
    one = drawn(strokes)
    assert one.count == 2
    assert one == drawn([list(stroke) for stroke in strokes])
    assert one.strokes != drawn([[(1, 2, 0), (3, 4, 16), (5, 6, 90)]]).strokes


@pytest.mark.parametrize("strokes", [[], [[]], [[(1, 2)]], [[(1.5, 2, 0)]], [[(True, 2, 0)]], [[(1, 2, 0)]] * 1001])
def test_what_no_hand_drew(strokes: Any) -> None:
    with pytest.raises(InputError):
        drawn(strokes)


@pytest.mark.parametrize(
    ("origin", "rp_id", "fits"),
    [
        ("https://signer.cabinet.example", "cabinet.example", True),
        ("http://localhost:8000", "localhost", True),
        ("https://cabinet.example", "signer.cabinet.example", False),
        ("https://evilcabinet.example", "cabinet.example", False),
        ("http://cabinet.example", "cabinet.example", False),
        ("https://cabinet.example/path", "cabinet.example", False),
    ],
)
def test_a_passkey_belongs_to_the_host_of_its_page(origin: str, rp_id: str, fits: bool) -> None:
    raw = {**json.loads(canonical(KEY)), "origin": origin, "rp_id": rp_id}
    if fits:
        assert decode(json.dumps(raw).encode(), Passkey, "passkey").origin == origin
    else:
        with pytest.raises(InputError):
            decode(json.dumps(raw).encode(), Passkey, "passkey")


def test_evidence_that_cannot_be_that_of_the_act() -> None:
    code = Code(channel="sms", sent_to="+336••••12", checked_at=NOW)
    online = Evidence(channel="online", mention="typed", code=code)
    assert fault(online, NOW, mention=True, of_practice=False) is None
    assert fault(BY_CERTIFICATE, NOW, mention=False, of_practice=True) is None
    for evidence, at, mention, of_practice in (
        (online, NOW - timedelta(seconds=1), True, False),
        (online, NOW, False, False),
        (replace(online, mention=None), NOW, True, False),
        (BY_CERTIFICATE, NOW, False, False),
        (Evidence(channel="practice"), NOW, False, True),
    ):
        assert fault(evidence, at, mention=mention, of_practice=of_practice)
    with pytest.raises(ValueError, match="UTC"):
        Code(channel="sms", sent_to="+336••••12", checked_at=NOW.replace(tzinfo=None))


def test_the_last_enrolment_of_a_credential_counts_until_it_is_revoked() -> None:
    data = bytes(range(77))
    assert key_bytes(key_text(data)) == data
    told: dict[str, Any] = {"person": "patient", "credential": DIGEST, "public_key": key_text(data), "by": "L. Roux"}
    first = append((), Enrolled(at=NOW, identity_seen_by=None, **told))
    second = append(first, Enrolled(at=NOW, identity_seen_by="Dr A", **told))
    revoked = append(second, EnrolmentRevoked(at=NOW, credential=DIGEST))
    assert enrolments(first)[DIGEST].entry == digest(first[-1])
    assert enrolments(second)[DIGEST].entry == digest(second[-1])
    assert enrolments(revoked) == {}
    known = enrolments(second)[DIGEST]
    used = replace(KEY, public_key=hashlib.sha256(data).hexdigest(), enrolment=known.entry)
    assert known.covers(used, "patient")
    assert not known.covers(used, "guardian")
    for change in ({"public_key": DIGEST}, {"credential": "b" * 64}, {"enrolment": digest(first[-1])}):
        assert not known.covers(replace(used, **change), "patient")
