"""Imposed sentences, handwritten mentions, doubles (arrêté of 1996, art. 2, 9° and after)."""

from __future__ import annotations

from datetime import date

from dermadocs.domain.events import Accepted, Received, Signed
from dermadocs.law.citation import ARRETE_1996
from dermadocs.law.foreign import act
from dermadocs.law.history import at, rounds
from dermadocs.law.looks import ask, page, says, timeline
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Rule, breach, not_applicable
from dermadocs.sentence import say

SINCE = date(1997, 1, 1)


def _both(matter: Matter) -> Notes:
    """Receipt and acceptance are two acts of each party, on the document that was signed."""
    for part in rounds(matter.events):
        for acts in (part.of(Received), part.of(Accepted)):
            done: set[str] = set()
            for number, event in acts:
                if event.person not in part.terms.receivers:
                    yield breach(
                        at(number),
                        say("{person} is no party to the dossier", person=event.person),
                        "have the patient act",
                    )
                if event.person in done:
                    yield breach(
                        at(number), say("{person} has already done this", person=event.person), "keep the first act"
                    )
                done.add(event.person)


def _double(matter: Matter) -> Notes:
    """What was received is what was signed: the same bytes exist twice (F-S04)."""
    for part in rounds(matter.events):
        signed = {event.document for _, event in part.of(Signed)}
        for number, acceptance in part.of(Accepted):
            if signed and acceptance.document not in signed:
                yield breach(at(number), "accepts another document than the surgeons signed", "accept the signed one")


def _one_file(matter: Matter) -> Notes:
    if matter.paper.kind == "estimate":
        yield not_applicable("the medical information is part of the estimate: one set of mentions covers both")


RULES = (
    Rule(
        id="ARR1996-2-09",
        title="The two imposed sentences: devices and injectables, no cover by the health insurance",
        cite=ARRETE_1996("article 2, 9°", "S81"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=SINCE,
        aliases=("A-13", "B-09", "F-D11"),
        questions=("Q6", "Q19"),
        parts=(says("ARR1996_PHRASE_DISPOSITIFS", "ARR1996_PHRASE_ASSURANCE_MALADIE"), act.SENTENCES),
    ),
    Rule(
        id="ARR1996-2-10",
        title="Two copies; the patient's dated and signed mentions of receipt, and later of acceptance",
        cite=ARRETE_1996("article 2, alinéas après le 9°", "S81 S82"),
        status="V",
        severity="blocking",
        applies=("estimate", "signature"),
        since=SINCE,
        aliases=("A-17", "A-19", "A-20", "D-02", "D-07"),
        questions=("Q18",),
        parts=(
            says("ARR1996_MENTION_RECEPTION", "ARR1996_MENTION_ACCEPTATION", "OWN_ACCEPTANCE_RULE"),
            act.MENTIONS,
            timeline(_both),
        ),
    ),
    Rule(
        id="ARR1996-2-11",
        title="A separate information sheet bears the same mentions and signatures",
        cite=ARRETE_1996("article 2, alinéa après la mention d’acceptation", "S81"),
        status="V",
        severity="blocking",
        applies=("information", "signature"),
        since=SINCE,
        aliases=("B-17b", "D-03", "D-04", "D-05"),
        parts=(
            page(_one_file, documents=()),
            says("ARR1996_MENTION_RECEPTION", "ARR1996_MENTION_ACCEPTATION", documents=("information",)),
            act.SHEET_MENTIONS,
        ),
    ),
    Rule(
        id="ARR1996-4-01",
        title="The practitioner keeps the double of every estimate handed over",
        cite=ARRETE_1996("article 2, dernier alinéa", "S81"),
        status="V",
        severity="blocking",
        applies=("archive",),
        since=SINCE,
        aliases=("F-S04",),
        parts=(timeline(_double), ask("manager", "archive", "is the double kept, accepted or not?")),
    ),
)
