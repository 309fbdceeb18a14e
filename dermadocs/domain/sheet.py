"""What was found on a returned sheet and in a returned pack: the words of the paper route (paper.md, statuses).

A status sorts and points; nothing is accepted without a person. « Ink found » is all a filled box says.
"""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from dermadocs.domain.facts import Fact, Sha256, Short
from dermadocs.domain.layout import BoxKind, Page, Rect

SheetStatus = Literal[
    "clean",
    "ink_missing",
    "differs",
    "code_written_over",
    "incomplete",
    "too_poor",
    "superseded_revision",
    "two_pages_in_one_image",
    "unregistered",
    "unidentified",
    "foreign",
    "unreadable",
]
"""`incomplete`: print lies outside the image; `too_poor`: too coarse to compare; `foreign`: a code that no key of ours
issued, or of another practice's pack; `unreadable`: the file could not be decoded within its limits."""
DifferenceKind = Literal["struck", "overwritten", "replaced", "whited_out", "added"]
Grade = Literal["good", "bw", "low"]
"""What kind of scan it is, as thresholds differ: black and white as a fax; blurred or coarse."""
PackStatus = Literal["waiting", "to_review", "accepted", "refused_asked_again"]
Decision = Literal["accept", "ask_again", "refuse"]
"""Of a person on a sheet: as if signed before us; sent again, please; not accepted."""
Weighing = Literal["harmless", "corrected_by_both", "refused"]
"""Of a person on one difference: a spill or a stamp; a correction that both sides accept; neither."""


class BoxFound(Fact, frozen=True, kw_only=True):
    """Millimetres of new stroke in a box, and whether that is taken for ink."""

    id: Short
    kind: BoxKind
    required: bool
    ink_mm: float
    filled: bool


class Difference(Fact, frozen=True, kw_only=True):
    """A place where the scan is not what was sent; a score of 1 is just flagged. A question, not an accusation."""

    kind: DifferenceKind
    score: float
    rect_mm: Rect


class Sheet(Fact, frozen=True, kw_only=True):
    """One image of a heap. `page` counts within the file from 1; `sha256` is that of the file as it came."""

    file: str
    page: int
    sha256: Sha256
    status: SheetStatus
    document: str | None
    handle: str | None
    revision: str | None
    page_number: Page | None
    page_count: Page | None
    boxes: tuple[BoxFound, ...]
    differences: tuple[Difference, ...]
    grade: Grade | None


class SheetAt(Fact, frozen=True, kw_only=True):
    """A sheet of a pack by its place, as far as it is known; and the image, when there is one."""

    document: str | None
    handle: str | None
    page_number: Page | None
    file: str | None
    page: int | None


class Pack(Fact, frozen=True, kw_only=True):
    """What of a pack has come back. `pack` names it as the practice does."""

    pack: str
    status: PackStatus
    missing: Annotated[tuple[SheetAt, ...], Meta(max_length=2000)]
    duplicate: tuple[SheetAt, ...]
    superseded: tuple[SheetAt, ...]
    foreign: tuple[SheetAt, ...]
    unidentified: tuple[SheetAt, ...]
