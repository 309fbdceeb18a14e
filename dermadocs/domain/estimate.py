"""The detailed estimate (devis) and its sums (law.md ARR1996-2, PRICE-*, VAT-*)."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta

from dermadocs.domain.facts import Fact, Identifier, Long, Name, Short
from dermadocs.domain.money import Cents, Rate, Totals, add, vat, vat_shares
from dermadocs.domain.procedure import Procedure

Number = Annotated[str, Meta(pattern="^[0-9A-Z][0-9A-Z/-]{2,23}$")]
Days = Annotated[int, Meta(ge=0, le=730)]


class Line(Fact, frozen=True, kw_only=True):
    """One service or product; prices are net (HT), `payee` is a practitioner's id or "facility"."""

    label: Short
    quantity: Annotated[int, Meta(ge=1, le=999)]
    unit: Annotated[str, Meta(min_length=1, max_length=20)]
    unit_price: Cents
    vat_rate: Rate
    payee: Identifier


class SickLeave(Fact, frozen=True, kw_only=True):
    """Days off work to expect; equal bounds for one figure, 0 and 0 for none (ARR1996-2-07)."""

    minimum: Days
    maximum: Days


class Estimate(Fact, frozen=True, kw_only=True):
    """The offer. A change is a new number or revision that `replaces` the old one (NU-07)."""

    number: Number
    revision: Annotated[int, Meta(ge=1, le=99)]
    replaces: Number | None
    drafted_on: date
    place: Name
    valid_until: date
    procedure: Procedure
    met_by: Identifier
    operators: Annotated[tuple[Identifier, ...], Meta(min_length=1, max_length=6)]
    substitution: Long | None
    """What the surgeon met said of who else operates (CSP-D6322-30-03); null: he operates alone."""
    anaesthetist: Identifier | None
    proposed_on: date
    lines: Annotated[tuple[Line, ...], Meta(min_length=1, max_length=60)]
    totals: Totals
    exclusions: Annotated[tuple[Short, ...], Meta(max_length=20)]
    post_operative_care_days: Days
    sick_leave_days: SickLeave
    examinations: Annotated[tuple[Short, ...], Meta(max_length=20)]
    """Indispensable pre-operative examinations; none is printed « aucun »."""


class LineAmounts(Fact, frozen=True, kw_only=True):
    """What is computed for one line, in the order of the lines."""

    net: Cents
    vat: Cents
    gross: Cents


class PayeeAmounts(Fact, frozen=True, kw_only=True):
    """What one payee receives (PRICE-04)."""

    payee: Identifier
    net: Cents
    vat: Cents
    gross: Cents


class RateAmounts(Fact, frozen=True, kw_only=True):
    """VAT at one rate (PRICE-02)."""

    rate: Rate
    base: Cents
    vat: Cents


class Computed(Fact, frozen=True, kw_only=True):
    """Every amount on the page that is not typed by the practice; recomputed at each verification."""

    lines: tuple[LineAmounts, ...]
    payees: tuple[PayeeAmounts, ...]
    rates: tuple[RateAmounts, ...]
    totals: Totals


def compute(lines: tuple[Line, ...]) -> Computed:
    """All sums of an estimate: VAT once per rate on the sum of its lines, then shared out (PRICE-02).

    Lines, payees and rates each add up to the totals to the cent.
    """
    nets = [line.quantity * line.unit_price for line in lines]
    taxes = [Cents(0)] * len(lines)
    rates = []
    for rate in sorted({line.vat_rate for line in lines}, reverse=True):
        members = [i for i, line in enumerate(lines) if line.vat_rate == rate]
        base = add(nets[i] for i in members)
        tax = vat(base, rate)
        rates.append(RateAmounts(rate=rate, base=base, vat=tax))
        for index, share in zip(members, vat_shares([nets[i] for i in members], rate), strict=True):
            taxes[index] = share
    rows = tuple(
        LineAmounts(net=Cents(net), vat=tax, gross=Cents(net + tax)) for net, tax in zip(nets, taxes, strict=True)
    )
    return Computed(lines=rows, payees=_by_payee(lines, rows), rates=tuple(rates), totals=_sum(rows))


def _by_payee(lines: tuple[Line, ...], rows: tuple[LineAmounts, ...]) -> tuple[PayeeAmounts, ...]:
    shares = []
    for payee in dict.fromkeys(line.payee for line in lines):
        own = _sum(tuple(row for line, row in zip(lines, rows, strict=True) if line.payee == payee))
        shares.append(PayeeAmounts(payee=payee, net=own.net, vat=own.vat, gross=own.gross))
    return tuple(shares)


def _sum(rows: tuple[LineAmounts, ...]) -> Totals:
    net, tax = add(row.net for row in rows), add(row.vat for row in rows)
    return Totals(net=net, vat=tax, gross=Cents(net + tax))
