"""Printers: what toner or drops make of the picture, and how a page for A4 lies on the paper in the tray."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.paper.pixels import PX, Dice, Grey, add, noise, pick
from dermadocs.domain.layout import A4

LETTER = (215.9, 279.4)


@dataclass(frozen=True)
class Tray:
    """The paper in mm, and where a point of the page in mm falls on it: `scale` times the point plus `offset`."""

    size: tuple[float, float]
    scale: float
    offset: tuple[float, float]
    name: str

    @property
    def matrix(self) -> NDArray[Any]:
        """Page to paper, both in mm."""
        return np.array([[self.scale, 0, self.offset[0]], [0, self.scale, self.offset[1]], [0, 0, 1]])

    def laid(self, page: Grey) -> Grey:
        """The paper with the page on it."""
        matrix = self.matrix[:2].copy()
        matrix[:, 2] *= PX
        size = (round(self.size[0] * PX), round(self.size[1] * PX))
        laid: Grey = cv2.warpAffine(page, matrix, size, flags=cv2.INTER_LINEAR, borderValue=255)
        return laid


def tray(draw: Dice, letter_share: float) -> Tray:
    """A4 at 95 to 100 %, or US Letter where the page is made to fit or is cut."""
    shift = draw.normal(0, 0.6, 2)
    if draw.random() < letter_share:
        size, fitted = LETTER, bool(draw.random() < 0.5)
        scale = float(draw.uniform(0.91, 0.935)) if fitted else 1.0
        name = "letter, fitted" if fitted else "letter, cropped"
    else:
        size, name = A4, "a4"
        scale = 1.0 if draw.random() < 0.7 else float(draw.uniform(0.95, 0.995))
    middle = [(paper - page * scale) / 2 + move for paper, page, move in zip(size, A4, shift, strict=True)]
    return Tray(size, scale, (middle[0], middle[1]), name)


def printed(page: Grey, draw: Dice) -> tuple[Grey, str]:
    """The page as a printer puts it on paper, and the kind of printer. Writes into `page`."""
    kind = pick(draw, ("laser", 5), ("laser, saving toner", 1), ("ink-jet", 3))
    if kind == "ink-jet":
        return _ink_jet(page, draw), kind
    black = float(draw.uniform(60, 105)) if "saving" in kind else float(draw.uniform(14, 46))
    soft = cv2.GaussianBlur(page, (0, 0), draw.uniform(0.45, 0.75))
    gain = draw.uniform(-14, 18)  # dots grow or shrink a little
    level = np.arange(256, dtype=np.float32)
    steep = np.clip((level + gain - 128) * 1.5 + 128, 0, 255)
    toner = cv2.LUT(soft, np.rint(black + steep * (255 - black) / 255).astype(np.uint8))
    return _grained(toner, draw, 30.0 if "saving" in kind else float(draw.uniform(4, 16)), 0.9), kind


def _ink_jet(page: Grey, draw: Dice) -> Grey:
    soft = cv2.GaussianBlur(page, (0, 0), draw.uniform(0.7, 1.15))
    black = float(draw.uniform(34, 72))
    level = np.arange(256, dtype=np.float32)
    wet = cv2.LUT(soft, np.rint(black + level**1.05 / 255**0.05 * (255 - black) / 255).astype(np.uint8))
    wet = _grained(wet, draw, float(draw.uniform(6, 14)), 1.3)
    if draw.random() < 0.3:  # a clogged nozzle: pale lines across the way of the head
        pitch, pale = int(draw.integers(70, 160)), float(draw.uniform(0.2, 0.5))
        for row in range(int(draw.integers(pitch)), wet.shape[0] - 2, pitch):
            band = wet[row : row + 2].astype(np.float32)
            wet[row : row + 2] = np.rint(band + (255 - band) * pale).astype(np.uint8)
    return wet


def _grained(picture: Grey, draw: Dice, strength: float, grain: float) -> Grey:
    """Grain where there is ink, a trace of dust where there is none."""
    grains = noise(draw, picture.shape, grain, strength)
    return add(picture, np.where(picture < 200, grains, np.int16(0)).astype(np.int16))
