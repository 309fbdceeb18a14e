"""The breakdown, the totals, the offer (arrêté art. 2, 6°; law.md section 10)."""

from __future__ import annotations

import re
from datetime import date, timedelta

from dermadocs.domain import french
from dermadocs.domain.estimate import compute
from dermadocs.domain.events import Received
from dermadocs.domain.money import MAX_CENTS, MONEY_PATTERN, write
from dermadocs.domain.people import FACILITY
from dermadocs.domain.reflection import FIRST_PERMITTED, receipt_day
from dermadocs.law import parameters
from dermadocs.law.citation import ARRETE_1996, CIVIL, CSP, HOUSE
from dermadocs.law.foreign import act, days, sums
from dermadocs.law.history import at, rounds
from dermadocs.law.looks import ESTIMATE, ask, data, forbids, page, present, prints, prints_days, stands, timeline
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, Rule, breach
from dermadocs.law.words import fold
from dermadocs.sentence import say

_MONEY = re.compile(MONEY_PATTERN)
_LINE = ("label", "quantity", "unit", "payee")
_COLUMNS = tuple(f"/estimate/lines/*/{column}" for column in _LINE)
_UNIT_PRICES = ("/estimate/lines/*/unit_price", "/estimate/lines/*/unit_price_gross")
_AMOUNTS = (
    *_UNIT_PRICES,
    "/estimate/totals/net",
    "/estimate/totals/vat",
    "/estimate/totals/gross",
)


def _exclusions(matter: Matter) -> Notes:
    if not any("preoperatoire" in fold(text) for text in matter.case.estimate.exclusions):
        why = "pre-operative examinations are not said to be outside the price"
        yield breach("/estimate/exclusions", why, "name them among what is not included", "warning")


def _priced(matter: Matter) -> Notes:
    """Each row has one unit price, before tax or with it."""
    for pointer, line in matter.records.at("/estimate/lines/*"):
        keys = ("unit_price", "unit_price_gross") if isinstance(line, dict) else ()
        told = [key for key in keys if line.get(key) is not None]
        if not told:
            yield breach(f"{pointer}/unit_price", "nothing is written here", "write it, or unit_price_gross with tax")
        elif len(told) > 1:
            yield breach(f"{pointer}/unit_price_gross", "the price is written twice", "leave one of the two out")


def _exact(matter: Matter) -> Notes:
    for pattern in _AMOUNTS:
        for pointer, value in matter.records.at(pattern):
            if value is None and pattern in _UNIT_PRICES:
                continue  # the other one is written, or ARR1996-2-06 misses both
            if not isinstance(value, str) or not _MONEY.fullmatch(value):
                yield breach(
                    pointer,
                    say("{value!r} is no exact amount", value=value),
                    'write euros with two decimals, as "750.00"',
                )
    if not list(matter.records.at("/estimate/lines/*")):
        return
    gross = compute(matter.case.estimate.lines).totals.gross
    if gross > MAX_CENTS:
        yield breach(
            "/estimate/lines",
            say("they come to more than {amount}", amount=write(MAX_CENTS)),
            "correct quantities or prices",
        )


def _totals(matter: Matter) -> Notes:
    found, stated = compute(matter.case.estimate.lines).totals, matter.case.estimate.totals
    if found.gross > MAX_CENTS:
        return
    for part in ("net", "vat", "gross"):
        right, written = getattr(found, part), getattr(stated, part)
        if right != written:
            why = say(
                "{amount}, but the lines come to {right_amount}", amount=write(written), right_amount=write(right)
            )
            yield breach(
                f"/estimate/totals/{part}",
                why,
                say("write {typed} or correct the lines", typed=write(right)),
            )


def _payees(matter: Matter) -> Notes:
    known = {person.id for person in matter.case.practitioners} | {FACILITY}
    for i, line in enumerate(matter.case.estimate.lines):
        if line.payee not in known:
            why = say("{payee!r} is neither a practitioner nor {facility!r}", payee=line.payee, facility=FACILITY)
            yield breach(f"/estimate/lines/{i}/payee", why, "name who is paid")


def _shares(matter: Matter) -> Notes:
    """Several payees: each one's total is on the paper."""
    payees = compute(matter.case.estimate.lines).payees
    for share in payees if len(payees) > 1 else ():
        amount = french.amount(share.gross)
        if not stands(amount, matter.paper):
            yield breach(
                "page",
                say("the total of {payee}, {amount}, is not on the paper", payee=share.payee, amount=amount),
                "print it",
            )


