"""The pages of a received file as grey pictures: PDF, JPEG, PNG, TIFF of several pages, HEIC.

Whoever sends a file is not trusted. Sizes are read and judged before anything is decoded, and all of this runs in a
limited child process (beside.py). A page of a PDF that is one picture gives that picture at its own pixels, as drawing
it anew at another resolution would blur it; any other page is drawn.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image, ImageOps

from dermadocs.errors import DermadocsError
from dermadocs.paper.limits import MOST_PAGES, MOST_PIXELS
from dermadocs.paper.original import Grey

MOST_BYTES = 200 << 20
LEAST_SIDE = 300  # pixels: less cannot hold a sheet
_LONGEST = 4200  # pixels kept of the longer side: 350 dpi of an A4, beyond which nothing is finer
_DRAWN_DPI = (200, 300)
_WHOLE = 0.9
"""Share of its page that a picture covers, to be the page."""
_FORMATS = ("JPEG", "PNG", "TIFF", "HEIF")
_MAGIC = b"%PDF-"


class UnreadableScan(DermadocsError):
    """The file is no scan, or more than is taken; the rest of the heap goes on."""

    exit_code = 2


@dataclass(frozen=True, eq=False)
class Scan:
    """One page: `index` from 1 within its file, `dpi` if the file tells."""

    index: int
    grey: Grey
    dpi: float | None


def pages(data: bytes, first: int = 1, last: int = MOST_PAGES) -> Iterator[Scan]:
    """The pages from `first` to `last` of a file. UnreadableScan for what is none, or is too large."""
    if len(data) > MOST_BYTES:
        raise UnreadableScan(f"the file has {len(data)} bytes; at most {MOST_BYTES} are taken")
    yield from _of_pdf(data, first, last) if _MAGIC in data[:1024] else _of_picture(data, first, last)


def _of_picture(data: bytes, first: int, last: int) -> Iterator[Scan]:
    _know_heic()
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as picture:
            count = int(getattr(picture, "n_frames", 1))
            _few_enough(count)
            for index in range(first, min(last, count) + 1):
                picture.seek(index - 1)
                yield Scan(index, _upright(picture), _told_dpi(picture))
    except (OSError, SyntaxError, ValueError, EOFError, Image.DecompressionBombError) as problem:
        raise UnreadableScan(f"no picture could be read: {problem}") from problem


def _know_heic() -> None:
    from pi_heif import register_heif_opener

    register_heif_opener()


def _upright(picture: Any) -> Grey:
    _small_enough(*picture.size)
    if picture.format == "JPEG":
        picture.draft(None, (_LONGEST, _LONGEST))  # a larger one is decoded at a half or a quarter
    turned = ImageOps.exif_transpose(picture)
    turned.thumbnail((_LONGEST, _LONGEST), Image.Resampling.BOX)
    return _grey(turned)


def _grey(picture: Any) -> Grey:
    """The darkest of the colours at each point: red, blue and pale inks all count, black is black."""
    if picture.mode in ("1", "L"):
        return np.asarray(picture.convert("L"), np.uint8)
    if picture.mode.startswith("I"):
        deep = np.asarray(picture, np.float64)
        return (deep / max(float(deep.max()), 255.0) * 255).astype(np.uint8)
    if "A" in picture.getbands() or "transparency" in picture.info:
        paper = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(paper, picture.convert("RGBA"))
    return np.asarray(np.asarray(picture.convert("RGB"), np.uint8).min(2), np.uint8)


def _told_dpi(picture: Any) -> float | None:
    told = picture.info.get("dpi")
    dpi = float(min(told)) if told else 0.0
    return dpi if 50 <= dpi <= 2400 else None


def _of_pdf(data: bytes, first: int, last: int) -> Iterator[Scan]:
    try:
        with pypdfium2.PdfDocument(data) as document:
            _few_enough(len(document))
            for index in range(first, min(last, len(document)) + 1):
                yield _page(document[index - 1], index)
    except pypdfium2.PdfiumError as problem:
        raise UnreadableScan(f"the PDF could not be read: {problem}") from problem


def _page(page: Any, index: int) -> Scan:
    width, height = page.get_size()  # points
    if width <= 0 or height <= 0:
        raise UnreadableScan(f"page {index} has no size")
    alone = _alone(page, width * height)
    if alone is not None:
        return _own_pixels(alone, index, max(width, height), page.get_rotation())
    pictures = list(page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2))
    finest = max((_dpi_of(one) for one in pictures), default=_DRAWN_DPI[0])
    dpi = min(max(finest, _DRAWN_DPI[0]), _DRAWN_DPI[1], _LONGEST * 72 / max(width, height))
    bitmap = page.render(scale=dpi / 72, rev_byteorder=True)
    return Scan(index, _grey(bitmap.to_pil()), float(dpi))


def _alone(page: Any, area: float) -> Any | None:
    """The one picture that the page is; text over it counts unless it is invisible, as text recognition leaves it."""
    shown = [one for one in page.get_objects(max_depth=2) if not _invisible(one)]
    if len(shown) != 1 or shown[0].type != pdfium.FPDF_PAGEOBJ_IMAGE:
        return None
    left, bottom, right, top = shown[0].get_bounds()
    turned = shown[0].get_matrix()
    straight = min(abs(turned.a) + abs(turned.d), abs(turned.b) + abs(turned.c)) < 1e-3
    upright = turned.a * turned.d - turned.b * turned.c > 0  # a mirrored picture is drawn
    return shown[0] if (right - left) * (top - bottom) > _WHOLE * area and straight and upright else None


def _invisible(one: Any) -> bool:
    if one.type != pdfium.FPDF_PAGEOBJ_TEXT:
        return False
    return bool(pdfium.FPDFTextObj_GetTextRenderMode(one.raw) == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE)


def _own_pixels(picture: Any, index: int, length: float, rotation: int) -> Scan:
    size = picture.get_px_size()
    _small_enough(*size)
    drawn = picture.get_bitmap(render=False).to_pil()
    turned = picture.get_matrix()
    quarters = {(1, 0): 0, (0, 1): 1, (-1, 0): 2, (0, -1): 3}[_sign(turned.a), _sign(turned.b)]
    drawn = drawn.rotate(90 * quarters - rotation, expand=True)
    drawn.thumbnail((_LONGEST, _LONGEST), Image.Resampling.BOX)
    return Scan(index, _grey(drawn), max(size) * 72 / length)


def _sign(value: float) -> int:
    return 0 if abs(value) < 1e-3 else int(np.sign(value))


def _dpi_of(picture: Any) -> float:
    left, bottom, right, top = picture.get_bounds()
    return float(max(picture.get_px_size()) * 72 / max(right - left, top - bottom, 1.0))


def _few_enough(count: int) -> None:
    if not 1 <= count <= MOST_PAGES:
        raise UnreadableScan(f"the file has {count} pages; 1 to {MOST_PAGES} are taken")


def _small_enough(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise UnreadableScan(f"a page has {width} x {height} pixels; at most {MOST_PIXELS} are taken")
    if min(width, height) < LEAST_SIDE:
        raise UnreadableScan(f"a page has {width} x {height} pixels: too few for a sheet")
