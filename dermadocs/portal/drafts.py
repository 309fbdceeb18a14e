"""An estimate that is being written, as typed: kept until the law allows it into the dossier."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models, transaction


class WorkingDraft(models.Model):
    """One a dossier; it binds nobody, proves nothing, and is gone once the estimate is in the dossier."""

    dossier = models.CharField(max_length=32, primary_key=True)
    typed = models.JSONField()
    """The fields of the form by name."""
    revision = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()
    saved_by = models.CharField(max_length=120)

    class Meta:
        app_label = "portal"


def draft_of(dossier: str) -> WorkingDraft | None:
    """What is being written for a dossier."""
    return WorkingDraft.objects.filter(pk=dossier).first()


def save(dossier: str, typed: dict[str, Any], seen: int, by: str, at: datetime) -> tuple[int, WorkingDraft | None]:
    """Keep what was typed: the new revision, and None; or, when somebody else saved since `seen`, their revision and
    what they saved, and nothing is overwritten.
    """
    with transaction.atomic():
        there = draft_of(dossier)
        if there is not None and there.revision != seen and there.typed != typed:
            return there.revision, there
        revision = (there.revision if there else 0) + 1
        values = {"typed": typed, "revision": revision, "saved_by": by, "saved_at": at}
        WorkingDraft.objects.update_or_create(pk=dossier, defaults=values)
        return revision, None


def forget(dossier: str) -> None:
    """The dossier holds it now."""
    WorkingDraft.objects.filter(pk=dossier).delete()
