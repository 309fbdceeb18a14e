"""Families 18, 20, 21, 24 and 25 on a real server: whose bytes are signed, what a code and a link are good for."""

from __future__ import annotations

import ast
import hashlib
import http.client
import re
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
import room_stage
from portal_client import Client
from portal_server import Server
from room_steps import Guest, happened, judged, rows, words

from dermadocs.domain.acts import MENTIONS

ROOT = Path(__file__).resolve().parents[2]
SIGNED, ENDED = "2026-1901", "2026-1902"
FORGED = b"%PDF-1.7\n% not the paper that was shown: 4711\n%%EOF\n"


@dataclass
class House:
    """A server of its own, whose words are kept and which may be killed."""

    server: Server
    log: Path

    def begin(self) -> None:
        with self.log.open("a") as told:
            self.server.start(stderr=told)

    def forget(self) -> None:
        """As if no code had been sent or typed within the hour."""
        rows(self.server.home, "delete from portal_tally where name like 'codes/%' or name like 'wrong/%'")


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("signing")
    house = House(Server(folder / "home"), folder / "log")
    house.begin()
    for name in (SIGNED, ENDED):
        room_stage.put(house.server.home, name, "open")
    yield house
    house.server.stop()


@pytest.fixture
def guest(house: House) -> Guest:
    house.forget()
    return Guest(house.server, SIGNED)


def asked(guest: Guest) -> str:
    """Somebody at the page that asks for a code; the code."""
    link = guest.invited()
    guest.client.get(link)
    assert guest.client.post(link).url.endswith("/room/code")
    return guest.code()


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def tried(guest: Guest, code: str) -> str:
    return words(guest.client.post("/room/code", {"code": code, "do": "check"}))


# ---- 20: codes


def test_code_is_over_after_ten_minutes(guest: Guest) -> None:
    code = asked(guest)
    rows(guest.server.home, "update portal_code set expires_at = datetime(expires_at, '-10 minutes')")
    assert "no longer valid" in tried(guest, code)
    assert guest.client.get("/room/").url.endswith("/room/code")


def test_code_is_good_once(guest: Guest) -> None:
    code = asked(guest)
    assert guest.client.post("/room/code", {"code": code, "do": "check"}).url.endswith("/room/")
    link = guest.invited()
    guest.client.get(link)
    guest.client.post(link)
    if guest.code() != code:  # one in a million
        assert guest.client.post("/room/code", {"code": code, "do": "check"}).status == 422


def test_newer_code_ends_the_older_one(guest: Guest) -> None:
    older = asked(guest)
    guest.client.post("/room/code", {"do": "send"})
    if guest.code() != older:
        assert guest.client.post("/room/code", {"code": older, "do": "check"}).status == 422
    assert guest.client.post("/room/code", {"code": guest.code(), "do": "check"}).url.endswith("/room/")


def test_wrong_codes_are_counted_through_a_kill(house: House, guest: Guest) -> None:
    """Four wrong ones, the server is killed and started again, a fifth: then the right one opens nothing."""
    code = asked(guest)
    for _ in range(4):
        assert "not the right code" in tried(guest, wrong(code))
    house.server.stop(signal.SIGKILL)
    house.begin()
    guest.client.get("/room/code")
    assert "no longer valid" in tried(guest, wrong(code))
    assert guest.client.post("/room/code", {"code": code, "do": "check"}).status == 422


def test_tries_at_the_same_moment_are_counted_each(guest: Guest) -> None:
    """Sixteen hands at once have no more tries than one."""
    code = asked(guest)
    guesses = [f"{(int(code) + step) % 1_000_000:06}" for step in range(1, 17)]
    with ThreadPoolExecutor(16) as hands:
        list(hands.map(lambda guess: tried(guest, guess), guesses))
    (tries,) = rows(guest.server.home, "select tries from portal_code order by id desc limit 1")
    assert tries == (5,)
    assert guest.client.post("/room/code", {"code": code, "do": "check"}).status == 422


def test_chance_is_the_systems_and_figures_are_compared_in_equal_time() -> None:
    """No module of the portal draws by `random`; what is typed is never compared by `==`."""
    for file in (ROOT / "dermadocs" / "portal").rglob("*.py"):
        named = [
            one.name if isinstance(node, ast.Import) else node.module or ""
            for node in ast.walk(ast.parse(file.read_text()))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for one in node.names
        ]
        assert "random" not in named, file
    assert "hmac.compare_digest" in (ROOT / "dermadocs" / "portal" / "room" / "codes.py").read_text()


# ---- 25: links


def test_links_are_of_chance_and_all_different(guest: Guest) -> None:
    secrets = {guest.invited().rpartition("/")[2] for _ in range(2)}
    assert len(secrets) == 2
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", one) for one in secrets), "256 bits"


def test_link_ends_after_fourteen_days(guest: Guest) -> None:
    link = guest.invited()
    rows(guest.server.home, "update portal_link set expires_at = datetime(expires_at, '-14 days')")
    assert guest.client.get(link).status == guest.client.post(link).status == 410


def test_scanner_of_mail_uses_no_link_up(guest: Guest) -> None:
    """It opens, asks for the head, lists methods, follows what the page shows and sends a form without its token."""
    link = guest.invited()
    path, sent = link.removeprefix(guest.server.url), guest.code
    before = sent() if any((guest.server.home / "captured").glob("*.json")) else ""
    for method in ("GET", "HEAD", "OPTIONS", "GET", "POST", "PUT"):
        line = http.client.HTTPConnection("127.0.0.1", guest.server.port, timeout=300)
        line.request(method, path, headers={"Purpose": "prefetch", "Host": f"localhost:{guest.server.port}"})
        line.getresponse().read()
        line.close()
    scanner = Client(guest.server.url)
    for address in re.findall(r'(?:href|src)="([^"]+)"', scanner.get(link).text):
        assert address.startswith(("/", "#")), "the page of a link names no other site"
        scanner.get(address)
    assert (sent() if before else "") == before, "no code left"
    assert guest.enter(link).url.endswith("/room/")


