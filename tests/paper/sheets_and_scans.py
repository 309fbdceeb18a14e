"""A real estimate's pages, and scans of them that the tests make by hand: turned, curled, blurred, written on."""

from __future__ import annotations

from functools import cache
from itertools import pairwise

import cv2
import numpy as np

from bench.paper.packs import KEYS, Paper, papers
from bench.paper.sets import SETS
from dermadocs.domain.layout import Glyph
from dermadocs.domain.pagecode import PageCode
from dermadocs.paper.check import Checked, check
from dermadocs.paper.original import PX, Grey, Original, original

PRICES, SIGNED = 2, 5
"""Pages of the estimate: the one with the amounts, the one with the frames for ink."""


@cache
def paper() -> Paper:
    """The estimate of the smoke set."""
    told, whole = SETS["smoke"].packs[0]
    return papers(told, whole=whole)[0]


@cache
def originals(before: bool = False) -> tuple[Original, ...]:
    """Its pages, or those of the revision before."""
    made = paper()
    return tuple(original(made.older_pdf, made.older_layout) if before else original(made.pdf, made.layout))


def library() -> dict[tuple[bytes, bytes, int], Original]:
    """Where the check looks up."""
    made = paper()
    return {
        (made.handle, bytes.fromhex(layout.revision), one.layout.page): one
        for layout, ones in ((made.layout, originals()), (made.older_layout, originals(True)))
        for one in ones
    }


def code(number: int) -> PageCode:
    """What is printed on a page."""
    made = paper()
    return PageCode(made.handle, bytes.fromhex(made.layout.revision), number, len(made.layout.sheets))


def clean(number: int) -> Grey:
    """A page at 200 dpi, to be written on."""
    return originals()[number - 1].grey.copy()


def scanned(
    page: Grey, *, turns: int = 0, dpi: float = 200, blur: float = 0.7, noise: float = 5.0, curl: float = 2.0
) -> Grey:
    """It comes back: a little askew and curled (by pixels), on greyish paper, in a quarter turn."""
    draw = np.random.default_rng(7)
    scale = dpi / 200
    height, width = (round(side * scale) for side in page.shape)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32) / np.float32(scale)
    curled = x + 0.006 * y + curl * np.sin(y / 300), y - 0.006 * x + curl * np.sin(x / 250 + 1)
    soft = cv2.GaussianBlur(page, (0, 0), blur / min(scale, 1.0))
    caught = cv2.remap(soft, curled[0], curled[1], cv2.INTER_LINEAR, borderValue=255).astype(np.float32)
    caught = caught * 0.8 + 30 + draw.normal(0, noise, caught.shape)
    return np.ascontiguousarray(np.rot90(np.clip(caught, 0, 255).astype(np.uint8), turns))


def judged(image: Grey) -> Checked:
    """By the keys and pages of the bench."""
    return check(image, library(), KEYS)


def rect(number: int, box: str) -> tuple[int, int, int, int]:
    """A box for ink in pixels."""
    (found,) = (one for one in originals()[number - 1].layout.boxes if one.id == box)
    left, top, right, bottom = (round(side * PX) for side in found.rect)
    return left, top, right, bottom


def write(page: Grey, box: tuple[int, int, int, int], shade: int = 60) -> None:
    """A hand's waves through a box."""
    left, top, right, bottom = box
    along = np.linspace(0, 1, 120)
    x = left + 20 + along * (right - left - 40)
    y = (top + bottom) / 2 + (bottom - top) * 0.25 * np.sin(along * 40) * np.cos(along * 7)
    cv2.polylines(page, [np.stack([x, y], 1).astype(np.int32)], False, shade, 3, cv2.LINE_AA)


def amount(number: int) -> list[Glyph]:
    """The digits of the first price with four digits or more on a page."""
    run: list[Glyph] = []
    for before, after in pairwise(originals()[number - 1].layout.glyphs):
        digit = after.char.isdigit() and "Sans" in after.font
        near = abs(after.rect[0] - before.rect[2]) < 1.5 and abs(after.rect[3] - before.rect[3]) < 0.8
        run = [*run, after] if digit and near else [after] if digit else run if after.char in ",." and run else []
        if len(run) >= 4:
            return run
    raise AssertionError("a page without a price")


def pixels(glyph: Glyph, margin: int = 1) -> tuple[slice, slice]:
    """Rows and columns of a letter."""
    left, top, right, bottom = (side * PX for side in glyph.rect)
    return (
        slice(int(top) - margin, int(np.ceil(bottom)) + margin),
        slice(int(left) - margin, int(np.ceil(right)) + margin),
    )


def on(differences: tuple, glyph: Glyph, slack: float = 1.0) -> list[str]:
    """The kinds of difference told at a letter."""
    return [
        one.kind
        for one in differences
        if one.rect_mm[0] - slack < glyph.rect[2]
        and one.rect_mm[2] + slack > glyph.rect[0]
        and one.rect_mm[1] - slack < glyph.rect[3]
        and one.rect_mm[3] + slack > glyph.rect[1]
    ]
