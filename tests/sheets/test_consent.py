"""The consent form: its sections, what it asks apart, who declares what, and what it never does."""

from __future__ import annotations

import re
from datetime import date

import pytest
from compositions import (
    GUARDIAN,
    INTERPRETER,
    TALKS,
    entry,
    example,
    quoted,
    replace,
    texts,
    with_act,
    with_leave,
)

from dermadocs.catalogue.model import Place
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.case import Case
from dermadocs.domain.content import Block, Bullets, Choices, Lines, Section, Table
from dermadocs.domain.procedure import Anaesthesia, Purpose, Stay
from dermadocs.errors import InputError
from dermadocs.languages import speaker
from dermadocs.law import wording, words
from dermadocs.sheets.consent import consent

SAY = speaker(None)
ORDER = (
    "act",
    "given",
    "course",
    "risks",
    "factors",
    "alternatives",
    "questions",
    "understanding",
    "undertakings",
    "photos",
    "data",
    "statements",
    "right-to-change",
    "originals",
)


def form(case: Case) -> dict[str, Section]:
    return {section.id: section for section in consent(case, entry(), SAY)}


def read(section: Section) -> list[str]:
    return [text.fr for text in texts(section)]


def blocks(section: Section, kind: type[Block]) -> list[Block]:
    return [block for block in section.blocks if isinstance(block, kind)]


def talked(**changes: object) -> Case:
    return replace(example(), consent=replace(TALKS, **changes))


def test_every_section_of_the_domain_stands_there_in_order() -> None:
    for case in (example(), talked()):
        assert tuple(form(case)) == ORDER


def test_what_nobody_wrote_down_is_room_for_writing() -> None:
    empty = form(example())
    for name in ("act", "given", "factors", "questions", "understanding", "undertakings"):
        assert blocks(empty[name], Lines), name
    assert not blocks(empty["given"], Table)


def test_what_was_written_down_is_printed_as_it_was_typed() -> None:
    full = form(talked())
    for name, words_typed in (
        ("act", TALKS.hopes),
        ("given", "6\u00a0novembre\u00a02026"),
        ("questions", TALKS.questions[0].answer),
        ("questions", TALKS.may_become_necessary[0]),
        ("questions", TALKS.refused_in_advance[0]),
        ("understanding", TALKS.said_back[0].words),
        ("undertakings", TALKS.emergency_plan),
    ):
        assert words_typed in read(full[name])
    assert not blocks(full["questions"], Lines)


def test_papers_given_as_an_argument_come_before_those_of_the_record() -> None:
    given = (replace(TALKS.given[0], name="Notice", language=None),)
    section = next(s for s in consent(talked(), entry(), SAY, given) if s.id == "given")
    assert {"Notice", "français"} <= set(read(section))
    assert "Devis" not in read(section)


def test_every_effect_stands_there_with_its_sources_and_its_frequency_where_one_is_published() -> None:
    section = form(example())["risks"]
    (table,) = blocks(section, Table)
    assert isinstance(table, Table)
    rows = {row.cells[0].fr: row for row in table.rows}
    listed = [item.fr for b in section.blocks if isinstance(b, Bullets) for item in b.items]
    for effect in entry().effects:
        sources = ", ".join(effect.sources)
        if not effect.serious and any(not figure.comparison for figure in effect.frequencies):
            assert rows[effect.name].cells[2].fr == sources
            assert re.search(r"(\d+|aucune) personnes? sur \d", rows[effect.name].cells[1].fr)
        else:
            (told,) = [text for text in listed if text.startswith(effect.name) and text.endswith(f"({sources})")]
            assert all(str(figure.of) in told for figure in effect.frequencies)
    assert {e.id for e in entry().effects} >= set(entry().required_risks)


def test_sources_that_disagree_each_stand_with_their_figure() -> None:
    table = next(b for b in form(example())["risks"].blocks if isinstance(b, Table))
    (row,) = [row for row in table.rows if row.cells[0].fr == "Peau plus claire, durablement"]
    assert "jusqu’à 10 personnes sur 100" in row.cells[1].fr
    assert "de 20 à 30 personnes sur 100" in row.cells[1].fr


def test_a_serious_effect_that_was_counted_keeps_its_frequency() -> None:
    counted = next(e for e in entry().effects if e.id == "redness")
    rare = replace(entry(), effects=(replace(counted, serious=True),))
    section = next(s for s in consent(example(), rare, SAY) if s.id == "risks")
    assert any("personnes sur 100 (" in text for text in read(section))


def test_the_factors_ticked_bring_their_paragraphs_and_no_other_box_is_ticked() -> None:
    section = form(replace(example(), risk_factors=("tan", "dark-skin")))["factors"]
    ticked = [b.options[i].fr for b in section.blocks if isinstance(b, Choices) for i in b.chosen]
    wanted = [f for f in entry().factors if f.id in ("tan", "dark-skin")]
    assert ticked == [f.label for f in wanted]
    assert [f.text in read(section) for f in entry().factors] == [f in wanted for f in entry().factors]
    offered = [o.fr for b in section.blocks if isinstance(b, Choices) for o in b.options]
    assert offered == [f.label for f in entry().factors]


