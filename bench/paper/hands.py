"""Hands: own single-line letters bent by a writer, and signatures. Strokes are points in mm, y downwards.

A letter is written on a grid: a digit for x, a letter for y, where d is the baseline, h the height of an x, l the
top and a the foot of a tail. A writer bends every letter in a way of their own, and a little anew each time.
"""

from __future__ import annotations

import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.paper.lettering import ARABIC, is_arabic, traced
from bench.paper.pixels import Dice

Stroke = NDArray[Any]
"""Points of one pull of the pen, n x 2, mm."""

_GRID = {
    "a": "4g 2h 0f 1d 3d 4f|4h 4e 5d", "b": "0l 0e 0d 2d 4e 4g 2h 0g", "c": "4g 2h 0f 1d 3d 4e",
    "d": "4g 2h 0f 1d 3d 4f|4l 4e 5d", "e": "0f 4f 4g 2h 0g 0e 2d 4e", "f": "4k 3l 2j 2d|0h 4h",
    "g": "4g 2h 0f 1d 3d 4f|4h 4c 3a 1a 0b", "h": "0l 0d|0f 2h 4g 4d", "i": "1h 1e 2d|1j 1j", "j": "2h 2c 1a 0b|2j 2j",
    "k": "0l 0d|3h 0f 4d", "l": "1l 1e 2d", "m": "0h 0d|0f 2h 3g 3d|3f 5h 6g 6d", "n": "0h 0d|0f 2h 4g 4d",
    "o": "2h 0g 0e 2d 4e 4g 2h", "p": "0h 0a|0g 2h 4g 4e 2d 0e", "q": "4g 2h 0f 1d 3d 4f|4h 4a", "r": "0h 0d|0f 2h 3h",
    "s": "4g 2h 0g 2f 4e 2d 0e", "t": "2k 2e 3d 4d|0h 4h", "u": "0h 0e 1d 3d 4f|4h 4d", "v": "0h 2d 4h",
    "w": "0h 1d 3g 5d 6h", "x": "0h 4d|4h 0d", "y": "0h 2d|4h 2d 0a", "z": "0h 4h 0d 4d",
    "A": "0d 2l 4d|1f 3f", "B": "0l 0d|0l 3l 3i 0h 4g 4e 0d", "C": "4k 2l 0i 0f 2d 4e", "D": "0l 0d|0l 3k 4h 3e 0d",
    "E": "4l 0l 0d 4d|0h 3h", "F": "4l 0l 0d|0h 3h", "G": "4k 2l 0i 0f 2d 4e 4g 2g", "H": "0l 0d|4l 4d|0h 4h",
    "I": "1l 1d", "J": "3l 3f 2d 0e", "K": "0l 0d|4l 0h 4d", "L": "0l 0d 4d", "M": "0d 0l 3f 6l 6d", "N": "0d 0l 4d 4l",
    "O": "2l 0i 0f 2d 4f 4i 2l", "P": "0d 0l 3l 4j 3h 0h", "Q": "2l 0i 0f 2d 4f 4i 2l|3f 5c", "R": "0d 0l 3l 4j 0h 4d",
    "S": "4k 2l 0j 2h 4f 2d 0e", "T": "0l 4l|2l 2d", "U": "0l 0f 2d 4f 4l", "V": "0l 2d 4l", "W": "0l 1d 3i 5d 6l",
    "X": "0l 4d|4l 0d", "Y": "0l 2h 4l|2h 2d", "Z": "0l 4l 0d 4d",
    "0": "2k 0i 0f 2d 4f 4i 2k", "1": "0i 2k 2d", "2": "0j 2k 4i 3g 0d 4d", "3": "0j 2k 4i 2h 4f 2d 0e",
    "4": "3k 0f 4f|3h 3c", "5": "4k 0k 0h 2h 4f 2d 0e", "6": "3k 0h 0e 2d 4e 3g 0f", "7": "0k 4k 1d|0h 3h",
    "8": "2g 0i 2k 4i 2g 0e 2d 4e 2g", "9": "4i 2k 0i 1g 4h 4i 3d",
    "/": "0c 3l", ".": "0d 0d", ",": "1d 0c", "'": "0l 0j", "’": "0l 0j", "-": "0f 3f", ":": "0d 0d|0g 0g",
    "€": "4k 2k 1h 1f 2d 4e|0h 3h|0g 3g", "+": "0g 4g|2i 2e", "=": "0f 4f|0h 4h", "(": "2l 0h 2d", ")": "0l 2h 0d",
}  # fmt: skip
_MARKS = {"\u0301": "2j 4l", "\u0300": "1l 3j", "\u0302": "0j 2l 4j", "\u0327": "2d 3c 1b", "\u0308": "1j 1j|3j 3j"}
_SHARP = set("kvwxzAEFHKLMNTVWXYZ147/€+=")