def test_secret_of_a_link_stays_on_this_site(guest: Guest) -> None:
    page = Client(guest.server.url).get(guest.invited())
    assert page.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    assert "no-store" in page.headers["Cache-Control"]
    policy = page.headers["Content-Security-Policy"]
    assert not re.search(r"https?:|\*", policy), "nothing is fetched from elsewhere, to which a referrer could go"


# ---- 18 and 24: the bytes


def revisions(guest: Guest) -> list[bytes]:
    """The estimate after each act, as the practice keeps it, the oldest first; each is what its name says."""
    surgeon = guest.server.client().enter("surgeon")
    named = [one["sha256"] for one in happened(guest.server.home, guest.dossier) if one.get("name") == "estimate.pdf"]
    found = [surgeon.get(f"/practice/dossiers/{guest.dossier}/files/{sha256}").body for sha256 in named]
    assert [hashlib.sha256(data).hexdigest() for data in found] == named
    return found


def test_what_is_signed_is_what_is_kept_whatever_a_browser_sends(guest: Guest) -> None:
    """The form comes with another paper, its digest and a case of its own: the stored paper is signed, over its bytes."""
    guest.enter()
    earlier = revisions(guest)
    form = {"mention": MENTIONS["acceptance"], "way": "name", "name": guest.name}
    guest.client.post("/room/sign/acceptance", {**form, "do": "code"})
    false = {
        "sha256": hashlib.sha256(FORGED).hexdigest(), "pdf": FORGED.decode(), "bytes": FORGED.decode(),
        "case": "{}", "price": "1", "at": "2020-01-01T00:00:00Z", "paper": "consent", "person": "surgeon",
    }  # fmt: skip
    sent = dict.fromkeys(("document", "file", "estimate", "estimate.pdf"), ("estimate.pdf", FORGED))
    done = guest.client.post("/room/sign/acceptance", {**form, **false, "code": guest.code(), "do": "sign"}, sent)
    assert done.url.endswith("/room/signed/acceptance"), words(done)
    later = revisions(guest)
    assert later[: len(earlier)] == earlier
    assert all(after.startswith(before) for before, after in pairwise(later))
    own = guest.client.get("/room/paper/estimate.pdf").body
    assert own == later[-1]
    assert hashlib.sha256(own).hexdigest() in words(guest.client.get("/room/signed/acceptance")).replace(" ", "")
    told = judged(guest.server.home, own)
    assert told["verdict"] == "VALID", told["reasons"]
    assert next(act for act in told["acts"] if act["field"] == "Acceptance1")
    kept = [file for file in guest.server.home.rglob("*") if file.is_file() and FORGED in file.read_bytes()]
    assert kept == []


def test_no_page_of_the_room_takes_a_file() -> None:
    for file in (ROOT / "templates" / "portal" / "room").rglob("*.j2"):
        assert not re.search(r'type="file"|multipart', file.read_text()), file
    for file in (ROOT / "dermadocs" / "portal" / "room").rglob("*.py"):
        assert "request.FILES" not in file.read_text(), file


# ---- 21: order


def test_decline_and_acceptance_at_the_same_moment_are_told_in_one_order(house: House) -> None:
    """Whichever comes first counts; nothing is accepted after it was declined."""
    house.forget()
    guest = Guest(house.server, ENDED)
    guest.enter()
    form = {"mention": MENTIONS["acceptance"], "way": "name", "name": guest.name}
    guest.client.post("/room/sign/acceptance", {**form, "do": "code"})
    whole = {**form, "code": guest.code(), "do": "sign"}
    with ThreadPoolExecutor(2) as tabs:
        signing = tabs.submit(guest.client.post, "/room/sign/acceptance", whole)
        declining = tabs.submit(guest.client.post, "/room/decline", {})
    assert {signing.result().status, declining.result().status} <= {200, 409, 422}
    acts = [event["act"] for event in happened(house.server.home, ENDED)]
    assert acts.count("accept") + acts.count("refuse") >= 1
    assert "refuse" not in acts or "accept" not in acts[acts.index("refuse") :]


def test_nothing_is_signed_after_the_end(house: House) -> None:
    house.forget()
    guest = Guest(house.server, ENDED)
    guest.enter()
    for path in ("/room/decline", "/room/withdraw"):  # one of them ends it, if the test above has not
        guest.client.post(path)
    before = happened(house.server.home, ENDED)
    for act, mention in MENTIONS.items():
        form = {"mention": mention, "way": "name", "name": guest.name}
        for more in ({"do": "code"}, {"code": guest.code(), "do": "sign"}):
            answer = guest.client.post(f"/room/sign/{act}", {**form, **more})
            assert answer.status in (404, 409) or answer.url.endswith(f"/room/signed/{act}"), (act, answer.status)
    for path in ("/room/decline", "/room/withdraw"):
        guest.client.post(path)
    assert happened(house.server.home, ENDED) == before


def test_nothing_of_all_this_was_said_to_the_log(house: House) -> None:
    """Codes, links and names of these tests went through the server."""
    said = house.log.read_text()
    assert "/room/" not in said
    for mark in ("Whitcombe", "Hannah", SIGNED, ENDED, MENTIONS["acceptance"]):
        assert mark not in said
    assert not re.search(r"\b\d{6}\b", re.sub(r"\d{4}-\d\d-\d\d\S*|pid \d+|\[\d+\]", "", said)), said
