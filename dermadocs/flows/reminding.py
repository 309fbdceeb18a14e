"""What a look at a home every night should say, and what it does by itself: bundles are renewed before they end."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from dermadocs.domain.bundle import CLOSED
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.state import State
from dermadocs.domain.transitions import OFFERED
from dermadocs.flows import bundling, keeping
from dermadocs.flows.desk import Desk
from dermadocs.sentence import say

TO_BE_SEALED = CLOSED - {State.REPLACED}
"""A replaced estimate waits for the new one, not for its bundle."""


@dataclass(frozen=True)
class Due:
    """Something that waits for the practice."""

    dossier: str
    what: str


def due(desk: Desk) -> Iterator[Due]:
    """Offers that ended, ends without a bundle."""
    today = paris_day(desk.now())
    for one in desk.archive.summaries():
        if one.state in OFFERED and one.valid_until is not None and one.valid_until < today:
            yield Due(one.identifier, say("the offer ended on {day}: record its expiry", day=one.valid_until))
        elif one.state in TO_BE_SEALED:
            yield Due(one.identifier, say("{state}: seal the evidence bundle", state=one.state))


def renewed(desk: Desk) -> Iterator[str]:
    """Renew every bundle whose last timestamp nears the end of its certificate; the dossiers, one by one."""
    for one in desk.archive.summaries([State.ARCHIVED]):
        if bundling.due(keeping.opened(desk, one.identifier), desk.now()):
            keeping.act(desk, one.identifier, "renewal", lambda kept: bundling.renew(desk, kept))
            yield one.identifier
