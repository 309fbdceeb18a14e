"""A card told in words, and the page of documentation printed from all of them."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from dermadocs.law import explain, parameters, registry, wording
from dermadocs.law.parameters import Parameter, Value
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


def test_a_card_is_told_line_by_line() -> None:
    told = explain.card(registry.get("NU-07"), ON).splitlines()
    assert [line for line in told if not line.startswith("  source")] == [
        "NU-07  A changed estimate is a new one, and the fifteen days start anew",
        "  cited     Code de la santé publique, article D. 6322-30",
        "  status    V: read in a source",
        "  severity  blocking",
        "  force     since 2005-07-26; in force on 2026-11-24, judged on the day of the document",
        "  concerns  estimate, process",
        "  looks at  data, timeline, page",
        "  reads     /estimate/revision",
        "  reads     /estimate/replaces",
        "  reads     /estimate/number",
        "  alias     A-01",
        "  alias     F-T05",
        f"  open      Q5: {explain.questions()['Q5'].question} Applied: {explain.questions()['Q5'].default}",
    ]
    (source,) = [line for line in told if line.startswith("  source")]
    assert source.startswith("  source    S7 http")


def test_a_card_names_the_wordings_that_it_asks_for_and_no_others() -> None:
    for rule in registry.all():
        named = {line.split()[1] for line in explain.card(rule, ON).splitlines() if line.startswith("  wording")}
        assert named == {text.id for text in wording.all() if text.rule == rule.id}, rule.id


def test_the_page_of_an_earlier_day_tells_the_figures_of_that_day() -> None:
    page = explain.markdown(date(2006, 1, 1))
    assert "| Standard rate of VAT: 19.6 percent since 2000-04-01" in page
    assert "20.0 percent" not in page


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


def test_the_page_says_what_it_rests_on_and_ends_with_what_is_open() -> None:
    lines = explain.markdown(ON).splitlines()
    assert lines[0] == "# The law, as cards"
    assert "The sources were read on 2026-11-22; the law of days from 2005-07-26 to 2036-11-22 is known here." in lines
    place = lines.index("## Open questions")
    assert [line.split(" | ")[0] for line in lines[place + 4 :]] == [f"| {key}" for key in explain.questions()]
    assert "| Q11 | D+15 or D+16 | D+16 |" in lines
    assert "| F-D03 | no period of validity | ARR1996-2-06, PRICE-05 |" in lines
    assert any(line.startswith("How well a source is known: **V** read in a source; ") for line in lines)
    heads = [line.removeprefix("## ") for line in lines if line.startswith("## ")]
    groups = ["Figures", "Faults of practice, and the cards that catch them", "Open questions"]
    assert heads == [*registry.groups(), *groups]
    assert lines.count("|---|---|---|---|---|---|---|") == len(registry.groups())


def test_a_figure_is_told_as_people_write_it() -> None:
    figures = {p.id: explain.figure(p, ON) for p in parameters.all()}
    assert "300,00 euros since 2002-01-01 (V)" in figures["estimate-threshold"]
    assert figures["vat-standard"].startswith("Standard rate of VAT: 20.0 percent since 2014-01-01 (S; ")
    assert "18 years since" in figures["majority"]
    one = Parameter("x", "A test", "day", "NU-05", (Value(1, date(2020, 1, 1), "S1", "V", "doubtful"),))
    assert explain.figure(one, ON) == "A test: 1 day since 2020-01-01 (V; doubtful)"


def test_a_figure_is_told_from_its_own_first_day() -> None:
    rule = registry.get("VAT-01")
    (parameter,) = [p for p in parameters.all() if p.rule == rule.id]
    first, last = parameter.values[0].since, parameter.values[-1]
    assert explain.figure(parameter, first) in explain.card(rule, first)
    assert "figure" not in explain.card(rule, first - timedelta(days=1))
    assert str(last.since) in explain.card(rule, ON)


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
