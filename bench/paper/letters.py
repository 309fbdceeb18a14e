"""Printed letters of a page, by the text layer: which words hold money or a date, and where a line has room."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bench.paper.pixels import Rect
from dermadocs.domain.layout import Glyph
from dermadocs.render.marks import MM

_AMOUNT_OR_DATE = re.compile(r"\d[.,/]\d|\d\d")


@dataclass(frozen=True)
class Word:
    """Letters without a gap between them, in one font, on one line."""

    letters: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """As printed."""
        return "".join(letter.char for letter in self.letters)

    @property
    def font(self) -> str:
        """The font of all its letters."""
        return self.letters[0].font

    @property
    def rect(self) -> Rect:
        """The box around all its letters."""
        rects = [letter.rect for letter in self.letters]
        return min(r[0] for r in rects), min(r[1] for r in rects), max(r[2] for r in rects), max(r[3] for r in rects)

    @property
    def baseline(self) -> float:
        """mm from the top where letters without a tail stand; the lowest edge if all have tails."""
        feet = [letter.rect[3] for letter in self.letters if letter.char not in "gjpqyQJÇç,;()/|@§µ’'\"«»-–—·•."]
        return sorted(feet)[len(feet) // 2] if feet else self.rect[3]

    @property
    def counts(self) -> bool:
        """Whether its digits are money, a number or a date."""
        return bool(_AMOUNT_OR_DATE.search(self.text))


def words(letters: Sequence[Glyph]) -> list[Word]:
    """All words of a page in the order of its text."""
    found: list[list[Glyph]] = []
    for letter in letters:
        if found and _joined(found[-1][-1], letter):
            found[-1].append(letter)
        else:
            found.append([letter])
    return [Word(tuple(one)) for one in found]


def _joined(before: Glyph, after: Glyph) -> bool:
    size = _size(after.font)
    gap = after.rect[0] - before.rect[2]
    level = abs(after.rect[3] - before.rect[3]) < 0.6 * size
    return before.font == after.font and level and -0.3 * size < gap < 0.19 * size


def _size(font: str) -> float:
    """The font's size in mm, told at the end of its key in points."""
    return float(font.rsplit(" ", 1)[1]) / MM
