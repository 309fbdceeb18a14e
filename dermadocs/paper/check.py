"""One image of a heap: which sheet it is, what ink is on it, and where it is not what was sent.

    codes, or the corner marks and then the codes    registration    boxes    differences    readability

A status sorts; a person decides. A score of 1 is just flagged.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from typing import Any

import numpy as np

from dermadocs.domain.document import handle_text
from dermadocs.domain.pagecode import PageCode
from dermadocs.domain.sheet import BoxFound, Difference, Grade, Sheet, SheetStatus
from dermadocs.paper import codes as page_codes
from dermadocs.paper.codes import Codes, Seen
from dermadocs.paper.comparison import Compared, Detector, Spot, compare
from dermadocs.paper.comparison.compare import is_binary
from dermadocs.paper.comparison.likeness import Mask
from dermadocs.paper.comparison.spots import Rect
from dermadocs.paper.field import pull
from dermadocs.paper.original import PX, Grey, Original
from dermadocs.paper.registration import Aligned, Plane, align, by_features, code_places, corner_marks, plane
from dermadocs.paper.streaks import streaks
from dermadocs.render.marks import CODE_MM, CODES

Key = tuple[bytes, bytes, int]
"""Handle, revision and page of a sheet, as in its code."""
Library = Mapping[Key, Original]
Thresholds = Mapping[Grade, Mapping[Detector, float]]

_COARSE_DPI = 165.0
_BLURRED = 0.8  # clear
_TOO_POOR = 0.45  # clear
_DIGIT_MM = 2.1  # a digit of 9 pt
_DIGIT_PX = 6.0
"""Below so many pixels of height, 3 and 8 are one."""
_CODE_COVERED = 0.06
_BESIDE = 2.2  # mm round a code where strokes are not followed (comparison/places.py)
_MOST = 40
"""Differences told: beyond that it is another page."""
DETECTORS: tuple[Detector, ...] = ("added", "pen", "missing", "shape", "digit")


@dataclass(frozen=True, eq=False)
class Checked:
    """What one image is. `aligned`: its picture in the original's frame, for the eye; `statistics`: the strongest
    value of each detector, from which thresholds are set."""

    status: SheetStatus
    code: PageCode | None = None
    boxes: tuple[BoxFound, ...] = ()
    differences: tuple[Difference, ...] = ()
    grade: Grade | None = None
    aligned: Grey | None = None
    statistics: Mapping[str, float] = field(default_factory=dict)

    def sheet(self, file: str, page: int, sha256: str, document: str | None) -> Sheet:
        """The record of it, for the image `page` (from 1) of a file."""
        code = self.code
        return Sheet(
            file=file,
            page=page,
            sha256=sha256,
            status=self.status,
            document=document,
            handle=handle_text(code.handle) if code else None,
            revision=code.revision.hex() if code else None,
            page_number=code.page if code else None,
            page_count=code.pages if code else None,
            boxes=self.boxes,
            differences=self.differences,
            grade=self.grade,
        )


def check(
    image: Grey,
    library: Library,
    keys: Mapping[int, bytes],
    *,
    superseded: Collection[tuple[bytes, bytes]] = (),
    typed: PageCode | None = None,
) -> Checked:
    """Judge one image, of any size and turn.

    `superseded` are the handles and revisions that another revision has replaced: such a sheet is compared with its
    own original, and says so. `typed` is the code that a person read under a spoilt one.
    """
    codes = page_codes.read(image, keys)
    marks = corner_marks(image)
    found = plane(marks, codes.seen)
    if not codes.seen and found is not None:
        codes = _rescued(image, found, codes, keys)
    if typed is not None and not codes.seen:
        codes = Codes((Seen(typed, None),))
    if len(codes.sheets) != 1:
        return Checked(_unnamed(codes))
    (code,) = codes.sheets
    original = library.get((code.handle, code.revision, code.page))
    if codes.foreign or original is None:
        return Checked(_not_kept(codes, code, library), code)
    judged = _compared(image, original, found)
    status = judged.status
    if (code.handle, code.revision) in superseded:
        status = "superseded_revision"
    return replace(judged, code=code, status=status)


def _rescued(image: Grey, found: Plane, codes: Codes, keys: Mapping[int, bytes]) -> Codes:
    """The codes read where the corner marks say that they are."""
    read = (page_codes.read_at(image, place, keys) for place in code_places(found))
    return replace(codes, seen=tuple(Seen(code, None) for code in read if code is not None))


def _unnamed(codes: Codes) -> SheetStatus:
    if codes.sheets:
        return "two_pages_in_one_image"
    return "foreign" if codes.foreign else "unidentified"


def _not_kept(codes: Codes, code: PageCode, library: Library) -> SheetStatus:
    """A code of ours beside a forged one; a revision that is no longer kept; or another practice's paper."""
    if codes.foreign:
        return "two_pages_in_one_image"
    return "superseded_revision" if any(key[0] == code.handle for key in library) else "foreign"


