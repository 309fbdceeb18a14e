"""From a case to an estimate signed by every operating surgeon, ready to be handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dermadocs.domain.case import Case
from dermadocs.domain.document import HandedOver
from dermadocs.domain.dossier import fold
from dermadocs.domain.events import Drafted, Interviewed
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.terms import terms_of
from dermadocs.domain.timeline import append
from dermadocs.errors import LawBreach
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from dermadocs.flows.reviewing import refuse_unreviewed
from dermadocs.flows.sealing import sign_as_practitioner
from dermadocs.law.engine import blocking
from dermadocs.law.issuing import faults


def refuse_unlawful(case: Case, at: datetime) -> None:
    """LawBreach naming the first blocking fault of the case: such an estimate is not issued."""
    for finding in blocking(faults(case, paris_day(at))):
        raise LawBreach(finding.where, finding.message, finding.rule)


def draft(
    practice: Practice,
    case: Case,
    handle: bytes,
    at: datetime,
    *,
    language: str | None = None,
    handed_over: Sequence[HandedOver] = (),
) -> PaperFile:
    """The estimate as it will be signed: drawn, its record embedded, nobody bound by it.

    `language` stands beside French; `handed_over` are the notices given with it, which one receipt covers.
    """
    refuse_unlawful(case, at)
    rendered = practice.printer.paper("estimate", case, handle, at, language=language, handed_over=handed_over)
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
    return PaperFile.drawn(case, rendered, entries)


def issue(
    practice: Practice,
    case: Case,
    handle: bytes,
    at: datetime,
    *,
    language: str | None = None,
    handed_over: Sequence[HandedOver] = (),
) -> PaperFile:
    """Draw the estimate and have every operating surgeon sign it, the first one certifying it.

    NotPermitted while nobody answers for its words: a practice may draft them, not issue them.
    """
    refuse_unreviewed(practice, "estimate", case, language, at)
    file = draft(practice, case, handle, at, language=language, handed_over=handed_over)
    for operator in case.operators:
        file = sign_as_practitioner(practice, file, operator, at)
    return file
