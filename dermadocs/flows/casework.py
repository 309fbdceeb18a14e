"""What is done on a kept dossier, act by act, from the estimate to the end. Each function gives the dossier after it.

Papers and people are named as the case names them; a paper's own rules stand in `estimating`, `informing`,
`consenting` and `sealing`. Nothing here writes: `keeping.act` keeps what comes out, all of it or nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from dermadocs.domain import labels
from dermadocs.domain.case import Case, without_contact
from dermadocs.domain.consent import Consent
from dermadocs.domain.document import HANDLE_BYTES
from dermadocs.domain.dossier import apply
from dermadocs.domain.events import (
    Act,
    Channel,
    Drafted,
    Expired,
    Performed,
    Prepared,
    Refused,
    Replaced,
    Requested,
    Sent,
    Withdrawn,
)
from dermadocs.domain.evidence import Evidence
from dermadocs.domain.money import Cents, write
from dermadocs.domain.people import Patient, Representative
from dermadocs.domain.terms import terms_of
from dermadocs.domain.transitions import BEFORE_ACT
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows import consenting, estimating, informing, questioning, reviewing, sealing
from dermadocs.flows.desk import Desk
from dermadocs.flows.keeping import moment
from dermadocs.flows.kept import Kept
from dermadocs.flows.paper_file import PaperFile
from dermadocs.law.rule import Step
from dermadocs.sentence import say

Person = Patient | Representative
Attachment = Literal["questionnaire", "anaesthesia-consent", "operation-record", "note", "delivery-proof", "other"]


def request(desk: Desk, kept: Kept) -> Kept:
    """The patient asked for contact: the dossier begins."""
    return kept.after(Requested(at=moment(desk, kept)))


def person(kept: Kept, identifier: str) -> Person:
    """Somebody who signs for the patient's side. InputError naming those who do."""
    for one in kept.case.receivers:
        if one.id == identifier:
            return one
    known = ", ".join(one.id for one in kept.case.receivers)
    raise InputError(identifier, say("nobody who signs in this dossier; those are: {known}", known=known))


# ---- the estimate


def answer(
    desk: Desk, kept: Kept, steps: Sequence[Step], rules: Sequence[str], by: str, said: str | None = None
) -> Kept:
    """Somebody of the practice answers what is asked before these steps: of these rules, or all of it."""
    return kept.after(*questioning.answer(kept.case, kept.entries, moment(desk, kept), steps, rules, by, said))


def _answered(desk: Desk, kept: Kept, step: Step) -> None:
    questioning.refuse_unanswered(kept.case, kept.entries, moment(desk, kept), step)


def draft(desk: Desk, kept: Kept, case: Case) -> Kept:
    """Rest the dossier on a case that the law allows. LawBreach otherwise; nothing is signed yet."""
    if kept.dossier.state in BEFORE_ACT:
        raise NotPermitted("draft", "the estimate is signed: replace it, a change needs a new one", "NU-07")
    at = moment(desk, kept)
    due = [labels.NOTICES[kind] for kind in informing.handed_over_with_estimate(case)]
    estimating.refuse_unlawful(case, at, due)
    apply(kept.dossier, Drafted(at=at, terms=terms_of(case)))  # as the issue will: its number, what it replaces
    return kept.with_case(case, at)


def issue(desk: Desk, kept: Kept, *, language: str | None = None, signers: Sequence[str] | None = None) -> Kept:
    """Seal the notices that are due, draw the estimate that lists them, and have every operating surgeon sign it.

    `signers`: only the first of them, who signs for nobody else; the others `countersign`.
    """
    _answered(desk, kept, "sign")
    case, practice = kept.case, desk.practice
    notices = {
        kind: informing.notice(practice, kind, case, desk.random(HANDLE_BYTES), moment(desk, kept), language=language)
        for kind in informing.handed_over_with_estimate(case)
    }
    estimate = estimating.issue(
        practice,
        case,
        desk.random(HANDLE_BYTES),
        moment(desk, kept),
        language=language,
        handed_over=informing.listed(notices),
        entries=kept.entries,
        signers=signers,
    )
    kept = kept.with_paper("estimate", estimate, moment(desk, kept))
    for kind, file in notices.items():
        kept = kept.with_paper(kind, file, moment(desk, kept))
    return kept


