"""Acts: a person's signature in the file, its stamp, its signed record, its archive timestamp, its event.

An act is whole or not done: the new file exists only when all of it succeeded, and the dossier is
asked twice, before anything is signed and again with the trusted time of the signature.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dermadocs.domain import acts, labels
from dermadocs.domain.acts import ActRecord
from dermadocs.domain.copy import copies_before
from dermadocs.domain.dossier import apply, may
from dermadocs.domain.events import Accepted, Act, AnyEvent, Channel, Received, Sent, Signed, Withdrawn
from dermadocs.domain.evidence import BY_CERTIFICATE, Evidence, Passkey
from dermadocs.domain.people import Patient, Practitioner, Representative
from dermadocs.domain.timeline import events
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from dermadocs.flows.reviewing import RULE as UNREVIEWED
from dermadocs.sentence import say
from signatures import Key, SignatureError, archive, certify, sign
from signatures.stamp import TokenTime, signature_time

SAFETY = timedelta(seconds=60)
ATTEMPTS = 3
BINDING = frozenset({"acceptance", "consent"})
"""Acts that nobody may do before the gate."""
Signer = Patient | Representative
EventAt = Callable[[TokenTime], AnyEvent]
KeyAt = Callable[[datetime], Key]


@dataclass(frozen=True)
class Deed:
    """What one act needs to know, whoever does it."""

    field: str
    key: KeyAt
    """Made or fetched when the act is signed, not before."""
    mention: str | None
    evidence: Evidence
    event: EventAt | None
    """What the dossier learns; None for an act that changes nothing in it, such as a seal."""


def sign_as_practitioner(practice: Practice, file: PaperFile, who: Practitioner, at: datetime) -> PaperFile:
    """An operating surgeon signs the estimate, before hand-over (CSP D6322-30)."""
    event = _signed(file, who)
    apply(file.dossier, event(TokenTime(at, timedelta())))
    number = [operator.id for operator in file.case.operators].index(who.id) + 1
    deed = Deed(
        field=f"Practitioner{number}",
        key=lambda _: practice.keys.practitioner(who.rpps),
        mention=None,
        evidence=BY_CERTIFICATE,
        event=event,
    )
    return perform(practice, file, deed, at)


def sealed(practice: Practice, file: PaperFile, at: datetime) -> PaperFile:
    """The practice's seal, first signature of its notices: it vouches for where they come from."""
    field = file.document.fields[0]
    key: KeyAt = lambda at: practice.keys.seal(field.signer.name, field.signer.identifier, at)  # noqa: E731
    return perform(practice, file, Deed(field.field, key, None, BY_CERTIFICATE, None), at)


def send(file: PaperFile, at: datetime, channel: Channel = "online") -> PaperFile:
    """The signed estimate leaves for the patient. Starts no clock (NU-06)."""
    return file.after(Sent(at=at, channel=channel))


def acknowledge(
    practice: Practice, file: PaperFile, who: Signer, mention: str, evidence: Evidence, at: datetime
) -> PaperFile:
    """The patient acknowledges receipt of these exact bytes: the only start of the fifteen days."""
    return perform(practice, file, receipt(practice, file, who, mention, evidence, at), at)


def receipt(practice: Practice, file: PaperFile, who: Signer, mention: str, evidence: Evidence, at: datetime) -> Deed:
    """The receipt of an estimate, before it is signed."""
    mention = acts.check_mention("receipt", mention)
    event = _received(file, who)
    apply(file.dossier, event(TokenTime(at, timedelta())))
    return personal(practice, file, "Receipt", who, mention, evidence, event)


def acknowledge_notice(
    practice: Practice, file: PaperFile, who: Signer, mention: str, evidence: Evidence, at: datetime
) -> PaperFile:
    """The patient acknowledges receipt of a notice that asks for it (CSP D6322-30-1): kept in the medical record.

    It engages to nothing and starts no days. NotPermitted for an estimate, InputError for a notice without that field.
    """
    return perform(practice, file, notice_receipt(practice, file, who, mention, evidence, at), at)


def notice_receipt(
    practice: Practice, file: PaperFile, who: Signer, mention: str, evidence: Evidence, at: datetime
) -> Deed:
    """The receipt of a notice, before it is signed."""
    mention = acts.check_mention("receipt", mention)
    if file.document.kind not in labels.NOTICES:
        raise NotPermitted("receipt", "the receipt of an estimate starts fifteen days: it is no notice", "NU-06")
    return personal(practice, file, "Receipt", who, mention, evidence, None)


def accept(
    practice: Practice, file: PaperFile, who: Signer, mention: str, evidence: Evidence, at: datetime
) -> PaperFile:
    """The patient accepts, from the gate on. NotPermitted before, whoever asks (CSP L6322-2)."""
    return perform(practice, file, acceptance(practice, file, who, mention, evidence, at), at)


def acceptance(
    practice: Practice, file: PaperFile, who: Signer, mention: str, evidence: Evidence, at: datetime
) -> Deed:
    """The acceptance, before it is signed."""
    mention = acts.check_mention("acceptance", mention)
    refuse_before_gate(practice, file, Act.ACCEPT, at)
    event = _accepted(file, who)
    apply(file.dossier, event(TokenTime(at, timedelta())))
    return personal(practice, file, "Acceptance", who, mention, evidence, event)


