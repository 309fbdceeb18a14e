"""New ink, on white or over print: notes, squeezed digits, strokes; and what looks so but is paper's own life.

Each is told by what it is made of. A pen's stroke is some tenths of a millimetre wide and longer than a full stop; a
hair is thinner, a speck or a staple's hole shorter; a fold is long, straight and pale; a punched hole is round and at
the edge; the desk reaches the image's border.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermadocs.domain.layout import A4
from dermadocs.domain.sheet import DifferenceKind
from dermadocs.paper.comparison.likeness import Mask
from dermadocs.paper.comparison.places import cut, live
from dermadocs.paper.comparison.spots import Spot
from dermadocs.paper.ink import HAIR, PALE, Strokes
from dermadocs.paper.light import Darkness
from dermadocs.paper.original import PX

_LEAST = 6.0  # of ink, in pixels of full black, that is looked at
_SHORT = 1.4
"""Millimetres: people write nothing shorter."""
_SPECK, _SPECK_ON_DIGIT = 1.2, 0.8
_COMPANY = 8.0
"""Millimetres: strokes of one note stand closer, hairs do not come three together."""
_TONER = 0.7
"""Black is not taken for less: a printer that saves toner makes no hair a pen."""
_OVER_PRINT = 0.2
"""Of black: beyond what a letter's edges explain, on a letter."""
PAGE_MM, HEIGHT_MM = A4
_CREASE, _SLANT, _MARGIN = 2.0, 8.0, 12.0
"""Millimetres: how thick a crease may be, how far it slants from edge to edge, how near to the edge it shows."""
Shape = NDArray[np.uint8]


