"""The courier: one thread of the server that drains the outbox.

A message is claimed, made, handed to its carrier, and only then recorded as sent. Killed in between, it is sent again:
at least once, recorded once. Its link is drawn when it is sent, so no secret lies in the outbox.
"""

from __future__ import annotations

import hashlib
import logging
import smtplib
import ssl
import threading
from typing import cast

from django.db import close_old_connections, connections

from dermadocs.domain.events import Filed
from dermadocs.domain.message import Kind
from dermadocs.domain.timeline import digest
from dermadocs.errors import InputError
from dermadocs.flows.kept import Kept
from dermadocs.portal.accounts import letters
from dermadocs.portal.acting import opened
from dermadocs.portal.messages import carriers, texts
from dermadocs.portal.messages.gateway import Forbidden
from dermadocs.portal.office import office
from dermadocs.portal.room import links
from dermadocs.store import outbox
from dermadocs.store.models import Message

LOG = logging.getLogger("dermadocs.portal.courier")
ALIAS = "default"
IDLE = 1.0
"""Seconds between two looks at the outbox."""


class NoAddress(Exception):
    """Nobody knows where to write: trying again would not help."""


FAULTS: tuple[tuple[type[BaseException], str], ...] = (
    (NoAddress, "no-address"),
    (smtplib.SMTPRecipientsRefused, "refused"),
    (smtplib.SMTPAuthenticationError, "login"),
    (smtplib.SMTPException, "carrier"),
    (ssl.SSLError, "certificate"),
    (Forbidden, "settings"),
    (OSError, "unreachable"),
    (InputError, "settings"),
)
"""What the practice is told, as a word: the carrier's own sentence may hold an address."""
FOR_GOOD = ("no-address",)


class Courier:
    """Drains the outbox until it is told to stop."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="courier", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Let the message in hand be finished, then end."""
        self._stop.set()
        self._thread.join(15)

    def _run(self) -> None:
        while not self._stop.is_set():
            close_old_connections()
            try:
                busy = deliver_next()
            except Exception as problem:  # the thread outlives whatever happens to one message
                LOG.error("unexpected %s in the courier", type(problem).__name__)
                LOG.debug("details", exc_info=problem)
                busy = False
            close_old_connections()
            if not busy:
                self._stop.wait(IDLE)
        connections.close_all()


def deliver_next() -> bool:
    """Send the next message that is due; False when there is none."""
    claimed = outbox.claim(ALIAS, office().now())
    if claimed is None:
        return False
    try:
        send(claimed)
    except Exception as problem:
        word = _word(problem)
        LOG.warning("message %s of the kind %s not sent: %s", claimed.pk, claimed.kind, word)
        LOG.debug("details", exc_info=problem)
        outbox.failed(ALIAS, claimed, office().now(), word, for_good=word in FOR_GOOD)
    else:
        outbox.done(ALIAS, claimed, office().now())
    return True


def send(claimed: Message) -> None:
    """Hand a message to its carrier: an e-mail, or a short message to whoever has no e-mail address.

    Raises what the carrier raises, and NoAddress.
    """
    if claimed.dossier_id is None:
        letters.send(claimed, key_of(claimed, link=True))
        return
    kept, kind = opened(claimed.dossier_id), cast(Kind, claimed.kind)
    patient = kept.case.patient
    if claimed.person != patient.id or not (patient.email or patient.phone):
        raise NoAddress
    link = texts.TEXTS[kind].link
    drawn = links.invite(kept.identifier, claimed.person, office().now()) if link else ""
    values = {"link": drawn} if link else {"sha256": sealed_by(kept, claimed.key)}
    key = key_of(claimed, link)
    if patient.email:
        subject, body = texts.email(kind, patient.language, **values)
        carriers.email(patient.email, subject, body, key)
    elif patient.phone:
        carriers.sms(patient.phone, texts.short(kind, patient.language, **values), key)


def key_of(claimed: Message, link: bool) -> str:
    """Under which a carrier knows a message again: the same at each attempt, and says nothing.

    A message with a link has a fresh one at each attempt, and the older ones end: it must not be taken for the same.
    """
    told = f"{claimed.key}/{claimed.fence}" if link else claimed.key
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def sealed_by(kept: Kept, key: str) -> str:
    """The digest of the paper that an act left; the head of the chain after that act is in the key of its message."""
    head = key.split("/")[1]
    upto = next((n for n, entry in enumerate(kept.entries, 1) if digest(entry).startswith(head)), len(kept.entries))
    papers = [e.event for e in kept.entries[:upto] if isinstance(e.event, Filed) and e.event.name.endswith(".pdf")]
    if not papers:
        raise InputError(kept.identifier, "no paper was sealed")
    return papers[-1].sha256


def _word(problem: BaseException) -> str:
    return next((word for kind, word in FAULTS if isinstance(problem, kind)), "broken")
