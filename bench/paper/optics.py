"""From paper to pixels: one resampling of the whole, and where every millimetre of paper went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.paper.pixels import PX, Dice, Grey, clouds

Points = NDArray[Any]
Bend = Callable[[Points], Points]
"""By how many mm a point of the paper (mm, n x 2) is displaced before it is projected: small and smooth."""


@dataclass(frozen=True)
class View:
    """Paper in mm to pixels of the picture: a homography of the bent paper, then quarter turns."""

    matrix: NDArray[Any]
    size: tuple[int, int]  # width and height before the turns
    bend: Bend | None = None
    turns: int = 0

    def at(self, points: Points) -> Points:
        """Where points of the paper (mm, n x 2) lie in the turned picture, in pixels."""
        moved = points + self.bend(points) if self.bend else points
        x, y = _project(self.matrix, moved).T
        width, height = self.size
        for _ in range(self.turns):  # as np.rot90 turns: to the left
            x, y, width, height = y, width - 1 - x, height, width
        return np.column_stack([x, y])


def seen(paper: Grey, view: View, ground: Grey | int, blur: float) -> Grey:
    """The paper as the sensor sees it, on `ground` (a picture or one grey). `blur` in pixels of the picture."""
    per_mm = _density(view, paper)
    shrink = PX / per_mm
    sigma = float(np.hypot(blur * shrink, 0.42 * max(0.0, shrink - 0.8)))
    soft = cv2.GaussianBlur(paper, (0, 0), sigma) if sigma > 0.2 else paper
    to_paper = np.linalg.inv(view.matrix)
    pixels = np.diag([PX, PX, 1.0])
    if view.bend is None:
        picture = cv2.warpPerspective(soft, view.matrix @ np.linalg.inv(pixels), view.size, borderValue=255)
    else:
        picture = cv2.remap(soft, *_maps(view, to_paper), cv2.INTER_LINEAR, borderValue=255)
    return _on(ground, np.asarray(picture, np.uint8), _outline(paper, view))


def _maps(view: View, to_paper: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """For each pixel the place on the paper, in its pixels; exact on a coarse grid, between it by lines."""
    width, height = view.size
    step = 16
    columns, rows = -(-width // step) + 1, -(-height // step) + 1
    grid = np.stack(np.meshgrid(np.arange(columns) * step, np.arange(rows) * step), -1).reshape(-1, 2).astype(float)
    on_paper = _project(to_paper, grid)
    assert view.bend is not None
    on_paper = (on_paper - view.bend(on_paper)) * PX
    coarse = on_paper.reshape(rows, columns, 2).astype(np.float32)
    affine = np.array([[1 / step, 0, 0], [0, 1 / step, 0]], np.float32)
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    maps = [
        cv2.warpAffine(
            np.ascontiguousarray(coarse[..., axis]), affine, view.size, flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        for axis in (0, 1)
    ]
    return np.asarray(maps[0], np.float32), np.asarray(maps[1], np.float32)


def _outline(paper: Grey, view: View) -> NDArray[Any]:
    height, width = (side / PX for side in paper.shape)
    along = np.linspace(0, 1, 24)[:, None]
    corners = np.array([(0, 0), (width, 0), (width, height), (0, height), (0, 0)], float)
    edge = np.vstack([a + (b - a) * along for a, b in pairwise(corners)])
    straight = View(view.matrix, view.size, view.bend)
    return np.asarray(np.rint(straight.at(edge) * 16), np.int32)


def _on(ground: Grey | int, picture: Grey, outline: NDArray[Any]) -> Grey:
    inside = np.zeros(picture.shape, np.uint8)
    cv2.fillPoly(inside, [outline], 255, cv2.LINE_AA, 4)
    if inside.min() == 255:
        return picture
    under = np.full_like(picture, ground) if isinstance(ground, int) else ground
    shade = cv2.blur(inside, (9, 9))  # the sheet throws a thin shadow on what lies below
    under = cv2.subtract(under, cv2.multiply(shade, np.full_like(shade, 1), scale=0.12))
    kept = cv2.bitwise_and(picture, inside)
    return np.asarray(cv2.add(kept, cv2.bitwise_and(under, cv2.bitwise_not(inside))), np.uint8)


def _density(view: View, paper: Grey) -> float:
    """Pixels of the picture in a mm of paper, in the middle of the sheet."""
    middle = np.array([[paper.shape[1] / PX / 2, paper.shape[0] / PX / 2]])
    corner = _project(view.matrix, middle + np.array([(0, 0), (1, 0), (0, 1)]))
    return float(np.sqrt(np.linalg.norm(corner[1] - corner[0]) * np.linalg.norm(corner[2] - corner[0])))


def _project(matrix: NDArray[Any], points: Points) -> Points:
    made = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(made[:, :2] / made[:, 2:])


def affine(
    dpi_x: float, dpi_y: float, turn: float, shift: tuple[float, float], centre: tuple[float, float]
) -> NDArray[Any]:
    """Paper in mm to pixels: turned by `turn` degrees about `centre`, moved by `shift` mm, then sampled."""
    angle = np.radians(turn)
    cos, sin = np.cos(angle), np.sin(angle)
    spun = np.array([[cos, -sin, 0], [sin, cos, 0], [0, 0, 1.0]])
    there = np.array([[1, 0, centre[0] + shift[0]], [0, 1, centre[1] + shift[1]], [0, 0, 1.0]])
    back = np.array([[1, 0, -centre[0]], [0, 1, -centre[1]], [0, 0, 1.0]])
    return np.asarray(np.diag([dpi_x / 25.4, dpi_y / 25.4, 1.0]) @ there @ spun @ back)


def table(draw: Dice, size: tuple[int, int]) -> Grey:
    """What lies under a photographed sheet: wood, cloth or a plain desk. `size` is width and height."""
    width, height = size
    shape = (height // 4 + 1, width // 4 + 1)
    kind = draw.integers(3)
    rough = clouds(draw, shape, 9) * 9
    if kind == 0:
        grain = draw.standard_normal((shape[0], 8)).astype(np.float32)
        rough += cv2.resize(cv2.GaussianBlur(grain, (0, 0), 1.2), shape[::-1]) * 14
    elif kind == 1:
        rough += draw.standard_normal(shape).astype(np.float32) * 12
    small = np.clip(draw.uniform(35, 175) + rough, 0, 255).astype(np.uint8)
    if draw.random() < 0.5:
        small = np.ascontiguousarray(small.T)
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), np.uint8)
