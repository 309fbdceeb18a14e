"""The fifteen days in practice: receipt and acceptance, counting, channels, changes (law.md section 3)."""

from __future__ import annotations

from datetime import date

from dermadocs.domain.events import (
    Accepted,
    AcceptedEarly,
    Drafted,
    IncidentClosed,
    Paid,
    Performed,
    Received,
    Refunded,
    Replaced,
)
from dermadocs.domain.places import zone_names
from dermadocs.law.citation import CIVIL, CPC, CSP
from dermadocs.law.history import Round, at, rounds
from dermadocs.law.looks import ESTIMATE, always, ask, data, forbids, says, shows, timeline
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Note, Notes, Outcome, Rule, breach, not_applicable, question
from dermadocs.sentence import say

D6322_30 = date(2005, 7, 26)
NO_COMMITMENT = forbids(
    "commitment", cure="take it out: nothing binding is signed within the fifteen days", documents=ESTIMATE
)


FROM_RECEIPT = forbids("wrong-start", cure="count from the receipt: the day of drafting or signing starts nothing")[1]


def _order(matter: Matter) -> Notes:
    """A receipt is not an acceptance: whoever accepts has acknowledged receipt before."""
    for part in rounds(matter.events):
        received = {event.person: n for n, event in reversed(part.of(Received))}
        for number, event in part.of(Accepted):
            if received.get(event.person, number) >= number:
                why = say("{person} accepts without an earlier receipt", person=event.person)
                yield breach(at(number), why, "obtain the receipt first")


def _settled(matter: Matter) -> Notes:
    """Money that came early goes back before anything else; an early acceptance is a note, with no effect."""
    early = 0  # kept from one estimate to the next: a new draft refunds nothing
    for part in rounds(matter.events):
        for number, event in part.numbered:
            if isinstance(event, Paid) and event.purpose != "prior_consultation" and part.early(event.at):
                early += event.amount
            elif isinstance(event, Refunded):
                early = max(0, early - event.amount)
            elif isinstance(event, Performed | IncidentClosed) and early:
                yield breach(at(number), "money obtained too early was not refunded", "refund it first")


def _told(matter: Matter) -> Notes:
    for number, event in enumerate(matter.events):
        if isinstance(event, AcceptedEarly):
            what = "was the patient told in writing that this acceptance has no effect?"
            yield question(at(number), "manager", what)


def _zone(matter: Matter) -> Notes:
    zone = matter.case.patient.time_zone
    if zone not in zone_names():
        yield breach(
            "/patient/time_zone", say("{zone!r} is no place of the tz database", zone=zone), "write it as Europe/London"
        )


def _counted(matter: Matter) -> Notes:
    for part in rounds(matter.events):
        if part.day:
            cure = say(
                "D is {day}, the first permitted instant {instant:%Y-%m-%d %H:%M} UTC", day=part.day, instant=part.gate
            )
            yield Note(Outcome.PASS, at(part.numbered[-1][0]), cure)


def _channels(matter: Matter) -> Notes:
    """A plain e-mail proves no hand-over; what another channel proves is kept by its own evidence."""
    for number, event in enumerate(matter.events):
        if not isinstance(event, Received):
            continue
        if event.channel == "email":
            cure = "have receipt acknowledged in the portal, by registered letter or on paper"
            yield breach(at(number), "a plain e-mail without acknowledgement is no hand-over", cure)
        elif event.channel != "online" and not _in_ink(event):
            yield question(
                at(number),
                "manager",
                say("is the proof of receipt ({channel}) attached, with its date?", channel=event.channel),
            )


def _in_ink(event: Received) -> bool:
    """The patient's own hand is the proof, and its copy is kept; of a registered letter the postman's slip is."""
    return event.paper is not None and event.paper.registered_on is None


def _revision(matter: Matter) -> Notes:
    estimate, where = matter.case.estimate, "/estimate/replaces"
    if estimate.revision > 1 and estimate.replaces is None:
        yield breach(
            where,
            say("revision {revision} replaces an earlier one", revision=estimate.revision),
            "name the estimate replaced",
        )
    if estimate.revision == 1 and estimate.replaces == estimate.number:
        yield breach(where, "an estimate does not replace itself", "write null or the number replaced")


