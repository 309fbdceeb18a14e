"""No trusted time, no act: an authority that is down, slow, garbled or lying stops the act, and nothing is lost."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from asn1crypto import tsp
from world import DAYS, Life

from dermadocs.flows.paper_file import PaperFile
from signatures import Authority, ClockUnavailable, HttpClock, serve

Answer = Callable[[bytes, datetime], tuple[int, bytes]]
"""What an authority answers to a request (DER) received at that time: HTTP status and body."""


@contextmanager
def authority(answer: Answer, now: Callable[[], datetime]) -> Iterator[str]:
    """A timestamp authority that answers as told."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, body = answer(self.rfile.read(int(self.headers["Content-Length"])), now())
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except OSError:
                pass  # the client went away, as it should

        def log_message(self, *words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def honest(life: Life) -> Callable[[bytes, datetime], bytes]:
    """The practice's own authority, as a function."""
    return life.scene.authority.responder(life.scene.clock.at).respond


def other_imprint(life: Life) -> Answer:
    """It stamps other bytes than those asked."""

    def answer(request: bytes, at: datetime) -> tuple[int, bytes]:
        asked = tsp.TimeStampReq.load(request)
        asked["message_imprint"]["hashed_message"] = bytes(32)
        return 200, honest(life)(asked.dump(force=True), at)

    return answer


def replayed(life: Life) -> Answer:
    """It gives for ever the answer to its first question."""
    kept: list[bytes] = []

    def answer(request: bytes, at: datetime) -> tuple[int, bytes]:
        kept.append(honest(life)(request, at))
        return 200, kept[0]

    return answer


def late(shift: timedelta) -> Callable[[Life], Answer]:
    return lambda life: lambda request, at: (200, honest(life)(request, at + shift))


def foreign(life: Life) -> Answer:
    """An authority that nobody asked for."""
    stranger = Authority.create("Autre horloge", DAYS.set_up, demonstration=True).responder(DAYS.set_up)
    return lambda request, at: (200, stranger.respond(request, at))


def slow(life: Life) -> Answer:
    def answer(request: bytes, at: datetime) -> tuple[int, bytes]:
        time.sleep(1.5)
        return 200, honest(life)(request, at)

    return answer


BAD: dict[str, tuple[Callable[[Life], Answer], str]] = {
    "slow": (slow, "answer within 0.5 seconds"),
    "failing": (lambda life: lambda request, at: (500, b"down for maintenance"), "HTTP 500"),
    "garbage": (lambda life: lambda request, at: (200, b"<html>captive portal</html>"), "malformed"),
    "empty": (lambda life: lambda request, at: (200, b""), "malformed"),
    "flooding": (lambda life: lambda request, at: (200, bytes(1 << 20)), "larger than"),
    "wrong imprint": (other_imprint, "other bytes"),
    "a day late": (late(timedelta(days=1)), "was expected"),
    "ten minutes early": (late(-timedelta(minutes=10)), "was expected"),
    "foreign": (foreign, "not by the authority asked for"),
}


def refused_in_words(life: Life, url: str, words: str, patience: float = 10) -> None:
    """The receipt fails with one line that says why; the file is what it was, and the act can be done later."""
    file, scene = life.sent, life.scene
    pdf, head, digest = file.pdf, file.head, file.sha256
    clock = HttpClock(url, anchors=scene.authority.anchors, timeout=patience)
    with pytest.raises(ClockUnavailable) as refused:
        scene.receive(file, clock=clock)
    message = str(refused.value)
    assert words in message
    assert "\n" not in message
    assert "Nothing was signed" in message
    assert (file.pdf, file.head, file.sha256) == (pdf, head, digest)
    assert isinstance(scene.receive(file), PaperFile)


@pytest.mark.parametrize("kind", BAD)
def test_no_act_without_trusted_time(life: Life, kind: str) -> None:
    make, words = BAD[kind]
    with authority(make(life), life.scene.clock.now) as url:
        refused_in_words(life, url, words, patience=0.5 if kind == "slow" else 10)


def test_no_act_when_the_authority_is_down(life: Life) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    refused_in_words(life, f"http://127.0.0.1:{port}/", "nobody listens there")


def test_no_act_when_an_old_answer_is_replayed(life: Life) -> None:
    """The first answer is right, and signs; the archive timestamp gets the same one again: the act is not done."""
    with authority(replayed(life), life.scene.clock.now) as url:
        refused_in_words(life, url, "another request")


def test_half_an_act_is_no_act(life: Life) -> None:
    """The authority goes away between the signature and its archive timestamp: the file stays as it was."""
    answers = iter([200, 503, 503, 503])

    def once(request: bytes, at: datetime) -> tuple[int, bytes]:
        return next(answers), honest(life)(request, at)

    with authority(once, life.scene.clock.now) as url:
        refused_in_words(life, url, "HTTP 503")


def test_an_authority_that_shows_another_day_each_time_is_given_up(life: Life) -> None:
    """Standing at midnight, the clock allows two dates whatever is drawn: refused, not signed with either."""
    midnight = datetime.fromisoformat("2026-11-06T23:00:00+00:00")
    scene = life.scene
    responder = scene.authority.responder(scene.clock.at)
    pdf = life.sent.pdf
    with serve(responder, lambda: midnight) as url:
        clock = HttpClock(url, anchors=scene.authority.anchors)
        with pytest.raises(Exception, match="another day each time") as refused:
            scene.receive(life.sent, midnight, clock=clock)
    assert "\n" not in str(refused.value)
    assert life.sent.pdf == pdf
