"""What any web server may be attacked by: headers, cookies, hosts, redirects, methods, logs (families 20, 25, 26, 27)."""

from __future__ import annotations

import http.client
import subprocess
import sys
from pathlib import Path

import pytest
from portal_home import Post, rows, tell
from portal_server import Server
from portal_staff import PASSWORD, added, enter, furnished, set_up

PAGES = ("/", "/audit/", "/accounts/login/", "/accounts/password/reset/", "/demonstration/", "/nothing-here", "/room/")


def raw(server: Server, method: str, path: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
    """One request, no redirect followed."""
    line = http.client.HTTPConnection("127.0.0.1", server.port, timeout=300)
    line.putrequest(method, path, skip_host=bool(headers and "Host" in headers))
    for name, value in (headers or {}).items():
        line.putheader(name, value)
    line.endheaders()
    answer = line.getresponse()
    answer.read()
    return answer


@pytest.mark.parametrize("path", PAGES)
def test_headers(portal: Server, path: str) -> None:
    headers = portal.client().get(path).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "data:" not in policy
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "no-store" in headers["Cache-Control"]
    assert "Server" not in headers or "gunicorn/" not in headers["Server"]


@pytest.mark.parametrize("path", PAGES)
def test_page_has_no_script_or_style_of_its_own(portal: Server, path: str) -> None:
    import re

    page = portal.client().get(path).text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:", page)
    scripts = re.findall(r"<script[^>]*>", page)
    assert all(" nonce=" in one or 'type="application/json"' in one for one in scripts)


def test_cookies_are_for_this_site_and_no_script(portal: Server) -> None:
    who = portal.client().enter("surgeon")
    found = {cookie.name: cookie for cookie in who.cookies}
    assert {"sessionid", "csrftoken"} <= set(found)
    for cookie in found.values():
        assert cookie.has_nonstandard_attr("HttpOnly"), cookie.name
        assert cookie.get_nonstandard_attr("SameSite") == "Lax", cookie.name
    assert found["sessionid"].discard


def test_cookies_and_strict_transport_of_a_site_reached_by_https(tmp_path: Path) -> None:
    program = (
        "from pathlib import Path; from dermadocs.portal import settings; "
        f"settings.configure(Path({str(tmp_path)!r}), url='https://clinic.example', secret='x'*64, demonstration=False); "
        "from django.conf import settings as s; "
        "print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0, s.MFA_FORCED, s.DEBUG)"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=300)
    assert told.stdout.split() == ["True", "True", "True", "True", "False"], told.stderr


@pytest.mark.parametrize("path", ["/", "/healthz", "/accounts/password/reset/"])
@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "evil.example:80", "localhost@evil.example"]
)
def test_name_of_another_host_is_refused(portal: Server, host: str, path: str) -> None:
    answer = raw(portal, "GET", path, {"Host": host})
    assert answer.status == 400


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_no_address_in_a_form_leads_elsewhere(portal: Server, place: str) -> None:
    who = portal.client()
    who.get("/")
    answer = who.post("/language", {"language": "en", "back": place})
    assert answer.url.startswith(portal.url)


def test_login_leads_nowhere_else(tmp_path: Path) -> None:
    server = furnished(tmp_path / "home")
    address = added(server.home, "lead@practice.example", "assistant")
    server.start()
    try:
        set_up(server, address)
        for place in ("//evil.example/", "https://evil.example/", "http://localhost/"):
            who = server.client()
            who.get(f"/accounts/login/?next={place}")
            answer = who.post(
                "/accounts/login/", {"login": "lead@practice.example", "password": PASSWORD, "next": place}
            )
            assert answer.url.startswith(server.url), answer.url
    finally:
        server.stop()


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/audit/", "/healthz", "/language"])
def test_method_that_a_page_does_not_take(portal: Server, method: str, path: str) -> None:
    assert raw(portal, method, path).status in (400, 403, 405, 501)


@pytest.mark.parametrize("path", ["/static/../home.toml", "/static/%2e%2e/%2e%2e/portal.key", "/static/fonts/../../portal.key",
                                  "/../../etc/passwd", "/portal.key", "/dossiers.sqlite3"])  # fmt: skip
def test_nothing_of_the_home_is_served_as_a_file(portal: Server, path: str) -> None:
    assert raw(portal, "GET", path).status in (400, 403, 404)


def test_log_holds_no_name_link_code_or_password(tmp_path: Path) -> None:
    """Marked names and secrets go through the server; nothing of them stands in what it says."""
    post = Post()
    post.refuses = "550 no hannah.whitcombe@example.org here"
    server = furnished(tmp_path / "home", smtp=post.port)
    address = added(server.home, "marked.person@practice.example", "assistant")
    log = tmp_path / "log"
    with log.open("w") as told:
        server.start(stderr=told)
        try:
            set_up(server, address)
            who = enter(server, "marked.person@practice.example", "a-wrong-secret-4711")
            enter(server, "marked.person@practice.example")
            for path in ("/room/a-secret-of-a-link-8Zk", "/practice/2026-0001/Whitcombe", "/audit/?name=Whitcombe"):
                who.get(path)
            raw(server, "GET", "/room/a-secret-of-a-link-8Zk", {"Host": "evil.example"})
            who.get("/audit/")
            who.post("/audit/", {"trust": "none"}, {"files": ("Whitcombe-marked.pdf", b"%PDF-1.7 Whitcombe")})
            who.post("/audit/", {"trust": "Whitcombe"}, {"files": ("Whitcombe-marked.pdf", b"%PDF-1.7")})
            tell(server.home, "invitation")
            import time

            end = time.monotonic() + 30
            while not rows(server.home)["invitation"].error and time.monotonic() < end:
                time.sleep(0.2)
        finally:
            server.stop()
            post.close()
    said = log.read_text().lower()
    assert "message" in said  # it does speak of what failed
    for mark in ("whitcombe", "hannah", "marked.person", "4711", PASSWORD, "8zk", "2026-0001", "/room/", "key/"):
        assert mark.lower() not in said, mark
