"""Data protection, secrecy, archive (law.md section 8; arrêté of 1996 as read by the Order)."""

from __future__ import annotations

from datetime import date

from dermadocs.law import parameters, words
from dermadocs.law.citation import CIVIL, CSP, GDPR, HOUSE, Text
from dermadocs.law.looks import CONSENT, ESTIMATE, ask, data, forbids, page, present, prints
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Part, Rule, not_applicable, question
from dermadocs.sentence import say

EU_ONLY = date(2026, 9, 26)
"""First day of CSP R1111-9-1 (décret 2026-209)."""


def _kept_until(matter: Matter) -> Notes:
    """The earliest end of keeping, if the operation proposed is the last care; each later visit moves it on."""
    day = matter.days.operation
    years = parameters.at("record-kept", day)
    age = parameters.at("record-kept-until-age", day)
    end = max(day.year + years, matter.case.patient.birth_date.year + age)
    what = say(
        "will the record be kept until the end of {end} at least, longer after any later visit or claim?", end=end
    )
    yield question("/patient/birth_date", "manager", what)


def _apart(matter: Matter) -> Notes:
    """On a consent form publicity may only be a choice apart from the act (table B, 13)."""
    for clause in words.lint(matter.paper.text, ("publicity",)):
        what = say(
            "is this an optional choice, apart from the consent to the act? {quoted}",
            quoted=words.quote(clause.sentence),
        )
        yield question("page", "practitioner", what)


def _stored(matter: Matter) -> Notes:
    """R1111-9-1: storage in the EU or the EEA only, from its own first day."""
    if matter.days.today < EU_ONLY:
        yield not_applicable(say("the place of storage is ruled from {day} on", day=EU_ONLY))
    else:
        yield question("", "host", "in which countries is it stored, and who has access from outside the EEA?")


RULES = (
    Rule(
        id="CSP-L1110-4-01",
        title="Everything about the patient is secret",
        cite=CSP("article L. 1110-4"),
        status="M",
        severity="blocking",
        applies=("archive", "process"),
        parts=(ask("manager", "go-live", "is access by role and logged, no patient data in subjects or addresses?"),),
    ),
    Rule(
        id="DATA-01",
        title="Data protection does not rest on consent; publicity has a consent of its own",
        cite=GDPR("articles 6 et 9"),
        status="M",
        severity="blocking",
        applies=("estimate", "consent"),
        aliases=("B-13", "F-C01", "F-C02"),
        parts=(
            *forbids("data-consent", cure="take it out: the legal basis is care, not consent"),
            *forbids("publicity", cure="take it out: ask for it on a paper of its own", documents=ESTIMATE),
            page(_apart, documents=CONSENT, before="consent"),
        ),
    ),
    Rule(
        id="DATA-02",
        title="A data notice goes with the estimate; contracts, register, impact study exist",
        cite=GDPR("articles 13, 15 à 22, 28, 30, 32 et 35"),
        status="M",
        severity="blocking",
        applies=("estimate", "process"),
        aliases=("A-16", "D-12"),
        parts=(
            present("/practice/data_notice/reference", cure="name the data notice handed over"),
            prints("/practice/data_notice/reference"),
            ask("manager", "go-live", "do processor contracts, register, impact study and access log exist?"),
        ),
    ),
    Rule(
        id="DATA-03",
        title="An outside host of health data is certified (HDS) and stores in the EU or EEA only",
        cite=CSP("articles L. 1111-8, R. 1111-8-8 et R. 1111-9-1", "S39 S103"),
        status="S",
        severity="blocking",
        applies=("process",),
        parts=(
            ask("host", "go-live", "if the practice does not host itself: which HDS certificate, version and date?"),
            Part("person", _stored, before="go-live"),
        ),
    ),
    Rule(
        id="DATA-04",
        title="The estimate is health data: it names the act",
        cite=HOUSE(),
        status="O",
        severity="blocking",
        applies=("process",),
        parts=(ask("manager", "go-live", "is the estimate protected as the medical record is?"),),
    ),
    Rule(
        id="ARCH-01",
        title="The record is kept twenty years, to the 28th birthday at least",
        cite=CSP("article R. 1112-7", "S42 S72 S73"),
        status="V",
        severity="blocking",
        applies=("archive",),
        judged_on="operation",
        parts=(data(_kept_until, "/patient/birth_date", "/estimate/proposed_on", before="archive"),),
    ),
    Rule(
        id="ARCH-02",
        title="Liability runs ten years from consolidation: a claim suspends every deletion",
        cite=CIVIL("article 2226", "S85 S95"),
        status="V",
        severity="blocking",
        applies=("archive",),
        since=date(2017, 7, 1),
        parts=(ask("manager", "archive", "is there no claim that suspends deletion?"),),
    ),
    Rule(
        id="ARCH-03",
        title="The evidence of signatures is kept as long as the document, and renewed in time",
        cite=Text("Décret n° 2016-1673")("", "S63"),
        status="S",
        severity="blocking",
        applies=("archive",),
        since=date(2016, 12, 7),
        aliases=("F-I07", "F-S05"),
        parts=(ask("manager", "archive", "do the bundle's archive timestamps still hold, and who renews them?"),),
    ),
    Rule(
        id="ARCH-04",
        title="An estimate never accepted is kept too, its health data kept small",
        cite=CIVIL("article 2224"),
        status="M",
        severity="warning",
        applies=("archive",),
        questions=("Q8",),
        parts=(ask("manager", "archive", "if never accepted: did a consultation take place (20 years) or not?"),),
    ),
    Rule(
        id="ARR1996-6-01",
        title="What an agent of the ministry inspects is anonymised (not asked by this arrêté)",
        cite=Text("Commentaire du Conseil national de l’Ordre sous l’article 55 du code de déontologie")("", "S11"),
        status="S",
        severity="blocking",
        applies=("archive",),
        parts=(ask("manager", "audit", "does the inspector who is no doctor get the redacted copy only?"),),
    ),
    Rule(
        id="AUD-01",
        title="Auditors see proofs and a redacted copy; the whole paper only doctors, experts and judges",
        cite=CSP("article L. 1110-4", "S11"),
        status="M",
        severity="blocking",
        applies=("archive",),
        parts=(ask("manager", "audit", "who asks, and by which right do they see more than the proofs?"),),
    ),
)