def test_an_unknown_factor_is_refused() -> None:
    with pytest.raises(InputError, match="is no risk factor of dermabrasion"):
        form(replace(example(), risk_factors=("flat-feet",)))


def test_doing_nothing_is_among_the_choices_first() -> None:
    (listed,) = blocks(form(example())["alternatives"], Bullets)
    assert isinstance(listed, Bullets)
    assert listed.items[0].fr.startswith("Ne rien faire\u00a0: ")
    assert len(listed.items) == len(entry().alternatives) >= 3


@pytest.mark.parametrize(("answer", "chosen"), [(None, ()), (True, (0,)), (False, (1,))])
def test_photographs_are_asked_apart_for_the_record_alone(answer: bool | None, chosen: tuple[int, ...]) -> None:
    section = form(talked(photos_for_record=answer))["photos"]
    (asked,) = blocks(section, Choices)
    assert isinstance(asked, Choices)
    assert [option.fr for option in asked.options] == ["Oui", "Non"]
    assert asked.chosen == chosen
    assert "dossier médical" in asked.question.fr
    assert not re.search(r"publi|site|réseau|enseign|communication", " ".join(read(section)))


def test_no_box_is_ticked_beforehand() -> None:
    for section in form(example()).values():
        assert all(block.chosen == () for block in section.blocks if isinstance(block, Choices)), section.id


@pytest.mark.parametrize(
    ("kind", "asked", "apart"),
    [
        (Anaesthesia.NONE, False, False),
        (Anaesthesia.LOCAL, True, False),
        (Anaesthesia.LOCAL_SEDATION, True, False),
        (Anaesthesia.REGIONAL, False, True),
        (Anaesthesia.GENERAL, False, True),
    ],
)
def test_anaesthesia_is_consented_to_apart_from_the_act(kind: Anaesthesia, asked: bool, apart: bool) -> None:
    section = form(with_act(example(), anaesthesia=kind))["statements"]
    assert ("Je consens à l’anesthésie prévue au devis\u00a0:" in read(section)) is asked
    assert any("se donne à part" in text for text in read(section)) is apart


def test_a_general_anaesthesia_brings_what_the_catalogue_says_of_it_alone() -> None:
    for kind in (Anaesthesia.GENERAL, Anaesthesia.LOCAL):
        told = read(form(with_act(example(), anaesthesia=kind))["course"])
        for statement in entry().at(Place.ANAESTHESIA):
            if statement.anaesthesia:
                assert (statement.text in told) is (kind in statement.anaesthesia)


def test_the_interpreter_declares_only_where_there_is_one() -> None:
    def declared(case: Case) -> bool:
        return "L’interprète\u00a0:" in read(form(case)["statements"])

    assert not declared(example())
    assert not declared(talked())
    assert declared(talked(interpreter=INTERPRETER))
    assert declared(replace(example(), consultation=replace(example().consultation, interpreter="Aya Ito")))


@pytest.mark.parametrize(("professional", "word"), [(True, "Je suis interprète"), (False, "Je ne suis pas interprète")])
def test_an_interpreter_says_whether_it_is_their_profession(professional: bool, word: str) -> None:
    section = form(talked(interpreter=replace(INTERPRETER, professional=professional)))["statements"]
    assert any(text.startswith(word) for text in read(section))


@pytest.mark.parametrize(
    ("covers", "word"), [(True, "s’étend à la protection"), (False, "ne s’étend pas à sa personne")]
)
def test_a_representative_has_a_place_and_the_protected_person_a_view(covers: bool, word: str) -> None:
    section = form(replace(example(), representatives=(replace(GUARDIAN, covers_person=covers),)))["statements"]
    told = read(section)
    assert "La personne qui représente ou assiste\u00a0:" in told
    assert any(word in text for text in told)
    assert any(text.startswith("L’avis de la personne protégée") for text in told)
    assert "La personne qui représente ou assiste\u00a0:" not in read(form(example())["statements"])


def test_who_met_the_patient_is_said_as_it_was() -> None:
    alone = read(form(example())["statements"])
    assert "J’ai eu un entretien individuel avec le chirurgien qui opère, le 28\u00a0octobre\u00a02026." in alone
    replaced = replace(example(), estimate=replace(example().estimate, substitution="Le Dr B. opère."))
    assert any("à sa place" in text for text in read(form(replaced)["statements"]))


