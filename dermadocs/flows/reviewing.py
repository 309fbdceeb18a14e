"""Unreviewed words: what has to be read by a person who answers for it, and what may not be issued before.

Three things are reviewed, each under its SHA-256: the legal wordings by a jurist, the medical facts of a procedure
by a surgeon, the sentences of a language by a translator. A practice may draft without, and the page says so; it
may not issue. A demonstration issues, and says so on each page (design.md, « Unreviewed words »).
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from dermadocs.catalogue import load
from dermadocs.catalogue.load import Find
from dermadocs.catalogue.model import Entry
from dermadocs.domain.case import Case
from dermadocs.domain.document import Kind
from dermadocs.domain.jsonform import canonical
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.review import Reading, Review
from dermadocs.errors import NotPermitted
from dermadocs.flows.ports import Practice
from dermadocs.languages import catalogue, french_sentences, offered
from dermadocs.law import wording
from dermadocs.law.wording import Wording
from dermadocs.sentence import say

RULE = "words reviewed by people who are named"
"""Which rule refuses: one of the house, not of the law."""
What = Literal["wordings", "procedure", "translation"]
NOTICES: dict[What, str] = {
    "wordings": "Modèle non validé par un juriste",
    "procedure": "Modèle non validé par un chirurgien",
    "translation": "Traduction non relue",
}
"""What each page says of words that nobody answers for yet."""


@dataclass(frozen=True)
class Subject:
    """Words that one person can review: what they are, which ones (code or language), and their digest."""

    what: What
    name: str | None
    sha256: str

    def __str__(self) -> str:
        return self.words

    @property
    def words(self) -> str:
        """What they are called, as a sentence."""
        if self.what == "procedure":
            return say("medical facts of {procedure}", procedure=self.name)
        return say("translation {language}", language=self.name) if self.what == "translation" else "legal wordings"

    def reading(self, review: Review | None) -> Reading | None:
        """What the review says of these words, whether it holds or not."""
        if review is None:
            return None
        if self.what == "procedure":
            return review.of_procedure(self.name or "")
        if self.what == "translation":
            return review.of_translation(self.name or "")
        return review.wordings

    def fault(self, review: Review | None, day: date) -> str | None:
        """Why these words are not reviewed on that day, or None when somebody answers for them."""
        reading = self.reading(review)
        return "nobody has reviewed them" if reading is None else reading.fault(self.sha256, day)


def wordings_sha256(texts: Iterable[Wording]) -> str:
    """The digest of legal wordings and of our own sentences: both are what a jurist reads.

    Id, status, article and text of each wording in canonical form, by id; every sentence of sheets and templates, as
    the catalogues of translations know it.
    """
    laws = [
        {"id": text.id, "status": text.status, "cite": text.cite, "text": text.text}
        for text in sorted(texts, key=lambda text: text.id)
    ]
    return hashlib.sha256(canonical({"wordings": laws, "sentences": french_sentences()})).hexdigest()


def wordings() -> Subject:
    """All legal wordings that are shipped."""
    return Subject("wordings", None, _shipped_wordings())


def facts(entry: Entry) -> Subject:
    """The medical facts of a procedure."""
    return Subject("procedure", entry.code, entry.sha256)


def translation(language: str) -> Subject:
    """The sentences of a language. InputError when it is not offered."""
    return Subject("translation", language, catalogue(language).sha256)


def subjects(code: str, language: str | None, find: Find = load.entry) -> tuple[Subject, ...]:
    """What the papers of a procedure rest on, in French and beside it in that language."""
    told = (wordings(), facts(find(code)))
    return told if language is None else (*told, translation(language))


def everything(own: Iterable[Entry] = ()) -> tuple[Subject, ...]:
    """All words that can be reviewed: of every procedure but those for tests, in every language.

    A practice's own procedures take the place of ours.
    """
    known = {entry.code: entry for entry in (*load.entries(), *own)}
    procedures = [facts(entry) for _, entry in sorted(known.items()) if not entry.test]
    return (wordings(), *procedures, *map(translation, offered()))


def notices(review: Review | None, words: Sequence[Subject], day: date) -> tuple[str, ...]:
    """What a page says, in French, of those words that are not reviewed on that day."""
    return tuple(NOTICES[subject.what] for subject in words if subject.fault(review, day))


def unreviewed(
    review: Review | None, case: Case, language: str | None, at: datetime, find: Find = load.entry
) -> tuple[str, ...]:
    """What each page of a paper of this case says; nothing when all its words are reviewed."""
    return notices(review, subjects(case.estimate.procedure.code, language, find), paris_day(at))


def translator(review: Review | None, language: str | None, at: datetime) -> str | None:
    """Who answers for the translation beside French on that day; None when nobody does."""
    if review is None or language is None or translation(language).fault(review, paris_day(at)):
        return None
    reading = review.of_translation(language)
    return reading.by if reading else None


def refuse_unreviewed(practice: Practice, kind: Kind, case: Case, language: str | None, at: datetime) -> None:
    """NotPermitted naming what is not reviewed, with the digest to review. A demonstration issues all the same."""
    if practice.demonstration:
        return
    day = paris_day(at)
    words = subjects(case.estimate.procedure.code, language, practice.find)
    told = [(subject, subject.fault(practice.review, day)) for subject in words]
    faults = [
        say("{reviewed}, SHA-256 {sha256}: {fault}", reviewed=subject.words, sha256=subject.sha256, fault=fault)
        for subject, fault in told
        if fault
    ]
    if faults:
        why = functools.reduce(lambda one, next: say("{what}; {cure}", what=one, cure=next), faults)
        raise NotPermitted(kind, say("may be drafted, not issued: {why}", why=why), RULE)


@functools.cache
def _shipped_wordings() -> str:
    return wordings_sha256(wording.all())
