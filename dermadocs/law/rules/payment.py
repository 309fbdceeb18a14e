"""Paying: freely, after the act, never a deposit (code of deontology 53 and 55; law.md PRICE-06 to PRICE-09)."""

from __future__ import annotations

from datetime import date

from dermadocs.domain.events import Paid
from dermadocs.law.citation import CSP, HOUSE
from dermadocs.law.history import at
from dermadocs.law.looks import ESTIMATE, ask, data, forbids, prints, says, timeline
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Rule, breach

DECREE_2020 = date(2020, 12, 22)
"""Décret of 22 December 2020: current wording of R4127-53."""
NO_DEPOSIT = forbids("deposit", cure="take it out: nothing is paid before the act but prior consultations")
NO_FEE = forbids("cancellation", cure="take it out: only acts really performed are paid")
FREE = forbids("charged-estimate", cure="take it out: the estimate is free", documents=ESTIMATE)
NO_HURRY = forbids("expiring-discount", cure="take it out: no price may hurry the patient")


def _means(matter: Matter) -> Notes:
    if len({means.casefold() for means in matter.case.practice.payment_means}) < 2:
        why = "fewer than two means of payment: one would be imposed"
        yield breach("/practice/payment_means", why, "offer at least two")


def _deposits(matter: Matter) -> Notes:
    for number, event in enumerate(matter.events):
        if isinstance(event, Paid) and event.purpose == "deposit":
            yield breach(at(number), "a deposit was taken", "refund it and close the incident")


RULES = (
    Rule(
        id="CDM-53-01",
        title="Fees with tact and measure, for acts really performed only",
        cite=CSP("article R. 4127-53, I", "S34"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=DECREE_2020,
        parts=(
            NO_FEE[1],
            ask("practitioner", "sign", "are the fees set with tact and measure for this patient?"),
        ),
    ),
    Rule(
        id="CDM-53-02",
        title="Prior information on fees; a website shows fees and means of payment",
        cite=CSP("article R. 4127-53, II", "S34"),
        status="V",
        severity="warning",
        applies=("process",),
        since=DECREE_2020,
        parts=(ask("manager", "go-live", "does the website show the fees and the means of payment?"),),
    ),
    Rule(
        id="CDM-53-03",
        title="No means of payment is imposed, a receipt is never refused",
        cite=CSP("article R. 4127-53, III", "S34"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=DECREE_2020,
        aliases=("A-15",),
        parts=(data(_means, "/practice/payment_means"), prints("/practice/payment_means/*")),
    ),
    Rule(
        id="CDM-55-01",
        title="No deposit is asked, in any circumstance",
        cite=CSP("article R. 4127-55", "S10 S11"),
        status="V",
        severity="blocking",
        applies=("estimate", "process"),
        aliases=("A-15", "F-T04"),
        questions=("Q12",),
        parts=(NO_DEPOSIT[1], says("OWN_NO_DEPOSIT"), timeline(_deposits)),
    ),
    Rule(
        id="PRICE-06",
        title="No deposit and no instalment before the act among the prices",
        cite=CSP("articles R. 4127-53 et R. 4127-55", "S11 S34"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        aliases=("F-T04",),
        parts=(NO_DEPOSIT[0],),
    ),
    Rule(
        id="PRICE-07",
        title="No fee for cancelling or not coming",
        cite=CSP("articles R. 4127-53, I, et L. 1111-4", "S32 S34"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        aliases=("F-C01", "F-T04"),
        parts=(NO_FEE[0],),
    ),
    Rule(
        id="PRICE-08",
        title="The estimate itself is free",
        cite=CSP("article L. 1111-3", "S29"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        parts=(FREE[0], says("OWN_FREE_ESTIMATE")),
    ),
    Rule(
        id="PRICE-09",
        title="No discount that lapses before the reflection period does",
        cite=HOUSE(),
        status="O",
        severity="blocking",
        applies=("estimate",),
        parts=NO_HURRY,
    ),
)
