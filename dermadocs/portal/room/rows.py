"""The room's own rows: links, codes, visits, what was read, what was typed and not signed.

No secret is kept, only digests. None of it is evidence of a dossier: what an act rests on goes into its signed record.
"""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models


class Link(models.Model):
    """A one-time link for one person of one dossier, by the SHA-256 of its secret."""

    sha256 = models.CharField(max_length=64, unique=True)
    dossier = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    """Since when a newer one takes its place."""

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["dossier", "person"], name="room_link_of")]


class Code(models.Model):
    """A one-time code for one person, dossier and purpose: a keyed digest, never the figures."""

    dossier = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    purpose = models.CharField(max_length=100)
    """What it opens, and over which bytes: `visit`, or `receipt:<sha256>`."""
    mac = models.CharField(max_length=64)
    channel = models.CharField(max_length=5)
    """sms, or email as a declared lower level."""
    sent_to = models.CharField(max_length=40)
    """Masked."""
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[Any]] = [models.Index(fields=["dossier", "person", "purpose"], name="room_code_of")]


class Visit(models.Model):
    """A person in the room: by a cookie, of which the SHA-256 is kept."""

    sha256 = models.CharField(max_length=64, unique=True)
    dossier = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    known_at = models.DateTimeField(null=True)
    """When the code came back right; until then the visit opens nothing."""
    channel = models.CharField(max_length=5, blank=True)
    ended_at = models.DateTimeField(null=True)


class Read(models.Model):
    """A section that a person has read, by the digest of its words."""

    dossier = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    document = models.CharField(max_length=64)
    """SHA-256 of the record that the pages rest on."""
    section = models.CharField(max_length=48)
    sha256 = models.CharField(max_length=64)
    language = models.CharField(max_length=2)
    at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("dossier", "person", "document", "section"), name="room_read_once"),
        )


class Draft(models.Model):
    """What somebody had typed when their visit ended: shown again to them, never signed by itself."""

    dossier = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    act = models.CharField(max_length=16)
    typed = models.JSONField()
    at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "person", "act"), name="room_draft_once"),)


class Attempt(models.Model):
    """An act that was tried and not done: which, when, and why in one word."""

    dossier = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    act = models.CharField(max_length=16)
    why = models.CharField(max_length=16)
    """clock, early, busy."""
    at = models.DateTimeField()


class Reach(models.Model):
    """How somebody beside the patient is reached: the case holds no address of representatives and interpreters."""

    dossier = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    email = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=24, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "person"), name="room_reach_once"),)


class Passkey(models.Model):
    """A passkey that somebody made in the room: so that their device can sign. Whether it counts as enrolled stands in
    the dossier's chain alone.
    """

    dossier = models.CharField(max_length=32)
    person = models.CharField(max_length=32)
    credential = models.BinaryField()
    public_key = models.BinaryField()
    """COSE, canonical CBOR."""
    made_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "person"), name="room_passkey_once"),)


class Gesture(models.Model):
    """An act whose code came back right and that waits for the person's device; good for one act."""

    visit = models.OneToOneField(Visit, on_delete=models.CASCADE)
    act = models.CharField(max_length=16)
    mention = models.CharField(max_length=400)
    evidence = models.BinaryField()
    record = models.BinaryField(null=True)
    """What the device is asked to sign."""
    creation = models.JSONField(null=True)
    """Of a passkey that is being made: what its answer is compared with."""
    at = models.DateTimeField()
