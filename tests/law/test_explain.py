"""A card told in words, and the page of documentation printed from all of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dermadocs.law import explain, parameters, registry
from dermadocs.law.rule import Rule

ON = date(2026, 11, 24)


def test_a_card_tells_where_it_stands_how_sure_it_is_and_what_it_reads() -> None:
    told = explain.card(registry.get("ARR1996-1-01"), ON)
    assert told.startswith("ARR1996-1-01  A detailed estimate is due")
    for line in (
        "  cited     Arrêté du 17 octobre 1996, article 1er, alinéa 1",
        "  status    V: read in a source",
        "  force     since 2002-01-01; in force on 2026-11-24, judged on the day of the document",
        "  alias     F-D01",
    ):
        assert line in told.splitlines()
    assert "300,00 euros since 2002-01-01 (V)" in told
    assert "LEGIARTI000006790660" in told


def test_an_open_question_is_told_with_the_answer_applied() -> None:
    assert "Q11: D+15 or D+16 Applied: D+16" in explain.card(registry.get("NU-05"), ON)


def test_a_rule_that_is_not_yet_law_says_so() -> None:
    assert "NOT in force on 2022-05-14" in explain.card(registry.get("ID-05"), date(2022, 5, 14))
    assert "; in force on 2022-05-15" in explain.card(registry.get("ID-05"), date(2022, 5, 15))


@pytest.mark.parametrize("rule", registry.all(), ids=lambda rule: rule.id)
def test_every_card_can_be_told_on_any_day(rule: Rule) -> None:
    for on in (date(1990, 1, 1), ON, date(2100, 1, 1)):
        told = explain.card(rule, on)
        assert rule.title in told
        assert all(len(line) < 700 for line in told.splitlines())


def test_every_open_question_named_exists() -> None:
    named = {key for rule in registry.all() for key in rule.questions}
    assert named <= set(explain.questions())
    assert len(explain.questions()) == 20


def test_the_page_of_documentation_holds_every_card_and_figure_once() -> None:
    page = explain.markdown(ON)
    for rule in registry.all():
        assert page.count(f"| {rule.id} | {rule.title} |") == 1
    for parameter in parameters.all():
        assert page.count(f"| {parameter.title}: ") == 1
    widths = {line.count(" | ") for line in page.splitlines() if line.startswith(("| ARR", "| CSP", "| SIG"))}
    assert widths == {6}


def test_a_fault_is_told_in_words_with_every_card_that_catches_it() -> None:
    told = explain.named("f-d03", ON)
    assert told.startswith("F-D03  no period of validity\n\n")
    assert {rule.id for rule in registry.find("F-D03")} == {"ARR1996-2-06", "PRICE-05"}
    assert all(rule.title in told for rule in registry.find("F-D03"))
    assert explain.named("PRICE-05", ON) == explain.card(registry.get("PRICE-05"), ON)
    assert explain.named("F-X99", ON) == ""


def test_the_faults_are_those_of_the_list() -> None:
    ids = (Path(__file__).parent / "ids.txt").read_text().split()
    assert list(explain.faults()) == [name for name in ids if name.startswith("F-")]
