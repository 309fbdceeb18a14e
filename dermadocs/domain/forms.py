"""How each kind of value prints: a function a kind, from the JSON value to all its French forms.

The second argument is the case in plain data, for ids that print as somebody's name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from dermadocs.domain import french, labels, places
from dermadocs.domain.money import parse, parse_rate
from dermadocs.domain.people import FACILITY

Data = Mapping[str, Any]
TICK = "×"
"""The mark in a box; an empty box prints nothing."""
Forms = Callable[[Any, Data], set[str]]


def text(value: Any, _: Data) -> set[str]:
    return {value, french.capital(value)}


def exact(value: Any, _: Data) -> set[str]:
    return {value}


def name(value: Any, _: Data) -> set[str]:
    return {value, value.upper()}


def number(value: Any, _: Data) -> set[str]:
    return {str(value)}


def tick(_: Any, __: Data) -> set[str]:
    return {TICK}


def day(value: Any, _: Data) -> set[str]:
    day = date.fromisoformat(value)
    return {french.date_long(day), french.date_short(day), french.date_full(day)}


def money(value: Any, _: Data) -> set[str]:
    cents = parse(value)
    return {french.amount(cents), french.money(cents)}


def rate(value: Any, _: Data) -> set[str]:
    tenths = parse_rate(value)
    return {french.rate(tenths), french.bare_rate(tenths)}


def country(value: Any, _: Data) -> set[str]:
    return {places.COUNTRIES[value]} if value in places.COUNTRIES else set()


def language(value: Any, _: Data) -> set[str]:
    return {places.LANGUAGES[value]} if value in places.LANGUAGES else set()


def zone(value: Any, _: Data) -> set[str]:
    return {places.hour_of(value)}


def siren(value: Any, _: Data) -> set[str]:
    return {value, french.siren(value)}


def vat_number(value: Any, _: Data) -> set[str]:
    return {value, french.vat_number(value)}


def finess(value: Any, _: Data) -> set[str]:
    return {value, french.finess(value)}


def category(value: Any, _: Data) -> set[str]:
    return {f"{value}°"}


def yes_no(value: Any, _: Data) -> set[str]:
    return {labels.yes_no(value), labels.yes_no(value) + ", pour cet acte"}


def private(value: Any, _: Data) -> set[str]:
    return {"établissement de santé privé" if value else "établissement de santé public"}


def fingerprint(value: Any, _: Data) -> set[str]:
    return {value, value[:16], french.digest(value), french.digest(value, 16)}


def label(field: str) -> Forms:
    def all_words(value: Any, _: Data) -> set[str]:
        words = labels.LABELS[field].get(value, ())
        return {form for word in words for form in (word, french.capital(word))}

    return all_words


def person(value: Any, case: Data) -> set[str]:
    """Names of the practitioner or facility behind an id; the short form only when it names one person."""
    people = case.get("practitioners", [])
    if value == FACILITY and "facility" in case:
        return {case["facility"]["name"]}
    forms = set()
    for person in (p for p in people if p["id"] == value):
        forms.add(f"{person['title']} {person['given_names']} {person['family_name']}")
        forms.add(f"{person['given_names']} {person['family_name'].upper()}")
        if sum(p["family_name"] == person["family_name"] for p in people) == 1:
            forms.add(f"{person['title']} {person['family_name']}")
    return forms
