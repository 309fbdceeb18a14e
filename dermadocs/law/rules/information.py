"""Medical information and consent (CSP L1111-2 sq., code of deontology 34 to 45; table B of law.md)."""

from __future__ import annotations

from dermadocs.domain.events import Interviewed, Performed, Signed, Withdrawn
from dermadocs.domain.places import LANGUAGES
from dermadocs.law.citation import CONSO, CSP
from dermadocs.law.foreign import consent
from dermadocs.law.history import at, rounds
from dermadocs.law.looks import CONSENT, always, ask, data, forbids, present, prints, says, shows, timeline
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Rule, breach, not_applicable, question
from dermadocs.sentence import say

_SHEET = (
    "does the sheet say: nature, use, alternatives and doing nothing, course, anaesthesia, what follows, frequent "
    "and serious risks, even exceptional, that the result is not certain, refusal, follow-up, going home?"
)
_INTERVIEW = ("/consultation/date", "/consultation/mode", "/consultation/practitioner")
_PROOFS = "are three independent proofs on file: dated note, sheet received, understanding checked, second visit?"


def _before_drafting(matter: Matter) -> Notes:
    talk, drafted = matter.case.consultation, matter.case.estimate.drafted_on
    if talk.date > drafted:
        why = say(
            "{interview} is after the drafting on {drafted}: the interview comes first",
            interview=talk.date,
            drafted=drafted,
        )
        yield breach("/consultation/date", why, "hold the interview, then draft")


def _held(matter: Matter) -> Notes:
    for part in rounds(matter.events):
        talks = [n for n, _ in part.of(Interviewed)]
        for number, _ in part.of(Signed)[:1]:
            earlier = any(isinstance(event, Interviewed) for event in matter.events[:number])
            if not talks and not earlier:
                yield breach(at(number), "signed without any individual interview", "hold it and record it")


def _language(matter: Matter) -> Notes:
    case, talk = matter.case, matter.case.consultation
    for where, code in (("/patient/language", case.patient.language), ("/consultation/language", talk.language)):
        if code not in LANGUAGES:
            yield breach(where, say("{code} is no language known here", code=code), "write its code, as en")
    if talk.language != case.patient.language and talk.interpreter is None:
        why = "not the patient's language, and no interpreter is named"
        yield breach("/consultation/language", why, "name the interpreter", "warning")
    elif talk.interpreter is not None:
        what = say("is {interpreter} a professional, of age and no relative?", interpreter=talk.interpreter)
        yield question("/consultation/interpreter", "practitioner", what)


def _withdrawn(matter: Matter) -> Notes:
    for part in rounds(matter.events):
        withdrawals = [n for n, _ in part.of(Withdrawn)]
        for number, _ in part.of(Performed):
            if any(n < number for n in withdrawals):
                yield breach(at(number), "an operation after consent was withdrawn", "no operation without consent")


