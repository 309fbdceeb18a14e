"""Countries, languages and time zones for lists in forms, named in the language of the page."""

from __future__ import annotations

import functools
import unicodedata

from babel import Locale

from dermadocs.domain.places import COUNTRIES, LANGUAGES, zone_names

Options = tuple[tuple[str, str], ...]


@functools.cache
def countries(language: str) -> Options:
    """Every country, by its name."""
    return _named(COUNTRIES, Locale(language).territories, language)


@functools.cache
def languages(language: str) -> Options:
    """Every language in which a patient may be spoken to."""
    return _named(LANGUAGES, Locale(language).languages, language)


@functools.cache
def zones() -> Options:
    """Every time zone that is a place; the names are those that browsers give."""
    return tuple((zone, zone.replace("_", " ")) for zone in sorted(zone_names()))


def _named(french: dict[str, str], others: object, language: str) -> Options:
    names = french if language == "fr" else {code: others.get(code, french[code]) for code in french}  # type: ignore[attr-defined]
    return tuple(sorted(names.items(), key=lambda item: _sorting(item[1])))


def _sorting(name: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(c))
