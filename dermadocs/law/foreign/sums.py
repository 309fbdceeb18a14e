"""On papers of others: breakdown, totals and VAT, recomputed from the text (arrêté art. 2, 6°; section 4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dermadocs.domain.french import amount
from dermadocs.domain.money import Cents
from dermadocs.law import parameters, wording, words
from dermadocs.law.matter import Matter
from dermadocs.law.others import tells, theirs
from dermadocs.law.reading import Reading, amounts
from dermadocs.law.rule import Notes, Severity, breach, question
from dermadocs.sentence import say

CENT = 1
_HT = r"(?:\bh\.? ?t\b\.?|\bhors taxes?\b|\bhors tva\b|\bnet of tax\b|\bexcl\.? vat\b)"
_TVA = r"(?:\bt\.?v\.?a\b\.?|\bvat\b)(?! (?:non|intra|n\b|number|incl))"
_TTC = (
    r"(?:\bt\.?t\.?c\b\.?|\btoutes taxes comprises\b|\bnet a payer\b|\btotal a (?:regler|payer)\b"
    r"|\btotal incl\w*\.? (?:vat|tax)\b|\bincluding vat\b|\b(?:tva|taxes?) (?:incluses?|comprises?)\b)"
)
_GAP = r"[^a-z0-9]{0,40}"
_SUM = r"(\d{1,3}(?: \d{3}){1,3}(?:[.,]\d\d)?(?!\d)|\d{1,6}[.,]\d\d(?!\d)|\d{1,6}(?= ?(?:€|eur)))"
_RATE = r"(?:\(?(?:a |au taux de )?\d{1,2}(?:[.,]\d{1,2})? ?%\)?)"
_TOTALS = {
    "net": re.compile(rf"\b(?:total|montant|somme)\b[^\d€]{{0,16}}?{_HT}{_GAP}{_SUM}"),
    "vat": re.compile(rf"{_TVA}{_GAP}{_RATE}?{_GAP}{_SUM}(?! ?%)"),
    "gross": re.compile(rf"(?:\b(?:total|somme globale|montant|prix)\b[^\d€]{{0,24}}?)?{_TTC}{_GAP}{_SUM}"),
}
_SIDE_BY_SIDE = re.compile(
    rf"{_HT}\W{{1,20}}(?:\w{{1,20}} )?{_TVA}\W{{0,20}}{_RATE}?\W{{1,20}}(?:\w{{1,20}} )?{_TTC}"
    rf"{_GAP}{_SUM}[^a-z0-9]{{1,40}}{_SUM}[^a-z0-9]{{1,40}}{_SUM}"
)
_TOTAL_ROW = re.compile(
    rf"\btotal|\bsous-total|{_TTC}|\bsomme globale|\bnet a payer|\bdont tva|\bmontant tva|^ ?{_TVA}"
)
_LUMP = (
    r"\b(?:forfait|prix|montant) (?:global|tout compris|complet|unique|all inclusive)\b|\btout (?:compris|inclus)\b"
    r"|\ball[- ]in(?:clusive)?\b|\bpackage\b"
)
_QUANTITY = (
    r"\bquantites?\b|\bqtes?\b|\bqte\b|\bnombre\b|\bnb\b|\bqty\b|\bquantity\b|\b\d{1,3} ?[x×*] ?[a-z\d]"
    r"|\d ?€? ?[x×*] ?\d"
)
_UNIT = r"\bprix unit\w*|\bp\.? ?u\b\.?|\btarif unit\w*|\bunit price\b|\bunitaire\b|\b\d{1,3} ?[x×*] ?\d|€ ?[x×*] ?\d"


@dataclass(frozen=True)
class Row:
    """One priced row: its sums from left to right, and each way to read its quantity and unit price."""

    sums: tuple[int, ...]
    readings: tuple[tuple[int, int], ...]
    text: str
    behind_total: bool = False

    @property
    def multiplied(self) -> bool:
        """True when some reading of quantity and price gives the last sum, before tax or with it."""
        total = self.sums[-1]
        return any(
            abs(round(quantity * price * factor) - total) <= quantity
            for quantity, price in self.readings
            for factor in (1, 1.2, 1.196, 1.085)
        )


def rows(reading: Reading) -> list[Row]:
    """The priced rows of the table, totals left out; a flattened table gives one long row, which is none."""
    found: list[Row] = []
    totalled = False
    for line in reading.lines:
        places = list(amounts(line))
        totalled = totalled or bool(found and places and _TOTAL_ROW.search(line))
        if not places or len(places) > 6 or _TOTAL_ROW.search(line) or not re.search(r"[a-z]{3}", line):
            continue
        found.append(Row(tuple(cents for cents, _ in places), tuple(_quantities(line, *places[0])), line, totalled))
    return found


def _quantities(line: str, price: int, place: int) -> Iterator[tuple[int, int]]:
    """« 2 x crème, 15,00 », « crème 2 15,00 »; in « crème 1 800,00 » the 1 may be quantity or price: both are read."""
    if before := re.search(r"(?:^|[^\d.,/])(\d{1,2}) ?[x×*]? ?$", line[:place]) or re.match(r"(\d{1,2}) ?[x×*] ", line):
        yield int(before[1]), price
    if merged := re.match(r"(\d{1,2}) (\d{3}(?: \d{3}){0,2})[.,]?(\d\d)?", line[place:]):
        yield int(merged[1]), int(merged[2].replace(" ", "")) * 100 + int(merged[3] or 0)


def _itemised(matter: Matter) -> Notes:
    """Each service and product with quantity and unit price; a lump sum is no breakdown (F-D02)."""
    reading = matter.paper.reading
    before_total = [
        cents for cents, place in amounts(reading.text) if not re.search(_TTC, reading.text[max(0, place - 30) : place])
    ]
    if found := reading.first(_LUMP):
        yield breach(
            "page",
            say("a lump sum: {quoted}", quoted=words.quote(found[0])),
            "list each service and product with its price",
        )
    if len(before_total) < 2:
        yield breach("page", "the price is not broken down", "list each service and product with its price")
    elif not (reading.has(_QUANTITY) and reading.has(_UNIT)):
        lacks = "quantities" if not reading.has(_QUANTITY) else "unit prices"
        yield breach("page", say("no {thing} are given", thing=lacks), "give quantity and unit price of each row")


ITEMISED = theirs(_itemised)
TOTAL = tells(("the sum to pay, all taxes included", rf"{_TTC}"))

_NOT_SUMMED = r"\bsous-total|\bremise\b(?! (?:du|de ce|d'un|au|a la|le|en)\b)|\boption"
"""Where the rows do not simply add up; « la remise du devis » of the article quoted on every paper is no discount."""


def _recomputed(matter: Matter) -> Notes:
    """HT + TVA = TTC, quantity by unit price, and the sum of the rows, as far as the text is clear."""
    reading = matter.paper.reading
    net, tax, gross = _totals(reading)
    if net is not None and tax is not None and gross is not None and abs(net + tax - gross) > CENT:
        why = say(
            "{net_amount} and VAT {vat_amount} come to {sum_amount}, not {amount}",
            net_amount=_euro(net),
            vat_amount=_euro(tax),
            sum_amount=_euro(net + tax),
            amount=_euro(gross),
        )
        yield breach("page", why, "correct the totals")
    table = rows(reading)
    for row in table:
        if row.readings and len(row.sums) == 2 and not row.multiplied:
            quantity, price = row.readings[0]
            why = say(
                "{quantity} × {unit_amount} is not {amount}: {quoted}",
                quantity=quantity,
                unit_amount=_euro(price),
                amount=_euro(row.sums[-1]),
                quoted=words.quote(row.text, 90),
            )
            yield breach("page", why, "correct the row")
    known = {sum_ for sum_ in (net, gross) if sum_ is not None}
    if len(table) > 1 and known and not reading.has(_NOT_SUMMED) and _alike(table):
        # what stands behind the total, as a fee already paid, may be no part of it
        sums = [sum(column) for part in (_before_total(table), table) for column in _columns(part)]
        if not any(abs(found - sum_) <= len(table) for found in sums for sum_ in known):
            why = say(
                "the rows come to {sum_amount}, the total says {amount}",
                sum_amount=_euro(sums[-1]),
                amount=_euro(max(known)),
            )
            yield breach("page", why, "correct the rows or the total")


def _totals(reading: Reading) -> tuple[int | None, int | None, int | None]:
    """Net, VAT and gross, the greatest where several are called so; from a row of labels and a row of sums too."""
    if found := _SIDE_BY_SIDE.search(reading.text):
        return _cents(found[1]), _cents(found[2]), _cents(found[3])
    several = {name: [_cents(f[1]) for f in pattern.finditer(reading.text)] for name, pattern in _TOTALS.items()}
    return max(several["net"], default=None), max(several["vat"], default=None), max(several["gross"], default=None)


def _cents(written: str) -> int:
    whole, _, part = written.replace(" ", "").replace(",", ".").partition(".")
    return int(whole) * 100 + int(part or 0)


def _before_total(table: list[Row]) -> list[Row]:
    return [row for row in table if not row.behind_total]


def _columns(table: list[Row]) -> Iterator[tuple[int, ...]]:
    return zip(*(row.sums for row in table), strict=True)


def _alike(table: list[Row]) -> bool:
    return len({len(row.sums) for row in table}) == 1


def _euro(cents: int) -> str:
    return amount(Cents(cents))


RECOMPUTED = theirs(_recomputed)
_FRANCHISE = r"\btva non applicable\b|\b293 ?b\b"
_EXEMPT = (
    r"\bexone\w+\b.{0,40}\b(?:t\.?v\.?a|taxe)\b|\bt\.?v\.?a\b\.?.{0,40}\b(?:exone\w+|non assujetti\w*|non soumis\w*)"
    r"|\bnon (?:assujetti|soumis)\w*\b.{0,15}\bt\.?v\.?a\b|\bvat exempt\b"
)


_OVERSEAS = r"(?<!\d)97[124]\d\d(?!\d)"
"""Postal codes of Guadeloupe, Martinique and La Réunion, which have a rate of their own."""


def _rates(reading: Reading) -> list[int]:
    """Every VAT rate named, in tenths of a percent."""
    found = re.finditer(
        rf"{_TVA}\W{{0,4}}(?:[a-z]{{1,9}}\W{{1,3}}){{0,3}}?(\d{{1,2}})(?:[.,](\d)\d?)? ?%"
        rf"|(\d{{1,2}})(?:[.,](\d)\d?)? ?% ?(?:de )?{_TVA}",
        reading.text,
    )
    return [int(f[1] or f[3]) * 10 + int(f[2] or f[4] or 0) for f in found]


def _full_rate(matter: Matter) -> Notes:
    """The rate of the day on which the paper was drafted, where it says so; a rate beside the full one is a warning."""
    reading = matter.paper.reading
    drafted, judged_on = reading.day("drafted"), matter.days.document
    full, rates = parameters.at("vat-standard", min(drafted or judged_on, judged_on)), _rates(reading)
    others = sorted({rate for rate in rates if rate not in (full, 0)})
    for rate in others:
        why = say(
            "VAT at {rate:g} %, but an aesthetic act is taxed at {full_rate:g} %", rate=rate / 10, full_rate=full / 10
        )
        if reading.has(_OVERSEAS):
            yield question(
                "page", "practitioner", say("{why}; is it performed overseas, where another rate holds?", why=why)
            )
            continue
        gravity: Severity | None = "warning" if full in rates else None
        yield breach(
            "page",
            why,
            say("charge {full_rate:g} %, or name the exemption and its provision", full_rate=full / 10),
            gravity,
        )
    net, tax, _ = _totals(reading)
    # each row is rounded to the cent: a difference of some cents is none
    if net and tax and full in rates and not others and abs(round(net * full / 1000) - tax) > 10:
        why = say(
            "{full_rate:g} % of {net_amount} is {right_amount}, not {vat_amount}",
            full_rate=full / 10,
            net_amount=_euro(net),
            right_amount=_euro(round(net * full / 1000)),
            vat_amount=_euro(tax),
        )
        yield breach("page", why, "correct the VAT")


def _exempt(matter: Matter) -> Notes:
    reading = matter.paper.reading
    found = reading.first(_EXEMPT) or (
        reading.first(rf"{_TVA}\W{{0,4}}0(?:[.,]00?)? ?%") if 0 in _rates(reading) else None
    )
    if found and not reading.has(r"\b261\b|\b293 ?b\b|\barticle 132\b"):
        yield breach(
            "page",
            say("an exemption without its provision: « {quoted} »", quoted=found[0]),
            "name the provision, or charge VAT",
        )


def _franchise(matter: Matter) -> Notes:
    reading, text = matter.paper.reading, wording.get("CGI_293E_FRANCHISE").text
    found = reading.first(_FRANCHISE)
    if found is None:
        return
    _, tax, _ = _totals(reading)
    if tax or any(_rates(reading)):
        yield breach("page", "says that no VAT applies, and charges VAT", "take one of the two out")
    if not matter.paper.has(text):
        gravity: Severity | None = "warning" if reading.has(r"\b293 ?-?b\b") else None
        yield breach(
            "page",
            say("the mention of the franchise is shortened: « {quoted} »", quoted=found[0]),
            say("print « {text} »", text=text),
            gravity,
        )


def _explained(matter: Matter) -> Notes:
    reading = matter.paper.reading
    if not reading.has(rf"{_TVA}|\btva\b|{_FRANCHISE}|{_EXEMPT}|\bhors taxes?\b"):
        yield breach("page", "nothing is said of VAT", "print net, VAT and total, or why no VAT applies")
    if not reading.has(_TTC):
        yield breach("page", "no total with tax", "print the sum to pay, all taxes included")


FULL_RATE, EXEMPT, FRANCHISE, EXPLAINED = theirs(_full_rate), theirs(_exempt), theirs(_franchise), theirs(_explained)
