"""The blanks of a laid-out page: digest and page code, which exist only once it is known what each page prints.

They are laid out as characters of the same monospaced width and written in afterwards: nothing can move and no
second layout is needed (it gives the same bytes, see tests/render/test_blanks.py). Only running heads and feet
have blanks: no text of a case is ever taken for one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dermadocs.render.typography import RenderingFailed

DIGEST = "0" * 64
CODE = ("AAAAAA", "BBBBBB", "CCCCCC")  # as in templates/styles/sheet.css


def fill(pages: Any, values: Sequence[Mapping[str, str]], copies: Mapping[str, int]) -> None:
    """Write `values[page][blank]` over each blank; `copies` says how often a page has it.

    WeasyPrint keeps the laid-out boxes until it paints them and asks Pango again for each text then. Raises
    RenderingFailed when a page has not exactly the blanks expected.
    """
    for page, words in zip(pages.pages, values, strict=True):
        found = dict.fromkeys(words, 0)
        for text in _running_texts(page):
            blank = text.text
            if blank in words:
                assert len(words[blank]) == len(blank), blank
                text.text = text.pango_layout.text = words[blank]
                found[blank] += 1
        if found != {blank: copies[blank] for blank in words}:
            raise RenderingFailed(f"layout: the head or foot of a page has {found} blanks")


def _running_texts(page: Any) -> list[Any]:
    """The text boxes of a page's margins. The page box has no public name (WeasyPrint is pinned below 71)."""
    _root, *margins = page._page_box.children
    return [box for margin in margins for box in margin.descendants() if hasattr(box, "pango_layout")]