def refuse_before_gate(practice: Practice, file: PaperFile, act: Act, at: datetime) -> None:
    """NotPermitted before an act that binds: it opens at the gate plus what the clock may be off, at least a minute."""
    permission = may(file.dossier, act, at)
    if not permission.allowed:
        raise NotPermitted(act.value, permission.why or "not permitted", permission.rule or "T-03")
    margin = max(SAFETY, timedelta(seconds=practice.accuracy))
    gate = file.dossier.gate
    if gate is not None and at < gate + margin:
        why = say("opens at {opens}: the gate and what a clock may be off", opens=(gate + margin).isoformat())
        raise NotPermitted(act.value, why, "CSP-D6322-30-01")


def withdraw(
    practice: Practice, file: PaperFile, who: Signer, mention: str, evidence: Evidence, at: datetime
) -> PaperFile:
    """The patient withdraws on the form for it; any other form is as good (CSP L1111-4)."""
    mention = acts.check_mention("withdrawal", mention)
    event: EventAt = lambda t: Withdrawn(at=earliest(file, t), person=who.id, channel="online")  # noqa: E731
    apply(file.dossier, event(TokenTime(at, timedelta())))
    return perform(practice, file, personal(practice, file, "Withdrawal", who, mention, evidence, event), at)


def perform(practice: Practice, file: PaperFile, deed: Deed, at: datetime) -> PaperFile:
    """Sign, and archive. Done again when the trusted time gives another date than the one drawn.

    NotPermitted for a paper of a real practice that says of itself that its words are not reviewed; InputError for a
    passkey, whose act takes two steps (`gesturing`).
    """
    if isinstance(deed.evidence.gesture, Passkey):
        raise InputError(deed.field, "a passkey signs a record that is fixed before: prepare the act, then finish it")
    for _ in range(ATTEMPTS):
        done, told = attempt(practice, file, deed, record_of(practice, file, deed, at), at)
        if done is not None:
            return done
        at = told.latest  # midnight passed between drawing and signing
    raise SignatureError(
        say("{field}: the clock gives another day each time; set it right and try again", field=deed.field)
    )


def attempt(
    practice: Practice, file: PaperFile, deed: Deed, record: ActRecord, at: datetime, passkey: bytes | None = None
) -> tuple[PaperFile | None, TokenTime]:
    """Sign with this record, and archive; no file when the trusted time gives another date than the one drawn."""
    if file.document.notices and not practice.demonstration:
        raise NotPermitted(deed.field, "; ".join(file.document.notices), UNREVIEWED)
    signed = _signature(practice, file, deed, record, at, passkey)
    told = signature_time(signed, deed.field)
    if len({_drawn(file, record, moment) for moment in (record.shown_at, told.earliest, told.latest)}) > 1:
        return None, told
    done = file.after(deed.event(told), signed) if deed.event else file.with_bytes(signed)
    sealed = archive(signed, practice.clock, told.latest, revocation=practice.keys.revocation(told.latest))
    return replace(done.with_bytes(sealed), filled=(*file.filled, deed.field)), told


def _signature(
    practice: Practice, file: PaperFile, deed: Deed, record: ActRecord, at: datetime, passkey: bytes | None
) -> bytes:
    acts.decode_record(acts.encode(record))  # what nobody could read again is not signed
    drawn = practice.printer.stamp(record.act, acts.stamp(file.document, record))
    first = file.document.fields[0].field == deed.field
    return (certify if first else sign)(
        file.pdf,
        deed.field,
        deed.key(at),
        practice.clock,
        at,
        appearance=drawn,
        record=acts.encode(record),
        passkey=passkey,
        content_timestamp=record.act in BINDING,  # shows that it is not older than it says
        revocation=practice.keys.revocation(at),
    )


def record_of(practice: Practice, file: PaperFile, deed: Deed, at: datetime) -> ActRecord:
    """What the act's signed record says if the act is shown at that instant."""
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
        evidence=deed.evidence,
        copies=copies_before(events(file.entries)),
    )


def _drawn(file: PaperFile, record: ActRecord, at: datetime) -> str | None:
    """What of the stamp depends on the day: the dates a receipt starts."""
    starts = record.act == "receipt" and file.document.kind == "estimate"
    return acts.dates(file.document, at) if starts else None


def personal(
    practice: Practice,
    file: PaperFile,
    label: str,
    who: Signer,
    mention: str | None,
    evidence: Evidence,
    event: EventAt | None,
) -> Deed:
    """An act of the patient or a representative, with a key made for it alone."""
    number = [person.id for person in file.case.receivers].index(who.id) + 1
    return one_shot(practice, file, f"{label}{number}", mention, evidence, event)


def one_shot(
    practice: Practice, file: PaperFile, name: str, mention: str | None, evidence: Evidence, event: EventAt | None
) -> Deed:
    """An act in a field with a key made for it alone, of the person for whom the field is."""
    signer = acts.field_of(file.document, name).signer
    return Deed(
        field=name,
        key=lambda at: practice.keys.one_shot(signer.name, signer.identifier, at),
        mention=mention,
        evidence=evidence,
        event=event,
    )


def _signed(file: PaperFile, who: Practitioner) -> EventAt:
    return lambda t: Signed(at=earliest(file, t), practitioner=who.id, document=file.document_sha256)


def _received(file: PaperFile, who: Signer) -> EventAt:
    return lambda t: Received(at=t.latest, person=who.id, document=file.document_sha256, channel="online")


def _accepted(file: PaperFile, who: Signer) -> EventAt:
    return lambda t: Accepted(at=earliest(file, t), person=who.id, document=file.document_sha256, distance=True)


def earliest(file: PaperFile, told: TokenTime) -> datetime:
    """The earliest that the token allows, but not before the event that is known to precede the act."""
    return max(told.earliest, file.dossier.last or told.earliest)
