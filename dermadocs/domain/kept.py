"""What a store holds, as it holds it: rows not yet believed, and the line by which lists show a dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from dermadocs.domain.case import Case
from dermadocs.domain.dossier import Dossier
from dermadocs.domain.evidence import masked


@dataclass(frozen=True)
class Row:
    """One row of evidence: the canonical bytes of an entry, their digest, and the timestamp of its commit.

    `serial` counts over all dossiers of a home; `token` (RFC 3161, DER) is over `sha256` and stands at the last entry
    of a commit: it covers those before it, for each names the digest of the one before.
    """

    serial: int
    dossier: str
    number: int
    sha256: str
    body: bytes
    token: bytes | None


@dataclass(frozen=True)
class Line:
    """A commit in the register: the serial number of its last row, the dossier, the number and digest of that entry."""

    serial: int
    dossier: str
    number: int
    sha256: str


@dataclass(frozen=True)
class Summary:
    """A dossier in a list. All of it follows from the entries; it is no evidence."""

    identifier: str
    state: str
    patient: str
    number: str
    last: datetime
    gate: datetime | None
    valid_until: date | None
    city: str = ""
    country: str = ""
    language: str = ""
    day: date | None = None
    """D, the day of the receipt that counts."""
    accepted_at: datetime | None = None
    planned: date | None = None
    """The day proposed for the act."""
    unlawful: int = 0
    """Money that came when nothing could be obtained, in cents."""
    waiting: int = 0
    """Questions of the patient's side that nobody has answered."""
    reached: str = ""
    """Where the patient is written to, masked; empty while nobody knows it."""

    @classmethod
    def of(cls, identifier: str, dossier: Dossier, patient: str, case: Case | None = None, waiting: int = 0) -> Summary:
        """The summary of a folded dossier; `patient` is a name to be shown, empty while nobody has said it."""
        assert dossier.last is not None
        terms, person = dossier.terms, case.patient if case else None
        return cls(
            identifier=identifier,
            state=dossier.state.value,
            patient=patient,
            number=terms.number if terms else "",
            last=dossier.last,
            gate=dossier.gate,
            valid_until=terms.valid_until if terms else None,
            city=person.address.city if person else "",
            country=person.address.country if person else "",
            language=person.language if person else "",
            day=dossier.day,
            accepted_at=dossier.accepted_at,
            planned=case.estimate.proposed_on if case else None,
            unlawful=dossier.unlawful,
            waiting=waiting,
            reached=(masked(person.email, person.phone) or "") if person else "",
        )


@dataclass(frozen=True)
class Interrupted:
    """A command that was killed: what it was doing, since when, and whether it is done all the same."""

    dossier: str
    what: str
    since: str
    done: bool
