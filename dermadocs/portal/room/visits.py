"""A person in the room: a cookie of its own, for one dossier and person, that ends when nobody moves for half an hour.

The link begins a visit, the code makes it known; only a known visit shows anything. Afterwards a new link is needed.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dermadocs.errors import InputError
from dermadocs.flows.kept import Kept
from dermadocs.portal.acting import opened
from dermadocs.portal.gates import visitors
from dermadocs.portal.office import office
from dermadocs.portal.room.links import digest
from dermadocs.portal.room.people import Somebody, known, zone_of
from dermadocs.portal.room.rows import Link, Visit

COOKIE, PATH = "room", "/room"
IDLE = timedelta(minutes=30)
REMEMBERED = timedelta(days=1)
"""How long a visit that ended still says whose it was: what was typed is not lost, and a new link is a button away."""
STEP = timedelta(seconds=20)
"""Within which a further page is no news of somebody being there: reading a page writes no row each time."""


@dataclass(frozen=True)
class Guest:
    """Somebody whose visit is known, the dossier as it stands now, and the present instant."""

    visit: Visit
    kept: Kept
    person: Somebody
    now: datetime

    @property
    def dossier(self) -> str:
        """The dossier's name."""
        return self.kept.identifier

    @property
    def zone(self) -> str:
        """In which hours are told beside those of Paris."""
        return zone_of(self.kept)


def begin(link: Link, response: HttpResponse, *, safe: bool) -> Visit:
    """Begin a visit with a link that was just used up; whoever was in the room by an older one is not any more."""
    secret, now = secrets.token_urlsafe(32), office().now()
    Visit.objects.filter(dossier=link.dossier, person=link.person, ended_at=None).update(ended_at=now)
    visit = Visit.objects.create(
        sha256=digest(secret), dossier=link.dossier, person=link.person, since=now, seen_at=now
    )
    response.set_cookie(COOKIE, secret, path=PATH, httponly=True, samesite="Strict", secure=safe)
    return visit


def of(request: HttpRequest, now: datetime) -> Visit | None:
    """The visit of a request, ended or not; None for none, or one of another day."""
    secret = request.COOKIES.get(COOKIE, "")
    if not secret:
        return None
    return Visit.objects.filter(sha256=digest(secret), seen_at__gt=now - REMEMBERED).first()


def alive(visit: Visit | None, now: datetime) -> bool:
    """Whether somebody is still there."""
    return visit is not None and visit.ended_at is None and now - visit.seen_at < IDLE


def end(visit: Visit, now: datetime) -> None:
    """Leave the room."""
    Visit.objects.filter(pk=visit.pk, ended_at=None).update(ended_at=now)


def guest(visit: Visit, now: datetime) -> Guest | None:
    """Who is there; None when the dossier has nobody of that id any more."""
    kept = opened(visit.dossier)
    try:
        return Guest(visit, kept, known(kept, visit.person), now)
    except InputError:
        return None


Inside = Callable[..., HttpResponse]


def inside(view: Inside) -> Inside:
    """The gate of a page in the room: a known visit. Others are told how to come in; what they typed is kept."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        from dermadocs.portal.room.entering import ended

        now = office().now()
        visit = of(request, now)
        if visit is None or not alive(visit, now):
            return ended(request, visit, named.get("act", ""))
        if visit.known_at is None:
            return redirect("room:code")
        here = guest(visit, now)
        if here is None:
            return ended(request, None, "")
        if now - visit.seen_at > STEP:
            Visit.objects.filter(pk=visit.pk).update(seen_at=now)
        return view(request, here, *args, **named)

    return visitors(guarded)
