"""Ink apart from light: how dark the paper itself is at each place.

The background is what remains of a picture when everything thinner than a thumb is taken away. Shadows, tinted paper,
coffee and the slopes of a fold are background; strokes and print are not.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from dermadocs.paper.original import Grey

Darkness = NDArray[np.float32]
"""Paper 0, black ink 1, whatever the light."""

_COARSE, _COARSE_SIDE = 8, 9  # 9 mm squares at 25 dpi: wider than any stroke or blacked-out line
_FINE, _FINE_SIDE = 2, 7  # 1.8 mm squares: the slopes of a crease, the rim of a stain
_DEEPEST = 0.7
"""What is darker than this share of the coarse background is ink, however broad."""


def flat(grey: Grey) -> Grey:
    """The picture on white paper: each pixel against its coarse background. Enough for matching."""
    background = np.maximum(_grown(_coarse(grey), grey), 20)
    return np.asarray(cv2.divide(grey, background.astype(np.uint8), scale=255), np.uint8)


def darkness(grey: Grey) -> Darkness:
    """How much of the paper's light is missing at each pixel."""
    fine = _fine(grey)
    coarse = _grown(_coarse(grey), fine)
    background = np.clip(fine, _DEEPEST * coarse, 1.05 * coarse)
    light = _grown(np.asarray(1 / np.maximum(background, 20), np.float32), grey)
    return np.asarray(np.clip(1 - grey * light, 0, 1), np.float32)


def _coarse(grey: Grey) -> Darkness:
    small = cv2.resize(grey, None, fx=1 / _COARSE, fy=1 / _COARSE, interpolation=cv2.INTER_AREA)
    closed = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((_COARSE_SIDE, _COARSE_SIDE), np.uint8))
    return np.asarray(cv2.GaussianBlur(cv2.medianBlur(closed, _COARSE_SIDE), (0, 0), 2), np.float32)


def _fine(grey: Grey) -> Darkness:
    half = cv2.resize(grey, None, fx=1 / _FINE, fy=1 / _FINE, interpolation=cv2.INTER_AREA)
    still = cv2.GaussianBlur(half, (0, 0), 0.8)  # closing takes the brightest: grain must not lift it
    closed = cv2.morphologyEx(still, cv2.MORPH_CLOSE, np.ones((_FINE_SIDE, _FINE_SIDE), np.uint8))
    return np.asarray(cv2.GaussianBlur(cv2.medianBlur(closed, 5), (0, 0), 1.5), np.float32)


def _grown(small: Darkness, like: NDArray[np.uint8 | np.float32]) -> Darkness:
    size = (like.shape[1], like.shape[0])
    return np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_LINEAR), np.float32)