def _compared(image: Grey, original: Original, found: Plane | None) -> Checked:
    if found is None:
        found = by_features(image, original.grey)
    if found is None:
        return Checked("unregistered")
    aligned = align(image, original.grey, found)
    binary = is_binary(image)
    lines = _in_frame(streaks(image, original.grey, found), aligned)
    seen = compare(aligned, original, lines, binary=binary)
    grade: Grade = "bw" if binary else "low" if aligned.dpi < _COARSE_DPI or seen.clear < _BLURRED else "good"
    differences = _differences(seen.spots, thresholds()[grade])
    return Checked(
        _status(seen, aligned, differences),
        boxes=seen.boxes,
        differences=differences,
        grade=grade,
        aligned=aligned.grey,
        statistics=_statistics(seen, aligned),
    )


def _in_frame(drawn: Grey, aligned: Aligned) -> Mask:
    """What is drawn on the scan, in the original's frame."""
    if not drawn.any():
        return np.zeros(aligned.grey.shape, bool)
    return np.asarray(pull(drawn, aligned.maps, outside=0) > 0)


def _status(seen: Compared, aligned: Aligned, differences: tuple[Difference, ...]) -> SheetStatus:
    unclear = seen.clear < _TOO_POOR and not differences  # else it is another page's body, clear enough to say so
    if unclear or aligned.dpi * _DIGIT_MM / 25.4 < _DIGIT_PX:
        return "too_poor"
    if seen.lost:
        return "incomplete"
    if differences:
        return "code_written_over" if all(map(_runs_into_a_code, differences)) else "differs"
    if max(seen.codes_covered) > _CODE_COVERED:
        return "code_written_over"
    if any(box.required and not box.filled for box in seen.boxes):
        return "ink_missing"
    return "clean"


def _runs_into_a_code(difference: Difference) -> bool:
    """A stroke that ends where a code begins: it goes on over it, where it is not followed."""
    left, top, right, bottom = difference.rect_mm
    return difference.kind == "added" and any(
        left < x + CODE_MM + _BESIDE and x - _BESIDE < right and top < y + CODE_MM + _BESIDE and y - _BESIDE < bottom
        for x, y in CODES
    )


def _statistics(seen: Compared, aligned: Aligned) -> dict[str, float]:
    tops: dict[str, float] = dict.fromkeys(DETECTORS, 0.0)
    for spot in seen.spots:
        tops[spot.detector] = max(tops[spot.detector], spot.value)
    covered = max(seen.codes_covered)
    return {**tops, "clear": seen.clear, "dpi": aligned.dpi, "lost": float(seen.lost), "covered": covered}


def _differences(spots: Iterable[Spot], limits: Mapping[Detector, float]) -> tuple[Difference, ...]:
    """The spots beyond their thresholds, strongest first; of those that lie on one another the strongest."""
    flagged = sorted(
        ((spot.value / limits[spot.detector], spot) for spot in spots if spot.value >= limits[spot.detector]),
        key=lambda pair: -pair[0],
    )
    kept: list[tuple[float, Spot]] = []
    for score, spot in flagged:
        if len(kept) < _MOST and not any(_on(spot.rect, other.rect) for _, other in kept):
            kept.append((score, spot))
    return tuple(Difference(kind=spot.kind, score=round(score, 2), rect_mm=_mm(spot.rect)) for score, spot in kept)


def _on(rect: Rect, other: Rect) -> bool:
    across = min(rect[2], other[2]) - max(rect[0], other[0])
    down = min(rect[3], other[3]) - max(rect[1], other[1])
    smaller = min((r[2] - r[0]) * (r[3] - r[1]) for r in (rect, other))
    return across > 0 and down > 0 and across * down > 0.5 * smaller


def _mm(rect: Rect) -> Rect:
    left, top, right, bottom = (round(side / PX, 1) for side in rect)
    return left, top, right, bottom


@functools.cache
def thresholds() -> Thresholds:
    """Where each detector flags, for each grade of scan: set on the bench's fit set (`python -m bench.paper fit`)."""
    told: Any = json.loads(resources.files("dermadocs.paper").joinpath("thresholds.json").read_text("utf-8"))
    return told  # type: ignore[no-any-return]
