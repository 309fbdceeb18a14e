"""The outbox is drained by the server: to real carriers, at least once, recorded once, in words that say nothing."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
from portal_home import EXAMPLE, Gateway, Post, command, real_home, rows, tell, without
from portal_server import Server, free_port

CASE = json.loads(EXAMPLE.read_text())
SECRETS = ("Hannah", "Whitcombe", "Vasseur", "dermabrasion", "chirurg", "surg", "estimate", "devis", "2026-0001")


@pytest.fixture
def post() -> Iterator[Post]:
    server = Post()
    yield server
    server.close()


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    server = Gateway()
    yield server
    server.close()


def until(true: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for what the courier does by itself."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def serving_real(home: Path) -> Server:
    """A server of a real home at a port that its settings name."""
    port = free_port()
    toml = home / "home.toml"
    toml.write_text(toml.read_text().replace("localhost:PORT", f"localhost:{port}"))
    return Server(home, port=port, options=())


def test_email_in_the_patients_language_says_nothing_of_what_waits(tmp_path: Path, post: Post) -> None:
    home = real_home(tmp_path / "home", smtp=post.port)
    tell(home, "invitation", "reminder", "answer", "opened")
    server = serving_real(home).start()
    try:
        until(lambda: all(row.state == "done" for row in rows(home).values()))
    finally:
        server.stop()
    assert sorted(str(mail["Subject"]) for mail in post.got) == [
        "An answer to your question",
        "Documents are still waiting for you",
        "Documents are waiting for you",
        "Your file: a step is open",
    ]
    for mail in post.got:
        text = f"{mail['Subject']} {mail.get_content()}"
        assert f"{server.url}/room/" in text
        assert not [word for word in SECRETS if word.lower() in text.lower()]
        assert mail["To"] == "hannah.whitcombe@example.org"
    assert len({str(mail["Message-ID"]) for mail in post.got}) == 4


def test_link_is_not_kept_in_the_outbox(tmp_path: Path, post: Post) -> None:
    home = real_home(tmp_path / "home", smtp=post.port)
    tell(home, "invitation")
    server = serving_real(home).start()
    try:
        until(lambda: rows(home)["invitation"].state == "done")
    finally:
        server.stop()
    secret = post.got[0].get_content().partition("/room/")[2].split()[0].rpartition("/")[2]
    assert len(secret) > 20
    for file in [*home.glob("dossiers.sqlite3*"), *home.glob("*.json*")]:
        assert secret.encode() not in file.read_bytes(), file.name


def test_whoever_has_no_email_address_gets_a_short_message(tmp_path: Path, gateway: Gateway) -> None:
    home = real_home(tmp_path / "home", sms=gateway.port, example=without(CASE, ["email"], language="ar"))
    tell(home, "invitation")
    server = serving_real(home).start()
    try:
        until(lambda: rows(home)["invitation"].state == "done")
    finally:
        server.stop()
    [(headers, body)] = gateway.got
    assert body["to"] == CASE["patient"]["phone"]
    assert body["text"].startswith("مستندات في انتظاركم")
    assert headers["Authorization"] == "Bearer the-token-of-the-gateway"
    assert headers["Idempotency-Key"] == body["key"]


@pytest.mark.parametrize("place", ["claimed", "sent"])
def test_killed_between_claim_send_and_record_sends_again_and_records_once(
    tmp_path: Path, post: Post, place: str
) -> None:
    home = real_home(tmp_path / "home", smtp=post.port)
    server = serving_real(home).start()
    killed = Event()
    post.at[place] = lambda: (server.stop(signal.SIGKILL), killed.set())
    tell(home, "invitation")
    assert killed.wait(120)
    sent = len(post.got)
    assert sent == (place == "sent")
    assert rows(home)["invitation"].state == "running"
    forget_lease(home)
    again = Server(home, port=server.port, options=()).start()
    try:
        until(lambda: rows(home)["invitation"].state == "done")
        time.sleep(2.5)
    finally:
        again.stop()
    assert len(post.got) == sent + 1
    assert rows(home)["invitation"].attempts == 2


def forget_lease(home: Path) -> None:
    """As if two minutes had gone by."""
    import sqlite3

    with sqlite3.connect(home / "dossiers.sqlite3") as database:
        database.execute("UPDATE store_message SET lease_until = '2020-01-01 00:00:00'")


def test_refused_message_waits_and_is_told_by_a_word(tmp_path: Path, post: Post) -> None:
    home = real_home(tmp_path / "home", smtp=post.port)
    post.refuses = "550 hannah.whitcombe@example.org is unknown here"
    tell(home, "invitation")
    server = serving_real(home).start()
    try:
        until(lambda: rows(home)["invitation"].error != "")
    finally:
        server.stop()
    row = rows(home)["invitation"]
    assert (row.state, row.attempts, row.error) == ("ready", 1, "carrier")


def test_person_without_address_is_given_up_at_once(tmp_path: Path) -> None:
    home = real_home(tmp_path / "home", example=without(CASE, ["email", "phone"]))
    tell(home, "invitation")
    server = serving_real(home).start()
    try:
        until(lambda: rows(home)["invitation"].state == "dead")
    finally:
        server.stop()
    assert rows(home)["invitation"].error == "no-address"


def test_digest_is_that_of_the_paper_then_sealed(tmp_path: Path, post: Post) -> None:
    home = real_home(tmp_path / "home", smtp=post.port)
    paper = tmp_path / "note.pdf"
    paper.write_bytes(EXAMPLE.read_bytes())
    command("dossier", "attach", "2026-0001", paper, "--kind", "other", "--home", home)
    tell(home, "digest")
    server = serving_real(home).start()
    try:
        until(lambda: rows(home)["digest"].state == "done")
    finally:
        server.stop()
    import hashlib

    assert hashlib.sha256(EXAMPLE.read_bytes()).hexdigest() in post.got[0].get_content()
