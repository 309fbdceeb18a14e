"""Money in whole cents and rates in tenths of a percent: no float anywhere (law.md PRICE-01, PRICE-02).

In JSON an amount is a string with exactly two decimals ("750.00"), a rate one with exactly one ("20.0").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from dermadocs.domain.facts import Fact
from dermadocs.sentence import say


class Cents(int):
    """A non-negative amount in euro cents."""

    __slots__ = ()


class Rate(int):
    """A VAT rate in tenths of a percent: 200 is 20 %."""

    __slots__ = ()


MONEY_PATTERN = r"^(0|[1-9][0-9]{0,6})\.[0-9]{2}$"
RATE_PATTERN = r"^(0|[1-9][0-9]?)\.[0-9]$"
MAX_CENTS = 999_999_999
_MONEY = re.compile(MONEY_PATTERN, re.ASCII)
_RATE = re.compile(RATE_PATTERN, re.ASCII)


class Totals(Fact, frozen=True, kw_only=True):
    """What the estimate comes to: net (HT), VAT, gross (TTC). Gross is the sum to pay."""

    net: Cents
    vat: Cents
    gross: Cents


def parse(text: object) -> Cents:
    """Cents of "750.00". ValueError, in words, for a float, a sign, a fraction of a cent or anything else."""
    if not isinstance(text, str) or not _MONEY.fullmatch(text):
        raise ValueError(
            say(
                'an amount is a string of euros with exactly two decimals, from "0.00" to "9999999.99", '
                'as "750.00" (PRICE-01); got {text}',
                text=_shown(text),
            )
        )
    return Cents(int(text.replace(".", "")))


def write(cents: int) -> str:
    """The JSON form of an amount: 75000 -> "750.00". ValueError outside 0..999999999."""
    if not 0 <= cents <= MAX_CENTS:
        raise ValueError(f"{cents} cents cannot be written as an amount")
    return f"{cents // 100}.{cents % 100:02d}"


def parse_rate(text: object) -> Rate:
    """Tenths of a percent of "20.0". ValueError in words otherwise."""
    if not isinstance(text, str) or not _RATE.fullmatch(text):
        raise ValueError(
            say('a VAT rate is a string with exactly one decimal, as "20.0" or "0.0"; got {text}', text=_shown(text))
        )
    return Rate(int(text.replace(".", "")))


def write_rate(rate: int) -> str:
    """The JSON form of a rate: 55 -> "5.5"."""
    return f"{rate // 10}.{rate % 10}"


def vat(base: int, rate: int) -> Cents:
    """VAT in cents on `base` cents, half a cent rounded up (PRICE-01: ROUND_HALF_UP)."""
    return Cents((base * rate + 500) // 1000)


def vat_shares(bases: Sequence[int], rate: int) -> tuple[Cents, ...]:
    """The VAT of each base, in cents, adding up to `vat(sum(bases), rate)` exactly.

    Each share differs from its exact value by less than one cent (PRICE-02 allows 0.01 a line): all are
    rounded down, then the cents left go to the largest fractions, the earlier line first.
    """
    shares = [base * rate // 1000 for base in bases]
    left = vat(sum(bases), rate) - sum(shares)
    by_fraction = sorted(range(len(bases)), key=lambda i: (-(bases[i] * rate % 1000), i))
    for index in by_fraction[:left]:
        shares[index] += 1
    return tuple(Cents(share) for share in shares)


def net(gross: int, rate: int) -> Cents:
    """What of a price with tax is before tax, half a cent rounded up (PRICE-02: `ht = round(ttc / (1 + t))`)."""
    whole = 1000 + rate
    return Cents((2000 * gross + whole) // (2 * whole))


def net_shares(grosses: Sequence[int], rate: int) -> tuple[Cents, ...]:
    """The net part of each price with tax, adding up to `net(sum(grosses), rate)` exactly; shared as `vat_shares`."""
    whole = 1000 + rate
    shares = [gross * 1000 // whole for gross in grosses]
    left = net(sum(grosses), rate) - sum(shares)
    by_fraction = sorted(range(len(grosses)), key=lambda i: (-(grosses[i] * 1000 % whole), i))
    for index in by_fraction[:left]:
        shares[index] += 1
    return tuple(Cents(share) for share in shares)


def add(amounts: Iterable[int]) -> Cents:
    """The sum, in cents."""
    return Cents(sum(amounts))


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."
