"""The second kind of hand: letters of a free font, traced by the pen and bent, in French or Arabic."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from bench.paper.pixels import Dice
from dermadocs.render.typography import font_file

SIZE = 96  # pixels of the font while it is traced
_RING = ((1, 0), (1, -1), (0, -1), (-1, -1), (-1, 0), (-1, 1), (0, 1), (1, 1))  # north first, clockwise
ARABIC = ("هناء وايتكومب", "سميرة بن علي", "ليلى حداد", "أولغا", "مريم")


@lru_cache(64)
def _font(name: str) -> ImageFont.FreeTypeFont | None:
    path = font_file(name)
    return ImageFont.truetype(str(path), SIZE) if path else None


def traced(name: str, text: str, x_height: float, draw: Dice) -> list[NDArray[Any]]:
    """The middle lines of a text in mm, from (0, 0) on its baseline; nothing where the font is not installed."""
    font = _font(name)
    if font is None:
        return []
    left, top, right, bottom = (int(v) for v in font.getbbox(text, anchor="ls"))
    picture = Image.new("L", (right - left + 8, bottom - top + 8))
    ImageDraw.Draw(picture).text((4 - left, 4 - top), text, fill=255, font=font, anchor="ls")
    high = -int(font.getbbox("x", anchor="ls")[1]) or SIZE // 2
    outlines = cv2.findContours(_thinned(np.asarray(picture) > 100), cv2.RETR_LIST, cv2.CHAIN_APPROX_TC89_L1)[0]
    lean, wave = draw.normal(0.05, 0.12), draw.uniform(0.2, 0.6)
    beat, phase = draw.uniform(0.15, 0.5), draw.uniform(0, 6.3)
    strokes = []
    for outline in outlines:
        points = (outline[:, 0, :] + np.array([left - 4.0, top - 4.0])) * x_height / high
        if len(points) < 3:
            continue
        points[:, 0] -= points[:, 1] * lean
        points[:, 1] += wave * np.sin(points[:, 0] * beat + phase) * x_height / 4
        points += draw.normal(0, 0.012 * x_height, points.shape)
        strokes.append(np.vstack([points, points[:1]]))
    return strokes


def _thinned(ink: NDArray[Any]) -> NDArray[Any]:
    """Lines of one pixel in the middle of all strokes (Zhang and Suen, 1984)."""
    kept = np.pad(ink, 1)
    for turn in range(40):
        around = [np.roll(kept, step, (0, 1)) for step in _RING]
        count = sum(side.astype(int) for side in around)
        edges = sum((~a & b).astype(int) for a, b in zip(around, around[1:] + around[:1], strict=True))
        north, east, south, west = around[0], around[2], around[4], around[6]
        spare = ~(north & east & south) & ~(east & south & west)
        if turn % 2:
            spare = ~(north & east & west) & ~(north & south & west)
        gone = kept & (count >= 2) & (count <= 6) & (edges == 1) & spare
        if not gone.any() and turn % 2:
            break
        kept = kept & ~gone
    return np.asarray(kept[1:-1, 1:-1], np.uint8)


def is_arabic(name: str) -> bool:
    """Whether a hand in this font writes from right to left."""
    return "Arabic" in name or "Urdu" in name