@dataclass(frozen=True)
class _Stroke:
    """One connected piece: its box in pixels, its ink in pixels of full black, how much of it is over print."""

    left: int
    top: int
    width: int
    height: int
    ink: float
    over: float
    is_hair: bool

    @property
    def middle(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2


@dataclass(frozen=True, eq=False)
class Ink:
    """New ink that is no box's: its `mask`, and `at` each of its pixels the `dark` in shares of black and whether it
    lies `on_print`."""

    mask: Mask
    at: NDArray[np.int64]
    dark: Darkness
    on_print: Mask


def new_ink(found: Strokes, own: Mask, over: Darkness, black: float) -> Ink:
    """On white and over print together. `own` is that of the boxes, `over` the darkness beyond letters, on them."""
    mask = (found.mask | np.greater(over, _OVER_PRINT * black)) & live(own.shape) & ~own
    at = np.flatnonzero(mask)
    beyond = over.ravel()[at]
    on_print = beyond > _OVER_PRINT * black
    excess = np.where(found.mask.ravel()[at], found.excess.ravel()[at], 0)
    dark = np.maximum(excess, np.where(on_print, beyond, 0)) / max(black, _TONER)
    return Ink(mask, at, dark.astype(np.float32), on_print)


def specks(ink: Ink, digits: Mask) -> Mask:
    """Round dots that nobody writes: to be left out where letters are judged. On `digits`, only the smallest."""
    count, label, stats, _ = cv2.connectedComponentsWithStats(ink.mask.view(np.uint8), connectivity=8)
    width, height, area = stats[:, cv2.CC_STAT_WIDTH], stats[:, cv2.CC_STAT_HEIGHT], stats[:, cv2.CC_STAT_AREA]
    long, short = np.maximum(width, height), np.minimum(width, height)
    owner = label.ravel()[ink.at]
    on_digit = np.bincount(owner[digits.ravel()[ink.at]], minlength=count) > 0
    most = np.where(on_digit, _SPECK_ON_DIGIT, _SPECK) * PX
    small = (long <= most) & (long <= 2 * short) & (area > 0.5 * width * height)
    small[0] = False
    dots = np.zeros(ink.mask.shape, np.uint8)
    dots.ravel()[ink.at[small[owner]]] = 1
    return np.asarray(cv2.dilate(dots, np.ones((3, 3), np.uint8)) > 0)


def added(ink: Ink, paper: Mask) -> list[Spot]:
    """Strokes that are not the paper's own. A spot's value is its ink in pixels of full black."""
    pieces = _without_creases(_pieces(ink, paper))
    return [
        _spot(piece)
        for piece in pieces
        if not _is_of_streak(piece, pieces) and (not piece.is_hair or _in_company(piece, pieces))
    ]


def _pieces(ink: Ink, paper: Mask) -> list[_Stroke]:
    closed = cv2.morphologyEx(ink.mask.view(np.uint8), cv2.MORPH_CLOSE, np.ones((5, 7), np.uint8))
    count, label, stats, _ = cv2.connectedComponentsWithStats(closed, connectivity=8)
    owner = label.ravel()[ink.at]
    mass = np.bincount(owner, ink.dark, count)
    area = np.bincount(owner, minlength=count)
    over = np.bincount(owner, ink.dark * ink.on_print, count)
    outside = np.bincount(owner, ~paper.ravel()[ink.at], count)
    halved = np.bincount(owner, cut(ink.mask.shape).ravel()[ink.at], count) > 0
    reach = stats[:, [cv2.CC_STAT_WIDTH, cv2.CC_STAT_HEIGHT]].max(1)
    pieces = []
    for number in np.flatnonzero((mass > _LEAST) & (outside == 0) & (reach > _SHORT * PX)):
        left, top, width, height = (int(value) for value in stats[number, :4])
        shape = (label[top : top + height, left : left + width] == number).astype(np.uint8)
        if (
            _is_hole(shape, left, top, halved=bool(halved[number]))
            or _is_staple(shape, left, top)
            or _is_fold(shape, float(mass[number] / area[number]))
        ):
            continue
        thin = _is_hair(shape, float(mass[number]))
        share = float(over[number] / mass[number])
        pieces.append(_Stroke(left, top, width, height, float(mass[number]), share, thin))
    return pieces


def _is_staple(shape: Shape, left: int, top: int) -> bool:
    """A short straight piece in an upper corner, outside of all print, where sheets are held together."""
    height, width = shape.shape
    right, bottom = left + width, top + height
    near_edge = min(right, PAGE_MM * PX - left) < 17 * PX and bottom < 27 * PX
    near_top = bottom < 17 * PX and min(right, PAGE_MM * PX - left) < 27 * PX
    return bool((near_edge or near_top) and max(width, height) < 15 * PX)


def _is_hole(shape: Shape, left: int, top: int, *, halved: bool) -> bool:
    """As round as a circle, black or only its rim, near an edge of the sheet; where a mark or the rim `halved` it, any
    piece that is no larger.
    """
    height, width = (side / PX for side in shape.shape)
    x, y = left / PX + width / 2, top / PX + height / 2
    at_edge = min(x, PAGE_MM - x, y, HEIGHT_MM - y) < 18
    if not at_edge or max(width, height) > 8:
        return False
    if halved or min(width, height) < 3.5:
        return halved
    outlines, _ = cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    whole = max(cv2.contourArea(cv2.convexHull(outline)) for outline in outlines)
    return bool(0.68 < whole / shape.size < 0.9 and 0.8 < width / height < 1.25)


def _is_fold(shape: Shape, tone: float) -> bool:
    """Long and straight to a millimetre: pale whatever its length; or across half the page."""
    _, sides, _ = cv2.minAreaRect(cv2.findNonZero(shape))
    thin, long = sorted(sides)
    straight = long > 10 * thin and thin < 2 * PX
    return bool(straight and ((tone < PALE and long > 8 * PX) or long > 100 * PX))


def _is_hair(shape: Shape, ink: float) -> bool:
    """Ink over length, where half the outline of a thin thing is its length."""
    outlines, _ = cv2.findContours(shape, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    length = sum(cv2.arcLength(outline, True) for outline in outlines) / 2
    return bool(ink < HAIR * PX * length)


def _is_of_streak(one: _Stroke, pieces: list[_Stroke]) -> bool:
    """Thin upright pieces on one line, many and far apart: a feeder's streak that black and white broke up."""
    if one.width > 1.2 * PX or one.height < 4 * one.width:
        return False
    line = [o for o in pieces if o.width <= 1.2 * PX and abs(o.middle[0] - one.middle[0]) < PX]
    span = max(o.top + o.height for o in line) - min(o.top for o in line)
    return len(line) >= 3 and span > 40 * PX


def _without_creases(pieces: list[_Stroke]) -> list[_Stroke]:
    """All but thin pieces on a line whose like lie in both margins: a fold runs from edge to edge, a pen does not."""
    creased: set[int] = set()
    for upright, length in ((False, PAGE_MM), (True, HEIGHT_MM)):
        laid = [_laid(piece, upright=upright) for piece in pieces]
        folds = _folds(laid, length)
        creased |= {number for number, one in enumerate(laid) if _lies_on(one, folds)}
    return [piece for number, piece in enumerate(pieces) if number not in creased]


_Laid = tuple[float, float, float, float]
"""First and last place along a line, place across it and thickness, in mm."""


def _laid(piece: _Stroke, *, upright: bool) -> _Laid:
    sides = (piece.left, piece.width, piece.top, piece.height)
    first, long, across, thick = (side / PX for side in (sides[2:] + sides[:2] if upright else sides))
    return first, first + long, across + thick / 2, thick


def _folds(every: list[_Laid], length: float) -> list[tuple[_Laid, _Laid]]:
    """Both ends of each line that may be a fold."""
    thin = [piece for piece in every if piece[3] < _CREASE and piece[1] - piece[0] > 3 * piece[3]]
    near = [piece for piece in thin if piece[0] < _MARGIN]
    far = [piece for piece in thin if piece[1] > length - _MARGIN]
    return [(a, b) for a in near for b in far if a != b and abs(b[2] - a[2]) < _SLANT]


def _lies_on(one: _Laid, folds: list[tuple[_Laid, _Laid]]) -> bool:
    middle = (one[0] + one[1]) / 2
    return one[3] < _CREASE and any(
        abs(a[2] + (b[2] - a[2]) * (middle - a[0]) / (b[1] - a[0]) - one[2]) < 1 for a, b in folds
    )


def _in_company(one: _Stroke, pieces: list[_Stroke]) -> bool:
    x, y = one.middle
    near = sum(abs(o.middle[0] - x) < _COMPANY * PX and abs(o.middle[1] - y) < _COMPANY * PX for o in pieces)
    return near > 2


def _spot(one: _Stroke) -> Spot:
    rect = float(one.left), float(one.top), float(one.left + one.width), float(one.top + one.height)
    if one.over < 0.25:
        return Spot("added", "added", one.ink, rect)
    kind: DifferenceKind = "struck" if one.width > 2.5 * one.height and one.width > 3 * PX else "overwritten"
    return Spot("pen", kind, one.ink, rect)
