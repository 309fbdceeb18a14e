"""Arabic on the pages of the portal: days and hours in words, and every figure, code or Latin name isolated.

Without isolation a reader sees `2026-0042` as `0042-2026` and a telephone number backwards. Figures are 0 to 9, as on
the papers.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from dermadocs.domain.bidi import pieces
from dermadocs.domain.places import PARIS
from dermadocs.report.voice import NBSP, Voice, city

MONTHS = ("يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو",
          "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر")  # fmt: skip
WEEKDAYS = ("الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد")
CITIES = {
    PARIS: "باريس",
    "Africa/Algiers": "الجزائر",
    "Africa/Cairo": "القاهرة",
    "Africa/Casablanca": "الدار البيضاء",
    "Africa/Tripoli": "طرابلس",
    "Africa/Tunis": "تونس",
    "Asia/Amman": "عمّان",
    "Asia/Baghdad": "بغداد",
    "Asia/Bahrain": "البحرين",
    "Asia/Beirut": "بيروت",
    "Asia/Damascus": "دمشق",
    "Asia/Dubai": "دبي",
    "Asia/Kuwait": "الكويت",
    "Asia/Muscat": "مسقط",
    "Asia/Qatar": "قطر",
    "Asia/Riyadh": "الرياض",
    "Europe/Brussels": "بروكسل",
    "Europe/London": "لندن",
}


class Arabic(Voice):
    """Says our sentences in Arabic, and dates as « الجمعة 27 نوفمبر 2026، 08:12 (بتوقيت باريس) »."""

    def day(self, day: date) -> str:
        """« الجمعة 27 نوفمبر 2026 »."""
        return NBSP.join((WEEKDAYS[day.weekday()], str(day.day), MONTHS[day.month - 1], str(day.year)))

    def _moment(self, local: datetime, zone: str, offset: str) -> str:
        place = f"بتوقيت {CITIES.get(zone, city(zone))}".replace(" ", NBSP)
        return f"{self.day(local.date())}، {local:%H:%M} ({place}{offset.replace(',', '،')})"

    def short_day(self, at: datetime) -> str:
        """The day in Paris for a table: Arabic does not shorten its months."""
        local = at.astimezone(ZoneInfo(PARIS))
        return NBSP.join((str(local.day), MONTHS[local.month - 1], str(local.year)))

    def span(self, length: timedelta) -> str:
        """A length of time in its two largest units."""
        units = (
            ("يوم", length.days),
            ("ساعة", length.seconds // 3600),
            ("دقيقة", length.seconds % 3600 // 60),
            ("ثانية", length.seconds % 60),
        )
        told = [f"{count}{NBSP}{unit}" for unit, count in units if count]
        return f"{NBSP}و".join(told[:2]) or f"0{NBSP}ثانية"


class Isolated:
    """A voice whose every answer is fit for a page from right to left."""

    def __init__(self, voice: Voice) -> None:
        self._voice = voice
        self.language = voice.language

    def __call__(self, text: str, /, **values: object) -> Markup:
        """A sentence; values that are markup already stay what they are."""
        return isolated(self._voice(text)).format(**{name: isolated(value) for name, value in values.items()})

    def __getattr__(self, name: str) -> Any:
        told = getattr(self._voice, name)
        return lambda *given, **named: _each(told(*given, **named))


def _each(told: Any) -> Any:
    return tuple(isolated(one) for one in told) if isinstance(told, tuple) else isolated(told)


def isolated(text: object) -> Markup:
    """A text with every run from left to right apart; `{name}` of a sentence stays as it is.

    >>> str(isolated("في 27"))
    'في <bdi dir="ltr">27</bdi>'
    """
    if isinstance(text, Markup):
        return text
    whole, place, shown = str(text), 0, []
    for piece in pieces(whole):
        raw = whole[place : place + len(piece.text)]  # a bracket as it is written: here the browser turns it
        place += len(raw)
        field = raw.isidentifier() and whole[place - len(raw) - 1 : place - len(raw)] == "{"
        apart = piece.apart and not field and any(letter.isalnum() for letter in raw)
        shown.append(Markup('<bdi dir="ltr">{}</bdi>').format(raw) if apart else escape(raw))
    return Markup("").join(shown)
