"""One-time codes: six figures by short message, which show that the person with the link also holds the telephone.

Good for ten minutes, five tries and one use, for one person, dossier and purpose; three an hour; after ten wrong ones a
dossier is locked until the practice invites again. Every counter is raised by a conditional update before anything is
compared, so two tries at once are two tries. A code is never logged, and never kept but as a keyed digest.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from django.conf import settings
from django.db.models import F
from django.utils.encoding import force_bytes

from dermadocs.portal import tallies
from dermadocs.portal.messages import carriers
from dermadocs.portal.room.people import Reached
from dermadocs.portal.room.rows import Code
from dermadocs.report.voice import Voice

LASTS = timedelta(minutes=10)
TRIES = 5
AN_HOUR = 3
FAILURES = 10
Answer = Literal["right", "wrong", "over", "locked"]
"""`over`: no code is awaited any more: too old, used, or tried too often."""


@dataclass(frozen=True)
class Wanted:
    """Whom a code is for, and what it opens."""

    dossier: str
    person: str
    purpose: str


def send(wanted: Wanted, to: Reached, say: Voice, now: datetime) -> Literal["sent", "often", "locked", "nowhere"]:
    """Send a fresh code; an older one for the same purpose ends. Raises what the carrier raises when it does not leave.

    `often`: three an hour were sent already; `nowhere`: the practice knows no telephone and no e-mail of the person.
    """
    if locked(wanted.dossier):
        return "locked"
    if not to.address:
        return "nowhere"
    if not tallies.take(f"codes/{wanted.dossier}/{wanted.person}", AN_HOUR, timedelta(hours=1), now):
        return "often"
    code = f"{secrets.randbelow(1_000_000):06}"
    text = say("Votre code : {code}. Il est valable 10 minutes. Ne le donnez à personne.", code=code)
    key = secrets.token_hex(12)
    _own(wanted).filter(used_at=None).update(expires_at=now)
    if to.channel == "sms":
        carriers.sms(to.address, text, key)
    else:
        carriers.email(to.address, say("Votre code"), text, key)
    Code.objects.create(
        dossier=wanted.dossier,
        person=wanted.person,
        purpose=wanted.purpose,
        mac=_mac(wanted, code),
        channel=to.channel,
        sent_to=to.masked,
        made_at=now,
        expires_at=now + LASTS,
    )
    return "sent"


def awaited(wanted: Wanted, now: datetime) -> Code | None:
    """The code that may come back now."""
    open_ones = _own(wanted).filter(used_at=None, expires_at__gt=now, tries__lt=TRIES)
    found: Code | None = open_ones.order_by("-pk").first()
    return found


def check(wanted: Wanted, typed: str, now: datetime) -> tuple[Answer, Code | None]:
    """Whether the figures are those that were sent; right ones are used up. The code comes with the answer `right`."""
    if locked(wanted.dossier):
        return "locked", None
    code = awaited(wanted, now)
    if code is None:
        return "over", None
    own = Code.objects.filter(pk=code.pk, used_at=None)
    if not own.filter(tries__lt=TRIES, expires_at__gt=now).update(tries=F("tries") + 1):
        return "over", None
    figures = "".join(c for c in typed if c.isdecimal() and c.isascii())
    if hmac.compare_digest(_mac(wanted, figures), code.mac):
        return ("right", code) if own.update(used_at=now) else ("over", None)
    tallies.take(_door(wanted.dossier), FAILURES, tallies.EVER, now)
    if locked(wanted.dossier):
        return "locked", None
    return ("wrong", None) if awaited(wanted, now) else ("over", None)


def locked(dossier: str) -> bool:
    """Whether too many wrong codes have closed a dossier."""
    return tallies.count(_door(dossier)) >= FAILURES


def unlock(dossier: str) -> None:
    """Open it again."""
    tallies.clear(_door(dossier))


def _door(dossier: str) -> str:
    return f"wrong/{dossier}"


def _own(wanted: Wanted):  # type: ignore[no-untyped-def]  # a query of Django's, without a type of its own
    return Code.objects.filter(dossier=wanted.dossier, person=wanted.person, purpose=wanted.purpose)


def _mac(wanted: Wanted, figures: str) -> str:
    told = "\0".join(("room code", wanted.dossier, wanted.person, wanted.purpose, figures))
    return hmac.digest(force_bytes(settings.SECRET_KEY), told.encode(), "sha256").hex()
