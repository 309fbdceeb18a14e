"""Who is in the room: somebody who signs for the patient's side, or the interpreter; and how they are reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from dermadocs.domain.consent import Interpreter
from dermadocs.domain.evidence import masked_email, masked_phone
from dermadocs.domain.people import Patient, Representative
from dermadocs.errors import InputError
from dermadocs.flows.kept import Kept
from dermadocs.portal.room.rows import Reach

Somebody = Patient | Representative | Interpreter


@dataclass(frozen=True)
class Reached:
    """Where a code goes. By e-mail it shows less, for the link arrives there too: the page and the record say so."""

    channel: Literal["sms", "email"]
    address: str

    @property
    def masked(self) -> str:
        """So much of it that its owner knows it again: « +336••••12 », « j•••@e•••.fr »."""
        return masked_phone(self.address) if self.channel == "sms" else masked_email(self.address)


def known(kept: Kept, identifier: str) -> Somebody:
    """The person of that id. InputError when the dossier has nobody of that id who signs."""
    case = kept.case
    interpreter = case.consent.interpreter if case.consent else None
    for one in (*case.receivers, *([interpreter] if interpreter else [])):
        if one.id == identifier:
            return one
    raise InputError(identifier, "nobody who signs in this dossier")


def reached(kept: Kept, person: Somebody) -> Reached:
    """By telephone where the practice knows one, else by e-mail; with an empty address when it knows neither."""
    email, phone = address_of(kept, person)
    return Reached("sms", phone) if phone else Reached("email", email)


def address_of(kept: Kept, person: Somebody) -> tuple[str, str]:
    """E-mail and telephone, empty where not known."""
    if isinstance(person, Patient):
        return person.email or "", person.phone or ""
    row = Reach.objects.filter(dossier=kept.identifier, person=person.id).first()
    return (row.email, row.phone) if row else ("", "")


def zone_of(kept: Kept) -> str:
    """The patient's time zone, in which hours are told beside those of Paris."""
    return kept.case.patient.time_zone
