"""Digits: would another digit of the same font tell the scan better? A likelihood ratio over all that the page has.

The ratio of what is left unexplained, in logarithms: 0 when both tell it equally well. No reading of text is done: the
place, the font and the digit that was sent are known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from dermadocs.paper.comparison.letters import Ints, Letters
from dermadocs.paper.comparison.likeness import Likeness
from dermadocs.paper.comparison.spots import Rect, Spot
from dermadocs.paper.light import Darkness

_ACROSS = np.arange(-2.0, 2.01, 0.5)  # pixels that a digit may stand beside its place
_DOWN = np.arange(-0.5, 0.51, 0.5)
_SAMPLES = 2  # prints of each digit that stand for it
_FLOOR = 0.01  # share unexplained below which print is perfect, and a ratio means nothing
Patches = NDArray[np.float32]


def digits(letters: Letters, scan: Darkness, like: Likeness, checked: NDArray[np.bool_]) -> list[Spot]:
    """The digits that another one explains better; value: the logarithm of the likelihood ratio, per pixel."""
    spots = []
    for members in _fonts(letters):
        for index, ratio in _ratios(letters, members, scan, like.template):
            if ratio > 0 and checked[index]:
                spots.append(Spot("digit", "replaced", ratio, _rect(letters.places[index])))
    return spots


def _rect(place: NDArray[np.float64]) -> Rect:
    left, top, right, bottom = (float(side) for side in place)
    return left, top, right, bottom


def _fonts(letters: Letters) -> Iterator[Ints]:
    groups: dict[str, list[int]] = defaultdict(list)
    for index in np.flatnonzero(letters.digits):
        groups[letters.glyphs[index].font].append(int(index))
    yield from (np.array(members) for members in groups.values())


def _ratios(letters: Letters, members: Ints, scan: Darkness, template: Darkness) -> Iterator[tuple[int, float]]:
    places = letters.places[members]
    width, height = (int(np.ceil((places[:, side + 2] - places[:, side]).max())) for side in (0, 1))
    size = (width + 2, height + 4)
    middles = np.stack([(places[:, 0] + places[:, 2]) / 2, places[:, 3] - (size[1] - 4) / 2], 1) - 0.5
    chars = np.array([letters.glyphs[index].char for index in members])
    seen = _normal(np.stack([_patch(scan, size, *middle) for middle in middles]))
    best = {}
    for char in sorted(set(chars.tolist())):
        printed = middles[chars == char][:_SAMPLES]
        looks = [_patch(template, size, x + dx, y + dy) for x, y in printed for dx in _ACROSS for dy in _DOWN]
        best[char] = np.clip(seen @ _normal(np.stack(looks)).T, 0, 1).max(1)
    for row, index in enumerate(members):
        left = {char: 1 - float(alike[row]) ** 2 + _FLOOR for char, alike in best.items()}
        own = left.pop(chars[row])
        if left:
            yield int(index), float(np.log(own / min(left.values())))


def _patch(image: Darkness, size: tuple[int, int], x: float, y: float) -> Patches:
    return np.asarray(cv2.getRectSubPix(image, size, (float(x), float(y))), np.float32)


def _normal(patches: Patches) -> Patches:
    """Each as a unit vector without its mean: their products are correlations."""
    rows = patches.reshape(len(patches), -1)
    rows = rows - rows.mean(1, keepdims=True)
    return np.asarray(rows / (np.linalg.norm(rows, axis=1, keepdims=True) + 1e-6), np.float32)
