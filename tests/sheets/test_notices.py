"""The notices: data (GDPR 13), product that stays in the body (D6322-30-1), accord at a distance (L221-18)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from compositions import GUARDIAN, INTERPRETER, TALKS, entry, example, implant, quoted, replace, texts, with_act

from dermadocs.catalogue.load import read as read_entry
from dermadocs.domain.case import Case
from dermadocs.domain.content import Choices, Lines, Section
from dermadocs.errors import InputError, NotPermitted
from dermadocs.languages import speaker
from dermadocs.law import parameters, registry, wording, words
from dermadocs.sheets.notices import data_notice, distance_notice, implant_notice, needs_notice

SAY = speaker(None)
DAY = date(2026, 11, 2)
IN_LETTERS = {10: "dix", 14: "quatorze", 15: "quinze", 20: "vingt", 28: "vingt-huit", 30: "trente"}
CHIN = Path(__file__).resolve().parents[1] / "catalogue" / "chin-implant.toml"


def told(sections: tuple[Section, ...], only: str | None = None) -> str:
    return "\n".join(text.fr for s in sections if only in (None, s.id) for text in texts(s))


def kept(case: Case, days: int = 3650) -> Case:
    return with_act(case, implant_days=days)


def test_the_data_notice_says_what_gdpr_13_asks_in_order() -> None:
    assert [s.id for s in data_notice(example(), SAY)] == [
        "controller",
        "purposes",
        "recipients",
        "transfers",
        "retention",
        "rights",
        "complaint",
        "necessary",
    ]


@pytest.mark.parametrize(
    ("section", "word"),
    [
        ("controller", "responsable de vos données"),
        ("controller", "délégué à la protection des données"),
        ("rights", "obtenir une copie"),
        ("rights", "corriger"),
        ("rights", "limiter"),
        ("rights", "effacer"),
        ("rights", "sous forme de fichier"),
        ("rights", "vous opposer"),
        ("rights", "retirer votre accord"),
        ("rights", "après votre décès"),
        ("complaint", "CNIL"),
        ("necessary", "la loi l’exige"),
        ("necessary", "machine seule"),
    ],
)
def test_each_item_is_said(section: str, word: str) -> None:
    assert word in told(data_notice(example(), SAY), section)


def test_it_rests_on_care_contract_and_law_and_asks_for_no_consent() -> None:
    sections = data_notice(example(), SAY)
    assert "Votre consentement n’est pas demandé" in wording.get("OWN_DATA_BASIS").text
    assert {"OWN_DATA_BASIS", "OWN_DATA_PLACE", "CSP_L1111_7_ACCESS"} == set(quoted(sections))
    assert wording.get("CSP_L1111_7_ACCESS").status == "S"
    assert not [b for s in sections for b in s.blocks if isinstance(b, Choices | Lines)]


@pytest.mark.parametrize("figure", ["record-kept", "record-kept-until-age", "record-kept-after-death"])
def test_the_periods_are_those_of_the_law_on_record(figure: str) -> None:
    letters = IN_LETTERS[parameters.at(figure, DAY)]
    assert f"{letters} ans" in told(data_notice(example(), SAY), "retention")


def test_a_claim_suspends_the_periods() -> None:
    assert "suspend" in told(data_notice(example(), SAY), "retention")


@pytest.mark.parametrize(
    ("case", "word"),
    [
        (replace(example(), estimate=replace(example().estimate, anaesthetist="surgeon")), "l’anesthésiste"),
        (replace(example(), consent=replace(TALKS, interpreter=INTERPRETER)), "l’interprète"),
        (replace(example(), representatives=(GUARDIAN,)), "représente ou vous assiste"),
    ],
)
def test_who_receives_the_data_is_who_is_in_the_dossier(case: Case, word: str) -> None:
    assert word in told(data_notice(case, SAY), "recipients")
    assert word not in told(data_notice(example(), SAY), "recipients")


@pytest.mark.parametrize("days", [0, 1, 30])
def test_no_implant_notice_for_what_does_not_stay(days: int) -> None:
    assert not needs_notice(kept(example(), days))
    with pytest.raises(NotPermitted, match=f"{days} days in the body; the notice is for more than 30") as refused:
        implant_notice(kept(example(), days), implant(entry()), SAY)
    assert refused.value.rule == "CSP-D6322-30-1-01"
    assert registry.get(refused.value.rule)


def test_the_implant_notice_repeats_what_d6322_30_1_lists() -> None:
    chin = read_entry(CHIN.read_bytes(), CHIN.name)
    sections = implant_notice(kept(example(), 31), chin, SAY)
    assert [s.id for s in sections] == ["product", "life", "again", "risks", "record"]
    assert "durée de vie limitée" in told(sections, "life")
    assert "Le bloc peut s’user." in told(sections, "life")
    assert "nouvelle intervention peut être nécessaire" in told(sections, "again")
    assert "une autre opération" in told(sections, "again")
    assert all(effect.name in told(sections, "risks") for effect in chin.effects)
    assert f"plus de {IN_LETTERS[parameters.at('implant-notice', DAY)]} jours" in told(sections, "product")
    assert "n’accepte ni le devis, ni l’acte" in told(sections, "record")
    assert told(sections).startswith("Le produit\nCeci est un texte d’essai.")


@pytest.mark.parametrize("missing", ["implant-life", "implant-again"])
def test_a_catalogue_that_does_not_say_enough_gives_no_notice(missing: str) -> None:
    found = implant(entry())
    less = replace(found, statements=tuple(s for s in found.statements if s.id != missing))
    with pytest.raises(InputError, match=f"catalogue/dermabrasion: no statement '{missing}'"):
        implant_notice(kept(example()), less, SAY)


def test_the_distance_notice_gives_fourteen_days_that_never_shorten_the_fifteen() -> None:
    sections = distance_notice(example(), SAY)
    period = told(sections, "period")
    assert f"{IN_LETTERS[parameters.at('distance-withdrawal', DAY)]} jours" in period
    assert f"{IN_LETTERS[parameters.at('reflection', DAY)]} jours de réflexion" in period
    assert "Il ne peut pas les réduire." in period
    assert "après l’acceptation" in period
    assert "Vous y reconnaissez que ce droit prend fin une fois l’acte entièrement accompli." in period


def test_the_model_form_is_a_section_of_its_own_and_the_only_one_with_lines() -> None:
    sections = distance_notice(example(), SAY)
    assert [s.id for s in sections if any(isinstance(b, Lines) for b in s.blocks)] == ["form"]
    assert sections[-1].id == "form"
    assert len([b for b in sections[-1].blocks if isinstance(b, Lines)]) == 4


def test_the_law_is_quoted_where_it_was_read_and_told_in_our_words_where_it_was_not() -> None:
    found = {name: wording.get(name).status for name in quoted(distance_notice(example(), SAY))}
    assert found == {
        "CONSO_L221_18": "V",
        "CONSO_L221_19_LAST_DAY": "S",
        "CONSO_L221_28_1": "V",
        "CONSO_R221_1_FORM": "S",
    }


def test_nothing_is_owed_by_who_withdraws() -> None:
    effects = told(distance_notice(example(), SAY), "effects")
    assert "Vous ne devez rien pour l’acte." in effects
    assert words.lint(effects) == []


def test_every_wording_serves_a_rule_that_exists() -> None:
    for text in wording.all():
        assert registry.get(text.rule), text.id
