"""Family 19: one patient's visit with another's names, digests, links and codes; one dossier's page with another's ids.

Nothing in an address of the room says whose it is, so every place that takes a value gets the stranger's: the path, the
query, the form. What comes back must tell nothing of the other dossier, and no row of that dossier may change.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import room_stage
from portal_addresses import Address, addresses
from portal_client import Answer
from portal_server import Server, serving
from room_steps import Guest, latest_code, rows, words

from dermadocs.domain.acts import MENTIONS
from dermadocs.portal.roles import RIGHTS

MINE, THEIRS = "2026-1701", "2026-1702"
STRANGER = {
    "/patient/given_names": "Zéphyrine",
    "/patient/family_name": "Quatrebarbes",
    "/patient/email": "zephyrine@quatrebarbes.example.org",
    "/patient/phone": "+33 6 39 98 77 66",
}
MARKS = ("phyrine", "uatrebarbes", "UATREBARBES", "7766", "77 66", THEIRS)
ROOM_ROWS = "link code visit read draft attempt reach passkey"
ENDS = ("room:decline", "room:withdraw", "room:leave")
"""What ends one's own dossier or visit: asked for last."""
HOLDERS = ("room:link", "room:link-again")
"""Whoever holds a link may press its buttons, in any browser: what that opens is tested apart, and in `test_room_entry`."""


@dataclass
class Two:
    """Two patients of one house, each with a link; the first is inside, the second is asked about."""

    server: Server
    mine: Guest
    theirs: Guest
    files: dict[str, bytes]
    """Of the other dossier, by digest."""

    def secrets(self) -> list[str]:
        """What belongs to the other: names, a digest, a link that still opens."""
        link = self.theirs.invited().rpartition("/")[2]
        return [THEIRS, f"{THEIRS}-estimate.pdf", next(iter(self.files)), link]

    def kept(self, dossier: str) -> dict[str, object]:
        """Every row of a dossier: its chain, what is known of it, who is in the room."""
        found: dict[str, object] = {
            name: rows(self.server.home, f"select * from portal_{name} where dossier = ? order by 1", dossier)
            for name in ROOM_ROWS.split()
        }
        found["chain"] = rows(self.server.home, "select body from store_entry where dossier_id = ?", dossier)
        found["messages"] = rows(self.server.home, "select key, state from store_message where dossier_id = ?", dossier)
        return found

    def leaks(self, answer: Answer, *asked: str) -> list[str]:
        """What an answer tells of the other dossier, beyond what was asked."""
        told = answer.text if "html" in answer.headers.get("Content-Type", "") else ""
        for one in asked:  # a page may say again what its reader typed
            told = told.replace(one, "")
        bytes_of = [sha256[:12] for sha256, data in self.files.items() if answer.body == data]
        return [mark for mark in MARKS if mark in told] + bytes_of


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Two]:
    with serving(tmp_path_factory.mktemp("strangers") / "home") as server:
        room_stage.put(server.home, MINE, "open")
        room_stage.put(server.home, THEIRS, "open", STRANGER)
        mine, theirs = Guest(server, MINE), Guest(server, THEIRS, name="Zéphyrine Quatrebarbes")
        theirs.enter()
        surgeon = server.client().enter("surgeon")
        shown = surgeon.get(f"/practice/dossiers/{THEIRS}/").text
        digests = dict.fromkeys(re.findall(rf"/practice/dossiers/{THEIRS}/files/([0-9a-f]{{64}})\"", shown))
        files = {one: surgeon.get(f"/practice/dossiers/{THEIRS}/files/{one}").body for one in digests}
        assert len(files) >= 3
        yield Two(server, mine, theirs, files)


def known(door: str) -> list[Address]:
    return [one for one in addresses() if one.name.startswith(f"{door}:")]


def places(one: Address) -> list[str]:
    """The names in an address that take any text."""
    return re.findall(r"<(?:str|slug):(\w+)>", one.pattern)


def forged(told: str) -> dict[str, object]:
    """A form that says in every way whose dossier it wants."""
    named = dict.fromkeys(("dossier", "identifier", "patient", "person", "visit", "sha256", "name", "back"), told)
    return {**named, "person": "patient", "mention": MENTIONS["acceptance"], "way": "name", "do": "sign"}


@pytest.fixture(scope="module")
def inside(two: Two) -> Guest:
    two.mine.enter()
    return two.mine


def test_every_address_of_the_room_with_what_belongs_to_another(two: Two, inside: Guest) -> None:
    others, query = two.secrets(), f"?dossier={THEIRS}&person=patient&identifier={THEIRS}&visit=1"
    before, found = two.kept(THEIRS), []
    for one in sorted(known("room"), key=lambda one: one.name in ENDS):
        whole = [dict.fromkeys(places(one), told) for told in (others if places(one) else others[:1])]
        for values in whole:
            path = one.path(THEIRS, **values)
            answers = [inside.client.get(path + query)]
            if one.name not in HOLDERS:
                answers.append(inside.client.post(path + query, forged(next(iter(values.values()), THEIRS))))
            for answer in answers:
                leaks = two.leaks(answer, *others)
                if leaks or answer.status >= 500 or (places(one) and answer.status == 200 and _of_paper(one)):
                    found.append((one.name, path, answer.status, leaks))
    after = two.kept(THEIRS)
    assert not found, found
    assert after == before


def _of_paper(one: Address) -> bool:
    return one.name in ("room:paper", "room:exact", "room:picture", "room:contents", "room:section")


