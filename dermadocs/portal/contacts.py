"""Who asked for contact on the front page, until the practice opens a dossier; and how often one address may ask.

A row holds what was typed, nowhere else: no log, no message, no link. Once the patient is entered, the dossier holds
it and the row forgets it.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.http import HttpRequest

from dermadocs.domain.jsonform import canonical, decode
from dermadocs.domain.newcomer import Newcomer

HOUR = timedelta(hours=1)
A_PERSON, EVERYBODY = 20, 400
"""Requests an hour: from one address, and from all of them."""
CLAIM = timedelta(minutes=5)
"""How long somebody may take to open the dossier before another may: only a killed server takes that long."""


class ContactRequest(models.Model):
    """Somebody asks to be contacted."""

    asked_at = models.DateTimeField(db_index=True)
    told = models.BinaryField()
    """Canonical JSON of a `Newcomer`; empty once a dossier holds it, or the practice set the request aside."""
    dossier = models.CharField(max_length=32, blank=True)
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "portal"
        ordering: ClassVar[list[str]] = ["asked_at", "pk"]

    @property
    def newcomer(self) -> Newcomer:
        """Who asks."""
        return decode(bytes(self.told), Newcomer, "request")


class ContactCount(models.Model):
    """How many requests came within an hour, from whoever the key stands for."""

    key = models.CharField(max_length=64)
    since = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        app_label = "portal"
        constraints = (models.UniqueConstraint(fields=("key", "since"), name="one_count_an_hour"),)


def waiting() -> models.QuerySet[ContactRequest]:
    """The requests that nobody has entered or set aside, the oldest first."""
    return ContactRequest.objects.filter(dossier="").exclude(told=b"")


def ask(who: Newcomer, at: datetime) -> None:
    """Keep a request."""
    ContactRequest.objects.create(asked_at=at, told=canonical(who))


def claim(pk: int, at: datetime) -> ContactRequest | None:
    """Take a request to open its dossier; None when somebody else did, or it is gone."""
    free = Q(claimed_at=None) | Q(claimed_at__lt=at - CLAIM)
    mine = waiting().filter(free, pk=pk).update(claimed_at=at)
    return ContactRequest.objects.get(pk=pk) if mine else None


def release(pk: int) -> None:
    """The dossier could not be opened: the request waits again."""
    waiting().filter(pk=pk).update(claimed_at=None)


def entered(pk: int, dossier: str) -> None:
    """The dossier holds it now."""
    ContactRequest.objects.filter(pk=pk).update(dossier=dossier, told=b"")


def set_aside(pk: int) -> bool:
    """Forget a request that leads to nothing. False when it is gone already."""
    return bool(waiting().filter(pk=pk, claimed_at=None).update(told=b""))


def too_many(request: HttpRequest, now: datetime) -> bool:
    """Count one more request. True when there are more than a person makes within an hour."""
    since = now.replace(minute=0, second=0, microsecond=0)
    with transaction.atomic():
        ContactCount.objects.filter(since__lt=since - HOUR).delete()
        counts = [_count(key, since) for key in (_address(request), "everybody")]
    return counts[0] > A_PERSON or counts[1] > EVERYBODY


def _count(key: str, since: datetime) -> int:
    ContactCount.objects.get_or_create(key=key, since=since)
    ContactCount.objects.filter(key=key, since=since).update(count=F("count") + 1)
    return ContactCount.objects.get(key=key, since=since).count


def _address(request: HttpRequest) -> str:
    """Who asks, by a keyed digest: the address itself is not kept. Behind a proxy, the one that the proxy adds."""
    told = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    address = told.rpartition(",")[2].strip() or request.META.get("REMOTE_ADDR", "")
    return hmac.new(str(settings.SECRET_KEY).encode(), address.encode(), hashlib.sha256).hexdigest()
