"""What can be read on a paper that is not ours: its words folded, its dates by what they date, its amounts.

Nobody has told us what stands where. A date is what the nearest label before it says; where a table was flattened
into a row of labels and a row of values, the two rows are paired. What is not sure is not told: `None`.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from dermadocs.law.words import fold

Role = Literal["drafted", "act", "validity", "birth", "receipt", "acceptance", "talk", "other"]

_MONTHS = (
    [
        "janvier",
        "fevrier",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "aout",
        "septembre",
        "octobre",
        "novembre",
        "decembre",
    ],
    [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ],
)
_MONTH = "|".join(f"{french}|{english}" for french, english in zip(*_MONTHS, strict=True))
_DATE = re.compile(
    rf"(?<![\d/.])(\d{{1,2}})(?:er|st|nd|rd|th)? ?[/. -] ?(?:(\d{{1,2}})|({_MONTH})) ?[/. -] ?(\d{{4}}|\d\d)(?!\d)"
)
NUMBERS = {
    word: number
    for number, word in enumerate(
        [
            "zero",
            "un",
            "deux",
            "trois",
            "quatre",
            "cinq",
            "six",
            "sept",
            "huit",
            "neuf",
            "dix",
            "onze",
            "douze",
            "treize",
            "quatorze",
            "quinze",
        ]
    )
} | {"une": 1, "vingt": 20, "trente": 30, "soixante": 60, "cent": 100}
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_UNITS = {"jour": 1, "day": 1, "semaine": 7, "week": 7, "mois": 30, "month": 30, "an": 365, "year": 365}
_LENGTH = re.compile(rf"\b({NUMBER})(?: ?\(\d+\))? ?(jour|semaine|mois|an|day|week|month|year)s?\b")
_LABELS: dict[Role, str] = {
    "birth": r"\bnee?(?:\(e\))? (?:le|a)\b|\bnaissance\b|\bborn\b|\bdate of birth\b",
    "validity": r"\bvalab\w{1,3}\b|\bvalid\w{0,4}\b|\bvalidite\b|\bexpir\w{1,5}\b|\b(?:offre|devis|prix"
    r"|tarifs?)\b[^.\d]{0,40}\bjusqu'au\b|\bduree de l'offre\b",
    "act": r"\bdates? (?:operatoire )?(?:propose|prevue|prevu|envisage|souhaite)\w{0,3}|\bdate (?:de l'"
    r"|d')(?:intervention|operation|acte)\b"
    r"|\bdate operatoire\b|\b(?:intervention|operation|acte|seance)s? (?:est |serait |sera )?(?:propose|prevue?|fixe"
    r"|programme|envisage)\w{0,3}"
    r"|\bproposed (?:date|for)\b|\bdate of (?:the )?(?:operation|surgery|procedure)\b",
    "acceptance": r"\bdevis accepte\b|\bdate d'acceptation\b|\baccepte le\b",
    "receipt": r"\bdevis recu\b|\brecu(?:e)? le\b|\bremise? (?:en main propre |au patient |a la patiente )?le\b"
    r"|\bdate de (?:remise|reception)\b",
    "talk": r"\b(?:consultation|rencontre|entretien)s?\b",
    "other": r"\b(?:assur\w+|contrat|police|autorisation|agrement|carte|responsabilite civile)\b(?:(?!\bdevis"
    r"|\boffre)[^.]){0,80}?\b(?:valab\w+|validite|valide|echeance|expir\w+)\b|\barrete\b|\bloi\b|\bdecret\b"
    r"|\bordonnance\b|\bcontrat\b|\bpolice\b|\bautorisation\b|\becheance\b|\bimprime le\b",
    "drafted": r"\bdate (?:de )?(?:redaction|l'etablissement)\b|\bdate d'(?:etablissement|emission|edition)\b"
    r"|\bdate (?:du|de ce) (?:present )?devis\b"
    r"|\bdevis (?:n\S{0,3} ?\S{1,16} )?(?:du|date du|etabli|redige|emis|fait)\b|\b(?:redige|etabli|emis"
    r"|fait)\w{0,2}(?: a [a-z' -]{2,30}?)?,? le\b"
    r"|(?<![a-z] )\b[a-z][a-z'-]{2,24}(?: [a-z'-]{2,24}){0,3}, le(?= \d)|\bdate ?:|\bdated?\b(?= ?:? ?\d)"
    # « 37000 Tours le 4 novembre »; what a participle dates is something else
    r"|(?<![a-z] )\b(?!\w+(?:ee|vu|cu|ise?|nt)\b)(?!(?:vue|nee?|lui|elle|et|ou)\b)[a-z][a-z'-]{2,24} le(?= \d)",
}
_TOKEN = re.compile("|".join(f"(?P<{role}>{pattern})" for role, pattern in _LABELS.items()))
_APART = 70
"""A value further than this behind its label is not its value."""
# « 02.11 » of « 02.11.2026 » is no sum
_CENTS = re.compile(r"(?<![\d.,/])(\d{1,3}(?: \d{3}){1,3}|\d{1,6})(?:[.,](\d{2}))?(?![\d/]|[.,]\d)")


@dataclass(frozen=True)
class Value:
    """A date or a length of time on the paper, what it dates, and where it stands in the folded text."""

    role: Role
    day: date | None
    days: int | None
    start: int
    short: bool = False
    """The year was written with two digits."""


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    role: Role | None = None
    day: date | None = None
    days: int | None = None
    short: bool = False


class Reading:
    """A paper as far as its text can be read; `text` is folded, words broken at a line end are joined."""

    def __init__(self, pages: Sequence[str]) -> None:
        self.lines = tuple(line for page in pages for raw in joined(page).split("\n") if (line := fold(raw)))
        self.text = " ".join(self.lines)

    def has(self, pattern: str) -> bool:
        """True when a pattern over the folded text is found."""
        return _compiled(pattern).search(self.text) is not None

    def first(self, pattern: str) -> re.Match[str] | None:
        """The first place where a pattern is found."""
        return _compiled(pattern).search(self.text)

    @functools.cached_property
    def values(self) -> tuple[Value, ...]:
        """Every date and length with what it dates, in reading order."""
        return tuple(_paired(sorted(_tokens(self.text), key=lambda token: token.start)))

    def day(self, role: Role) -> date | None:
        """The first date of that kind."""
        return next((value.day for value in self.values if value.role == role and value.day), None)

    def born(self, by: date) -> date | None:
        """The first birth date; one whose year has two digits never lies after the day `by`."""
        value = next((value for value in self.values if value.role == "birth" and value.day), None)
        if value is None or value.day is None or not value.short or value.day <= by:
            return value.day if value else None
        return _date_of(value.day.year - 100, value.day.month, value.day.day)

    def lasting(self, role: Role, since: date | None) -> int | None:
        """The longest time told of that kind, in days from a day on; a month counts thirty."""
        told = [value.days for value in self.values if value.role == role and value.days is not None]
        if since:
            told += [(value.day - since).days for value in self.values if value.role == role and value.day]
        return max(told, default=None)


def joined(page: str) -> str:
    """Lines of a page, a word that was broken at the end of one made whole; ligatures and soft hyphens resolved."""
    small = re.sub(r"(?<=[^\W\d_])[-\u2010\u2011][^\S\n]{0,20}\n\s{0,20}(?=[a-zß-ÿ])", "", page.replace("\u00ad", ""))
    return re.sub(r"(?<=[A-ZÀ-Þ])[-\u2010\u2011][^\S\n]{0,20}\n\s{0,20}(?=[A-ZÀ-Þ]{2})", "", small)


def amounts(text: str) -> Iterator[tuple[int, int]]:
    """Sums of money in a folded text, in cents, with their places: two decimals, or a euro sign behind them."""
    for found in _CENTS.finditer(text):
        behind = text[found.end() : found.end() + 7].lstrip()
        if behind.startswith("%"):
            continue
        if found[2] or behind.startswith(("€", "eur")):
            yield int(found[1].replace(" ", "")) * 100 + int(found[2] or 0), found.start()


def _tokens(text: str) -> Iterator[_Token]:
    taken: list[tuple[int, int]] = []
    for found in _DATE.finditer(text):
        if day := _date(found):
            taken.append(found.span())
            yield _Token(*found.span(), day=day, short=len(found[4]) == 2)
    for found in _LENGTH.finditer(text):
        number = NUMBERS.get(found[1])
        yield _Token(*found.span(), days=(int(found[1]) if number is None else number) * _UNITS[found[2]])
    for found in _TOKEN.finditer(text):
        yield _Token(*found.span(), role=found.lastgroup)  # type: ignore[arg-type]


def _date(found: re.Match[str]) -> date | None:
    name = found[3]
    month = next(i for i, pair in enumerate(zip(*_MONTHS, strict=True), 1) if name in pair) if name else int(found[2])
    year = int(found[4])
    return _date_of(year + (2000 if year < 70 else 1900) if year < 100 else year, month, int(found[1]))


def _date_of(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _paired(tokens: Sequence[_Token]) -> Iterator[Value]:
    """Values with their labels: a row of labels before a row of as many values is paired in order."""
    labels: list[_Token] = []
    values: list[_Token] = []
    for token in (*tokens, _Token(-1, -1, role="other")):
        if token.role is None:
            values.append(token)
            continue
        if values:
            yield from _assigned(labels, values)
            labels, values = [], []
        if labels and token.start - labels[-1].end > _APART:
            labels = []
        labels.append(token)


def _assigned(labels: Sequence[_Token], values: Sequence[_Token]) -> Iterator[Value]:
    rows = len(labels) == len(values) > 1 and values[0].start - labels[-1].end <= _APART
    for place, value in enumerate(values):
        label = labels[place] if rows else labels[-1] if labels and place == 0 else None
        near = label is not None and (rows or value.start - label.end <= _APART)
        role: Role = label.role if near and label and label.role else "other"
        yield Value(role, value.day, value.days, value.start, value.short)


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


def later(day: date, days: int) -> date:
    """A day so many days later, the calendar's last day where there is none."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max
