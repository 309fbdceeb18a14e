"""The room on a telephone, in Chromium: three languages, a drawn signature, what a script records, accessibility."""

from __future__ import annotations

import json

import pytest
import room_stage
from page_faults import faults
from playwright.sync_api import Page
from portal_server import Server
from room_steps import happened, judged, latest_code, rows

from dermadocs.domain.acts import MENTIONS

ARABIC_DIGITS = set("٠١٢٣٤٥٦٧٨٩")


def enter(page: Page, portal: Server, dossier: str, language: str) -> None:
    """From the link to the first page inside, in a language."""
    rows(portal.home, "delete from portal_tally where name like 'codes/%'")
    page.context.add_cookies([{"name": "language", "value": language, "url": portal.url}])
    page.goto(room_stage.invite(portal.home, portal.url, dossier))
    sound(page, "link")
    page.click("main button")
    page.wait_for_url("**/room/code")
    sound(page, "code")
    page.fill("#code", latest_code(portal.home))
    page.click("main button[value=check]")
    page.wait_for_url("**/room/")


def sound(page: Page, where: str) -> None:
    """No fault that axe knows, nothing wider than the screen, no text that turns round."""
    assert faults(page, where) == []
    assert not ARABIC_DIGITS & set(page.inner_text("body")), where


def bare(page: Page) -> list[str]:
    """Figures in a page from right to left that nothing isolates."""
    return page.evaluate(  # type: ignore[no-any-return]
        """() => {
          const walk = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
          const found = [];
          while (walk.nextNode()) {
            const text = walk.currentNode.data, at = walk.currentNode.parentElement;
            if (/[0-9A-Za-z]/.test(text) && getComputedStyle(at).direction === "rtl") found.push(text.trim());
          }
          return found;
        }"""
    )


@pytest.mark.parametrize("language", ["fr", "en", "ar"])
def test_every_page_in_every_language(phone: Page, portal: Server, language: str) -> None:
    phone.set_viewport_size({"width": 360, "height": 720})
    name = room_stage.put(portal.home, f"2026-14-{language}", "received")
    enter(phone, portal, name, language)
    direction = phone.evaluate("document.documentElement.dir")
    assert direction == ("rtl" if language == "ar" else "ltr")
    paths = ("", "read/estimate", "read/estimate/who", "read/estimate/prices", "read/estimate/days", "paper/",
             "read/estimate/rights", "read/estimate/signatures", "paper/estimate.pdf/pages", "ask", "check", "decline")  # fmt: skip
    for path in paths:
        phone.goto(f"{portal.url}/room/{path}")
        sound(phone, path)
        if language == "ar":
            assert not bare(phone), (path, bare(phone))


def test_drawn_receipt_in_arabic(phone: Page, portal: Server) -> None:
    name = room_stage.put(portal.home, "2026-1420", "sent")
    enter(phone, portal, name, "ar")
    phone.goto(f"{portal.url}/room/sign/receipt")
    sound(phone, "sign")
    assert not bare(phone)
    phone.locator("#mention").press_sequentially(MENTIONS["receipt"])
    assert phone.locator("[data-fits]").is_visible()
    pad = phone.locator("canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    phone.mouse.move(box["x"] + 20, box["y"] + 40)
    phone.mouse.down()
    for step in range(12):
        phone.mouse.move(box["x"] + 20 + step * 15, box["y"] + 40 + (step % 3) * 12)
    phone.mouse.up()
    phone.click("button.wide[value=code]")
    phone.wait_for_selector("#code")
    sound(phone, "sign with a code")
    assert phone.locator('input[value="drawn"]').is_checked()
    phone.fill("#code", latest_code(portal.home))
    phone.click("button[value=sign]")
    phone.wait_for_url("**/room/signed/receipt", timeout=180_000)
    sound(phone, "signed")
    assert not bare(phone)
    assert "تم توقيع الاستلام" in phone.inner_text("h1")
    strokes = next(event for event in happened(portal.home, name) if event.get("kind") == "strokes")
    with phone.expect_download() as saved:
        phone.click("main a[download]")
    told = judged(portal.home, saved.value.path().read_bytes())
    receipt = str(next(act for act in told["acts"] if act["field"] == "Receipt1"))
    assert told["verdict"] == "VALID"
    assert strokes["sha256"] in receipt
    assert "'typed'" in receipt


def test_device_signs_a_receipt(phone: Page, portal: Server) -> None:
    name = room_stage.put(portal.home, "2026-1422", "sent")
    device = phone.context.new_cdp_session(phone)
    device.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    enter(phone, portal, name, "en")
    phone.goto(f"{portal.url}/room/sign/receipt")
    phone.fill("#mention", MENTIONS["receipt"])
    phone.check('input[value="passkey"]')
    phone.click("button.wide[value=code]")
    phone.fill("#code", latest_code(portal.home))
    phone.click("button[value=sign]")
    phone.wait_for_selector('[data-passkey="create"]')
    sound(phone, "make a passkey")
    phone.click("[data-go]")
    phone.wait_for_selector('[data-passkey="get"]')
    sound(phone, "sign with the device")
    phone.click("[data-go]")
    phone.wait_for_url("**/room/signed/receipt", timeout=180_000)
    with phone.expect_download() as saved:
        phone.click("main a[download]")
    told = judged(portal.home, saved.value.path().read_bytes())
    receipt = str(next(act for act in told["acts"] if act["field"] == "Receipt1"))
    assert told["verdict"] == "VALID", told["reasons"]
    assert "'passkey'" in receipt


def test_pasted_mention_is_recorded_and_not_forbidden(phone: Page, portal: Server) -> None:
    name = room_stage.put(portal.home, "2026-1421", "open")
    enter(phone, portal, name, "en")
    phone.goto(f"{portal.url}/room/sign/acceptance")
    phone.evaluate(
        """(text) => {
          const field = document.querySelector("#mention");
          field.focus();
          field.dispatchEvent(new InputEvent("beforeinput", {inputType: "insertFromPaste", data: text, bubbles: true}));
          field.value = text;
          field.dispatchEvent(new InputEvent("input", {inputType: "insertFromPaste", bubbles: true}));
        }""",
        MENTIONS["acceptance"],
    )
    assert phone.input_value("[data-input]") == "pasted"
    phone.fill("#name", "Whitcombe Hannah")
    phone.keyboard.press("Enter")
    phone.wait_for_selector("#code")
    later = phone.locator("a.button.second", has_text="Not now").bounding_box()
    act = phone.locator("button[value=sign]").bounding_box()
    assert later is not None
    assert act is not None
    assert abs(later["width"] - act["width"]) < 2
    assert abs(later["height"] - act["height"]) < 4
    phone.fill("#code", latest_code(portal.home))
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/room/signed/acceptance", timeout=180_000)
    file = json.dumps(happened(portal.home, name))
    assert '"accept"' in file
