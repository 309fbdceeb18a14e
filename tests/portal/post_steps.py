"""What people of the practice do with papers by post, in a browser; and the pen, the printer and the scanner beside it."""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import inked
from page_faults import faults
from PIL import Image
from playwright.sync_api import Page, expect
from portal_client import Client
from portal_home import command
from portal_server import Server

Sheet = tuple[inked.Page, Image.Image]


def as_member(page: Page, server: Server, number: int) -> None:
    page.goto(f"{server.url}/demonstration/")
    page.locator(f"form:has(input[name=member][value='{number}']) button").click()
    page.wait_for_url("**/practice/**")


@dataclass
class PostDesk:
    """One dossier, and somebody at the post desk with a browser; a second reader has one without scripts."""

    server: Server
    page: Page
    second: Client
    name: str
    folder: Path
    days: int = 0
    sounded: set[str] = field(default_factory=set)

    @property
    def dossier(self) -> str:
        return f"/practice/dossiers/{self.name}/"

    def later(self, days: int) -> None:
        """Somebody moves the demonstration's clock, on its page."""
        anybody = self.server.client()
        anybody.get("/demonstration/")
        assert anybody.post("/demonstration/clock", {"days": days, "hours": 0}).status == 200
        self.days += days

    def sound(self, name: str) -> None:
        """No sideways scroll on a telephone or a desktop, and nothing that axe finds; each kind of page once."""
        if name in self.sounded:
            return
        self.sounded.add(name)
        self.page.wait_for_load_state("networkidle")
        for width in (375, 1280):
            self.page.set_viewport_size({"width": width, "height": 900})
            assert faults(self.page, f"{name}, {width} px") == []
            self.page.screenshot(path=self.folder / f"{name}-{width}.png", full_page=True)  # for whoever looks at a run

    def open(self, words: str) -> None:
        """The dossier's page, and from there the button of an act."""
        self.page.goto(self.server.url + self.dossier)
        self.page.get_by_role("link", name=words, exact=True).click()

    def downloaded(self, words: str) -> bytes:
        """A file from the dossier's page."""
        self.page.goto(self.server.url + self.dossier)
        with self.page.expect_download() as saved:
            self.page.get_by_role("link", name=words).first.click()
        there = self.folder / saved.value.suggested_filename
        saved.value.save_as(there)
        return there.read_bytes()

    # ---- out

    def printed(self, number: int, wanted: Callable[[inked.Page], bool] = lambda page: True) -> list[Sheet]:
        """Make a pack ready in the browser, print what can be downloaded; where ink belongs is told by the command."""
        self.open("Préparer un envoi")
        self.page.check(f'input[name="pack"][value="{number}"]')
        self.sound("pack")
        self.page.get_by_role("button", name="Préparer").click()
        expect(self.page.get_by_text("Le fichier à imprimer est dans le dossier")).to_be_visible()
        print_file = self.downloaded(f"Imprimer pack-{number}.pdf")
        layout, again = self.folder / "layout.json", self.folder / "again.pdf"
        for place in (layout, again):  # of the pack before this one
            place.unlink(missing_ok=True)
        command("paper", "pack", self.name, "--pack", str(number), "--layout", layout, "-o", again,
                "--home", self.server.home, "--at", f"+{self.days} days")  # fmt: skip
        assert again.read_bytes() == print_file
        return inked.printed(print_file, json.loads(layout.read_bytes()), wanted)

    def leaves(self, on: date) -> None:
        """The pack left on that day."""
        self.open("Dire l’envoi parti")
        self.page.fill("[name=on]", on.isoformat())
        self.sound("posted")
        self.page.get_by_role("button", name="Enregistrer le départ").click()
        expect(self.page.get_by_text("Le départ est enregistré.")).to_be_visible()

    # ---- back

    def taken_in(self, files: Sequence[tuple[str, bytes]], arrived: date, how: str = "post") -> dict[str, str]:
        """A heap brought in; what its page says of each image."""
        self.page.goto(f"{self.server.url}/practice/post/")
        self.sound("post")
        held: list[Any] = [{"name": n, "mimeType": "application/octet-stream", "buffer": data} for n, data in files]
        self.page.set_input_files("#ffiles", held)
        self.page.fill("#farrived", arrived.isoformat())
        self.page.check(f'input[name="how"][value="{how}"]')
        self.page.get_by_role("button", name="Rentrer").click()
        self.page.wait_for_selector("table.register")
        return {row.locator("th").inner_text(): row.inner_text() for row in self.page.locator("tbody tr").all()}

    def reviewed(self, *, again: Sequence[str] = ()) -> int:
        """All that waits, by keys: `a` for a clean page; what differs is said, with a reason, and waits for the second
        reader. `again`: headings of pages that are asked for again. How many pages the second reader got.
        """
        self.page.goto(f"{self.server.url}{self.dossier}review")
        seen: list[str] = []
        while "/sheets/" in self.page.url:
            assert self.page.url not in seen, "it waits for somebody else now"
            seen.append(self.page.url)
            self._looked_at(again)
        assert self.page.url.endswith(self.dossier)
        return self._second_reader(len(seen))

    def _looked_at(self, again: Sequence[str]) -> None:
        differs = self.page.locator(".decide select").count()
        self.sound("sheet-differs" if differs else "sheet")
        if self.page.locator("h1").inner_text() in again and self.page.get_by_text("vide, demandée").count():
            self.page.keyboard.press("r")  # goes to the reason first: none is written
            expect(self.page.locator("#reason")).to_be_focused()
            self.page.keyboard.type("la case est vide")
            with self.page.expect_navigation():
                self.page.get_by_role("button", name="Redemander").click()
            return
        if self.page.locator(".band strong").inner_text() != "Rien à signaler.":
            for place in self.page.locator(".decide select").all():
                place.select_option("harmless")
            self.page.fill("#reason", "trait de stylo sans portée")
            self.page.locator("h1").click()
        with self.page.expect_navigation():
            self.page.keyboard.press("a")
        self.page.wait_for_load_state("load")

    def _second_reader(self, most: int) -> int:
        """Without scripts: only what is not clean waits for a second person."""
        waits = 0
        while "/sheets/" in (shown := self.second.get(f"{self.dossier}review")).url:
            waits += 1
            assert waits <= most
            head = re.search(r'name="head" value="([^"]+)"', shown.text)
            assert head
            weighed = dict.fromkeys(re.findall(r'name="(weighed-\d+)"', shown.text), "harmless")
            told = {"head": head[1], "decision": "accept", **weighed}
            assert self.second.post(shown.url, told).status == 422, "no reason was given"
            assert self.second.post(shown.url, {**told, "reason": "trait sans portée"}).status == 200
        return waits

    def sealed(self, button: str, act: str, **read: date) -> None:
        """The days that a person read, and the copy sealed; days that are not given stay empty."""
        self.open(button)
        for name, day in read.items():
            self.page.fill(f"#f{name}", day.isoformat())
        self.sound(act)
        self.page.get_by_role("button", name="Sceller").click()
        expect(self.page.get_by_text(re.compile("scellé"))).not_to_have_count(0)
        assert f"/done/{act}" in self.page.url, html.unescape(self.page.inner_text("main"))


# ---- pen and scanner


def pdf_of(pictures: Sequence[Image.Image]) -> bytes:
    return _several(pictures, "PDF", resolution=inked.DPI)


def tiff_of(pictures: Sequence[Image.Image]) -> bytes:
    return _several(pictures, "TIFF", compression="tiff_adobe_deflate", dpi=(inked.DPI, inked.DPI))


def _several(pictures: Sequence[Image.Image], form: str, **save: Any) -> bytes:
    out = io.BytesIO()
    turned = [one.rotate(0.4, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255) for one in pictures]
    turned[0].save(out, form, save_all=True, append_images=turned[1:], **save)
    return out.getvalue()
