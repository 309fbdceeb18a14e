"""The demonstration's own page: its clock, the messages that would have been sent, a door for each role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from dermadocs.errors import InputError
from dermadocs.portal.gates import public
from dermadocs.portal.messages import captured
from dermadocs.portal.models import Member
from dermadocs.portal.names import ROLES
from dermadocs.portal.office import office

MOST = 400
"""Days by which the clock is moved at once."""


def only_here(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """In a real home there is no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        if not settings.DEMONSTRATION:
            raise Http404
        return view(request, *args, **named)

    return public(guarded)


@only_here
def index(request: HttpRequest) -> HttpResponse:
    """Clock, messages, doors."""
    say = request.voice  # type: ignore[attr-defined]
    told = {
        "now": office().now(),
        "captured": captured.latest(office().home.folder),
        "members": Member.objects.order_by("pk"),
        "roles": {role: say(name) for role, name in ROLES.items()},
    }
    return render(request, "demonstration/index.html.j2", told)


@only_here
@require_POST
def clock(request: HttpRequest) -> HttpResponse:
    """Move the clock forward by whole days and hours."""
    try:
        by = timedelta(days=int(request.POST.get("days") or 0), hours=int(request.POST.get("hours") or 0))
    except (ValueError, OverflowError) as problem:
        raise InputError("clock", "a whole number of days and hours") from problem
    if by > timedelta(days=MOST):
        raise InputError("clock", f"at most {MOST} days at once")
    office().move(by)
    return redirect("demonstration:index")


@only_here
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Sign in as somebody of the demonstration's staff, without a password."""
    member = Member.objects.filter(pk=request.POST.get("member") or 0).first()
    if member is None:
        raise Http404
    login(request, member, backend="allauth.account.auth_backends.AuthenticationBackend")
    return redirect("practice:home")
