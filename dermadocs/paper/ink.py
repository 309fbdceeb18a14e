"""New ink: strokes that the original does not have, which of them belong to a box, and how long they are there.

« Ink found » is all this says: a stamp, a cross or a stain that looks like strokes fills a box, too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermadocs.domain.layout import BoxKind, InkBox
from dermadocs.domain.sheet import BoxFound
from dermadocs.paper.comparison.likeness import Likeness, Mask
from dermadocs.paper.light import Darkness
from dermadocs.paper.original import PX

LEAST_MM: dict[BoxKind, float] = {
    "signature": 10.0,
    "initials": 6.0,
    "date": 8.0,
    "mention": 10.0,
    "name": 10.0,
    "tick": 2.0,
}
"""Stroke that fills a box of that kind: far less than anybody writes, far more than dust."""

INSIDE = 0.8  # mm within a box's frame, whose own line may lie beside its place
SPILL = 12.0
"""Millimetres that a signature may leave its box."""
CLOSE = 4.0  # mm round a box where loose strokes are its own: dots, flourishes
_LINK = 9  # pixels: strokes closer than a millimetre are one, as a box's frame and print cut them
_CELL = round(PX)  # one millimetre
_SPECK = 1.0  # mm of a stroke that counts
HAIR = 0.1
"""Millimetres of full black that a pen's stroke is wide, at least; a lone thread that is less is a hair."""
_THREAD = 20.0  # mm: what is longer in a box was written, however thin
_TOUCHING = 0.4  # of the ink in another box to tick: less only reaches in
_WRITTEN = 4.0
"""Millimetres: the side of a box to tick, which a stroke may well cross from side to side, is shorter."""
_WIDE, _SHARE = 5, 0.7  # pixels that a crease may waver; share of the box's side that it takes
_COARSER, _STRAIGHT, _LONG = 4, 24, 100  # of creases: half millimetres, 12 and 50 mm of them
PALE = 0.45
"""Of black: folds are paler, pens are darker."""


@dataclass(frozen=True, eq=False)
class Strokes:
    """New ink on a page: `mask`; on it, `excess` darkness over what print explains; `label` of each pixel's stroke;
    `black` is what ink is here."""

    mask: Mask
    excess: Darkness
    label: NDArray[np.int32]
    count: int
    black: float


def strokes(scan: Darkness, original: Darkness, like: Likeness, usable: Mask) -> Strokes:
    """What is darker than white paper and print can be. Close to print only what is much darker counts."""
    side = np.ones((5, 5), np.uint8)
    near = cv2.dilate(np.maximum(like.template, np.greater(original, 0.2)), side)
    printed = cv2.dilate(np.greater(near, 0.02).view(np.uint8), np.ones((7, 7), np.uint8))
    away = usable[::3, ::3] & (printed[::3, ::3] == 0)
    grain = 1.48 * float(np.median(scan[::3, ::3][away])) if away.any() else 0.0
    least = max(0.16 * min(1.0, like.ink / 0.6), 5 * grain, 0.08)
    excess = np.asarray(cv2.subtract(scan, near), np.float32)
    mask = np.greater(excess, least) & usable
    mask &= ~_creases(mask, excess, PALE * like.ink)
    joined = cv2.dilate(mask.astype(np.uint8), np.ones((_LINK, _LINK), np.uint8))
    count, label = cv2.connectedComponents(joined, connectivity=8, ltype=cv2.CV_32S)
    return Strokes(mask, excess, np.asarray(label, np.int32), count, like.ink)


def _creases(mask: Mask, excess: Darkness, pale: float) -> Mask:
    """Pale lines, straight and along the page for longer than anybody writes: where paper was folded, or a rule that
    was laid beside itself. They fill no frame."""
    found = np.zeros(mask.shape, bool)
    size = (mask.shape[1] // _COARSER, mask.shape[0] // _COARSER)
    small = (cv2.resize(mask.view(np.uint8) * np.uint8(255), size, interpolation=cv2.INTER_AREA) > 40).astype(np.uint8)
    for turned in (False, True):
        joined = cv2.morphologyEx(small.T.copy() if turned else small, cv2.MORPH_CLOSE, np.ones((3, 9), np.uint8))
        lines = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones((1, _STRAIGHT), np.uint8))
        count, label, stats, _ = cv2.connectedComponentsWithStats(lines, connectivity=8)
        for number in range(1, count):
            length, across = stats[number, cv2.CC_STAT_WIDTH], stats[number, cv2.CC_STAT_HEIGHT]
            if length > _LONG and across < 0.03 * length + 3:
                one = (label == number).astype(np.uint8)
                line = _enlarged(np.ascontiguousarray(one.T) if turned else one, mask.shape) > 0
                here = line & mask
                if here.any() and float(excess[here].mean()) < pale:  # each by itself: a strike is as straight
                    found |= line
    return found


