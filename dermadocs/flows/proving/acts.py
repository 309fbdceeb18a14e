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
from dermadocs.domain.reflection import gate, hand_over_day, written_within
from dermadocs.errors import InputError
from dermadocs.flows.proving.evidence import assertion_faults
from dermadocs.flows.proving.finding import Finding
from dermadocs.flows.proving.ink import InkAct, counted
from dermadocs.flows.proving.paper import Paper
from dermadocs.flows.proving.story import squash
from signatures import Act
from signatures.interval import NOT_APPLICABLE, Interval, judge


def signed(report_acts: Sequence[Act], document: Document) -> list[Act]:
    """The acts that fill fields of the document, in signing order; archive timestamps left out."""
    names = {f.field for f in document.fields}
    return [act for act in report_acts if act.field in names]


def check_act(pdf: bytes, act: Act, paper: Paper, drawn: str | None) -> list[Finding]:
    """Compare one act's record and stamp with the document, the bytes shown and the trusted time."""
    document = paper.document
    try:
        if act.record is None:
            raise InputError(act.field, "the signature carries no record of the act")
        record = decode_record(act.record)
        wrong = list(_record_faults(record, act, paper, hashlib.sha256(pdf[: act.begins]).hexdigest()))
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


def received_on(acts: Sequence[Act], document: Document, ink: Sequence[InkAct] = ()) -> date | None:
    """D: the latest hand-over day of all receipts, on a screen or in ink; None while one is missing or unproven."""
    zone, days = zone_of(document), list[date]()
    by_field = {act.field: act for act in acts}
    in_ink = {act.field: act for act in ink if act.act == "receipt"}
    for name in (f.field for f in document.fields if f.act == "receipt"):
        if name in by_field and by_field[name].token_time:
            days += [hand_over_day(moment, zone) for moment in _bounds(by_field[name])]
        elif name in in_ink:
            days.append(in_ink[name].day)
        else:
            return None
    return max(days, default=None)


def interval(acts: Sequence[Act], document: Document, ink: Sequence[InkAct] = ()) -> Interval:
    """The fifteen days of the acceptances of an estimate against its own receipts (CSP D6322-30)."""
    kinds = {f.field: f.act for f in document.fields}
    receipts = [act for act in acts if kinds[act.field] == "receipt"]
    binding = [act for act in acts if kinds[act.field] == "acceptance"]
    known = {act.paper.copy for act in counted(ink, binding)}
    in_ink = [act for act in ink if act.act != "receipt" or act.paper.copy in known]
    return measured(receipts, document, binding, in_ink, "acceptance")


SEVERITY = ("VIOLATED", "NOT_PROVEN", "STATED", "SUPPORTED", "PROVEN", "NOT_APPLICABLE")
"""What an interval may be, the worst first."""


def measured(
    receipts: Sequence[Act],
    estimate: Document,
    binding: Sequence[Act],
    ink: Sequence[InkAct] = (),
    kind: str = "consent",
) -> Interval:
    """From the latest receipt of an estimate to each act that binds, the worst one decides; `ink` holds those on paper,
    of which those of a `kind` bind.

    NOT_APPLICABLE while nothing binds.
    """
    zone, day = zone_of(estimate), received_on(receipts, estimate, ink)
    bound = [(act.not_before, act.not_after, act.clock) for act in binding]
    bound += [(*act.within(zone), act.grade) for act in ink if act.act == kind]
    if not bound:
        return NOT_APPLICABLE
    in_ink = [act for act in ink if act.act == "receipt"]
    moments = [*(act.not_after for act in receipts if act.not_after), *(written_within(a.day, zone)[1] for a in in_ink)]
    clocks = [*(act.clock for act in receipts), *(act.grade for act in in_ink)]
    judged = [
        judge(
            receipt_not_after=max(moments) if day and moments else None,
            act_not_before=first,
            act_not_after=last,
            gate=gate(day) if day else None,
            grades=[*clocks, clock],
        )
        for first, last, clock in bound
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
