"""A passkey counts as the patient's once the practice has enrolled it before them, and no longer once it is revoked."""

from __future__ import annotations

import re
from typing import Any

import practice_steps as steps
import pytest
import room_stage
from playwright.sync_api import Page
from portal_client import Client
from portal_server import Server
from room_steps import happened, judged, latest_code
from test_room_phone import enter, sound

from dermadocs.domain.acts import MENTIONS

KEY = re.compile(r"[0-9a-f]{4} [0-9a-f]{4}")


@pytest.fixture
def device(phone: Page) -> Page:
    """A telephone that can make passkeys."""
    session = phone.context.new_cdp_session(phone)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
               "isUserVerified": True, "automaticPresenceSimulation": True}  # fmt: skip
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return phone


def begin(page: Page, portal: Server, act: str) -> str:
    """Fill an act's form, choose the device; what the page then asks of it: to make a passkey, or to sign."""
    page.goto(f"{portal.url}/room/sign/{act}")
    page.fill("#mention", MENTIONS[act])
    page.check('input[value="passkey"]')
    page.click("button.wide[value=code]")
    page.fill("#code", latest_code(portal.home))
    page.click("button[value=sign]")
    return page.locator("[data-passkey]").get_attribute("data-passkey") or ""


def unlock(page: Page, act: str) -> None:
    """The device signs."""
    page.wait_for_selector('[data-passkey="get"]')
    page.click("[data-go]")
    page.wait_for_url(f"**/room/signed/{act}", timeout=180_000)


def bundle(portal: Server, surgeon: Client, dossier: str) -> dict[str, Any]:
    """The dossier is sealed; what `verify` says of every act inside, by field."""
    steps.answers(surgeon, dossier, "archive")
    steps.act(surgeon, dossier, "close")
    digest = next(
        event["sha256"] for event in reversed(happened(portal.home, dossier)) if event.get("name") == "dossier.pdf"
    )
    told = judged(portal.home, surgeon.get(f"/practice/dossiers/{dossier}/files/{digest}").body)
    assert told["verdict"] == "VALID", told["reasons"]
    return {act["field"]: act for one in told["inside"] for act in one["acts"]}


def test_what_an_enrolled_passkey_signs_stands_higher_and_what_it_signed_before_does_not(
    device: Page, portal: Server, surgeon: Client, assistant: Client
) -> None:
    dossier = room_stage.put(portal.home, "2026-1501", "open")
    enter(device, portal, dossier, "en")
    assert begin(device, portal, "acceptance") == "create"
    device.click("[data-go]")
    unlock(device, "acceptance")
    room_stage.put(portal.home, dossier, "drawn")

    page = steps.words_of(assistant.get(f"/practice/dossiers/{dossier}/"))
    assert "pas enregistrée" in page
    form = steps.page(assistant, dossier, "enrol")
    assert "Passeport, Royaume-Uni, fin du numéro 4711, vue par" in steps.words_of(form)
    key = re.search(r'<option value="([0-9a-f]{64})"', form.text)
    assert key
    assert begin(device, portal, "consent") == "get"
    sound(device, "fingerprint")
    shown = KEY.search(device.inner_text("main"))
    assert shown
    assert shown[0] in steps.words_of(form), "both screens show the same fingerprint"
    nobody = steps.submit(assistant, form, {"credential": key[1], "identity_seen_by": ""})
    assert nobody.status == 422
    steps.act(assistant, dossier, "enrol", {"credential": key[1], "identity_seen_by": "Inès Morand"})
    enrolled = next(event for event in happened(portal.home, dossier) if event["act"] == "enrol")
    assert (enrolled["person"], enrolled["credential"]) == ("patient", key[1])
    assert steps.page(assistant, dossier, "enrol").status == 409, "none waits any more"
    assert "enregistrée par Inès Morand" in steps.words_of(assistant.get(f"/practice/dossiers/{dossier}/"))

    device.reload()  # the record names the enrolment: it is drawn up anew
    unlock(device, "consent")
    device.goto(f"{portal.url}/room/withdraw")
    device.click("main button")
    acts = bundle(portal, surgeon, dossier)
    assert acts["Acceptance1"]["level"] == "simple"
    assert acts["Patient1"]["level"] == "advanced, claimed"
    assert acts["Patient1"]["evidence"]["enrolment"]["identity_seen_by"] == "Inès Morand"


def test_revoked_passkey_signs_nothing_more_and_another_is_made(
    device: Page, portal: Server, assistant: Client
) -> None:
    dossier = room_stage.put(portal.home, "2026-1502", "open")
    assert "enrol" not in steps.page(assistant, dossier, "steps").text
    closed = steps.page(assistant, dossier, "enrol")
    assert closed.status == 409
    assert "Aucune clé d’accès n’attend." in steps.words_of(closed)
    enter(device, portal, dossier, "en")
    assert begin(device, portal, "acceptance") == "create"
    device.click("[data-go]")
    device.wait_for_selector('[data-passkey="get"]')
    first = KEY.search(device.inner_text("main"))
    form = steps.page(assistant, dossier, "enrol")
    steps.act(assistant, dossier, "enrol")
    assert steps.fields_of(form)["identity_seen_by"] == ["Inès Morand"], "who is at the screen, unless told otherwise"
    steps.act(assistant, dossier, "revoke")
    assert steps.page(assistant, dossier, "revoke").status == 409
    assert steps.page(assistant, dossier, "enrol").status == 409, "it is not offered again"
    device.reload()
    device.wait_for_selector('[data-passkey="create"]')
    device.click("[data-go]")
    device.wait_for_selector('[data-passkey="get"]')
    second = KEY.search(device.inner_text("main"))
    assert first
    assert second
    assert first[0] != second[0]
    steps.act(assistant, dossier, "enrol")
    assert [e["act"] for e in happened(portal.home, dossier)][-3:] == ["enrol", "revoke", "enrol"]
