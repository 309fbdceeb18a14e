"""The printed forms: how a value of the data looks on a French page. One function a kind, nothing else.

Spaces inside a date or an amount never break: U+00A0 between words, U+202F between thousands.
"""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from dermadocs.domain.places import PARIS, hour_of

NBSP = "\u00a0"
NARROW = "\u202f"
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


def amount(cents: int) -> str:
    """Without currency, for tables: 125000 -> "1 250,00"."""
    euros, rest = divmod(cents, 100)
    return f"{euros:,}".replace(",", NARROW) + f",{rest:02d}"


def money(cents: int) -> str:
    """With currency: 150000 -> "1 500,00 €"."""
    return f"{amount(cents)}{NBSP}€"


def rate(tenths: int) -> str:
    """A VAT rate: 200 -> "20 %", 55 -> "5,5 %"."""
    return f"{bare_rate(tenths)}{NBSP}%"


def bare_rate(tenths: int) -> str:
    """A VAT rate for a column headed %: 200 -> "20", 55 -> "5,5"."""
    whole, rest = divmod(tenths, 10)
    return f"{whole},{rest}" if rest else str(whole)


def date_long(day: date) -> str:
    """8 September 2026 -> "8 septembre 2026"; the first is "1er"."""
    number = "1er" if day.day == 1 else str(day.day)
    return NBSP.join((number, MONTHS[day.month - 1], f"{day.year:04d}"))


def date_short(day: date) -> str:
    """8 September 2026 -> "08/09/2026"."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def date_full(day: date) -> str:
    """8 September 2026 -> "mardi 8 septembre 2026"."""
    return f"{WEEKDAYS[day.weekday()]}{NBSP}{date_long(day)}"


def instant(at: datetime, zone: str = PARIS) -> str:
    """An aware instant in a zone: "mardi 8 septembre 2026 à 18:05 (heure de Paris)".

    In the hour that comes twice when summer time ends, the distance to UTC is added: 02:30 alone would
    name two instants. ValueError for a naive datetime.
    """
    if at.tzinfo is None:
        raise ValueError("an instant has a time zone")
    local = at.astimezone(ZoneInfo(zone))
    offset = f", UTC{_offset(local)}" if _comes_twice(local) else ""
    return f"{date_full(local.date())} à {local:%H:%M} ({hour_of(zone)}{offset})"


def instants(at: datetime, patient_zone: str) -> tuple[str, ...]:
    """In Paris, then in the patient's zone when its clock shows something else at that moment."""
    paris, theirs = at.astimezone(ZoneInfo(PARIS)), at.astimezone(ZoneInfo(patient_zone))
    if paris.utcoffset() == theirs.utcoffset():
        return (instant(at),)
    return (instant(at), instant(at, patient_zone))


def siren(number: str) -> str:
    """000147009 -> "000 147 009"."""
    return NBSP.join((number[:3], number[3:6], number[6:]))


def vat_number(number: str) -> str:
    """FR77000147009 -> "FR 77 000 147 009"."""
    return NBSP.join((number[:2], number[2:4], siren(number[4:])))


def finess(number: str) -> str:
    """750000002 -> "75 000 0002"."""
    return NBSP.join((number[:2], number[2:5], number[5:]))


def digest(sha256: str, length: int = 64) -> str:
    """The first `length` hex digits in groups of four, to be read aloud: "7f3a 91c2 …"."""
    return NBSP.join(sha256[i : i + 4] for i in range(0, length, 4))


def capital(text: str) -> str:
    """With a capital first letter, for the start of a sentence or a cell."""
    return text[:1].upper() + text[1:]


def _comes_twice(local: datetime) -> bool:
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def _offset(local: datetime) -> str:
    offset = local.utcoffset()
    assert offset is not None
    minutes = int(offset.total_seconds()) // 60
    sign, (hours, rest) = "+" if minutes >= 0 else "−", divmod(abs(minutes), 60)
    return f"{sign}{hours}" + (f":{rest:02d}" if rest else "")


def tied(text: str) -> str:
    """The spaces that French puts before its double signs and inside its quotation marks never break a line."""
    for sign in (":", "»", "€", "%"):
        text = text.replace(f" {sign}", f"{NBSP}{sign}")
    for sign in (";", "?", "!"):
        text = text.replace(f" {sign}", f"{NARROW}{sign}")
    return text.replace("« ", f"«{NBSP}").replace("n° ", f"n°{NBSP}")
