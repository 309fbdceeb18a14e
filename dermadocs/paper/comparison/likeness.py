"""The original as this scan would show it: its blur, its gain, its thickening of strokes, learnt from the page itself.

A linear filter of the original and of its thickened strokes, fitted to the scan by least squares over all print.
What was altered is a small part of a page and hardly moves the fit; pixels far off are left out of a second one.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermadocs.paper.light import Darkness

Mask = NDArray[np.bool_]

_REACH, _THICK_REACH = 3, 1  # pixels: what a scanner, a fax or a still hand smears
_SAMPLES = 12_000
_RIDGE = 1e-3


@dataclass(frozen=True, eq=False)
class Likeness:
    """`template`: darkness to expect. `noise`: what it misses by, typically, beside print. `ink`: full black here.

    `clear`: share of the scan's variation near print that the template tells, 0 to 1: how well the scan can be read.
    """

    template: Darkness
    noise: float
    ink: float
    clear: float


def likeness(scan: Darkness, original: Darkness, usable: Mask) -> Likeness:
    """The template of a page. `usable` are pixels that the scan covers and no streak does."""
    thick = np.asarray(cv2.dilate(original, np.ones((3, 3), np.uint8)), np.float32)
    near = cv2.dilate((original > 0.2).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    inner = np.zeros_like(near)
    inner[_REACH:-_REACH, _REACH:-_REACH] = True
    at = np.flatnonzero(near & usable & inner)
    at = at[:: max(1, len(at) // _SAMPLES)]
    looks = _looks(original, thick, at)
    told = scan.ravel()[at].astype(np.float64)
    kernel, misses = _fit(looks, told)
    close = np.abs(misses) < 3 * 1.48 * float(np.median(np.abs(misses))) + 1e-6
    kernel, _ = _fit(looks[close], told[close])
    misses = told - looks @ kernel
    template = _filtered(original, thick, kernel)
    deep = original.ravel()[at] > 0.8
    ink = float(np.clip(np.median(told[deep]) if deep.any() else told.max(initial=0.1), 0.1, 1))
    noise = 1.48 * float(np.median(np.abs(misses)))
    return Likeness(template, max(noise, 0.004), ink, _clear(misses[close], told[close]))


def _looks(original: Darkness, thick: Darkness, at: NDArray[np.int64]) -> NDArray[np.float64]:
    """A row per sampled pixel: its neighbourhood in the original, then in its thickened strokes, then 1."""
    width = original.shape[1]
    columns = []
    for image, reach in ((original, _REACH), (thick, _THICK_REACH)):
        for dy in range(-reach, reach + 1):
            columns += [image.ravel()[at + dy * width + dx] for dx in range(-reach, reach + 1)]
    return np.stack([*columns, np.ones(len(at), np.float32)], 1).astype(np.float64)


def _fit(looks: NDArray[np.float64], told: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    square = looks.T @ looks
    square += np.eye(len(square)) * _RIDGE * len(looks)
    kernel = np.linalg.solve(square, looks.T @ told)
    return np.asarray(kernel, np.float64), told - looks @ kernel


def _filtered(original: Darkness, thick: Darkness, kernel: NDArray[np.float64]) -> Darkness:
    side, thick_side = 2 * _REACH + 1, 2 * _THICK_REACH + 1
    own = kernel[: side * side].reshape(side, side)
    other = kernel[side * side : -1].reshape(thick_side, thick_side)
    told = cv2.filter2D(original, cv2.CV_32F, own) + cv2.filter2D(thick, cv2.CV_32F, other)
    return np.asarray(np.clip(told, 0, 1), np.float32)


def _clear(misses: NDArray[np.float64], told: NDArray[np.float64]) -> float:
    whole = float(np.var(told))
    return 1 - float(np.var(misses)) / whole if whole > 0 else 0.0
