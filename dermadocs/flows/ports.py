"""What the flows need from the outside world, in words of the flows. Only bootstrap.py says who provides it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from dermadocs.domain.case import Case
from signatures import Key
from signatures.clock import Clock


class Rendered(Protocol):
    """A paper as drawn: the PDF and the `document.json` embedded in it."""

    @property
    def pdf(self) -> bytes: ...

    @property
    def document(self) -> bytes: ...


class Printer(Protocol):
    """Draws papers and the stamps of their signature fields."""

    def estimate(self, case: Case, handle: bytes, at: datetime) -> Rendered:
        """The estimate to be signed: fields, data and page marks in place."""
        ...

    def stamp(self, act: str, lines: Sequence[str]) -> bytes:
        """The visible part of an act: a one-page PDF of the size of its field."""
        ...


class Keyring(Protocol):
    """Keys, each loaded once, and the revocation data that go with them."""

    def practitioner(self, rpps: str) -> Key:
        """The key of a practitioner; KeyUnavailable if this home has none."""
        ...

    def one_shot(self, name: str, identifier: str, at: datetime) -> Key:
        """A key for one act of one person without a certificate, forgotten afterwards."""
        ...

    def revocation(self, at: datetime) -> tuple[bytes, ...]:
        """Revocation lists in force at that time, DER."""
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
