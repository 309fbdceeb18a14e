"""The ways in which cards look, so that a card is little more than data: each function makes a part of a card."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from dataclasses import replace

from dermadocs.domain.leaves import renderings
from dermadocs.law import wording, words
from dermadocs.law.clauses import Kind
from dermadocs.law.matter import Matter, Page, lettered, squash
from dermadocs.law.rule import Check, Note, Notes, Part, Person, Severity, Step, Whose, breach, not_applicable, question
from dermadocs.sentence import say

ESTIMATE = ("estimate",)
CONSENT = ("consent",)
MOST = 20
"""Clauses of one kind told of a page: a page made of nothing else must not drown the report."""

FREE_TEXTS = (
    "/practice/legal_form",
    "/practice/payment_means/*",
    "/estimate/procedure/act",
    "/estimate/procedure/zone",
    "/estimate/procedure/technique",
    "/estimate/procedure/indication",
    "/estimate/substitution",
    "/estimate/lines/*/label",
    "/estimate/lines/*/unit",
    "/estimate/exclusions/*",
    "/estimate/examinations/*",
    "/consent/hopes",
    "/consent/special_needs",
    "/consent/questions/*/question",
    "/consent/questions/*/answer",
    "/consent/may_become_necessary/*",
    "/consent/refused_in_advance/*",
    "/consent/emergency_plan",
    "/translations/*/text",
)
"""The places of a case where a practice writes sentences of its own that are printed."""


def data(check: Check, *reads: str, before: Step | None = None) -> Part:
    """A look at the data; `reads` are the places looked at, `before` the step that its questions stop."""
    return Part("data", check, reads, before)


def timeline(check: Check, before: Step | None = None) -> Part:
    """A look at the events of the dossier."""
    return Part("timeline", check, before=before)


def ask(who: Person, before: Step, what: str, where: str = "") -> Part:
    """A question to a person, always asked: nothing in the data can answer it."""
    return Part("person", lambda _: iter((question(where, who, what),)), before=before)


def page(
    check: Check,
    documents: tuple[str, ...] = ESTIMATE,
    reads: tuple[str, ...] = (),
    before: Step | None = None,
    whose: Whose = "any",
) -> Part:
    """A look at the text of a paper of one of those kinds; an empty tuple is any paper. `whose`: ours, or any."""

    def look(matter: Matter) -> Notes:
        if documents and matter.paper.kind not in documents:
            yield not_applicable(say("for another paper than the {paper}", paper=matter.paper.kind))
        else:
            yield from check(matter)

    return Part("page", look, reads, before, whose)


def present(*patterns: str, cure: str) -> Part:
    """Something is written at every one of these places."""

    def look(matter: Matter) -> Notes:
        for pattern in patterns:
            for pointer, value in matter.records.at(pattern):
                if value in (None, "", []):
                    yield breach(pointer, "nothing is written here", cure)

    return data(look, *patterns)


def prints(*patterns: str, documents: tuple[str, ...] = ESTIMATE) -> Part:
    """What the data say at these places is on the paper, in one of its printed forms.

    A short form such as « 1 » is found easily: that page and data tell one story, place by place, is for the
    verification to show; this card finds a mention that is missing or says something else.
    """

    def look(matter: Matter) -> Notes:
        for pattern in patterns:
            for pointer, value in matter.records.at(pattern):
                if isinstance(value, list) and value:
                    continue  # its items have patterns of their own
                forms = renderings(pointer, value, matter.records.plain)
                if forms and not any(stands(form, matter.paper) for form in forms):
                    yield breach(pointer, say("{value!r} is in the data but not on the paper", value=value), "print it")

    return page(look, documents, patterns)


def prints_days(*pointers: str) -> Part:
    """A number of days is on the paper as such: « 42 jours », « 7 à 14 jours »; a bare number could be anything."""

    def look(matter: Matter) -> Notes:
        text = words.fold(matter.paper.text)
        for pointer in pointers:
            for where, value in matter.records.at(pointer):
                wanted = rf"(?<!\w){re.escape(str(value))}(?:(?: a|, au plus) \d+)? ?jours?\b"
                if value is not None and not re.search(wanted, text):
                    yield breach(
                        where, say("{value} days are in the data but not on the paper", value=value), "print it"
                    )

    return page(look, ESTIMATE, pointers)


def says(*wordings: str, documents: tuple[str, ...] = ESTIMATE, when: Callable[[Matter], str] | None = None) -> Part:
    """The texts of those wordings are on our paper, word for word. `when` says why not, or "".

    Papers of others have their own words for most of it: what the law imposes is looked for by `others`.
    """

    def look(matter: Matter) -> Notes:
        why_not = when(matter) if when else ""
        if why_not:
            yield not_applicable(why_not)
            return
        for identifier in wordings:
            for paragraph in wording.get(identifier).paragraphs:
                if not matter.paper.has(paragraph):
                    yield breach(
                        "page",
                        say("missing: {quoted}", quoted=words.quote(paragraph)),
                        say("print it as {wording} has it", wording=identifier),
                    )

    return page(look, documents, whose="ours")


def shows(pattern: str, what: str, documents: tuple[str, ...] = ESTIMATE, whose: Whose = "ours") -> Part:
    """Words that fit a pattern (folded: no capitals, no accents) are on the paper."""
    wanted = re.compile(pattern)

    def look(matter: Matter) -> Notes:
        if not wanted.search(words.fold(matter.paper.text)):
            yield breach("page", say("nothing is said of {thing}", thing=what), "add it to the paper")

    return page(look, documents, whose=whose)


def forbids(
    *kinds: Kind, cure: str, documents: tuple[str, ...] = (), severity: Severity | None = None
) -> tuple[Part, Part]:
    """No clause of those kinds in the practice's own sentences, nor on any paper. `severity` None: the card's.

    `documents`: those kinds of papers alone; else it is looked for on every paper, whatever the card concerns.
    """

    def in_data(matter: Matter) -> Notes:
        for pattern in FREE_TEXTS:
            for pointer, value in matter.records.at(pattern):
                if isinstance(value, str):
                    yield from _clauses(value, pointer)

    def on_page(matter: Matter) -> Notes:
        for number, text in enumerate(matter.paper.sayings, 1):
            yield from itertools.islice(_clauses(text, f"page {number}"), MOST)

    def _clauses(text: str, where: str) -> Notes:
        for clause in words.lint(text, kinds):
            yield breach(
                where,
                say("{clause}: {quoted}", clause=clause.kind, quoted=words.quote(clause.sentence)),
                cure,
                severity,
            )

    anywhere = not documents
    looks = data(in_data, *FREE_TEXTS), page(on_page, documents)
    return replace(looks[0], anywhere=anywhere), replace(looks[1], anywhere=anywhere)


def stands(form: str, paper: Page) -> bool:
    """True when a printed form stands on the paper as a whole, not inside a longer word or number."""
    if not paper.has(form):
        return False
    letters = r"\s*".join(re.escape(c) for c in squash(wording.normalise(lettered(form))))
    return re.search(rf"(?<!\w){letters}(?!\w)", paper.text) is not None


def always(note: Note) -> Part:
    """A card that has one thing to say, whatever the matter."""
    return Part("person", lambda _: iter((note,)))