def test_same_names_give_ones_own_files(two: Two, inside: Guest) -> None:
    inside.enter()
    for name in ("estimate.pdf", "data-notice.pdf", "distance-notice.pdf"):
        own = inside.client.get(f"/room/paper/{name}?dossier={THEIRS}")
        others = two.theirs.client.get(f"/room/paper/{name}?dossier={MINE}")
        assert own.status == others.status == 200, name
        assert own.body != others.body
        assert own.body not in two.files.values()
        assert others.body in two.files.values()


def test_link_of_another_shows_nothing_until_their_own_code_comes_back(two: Two, inside: Guest) -> None:
    rows(two.server.home, "delete from portal_tally where name like 'codes/%'")
    inside.enter()
    cookie = next(one for one in inside.client.cookies if one.name == "room")
    link = two.theirs.invited()
    assert not two.leaks(inside.client.get(link), link.rpartition("/")[2])
    asked = inside.client.post(link)
    assert asked.url.endswith("/room/code")
    assert [mark for mark in two.leaks(asked) if mark in words(asked)] == []
    mine = latest_code(two.server.home, "47")
    assert inside.client.post("/room/code", {"code": mine, "do": "check"}).status == 422
    for path in ("", "paper/", "paper/estimate.pdf", "sign/acceptance", "ask"):
        assert inside.client.get(f"/room/{path}").url.endswith("/room/code"), path
    inside.client.cookies.set_cookie(cookie)
    assert inside.client.get("/room/").url.endswith("/room/")
    two.theirs.enter()


def test_code_of_another_signs_nothing(two: Two, inside: Guest) -> None:
    """Both have the same act before them at the same moment."""
    rows(two.server.home, "delete from portal_tally where name like 'codes/%' or name like 'wrong/%'")
    inside.enter()
    form = {"mention": MENTIONS["acceptance"], "way": "name"}
    forms = {who.dossier: {**form, "name": who.name} for who in (inside, two.theirs)}
    inside.client.post("/room/sign/acceptance", {**forms[MINE], "do": "code"})
    mine = latest_code(two.server.home)
    two.theirs.client.post("/room/sign/acceptance", {**forms[THEIRS], "do": "code"})
    theirs = latest_code(two.server.home)
    before = two.kept(THEIRS)["chain"], two.kept(MINE)["chain"]
    for who, code in ((inside, theirs), (two.theirs, mine)):
        refused = who.client.post("/room/sign/acceptance", {**forms[who.dossier], "code": code, "do": "sign"})
        assert refused.status == 422, words(refused)
    assert (two.kept(THEIRS)["chain"], two.kept(MINE)["chain"]) == before


def test_device_that_waits_for_another_signs_nothing_here(two: Two, inside: Guest) -> None:
    """An act that waits for the other's passkey is neither shown nor finished in this visit."""
    rows(two.server.home, "delete from portal_tally where name like 'codes/%' or name like 'wrong/%'")
    inside.enter()
    two.theirs.enter()
    form = {"mention": MENTIONS["acceptance"], "way": "passkey"}
    two.theirs.client.post("/room/sign/acceptance", {**form, "do": "code"})
    waiting = two.theirs.client.post(
        "/room/sign/acceptance", {**form, "code": latest_code(two.server.home), "do": "sign"}
    )
    assert waiting.url.endswith("/room/passkey/acceptance"), words(waiting)
    before = two.kept(THEIRS)["chain"]
    for answer in (
        inside.client.get("/room/passkey/acceptance"),
        inside.client.post("/room/passkey/acceptance", {"answer": '{"attestation": "", "client": "", "id": ""}'}),
    ):
        assert answer.url.endswith("/room/sign/acceptance")
        assert not two.leaks(answer)
    assert two.kept(THEIRS)["chain"] == before
    assert two.theirs.client.get("/room/passkey/acceptance").url.endswith("/room/passkey/acceptance")


# ---- the practice


def test_roles_get_nothing_of_a_dossier_that_they_may_not_open(two: Two) -> None:
    """With ids that are there: `test_every_address_as_every_role` asks for those that are not."""
    before, found = two.kept(THEIRS), []
    for role in RIGHTS:
        client = two.server.client().enter(role)
        for one in known("practice"):
            if "<" not in one.pattern or one.right in RIGHTS[role]:
                continue
            path = one.path(THEIRS, sha256=next(iter(two.files)), number=1)
            for answer in (client.get(path), client.post(path, forged(THEIRS))):
                if answer.status not in (403, 405) or two.leaks(answer, THEIRS):
                    found.append((role, one.name, answer.status))
    assert not found, found
    assert two.kept(THEIRS) == before


def test_form_of_one_dossier_does_nothing_on_another(two: Two) -> None:
    """The head of the other chain, the other's file: under this dossier neither is known."""
    surgeon = two.server.client().enter("surgeon")
    found, sha256 = [], next(iter(two.files))
    head = re.search(r'name="head" value="([0-9a-f]{64})"', surgeon.get(f"/practice/dossiers/{THEIRS}/answers").text)
    assert head
    before = [two.kept(one)["chain"] for one in (MINE, THEIRS)]
    for one in known("practice"):
        if "<str:identifier>" not in one.pattern or one.right not in RIGHTS["surgeon"]:
            continue
        path = one.path(MINE, sha256=sha256, number=1)
        answers = [surgeon.get(f"{path}?identifier={THEIRS}")] if "sha256" in one.pattern else []
        answers.append(surgeon.post(path, {**forged(THEIRS), "head": head[1]}))
        for answer in answers:
            if answer.status not in (404, 405, 409, 422) or two.leaks(answer, THEIRS):
                found.append((one.name, answer.status, two.leaks(answer, THEIRS)))
    assert not found, found
    assert [two.kept(one)["chain"] for one in (MINE, THEIRS)] == before
