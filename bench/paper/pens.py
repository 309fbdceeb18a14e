"""Pens on paper: strokes in mm become ink, whose grey depends on the light of the scanner."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from bench.paper.hands import Stroke
from bench.paper.pixels import PX, Dice, Grey, Rect, clouds

SHIFT = 4  # binary digits of a pixel that OpenCV draws with


@dataclass(frozen=True)
class Pen:
    """Reflectance in red, green, blue; width in mm; share of the paper that its ink covers; how much its ball skips."""

    name: str
    colour: tuple[float, float, float]
    width: float
    cover: float
    skips: float

    def grey(self, light: tuple[float, float, float]) -> float:
        """How much of the light comes back, for a scanner that sees red, green, blue by these weights."""
        return float(np.dot(self.colour, light))


PENS = {
    pen.name: pen
    for pen in (
        Pen("black ball", (0.12, 0.12, 0.14), 0.40, 0.92, 0.25),
        Pen("blue ball", (0.14, 0.22, 0.62), 0.42, 0.90, 0.25),
        Pen("pale ball", (0.30, 0.40, 0.74), 0.32, 0.62, 0.7),
        Pen("black gel", (0.07, 0.07, 0.08), 0.50, 0.98, 0.0),
        Pen("blue ink", (0.12, 0.18, 0.60), 0.60, 0.93, 0.05),
        Pen("red ball", (0.80, 0.14, 0.18), 0.42, 0.90, 0.2),
        Pen("green felt", (0.15, 0.50, 0.25), 0.60, 0.92, 0.0),
        Pen("felt", (0.10, 0.10, 0.11), 0.85, 0.97, 0.0),
        Pen("pencil", (0.42, 0.42, 0.43), 0.45, 0.72, 0.5),
    )
}
FILLING = (("black ball", 26.0), ("blue ball", 34.0), ("pale ball", 8.0), ("black gel", 10.0), ("blue ink", 8.0),
           ("red ball", 3.0), ("green felt", 2.0), ("felt", 4.0), ("pencil", 5.0))  # fmt: skip


def draw_ink(page: Grey, strokes: Sequence[Stroke], pen: Pen, light: tuple[float, float, float], draw: Dice) -> Rect:
    """Put the strokes on the page (mm from its top left corner) and return the box around them in mm."""
    every = np.vstack(strokes)
    margin = pen.width + 0.5
    left, top = (int(v) for v in np.maximum(0, (every.min(0) - margin) * PX))
    right, bottom = (int(v) for v in np.minimum(page.shape[::-1], (every.max(0) + margin) * PX + 1))
    if right <= left or bottom <= top:
        return (0.0, 0.0, 0.0, 0.0)
    mask = np.zeros((bottom - top, right - left), np.uint8)
    for stroke in strokes:
        _pull(mask, stroke * PX - (left, top), pen.width * PX * draw.uniform(0.9, 1.1))
    alpha = cv2.GaussianBlur(mask, (0, 0), 0.8).astype(np.float32) * (pen.cover / 255)
    if pen.skips:
        texture = draw.standard_normal(alpha.shape).astype(np.float32)
        texture = cv2.GaussianBlur(texture, (0, 0), 1.1) * 3.2 + clouds(draw, alpha.shape, 9)
        alpha *= np.clip(1 - pen.skips * 0.22 * (1 + texture), 0.12, 1)
    under = page[top:bottom, left:right]
    page[top:bottom, left:right] = np.rint(under * (1 - alpha * (1 - pen.grey(light))))
    return left / PX, top / PX, right / PX, bottom / PX


def _pull(mask: Grey, points: Stroke, width: float) -> None:
    """One stroke with a pressure that swells and fades; width in pixels."""
    fixed = np.rint(points * (1 << SHIFT)).astype(np.int32)
    if len(points) < 2 or np.ptp(points, axis=0).max() < 1:  # a dot
        cv2.circle(mask, tuple(int(v) for v in fixed[0]), int(width * 0.6 * (1 << SHIFT)), 255, -1, cv2.LINE_AA, SHIFT)
        return
    speed = np.linalg.norm(np.diff(points, axis=0), axis=1)
    press = width * np.clip(1.15 - 0.02 * speed, 0.7, 1.15)
    start = 0
    thick = np.maximum(1, np.rint(press)).astype(int)
    while start < len(thick):
        end = start
        while end < len(thick) and thick[end] == thick[start]:
            end += 1
        cv2.polylines(mask, [fixed[start : end + 1]], False, 255, int(thick[start]), cv2.LINE_AA, SHIFT)
        start = end
