"""Every page of the three doors is opened by a test in a browser: nothing that axe finds, 375 px wide, at 200 %, by keys.

`ELSEWHERE` says which test opens which address; what no other opens is opened here. An address that somebody adds and
nobody opens fails the first test.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import room_stage
from board_world import INCIDENT, OPEN, REFLECTING, SEALED, SENT
from page_faults import WIDE, faults
from playwright.sync_api import Page
from portal_addresses import addresses
from portal_server import Server
from room_steps import latest_code, rows

HERE = Path(__file__).parent
ELSEWHERE = {
    "test_console_pages": "practice:index practice:search practice:dossier practice:evidence practice:looks "
    "practice:pages practice:registers practice:digests practice:setup",
    "test_practice_editor": "front thanks practice:demands practice:new practice:patient practice:interview "
    "practice:identity practice:consultation practice:comprehension practice:payment practice:incident practice:attach "
    "practice:answers practice:steps practice:estimate practice:sign practice:done practice:entered practice:close",
    "post_steps": "practice:post practice:heap practice:name practice:sheet practice:ink practice:pack",
    "test_messages_page": "messages:index",
    "test_accounts": "people:index",
    "test_audit_desk": "audit:index",
    "test_room_phone": "room:index room:link room:code room:contents room:section room:files room:exact room:ask "
    "room:check room:sign room:passkey room:done room:decline",
}
"""The test files that look at pages (`page_faults`), and the addresses that they open."""
SURGEON = {
    "practice:send": SENT, "practice:tell": SENT, "practice:replace": SENT, "practice:refuse": SENT,
    "practice:withdraw": OPEN, "practice:expire": OPEN, "practice:early-acceptance": REFLECTING,
    "practice:posted": SENT, "practice:originals": SENT, "practice:ask-again": SENT, "practice:aside": SENT,
    "practice:reply": REFLECTING, "practice:refund": INCIDENT, "practice:settled": INCIDENT,
    "practice:consent-form": OPEN, "practice:prepare": OPEN, "practice:operation": OPEN, "practice:renew": SEALED,
    "practice:enrol": OPEN, "practice:revoke": OPEN,
}  # fmt: skip
"""Pages of acts, each on a dossier where it may be done, or where its page says why not."""
ROOM = ("room:link-again", "room:again", "room:leave", "room:withdraw")
NO_PAGES = (
    "practice:estimate-check practice:draft-pdf practice:draft-pages practice:draft-page practice:file practice:picture "
    "practice:loose practice:review practice:sheet-scan practice:sheet-original "
    "practice:home practice:enter practice:set-aside messages:again people:invite people:role people:close people:reopen "
    "people:reset language look healthz readyz audit:pdf audit:json audit:look room:paper room:picture room:dots "
    "demonstration:clock demonstration:enter"
)
"""Files, pictures, parts of a page, forms that lead to one, and the form of `practice:new` once more."""
DEMONSTRATION = ("demonstration:index",)


def test_every_address_is_opened_by_a_test_that_looks_at_it() -> None:
    opened, others = (
        {name for names in ELSEWHERE.values() for name in names.split()} | {*SURGEON, *ROOM, *DEMONSTRATION},
        {*NO_PAGES.split()},
    )
    ours = {one.name for one in addresses() if one.module.startswith("dermadocs.")}
    assert ours - opened - others == set(), "open it in a browser, here or elsewhere"
    assert opened | others <= ours, "no such address any more"
    for file in ELSEWHERE:
        assert "faults(" in (HERE / f"{file}.py").read_text(), file


KEYS = """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary")]
  .filter(one => one.offsetParent && !one.disabled)
  .filter(one => one.tabIndex !== 0 && one.type !== "radio")
  .map(one => one.outerHTML.slice(0, 90))"""


def all_faults(page: Page, where: str) -> list[str]:
    """What is wrong with an open page for somebody on a telephone, without a mouse, or who reads it twice as large."""
    found = faults(page, where)
    found += [f"{where}: not reached by keys: {one}" for one in page.evaluate(KEYS)]
    page.keyboard.press("Tab")
    ring = page.evaluate("(s => s.outlineStyle + s.boxShadow)(getComputedStyle(document.activeElement))")
    found += [f"{where}: nothing shows where the keys are"] if ring == "nonenone" else []
    for width, told in ((375, "on a telephone"), (640, "at 200 %"), (320, "at 400 %")):  # WCAG 2.2, 1.4.10
        page.set_viewport_size({"width": width, "height": 740})
        wide = page.evaluate(WIDE)
        found += [f"{where}: {wide} px too wide {told}"] if wide > 0 else []
    page.set_viewport_size({"width": 375, "height": 740})
    return found


def as_member(page: Page, server: Server, number: int) -> None:
    page.goto(f"{server.url}/demonstration/")
    page.locator(f"form:has(input[name=member][value='{number}']) button").click()
    page.wait_for_url("**/practice/**")


def test_pages_of_acts(peopled: Server, phone: Page) -> None:
    as_member(phone, peopled, 1)
    patterns = {one.name: one for one in addresses()}
    found = []
    for name, dossier in SURGEON.items():
        answer = phone.goto(peopled.url + patterns[name].path(dossier))
        assert answer is not None
        assert answer.status in (200, 409), name
        found += all_faults(phone, name)
    phone.goto(f"{peopled.url}/practice/dossiers/2026-9999/")
    found += all_faults(phone, "not found")
    phone.goto(f"{peopled.url}/demonstration/")
    found += all_faults(phone, "demonstration")
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("number", "paths"),
    [
        (2, (f"/practice/dossiers/{REFLECTING}/", f"/practice/dossiers/{SENT}/steps", "/practice/setup/")),
        (3, ("/practice/people/", f"/practice/dossiers/{SENT}/")),
        (4, ("/practice/registers/digests", "/practice/")),
    ],
)
def test_pages_of_other_roles(peopled: Server, phone: Page, number: int, paths: tuple[str, ...]) -> None:
    """What they may open; and last, the page that says that something is not theirs."""
    as_member(phone, peopled, number)
    found = []
    for path in paths:
        answer = phone.goto(peopled.url + path)
        assert answer is not None
        assert answer.status == (403 if path == paths[-1] else 200), path
        found += all_faults(phone, path)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_pages_of_the_room(portal: Server, phone: Page, in_arabic: str, language: str) -> None:
    rows(portal.home, "delete from portal_tally where name like 'codes/%' or name like 'again/%'")
    phone.context.add_cookies([{"name": "language", "value": language, "url": portal.url}])
    link = room_stage.invite(portal.home, portal.url, in_arabic)
    phone.goto(link)
    phone.click("main button")
    phone.fill("#code", latest_code(portal.home))
    phone.click("main button[value=check]")
    phone.wait_for_url("**/room/")
    found = []
    for path in ("", "read/consent", "read/consent/about", "read/consent/signatures", "paper/consent.pdf/pages",
                 "sign/consent", "signed/acceptance", "withdraw", "no-such-page"):  # fmt: skip
        phone.goto(f"{portal.url}/room/{path}")
        found += all_faults(phone, path)
    phone.goto(f"{portal.url}/room/sign/consent")
    phone.click("button.wide[value=code]")
    phone.wait_for_selector("[aria-invalid=true]")
    found += all_faults(phone, "what is wrong with a form")
    phone.goto(f"{portal.url}/room/")
    phone.locator("form.leaving button").click()
    phone.wait_for_url("**/room/leave")
    found += all_faults(phone, "left")
    phone.goto(f"{portal.url}/room/")
    found += all_faults(phone, "nobody is known")
    phone.goto(link)
    found += all_faults(phone, "dead link")
    phone.locator("main button").click()
    phone.wait_for_url("**/again")
    found += all_faults(phone, "another link")
    assert not found, "\n".join(found)
