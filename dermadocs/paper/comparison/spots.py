"""A place where the scan is not what was sent, before it is judged: which detector saw it and how strongly."""

from __future__ import annotations

from typing import Literal, NamedTuple

from dermadocs.domain.sheet import DifferenceKind

Rect = tuple[float, float, float, float]
Detector = Literal["added", "pen", "missing", "shape", "digit"]
"""`added`: ink on white; `pen`: ink over print; `missing`: print gone; `shape`: other letters than those sent;
`digit`: another digit of the same font tells the scan better."""


class Spot(NamedTuple):
    """`value` in the detector's own unit, compared with a threshold of the scan's grade; `rect` in pixels."""

    detector: Detector
    kind: DifferenceKind
    value: float
    rect: Rect
