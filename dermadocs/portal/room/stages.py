"""What is true now for one person in the room, and what they may do: one table over the dossier's state.

Nothing that is not lawful yet is on a page, not even closed: until the gate there is no acceptance (design.md, law 2).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.dossier import may
from dermadocs.domain.events import Act, Refused, Withdrawn
from dermadocs.domain.reflection import full_days, paris_day
from dermadocs.domain.state import Dossier, State
from dermadocs.flows import casework, questioning
from dermadocs.flows.consenting import INTERPRETER
from dermadocs.flows.kept import Kept
from dermadocs.flows.sealing import SAFETY
from dermadocs.law.rule import Step
from dermadocs.portal.office import office
from dermadocs.portal.room.visits import Guest

Now = Literal["sign", "waiting", "others", "practice", "rest", "over"]


@dataclass(frozen=True)
class Deed:
    """An act that somebody signs here: in which paper, by which flow, after which answers of the practice."""

    act: str
    paper: str
    flow: Callable[..., Any]
    step: Step | None
    done: Callable[[Dossier], tuple[str, ...]]
    """Who has done it."""

    @property
    def mention(self) -> str | None:
        """What is typed; None for an interpreter, of whom no text asks for one."""
        return MENTIONS.get(self.act)


DEEDS: Mapping[str, Deed] = {
    deed.act: deed
    for deed in (
        Deed("receipt", "estimate", casework.receive, "receive", lambda d: d.received),
        Deed("acceptance", "estimate", casework.accept, "accept", lambda d: d.accepted),
        Deed("consent", "consent", casework.consent, None, lambda d: d.consented),
        Deed("confirmation", "consent", casework.confirm_day, None, lambda _: ()),
        Deed("interpreter", "consent", casework.interpret, None, lambda _: ()),
    )
}
OVER = frozenset(
    {State.PERFORMED, State.ARCHIVED, State.REFUSED, State.WITHDRAWN, State.EXPIRED, State.REPLACED, State.INCIDENT}
)
UNSENT = frozenset({State.DRAFT, State.SIGNED})
"""Nothing of the estimate is the patient's yet: a surgeon may have to sign it still, and it has not left."""
STILL: Mapping[State, Now] = {**dict.fromkeys(OVER, "over"), **dict.fromkeys(UNSENT, "practice")}
"""Where nobody on the patient's side has anything to do."""


@dataclass(frozen=True)
class Turn:
    """What a person sees first: whether to sign (and what), to wait for whom, or nothing any more."""

    now: Now
    deed: Deed | None = None
    opens: datetime | None = None
    """Of `waiting`: the gate."""
    elapsed: int = 0
    """Full days of the fifteen that are over."""
    refuse: bool = False
    withdraw: bool = False


def turn(guest: Guest) -> Turn:
    """Whose turn it is, for somebody in the room."""
    now, deed = _state(guest)
    dossier = guest.kept.dossier
    who, at = guest.person.id, max(guest.now, dossier.last or guest.now)
    signs = who in dossier.receivers
    leave = signs and may(dossier, Act.REFUSE, at, Refused(at=at, person=who)).allowed
    back = signs and may(dossier, Act.WITHDRAW, at, Withdrawn(at=at, person=who, channel="online")).allowed
    elapsed = full_days(dossier.day, guest.now) if dossier.day else 0
    return Turn(now, deed, dossier.gate, elapsed, refuse=leave, withdraw=back and not leave)


def opens(dossier: Dossier) -> datetime | None:
    """From when an acceptance can be signed: the gate and what a clock may be off."""
    if dossier.gate is None:
        return None
    return dossier.gate + max(SAFETY, timedelta(seconds=office().desk.practice.accuracy))


def with_news(kept: Kept, who: str, at: datetime) -> Kept:
    """An act with what is told of it: to whom signed, its digest; to everybody, once the fifteen days that a last
    receipt begins are over, that they may answer.
    """
    kept = kept.telling("digest", who, at)
    first = opens(kept.dossier)
    if kept.dossier.state is State.REFLECTING and first is not None and not kept.dossier.accepted:
        for one in kept.case.receivers:
            kept = kept.telling("opened", one.id, first)
    return kept


def _state(guest: Guest) -> tuple[Now, Deed | None]:
    kept, who = guest.kept, guest.person.id
    dossier = kept.dossier
    if dossier.state in STILL:
        return STILL[dossier.state], None
    if who not in dossier.receivers:
        return _interpreter(guest)
    if dossier.state in (State.SENT, State.HANDED_OVER):
        return _receipt(guest)
    if dossier.state is State.REFLECTING:
        first = opens(dossier)
        if first is None or guest.now < first:
            return "waiting", None
        return ("others", None) if who in dossier.accepted else _ready(guest, "acceptance")
    if dossier.state is State.ACCEPTED:
        if not kept.has("consent"):
            return "practice", None
        if who in dossier.consented or _awaits_interpreter(guest):
            return "others", None
        return _ready(guest, "consent")
    return _confirmation(guest) if dossier.state is State.READY else ("rest", None)


def _confirmation(guest: Guest) -> tuple[Now, Deed | None]:
    """On the day; a consent in ink is confirmed in ink too, at the practice."""
    kept = guest.kept
    if not kept.has("consent") or paris_day(guest.now) < kept.case.estimate.proposed_on:
        return "rest", None
    mine = [one for one in kept.filed if one.name == kept.name_of("consent")]
    done = any(one.field == field_of(guest, "DayConfirmation") for one in mine)
    return ("rest", None) if done else _ready(guest, "confirmation")


def _receipt(guest: Guest) -> tuple[Now, Deed | None]:
    return ("others", None) if guest.person.id in guest.kept.dossier.received else _ready(guest, "receipt")


def _ready(guest: Guest, act: str) -> tuple[Now, Deed | None]:
    """Unless the practice has still to answer what it is asked before that step."""
    deed = DEEDS[act]
    kept = guest.kept
    if deed.step is not None and questioning.asked(kept.case, kept.entries, guest.now, [deed.step]):
        return "practice", None
    return "sign", deed


def _interpreter(guest: Guest) -> tuple[Now, Deed | None]:
    return ("sign", DEEDS["interpreter"]) if _awaits_interpreter(guest) else ("rest", None)


def _awaits_interpreter(guest: Guest) -> bool:
    kept = guest.kept
    if kept.dossier.state is not State.ACCEPTED or not kept.has("consent"):
        return False
    file = kept.paper("consent")
    return INTERPRETER not in file.filled and any(one.field == INTERPRETER for one in file.document.fields)


def field_of(guest: Guest, label: str) -> str:
    """The field of a person in a paper; empty where the act is not theirs: an interpreter has that one alone."""
    ids, who = [one.id for one in guest.kept.case.receivers], guest.person.id
    if who not in ids:
        return INTERPRETER if label == "Interpreter" else ""
    return f"{label}{ids.index(who) + 1}" if label != "Interpreter" else ""
