"""How a person signed: the assertion of a passkey checked offline, the level that the evidence at hand supports."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any

from dermadocs.domain.acts import ActRecord, decode_record
from dermadocs.domain.enrolment import Enrolment, enrolments
from dermadocs.domain.evidence import Passkey
from dermadocs.domain.jsonform import builtins
from dermadocs.domain.timeline import Entry, digest
from dermadocs.errors import InputError
from dermadocs.flows.proving.finding import Finding
from signatures import Act, PasskeyRefused, passkey

Answer = dict[str, Any]
UNCHECKED = "enrolment of the passkey of {act}: the chain of events is in the dossier's bundle, not in this file"


def assertion_faults(act: Act, record: ActRecord) -> Iterator[Finding]:
    """What is wrong with the assertion beside a record, or with there being one or none."""
    used = record.evidence.gesture
    if not isinstance(used, Passkey):
        if act.passkey is not None:
            why = f"{act.name}: an assertion stands beside a record that names no passkey"
            yield Finding("RECORD_DIFFERS", why, act.field)
        return
    if act.passkey is None:
        yield Finding(
            "PASSKEY_MISSING", f"{act.name}: its record names a passkey, and no assertion is there", act.field
        )
        return
    assert act.record is not None
    try:
        assertion, key = passkey.decode(act.passkey)
        if hashlib.sha256(key).hexdigest() != used.public_key:
            yield Finding("PASSKEY_KEY", f"{act.name}: the key is not the one that the record names", act.field)
        passkey.check(assertion, key, act.record, used.origin, used.rp_id)
    except PasskeyRefused as refused:
        yield Finding(str(refused.code), f"{act.name}: {refused}", act.field)


def with_evidence(answer: Answer, acts: Sequence[Act]) -> Answer:
    """The answer for one file, each of its acts with its evidence and the level that the file alone supports.

    A passkey counts no more than a code here: whose it is stands in the chain of events (`enrolled`).
    """
    records = {act.field: record for act in acts if (record := record_of(act)) is not None}
    claims = [act.name for act in acts if act.field in records and _claims(records[act.field])]
    notes = [UNCHECKED.format(act=name) for name in claims]
    rows = [{**row, **_row(records.get(row["field"]))} for row in answer["acts"]]
    return {**answer, "acts": rows, "not_checked": [*answer["not_checked"], *notes]}


def _claims(record: ActRecord) -> bool:
    return record.evidence.level == "advanced, claimed"


def _row(record: ActRecord | None) -> Answer:
    if record is None:
        return {"level": None, "evidence": None}
    declared = record.evidence.level
    enrolment = "not checked" if _claims(record) else None
    level = "simple" if _claims(record) else declared
    return {"level": level, "evidence": {**builtins(record.evidence), "declared": declared, "enrolment": enrolment}}


def enrolled(name: str, answer: Answer, acts: Sequence[Act], entries: Sequence[Entry]) -> tuple[Answer, list[Finding]]:
    """The answer for file `name` once the chain is known, and the passkeys that it does not know as the signer's."""
    findings, rows, notes = [], {row["field"]: row for row in answer["acts"]}, list(answer["not_checked"])
    for act in acts:
        record = record_of(act)
        if record is None or not _claims(record):
            continue
        found = _enrolment(record, entries)
        if found is None:
            why = f"{name}, {act.name}: the chain had not enrolled this passkey for its signer when the act was made"
            findings.append(Finding("PASSKEY_NOT_ENROLLED", why))
            continue
        notes = [note for note in notes if note != UNCHECKED.format(act=act.name)]
        row, event = rows[act.field], found.event
        enrolment = {"at": builtins(event.at), "by": event.by, "identity_seen_by": event.identity_seen_by}
        held = "advanced, claimed" if row["indication"] == "TOTAL_PASSED" and answer["verdict"] == "VALID" else "simple"
        rows[act.field] = {**row, "level": held, "evidence": {**row["evidence"], "enrolment": enrolment}}
    return {**answer, "acts": list(rows.values()), "not_checked": notes}, findings


def _enrolment(record: ActRecord, entries: Sequence[Entry]) -> Enrolment | None:
    """The enrolment in force at the entry after which the act was made; None when it is not this signer's."""
    used = record.evidence.gesture
    assert isinstance(used, Passkey)
    place = next((number for number, entry in enumerate(entries) if digest(entry) == record.chain), -1)
    known = enrolments(entries[: place + 1]).get(used.credential)
    return known if known is not None and known.covers(used, record.signer.partition("-")[2]) else None


def record_of(act: Act) -> ActRecord | None:
    """The record of an act; None when it has none that can be read."""
    try:
        return decode_record(act.record) if act.record is not None else None
    except InputError:
        return None
