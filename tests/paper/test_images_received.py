"""Files as they come: every kind gives its pages, hostile ones a sentence."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

import numpy as np
import pikepdf
import pytest
from copies import picture
from PIL import Image

from dermadocs.paper.beside import Reader, reading
from dermadocs.paper.images import UnreadableScan, pages
from dermadocs.paper.limits import MOST_PAGES


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with reading() as made:
        yield made


def gradient(height: int = 500, width: int = 400) -> Image.Image:
    return Image.fromarray(np.linspace(0, 255, height * width).reshape(height, width).astype(np.uint8))


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, kind, **options)
    return buffer.getvalue()


def pdf_of(*pictures: bytes, turn: int = 0) -> bytes:
    pdf = pikepdf.new()
    for jpeg in pictures:
        page = pdf.add_blank_page(page_size=(400 * 72 / 100, 500 * 72 / 100))
        stream = pikepdf.Stream(pdf, jpeg)
        stream.update(
            pikepdf.Dictionary(
                Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=400, Height=500,
                ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8, Filter=pikepdf.Name.DCTDecode,
            )
        )  # fmt: skip
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stream))
        page.Contents = pikepdf.Stream(pdf, b"q 288 0 0 360 0 0 cm /Im0 Do Q")
        page.Rotate = turn
    buffer = io.BytesIO()
    pdf.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_is_one_page(reader: Reader, kind: str) -> None:
    (scan,) = reader.scans(saved(gradient(), kind, dpi=(150, 150)))
    assert scan.grey.shape == (500, 400)
    assert scan.index == 1
    assert scan.dpi == pytest.approx(150, abs=1)


def test_the_photo_of_a_phone_that_writes_heic_is_one_page(reader: Reader) -> None:
    data = picture("page", "HEIF", size=(400, 500))
    assert data[4:8] == b"ftyp"
    (scan,) = reader.scans(data)
    assert scan.grey.shape == (500, 400)
    sent = np.asarray(Image.open(io.BytesIO(picture("page", "PNG", size=(400, 500)))), int)
    assert np.abs(scan.grey.astype(int) - sent).mean() < 3


def test_a_tiff_gives_all_its_pages_in_order(reader: Reader) -> None:
    sheets = [gradient(500, 400 + 10 * number) for number in range(11)]
    data = saved(sheets[0], "TIFF", save_all=True, append_images=sheets[1:], dpi=(204, 196))
    found = list(reader.scans(data))
    assert [scan.index for scan in found] == list(range(1, 12))
    assert [scan.grey.shape[1] for scan in found] == [400 + 10 * number for number in range(11)]
    assert found[0].dpi == 196


def test_a_photo_is_turned_as_its_camera_says() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    (scan,) = pages(saved(gradient(), "JPEG", exif=exif))
    assert scan.grey.shape == (400, 500)


def test_red_ink_is_as_dark_as_blue() -> None:
    picture = Image.new("RGB", (400, 500), "white")
    picture.paste((230, 30, 30), (0, 0, 400, 100))
    picture.paste((30, 30, 230), (0, 100, 400, 200))
    (scan,) = pages(saved(picture, "PNG"))
    assert scan.grey[50, 50] == scan.grey[150, 50] == 30


def test_a_pdf_of_scans_gives_their_own_pixels() -> None:
    jpeg = saved(gradient(), "JPEG", quality=95)
    first, second = pages(pdf_of(jpeg, jpeg))
    assert np.array_equal(first.grey, np.asarray(Image.open(io.BytesIO(jpeg))))
    assert second.index == 2
    assert first.dpi == pytest.approx(100, abs=0.5)


def test_a_turned_page_of_a_pdf_is_turned() -> None:
    jpeg = saved(gradient(), "JPEG", quality=95)
    (scan,) = pages(pdf_of(jpeg, turn=90))
    assert scan.grey.shape == (400, 500)
    assert scan.grey[:, -20:].mean() < scan.grey[:, :20].mean(), "its top, the dark side, lies to the right"


def test_an_empty_pdf_and_no_scan_at_all_are_named(reader: Reader) -> None:
    buffer = io.BytesIO()
    pikepdf.new().save(buffer)
    for data in (buffer.getvalue(), b"%PDF-1.7 cut", b"", b"GIF89a", b"hello" * 100):
        with pytest.raises(UnreadableScan):
            list(reader.scans(data))


def test_too_many_pages_are_refused_before_any_is_read(reader: Reader) -> None:
    pdf = pikepdf.new()
    for _ in range(MOST_PAGES + 1):
        pdf.add_blank_page()
    buffer = io.BytesIO()
    pdf.save(buffer)
    with pytest.raises(UnreadableScan, match=f"{MOST_PAGES + 1} pages"):
        list(reader.scans(buffer.getvalue()))


def test_a_bomb_costs_its_own_file_only(reader: Reader) -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = (50_000).to_bytes(4, "big") + (50_000).to_bytes(4, "big") + bytes([8, 0, 0, 0, 0])
    bomb = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
    with pytest.raises(UnreadableScan):
        list(reader.scans(bomb))
    (scan,) = reader.scans(saved(gradient(), "PNG"))
    assert scan.grey.shape == (500, 400)


def test_a_page_of_a_pdf_as_large_as_a_house_is_drawn_small() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(14_400, 14_400))
    buffer = io.BytesIO()
    pdf.save(buffer)
    (scan,) = pages(buffer.getvalue())
    assert max(scan.grey.shape) <= 4200
