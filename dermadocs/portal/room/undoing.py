"""An act that is not done: why, and what to do, on a page in the reader's language; that it was tried is recorded."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from dermadocs.errors import Busy
from dermadocs.portal.room.rows import Attempt, Draft
from dermadocs.portal.room.visits import Guest
from signatures.errors import SignatureError

LOG = logging.getLogger("dermadocs.portal.room")


def undone(
    request: HttpRequest, guest: Guest, act: str, problem: Exception, typed: Mapping[str, str] | None = None
) -> HttpResponse:
    """The page after a refusal by the flow or the clock. What was typed is kept, to be shown again."""
    why = "clock" if isinstance(problem, SignatureError) else "busy" if isinstance(problem, Busy) else "changed"
    LOG.warning("an act was not done: %s (%s)", why, type(problem).__name__)
    attempted(guest, act, why)
    if typed:
        kept = {"typed": dict(typed), "at": guest.now}
        Draft.objects.update_or_create(kept, dossier=guest.dossier, person=guest.person.id, act=act)
    status = 503 if why == "clock" else 409
    return render(request, "room/undone.html.j2", {"why": why, "act": act}, status=status)


def attempted(guest: Guest, act: str, why: str) -> None:
    """Record that an act was tried and not done, without a word of what it is about."""
    Attempt.objects.create(dossier=guest.dossier, person=guest.person.id, act=act, why=why, at=guest.now)
