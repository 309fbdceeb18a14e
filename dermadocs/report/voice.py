"""The two languages of a report: a French sentence is said in French or in its translation, dates in their forms."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from dermadocs.domain import french
from dermadocs.domain.places import PARIS
from dermadocs.languages import Catalogue, report_catalogue

Language = Literal["fr", "en"]
_ZONE = ZoneInfo(PARIS)
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SHORT_FR = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc.")
_SHORT_EN = ("Jan.", "Feb.", "March", "April", "May", "June", "July", "Aug.", "Sept.", "Oct.", "Nov.", "Dec.")
NBSP = french.NBSP


class Voice:
    """Says our sentences in one language. Untranslated for a sentence that has no translation."""

    def __init__(self, language: Language, catalogue: Catalogue | None = None) -> None:
        """A voice of the report, or of the surface whose sentences the catalogue holds."""
        self.language = language
        self._known = None if language == "fr" else (catalogue or report_catalogue(language))

    def __call__(self, text: str, /, **values: object) -> str:
        """The French sentence, or its translation, with its values put in."""
        said = french.tied(text) if self._known is None else self._known.translate(text)
        return said.format(**values) if values else said

    @property
    def colon(self) -> str:
        """The colon behind a label: in French it stands apart."""
        return f"{NBSP}:" if self.language == "fr" else ":"

    def day(self, day: date) -> str:
        """« vendredi 27 novembre 2026 », "Friday 27 November 2026"."""
        if self.language == "fr":
            return french.date_full(day)
        return NBSP.join((_WEEKDAYS[day.weekday()], str(day.day), _MONTHS[day.month - 1], str(day.year)))

    def moment(self, at: datetime, zone: str = PARIS) -> str:
        """An instant in a sentence: day, hour and minute there, and the zone by name."""
        told = french.instant(at, zone)
        if self.language == "fr":
            return told
        offset = f", UTC{told.rpartition('UTC')[2][:-1]}" if "UTC" in told else ""
        local = at.astimezone(ZoneInfo(zone))
        return self._moment(local, zone, offset)

    def _moment(self, local: datetime, zone: str, offset: str) -> str:
        return f"{self.day(local.date())} at {local:%H:%M} ({city(zone)} time{offset})"

    def moments(self, at: datetime, zone: str) -> tuple[str, ...]:
        """In Paris, then in that zone when its clock shows something else at that moment."""
        same = at.astimezone(_ZONE).utcoffset() == at.astimezone(ZoneInfo(zone)).utcoffset()
        return (self.moment(at),) if same else (self.moment(at), self.moment(at, zone))

    def short_day(self, at: datetime) -> str:
        """The day in Paris for a table or a drawing: « 27 nov. 2026 »."""
        local = at.astimezone(_ZONE)
        months = _SHORT_FR if self.language == "fr" else _SHORT_EN
        number = "1er" if self.language == "fr" and local.day == 1 else str(local.day)
        return NBSP.join((number, months[local.month - 1], str(local.year)))

    def hour(self, at: datetime, *, seconds: bool = False) -> str:
        """The hour in Paris, to the minute or to the second."""
        return f"{at.astimezone(_ZONE):{'%H:%M:%S' if seconds else '%H:%M'}}"

    def span(self, length: timedelta) -> str:
        """A length of time in its two largest units: « 16 j 22 h », "2 min 3 s"."""
        days, rest = length.days, length.seconds
        units = (("j" if self.language == "fr" else "d", days), ("h", rest // 3600), ("min", rest % 3600 // 60))
        told = [f"{count}{NBSP}{unit}" for unit, count in (*units, ("s", rest % 60)) if count]
        return NBSP.join(told[:2]) or f"0{NBSP}s"

    def euros(self, gross: str) -> str:
        """An amount of the data: « 1 500,00 € »; as it stands when it is none."""
        whole, _, cents = gross.partition(".")
        if not (whole.isdigit() and len(cents) == 2 and cents.isdigit() and len(whole) < 10):
            return gross
        return french.money(int(whole) * 100 + int(cents)) if self.language == "fr" else f"€{int(whole):,}.{cents}"


def city(zone: str) -> str:
    """The place that names a zone: Europe/London -> "London"."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def instant(value: Any) -> datetime | None:
    """A moment of an answer as an instant; None when there is none."""
    try:
        at = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return at.replace(tzinfo=UTC) if at and at.tzinfo is None else at


def utc(value: Any) -> str:
    """A moment of an answer as it stands in details: UTC, to the second."""
    at = instant(value)
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if at else "—"
