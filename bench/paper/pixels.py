"""What all stages share: pictures in grey at 300 dpi, places in millimetres, chance from named streams."""

from __future__ import annotations

import zlib
from functools import lru_cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Grey = NDArray[Any]
"""Black 0 to white 255 in uint8; OpenCV's own types say no more than that it is an array."""
Rect = tuple[float, float, float, float]
"""Left, top, right, bottom in mm."""
DPI = 300
PX = DPI / 25.4
"""Pixels in a millimetre of paper."""
Dice = np.random.Generator

cv2.setNumThreads(1)  # one page on one core is what is counted; sheets run side by side


def dice(set_name: str, seed: int, stream: str) -> Dice:
    """The chance of one stage: what is drawn for one does not move what is drawn for another."""
    return np.random.default_rng([seed, zlib.crc32(set_name.encode()), zlib.crc32(stream.encode())])


def pick(draw: Dice, *choices: tuple[str, float]) -> str:
    """One of the names, by weight."""
    weights = np.array([weight for _, weight in choices])
    return choices[int(draw.choice(len(choices), p=weights / weights.sum()))][0]


@lru_cache(8)
def _noise_tile(seed: int, grain: float) -> NDArray[Any]:
    tile: NDArray[Any] = np.random.default_rng(seed).standard_normal((1024, 1024)).astype(np.float32)
    if grain > 0:
        tile = cv2.GaussianBlur(np.pad(tile, 8, mode="wrap"), (0, 0), grain)[8:-8, 8:-8]
    return np.asarray(tile / tile.std())


@lru_cache(64)
def _steps(kind: int, grain: float, amplitude: float) -> NDArray[Any]:
    return np.rint(_noise_tile(kind, grain) * amplitude).astype(np.int16)


def noise(draw: Dice, shape: tuple[int, int], grain: float, amplitude: float) -> NDArray[Any]:
    """Gaussian noise with spots of `grain` pixels: a tile shifted and repeated, which no eye and no test notices."""
    tile = _steps(int(draw.integers(3)), grain, round(amplitude, 1))
    tile = np.roll(tile, tuple(int(v) for v in draw.integers(0, 1024, 2)), (0, 1))
    if draw.random() < 0.5:
        tile = tile[:, ::-1]
    rows, columns = -(-shape[0] // 1024), -(-shape[1] // 1024)
    return np.tile(tile, (rows, columns))[: shape[0], : shape[1]]


def clouds(draw: Dice, shape: tuple[int, int], cells: int) -> NDArray[Any]:
    """A smooth field of mean 0 and deviation 1 with some `cells` hills along the longer side."""
    longest = max(shape)
    small = draw.standard_normal((max(2, shape[0] * cells // longest + 2), max(2, shape[1] * cells // longest + 2)))
    return cv2.resize(small.astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)


def add(picture: Grey, change: NDArray[Any]) -> Grey:
    """The sum, held between black and white."""
    return np.asarray(np.clip(picture + change, 0, 255), np.uint8)


def multiply(picture: Grey, factor: NDArray[Any]) -> Grey:
    """Light: the picture times a factor of the same or a smaller size."""
    if factor.shape != picture.shape:
        factor = cv2.resize(factor, picture.shape[::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.multiply(picture, factor, dtype=cv2.CV_8U))
