"""Declining and withdrawing: as easily as signing, at any time, without a reason, a code or a mention."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from dermadocs.errors import NotPermitted
from dermadocs.flows import casework
from dermadocs.portal.acting import do
from dermadocs.portal.room import stages
from dermadocs.portal.room.visits import Guest, inside


@inside
def decline(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Decline the estimate: what it means, then one button."""
    return _end(request, guest, "decline")


@inside
def withdraw(request: HttpRequest, guest: Guest) -> HttpResponse:
    """Withdraw: what it means, then one button."""
    return _end(request, guest, "withdraw")


def _end(request: HttpRequest, guest: Guest, what: str) -> HttpResponse:
    turn = stages.turn(guest)
    allowed = turn.refuse if what == "decline" else turn.withdraw
    if not allowed:
        return redirect("room:index")
    if request.method == "POST":
        who = guest.person.id
        try:
            if what == "decline":
                do(guest.dossier, "refusal", lambda desk, kept: casework.refuse(desk, kept, who))
            else:
                do(guest.dossier, "withdrawal", lambda desk, kept: casework.withdraw(desk, kept, who, "online"))
        except NotPermitted:  # ended meanwhile, in another tab or by somebody else
            return redirect("room:index")
        return redirect("room:index")
    return render(request, "room/end.html.j2", {"what": what, "guest": guest})
