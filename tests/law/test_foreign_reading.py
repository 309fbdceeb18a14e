"""What is read on a paper of others: every month and number in words, sums, and which value a label names."""

from __future__ import annotations

from datetime import date

import pytest

from dermadocs.law import reading
from dermadocs.law.reading import Reading

FRENCH = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
]
ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
WORDS = {
    "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10,
    "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "vingt": 20, "trente": 30, "soixante": 60,
    "cent": 100, "une": 1, "7": 7, "90": 90, "zéro": 0,
}  # fmt: skip
UNITS = {"jours": 1, "days": 1, "semaines": 7, "weeks": 7, "mois": 30, "months": 30, "ans": 365, "years": 365}


def dated(text: str) -> list[tuple[str, str]]:
    return [(value.role, str(value.day)) for value in Reading([text]).values if value.day]


@pytest.mark.parametrize(("number", "names"), list(enumerate(zip(FRENCH, ENGLISH, strict=True), 1)))
def test_every_month_is_read_in_both_languages(number: int, names: tuple[str, str]) -> None:
    for name in names:
        assert dated(f"Fait à Lyon, le 2 {name} 2026") == [("drafted", f"2026-{number:02}-02")]


@pytest.mark.parametrize(("word", "number"), list(WORDS.items()))
def test_every_number_is_read_as_a_length(word: str, number: int) -> None:
    for unit, days in UNITS.items():
        (value,) = Reading([f"Offre valable {word} {unit}"]).values
        assert (value.role, value.days) == ("validity", number * days)


@pytest.mark.parametrize(
    ("written", "year"),
    [("00", 2000), ("26", 2026), ("69", 2069), ("70", 1970), ("99", 1999), ("1969", 1969), ("2070", 2070)],
)
def test_a_year_of_two_digits_lies_between_1970_and_2069(written: str, year: int) -> None:
    (value,) = Reading([f"Fait à Lyon, le 02/11/{written}"]).values
    assert value.day == date(year, 11, 2)
    assert value.short is (len(written) == 2)


def test_a_birth_date_with_a_short_year_lies_before_the_judgement_by_a_hundred_years_at_most() -> None:
    on = date(2026, 11, 24)
    for written, born in (("24/11/26", "2026-11-24"), ("25/11/26", "1926-11-25"), ("01/02/69", "1969-02-01")):
        assert str(Reading([f"Patiente née le {written}"]).born(on)) == born
    # the first birth date counts, and no other date of the paper
    two = Reading(["Fait à Lyon, le 2 novembre 2026. Née le 14/06/1985, mère née le 01/01/1960"])
    assert two.born(on) == date(1985, 6, 14)


@pytest.mark.parametrize(("gap", "role"), [(1, "birth"), (60, "birth"), (70, "birth"), (71, "other"), (200, "other")])
def test_a_value_too_far_behind_its_label_is_not_its_value(gap: int, role: str) -> None:
    text = f"naissance{':' + ' ' + 'x' * (gap - 3) + ' ' if gap > 3 else ' '}14/06/1985"
    assert text.index("14/06") - len("naissance") == gap
    assert dated(text) == [(role, "1985-06-14")]


def test_the_nearest_label_before_a_value_names_it_and_only_the_first_value_behind() -> None:
    assert dated("Validité, naissance : 14/06/1985") == [("birth", "1985-06-14")]
    assert dated("Née le 14/06/1985. Reçu le 04/11/2026.") == [("birth", "1985-06-14"), ("receipt", "2026-11-04")]
    assert dated("14/06/1985 naissance") == [("other", "1985-06-14")]
    assert dated("Naissance : 14/06/1985, 15/06/1985") == [("birth", "1985-06-14"), ("other", "1985-06-15")]


def test_two_rows_far_apart_are_not_paired() -> None:
    labels, values = "Date du devis Date proposée", "02/11/2026 15/12/2026"
    assert dated(f"{labels} {values}") == [("drafted", "2026-11-02"), ("act", "2026-12-15")]
    assert dated(f"{labels} {'x' * 80} {values}") == [("other", "2026-11-02"), ("other", "2026-12-15")]
    # a label far before the row is no column of it
    assert dated(f"Validité {'x' * 80} {labels} {values}") == [("drafted", "2026-11-02"), ("act", "2026-12-15")]


def test_a_row_of_labels_is_a_row_however_long_if_none_is_far_from_the_one_before() -> None:
    gap = "x" * 50
    labels = f"Date du devis {gap} Date proposée {gap} Date de naissance"
    assert dated(f"{labels} 02/11/2026 15/12/2026 14/06/1985") == [
        ("drafted", "2026-11-02"),
        ("act", "2026-12-15"),
        ("birth", "1985-06-14"),
    ]
    # it is the first value that stands near the last label
    assert dated(f"Date du devis {gap} Date proposée 02/11/2026 {gap}{gap} 15/12/2026") == [
        ("drafted", "2026-11-02"),
        ("act", "2026-12-15"),
    ]


def test_how_long_an_offer_lasts_is_the_longest_time_told() -> None:
    text = Reading(["Offre valable 2 mois. Devis valable jusqu’au 31/01/2027. Suivi : consultation, 12 mois."])
    assert text.lasting("validity", None) == 60
    assert text.lasting("validity", date(2026, 11, 2)) == 90
    assert Reading(["Devis"]).lasting("validity", date(2026, 11, 2)) is None


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("1 200,50", [120_050]),
        ("900 €", [90_000]),
        ("900 eur", [90_000]),
        ("12.30", [1_230]),
        ("1 234 567,00", [123_456_700]),
        ("20 %", []),
        ("20,00 %", []),
        ("900", []),
        ("900 heures", []),
        ("le 02/11/2026", []),
        ("le 02.11.2026, 15.00", [1_500]),
        ("2 x 15,00 = 30,00", [1_500, 3_000]),
    ],
)
def test_a_sum_has_two_decimals_or_a_euro_sign_and_no_percent(text: str, cents: list[int]) -> None:
    assert [sum_ for sum_, _ in reading.amounts(text)] == cents


def test_a_sum_is_told_with_its_place() -> None:
    text = "total 900 € net 10,00"
    assert [(sum_, text[place:].split()[0]) for sum_, place in reading.amounts(text)] == [
        (90_000, "900"),
        (1_000, "10,00"),
    ]


def test_a_word_broken_at_the_end_of_a_line_is_made_whole_and_a_real_hyphen_stays() -> None:
    assert reading.joined("inter-\nvention, AR-\nRÊT, sous-\n  titre") == "intervention, ARRÊT, soustitre"
    assert reading.joined("2026-\n11, A-\nb, Jean-\nPierre") == "2026-\n11, Ab, Jean-\nPierre"


def test_a_day_later_than_the_calendar_is_its_last_one() -> None:
    assert reading.later(date(2026, 11, 2), 16) == date(2026, 11, 18)
    assert reading.later(date(9999, 12, 30), 16) == date.max
