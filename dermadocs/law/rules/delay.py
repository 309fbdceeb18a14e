"""The fifteen days: what they forbid and what may be said of them (CSP L6322-2, D6322-30)."""

from __future__ import annotations

import re
from datetime import date

from dermadocs.law import words
from dermadocs.law.citation import ARRETE_1996, CSP
from dermadocs.law.foreign import act
from dermadocs.law.looks import data, forbids, page, present, says
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Rule, breach, question
from dermadocs.sentence import say

D6322_30 = date(2005, 7, 26)
NO_DELAY = forbids("no-delay", cure="take it out: the fifteen days hold for every such act")
NO_WAIVER = forbids("waiver", cure="take it out: nobody can shorten or waive the fifteen days")
_FROM_ARRETE = re.compile(
    r"\b(?:quinze|15) jours\b.{0,80}\barrete du 17 octobre 1996"
    r"|\barrete du 17 octobre 1996.{0,40}\b(?:quinze|15) jours\b"
)
_ANNULLED = "Il est convenu que doit être respecté un délai minimum de quinze jours entre la remise"


def _accompanied(matter: Matter) -> Notes:
    sheet = matter.case.estimate.procedure.information_sheet
    what = say(
        "is the sheet {reference}, version {version}, in the same hand-over as the estimate?",
        reference=sheet.reference,
        version=sheet.version,
    )
    yield question("/estimate/procedure/information_sheet", "practitioner", what)


def _annulled(matter: Matter) -> Notes:
    text, paper = words.fold(matter.paper.text), matter.paper
    if paper.has(_ANNULLED):
        yield breach(paper.where(_ANNULLED), "prints the sentences annulled in 1998", "quote D6322-30 instead")
    if found := _FROM_ARRETE.search(text):
        why = say("takes the delay from the arrêté: {quoted}", quoted=words.quote(found[0]))
        yield breach("page", why, "the fifteen days come from L6322-2 and D6322-30", "warning")


RULES = (
    Rule(
        id="CSP-L6322-2-01",
        title="Information and estimate together, a delay, and nothing obtained within it",
        cite=CSP("article L. 6322-2", "S3"),
        status="V",
        severity="blocking",
        applies=("estimate", "information", "process"),
        aliases=("A-14", "B-12", "F-T04"),
        parts=(
            present(
                "/estimate/procedure/information_sheet/reference",
                "/estimate/procedure/information_sheet/version",
                cure="name the information sheet that goes with the estimate",
            ),
            data(_accompanied, "/estimate/procedure/information_sheet", before="send"),
            says("CSP_L6322_2_NOTHING_OBTAINED"),
        ),
    ),
    Rule(
        id="CSP-D6322-30-01",
        title="Fifteen days after the hand-over; nobody can waive them",
        cite=CSP("article D. 6322-30, alinéas 1 et 2", "S7 S8"),
        status="V",
        severity="blocking",
        applies=("process",),
        since=D6322_30,
        aliases=("F-T03",),
        parts=(*NO_WAIVER, *NO_DELAY),
    ),
    Rule(
        id="CSP-D6322-30-04",
        title="The article is reproduced on the estimate itself, word for word",
        cite=CSP("article D. 6322-30, alinéa 4", "S7 S8"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=D6322_30,
        aliases=("A-14", "F-D08"),
        parts=(says("CSP_D6322_30"), act.ARTICLE),
    ),
    Rule(
        id="ARR1996-3-01",
        title="The annulled sentences of 1996 and the reduction to seven days are never printed",
        cite=ARRETE_1996("article 2, 9°, deux dernières phrases (annulées, CE 27 avril 1998)", "S12 S12b S82"),
        status="S",
        severity="blocking",
        applies=("estimate",),
        since=date(1998, 4, 27),
        parts=(page(_annulled), *forbids("seven-days", cure="take it out: the fifteen days cannot be reduced")),
    ),
)
