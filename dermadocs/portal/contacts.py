"""Who asked for contact on the front page, until the practice opens a dossier; and how often one address may ask.

A row holds what was typed, nowhere else: no log, no message, no link. Once the patient is entered, the dossier holds
it and the row forgets it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.http import HttpRequest

from dermadocs.domain.jsonform import canonical, decode
from dermadocs.domain.newcomer import Newcomer
from dermadocs.portal import tallies

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
    own = tallies.take_of_address(request, "contact", A_PERSON, HOUR, now)
    return not (own and tallies.take("contacts", EVERYBODY, HOUR, now))
