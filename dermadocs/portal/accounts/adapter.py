"""What allauth asks us: nobody signs up by themselves, its messages are ours, and who fails too often waits."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from smtplib import SMTPException
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from dermadocs.errors import InputError
from dermadocs.portal.accounts import letters
from dermadocs.portal.address import address_of

LOG = logging.getLogger("dermadocs.portal.accounts")
TOO_OFTEN = 15 * 60
"""Seconds: as long as `AXES_COOLOFF_TIME`."""


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types for it
    """The second factor's own."""

    def build_totp_svg(self, url: str) -> SafeString:
        """The code to be read by an application, drawn by the library from our own address: markup, and no text."""
        return SafeString(super().build_totp_svg(url))


class StaffAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types for it
    """Accounts are made by a manager."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never."""
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """This server alone: an address in a form never leads elsewhere."""
        request = context.request
        return url_has_allowed_host_and_scheme(url, {request.get_host()}, require_https=request.is_secure())

    def get_client_ip(self, request: HttpRequest) -> str:
        """By what its limits count."""
        return address_of(request)

    def send_mail(self, template_prefix: str, email: str, told: Mapping[str, Any]) -> None:
        """Our own words in place of its templates."""
        what = "password" if template_prefix.endswith("password_reset_key") else "changed"
        try:
            letters.send(what, email, context.request.voice, link=str(told.get("password_reset_url", "")))
        except (SMTPException, OSError, InputError) as problem:
            # the page must not tell an address that is known from one that is not; what was done stays done
            LOG.warning("a message to the staff was not sent: %s", type(problem).__name__)

    def send_notification_mail(self, template_prefix: str, user: Any, *args: Any, **named: Any) -> None:
        """Whoever owns an account hears that it changed."""
        self.send_mail(template_prefix, user.email, {})

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **named: Any
    ) -> None:
        """One sentence at the head of the next page, for what a page does not show by itself."""
        say = request.voice  # type: ignore[attr-defined]
        said = {
            "password_changed": say("Le mot de passe est changé."),
            "password_set": say("Le mot de passe est changé."),
            "totp_activated": say("L’application de codes est en service."),
            "totp_deactivated": say("L’application de codes est retirée."),
            "webauthn_added": say("La clé d’accès est ajoutée."),
            "webauthn_removed": say("La clé d’accès est retirée."),
            "recovery_codes_generated": say("De nouveaux codes de secours sont faits."),
        }.get((message_template or "").rpartition("/")[2].removesuffix(".txt"))
        if said:
            messages.add_message(request, level, said)


def username(request: HttpRequest, credentials: Mapping[str, Any] | None = None) -> str:
    """By whom failed attempts are counted: the address of the account, as it was typed."""
    told = (credentials or {}).get("email") or request.POST.get("login") or ""
    return str(told).strip().lower()[:254]


def locked_out(request: HttpRequest, credentials: object = None, *args: object, **named: object) -> HttpResponse:
    """Too many wrong passwords for this name from this place: a page that says when to try again."""
    answer = render(request, "accounts/locked.html.j2", {}, status=429)
    answer.headers["Retry-After"] = str(TOO_OFTEN)
    return answer
