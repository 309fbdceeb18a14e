"""What is planned: dates, act, anaesthesia, sick leave, examinations, operative report, implants."""

from __future__ import annotations

from datetime import date, timedelta

from dermadocs.domain.events import Consulted, Performed
from dermadocs.domain.labels import NOTICES
from dermadocs.domain.procedure import NEEDS_CONSULTATION, Anaesthesia
from dermadocs.domain.reflection import FIRST_PERMITTED
from dermadocs.law import parameters
from dermadocs.law.citation import ARRETE_1996, CSP
from dermadocs.law.foreign import act
from dermadocs.law.history import at, rounds
from dermadocs.law.looks import data, present, prints, prints_days, says, shows, timeline
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Rule, breach, not_applicable, question
from dermadocs.sentence import say

SINCE = date(1997, 1, 1)
SURGERY = ("dermabrasion",)
"""Acts of the catalogue that are surgery for L6322-2 (Q9); any other is asked of the practitioner."""


def _proposed(matter: Matter) -> Notes:
    """The hand-over cannot come before the drafting, so the act cannot come before drafting + 16 days."""
    estimate = matter.case.estimate
    first = estimate.drafted_on + FIRST_PERMITTED
    if estimate.proposed_on < first:
        why = say(
            "{proposed_on} is before {first}, sixteen days after drafting",
            proposed_on=estimate.proposed_on,
            first=first,
        )
        yield breach("/estimate/proposed_on", why, "propose a later date")


def _surgery(matter: Matter) -> Notes:
    code = matter.case.estimate.procedure.code
    if code not in SURGERY:
        what = say("is {code!r} surgery (fifteen days) or medicine? In doubt keep the fifteen days", code=code)
        yield question("/estimate/procedure/code", "practitioner", what)


def _sick_leave(matter: Matter) -> Notes:
    days = matter.case.estimate.sick_leave_days
    if days.minimum > days.maximum:
        yield breach("/estimate/sick_leave_days/maximum", "is less than the minimum", "put the two in order")


def _implant(matter: Matter) -> Notes:
    """The notice is handed over at the same time as the estimate, which names it; a signed copy is kept."""
    days, most = matter.case.estimate.procedure.implant_days, parameters.at("implant-notice", matter.days.document)
    where = "/estimate/procedure/implant_days"
    if days == 0:
        yield not_applicable("no product stays in the body")
    elif days <= most:
        yield not_applicable(say("a product stays {days} days in the body, not more than {most}", days=days, most=most))
    elif NOTICES["implant-notice"] not in matter.given:
        why = say(
            "{days} days in the body, more than {most}: no implant notice is handed over with the estimate",
            days=days,
            most=most,
        )
        yield breach(
            where, why, "seal the notice first and let the estimate list it; the catalogue must hold its words"
        )
    else:
        what = "is the implant notice, signed by the patient, in the medical record (CSP R. 1112-2)?"
        yield question(where, "practitioner", what)


def _anaesthetist(matter: Matter) -> Notes:
    estimate = matter.case.estimate
    kind = estimate.procedure.anaesthesia
    if kind in NEEDS_CONSULTATION and estimate.anaesthetist is None:
        yield breach(
            "/estimate/anaesthetist",
            say("{anaesthesia} anaesthesia without an anaesthetist", anaesthesia=kind),
            "name the anaesthetist",
        )
    elif kind is Anaesthesia.LOCAL_SEDATION and estimate.anaesthetist is None:
        what = "who sedates and watches the patient? No anaesthetist is named"
        yield question("/estimate/anaesthetist", "practitioner", what)


def _consulted(matter: Matter) -> Notes:
    """The consultation lies at least 48 h before the operation (F-T07)."""
    for part in rounds(matter.events):
        if part.terms.anaesthesia not in NEEDS_CONSULTATION:
            continue
        hours = parameters.at("anaesthesia-consultation", matter.days.operation)
        visits = [event.at for _, event in part.of(Consulted) if event.purpose == "anaesthesia"]
        for number, operation in part.of(Performed):
            if not any(visit <= operation.at - timedelta(hours=hours) for visit in visits):
                why = say("no anaesthesia consultation at least {hours} h before", hours=hours)
                yield breach(at(number), why, "hold the consultation, then wait")


