"""What comes from outside the case when a document is made, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from dermadocs.domain.document import HandedOver
from dermadocs.domain.layout import InkBox


class Wording(Protocol):
    """A legal or house text to print; `dermadocs.law.wording` has them."""

    @property
    def id(self) -> str: ...
    @property
    def status(self) -> Literal["V", "S", "M", "O"]: ...
    @property
    def cite(self) -> str: ...
    @property
    def paragraphs(self) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class Issue:
    """One copy of one document, as the practice issues it."""

    handle: bytes
    """Five random bytes that name dossier, document and copy."""
    copy_label: str
    """Which copy this is, as printed: « original électronique », « exemplaire du patient »…"""
    mac_key: bytes
    """The key behind the page codes, at least 16 bytes; `key_number` (0 to 15) says which."""
    key_number: int
    salt: bytes
    """Secret of the identity digests, at least 16 bytes."""
    root_sha256: str | None
    """SHA-256 (hex) of the practice's root certificate, printed short on each page."""
    at: datetime
    """Moment of issue, aware: the only date written into the file besides those of the case."""
    ink: bool = False
    """On paper, to be signed by hand: frames for ink in place of the signature fields."""
    large: bool = False
    """Big print: the body a third larger; head, foot and marks stay where a scan is looked for."""
    draft: bool = False
    """A draft says so on each page and has neither code nor marks nor signature fields."""
    demonstration: bool = False
    notices: Sequence[str] = ()
    """Printed on each page, as « Modèle non validé par un juriste »."""
    translator: str | None = None
    """Who answers for the translation, as the practice's review names them."""
    handed_over: Sequence[HandedOver] = ()
    """Papers given together with this one: its receipt covers them too."""

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("the moment of issue needs a time zone")


@dataclass(frozen=True)
class Supplement:
    """A file embedded beside the record, as the accepted estimate in a consent (AFRelationship Supplement)."""

    name: str
    description: str
    data: bytes


@dataclass(frozen=True)
class Rendered:
    """A document ready for its first signature: the PDF, the `document.json` inside it, its pages."""

    pdf: bytes
    document: bytes
    pages: int
    boxes: Sequence[tuple[InkBox, ...]] = ()
    """On paper: the frames for ink of each page, as they were drawn."""
