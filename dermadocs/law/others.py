"""Looks at papers of others: what the law asks is looked for by what it says, in whatever words.

A pattern is searched over folded text (small letters, no accents, words broken at a line end joined). `tells`
finds that something is said at all; a value that should stand beside it is part of the pattern.
"""

from __future__ import annotations

from collections.abc import Iterable

from dermadocs.law import imposed, wording, words
from dermadocs.law.looks import CONSENT, ESTIMATE
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Check, Notes, Part, Severity, breach, not_applicable
from dermadocs.sentence import say

__all__ = ["CONSENT", "ESTIMATE", "tells", "theirs", "word_for_word"]


def theirs(check: Check, documents: tuple[str, ...] = ESTIMATE) -> Part:
    """A look at the text of somebody else's paper of one of those kinds; an empty tuple is any paper."""

    def look(matter: Matter) -> Notes:
        if documents and matter.paper.kind not in documents:
            yield not_applicable(say("for another paper than the {paper}", paper=matter.paper.kind))
        else:
            yield from check(matter)

    return Part("page", look, whose="others")


def tells(*asked: tuple[str, str], documents: tuple[str, ...] = ESTIMATE, severity: Severity | None = None) -> Part:
    """Each of the things asked is said: pairs of what it is, and how it reads."""

    def look(matter: Matter) -> Notes:
        for what, pattern in asked:
            if not matter.paper.reading.has(pattern):
                yield breach("page", say("nothing is said of {thing}", thing=what), "add it to the paper", severity)

    return theirs(look, documents)


def word_for_word(*wordings: str, documents: tuple[str, ...] = ESTIMATE, formal: Iterable[str] = ()) -> Part:
    """Imposed texts stand on the paper. `formal`: paragraphs whose lack makes a warning."""
    only_formal = tuple(formal)

    def look(matter: Matter) -> Notes:
        for identifier in wordings:
            for paragraph in wording.get(identifier).paragraphs:
                yield from _stands(matter, paragraph, paragraph in only_formal)

    return theirs(look, documents)


def _stands(matter: Matter, paragraph: str, formal: bool) -> Notes:
    found, quoted = imposed.find(matter.paper.reading, paragraph), words.quote(paragraph)
    if found.standing == "missing":
        yield breach(
            "page", say("missing: {quoted}", quoted=quoted), "print it word for word", "warning" if formal else None
        )
    elif found.standing != "whole":
        change = (
            say("« {instead} » for « {wanted} »", instead=found.instead, wanted=found.wanted)
            if found.wanted
            else say("« {instead} » put in", instead=found.instead)
        )
        gravity: Severity | None = "warning" if found.standing == "nearly" else None
        yield breach(
            "page",
            say("not word for word, {change}, in {quoted}", change=change, quoted=quoted),
            "print it word for word",
            gravity,
        )
