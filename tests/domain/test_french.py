"""Printed forms, letter by letter: the spaces that do not break, and instants that name one moment."""

from __future__ import annotations

import unicodedata
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermadocs.domain import french, labels
from dermadocs.domain.places import COUNTRIES, LANGUAGES, country, hour_of, language, zone_names
from dermadocs.domain.procedure import Anaesthesia, Purpose, Stay

N, T = "\u00a0", "\u202f"


@pytest.mark.parametrize(
    ("cents", "bare"),
    [
        (0, "0,00"),
        (5, "0,05"),
        (75_000, "750,00"),
        (125_000, f"1{T}250,00"),
        (999_999_999, f"9{T}999{T}999,99"),
    ],
)
def test_amounts(cents: int, bare: str) -> None:
    assert french.amount(cents) == bare
    assert french.money(cents) == f"{bare}{N}€"


@given(st.integers(0, 999_999_999))
def test_an_amount_reads_back_to_its_cents(cents: int) -> None:
    assert int("".join(c for c in french.money(cents) if c.isdigit())) == cents


def test_rates() -> None:
    assert [french.rate(r) for r in (200, 55, 0, 21)] == [f"20{N}%", f"5,5{N}%", f"0{N}%", f"2,1{N}%"]


@pytest.mark.parametrize(
    ("day", "full", "short"),
    [
        (date(2026, 9, 8), f"mardi{N}8{N}septembre{N}2026", "08/09/2026"),
        (date(2027, 1, 1), f"vendredi{N}1er{N}janvier{N}2027", "01/01/2027"),
        (date(2028, 2, 29), f"mardi{N}29{N}février{N}2028", "29/02/2028"),
        (date(2026, 8, 31), f"lundi{N}31{N}août{N}2026", "31/08/2026"),
    ],
)
def test_dates(day: date, full: str, short: str) -> None:
    assert french.date_full(day) == full
    assert french.date_long(day) == full.split(N, 1)[1]
    assert french.date_short(day) == short


def test_an_instant_names_day_hour_and_place() -> None:
    at = datetime(2026, 9, 8, 16, 5, tzinfo=UTC)
    assert french.instant(at) == f"mardi{N}8{N}septembre{N}2026 à 18:05 (heure de Paris)"
    assert french.instants(at, "Europe/Paris") == (french.instant(at),)
    assert french.instants(at, "Europe/Brussels") == (french.instant(at),)
    assert french.instants(at, "Europe/London")[1].endswith("à 17:05 (heure de Londres)")
    assert french.instants(at, "Asia/Tokyo")[1].startswith(f"mercredi{N}9")


def test_midnight_at_the_gate_for_a_patient_in_bristol() -> None:
    at = datetime(2026, 9, 25, 22, tzinfo=UTC)
    paris, theirs = french.instants(at, "Europe/London")
    assert paris == f"samedi{N}26{N}septembre{N}2026 à 00:00 (heure de Paris)"
    assert theirs == f"vendredi{N}25{N}septembre{N}2026 à 23:00 (heure de Londres)"


def test_the_hour_that_comes_twice_is_told_apart() -> None:
    first, second = (datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1))
    assert french.instant(first).endswith("à 02:30 (heure de Paris, UTC+2)")
    assert french.instant(second).endswith("à 02:30 (heure de Paris, UTC+1)")
    for hour, offset in ((4, "UTC−2:30)"), (5, "UTC−3:30)")):
        newfoundland = datetime(2026, 11, 1, hour, 0, tzinfo=UTC)
        assert french.instant(newfoundland, "America/St_Johns").endswith(f"à 01:30 (heure de St Johns, {offset}")


moments = st.integers(1_700_000_000 // 60, 2_000_000_000 // 60).map(lambda m: datetime.fromtimestamp(m * 60, UTC))


@given(moments, moments, st.sampled_from(["Europe/Paris", "America/St_Johns", "Australia/Lord_Howe"]))
def test_two_instants_never_print_alike(one: datetime, other: datetime, zone: str) -> None:
    assert (french.instant(one, zone) == french.instant(other, zone)) == (one == other)


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        french.instant(datetime(2026, 1, 1))  # noqa: DTZ001 - the fault under test


def test_numbers_are_grouped() -> None:
    assert french.siren("000147009") == f"000{N}147{N}009"
    assert french.vat_number("FR77000147009") == f"FR{N}77{N}000{N}147{N}009"
    assert french.finess("750000002") == f"75{N}000{N}0002"
    assert french.digest("7f3a91c2" * 8, 16) == f"7f3a{N}91c2{N}7f3a{N}91c2"


def test_every_code_has_its_french_words() -> None:
    for field, codes in (("anaesthesia", Anaesthesia), ("stay", Stay), ("purpose", Purpose)):
        assert set(labels.LABELS[field]) == {code.value for code in codes}
    assert labels.label("anaesthesia", "local") == "anesthésie locale"
    with pytest.raises(KeyError):
        labels.label("anaesthesia", "hypnosis")


def test_places_are_complete_and_distinct() -> None:
    assert len(COUNTRIES) == 249  # ISO 3166-1
    assert len(set(COUNTRIES.values())) == 249
    assert (country("GB"), country("CI"), language("en")) == ("Royaume-Uni", "Côte d’Ivoire", "anglais")
    for name in (*COUNTRIES.values(), *LANGUAGES.values()):
        assert unicodedata.is_normalized("NFC", name)
        assert name == name.strip()
        assert "'" not in name


@pytest.mark.parametrize(
    ("zone", "words"),
    [
        ("Europe/London", "heure de Londres"),
        ("Africa/Cairo", "heure du Caire"),
        ("Europe/Athens", "heure d’Athènes"),
        ("America/New_York", "heure de New York"),
        ("Europe/Amsterdam", "heure d’Amsterdam"),
        ("America/Argentina/Buenos_Aires", "heure de Buenos Aires"),
        ("Pacific/Kiritimati", "heure de Kiritimati"),
    ],
)
def test_whose_hour_it_is(zone: str, words: str) -> None:
    assert hour_of(zone) == words


def test_every_zone_has_words() -> None:
    assert "Europe/Paris" in zone_names()
    assert all(hour_of(zone).startswith(("heure de ", "heure d’", "heure du ", "heure des ")) for zone in zone_names())
