"""A rule is a card: what the law asks, where it says so, since when, and how it is looked for.

A check yields a note for each fault, question or reason not to apply; a check that yields nothing passes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from dermadocs.law.citation import Citation, Status
from dermadocs.law.matter import Matter
from dermadocs.sentence import say

Severity = Literal["blocking", "warning", "info"]
Subject = Literal["data", "page", "timeline", "person"]
Whose = Literal["any", "ours", "others"]
"""Whose paper a look at a page is for: our own words are asked of no other paper, nor others' ways of ours."""
Person = Literal["practitioner", "anaesthetist", "manager", "lawyer", "auditor", "host"]
Step = Literal["go-live", "sign", "send", "receive", "accept", "consent", "prepare", "perform", "archive", "audit"]
"""The step that a question stops until its answer is recorded."""


class Outcome(StrEnum):
    """What a card says. ASK asks a person: it stops a step, it is not a breach."""

    PASS = "PASS"  # noqa: S105  (no password)
    BREACH = "BREACH"
    ASK = "ASK"
    NOT_APPLICABLE = "NOT_APPLICABLE"
    NOT_IN_FORCE = "NOT_IN_FORCE"
    NOT_CHECKED = "NOT_CHECKED"


@dataclass(frozen=True)
class Note:
    """One thing a check has to say. `severity` None: that of the card."""

    outcome: Outcome
    where: str
    what: str
    cure: str = ""
    severity: Severity | None = None

    @property
    def message(self) -> str:
        """What was found and what cures it, on one line; a sentence of both."""
        return say("{what}; {cure}", what=self.what, cure=self.cure) if self.cure else self.what


Notes = Iterator[Note]
Check = Callable[[Matter], Notes]


def breach(where: str, what: str, cure: str, severity: Severity | None = None) -> Note:
    """The rule is broken at `where`; `cure` says what to do."""
    return Note(Outcome.BREACH, where, what, cure, severity)


def question(where: str, who: Person, what: str) -> Note:
    """A person must answer."""
    return Note(Outcome.ASK, where, say("{who}: {what}", who=who, what=what))


def not_applicable(why: str) -> Note:
    """The rule has nothing to say about this matter."""
    return Note(Outcome.NOT_APPLICABLE, "", why)


@dataclass(frozen=True)
class Part:
    """One look of a card: at which subject, reading which places (patterns of JSON pointers), by which check."""

    subject: Subject
    check: Check
    reads: tuple[str, ...] = ()
    before: Step | None = None
    whose: Whose = "any"
    anywhere: bool = False
    """A look for what no paper may bear: it is asked of papers, too, that the card does not concern."""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A card. `since` None: in force at the cut-off of docs/law.md, its first day not verified.

    `ended` is the first day on which it is no longer in force. `judged_on` says whose law counts: that of
    the document's hand-over (or drafting), or that of the day of the operation.
    """

    id: str
    title: str
    cite: Citation
    status: Status
    severity: Severity
    applies: tuple[str, ...]
    parts: tuple[Part, ...]
    since: date | None = None
    ended: date | None = None
    judged_on: Literal["document", "operation"] = "document"
    aliases: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    """Open questions of docs/law.md, section E, whose default answer the card applies."""

    @property
    def subjects(self) -> tuple[Subject, ...]:
        """What the card can look at."""
        return tuple(dict.fromkeys(part.subject for part in self.parts))

    @property
    def reads(self) -> tuple[str, ...]:
        """Every place of the data that the card reads."""
        return tuple(dict.fromkeys(pattern for part in self.parts for pattern in part.reads))

    def in_force(self, on: date) -> bool:
        """True when the rule is law on that day."""
        return (self.since is None or self.since <= on) and (self.ended is None or on < self.ended)


def card(
    identifier: str,
    title: str,
    cite: Citation,
    status: Status,
    severity: Severity,
    *parts: Part,
    applies: tuple[str, ...],
    since: date | None = None,
    judged_on: Literal["document", "operation"] = "document",
    aliases: tuple[str, ...] = (),
    questions: tuple[str, ...] = (),
) -> Rule:
    """A card written short, for groups whose cards differ in little."""
    return Rule(
        id=identifier,
        title=title,
        cite=cite,
        status=status,
        severity=severity,
        applies=applies,
        parts=parts,
        since=since,
        judged_on=judged_on,
        aliases=aliases,
        questions=questions,
    )


def names(pattern: str, pointer: str) -> bool:
    """True when a changed place lies at, under or above the places that a pattern names.

    >>> names("/practitioners/*/rpps", "/practitioners/0/rpps"), names("/practitioners/*/rpps", "/practitioners/1")
    (True, True)
    """
    wanted, found = pattern.split("/"), pointer.split("/")
    return all(want in ("*", step) for want, step in zip(wanted, found, strict=False))
