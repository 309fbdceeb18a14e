"""The gate before every page: who may open it. A test knows each page of the portal to have one."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from dermadocs.portal.roles import Right

View = Callable[..., HttpResponse]


def needs(right: Right) -> Callable[[View], View]:
    """The gate of a view: somebody of the staff, with that right, signed in with two factors."""

    def gate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if settings.MFA_FORCED and not _second_factor(request):
                return redirect("mfa_index")
            if right not in request.user.rights:
                raise PermissionDenied
            return view(request, *args, **named)

        guarded.right = right  # type: ignore[attr-defined]
        return guarded

    return gate


def public(view: View) -> View:
    """A view for anybody; named as such, so that a test knows every page of the portal to be one or the other."""
    view.right = "public"  # type: ignore[attr-defined]
    return view


def visitors(view: View) -> View:
    """A view that asks by itself for a known visit of the room; named as such, for the same test."""
    view.right = "visit"  # type: ignore[attr-defined]
    return view


def _second_factor(request: HttpRequest) -> bool:
    from allauth.mfa.utils import is_mfa_enabled

    return bool(is_mfa_enabled(request.user))
