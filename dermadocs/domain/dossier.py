"""The fold: what a dossier is after its events, and what may happen next. No clock, no disk.

Rule 1: nothing binding before the gate: the rows of `transitions` that lead to ACCEPTED, CONSENTED and
PERFORMED all ask for it, and no event, flag or incident goes around them.
Rule 2: an event that is not permitted is refused whole; money that has come in is never refused, it is an
incident.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dermadocs.domain import guards, money_guards
from dermadocs.domain.events import (
    Accepted,
    Act,
    AnyEvent,
    Consented,
    Consulted,
    Drafted,
    Filed,
    Interviewed,
    Paid,
    Posted,
    Received,
    Refunded,
    Replaced,
    Signed,
)
from dermadocs.domain.ink import COPY
from dermadocs.domain.reflection import gate, paris_day, receipt_day
from dermadocs.domain.state import Dossier, State
from dermadocs.domain.transitions import BINDING, ENDINGS, NOT_HERE, TABLE, Transition
from dermadocs.errors import NotPermitted
from dermadocs.sentence import say

__all__ = ["Dossier", "Permission", "State", "apply", "fold", "may"]


@dataclass(frozen=True)
class Permission:
    """The answer of `may`. `opens_at`: from when the act will be allowed, where only time is missing."""

    allowed: bool
    opens_at: datetime | None = None
    rule: str | None = None
    why: str | None = None


def may(dossier: Dossier, act: Act, at: datetime, event: AnyEvent | None = None) -> Permission:
    """Whether an act is possible at an instant (UTC). With the event, also whether that very event is."""
    _, refusal = _judge(dossier, act, at, event)
    if refusal is None:
        return Permission(allowed=True)
    return Permission(allowed=False, opens_at=refusal.opens_at, rule=refusal.rule, why=refusal.why)


def apply(dossier: Dossier, event: AnyEvent) -> Dossier:
    """The dossier after one more event. NotPermitted says what refuses it; the dossier is as it was."""
    row, refusal = _judge(dossier, event.act, event.at, event)
    if row is None or refusal is not None:
        assert refusal is not None
        raise NotPermitted(event.act.value, refusal.why, refusal.rule)
    changes: dict[str, Any] = {"last": event.at}
    if event.act in _EFFECTS:
        changes |= _EFFECTS[event.act](dossier, event)
    return _move(dataclasses.replace(dossier, **changes), row, dossier)


def fold(events: Iterable[AnyEvent], start: Dossier | None = None) -> Dossier:
    """The dossier after all the events, from the beginning or from `start`."""
    dossier = start or Dossier()
    for event in events:
        dossier = apply(dossier, event)
    return dossier


def _judge(
    dossier: Dossier, act: Act, at: datetime, event: AnyEvent | None
) -> tuple[Transition | None, guards.Refusal | None]:
    for row in TABLE:
        if row.act is not act or dossier.state not in row.sources:
            continue
        if row.when is not None and row.when(dossier, at, event) is None:
            continue
        checks = (guard(dossier, at, event) for guard in (guards.in_order, *row.guards))
        return row, next((refusal for refusal in checks if refusal is not None), None)
    waiting = guards.gate_open(dossier, at, event) if dossier.state is State.REFLECTING else None
    if waiting is not None and act in BINDING:
        return None, waiting
    plain = (say("not possible in the state {state}", state=dossier.state.value), "T-09")
    why, rule = NOT_HERE.get((act, dossier.state)) or ENDINGS.get(dossier.state) or plain
    return None, guards.Refusal(why, rule)


def _move(after: Dossier, row: Transition, before: Dossier) -> Dossier:
    """The state after a row, once the effects of its event are known."""
    state = row.target or before.state
    if row.until_all is not None and not _EVERYBODY[row.act](after):
        state = row.until_all
    if row.act is Act.CLOSE_INCIDENT:
        assert after.resumes is not None
        return dataclasses.replace(after, state=after.resumes, resumes=None)
    if before.state is State.INCIDENT and row.act in _ENDS:
        return dataclasses.replace(after, resumes=_ENDS[row.act])
    if state is State.INCIDENT and before.state is not State.INCIDENT:
        return dataclasses.replace(after, state=state, resumes=before.state)
    if state is State.REFLECTING and row.act is Act.RECEIVE:
        assert after.day is not None
        return dataclasses.replace(after, state=state, gate=gate(after.day))
    return dataclasses.replace(after, state=state)


_EVERYBODY: dict[Act, Callable[[Dossier], bool]] = {
    Act.SIGN: lambda d: frozenset(d.signed) == d.operators,
    Act.RECEIVE: lambda d: frozenset(d.received) == d.receivers,
    Act.ACCEPT: lambda d: frozenset(d.accepted) == d.receivers,
    Act.CONSENT: lambda d: frozenset(d.consented) == d.receivers,
}
# A patient who declines during an incident: the incident stays to be settled, the end waits behind it.
_ENDS = {Act.REFUSE: State.REFUSED, Act.WITHDRAW: State.WITHDRAWN}


def _draft(dossier: Dossier, event: AnyEvent) -> dict[str, Any]:
    """A new estimate: whatever was received, accepted or consented to belonged to the old one (NU-07)."""
    assert isinstance(event, Drafted)
    fresh = Dossier()
    kept = ("state", "last", "interview", "examined_by", "held", "unlawful", "resumes", "early_acceptances", "copies")
    names = {field.name for field in dataclasses.fields(Dossier)} - set(kept)
    return {name: getattr(fresh, name) for name in names} | {"terms": event.terms}


def _interview(dossier: Dossier, event: AnyEvent) -> dict[str, Any]:
    assert isinstance(event, Interviewed)
    first = min(dossier.interview or event.on, event.on)
    met = (event.practitioner,) if event.mode == "in_person" else ()
    return {"interview": first, "examined_by": (*dossier.examined_by, *met)}


def _sign(dossier: Dossier, event: AnyEvent) -> dict[str, Any]:
    assert isinstance(event, Signed)
    return {"signed": (*dossier.signed, event.practitioner), "document": event.document, "signed_at": event.at}


def _file(dossier: Dossier, event: AnyEvent) -> dict[str, Any]:
    assert isinstance(event, Filed)
    return {"copies": dossier.copies | {event.sha256}} if event.kind == COPY else {}


def _post(dossier: Dossier, event: AnyEvent) -> dict[str, Any]:
    assert isinstance(event, Posted)
    return {"posted": (*dossier.posted, event)}


def _receive(dossier: Dossier, event: AnyEvent) -> dict[str, Any]:
    assert isinstance(event, Received)
    assert dossier.terms is not None
    day = receipt_day(event.at, event.paper, dossier.terms.patient_zone)
    return {"received": (*dossier.received, event.person), "day": max(day, dossier.day or day)}


def _accept(dossier: Dossier, event: AnyEvent) -> dict[str, Any]:
    assert isinstance(event, Accepted)
    return {
        "accepted": (*dossier.accepted, event.person),
        "accepted_at": event.at,
        "distance": dossier.distance or event.distance,
    }


def _consent(dossier: Dossier, event: AnyEvent) -> dict[str, Any]:
    assert isinstance(event, Consented)
    return {"consented": (*dossier.consented, event.person)}


def _consult(dossier: Dossier, event: AnyEvent) -> dict[str, Any]:
    assert isinstance(event, Consulted)
    if event.purpose == "anaesthesia":
        return {"anaesthesia_at": event.at}
    if event.purpose == "physical_examination":
        return {"examined_by": (*dossier.examined_by, event.practitioner)}
    return {}


def _pay(dossier: Dossier, event: AnyEvent) -> dict[str, Any]:
    """Fees of prior consultations are lawful at any time and not held against the dossier."""
    assert isinstance(event, Paid)
    if event.purpose == "prior_consultation":
        return {}
    unlawful = event.amount if money_guards.unlawful_money(dossier, event.at, event) else 0
    return {"held": dossier.held + event.amount, "unlawful": dossier.unlawful + unlawful}


def _refund(dossier: Dossier, event: AnyEvent) -> dict[str, Any]:
    assert isinstance(event, Refunded)
    return {"held": dossier.held - event.amount, "unlawful": max(0, dossier.unlawful - event.amount)}


def _replace(dossier: Dossier, event: AnyEvent) -> dict[str, Any]:
    assert isinstance(event, Replaced)
    return {"successor": event.by}


_EFFECTS: dict[Act, Callable[[Dossier, AnyEvent], dict[str, Any]]] = {
    Act.INTERVIEW: _interview,
    Act.DRAFT: _draft,
    Act.SIGN: _sign,
    Act.FILE: _file,
    Act.POST: _post,
    Act.RECEIVE: _receive,
    Act.EARLY_ACCEPTANCE: lambda d, _: {"early_acceptances": d.early_acceptances + 1},
    Act.CONSULTATION: _consult,
    Act.ACCEPT: _accept,
    Act.CONSENT: _consent,
    Act.EXPRESS_REQUEST: lambda d, _: {"express_request": True},
    Act.CONFIRM_DAY: lambda d, event: {"confirmed_on": paris_day(event.at)},
    Act.PAY: _pay,
    Act.REFUND: _refund,
    Act.REPLACE: _replace,
}
