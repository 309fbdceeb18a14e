"""Alterations in the picture, before it is printed again: nothing of them is foreign to the page."""

from __future__ import annotations

import cv2
import numpy as np

from bench.paper.desk import Altered, Desk, Forgery, area, around, blank, crop, grown, lay, one_digit, room_before
from bench.paper.pixels import PX, Grey, Rect
from dermadocs.domain.layout import Glyph
from dermadocs.render.marks import CODE_MM, CODES, CORNER_MM, CORNERS


def _digit_squeezed_in(desk: Desk) -> Altered | None:
    """A digit before a number, in the same print."""
    word = desk.choose(lambda w: w.counts and w.text[0].isdigit() and room_before(desk, w) > 2.0)
    if not word:
        return None
    first = word.letters[0]
    donor = _donor(desk, first, str(desk.draw.integers(1, 10)))
    if not donor:
        return None
    width = donor.rect[2] - donor.rect[0]
    return Altered(
        _paste(desk, donor.rect, first.rect[0] - 0.3 - width, first.rect[3] - (donor.rect[3] - donor.rect[1])), True
    )


def _digit_replaced(desk: Desk) -> Altered | None:
    """One printed digit for another of the same font: nothing of it is foreign to the page."""
    word = desk.choose(lambda w: w.counts)
    if not word:
        return None
    digit = one_digit(desk, word)
    others = [d for d in "0123456789" if d != digit.char]
    donor = _donor(desk, digit, str(desk.draw.choice(others)))
    if not donor:
        return None
    return Altered(_exchange(desk, digit, donor), True)


def _word_replaced(desk: Desk) -> Altered | None:
    """Another word of the page, in the same font, on the same line."""
    word = desk.choose(lambda w: len(w.letters) >= 3 and w.text.isalpha())
    if not word:
        return None
    width = word.rect[2] - word.rect[0]
    donors = [
        w
        for w in desk.words
        if w.font == word.font and w.text.lower() != word.text.lower() and w.text.isalpha()
        and 0.8 * width < w.rect[2] - w.rect[0] < 1.04 * width
    ]  # fmt: skip
    if not donors:
        return None
    donor = donors[int(desk.draw.integers(len(donors)))]
    stamp = crop(desk.page, donor.rect)
    _clear(desk.page, word.rect)
    top = word.baseline - (donor.baseline - donor.rect[1])
    lay(desk.page, stamp, word.rect[0], top)
    reach = word.rect[0], min(word.rect[1], top), word.rect[2], max(word.rect[3], top + donor.rect[3] - donor.rect[1])
    return Altered(reach, False)


def _older_body(desk: Desk) -> Altered | None:
    """The body of the revision before under the code of this one."""
    if desk.number > len(desk.paper.older_layout.sheets):
        return None
    return _body(desk, desk.paper.picture(desk.number, before=True))


def _line_added(desk: Desk) -> Altered | None:
    """Printed words where there were none: a line of the page once more, in the blank below."""
    word = desk.choose(lambda w: len(w.letters) >= 4)
    if not word:
        return None
    line = [w for w in desk.words if abs(w.baseline - word.baseline) < 0.5 and abs(w.rect[0] - word.rect[0]) < 60]
    left, right = min(w.rect[0] for w in line), max(w.rect[2] for w in line)
    top, bottom = min(w.rect[1] for w in line), max(w.rect[3] for w in line)
    place = blank(desk, right - left, bottom - top + 0.6)
    if not place:
        return None
    return Altered(_paste(desk, (left, top, right, bottom), *place), any(w.counts for w in line))


def foreign_body(desk: Desk, other: Grey) -> Altered | None:
    """The body of another person's page under the code of this one."""
    return _body(desk, other)


def _body(desk: Desk, other: Grey) -> Altered | None:
    """Another body under the marks of this page; None where the two bodies show no difference."""
    before = desk.page.copy()
    kept = np.zeros(before.shape, bool)
    for x, y in CORNERS:
        kept[area((x - 1, y - 1, x + CORNER_MM + 1, y + CORNER_MM + 1))] = True
    for x, y in CODES:
        kept[area((x - 2, y - 1, x + CODE_MM + 2, y + CODE_MM + 9))] = True
    height, width = min(before.shape[0], other.shape[0]), min(before.shape[1], other.shape[1])
    desk.page[:height, :width] = np.where(kept[:height, :width], before[:height, :width], other[:height, :width])
    changed = np.argwhere(cv2.absdiff(before, desk.page) > 90)
    if len(changed) < 150:
        desk.page[:] = before
        return None
    (top, left), (bottom, right) = changed.min(0) / PX, changed.max(0) / PX
    return Altered((left, top, right, bottom), True)


def _donor(desk: Desk, like: Glyph, char: str) -> Glyph | None:
    """That character in the same font, anywhere on the page."""
    for word in desk.words:
        for letter in word.letters:
            if letter.char == char and letter.font == like.font:
                return letter
    return None


def _exchange(desk: Desk, old: Glyph, new: Glyph) -> Rect:
    stamp = crop(desk.page, new.rect)
    _clear(desk.page, old.rect)
    width, height = new.rect[2] - new.rect[0], new.rect[3] - new.rect[1]
    left = (old.rect[0] + old.rect[2] - width) / 2
    bottom = old.rect[3]
    lay(desk.page, stamp, left, bottom - height)
    return around(old.rect, (left, bottom - height, left + width, bottom))


def _paste(desk: Desk, source: Rect, left: float, top: float) -> Rect:
    lay(desk.page, crop(desk.page, source), left, top)
    return left, top, left + source[2] - source[0], top + source[3] - source[1]


def _clear(page: Grey, rect: Rect) -> None:
    page[area(grown(rect, 0.12))] = 255


PRINTED: dict[str, Forgery] = {
    "digit_squeezed_in": _digit_squeezed_in,
    "digit_replaced": _digit_replaced,
    "word_replaced": _word_replaced,
    "older_body": _older_body,
    "line_added": _line_added,
}
