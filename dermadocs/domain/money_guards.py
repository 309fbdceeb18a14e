"""Conditions on money (law.md NU-02, NU-04, PRICE-06); see `guards`."""

from __future__ import annotations

from datetime import datetime

from dermadocs.domain.events import AnyEvent, Paid, Refunded
from dermadocs.domain.guards import Refusal, gate_open
from dermadocs.domain.state import Dossier, State

PAYABLE = frozenset({State.ACCEPTED, State.CONSENTED, State.READY, State.PERFORMED, State.ARCHIVED})


def money_held(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """No more goes back than came in (NU-04)."""
    if isinstance(event, Refunded) and event.amount > dossier.held:
        return Refusal("more than was received", "NU-04")
    return None


def nothing_owed(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """Money obtained too early has gone back (NU-04)."""
    if dossier.unlawful > 0:
        return Refusal("money obtained too early has not been refunded", "NU-04")
    return None


def unlawful_money(dossier: Dossier, at: datetime, event: AnyEvent | None) -> Refusal | None:
    """Money that may be received: prior consultations always, the price once accepted after the gate.

    A deposit never (CDM-55-01); anything in the period is a consideration obtained (CSP-L6322-2-01).
    """
    if not isinstance(event, Paid) or event.purpose == "prior_consultation":
        return None
    if event.purpose == "deposit":
        return Refusal("a deposit", "CDM-55-01")
    state = dossier.resumes or dossier.state
    if gate_open(dossier, at, event) or not dossier.accepted or state not in PAYABLE:
        return Refusal("money before the gate and the acceptance", "CSP-L6322-2-01")
    return None
