"""Links, codes and visits: what opens the room, what does not, and what a reader is told."""

from __future__ import annotations

import re

import practice_steps as steps
import pytest
import room_stage
from portal_client import Client
from portal_server import Server
from room_steps import Guest, latest_code, rows, words


@pytest.fixture(scope="module")
def sent(portal: Server) -> str:
    """A dossier whose papers have left."""
    return room_stage.put(portal.home, "2026-1001", "sent")


@pytest.fixture
def guest(portal: Server, sent: str) -> Guest:
    """Its patient, whose telephone has got no code within the hour."""
    rows(portal.home, "delete from portal_tally where name like 'codes/%' or name like 'again/%'")
    return Guest(portal, sent)


def masked(page: str, link: str) -> str:
    """A page without what differs by itself: the link, tokens and nonces."""
    page = page.replace(link.rpartition("/")[2], "SECRET")
    return re.sub(r'(value|nonce)="[A-Za-z0-9+/=_-]{20,}"', "", page)


def test_looking_at_a_link_uses_nothing_up_and_pressing_does(guest: Guest) -> None:
    link = guest.invited()
    for _ in range(3):
        assert "Open your personal space" in words(guest.client.get(link))
    assert guest.client.post(link).url.endswith("/room/code")
    late = Client(guest.server.url, "en")
    late.get(link)
    answer = late.post(link)
    assert answer.status == 410
    assert "This link no longer opens" in words(answer)


def test_newer_link_ends_the_older_one(guest: Guest) -> None:
    older, newer = guest.invited(), guest.invited()
    assert guest.client.get(older).status == 410
    assert guest.client.get(newer).status == 200


def test_every_dead_link_reads_the_same_in_the_readers_language(guest: Guest) -> None:
    used, guessed = guest.invited(), f"{guest.server.url}/room/link/{'A' * 43}"
    guest.client.get(used)
    guest.client.post(used)
    pages = {masked(Client(guest.server.url, "ar").get(link).text, link) for link in (used, guessed)}
    assert len(pages) == 1
    assert "استلام رابط جديد" in pages.pop()


def test_link_is_sent_again_to_the_known_address_and_no_more_than_one_in_ten_minutes(guest: Guest) -> None:
    used, guessed = guest.invited(), f"{guest.server.url}/room/link/{'A' * 43}"
    before = rows(guest.server.home, "select count(*) from store_message where kind = 'invitation'")
    pages = set()
    for link in (used, used, guessed):
        guest.client.get(link)
        pages.add(masked(guest.client.post(link + "/again", {"email": "mallory@example.org"}).text, link))
    assert len(pages) == 1
    after = rows(guest.server.home, "select count(*) from store_message where kind = 'invitation'")
    assert int(str(after[0][0])) - int(str(before[0][0])) == 1
    assert "@" not in pages.pop()


def test_five_wrong_codes_end_a_code(guest: Guest) -> None:
    link = guest.invited()
    guest.client.get(link)
    guest.client.post(link)
    right = latest_code(guest.server.home)
    wrong = "000000" if right != "000000" else "111111"
    for _ in range(4):
        assert "This is not the right code" in words(guest.client.post("/room/code", {"code": wrong}))
    assert "no longer valid" in words(guest.client.post("/room/code", {"code": wrong}))
    assert guest.client.post("/room/code", {"code": right}).url.endswith("/room/code")
    assert guest.client.get("/room/").url.endswith("/room/code")


def test_three_codes_an_hour(guest: Guest) -> None:
    link = guest.invited()
    guest.client.get(link)
    guest.client.post(link)
    for _ in range(2):
        assert guest.client.post("/room/code", {"do": "send"}).status == 200
    refused = guest.client.post("/room/code", {"do": "send"})
    assert refused.status == 422
    assert "Three codes have already been sent" in words(refused)


def test_ten_wrong_codes_lock_a_dossier_until_the_practice_invites_again(guest: Guest) -> None:
    rows(guest.server.home, "delete from portal_tally where name like 'wrong/%'")
    link = guest.invited()
    guest.client.get(link)
    guest.client.post(link)
    for _ in range(2):
        for _ in range(5):
            guest.client.post("/room/code", {"code": "12345"})
        answer = guest.client.post("/room/code", {"do": "send"})
    assert "takes no more codes" in words(answer)
    assert "takes no more codes" in words(guest.client.post("/room/code", {"code": latest_code(guest.server.home)}))
    rows(guest.server.home, "delete from portal_tally where name like 'codes/%'")
    assert guest.client.get(guest.invited()).status == 200
    still = guest.invited()
    guest.client.get(still)
    assert "takes no more codes" in words(guest.client.post(still)), "a link alone opens nothing again"
    assistant = guest.server.client().enter("assistant")
    steps.act(assistant, guest.dossier, "tell", {"person": "patient", "kind": "invitation"})
    assert guest.enter().url.endswith("/room/")


def test_code_is_good_for_its_own_person_alone(guest: Guest, portal: Server) -> None:
    other = Guest(portal, room_stage.put(portal.home, "2026-1002", "sent"))
    link, others = guest.invited(), other.invited()
    guest.client.get(link)
    guest.client.post(link)
    mine = latest_code(portal.home)
    other.client.get(others)
    other.client.post(others)
    assert other.client.post("/room/code", {"code": mine}).url.endswith("/room/code")


def test_secrets_are_not_kept(guest: Guest) -> None:
    link = guest.invited()
    guest.enter(link)
    secret = link.rpartition("/")[2]
    cookie = next(one for one in guest.client.cookies if one.name == "room")
    kept = b"".join(file.read_bytes() for file in guest.server.home.glob("dossiers.sqlite3*"))
    assert secret.encode() not in kept
    assert str(cookie.value).encode() not in kept
    assert rows(guest.server.home, "select mac from portal_code where mac = ?", guest.code()) == []


def test_visit_has_a_cookie_of_its_own(guest: Guest) -> None:
    link = guest.invited()
    guest.enter(link)
    cookie = next(one for one in guest.client.cookies if one.name == "room")
    assert cookie.path == "/room"
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "Strict"


def test_idle_visit_ends_and_a_new_link_resumes(guest: Guest) -> None:
    guest.enter()
    guest.client.post("/room/read/estimate/who")
    rows(guest.server.home, "update portal_visit set seen_at = datetime(seen_at, '-31 minutes')")
    answer = guest.client.get("/room/read/estimate")
    assert answer.status == 403
    assert "Your visit is over" in words(answer)
    guest.enter()
    assert "Pages read: 1 /" in words(guest.client.get("/room/read/estimate"))


def test_without_a_visit_every_page_says_how_to_come_in(portal: Server) -> None:
    nobody = Client(portal.url, "fr")
    for path in ("", "read/estimate", "paper/", "paper/estimate.pdf", "sign/receipt", "decline", "ask", "check"):
        answer = nobody.get(f"/room/{path}")
        assert answer.status == 403, path
        assert "Entrez par votre lien" in words(answer)


def test_leaving_ends_the_visit(guest: Guest) -> None:
    guest.enter()
    cookies = list(guest.client.cookies)
    assert "Your visit is over" in words(guest.client.post("/room/leave"))
    for cookie in cookies:
        guest.client.cookies.set_cookie(cookie)
    assert guest.client.get("/room/").status == 403


def test_messages_say_nothing_of_a_person_an_act_or_health(guest: Guest) -> None:
    guest.enter()
    newest = max((guest.server.home / "captured").glob("*.json")).read_text()
    for word in ("Whitcombe", "Hannah", "devis", "estimate", "abrasion", "chirurg", "surg", "2026-1001"):
        assert word not in newest