def _enlarged(small: NDArray[np.uint8], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    return np.asarray(cv2.resize(small, (shape[1], shape[0]), interpolation=cv2.INTER_NEAREST), np.uint8)


def in_boxes(boxes: Sequence[InkBox], found: Strokes, *, binary: bool = False) -> tuple[BoxFound, ...]:
    """Stroke in each box. What lies mostly in another box is that one's, and only reaches in.

    In black and white (`binary`) a hair is not told from a pen: a fax leaves as little of both.
    """
    return tuple(
        _box(box, mine, found, hairs=not binary) for box, mine in zip(boxes, _owned(boxes, found), strict=True)
    )


def _owned(boxes: Sequence[InkBox], found: Strokes) -> NDArray[np.bool_]:
    """For each box the strokes that are its own: it holds most of them, or, to be ticked, nearly as much as another
    that does. Crosses in two boxes, one below the other, often touch.
    """
    held = np.zeros((len(boxes), found.count))
    for number, box in enumerate(boxes):
        area = area_of(box, -INSIDE)
        held[number] = np.bincount(found.label[area][found.mask[area]], minlength=found.count)
    most = held.max(0, initial=0)
    share = np.array([_TOUCHING if box.kind == "tick" else 1.0 for box in boxes])
    return np.asarray((held > 0) & (held >= share[:, None] * most))


def _box(box: InkBox, mine: NDArray[np.bool_], found: Strokes, *, hairs: bool) -> BoxFound:
    area = area_of(box, -INSIDE)
    own = found.mask[area] & mine[found.label[area]]
    own &= ~_through(own)
    length = _length(own)
    broad = float(found.excess[area][own].sum()) / max(found.black, 0.1) / PX**2  # mm² of full black
    if hairs and length < _THREAD and broad < HAIR * length:
        length = 0.0
    return BoxFound(
        id=box.id, kind=box.kind, required=box.required, ink_mm=round(length, 1), filled=length >= LEAST_MM[box.kind]
    )


def _through(mask: Mask) -> Mask:
    """Straight lines from side to side of a box, along it or across: folds and streaks, that nobody wrote."""
    found = np.zeros_like(mask)
    for lines, seen, length in ((found, mask, mask.shape[0]), (found.T, mask.T, mask.shape[1])):
        if length > _WRITTEN * PX and length:
            wide = cv2.dilate(seen.astype(np.uint8), np.ones((1, _WIDE), np.uint8))
            lines[:, wide.mean(0) > _SHARE] = True
    return found


def _length(mask: Mask) -> float:
    """Millimetres of stroke: for each piece, millimetre cells touched; specks do not count."""
    _, label, stats, _ = cv2.connectedComponentsWithStats(
        cv2.dilate(mask.astype(np.uint8), np.ones((3, 3), np.uint8)), connectivity=8
    )
    reach = np.hypot(stats[:, cv2.CC_STAT_WIDTH] - 2, stats[:, cv2.CC_STAT_HEIGHT] - 2)
    large = reach > _SPECK * PX
    large[0] = False
    kept = np.pad(mask & large[label], [(0, -side % _CELL) for side in mask.shape])
    rows, columns = kept.shape
    cells = kept.reshape(rows // _CELL, _CELL, columns // _CELL, _CELL).sum((1, 3))
    return float((cells >= 2).sum())


def area_of(box: InkBox, margin: float) -> tuple[slice, slice]:
    """The pixels of a box grown by `margin` mm on all sides."""
    left, top, right, bottom = box.rect
    rows = slice(max(0, round((top - margin) * PX)), max(0, round((bottom + margin) * PX)))
    return rows, slice(max(0, round((left - margin) * PX)), max(0, round((right + margin) * PX)))


def spill(boxes: Sequence[InkBox], found: Strokes) -> Mask:
    """Strokes of boxes, in them and a little round them: a signature loop is no alteration."""
    mine = np.zeros(found.mask.shape, bool)
    for box in boxes:
        inside = area_of(box, -INSIDE)
        starting = np.zeros(found.count, bool)
        starting[np.unique(found.label[inside][found.mask[inside]])] = True
        starting[0] = False
        around = area_of(box, SPILL)
        mine[around] |= starting[found.label[around]]
        if starting.any():  # an empty box owns nothing beside it
            mine[area_of(box, CLOSE)] = True
    return mine & found.mask
