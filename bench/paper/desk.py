"""The page under a forger's hand: what is printed on it, where there is room, how a piece is cut out and laid down."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.paper.letters import Word, words
from bench.paper.packs import Paper
from bench.paper.pens import PENS, draw_ink
from bench.paper.pixels import PX, Dice, Grey, Rect
from dermadocs.domain.layout import Glyph
from dermadocs.render.marks import CODE_MM, CODES, CORNER_MM, CORNERS

MARKS_MARGIN = 1.5
BODY = (37.0, 258.0)  # mm from the top, between the running head and foot
DARK_PENS = ("black ball", "blue ball", "black gel", "felt", "blue ink")
EDGE = 2  # pixels around a crop: the soft edge of its letters


@dataclass
class Desk:
    """The page under the forger's hand, what is printed on it, and the light it will be seen in."""

    page: Grey
    paper: Paper
    number: int
    light: tuple[float, float, float]
    draw: Dice
    hand: int
    before: bool = False

    def __post_init__(self) -> None:
        sheet = (self.paper.older_layout if self.before else self.paper.layout).sheets[self.number - 1]
        self.boxes = [box.rect for box in sheet.boxes]
        self.words = [word for word in words(sheet.glyphs) if not self.apart(word.rect)]

    def apart(self, rect: Rect) -> bool:
        """Whether a place belongs to codes, marks or boxes, where an alteration is another matter."""
        marks = [(x, y, x + CORNER_MM, y + CORNER_MM) for x, y in CORNERS]
        marks += [(x - 1, y, x + CODE_MM + 1, y + CODE_MM + 9) for x, y in CODES]
        return any(_meet(rect, one, MARKS_MARGIN) for one in (*marks, *self.boxes))

    def choose(self, fits: Callable[[Word], bool]) -> Word | None:
        """One of the page's words, or None if none will do; seldom one of the running head and foot."""
        good = [word for word in self.words if fits(word)]
        body = [word for word in good if BODY[0] < word.rect[1] < BODY[1]]
        good = body if body and self.draw.random() < 0.9 else good
        return good[int(self.draw.integers(len(good)))] if good else None

    def ink(self, strokes: list[NDArray[Any]], pen: str | None = None) -> Rect:
        """Strokes on the page by a dark pen, or the one named."""
        return draw_ink(self.page, strokes, PENS[pen or str(self.draw.choice(DARK_PENS))], self.light, self.draw)


@dataclass(frozen=True)
class Altered:
    """Where it was done, in mm, and whether an amount, a number or a date is concerned."""

    rect: Rect
    counts: bool


Forgery = Callable[[Desk], Altered | None]
"""Changes the page; None if the page offers no place for it."""


def one_digit(desk: Desk, word: Word) -> Glyph:
    """One of a word's digits."""
    digits = [letter for letter in word.letters if letter.char.isdigit()]
    return digits[int(desk.draw.integers(len(digits)))]


def room_before(desk: Desk, word: Word) -> float:
    """mm of white to the left of a word."""
    left, top, _, bottom = word.rect
    strip = desk.page[int(top * PX) : int(bottom * PX), max(0, int((left - 6) * PX)) : int((left - 0.15) * PX)]
    dark = np.flatnonzero((strip < 200).any(0)) if strip.size else np.array([0])
    return float((strip.shape[1] - 1 - dark[-1]) / PX) if len(dark) else 6.0


def blank(desk: Desk, width: float, height: float) -> tuple[float, float] | None:
    """Left and top of a white place of that size within the print area, by chance; None if there is none."""
    small = cv2.resize(desk.page, None, fx=1 / PX, fy=1 / PX, interpolation=cv2.INTER_AREA)
    free = (small > 250).astype(np.uint8)
    for left, top, right, bottom in desk.boxes:
        free[int(top) - 2 : int(bottom) + 3, int(left) - 2 : int(right) + 3] = 0
    free[:19], free[-19:], free[:, :5], free[:, -6:] = 0, 0, 0, 0
    kernel = np.ones((int(height) + 3, int(width) + 3), np.uint8)
    anchor = (0, 0)
    spots = np.argwhere(cv2.erode(free, kernel, anchor=anchor, borderType=cv2.BORDER_CONSTANT, borderValue=0))
    if not len(spots):
        return None
    top, left = spots[int(desk.draw.integers(len(spots)))]
    return float(left) + 1, float(top) + 1


def crop(page: Grey, rect: Rect) -> tuple[Grey, float, float]:
    """The pixels of a place, with the fractions of a pixel by which they begin before it."""
    left, top = int(rect[0] * PX) - EDGE, int(rect[1] * PX) - EDGE
    right, bottom = int(np.ceil(rect[2] * PX)) + EDGE, int(np.ceil(rect[3] * PX)) + EDGE
    return page[top:bottom, left:right].copy(), rect[0] * PX - left, rect[1] * PX - top


def lay(page: Grey, stamp: tuple[Grey, float, float], left: float, top: float) -> None:
    """Darken the page by a crop whose letters begin at that place, to a fraction of a pixel."""
    picture, across, down = stamp
    x, y = left * PX - across, top * PX - down
    whole_x, whole_y = int(np.floor(x)), int(np.floor(y))
    matrix = np.array([[1, 0, x - whole_x], [0, 1, y - whole_y]])
    size = picture.shape[1] + 1, picture.shape[0] + 1
    moved_picture = cv2.warpAffine(picture, matrix, size, flags=cv2.INTER_CUBIC, borderValue=255)
    place = page[max(0, whole_y) : whole_y + size[1], max(0, whole_x) : whole_x + size[0]]
    np.minimum(place, moved_picture[: place.shape[0], : place.shape[1]], out=place)


def area(rect: Rect) -> tuple[slice, slice]:
    """Rows and columns of a place."""
    left, top, right, bottom = rect
    return slice(max(0, round(top * PX)), round(bottom * PX) + 1), slice(
        max(0, round(left * PX)), round(right * PX) + 1
    )


def grown(rect: Rect, by: float) -> Rect:
    """A place with so many mm more on each side."""
    return rect[0] - by, rect[1] - by, rect[2] + by, rect[3] + by


def around(*rects: Rect) -> Rect:
    """The place that holds all of them."""
    columns: Sequence[tuple[float, ...]] = list(zip(*rects, strict=True))
    return min(columns[0]), min(columns[1]), max(columns[2]), max(columns[3])


def _meet(one: Rect, other: Rect, margin: float) -> bool:
    return (
        one[0] < other[2] + margin
        and other[0] < one[2] + margin
        and one[1] < other[3] + margin
        and other[1] < one[3] + margin
    )