RULES = (
    Rule(
        id="ARR1996-2-01",
        title="The date of drafting is on the estimate",
        cite=ARRETE_1996("article 2, 1°", "S2"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=SINCE,
        aliases=("A-02", "F-D10"),
        parts=(
            present("/estimate/drafted_on", cure="write the day of drafting"),
            prints("/estimate/drafted_on"),
            shows(r"\bdate de redaction\b", "the date of drafting by its name"),
            act.DRAFTED,
        ),
    ),
    Rule(
        id="ARR1996-2-05",
        title="The precise act, its zone and technique, one anaesthesia, a proposed date",
        cite=ARRETE_1996("article 2, 5°", "S81"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=SINCE,
        aliases=("A-06", "A-08", "B-01", "F-D07", "F-A02"),
        questions=("Q9", "Q13", "Q19"),
        parts=(
            present(
                "/estimate/procedure/act",
                "/estimate/procedure/zone",
                "/estimate/procedure/technique",
                "/estimate/procedure/anaesthesia",
                "/estimate/proposed_on",
                cure="write it: a vague act is no estimate",
            ),
            data(_proposed, "/estimate/proposed_on", "/estimate/drafted_on"),
            data(_surgery, "/estimate/procedure/code", before="sign"),
            prints(
                "/estimate/procedure/act",
                "/estimate/procedure/zone",
                "/estimate/procedure/technique",
                "/estimate/procedure/anaesthesia",
                "/estimate/proposed_on",
            ),
            says("OWN_PROPOSED_DATE"),
            act.PRECISE,
            act.NOT_TOO_EARLY,
            act.CATEGORY,
        ),
    ),
    Rule(
        id="ARR1996-2-07",
        title="Days of sick leave to expect, and the indispensable pre-operative examinations or « aucun »",
        cite=ARRETE_1996("article 2, 7°", "S81"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=SINCE,
        aliases=("A-11", "F-D11"),
        parts=(
            present(
                "/estimate/sick_leave_days/minimum",
                "/estimate/sick_leave_days/maximum",
                cure="write a number of days, 0 for none",
            ),
            data(_sick_leave, "/estimate/sick_leave_days/minimum", "/estimate/sick_leave_days/maximum"),
            prints_days("/estimate/sick_leave_days/minimum", "/estimate/sick_leave_days/maximum"),
            prints("/estimate/examinations", "/estimate/examinations/*"),
            shows(r"\barret de travail\b", "sick leave"),
            shows(r"\bexamens pre-?operatoires\b", "pre-operative examinations"),
            act.SICK_LEAVE,
        ),
    ),
    Rule(
        id="ARR1996-2-08",
        title="The practitioner must send the operative report to the doctor whom the patient names",
        cite=ARRETE_1996("article 2, 8°", "S81"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=SINCE,
        aliases=("A-12", "B-15", "F-D11"),
        parts=(shows(r"\bmedecin indique\b.{0,80}\bcompte rendu operatoire\b", "the operative report"), act.REPORT),
    ),
    Rule(
        id="CSP-D6322-30-1-01",
        title="A product that stays in the body calls for the implant notice, handed over with the estimate",
        cite=CSP("article D. 6322-30-1", "S8 S8b"),
        status="V",
        severity="blocking",
        applies=("implant",),
        aliases=("B-11", "D-06", "F-A03"),
        parts=(
            present("/estimate/procedure/implant_days", cure="write for how many days a product stays, 0 for none"),
            data(_implant, "/estimate/procedure/implant_days", before="perform"),
            act.IMPLANT,
        ),
    ),
    Rule(
        id="CSP-GA-01",
        title="General or regional anaesthesia: an anaesthetist, and a consultation 48 h before",
        cite=CSP("articles D. 6124-91 à D. 6124-93", "S102"),
        status="M",
        severity="blocking",
        applies=("process",),
        judged_on="operation",
        aliases=("D-09", "F-T07"),
        parts=(
            data(_anaesthetist, "/estimate/procedure/anaesthesia", "/estimate/anaesthetist", before="sign"),
            timeline(_consulted),
            prints("/estimate/anaesthetist"),
            act.ANAESTHESIA_VISIT,
        ),
    ),
)
