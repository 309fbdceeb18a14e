"""The consent form: drawn after the acceptance, signed by who informed, then by the patient, never before the gate.

It embeds the accepted estimate, so that whoever holds it holds both, and the fifteen days with them.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from msgspec.structs import replace

from dermadocs.domain import acts
from dermadocs.domain.case import Case
from dermadocs.domain.consent import Given
from dermadocs.domain.content import Choices
from dermadocs.domain.dossier import apply
from dermadocs.domain.events import Act, Consented, DayConfirmed
from dermadocs.domain.evidence import BY_CERTIFICATE, Evidence
from dermadocs.domain.jsonform import builtins
from dermadocs.domain.leaves import leaves
from dermadocs.domain.people import Practitioner
from dermadocs.errors import LawBreach, NotPermitted
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from dermadocs.flows.reviewing import refuse_unreviewed
from dermadocs.flows.sealing import Deed, EventAt, Signer, earliest, one_shot, perform, personal, refuse_before_gate
from dermadocs.law.clauses import Kind
from dermadocs.law.words import lint, quote
from dermadocs.sentence import say
from signatures.stamp import TokenTime

NEVER: tuple[Kind, ...] = ("waiver", "deposit", "cancellation", "release", "arbitration", "publicity")
"""Clauses that no consent holds, whoever typed them."""
YES_OR_NO = 2
"""Options of a question that must be answered; a list of personal factors may stay without a tick."""
INTERPRETER = "Interpreter1"
ESTIMATE = "estimate.pdf"
"""The name of the accepted estimate among the files embedded in the consent."""


def draw(
    practice: Practice, accepted: PaperFile, handle: bytes, at: datetime, *, language: str | None = None
) -> PaperFile:
    """The consent form of an accepted estimate (design.md, map of files).

    NotPermitted while nothing is accepted, or while nobody answers for its words.
    """
    refuse_before_gate(practice, accepted, Act.CONSENT, at)
    refuse_clauses(accepted.case)
    case = with_papers_given(accepted)
    refuse_unreviewed(practice, "consent", case, language, at)
    supplements = [(ESTIMATE, accepted.pdf)]
    rendered = practice.printer.paper("consent", case, handle, at, language=language, supplements=supplements)
    return PaperFile.drawn(case, rendered, accepted.entries)


def refuse_clauses(case: Case) -> None:
    """LawBreach for a sentence of the practice or the patient that a consent may not hold (CON-07)."""
    texts = leaves(builtins(case.consent), "/consent") if case.consent else ()
    for pointer, text in texts:
        for clause in lint(text, NEVER) if isinstance(text, str) else ():
            raise LawBreach(
                pointer, say("{clause}: {quoted}", clause=clause.kind, quoted=quote(clause.sentence)), "CON-07"
            )


def with_papers_given(accepted: PaperFile) -> Case:
    """The case with the papers that the receipt covers: the estimate, and those that it lists."""
    case, day = accepted.case, accepted.dossier.day
    if case.consent is None or day is None:
        return case
    document, estimate = accepted.document, case.estimate
    language = document.translation.language if document.translation else None
    told = [(f"devis {estimate.number}", f"révision {estimate.revision}", accepted.sha256)]
    told += [(paper.name, paper.version, paper.sha256) for paper in document.handed_over]
    given = tuple(
        Given(name=name, version=version, given_on=day, sha256=sha256, language=language)
        for name, version, sha256 in told
    )
    return replace(case, consent=replace(case.consent, given=(*case.consent.given, *given)))


def inform(practice: Practice, file: PaperFile, who: Practitioner, at: datetime) -> PaperFile:
    """The surgeon signs that the patient was informed in an individual interview (CSP L1111-2)."""
    number = [operator.id for operator in file.case.operators].index(who.id) + 1
    deed = Deed(f"Practitioner{number}", lambda _: practice.keys.practitioner(who.rpps), None, BY_CERTIFICATE, None)
    return perform(practice, file, deed, at)


def interpret(practice: Practice, file: PaperFile, evidence: Evidence, at: datetime) -> PaperFile:
    """The interpreter attests to have interpreted, without a mention; before the patient, who relies on it (REM-03)."""
    deed = one_shot(practice, file, INTERPRETER, None, replace(evidence, mention=None), None)
    return perform(practice, file, deed, at)


def consent(
    practice: Practice, file: PaperFile, who: Signer, mention: str, evidence: Evidence, at: datetime
) -> PaperFile:
    """The patient consents to the act, apart from the acceptance.

    NotPermitted before the gate, whoever asks, and while a question of the form has no answer: nobody can tick a box
    of a file that is sealed.
    """
    return perform(practice, file, agreement(practice, file, who, mention, evidence, at), at)


def agreement(practice: Practice, file: PaperFile, who: Signer, mention: str, evidence: Evidence, at: datetime) -> Deed:
    """The consent, before it is signed."""
    refuse_before_gate(practice, file, Act.CONSENT, at)
    refuse_unanswered(file)
    if any(f.field == INTERPRETER for f in file.document.fields) and INTERPRETER not in file.filled:
        raise NotPermitted("consent", "the interpreter has not signed yet", "REM-03")
    mention = acts.check_mention("consent", mention)
    event: EventAt = lambda told: Consented(at=earliest(file, told), person=who.id)  # noqa: E731
    apply(file.dossier, event(TokenTime(at, timedelta())))
    return personal(practice, file, "Patient", who, mention, evidence, event)


def confirm_day(
    practice: Practice, file: PaperFile, who: Signer, mention: str, evidence: Evidence, at: datetime
) -> PaperFile:
    """On the day itself the patient says once more that the act may take place; nobody is held to a consent."""
    return perform(practice, file, confirmation(practice, file, who, mention, evidence, at), at)


def confirmation(
    practice: Practice, file: PaperFile, who: Signer, mention: str, evidence: Evidence, at: datetime
) -> Deed:
    """The confirmation on the day, before it is signed."""
    mention = acts.check_mention("confirmation", mention)
    event: EventAt = lambda told: DayConfirmed(at=earliest(file, told), person=who.id)  # noqa: E731
    apply(file.dossier, event(TokenTime(at, timedelta())))
    return personal(practice, file, "DayConfirmation", who, mention, evidence, event)


def refuse_unanswered(file: PaperFile) -> None:
    """NotPermitted naming the first question that the patient has not answered."""
    blocks = (block for section in file.document.content for block in section.blocks)
    for block in blocks:
        if isinstance(block, Choices) and len(block.options) == YES_OR_NO and not block.chosen:
            raise NotPermitted(
                "consent", say("not answered yet: « {quoted} »", quoted=block.question.fr), "CSP-L1111-4-01"
            )
