"""Two passes of local matching between a scan and its original, and the smooth field of displacements they give.

First square tiles at 50 dpi by normalised correlation (light and gain do not matter, up to 4 mm of slip is found);
then corners of the print at 200 dpi by optical flow, to a tenth of a pixel. A point that its neighbours contradict
is dropped: added ink must not pull the print after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from dermadocs.paper.light import flat
from dermadocs.paper.original import Grey

Floats = NDArray[np.float32]
Maps = tuple[Floats, Floats]
"""For each pixel of the original: x and y in the scan."""
Sums = NDArray[np.float64]
Slips = NDArray[np.float64]
"""Rows of x, y (pixels of the original), the slip dx, dy found there, and its weight."""

STEP = 16
"""Pixels of the original between two nodes of a field. Nodes stand in the middle of squares of so many pixels, with
one square more on each side of the page: enlarging a picture then gives the field at every pixel."""
_QUARTER = 4  # the first pass looks at 50 dpi
_TILE, _STRIDE, _SEARCH = 40, 26, 8  # of it, in its pixels: 20 mm, 13 mm, 4 mm
_TEXTURE = 10.0  # grey levels of standard deviation in a tile worth matching
_ALIKE = 0.35
_CORNERS, _APART, _WINDOW = 800, 13, 21  # of the second pass; apart in pixels of 100 dpi
_FAR, _NEAR = 160.0, 56.0  # reach of the two smoothings, pixels of the original
_HELD = 0.05
"""Of the squared reach: slips that lie on one line tell no slope across it."""


def follow(grey: Grey, original: Grey, plane: NDArray[np.float64]) -> Maps:
    """Where each pixel of the original lies in the scan."""
    shape = original.shape
    nodes = _plane_nodes(plane, shape)
    quarter = cv2.resize(original, None, fx=1 / _QUARTER, fy=1 / _QUARTER, interpolation=cv2.INTER_AREA)
    rough = _rough(grey, nodes, quarter.shape)
    slips = np.array(list(_tiles(np.asarray(quarter), np.asarray(rough))), np.float64).reshape(-1, 5)
    slips[:, :4] *= _QUARTER
    nodes = _moved(nodes, smooth(slips, shape, _FAR))
    slips = _flow(original, flat(_pulled(grey, nodes, shape)))
    return whole(_moved(nodes, smooth(slips, shape, _NEAR)), shape)


def _rough(grey: Grey, nodes: Maps, shape: tuple[int, ...]) -> Grey:
    """The scan at 50 dpi in the original's frame, shrunk first so that nothing is skipped."""
    span = float(np.hypot(nodes[0][0, -1] - nodes[0][0, 0], nodes[1][0, -1] - nodes[1][0, 0]))
    shrink = min(1.0, 1.5 * shape[1] / max(span, 1.0))
    small = cv2.resize(grey, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
    smaller = (nodes[0] + 0.5) * shrink - 0.5, (nodes[1] + 0.5) * shrink - 0.5
    across, down = whole(smaller, shape, STEP // _QUARTER)
    return np.asarray(cv2.remap(small, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE), np.uint8)


def pull(grey: Grey, maps: Maps, outside: int = 255) -> Grey:
    """The scan in the original's frame; white where the scan does not reach."""
    pulled = cv2.remap(grey, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=outside)
    return np.asarray(pulled, np.uint8)


def whole(nodes: Maps, shape: tuple[int, ...], step: int = STEP) -> Maps:
    """A field at every pixel, from its nodes; with a smaller step, that of a smaller page."""
    size = (nodes[0].shape[1] * step, nodes[0].shape[0] * step)
    rows, columns = slice(step, step + shape[0]), slice(step, step + shape[1])
    x, y = (cv2.resize(n, size, interpolation=cv2.INTER_LINEAR)[rows, columns] for n in nodes)
    return np.asarray(x, np.float32), np.asarray(y, np.float32)


def _places(shape: tuple[int, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Rows and columns of the page on which nodes stand."""
    y, x = np.mgrid[-1 : shape[0] // STEP + 2, -1 : shape[1] // STEP + 2]
    return STEP * (y + 0.5) - 0.5, STEP * (x + 0.5) - 0.5


def _on_nodes(pixels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Places in the page as rows and columns of nodes."""
    return (pixels + 0.5) / STEP + 0.5


def _plane_nodes(plane: NDArray[np.float64], shape: tuple[int, ...]) -> Maps:
    y, x = _places(shape)
    w = plane[2, 0] * x + plane[2, 1] * y + plane[2, 2]
    across = (plane[0, 0] * x + plane[0, 1] * y + plane[0, 2]) / w
    down = (plane[1, 0] * x + plane[1, 1] * y + plane[1, 2]) / w
    return across.astype(np.float32), down.astype(np.float32)


def _pulled(grey: Grey, nodes: Maps, shape: tuple[int, ...]) -> Grey:
    return pull(grey, whole(nodes, shape))


def _moved(nodes: Maps, slip: Maps) -> Maps:
    """Follow the slip first, then the field: what belongs at p was found at p + slip."""
    y, x = np.mgrid[0 : nodes[0].shape[0], 0 : nodes[0].shape[1]].astype(np.float32)
    at = (x + slip[0] / STEP, y + slip[1] / STEP)
    padded = [_extended(n) for n in nodes]
    across, down = (cv2.remap(n, at[0] + 1, at[1] + 1, cv2.INTER_LINEAR) for n in padded)
    return np.asarray(across, np.float32), np.asarray(down, np.float32)


def _extended(nodes: Floats) -> Floats:
    """One more node on each side, straight on: a slip at the border may point outside."""
    return np.asarray(np.pad(nodes, 1, mode="reflect", reflect_type="odd"), np.float32)


def _tiles(original: Grey, scan: Grey) -> Iterator[tuple[float, float, float, float, float]]:
    padded = cv2.copyMakeBorder(scan, _SEARCH, _SEARCH, _SEARCH, _SEARCH, cv2.BORDER_REPLICATE)
    for row, column in np.argwhere(_telling(original)):
        y, x = int(row) * _STRIDE, int(column) * _STRIDE
        tile = original[y : y + _TILE, x : x + _TILE]
        window = padded[y : y + _TILE + 2 * _SEARCH, x : x + _TILE + 2 * _SEARCH]
        alike = cv2.matchTemplate(window, tile, cv2.TM_CCOEFF_NORMED)
        _, best, _, (dx, dy) = cv2.minMaxLoc(alike)
        if best > _ALIKE and 0 < dx < 2 * _SEARCH and 0 < dy < 2 * _SEARCH:
            sub_x, sub_y = _peak(alike[dy, dx - 1 : dx + 2]), _peak(alike[dy - 1 : dy + 2, dx])
            middle = _TILE / 2 - 0.5
            yield x + middle, y + middle, dx + sub_x - _SEARCH, dy + sub_y - _SEARCH, best**2


def _telling(original: Grey) -> NDArray[np.bool_]:
    """Which tiles are worth matching: with texture, and more than one straight edge, along which a tile slides."""
    across, down = cv2.Sobel(original, cv2.CV_32F, 1, 0), cv2.Sobel(original, cv2.CV_32F, 0, 1)
    level = original.astype(np.float32)
    mean, square, a, b, c = (
        cv2.boxFilter(one, -1, (_TILE, _TILE), anchor=(0, 0))[:-_TILE:_STRIDE, :-_TILE:_STRIDE]
        for one in (level, level * level, across * across, down * down, across * down)
    )
    textured = square - mean * mean > _TEXTURE**2
    return np.asarray(textured & (a + b - np.hypot(a - b, 2 * c) >= 0.16 * (a + b)))


def _peak(three: NDArray[Any]) -> float:
    left, middle, right = (float(value) for value in three)
    bend = left + right - 2 * middle
    return 0.5 * (left - right) / bend if bend < 0 else 0.0


def _flow(original: Grey, scan: Grey) -> Slips:
    """Slips of the print's own corners, each followed there and back."""
    soft, other = cv2.GaussianBlur(original, (0, 0), 1.2), cv2.GaussianBlur(scan, (0, 0), 0.8)
    half = cv2.resize(soft, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    corners = cv2.goodFeaturesToTrack(half, _CORNERS, 0.02, _APART)
    if corners is None or not len(corners):  # the stubs do not know of None
        return np.zeros((0, 5))
    corners = np.asarray(corners, np.float32) * 2 + 0.5
    window = (_WINDOW, _WINDOW)
    nothing = np.zeros_like(corners)
    there, ok, _ = cv2.calcOpticalFlowPyrLK(soft, other, corners, nothing, winSize=window, maxLevel=1)
    back, also, _ = cv2.calcOpticalFlowPyrLK(other, soft, there, nothing.copy(), winSize=window, maxLevel=1)
    good = (ok.ravel() > 0) & (also.ravel() > 0) & (np.linalg.norm(back - corners, axis=2).ravel() < 0.7)
    here, slip = corners[good, 0], (there - corners)[good, 0]
    return np.column_stack([here, slip, np.ones(len(here))]).astype(np.float64)


def smooth(slips: Slips, shape: tuple[int, ...], reach: float) -> Maps:
    """The field at the nodes: a robust quadratic over the page, and what the neighbours say beyond it."""
    y, x = _places(shape)
    if len(slips) < 8:
        return np.zeros(x.shape, np.float32), np.zeros(x.shape, np.float32)
    bend, rest = _quadratic(slips, shape)
    kept = np.ones(len(slips), bool)
    at = _on_nodes(slips[:, :2]).astype(np.float32)
    for _ in range(3):
        local = _spread(slips, rest, kept, x.shape, reach)
        said = np.stack([cv2.remap(f, at[:, :1], at[:, 1:], cv2.INTER_LINEAR).ravel() for f in local], 1)
        miss = np.linalg.norm(rest - said, axis=1)
        kept = miss < max(1.0, 3 * float(np.median(miss)))
    across, down = np.moveaxis(_powers(x / shape[1], y / shape[0]) @ bend, -1, 0)
    return (across + local[0]).astype(np.float32), (down + local[1]).astype(np.float32)


def _powers(x: NDArray[np.float64], y: NDArray[np.float64]) -> NDArray[np.float64]:
    x, y = x - 0.5, y - 0.5
    return np.stack([np.ones_like(x), x, y, x * y, x * x, y * y], -1)


def _quadratic(slips: Slips, shape: tuple[int, ...]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    powers = _powers(slips[:, 0] / shape[1], slips[:, 1] / shape[0])
    weight = slips[:, 4].copy()
    for _ in range(6):
        root = np.sqrt(weight)[:, None]
        bend = np.linalg.lstsq(powers * root, slips[:, 2:4] * root, rcond=None)[0]
        rest = slips[:, 2:4] - powers @ bend
        miss = np.linalg.norm(rest, axis=1)
        weight = slips[:, 4] / (1 + (miss / max(0.7, 1.5 * float(np.median(miss)))) ** 2)
    return np.asarray(bend, np.float64), np.asarray(rest, np.float64)


def _spread(
    slips: Slips, rest: NDArray[np.float64], kept: NDArray[np.bool_], size: tuple[int, ...], reach: float
) -> Maps:
    """At each node the straight slope through the kept slips within `reach`, fading to nothing where there are none.

    A mean would lag behind a slope at the page's edge, where all neighbours lie on one side. Sums over the
    neighbours of each node are sums over the page, blurred; they are then moved to the node.
    """
    sigma = reach / STEP
    at = _on_nodes(slips[kept, :2])
    column, row = np.rint(at).astype(int).clip(0, (size[1] - 1, size[0] - 1)).T
    (u, v), one = at.T / sigma, np.ones(len(at))
    moments = (one, u, v, u * u, u * v, v * v)
    values = [value * moment for value in rest[kept].T for moment in (one, u, v)]
    sums = np.zeros((len(moments) + len(values), *size))
    for layer, value in zip(sums, (*moments, *values), strict=True):
        np.add.at(layer, (row, column), value * slips[kept, 4])
    blurred = [cv2.GaussianBlur(layer, (0, 0), sigma, borderType=cv2.BORDER_CONSTANT) for layer in sums]
    floor = 0.5 / (2 * np.pi * sigma**2)  # half of what one slip weighs: a page number in a corner has few
    weight = blurred[0] + 1e-12
    here_v, here_u = np.mgrid[0 : size[0], 0 : size[1]] / sigma
    mean_u, mean_v = blurred[1] / weight, blurred[2] / weight
    held = _HELD + floor / weight
    uu, vv = blurred[3] / weight - mean_u**2 + held, blurred[5] / weight - mean_v**2 + held
    uv = blurred[4] / weight - mean_u * mean_v
    across, down = (
        _at_node((mean_u, mean_v), (uu, uv, vv), [layer / weight for layer in blurred[n : n + 3]], (here_u, here_v))
        * (weight / (weight + floor))
        for n in (6, 9)
    )
    return across.astype(np.float32), down.astype(np.float32)


def _at_node(
    middle: tuple[Sums, Sums], spread: tuple[Sums, Sums, Sums], values: Sequence[Sums], here: tuple[Sums, Sums]
) -> Sums:
    """Weighted linear regression, told at the node."""
    (mean_u, mean_v), (uu, uv, vv), (mean, by_u, by_v) = middle, spread, values
    with_u, with_v = by_u - mean_u * mean, by_v - mean_v * mean
    whole = uu * vv - uv * uv
    slope_u, slope_v = (vv * with_u - uv * with_v) / whole, (uu * with_v - uv * with_u) / whole
    return mean + slope_u * (here[0] - mean_u) + slope_v * (here[1] - mean_v)
