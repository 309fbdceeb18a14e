"""The events of a dossier read estimate by estimate, without refusing anything: what a card needs to judge them.

`dermadocs.domain.dossier` refuses an unlawful event when it comes; here a history that is already written, or
was brought in from elsewhere, is looked at as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeVar

from dermadocs.domain.events import Accepted, AnyEvent, Consented, Drafted, Received, Signed
from dermadocs.domain.reflection import bound_at, gate, receipt_day
from dermadocs.domain.terms import Terms

E = TypeVar("E")


@dataclass(frozen=True)
class Round:
    """One estimate and what happened until the next one was drafted; each event with its place in the history."""

    terms: Terms
    numbered: tuple[tuple[int, AnyEvent], ...]

    def of(self, kind: type[E]) -> list[tuple[int, E]]:
        """The events of one kind, with their places."""
        return [(n, event) for n, event in self.numbered if isinstance(event, kind)]

    @property
    def document(self) -> str | None:
        """The digest of what the operators signed."""
        return next((event.document for _, event in self.of(Signed)), None)

    @property
    def day(self) -> date | None:
        """D: the later of the receipts' days, once everybody has acknowledged the document that was signed."""
        days = {
            event.person: receipt_day(event.at, event.paper, self.terms.patient_zone)
            for _, event in self.of(Received)
            if self.document in (None, event.document)
        }
        return max(days.values()) if days and set(self.terms.receivers) <= set(days) else None

    @property
    def gate(self) -> datetime | None:
        """The first permitted instant; None while the clock has not begun."""
        return gate(self.day) if self.day else None

    def early(self, at: datetime) -> bool:
        """True when nothing binding may happen yet at that instant."""
        return self.gate is None or at < self.gate

    def bound_early(self, event: Accepted | Consented) -> bool:
        """The same of what binds; in ink it counts from the earliest that the day written can mean."""
        return self.early(min(event.at, bound_at(event.at, event.paper, self.terms.patient_zone)))


def rounds(events: Sequence[AnyEvent]) -> Iterator[Round]:
    """Every estimate of a history, in order; what came before the first draft belongs to it."""
    starts = [n for n, event in enumerate(events) if isinstance(event, Drafted)]
    for place, start in enumerate(starts):
        end = starts[place + 1] if place + 1 < len(starts) else len(events)
        draft = events[start]
        assert isinstance(draft, Drafted)
        first = 0 if place == 0 else start
        yield Round(draft.terms, tuple(enumerate(events))[first:end])


def latest(events: Sequence[AnyEvent]) -> Round | None:
    """The round of the latest estimate, or None before the first."""
    return next(reversed(list(rounds(events))), None)


def at(number: int) -> str:
    """The place of an event in a finding."""
    return f"/events/{number}"
