"""Who works at the practice, and as what: invite, change the role, close, give somebody a new second factor.

Nobody changes their own role, and there is always a manager. Every change ends the sessions of whom it is about, and
is noted.
"""

from __future__ import annotations

from collections.abc import Collection

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse

from dermadocs.errors import InputError
from dermadocs.portal.accounts.rows import AccountChange
from dermadocs.portal.models import Member
from dermadocs.portal.roles import RIGHTS

NO_NAME = "Donnez le nom de la personne."
NO_EMAIL = "Cette adresse électronique n’en est pas une."
KNOWN = "Un compte porte déjà cette adresse."
NO_ROLE = "Ce rôle n’existe pas."
NO_PRACTITIONER = "Dites quel praticien du cabinet est ce chirurgien."
ONESELF = "Personne ne change son propre compte ici : demandez à quelqu’un d’autre qui gère les comptes."
LAST = "C’est la dernière personne qui gère les comptes : nommez-en d’abord une autre."
REASONS = (NO_NAME, NO_EMAIL, KNOWN, NO_ROLE, NO_PRACTITIONER, ONESELF, LAST)
"""Why a change is refused: keys of translations."""


def invite(
    by: Member | None, *, email: str, name: str, role: str, practitioner: str, practitioners: Collection[str]
) -> Member:
    """A new account without a password. InputError naming the field."""
    name, email = name.strip(), email.strip().lower()
    if not name or len(name) > 120:
        raise InputError("name", NO_NAME)
    try:
        validate_email(email)
    except ValidationError as problem:
        raise InputError("email", NO_EMAIL) from problem
    practitioner = _placed(role, practitioner, practitioners)
    with transaction.atomic():
        if Member.objects.filter(email=email).exists():
            raise InputError("email", KNOWN)
        member = Member.objects.enrol(email=email, name=name, role=role, practitioner=practitioner)
        _note(by, member, "invited", role)
    return member


def set_up_address(member: Member, url: str) -> str:
    """Where somebody chooses a password: once, within three days. The whole address holds a secret."""
    told = {"uidb36": user_pk_to_url_str(member), "key": default_token_generator.make_token(member)}
    return url + reverse("account_reset_password_from_key", kwargs=told)


def change_role(by: Member, member: Member, role: str, practitioner: str, practitioners: Collection[str]) -> None:
    """Give somebody else another role. InputError when it is oneself, or the last manager."""
    practitioner = _placed(role, practitioner, practitioners)
    with transaction.atomic():
        _refuse(by, member, still=role == "manager")
        member.role, member.practitioner = role, practitioner
        member.save(update_fields=["role", "practitioner"])
        _note(by, member, "role", role)
        end_sessions(member)


def close(by: Member, member: Member) -> None:
    """Nobody comes in by this account any more; what it did stays. InputError as for a role."""
    _let_in(by, member, False, "closed")


def reopen(by: Member, member: Member) -> None:
    """Let somebody in again, in the role that they had."""
    _let_in(by, member, True, "reopened")


def _let_in(by: Member, member: Member, active: bool, what: str) -> None:
    with transaction.atomic():
        _refuse(by, member, still=active)
        member.is_active = active
        member.save(update_fields=["is_active"])
        _note(by, member, what)
        end_sessions(member)


def reset(by: Member, member: Member) -> None:
    """Forget the second factor of somebody who lost it; they add another when they come in next."""
    with transaction.atomic():
        _refuse(by, member, still=True)
        Authenticator.objects.filter(user=member).delete()
        _note(by, member, "reset")
        end_sessions(member)


def end_sessions(member: Member) -> None:
    """Whoever is in by this account is out."""
    for session in Session.objects.all():
        if session.get_decoded().get("_auth_user_id") == str(member.pk):
            session.delete()


def _placed(role: str, practitioner: str, practitioners: Collection[str]) -> str:
    if role not in RIGHTS:
        raise InputError("role", NO_ROLE)
    if role != "surgeon":
        return ""
    if practitioner not in practitioners:
        raise InputError("practitioner", NO_PRACTITIONER)
    return practitioner


def _refuse(by: Member, member: Member, *, still: bool) -> None:
    if by.pk == member.pk:
        raise InputError("member", ONESELF)
    others = Member.objects.filter(role="manager", is_active=True).exclude(pk=member.pk)
    if member.role == "manager" and not still and not others.exists():
        raise InputError("member", LAST)


def _note(by: Member | None, member: Member, what: str, detail: str = "") -> None:
    AccountChange.objects.create(by=by, member=member, what=what, detail=detail)
