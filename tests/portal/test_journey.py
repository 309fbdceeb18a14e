"""The whole journey, from the request to the bundle judged at the auditor's desk: nobody types a command.

The patient once runs no script, then uses Chromium on a desktop, and on a phone in Arabic.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from journey import ByForms, Journey
from playwright.sync_api import Page
from portal_client import Client
from portal_server import QUICK, Server, serving
from practice_steps import Person, Price

HANNAH = Person()
YASMINE = Person(
    given_names="Yasmine", family_name="Haddad", native_name="ياسمين حداد", country="AE", street="12 Al Wasl Road",
    postal_code="", city="Dubai", language="ar", time_zone="Asia/Dubai", email="yasmine@example.org",
    phone="+971 50 555 0147",
)  # fmt: skip
JONAS = Person(
    given_names="Jonas", family_name="Brandt", country="DE", city="Hamburg", email="jonas@example.org",
    phone="+49 40 555 0147", time_zone="Europe/Berlin",
)  # fmt: skip
CHEAPER = [
    Price("Honoraires du chirurgien", "690,00"),
    Price("Salle d’intervention, ambulatoire", "310,00", payee="facility"),
    Price("Crème cicatrisante, tube de 50 ml", "18,00", quantity=2, unit="tube", basis="gross"),
]
pytestmark = pytest.mark.long


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Server]:
    """A server whose clock a test moves."""
    with serving(tmp_path / "home") as server:
        yield server


@pytest.fixture
def quick(tmp_path: Path) -> Iterator[Server]:
    """The same with shorter papers: one journey with all their words is enough."""
    with serving(tmp_path / "home", program=QUICK) as server:
        yield server


@dataclass
class ByScreen:
    """Chromium, as a person uses it: by what is on the screen."""

    screen: Page
    url: str

    def ask_for_contact(self, who: Person) -> None:
        self.screen.goto(self.url)
        for name, value in who.fields().items():
            asked = self.screen.locator(f'[name="{name}"]')
            if asked.count() == 0 or asked.first.get_attribute("type") == "hidden":
                continue
            if asked.first.evaluate("e => e.tagName") == "SELECT":
                asked.first.select_option(value)
            elif asked.first.get_attribute("type") == "radio":
                self.screen.check(f'[name="{name}"][value="{value}"]')
            else:
                asked.first.fill(value)
        self.screen.locator("main button[type=submit]").last.click()
        self.screen.wait_for_load_state()

    def enter(self, link: str) -> None:
        self.screen.goto(link)
        self.screen.click("main button")
        self.screen.wait_for_url("**/room/code")

    def type_code(self, code: str) -> None:
        self.screen.fill("#code", code)
        self.screen.click("main button[value=check]")
        self.screen.wait_for_url("**/room/")

    def read(self, kind: str) -> None:
        self.screen.goto(f"{self.url}/room/read/{kind}")
        addresses = self.screen.locator(f'main ol a[href^="/room/read/{kind}/"]').evaluate_all(
            "all => all.map(a => a.href)"
        )
        assert addresses
        for address in addresses:
            self.screen.goto(address)
            wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            assert self.screen.evaluate(wide) <= 0, address
            self.screen.locator("main form button").last.click()
            self.screen.wait_for_load_state()

    def prepare(self, act: str, mention: str, name: str) -> None:
        self.screen.goto(f"{self.url}/room/sign/{act}")
        self.screen.locator("#mention").press_sequentially(mention)
        self.screen.check('input[name="way"][value="name"]')
        self.screen.fill("#name", name)
        self.screen.click("button.wide[value=code]")
        self.screen.wait_for_selector("#code")

    def sign(self, act: str, code: str) -> None:
        self.screen.fill("#code", code)
        self.screen.click("button[value=sign]")
        self.screen.wait_for_url(f"**/room/signed/{act}", timeout=180_000)

    def page(self, path: str) -> str:
        self.screen.goto(self.url + path)
        return self.screen.content()

    def question(self, text: str) -> None:
        self.screen.goto(f"{self.url}/room/ask")
        self.screen.fill("main textarea", text)
        self.screen.locator("main form button").last.click()
        self.screen.wait_for_load_state()


def whole(journey: Journey, prices: list[Price]) -> None:
    """Request to desk."""
    journey.begins(prices)
    journey.reflects()
    journey.decides()
    journey.is_operated()
    told = journey.judged(journey.bundle())
    assert (told["verdict"], told["missing_acts"]) == ("VALID", []), told["reasons"]


def test_without_scripts(quick: Server) -> None:
    whole(Journey(quick, HANNAH, ByForms(Client(quick.url, "en"))), [])


def test_in_chromium_on_a_desktop(own: Server, desktop: Page) -> None:
    whole(Journey(own, JONAS, ByScreen(desktop, own.url)), [])


def test_in_chromium_on_a_phone_in_arabic(quick: Server, phone: Page) -> None:
    phone.context.add_cookies([{"name": "language", "value": "ar", "url": quick.url}])
    journey = Journey(quick, YASMINE, ByScreen(phone, quick.url))
    whole(journey, CHEAPER)
    assert phone.evaluate("document.documentElement.dir") == "rtl"
    assert re.search("[\u0600-\u06ff]", phone.inner_text("main"))
