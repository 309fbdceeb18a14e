"""The page as it went out: its grey picture and its letters, against which a returned sheet is laid.

Both are made once, when the paper is made, and kept with it (domain/layout.py): another version of the press or of
pdfium would draw another page.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from numpy.typing import NDArray

from dermadocs.domain.layout import Glyph, Layout, SheetLayout

DPI = 200
"""Of the kept picture: a 9 pt digit is 18 pixels high, and a page takes 4 MB."""
PX = DPI / 25.4
"""Pixels of the kept picture in a millimetre."""
MM = 25.4 / 72  # of a point
_FINER = 3
_FONT_NAME = 128

Grey = NDArray[np.uint8]
"""Black 0, white 255."""


@dataclass(frozen=True, eq=False)
class Original:
    """One page: where ink belongs, where its letters stand, and the whole page at 200 dpi."""

    layout: SheetLayout
    grey: Grey


def original(pdf: bytes, layout: Layout) -> list[Original]:
    """The pages of a paper, drawn with their marks. ValueError when the layout tells of other pages."""
    with pypdfium2.PdfDocument(pdf) as document:
        if len(document) != len(layout.sheets):
            raise ValueError(f"the paper has {len(document)} pages, its layout {len(layout.sheets)}")
        return [Original(sheet, _drawn(document[sheet.page - 1])) for sheet in layout.sheets]


def _drawn(page: Any) -> Grey:
    # pdfium sets letters on whole pixels: drawn three times larger they stand within a sixth of ours
    bitmap = page.render(scale=_FINER * DPI / 72, grayscale=True)
    large = bitmap.to_numpy().reshape(bitmap.height, bitmap.width)
    size = (round(page.get_width() * DPI / 72), round(page.get_height() * DPI / 72))
    return np.asarray(cv2.resize(large, size, interpolation=cv2.INTER_AREA), np.uint8)


def glyphs(pdf: bytes) -> list[tuple[Glyph, ...]]:
    """The visible letters of each page in reading order, from the text layer: outline boxes in mm."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [tuple(_glyphs(page)) for page in document]


def _glyphs(page: Any) -> Iterator[Glyph]:
    height = page.get_height()
    text = page.get_textpage()
    for index in range(text.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text.raw, index))
        if char.isspace() or not char.isprintable() or pdfium.FPDFText_IsGenerated(text.raw, index) == 1:
            continue
        left, bottom, right, top = text.get_charbox(index)
        if right > left and top > bottom:
            box = (left * MM, (height - top) * MM, right * MM, (height - bottom) * MM)
            yield Glyph(char=char, font=_font(text, index), rect=_rounded(box))


def _rounded(box: tuple[float, float, float, float]) -> tuple[float, float, float, float]:
    left, top, right, bottom = (round(length, 3) for length in box)
    return left, top, right, bottom


def _font(text: Any, index: int) -> str:
    """Name and size in points, as « NotoSans-Bold 9.0 », without the subset's random prefix."""
    buffer = ctypes.create_string_buffer(_FONT_NAME)
    flags = ctypes.c_int()
    pdfium.FPDFText_GetFontInfo(text.raw, index, buffer, _FONT_NAME, ctypes.byref(flags))
    name = buffer.value.decode("utf-8", "replace")
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFText_GetMatrix(text.raw, index, ctypes.byref(matrix))
    size = pdfium.FPDFText_GetFontSize(text.raw, index) * math.hypot(matrix.c, matrix.d)
    return f"{name.partition('+')[2] or name} {size:.1f}"