RULES = (
    Rule(
        id="CSP-L1111-2-01",
        title="The information says what L1111-2 asks, frequent and serious risks above all",
        cite=CSP("article L. 1111-2, I", "S25 S26 S27 S96"),
        status="V",
        severity="blocking",
        applies=("information", "consent"),
        aliases=("B-03", "B-04", "B-05", "B-06", "B-07", "B-08", "F-I02", "F-I03", "F-I04", "F-I05", "F-I08"),
        parts=(ask("practitioner", "sign", _SHEET, "/estimate/procedure/information_sheet"), consent.INFORMS),
    ),
    Rule(
        id="CSP-L1111-2-02",
        title="The information is given in an individual interview, before the estimate",
        cite=CSP("article L. 1111-2, I, alinéa 3", "S25 S96"),
        status="V",
        severity="blocking",
        applies=("process",),
        aliases=("B-02", "F-I06"),
        parts=(
            present(*_INTERVIEW, cure="record the interview"),
            data(_before_drafting, "/consultation/date", "/estimate/drafted_on"),
            timeline(_held),
            prints("/consultation/date"),
            consent.ON_THE_DAY,
        ),
    ),
    Rule(
        id="CSP-L1111-2-03",
        title="The practitioner proves that the information was given, by any means",
        cite=CSP("article L. 1111-2", "S28 S27 S100"),
        status="V",
        severity="blocking",
        applies=("archive",),
        aliases=("F-I01", "F-I07"),
        parts=(ask("practitioner", "consent", _PROOFS),),
    ),
    Rule(
        id="CSP-L1111-4-01",
        title="No act without free and informed consent, withdrawn at any time without a reason or a fee",
        cite=CSP("article L. 1111-4", "S32"),
        status="V",
        severity="blocking",
        applies=("consent",),
        aliases=("B-13", "B-14", "D-08", "D-10"),
        parts=(
            says("OWN_FREE_TO_DECLINE"),
            shows(r"\b(?:retirer|revoquer)\b.{0,40}\bconsentement\b", "withdrawing consent", CONSENT),
            consent.WITHDRAWAL,
            timeline(_withdrawn),
        ),
    ),
    Rule(
        id="CSP-L1111-6-01",
        title="A trusted person may be named, in writing and co-signed",
        cite=CSP("article L. 1111-6", "S101"),
        status="S",
        severity="warning",
        applies=("consent",),
        aliases=("B-15", "D-11"),
        parts=(ask("manager", "consent", "was it offered to name a trusted person, and whom did the patient name?"),),
    ),
    Rule(
        id="CSP-L1142-3-1-01",
        title="No compensation by national solidarity for a cosmetic act",
        cite=CSP("article L. 1142-3-1"),
        status="M",
        severity="warning",
        applies=("information",),
        aliases=("B-09",),
        parts=(ask("practitioner", "sign", "does it say that the ONIAM does not compensate such an act?"),),
    ),
    Rule(
        id="CDM-34-01",
        title="Prescriptions are clear and understood",
        cite=CSP("article R. 4127-34"),
        status="M",
        severity="warning",
        applies=("process",),
        parts=(ask("practitioner", "perform", "are the prescriptions clear, and did the patient understand them?"),),
    ),
    Rule(
        id="CDM-35-01",
        title="Fair, clear, appropriate information; the doctor sees that it is understood",
        cite=CSP("article R. 4127-35", "S96"),
        status="V",
        severity="blocking",
        applies=("information",),
        aliases=("B-12", "F-I08"),
        parts=(ask("practitioner", "consent", "was understanding checked, and what was explained again?"),),
    ),
    Rule(
        id="CDM-36-01",
        title="Consent is sought in all cases, a refusal respected",
        cite=CSP("article R. 4127-36"),
        status="M",
        severity="blocking",
        applies=("consent",),
        aliases=("B-13",),
        parts=(always(not_applicable("judged by CSP-L1111-4-01 and T-07 on the timeline")),),
    ),
    Rule(
        id="CDM-40-01",
        title="No unjustified risk",
        cite=CSP("article R. 4127-40"),
        status="M",
        severity="warning",
        applies=("process",),
        parts=(ask("practitioner", "sign", "is the risk justified for this patient (skin type, herpes, medicines)?"),),
    ),
    Rule(
        id="CDM-41-01",
        title="No mutilation without serious medical reason, information and consent",
        cite=CSP("article R. 4127-41"),
        status="M",
        severity="warning",
        applies=("process",),
        parts=(ask("practitioner", "sign", "is this act no mutilation? (dermabrasion is none)"),),
    ),
    Rule(
        id="CDM-42-01",
        title="Of a minor or protected adult the legal representatives consent too",
        cite=CSP("article R. 4127-42"),
        status="M",
        severity="blocking",
        applies=("consent",),
        parts=(always(not_applicable("minors are refused (MIN-06), protected adults sent to a lawyer (PRO-01)")),),
    ),
    Rule(
        id="CDM-45-01",
        title="A file of observations for each patient",
        cite=CSP("article R. 4127-45"),
        status="M",
        severity="info",
        applies=("archive",),
        parts=(ask("practitioner", "archive", "is the personal observation file kept beside this dossier?"),),
    ),
    Rule(
        id="REM-03",
        title="An interview that the patient understands, with a professional interpreter if needed",
        cite=CSP("articles L. 1111-2 et R. 4127-35", "S25 S96"),
        status="V",
        severity="blocking",
        applies=("process", "information"),
        aliases=("B-01", "B-02", "F-L01", "F-L02", "F-L03"),
        questions=("Q14",),
        parts=(
            data(
                _language,
                "/patient/language",
                "/consultation/language",
                "/consultation/interpreter",
                before="sign",
            ),
            prints("/consultation/interpreter"),
            consent.INTERPRETER,
        ),
    ),
    Rule(
        id="CON-07",
        title="No unfair term: no release of liability, no forced arbitration, no price changed alone",
        cite=CONSO("article L. 212-1"),
        status="M",
        severity="warning",
        applies=("estimate", "consent"),
        aliases=("B-16", "F-C01"),
        # the article makes such a term void; no estimate is issued with the two that inspectors call fatal (F-C01)
        parts=(
            *forbids("release", "arbitration", cure="take the clause out", severity="blocking"),
            *forbids("price-change", cure="take the clause out"),
        ),
    ),
)
