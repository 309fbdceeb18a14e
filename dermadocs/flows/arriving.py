"""A patient enters the practice's books once: the dossier opens with what is known of them, and the estimate takes it.

What they told stands in the dossier as a file by digest, apart from the papers: it holds how to reach them, so no
bundle embeds it.
"""

from __future__ import annotations

from dermadocs.domain.jsonform import canonical, decode
from dermadocs.domain.newcomer import Newcomer
from dermadocs.errors import NotPermitted
from dermadocs.flows import casework
from dermadocs.flows.desk import Desk
from dermadocs.flows.keeping import moment
from dermadocs.flows.kept import CASE, NEWCOMER, Kept

__all__ = ["NEWCOMER", "enter", "mend", "newcomer"]


def enter(desk: Desk, kept: Kept, who: Newcomer) -> Kept:
    """The dossier of somebody who asked for contact begins."""
    return mend(desk, casework.request(desk, kept), who)


def mend(desk: Desk, kept: Kept, who: Newcomer) -> Kept:
    """Other data of the patient, until there is a case: from then on they are those of the case."""
    if CASE in kept.latest:
        raise NotPermitted("patient", "there is an estimate: a change of the patient goes into it", "NU-07")
    data = canonical(who)
    if newcomer(kept) == who:
        return kept
    return kept.filing(NEWCOMER, "newcomer", data, moment(desk, kept))


def newcomer(kept: Kept) -> Newcomer | None:
    """Who asked for contact; None in a dossier that was opened without saying."""
    return decode(kept.bytes_of(NEWCOMER), Newcomer, "newcomer") if NEWCOMER in kept.latest else None
