"""Packs printed to pixels, written on by hand, and scanned: what a test sends back by post."""

from __future__ import annotations

import io
import json
import math
import random
from collections.abc import Callable, Sequence
from typing import Any

import pypdfium2
from PIL import Image, ImageDraw

from dermadocs.flows.kept import Kept
from dermadocs.flows.printing import layout_name, pack_name

DPI = 200
PX = DPI / 25.4
Page = dict[str, Any]


def pages(
    kept: Kept, number: Any, wanted: Callable[[Page], bool] = lambda page: True
) -> list[tuple[Page, Image.Image]]:
    """The coded pages of a pack, as its print file shows them."""
    name = pack_name(kept, number)
    return printed(kept.bytes_of(name), json.loads(kept.bytes_of(layout_name(name))), wanted)


def printed(
    print_file: bytes, layout: Sequence[Page], wanted: Callable[[Page], bool] = lambda page: True
) -> list[tuple[Page, Image.Image]]:
    """The same from a print file and its layout, as the command writes them."""
    with pypdfium2.PdfDocument(print_file) as paper:
        return [
            (page, paper[page["print_page"] - 1].render(scale=DPI / 72).to_pil().convert("L"))
            for page in layout
            if page["handle"] is not None and wanted(page)
        ]


def signed(page: Page, picture: Image.Image, *fields: str, seed: int = 1) -> Image.Image:
    """The page with strokes of a pen in every frame of some fields."""
    inked, pen = picture.copy(), random.Random(seed)
    drawn = ImageDraw.Draw(inked)
    for box in page["boxes"]:
        if box["id"].partition("/")[0] in fields:
            _scrawl(drawn, box["rect_mm"], pen)
    return inked


def _scrawl(drawn: ImageDraw.ImageDraw, rect: Sequence[float], pen: random.Random) -> None:
    left, top, right, bottom = rect
    width, middle, high = right - left, (top + bottom) / 2, (bottom - top) * 0.28
    turns = pen.uniform(5, 8)
    line = []
    for step in range(160):
        along = step / 159
        x = left + width * (0.1 + 0.75 * along) + 1.2 * math.cos(along * turns * 2 * math.pi)
        y = middle + high * math.sin(along * turns * 2 * math.pi) * (1 - 0.5 * along)
        line.append((x * PX, y * PX))
    drawn.line(line, fill=40, width=4, joint="curve")


def struck(picture: Image.Image, rect_mm: Sequence[float]) -> Image.Image:
    """A pen drawn through what is printed there."""
    inked = picture.copy()
    left, top, right, bottom = (side * PX for side in rect_mm)
    ImageDraw.Draw(inked).line([(left, bottom), (right, top)], fill=40, width=5)
    return inked


def scan(picture: Image.Image, turn: float = 0.6, form: str = "JPEG", **save: Any) -> bytes:
    """What a scanner sends: a little askew, on a larger glass."""
    glass = picture.rotate(turn, resample=Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    out = io.BytesIO()
    glass.save(out, form, dpi=(DPI, DPI), **({"quality": 85} if form == "JPEG" else {}) | save)
    return out.getvalue()
