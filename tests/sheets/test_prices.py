"""The price list of the waiting room: whole prices with tax, no advertisement, the sentences with their status."""

from __future__ import annotations

import pytest
from compositions import entry, quoted, replace, texts

from dermadocs.domain.content import Lines, Section, Table, Words
from dermadocs.domain.money import Cents, Rate
from dermadocs.errors import InputError
from dermadocs.languages import speaker
from dermadocs.law import wording
from dermadocs.sheets.prices import Priced, priced, prices

SAY = speaker(None)
ONE = Priced(Words(fr="Consultation"), Cents(5000), Cents(6000))


def told(sections: tuple[Section, ...]) -> list[str]:
    return [text.fr for section in sections for text in texts(section)]


def test_a_procedure_stands_at_the_sum_of_its_lines_with_tax() -> None:
    found = priced(entry(), SAY)
    assert (found.net, found.gross) == (125000, 150000)
    table = prices([found], SAY)[0].blocks[0]
    assert isinstance(table, Table)
    assert [cell.fr for cell in table.rows[0].cells] == [
        "Dermabrasion mécanique",
        "1\u202f250,00\u00a0€",
        "1\u202f500,00\u00a0€",
    ]


def test_tax_is_rounded_once_a_rate() -> None:
    line = replace(entry().prices[0], quantity=1, unit_price=Cents(3), vat_rate=Rate(200))
    found = priced(replace(entry(), prices=(line, line)), SAY)
    assert (found.net, found.gross) == (6, 7)  # a cent on six; on each three it would be one each


def test_every_price_is_one_price() -> None:
    for text in told(prices([ONE, priced(entry(), SAY)], SAY)):
        assert not any(word in text.casefold() for word in ("à partir de", "environ", "rabais", "promotion", "offre"))


def test_the_estimate_the_delay_and_the_way_to_pay_are_said() -> None:
    every = " ".join(told(prices([ONE], SAY)))
    for word in (
        "devis écrit, détaillé et gratuit",
        "Quinze jours entiers",
        "vous ne payez rien",
        "Aucun ne vous est imposé",
    ):
        assert word in every


@pytest.mark.parametrize(
    ("agreement", "name", "status"),
    [
        ("sector-1", "DISPLAY_SECTOR_1", "S"),
        ("sector-2", "DISPLAY_SECTOR_2", "S"),
        ("none", "DISPLAY_NO_AGREEMENT", "M"),
    ],
)
def test_the_sentences_on_display_follow_the_agreement(agreement: str, name: str, status: str) -> None:
    sections = prices([ONE], SAY, agreement)  # type: ignore[arg-type]
    assert quoted(sections) == [name, "DISPLAY_CARE_ONLY"]
    assert wording.get(name).status == status
    assert not [b for s in sections for b in s.blocks if isinstance(b, Lines)]


def test_without_a_word_on_the_agreement_there_is_a_line_to_fill_in() -> None:
    sections = prices([ONE], SAY)
    assert [b.label.fr for s in sections for b in s.blocks if isinstance(b, Lines)] == [
        "Situation du praticien vis-à-vis de l’assurance maladie\u00a0:"
    ]


@pytest.mark.parametrize("entries", [[], [ONE] * 41])
def test_a_list_holds_what_a_table_can(entries: list[Priced]) -> None:
    with pytest.raises(InputError, match="a price list holds 1 to 40 services"):
        prices(entries, SAY)


@pytest.mark.parametrize(("net", "gross"), [(100, 99), (-1, 100)])
def test_a_net_price_above_the_price_with_tax_is_a_mistake(net: int, gross: int) -> None:
    with pytest.raises(InputError, match="Consultation: the net price"):
        prices([Priced(Words(fr="Consultation"), net, gross)], SAY)
