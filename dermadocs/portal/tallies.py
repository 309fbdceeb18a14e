"""Counters that survive a restart and that no race passes: raised in the database, on condition of their limit."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, models, transaction
from django.db.models import F
from django.http import HttpRequest

from dermadocs.portal.address import keyed

EVER = timedelta(days=36500)


class Tally(models.Model):
    """How often something happened in a stretch of time; raised by a conditional update, so that no race passes it."""

    name = models.CharField(max_length=120, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        app_label = "portal"


def take(name: str, most: int, stretch: timedelta, now: datetime) -> bool:
    """Count one more of at most `most` in a stretch of time; False, and nothing is counted, when they are used up."""
    own = Tally.objects.filter(name=name)
    if own.filter(count__lt=most, since__gt=now - stretch).update(count=F("count") + 1):
        return True
    if own.filter(since__lte=now - stretch).update(count=1, since=now):
        return True
    try:
        with transaction.atomic():
            Tally.objects.create(name=name, count=1, since=now)
    except IntegrityError:  # it is there: used up, or made meanwhile by another
        return bool(own.filter(count__lt=most, since__gt=now - stretch).update(count=F("count") + 1))
    return True


def count(name: str) -> int:
    """How often so far, whatever the stretch."""
    return Tally.objects.filter(name=name).values_list("count", flat=True).first() or 0


def clear(name: str) -> None:
    """Begin anew."""
    Tally.objects.filter(name=name).delete()


def take_of_address(request: HttpRequest, what: str, most: int, stretch: timedelta, now: datetime) -> bool:
    """The same for whoever asks from one address; how often is forgotten when its stretch of time is over."""
    Tally.objects.filter(name__startswith=f"{what}/", since__lte=now - stretch).delete()
    return take(f"{what}/{keyed(request)}", most, stretch, now)
