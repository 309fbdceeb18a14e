"""From a case to an estimate signed by every operating surgeon, ready to be handed over."""

from __future__ import annotations

import hashlib
from datetime import datetime

from dermadocs.domain.case import Case
from dermadocs.domain.checks import check
from dermadocs.domain.codec import decode_document
from dermadocs.domain.dossier import fold
from dermadocs.domain.events import Drafted, Interviewed
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.terms import terms_of
from dermadocs.domain.timeline import append
from dermadocs.errors import LawBreach
from dermadocs.flows.estimate_file import EstimateFile
from dermadocs.flows.ports import Practice
from dermadocs.flows.sealing import sign_as_practitioner


def refuse_unlawful(case: Case, at: datetime) -> None:
    """LawBreach naming the first blocking fault of the case: such an estimate is not issued."""
    for finding in check(case, paris_day(at)):
        if finding.severity == "blocking":
            raise LawBreach(finding.where, finding.message, finding.rule)


def draft(practice: Practice, case: Case, handle: bytes, at: datetime) -> EstimateFile:
    """The estimate as it will be signed: drawn, its record embedded, nobody bound by it."""
    refuse_unlawful(case, at)
    rendered = practice.printer.estimate(case, handle, at)
    interview = case.consultation
    events = (
        Interviewed(
            at=at,
            on=interview.date,
            mode=interview.mode,
            practitioner=interview.practitioner,
            language=interview.language,
            interpreter=interview.interpreter,
        ),
        Drafted(at=at, terms=terms_of(case)),
    )
    fold(events)
    entries = append(append((), events[0]), events[1])
    digest = hashlib.sha256(rendered.document).hexdigest()
    return EstimateFile(case, rendered.pdf, decode_document(rendered.document), digest, entries)


def issue(practice: Practice, case: Case, handle: bytes, at: datetime) -> EstimateFile:
    """Draw the estimate and have every operating surgeon sign it, the first one certifying it."""
    file = draft(practice, case, handle, at)
    for operator in case.operators:
        file = sign_as_practitioner(practice, file, operator, at)
    return file
