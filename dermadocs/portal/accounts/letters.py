"""E-mails to the staff about their own account: neutral, in the language in which the page was read."""

from __future__ import annotations

import secrets

from dermadocs.domain.message import Message, StaffKind
from dermadocs.portal.accounts import staffing
from dermadocs.portal.messages import carriers
from dermadocs.portal.models import Member
from dermadocs.portal.office import office
from dermadocs.portal.speech import voice
from dermadocs.report.voice import Voice
from dermadocs.store import outbox
from dermadocs.store.models import Message as Told


def leave(what: StaffKind, member: Member, language: str) -> None:
    """Have one sent by the courier: a page that waited for a mail server would tell which addresses it knows."""
    key = f"staff/{language}/{secrets.token_hex(16)}"
    outbox.add("default", [Message(key, what, None, str(member.pk), office().now())])


def send(claimed: Told, key: str) -> None:
    """Send one that was left, unless the account was closed since. Its link is drawn now: no secret in the outbox."""
    member = Member.objects.filter(pk=claimed.person, is_active=True).first()
    if member is not None:
        say = voice("console", claimed.key.split("/")[1])
        link = staffing.set_up_address(member, office().url) if claimed.kind == "password" else ""
        carriers.email(member.email, *_texts(say, link)[claimed.kind], key)


def invite(member: Member, say: Voice, link: str) -> None:
    """Send an invitation while whoever invites waits: they hand over the address themselves where it cannot leave."""
    carriers.email(member.email, *_texts(say, link)["invitation"], secrets.token_hex(16))


def _texts(say: Voice, link: str) -> dict[str, tuple[str, str]]:
    return {
        "invitation": (
            say("Votre compte vous attend"),
            say("Bonjour,\n\nUn compte a été ouvert à votre adresse. Choisissez ici votre mot de passe :")
            + f"\n\n{link}\n\n"
            + say("Cette adresse sert une fois, pendant trois jours. Si vous n’attendiez rien, ignorez ce message.\n"),
        ),
        "password": (
            say("Choisir un autre mot de passe"),
            say("Bonjour,\n\nUn autre mot de passe a été demandé pour votre compte. Choisissez-le ici :")
            + f"\n\n{link}\n\n"
            + say("Cette adresse sert une fois, pendant trois jours. Si ce n’est pas vous, ignorez ce message.\n"),
        ),
        "changed": (
            say("Votre compte a changé"),
            say("Bonjour,\n\nLe mot de passe ou le second facteur de votre compte vient de changer.")
            + "\n\n"
            + say("Si ce n’est pas vous, prévenez tout de suite la personne qui gère les comptes.\n"),
        ),
    }
