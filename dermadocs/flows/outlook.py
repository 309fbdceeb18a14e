"""What comes next in a dossier, and whose turn it is: one line a state, for lists, commands and pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from dermadocs.domain.dossier import Dossier
from dermadocs.domain.state import State
from dermadocs.law.rule import Step

Who = Literal["practice", "patient", "nobody"]


@dataclass(frozen=True)
class Next:
    """Whose turn it is, what they do, and from when it is lawful (None: at once)."""

    who: Who
    what: str
    opens: datetime | None = None


NEXT: Mapping[State, Next] = {
    State.DRAFT: Next("practice", "draft the estimate, then issue it: each operating surgeon signs"),
    State.SIGNED: Next("practice", "send estimate and notices to the patient"),
    State.SENT: Next("patient", "acknowledge receipt: only that starts the fifteen days"),
    State.HANDED_OVER: Next("patient", "the others who sign acknowledge receipt too"),
    State.REFLECTING: Next("patient", "accept or decline; until then nothing may be signed or paid"),
    State.ACCEPTED: Next("practice", "draw the consent form; the patient signs it, apart from the acceptance"),
    State.CONSENTED: Next("practice", "prepare the day: examination, anaesthetist, withdrawal period"),
    State.READY: Next("patient", "on the day, confirm once more; then the act may begin"),
    State.PERFORMED: Next("practice", "seal the evidence bundle"),
    State.EXPIRED: Next("practice", "draw up a new estimate, or seal the evidence bundle"),
    State.REPLACED: Next("practice", "draft and issue the new estimate: the days start anew with its receipt"),
    State.REFUSED: Next("practice", "seal the evidence bundle"),
    State.WITHDRAWN: Next("practice", "seal the evidence bundle"),
    State.INCIDENT: Next("practice", "settle the incident: refund what came too early, then close it"),
    State.ARCHIVED: Next("nobody", "keep the bundle, and renew it before its timestamp ends"),
}


STEPS: Mapping[State, Step] = {
    State.DRAFT: "sign",
    State.SIGNED: "send",
    State.SENT: "receive",
    State.HANDED_OVER: "receive",
    State.REFLECTING: "accept",
    State.ACCEPTED: "consent",
    State.CONSENTED: "prepare",
    State.READY: "perform",
    State.PERFORMED: "archive",
    State.EXPIRED: "archive",
    State.REFUSED: "archive",
    State.WITHDRAWN: "archive",
}
"""The step that comes next in a state, before which a person answers what no program can check."""


def following(dossier: Dossier) -> Next:
    """What comes next, with the first lawful instant where one is awaited."""
    known = NEXT[dossier.state]
    return Next(known.who, known.what, dossier.gate) if dossier.state is State.REFLECTING else known