@dataclass(frozen=True)
class Writer:
    """A person's hand; sizes in mm. `kind` of signature: name, loops, zigzag or arches."""

    number: int
    slant: float
    x_height: float
    breadth: float
    joins: bool
    shake: float
    drift: float
    kind: str
    reach: float
    underline: bool
    font: str = ""
    """Of the second kind of hand: the file of a free font, traced."""


@lru_cache(512)
def writer(number: int) -> Writer:
    """The hand of that number, always the same."""
    draw = np.random.default_rng([number, 4711])
    return Writer(
        number=number,
        slant=float(draw.normal(0.18, 0.22)),
        x_height=float(draw.uniform(1.5, 2.7)),
        breadth=float(draw.uniform(0.7, 1.15)),
        joins=bool(draw.random() < 0.55),
        shake=float(draw.uniform(0.03, 0.16)),
        drift=float(draw.normal(0, 0.02)),
        kind=str(draw.choice(["name", "loops", "zigzag", "arches"])),
        reach=float(draw.uniform(0.7, 1.7)),
        underline=bool(draw.random() < 0.4),
    )


def written(who: Writer, text: str, draw: Dice, *, x_height: float | None = None) -> list[Stroke]:
    """A line of text from (0, 0) on its baseline to the right. Letters that no hand here knows are left out."""
    if who.font and (traced_text := traced(who.font, text, x_height or who.x_height, draw)):
        return traced_text
    unit = (x_height or who.x_height) / 4
    strokes: list[Stroke] = []
    x, end = 0.0, None
    for char in text:
        if char == " ":
            x, end = x + 4.2 * who.breadth * unit, None
            continue
        parts = _letter(who, char)
        if not parts:
            continue
        bent = [part + draw.normal(0, who.shake * 0.8, part.shape) for part in parts]
        placed = [_placed(who, part, x, unit) for part in bent]
        if who.joins and end is not None and char.isalpha():
            strokes.append(_smooth(np.array([end, (end + placed[0][0]) / 2 + (0, 0.15), placed[0][0]])))
        strokes += [line(part) if char in _SHARP else _smooth(part) for part in placed]
        end = placed[0][-1]
        x += (max(part[:, 0].max() for part in parts) + 1.5 + draw.normal(0, 0.15)) * who.breadth * unit
    return strokes


def signature(who: Writer, draw: Dice, name: str, width: float, height: float) -> list[Stroke]:
    """The writer's signature around (0, 0), for a box of that size: some reach beyond it."""
    own = np.random.default_rng([who.number, 99])
    if who.font:
        name = ARABIC[who.number % len(ARABIC)] if is_arabic(who.font) else name
    make = {"name": _named, "loops": _loops, "zigzag": _zigzag, "arches": _arches}[who.kind]
    strokes = [part if who.font else part + _wave(draw, len(part)) for part in make(who, own, name)]
    if who.underline:
        every = np.vstack(strokes)
        left, right, low = every[:, 0].min(), every[:, 0].max(), every[:, 1].max()
        strokes.append(_smooth(np.array([(right, low), (left, low + 0.6), ((left + right) / 2, low + 0.9),
                                         (right + 0.2, low + own.uniform(-0.3, 0.6))])))  # fmt: skip
    every = np.vstack(strokes)
    size = every.max(0) - every.min(0)
    scale = who.reach * min(width * 0.85 / size[0], height * 0.95 / size[1]) * draw.uniform(0.82, 1.05)
    middle = (every.max(0) + every.min(0)) / 2
    beside = draw.normal(0, 0.03, 2) * (width, height)
    return [(part - middle) * scale + beside for part in strokes]


def moved(strokes: list[Stroke], x: float, y: float, turn: float = 0.0) -> list[Stroke]:
    """The strokes at another place, turned by some radians about their origin."""
    matrix = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    return [part @ matrix + (x, y) for part in strokes]


def extent(strokes: list[Stroke]) -> tuple[float, float, float, float]:
    """The box around strokes."""
    every = np.vstack(strokes)
    return float(every[:, 0].min()), float(every[:, 1].min()), float(every[:, 0].max()), float(every[:, 1].max())


