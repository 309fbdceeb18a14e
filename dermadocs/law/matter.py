"""What a rule is judged on: the data of a case, the text of a page, the timeline of a dossier, and the days.

A subject that is not at hand raises `Absent` when a card looks at it; the engine says NOT_CHECKED.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from dermadocs.domain.case import Case
from dermadocs.domain.codec import builtins
from dermadocs.domain.events import AnyEvent
from dermadocs.domain.jsonform import convert
from dermadocs.errors import InputError
from dermadocs.law.reading import Reading, joined
from dermadocs.law.wording import normalise
from dermadocs.sentence import say

LIGATURES = {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0xFB05: "st", 0xFB06: "st"}
INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")


class Absent(Exception):
    """A subject that the card looks at is not at hand; the text says which."""


@dataclass(frozen=True)
class Days:
    """The days that decide: of the judgement, of the document (hand-over, else drafting), of the operation."""

    today: date
    document: date
    operation: date


class Data:
    """A case as plain JSON values, and as a typed case where its form allows one."""

    def __init__(self, plain: Mapping[str, Any]) -> None:
        self.plain = plain
        self._case: Case | InputError
        try:
            self._case = convert(dict(plain), Case, "dossier")
        except InputError as error:
            self._case = error

    @classmethod
    def of(cls, case: Case) -> Data:
        """The data of a case that is already typed."""
        return cls(builtins(case))

    @property
    def case(self) -> Case:
        """The typed case. Absent, with the place, when the data do not have its form."""
        if isinstance(self._case, InputError):
            raise Absent(say("the data have not the form of a case: {error}", error=self._case.args[0]))
        return self._case

    def at(self, pattern: str) -> Iterator[tuple[str, Any]]:
        """Every place that a pattern such as /practitioners/*/rpps names, with its value; None where it is missing."""
        return _walk(self.plain, pattern.split("/")[1:], "")


def _walk(value: Any, steps: Sequence[str], pointer: str) -> Iterator[tuple[str, Any]]:
    if not steps:
        yield pointer, value
    elif steps[0] == "*":
        for index, item in enumerate(value if isinstance(value, list) else ()):
            yield from _walk(item, steps[1:], f"{pointer}/{index}")
    else:
        inner = value.get(steps[0]) if isinstance(value, Mapping) else None
        yield from _walk(inner, steps[1:], f"{pointer}/{steps[0]}")


class Page:
    """The text of a paper, a string a page, as a PDF reader extracts it. `kind`: estimate, consent…

    `ours` False: somebody else's paper, whose own words are not ours; only what the law imposes is asked word
    for word, and all else is looked for by what it says.
    """

    def __init__(self, pages: Sequence[str], kind: str = "estimate", *, ours: bool = True) -> None:
        self.kind = kind
        self.ours = ours
        self._raw = tuple(lettered(text) for text in pages)
        self.pages = tuple(normalise(text) for text in self._raw)
        self._squashed = tuple(squash(text) for text in self.pages)
        self._whole = "".join(self._squashed)

    @functools.cached_property
    def reading(self) -> Reading:
        """What can be read on a paper that is not ours."""
        return Reading(self._raw)

    @functools.cached_property
    def sayings(self) -> tuple[str, ...]:
        """What clauses are looked for in, page by page: of a paper of others with its rows kept apart."""
        return self.pages if self.ours else tuple(rows(text) for text in self._raw)

    @functools.cached_property
    def text(self) -> str:
        """All pages, normalised as verbatim texts are compared."""
        return " ".join(self.pages)

    def has(self, text: str) -> bool:
        """True when the text stands on a page, or runs over to the next; line breaks do not count."""
        wanted = squash(normalise(lettered(text)))
        return any(wanted in page for page in self._squashed) or wanted in self._whole

    def where(self, text: str) -> str:
        """The page on which a text stands, as a place in a finding."""
        wanted = squash(normalise(lettered(text)))
        number = next((n for n, page in enumerate(self._squashed, 1) if wanted in page), None)
        return f"page {number}" if number else "page"


def lettered(text: str) -> str:
    """Text with its ligatures as letters and without signs that nobody sees."""
    return INVISIBLE.sub("", text).translate(LIGATURES)


def rows(text: str) -> str:
    """A page whose lines are joined where one runs on; the row of a table or a new sentence stays a line.

    Else « Examens : aucun » and « Acompte : 300 € » of two rows would be read as « aucun … acompte ».
    """
    whole: list[str] = []
    end = ""
    for line in joined(text).split("\n"):
        line = line.strip()
        runs_on = bool(line) and (line[0].islower() or line[0].isdigit() or (end.isupper() and line.isupper()))
        whole += [" " if whole and runs_on else "\n", line]
        end = "".join((end, *whole[-2:]))[-9:]
    return "".join(whole).strip()


def squash(text: str) -> str:
    """Text without white space: what a line break cannot change."""
    return re.sub(r"\s+", "", text)


@dataclass(frozen=True)
class Timeline:
    """The events of a dossier in the order recorded. They are judged, not folded: the fold would refuse."""

    events: tuple[AnyEvent, ...]


@dataclass(frozen=True)
class Matter:
    """All that is at hand to judge a dossier by."""

    days: Days
    data: Data | None = None
    page: Page | None = None
    timeline: Timeline | None = None
    given: Collection[str] = ()
    """The notices handed over together with the estimate, as it names them."""

    @property
    def case(self) -> Case:
        """The typed case. Absent when there is none."""
        return self.records.case

    @property
    def records(self) -> Data:
        """The data. Absent when there are none."""
        if self.data is None:
            raise Absent("the data are not at hand")
        return self.data

    @property
    def paper(self) -> Page:
        """The page text. Absent when there is none."""
        if self.page is None:
            raise Absent("the text of the paper is not at hand")
        return self.page

    @property
    def events(self) -> tuple[AnyEvent, ...]:
        """The events. Absent when there are none at hand."""
        if self.timeline is None:
            raise Absent("the timeline is not at hand")
        return self.timeline.events


def days_of(case: Case, today: date, handed_over: date | None = None, performed: date | None = None) -> Days:
    """A document is judged by the law of its hand-over, else of its drafting; an operation by that of its day."""
    estimate = case.estimate
    return Days(today, handed_over or estimate.drafted_on, performed or estimate.proposed_on)
