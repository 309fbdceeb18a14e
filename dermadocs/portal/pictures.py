"""Pages of a PDF as pictures, drawn in a process of its own: for whoever has no viewer at hand, and beside a form."""

from __future__ import annotations

import functools
import hashlib
import io

from dermadocs.errors import InputError
from dermadocs.portal.beside import Bytes
from dermadocs.portal.office import office

WIDTH = 1240
"""Pixels: an A4 page at 150 dpi."""


def count(pdf: bytes) -> int:
    """How many pages a file has."""
    return office().press(_count, pdf)


def page(pdf: bytes, number: int, width: int = WIDTH) -> bytes:
    """A page as PNG, counted from 1; the last ones asked for are kept. InputError when there is no such page."""
    return _kept(hashlib.sha256(pdf).hexdigest(), number, width, Bytes(pdf))


@functools.lru_cache(maxsize=32)
def _kept(sha256: str, number: int, width: int, pdf: Bytes) -> bytes:
    return office().press(_draw, pdf.data, number, width)


def _count(pdf: bytes) -> int:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        return len(document)


def _draw(pdf: bytes, number: int, width: int) -> bytes:
    import pypdfium2

    with pypdfium2.PdfDocument(pdf) as document:
        if not 1 <= number <= len(document):
            raise InputError(f"page {number}", f"there are {len(document)}")
        page = document[number - 1]
        page_width, _ = page.get_size()
        drawn = io.BytesIO()
        page.render(scale=width / page_width).to_pil().convert("L").save(drawn, "PNG", optimize=True)
        return drawn.getvalue()
