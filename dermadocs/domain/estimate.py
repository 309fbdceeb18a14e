"""The detailed estimate (devis) and its sums (law.md ARR1996-2, PRICE-*, VAT-*)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Annotated

from msgspec import Meta

from dermadocs.domain.facts import Fact, Identifier, Long, Name, Short
from dermadocs.domain.money import Cents, Rate, Totals, add, net_shares, vat_shares
from dermadocs.domain.procedure import Procedure
from dermadocs.sentence import say

Number = Annotated[str, Meta(pattern="^[0-9A-Z][0-9A-Z/-]{2,23}$")]
Days = Annotated[int, Meta(ge=0, le=730)]


class Line(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """One service or product; `payee` is a practitioner's id or "facility".

    Its price is written once, before tax (`unit_price`, HT) or with it (`unit_price_gross`, TTC); the other key is left
    out. Where no VAT is charged the two are the same.
    """

    label: Short
    quantity: Annotated[int, Meta(ge=1, le=999)]
    unit: Annotated[str, Meta(min_length=1, max_length=20)]
    unit_price: Cents | None = None
    unit_price_gross: Cents | None = None
    vat_rate: Rate
    payee: Identifier

    def __post_init__(self) -> None:
        if (self.unit_price is None) == (self.unit_price_gross is None):
            given = "neither" if self.unit_price is None else "both"
            raise ValueError(
                say(
                    "write the price once, as unit_price (before tax) or unit_price_gross (with tax); {given} given"
                    " (PRICE-02)",
                    given=given,
                )
            )

    @property
    def gross(self) -> bool:
        """Whether the price was written with tax."""
        return self.unit_price_gross is not None

    @property
    def price(self) -> int:
        """Quantity by unit price, in cents, as it was written."""
        unit_price = self.unit_price if self.unit_price_gross is None else self.unit_price_gross
        return self.quantity * (unit_price or 0)


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

    Of lines priced with tax the net is computed so, once per rate, and VAT is the rest. Lines, payees and rates each
    add up to the totals to the cent.
    """
    rows: dict[int, LineAmounts] = {}
    for rate, gross in sorted({(line.vat_rate, line.gross) for line in lines}):
        members = [i for i, line in enumerate(lines) if (line.vat_rate, line.gross) == (rate, gross)]
        prices = [lines[i].price for i in members]
        rows |= zip(members, (_with_tax if gross else _before_tax)(prices, rate), strict=True)
    in_order = tuple(rows[i] for i in range(len(lines)))
    rates = tuple(_at_rate(lines, in_order, rate) for rate in sorted({line.vat_rate for line in lines}, reverse=True))
    return Computed(lines=in_order, payees=_by_payee(lines, in_order), rates=rates, totals=_sum(in_order))


def _before_tax(prices: Sequence[int], rate: int) -> Iterator[LineAmounts]:
    for net, tax in zip(prices, vat_shares(prices, rate), strict=True):
        yield LineAmounts(net=Cents(net), vat=tax, gross=Cents(net + tax))


def _with_tax(prices: Sequence[int], rate: int) -> Iterator[LineAmounts]:
    for gross, net in zip(prices, net_shares(prices, rate), strict=True):
        yield LineAmounts(net=net, vat=Cents(gross - net), gross=Cents(gross))


def _at_rate(lines: tuple[Line, ...], rows: tuple[LineAmounts, ...], rate: Rate) -> RateAmounts:
    own = _sum(tuple(row for line, row in zip(lines, rows, strict=True) if line.vat_rate == rate))
    return RateAmounts(rate=rate, base=own.net, vat=own.vat)


def _by_payee(lines: tuple[Line, ...], rows: tuple[LineAmounts, ...]) -> tuple[PayeeAmounts, ...]:
    shares = []
    for payee in dict.fromkeys(line.payee for line in lines):
        own = _sum(tuple(row for line, row in zip(lines, rows, strict=True) if line.payee == payee))
        shares.append(PayeeAmounts(payee=payee, net=own.net, vat=own.vat, gross=own.gross))
    return tuple(shares)


def _sum(rows: tuple[LineAmounts, ...]) -> Totals:
    net, tax = add(row.net for row in rows), add(row.vat for row in rows)
    return Totals(net=net, vat=tax, gross=Cents(net + tax))
