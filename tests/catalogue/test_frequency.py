"""Frequencies in words: always with the number of people counted; what conflicts or was not measured is said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dermadocs.catalogue.frequency import risk, said
from dermadocs.catalogue.load import entry
from dermadocs.catalogue.model import Effect, Frequency
from dermadocs.domain.content import Risk
from dermadocs.domain.jsonform import builtins, convert
from dermadocs.languages import speaker

FR, EN = speaker(None), speaker("en")
EFFECTS = {effect.id: effect for effect in entry("dermabrasion").effects}


def figure(low: int, high: int, of: int = 100, *, comparison: bool = False) -> Frequency:
    """A count of one source."""
    return Frequency(low=low, high=high, of=of, population="séries", source="AC", comparison=comparison)


@pytest.mark.parametrize(
    ("low", "high", "of", "french", "english"),
    [
        (2, 8, 100, "de 2 à 8 personnes sur 100", "2 to 8 people in 100"),
        (0, 10, 100, "jusqu’à 10 personnes sur 100", "up to 10 people in 100"),
        (9, 9, 100, "environ 9 personnes sur 100", "about 9 people in 100"),
        (0, 0, 84, "aucune personne sur 84", "nobody in 84"),
        (1, 1, 1000, "environ 1 personne sur 1000", "about 1 person in 1000"),
        (0, 1, 100, "jusqu’à 1 personne sur 100", "up to 1 person in 100"),
    ],
)
def test_a_count_in_words(low: int, high: int, of: int, french: str, english: str) -> None:
    count = figure(low, high, of)
    assert said(count, FR).fr == french
    assert said(count, EN).tr == english


def test_two_sources_that_conflict_are_both_printed_and_drawn_from_least_to_most() -> None:
    row = risk(EFFECTS["lightening-lasting"], EN)
    assert row.said.fr == (
        "sources en désaccord\u00a0: jusqu’à 10 personnes sur 100\u00a0; de 20 à 30 personnes sur 100"
    )
    assert row.said.tr == "sources disagree: up to 10 people in 100; 20 to 30 people in 100"
    assert (row.low, row.high) == (0, 30)
    assert row.population is not None
    assert row.population.tr == (
        "Published series, all quoted by one source: up to 10 people in 100. "
        "Figure of 2001, quoted by others: 20 to 30 people in 100"
    )


def test_no_figure_is_said_and_nothing_is_drawn() -> None:
    row = risk(EFFECTS["infection"], EN)
    assert (row.low, row.high, row.population) == (None, None, None)
    assert row.said.fr == "pas de chiffre dans nos sources"
    assert row.said.tr == "no figure in our sources"


def test_a_figure_of_another_treatment_is_told_as_such_and_never_drawn() -> None:
    row = risk(EFFECTS["herpes"], FR)
    assert (row.low, row.high) == (None, None)
    assert row.said.fr == "pas de chiffre pour ce geste dans nos sources"
    assert row.population is not None
    assert row.population.fr == "Après un laser, sans médicament contre l’herpès\u00a0: environ 9 personnes sur 100"


def test_nobody_among_eighty_four_is_not_drawn_as_nobody_among_a_hundred() -> None:
    row = risk(replace(EFFECTS["redness"], frequencies=(figure(0, 0, 84),)), FR)
    assert (row.low, row.high) == (None, None)
    assert row.said.fr == "aucune personne sur 84"


def test_people_of_several_treatments_are_told_as_such() -> None:
    row = risk(EFFECTS["herpes-treated"], FR)
    assert (row.low, row.high) == (None, None)
    assert row.said.fr == "pas de chiffre pour ce geste dans nos sources"
    assert row.population is not None
    assert row.population.fr.startswith(
        "Après un lissage de la peau, dont des dermabrasions, sous valaciclovir\u00a0: aucune personne sur 84. "
    )
    assert row.more is not None
    assert "le risque n’est pas nul" in row.more.fr


@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100), st.booleans()), max_size=4))
def test_every_figure_of_a_source_is_on_the_page(counts: list[tuple[int, int, bool]]) -> None:
    figures = tuple(figure(min(a, b), max(a, b), comparison=c) for a, b, c in counts)
    row = risk(replace(EFFECTS["redness"], frequencies=figures), FR)
    page = f"{row.said.fr} {row.population.fr if row.population else ''}"
    for count in figures:
        assert said(count, FR).fr in page
    own = [f for f in figures if not f.comparison]
    assert row.low == (min(f.low for f in own) if own else None)
    assert row.high == (max(f.high for f in own) if own else None)


@pytest.mark.parametrize("effect", EFFECTS.values(), ids=EFFECTS.keys())
def test_every_row_keeps_the_bounds_of_the_record(effect: Effect) -> None:
    row = risk(effect, EN)
    assert convert(builtins(row), Risk, "risk") == row
    for text in (row.said, row.population, row.more):
        assert text is None or len(text.fr.split()) <= 35
