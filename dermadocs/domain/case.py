"""The case: everything a practice writes down to make an estimate. The input of `check` and `render`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from dermadocs.domain.consent import Consent
from dermadocs.domain.estimate import Estimate
from dermadocs.domain.facts import Fact, Identifier, LanguageCode, Long, Name
from dermadocs.domain.people import (
    FACILITY,
    Facility,
    Patient,
    Practice,
    Practitioner,
    Representative,
)
from dermadocs.errors import InputError
from dermadocs.sentence import say

SCHEMA = "dermadocs/dossier/1"


class Consultation(Fact, frozen=True, kw_only=True):
    """The individual interview before the estimate (CSP-L1111-2-02, REM-01, REM-03)."""

    date: date
    mode: Literal["in_person", "video"]
    practitioner: Identifier
    language: LanguageCode
    interpreter: Name | None


class OwnWords(Fact, frozen=True, kw_only=True):
    """A text that the practice typed, in another language: the name of an act, a line of the price table."""

    french: Long
    language: LanguageCode
    text: Long


class Case(Fact, frozen=True, kw_only=True):
    """One patient, one planned act, one estimate. The last three keys may be left out of a practice's file."""

    schema: Literal["dermadocs/dossier/1"]
    practice: Practice
    practitioners: Annotated[tuple[Practitioner, ...], Meta(min_length=1, max_length=12)]
    facility: Facility
    patient: Patient
    representatives: Annotated[tuple[Representative, ...], Meta(max_length=4)]
    consultation: Consultation
    estimate: Estimate
    risk_factors: Annotated[tuple[Identifier, ...], Meta(max_length=20)] = ()
    """What the surgeon ticked with the patient: ids of the catalogue, each brings its own paragraph."""
    consent: Consent | None = None
    translations: Annotated[tuple[OwnWords, ...], Meta(max_length=80)] = ()
    """The practice's own words in the patient's language; what has none stands in French alone."""

    def practitioner(self, identifier: str) -> Practitioner:
        """The practitioner of that id; InputError if there is none."""
        for practitioner in self.practitioners:
            if practitioner.id == identifier:
                return practitioner
        raise InputError("/practitioners", say("no practitioner has the id {identifier!r}", identifier=identifier))

    def words(self, language: str) -> dict[str, str]:
        """The practice's own translations into one language, by French text."""
        return {own.french: own.text for own in self.translations if own.language == language}

    @property
    def operators(self) -> tuple[Practitioner, ...]:
        """The surgeons who operate, in the order of the estimate: each signs it before hand-over."""
        return tuple(self.practitioner(identifier) for identifier in self.estimate.operators)

    @property
    def receivers(self) -> tuple[Patient | Representative, ...]:
        """Who signs receipt and acceptance: the patient, then the representatives."""
        return (self.patient, *self.representatives)

    def payee_name(self, payee: str) -> str:
        """How a payee is printed: the facility's name, or title and name of the practitioner."""
        if payee == FACILITY:
            return self.facility.name
        practitioner = self.practitioner(payee)
        return f"{practitioner.title} {practitioner.given_names} {practitioner.family_name}"


def without_contact(case: Case) -> Case:
    """The case as embedded in a document: without the patient's e-mail and phone, which are never printed."""
    patient = msgspec.structs.replace(case.patient, email=None, phone=None)
    return msgspec.structs.replace(case, patient=patient)
