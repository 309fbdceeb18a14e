"""Money: read and written without loss, refused in words, and sums that always add up."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermadocs.domain.estimate import Line, compute
from dermadocs.domain.money import Cents, Rate, net, net_shares, parse, parse_rate, vat, vat_shares, write, write_rate

amounts = st.integers(0, 999_999_999)
rates = st.sampled_from([0, 21, 55, 100, 200])


@given(amounts)
def test_an_amount_survives_writing_and_reading(cents: int) -> None:
    assert parse(write(cents)) == cents


@given(st.integers(0, 999))
def test_a_rate_survives_writing_and_reading(rate: int) -> None:
    assert parse_rate(write_rate(rate)) == rate


NOT_AMOUNTS = """|1|1.0|1.000|-1.00|+1.00|01.00|.50|1,00|1 000.00|1e3|10000000.00|NaN|1.00
|١.00| 1.00"""


@pytest.mark.parametrize("bad", [*NOT_AMOUNTS.split("|"), 1, 1.0, True, None, ["1.00"]])
def test_what_is_not_an_amount_is_refused_in_words(bad: object) -> None:
    with pytest.raises(ValueError, match="exactly two decimals"):
        parse(bad)


@pytest.mark.parametrize("bad", ["20", "20.00", "-5.5", "100.0", "05.5", 20, None, "20,0"])
def test_what_is_not_a_rate_is_refused_in_words(bad: object) -> None:
    with pytest.raises(ValueError, match="exactly one decimal"):
        parse_rate(bad)


def test_an_amount_out_of_range_cannot_be_written() -> None:
    for cents in (-1, 1_000_000_000):
        with pytest.raises(ValueError, match="cannot be written"):
            write(cents)


@pytest.mark.parametrize(
    ("net", "gross"),
    [(125_000, 150_000), (124_999, 149_999)],  # law.md section G
)
def test_vat_of_the_test_vectors(net: int, gross: int) -> None:
    assert net + vat(net, 200) == gross


@given(amounts, rates)
def test_vat_rounds_half_a_cent_up(base: int, rate: int) -> None:
    exact = Decimal(base) * Decimal(rate) / 1000
    assert vat(base, rate) == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))


@given(st.lists(st.integers(0, 10**9), max_size=40), rates)
def test_shares_add_up_and_none_is_a_cent_off(bases: list[int], rate: int) -> None:
    shares = vat_shares(bases, rate)
    assert sum(shares) == vat(sum(bases), rate)
    for share, base in zip(shares, bases, strict=True):
        assert abs(share - Decimal(base * rate) / 1000) < 1


@given(st.lists(st.integers(0, 10**9), max_size=40), rates)
def test_net_shares_of_prices_with_tax_add_up_and_none_is_a_cent_off(grosses: list[int], rate: int) -> None:
    exact = Decimal(sum(grosses)) * 1000 / (1000 + rate)
    assert net(sum(grosses), rate) == int(exact.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    shares = net_shares(grosses, rate)
    assert sum(shares) == net(sum(grosses), rate)
    for share, gross in zip(shares, grosses, strict=True):
        assert abs(share - Decimal(gross * 1000) / (1000 + rate)) < 1
        assert 0 <= share <= gross


lines = st.builds(
    Line,
    label=st.just("prestation"),
    quantity=st.integers(1, 999),
    unit=st.just("unité"),
    unit_price=st.integers(0, 1_000_000).map(Cents),
    vat_rate=rates.map(Rate),
    payee=st.sampled_from(["surgeon", "facility", "other"]),
)


@given(st.lists(lines, min_size=1, max_size=30).map(tuple))
def test_lines_payees_and_rates_all_add_up_to_the_totals(items: tuple[Line, ...]) -> None:
    sums = compute(items)
    base = sum(line.price for line in items)
    tax = sum(vat(sum(x.price for x in items if x.vat_rate == rate), rate) for rate in {x.vat_rate for x in items})
    assert (sums.totals.net, sums.totals.vat, sums.totals.gross) == (base, tax, base + tax)
    for part in ("net", "vat", "gross"):
        whole = getattr(sums.totals, part)
        assert sum(getattr(row, part) for row in sums.lines) == whole
        assert sum(getattr(share, part) for share in sums.payees) == whole
    assert sum(r.base for r in sums.rates) == base
    assert sum(r.vat for r in sums.rates) == tax
    for line, row in zip(items, sums.lines, strict=True):
        exact = Decimal(line.price * line.vat_rate) / 1000
        assert abs(row.vat - exact) < 1  # PRICE-02: 0.01 a line


def row_at(price: dict[str, int], rate: int = 200) -> Line:
    typed = {key: Cents(cents) for key, cents in price.items()}
    return Line(label="x", quantity=1, unit="u", vat_rate=Rate(rate), payee="surgeon", **typed)


@given(st.lists(lines, min_size=1, max_size=30), st.data())
def test_prices_with_tax_beside_prices_before_tax_add_up_too(items: list[Line], data: st.DataObject) -> None:
    mixed = [
        msgspec.structs.replace(item, unit_price=None, unit_price_gross=item.unit_price)
        if data.draw(st.booleans())
        else item
        for item in items
    ]
    sums = compute(tuple(mixed))
    for part in ("net", "vat", "gross"):
        whole = getattr(sums.totals, part)
        assert sum(getattr(row, part) for row in sums.lines) == whole
        assert sum(getattr(share, part) for share in sums.payees) == whole
    assert (sum(r.base for r in sums.rates), sum(r.vat for r in sums.rates)) == (sums.totals.net, sums.totals.vat)
    for item, row in zip(mixed, sums.lines, strict=True):
        assert row.net + row.vat == row.gross
        if item.gross:
            assert row.gross == item.price  # to the cent: it is the price announced
            assert abs(row.net - Decimal(row.gross * 1000) / (1000 + item.vat_rate)) < 1
        else:
            assert row.net == item.price


def test_a_price_with_tax_is_kept_to_the_cent() -> None:
    (row,) = compute((row_at({"unit_price_gross": 90000}),)).lines
    assert (row.net, row.vat, row.gross) == (75000, 15000, 90000)
    three = compute(tuple(row_at({"unit_price_gross": 1}) for _ in range(3))).totals
    assert (three.net, three.vat, three.gross) == (3, 0, 3)  # 2.5 cents round up
    untaxed = compute((row_at({"unit_price_gross": 90000}, rate=0), row_at({"unit_price": 100}, rate=0))).totals
    assert (untaxed.net, untaxed.vat, untaxed.gross) == (90100, 0, 90100)


@pytest.mark.parametrize("price", [{}, {"unit_price": 1, "unit_price_gross": 1}])
def test_a_price_is_written_once(price: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="write the price once, as unit_price "):
        row_at(price)
