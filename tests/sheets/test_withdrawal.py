"""The withdrawal of consent: one page, free, no reason, any form."""

from __future__ import annotations

from compositions import GUARDIAN, example, quoted, replace, texts

from dermadocs.catalogue.readability import words
from dermadocs.domain.content import Lines, Section
from dermadocs.languages import speaker
from dermadocs.law import wording
from dermadocs.sheets.withdrawal import withdrawal

SAY = speaker(None)


def read(sections: tuple[Section, ...]) -> str:
    return "\n".join(text.fr for section in sections for text in texts(section))


def test_it_says_the_right_what_follows_and_how() -> None:
    assert [s.id for s in withdrawal(example(), SAY)] == ["right", "effects", "how"]


def test_it_fits_one_page() -> None:
    assert len(words(read(withdrawal(example(), SAY)))) < 160


def test_no_reason_is_asked_and_no_line_is_left_for_one() -> None:
    sections = withdrawal(example(), SAY)
    assert not [b for s in sections for b in s.blocks if isinstance(b, Lines)]
    assert "Personne ne vous demandera pourquoi." in read(sections)


def test_it_is_free_but_for_the_consultations_that_took_place() -> None:
    sections = withdrawal(example(), SAY)
    (name,) = quoted(sections)
    assert "sans motif et sans frais" in wording.get(name).text
    assert "Seules restent dues les consultations qui ont eu lieu." in wording.get(name).text
    assert "Vous ne le payez pas." in read(sections)


def test_any_form_will_do() -> None:
    told = read(withdrawal(example(), SAY))
    for way in ("Dites-le à l’équipe, même le jour de l’acte.", "téléphonez", "écrivez", "rendez cette page"):
        assert way in told


def test_a_representative_is_named_only_where_there_is_one() -> None:
    assert "représente ou assiste" not in read(withdrawal(example(), SAY))
    assert "représente ou assiste" in read(withdrawal(replace(example(), representatives=(GUARDIAN,)), SAY))
