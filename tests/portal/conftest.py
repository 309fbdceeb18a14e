"""A real server of a demonstration's home, a real browser, and a client for pages that need none."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest
import room_stage
from board_world import build
from playwright.sync_api import Browser, Page, sync_playwright
from portal_client import Client
from portal_server import Server, serving
from world import demo, once

__all__ = ["chromium", "demo", "desktop", "phone", "portal"]

CHROMIUM = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
            "--disable-component-update", "--disable-sync")  # fmt: skip

LONG = 180_000
"""Milliseconds that a page may take: only what hangs fails, not a machine with other work."""


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server that tests share: each works on dossiers of its own, and nobody moves its clock."""
    with serving(tmp_path_factory.mktemp("portal") / "home") as server:
        yield server


@pytest.fixture(scope="module")
def surgeon(portal: Server) -> Client:
    """Whose name is on the papers, at the shared server."""
    return portal.client().enter("surgeon")


@pytest.fixture(scope="module")
def assistant(portal: Server) -> Client:
    """The surgeon's assistant, there."""
    return portal.client().enter("assistant")


@pytest.fixture(scope="session")
def peopled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a dossier in each situation that the board tells apart; tests look, and change nothing."""
    made, _ = once(tmp_path_factory, "peopled-home", lambda folder: build(folder / "home").name)
    with serving(shutil.copytree(made / "home", tmp_path_factory.mktemp("peopled") / "home")) as server:
        yield server


@pytest.fixture(scope="session")
def in_arabic(portal: Server) -> str:
    """A dossier whose patient reads Arabic and has the consent form before them; tests look, and sign nothing."""
    told = {"/patient/language": "ar", "/consultation/language": "ar", "/patient/native_name": "هناء منصور"}
    return room_stage.put(portal.home, "2026-2001", "consent", told)


@pytest.fixture(scope="module")  # no longer: its event loop would run on under the tests of others
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, once for all tests of a process."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(CHROMIUM))
        yield browser
        browser.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A page on a small phone."""
    context = chromium.new_context(viewport={"width": 375, "height": 740}, device_scale_factor=2, has_touch=True)
    context.set_default_timeout(LONG)
    yield context.new_page()
    context.close()


@pytest.fixture
def desktop(chromium: Browser) -> Iterator[Page]:
    """A page on a desktop."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(LONG)
    yield context.new_page()
    context.close()
