"""What happens to paper between printer and scanner: it is folded, stapled, punched, stained, and shows its back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.paper.pixels import PX, Dice, Grey, clouds, multiply


@dataclass
class Spoiled:
    """The paper afterwards; `events` say what was done; `creases` are rows in mm, for those who must bend there."""

    paper: Grey
    events: list[str] = field(default_factory=list)
    creases: list[float] = field(default_factory=list)


def spoil(paper: Grey, back: Grey | None, draw: Dice, hard: float) -> Spoiled:
    """Give the paper its share of bad luck; `hard` of 1 is the common lot, 2 twice that. `back` shows through."""
    made = Spoiled(paper)
    for chance, event, do in (
        (0.30, "tinted", _tint),
        (0.06, "crumpled", _crumple),
        (0.40, "folded in three", _fold),
        (0.12, "punched", _punch),
        (0.15, "stapled", _staple),
        (0.03, "coffee", _coffee),
        (0.35, "dust", _dust),
    ):
        if draw.random() < chance * hard:
            do(made, draw, hard)
            made.events.append(event)
    if hard > 1:  # what no other set has
        for event, do in (("copied", _copy), ("torn", _tear)):
            if draw.random() < 0.25 * (hard - 1):
                do(made, draw, hard)
                made.events.append(event)
    if back is not None and draw.random() < 0.12 * hard:
        _show_through(made, back, draw, hard)
        made.events.append("bleed-through")
    return made


def _tint(made: Spoiled, draw: Dice, hard: float) -> None:
    shade = 1 - abs(draw.normal(0, 0.045 * hard))
    level = np.arange(256, dtype=np.float32) * max(shade, 0.72)
    made.paper = cv2.LUT(made.paper, np.rint(level).astype(np.uint8))


def _crumple(made: Spoiled, draw: Dice, hard: float) -> None:
    height, width = made.paper.shape
    hills = clouds(draw, (height // 8, width // 8), int(draw.integers(8, 20)))
    light = cv2.Sobel(hills, cv2.CV_32F, 1, 1, ksize=3)
    made.paper = multiply(made.paper, np.clip(1 + light / (light.std() + 1e-6) * 0.018 * hard, 0.7, 1.1))


def _fold(made: Spoiled, draw: Dice, hard: float) -> None:
    height = made.paper.shape[0] / PX
    rows = np.arange(made.paper.shape[0], dtype=np.float32) / PX
    light = np.ones_like(rows)
    for third in (1, 2):
        at = height * third / 3 + draw.normal(0, 3)
        side = rows - at
        light -= draw.uniform(0.02, 0.08) * hard * np.exp(-(side**2) / (2 * draw.uniform(0.15, 0.4) ** 2))
        light += draw.normal(0, 0.02) * hard * np.sign(side) * np.exp(-np.abs(side) / draw.uniform(4, 12))
        made.creases.append(float(at))
        _crack(made.paper, at, draw)
    made.paper = multiply(made.paper, np.repeat(light[:, None], 8, 1).astype(np.float32))


def _crack(paper: Grey, at: float, draw: Dice) -> None:
    """Toner flakes off along a crease."""
    row = int(at * PX)
    band = paper[max(0, row - 3) : row + 4]
    if band.size:
        loss = np.clip(clouds(draw, band.shape, 260) * 0.5 - 0.15, 0, 0.7) * draw.uniform(0.2, 1.0)
        band[:] = np.rint(band + (np.int16(245) - band) * loss).clip(0, 255).astype(np.uint8)


def _punch(made: Spoiled, draw: Dice, hard: float) -> None:
    height = made.paper.shape[0] / PX
    spacing, across = 80.0, float(draw.uniform(9.5, 13))
    middles = (-0.5, 0.5) if draw.random() < 0.7 else (-1.5, -0.5, 0.5, 1.5)
    shade, move = int(draw.choice([25, 90, 250])), draw.normal(0, 3)
    for middle in middles:
        at = (round(across * PX), round((height / 2 + middle * spacing + move) * PX))
        cv2.circle(made.paper, at, round(2.75 * PX), shade, -1, cv2.LINE_AA)
        cv2.circle(made.paper, at, round(2.8 * PX), max(0, shade - 60), 2, cv2.LINE_AA)


def _staple(made: Spoiled, draw: Dice, hard: float) -> None:
    """A staple in the corner, or the two holes it left."""
    x, y, turn = draw.uniform(5, 12), draw.uniform(5, 12), draw.uniform(-0.9, -0.2)
    ends = [np.array([x, y]) + side * 5.5 * np.array([np.cos(turn), np.sin(turn)]) for side in (-1, 1)]
    points = [tuple(int(v) for v in np.rint(end * PX)) for end in ends]
    if draw.random() < 0.5:
        cv2.line(made.paper, points[0], points[1], int(draw.integers(70, 190)), 6, cv2.LINE_AA)
        cv2.line(made.paper, (points[0][0], points[0][1] + 5), (points[1][0], points[1][1] + 5), 150, 3, cv2.LINE_AA)
    for point in points:
        cv2.circle(made.paper, point, 5, 60, -1, cv2.LINE_AA)


def _coffee(made: Spoiled, draw: Dice, hard: float) -> None:
    small = np.zeros((made.paper.shape[0] // 4, made.paper.shape[1] // 4), np.float32)
    middle = (int(draw.integers(small.shape[1])), int(draw.integers(small.shape[0])))
    radius = int(draw.uniform(30, 42) * PX / 4)
    start = float(draw.uniform(0, 360))
    cv2.ellipse(
        small, middle, (radius, radius), start, 0, float(draw.uniform(200, 360)), 1.0, int(draw.integers(6, 16))
    )
    for _ in range(int(draw.integers(0, 6))):
        drop = tuple(int(v) for v in np.array(middle) + draw.normal(0, radius, 2))
        cv2.circle(small, drop, int(draw.integers(3, 14)), 1.0, -1)
    uneven = np.clip(0.8 + 0.35 * clouds(draw, small.shape, 14), 0.1, 1.6)
    small = cv2.GaussianBlur(small, (0, 0), 2.0) * uneven
    made.paper = multiply(made.paper, (1 - small * draw.uniform(0.06, 0.16) * hard).astype(np.float32))


def _dust(made: Spoiled, draw: Dice, hard: float) -> None:
    height, width = made.paper.shape
    for _ in range(int(draw.integers(3, 24) * hard)):
        at = (int(draw.integers(width)), int(draw.integers(height)))
        radius = int(draw.choice([1, 2, 3], p=[0.72, 0.24, 0.04]))
        cv2.circle(made.paper, at, radius, int(draw.integers(60, 180)), -1, cv2.LINE_AA)
    for _ in range(int(draw.poisson(0.7 * hard))):  # hairs
        way = draw.uniform(0, 6.3) + np.cumsum(draw.normal(0, 0.3, 18))
        start = np.array([draw.uniform(0, width), draw.uniform(0, height)])
        path = start + np.cumsum(np.column_stack([np.cos(way), np.sin(way)]) * 7, axis=0)
        cv2.polylines(made.paper, [np.rint(path).astype(np.int32)], False, int(draw.integers(90, 170)), 1, cv2.LINE_AA)


def _copy(made: Spoiled, draw: Dice, hard: float) -> None:
    """A photocopy came back: softer edges, harder tone, specks of toner."""
    soft = cv2.GaussianBlur(made.paper, (0, 0), draw.uniform(0.8, 1.5))
    level = np.clip((np.arange(256) - draw.uniform(95, 150)) * draw.uniform(1.6, 2.6) + 128, draw.uniform(10, 50), 252)
    made.paper = np.asarray(cv2.LUT(soft, np.rint(level).astype(np.uint8)))
    height, width = made.paper.shape
    for x, y in draw.integers(0, (width, height), (int(draw.integers(20, 160)), 2)):
        cv2.circle(made.paper, (int(x), int(y)), 1, 40, -1, cv2.LINE_AA)


def _tear(made: Spoiled, draw: Dice, hard: float) -> None:
    """A corner is gone, often with the mark on it; the lid or the desk shows."""
    height, width = made.paper.shape
    right, low = draw.random() < 0.5, draw.random() < 0.5
    reach = draw.uniform(9, 24, 2) * PX
    steps = np.linspace(0, 1, 14)
    edge = np.column_stack([reach[0] * (1 - steps), reach[1] * steps]) + draw.normal(0, 3, (14, 2))
    corner = np.vstack([[(-9.0, -9.0), (reach[0], -9.0)], edge, [(-9.0, reach[1])]])
    corner[:, 0] = width - corner[:, 0] if right else corner[:, 0]
    corner[:, 1] = height - corner[:, 1] if low else corner[:, 1]
    cv2.fillPoly(made.paper, [np.rint(corner).astype(np.int32)], int(draw.choice([60, 245])), cv2.LINE_AA)


def _show_through(made: Spoiled, back: Grey, draw: Dice, hard: float) -> None:
    small = cv2.resize(
        back[:, ::-1], (made.paper.shape[1] // 4, made.paper.shape[0] // 4), interpolation=cv2.INTER_AREA
    )
    shade: NDArray[Any] = cv2.GaussianBlur(small, (0, 0), draw.uniform(0.8, 1.6)).astype(np.float32)
    matrix = np.array([[1, 0, draw.normal(0, 8)], [0, 1, draw.normal(0, 8)]])
    shade = cv2.warpAffine(shade, matrix, small.shape[::-1], borderValue=255)
    factor: NDArray[Any] = 1 - (255 - shade) / 255 * np.float32(draw.uniform(0.03, 0.10) * hard)
    made.paper = multiply(made.paper, factor)
