"""Acts: a person's signature in the file, its stamp, its signed record, its archive timestamp, its event.

An act is whole or not done: the new file exists only when all of it succeeded, and the dossier is
asked twice, before anything is signed and again with the trusted time of the signature.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dermadocs.domain import acts
from dermadocs.domain.acts import ActRecord
from dermadocs.domain.dossier import apply, may
from dermadocs.domain.events import Accepted, Act, AnyEvent, Received, Sent, Signed
from dermadocs.domain.people import Patient, Practitioner, Representative
from dermadocs.errors import NotPermitted
from dermadocs.flows.estimate_file import EstimateFile
from dermadocs.flows.ports import Practice
from signatures import Key, SignatureError, archive, certify, sign
from signatures.stamp import TokenTime, signature_time

SAFETY = timedelta(seconds=60)
ATTEMPTS = 3
EventAt = Callable[[TokenTime], AnyEvent]


@dataclass(frozen=True)
class Deed:
    """What one act needs to know, whoever does it."""

    field: str
    key: Key
    mention: str | None
    method: str
    event: EventAt


def sign_as_practitioner(practice: Practice, file: EstimateFile, who: Practitioner, at: datetime) -> EstimateFile:
    """An operating surgeon signs the estimate, before hand-over (CSP D6322-30)."""
    event = _signed(file, who)
    apply(file.dossier, event(TokenTime(at, timedelta())))
    number = [operator.id for operator in file.case.operators].index(who.id) + 1
    deed = Deed(
        field=f"Practitioner{number}",
        key=practice.keys.practitioner(who.rpps),
        mention=None,
        method="certificat du praticien",
        event=event,
    )
    return perform(practice, file, deed, at)


def send(file: EstimateFile, at: datetime) -> EstimateFile:
    """The signed estimate leaves for the patient. Starts no clock (NU-06)."""
    return file.after(Sent(at=at, channel="online"))


def acknowledge(
    practice: Practice,
    file: EstimateFile,
    who: Patient | Representative,
    mention: str,
    method: str,
    at: datetime,
) -> EstimateFile:
    """The patient acknowledges receipt of these exact bytes: the only start of the fifteen days."""
    mention = acts.check_mention("receipt", mention)
    event = _received(file, who)
    apply(file.dossier, event(TokenTime(at, timedelta())))
    deed = _personal(practice, file, "Receipt", who, mention, method, event, at)
    return perform(practice, file, deed, at)


def accept(
    practice: Practice,
    file: EstimateFile,
    who: Patient | Representative,
    mention: str,
    method: str,
    at: datetime,
) -> EstimateFile:
    """The patient accepts, from the gate on. NotPermitted before, whoever asks (CSP L6322-2)."""
    mention = acts.check_mention("acceptance", mention)
    refuse_before_gate(practice, file, at)
    event = _accepted(file, who)
    apply(file.dossier, event(TokenTime(at, timedelta())))
    deed = _personal(practice, file, "Acceptance", who, mention, method, event, at)
    return perform(practice, file, deed, at)


def refuse_before_gate(practice: Practice, file: EstimateFile, at: datetime) -> None:
    """The act opens at the gate plus what the clock may be off, and at least a minute."""
    permission = may(file.dossier, Act.ACCEPT, at)
    if not permission.allowed:
        raise NotPermitted("acceptance", permission.why or "not permitted", permission.rule or "T-03")
    margin = max(SAFETY, timedelta(seconds=practice.accuracy))
    gate = file.dossier.gate
    if gate is not None and at < gate + margin:
        why = f"opens at {(gate + margin).isoformat()}: the gate and what a clock may be off"
        raise NotPermitted("acceptance", why, "CSP-D6322-30-01")


def perform(practice: Practice, file: EstimateFile, deed: Deed, at: datetime) -> EstimateFile:
    """Sign, and archive. Done again when the trusted time gives another date than the one drawn."""
    for _ in range(ATTEMPTS):
        signed = _signature(practice, file, deed, at)
        told = signature_time(signed, deed.field)
        record = _record(practice, file, deed, at)
        if all(_drawn(file, record, moment) == _drawn(file, record, at) for moment in (told.earliest, told.latest)):
            done = file.after(deed.event(told), signed)
            sealed = archive(signed, practice.clock, told.latest, revocation=practice.keys.revocation(told.latest))
            return done.with_bytes(sealed)
        at = told.latest  # midnight passed between drawing and signing
    raise SignatureError(f"{deed.field}: the clock gives another day each time; set it right and try again")


def _signature(practice: Practice, file: EstimateFile, deed: Deed, at: datetime) -> bytes:
    record = _record(practice, file, deed, at)
    drawn = practice.printer.stamp(record.act, acts.stamp(file.document, record))
    return (sign if file.dossier.signed else certify)(
        file.pdf,
        deed.field,
        deed.key,
        practice.clock,
        at,
        appearance=drawn,
        record=acts.encode(record),
        content_timestamp=record.act == "acceptance",  # shows that it is not older than it says
        revocation=practice.keys.revocation(at),
    )


def _record(practice: Practice, file: EstimateFile, deed: Deed, at: datetime) -> ActRecord:
    field = acts.field_of(file.document, deed.field)
    return ActRecord(
        schema="dermadocs/act/1",
        act=field.act,
        field=field.field,
        signer=field.signer.identifier,
        mention=deed.mention,
        document=file.document_sha256,
        revision=file.sha256,
        chain=file.head,
        shown_at=at,
        clock=practice.clock_grade,
        method=deed.method,
    )


def _drawn(file: EstimateFile, record: ActRecord, at: datetime) -> object:
    """What of the stamp depends on the day: the dates a receipt starts."""
    return acts.dates(file.document, at) if record.act == "receipt" else None


def _personal(
    practice: Practice,
    file: EstimateFile,
    label: str,
    who: Patient | Representative,
    mention: str,
    method: str,
    event: EventAt,
    at: datetime,
) -> Deed:
    number = [person.id for person in file.case.receivers].index(who.id) + 1
    field = acts.field_of(file.document, f"{label}{number}")
    key = practice.keys.one_shot(field.signer.name, field.signer.identifier, at)
    return Deed(field=field.field, key=key, mention=mention, method=method, event=event)


def _signed(file: EstimateFile, who: Practitioner) -> EventAt:
    return lambda t: Signed(at=_earliest(file, t), practitioner=who.id, document=file.document_sha256)


def _received(file: EstimateFile, who: Patient | Representative) -> EventAt:
    return lambda t: Received(at=t.latest, person=who.id, document=file.document_sha256, channel="online")


def _accepted(file: EstimateFile, who: Patient | Representative) -> EventAt:
    return lambda t: Accepted(at=_earliest(file, t), person=who.id, document=file.document_sha256, distance=True)


def _earliest(file: EstimateFile, told: TokenTime) -> datetime:
    """The earliest that the token allows, but not before the event that is known to precede the act."""
    return max(told.earliest, file.dossier.last or told.earliest)
