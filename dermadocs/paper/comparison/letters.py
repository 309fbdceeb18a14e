"""A page's letters made ready for comparison: which pixels are whose, and which letters make a word.

All letters are compared at once: their pixels stand one after the other in one array, and sums run over its parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dermadocs.domain.layout import Glyph
from dermadocs.paper.original import PX, Original

Ints = NDArray[np.int64]
Sums = NDArray[np.float64]

PAD = 2
"""Pixels round a letter's outline: what is written over it mostly sticks out."""
_LEAST = 7  # pixels of the longer side: a dot has no shape
_SPACE = 0.32  # of a letter's height: wider is between words
_DRAWN = 0.25  # darkness that a letter reaches somewhere, or it is not drawn (hidden text)


@dataclass(frozen=True, eq=False)
class Letters:
    """The comparable letters of a page. `boxes` are whole pixels (left, top, right, bottom), padded; `places` the
    outlines in pixels; `words` and `keys` number the word and the letter-in-its-font of each."""

    glyphs: tuple[Glyph, ...]
    places: Sums
    boxes: Ints
    words: Ints
    keys: Ints
    pixels: Ints
    starts: Ints

    def __len__(self) -> int:
        return len(self.glyphs)

    @cached_property
    def owners(self) -> Ints:
        """The letter of each pixel."""
        sizes = np.diff(np.append(self.starts, len(self.pixels)))
        return np.repeat(np.arange(len(self.glyphs)), sizes)

    @cached_property
    def digits(self) -> NDArray[np.bool_]:
        """Which letters are digits."""
        return np.array([glyph.char.isdecimal() for glyph in self.glyphs], bool)

    def on_digits(self, shape: tuple[int, ...]) -> NDArray[np.bool_]:
        """The pixels of digits in a mask of the page."""
        mask = np.zeros(shape, bool)
        mask.ravel()[self.pixels[self.digits[self.owners]]] = True
        return mask

    def sums(self, values: NDArray[np.float32]) -> Sums:
        """Sum over each letter's pixels of values that stand pixel by pixel."""
        return np.add.reduceat(values, self.starts).astype(np.float64)

    def all(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Which letters lie wholly in a mask of the page."""
        return np.logical_and.reduceat(mask.ravel()[self.pixels], self.starts)


def letters(original: Original) -> Letters | None:
    """The letters of a page that can be compared; None where there are none."""
    shape = original.grey.shape
    kept: list[Glyph] = []
    boxes: list[tuple[int, int, int, int]] = []
    for glyph in original.layout.glyphs:
        left, top, right, bottom = (side * PX for side in glyph.rect)
        box = int(left) - PAD, int(top) - PAD, int(np.ceil(right)) + PAD, int(np.ceil(bottom)) + PAD
        inside = box[0] >= 0 and box[1] >= 0 and box[2] <= shape[1] and box[3] <= shape[0]
        if inside and max(right - left, bottom - top) >= _LEAST and _is_drawn(original, box):
            kept.append(glyph)
            boxes.append(box)
    if not kept:
        return None
    found = np.array(boxes, np.int64)
    places = np.array([glyph.rect for glyph in kept]) * PX
    pixels, starts = _pixels(found, shape[1])
    keys = np.unique([f"{glyph.font}|{glyph.char}" for glyph in kept], return_inverse=True)[1]
    return Letters(tuple(kept), places, found, _words(places), keys.astype(np.int64), pixels, starts)


def _is_drawn(original: Original, box: tuple[int, int, int, int]) -> bool:
    left, top, right, bottom = box
    area = original.grey[top:bottom, left:right]
    return bool(area.min() < 255 * (1 - _DRAWN) and area.max() > 128)


def _pixels(boxes: Ints, width: int) -> tuple[Ints, Ints]:
    parts = [
        (np.arange(top, bottom)[:, None] * width + np.arange(left, right)[None]).ravel()
        for left, top, right, bottom in boxes
    ]
    starts = np.cumsum([0] + [len(part) for part in parts[:-1]])
    return np.concatenate(parts), starts.astype(np.int64)


def _words(places: Sums) -> Ints:
    """Letters that follow each other closely on one line, in either direction."""
    before, after = places[:-1], places[1:]
    height = np.maximum(before[:, 3] - before[:, 1], after[:, 3] - after[:, 1])
    gap = np.maximum(after[:, 0] - before[:, 2], before[:, 0] - after[:, 2])
    overlap = np.minimum(before[:, 3], after[:, 3]) - np.maximum(before[:, 1], after[:, 1])
    parted = (gap > _SPACE * height) | (overlap < 0.2 * height) | (np.abs(gap) > 3 * height)
    return np.concatenate([[0], np.cumsum(parted)]).astype(np.int64)
