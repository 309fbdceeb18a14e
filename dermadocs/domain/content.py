"""The words of a paper as data: sections of blocks, each text in French and, beside it, in one other language.

What a patient reads on the phone and what the PDF prints come from the same blocks, and `document.json` holds
them, so every word is a leaf. Identity never stands in a text: it is printed from the dossier, in its own place.
"""

from __future__ import annotations

from typing import Annotated, Literal, Protocol

from msgspec import Meta

from dermadocs.domain.facts import Fact, Short

Sentence = Annotated[str, Meta(min_length=1, max_length=1200)]
Percent = Annotated[int, Meta(ge=0, le=100)]


class Words(Fact, frozen=True, kw_only=True):
    """A text in French, which governs, and its translation; None in a paper in French alone."""

    fr: Sentence
    tr: Sentence | None = None


class Say(Protocol):
    """Makes `Words` of a French text that has a translation; `{name}` takes a value in both languages."""

    def __call__(self, french: str, /, **values: object) -> Words: ...


class Paragraph(Fact, frozen=True, kw_only=True, tag_field="block", tag="paragraph"):
    """A few sentences."""

    text: Words


class Bullets(Fact, frozen=True, kw_only=True, tag_field="block", tag="bullets"):
    """A list; `lead` stands before it."""

    lead: Words | None
    items: Annotated[tuple[Words, ...], Meta(min_length=1, max_length=40)]


class Row(Fact, frozen=True, kw_only=True):
    """A row of a table, a cell a column."""

    cells: Annotated[tuple[Words, ...], Meta(min_length=2, max_length=4)]


class Table(Fact, frozen=True, kw_only=True, tag_field="block", tag="table"):
    """A table whose first column names its rows."""

    head: Annotated[tuple[Words, ...], Meta(min_length=2, max_length=4)]
    rows: Annotated[tuple[Row, ...], Meta(min_length=1, max_length=40)]


class Risk(Fact, frozen=True, kw_only=True):
    """An effect and how often it was seen: of 100 people at least `low`, at most `high`; None where not measured.

    `said` is the frequency in words (« de 2 à 8 personnes sur 100 », « pas de chiffre publié »), `population` who
    was counted, `more` what it means for the patient, `sources` the ids of the published sources.
    """

    name: Words
    low: Percent | None
    high: Percent | None
    said: Words
    population: Words | None
    more: Words | None
    sources: Annotated[tuple[Short, ...], Meta(min_length=1, max_length=8)]


class Risks(Fact, frozen=True, kw_only=True, tag_field="block", tag="risks"):
    """Effects with their frequencies, drawn as a hundred dots each."""

    lead: Words | None
    rows: Annotated[tuple[Risk, ...], Meta(min_length=1, max_length=40)]


class Choices(Fact, frozen=True, kw_only=True, tag_field="block", tag="choices"):
    """A question with boxes, of which none is ticked beforehand; `chosen` are the indices ticked by the patient."""

    question: Words
    options: Annotated[tuple[Words, ...], Meta(min_length=1, max_length=8)]
    chosen: tuple[Annotated[int, Meta(ge=0, le=7)], ...]


class Lines(Fact, frozen=True, kw_only=True, tag_field="block", tag="lines"):
    """Room for writing by hand: a label and that many empty lines."""

    label: Words
    count: Annotated[int, Meta(ge=1, le=12)]


class Quotation(Fact, frozen=True, kw_only=True, tag_field="block", tag="quotation"):
    """A text of the law, by the id of the wording that the record holds; framed, word for word."""

    wording: Annotated[str, Meta(pattern="^[A-Z][A-Z0-9_]{2,60}$")]


class Mark(Fact, frozen=True, kw_only=True):
    """One moment on a line of time. `sign` is what is drawn: `days` are the fifteen cells, `end` a cross."""

    sign: Literal["paper", "receipt", "days", "gate", "act", "operation", "end", "incident"]
    label: Words
    when: Words
    clock: Words | None
    """Who vouches for the moment."""


class Timeline(Fact, frozen=True, kw_only=True, tag_field="block", tag="timeline"):
    """A drawn line of time, from top to bottom."""

    marks: Annotated[tuple[Mark, ...], Meta(min_length=1, max_length=60)]


Block = Paragraph | Bullets | Table | Risks | Choices | Lines | Quotation | Timeline


class Section(Fact, frozen=True, kw_only=True):
    """A section of a paper: its title and its blocks. `id` is the same in every version of the paper."""

    id: Annotated[str, Meta(pattern="^[a-z][a-z0-9-]{0,40}$")]
    title: Words
    blocks: Annotated[tuple[Block, ...], Meta(min_length=1, max_length=60)]


class Translation(Fact, frozen=True, kw_only=True):
    """Which translation stands beside the French text: language, who made it, when, and the digest of its catalogue."""

    language: Annotated[str, Meta(pattern="^[a-z]{2}$")]
    translator: Short
    date: Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")]
    sha256: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
