"""The after-care sheet: what the patient takes home, and what a doctor elsewhere can read."""

from __future__ import annotations

import re

import pytest

from dermadocs.catalogue.load import entry
from dermadocs.domain.content import Bullets, Paragraph, Section, Table
from dermadocs.domain.jsonform import builtins, convert
from dermadocs.errors import InputError
from dermadocs.languages import speaker
from dermadocs.sheets.aftercare import aftercare
from dermadocs.sheets.information import information

DERM = entry("dermabrasion")
FR, EN = speaker(None), speaker("en")


def sheet(*factors: str) -> dict[str, Section]:
    """The sections of a French sheet by their id."""
    return {s.id: s for s in aftercare(DERM, FR, factors)}


def paragraphs(section: Section) -> list[str]:
    """The French paragraphs of a section."""
    return [block.text.fr for block in section.blocks if isinstance(block, Paragraph)]


def items(section: Section) -> list[str]:
    """The French list items of a section."""
    return [item.fr for block in section.blocks if isinstance(block, Bullets) for item in block.items]


def test_the_sections_in_order() -> None:
    assert list(sheet()) == ["days", "wash", "sun", "avoid", "alarm", "abroad", "local-doctor"]
    assert list(sheet("tobacco"))[4] == "personal"


def test_the_same_table_of_days_as_before_the_operation() -> None:
    course = next(s for s in information(DERM, FR, [], "local") if s.id == "course")
    assert [b for b in sheet()["days"].blocks if isinstance(b, Table)] == [
        b for b in course.blocks if isinstance(b, Table)
    ]


def test_the_alarm_signs_are_the_same_words_as_before_the_operation() -> None:
    before = next(s for s in information(DERM, FR, [], "local") if s.id == "alarm")
    assert sheet()["alarm"] == before
    for sign in (
        "une plaie qui n’est pas fermée après 2 à 3 semaines",
        "un saignement qui ne s’arrête pas",
        "le visage qui gonfle d’un coup, ou de la peine à respirer",
        "un œil rouge, qui fait mal ou voit mal",
    ):
        assert sign in items(before)


def test_the_signs_begin_with_whom_to_call_and_promise_no_line_that_answers_at_night() -> None:
    (listed,) = [block for block in sheet()["alarm"].blocks if isinstance(block, Bullets)]
    assert listed.lead is not None
    assert "Sans réponse, allez à l’hôpital le plus proche." in listed.lead.fr
    assert "(le 15 ou le 112 en France)" in listed.lead.fr
    every = " ".join(text for section in sheet().values() for text in (*paragraphs(section), *items(section)))
    assert "nuit" not in every


def test_washing_goes_on_until_healed() -> None:
    assert "Faites-le jusqu’à la guérison\u00a0: de 7 à 10 jours selon le cabinet, parfois jusqu’à 15." in items(
        sheet()["wash"]
    )


def test_every_range_of_keeping_out_of_the_sun_is_told() -> None:
    assert items(sheet()["sun"])[0] == (
        "Restez à l’ombre, longtemps. Les sources disent 12 semaines au moins, 3 à 6 mois, ou au moins 6 mois."
    )


def test_only_factors_that_change_the_care_bring_a_paragraph() -> None:
    assert "personal" not in sheet("pregnancy")
    assert paragraphs(sheet("herpes-history", "pregnancy")["personal"])[0] == (
        "Herpès ou bouton de fièvre dans le passé. "
        "Si un médicament contre l’herpès vous a été prescrit, prenez-le comme le dit l’ordonnance, jusqu’au bout."
    )


def test_far_from_the_practice_the_patient_knows_whom_to_call() -> None:
    found = paragraphs(sheet()["abroad"])
    assert any("allez à l’hôpital le plus proche" in text for text in found)
    assert any("Pour le médecin qui vous reçoit" in text for text in found)
    assert sheet()["local-doctor"].title.fr == "Pour le médecin qui vous reçoit"


def test_a_doctor_elsewhere_reads_what_was_done_in_english_too() -> None:
    note = next(s for s in aftercare(DERM, EN, []) if s.id == "local-doctor")
    first = note.blocks[0]
    assert isinstance(first, Paragraph)
    assert (
        first.text.tr
        == "This person has had a dermabrasion with a burr. The epidermis and part of the dermis were abraded."
    )


def test_no_name_no_number_to_call_and_no_date_stand_in_the_text() -> None:
    for section in aftercare(DERM, FR, [f.id for f in DERM.factors]):
        for text in (*paragraphs(section), *items(section)):
            assert not re.search(r"\+\d|@|\b\d{4,}\b|\bDr\b|\bM(?:me|\.) ", text), text


def test_an_unknown_factor_is_refused_in_one_line() -> None:
    with pytest.raises(InputError, match=r"^factors: 'moon' is no risk factor of dermabrasion; known: "):
        aftercare(DERM, FR, ["moon"])


def test_every_section_fits_the_record() -> None:
    for section in aftercare(DERM, EN, [f.id for f in DERM.factors]):
        assert convert(builtins(section), Section, "section") == section
