"""What was done to a page is shown where it was done; what was not, is not."""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
import pytest
from sheets_and_scans import PRICES, SIGNED, amount, clean, judged, on, originals, pixels, rect, scanned, write

from dermadocs.domain.layout import InkBox
from dermadocs.paper.check import Checked
from dermadocs.paper.ink import Strokes, in_boxes
from dermadocs.paper.original import PX, Grey
from dermadocs.render.marks import CODES


@cache
def untouched() -> Checked:
    return judged(scanned(clean(SIGNED)))


def test_empty_boxes_are_empty() -> None:
    found = untouched()
    assert found.status == "ink_missing"
    assert {box.id: box.filled for box in found.boxes} == dict.fromkeys((box.id for box in found.boxes), False)


def test_ink_fills_its_box_and_no_other() -> None:
    page = clean(SIGNED)
    write(page, rect(SIGNED, "Receipt1/signature"))
    found = judged(scanned(page, turns=2))
    assert [box.id for box in found.boxes if box.filled] == ["Receipt1/signature"]
    assert found.differences == (), "a signature is no alteration"


def struck(page: Grey) -> None:
    digits = amount(PRICES)
    rows, columns = pixels(digits[0])
    end = pixels(digits[-1])[1].stop
    cv2.line(page, (columns.start - 6, rows.start + 12), (end + 6, rows.start + 9), 50, 3, cv2.LINE_AA)


def overwritten(page: Grey) -> None:
    rows, columns = pixels(amount(PRICES)[1])
    cv2.line(page, (columns.start - 1, rows.stop + 2), (columns.stop + 2, rows.start - 3), 40, 3, cv2.LINE_AA)


def replaced(page: Grey) -> None:
    target = amount(PRICES)[0]
    other = next(
        glyph
        for glyph in originals()[PRICES - 1].layout.glyphs
        if glyph.char.isdigit() and glyph.font == target.font and glyph.char not in (target.char, "1")
    )
    source = page[pixels(other)].copy()
    rows, columns = pixels(target)
    page[rows, columns] = 255
    page[rows.stop - source.shape[0] : rows.stop, columns.start : columns.start + source.shape[1]] = source


def whited_out(page: Grey) -> None:
    page[pixels(amount(PRICES)[1], 3)] = 255


def squeezed_in(page: Grey) -> None:
    digits = amount(PRICES)
    source = page[pixels(digits[1])].copy()
    rows, columns = pixels(digits[0])
    left = columns.start - source.shape[1] - 1
    area = page[rows.stop - source.shape[0] : rows.stop, left : left + source.shape[1]]
    np.minimum(area, source, out=area)


@pytest.mark.parametrize("alter", [struck, overwritten, replaced, whited_out, squeezed_in], ids=lambda f: f.__name__)
@pytest.mark.parametrize("dpi", [300, 140])
def test_an_altered_price_is_shown_in_its_place(alter: object, dpi: int) -> None:
    page = clean(PRICES)
    alter(page)
    found = judged(scanned(page, dpi=dpi))
    assert found.status == "differs"
    digits = amount(PRICES)
    assert any(on(found.differences, digit, 4.0) for digit in digits), found.differences
    assert all(any(on((one,), digit, 15.0) for digit in digits) for one in found.differences), "nothing else is shown"


def test_a_body_of_the_older_revision_under_the_current_code_differs() -> None:
    current, older = clean(PRICES), originals(True)[PRICES - 1].grey
    body = np.s_[round(36 * 7.874) : round(262 * 7.874), :]
    current[body] = older[body]
    assert judged(scanned(current)).status == "differs"


def test_dust_a_hair_and_the_holes_of_a_staple_are_no_alteration() -> None:
    page = clean(PRICES)
    draw = np.random.default_rng(5)
    for x, y in draw.integers(60, 1500, (25, 2)):
        cv2.circle(page, (int(x), int(y)), 2, 90, -1, cv2.LINE_AA)
    cv2.circle(page, (90, 70), 4, 0, -1)
    cv2.circle(page, (140, 90), 4, 0, -1)
    hair = np.array([(900 + 3 * t, 1900 + round(12 * np.sin(t / 5))) for t in range(30)], np.int32)
    cv2.polylines(page, [hair], False, 170, 1, cv2.LINE_AA)
    assert judged(scanned(page)).status == "clean"


@pytest.mark.parametrize(("x", "y"), [(14, 268.5), (0, 190), (209.5, 100)])
def test_a_punched_hole_that_a_mark_or_the_rim_halves_is_no_alteration(x: float, y: float) -> None:
    page = clean(PRICES)
    cv2.circle(page, (round(x * PX), round(y * PX)), round(3 * PX), 40, -1, cv2.LINE_AA)
    assert judged(scanned(page)).status == "clean"