def test_the_day_of_the_interview_and_of_the_hand_over_stand_in_both_languages() -> None:
    paper = replace(TALKS.given[0], name="devis 2026-0147", given_on=date(2026, 12, 1))
    case = talked(given=(TALKS.given[0], paper))
    told = next(s for s in consent(case, entry(), speaker("en")) if s.id == "statements")
    found = {text.fr: text.tr for text in texts(told)}
    handed = "Le devis m’a été remis le 1er\u00a0décembre\u00a02026. Quinze jours entiers ont passé."
    (french,) = [text for text in found if text.startswith(handed)]
    assert (found[french] or "").startswith("The estimate was handed to me on 1 December 2026. Fifteen full days")
    assert "I had an individual interview with the surgeon who operates, on 28 October 2026." in found.values()


def test_without_a_recorded_hand_over_no_day_is_invented() -> None:
    other = replace(TALKS.given[0], name="Notice")
    for case in (example(), talked(given=(other,))):
        told = read(form(case)["statements"])
        assert "Quinze jours entiers ont passé depuis la remise du devis. J’ai eu le temps de réfléchir." in told
        assert not any("m’a été remis" in text for text in told)


def test_the_papers_handed_over_name_the_day_of_the_estimate_too() -> None:
    sections = consent(example(), entry(), SAY, (replace(TALKS.given[0], name="Devis 2026-0147"),))
    assert any("m’a été remis le 6\u00a0novembre\u00a02026" in text for s in sections for text in read(s))


def test_special_needs_are_printed_where_they_were_recorded() -> None:
    label = "Besoins particuliers (langue, façon de communiquer)\u00a0:"
    told = read(form(talked(special_needs="Lit sur les lèvres."))["given"])
    assert told[told.index(label) + 1] == "Lit sur les lèvres."
    assert label not in read(form(talked())["given"])


def test_the_way_home_and_the_days_without_work_are_those_of_the_estimate() -> None:
    home = "Vous quittez la clinique le jour même."
    told = read(form(example())["course"])
    assert home in told
    assert "Prévoyez de 7 à 14 jours sans travail." in told
    assert home not in read(form(with_act(example(), stay=Stay.OVERNIGHT))["course"])
    for days, words_told in ((0, None), (1, "Prévoyez un jour sans travail."), (9, "Prévoyez 9 jours sans travail.")):
        found = [text for text in read(form(with_leave(example(), days, days))["course"]) if "Prévoyez" in text]
        assert found == ([words_told] if words_told else [])


def test_what_a_study_tried_is_no_part_of_the_consent() -> None:
    every = " ".join(
        text for kind in Anaesthesia for text in read(form(with_act(example(), anaesthesia=kind))["course"])
    )
    assert "très dilué" not in every
    assert "Vous ne conduisez pas ce jour-là." in every


def test_the_surgeon_declares_that_nothing_but_consultations_was_paid() -> None:
    told = " ".join(read(form(example())["statements"]))
    assert "Aucun accord ni paiement n’a été obtenu avant, hors consultations." in told


@pytest.mark.parametrize(("answer", "chosen"), [(None, ()), (True, (0,)), (False, (1,))])
def test_the_answer_on_the_anaesthesia_is_that_of_the_record(answer: bool | None, chosen: tuple[int, ...]) -> None:
    section = form(with_act(talked(anaesthesia_agreed=answer), anaesthesia=Anaesthesia.LOCAL))["statements"]
    (asked,) = blocks(section, Choices)
    assert isinstance(asked, Choices)
    assert asked.question.fr == "Je consens à l’anesthésie prévue au devis\u00a0:"
    assert asked.chosen == chosen


def test_the_health_insurance_is_named_for_an_aesthetic_act_alone() -> None:
    for purpose in Purpose:
        told = " ".join(read(form(with_act(example(), purpose=purpose))["statements"]))
        assert ("l’assurance maladie" in told) is (purpose is Purpose.AESTHETIC)


@pytest.mark.parametrize(("days", "word"), [(0, "Aucun produit"), (30, "Aucun produit"), (31, "Une notice vous")])
def test_the_form_says_whether_a_product_stays(days: int, word: str) -> None:
    assert any(word in text for text in read(form(with_act(example(), implant_days=days))["act"]))


def test_consent_may_be_withdrawn_and_the_card_of_the_law_finds_it_said() -> None:
    section = form(example())["right-to-change"]
    (name,) = quoted((section,))
    assert re.search(r"\b(?:retirer|revoquer)\b.{0,40}\bconsentement\b", words.fold(wording.get(name).text))


def test_no_sentence_gives_up_a_right() -> None:
    every = " ".join(text for section in form(talked()).values() for text in read(section)).casefold()
    assert not re.search(r"décharge|je renonce|sans recours|responsabilité", every)
    assert "OWN_CONSENT_RIGHTS_KEPT" in quoted(consent(example(), entry(), SAY))


def test_the_mentions_are_those_that_the_acts_ask_to_be_typed() -> None:
    for act, name in (
        ("consent", "OWN_CONSENT_MENTION"),
        ("confirmation", "OWN_CONFIRMATION_MENTION"),
        ("withdrawal", "OWN_WITHDRAWAL_MENTION"),
    ):
        assert wording.get(name).text == MENTIONS[act]
        assert wording.get(name).status == "O"
