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
