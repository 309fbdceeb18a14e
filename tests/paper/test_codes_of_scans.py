"""A sheet is known by its code alone, and only by one that the practice issued."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from sheets_and_scans import PRICES, SIGNED, clean, code, judged, scanned

from bench.paper.packs import KEYS
from dermadocs.paper.original import PX
from dermadocs.render import marks


def placed(page: np.ndarray, number: int, payload: bytes) -> None:
    """Another symbol over the copy of that number."""
    left, top = marks.CODES[number]
    matrix = np.where(np.array(marks.code(payload), bool), 0, 255).astype(np.uint8)
    x, y, size = round(left * PX), round(top * PX), round(marks.CODE_MM * PX)
    page[y : y + size, x : x + size] = cv2.resize(matrix, (size, size), interpolation=cv2.INTER_NEAREST)


def blotted(page: np.ndarray, number: int) -> None:
    left, top = marks.CODES[number]
    centre = round((left + marks.CODE_MM / 2) * PX), round((top + marks.CODE_MM / 2) * PX)
    cv2.circle(page, centre, round(5 * PX), 0, -1)


@pytest.mark.parametrize("turns", [0, 1, 2, 3])
def test_a_sheet_is_known_and_turned_upright(turns: int) -> None:
    found = judged(scanned(clean(PRICES), turns=turns))
    assert found.code == code(PRICES)
    assert found.status == "clean"
    assert found.aligned is not None
    assert np.mean(np.abs(found.aligned.astype(int) - clean(PRICES))) < 40, "it lies as the original does"


def test_one_blotted_code_leaves_the_other_and_is_told() -> None:
    page = clean(PRICES)
    blotted(page, 0)
    found = judged(scanned(page))
    assert found.code == code(PRICES)
    assert found.status == "code_written_over"


def test_without_corner_marks_the_two_codes_are_enough() -> None:
    page = clean(PRICES)
    for left, top in marks.CORNERS:
        x, y, size = round(left * PX), round(top * PX), round(marks.CORNER_MM * PX)
        page[y : y + size, x : x + size] = 255
    assert judged(scanned(page)).code == code(PRICES)


def test_with_both_codes_blotted_a_person_types_it() -> None:
    page = clean(PRICES)
    blotted(page, 0)
    blotted(page, 1)
    image = scanned(page)
    assert judged(image).status == "unidentified"
    from sheets_and_scans import library

    from dermadocs.paper.check import check

    found = check(image, library(), KEYS, typed=code(PRICES))
    assert found.code == code(PRICES)
    assert found.status == "code_written_over"


def test_two_codes_that_disagree_are_two_pages() -> None:
    page = clean(PRICES)
    placed(page, 0, code(SIGNED).payload(KEYS[3], 3))
    assert judged(scanned(page)).status == "two_pages_in_one_image"


def test_a_forged_key_is_foreign() -> None:
    page = clean(PRICES)
    for number in (0, 1):
        placed(page, number, code(PRICES).payload(b"somebody else's key!", 3))
    found = judged(scanned(page))
    assert found.status == "foreign"
    assert found.code is None


def test_a_forged_code_beside_a_true_one_is_a_montage() -> None:
    page = clean(PRICES)
    placed(page, 1, code(PRICES).payload(b"somebody else's key!", 3))
    assert judged(scanned(page)).status == "two_pages_in_one_image"


def test_the_code_of_one_page_on_the_body_of_another_differs() -> None:
    page = clean(1)
    for number in (0, 1):
        placed(page, number, code(PRICES).payload(KEYS[3], 3))
    found = judged(scanned(page))
    assert found.code == code(PRICES)
    assert found.status == "differs"


def test_a_holiday_photo_is_no_sheet() -> None:
    draw = np.random.default_rng(3)
    beach = cv2.resize(draw.integers(0, 255, (40, 60), np.uint8), (1800, 1200), interpolation=cv2.INTER_CUBIC)
    found = judged(beach)
    assert found.status == "unidentified"
    assert found.code is None
    assert found.boxes == ()
