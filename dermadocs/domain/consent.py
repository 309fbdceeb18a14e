"""What is known of the patient's consent when the form is made: the talk, the questions, the choices.

Sections 3 to 12 of the form (docs: domain, 2.3) come from here; what nobody wrote down is printed as room for
writing by hand. Nothing here is a consent: that is the signature, from the gate on.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta

from dermadocs.domain.facts import Fact, Identifier, LanguageCode, Long, Name, Sha256, Short


class Given(Fact, frozen=True, kw_only=True):
    """A paper that the patient was given, with its version and, when it is a file of ours, its digest.

    `language` is the language that stands beside French, None for a paper in French alone.
    """

    name: Short
    version: Short
    given_on: date
    sha256: Sha256 | None
    language: LanguageCode | None = None


class Question(Fact, frozen=True, kw_only=True):
    """A question of the patient and the answer given."""

    asked_on: date
    question: Long
    answer: Long


class Understood(Fact, frozen=True, kw_only=True):
    """A comprehension question of the catalogue: right at once, or explained again."""

    question: Identifier
    right: bool
    explained_again: bool


class SaidBack(Fact, frozen=True, kw_only=True):
    """What the patient said again in own words (CDM-35-01); `prompt` is the id of what the catalogue asks for."""

    prompt: Identifier
    words: Long


class Interpreter(Fact, frozen=True, kw_only=True):
    """Who interpreted, between French and which language; a relative is recorded as such (F-L03)."""

    id: Identifier
    family_name: Name
    given_names: Name
    language: LanguageCode
    professional: bool


class Consent(Fact, frozen=True, kw_only=True):
    """What the consent form takes up from the talks between surgeon and patient."""

    hopes: Long | None
    """The benefit hoped for, in the patient's own words."""
    special_needs: Long | None
    given: Annotated[tuple[Given, ...], Meta(max_length=20)]
    questions: Annotated[tuple[Question, ...], Meta(max_length=30)]
    understood: Annotated[tuple[Understood, ...], Meta(max_length=20)]
    said_back: Annotated[tuple[SaidBack, ...], Meta(max_length=8)] = ()
    may_become_necessary: Annotated[tuple[Long, ...], Meta(max_length=10)]
    refused_in_advance: Annotated[tuple[Long, ...], Meta(max_length=10)]
    emergency_plan: Long | None
    anaesthesia_agreed: bool | None = None
    """To the anaesthesia of the estimate, where no anaesthetist asks for it apart; None while nobody has said."""
    photos_for_record: bool | None
    """Photographs kept in the medical record only; None while the patient has not said."""
    interpreter: Interpreter | None
