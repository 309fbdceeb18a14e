"""The record of an act and its visible stamp: what is signed beside the page, and the same in words on it.

The record travels in a signed attribute of the signature (canonical JSON, `dermadocs/act/1`). The
stamp drawn in the field follows from the record and the document alone, so a verification draws its
words again and compares.
"""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Literal

from msgspec import Meta

from dermadocs.domain import evidence, french
from dermadocs.domain.codec import canonical, decode
from dermadocs.domain.consent import Interpreter
from dermadocs.domain.document import Act as DeedKind
from dermadocs.domain.document import Document, SignatureField
from dermadocs.domain.evidence import Evidence, Passkey
from dermadocs.domain.facts import Fact, Sha256, Short, text_fault
from dermadocs.domain.people import Patient, Representative
from dermadocs.domain.reflection import gate, hand_over_day
from dermadocs.errors import InputError
from dermadocs.sentence import say

MENTIONS = {
    "receipt": "devis reçu avant l'exécution de la prestation de service",
    "acceptance": "devis accepté après réflexion",
    "consent": "lu et compris, je consens à cet acte",
    "confirmation": "je confirme ma décision",
    "withdrawal": "je retire mon consentement",
}
"""What a person types. The first two are those of the arrêté of 17 October 1996, art. 2 (ARR1996-2-10, status V),
the others are our own words: no text imposes any."""
OF_THE_PRACTICE = frozenset({"practitioner", "seal"})
"""Acts in the practice's name: dated at its place, without a typed mention."""

CLOCKS = {"A": "horodatage qualifié", "B": "horodatage d’un tiers", "C": "horodatage du cabinet"}
TOLERANCE = 300
"""Seconds between the instant drawn in a stamp and the trusted time of its signature (law.md T-09)."""
GESTURE = 240
"""Seconds that a record, once fixed, waits for the person's device: the signature must fall within TOLERANCE."""


class ActRecord(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One act: who, what was typed, what was shown, after which event, and the instant drawn in the stamp."""

    schema: Literal["dermadocs/act/1"]
    act: DeedKind
    field: Short
    signer: Short
    """The identifier of the document's field; names stay in the document."""
    mention: Short | None
    """As typed by the person, never pre-filled; None for a practitioner."""
    document: Sha256
    """Digest of document.json."""
    revision: Sha256
    """Digest of the bytes shown: the file as it was before this act."""
    chain: Sha256
    """Head of the dossier's event chain when the act was made."""
    shown_at: datetime
    clock: Annotated[str, Meta(pattern="^[ABC]$")]
    evidence: Evidence
    """How the person was known and signed."""
    copies: Annotated[tuple[Sha256, ...], Meta(max_length=40)] = ()
    """Digests of the reliable copies of the acts in ink that came before: their fields stay empty."""


def encode(record: ActRecord) -> bytes:
    """The canonical bytes that go into the signed attribute."""
    return canonical(record)


def decode_record(data: bytes) -> ActRecord:
    """A record from a signature. InputError when it is not one canonical record of a known schema."""
    record = decode(data, ActRecord, "act record")
    if canonical(record) != data:
        raise InputError("act record", "not in canonical form")
    of_practice = record.act in OF_THE_PRACTICE
    told = evidence.fault(record.evidence, record.shown_at, mention=bool(record.mention), of_practice=of_practice)
    if told is not None:
        raise InputError("evidence of the act", told)
    return record


def plain(text: str) -> str:
    """A mention for comparison: without case, accents, apostrophe form and spacing (law.md SIG-05)."""
    letters = unicodedata.normalize("NFD", text.casefold().replace("’", "'"))
    return "".join(c for c in letters if not unicodedata.combining(c) and not c.isspace())


def check_mention(act: str, typed: str | None) -> str:
    """The mention as it goes into the record: as typed, but for spacing and Unicode form.

    InputError when it is not the one that the arrêté asks for this act.
    """
    tidy = " ".join(unicodedata.normalize("NFC", typed or "").split())
    wanted = MENTIONS.get(act)
    if wanted is not None and plain(tidy) != plain(wanted):
        why = say("the person must type « {wanted} »", wanted=wanted)
        if act in ("receipt", "acceptance"):
            why = say("{why} ({rule})", why=why, rule="ARR1996-2-10")
        raise InputError(say("mention of the {deed}", deed=act), why)
    if fault := text_fault(tidy):
        raise InputError(say("mention of the {deed}", deed=act), fault)
    return tidy


def field_of(document: Document, name: str) -> SignatureField:
    """The field of that name; InputError if the document has none."""
    for field in document.fields:
        if field.field == name:
            return field
    raise InputError(name, "this document has no such field")


def person_of(document: Document, field: SignatureField) -> Patient | Representative | Interpreter:
    """The patient, representative or interpreter whom a field belongs to."""
    case = document.dossier
    interpreter = case.consent.interpreter if case.consent else None
    for person in (*case.receivers, *([interpreter] if interpreter else [])):
        if field.signer.identifier == f"{document.copy.handle}-{person.id}":
            return person
    raise InputError(field.field, "its signer is nobody of the dossier")


def zone_of(document: Document) -> str:
    """The patient's declared time zone, in which D is counted besides Paris (NU-05)."""
    return document.dossier.patient.time_zone


def stamp(document: Document, record: ActRecord) -> tuple[str, ...]:
    """The lines drawn in the field of an act, in order."""
    field = field_of(document, record.field)
    if record.act in OF_THE_PRACTICE:
        return (field.signer.name, _whole(french.instant(record.shown_at)), *_foot(document, record, at_place=True))
    person = person_of(document, field)
    native = getattr(person, "native_name", None)
    mention = [f"« {record.mention} »"] if record.mention else []
    lines = [*mention, field.signer.name, *([native] if native else [])]
    lines += [_whole(told) for told in french.instants(record.shown_at, zone_of(document))]
    if record.act == "receipt" and document.kind == "estimate":  # the receipt of a notice starts no days
        lines.append(dates(document, record.shown_at))
    return (*lines, *_foot(document, record, at_place=False))


def dates(document: Document, received: datetime) -> str:
    """What a receipt at that instant starts: D, and from when an acceptance is possible (NU-05)."""
    day = hand_over_day(received.astimezone(UTC), zone_of(document))
    opens = _whole(french.instant(gate(day)))
    return f"Reçu le {french.date_full(day)} — acceptation possible à partir du {opens}"


def _foot(document: Document, record: ActRecord, *, at_place: bool) -> tuple[str, ...]:
    """Whose clock; and that a device signed too, for readers that show no signed attribute."""
    place = f"à {document.dossier.estimate.place}, " if at_place else ""
    if isinstance(record.evidence.gesture, Passkey):
        return (f"{place}{CLOCKS[record.clock]} ({record.clock}) · clé\u00a0d’accès",)
    return (f"{place}{CLOCKS[record.clock]} · horloge\u00a0{record.clock}",)


def _whole(told: str) -> str:
    """An instant whose zone, in brackets, is not broken at the end of a line."""
    instant, _, zone = told.partition(" (")
    return f"{instant} ({zone.replace(' ', french.NBSP)}"
