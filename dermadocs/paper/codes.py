"""Which sheet is this: the QR codes of an image, each believed only under its MAC (domain/pagecode.py)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import zxingcpp
from numpy.typing import NDArray

from dermadocs.domain import pagecode
from dermadocs.domain.pagecode import PageCode
from dermadocs.paper.original import Grey

MODULES = 25
_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
ENOUGH = 2
"""Codes on a sheet: once both are read, nothing more is tried."""
Points = NDArray[np.float64]
Clearer = Callable[[Grey], tuple[Grey, float]]
"""Another look at the image, and how much larger it is."""


@dataclass(frozen=True, eq=False)
class Seen:
    """One code of ours in the image: what it says, and its corners in pixels of the image.

    Corners run clockwise from the symbol's own top left; None where it was read out of a straightened crop.
    """

    code: PageCode
    corners: Points | None


@dataclass(frozen=True, eq=False)
class Codes:
    """All that an image's codes say. `foreign`: a page code is there which no key of ours issued."""

    seen: tuple[Seen, ...]
    foreign: bool = False

    @property
    def sheets(self) -> frozenset[PageCode]:
        """The different sheets named: one, unless two pages lie in one image."""
        return frozenset(one.code for one in self.seen)


def read(grey: Grey, keys: Mapping[int, bytes]) -> Codes:
    """The codes of an image as it came; blurred, smaller and larger looks when it does not show them at once."""
    found: list[Seen] = []
    foreign = False
    for clearer in _LOOKS:
        looked, factor = clearer(grey)
        for raw, corners in _symbols(looked):
            code = pagecode.decode(raw, keys)
            if code is None:
                foreign |= _is_page_code(raw)
            elif not any(_same(code, corners / factor, one) for one in found):
                found.append(Seen(code, corners / factor))
        if len(found) >= ENOUGH or (found and clearer is not _as_it_is):
            break
    return Codes(tuple(found), foreign)


def read_at(grey: Grey, place: Points, keys: Mapping[int, bytes]) -> PageCode | None:
    """A code whose four corners are known to lie near `place`: straightened to 8 px a module, then read."""
    quiet, module = 4, 8
    side = (MODULES + 2 * quiet) * module
    near, far = quiet * module, side - quiet * module
    square = np.array([(near, near), (far, near), (far, far), (near, far)], np.float32)
    turn = cv2.getPerspectiveTransform(square, place.astype(np.float32))
    crop = cv2.warpPerspective(grey, turn, (side, side), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)
    for sigma in (1.0, 2.5, 4.0):
        looked = np.asarray(cv2.GaussianBlur(crop, (0, 0), sigma), np.uint8)
        for raw, _ in _symbols(looked):
            code = pagecode.decode(raw, keys)
            if code is not None:
                return code
    return None


def _symbols(grey: Grey) -> Iterator[tuple[bytes, Points]]:
    # QR only: a decoder that is not asked cannot fail on what it takes for its own
    for symbol in zxingcpp.read_barcodes(grey, formats=_QR, try_invert=False):
        at = symbol.position
        corners = [(p.x, p.y) for p in (at.top_left, at.top_right, at.bottom_right, at.bottom_left)]
        yield symbol.bytes, np.array(corners, np.float64)


def _is_page_code(raw: bytes) -> bool:
    return len(raw) == pagecode.SIZE and raw[0] >> 4 == pagecode.VERSION


def _same(code: PageCode, corners: Points, other: Seen) -> bool:
    """The same print seen twice, not the other copy of it."""
    if code != other.code or other.corners is None:
        return False
    size = float(np.linalg.norm(corners[0] - corners[2]))
    return float(np.linalg.norm(corners.mean(0) - other.corners.mean(0))) < size


def _as_it_is(grey: Grey) -> tuple[Grey, float]:
    return grey, 1.0


def _softer(grey: Grey) -> tuple[Grey, float]:
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), 1.0), np.uint8), 1.0


def _smaller(grey: Grey) -> tuple[Grey, float]:
    return np.asarray(cv2.resize(grey, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), np.uint8), 0.5


def _without_specks(grey: Grey) -> tuple[Grey, float]:
    return np.asarray(cv2.medianBlur(grey, 3), np.uint8), 1.0


def _larger(grey: Grey) -> tuple[Grey, float]:
    if max(grey.shape) > 3600:  # 300 dpi of an A4: there is nothing finer to find
        return grey, 1.0
    big = cv2.resize(grey, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    return np.asarray(cv2.GaussianBlur(big, (0, 0), 1.6), np.uint8), 2.0


_LOOKS: tuple[Clearer, ...] = (_as_it_is, _softer, _smaller, _without_specks, _larger)
