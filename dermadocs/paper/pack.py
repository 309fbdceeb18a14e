"""A posted pack before it is printed: which papers, which of their pages, and where on the print ink belongs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dermadocs.domain.jsonform import builtins
from dermadocs.domain.layout import A4, Layout


@dataclass(frozen=True)
class Part:
    """A paper to be joined: `pages` of it, counted from 1; `name` is what a reader's outline shows."""

    name: str
    pdf: bytes
    pages: Sequence[int]
    record: str | None = None
    """The name under which its `document.json` is embedded; None leaves it out."""
    document: str = ""
    """What it is, in a layout file: a kind of paper, « return-slip », « cover-letter », « address »."""
    layout: Layout | None = None
    """Of a paper that bears codes."""


def print_pages(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """What `--layout` writes: a record for each page of the print file, lengths in mm from its top left corner."""
    return [{"print_page": number, **page} for number, page in enumerate(_pages(parts), 1)]


def _pages(parts: Sequence[Part]) -> Iterator[dict[str, Any]]:
    for part in parts:
        for page in part.pages:
            yield _page(part, page)


def _page(part: Part, page: int) -> dict[str, Any]:
    if part.layout is None:  # a letter: nobody sends it back
        told = {"handle": None, "revision": None, "page_count": len(part.pages), "width_mm": A4[0], "height_mm": A4[1]}
        return {"document": part.document, "page_number": page, **told, "boxes": []}
    layout = part.layout
    sheet = layout.sheets[page - 1]
    boxes = [
        {"id": box.id, "kind": box.kind, "required": box.required, "rect_mm": builtins(box.rect)} for box in sheet.boxes
    ]
    return {
        "document": part.document,
        "handle": layout.handle,
        "revision": layout.revision,
        "page_number": page,
        "page_count": len(layout.sheets),
        "width_mm": sheet.width,
        "height_mm": sheet.height,
        "boxes": boxes,
    }