def countersign(desk: Desk, kept: Kept, who: str) -> Kept:
    """A further operating surgeon signs the estimate that the first one signed: the same bytes, with an own key."""
    _answered(desk, kept, "sign")
    file = kept.paper("estimate")
    file = sealing.sign_as_practitioner(desk.practice, file, kept.case.practitioner(who), moment(desk, kept))
    return kept.with_paper("estimate", file, moment(desk, kept))


def send(desk: Desk, kept: Kept, channel: Channel) -> Kept:
    """The papers leave for the patient. Starts no clock (NU-06)."""
    _answered(desk, kept, "send")
    return kept.after(Sent(at=moment(desk, kept), channel=channel))


def receive(desk: Desk, kept: Kept, who: str, mention: str, evidence: Evidence) -> Kept:
    """A person acknowledges receipt of the estimate and of the papers given with it: the fifteen days."""
    _answered(desk, kept, "receive")
    whom = person(kept, who)
    file = sealing.acknowledge(desk.practice, kept.paper("estimate"), whom, mention, evidence, moment(desk, kept))
    kept = kept.with_paper("estimate", file, moment(desk, kept))
    if kept.has("implant-notice"):
        notice = kept.paper("implant-notice")
        notice = sealing.acknowledge_notice(desk.practice, notice, whom, mention, evidence, moment(desk, kept))
        kept = kept.with_paper("implant-notice", notice, moment(desk, kept))
    return kept


def accept(desk: Desk, kept: Kept, who: str, mention: str, evidence: Evidence) -> Kept:
    """A person accepts, from the gate on."""
    file = kept.paper("estimate")
    sealing.refuse_before_gate(
        desk.practice, file, Act.ACCEPT, moment(desk, kept)
    )  # the date is told before a question
    _answered(desk, kept, "accept")
    file = sealing.accept(desk.practice, file, person(kept, who), mention, evidence, moment(desk, kept))
    return kept.with_paper("estimate", file, moment(desk, kept))


# ---- the consent


def draw_consent(desk: Desk, kept: Kept, answers: Consent | None, *, language: str | None = None) -> Kept:
    """Draw the consent form with the patient's answers, and have every operating surgeon sign it. With it the
    after-care sheet is sealed.
    """
    if kept.has("consent"):
        raise NotPermitted("consent", "the form is drawn already; a change needs a new estimate", "CSP-L1111-4-01")
    at, practice = moment(desk, kept), desk.practice
    if answers is not None:
        kept = kept.with_case(replace(kept.case, consent=answers), at)
    accepted = kept.paper("estimate")
    sealing.refuse_before_gate(practice, accepted, Act.CONSENT, at)
    _answered(desk, kept, "consent")
    refuse_changed(kept, accepted.document.dossier)
    file = consenting.draw(practice, accepted, desk.random(HANDLE_BYTES), moment(desk, kept), language=language)
    for operator in file.case.operators:
        file = consenting.inform(practice, file, operator, moment(desk, kept))
    kept = kept.with_paper("consent", file, moment(desk, kept))
    handle = desk.random(HANDLE_BYTES)
    sheet = informing.notice(practice, "aftercare", kept.case, handle, moment(desk, kept), language=language)
    return kept.with_paper("aftercare", sheet, moment(desk, kept))


def refuse_changed(kept: Kept, issued: Case) -> None:
    """NotPermitted when the case differs from the estimate issued in anything but the answers of the consent."""
    now = replace(without_contact(kept.case), consent=issued.consent)
    if now != issued:
        raise NotPermitted("consent", "the case is no longer that of the estimate: replace the estimate", "NU-07")


def interpret(desk: Desk, kept: Kept, evidence: Evidence) -> Kept:
    """The interpreter attests, before the patient signs."""
    file = consenting.interpret(desk.practice, kept.paper("consent"), evidence, moment(desk, kept))
    return kept.with_paper("consent", file, moment(desk, kept))


