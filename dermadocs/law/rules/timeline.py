"""From the draft to the consent (law.md table C, T-00 to T-05): what must have happened before what."""

from __future__ import annotations

import functools
from datetime import date

from dermadocs.domain.events import Accepted, Consented, Drafted, Paid, Performed, Received, Signed
from dermadocs.domain.reflection import paris_day
from dermadocs.law.citation import CIVIL, CSP, HOUSE
from dermadocs.law.foreign import days, who
from dermadocs.law.history import Round, at, rounds
from dermadocs.law.looks import ask, timeline
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, breach, card
from dermadocs.sentence import say

D6322_30 = date(2005, 7, 26)


def _unwritten(matter: Matter) -> Notes:
    """A signature belongs to an estimate that was drafted before it."""
    drafted = False
    for number, event in enumerate(matter.events):
        drafted = drafted or isinstance(event, Drafted)
        if isinstance(event, Signed) and not drafted:
            yield breach(at(number), "signed before any estimate was drafted", "draft, check, then sign")


def _signed(matter: Matter) -> Notes:
    """Every operator has signed, not before the drafting, before anybody receives it (F-D10)."""
    for part in rounds(matter.events):
        due = {cover.id for cover in part.terms.operators}
        for number, signature in part.of(Signed):
            if signature.practitioner not in due:
                yield breach(
                    at(number),
                    say("{practitioner} does not operate", practitioner=signature.practitioner),
                    "have the operators sign",
                )
            if paris_day(signature.at) < part.terms.drafted_on:
                yield breach(
                    at(number),
                    say("signed before the drafting on {drafted_on}", drafted_on=part.terms.drafted_on),
                    "correct the date",
                )
        for number, _ in part.of(Received):
            done = {s.practitioner for n, s in part.of(Signed) if n < number}
            if missing := due - done:
                names = ", ".join(sorted(missing))
                yield breach(
                    at(number),
                    say("received without the signature of {names}", names=names),
                    "have all operators sign first",
                )


def _same_bytes(matter: Matter) -> Notes:
    for part in rounds(matter.events):
        for number, receipt in part.of(Received):
            if part.document is not None and receipt.document != part.document:
                yield breach(at(number), "not the document that was signed", "have the signed document received")


def _late_enough(matter: Matter) -> Notes:
    """No operation before the gate of the latest estimate; both instants are named (F-T01)."""
    for part in rounds(matter.events):
        for number, operation in part.of(Performed):
            if part.early(operation.at):
                yield breach(
                    at(number),
                    say("operated on {at:%Y-%m-%d}, {gate}", at=operation.at, gate=_gate(part)),
                    "no exception exists",
                )


def _nothing_early(matter: Matter) -> Notes:
    for part in rounds(matter.events):
        binding: list[tuple[int, Accepted | Consented]] = [*part.of(Accepted), *part.of(Consented)]
        for number, event in binding:
            if part.bound_early(event):
                why = say(
                    "{act} at {at:%Y-%m-%d %H:%M} UTC, {gate}", act=event.act.value, at=event.at, gate=_gate(part)
                )
                yield breach(at(number), why, "it has no effect: obtain it again from the gate on")


def _no_money(matter: Matter) -> Notes:
    for part in rounds(matter.events):
        for number, payment in part.of(Paid):
            if payment.purpose != "prior_consultation" and part.early(payment.at):
                yield breach(
                    at(number),
                    say("money ({purpose}), {gate}", purpose=payment.purpose, gate=_gate(part)),
                    "refund it, close the incident",
                )


def _gate(part: Round) -> str:
    return (
        say("before the gate of {instant:%Y-%m-%d %H:%M} UTC", instant=part.gate)
        if part.gate
        else "before any complete receipt"
    )


def _accepted_first(matter: Matter) -> Notes:
    """Acceptance, then consent; the offer neither expired nor replaced."""
    for part in rounds(matter.events):
        accepted = {event.person: n for n, event in reversed(part.of(Accepted))}
        for number, consent in part.of(Consented):
            if accepted.get(consent.person, number) >= number:
                yield breach(
                    at(number), say("{person} consents without having accepted", person=consent.person), "accept first"
                )
        for number, acceptance in part.of(Accepted):
            reached = acceptance.paper.arrived_on if acceptance.paper else paris_day(acceptance.at)
            if reached > part.terms.valid_until:
                yield breach(
                    at(number),
                    say("the offer ended on {valid_until}", valid_until=part.terms.valid_until),
                    "draw up a new estimate",
                )


_card = functools.partial(card, applies=("process",))
_TEMPLATE = ask("auditor", "audit", "run `dermadocs verify`: is the paper what its data and template give?")
RULES = (
    _card(
        "CSP-D6322-30-02",
        "The estimate handed over is already dated and signed by every operating practitioner",
        CSP("article D. 6322-30, alinéa 1", "S7"),
        "V",
        "blocking",
        timeline(_signed),
        who.SIGNATURE,
        applies=("estimate", "signature"),
        since=D6322_30,
        aliases=("A-18", "D-01", "D-03", "F-D10"),
    ),
    _card(
        "T-00",
        "An estimate is drafted and checked, then signed",
        HOUSE(),
        "O",
        "blocking",
        timeline(_unwritten),
        _TEMPLATE,
        aliases=("F-D13",),
    ),
    _card(
        "T-01",
        "What is received is the exact document that was signed",
        CIVIL("article 1127-4", "S31 S85"),
        "V",
        "blocking",
        timeline(_same_bytes),
        since=date(2016, 10, 9),
        aliases=("F-S04",),
    ),
    _card(
        "T-02",
        "No operation before D+16 of the latest estimate",
        CSP("article D. 6322-30", "S7"),
        "V",
        "blocking",
        timeline(_late_enough),
        since=D6322_30,
        judged_on="operation",
        aliases=("A-08", "F-T01"),
    ),
    _card(
        "T-03",
        "No acceptance and no consent before D+16, 00:00 in Paris",
        CSP("article L. 6322-2", "S3"),
        "V",
        "blocking",
        timeline(_nothing_early),
        days.GATE,
        aliases=("A-20", "F-T04"),
    ),
    _card(
        "T-04",
        "No money before D+16 but fees of prior consultations",
        CSP("articles L. 6322-2 et L. 6324-2", "S3 S6"),
        "V",
        "blocking",
        timeline(_no_money),
        aliases=("F-T04",),
    ),
    _card(
        "T-05",
        "Accepted while the offer is open, then consented to, each apart",
        CSP("article L. 1111-4", "S32"),
        "V",
        "blocking",
        timeline(_accepted_first),
        aliases=("B-18",),
    ),
)
