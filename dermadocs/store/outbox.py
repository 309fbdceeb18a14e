"""Messages that wait to be sent: recorded with an act, claimed by one worker at a time, tried again, given up at last.

A claim is a lease with a fence: who outlives the lease may have sent, but cannot overwrite what the next one records.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import F, Q

from dermadocs.domain import message
from dermadocs.store.models import Message

LEASE = timedelta(minutes=2)
MOST = 8
"""Attempts before a message is given up and shown to the practice."""


def add(alias: str, messages: Iterable[message.Message]) -> None:
    """Record messages; one whose key is known already is the same one. Called within the transaction of the act."""
    for one in messages:
        told = {"kind": one.kind, "dossier_id": one.dossier, "person": one.person, "run_after": one.due}
        Message.objects.using(alias).get_or_create(key=one.key, defaults=told)


def claim(alias: str, now: datetime) -> Message | None:
    """The next message that is due, or whose worker was killed; None when there is none."""
    if not waiting(alias, now):  # a look without a lock: most of the time there is nothing
        return None
    with transaction.atomic(using=alias):
        found = Message.objects.using(alias).filter(_due(now)).order_by("run_after", "pk").first()
        if found is not None:
            found.state, found.attempts = "running", found.attempts + 1
            found.lease_until, found.fence = now + LEASE, secrets.token_hex(8)
            found.save(using=alias)
    return found


def waiting(alias: str, now: datetime) -> bool:
    """Whether a message could be claimed."""
    return Message.objects.using(alias).filter(_due(now)).exists()


def _due(now: datetime) -> Q:
    return Q(state="ready", run_after__lte=now) | Q(state="running", lease_until__lt=now)


def done(alias: str, claimed: Message, now: datetime) -> bool:
    """It was sent. False when somebody else has claimed it meanwhile."""
    return _fenced(alias, claimed, state="done", done_at=now, error="")


def failed(alias: str, claimed: Message, now: datetime, why: str, *, for_good: bool = False) -> bool:
    """It was not sent: again later, twice as late each time; or never any more, at the last attempt or `for_good`."""
    dead = for_good or claimed.attempts >= MOST
    later = now + timedelta(seconds=15 * 2**claimed.attempts)
    return _fenced(alias, claimed, state="dead" if dead else "ready", run_after=later, error=why[:200])


def listed(alias: str, state: Literal["dead", "waiting", "done"], most: int) -> tuple[list[Message], int]:
    """The messages of a state with their dossiers, the latest first, at most so many; and how many there are."""
    states = ("ready", "running") if state == "waiting" else (state,)
    found = Message.objects.using(alias).filter(state__in=states)
    return list(found.select_related("dossier").order_by("-run_after", "-pk")[:most]), found.count()


def again(alias: str, key: str, now: datetime) -> bool:
    """A person wants a message tried anew that was given up."""
    found = Message.objects.using(alias).filter(key=key, state="dead")
    return bool(found.update(state="ready", attempts=0, run_after=now, error=""))


def _fenced(alias: str, claimed: Message, **values: object) -> bool:
    own = Message.objects.using(alias).filter(pk=claimed.pk, fence=claimed.fence, state="running")
    return bool(own.update(lease_until=None, attempts=F("attempts"), **values))
