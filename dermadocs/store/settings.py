"""Django's settings for rows alone: no web, no templates, one database a home. The portal has settings of its own."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import django
from django.conf import settings
from django.db import connections

SQLITE = "dossiers.sqlite3"
INSTALLED_APPS = ["dermadocs.store"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
"""Nobody uses the default one: each home has its own, under its folder's name."""
USE_TZ = True


def database(folder: Path) -> dict[str, Any]:
    """SQLite for one home: write-ahead log, write transactions from the start, every commit on the disk."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": folder.resolve() / SQLITE,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
        },
    }


def ready() -> None:
    """Set Django up for rows alone, unless somebody (the portal) has set it up already."""
    if not settings.configured:
        settings.configure(INSTALLED_APPS=INSTALLED_APPS, DATABASES=DATABASES, USE_TZ=USE_TZ, TIME_ZONE="UTC")
        django.setup()


def connect(folder: Path) -> str:
    """The alias under which Django reaches the database of a home: the default one in the portal of that home."""
    place = folder.resolve() / SQLITE
    if connections.settings["default"]["NAME"] == place:
        return "default"
    alias = str(folder.resolve())
    if alias not in connections.settings:
        connections.settings[alias] = connections.configure_settings(
            {"default": connections.settings["default"], alias: database(folder)}
        )[alias]
    return alias


def disconnect(alias: str) -> None:
    """Close the connection of a home."""
    connections[alias].close()
