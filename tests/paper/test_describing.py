"""What is kept beside a printed paper: its frames, its letters, its picture, all tied to the bytes that were printed."""

from __future__ import annotations

import hashlib
import io

import pytest
from PIL import Image

from dermadocs.domain.layout import Layout, decode, encode
from dermadocs.errors import InputError
from dermadocs.paper.describing import describe
from dermadocs.paper.pack import Part, print_pages
from dermadocs.render import Rendered

HANDLE = b"\x24\xd6\xb5\x1a\x67"


@pytest.fixture(scope="module")
def described(estimate: Rendered) -> tuple[Layout, bytes]:
    return describe("estimate", HANDLE, estimate.document, estimate.pdf, estimate.boxes)


def test_it_names_the_paper_by_its_codes_and_bytes(described: tuple[Layout, bytes], estimate: Rendered) -> None:
    layout, picture = described
    assert layout.handle == "ETLLKGTH"
    assert layout.revision == hashlib.sha256(estimate.document).hexdigest()[:8]
    assert layout.pdf_sha256 == hashlib.sha256(estimate.pdf).hexdigest()
    assert layout.grey_sha256 == hashlib.sha256(picture).hexdigest()


def test_the_letters_of_each_page_are_there_and_no_frame_has_one_inside(described: tuple[Layout, bytes]) -> None:
    layout, _ = described
    for sheet in layout.sheets:
        assert len(sheet.glyphs) > 200
        for glyph in sheet.glyphs:
            x, y = (glyph.rect[0] + glyph.rect[2]) / 2, (glyph.rect[1] + glyph.rect[3]) / 2
            for box in sheet.boxes:
                left, top, right, bottom = box.rect
                assert not (left < x < right and top < y < bottom), (box.id, glyph)


def test_the_picture_is_all_pages_one_below_the_other(described: tuple[Layout, bytes]) -> None:
    layout, picture = described
    image = Image.open(io.BytesIO(picture))
    assert (image.format, image.mode) == ("PNG", "L")
    assert image.width == pytest.approx(210 / 25.4 * 200, abs=1)
    assert image.height == pytest.approx(len(layout.sheets) * 297 / 25.4 * 200, abs=len(layout.sheets))


def test_it_is_read_back_as_written_and_nothing_else_is(described: tuple[Layout, bytes]) -> None:
    data = encode(described[0])
    assert decode(data) == described[0]
    for forged in (data + b" ", data.replace(b'"page":1', b'"page": 1', 1), b"{}", b"\xff", data[:-1]):
        with pytest.raises(InputError):
            decode(forged)


def test_the_print_file_s_pages_tell_where_ink_belongs(described: tuple[Layout, bytes], estimate: Rendered) -> None:
    layout = described[0]
    letter = Part("Lettre", b"", (1, 2), document="cover-letter")
    told = print_pages([letter, Part("Devis", estimate.pdf, (2, estimate.pages), document="estimate", layout=layout)])
    assert [(one["print_page"], one["document"], one["page_number"], one["page_count"]) for one in told] == [
        (1, "cover-letter", 1, 2),
        (2, "cover-letter", 2, 2),
        (3, "estimate", 2, estimate.pages),
        (4, "estimate", estimate.pages, estimate.pages),
    ]
    assert told[0]["handle"] is None
    last = layout.sheets[-1].boxes
    assert told[3]["boxes"] == [
        {"id": box.id, "kind": box.kind, "required": box.required, "rect_mm": list(box.rect)} for box in last
    ]
