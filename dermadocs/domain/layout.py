"""Where ink belongs on a printed sheet and where its letters stand: what a returned scan is compared with.

Written once, when the paper is made, hashed and kept with it: another version of the press would draw another page.
Lengths are millimetres from the top left corner of the sheet, as a person with a ruler would measure them.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from dermadocs.domain.document import Kind
from dermadocs.domain.facts import Fact, Sha256, Short
from dermadocs.domain.jsonform import canonical
from dermadocs.errors import InputError

SCHEMA = "dermadocs/layout/1"

A4 = (210.0, 297.0)
"""Width and height in mm of every sheet of ours."""

BoxKind = Literal["signature", "initials", "date", "mention", "name", "tick"]
"""What a person is asked to put into a box by hand."""
Rect = tuple[float, float, float, float]
"""Left, top, right, bottom in mm."""
Coded = Literal[Kind, "return-slip"]
"""What bears page codes: the papers, and the slip that comes back with them."""
Page = Annotated[int, Meta(ge=1, le=255)]


class InkBox(Fact, frozen=True, kw_only=True):
    """A frame for ink; `id` names the field of the act and the part, as « Receipt1/date »."""

    id: Annotated[str, Meta(pattern="^[A-Z][A-Za-z]+[0-9]*/[a-z-]+$", max_length=60)]
    kind: BoxKind
    rect: Rect
    required: bool


class Glyph(Fact, frozen=True, kw_only=True, array_like=True):
    """One printed letter: what it is, the font and size that drew it, and its outline's box."""

    char: Annotated[str, Meta(min_length=1, max_length=4)]
    font: Short
    rect: Rect


class SheetLayout(Fact, frozen=True, kw_only=True):
    """One page of a paper."""

    page: Page
    width: float
    height: float
    boxes: tuple[InkBox, ...]
    glyphs: tuple[Glyph, ...]


class Layout(Fact, frozen=True, kw_only=True):
    """A whole paper: `document` is its kind, `handle` and `revision` as in its page codes (base32, 8 hex digits)."""

    schema: Literal["dermadocs/layout/1"]
    document: Coded
    handle: Annotated[str, Meta(pattern="^[A-Z2-7]{8}$")]
    revision: Annotated[str, Meta(pattern="^[0-9a-f]{8}$")]
    pdf_sha256: Sha256
    sheets: tuple[SheetLayout, ...]
    grey_sha256: Sha256 | None = None
    """Of the picture of all its pages, one below the other: PNG, grey, 200 dpi."""


def encode(layout: Layout) -> bytes:
    """Its canonical bytes."""
    return canonical(layout)


def decode(data: bytes) -> Layout:
    """A layout from its bytes. InputError when it is none of ours, or not in canonical form."""
    try:
        layout = msgspec.json.decode(data, type=Layout)
    except msgspec.MsgspecError as problem:
        raise InputError("layout", str(problem)) from None
    if encode(layout) != data:
        raise InputError("layout", "not in canonical form")
    return layout
