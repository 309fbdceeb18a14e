"""What was changed about accounts, by whom."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class AccountChange(models.Model):
    """One change; `by` is empty when it was made on the command line."""

    at = models.DateTimeField(auto_now_add=True, db_index=True)
    by = models.ForeignKey("portal.Member", on_delete=models.PROTECT, null=True, related_name="+")
    member = models.ForeignKey("portal.Member", on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=16)
    """invited, role, closed, reopened, reset."""
    detail = models.CharField(max_length=16, blank=True)

    class Meta:
        app_label = "portal"
        ordering: ClassVar[list[str]] = ["-at", "-pk"]
