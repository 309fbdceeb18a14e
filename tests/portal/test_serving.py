"""The server starts, answers, says what it is, and refuses what it should."""

from __future__ import annotations

from portal_server import Server


def test_every_answer_forbids_what_a_page_does_not_need(portal: Server) -> None:
    answer = portal.client().get("/")
    assert answer.status == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_server_lives_and_is_ready(portal: Server) -> None:
    assert portal.client().get("/healthz").status == 200
    ready = portal.client().get("/readyz")
    assert ready.status == 200, ready.text


def test_page_that_does_not_exist_says_so(portal: Server) -> None:
    answer = portal.client().get("/practice/nothing")
    assert answer.status == 404
    assert "Cette page n’existe pas" in answer.text


def test_console_asks_who_somebody_is(portal: Server) -> None:
    answer = portal.client().get("/practice/")
    assert "/accounts/login/?next=/practice/" in answer.url


def test_demonstration_lets_in_by_role(portal: Server) -> None:
    assert portal.client().enter("surgeon").get("/practice/").status == 200
    assert portal.client().enter("auditor").get("/practice/").status == 403
