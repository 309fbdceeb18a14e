"""A consent and the accepted estimate inside it: one patient, one act, and the fifteen days of both (design.md, 3).

The receipt stands in the embedded file, the consent in the outer one. Both are judged by the reader's anchors, and
the consent, like the acceptance, may not come before the gate.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pypdf import PdfReader

from dermadocs.errors import InputError
from dermadocs.flows.proving import paper as papers
from dermadocs.flows.proving.acts import measured
from dermadocs.flows.proving.bundle import Examined
from dermadocs.flows.proving.finding import Finding
from dermadocs.flows.proving.ink import counted, given, named, unseen, wrong_copies
from dermadocs.flows.proving.paper import Paper
from signatures import Act, Verdict
from signatures.interval import NOT_APPLICABLE, Interval

NAME = "estimate.pdf"


def consented(
    attachments: Mapping[str, Sequence[bytes]],
    paper: Paper,
    acts: Sequence[Act],
    judge: Callable[[bytes], Examined],
    options: Mapping[str, Any],
) -> tuple[list[Finding], Interval]:
    """What is wrong with the embedded estimate, and the fifteen days from its receipt to the consent.

    `judge` judges a file as if it stood alone: the embedded one is judged by every step, and the worst word counts.
    """
    copies = set(attachments.get(NAME, ()))
    if len(copies) != 1:
        return [_differs(f"{len(copies)} accepted estimates are embedded, not one")], NOT_APPLICABLE
    data = copies.pop()
    try:
        reader = PdfReader(io.BytesIO(data))
        inner = papers.read(papers.attachments(reader), len(reader.pages))
    except InputError as problem:
        return [_differs(f"the embedded estimate is none: {problem}")], NOT_APPLICABLE
    except Exception as problem:  # a hostile file makes a reader raise anything
        return [_differs(f"the embedded estimate cannot be read: {type(problem).__name__}")], NOT_APPLICABLE
    if inner.document.kind != "estimate":
        return [_differs(f"the embedded file is of the kind {inner.document.kind}")], NOT_APPLICABLE
    alone = judge(data)
    wanted = named(acts)
    ink = counted(given(options, inner.sha256), acts)
    unknown = unseen(options, wanted)
    findings = [_differs(why) for why in _faults(inner, paper)]
    findings += wrong_copies(options, wanted, inner.sha256)
    accepted = {act.field for act in alone.acts} | {act.field for act in ink}
    missing = [f.field for f in inner.document.fields if f.act == "acceptance" and f.field not in accepted]
    if missing:
        why = f"the embedded estimate is not accepted: {', '.join(missing)} empty"
        findings.append(Finding("ESTIMATE_DIFFERS", why, proven=not unknown))
    verdict, reasons = alone.answer["verdict"], alone.answer["reasons"]
    if verdict != Verdict.VALID:
        why = f"the embedded estimate is {verdict}: {', '.join(reasons)}"
        findings.append(Finding("ESTIMATE_DIFFERS", why, proven=verdict == Verdict.INVALID))
    receipts = [act for act in alone.acts if _kind(inner, act) == "receipt"]
    bound = [act for act in acts if _kind(paper, act) == "consent"]
    return findings, measured(receipts, inner.document, bound, ink) if bound else NOT_APPLICABLE


def _faults(inner: Paper, outer: Paper) -> list[str]:
    estimate, consent = inner.document, outer.document
    wrong = []
    for what in ("practice", "practitioners", "facility", "patient", "representatives", "estimate"):
        if inner.plain["dossier"][what] != outer.plain["dossier"][what]:
            wrong.append(f"the embedded estimate has another {what}")
    if estimate.root != consent.root:
        wrong.append("the embedded estimate prints another root")
    return wrong


def _kind(paper: Paper, act: Act) -> str:
    return next(f.act for f in paper.document.fields if f.field == act.field)


def _differs(why: str) -> Finding:
    return Finding("ESTIMATE_DIFFERS", why)
