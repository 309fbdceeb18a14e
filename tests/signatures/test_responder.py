"""The timestamp authority of one's own answers right requests, refuses others, and reads no clock but the one given."""

from __future__ import annotations

import http.client
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from asn1crypto import algos, cms, tsp
from hypothesis import given
from hypothesis import strategies as st
from sign_world import DAY, Practice

from signatures.authority import Authority
from signatures.responder import Responder

DIGEST = bytes(range(32))


@pytest.fixture(scope="module")
def responder() -> Responder:
    return Authority.create("Cabinet", DAY - timedelta(days=1)).responder(DAY - timedelta(hours=1))


def request(algorithm: str = "sha256", digest: bytes = DIGEST, **more: object) -> bytes:
    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": algorithm}), "hashed_message": digest}
    return tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "cert_req": True, **more}).dump()


def refusal(answer: bytes) -> set[str]:
    """Why a request was refused; empty if it was not."""
    status = tsp.PKIStatusInfo.load(answer[2:]) if len(answer) < 128 else tsp.TimeStampResp.load(answer)["status"]
    return set(status["fail_info"].native or ()) if status["status"].native == "rejection" else set()


def token(answer: bytes) -> cms.SignedData:
    assert not refusal(answer)
    return tsp.TimeStampResp.load(answer)["time_stamp_token"]["content"]


def test_token_says_what_was_asked(responder: Responder) -> None:
    signed = token(responder.respond(request(nonce=7**20), DAY + timedelta(microseconds=999_999)))
    info = signed["encap_content_info"]["content"].parsed
    assert info["message_imprint"]["hashed_message"].native == DIGEST
    assert info["nonce"].native == 7**20
    assert info["gen_time"].native == DAY  # whole seconds; the accuracy says so
    assert info["accuracy"]["seconds"].native == 1
    assert info["tsa"].chosen == responder.certificate.subject


@pytest.mark.parametrize("size", [256, 384, 512])
def test_sha2_is_stamped(responder: Responder, size: int) -> None:
    token(responder.respond(request(f"sha{size}", bytes(size // 8)), DAY))


def test_only_its_own_certificate_and_only_when_asked(responder: Responder) -> None:
    (certificate,) = token(responder.respond(request(), DAY))["certificates"]
    assert certificate.chosen.sha256 == responder.certificate.sha256
    assert token(responder.respond(request(cert_req=False), DAY))["certificates"].native is None


def test_serial_numbers_differ(responder: Responder) -> None:
    serials = {
        token(responder.respond(request(), DAY))["encap_content_info"]["content"].parsed["serial_number"].native
        for _ in range(20)
    }
    assert len(serials) == 20


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (request("sha1", bytes(20)), "bad_alg"),
        (request("md5", bytes(16)), "bad_alg"),
        (request("sha256", bytes(31)), "bad_data_format"),
        (request(req_policy="1.2.3"), "unaccepted_policy"),
        (request(extensions=[{"extn_id": "1.2.3", "extn_value": b""}]), "unaccepted_extensions"),
        (request() + b"\0", "bad_data_format"),
        (request()[:-1], "bad_data_format"),
        (b"", "bad_data_format"),
    ],
    ids=["sha1", "md5", "short digest", "policy", "extension", "trailing byte", "cut", "nothing"],
)
def test_refused(responder: Responder, body: bytes, why: str) -> None:
    assert refusal(responder.respond(body, DAY)) == {why}


@pytest.mark.parametrize("at", [DAY - timedelta(days=2), DAY + timedelta(days=9 * 366)])
def test_no_time_outside_its_certificate(responder: Responder, at: object) -> None:
    assert refusal(responder.respond(request(), at)) == {"time_not_available"}  # type: ignore[arg-type]


@given(st.binary(max_size=200))
def test_nonsense_is_refused_and_never_breaks_it(responder: Responder, body: bytes) -> None:
    assert refusal(responder.respond(body, DAY))


def test_requests_with_any_bit_altered_are_answered(responder: Responder) -> None:
    whole = request(nonce=5)
    for index in range(8 * len(whole)):
        body = bytearray(whole)
        body[index // 8] ^= 1 << index % 8
        answer = responder.respond(bytes(body), DAY)
        assert refusal(answer) or token(answer)


@pytest.mark.parametrize(
    ("method", "headers", "body", "status"),
    [
        ("GET", {}, None, 501),
        ("POST", {"Content-Type": "text/plain"}, b"x", 415),
        ("POST", {"Content-Type": "application/timestamp-query"}, bytes(20_000), 413),
        ("POST", {"Content-Type": "application/timestamp-query", "Content-Length": "many"}, b"", 411),
        ("POST", {"Content-Type": "application/timestamp-query"}, b"nonsense", 200),
    ],
    ids=["get", "wrong type", "too large", "no length", "nonsense"],
)
def test_over_http(practice: Practice, method: str, headers: dict[str, str], body: bytes | None, status: int) -> None:
    connection = http.client.HTTPConnection(urlsplit(practice.url).netloc, timeout=5)
    connection.request(method, "/", body, headers)
    answer = connection.getresponse()
    assert answer.status == status
    if status == 200:
        assert refusal(answer.read()) == {"bad_data_format"}
        assert answer.getheader("Date") is None  # it would be the wall clock's
    connection.close()
