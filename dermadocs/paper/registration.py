"""The scan laid over the original: corner marks first, then the codes, then features; after that, the print itself.

Paper that was folded, fed askew or photographed is no plane. Marks give a plane; two passes of local matching then
give a smooth field of displacements, so that print lies on print to less than a pixel of the original (200 dpi).
Coordinates are pixels of an image with the centre of its first pixel at 0; `Plane` maps the original to the scan.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from dermadocs.paper.codes import Points, Seen
from dermadocs.paper.field import Maps, follow, pull
from dermadocs.paper.original import DPI, PX, Grey
from dermadocs.render.marks import CODE_MM, CODES, CORNER_MM, CORNERS

Plane = NDArray[np.float64]
"""3 x 3 homography from pixels of the original to pixels of the scan."""
cv2.setNumThreads(1)  # one core a page; and threads would not survive the sandbox's fork

_LARGEST = 1750  # pixels: a mark of 8 mm has 47 of them, and the print itself is matched afterwards
_NEAR = 6.0  # pixels between a mark's corner and the plane
_MARKS_NEEDED = 3
_FEATURES = 1400  # pixels of the longer side when features are asked


@dataclass(frozen=True, eq=False)
class Aligned:
    """The scan in the original's frame. `seen` is what its image covers; `dpi` the scan's own, in its weaker
    direction; `maps` say where in the scan each pixel comes from."""

    grey: Grey
    seen: NDArray[np.bool_]
    dpi: float
    maps: Maps


def corner_marks(grey: Grey) -> dict[int, Points]:
    """Corners of the marks found, by mark number (render/marks.py), clockwise from the mark's own top left."""
    scale = min(1.0, _LARGEST / max(grey.shape))
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else grey
    best: dict[int, Points] = {}
    for sigma in (0.0, 1.2, 2.0):
        looked = cv2.GaussianBlur(small, (0, 0), sigma) if sigma else small
        corners, numbers, _ = _detector().detectMarkers(looked)
        found = {} if numbers is None else dict(zip((int(number) for number in numbers.ravel()), corners, strict=True))
        for number, corner in found.items():
            best.setdefault(number, (corner.reshape(4, 2).astype(np.float64) + 0.5) / scale - 0.5)
        if len(best) >= _MARKS_NEEDED:
            break
    return best


def _detector() -> cv2.aruco.ArucoDetector:
    whole = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_50)
    ours = cv2.aruco.Dictionary(whole.bytesList[: len(CORNERS)], 4, 0)  # no bit wrong: a holiday photo has no marks
    settings = cv2.aruco.DetectorParameters()
    settings.cornerRefinementMethod = cv2.aruco.CORNER_REFINE_SUBPIX
    settings.adaptiveThreshWinSizeMin = 11
    settings.adaptiveThreshWinSizeMax = 35
    settings.adaptiveThreshWinSizeStep = 24
    return cv2.aruco.ArucoDetector(ours, settings)


def plane(marks: dict[int, Points], codes: Sequence[Seen]) -> Plane | None:
    """The plane through three corner marks or more, else through marks and both codes; None when too few are seen."""
    here = [_square(*CORNERS[number], CORNER_MM) for number in marks]
    there = list(marks.values())
    if len(marks) < _MARKS_NEEDED:
        placed = _placed(codes)
        here += [_square(*CODES[copy], CODE_MM) for copy in placed]
        there += list(placed.values())
    if len(here) < 2:
        return None
    return _homography(np.concatenate(here), np.concatenate(there))


def _homography(here: Points, there: Points) -> Plane | None:
    found, inliers = cv2.findHomography(here, there, cv2.RANSAC, _NEAR)
    if found is None or int(inliers.sum()) < 8 or np.linalg.det(found[:2, :2]) <= 0:
        return None
    return np.asarray(found / found[2, 2], np.float64)


def _square(left: float, top: float, size: float) -> Points:
    corners = np.array([(left, top), (left + size, top), (left + size, top + size), (left, top + size)])
    return np.asarray(corners * PX - 0.5, np.float64)


def _placed(codes: Sequence[Seen]) -> dict[int, Points]:
    """Which copy is which: seen from the top right one, the other lies to its left."""
    corners = [one.corners for one in codes if one.corners is not None][:2]
    if len(corners) < 2:
        return {}
    first, second = corners
    rightwards = first[1] - first[0]
    first_is_left = float(np.dot(second.mean(0) - first.mean(0), rightwards)) > 0
    return {int(first_is_left): first, 1 - int(first_is_left): second}


def code_places(found: Plane) -> list[Points]:
    """Corners of both code places in the scan."""
    return [
        cv2.perspectiveTransform(_square(*at, CODE_MM)[None].astype(np.float64), found)[0].astype(np.float64)
        for at in CODES
    ]


def by_features(grey: Grey, original: Grey) -> Plane | None:
    """The plane through matching features: slow, for sheets whose marks are gone."""
    scale = min(1.0, _FEATURES / max(grey.shape))
    sift = cv2.SIFT.create(3000)
    half = cv2.resize(original, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    small = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    (ours, told), (theirs, seen) = (sift.detectAndCompute(image, None) for image in (half, small))
    if told is None or seen is None or len(seen) < 2:
        return None
    pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(told, seen, 2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < 0.8 * pair[1].distance]
    if len(good) < 12:
        return None
    here = np.array([ours[match.queryIdx].pt for match in good]) * 2 + 0.5
    there = (np.array([theirs[match.trainIdx].pt for match in good]) + 0.5) / scale - 0.5
    return _homography(here, there)


def align(grey: Grey, original: Grey, found: Plane) -> Aligned:
    """The scan resampled once into the original's frame, after local matching on top of the plane."""
    maps = follow(grey, original, found)
    x, y = maps
    seen = (x > 0) & (y > 0) & (x < grey.shape[1] - 1) & (y < grey.shape[0] - 1)
    return Aligned(pull(grey, maps), seen, dpi(found, original), maps)


def dpi(found: Plane, original: Grey) -> float:
    """Scan pixels per inch of paper at the middle of the page, in the weaker direction (a coarse fax has two)."""
    y, x = original.shape[0] / 2, original.shape[1] / 2
    at = found @ np.array([x, y, 1.0])
    slope = (found[:2, :2] - np.outer(at[:2] / at[2], found[2, :2])) / at[2]
    return float(np.linalg.svd(slope, compute_uv=False)[1] * DPI)
