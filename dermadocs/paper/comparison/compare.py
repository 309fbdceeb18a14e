"""The whole comparison of one aligned scan with its original."""

from __future__ import annotations

from dataclasses import dataclass
from weakref import WeakKeyDictionary

import cv2
import msgspec
import numpy as np

from dermadocs.domain.sheet import BoxFound
from dermadocs.paper.comparison.added import added, new_ink, specks
from dermadocs.paper.comparison.digits import digits
from dermadocs.paper.comparison.fit import fit
from dermadocs.paper.comparison.letters import Letters, letters
from dermadocs.paper.comparison.likeness import Likeness, Mask, likeness
from dermadocs.paper.comparison.places import sheet_of_paper
from dermadocs.paper.comparison.printed import printed
from dermadocs.paper.comparison.spots import Spot
from dermadocs.paper.ink import in_boxes, spill, strokes
from dermadocs.paper.light import Darkness, darkness
from dermadocs.paper.original import PX, Grey, Original
from dermadocs.paper.registration import Aligned
from dermadocs.render.marks import CODE_MM, CODES

_ENOUGH = 0.6
"""Share of a letter's ink that must be open to view."""
_FEW = 20
"""Letters: fewer have no peers to be held against."""
_ANOTHER = 0.5
"""Share of the letters' energy unexplained: then the body is another page's, and its print is no ink in a box."""
_ROW = 3.2
"""Pixels: what is thinner, a dash or a colon, falls between two rows of a coarse fax."""
_DARK = 0.35
"""Of black."""


@dataclass(frozen=True, eq=False)
class Compared:
    """`boxes` with their ink; `spots` that may be differences; `clear` 0 to 1; `lost`: letters outside the image;
    `codes_covered`: share of each code's place under new ink."""

    boxes: tuple[BoxFound, ...]
    spots: tuple[Spot, ...]
    clear: float
    lost: int
    codes_covered: tuple[float, ...]


def compare(aligned: Aligned, original: Original, streaks: Mask, *, binary: bool) -> Compared:
    """What is new on a scan and what is no longer there. `streaks` lie in the original's frame, too."""
    scan = darkness(aligned.grey)
    if binary:
        scan = np.asarray(cv2.GaussianBlur(scan, (0, 0), 0.9), np.float32)
    printed_dark = np.multiply(255 - original.grey, np.float32(1 / 255), dtype=np.float32)
    usable = aligned.seen & ~streaks
    like = likeness(scan, printed_dark, usable)
    found = strokes(scan, printed_dark, like, usable)
    boxes = original.layout.boxes
    own = spill(boxes, found)
    told = in_boxes(boxes, found, binary=binary)
    page = _letters(original)
    if page is None:
        spots = added(new_ink(found, own, np.zeros_like(scan), like.ink), sheet_of_paper(aligned.grey, aligned.seen))
        return Compared(told, tuple(spots), like.clear, 0, _covered(scan, like))
    covered = cv2.dilate(own.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    fitted = fit(page, scan, like, usable & ~covered)
    new = new_ink(found, own, fitted.over, like.ink)
    inside = page.all(aligned.seen)
    checked = inside & (fitted.shown > _ENOUGH)
    if binary:
        checked &= np.minimum(*(page.places[:, 2:] - page.places[:, :2]).T) > _ROW
    spots = added(new, sheet_of_paper(aligned.grey, aligned.seen))
    if checked.sum() > _FEW:
        dust = specks(new, page.on_digits(scan.shape))
        spots += [*printed(page, fitted, dust, checked), *digits(page, scan, like, checked)]
        if np.median(fitted.share()[checked]) > _ANOTHER:
            told = tuple(msgspec.structs.replace(box, filled=False) for box in told)
    return Compared(told, tuple(spots), like.clear, int((~inside).sum()), _covered(scan, like))


_PAGES: WeakKeyDictionary[Original, Letters | None] = WeakKeyDictionary()


def _letters(original: Original) -> Letters | None:
    if original not in _PAGES:
        _PAGES[original] = letters(original)
    return _PAGES[original]


def _covered(scan: Darkness, like: Likeness) -> tuple[float, ...]:
    """Share of each code's place that is dark where its print leaves white, as broadly as a pen's stroke."""
    side = round(CODE_MM * PX)
    shares = []
    for left, top in ((round(x * PX), round(y * PX)) for x, y in CODES):
        place = slice(top, top + side), slice(left, left + side)
        thick = cv2.dilate(like.template[place], np.ones((3, 3), np.uint8))
        dark = (scan[place] - thick > _DARK * like.ink).astype(np.uint8)
        shares.append(float(cv2.morphologyEx(dark, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8)).mean()))
    return tuple(shares)


def is_binary(grey: Grey) -> bool:
    """Black and white only, as a fax: hardly a pixel between, even at the edges of strokes."""
    sample = grey[::3, ::3]
    printed_here = sample < 215
    between = printed_here & (sample > 40)
    return bool(printed_here.sum() > 100 and between.sum() < 0.1 * printed_here.sum())
