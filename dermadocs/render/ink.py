"""Frames for ink on a paper that is printed and signed by hand: which there are, how large, which must be filled.

The two mentions of an estimate are those of the arrêté of 17 October 1996, article 2, each « manuscrite, datée et
signée » (ARR1996-2-10); a practitioner dates and signs. Initials are asked nowhere: no text wants them. Captions stand
above their frame with 6 mm of air, so that a pen that leaves the frame touches no print.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from dermadocs.domain import labels
from dermadocs.domain.content import Block, Choices, Lines, Section
from dermadocs.domain.document import Act, Document
from dermadocs.domain.layout import BoxKind

SIZES: Mapping[str, tuple[float, float]] = {
    "mention": (162.0, 15.0),
    "date": (54.0, 19.0),
    "signature": (102.0, 19.0),
    "tick": (4.6, 4.6),
}
"""Width and height in mm inside the line; a place to write has the width of the page and its lines' height."""
WRITING, LINE = 169.4, 8.0
_PARTS: Mapping[Act, tuple[BoxKind, ...]] = {
    "practitioner": ("date", "signature"),
    "receipt": ("mention", "date", "signature"),
    "acceptance": ("mention", "date", "signature"),
    "interpreter": ("date", "signature"),
    "consent": ("mention", "date", "signature"),
    "confirmation": ("mention", "date", "signature"),
    "withdrawal": ("mention", "date", "signature"),
    "seal": (),
}
_ON_BOTH: frozenset[Act] = frozenset({"practitioner", "withdrawal"})
"""Acts that each copy needs; the others count on the copy that comes back, where the arrêté puts the acceptance."""
_LATER: frozenset[Act] = frozenset({"confirmation"})
"""Signed on the day itself: empty when the paper comes back by post."""
LETTERS = "abcdefgh"


@dataclass(frozen=True)
class Frame:
    """A place for ink before it has a place on a page; lengths in mm."""

    id: str
    kind: BoxKind
    width: float
    height: float
    required: bool


def frames(document: Document) -> dict[str, Frame]:
    """Every frame of a paper by its id, in page order; none where the copy is signed on a screen."""
    if not document.copy.ink:
        return {}
    return {**by_id(framed(document.content)), **{frame.id: frame for frame in _of_signers(document)}}


def by_id(framed: Mapping[str, Sequence[Frame]]) -> dict[str, Frame]:
    """The same frames one by one."""
    return {frame.id: frame for those in framed.values() for frame in those}


def framed(content: Sequence[Section]) -> dict[str, tuple[Frame, ...]]:
    """The frames of words by the block's pointer: boxes that nobody ticked yet, and room for writing.

    Ink may stand there, and need not.
    """
    blocks = {
        f"/content/{section}/blocks/{number}": (f"{section:02}{number:02}", block)
        for section, part in enumerate(content)
        for number, block in enumerate(part.blocks)
    }
    return {pointer: found for pointer, (place, block) in blocks.items() if (found := _of_block(place, block))}


def _of_block(place: str, block: Block) -> tuple[Frame, ...]:
    if isinstance(block, Choices) and not block.chosen:
        ids = (f"Choice{place}/{letter}" for letter in LETTERS[: len(block.options)])
        return tuple(Frame(name, "tick", *SIZES["tick"], False) for name in ids)
    if isinstance(block, Lines):
        return (Frame(f"Lines{place}/text", "mention", WRITING, LINE * block.count, False),)
    return ()


def _of_signers(document: Document) -> Iterator[Frame]:
    returned = document.copy.label == labels.COPIES["practitioner"]
    for field in document.fields:
        required = field.act not in _LATER and (returned or field.act in _ON_BOTH)
        for part in _PARTS[field.act]:
            yield Frame(f"{field.field}/{part}", part, *SIZES[part], required)
