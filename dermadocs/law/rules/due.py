"""When a detailed estimate is due, and what it costs not to hand one over (arrêté of 1996, art. 1 and 3)."""

from __future__ import annotations

from datetime import date

from dermadocs.domain.estimate import compute
from dermadocs.domain.events import Drafted, Performed
from dermadocs.domain.money import write
from dermadocs.domain.procedure import Anaesthesia
from dermadocs.law import parameters
from dermadocs.law.citation import ARRETE_1996, CSP, Text
from dermadocs.law.history import at
from dermadocs.law.looks import always, ask, data, forbids, shows, timeline
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Rule, breach, not_applicable, question
from dermadocs.sentence import say

SINCE = date(1997, 1, 1)


def _written(matter: Matter) -> Notes:
    """An operation without an estimate handed over, whatever its price (F-D01)."""
    drafted = False
    for number, event in enumerate(matter.events):
        drafted = drafted or isinstance(event, Drafted)
        if isinstance(event, Performed) and not drafted:
            yield breach(at(number), "an operation without any estimate", "no act without an estimate handed over")


def _whole_act(matter: Matter) -> Notes:
    """The threshold looks at the whole act: an estimate below it must not be one slice of several."""
    gross = compute(matter.case.estimate.lines).totals.gross
    least = parameters.at("estimate-threshold", matter.days.document)
    if gross < least:
        what = say(
            "the lines come to {amount}, below {least_amount}: is this the whole act, not a part of it?",
            amount=write(gross),
            least_amount=write(least),
        )
        yield question("/estimate/lines", "practitioner", what)


def _below(matter: Matter) -> Notes:
    gross = compute(matter.case.estimate.lines).totals.gross
    least = parameters.at("estimate-threshold", matter.days.document)
    if gross >= least or matter.case.estimate.procedure.anaesthesia is Anaesthesia.GENERAL:
        yield not_applicable("an estimate is due; the plain information document is for acts that need none")
    else:
        yield not_applicable("cosmetic surgery always has an estimate, whatever its price (CSP-L6322-2-01)")


RULES = (
    Rule(
        id="ARR1996-1-01",
        title="A detailed estimate is due from the threshold, with general anaesthesia, and for all surgery",
        cite=ARRETE_1996("article 1er, alinéa 1", "S1"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=date(2002, 1, 1),
        aliases=("F-D01", "A-01"),
        parts=(timeline(_written), shows(r"\bdevis\b", "an estimate (« devis »)", whose="any")),
    ),
    Rule(
        id="ARR1996-1-02",
        title="An estimate is also due whenever the person examined asks for one",
        cite=ARRETE_1996("article 1er, alinéa 2", "S1"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=SINCE,
        parts=(always(not_applicable("an estimate is made in every case here, asked for or not")),),
    ),
    Rule(
        id="ARR1996-7-01",
        title="Below the threshold an information document is handed over instead",
        cite=ARRETE_1996("article 3", "S81"),
        status="V",
        severity="blocking",
        applies=("information",),
        since=SINCE,
        parts=(data(_below, "/estimate/lines", "/estimate/procedure/anaesthesia"),),
    ),
    Rule(
        id="PRICE-10",
        title="The threshold is counted on the whole act, all taxes included",
        cite=ARRETE_1996("article 1er, alinéa 1", "S1"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=date(2002, 1, 1),
        parts=(data(_whole_act, "/estimate/lines", before="sign"),),
    ),
    Rule(
        id="CSP-L6324-2-01",
        title="No estimate, no delay, or something obtained within it: a criminal offence",
        cite=CSP("article L. 6324-2, II et III", "S6 S6b"),
        status="V",
        severity="info",
        applies=("process",),
        parts=(
            always(not_applicable("names the penalty; its three faults are judged by ARR1996-1-01, T-02 and T-04")),
        ),
    ),
    Rule(
        id="CSP-L6322-1-02",
        title="No advertisement, discount or bonus, nothing that incites minors",
        cite=CSP("article L. 6322-1, dernier alinéa", "S4"),
        status="V",
        severity="warning",
        applies=("estimate", "process"),
        parts=forbids("promotion", cure="take it out: such communication can cost the authorisation"),
    ),
    Rule(
        id="ARR1996-5-01",
        title="Fees are displayed in the waiting room and on the website (not asked by this arrêté)",
        cite=CSP("article R. 1111-21", "S83"),
        status="M",
        severity="warning",
        applies=("process",),
        aliases=("F-D14",),
        parts=(ask("manager", "go-live", "are the fees displayed in the waiting room and on the website?"),),
    ),
    Rule(
        id="NU-08",
        title="What courts and authorities have said of the delay is guidance, not authority",
        cite=Text("Circulaire DGS/SD2B/DHOS/O4 n° 2005-576 du 23 décembre 2005")("", "S44 S45 S46"),
        status="S",
        severity="info",
        applies=("process",),
        questions=("Q16",),
        parts=(always(not_applicable("nothing found that changes the rules applied here")),),
    ),
)
