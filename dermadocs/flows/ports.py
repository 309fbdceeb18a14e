"""What the flows need from the outside world, in words of the flows. Only bootstrap.py says who provides it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dermadocs.catalogue.load import Find, entry
from dermadocs.domain.case import Case
from dermadocs.domain.content import Section
from dermadocs.domain.copy_page import ScanPage
from dermadocs.domain.document import Act, HandedOver, Kind
from dermadocs.domain.layout import Coded, InkBox, Layout
from dermadocs.domain.posting import Sheet, Told
from dermadocs.domain.review import Review
from dermadocs.paper.pack import Part
from signatures import Key
from signatures.clock import Clock


class Rendered(Protocol):
    """A paper as drawn: the PDF and the `document.json` embedded in it."""

    @property
    def pdf(self) -> bytes: ...

    @property
    def document(self) -> bytes: ...


class Drawn(Rendered, Protocol):
    """A paper for ink: where its frames stand, page by page."""

    @property
    def boxes(self) -> Sequence[tuple[InkBox, ...]]: ...


@dataclass(frozen=True)
class Hand:
    """A copy to be printed and signed by hand: its name, and whether it is set in big print."""

    label: str
    large: bool = False


class Printer(Protocol):
    """Draws papers and the stamps of their signature fields."""

    def paper(
        self,
        kind: Kind,
        case: Case,
        handle: bytes,
        at: datetime,
        *,
        language: str | None = None,
        handed_over: Sequence[HandedOver] = (),
        supplements: Sequence[tuple[str, bytes]] = (),
        content: Sequence[Section] | None = None,
        hand: Hand | None = None,
    ) -> Drawn:
        """A paper to be signed: fields, data and page marks in place.

        `language` stands beside French; `handed_over` are the papers that its receipt covers too; `supplements`
        are files embedded beside the record, by name; `content` is what it says, None for what
        such a paper always says; `hand`: on paper, with frames for ink in place of the fields.
        """
        ...

    def letter(
        self, sheet: Sheet, told: Told, case: Case, handle: bytes, at: datetime, *, language: str | None, large: bool
    ) -> Drawn:
        """A letter of a posted pack."""
        ...

    def described(self, document: Coded, handle: bytes, drawn: Drawn) -> tuple[Layout, bytes]:
        """Where the frames and the letters of a printed paper stand, and a picture of its pages (PNG)."""
        ...

    def joined(self, parts: Sequence[Part], title: str, author: str, at: datetime) -> bytes:
        """One print file of several papers."""
        ...

    def stamp(self, act: Act, lines: Sequence[str]) -> bytes:
        """The visible part of an act: a one-page PDF of the size of its field."""
        ...


class Keyring(Protocol):
    """Keys, each loaded once, and the revocation data that go with them."""

    def practitioner(self, rpps: str) -> Key:
        """The key of a practitioner; KeyUnavailable if this home has none."""
        ...

    def seal(self, name: str, identifier: str, at: datetime) -> Key:
        """The key of the practice's seal."""
        ...

    def one_shot(self, name: str, identifier: str, at: datetime) -> Key:
        """A key for one act of one person without a certificate, forgotten afterwards."""
        ...

    def revocation(self, at: datetime) -> tuple[bytes, ...]:
        """Revocation lists in force at that time, DER."""
        ...


class Scans(Protocol):
    """Files that came back by post: hostile ones too, so each is decoded in a limited child process."""

    def pages(self, data: bytes) -> Sequence[ScanPage]:
        """The pages of a file, as images that a reliable copy can hold. InputError for what is none."""
        ...

    def bound(self, sheet: bytes, pages: Sequence[ScanPage]) -> bytes:
        """The sheet of a reliable copy with its pages behind it, before the seal."""
        ...


@dataclass(frozen=True)
class Practice:
    """Everything a flow works with."""

    printer: Printer
    keys: Keyring
    clock: Clock
    clock_grade: str
    """What the practice says of its clock in a stamp: C for its own. A verifier grades it again by itself."""
    accuracy: float
    """Seconds by which the clock may be off; acts open at the gate plus this, and at least 60 s."""
    demonstration: bool
    """A demonstration issues words that nobody has reviewed, and each page says so; a practice does not."""
    review: Review | None
    """Who answers for the words of the papers; None: nobody yet."""
    find: Find = entry
    """The procedures: those that are shipped, or a practice's own before them."""
