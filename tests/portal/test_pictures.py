"""The pictures in the pages of docs are of this portal. `DERMADOCS_PICTURES=write` takes them anew.

Else each page is opened as a reader would see it, and the picture must be there: what a page looks like is judged by
people, whether it still opens and is sound by this test.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import practice_steps as steps
import pytest
import room_stage
from page_faults import faults
from playwright.sync_api import Browser, Page
from portal_server import Server, serving
from room_steps import latest_code, rows

from dermadocs.domain.acts import MENTIONS

DOCS = Path(__file__).resolve().parents[2] / "docs"
PICTURES = DOCS / "pictures"
PEOPLE = (
    ("2026-0201", "sent", "Anna", "Petrova"),
    ("2026-0202", "received", "Hannah", "Whitcombe"),
    ("2026-0203", "open", "Jonas", "Brandt"),
    ("2026-0204", "consented", "Paola", "Rossi"),
)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 375, "height": 812}


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A practice with a few dossiers under way."""
    with serving(tmp_path_factory.mktemp("pictures") / "home") as server:
        for name, state, given, family in PEOPLE:
            names = {"/patient/given_names": given, "/patient/family_name": family}
            room_stage.put(server.home, name, state, names)
        yield server


def take(page: Page, name: str) -> None:
    """A picture of what is seen, with nothing that axe finds at fault."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.fonts.ready")
    assert faults(page, name) == []
    drawn = page.screenshot()
    place = PICTURES / f"{name}.png"
    if os.environ.get("DERMADOCS_PICTURES") == "write":
        place.write_bytes(drawn)
    assert place.is_file(), "DERMADOCS_PICTURES=write takes it"


def as_staff(page: Page, server: Server, role: str) -> None:
    """Come in by the demonstration's own door."""
    names = {"surgeon": "Claire Vasseur", "assistant": "Inès Morand", "auditor": "Agnès Roche"}
    page.goto(f"{server.url}/demonstration/")
    page.get_by_role("button", name=names[role]).click()


@pytest.mark.slow
def test_pictures_of_the_practice(busy: Server, chromium: Browser) -> None:
    context = chromium.new_context(viewport=DESK, locale="fr-FR")  # type: ignore[arg-type]
    page = context.new_page()
    as_staff(page, busy, "surgeon")
    page.goto(f"{busy.url}/practice/")
    take(page, "portal-board")
    page.goto(f"{busy.url}/practice/dossiers/2026-0202/")
    take(page, "portal-dossier")
    assistant, surgeon = busy.client().enter("assistant"), busy.client().enter("surgeon")
    who = steps.Person(given_names="Aoife", family_name="O’Neill", country="IE")
    steps.ask(busy.client(), who)
    name = steps.enter(assistant, who)
    steps.identity(assistant, name)
    steps.interview(surgeon, name)
    steps.estimate(assistant, name, steps.Act())
    page.goto(f"{busy.url}/practice/dossiers/{name}/estimate")
    take(page, "portal-editor")
    context.close()


@pytest.mark.slow
def test_pictures_of_the_room(busy: Server, chromium: Browser) -> None:
    for language, name, path, picture in (
        ("en", "2026-0201", "read/estimate/prices", "portal-reading"),
        ("en", "2026-0202", "", "portal-waiting"),
        ("ar", "2026-0202", "", "portal-waiting-arabic"),
        ("en", "2026-0203", "sign/acceptance", "portal-acceptance"),
    ):
        context = chromium.new_context(viewport=PHONE, device_scale_factor=2, locale=language)  # type: ignore[arg-type]
        context.add_cookies([{"name": "language", "value": language, "url": busy.url}])
        page = context.new_page()
        page.goto(room_stage.invite(busy.home, busy.url, name))
        page.click("main button")
        page.fill("#code", latest_code(busy.home))
        page.click("main button[value=check]")
        page.wait_for_url("**/room/")
        page.goto(f"{busy.url}/room/{path}")
        if picture == "portal-acceptance":
            page.locator("#mention").press_sequentially(MENTIONS["acceptance"])
        take(page, picture)
        context.close()
        rows(busy.home, "delete from portal_tally where name like 'codes/%'")


@pytest.mark.slow
def test_pictures_of_the_front_and_the_desk(busy: Server, chromium: Browser) -> None:
    context = chromium.new_context(viewport=PHONE, device_scale_factor=2, locale="ar")  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(busy.url)
    take(page, "portal-request-arabic")
    context.close()
    context = chromium.new_context(viewport=DESK, locale="fr-FR")  # type: ignore[arg-type]
    page = context.new_page()
    assistant = busy.client().enter("assistant")
    shown = assistant.get("/practice/dossiers/2026-0204/").text
    there = re.search(r'href="([^"]+)">Télécharger estimate\.pdf<', shown)
    assert there
    pdf = assistant.get(there[1]).body
    page.goto(f"{busy.url}/audit/")
    page.set_input_files('input[name="files"]', [{"name": "devis.pdf", "mimeType": "application/pdf", "buffer": pdf}])
    page.check('input[name="trust"][value="own"]')
    page.click("main form button[type=submit]")
    page.wait_for_selector("text=Valide.")
    take(page, "portal-audit")
    context.close()


def test_every_picture_of_the_portal_is_shown_in_a_page() -> None:
    told = "".join(path.read_text() for path in (*DOCS.glob("*.md"), DOCS.parent / "README.md"))
    assert [one.name for one in PICTURES.glob("portal-*.png") if one.name not in told] == []
