"""Tells Django that the portal holds tables."""

from __future__ import annotations

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The accounts of the staff, who looked at what, links, codes and visits of patients."""

    name = "dermadocs.portal"
    label = "portal"