def consent(desk: Desk, kept: Kept, who: str, mention: str, evidence: Evidence) -> Kept:
    """A person consents to the act, apart from the acceptance."""
    at, whom = moment(desk, kept), person(kept, who)
    file = consenting.consent(desk.practice, kept.paper("consent"), whom, mention, evidence, at)
    return kept.with_paper("consent", file, moment(desk, kept))


# ---- the day


def prepare(desk: Desk, kept: Kept) -> Kept:
    """Everything before the day is done (T-06)."""
    _answered(desk, kept, "prepare")
    return kept.after(Prepared(at=moment(desk, kept)))


def confirm_day(desk: Desk, kept: Kept, who: str, mention: str, evidence: Evidence) -> Kept:
    """On the day a person says once more that the act may take place."""
    at, whom = moment(desk, kept), person(kept, who)
    file = consenting.confirm_day(desk.practice, kept.paper("consent"), whom, mention, evidence, at)
    return kept.with_paper("consent", file, moment(desk, kept))


def perform(desk: Desk, kept: Kept, operators: tuple[str, ...]) -> Kept:
    """The act begins, by these operators: those of the estimate, insured on that day."""
    _answered(desk, kept, "perform")
    return kept.after(Performed(at=moment(desk, kept), operators=operators))


# ---- ends


def refuse(desk: Desk, kept: Kept, who: str) -> Kept:
    """The patient declines the estimate: as easily as accepting it, at any time, without a reason."""
    return kept.after(Refused(at=moment(desk, kept), person=person(kept, who).id))


def withdraw(desk: Desk, kept: Kept, who: str, channel: Channel) -> Kept:
    """The patient withdraws, in any form, without a reason (CSP L1111-4)."""
    return kept.after(Withdrawn(at=moment(desk, kept), person=person(kept, who).id, channel=channel))


def sign_withdrawal(
    desk: Desk, kept: Kept, who: str, mention: str, evidence: Evidence, *, language: str | None
) -> Kept:
    """The patient withdraws on the form for it, drawn and signed in one."""
    at, practice = moment(desk, kept), desk.practice
    if kept.has("withdrawal"):
        file = kept.paper("withdrawal")  # another person of the same side, on the same form
    else:
        reviewing.refuse_unreviewed(practice, "withdrawal", kept.case, language, at)
        drawn = practice.printer.paper("withdrawal", kept.case, desk.random(HANDLE_BYTES), at, language=language)
        file = PaperFile.drawn(kept.case, drawn, kept.entries)
    file = sealing.withdraw(practice, file, person(kept, who), mention, evidence, moment(desk, kept))
    return kept.with_paper("withdrawal", file, moment(desk, kept))


def supersede(desk: Desk, kept: Kept, number: str) -> Kept:
    """A new estimate of that number takes the place of this one; the clock will start anew with its receipt (NU-07)."""
    return kept.after(Replaced(at=moment(desk, kept), by=number))


def expire(desk: Desk, kept: Kept) -> Kept:
    """The validity ended without an acceptance."""
    return kept.after(Expired(at=moment(desk, kept)))


# ---- beside the papers


def attach(desk: Desk, kept: Kept, kind: Attachment, data: bytes, suffix: str, total: Cents | None = None) -> Kept:
    """Keep something beside the papers, by digest, under a name that says nothing of it.

    `total` of a note of fees, VAT included: NotPermitted when it is not that of the estimate (T-10).
    """
    if total is not None and total != kept.case.estimate.totals.gross:
        asked, agreed = write(total), write(kept.case.estimate.totals.gross)
        raise NotPermitted(
            "note", say("it asks for {asked} €, the estimate says {agreed} €", asked=asked, agreed=agreed), "T-10"
        )
    number = 1 + sum(one.kind == kind for one in kept.filed)
    return kept.filing(f"{kind}-{number}{suffix}", kind, data, moment(desk, kept))
