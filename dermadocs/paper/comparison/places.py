"""Where on a sheet a stroke is a stroke: on paper, off its rim, off the codes and corner marks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

import cv2
import numpy as np

from dermadocs.paper.comparison.likeness import Mask
from dermadocs.paper.original import PX, Grey
from dermadocs.render.marks import CODE_MM, CODES, CORNER_MM, CORNERS

_RIM = 2.5  # mm along the paper's edge that nobody writes on and every scanner darkens
_QUIET = 2.0  # mm round a code or a corner mark
_CUT = 2.5  # mm beside these that a piece touches which goes on there
_CELL = 8
_INNER_MM = 14.0
"""From the page's edge to what is paper in any case, on US Letter too: marks and print stand within."""
_DARKER = 0.78  # of the paper nearby: a desk, a lid, the bed of a scanner
_NIGHT = 40


@lru_cache(4)
def live(shape: tuple[int, int]) -> Mask:
    """The page but its rim, codes and corner marks, which are looked at by themselves."""
    return ~_rim_and((CORNERS, CORNER_MM), (CODES, CODE_MM), shape=shape, more=0.0)


@lru_cache(4)
def cut(shape: tuple[int, int]) -> Mask:
    """The page's rim and corner marks and a little beside them, where `live` may cut a hole in two."""
    return _rim_and((CORNERS, CORNER_MM), shape=shape, more=_CUT)


def _rim_and(*marks: tuple[Iterable[tuple[float, float]], float], shape: tuple[int, int], more: float) -> Mask:
    """The page's rim and some marks, their quiet zones, and so many millimetres `more` round both."""
    rim = round((_RIM + more) * PX)
    mask = np.ones(shape, bool)
    mask[rim:-rim, rim:-rim] = False
    for places, size in marks:
        for across, down in places:
            columns, rows = (
                slice(round((first - _QUIET - more) * PX), round((first + size + _QUIET + more) * PX))
                for first in (across, down)
            )
            mask[rows, columns] = True
    return mask


def sheet_of_paper(grey: Grey, seen: Mask) -> Mask:
    """Where the scan shows paper: not what is darker than it and reaches the image's border."""
    small = cv2.resize(grey, None, fx=1 / _CELL, fy=1 / _CELL, interpolation=cv2.INTER_AREA)
    ground = cv2.medianBlur(cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((5, 5), np.uint8)), 5)
    edge = round(_INNER_MM * PX / _CELL)
    inner = cv2.medianBlur(np.ascontiguousarray(ground[edge:-edge, edge:-edge]), 51)
    near = cv2.GaussianBlur(cv2.copyMakeBorder(inner, edge, edge, edge, edge, cv2.BORDER_REPLICATE), (0, 0), 9)
    other = (ground < _DARKER * near.astype(np.float32)) | (ground < _NIGHT)
    size = (small.shape[1], small.shape[0])
    other |= cv2.resize(seen.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) == 0
    _, label = cv2.connectedComponents(np.pad(other, 1, constant_values=True).astype(np.uint8))
    beyond = cv2.dilate((label[1:-1, 1:-1] == label[0, 0]).astype(np.uint8), np.ones((5, 5), np.uint8))
    whole = cv2.resize(beyond, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_NEAREST)
    return np.asarray((whole == 0) & seen)