@lru_cache(8192)
def _shape(who: Writer, char: str) -> tuple[Stroke, ...]:
    own = np.random.default_rng([who.number, zlib.crc32(char.encode())])
    parts = [np.array([(float(p[0]), ord(p[1]) - ord("d")) for p in one.split()]) for one in _GRID[char].split("|")]
    return tuple(part + own.normal(0, who.shake * 2.2, part.shape) for part in parts)


def _letter(who: Writer, char: str) -> list[Stroke]:
    plain, *marks = list(unicodedata.normalize("NFD", char))
    if plain not in _GRID:
        return []
    parts = list(_shape(who, plain))
    for mark in marks:
        drawn = _MARKS.get(mark, "").split("|")
        parts += [np.array([(float(p[0]), ord(p[1]) - ord("d")) for p in one.split()]) for one in drawn if one]
    return parts


def _placed(who: Writer, part: Stroke, x: float, unit: float) -> Stroke:
    across = x + (part[:, 0] * who.breadth + part[:, 1] * who.slant) * unit
    return np.column_stack([across, -part[:, 1] * unit + who.drift * across])


def line(points: Stroke) -> Stroke:
    """Straight from point to point, with points between."""
    steps = np.linspace(0, 1, 8, endpoint=False)[:, None]
    legs = [points[i] + (points[i + 1] - points[i]) * steps for i in range(len(points) - 1)]
    return np.vstack([*legs, points[-1:]])


def _smooth(points: Stroke, steps: int = 8) -> Stroke:
    """A Catmull-Rom curve through the points."""
    if len(points) < 3:
        return line(points)
    p = np.vstack([2 * points[0] - points[1], points, 2 * points[-1] - points[-2]])
    t = np.linspace(0, 1, steps, endpoint=False)[None, :, None]
    a, b, c, d = (p[i : len(p) - 3 + i][:, None, :] for i in range(4))
    curve = 0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
    return np.vstack([curve.reshape(-1, 2), points[-1:]])


def _wave(draw: Dice, count: int) -> Stroke:
    """No two signatures of one hand are the same: a slow wander, in the units of the signature."""
    knots = draw.normal(0, 0.25, (max(3, count // 25), 2))
    at = np.linspace(0, len(knots) - 1, count)
    return np.column_stack([np.interp(at, np.arange(len(knots)), knots[:, axis]) for axis in (0, 1)])


def _named(who: Writer, own: Dice, name: str) -> list[Stroke]:
    if who.font and (strokes := traced(who.font, name, 2.0, own)):
        return strokes
    first = moved([part * 2.0 for part in written(who, name[:1], own, x_height=2.0)], 0, 0)
    rest = written(who, name[1:].lower()[:9], own, x_height=1.8)
    return first + moved(rest, 5.0, -0.5, float(own.normal(0.08, 0.08)))


def _loops(who: Writer, own: Dice, name: str) -> list[Stroke]:
    count = int(own.integers(4, 9))
    t = np.linspace(0, count * 2 * np.pi, count * 28)
    size = 1.5 + np.interp(t, np.linspace(0, t[-1], count + 1), own.uniform(-0.9, 3.5, count + 1))
    x = t * own.uniform(0.25, 0.7) + size * 0.8 * np.cos(t)
    return [np.column_stack([x, size * np.sin(t) - x * 0.1])]


def _zigzag(who: Writer, own: Dice, name: str) -> list[Stroke]:
    count = int(own.integers(7, 16))
    x = np.cumsum(own.uniform(0.3, 1.7, count))
    y = np.where(np.arange(count) % 2, 1, -1) * own.uniform(0.3, 2.2, count)
    y[int(own.integers(count // 2))] *= 3
    initial = moved([part * 2.2 for part in written(who, name[:1], own, x_height=2.0)], -3.0, 1.0)
    return [*initial, _smooth(np.column_stack([x, y - x * 0.15]))]


def _arches(who: Writer, own: Dice, name: str) -> list[Stroke]:
    strokes = []
    for _ in range(int(own.integers(2, 4))):
        count = int(own.integers(4, 8))
        points = np.column_stack(
            [np.cumsum(own.uniform(0.2, 2.0, count)) + own.uniform(-1, 2), own.normal(0, 1.9, count)]
        )
        strokes.append(_smooth(points, 12))
    return strokes
