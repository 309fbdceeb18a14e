"""What a scan must find on the sheet, read back from a picture of it."""

from __future__ import annotations

import base64
import dataclasses
import hashlib

import pytest
import segno
from papers import ISSUE, KEY, Paper, issue_estimate, pictures
from PIL import Image

from dermadocs.domain.pagecode import PageCode, decode, revision
from dermadocs.render import marks

DPI = 200


def seen(sheet: Image.Image, left: float, top: float, size: float, cells: int) -> list[list[bool]]:
    """The cells of a square mark as they look: True where the middle of the cell is black."""
    dot = DPI / 25.4
    step = size / cells
    return [
        [
            sheet.getpixel((int((left + (x + 0.5) * step) * dot), int((top + (y + 0.5) * step) * dot))) < 128
            for x in range(cells)
        ]
        for y in range(cells)
    ]


@pytest.mark.needs("pdftoppm")
def test_both_codes_of_each_page_carry_its_twenty_bytes(paper: Paper) -> None:
    digest = hashlib.sha256(paper.rendered.document).hexdigest()
    for page, sheet in enumerate(pictures(paper.pdf, DPI), 1):
        payload = PageCode(ISSUE.handle, revision(digest), page, paper.rendered.pages).payload(KEY, 3)
        assert decode(payload, {3: KEY}) is not None
        wanted = [[bool(cell) for cell in row] for row in segno.make(payload, version=2, error="q").matrix]
        for left, top in ((174.0, 18.0), (20.0, 263.0)):
            assert seen(sheet, left, top, 16.0, 25) == wanted, "mirrored, moved or of another page"


@pytest.mark.needs("pdftoppm")
def test_corner_marks_tell_corner_and_turn(paper: Paper) -> None:
    # ArUco 4x4_50 as OpenCV publishes it: two bytes a mark, white is 1
    published = ((181, 50), (15, 154), (51, 45), (153, 70))
    corners = ((9.0, 18.0), (193.0, 18.0), (193.0, 271.0), (9.0, 271.0))
    sheet = pictures(paper.pdf, DPI)[0]
    for (high, low), (left, top) in zip(published, corners, strict=True):
        bits = f"{high:08b}{low:08b}"
        cells = seen(sheet, left, top, 8.0, 6)
        assert ["".join("0" if cell else "1" for cell in row[1:5]) for row in cells[1:5]] == [
            bits[i : i + 4] for i in range(0, 16, 4)
        ]
        border = [*cells[0], *cells[5], *(row[0] for row in cells), *(row[5] for row in cells)]
        assert all(border)


def test_no_corner_mark_is_another_one_turned() -> None:
    turns = set()
    for number in range(4):
        matrix = [tuple(row) for row in marks.corner(number)]
        for _ in range(4):
            turns.add(tuple(matrix))
            matrix = [tuple(row) for row in zip(*matrix[::-1], strict=True)]
    assert len(turns) == 16


def test_the_typed_code_is_the_drawn_one_without_its_proof(paper: Paper) -> None:
    digest = hashlib.sha256(paper.rendered.document).hexdigest()
    for page, text in enumerate(paper.texts, 1):
        code = PageCode(ISSUE.handle, revision(digest), page, paper.rendered.pages)
        typed = "\n".join(code.human())
        assert text.count(typed) == 2, "beside both copies of the code"
        raw = base64.b32decode("".join(code.human()) + "======")
        assert raw == code.payload(KEY, 3)[1:12]


def test_another_key_changes_nothing_but_the_codes(paper: Paper) -> None:
    other = issue_estimate(issue=dataclasses.replace(ISSUE, mac_key=bytes(32)))
    assert other.rendered.document == paper.rendered.document
    assert other.texts == paper.texts
    assert other.pdf != paper.pdf
