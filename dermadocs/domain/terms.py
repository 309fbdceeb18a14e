"""What a dossier must remember of an estimate to judge the acts that follow."""

from __future__ import annotations

from datetime import date

from dermadocs.domain.case import Case
from dermadocs.domain.estimate import Number
from dermadocs.domain.facts import Fact, Identifier, Short
from dermadocs.domain.places import zone_names
from dermadocs.domain.procedure import Anaesthesia
from dermadocs.sentence import say


class Cover(Fact, frozen=True, kw_only=True):
    """Somebody or something that must be covered on the day: operator or facility, first and last day."""

    id: Identifier
    valid_from: date
    valid_until: date

    def includes(self, day: date) -> bool:
        """True when the cover holds on that day."""
        return self.valid_from <= day <= self.valid_until


class Terms(Fact, frozen=True, kw_only=True):
    """What the dossier must remember of an estimate to judge later acts."""

    number: Number
    replaces: Number | None
    drafted_on: date
    valid_until: date
    patient_zone: Short
    anaesthesia: Anaesthesia
    operators: tuple[Cover, ...]
    receivers: tuple[Identifier, ...]
    """The patient first, then the representatives: each signs receipt, acceptance and consent."""
    facility: Cover

    def __post_init__(self) -> None:
        if self.patient_zone not in zone_names():
            raise ValueError(say("{zone!r} is not a time zone such as Europe/London", zone=self.patient_zone))


def terms_of(case: Case) -> Terms:
    """What `Drafted` keeps of a case."""
    estimate, authorisation = case.estimate, case.facility.authorisation
    operators = tuple(
        Cover(id=o.id, valid_from=o.insurance.valid_from, valid_until=o.insurance.valid_until) for o in case.operators
    )
    return Terms(
        number=estimate.number,
        replaces=estimate.replaces,
        drafted_on=estimate.drafted_on,
        valid_until=estimate.valid_until,
        patient_zone=case.patient.time_zone,
        anaesthesia=estimate.procedure.anaesthesia,
        operators=operators,
        receivers=tuple(person.id for person in case.receivers),
        facility=Cover(id="facility", valid_from=authorisation.valid_from, valid_until=authorisation.valid_until),
    )
