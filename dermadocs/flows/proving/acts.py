"""Each act of ours, beyond its signature: the signed record, the stamp drawn in its field, the dates it gives."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from pypdf import PdfReader

from dermadocs.domain.acts import (
    MENTIONS,
    TOLERANCE,
    ActRecord,
    check_mention,
    decode_record,
    field_of,
    stamp,
    zone_of,
)
from dermadocs.domain.document import Document
from dermadocs.domain.reflection import gate, hand_over_day
from dermadocs.errors import InputError
from dermadocs.flows.proving.evidence import assertion_faults
from dermadocs.flows.proving.finding import Finding
from dermadocs.flows.proving.paper import Paper
from dermadocs.flows.proving.story import squash
from signatures import Act
from signatures.interval import NOT_APPLICABLE, Interval, judge


def signed(report_acts: Sequence[Act], document: Document) -> list[Act]:
    """The acts that fill fields of the document, in signing order; archive timestamps left out."""
    names = {f.field for f in document.fields}
    return [act for act in report_acts if act.field in names]


def check_act(pdf: bytes, act: Act, previous_end: int, paper: Paper, drawn: str | None) -> list[Finding]:
    """Compare one act's record and stamp with the document, the bytes shown and the trusted time."""
    document = paper.document
    try:
        if act.record is None:
            raise InputError(act.field, "the signature carries no record of the act")
        record = decode_record(act.record)
        wrong = list(_record_faults(record, act, paper, hashlib.sha256(pdf[:previous_end]).hexdigest()))
        if act.token_time and abs((act.token_time - record.shown_at).total_seconds()) > TOLERANCE:
            wrong.append("the instant drawn in the stamp is not that of the trusted time")
        if drawn is None or squash(drawn).text != squash("".join(stamp(document, record))).text:
            wrong.append("the words drawn in the field are not those of its record")
        elif record.act == "receipt" and act.token_time and not _same_day(record, act, document):
            wrong.append("the date printed for the receipt is not the one that its trusted time gives")
        differs = [Finding("RECORD_DIFFERS", f"{act.name}: {what}", act.field) for what in wrong]
        return [*differs, *assertion_faults(act, record)]
    except InputError as problem:
        return [Finding("RECORD_DIFFERS", f"{act.name}: {problem}", act.field)]


def _record_faults(record: ActRecord, act: Act, paper: Paper, shown: str) -> Sequence[str]:
    field = field_of(paper.document, act.field)
    told = (record.field, record.act, record.signer, record.document, record.revision)
    wanted = (act.field, field.act, field.signer.identifier, paper.sha256, shown)
    names = ("field", "act", "signer", "data", "bytes shown")
    faults = [f"its record names another {n}" for n, t, w in zip(names, told, wanted, strict=True) if t != w]
    if record.act in MENTIONS:
        check_mention(record.act, record.mention)
    return faults


def _same_day(record: ActRecord, act: Act, document: Document) -> bool:
    zone = zone_of(document)
    return all(hand_over_day(record.shown_at, zone) == hand_over_day(moment, zone) for moment in _bounds(act))


def _bounds(act: Act) -> tuple[datetime, datetime]:
    """The earliest and latest instant that the act's signature token allows."""
    assert act.token_time is not None
    margin = timedelta(seconds=act.accuracy or 0)
    return act.token_time - margin, act.token_time + margin


def received_on(acts: Sequence[Act], document: Document) -> date | None:
    """D: the latest hand-over day of all receipts; None while one is missing or its time unproven."""
    wanted = [f.field for f in document.fields if f.act == "receipt"]
    by_field = {act.field: act for act in acts}
    receipts = [by_field[name] for name in wanted if name in by_field and by_field[name].token_time]
    if not wanted or len(receipts) < len(wanted):
        return None
    zone = zone_of(document)
    return max(hand_over_day(moment, zone) for act in receipts for moment in _bounds(act))


def interval(acts: Sequence[Act], document: Document) -> Interval:
    """The fifteen days of the acceptances in an estimate against its own receipts (CSP D6322-30)."""
    kinds = {f.field: f.act for f in document.fields}
    receipts = [act for act in acts if kinds[act.field] == "receipt"]
    return measured(receipts, document, [act for act in acts if kinds[act.field] == "acceptance"])


SEVERITY = ("VIOLATED", "NOT_PROVEN", "STATED", "SUPPORTED", "PROVEN", "NOT_APPLICABLE")
"""What an interval may be, the worst first."""


def measured(receipts: Sequence[Act], estimate: Document, binding: Sequence[Act]) -> Interval:
    """From the latest receipt of an estimate to each act that binds; the worst one decides.

    NOT_APPLICABLE while nothing binds.
    """
    if not binding:
        return NOT_APPLICABLE
    day = received_on(receipts, estimate)
    moments = [act.not_after for act in receipts if act.not_after]
    judged = [
        judge(
            receipt_not_after=max(moments) if day and moments else None,
            act_not_before=act.not_before,
            act_not_after=act.not_after,
            gate=gate(day) if day else None,
            grades=[a.clock for a in (*receipts, act)],
        )
        for act in binding
    ]
    return min(judged, key=lambda found: SEVERITY.index(found.verdict))


def stamps(reader: PdfReader) -> Mapping[str, str]:
    """The words drawn in each signature field, as pypdf reads them."""
    drawn: dict[str, str] = {}
    for page in reader.pages:
        for reference in page.get("/Annots") or ():
            widget: Any = reference.get_object()
            if widget.get("/FT") == "/Sig" and "/AP" in widget:
                drawn[str(widget.get("/T"))] = page.extract_xform_text(widget["/AP"]["/N"])
    return drawn
