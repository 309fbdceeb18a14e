"""Scanners, fax machines and phones: what comes back of a sheet. Each draws its own light, blur, noise and skew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.paper.optics import Points, View, affine, seen, table
from bench.paper.pixels import PX, Dice, Grey, add, multiply, noise

SENDER = ((1, 29), (8, 19), (0, 60), (10, 99), (1, 9))  # day, hour, minute, part of a number, page
LUMA = (0.30, 0.59, 0.11)
GREEN = (0.05, 0.90, 0.05)
RED = (0.92, 0.05, 0.03)


@dataclass(frozen=True)
class Caught:
    """The picture before any quarter turn, and where the paper lies on it."""

    picture: Grey
    view: View
    dpi: int


Channel = Callable[[Grey, "Dice", float], Caught]
"""From the paper at 300 dpi; the number is how hard to be, 1 the common lot."""


def light_of(name: str, draw: Dice) -> tuple[float, float, float]:
    """Which colours the device sees: fax machines and feeders have lamps of one colour at times."""
    if name.startswith("fax"):
        return (GREEN, LUMA, RED)[int(draw.choice(3, p=[0.6, 0.35, 0.05]))]
    return LUMA


def flatbed(dpi: int) -> Channel:
    """A flatbed at that resolution: the glass is A4, the lid is white or open."""

    def scan(paper: Grey, draw: Dice, hard: float) -> Caught:
        size = round(210 * dpi / 25.4), round(297 * dpi / 25.4)
        middle = paper.shape[1] / PX / 2, paper.shape[0] / PX / 2
        matrix = affine(dpi, dpi, draw.normal(0, 0.5 * hard), tuple(draw.normal(0, 1.0, 2)), middle)
        lid = int(draw.choice([235, 250, 60])) if hard <= 1 else int(draw.choice([200, 30]))
        view = View(matrix, size)
        picture = seen(paper, view, lid, draw.uniform(0.25, 0.7 * hard))
        return Caught(_jpeg(_scanned(picture, draw, hard), draw, 72, 95), view, dpi)

    return scan


def feeder(paper: Grey, draw: Dice, hard: float) -> Caught:
    """A sheet feeder: skew, uneven feed, dirt on the glass that draws lines, some in black and white."""
    dpi = int(draw.choice([200, 300], p=[0.65, 0.35]))
    size = round(paper.shape[1] / PX * dpi / 25.4), round((paper.shape[0] / PX + 4) * dpi / 25.4)
    stretch = 1 + draw.normal(0, 0.003 * hard)
    middle = paper.shape[1] / PX / 2, paper.shape[0] / PX / 2
    matrix = affine(dpi, dpi * stretch, draw.normal(0, 0.8 * hard), tuple(draw.normal(0, 1.2, 2)), middle)
    view = View(matrix, size, _uneven_feed(draw, hard))
    picture = seen(paper, view, int(draw.choice([250, 235, 20])), draw.uniform(0.3, 0.75 * hard))
    picture = _scanned(picture, draw, hard)
    for _ in range(int(draw.poisson(0.55 * hard))):
        _streak(picture, draw)
    if draw.random() < 0.15:
        return Caught(_bilevel(picture, draw, hard), view, dpi)
    return Caught(_jpeg(picture, draw, 60, 92), view, dpi)


def fax(lines: int) -> Channel:
    """A fax, 204 pixels across and `lines` down to the inch; coarse lines are doubled, as receivers do."""

    def scan(paper: Grey, draw: Dice, hard: float) -> Caught:
        head = 5.0  # mm for the sender's line
        width, height = 1728, round((paper.shape[0] / PX + head) * lines / 25.4)
        middle = paper.shape[1] / PX / 2, paper.shape[0] / PX / 2
        shift = ((215 - paper.shape[1] / PX) / 2 + draw.normal(0, 0.8), head + draw.normal(0, 0.7))
        matrix = affine(204, lines, draw.normal(0, 0.45 * hard), shift, middle)
        view = View(matrix, (width, height), _uneven_feed(draw, hard))
        picture = _bilevel(seen(paper, view, 255, draw.uniform(0.25, 0.55)), draw, hard)
        for _ in range(int(draw.poisson(0.3 * hard))):  # lines lost on the way repeat the one before
            row = int(draw.integers(1, height - 4))
            picture[row : row + int(draw.integers(1, 4))] = picture[row - 1]
        _sender_line(picture, draw, lines)
        if lines < 150:
            picture = np.repeat(picture, 2, 0)
            view = View(np.diag([1, 2, 1.0]) @ matrix, (width, 2 * height), view.bend)
        return Caught(picture, view, lines)

    return scan


def phone(paper: Grey, draw: Dice, hard: float) -> Caught:
    """A photo of the sheet on a table: slanted, shaded, a little out of focus, compressed."""
    long_side = int(draw.integers(2300, 3400))
    return _photo(paper, draw, hard, long_side, (72, 93), 0.6)


def messenger(paper: Grey, draw: Dice, hard: float) -> Caught:
    """The same after a messenger has shrunk it."""
    return _photo(paper, draw, hard, int(draw.integers(1560, 1960)), (48, 76), 0.25)


CHANNELS: dict[str, tuple[Channel, float]] = {
    "flatbed 150": (flatbed(150), 9),
    "flatbed 200": (flatbed(200), 11),
    "flatbed 300": (flatbed(300), 12),
    "feeder": (feeder, 20),
    "fax 204x196": (fax(196), 11),
    "fax 204x98": (fax(98), 7),
    "phone": (phone, 20),
    "messenger": (messenger, 10),
}
"""Each with its share of all sheets in per cent."""


def _scanned(picture: Grey, draw: Dice, hard: float) -> Grey:
    """Tone and noise of a scanner, and the sharpening that its driver adds."""
    white, black, gamma = draw.uniform(236, 256), draw.uniform(0, 22 * hard), draw.uniform(0.85, 1.25)
    level = (np.arange(256) / 255) ** gamma * (white - black) + black
    picture = np.asarray(cv2.LUT(picture, np.clip(np.rint(level), 0, 255).astype(np.uint8)))
    if draw.random() < 0.4:
        soft = cv2.GaussianBlur(picture, (0, 0), 1.1)
        picture = np.asarray(cv2.addWeighted(picture, 1.6, soft, -0.6, 0))
    return add(picture, noise(draw, picture.shape, 0.6, draw.uniform(1.0, 3.6) * hard))


def _uneven_feed(draw: Dice, hard: float) -> Callable[[Points], Points]:
    knots = np.cumsum(draw.normal(0, 0.05 * hard, (9, 2)) * (0.5, 1.0), axis=0)
    at = np.linspace(-10, 310, 9)
    phase, beat, swing = draw.uniform(0, 6.3), draw.uniform(0.15, 0.5), draw.uniform(0, 0.05) * hard

    def bend(points: Points) -> Points:
        y = points[:, 1]
        slow = np.column_stack([np.interp(y, at, knots[:, 0]), np.interp(y, at, knots[:, 1])])
        slow[:, 1] += swing * np.sin(beat * y + phase)
        return slow

    return bend


def _streak(picture: Grey, draw: Dice) -> None:
    """A speck on the glass: a line along the feed, dark or pale, whole or in part."""
    x, width = int(draw.integers(10, picture.shape[1] - 12)), int(draw.integers(1, 4))
    first, last = sorted(draw.uniform(0, 1, 2)) if draw.random() < 0.35 else (0.0, 1.0)
    rows = slice(int(first * picture.shape[0]), int(last * picture.shape[0]))
    strength = draw.uniform(-110, -25) if draw.random() < 0.75 else draw.uniform(20, 60)
    change = np.full((picture[rows].shape[0], width), strength, np.float32)
    change *= np.clip(1 + 0.25 * draw.standard_normal((len(change), 1)), 0.2, 1.6)
    picture[rows, x : x + width] = np.clip(picture[rows, x : x + width] + change, 0, 255).astype(np.uint8)


def _bilevel(picture: Grey, draw: Dice, hard: float) -> Grey:
    """Black or white: a fixed threshold, or one that follows the paper; with the noise of the sensor."""
    rough = add(picture, noise(draw, picture.shape, 0.5, draw.uniform(3, 8) * hard))
    if draw.random() < 0.5:
        level = draw.uniform(120, 185)
        return np.asarray(cv2.threshold(rough, level, 255, cv2.THRESH_BINARY)[1], np.uint8)
    small = cv2.resize(rough, (rough.shape[1] // 8, rough.shape[0] // 8), interpolation=cv2.INTER_AREA)
    paper = cv2.GaussianBlur(cv2.dilate(small, np.ones((9, 9), np.uint8)), (0, 0), 6)
    level_map = cv2.resize(paper, rough.shape[::-1]).astype(np.float32) * draw.uniform(0.62, 0.78)
    return np.where(rough > level_map, 255, 0).astype(np.uint8)


def _sender_line(picture: Grey, draw: Dice, lines: int) -> None:
    """Date, number and page that a fax machine prints above what it sends, without any smoothing."""
    day, hour, minute, call, page = (int(draw.integers(low, high)) for low, high in SENDER)
    text = f"{day:02d}/11/2026 {hour:02d}:{minute:02d}  +33 4 00 00 {call} 10   P. {page:02d}"
    band: Grey = np.full((26, 900), 255, np.uint8)
    cv2.putText(band, text, (4, 20), cv2.FONT_HERSHEY_PLAIN, 1.3, 0, 2)
    band = cv2.resize(band, (900, round(26 * lines / 196)), interpolation=cv2.INTER_NEAREST)
    x = int(draw.integers(20, 700))
    picture[4 : 4 + len(band), x : x + 900] &= band


def _photo(paper: Grey, draw: Dice, hard: float, long_side: int, quality: tuple[int, int], sharp: float) -> Caught:
    size = round(long_side * 0.75), long_side
    width, height = (side / PX for side in paper.shape[::-1])
    view = View(_slanted(draw, hard, size, (width, height)), size, _curled(draw, hard, (width, height)))
    picture = seen(paper, view, table(draw, size), draw.uniform(sharp, sharp + 0.75 * hard))
    picture = multiply(picture, _lit(draw, hard, picture.shape))
    if draw.random() < 0.3 * hard:
        picture = _shaken(picture, draw, hard)
    level = 255 * (np.arange(256) / 255) ** draw.uniform(0.8, 1.2) * draw.uniform(0.78, 1.0)
    picture = np.asarray(cv2.LUT(picture, np.clip(np.rint(level), 0, 255).astype(np.uint8)))
    if draw.random() < 0.5:  # every phone sharpens
        picture = np.asarray(cv2.addWeighted(picture, 1.7, cv2.GaussianBlur(picture, (0, 0), 1.4), -0.7, 0))
    picture = add(picture, noise(draw, picture.shape, 0.7, draw.uniform(1.5, 4.5) * hard))
    dpi = round(_dpi(view, height))
    return Caught(_jpeg(picture, draw, *quality), view, dpi)


def _dpi(view: View, height: float) -> float:
    ends = view.at(np.array([[100.0, 0.0], [100.0, height]]))
    return float(np.linalg.norm(ends[1] - ends[0]) / height * 25.4)


def _slanted(draw: Dice, hard: float, size: tuple[int, int], paper: tuple[float, float]) -> NDArray[Any]:
    """A homography whose four corners are those of the sheet, each a little off, all within the picture."""
    fill = draw.uniform(0.86, 0.97)
    scale = min(size[0] / paper[0], size[1] / paper[1]) * fill
    corners = (np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * np.array(paper) / 2 * scale).astype(np.float64)
    corners *= 1 + draw.normal(0, 0.018 * hard, (4, 1))
    angle = np.radians(draw.normal(0, 1.8 * hard))
    corners = corners @ np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    low, high = corners.min(0), corners.max(0)
    corners *= min(1.0, *(0.985 * np.array(size) / (high - low)))
    low, high = corners.min(0), corners.max(0)
    room = np.array(size) - (high - low)
    corners += -low + room * draw.uniform(0.2, 0.8, 2)
    source = np.array([(0, 0), (paper[0], 0), paper, (0, paper[1])], np.float32)
    return np.asarray(cv2.getPerspectiveTransform(source, corners.astype(np.float32)), np.float64)


def _curled(draw: Dice, hard: float, paper: tuple[float, float]) -> Callable[[Points], Points]:
    """Paper that does not lie flat: creases and curl move its points by up to a millimetre or so."""
    waves = [(draw.normal(0, 0.35 * hard, 2), draw.uniform(0.5, 2.2, 2), draw.uniform(0, 6.3, 2)) for _ in range(3)]

    def bend(points: Points) -> Points:
        moved = np.zeros_like(points)
        for amplitude, beats, phase in waves:
            angle = points / np.array(paper) * beats * np.pi + phase
            moved += amplitude * (np.sin(angle[:, :1]) + np.cos(angle[:, 1:])) / 2
        return moved

    return bend


def _lit(draw: Dice, hard: float, shape: tuple[int, int]) -> NDArray[Any]:
    """Lamp and shadows as a factor, a sixteenth of the size."""
    rows, columns = shape[0] // 16 + 1, shape[1] // 16 + 1
    y, x = np.mgrid[0 : 1 : rows * 1j, 0 : 1 : columns * 1j].astype(np.float32)
    way = draw.uniform(0, 6.3)
    light = 1 - draw.uniform(0.05, 0.33) * hard * ((x - 0.5) * np.cos(way) + (y - 0.5) * np.sin(way) + 0.5)
    light -= draw.uniform(0, 0.16) * hard * ((x - 0.5) ** 2 + (y - 0.5) ** 2)
    if draw.random() < 0.35 * hard:  # a hand, a head, the phone itself
        shadow = np.zeros((rows, columns), np.float32)
        middle = (int(draw.choice([0, columns])), int(draw.uniform(0.2, 1.1) * rows))
        axes = (int(columns * draw.uniform(0.3, 0.7)), int(rows * draw.uniform(0.1, 0.35)))
        cv2.ellipse(shadow, middle, axes, float(draw.uniform(0, 180)), 0, 360, 1.0, -1)
        light *= 1 - cv2.GaussianBlur(shadow, (0, 0), draw.uniform(1.2, 9)) * draw.uniform(0.12, 0.42) * min(hard, 1.4)
    return np.asarray(np.clip(light, 0.2, 1), np.float32)


def _shaken(picture: Grey, draw: Dice, hard: float) -> Grey:
    length = int(draw.integers(3, 4 + round(2 * hard)))
    kernel = np.zeros((length, length), np.float32)
    end = draw.uniform(0, length - 1)
    cv2.line(kernel, (0, int(end)), (length - 1, int(length - 1 - end)), 1.0, 1)
    return np.asarray(cv2.filter2D(picture, -1, kernel / kernel.sum()))


def _jpeg(picture: Grey, draw: Dice, worst: int, best: int) -> Grey:
    packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(draw.integers(worst, best + 1))])[1]
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
