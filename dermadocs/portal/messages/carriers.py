"""The two carriers: one e-mail, one short message. A demonstration captures both; a failure is raised, never hidden."""

from __future__ import annotations

from django.core.mail import EmailMessage

from dermadocs.errors import InputError
from dermadocs.portal.messages import captured, gateway
from dermadocs.portal.office import office


def email(to: str, subject: str, text: str, key: str) -> None:
    """Send an e-mail; `key` is the same at each attempt, so that a server may know a message again."""
    home = office().home
    sender = home.settings.mail.sender if home.settings.mail else home.profile.practice.email
    host = sender.rpartition("@")[2]
    headers = {"Message-ID": f"<{key}@{host}>", "Auto-Submitted": "auto-generated"}
    EmailMessage(subject, text, sender, [to], headers=headers).send()


def sms(to: str, text: str, key: str) -> None:
    """Send a short message. InputError while no gateway is named."""
    home = office().home
    if home.settings.demonstration:
        captured.keep(home.folder, "SMS", to, "", text)
        return
    if home.settings.sms is None:
        raise InputError("home.toml", "[sms] is missing: no short message can leave")
    gateway.deliver(home.settings.sms, to, text, key)
