"""The name under which Django knows the store."""

from __future__ import annotations

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """The rows of a home."""

    name = "dermadocs.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
