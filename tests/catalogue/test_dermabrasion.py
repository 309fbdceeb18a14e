"""The facts of the first procedure against our notes (domain.md, sections 00 and 3), and how its French is set."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from dermadocs.catalogue.load import entry
from dermadocs.domain.jsonform import builtins
from dermadocs.domain.money import vat
from dermadocs.domain.procedure import Anaesthesia, Stay
from dermadocs.law.words import lint

DERM = entry("dermabrasion")
EFFECTS = {effect.id: effect for effect in DERM.effects}

FIGURES = {
    "crusts": [(0, 100, 100, "AC")],
    "redness": [(13, 100, 100, "AC")],
    "milia": [(5, 100, 100, "AC")],
    "darkening-lasting": [(2, 8, 100, "AC")],
    "lightening-lasting": [(0, 10, 100, "AC"), (20, 30, 100, "EM01")],
    "herpes": [(9, 9, 100, "HSV99")],
    "herpes-treated": [(0, 0, 84, "VAL1"), (0, 0, 120, "VAL2")],
}

SIGNS = ("fever", "pus", "pain", "bleeding", "breath", "eye", "blisters", "open", "cord", "doubt")


def texts(value: object) -> Iterator[str]:
    """Every text that is printed of a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            if key not in ("url", "site", "sources", "id", "schema"):
                yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def test_every_published_frequency_and_no_other() -> None:
    found = {e.id: [(f.low, f.high, f.of, f.source) for f in e.frequencies] for e in DERM.effects if e.frequencies}
    assert found == FIGURES


def test_figures_of_another_treatment_are_marked_as_comparisons() -> None:
    marked = {f.source for e in DERM.effects for f in e.frequencies if f.comparison}
    assert marked == {"HSV99", "VAL1", "VAL2"}  # after laser, or after resurfacing of several kinds


def test_conflicting_figures_of_lasting_lightening_both_stand() -> None:
    effect = EFFECTS["lightening-lasting"]
    assert {f.source for f in effect.frequencies} == {"AC", "EM01"}
    assert "Les deux chiffres ne s’accordent pas." in effect.more


@pytest.mark.parametrize(
    "identifier", ["skin-tear", "eye-injury", "anaesthetic-toxicity", "eyelid", "anaesthesia-accident"]
)
def test_each_serious_risk_is_named(identifier: str) -> None:
    assert EFFECTS[identifier].serious


def test_what_no_source_was_read_for_is_marked_unverified() -> None:
    unverified = set(DERM.unverified())
    assert {"eye-injury", "anaesthetic-toxicity", "eyelid", "pregnancy", "scar-surgery", "no-solidarity"} <= unverified
    assert {f"alarm-{sign}" for sign in SIGNS} <= unverified
    assert {"home-escort", "from-far", "doc-herpes", "anaesthesia-accident", "post-operative-care"} <= unverified
    assert "redness" not in unverified


def test_no_paper_gives_the_dose_of_a_medicine() -> None:
    for text in texts(builtins(DERM)):
        assert not re.search(r"\d\s?m?g\b|par jour", text), text


def test_the_practice_s_card_names_no_days_of_care_and_the_default_says_so() -> None:
    assert (DERM.care.days, DERM.care.sources, DERM.care.status) == (42, ("D",), "unverified")


def test_the_practice_s_own_card_is_the_default() -> None:
    defaults = DERM.defaults
    assert (defaults.duration_minutes, defaults.stay, defaults.implant_days) == (30, Stay.OUTPATIENT, 0)
    assert (defaults.leave_days_minimum, defaults.leave_days_maximum) == (7, 14)
    assert set(DERM.anaesthesia) == {Anaesthesia.LOCAL, Anaesthesia.LOCAL_SEDATION, Anaesthesia.GENERAL}


def test_the_practice_s_split_comes_to_its_average_price() -> None:
    net = sum(line.quantity * line.unit_price for line in DERM.prices)
    assert net == 125_000
    assert net + vat(net, 200) == DERM.defaults.average_price == 150_000
    assert {line.vat_rate for line in DERM.prices} == {200}


def test_doing_nothing_stands_among_nine_alternatives() -> None:
    assert len(DERM.alternatives) == 9
    assert DERM.alternatives[0].id == "nothing"


def test_each_range_of_the_healing_of_the_surface_is_told() -> None:
    row = next(m for m in DERM.moments if m.id == "healed")
    assert row.expect == (
        "La surface guérit. Le cabinet dit 7 à 10 jours. Les sources disent 5 à 8, 7 à 10, 10 à 14 ou 10 à 15."
    )


def test_every_source_is_used_and_published_ones_have_a_place_to_find_them() -> None:
    used = {source for _, fact in DERM.facts() for source in fact.sources}
    assert used == {source.id for source in DERM.sources}
    assert all(source.site for source in DERM.sources if source.kind == "published")
    assert {source.id for source in DERM.sources if source.kind == "published" and not source.url} == {"EM01", "KZ05"}


def test_no_sentence_releases_promises_sells_or_hurries() -> None:
    for text in texts(builtins(DERM)):
        assert lint(text) == [], text
        assert "!" not in text
        assert not re.search(r"\bgaranti|\bsans risque|\bsans danger|\bmeilleur", text), text


def test_french_marks_are_set_as_french_printers_set_them() -> None:
    for text in texts(builtins(DERM)):
        assert "'" not in text, text
        assert '"' not in text, text
        assert not re.search(r"(?<!\u00a0)[:;?!%»]|«(?!\u00a0)", text), text
        assert not re.search(r" {2}|\.\.", text), text


def test_paragraphs_and_cells_are_short_enough_never_to_cross_a_page() -> None:
    for statement in DERM.statements:
        assert len(statement.text.split()) <= 70, statement.id
    for factor in DERM.factors:
        assert len(f"{factor.label} {factor.text}".split()) <= 70, factor.id
    for moment in DERM.moments:
        assert all(len(cell.split()) <= 35 for cell in (moment.when, moment.expect, moment.do)), moment.id
    for effect in DERM.effects:
        assert len(effect.more.split()) <= 35, effect.id
