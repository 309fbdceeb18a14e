"""Every address of the portal is asked for as every role and as nobody (security families 19, 23, 30)."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterator
from functools import cache

import pytest
from portal_addresses import Address, addresses
from portal_client import Answer, Client
from portal_server import Server, serving

from dermadocs.portal.roles import RIGHTS

ROLES = tuple(RIGHTS)
OURS = "dermadocs."
ENTRANCE = frozenset(
    {
        "account_login", "account_signup", "account_reset_password", "account_reset_password_done", "account_inactive",
        "account_reset_password_from_key", "account_reset_password_from_key_done", "mfa_authenticate",
        "mfa_login_webauthn",
    }
)  # fmt: skip
"""Of allauth's addresses: those for whoever is not in yet. All others ask for an account, of any role."""


@cache
def known() -> tuple[Address, ...]:
    return tuple(addresses())


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose people are let in and out here alone."""
    with serving(tmp_path_factory.mktemp("house") / "home") as server:
        yield server


@pytest.fixture(scope="module")
def people(house: Server) -> dict[str, Client]:
    return {role: house.client().enter(role) for role in ROLES} | {"nobody": house.client()}


def test_every_view_of_ours_names_who_may_open_it() -> None:
    rights = {right for allowed in RIGHTS.values() for right in allowed}
    naked = [
        one.name for one in known() if one.module.startswith(OURS) and one.right not in {*rights, "public", "visit"}
    ]
    assert not naked


def test_views_that_are_not_ours_are_those_of_accounts() -> None:
    assert {one.module.partition(".")[0] for one in known() if not one.module.startswith(OURS)} == {"allauth"}


def outcome(answer: Answer) -> str:
    """What came back, as a permission: refused, asked who one is, or open (found or not, allowed or not just now)."""
    if "/accounts/login/" in answer.url and answer.status == 200:
        return "who"
    return "refused" if answer.status == 403 else "open"


def expected(one: Address, role: str) -> str:
    if not one.module.startswith(OURS):
        return "open" if one.name in ENTRANCE or role != "nobody" else "who"
    if one.right == "public":
        return "open"
    if one.right == "visit":
        return "refused"
    if role == "nobody":
        return "who"
    return "open" if one.right in RIGHTS[role] else "refused"


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_every_address_as_every_role(house: Server, people: dict[str, Client], role: str) -> None:
    wrong = []
    for one in known():
        if not one.module.startswith(OURS) or one.name == "practice:home":
            continue
        answer = people[role].get(one.path("2026-0001"))
        wanted, found = expected(one, role), outcome(answer)
        if answer.status == 405 and one.right != "public":
            found = wanted  # it takes no GET, and tells nobody more
        if found != wanted or answer.status >= 500:
            wrong.append((one.name, one.path("2026-0001"), wanted, found, answer.status, answer.url))
    assert not wrong, wrong


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_no_form_is_taken_from_a_role_that_lacks_the_right(house: Server, people: dict[str, Client], role: str) -> None:
    who, wrong = people[role], []
    who.get("/audit/")  # a token of one's own: what refuses is the right
    for one in known():
        if not one.module.startswith(OURS) or one.right in ("public", "visit", *RIGHTS.get(role, ())):
            continue
        answer = who.post(one.path("2026-0001"))
        if outcome(answer) == "open" and answer.status != 405:
            wrong.append((one.name, answer.status, answer.url))
    assert not wrong, wrong


def test_every_form_without_its_token_is_refused(house: Server) -> None:
    taken = []
    for one in known():
        line = http.client.HTTPConnection("127.0.0.1", house.port, timeout=300)
        line.request("POST", one.path("2026-0001"), "a=b", {"Content-Type": "application/x-www-form-urlencoded"})
        answer = line.getresponse()
        if answer.status not in (403, 404, 405):
            taken.append((one.name, answer.status))
        line.close()
    assert not taken, taken


def test_accounts_ask_who_somebody_is(house: Server, people: dict[str, Client]) -> None:
    wrong = []
    for one in known():
        if one.module.startswith(OURS) or one.name in ENTRANCE or one.name == "account_logout":
            continue
        answer = people["nobody"].get(one.path("x"))
        if "/accounts/login/" not in answer.url:
            wrong.append((one.name, answer.status, answer.url))
    assert not wrong, wrong


def test_no_role_signs_for_a_patient(house: Server, people: dict[str, Client]) -> None:
    """Family 30: the room opens to nobody of the staff by their account; it asks for a link and a code."""
    for role in ROLES:
        for path in ("/room/", "/room/read", "/room/acceptance", "/room/receipt"):
            answer = people[role].get(path)
            assert "2026-" not in answer.text, (role, path)


@pytest.mark.parametrize("dossier", ["2026-9999", "..%2f..%2fhome.toml", "2026-0001%00", "%27%20OR%201=1", "a" * 300])
def test_dossier_that_is_not_there_is_not_found(house: Server, people: dict[str, Client], dossier: str) -> None:
    for one in known():
        if not one.module.startswith(OURS) or not re.search(r"<[^>]*(?:dossier|identifier)>", one.pattern):
            continue
        answer = people["surgeon"].get(one.path(dossier))
        assert answer.status in (302, 400, 404, 405, 422), (one.name, answer.status)
