"""E-mails to the staff about their own account: neutral, in the language in which the page was read."""

from __future__ import annotations

import secrets

from dermadocs.portal.messages import carriers
from dermadocs.report.voice import Voice


def send(what: str, to: str, say: Voice, link: str = "") -> None:
    """Send one; `what` is `invitation`, `password` or anything else that happened to the account."""
    subject, body = _texts(say, link).get(what) or _texts(say, link)["changed"]
    carriers.email(to, subject, body, secrets.token_hex(16))


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
