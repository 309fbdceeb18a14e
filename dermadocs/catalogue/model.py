"""A procedure as data. Each fact has an id, the ids of its sources, a status, and the day it was last checked.

Status: `published` was read in a public source, `practice` is the practice's own word, `unverified` is general
knowledge or our deduction, which a surgeon has to confirm; `test` belongs to an entry that is not real.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta

from dermadocs.domain.case import OwnWords
from dermadocs.domain.facts import Fact, Identifier, Short
from dermadocs.domain.jsonform import canonical
from dermadocs.domain.money import Cents, Rate
from dermadocs.domain.procedure import Anaesthesia, Stay

SCHEMA = "dermadocs/catalogue/1"
NOTHING = "nothing"
"""The id of the alternative that every procedure has."""

Status = Literal["published", "practice", "unverified", "test"]
SourceId = Annotated[str, Meta(pattern="^[A-Z][A-Z0-9]{0,7}$")]
Text = Annotated[str, Meta(min_length=1, max_length=600)]
Brief = Annotated[str, Meta(min_length=1, max_length=240)]


class Place(StrEnum):
    """Where a statement is printed."""

    PURPOSE = "purpose"
    PRINCIPLE = "principle"
    TREATS = "treats"
    NOT_TREATED = "not-treated"
    ALTERNATIVES = "alternatives"
    BEFORE = "before"
    ANAESTHESIA = "anaesthesia"
    OPERATION = "operation"
    COURSE = "course"
    RESULT = "result"
    EFFECTS = "effects"
    SERIOUS = "serious"
    CONTRAINDICATIONS = "contraindications"
    ALARM = "alarm"
    QUESTIONS = "questions"
    WASH = "wash"
    SUN = "sun"
    AVOID = "avoid"
    ABROAD = "abroad"
    LOCAL_DOCTOR = "local-doctor"
    TEACH_BACK = "teach-back"
    """What the patient is asked to say in their own words (consent form)."""
    JOURNEY = "journey"
    """Known of the practice, printed on no sheet of ours."""


class Source(Fact, frozen=True, kw_only=True):
    """Where facts come from. `site` is printed; `url` stays in the data and may be empty for words of our own."""

    id: SourceId
    kind: Status
    title: Brief
    site: Annotated[str, Meta(max_length=80)]
    url: Annotated[str, Meta(max_length=300)]


class Sourced(Fact, frozen=True, kw_only=True):
    """What every fact has. That `sources` is not empty and known is checked with the whole entry."""

    id: Identifier
    sources: Annotated[tuple[SourceId, ...], Meta(max_length=8)]
    status: Status
    checked: date


class Statement(Sourced, frozen=True, kw_only=True):
    """A sentence or two for one place; `item` in a list; with `anaesthesia`, printed for these kinds only."""

    place: Place
    text: Text
    item: bool = False
    anaesthesia: tuple[Anaesthesia, ...] = ()


class Alternative(Sourced, frozen=True, kw_only=True):
    """What may be done instead; the one whose id is « nothing » is to do nothing."""

    name: Brief
    text: Text


class Frequency(Fact, frozen=True, kw_only=True):
    """Of `of` people, at least `low` and at most `high`, as one source counted.

    `comparison`: counted after another treatment, printed as such and never drawn.
    """

    low: Annotated[int, Meta(ge=0)]
    high: Annotated[int, Meta(ge=0)]
    of: Annotated[int, Meta(ge=1, le=1_000_000)]
    population: Brief
    source: SourceId
    comparison: bool = False


class Effect(Sourced, frozen=True, kw_only=True):
    """An effect or a complication; without `frequencies` it is printed as not well measured."""

    name: Brief
    more: Annotated[str, Meta(max_length=400)] = ""
    serious: bool = False
    frequencies: Annotated[tuple[Frequency, ...], Meta(max_length=4)] = ()


class Moment(Sourced, frozen=True, kw_only=True):
    """A row of the days after: when, what one sees, what to do."""

    when: Brief
    expect: Brief
    do: Brief


class Factor(Sourced, frozen=True, kw_only=True):
    """A personal risk factor: the box that is ticked, and the paragraph that it brings to each sheet."""

    label: Brief
    text: Text
    aftercare: Annotated[str, Meta(max_length=400)] = ""


class Question(Sourced, frozen=True, kw_only=True):
    """A comprehension question. `right` counts from 0. It helps to understand; it is never an exam."""

    question: Brief
    options: Annotated[tuple[Brief, ...], Meta(min_length=2, max_length=5)]
    right: Annotated[int, Meta(ge=0, le=4)]
    feedback_right: Brief
    feedback_wrong: Brief


class Price(Sourced, frozen=True, kw_only=True):
    """A line of the estimate that the practice proposes by default, without tax."""

    label: Short
    quantity: Annotated[int, Meta(ge=1, le=999)]
    unit: Short
    unit_price: Cents
    vat_rate: Rate
    payee: Literal["surgeon", "facility"]


class Defaults(Sourced, frozen=True, kw_only=True):
    """What an estimate starts from: how long, which stay, which leave; each may be changed for one patient."""

    duration_minutes: Annotated[int, Meta(ge=1, le=1440)]
    stay: Stay
    leave_days_minimum: Annotated[int, Meta(ge=0, le=365)]
    leave_days_maximum: Annotated[int, Meta(ge=0, le=365)]
    implant_days: Annotated[int, Meta(ge=0, le=40000)]
    average_price: Cents


class Care(Sourced, frozen=True, kw_only=True):
    """How many days of care after the operation an estimate starts from; a fact with a source of its own."""

    days: Annotated[int, Meta(ge=0, le=730)]


class Entry(Fact, frozen=True, kw_only=True):
    """Everything the house knows of one procedure, in French."""

    schema: Literal["dermadocs/catalogue/1"]
    code: Identifier
    version: Annotated[str, Meta(pattern="^[0-9]{1,4}$")]
    title: Brief
    test: bool
    anaesthesia: Annotated[tuple[Anaesthesia, ...], Meta(min_length=1)]
    required_risks: tuple[Identifier, ...]
    """Effects that the sheet of this procedure may never leave out (F-I02, F-I03)."""
    defaults: Defaults
    care: Care
    sources: Annotated[tuple[Source, ...], Meta(min_length=1, max_length=120)]
    statements: Annotated[tuple[Statement, ...], Meta(max_length=400)]
    alternatives: Annotated[tuple[Alternative, ...], Meta(max_length=40)]
    effects: Annotated[tuple[Effect, ...], Meta(max_length=40)]
    moments: Annotated[tuple[Moment, ...], Meta(min_length=1, max_length=40)]
    factors: Annotated[tuple[Factor, ...], Meta(max_length=40)]
    questions: Annotated[tuple[Question, ...], Meta(max_length=20)]
    prices: Annotated[tuple[Price, ...], Meta(max_length=40)]
    translations: Annotated[tuple[OwnWords, ...], Meta(max_length=2000)] = ()
    """The sentences of this file in another language: a practice's own have no translation in our catalogues."""

    @property
    def sha256(self) -> str:
        """The digest of the facts in canonical form: what a surgeon reviews is named by it (`review.toml`)."""
        return hashlib.sha256(canonical(self)).hexdigest()

    def facts(self) -> Iterator[tuple[str, Sourced]]:
        """Every fact with the word for its kind, in the order of the file."""
        yield "defaults", self.defaults
        yield "care", self.care
        groups: tuple[tuple[str, tuple[Sourced, ...]], ...] = (
            ("statement", self.statements),
            ("alternative", self.alternatives),
            ("effect", self.effects),
            ("moment", self.moments),
            ("factor", self.factors),
            ("question", self.questions),
            ("price", self.prices),
        )
        for kind, group in groups:
            for fact in group:
                yield kind, fact

    def at(self, *places: Place) -> tuple[Statement, ...]:
        """The statements of some places, in the order of the file."""
        return tuple(s for s in self.statements if s.place in places)

    def words(self, language: str) -> dict[str, str]:
        """The translations of this file in one language, by French sentence."""
        return {own.french: own.text for own in self.translations if own.language == language}

    def unverified(self) -> tuple[str, ...]:
        """The ids of the facts that a surgeon has to confirm before anyone relies on them."""
        return tuple(fact.id for _, fact in self.facts() if fact.status == "unverified")
