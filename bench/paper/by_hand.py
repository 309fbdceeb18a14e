"""Alterations on paper, with pen, correction fluid, blade and glue. Each leaves the rectangle that must be shown."""

from __future__ import annotations

import cv2
import numpy as np

from bench.paper.desk import Altered, Desk, Forgery, area, around, blank, crop, grown, lay, one_digit, room_before
from bench.paper.hands import extent, moved, writer, written
from bench.paper.pixels import PX, Rect, clouds


def _struck(desk: Desk) -> Altered | None:
    word = desk.choose(lambda w: len(w.letters) >= 3 or w.counts)
    if not word:
        return None
    left, top, right, bottom = word.rect
    strokes = []
    for _ in range(int(desk.draw.integers(1, 4))):
        ends = [left - 0.8, (top + bottom) / 2], [right + 0.8, (top + bottom) / 2]
        path = np.linspace(*ends, 12) + desk.draw.normal(0, 0.14, (12, 2)) + (0, desk.draw.normal(0, 0.3))
        strokes.append(path)
    return Altered(desk.ink(strokes), word.counts)


def _pen_over_digit(desk: Desk) -> Altered | None:
    word = desk.choose(lambda w: w.counts)
    if not word:
        return None
    digit = one_digit(desk, word)
    left, top, right, bottom = digit.rect
    other = str(desk.draw.choice([d for d in "0123456789" if d != digit.char]))
    strokes = written(writer(desk.hand), other, desk.draw, x_height=(bottom - top) * desk.draw.uniform(0.56, 0.68))
    drawn = extent(strokes)
    place = (left + right - drawn[0] - drawn[2]) / 2, (top + bottom - drawn[1] - drawn[3]) / 2
    return Altered(desk.ink(moved(strokes, *place)), True)


def _digit_by_pen(desk: Desk) -> Altered | None:
    """A digit before a number, by hand."""
    word = desk.choose(lambda w: w.counts and w.text[0].isdigit() and room_before(desk, w) > 2.0)
    if not word:
        return None
    left, top, _, bottom = word.letters[0].rect
    digit = str(desk.draw.integers(1, 10))
    strokes = written(writer(desk.hand), digit, desk.draw, x_height=(bottom - top) * desk.draw.uniform(0.5, 0.62))
    drawn = extent(strokes)
    return Altered(desk.ink(moved(strokes, left - 0.35 - drawn[2], bottom - drawn[3])), True)


def _white_out(desk: Desk) -> Altered | None:
    word = desk.choose(lambda w: len(w.letters) >= 2)
    return Altered(_fluid(desk, word.rect), word.counts) if word else None


def _white_out_rewritten(desk: Desk) -> Altered | None:
    word = desk.choose(lambda w: len(w.letters) >= 3)
    if not word:
        return None
    rect = _fluid(desk, word.rect)
    left, top, right, bottom = word.rect
    text = "".join(str(desk.draw.integers(10)) if c.isdigit() else c for c in word.text)
    if not word.counts:
        text = str(desk.draw.choice(["sans", "avec", "non", "oui", "deux", "dix", "nul"]))
    strokes = written(writer(desk.hand), text, desk.draw, x_height=max(1.3, (bottom - top) * 0.6))
    if not strokes:
        return None
    drawn = extent(strokes)
    squeezed = [part * (min(1.0, (right - left + 2) / (drawn[2] - drawn[0])), 1) for part in strokes]
    ink = desk.ink(moved(squeezed, left, word.baseline))
    return Altered(around(rect, ink), word.counts)


def _note_in_margin(desk: Desk) -> Altered | None:
    """Some words by hand where nothing is printed."""
    texts = (
        "sauf la lèvre",
        "prix convenu 900 €",
        "non accepté",
        "voir lettre",
        "pas de photos",
        "annulé",
        "+ 2 séances",
        "ok pour mars",
    )
    strokes = written(writer(desk.hand), str(desk.draw.choice(texts)), desk.draw)
    drawn = extent(strokes)
    place = blank(desk, drawn[2] - drawn[0] + 1, drawn[3] - drawn[1] + 1)
    if not place:
        return None
    return Altered(desk.ink(moved(strokes, place[0] - drawn[0], place[1] - drawn[1])), False)


def _digit_scratched(desk: Desk) -> Altered | None:
    """Toner scraped off with a blade: most of it goes, the paper is roughened."""
    word = desk.choose(lambda w: w.counts)
    if not word:
        return None
    rect = grown(one_digit(desk, word).rect, 0.15)
    place = area(rect)
    left_over = np.clip(0.12 + 0.16 * clouds(desk.draw, desk.page[place].shape, 6), 0, 0.5)
    desk.page[place] = np.rint(255 - (np.int16(255) - desk.page[place]) * left_over).astype(np.uint8)
    return Altered(rect, True)


def _strip_glued(desk: Desk) -> Altered | None:
    """A strip with other words glued over a line; its edges throw a shadow."""
    word = desk.choose(lambda w: len(w.letters) >= 3)
    if not word:
        return None
    width = word.rect[2] - word.rect[0]
    donor = desk.choose(lambda w: w.text != word.text and w.rect[2] - w.rect[0] <= width * 1.3 and len(w.letters) >= 2)
    if not donor:
        return None
    stamp = crop(desk.page, donor.rect)
    rect = grown(word.rect, float(desk.draw.uniform(0.5, 1.1)))
    place = area(rect)
    desk.page[place] = int(desk.draw.integers(240, 255))
    lay(desk.page, stamp, word.rect[0], word.baseline - (donor.baseline - donor.rect[1]))
    edge = desk.page[place]
    edge[-2:] = np.minimum(edge[-2:], int(desk.draw.integers(150, 225)))
    edge[:, -2:] = np.minimum(edge[:, -2:], int(desk.draw.integers(150, 225)))
    return Altered(rect, word.counts)


def _fluid(desk: Desk, rect: Rect) -> Rect:
    """Correction fluid over a place: whiter than the paper, with a rim."""
    left, top, right, bottom = rect
    rect = left - 0.4, top - 0.4, right + 0.4, bottom + 0.4
    place = area(grown(rect, 1.0))
    spot = desk.page[place]
    mask = np.zeros(spot.shape, np.float32)
    inner = round(1.0 * PX)
    mask[inner:-inner, inner:-inner] = 1
    rough = cv2.GaussianBlur(mask, (0, 0), 4) + 0.10 * clouds(desk.draw, spot.shape, 8)
    cover = cv2.GaussianBlur((rough > 0.42).astype(np.float32), (0, 0), 1.2)
    cover = cover * np.float32(desk.draw.uniform(0.93, 1.0))
    rim = cv2.absdiff(cover, cv2.GaussianBlur(cover, (0, 0), 2.5)) * float(desk.draw.uniform(10, 60))
    spot[:] = np.clip(spot * (1 - cover) + 253 * cover - rim, 0, 255).astype(np.uint8)
    return rect


BY_HAND: dict[str, Forgery] = {
    "struck": _struck,
    "pen_over_digit": _pen_over_digit,
    "digit_by_pen": _digit_by_pen,
    "white_out": _white_out,
    "white_out_rewritten": _white_out_rewritten,
    "note_in_margin": _note_in_margin,
    "digit_scratched": _digit_scratched,
    "strip_glued": _strip_glued,
}
