"""What each paper of a dossier says: its sections, from the catalogue and the case, in French and one language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from dermadocs.catalogue.load import Find, entry, refuse_unknown
from dermadocs.catalogue.model import Entry
from dermadocs.domain import labels
from dermadocs.domain.case import Case
from dermadocs.domain.content import Say, Section
from dermadocs.domain.document import HandedOver, Kind
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from dermadocs.flows.reviewing import refuse_unreviewed
from dermadocs.flows.sealing import sealed
from dermadocs.languages import offered, speaker
from dermadocs.sentence import say
from dermadocs.sheets.aftercare import aftercare
from dermadocs.sheets.consent import consent
from dermadocs.sheets.data import data_notice
from dermadocs.sheets.information import information
from dermadocs.sheets.notices import distance_notice, implant_notice, needs_notice
from dermadocs.sheets.withdrawal import withdrawal

Content = tuple[Section, ...]


def content(kind: Kind, case: Case, language: str | None, find: Find = entry) -> Content:
    """The sections of a paper. InputError when the catalogue has no entry for the act or the paper is not due.

    A practice's own sentences are translated by its catalogue and by its dossier; Untranslated when neither does.
    """
    if kind not in _PAPERS:
        raise InputError(kind, "is made of a dossier that has ended, not of a case; see `dermadocs bundle`")
    refuse_unknown(case, find)
    found = find(case.estimate.procedure.code)
    own = {} if language is None else found.words(language) | case.words(language)
    return _PAPERS[kind](case, found, speaker(language, own))


def language_of(case: Case) -> str | None:
    """The language that stands beside French for this patient: theirs, where it is offered."""
    return case.patient.language if case.patient.language in offered() else None


def handed_over_with_estimate(case: Case) -> tuple[Kind, ...]:
    """The notices that are due together with the estimate, in the order in which it lists them."""
    due: list[Kind] = ["data-notice", "distance-notice"]
    if needs_notice(case):
        due.append("implant-notice")
    return tuple(due)


DUE_BY: Mapping[Kind, str] = {
    "data-notice": "DATA-02",
    "distance-notice": "CON-04",
    "implant-notice": "CSP-D6322-30-1-01",
}
"""Which rule asks that a notice is handed over with the estimate."""


def listed(sealed: Mapping[Kind, PaperFile]) -> tuple[HandedOver, ...]:
    """How an estimate names the notices handed over with it."""
    return tuple(
        HandedOver(name=labels.NOTICES[kind], version=file.document.template.version, sha256=file.sha256)
        for kind, file in sealed.items()
    )


def refuse_missing(case: Case, handed_over: Sequence[HandedOver]) -> None:
    """NotPermitted naming the first notice that is due with the estimate and not listed among those given with it."""
    names = {paper.name for paper in handed_over}
    for kind in handed_over_with_estimate(case):
        if labels.NOTICES[kind] not in names:
            why = say(
                "the {notice} is due with it and not handed over; seal it first, and let the estimate list it",
                notice=kind,
            )
            raise NotPermitted("estimate", why, DUE_BY[kind])


def notice(
    practice: Practice, kind: Kind, case: Case, handle: bytes, at: datetime, *, language: str | None = None
) -> PaperFile:
    """A notice drawn and sealed by the practice, ready to be handed over with the estimate that names its digest.

    NotPermitted while nobody answers for its words.
    """
    refuse_unreviewed(practice, kind, case, language, at)
    rendered = practice.printer.paper(kind, case, handle, at, language=language)
    return sealed(practice, PaperFile.drawn(case, rendered), at)


def _information(case: Case, found: Entry, say: Say) -> Content:
    return information(found, say, case.risk_factors, case.estimate.procedure.anaesthesia)


_PAPERS: Mapping[Kind, Callable[[Case, Entry, Say], Content]] = {
    "estimate": _information,  # its second part
    "information": _information,
    "consent": consent,
    "aftercare": lambda case, found, say: aftercare(found, say, case.risk_factors),
    "data-notice": lambda case, _, say: data_notice(case, say),
    "implant-notice": implant_notice,
    "distance-notice": lambda case, _, say: distance_notice(case, say),
    "withdrawal": lambda case, _, say: withdrawal(case, say),
}
