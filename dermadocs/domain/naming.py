"""Whether a text names somebody of the dossier: what an extract for inspection looks for in free text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from dermadocs.domain import french
from dermadocs.domain.case import Case

SHORT = 3  # letters; shorter words of a name are looked for with the whole name only
PARTICLES = re.compile("and|bin|ben|bint|ibn|dal|dei|del|della|den|der|des|dos|das|les|van|von")

UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "KHMER", "LAO")
"""Scripts that write no spaces between words."""

ENGLISH_MONTHS = "january february march april may june july august september october november december"


def needles(case: Case) -> frozenset[str]:
    """What gives away a patient, a representative or an interpreter: names, each word of a name, birth date, street."""
    told = [name for person in case.receivers for name in (person.family_name, person.given_names)]
    told += [case.patient.native_name or "", case.consultation.interpreter or ""]
    if case.consent and case.consent.interpreter:
        told += [case.consent.interpreter.family_name, case.consent.interpreter.given_names]
    whole = [*told, *_dates(case), *(line for person in case.receivers for line in person.address.lines)]
    return frozenset(filter(None, (plain(text) for text in (*whole, *_words(told)))))


def named_in(text: str, sought: Iterable[str]) -> bool:
    """Whether one of the needles stands in a text: whole words, but in a script that has no spaces anywhere."""
    words = f" {plain(text)} "
    return any(needle in words if _unspaced(needle) else f" {needle} " in words for needle in sought)


def plain(text: str) -> str:
    """Words without case, accents and punctuation.

    >>> plain("D’Ávila-Ng, Zoé")
    'd avila ng zoe'
    """
    letters = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", kept))


def _words(names: Iterable[str]) -> Iterator[str]:
    for name in names:
        yield from (word for word in plain(name).split() if len(word) >= SHORT and not PARTICLES.fullmatch(word))


def _dates(case: Case) -> Iterator[str]:
    day = case.patient.birth_date
    yield from (day.isoformat(), french.date_long(day), french.date_short(day), french.date_full(day))
    month = ENGLISH_MONTHS.split()[day.month - 1]
    yield from (f"{day.day} {month} {day.year}", f"{month} {day.day} {day.year}")
    for year in (str(day.year), f"{day.year % 100:02}"):
        yield from (f"{day.day} {day.month} {year}", f"{day.day:02} {day.month:02} {year}")


def _unspaced(text: str) -> bool:
    return any(unicodedata.name(c, "").startswith(UNSPACED) for c in text)
