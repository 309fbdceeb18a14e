"""The letters of the posted packs: what they ask, what they do not, and in whose language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from compositions import example, texts

from dermadocs.domain.content import Section, Words
from dermadocs.languages import offered, speaker
from dermadocs.law.words import lint
from dermadocs.sheets.posting import NAMES, Enclosed, first_letter, return_slip, second_letter

FIRST = [
    Enclosed("estimate", "practitioner", 1, 13),
    Enclosed("estimate", "patient", 1, 13),
    Enclosed("data-notice", "patient", 1, 4),
]
SECOND = [Enclosed("acceptance", "practitioner", 14, 14), Enclosed("consent", "practitioner", 1, 13)]
D, OPENED = date(2026, 11, 6), date(2026, 11, 22)


def letters(language: str | None) -> Iterator[tuple[Section, ...]]:
    say, practice = speaker(language), example().practice
    yield first_letter(practice, FIRST, say)
    yield second_letter(practice, SECOND, D, OPENED, say)
    yield return_slip("2026-0147", 1, FIRST, say)
    yield return_slip("2026-0147", 2, SECOND, say)


def said(sections: tuple[Section, ...]) -> list[Words]:
    return [words for section in sections for words in texts(section)]


def french(sections: tuple[Section, ...]) -> str:
    return " ".join(words.fr for words in said(sections)).replace("\u00a0", " ")


@pytest.mark.parametrize("language", offered())
def test_every_word_stands_in_the_patient_s_language_too(language: str) -> None:
    for sections in letters(language):
        assert [words.fr for words in said(sections) if not words.tr] == []


def test_the_first_letter_asks_for_a_receipt_and_for_nothing_that_binds() -> None:
    told = french(next(letters(None)))
    assert "N’acceptez rien et ne payez rien maintenant." in told
    assert "Recevoir ces documents ne vous engage à rien." in told
    assert "après ce délai, jamais avant" in told


def test_the_second_letter_tells_the_days_and_that_nobody_has_to() -> None:
    told = french(list(letters(None))[1])
    assert "Vous avez reçu votre devis le 6 novembre 2026." in told
    assert "Signée avant le 22 novembre 2026, une page serait sans effet." in told
    assert "Rien ne vous oblige à accepter." in told


def test_no_letter_holds_a_clause_that_the_law_forbids() -> None:
    for sections in letters(None):
        for words in said(sections):
            assert list(lint(words.fr)) == [], words.fr


def test_the_slip_lists_what_comes_back_and_that_alone() -> None:
    told = french(return_slip("2026-0147", 1, FIRST, speaker(None)))
    assert "Devis, exemplaire du praticien : pages 1 à 13" in told
    assert "exemplaire du patient" not in told
    assert "Dossier 2026-0147, envoi 1" in told


def test_every_paper_that_may_be_enclosed_has_a_name() -> None:
    for (what, copy), name in NAMES.items():
        one = Enclosed(what, copy, 2, 2)
        assert one.named(speaker("en")).fr == name
        assert one.paged(speaker(None)).fr == "page 2"
        assert one.comes_back is (copy == "practitioner")
