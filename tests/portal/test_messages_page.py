"""The practice sees what did not leave, why, and what to do; addresses are masked."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from page_faults import faults
from playwright.sync_api import Browser
from portal_client import Client
from portal_home import EXAMPLE, command, rows, tell, without
from portal_server import Server, serving

CASE = json.loads(EXAMPLE.read_text())


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A demonstration in which a message was given up, one has left, and one waits."""
    folder = tmp_path_factory.mktemp("told")
    with serving(folder / "home") as server:
        for number, case in enumerate((CASE, without(CASE, ["email", "phone"])), 1):
            file = folder / f"{number}.json"
            own = {key: told for key, told in case.items() if key not in ("practice", "practitioners", "facility")}
            file.write_text(json.dumps(own))  # what the home knows is left out
            command("dossier", "new", "--home", server.home, "--name", f"2026-700{number}")
            command("estimate", "draft", f"2026-700{number}", file, "--home", server.home)
        tell(server.home, "invitation", dossier="2026-7001")
        tell(server.home, "reminder", dossier="2026-7002")
        end = time.monotonic() + 60
        while {row.state for row in rows(server.home).values()} != {"done", "dead"}:
            assert time.monotonic() < end
            time.sleep(0.2)
        yield server


def test_demonstration_shows_what_left(told: Server) -> None:
    page = told.client().get("/demonstration/").text
    assert "Documents are waiting for you" in page
    assert "/room/" in page


def test_failed_message_says_what_to_do_and_addresses_are_masked(told: Server) -> None:
    page = told.client().enter("assistant").get("/practice/messages/").text
    assert "Un message n’est pas parti" in page
    assert "complétez la fiche du patient" in page
    assert "h•••@e•••.org" in page
    assert "hannah.whitcombe@" not in page


@pytest.mark.parametrize(("width", "language"), [(360, "fr"), (1280, "en")])
def test_page_of_messages_is_for_everybody(told: Server, chromium: Browser, width: int, language: str) -> None:
    who = told.client().enter("manager")
    context = chromium.new_context(viewport={"width": width, "height": 800}, locale=language)
    context.add_cookies([{"name": c.name, "value": c.value or "", "url": told.url} for c in who.cookies])
    page = context.new_page()
    page.goto(told.url + "/practice/messages/")
    assert faults(page) == []
    page.screenshot(path=Path(told.home).parent / f"messages-{width}.png", full_page=True)
    context.close()


def test_message_is_tried_again_when_somebody_says_so(told: Server) -> None:
    who: Client = told.client().enter("surgeon")
    page = who.get("/practice/messages/").text
    key = page.partition('name="key" value="')[2].partition('"')[0]
    assert who.post("/practice/messages/again", {"key": key}).status == 200
    end = time.monotonic() + 30
    while rows(told.home)["reminder"].state != "dead" or rows(told.home)["reminder"].attempts != 1:
        assert time.monotonic() < end
        time.sleep(0.2)
    assert who.post("/practice/messages/again", {"key": "unknown"}).status == 404