def test_crosses_that_touch_fill_both_their_boxes_and_a_tail_fills_none() -> None:
    """One box below the other, as on the consent form; in the third only the tail of the second's cross."""
    boxes = [
        InkBox(id=name, kind="tick", rect=(10, top, 14, top + 4), required=False)
        for name, top in (("a", 10), ("b", 14.5), ("c", 19))
    ]
    page = np.zeros((round(30 * PX), round(30 * PX)), np.uint8)
    for left, top, right, bottom in ((9.5, 9.5, 14.5, 14.7), (9.5, 14.3, 14.5, 20.0)):
        for ends in (((left, top), (right, bottom)), ((right, top), (left, bottom))):
            first, last = ((round(a * PX), round(b * PX)) for a, b in ends)
            cv2.line(page, first, last, 1, 3)
    assert cv2.connectedComponents(page)[0] == 2, "one stroke, and white"
    found = in_boxes(boxes, Strokes(page > 0, page.astype(np.float32), page.astype(np.int32), 2, 1.0))
    assert [box.filled for box in found] == [True, True, False]


def test_a_streak_of_the_feeder_is_no_alteration_and_hides_none() -> None:
    page = clean(PRICES)
    whited_out(page)
    image = scanned(page)
    image[:, 700:703] = 60
    digits = amount(PRICES)
    found = judged(image)
    assert found.status == "differs"
    assert all(any(on((one,), digit, 15.0) for digit in digits) for one in found.differences), found.differences


def test_a_hair_in_a_frame_is_no_ink_in_it() -> None:
    page = clean(SIGNED)
    left, top, right, bottom = rect(SIGNED, "Receipt1/mention")
    along = np.linspace(0, 1, 60)
    x, y = (left + right) / 2 + 90 * along, (top + bottom) / 2 + 12 * np.sin(along * 5)
    cv2.polylines(page, [np.stack([x, y], 1).astype(np.int32)], False, 150, 1, cv2.LINE_AA)
    assert not any(box.filled for box in judged(scanned(page)).boxes)


def test_a_crease_across_a_frame_is_no_ink_in_it() -> None:
    page = clean(SIGNED)
    _, top, _, bottom = rect(SIGNED, "Receipt1/signature")
    middle = (top + bottom) // 2
    page[middle : middle + 3] = np.minimum(page[middle : middle + 3], 150)
    found = judged(scanned(page))
    assert not any(box.filled for box in found.boxes)
    assert found.differences == ()


def test_an_upright_crease_through_a_frame_is_no_ink_in_it() -> None:
    page = clean(SIGNED)
    left, _, right, _ = rect(SIGNED, "Receipt1/signature")
    middle = (left + right) // 2
    page[:, middle : middle + 3] = np.minimum(page[:, middle : middle + 3], 110)
    assert not any(box.filled for box in judged(scanned(page)).boxes)


def test_a_crease_in_black_and_white_is_no_alteration() -> None:
    image = scanned(clean(PRICES), noise=0.0, curl=0.0)
    row = round(image.shape[0] * 0.3)
    image = np.where(image > 150, 255, 0).astype(np.uint8)
    blank = (image[row - 2 : row + 5] > 128).all(0)
    image[row : row + 3, blank & (np.arange(image.shape[1]) % 90 < 70)] = 0
    assert all(one.rect_mm[3] - one.rect_mm[1] > 2 for one in judged(image).differences), "the crease is shown"


@pytest.mark.parametrize("curl", [6.0, 10.0])
def test_a_curled_sheet_is_laid_flat_to_its_corners(curl: float) -> None:
    found = judged(scanned(clean(PRICES), curl=curl))
    assert found.status == "clean"
    assert found.statistics["clear"] > 0.95


def test_a_note_beside_an_empty_frame_is_shown() -> None:
    page = clean(SIGNED)
    left, top, _, bottom = rect(SIGNED, "Receipt1/signature")
    note = np.array([(left - 22 + 3 * (step % 4), top + 8 + 4 * step) for step in range((bottom - top) // 4 - 2)])
    cv2.polylines(page, [note.astype(np.int32)], False, 40, 4, cv2.LINE_AA)
    assert [one.kind for one in judged(scanned(page)).differences] == ["added"]


def test_the_rim_of_a_punched_hole_is_no_alteration() -> None:
    page = clean(PRICES)
    for y in (850, 1480):
        cv2.circle(page, (90, y), 22, 120, 2, cv2.LINE_AA)
    assert judged(scanned(page)).status == "clean"


def test_a_pen_over_a_code_has_a_status_of_its_own() -> None:
    page = clean(PRICES)
    left, top = (round(side * PX) for side in CODES[1])
    cv2.line(page, (left - 50, top + 20), (left + 170, top + 95), 40, 4, cv2.LINE_AA)
    assert judged(scanned(page)).status == "code_written_over"


def test_print_beyond_the_edge_of_the_image_is_incomplete() -> None:
    image = scanned(clean(PRICES))
    assert judged(image[:, : image.shape[1] - 420]).status == "incomplete"


def test_a_scan_too_coarse_for_its_digits_is_too_poor() -> None:
    assert judged(scanned(clean(PRICES), dpi=66, blur=0.4)).status in ("too_poor", "unidentified")
