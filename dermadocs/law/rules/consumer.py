"""Consumer law (law.md section 7): the language, what is said before, distance, mediation, unfair terms."""

from __future__ import annotations

from datetime import date, timedelta

from dermadocs.domain.events import Accepted, ExpresslyRequested, Performed
from dermadocs.domain.reflection import paris_day
from dermadocs.law import parameters
from dermadocs.law.citation import CONSO, TOUBON, Text
from dermadocs.law.foreign import consent
from dermadocs.law.history import at, rounds
from dermadocs.law.looks import always, ask, page, present, prints, says, timeline
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Rule, breach, not_applicable
from dermadocs.sentence import say

_CONTACT = ("/practice/phone", "/practice/email", "/practice/siren")


def _withdrawal(matter: Matter) -> Notes:
    """Accepted at a distance: fourteen full days, unless the patient asked expressly; never less than the gate."""
    days = parameters.at("distance-withdrawal", matter.days.document)
    for part in rounds(matter.events):
        asked = [n for n, _ in part.of(ExpresslyRequested)]
        accepted = [event for _, event in part.of(Accepted) if event.distance]
        if not accepted:
            continue
        first = paris_day(max(event.at for event in accepted)) + timedelta(days=days + 1)
        for number, operation in part.of(Performed):
            if paris_day(operation.at) < first and not any(n < number for n in asked):
                why = say(
                    "operated before {first}, within the {days} days of withdrawal, without an express request",
                    first=first,
                    days=days,
                )
                yield breach(at(number), why, "wait, or have the patient ask expressly")


def _mediator(matter: Matter) -> Notes:
    mediator = matter.case.practice.mediator
    if mediator is not None and not matter.paper.has(mediator.name):
        yield breach(
            "/practice/mediator/name", say("{name} is not on the paper", name=mediator.name), "print the mediator"
        )


RULES = (
    Rule(
        id="CON-01",
        title="A full French text always exists and governs",
        cite=TOUBON("article 2", "S66"),
        status="V",
        severity="blocking",
        applies=("estimate", "consent", "information"),
        since=date(1994, 8, 5),
        aliases=("A-16",),
        questions=("Q14",),
        parts=(says("OWN_FRENCH_GOVERNS"), consent.FRENCH),
    ),
    Rule(
        id="CON-02",
        title="Before the contract: what, for how much, when, by whom, how to reach them",
        cite=CONSO("articles L. 111-1, L. 111-2, R. 111-1, R. 111-2 et L. 112-1", "S67"),
        status="M",
        severity="blocking",
        applies=("estimate",),
        aliases=("A-03", "A-16"),
        parts=(present(*_CONTACT, cure="write how the practice is reached"), prints(*_CONTACT)),
    ),
    Rule(
        id="CON-03",
        title="Health services are outside the distance chapter; doubtful for a purely aesthetic act",
        cite=CONSO("article L. 221-2, 2°", "S68"),
        status="V",
        severity="info",
        applies=("process",),
        since=date(2022, 5, 28),
        questions=("Q1",),
        parts=(always(not_applicable("taken as not excluded: CON-04 applies")),),
    ),
    Rule(
        id="CON-04",
        title="Accepted at a distance: notice of withdrawal, fourteen days or an express request",
        cite=CONSO("articles L. 221-18, L. 221-25 et L. 221-28", "S93 S94 S99"),
        status="V",
        severity="blocking",
        applies=("estimate", "process"),
        aliases=("A-16",),
        questions=("Q1",),
        parts=(says("OWN_WITHDRAWAL_AT_A_DISTANCE"), timeline(_withdrawal)),
    ),
    Rule(
        id="CON-05",
        title="Where to complain, and the mediator if the practice has one",
        cite=CONSO("articles L. 611-4, 2°, L. 612-1, L. 616-1 et R. 616-1", "S70 S71"),
        status="S",
        severity="warning",
        applies=("estimate",),
        aliases=("A-16",),
        parts=(page(_mediator, reads=("/practice/mediator",)), says("OWN_COMPLAINTS")),
    ),
    Rule(
        id="CON-06",
        title="An electronic contract above the threshold is kept ten years, within the consumer's reach",
        cite=CONSO("articles L. 213-1, D. 213-1 et D. 213-2"),
        status="M",
        severity="blocking",
        applies=("archive",),
        parts=(ask("manager", "archive", "does the patient keep access to the signed file for ten years?"),),
    ),
    Rule(
        id="CON-08",
        title="Sums paid in advance would be arrhes",
        cite=CONSO("article L. 214-1"),
        status="M",
        severity="info",
        applies=("estimate",),
        parts=(always(not_applicable("nothing is paid in advance (CDM-55-01)")),),
    ),
    Rule(
        id="CON-09",
        title="French law and an act performed in France are said to govern",
        cite=Text("Règlement Rome I")("article 6"),
        status="M",
        severity="warning",
        applies=("estimate",),
        aliases=("A-16",),
        parts=(says("OWN_FRENCH_GOVERNS"),),
    ),
)
