"""Accounts of a real practice: made on the machine, invited, changed, closed; two factors, and limits that last."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_faults import faults
from playwright.sync_api import Browser, Page
from portal_client import Client
from portal_home import Post, command, real_home
from portal_probe import at, inside
from portal_server import Server
from portal_staff import PASSWORD, added, all_added, code, enter, furnished, member, proven, set_up, with_app
from room_steps import rows as sql


@pytest.fixture(scope="module")
def post() -> Iterator[Post]:
    server = Post()
    yield server
    server.close()


@pytest.fixture(scope="module")
def real(tmp_path_factory: pytest.TempPathFactory, post: Post) -> Iterator[Server]:
    """A real practice with nobody in it yet."""
    server = furnished(tmp_path_factory.mktemp("real") / "home", smtp=post.port).start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def staff(real: Server) -> dict[str, str]:
    """Accounts without a password yet, and where each chooses one."""
    names = ("single", "two", "lost", "rise", "plain", "gone", "broken", "forgot", "key", "codes", "heard")
    people = {f"{name}@practice.example": "assistant" for name in names}
    managers = {f"{name}@practice.example": "manager" for name in ("boss", "looks360", "looks1280")}
    return all_added(real.home, people | managers)


@pytest.fixture(scope="module")
def boss(real: Server, staff: dict[str, str]) -> Client:
    """A manager, inside."""
    return member(real, "boss@practice.example", staff["boss@practice.example"])[0]


def number(page: str, email: str) -> str:
    """By which the page of accounts knows somebody."""
    after = page.partition(email)[2]
    found = re.search(r"/practice/people/(\d+)/role", after)
    assert found
    return found[1]


def test_set_up_address_works_once(real: Server) -> None:
    address = added(real.home, "once@practice.example", "assistant")
    assert address.startswith(f"{real.url}/accounts/password/reset/key/")
    set_up(real, address)
    again = real.client().get(address)
    assert "Cette adresse ne sert plus" in again.text


def test_account_without_second_factor_opens_nothing_but_that_page(staff: dict[str, str], real: Server) -> None:
    set_up(real, staff["single@practice.example"])
    who = enter(real, "single@practice.example")
    for path in ("/practice/", "/practice/messages/"):
        assert "/accounts/2fa/" in who.get(path).url
    with_app(who)
    assert who.get("/practice/messages/").status == 200


def test_password_alone_does_not_enter_where_a_second_factor_is(staff: dict[str, str], real: Server) -> None:
    _, secret = member(real, "two@practice.example", staff["two@practice.example"])
    who = enter(real, "two@practice.example")
    assert "/accounts/2fa/authenticate/" in who.get("/practice/").url
    who.get("/accounts/2fa/authenticate/")
    assert "/accounts/2fa/authenticate/" in who.post("/accounts/2fa/authenticate/", {"code": "000000"}).url
    who.post("/accounts/2fa/authenticate/", {"code": code(secret, time.time() + 30)})
    assert who.get("/practice/messages/").status == 200
    kept = [json.loads(str(data)) for (data,) in sql(real.home, "select data from mfa_authenticator")]
    assert kept
    for one in kept:  # of an app its secret, of recovery codes their seed
        assert one.get("secret", one.get("seed", "")).startswith("gAAAA")
        assert secret not in str(one)


def test_secret_of_an_app_is_closed_under_the_password_of_the_home() -> None:
    """Whoever has the database or a backup has no codes; under another password nothing is opened, and it is told."""
    told = inside(
        """
import os
from allauth.mfa.adapter import get_adapter
from dermadocs.errors import Damaged
os.environ["DERMADOCS_PASSWORD"] = "the password of the keys"
kept = get_adapter().encrypt("JBSWY3DPEHPK3PXP")
print("JBSWY3DPEHPK3PXP" in kept, get_adapter().encrypt("JBSWY3DPEHPK3PXP") == kept, get_adapter().decrypt(kept))
os.environ["DERMADOCS_PASSWORD"] = "another"
for other in (kept, "JBSWY3DPEHPK3PXP"):
    try:
        print(get_adapter().decrypt(other))
    except Damaged as problem:
        print(problem)
