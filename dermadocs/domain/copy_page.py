"""A page of a reliable copy: its image and nothing else, drawn in one fixed line that a verification compares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FALLBACK_DPI = 200
"""Where a file does not say how large its pages were."""
POINTS = 72

Filter = Literal["DCTDecode", "CCITTFaxDecode", "FlateDecode"]
Way = Literal["untouched", "pixels", "redrawn"]


@dataclass(frozen=True)
class ScanPage:
    """One image of a file: its encoded bytes, and what a PDF must know to show them."""

    data: bytes
    filter: Filter
    width: int
    height: int
    bits: int
    colours: int
    """1 grey or black and white, 3 red, green and blue."""
    way: Way
    dpi: int | None
    turn: int = 0
    """Degrees clockwise by which a reader turns it to see it as it was taken."""
    alone: bool = True
    """The file has no other page: it can be attached as it came."""
    black_is_1: bool = False
    """Of CCITT Group 4."""


def size(width: int, height: int, dpi: int | None) -> tuple[int, int]:
    """Whole points of a page for an image of so many pixels."""
    scale = POINTS / (dpi or FALLBACK_DPI)
    return max(3, min(14_400, round(width * scale))), max(3, min(14_400, round(height * scale)))


def drawing(width: int, height: int, dpi: int | None) -> bytes:
    """The content of the page."""
    across, up = size(width, height, dpi)
    return f"/Figure <</MCID 0>> BDC q {across} 0 0 {up} 0 0 cm /Scan Do Q EMC\n".encode()
