"""What is known of a dossier after its events: frozen, without a clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from dermadocs.domain.events import Posted
from dermadocs.domain.procedure import Anaesthesia
from dermadocs.domain.terms import Terms


class State(StrEnum):
    """The states of design.md section 3. HANDED_OVER: not everybody has acknowledged receipt yet."""

    DRAFT = "DRAFT"
    SIGNED = "SIGNED"
    SENT = "SENT"
    HANDED_OVER = "HANDED_OVER"
    REFLECTING = "REFLECTING"
    ACCEPTED = "ACCEPTED"
    CONSENTED = "CONSENTED"
    READY = "READY"
    PERFORMED = "PERFORMED"
    ARCHIVED = "ARCHIVED"
    EXPIRED = "EXPIRED"
    REPLACED = "REPLACED"
    REFUSED = "REFUSED"
    WITHDRAWN = "WITHDRAWN"
    INCIDENT = "INCIDENT"


@dataclass(frozen=True)
class Dossier:
    """The fold of a dossier's events. Money in cents, instants in UTC."""

    state: State = State.DRAFT
    last: datetime | None = None
    """Instant of the latest event."""
    interview: date | None = None
    terms: Terms | None = None
    """Of the latest estimate; None before the first draft."""
    document: str | None = None
    """SHA-256 of the document.json that the operators signed."""
    signed: tuple[str, ...] = ()
    received: tuple[str, ...] = ()
    day: date | None = None
    """D, the later day of all receipts so far."""
    gate: datetime | None = None
    """First permitted instant; None until everybody has acknowledged receipt."""
    accepted: tuple[str, ...] = ()
    accepted_at: datetime | None = None
    distance: bool = False
    consented: tuple[str, ...] = ()
    express_request: bool = False
    signed_at: datetime | None = None
    """When the last operator so far signed."""
    posted: tuple[Posted, ...] = ()
    """The packs of the latest estimate that left."""
    copies: frozenset[str] = frozenset()
    """Digests of all reliable copies that are kept."""
    examined_by: tuple[str, ...] = ()
    """Practitioners who saw the patient in person."""
    anaesthesia_at: datetime | None = None
    confirmed_on: date | None = None
    held: int = 0
    """Money received and not refunded, fees of prior consultations left out."""
    unlawful: int = 0
    """The part of `held` that came when nothing could be obtained."""
    successor: str | None = None
    """Number of the estimate that replaces this one."""
    resumes: State | None = None
    """Where the dossier returns when the incident is closed."""
    early_acceptances: int = 0

    @property
    def anaesthesia(self) -> Anaesthesia | None:
        """The anaesthesia of the latest estimate."""
        return self.terms.anaesthesia if self.terms else None

    @property
    def operators(self) -> frozenset[str]:
        """Ids of the operators of the latest estimate."""
        return frozenset(cover.id for cover in self.terms.operators) if self.terms else frozenset()

    @property
    def receivers(self) -> frozenset[str]:
        """Ids of those who sign receipt, acceptance and consent."""
        return frozenset(self.terms.receivers) if self.terms else frozenset()