def _offer(matter: Matter) -> Notes:
    """The offer outlives the reflection period, else the fifteen days would be spent in vain."""
    estimate, where = matter.case.estimate, "/estimate/valid_until"
    span = FIRST_PERMITTED + timedelta(days=parameters.at("offer-after-gate", matter.days.document))
    least, late = estimate.drafted_on + span, matter.days.today + span
    if estimate.valid_until < least:
        why = say(
            "{valid_until} is before {least}, thirty days after drafting", valid_until=estimate.valid_until, least=least
        )
        yield breach(where, why, "let the offer last longer")
    elif estimate.drafted_on <= matter.days.today and estimate.valid_until < late:
        why = say(
            "{valid_until} is too close: received today, the offer must last until {late}",
            valid_until=estimate.valid_until,
            late=late,
        )
        yield breach(where, why, "draw up a new estimate", "warning")


def _received_in_time(matter: Matter) -> Notes:
    for part in rounds(matter.events):
        for number, receipt in part.of(Received):
            span = FIRST_PERMITTED + timedelta(days=parameters.at("offer-after-gate", matter.days.document))
            least = receipt_day(receipt.at, receipt.paper, part.terms.patient_zone) + span
            if part.terms.valid_until < least:
                why = say(
                    "received when the offer, until {valid_until}, should have lasted until {least}",
                    valid_until=part.terms.valid_until,
                    least=least,
                )
                yield breach(at(number), why, "draw up a new estimate")


RULES = (
    Rule(
        id="ARR1996-2-06",
        title="Each service and product with quantity and price, post-operative care, total, validity",
        cite=ARRETE_1996("article 2, 6°", "S81"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=date(1997, 1, 1),
        aliases=("A-02", "A-09", "A-10", "F-D02", "F-D03"),
        parts=(
            present(
                "/estimate/lines",
                *_COLUMNS,
                "/estimate/totals/gross",
                "/estimate/post_operative_care_days",
                "/estimate/valid_until",
                cure="write it: the arrêté asks for each of these",
            ),
            data(_priced, *_UNIT_PRICES),
            data(_exclusions, "/estimate/exclusions"),
            prints(
                "/estimate/lines/*/label",
                "/estimate/lines/*/quantity",
                *_UNIT_PRICES,
                "/estimate/totals/gross",
                "/estimate/exclusions/*",
                "/estimate/valid_until",
            ),
            prints_days("/estimate/post_operative_care_days"),
            sums.ITEMISED,
            sums.TOTAL,
            act.CARE,
            days.VALIDITY,
            ask("practitioner", "sign", "do the lines hold everything that the act needs, with no lump package?"),
        ),
    ),
    Rule(
        id="PRICE-01",
        title="Exact amounts in euros with two decimals",
        cite=HOUSE(),
        status="O",
        severity="blocking",
        applies=("estimate",),
        aliases=("A-09",),
        parts=(data(_exact, *_AMOUNTS, "/estimate/lines"),),
    ),
    Rule(
        id="PRICE-02",
        title="The totals are those of the lines, to the cent",
        cite=HOUSE(),
        status="O",
        severity="blocking",
        applies=("estimate",),
        aliases=("A-09", "F-D02"),
        parts=(data(_totals, "/estimate/lines", "/estimate/totals"), sums.RECOMPUTED),
    ),
    Rule(
        id="PRICE-03",
        title="The total is the sum to pay: no « à partir de », no range, no costs to come",
        cite=ARRETE_1996("article 2, 6°", "S81"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=date(1997, 1, 1),
        aliases=("A-09",),
        parts=forbids("open-price", cure="write one sum; for another variant, another estimate", documents=ESTIMATE),
    ),
    Rule(
        id="PRICE-04",
        title="Each payee is named with an own total",
        cite=HOUSE(),
        status="O",
        severity="blocking",
        applies=("estimate",),
        aliases=("A-09",),
        parts=(
            data(_payees, "/estimate/lines/*/payee", "/practitioners/*/id"),
            prints("/estimate/lines/*/payee"),
            page(_shares, reads=("/estimate/lines",)),
        ),
    ),
    Rule(
        id="PRICE-05",
        title="The offer lasts beyond the reflection period and is not taken back before its end",
        cite=CIVIL("article 1116", "S85"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        since=date(2016, 10, 1),
        aliases=("A-02", "F-D03"),
        parts=(
            data(_offer, "/estimate/valid_until", "/estimate/drafted_on"),
            timeline(_received_in_time),
            days.LONG_ENOUGH,
        ),
    ),
    Rule(
        id="CSP-L1111-3-01",
        title="Information on costs is given by a prior estimate",
        cite=CSP("articles L. 1111-3, L. 1111-3-2 et L. 1111-3-3", "S29 S96"),
        status="V",
        severity="blocking",
        applies=("estimate",),
        parts=(forbids("charged-estimate", cure="take it out: the estimate is free", documents=ESTIMATE)[1],),
    ),
)
