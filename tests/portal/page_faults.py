"""What anybody would find wrong with an open page, whatever is on it."""

from __future__ import annotations

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
HIDDEN = """() => [...document.querySelectorAll("[hidden]")].filter(one => one.getClientRects().length)
  .map(one => one.outerHTML.slice(0, 90))"""
MARKUP = ("</", "{{", "{%", "&lt;", "&amp;")


def faults(page: Page, where: str = "") -> list[str]:
    """What axe finds, what is wider than the window, hidden things that show, tags that stand there as words."""
    violations = Axe().run(page).response["violations"]
    found = [f"{one['id']}: {[node['target'] for node in one['nodes']][:3]}" for one in violations]
    wide = page.evaluate(WIDE)
    found += [f"{wide} px too wide"] if wide > 0 else []
    found += [f"hidden, and shown: {one}" for one in page.evaluate(HIDDEN)]
    words = page.inner_text("body")
    found += [f"« {mark} » stands in the page" for mark in MARKUP if mark in words]
    return [f"{where or page.url}: {one}" for one in found]
