"""Pages of files that came back: the stream untouched where a PDF can hold it, the pixels where not, and bad files named."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import pikepdf
import pytest
from copies import picture
from PIL import Image

from dermadocs.bootstrap.scans import BesideScans, beside_scans
from dermadocs.errors import InputError
from dermadocs.paper import scans
from dermadocs.paper.scans import NotAnImage


def test_a_jpeg_is_kept_byte_for_byte() -> None:
    data = picture("page")
    (page,) = scans.pages(data)
    assert (page.data, page.way, page.filter) == (data, "untouched", "DCTDecode")
    assert (page.width, page.height, page.colours, page.dpi) == (420, 594, 1, 50)


def test_the_turn_of_a_phone_turns_the_page_and_not_the_stream() -> None:
    image = Image.new("RGB", (60, 40), "white")
    exif = image.getexif()
    exif[0x0112] = 6
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    (page,) = scans.pages(out.getvalue())
    assert (page.turn, page.data) == (90, out.getvalue())


@pytest.mark.parametrize("part", [b"%%EOF\n", b"12 0 obj\n<<>>\nendobj\n"])
def test_a_jpeg_that_could_pass_for_a_part_of_a_pdf_is_written_anew(part: bytes) -> None:
    data = picture("page")
    comment = b"\xff\xfe" + struct.pack(">H", 2 + len(part)) + part
    (page,) = scans.pages(data[:2] + comment + data[2:])
    assert page.way == "redrawn"
    assert part not in page.data


def test_a_phone_s_heic_is_written_anew_and_is_kept_beside_the_page() -> None:
    data = picture("page", "HEIF")
    assert data[4:8] == b"ftyp"
    (page,) = scans.pages(data)
    assert (page.way, page.filter, page.alone) == ("redrawn", "DCTDecode", True)
    shown, sent = (
        np.asarray(Image.open(io.BytesIO(one)).convert("L"), int) for one in (page.data, picture("page", "PNG"))
    )
    assert np.abs(shown - sent).mean() < 3


@pytest.mark.parametrize(("mode", "bits", "colours"), [("1", 1, 1), ("L", 8, 1), ("RGB", 8, 3)])
def test_a_png_keeps_its_pixels(mode: str, bits: int, colours: int) -> None:
    data = picture("page", "PNG", mode)
    (page,) = scans.pages(data)
    assert (page.way, page.bits, page.colours) == ("pixels", bits, colours)
    assert zlib.decompress(page.data) == Image.open(io.BytesIO(data)).tobytes()


def test_every_page_of_a_tiff() -> None:
    frames = [Image.open(io.BytesIO(picture(text, "PNG", "1"))) for text in ("a", "b", "c")]
    out = io.BytesIO()
    frames[0].save(out, "TIFF", save_all=True, append_images=frames[1:], compression="group4")
    found = scans.pages(out.getvalue())
    assert [page.alone for page in found] == [False] * 3
    assert len({page.data for page in found}) == 3


def in_pdf(data: bytes, filter: str, width: int, height: int, bits: int = 8, **parameters: Any) -> bytes:
    """As a feeder scanner writes it: one image, one page."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(width * 72 // 200, height * 72 // 200))
    image = pdf.make_stream(b"")
    image.write(
        data, filter=pikepdf.Name(f"/{filter}"), decode_parms=pikepdf.Dictionary(**parameters) if parameters else None
    )
    for key, value in {
        "/Type": pikepdf.Name.XObject,
        "/Subtype": pikepdf.Name.Image,
        "/Width": width,
        "/Height": height,
        "/BitsPerComponent": bits,
        "/ColorSpace": pikepdf.Name.DeviceGray,
    }.items():
        image[key] = value
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=image))
    page.obj.Contents = pdf.make_stream(b"q 151 0 0 213 0 0 cm /I Do Q")
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_a_scanned_pdf_gives_its_own_streams() -> None:
    data = picture("page")
    (page,) = scans.pages(in_pdf(data, "DCTDecode", 420, 594))
    assert (page.data, page.way, page.dpi) == (data, "untouched", 200)


def test_a_fax_in_a_pdf_gives_its_own_stream() -> None:
    out = io.BytesIO()
    Image.open(io.BytesIO(picture("page", "PNG", "1"))).save(out, "TIFF", compression="group4")
    tiff = Image.open(io.BytesIO(out.getvalue()))
    start, size = tiff.tag_v2[273][0], tiff.tag_v2[279][0]  # type: ignore[attr-defined]
    strip = out.getvalue()[start : start + size]
    (page,) = scans.pages(in_pdf(strip, "CCITTFaxDecode", 420, 594, 1, K=-1, Columns=420, Rows=594))
    assert (page.data, page.filter, page.way) == (strip, "CCITTFaxDecode", "untouched")


def test_a_pdf_that_is_no_plain_scan_is_drawn_as_it_looks() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(200, 300))
    out = io.BytesIO()
    pdf.save(out)
    (page,) = scans.pages(out.getvalue())
    assert (page.way, page.dpi, page.alone) == ("redrawn", 300, False)


def bomb() -> bytes:
    """A PNG of ten thousand million pixels in a few kilobytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 1_000_000))
        + chunk(b"IEND", b"")
    )


BAD = {
    "nothing": b"",
    "words": b"hello",
    "an empty PDF": b"%PDF-1.7\n%%EOF\n",
    "half a JPEG": picture("page")[:200],
    "a bomb": bomb(),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_named_and_never_more(name: str) -> None:
    with pytest.raises(NotAnImage):
        scans.pages(BAD[name])


@pytest.fixture(scope="module")
def beside() -> Iterator[BesideScans]:
    with beside_scans() as those:
        yield those


def test_in_a_child_process_it_is_the_same(beside: BesideScans) -> None:
    data = picture("page")
    assert beside.pages(data) == scans.pages(data)


def test_a_bad_file_costs_itself_alone(beside: BesideScans) -> None:
    with pytest.raises(InputError):
        beside.pages(BAD["a bomb"])
    assert len(beside.pages(picture("page"))) == 1
