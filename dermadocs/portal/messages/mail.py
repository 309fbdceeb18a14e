"""E-mail, as Django sends it: to the practice's server, or captured in a demonstration."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.backends.smtp import EmailBackend

from dermadocs import config
from dermadocs.errors import InputError
from dermadocs.portal.messages import captured
from dermadocs.portal.office import office


class Capture(BaseEmailBackend):
    """Keeps what would have left."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """One captured message for each address."""
        for message in email_messages:
            for to in message.to:
                captured.keep(office().home.folder, "e-mail", to, str(message.subject), str(message.body))
        return len(email_messages)


class Server(EmailBackend):
    """The server that home.toml names."""

    def __init__(self, **options: object) -> None:
        mail = office().home.settings.mail
        if mail is None:
            raise InputError("home.toml", "[mail] is missing: no message can leave")
        password = config.secret_in(mail.password_file) if mail.password_file else None
        super().__init__(
            host=mail.host,
            port=mail.port,
            username=mail.user,
            password=password,
            use_tls=mail.security == "starttls",
            use_ssl=mail.security == "tls",
            timeout=20,
        )
