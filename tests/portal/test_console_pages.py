"""The pages where one looks, in a real browser: nothing axe-core finds, no sideways scroll, keyboard, both viewports."""

from __future__ import annotations

from typing import Any

import pytest
from board_world import INCIDENT, OPEN, REFLECTING
from page_faults import faults
from playwright.sync_api import Page
from portal_server import Server

PATHS = {
    "board": "/practice/",
    "list": "/practice/?state=SENT",
    "dossier": f"/practice/dossiers/{REFLECTING}/",
    "open": f"/practice/dossiers/{OPEN}/",
    "incident": f"/practice/dossiers/{INCIDENT}/",
    "evidence": f"/practice/dossiers/{REFLECTING}/evidence",
    "looks": f"/practice/dossiers/{REFLECTING}/looks",
    "registers": "/practice/registers/",
    "digests": "/practice/registers/digests",
    "setup": "/practice/setup/",
}


def enter(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/demonstration/")
    page.locator("form:has(input[name=member][value='1']) button").click()
    page.wait_for_url("**/practice/**")


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("viewport", ["phone", "desktop"])
def test_pages_are_accessible_and_fit(
    peopled: Server, request: pytest.FixtureRequest, viewport: str, colours: Any
) -> None:
    page: Page = request.getfixturevalue(viewport)
    page.emulate_media(color_scheme=colours)
    if viewport == "phone":
        page.set_viewport_size({"width": 360, "height": 740})
    enter(page, peopled)
    found = []
    for name, path in PATHS.items():
        page.goto(peopled.url + path)
        found += faults(page, name)
    assert found == []


def test_what_is_found_and_page_pictures_are_accessible(peopled: Server, phone: Page) -> None:
    enter(phone, peopled)
    phone.goto(f"{peopled.url}/practice/")
    for sought in ("whitcombe", "zzz"):
        phone.locator("#sought").fill(sought)
        phone.locator("#sought").press("Enter")
        phone.wait_for_url("**/practice/search")
        assert faults(phone) == []
    phone.goto(f"{peopled.url}/practice/dossiers/{REFLECTING}/")
    phone.locator("a[href$='/pages']").first.click()
    phone.wait_for_url("**/pages")
    first = phone.locator("img").first
    first.scroll_into_view_if_needed()
    assert first.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") == 1240
    assert faults(phone) == []


def test_empty_board_is_accessible(portal: Server, phone: Page) -> None:
    enter(phone, portal)
    phone.goto(f"{portal.url}/practice/")
    assert faults(phone) == []


def test_twice_as_large_still_fits(peopled: Server, desktop: Page) -> None:
    desktop.set_viewport_size({"width": 640, "height": 450})  # what 200 % leaves of 1280
    enter(desktop, peopled)
    for name, path in PATHS.items():
        desktop.goto(peopled.url + path)
        width = desktop.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert width <= 0, name


def test_targets_are_large_enough(peopled: Server, phone: Page) -> None:
    enter(phone, peopled)
    for path in ("/practice/", f"/practice/dossiers/{REFLECTING}/", "/practice/registers/digests"):
        phone.goto(peopled.url + path)
        small = phone.evaluate(
            "[...document.querySelectorAll('button, .button, select, input:not([type=hidden]), .doors a, summary,"
            " .tally a, .pages a, .paper p a')].filter(e => e.offsetHeight && e.offsetHeight < 44)"
            ".map(e => e.outerHTML.slice(0, 80) + ' ' + e.offsetHeight)"
        )
        assert small == []


def test_a_dossier_is_reached_by_keyboard_alone(peopled: Server, desktop: Page) -> None:
    enter(desktop, peopled)
    desktop.goto(f"{peopled.url}/practice/")
    desktop.locator("#sought").focus()
    desktop.keyboard.type("whitcombe")
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/practice/search")
    desktop.get_by_role("link", name="Hannah WHITCOMBE").focus()
    desktop.keyboard.press("Enter")
    desktop.wait_for_url(f"**/dossiers/{REFLECTING}/")
    assert desktop.get_by_role("heading", level=1).inner_text() == "Hannah Whitcombe"
