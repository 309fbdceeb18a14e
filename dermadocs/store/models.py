"""The rows. `Entry` is evidence and is never changed; what stands in `Dossier` follows from it and can be made anew."""

from __future__ import annotations

from django.db import models


class Home(models.Model):
    """One row: which version of dermadocs made this home, and whether it is a demonstration for ever."""

    version = models.PositiveIntegerField()
    demonstration = models.BooleanField()


class Dossier(models.Model):
    """A dossier, and what lists show of it."""

    identifier = models.CharField(max_length=32, primary_key=True)
    state = models.CharField(max_length=16, db_index=True)
    patient = models.CharField(max_length=200, blank=True)
    number = models.CharField(max_length=40, blank=True)
    last = models.DateTimeField(db_index=True)
    gate = models.DateTimeField(null=True)
    valid_until = models.DateField(null=True)
    city = models.CharField(max_length=80, blank=True)
    country = models.CharField(max_length=2, blank=True)
    language = models.CharField(max_length=2, blank=True)
    day = models.DateField(null=True)
    accepted_at = models.DateTimeField(null=True)
    planned = models.DateField(null=True)
    unlawful = models.BigIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0)
    reached = models.CharField(max_length=40, blank=True)
    words = models.CharField(max_length=400, blank=True)
    """What a search looks in: small letters, no accents."""
    shown = models.PositiveSmallIntegerField(default=0)
    """Which version of this program made the row; an older one is made anew (`Archive.stale`)."""

    class Meta:
        indexes = (models.Index(fields=("state", "-last"), name="dossiers_by_state"),)


class Entry(models.Model):
    """One link of a dossier's chain, in its canonical bytes, with the timestamp of the commit that it ends."""

    serial = models.BigAutoField(primary_key=True)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="entries")
    number = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()
    token = models.BinaryField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("dossier", "number"), name="one_entry_a_number"),)
        ordering = ("serial",)


class Filing(models.Model):
    """Bytes that an entry names, so that a digest is found again; follows from the entries."""

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="filing")
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, related_name="filings")
    name = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64, db_index=True)


class Look(models.Model):
    """Somebody of the staff looked at a dossier: a link of one chain over the whole home, in its canonical bytes."""

    number = models.PositiveBigIntegerField(primary_key=True)
    dossier = models.CharField(max_length=32, db_index=True)
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()


class Message(models.Model):
    """Something to be told to somebody, recorded with the act that gives rise to it: names whom, never what."""

    key = models.CharField(max_length=120, unique=True)
    """Given once an act: the same message twice is one."""
    kind = models.CharField(max_length=32)
    dossier = models.ForeignKey(Dossier, on_delete=models.PROTECT, null=True, related_name="messages")
    person = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, default="ready", db_index=True)
    """ready, running, done, dead."""
    attempts = models.PositiveSmallIntegerField(default=0)
    run_after = models.DateTimeField(db_index=True)
    lease_until = models.DateTimeField(null=True)
    fence = models.CharField(max_length=32, blank=True)
    """Drawn at each claim: who lost the lease cannot say that it is done."""
    error = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)
