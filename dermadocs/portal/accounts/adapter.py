"""What allauth asks us: nobody signs up by themselves, its messages are ours, and who fails too often waits."""

from __future__ import annotations

import base64
import functools
import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from dermadocs import config
from dermadocs.domain.message import StaffKind
from dermadocs.errors import Damaged
from dermadocs.portal.accounts import letters
from dermadocs.portal.address import address_of
from dermadocs.portal.models import Member

TOO_OFTEN = 15 * 60
"""Seconds: as long as `AXES_COOLOFF_TIME`."""


class SecondFactor(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types for it
    """The second factor's own. Its secrets lie in the database, and in backups, under the home's password."""

    def encrypt(self, text: str) -> str:
        """The secret of an application, or the seed of the recovery codes, as it is kept."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret again. Damaged when another password closed it: nobody then comes in by a code."""
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken as problem:
            why = "not the password under which the code apps were kept: restore it, or reset them one by one"
            raise Damaged(config.PASSWORD, why) from problem

    def build_totp_svg(self, url: str) -> SafeString:
        """The code to be read by an application, drawn by the library from our own address: markup, and no text."""
        return SafeString(super().build_totp_svg(url))


def _box() -> Fernet:
    """That of the home in whose database they lie."""
    return _box_of(config.password_of(Path(settings.DATABASES["default"]["NAME"]).parent))


@functools.cache
def _box_of(password: bytes) -> Fernet:
    """Closes and opens under a key drawn from a password (scrypt, RFC 7914): a person may have thought of it."""
    key = hashlib.scrypt(password, salt=b"dermadocs: second factors", n=2**14, r=8, p=1, dklen=32)
    return Fernet(base64.urlsafe_b64encode(key))


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
        """Our own words in place of its templates, and by the courier."""
        member = Member.objects.filter(email=email).first()
        if member is not None:
            what: StaffKind = "password" if template_prefix.endswith("password_reset_key") else "changed"
            letters.leave(what, member, context.request.voice.language)

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
