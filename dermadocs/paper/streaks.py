"""Lines that the scanner drew: dust under a sheet feeder, straight along an edge of the image.

Dark over three eighths of the image at one and the same column (or row, after a quarter turn): no hand does. A printed
rule or a frame's side does, and is known from the original.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from dermadocs.paper.original import PX, Grey

_BANDS, _RUN = 8, 3
_STREAK = 0.93
_RULE_MM = 15.0
_NEAR_MM = 2.0
"""Between a rule and where the plane alone puts it."""
_RULED = 0.5
"""Share of a band that lies on a printed rule, whose darkness is then no streak's."""
_CELL = 4
_SOFT = 5
"""Pixels across that belong to a line of one, which the sensor smears."""
Lines = NDArray[np.bool_]


def streaks(grey: Grey, original: Grey, plane: NDArray[np.float64]) -> Grey:
    """255 on the scanner's lines. The plane maps the original to the scan."""
    mask = np.zeros(grey.shape, np.uint8)
    across, down = _dark(grey), _dark(grey.T)
    if _long(across).any() or _long(down).any():
        rules = _rules(original)
        there = np.asarray(np.linalg.inv(plane), np.float64)
        mask[:, _lines(across, _on_rules(across, grey.shape[0], rules, there, upright=True))] = 255
        mask[_lines(down, _on_rules(down, grey.shape[1], rules, there, upright=False)), :] = 255
    return mask


def _dark(grey: Grey) -> Lines:
    """For each of eight bands, the columns that are darker than their neighbours nearly all along it."""
    thin = grey[:: max(1, grey.shape[0] // 400)]
    bands = thin[: len(thin) // _BANDS * _BANDS].reshape(_BANDS, -1, thin.shape[1])
    most = bands.shape[1] * 3 // 4  # of a band: bold print covers half
    level = np.partition(bands, most, axis=1)[:, most]
    around = np.stack([cv2.medianBlur(np.ascontiguousarray(row[None]), 31)[0] for row in level])
    return np.asarray((level < _STREAK * around) & (around > 60))


def _long(dark: Lines) -> Lines:
    """Columns dark over several bands that follow each other."""
    run = np.zeros(dark.shape[1], int)
    longest = run.copy()
    for band in dark:
        run = (run + 1) * band
        longest = np.maximum(longest, run)
    return np.asarray(longest >= _RUN)


def _lines(dark: Lines, ruled: Lines) -> Lines:
    """The long ones, as long without the original's own rules."""
    lines = _long(dark) & ((dark & ~ruled).sum(0) >= _RUN)
    if lines.mean() > 0.05:  # not dust
        return np.zeros_like(lines)
    return np.asarray(cv2.dilate(lines.astype(np.uint8)[None], np.ones((1, _SOFT), np.uint8))[0] > 0)


def _rules(original: Grey) -> Lines:
    """Where long straight lines are printed, and a little round them; a quarter of the size."""
    dark = (cv2.erode(original, np.ones((_CELL, _CELL), np.uint8))[::_CELL, ::_CELL] < 200).astype(np.uint8)
    long = round(_RULE_MM * PX / _CELL)
    both = sum(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones(side, np.uint8)) for side in ((1, long), (long, 1)))
    near = 2 * round(_NEAR_MM * PX / _CELL) + 1
    return np.asarray(cv2.dilate(np.asarray(both, np.uint8), np.ones((near, near), np.uint8)) > 0)


def _on_rules(dark: Lines, length: int, rules: Lines, there: NDArray[np.float64], *, upright: bool) -> Lines:
    """Where a dark column of a band is the original's own rule for half of the band."""
    at = np.flatnonzero(_long(dark))
    along = np.linspace(0, length - 1, _BANDS * 25)
    across, down = (a.ravel() for a in np.meshgrid(at, along, indexing="ij"))
    points = np.stack([across, down] if upright else [down, across], 1)[None].astype(np.float64)
    on_rules = np.zeros_like(dark)
    if len(at):
        x, y = np.rint(cv2.perspectiveTransform(points, there)[0].T / _CELL).astype(int)
        inside = (x >= 0) & (y >= 0) & (x < rules.shape[1]) & (y < rules.shape[0])
        on_rule = inside & rules[y.clip(0, rules.shape[0] - 1), x.clip(0, rules.shape[1] - 1)]
        on_rules[:, at] = on_rule.reshape(len(at), _BANDS, -1).mean(2).T > _RULED
    return on_rules