"""
    ).splitlines()
    assert told[0] == "False False JBSWY3DPEHPK3PXP"
    assert len(told) == 3
    assert all(line.startswith("password: not the password under which the code apps were kept") for line in told[1:])


def test_wrong_codes_are_counted(staff: dict[str, str], real: Server) -> None:
    _, secret = member(real, "codes@practice.example", staff["codes@practice.example"])
    who = enter(real, "codes@practice.example")
    who.get("/accounts/2fa/authenticate/")
    for _ in range(8):
        who.post("/accounts/2fa/authenticate/", {"code": "000000"})
    who.post("/accounts/2fa/authenticate/", {"code": code(secret, time.time() + 30)})
    assert "/practice/messages/" not in who.get("/practice/messages/").url


def test_recovery_code_enters_once(staff: dict[str, str], real: Server) -> None:
    who, _ = member(real, "lost@practice.example", staff["lost@practice.example"])
    proven(who, "/accounts/2fa/recovery-codes/")
    told = who.get("/accounts/2fa/recovery-codes/download/").text.split()
    assert len(told) == 10
    for expected in (True, False):
        again = enter(real, "lost@practice.example")
        again.get("/accounts/2fa/authenticate/")
        again.post("/accounts/2fa/authenticate/", {"code": told[0]})
        assert ("/practice/messages/" in again.get("/practice/messages/").url) is expected


def test_nobody_signs_up(real: Server) -> None:
    who = real.client()
    assert "Les comptes se reçoivent" in who.get("/accounts/signup/").text
    who.post("/accounts/signup/", {"email": "me@evil.example", "password1": PASSWORD})
    assert "/accounts/login/" in enter(real, "me@evil.example").get("/practice/").url


def test_manager_invites_and_the_message_says_nothing(real: Server, boss: Client, post: Post) -> None:
    boss.get("/practice/people/")
    done = boss.post(
        "/practice/people/invite", {"email": "new@practice.example", "name": "Inès Morand", "role": "assistant"}
    )
    assert done.status == 200
    mail = next(one for one in post.got if one["To"] == "new@practice.example")
    said = f"{mail['Subject']} {mail.get_content()}"
    assert "Morand" not in said
    assert not re.search("cabinet|chirurg|patient|médic", said, re.IGNORECASE)
    address = re.search(r"http\S+", mail.get_content())
    assert address
    set_up(real, address[0])


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("email", "not an address", "n’en est pas une"),
        ("email", "boss@practice.example", "porte déjà"),
        ("name", " ", "nom de la personne"),
        ("role", "emperor", "n’existe pas"),
        ("role", "surgeon", "quel praticien"),
    ],
)
def test_invitation_that_cannot_be_is_told(boss: Client, field: str, value: str, why: str) -> None:
    boss.get("/practice/people/")
    given = {"email": "x@practice.example", "name": "X", "role": "assistant", field: value}
    answer = boss.post("/practice/people/invite", given)
    assert answer.status == 422
    assert why in answer.text


def test_role_change_ends_sessions_and_is_noted(staff: dict[str, str], real: Server, boss: Client) -> None:
    who, _ = member(real, "rise@practice.example", staff["rise@practice.example"])
    pk = number(boss.get("/practice/people/").text, "rise@practice.example")
    done = boss.post(f"/practice/people/{pk}/role", {"role": "auditor"})
    assert "Changement de rôle : rise (contrôleur), par boss" in re.sub(r"\s+", " ", done.text)
    assert "/accounts/login/" in who.get("/practice/").url


def test_nobody_raises_their_own_role(staff: dict[str, str], real: Server, boss: Client) -> None:
    page = boss.get("/practice/people/").text
    others = {int(n) for n in re.findall(r"/practice/people/(\d+)/role", page)}
    own = next(n for n in range(1, max(others) + 2) if n not in others)
    answer = boss.post(f"/practice/people/{own}/role", {"role": "surgeon", "practitioner": "surgeon"})
    assert answer.status == 422
    assert "son propre compte" in answer.text
    who, _ = member(real, "plain@practice.example", staff["plain@practice.example"])
    who.get("/practice/messages/")
    assert who.post("/practice/people/1/role", {"role": "manager"}).status == 403


def test_last_manager_stays(tmp_path: Path) -> None:
    home = real_home(tmp_path / "home")
    for email in ("a@practice.example", "b@practice.example"):
        added(home, email, "manager")
    told = at(
        home,
        """
from dermadocs.portal.accounts import staffing
from dermadocs.portal.models import Member
a, b = Member.objects.order_by("pk")
staffing.close(a, b)
for what in (lambda: staffing.close(b, a), lambda: staffing.change_role(b, a, "auditor", "", [])):
    try:
        what()
    except Exception as problem:
        print(problem.why == staffing.LAST)
