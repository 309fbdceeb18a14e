"""The pages of a file that came back, as image streams for a reliable copy: untouched wherever PDF can hold them.

Hostile files are expected: this runs in a limited child process (`pages_of` is a target of `signatures.sandbox`), and
what is not plainly one image a page is drawn anew and said to be.
"""

from __future__ import annotations

import base64
import io
import re
import struct
from collections.abc import Iterator
from dataclasses import asdict, replace
from typing import Any

import pikepdf
from PIL import Image, ImageOps

from dermadocs.domain.copy_page import ScanPage
from dermadocs.paper.limits import MOST_PAGES, MOST_PIXELS
from signatures.words import PLAIN_HEADER, deflated

REDRAWN_DPI = 300
JPEG_QUALITY = 92
PIXELS_LEVEL = 6
"""Of deflate: higher ones take several times as long for a few hundredths of the size."""
PARTS = re.compile(rb"%%EOF|" + PLAIN_HEADER.pattern)
"""A stream that holds what looks like the end of a PDF, or like an object of it, is written anew."""
_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
"""Baseline, extended and progressive Huffman JPEG: what every reader of a PDF decodes."""


class NotAnImage(ValueError):
    """Nothing of ours can be read in it."""


def pages_of(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """The pages as JSON, from a child process; `unpacked` makes them pages again. Raises for what is no image."""
    return {"pages": [{**asdict(page), "data": base64.b64encode(page.data).decode()} for page in pages(data)]}


def unpacked(answer: dict[str, Any]) -> list[ScanPage]:
    """What `pages_of` answered."""
    return [ScanPage(**{**page, "data": base64.b64decode(page["data"])}) for page in answer["pages"]]


def pages(data: bytes) -> list[ScanPage]:
    """Every page of a file. NotAnImage when it is none of PDF, JPEG, PNG, TIFF and HEIC, or too large."""
    found = _pages(data)
    return found if len(found) == 1 else [replace(page, alone=False) for page in found]


def _pages(data: bytes) -> list[ScanPage]:
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    if data[:1024].lstrip().startswith(b"%PDF-"):
        return list(_of_pdf(data))
    if data.startswith(b"\xff\xd8"):
        kept = _jpeg(data)
        if kept is not None:
            return [kept]
    if data[4:8] == b"ftyp":
        import pi_heif

        pi_heif.register_heif_opener()
    return list(_of_picture(data))


# ---- JPEG, byte for byte


def _jpeg(data: bytes) -> ScanPage | None:
    """A JPEG as it is, if a PDF can show it so; its dimensions come from its own header."""
    frame = _jpeg_frame(data)
    if frame is None or PARTS.search(data):
        return None
    height, width, colours = frame
    if colours not in (1, 3) or not 0 < width * height <= MOST_PIXELS:
        return None
    try:
        with Image.open(io.BytesIO(data)) as picture:
            turn, dpi = _turn(picture), _dpi(picture)
            picture.load()  # a file that is cut is told now, not by a court
    except Exception:  # a hostile file makes a reader raise anything
        return None
    if turn is None:
        return None
    return ScanPage(data, "DCTDecode", width, height, 8, colours, "untouched", dpi, turn)


def _jpeg_frame(data: bytes) -> tuple[int, int, int] | None:
    """Height, width and number of colours of the first frame; None for what is not plain JPEG of 8 bits."""
    place = 2
    while place + 4 <= len(data) and data[place] == 0xFF:
        marker, size = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if marker in _FRAMES and place + 10 <= len(data):
            bits, height, width, colours = struct.unpack(">BHHB", data[place + 4 : place + 10])
            return (height, width, colours) if bits == 8 else None
        if marker == 0xDA or (0xC3 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC)):
            return None
        place += 2 + size
    return None


def _turn(picture: Image.Image) -> int | None:
    """The turn that EXIF asks for; None for a mirror image, which a PDF page cannot be."""
    return {1: 0, 3: 180, 6: 90, 8: 270}.get(picture.getexif().get(0x0112, 1))


def _dpi(picture: Image.Image) -> int | None:
    told = picture.info.get("dpi")
    found = round(float(told[0])) if told and told[0] else 0
    return found if 50 <= found <= 4800 else None


# ---- other pictures, their pixels


def _of_picture(data: bytes) -> Iterator[ScanPage]:
    try:
        picture = Image.open(io.BytesIO(data))
        frames = min(getattr(picture, "n_frames", 1), MOST_PAGES)
        lossy = picture.format in ("HEIF", "JPEG", "MPO")
        for number in range(frames):
            picture.seek(number)
            page = _written(picture)
            yield replace(page, way="redrawn") if lossy else page
    except Exception as problem:  # a hostile file makes a reader raise anything
        raise NotAnImage(f"not an image of ours: {type(problem).__name__}") from problem


