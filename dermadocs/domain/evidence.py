"""How a person signed: frozen facts inside the signed record of an act (eIDAS art. 26 is what they speak to).

What stands in a signature can never be erased. So: digests and masked values, never an address in full, a machine's
address, a browser, a birth date; strokes and texts themselves are kept apart, by whoever collected them.

Nothing here is a judgment but `level`, and that is computed: « advanced, claimed » with an enrolled passkey alone,
« simple » else, « qualified » never (that is the certificate of an outside provider).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Annotated, Literal
from urllib.parse import urlsplit

from msgspec import Meta

from dermadocs.domain.facts import Email, Fact, LanguageCode, Name, Phone, Sha256
from dermadocs.domain.jsonform import canonical
from dermadocs.errors import InputError

Level = Literal["simple", "advanced, claimed", "paper"]
Way = Literal["typed", "pasted", "dictated", "assisted", "unknown"]
"""How the mention came in. Each is recorded, none forbidden: the words must be the person's, not their fingers.
`unknown`: a page without scripts cannot tell."""
Masked = Annotated[str, Meta(pattern="^(\\+[0-9]{0,3}•{4}[0-9]{2}|[^@\\s•]•{3}@[^@\\s•]•{3}\\.[^@\\s.•]{2,24})$")]
Origin = Annotated[str, Meta(pattern="^(https://[a-z0-9.-]{1,253}|http://localhost)(:[0-9]{1,5})?$")]
Host = Annotated[str, Meta(pattern="^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$")]

HIDDEN = "•"
SHORT_NUMBER = 9
"""Digits below which the beginning of a telephone number would say too much of it."""


class Code(Fact, frozen=True, kw_only=True):
    """A one-time code that was sent and came back right. By e-mail it shows less: the link arrives there too."""

    channel: Literal["sms", "email"]
    sent_to: Masked
    checked_at: datetime

    def __post_init__(self) -> None:
        if self.checked_at.utcoffset() != timedelta(0):
            raise ValueError("an instant is in UTC, as 2026-11-02T10:00:00Z")


class Part(Fact, frozen=True, kw_only=True):
    """A section of the paper as it was read, in one language."""

    section: Annotated[str, Meta(pattern="^[a-z][a-z0-9-]{0,40}$")]
    language: LanguageCode


class Reading(Fact, frozen=True, kw_only=True):
    """What was read on a screen, beside the file itself: the SHA-256 of its text, which sections, in which language."""

    language: LanguageCode
    sha256: Sha256
    parts: Annotated[tuple[Part, ...], Meta(min_length=1, max_length=80)]


class TypedName(Fact, frozen=True, kw_only=True, tag_field="kind", tag="typed_name"):
    """The person typed their name."""


class Drawn(Fact, frozen=True, kw_only=True, tag_field="kind", tag="drawn"):
    """The person drew: SHA-256 of the strokes in canonical JSON (`drawn`), and how many there are."""

    strokes: Sha256
    count: Annotated[int, Meta(ge=1, le=1000)]


class Passkey(Fact, frozen=True, kw_only=True, tag_field="kind", tag="passkey"):
    """The person's device signs this very record; its assertion stands beside it (`signatures.passkey`)."""

    credential: Sha256
    """Digest of the credential's identifier."""
    public_key: Sha256
    """Digest of its COSE key."""
    origin: Origin
    rp_id: Host
    enrolment: Sha256 | None
    """Digest of the chain's entry that enrolled it; None while nobody did."""

    def __post_init__(self) -> None:
        host = urlsplit(self.origin).hostname or ""
        if host != self.rp_id and not host.endswith(f".{self.rp_id}"):
            raise ValueError("the passkey's name is not that of the page's host, nor above it")


class Certificate(Fact, frozen=True, kw_only=True, tag_field="kind", tag="certificate"):
    """Signed with a lasting certificate and its key: a practitioner, or the practice's seal."""


Gesture = TypedName | Drawn | Passkey | Certificate


class Evidence(Fact, frozen=True, kw_only=True):
    """How the person was known, how the mention came in, what was read, and the gesture that signed."""

    channel: Literal["online", "practice", "paper"]
    present: Name | None = None
    """Who of the practice was there."""
    link: Masked | None = None
    """Where the personal link was sent."""
    code: Code | None = None
    mention: Way | None = None
    """None where no mention is asked for."""
    gesture: Gesture | None = None
    """None: nothing more than the code, or than the presence."""
    reading: Reading | None = None
    """None: the file itself was read."""

    @property
    def level(self) -> Level:
        """What this evidence claims; computed, so that nobody can state more than it supports."""
        if self.channel == "paper":
            return "paper"
        enrolled = isinstance(self.gesture, Passkey) and self.gesture.enrolment is not None
        return "advanced, claimed" if enrolled else "simple"


BY_CERTIFICATE = Evidence(channel="practice", gesture=Certificate())
"""How practitioners and the practice sign."""


def masked_phone(number: Phone) -> Masked:
    """A telephone number of which little is left.

    >>> masked_phone("+33 6 12 34 56 12")
    '+336••••12'
    """
    digits = number.replace(" ", "").removeprefix("+")
    shown = digits[:3] if len(digits) >= SHORT_NUMBER else ""
    return f"+{shown}{HIDDEN * 4}{digits[-2:]}"


def masked_email(address: Email) -> Masked:
    """An e-mail address of which little is left.

    >>> masked_email("jane@example.fr")
    'j•••@e•••.fr'
    """
    name, _, host = address.rpartition("@")
    return f"{name[0]}{HIDDEN * 3}@{host[0]}{HIDDEN * 3}.{host.rpartition('.')[2]}"


def masked(email: Email | None, phone: Phone | None) -> Masked | None:
    """Where somebody is written to, masked: by e-mail, else by telephone. None when neither is known.

    >>> masked(None, "+33 6 12 34 56 12")
    '+336••••12'
    """
    return masked_email(email) if email else masked_phone(phone) if phone else None


def drawn(strokes: Sequence[Sequence[tuple[int, int, int]]]) -> Drawn:
    """Strokes as they go into a record; each is a row of points: x, y and milliseconds, whole numbers.

    InputError when nothing was drawn, or more than a hand draws.
    """
    rows = [[list(point) for point in stroke] for stroke in strokes]
    if not 1 <= len(rows) <= 1000 or not all(rows):
        raise InputError("strokes", "a drawn signature has 1 to 1000 strokes, each of at least one point")
    if any(len(point) != 3 or any(type(value) is not int for value in point) for row in rows for point in row):
        raise InputError("strokes", "a point is three whole numbers: x, y and milliseconds")
    return Drawn(strokes=hashlib.sha256(canonical(rows)).hexdigest(), count=len(rows))


def at_practice(present: str | None, way: Way) -> Evidence:
    """A person at the practice's own machine; `present`: who of the practice was there, None when nobody says."""
    return Evidence(channel="practice", present=present, mention=way)


def fault(evidence: Evidence, shown_at: datetime, *, mention: bool, of_practice: bool) -> str | None:
    """Why this evidence cannot be that of an act shown at that instant, or None."""
    if mention != (evidence.mention is not None):
        return "how the mention came in is said of an act without one, or not said of one that has it"
    if of_practice != isinstance(evidence.gesture, Certificate):
        return "only practitioners and the practice sign with a certificate of their own, and they always do"
    if evidence.code is not None and evidence.code.checked_at > shown_at:
        return "the code was checked after the act"
    return None
