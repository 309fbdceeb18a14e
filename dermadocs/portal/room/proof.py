"""What an act in the room rests on, told in its signed record; and which copies a person may have.

No evidence of one signer shows anything of another: their own address, masked, their own gesture, and copies in which
nobody else's signature is still alone.
"""

from __future__ import annotations

import hashlib
from typing import Literal

from dermadocs.domain.evidence import Code as CodeBack
from dermadocs.domain.evidence import Evidence, Part, Reading, TypedName, drawn, masked
from dermadocs.domain.jsonform import canonical
from dermadocs.flows.kept import Kept
from dermadocs.portal.room.people import address_of
from dermadocs.portal.room.reading import Opened
from dermadocs.portal.room.rows import Code, Read
from dermadocs.portal.room.signing_form import Form
from dermadocs.portal.room.visits import Guest

STROKES = "strokes"


def evidence(guest: Guest, code: Code, form: Form, paper: Opened, *, mention: bool) -> Evidence:
    """How the person was known, how the mention came in, what was read, and the gesture (a passkey's: by its flow)."""
    linked = linked_to(guest)
    return Evidence(
        channel="online",
        link=linked,
        code=CodeBack(channel=_channel(code.channel), sent_to=code.sent_to, checked_at=guest.now),
        mention=form.entered if mention else None,
        gesture=drawn(form.drawing) if form.way == "drawn" else TypedName() if form.way == "name" else None,
        reading=_reading(guest, paper),
    )


def linked_to(guest: Guest) -> str | None:
    """Where the personal link was sent, masked."""
    email, phone = address_of(guest.kept, guest.person)
    return masked(email, phone)


def _channel(told: str) -> Literal["sms", "email"]:
    return "sms" if told == "sms" else "email"


def _reading(guest: Guest, paper: Opened) -> Reading | None:
    """The sections that this person has read on the screen, in the order of the paper; None when there is none."""
    rows = sections_read(guest, paper)
    read = [rows[key] for key in paper.screens if key in rows]
    if not read:
        return None
    digests = canonical([[row.section, row.sha256] for row in read])
    parts = tuple(Part(section=row.section, language=row.language) for row in read)
    return Reading(language=paper.language, sha256=hashlib.sha256(digests).hexdigest(), parts=parts)


def strokes_name(kept: Kept) -> str:
    """A free name for a drawing."""
    return f"{STROKES}-{1 + sum(one.kind == STROKES for one in kept.filed)}.json"


def sections_read(guest: Guest, paper: Opened) -> dict[str, Read]:
    """The sections of a paper that a person has read, by key."""
    rows = Read.objects.filter(dossier=guest.dossier, person=guest.person.id, document=paper.sha256)
    return {row.section: row for row in rows}