def _written(picture: Image.Image) -> ScanPage:
    """The pixels of a picture, losslessly; a photograph (HEIC) as JPEG, its pixels alone would be forty times it."""
    dpi, lossy = _dpi(picture), picture.format in ("HEIF", "JPEG", "MPO")
    upright = ImageOps.exif_transpose(picture)
    upright = upright if upright is not None else picture
    if upright.mode in ("RGBA", "LA", "PA") or "transparency" in upright.info:
        with_alpha = upright.convert("RGBA")
        upright = Image.new("RGB", with_alpha.size, "white")
        upright.paste(with_alpha, mask=with_alpha.getchannel("A"))
    plain = upright if upright.mode in ("1", "L", "RGB") else upright.convert("L" if upright.mode[:1] == "I" else "RGB")
    width, height = plain.size
    if not 0 < width * height <= MOST_PIXELS:
        raise NotAnImage("too many pixels")
    if lossy:
        return ScanPage(_as_jpeg(plain), "DCTDecode", width, height, 8, 3, "redrawn", dpi)
    colours, bits = (3 if plain.mode == "RGB" else 1), (1 if plain.mode == "1" else 8)
    packed = deflated(plain.tobytes(), PIXELS_LEVEL)
    return ScanPage(packed, "FlateDecode", width, height, bits, colours, "pixels", dpi)


def _as_jpeg(picture: Image.Image) -> bytes:
    """The pixels alone: no comment and no profile of the file comes along."""
    bare, out = Image.new("RGB", picture.size), io.BytesIO()
    bare.paste(picture.convert("RGB"))
    bare.save(out, "JPEG", quality=JPEG_QUALITY)
    if PARTS.search(out.getvalue()):
        raise NotAnImage("cannot be written")
    return out.getvalue()


# ---- PDF


def _of_pdf(data: bytes) -> Iterator[ScanPage]:
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if not 1 <= len(pdf.pages) <= MOST_PAGES:
                raise NotAnImage(f"{len(pdf.pages)} pages")
            kept = [_image_of(page) for page in pdf.pages]
    except NotAnImage:
        raise
    except Exception as problem:  # a hostile file makes a reader raise anything
        raise NotAnImage(f"not a PDF of ours: {type(problem).__name__}") from problem
    for number, page in enumerate(kept):
        yield page if page is not None else _redrawn(data, number)


def _image_of(page: Any) -> ScanPage | None:
    """The stream of a page that shows one image and nothing else, if a PDF/A may hold it as it is."""
    images = list(page.resources.get("/XObject", pikepdf.Dictionary()).values())
    if len(images) != 1 or page.obj.get("/Annots") or images[0].get("/Subtype") != "/Image":
        return None
    shown = [str(instruction.operator) for instruction in pikepdf.parse_content_stream(page)]
    if shown.count("Do") != 1 or set(shown) - {"q", "Q", "cm", "Do", "gs", "w", "BMC", "BDC", "EMC"}:
        return None
    image, box = images[0], [float(edge) for edge in page.mediabox]
    turn = int(page.obj.get("/Rotate", 0)) % 360
    width, height = int(image.get("/Width", 0)), int(image.get("/Height", 0))
    plain = not {"/SMask", "/Mask", "/Decode", "/ImageMask"} & set(image.keys())
    if not plain or not 0 < width * height <= MOST_PIXELS or box[2] <= box[0]:
        return None
    dpi = round(width * 72 / (box[2] - box[0]))
    dpi_told = dpi if 50 <= dpi <= 4800 else None
    raw, kind = image.read_raw_bytes(), str(image.get("/Filter", ""))
    if kind == "/DCTDecode":
        found = _jpeg(raw)
        return replace(found, dpi=dpi_told, turn=turn) if found and found.width == width else None
    told = image.get("/DecodeParms", pikepdf.Dictionary())
    group4 = kind == "/CCITTFaxDecode" and int(told.get("/K", 0)) == -1 and int(told.get("/Columns", 1728)) == width
    if group4 and not told.get("/EncodedByteAlign", False) and not PARTS.search(raw):
        black = bool(told.get("/BlackIs1", False))
        return ScanPage(raw, "CCITTFaxDecode", width, height, 1, 1, "untouched", dpi_told, turn, black)
    return None


def _redrawn(data: bytes, number: int) -> ScanPage:
    """A page of a PDF as it looks, in grey: it was no plain image."""
    import pypdfium2

    with pypdfium2.PdfDocument(data) as document:
        page = document[number]
        scale = REDRAWN_DPI / 72
        if page.get_width() * page.get_height() * scale * scale > MOST_PIXELS:
            raise NotAnImage("too many pixels")
        picture = page.render(scale=scale).to_pil()
    size = (picture.width, picture.height)
    return ScanPage(_as_jpeg(picture), "DCTDecode", *size, 8, 3, "redrawn", REDRAWN_DPI, alone=False)