def _restarted(matter: Matter) -> Notes:
    """A new estimate has a new number, says what it replaces, and is received anew before it is accepted."""
    previous: Round | None = None
    for part in rounds(matter.events):
        number = next(n for n, event in part.of(Drafted))
        signed = previous is not None and previous.document is not None
        if previous and signed and part.terms.number == previous.terms.number:
            yield breach(
                at(number),
                say("the number {estimate} was already used", estimate=part.terms.number),
                "give it a new number",
            )
        elif previous and signed and part.terms.replaces != previous.terms.number:
            why = say("does not say that it replaces {estimate}", estimate=previous.terms.number)
            yield breach(at(number), why, "name the estimate replaced")
        announced = previous.of(Replaced)[-1][1].by if previous and previous.of(Replaced) else None
        if announced not in (None, part.terms.number):
            yield breach(
                at(number),
                say("the estimate announced is {announced}", announced=announced),
                "use the number announced",
            )
        previous = part


RULES = (
    Rule(
        id="NU-01",
        title="A receipt is not an acceptance: two mentions, two signatures, two dates",
        cite=CSP("article L. 6322-2", "S3 S13 S14 S15"),
        status="V",
        severity="blocking",
        applies=("estimate", "process"),
        aliases=("A-19", "A-20"),
        parts=(says("OWN_RECEIPT_NOT_ACCEPTANCE"), timeline(_order)),
    ),
    Rule(
        id="NU-02",
        title="No commitment on a paper that is signed within the period",
        cite=CSP("article L. 6322-2", "S3"),
        status="V",
        severity="blocking",
        applies=("estimate", "process"),
        aliases=("B-18",),
        questions=("Q3",),
        parts=(
            *forbids(
                "commitment", cure="take it out: nothing binding is signed within the fifteen days", documents=ESTIMATE
            ),
            ask("manager", "accept", "was no date with a penalty, financing or travel tied to the act asked or taken?"),
        ),
    ),
    Rule(
        id="NU-03",
        title="What may be done within the period: consultations, identity, questions, receipts",
        cite=CSP("article L. 6322-2", "S3"),
        status="V",
        severity="info",
        applies=("process",),
        questions=("Q4",),
        parts=(always(not_applicable("says what is allowed; what is not is judged by NU-02, T-03 and T-04")),),
    ),
    Rule(
        id="NU-04",
        title="What comes early has no effect; money goes back before anything else happens",
        cite=CSP("article L. 6322-2", "S3"),
        status="V",
        severity="blocking",
        applies=("process",),
        parts=(timeline(_settled), timeline(_told, before="accept")),
    ),
    Rule(
        id="NU-05",
        title="Fifteen full civil days after D, the later of the receipt's days in Paris and at the patient's",
        cite=CPC("articles 641 et 642, par analogie", "S42 S88"),
        status="V",
        severity="blocking",
        applies=("process",),
        aliases=("F-T02",),
        questions=("Q11",),
        parts=(data(_zone, "/patient/time_zone"), timeline(_counted), FROM_RECEIPT),
    ),
    Rule(
        id="NU-06",
        title="The day of hand-over is that of an acknowledged receipt, by evidence of its channel",
        cite=CIVIL("articles 1126 et 1127-4", "S31 S85 S92"),
        status="V",
        severity="blocking",
        applies=("process",),
        since=date(2016, 10, 9),
        parts=(timeline(_channels, before="accept"),),
    ),
    Rule(
        id="NU-07",
        title="A changed estimate is a new one, and the fifteen days start anew",
        cite=CSP("article D. 6322-30", "S7"),
        status="V",
        severity="blocking",
        applies=("estimate", "process"),
        since=D6322_30,
        aliases=("A-01", "F-T05"),
        questions=("Q5",),
        parts=(
            data(_revision, "/estimate/revision", "/estimate/replaces", "/estimate/number"),
            timeline(_restarted),
            shows(r"\b1 ?/ ?\d{1,3}\b", "the number of pages"),
        ),
    ),
)
