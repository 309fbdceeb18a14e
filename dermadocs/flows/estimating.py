"""From a case to an estimate signed by every operating surgeon, ready to be handed over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from dermadocs.domain.case import Case
from dermadocs.domain.document import HandedOver
from dermadocs.domain.dossier import apply, fold
from dermadocs.domain.events import AnyEvent, Drafted, Interviewed
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.terms import terms_of
from dermadocs.domain.timeline import Entry, append, events
from dermadocs.errors import LawBreach
from dermadocs.flows.informing import refuse_missing
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from dermadocs.flows.reviewing import refuse_unreviewed
from dermadocs.flows.sealing import sign_as_practitioner
from dermadocs.law.engine import blocking
from dermadocs.law.issuing import faults


def refuse_unlawful(case: Case, at: datetime, given: Sequence[str] = ()) -> None:
    """LawBreach naming the first blocking fault of the case: such an estimate is not issued.

    `given` are the names of the notices handed over with it.
    """
    for finding in blocking(faults(case, paris_day(at), given)):
        raise LawBreach(finding.where, finding.message, finding.rule)


def draft(
    practice: Practice,
    case: Case,
    handle: bytes,
    at: datetime,
    *,
    language: str | None = None,
    handed_over: Sequence[HandedOver] = (),
    entries: tuple[Entry, ...] = (),
) -> PaperFile:
    """The estimate as it will be signed: drawn, its record embedded, nobody bound by it.

    `language` stands beside French; `handed_over` are the notices given with it, which one receipt covers;
    `entries` is the chain of its dossier so far.
    """
    refuse_unlawful(case, at, [paper.name for paper in handed_over])
    rendered = practice.printer.paper("estimate", case, handle, at, language=language, handed_over=handed_over)
    happened: list[AnyEvent] = [*_interview(case, entries, at), Drafted(at=at, terms=terms_of(case))]
    for event in happened:
        apply(fold(events(entries)), event)
        entries = append(entries, event)
    return PaperFile.drawn(case, rendered, entries)


def _interview(case: Case, entries: Sequence[Entry], at: datetime) -> tuple[Interviewed, ...]:
    """The interview that the case tells of, unless the dossier knows it already."""
    held = case.consultation
    known = (event for event in events(entries) if isinstance(event, Interviewed))
    if any((event.on, event.practitioner) == (held.date, held.practitioner) for event in known):
        return ()
    told = Interviewed(
        at=at,
        on=held.date,
        mode=held.mode,
        practitioner=held.practitioner,
        language=held.language,
        interpreter=held.interpreter,
    )
    return (told,)


def issue(
    practice: Practice,
    case: Case,
    handle: bytes,
    at: datetime,
    *,
    language: str | None = None,
    handed_over: Sequence[HandedOver] = (),
    entries: tuple[Entry, ...] = (),
    signers: Sequence[str] | None = None,
) -> PaperFile:
    """Draw the estimate and have every operating surgeon sign it, the first one certifying it.

    `signers`: only these sign now, the others later, each with an own key (`casework.countersign`).
    NotPermitted while nobody answers for its words (a practice may draft them, not issue them), or while a notice
    that is due with it is not among the papers handed over with it.
    """
    refuse_missing(case, handed_over)
    refuse_unreviewed(practice, "estimate", case, language, at)
    file = draft(practice, case, handle, at, language=language, handed_over=handed_over, entries=entries)
    for operator in case.operators if signers is None else (case.practitioner(one) for one in signers):
        file = sign_as_practitioner(practice, file, operator, at)
    return file
