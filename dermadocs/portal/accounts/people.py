"""The page of accounts: who comes in, as what, and what was changed."""

from __future__ import annotations

import logging
from collections.abc import Callable
from smtplib import SMTPException
from typing import Any

from allauth.mfa.models import Authenticator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe

from dermadocs.errors import InputError
from dermadocs.portal.accounts import letters, staffing
from dermadocs.portal.accounts.rows import AccountChange
from dermadocs.portal.gates import needs
from dermadocs.portal.models import Member
from dermadocs.portal.names import ROLES
from dermadocs.portal.office import office

LOG = logging.getLogger("dermadocs.portal.accounts")
SHOWN = 20


@needs("people")
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Everybody."""
    return _page(request)


@needs("people")
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Make an account, and send its owner where a password is chosen; shown here when the message cannot leave."""
    given = {key: request.POST.get(key, "") for key in ("email", "name", "role", "practitioner")}
    try:
        member = staffing.invite(_by(request), practitioners=_practitioners(), **given)
    except InputError as problem:
        return _page(request, fault=problem.why, given=given)
    say = request.voice  # type: ignore[attr-defined]
    address = staffing.set_up_address(member, office().url)
    try:
        letters.invite(member, say, address)
    except (SMTPException, OSError, InputError) as problem:
        LOG.warning("an invitation of staff was not sent: %s", type(problem).__name__)
        told = say("Le message n’est pas parti. Remettez vous-même cette adresse, qui sert une fois en trois jours.")
        return _page(request, told=told, address=address)
    return _page(request, told=say("Le compte est ouvert ; un message est parti avec de quoi choisir un mot de passe."))


@needs("people")
@require_POST
def role(request: HttpRequest, member: int) -> HttpResponse:
    """Another role for somebody else."""
    wanted, who = request.POST.get("role", ""), request.POST.get("practitioner", "")
    return _changed(request, member, lambda by, one: staffing.change_role(by, one, wanted, who, _practitioners()))


@needs("people")
@require_POST
def close(request: HttpRequest, member: int) -> HttpResponse:
    """Nobody comes in by this account any more."""
    return _changed(request, member, staffing.close)


@needs("people")
@require_POST
def reopen(request: HttpRequest, member: int) -> HttpResponse:
    """Let somebody in again."""
    return _changed(request, member, staffing.reopen)


@needs("people")
@require_POST
def reset(request: HttpRequest, member: int) -> HttpResponse:
    """Forget a lost second factor."""
    return _changed(request, member, staffing.reset)


def _changed(request: HttpRequest, pk: int, change: Callable[[Member, Member], None]) -> HttpResponse:
    member = get_object_or_404(Member, pk=pk)
    try:
        change(_by(request), member)
    except InputError as problem:
        return _page(request, fault=problem.why)
    return _page(request, told=request.voice("C’est fait, et noté."))  # type: ignore[attr-defined]


def _page(
    request: HttpRequest, *, told: str = "", fault: str = "", address: str = "", given: dict[str, str] | None = None
) -> HttpResponse:
    say = request.voice  # type: ignore[attr-defined]
    known: dict[str, Any] = {
        "told": told,
        "fault": say(fault) if fault else "",
        "address": address,
        "given": given or {},
        "members": Member.objects.order_by("-is_active", "name"),
        "guarded": set(Authenticator.objects.exclude(type="recovery_codes").values_list("user_id", flat=True)),
        "roles": {role: say(word) for role, word in ROLES.items()},
        "practitioners": office().home.profile.practitioners,
        "changes": AccountChange.objects.select_related("by", "member")[:SHOWN],
        "words": {
            "invited": say("Invitation"),
            "role": say("Changement de rôle"),
            "closed": say("Fermeture"),
            "reopened": say("Réouverture"),
            "reset": say("Second facteur effacé"),
        },
    }
    return render(request, "accounts/people.html.j2", known, status=422 if fault else 200)


def _by(request: HttpRequest) -> Member:
    assert isinstance(request.user, Member)
    return request.user


def _practitioners() -> list[str]:
    return [one.id for one in office().home.profile.practitioners]
