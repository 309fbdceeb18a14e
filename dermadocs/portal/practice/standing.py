"""An act on a dossier as it stood when its page was made: an act in between, or the same one twice, is told.

A form carries the head of the chain that it was made from; under the lock of the dossier the head is compared. So a
double click, the back button and two people at once give one act.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from dermadocs.domain.case import Case
from dermadocs.domain.state import State
from dermadocs.errors import DermadocsError
from dermadocs.flows import returned
from dermadocs.flows.copying import Pile
from dermadocs.flows.desk import Desk
from dermadocs.flows.kept import CASE, Kept
from dermadocs.flows.outlook import STEPS
from dermadocs.law.rule import Step as LawStep
from dermadocs.portal import acting
from dermadocs.portal.acting import Deed
from dermadocs.portal.office import office
from dermadocs.report.voice import Voice


class Moved(DermadocsError):
    """The dossier is no longer as the page showed it; nothing was done."""


@dataclass(frozen=True)
class Scene:
    """What a page of a dossier is made from: the dossier, who looks at it, when, in which words."""

    kept: Kept
    member: Any
    say: Voice
    now: datetime

    @property
    def case(self) -> Case | None:
        """The case, once there is one."""
        return self.kept.case if CASE in self.kept.latest else None

    @cached_property
    def piles(self) -> list[Pile]:
        """What came back of it by post and is in no copy."""
        return returned.piles(office().desk, self.kept)


def scene(request: HttpRequest, identifier: str) -> Scene:
    """The dossier as it stands, for whoever asks."""
    say: Voice = request.voice  # type: ignore[attr-defined]
    kept = acting.opened(identifier)
    return Scene(kept, request.user, say, now_of(kept, office().now()))


def now_of(kept: Kept, now: datetime) -> datetime:
    """The moment of an act that would begin now: a timestamp dates the latest one a little later than it was done."""
    return max(now, kept.dossier.last or now)


def to_be_signed(kept: Kept) -> bool:
    """Whether an estimate is in the dossier that no surgeon has signed: the first one, or one in another's place."""
    if CASE not in kept.latest:
        return False
    terms = kept.dossier.terms
    ended = kept.dossier.state in (State.REPLACED, State.EXPIRED)
    return kept.dossier.state is State.DRAFT or (
        ended and terms is not None and kept.case.estimate.number != terms.number
    )


def signed_in_part(kept: Kept) -> tuple[str, ...]:
    """Who has signed the estimate of the case, while the others have not: it is no longer changed, but by another."""
    terms = kept.dossier.terms
    same = CASE in kept.latest and terms is not None and terms.number == kept.case.estimate.number
    return kept.dossier.signed if same else ()


def next_step(kept: Kept) -> LawStep | None:
    """The step of the law that comes next."""
    return "sign" if to_be_signed(kept) else STEPS.get(kept.dossier.state)


def do(request: HttpRequest, identifier: str, what: str, deed: Deed) -> Kept:
    """Do something on the dossier as the form shows it. Moved when it stands elsewhere by now."""
    seen = request.POST.get("head", "")

    def guarded(desk: Desk, kept: Kept) -> Kept:
        if kept.head != seen:
            raise Moved("the dossier has changed since the page was made; nothing was done")
        return deed(desk, kept)

    return acting.do(identifier, what, guarded)


def moved(request: HttpRequest, identifier: str) -> HttpResponse:
    """The page that says so, and how the dossier stands now."""
    told = {"scene": scene(request, identifier), "dossier": address(identifier)}
    return render(request, "practice/acts/moved.html.j2", told, status=409)


def address(identifier: str) -> str:
    """The dossier's own page; the list of what may be done on it where there is none."""
    try:
        return reverse("practice:dossier", args=[identifier])
    except NoReverseMatch:
        return reverse("practice:steps", args=[identifier])
