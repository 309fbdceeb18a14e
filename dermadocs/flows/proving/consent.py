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
from dermadocs.flows.proving.acts import measured, signed
from dermadocs.flows.proving.finding import Finding
from dermadocs.flows.proving.paper import Paper
from signatures import Act, Policy, Verdict, inspect
from signatures.interval import NOT_APPLICABLE, Interval

NAME = "estimate.pdf"


def consented(
    attachments: Mapping[str, Sequence[bytes]],
    paper: Paper,
    acts: Sequence[Act],
    policy: Policy,
    judge: Callable[[bytes], dict[str, Any]],
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
    report = inspect(data, policy, inner.plan)
    findings = [_differs(why) for why in _faults(inner, paper, signed(report.acts, inner.document))]
    alone = judge(data)
    if alone["verdict"] != Verdict.VALID:
        why = f"the embedded estimate is {alone['verdict']}: {', '.join(alone['reasons'])}"
        findings.append(Finding("ESTIMATE_DIFFERS", why, proven=alone["verdict"] == Verdict.INVALID))
    receipts = [act for act in signed(report.acts, inner.document) if _kind(inner, act) == "receipt"]
    return findings, measured(receipts, inner.document, [act for act in acts if _kind(paper, act) == "consent"])


def _faults(inner: Paper, outer: Paper, acts: Sequence[Act]) -> list[str]:
    estimate, consent = inner.document, outer.document
    wrong = []
    for what in ("practice", "practitioners", "facility", "patient", "representatives", "estimate"):
        if inner.plain["dossier"][what] != outer.plain["dossier"][what]:
            wrong.append(f"the embedded estimate has another {what}")
    accepted = {act.field for act in acts}
    missing = [f.field for f in estimate.fields if f.act == "acceptance" and f.field not in accepted]
    if missing:
        wrong.append(f"the embedded estimate is not accepted: {', '.join(missing)} empty")
    if estimate.root != consent.root:
        wrong.append("the embedded estimate prints another root")
    return wrong


def _kind(paper: Paper, act: Act) -> str:
    return next(f.act for f in paper.document.fields if f.field == act.field)


def _differs(why: str) -> Finding:
    return Finding("ESTIMATE_DIFFERS", why)
