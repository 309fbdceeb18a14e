"""A clock that is down, slow, garbled, lying, or another one: ClockUnavailable in words, and nothing is signed."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from answering import Answer, asleep, cut_short, drip, reply, server, through, unsized
from asn1crypto import cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import ObjectIdentifier
from cryptography.x509.oid import ExtendedKeyUsageOID as EKU
from rsa_world import rsa_unit
from sign_world import DAY, Practice

from signatures import tokens
from signatures.authority import Authority
from signatures.clock import HttpClock
from signatures.cms import sha256
from signatures.errors import ClockUnavailable
from signatures.responder import Responder
from signatures.signing import certify

POLICY = "1.3.6.1.4.1.32473.1"
DIGEST = sha256(b"the act")
SCRIPTED: dict[str, tuple[Answer, str]] = {
    "error 500": (reply(b"", 500), "HTTP 500"),
    "redirect is not followed": (reply(b"", 302), "HTTP 302"),
    "a web page": (reply(b"<html>", kind="text/html"), "other than a timestamp"),
    "garbage": (reply(b"\x00\x01\x02" * 100), "malformed"),
    "nothing": (reply(b""), "malformed"),
    "a flood": (lambda handler, _: unsized(handler, *[bytes(10_000)] * 100), "larger than"),
    "cut short": (cut_short, "cut short"),
    "asleep": (asleep, "no complete answer within 0.5 seconds"),
    "drip by drip": (drip, "no complete answer within 0.5 seconds"),
    "refused": (reply(bytes.fromhex("30053003020102")), "it refuses: rejection"),
}


@pytest.mark.parametrize("name", SCRIPTED)
def test_authority_that_does_not_answer_properly(practice: Practice, name: str) -> None:
    answer, why = SCRIPTED[name]
    with server(answer) as url:
        clock = HttpClock(url, anchors=practice.authority.anchors, timeout=0.5)
        began = time.monotonic()
        with pytest.raises(ClockUnavailable, match=why) as caught:
            clock.stamp(DIGEST, DAY)
        assert time.monotonic() - began < 2.5
    assert "Nothing was signed" in str(caught.value)


def test_nobody_listens(practice: Practice) -> None:
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        clock = HttpClock(f"http://127.0.0.1:{reserved.getsockname()[1]}/", anchors=practice.authority.anchors)
        with pytest.raises(ClockUnavailable, match="nobody listens there"):
            clock.stamp(DIGEST, DAY)


def other_imprint(request: bytes) -> bytes:
    wanted = tsp.TimeStampReq.load(request)
    wanted["message_imprint"]["hashed_message"] = sha256(b"another act")
    return wanted.dump()


def other_nonce(request: bytes) -> bytes:
    wanted = tsp.TimeStampReq.load(request)
    wanted["nonce"] = wanted["nonce"].native + 1
    return wanted.dump()


def no_nonce(request: bytes) -> bytes:
    wanted = tsp.TimeStampReq.load(request)
    return tsp.TimeStampReq({key: wanted[key] for key in ("version", "message_imprint", "cert_req")}).dump()


def no_certificate(request: bytes) -> bytes:
    wanted = tsp.TimeStampReq.load(request)
    wanted["cert_req"] = False
    return wanted.dump()


@pytest.mark.parametrize(
    ("lie", "why"),
    [
        (other_imprint, "imprint"),
        (other_nonce, "nonce"),
        (no_nonce, "nonce"),
        (no_certificate, "does not carry the certificate"),
    ],
)
def test_answer_to_another_question(practice: Practice, lie: Callable[[bytes], bytes], why: str) -> None:
    responder = practice.authority.responder(DAY)
    lying = server(through(lambda body: responder.respond(lie(body), DAY)))
    with lying as url, pytest.raises(ClockUnavailable, match=why):
        HttpClock(url, anchors=practice.authority.anchors).stamp(DIGEST, DAY)


@pytest.mark.parametrize("marker", ["time", "signature", "message digest"])
def test_altered_token(practice: Practice, marker: str) -> None:
    responder = practice.authority.responder(DAY)

    def altered(body: bytes) -> bytes:
        answer = bytearray(responder.respond(body, DAY))
        where = {"time": answer.index(b"20310320090000Z") + 3, "signature": len(answer) - 2}
        where["message digest"] = answer.index(bytes.fromhex("2a864886f70d010904")) + 15
        answer[where[marker]] ^= 1
        return bytes(answer)

    with server(through(altered)) as url, pytest.raises(ClockUnavailable, match=r"altered|wrong|malformed"):
        HttpClock(url, anchors=practice.authority.anchors).stamp(DIGEST, DAY)


@pytest.mark.parametrize(("minutes", "believed"), [(-5.1, False), (-4.9, True), (0, True), (4.9, True), (5.1, False)])
def test_time_must_be_near_the_act(practice: Practice, minutes: float, believed: bool) -> None:
    practice.at(DAY + timedelta(minutes=minutes))
    if believed:
        assert abs(practice.clock.stamp(DIGEST, DAY).time - practice.now[0]) < timedelta(seconds=1)
    else:
        with pytest.raises(ClockUnavailable, match="where 2031-03-20T09:00:00"):
            practice.clock.stamp(DIGEST, DAY)


def test_another_authority_even_of_the_same_name(practice: Practice) -> None:
    twin = Authority.create("Cabinet d'essai", DAY - timedelta(days=1), demonstration=True).responder(DAY)
    lying = server(through(lambda body: twin.respond(body, DAY)))
    with lying as url, pytest.raises(ClockUnavailable, match="not by the authority asked for"):
        HttpClock(url, anchors=practice.authority.anchors).stamp(DIGEST, DAY)


def test_anchors_must_reach_a_root(practice: Practice) -> None:
    clock = HttpClock(practice.url, anchors=(practice.authority.root,))
    with pytest.raises(ClockUnavailable, match="not by the authority asked for"):
        clock.stamp(DIGEST, DAY)


def test_a_persons_key_is_no_clock(practice: Practice) -> None:
    surgeon = Responder(practice.surgeon, POLICY)
    lying = server(through(lambda body: surgeon.respond(body, DAY)))
    with lying as url, pytest.raises(ClockUnavailable, match="not one for timestamps"):
        HttpClock(url, anchors=practice.authority.anchors).stamp(DIGEST, DAY)


@pytest.mark.parametrize(
    ("usages", "critical"),
    [((EKU.TIME_STAMPING,), False), ((EKU.TIME_STAMPING, EKU.EMAIL_PROTECTION), True), ((EKU.CODE_SIGNING,), True)],
    ids=["not critical", "mail as well", "code"],
)
def test_a_unit_must_do_nothing_but_timestamps(usages: tuple[ObjectIdentifier, ...], critical: bool) -> None:
    unit = Responder(rsa_unit(usages, critical), POLICY)
    stamping = server(through(lambda body: unit.respond(body, DAY)))
    with stamping as url, pytest.raises(ClockUnavailable, match="not one for timestamps only"):
        HttpClock(url, anchors=unit.chain).stamp(DIGEST, DAY)


def test_policy_asked_for(practice: Practice) -> None:
    with pytest.raises(ClockUnavailable, match="unaccepted_policy"):
        HttpClock(practice.url, anchors=practice.authority.anchors, policy=POLICY).stamp(DIGEST, DAY)


def test_accuracy_worse_than_asked(practice: Practice) -> None:
    clock = HttpClock(practice.url, anchors=practice.authority.anchors, accuracy=timedelta(milliseconds=100))
    with pytest.raises(ClockUnavailable, match="accuracy"):
        clock.stamp(DIGEST, DAY)


def test_token_larger_than_its_room(practice: Practice) -> None:
    clock = HttpClock(practice.url, anchors=practice.authority.anchors, room=500)
    with pytest.raises(ClockUnavailable, match="500 have room"):
        clock.stamp(DIGEST, DAY)


def test_providers_extra_certificates_are_taken_out(practice: Practice, paper: bytes) -> None:
    """They are under no signature: anyone could alter them in the finished file, unnoticed."""
    responder = practice.authority.responder(DAY)

    def crowded(body: bytes) -> bytes:
        answer = tsp.TimeStampResp.load(responder.respond(body, DAY))
        signed = answer["time_stamp_token"]["content"]
        extra = [cms.CertificateChoices(name="certificate", value=one) for one in practice.authority.anchors]
        signed["certificates"] = [*signed["certificates"], *extra]
        return answer.dump(force=True)

    with server(through(crowded)) as url:
        clock = HttpClock(url, anchors=practice.authority.anchors)
        token = clock.stamp(DIGEST, DAY)
        signed = certify(paper, "Practitioner1", practice.surgeon, clock, DAY, revocation=practice.authority.crls(DAY))
    assert len(cms.ContentInfo.load(token.der)["content"]["certificates"]) == 1
    assert len(token.der) < 2000
    assert signed.startswith(paper)


@contextmanager
def silent() -> Iterator[int]:
    """A port whose queue is full: who comes there waits for ever."""
    with socket.socket() as full, ExitStack() as waiting:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(3):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex(full.getsockname())
        yield full.getsockname()[1]


def test_the_deadline_is_one_for_all_places_of_a_name(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    dead = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))] * 12
    with silent() as port:
        found = [(*place[:4], ("127.0.0.1", port)) for place in dead]
        alive = (*dead[0][:4], ("127.0.0.1", urlsplit(practice.url).port))
        monkeypatch.setattr(socket, "getaddrinfo", lambda *told, **more: found)
        clock = HttpClock("http://localhost/", anchors=practice.authority.anchors, timeout=1)
        began = time.monotonic()
        with pytest.raises(ClockUnavailable, match="no complete answer within 1 seconds"):
            clock.stamp(DIGEST, DAY)
        assert time.monotonic() - began < 2
        found[2:] = [alive]  # none of them uses up what the next one needs
        assert clock.stamp(DIGEST, DAY).time == DAY


def test_the_deadline_holds_for_the_look_up_of_a_name(practice: Practice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *told, **more: time.sleep(3))
    clock = HttpClock("http://localhost/", anchors=practice.authority.anchors, timeout=0.3)
    began = time.monotonic()
    with pytest.raises(ClockUnavailable, match=r"no complete answer within 0\.3 seconds"):
        clock.stamp(DIGEST, DAY)
    assert time.monotonic() - began < 1.5


def test_the_deadline_holds_for_what_is_said_before_tls(practice: Practice) -> None:
    """A record of TLS that comes byte by byte: each read ends in time, and the whole does not."""

    def drips(listening: socket.socket) -> None:
        with listening.accept()[0] as line, suppress(OSError):
            for byte in b"\x16\x03\x03\x40\x00" + bytes(40):
                line.sendall(bytes([byte]))
                time.sleep(0.1)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        Thread(target=drips, args=(listening,), daemon=True).start()
        url = f"https://127.0.0.1:{listening.getsockname()[1]}/"
        began = time.monotonic()
        with pytest.raises(ClockUnavailable, match=r"no complete answer within 0\.5 seconds"):
            HttpClock(url, anchors=practice.authority.anchors, timeout=0.5).stamp(DIGEST, DAY)
    assert time.monotonic() - began < 2


def test_granted_with_changes_is_granted(practice: Practice) -> None:
    """What was asked is compared one by one, so that any change that matters is refused for itself."""
    responder = practice.authority.responder(DAY)

    def changed(body: bytes) -> bytes:
        answer = bytearray(responder.respond(body, DAY))
        place = answer.index(b"\x02\x01\x00")
        answer[place + 2] = 1
        return bytes(answer)

    with server(through(changed)) as url:
        assert HttpClock(url, anchors=practice.authority.anchors).stamp(DIGEST, DAY).time == DAY


def signed_otherwise(answer: bytes, algorithm: dict[str, Any], sign: Callable[[bytes], bytes]) -> bytes:
    """The answer with its token signed anew, by means of another algorithm."""
    response = tsp.TimeStampResp.load(answer)
    signer = response["time_stamp_token"]["content"]["signer_infos"][0]
    signer["signature"] = sign(b"\x31" + signer["signed_attrs"].dump()[1:])
    signer["signature_algorithm"] = algorithm
    return bytes(response.dump(force=True))


def pss(digest: str, mask: str, salt: int) -> dict[str, Any]:
    mask_gen = {"algorithm": "mgf1", "parameters": {"algorithm": mask}}
    parameters = {"hash_algorithm": {"algorithm": digest}, "mask_gen_algorithm": mask_gen, "salt_length": salt}
    return {"algorithm": "rsassa_pss", "parameters": parameters}


OTHER_FORM = r"not in the one form that documents hold, by RSA with PKCS#1 v1\.5 or by ECDSA, over SHA-2"


@pytest.mark.parametrize(
    ("digest", "mask", "salt", "why"),
    [
        ("sha256", "sha256", 32, None),
        ("sha512", "sha384", 20, None),
        ("sha256", "sha256", 31, "its signature is wrong"),
        ("sha256", "sha1", 32, "rests on a sha1 digest"),
        ("sha1", "sha256", 20, "rests on a sha1 digest"),
    ],
)
def test_tokens_signed_by_rsa_pss(digest: str, mask: str, salt: int, why: str | None) -> None:
    """They are read, as in files of others, and refused for ours in true words: a document holds one form only."""
    key = rsa_unit()
    unit = Responder(key, POLICY)
    private = key.parts()[0]
    assert isinstance(private, rsa.RSAPrivateKey)
    hashed = {"sha1": hashes.SHA1(), "sha256": hashes.SHA256(), "sha384": hashes.SHA384(), "sha512": hashes.SHA512()}
    padded = padding.PSS(padding.MGF1(hashed[mask]), 32 if salt == 31 else salt)

    def again(body: bytes) -> bytes:
        algorithm = pss(digest, mask, salt)
        return signed_otherwise(unit.respond(body, DAY), algorithm, lambda it: private.sign(it, padded, hashed[digest]))

    refused_unless_read(again, unit.chain, why)


def test_a_token_whose_content_and_signature_have_digests_of_their_own(practice: Practice) -> None:
    unit = practice.authority.responder(DAY)
    key = unit._key.parts()[0]  # type: ignore[attr-defined]

    def again(body: bytes) -> bytes:
        algorithm, sign = {"algorithm": "sha512_ecdsa"}, ec.ECDSA(hashes.SHA512())
        return signed_otherwise(unit.respond(body, DAY), algorithm, lambda it: bytes(key.sign(it, sign)))

    refused_unless_read(again, practice.authority.anchors, None)


def refused_unless_read(answer: Callable[[bytes], bytes], anchors: Sequence[x509.Certificate], why: str | None) -> None:
    """Read as a token, unless `why` says what is wrong; and none for a clock in either case."""
    request = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": DIGEST},
            "cert_req": True,
        }
    )
    token = tsp.TimeStampResp.load(answer(request.dump()))["time_stamp_token"].dump()
    if why is None:
        assert tokens.read(token).time == DAY
    else:
        with pytest.raises(tokens.Refused, match=why):
            tokens.read(token)
    with server(through(answer)) as url, pytest.raises(ClockUnavailable, match=why or OTHER_FORM):
        HttpClock(url, anchors=anchors, room=4000).stamp(DIGEST, DAY)


def test_rsa_authority() -> None:
    unit = Responder(rsa_unit(), POLICY)
    with server(through(lambda body: unit.respond(body, DAY))) as url:
        token = HttpClock(url, anchors=unit.chain, policy=POLICY).stamp(DIGEST, DAY)
    assert token.time == DAY
    assert token.imprint == ("sha256", DIGEST)


def test_credentials_are_sent_and_never_printed(practice: Practice) -> None:
    seen: list[str | None] = []

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> None:
        seen.append(handler.headers["Authorization"])
        reply(b"", 401)(handler, body)

    with server(answer) as url:
        clock = HttpClock(
            url + "?key=s3cret", anchors=practice.authority.anchors, headers={"Authorization": "Basic s3cret"}
        )
        with pytest.raises(ClockUnavailable, match="HTTP 401") as caught:
            clock.stamp(DIGEST, DAY)
    assert seen == ["Basic s3cret"]
    assert "s3cret" not in str(caught.value)


@pytest.mark.parametrize("odd", ["\u2048", "\uff0f", "\uff03", "[", "@host:s3cret/"])
def test_a_password_in_an_address_is_never_shown(practice: Practice, odd: str) -> None:
    """Characters that become « ? » or « / » when an address is normalized: the library shows all that stands before."""
    with pytest.raises(ValueError, match="timestamp authority") as caught:
        HttpClock(f"https://user:s3cret{odd}@tsa.example/", anchors=practice.authority.anchors)
    assert "s3cret" not in str(caught.value)
    with pytest.raises(ValueError, match="look at its host and port"):
        HttpClock("https://tsa.example:s3cret/", anchors=practice.authority.anchors)


@pytest.mark.parametrize(
    "url", ["ftp://tsa.example/", "tsa.example", "file:///etc/passwd", "http://user:pw@tsa.example/"]
)
def test_addresses_that_are_refused(practice: Practice, url: str) -> None:
    with pytest.raises(ValueError, match="authority") as caught:
        HttpClock(url, anchors=practice.authority.anchors)
    assert "pw" not in str(caught.value).replace("https", "")


def test_a_clock_is_asked_of_someone(practice: Practice) -> None:
    with pytest.raises(ValueError, match="certificates"):
        HttpClock(practice.url, anchors=())


def test_chain_is_nearest_first_whatever_the_order(practice: Practice) -> None:
    root, time_ca = practice.authority.root, practice.authority.time_ca
    chain: tuple[x509.Certificate, ...] = HttpClock(practice.url, anchors=(root, time_ca)).chain
    assert [one.sha256 for one in chain] == [time_ca.sha256, root.sha256]


def test_two_questions_are_never_the_same(practice: Practice) -> None:
    first, second = (practice.clock.stamp(DIGEST, DAY) for _ in range(2))
    assert first.info["nonce"].native != second.info["nonce"].native
    assert isinstance(first.info["serial_number"], core.Integer)
    assert first.info["serial_number"].native != second.info["serial_number"].native


def test_pyhanko_can_use_it(practice: Practice) -> None:
    answer = asyncio.run(practice.clock.async_timestamp(DIGEST, "sha256"))
    info = answer["content"]["encap_content_info"]["content"].parsed
    assert info["gen_time"].native == DAY
