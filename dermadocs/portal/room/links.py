"""One-time links: what opens the room, once, for one person of one dossier.

A link is 256 bits of chance in an address; only its SHA-256 is kept. Opening the page uses nothing up, for scanners of
mail open pages too: the button does. A newer link ends the older ones. Who holds a dead one may have another sent, to
the address that the practice knows and to no other.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from django.db import transaction
from django.urls import reverse

from dermadocs.domain.message import Message
from dermadocs.portal import tallies
from dermadocs.portal.office import office
from dermadocs.portal.room import codes
from dermadocs.portal.room.rows import Link
from dermadocs.store import outbox

BYTES = 32
LASTS = timedelta(days=14)
REISSUES = (("minutes", 1, timedelta(minutes=10)), ("day", 5, timedelta(days=1)))
"""How often one person may have a link sent again."""


def invite(dossier: str, person: str, now: datetime) -> str:
    """A fresh link for a person, as the whole address; only its digest is kept, and older ones end.

    It opens no dossier that wrong codes have locked: only somebody of the practice does (`codes.unlock`).
    """
    secret = secrets.token_urlsafe(BYTES)
    with transaction.atomic():
        Link.objects.filter(dossier=dossier, person=person, ended_at=None).update(ended_at=now)
        Link.objects.create(sha256=digest(secret), dossier=dossier, person=person, made_at=now, expires_at=now + LASTS)
    return office().url + reverse("room:link", args=[secret])


def alive(secret: str, now: datetime) -> Link | None:
    """The link of a secret, if it still opens the room."""
    return Link.objects.filter(sha256=digest(secret), used_at=None, ended_at=None, expires_at__gt=now).first()


def consume(secret: str, now: datetime) -> Link | None:
    """Use a link up: None for one that is used, ended, too old or unknown, and for all but the first of two at once."""
    link = alive(secret, now)
    if link is None:
        return None
    own = Link.objects.filter(pk=link.pk, used_at=None, ended_at=None)
    return link if own.update(used_at=now) else None


def send_again(secret: str, now: datetime) -> None:
    """Have a new link sent to whom this one was for, if it was ever one. Says nothing of what it did, to nobody."""
    link = Link.objects.filter(sha256=digest(secret)).first()
    if link is not None:
        again(link.dossier, link.person, now)


def again(dossier: str, person: str, now: datetime) -> None:
    """The same for a person that is known already."""
    if codes.locked(dossier):
        return
    who = f"{dossier}/{person}"
    if not all(tallies.take(f"again/{name}/{who}", most, stretch, now) for name, most, stretch in REISSUES):
        return
    key = f"{dossier}/again/{secrets.token_hex(8)}/{person}"
    outbox.add("default", [Message(key, "invitation", dossier, person, now)])


def digest(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
