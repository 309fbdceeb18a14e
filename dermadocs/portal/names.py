"""How languages and roles are called; keys of translations, but for the languages, which each name themselves."""

from __future__ import annotations

NAMES = {"fr": "français", "en": "English", "ar": "العربية"}
ROLES = {"surgeon": "chirurgien", "assistant": "assistante", "manager": "gestionnaire", "auditor": "contrôleur"}