""",
    )
    assert told.split() == ["True", "True"]


def test_closed_account_is_out_and_stays_out(staff: dict[str, str], real: Server, boss: Client) -> None:
    who, _ = member(real, "gone@practice.example", staff["gone@practice.example"])
    pk = number(boss.get("/practice/people/").text, "gone@practice.example")
    boss.post(f"/practice/people/{pk}/close")
    assert "/accounts/login/" in who.get("/practice/").url
    assert "/practice/" not in enter(real, "gone@practice.example").get("/practice/").url.partition("?")[0]


def test_reset_second_factor_is_noted_and_asked_for_again(staff: dict[str, str], real: Server, boss: Client) -> None:
    member(real, "broken@practice.example", staff["broken@practice.example"])
    pk = number(boss.get("/practice/people/").text, "broken@practice.example")
    assert "Second facteur effacé" in boss.post(f"/practice/people/{pk}/reset").text
    assert "/accounts/2fa/" in enter(real, "broken@practice.example").get("/practice/").url


def test_forgotten_password_does_not_tell_who_has_an_account(real: Server, staff: dict[str, str], post: Post) -> None:
    post.at["claimed"] = lambda: time.sleep(5)
    pages, took = [], []
    for email in ("forgot@practice.example", "nobody@practice.example"):
        who = real.client()
        who.get("/accounts/password/reset/")
        begun = time.monotonic()
        answer = who.post("/accounts/password/reset/", {"email": email})
        took.append(time.monotonic() - begun)
        pages.append(re.sub(r'value="[^"]*"|nonce="[^"]*"', "", answer.text))
    assert pages[0] == pages[1]
    assert max(took) < 4, "neither page waits for the mail server"
    mail = letter(post, "forgot@practice.example")
    address = re.search(r"http\S+", mail)
    assert address
    assert 'name="password1"' in real.client().get(address[0]).text
    assert "nobody@practice.example" not in [str(mail["To"]) for mail in post.got]


def letter(post: Post, to: str) -> str:
    """The message that the courier brings to somebody, once it is there."""
    end = time.monotonic() + 30
    while True:
        for mail in post.got:
            if mail["To"] == to:
                return str(mail.get_content())
        assert time.monotonic() < end, "no message came"
        time.sleep(0.1)


def test_messages_to_the_staff_stand_on_the_page_of_messages(real: Server, staff: dict[str, str]) -> None:
    who, _ = member(real, "heard@practice.example", staff["heard@practice.example"])
    page = who.get("/practice/messages/").text
    assert "Un compte a changé" in page
    assert "h•••@p•••.example" in page
    assert "heard@practice.example" not in page


def test_wrong_passwords_lock_and_the_lock_survives_a_restart(tmp_path: Path) -> None:
    server = furnished(tmp_path / "home")
    added_at = added(server.home, "lock@practice.example", "assistant")
    server.start()
    try:
        set_up(server, added_at)
        who = server.client()
        statuses = []
        for _ in range(5):
            who.get("/accounts/login/")
            statuses.append(who.post("/accounts/login/", {"login": "lock@practice.example", "password": "no"}).status)
        assert statuses[-1] == 429
        server.stop()
        server.start()
        who = server.client()
        who.get("/accounts/login/")
        answer = who.post("/accounts/login/", {"login": "lock@practice.example", "password": PASSWORD})
        assert answer.status == 429
        assert "Trop d’essais" in answer.text
    finally:
        server.stop()


def test_surgeon_is_one_of_the_practitioners(real: Server) -> None:
    told = command(
        "staff", "add", "s@practice.example", "--name", "S", "--role", "surgeon", "--home", real.home, code=2
    )
    assert "--practitioner (one of: surgeon)" in told


def test_passkey_enters_alone(staff: dict[str, str], real: Server, chromium: Browser) -> None:
    set_up(real, staff["key@practice.example"])
    context = chromium.new_context(locale="fr")
    page = context.new_page()
    tools = context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(real.url + "/accounts/login/")
    page.fill("#id_login", "key@practice.example")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Entrer", exact=True).click()
    page.goto(real.url + "/accounts/2fa/webauthn/add/")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Confirmer").click()
    page.wait_for_selector("#id_passwordless")
    _fit(page)
    page.check("#id_passwordless")
    page.get_by_role("button", name="Ajouter", exact=True).click()
    page.wait_for_url(re.compile("recovery-codes"))
    page.goto(real.url + "/accounts/2fa/webauthn/")
    _fit(page)
    assert page.get_by_text("Ajoutée le").count() == 1
    page.goto(real.url + "/accounts/logout/")
    page.locator("main").get_by_role("button", name="Quitter").click()
    page.goto(real.url + "/accounts/login/?next=/practice/messages/")
    page.get_by_role("button", name="Entrer avec une clé d’accès").click()
    page.wait_for_url(real.url + "/practice/messages/")
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_of_an_account_are_for_everybody(
    staff: dict[str, str], real: Server, chromium: Browser, width: int
) -> None:
    email = f"looks{width}@practice.example"
    who, _secret = member(real, email, staff[email])
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale="en")
    context.add_cookies([{"name": c.name, "value": c.value or "", "url": real.url} for c in who.cookies])
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if "[DOM]" not in message.text else None)
    for path in ("2fa/", "2fa/totp/deactivate/", "2fa/recovery-codes/", "2fa/recovery-codes/generate/",
                 "2fa/webauthn/", "2fa/webauthn/add/", "password/change/", "logout/", "reauthenticate/"):  # fmt: skip
        answer = page.goto(f"{real.url}/accounts/{path}")
        assert answer is not None
        assert answer.status == 200, path
        _fit(page)
    for path in ("/practice/people/", "/practice/messages/"):
        page.goto(real.url + path)
        _fit(page)
    page.context.clear_cookies()
    for path in (
        "login/",
        "password/reset/",
        "password/reset/done/",
        "signup/",
        "inactive/",
        "password/reset/key/x-y/",
    ):
        page.goto(f"{real.url}/accounts/{path}")
        _fit(page)
    assert not complaints
    context.close()


def _fit(page: Page) -> None:
    assert faults(page) == []
