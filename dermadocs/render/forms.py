"""The printed form of each kind of plain value: what a template means by `long_day`, `amount` or `named`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from dermadocs.domain import french, labels
from dermadocs.domain.document import Document
from dermadocs.domain.money import parse, parse_rate

Names = dict[str, Any]
"""What a template sees: leaves under plain names."""


def long_day(value: str) -> str:
    """2 November 2026 -> "2 novembre 2026"."""
    return french.date_long(date.fromisoformat(value))


def short_day(value: str) -> str:
    """2 November 2026 -> "02/11/2026"."""
    return french.date_short(date.fromisoformat(value))


def amount(value: str) -> str:
    """An amount for a column: "750.00" -> "750,00"."""
    return french.amount(parse(value))


def money(value: str) -> str:
    """An amount with its currency."""
    return french.money(parse(value))


def rate(value: str) -> str:
    """A VAT rate: "20.0" -> "20 %"."""
    return french.rate(parse_rate(value))


def upper(value: str) -> str:
    """A family name in capitals."""
    return value.upper()


def or_none(value: Any) -> str:
    """The value, or « aucun » where the law wants a word for nothing (ARR1996-2-07)."""
    return labels.NONE if value in (None, []) else str(value)


def covered(value: bool) -> str:
    """Whether the insurance covers this act (ARR1996-2-02)."""
    return f"{labels.yes_no(value)}, pour cet acte"


def label(field: str) -> Callable[[str], str]:
    """The usual French words for a code of `field`."""
    return lambda code: labels.label(field, code)


def namer(document: Document) -> Callable[[str | None], str]:
    """How an id is printed: facility, title and name of a practitioner, or « aucun »."""
    return lambda identifier: labels.NONE if identifier is None else document.dossier.payee_name(identifier)
