"""The engine: in force or not, at hand or not, broken or not; nothing is silently taken as kept."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from matters import DAYS, RAW, TODAY, edited, judged, matter

from dermadocs.domain.codec import decode_case
from dermadocs.law import engine, registry
from dermadocs.law.citation import ARRETE_1996, HOUSE
from dermadocs.law.looks import ask, data
from dermadocs.law.matter import Absent, Data, Days, Matter, Page, days_of
from dermadocs.law.rule import Notes, Outcome, Rule, breach

DATED = [rule for rule in registry.all() if rule.since]


def card(check: object, **more: object) -> Rule:
    fields: dict[str, object] = {
        "id": "TEST-1",
        "title": "A card of the tests",
        "cite": ARRETE_1996("article 2"),
        "status": "V",
        "severity": "blocking",
        "applies": ("estimate",),
        "parts": (data(check),),  # type: ignore[arg-type]
    }
    return Rule(**(fields | more))  # type: ignore[arg-type]


def on(rule: Rule, day: date) -> list[Outcome]:
    days = Days(today=TODAY, document=day, operation=day)
    return [f.outcome for f in engine.judge(matter(days=days), [rule])]


@pytest.mark.parametrize("rule", DATED, ids=lambda rule: rule.id)
def test_a_rule_is_law_on_its_first_day_and_not_on_the_eve(rule: Rule) -> None:
    assert rule.since
    assert on(rule, rule.since - timedelta(days=1)) == [Outcome.NOT_IN_FORCE]
    assert Outcome.NOT_IN_FORCE not in on(rule, rule.since)


def test_a_rule_that_ended_is_law_until_the_eve() -> None:
    rule = card(lambda _: iter(()), since=date(1997, 1, 1), ended=date(1998, 4, 27))
    assert on(rule, date(1998, 4, 26)) == [Outcome.PASS]
    assert on(rule, date(1998, 4, 27)) == [Outcome.NOT_IN_FORCE]


def test_a_document_is_judged_by_the_law_of_its_hand_over_an_operation_by_that_of_its_day() -> None:
    days = Days(today=TODAY, document=date(2026, 1, 1), operation=date(2026, 3, 1))
    new = {"since": date(2026, 2, 1)}
    for judged_on, expected in (("document", Outcome.NOT_IN_FORCE), ("operation", Outcome.PASS)):
        rule = card(lambda _: iter(()), judged_on=judged_on, **new)
        assert [f.outcome for f in engine.judge(Matter(days), [rule])] in ([expected], [Outcome.NOT_CHECKED])
        assert [f.outcome for f in engine.judge(matter(days=days), [rule])] == [expected]


def test_the_days_of_a_case() -> None:
    case = Data(RAW).case
    assert days_of(case, TODAY) == Days(TODAY, case.estimate.drafted_on, case.estimate.proposed_on)
    assert days_of(case, TODAY, date(2026, 11, 4)).document == date(2026, 11, 4)


def test_a_card_that_breaks_is_a_finding_and_keeps_what_it_had_said() -> None:
    def broken(_: Matter) -> Notes:
        yield breach("/estimate", "found before it broke", "cure it")
        raise KeyError("nothing here")

    findings = engine.judge(matter(), [card(broken)])
    assert [f.outcome for f in findings] == [Outcome.BREACH, Outcome.NOT_CHECKED]
    assert "KeyError" in findings[1].message


def test_a_figure_that_is_not_recorded_for_the_day_is_said_so() -> None:
    days = Days(today=TODAY, document=date(1999, 1, 1), operation=date(2010, 2, 1))
    (finding,) = [f for f in engine.judge(matter(days=days), [registry.get("VAT-01")]) if f.subject == "data"]
    assert finding.outcome is Outcome.NOT_CHECKED
    assert finding.message == "vat-standard: no value is recorded for 1999-01-01, the first one is of 2000-04-01"


def test_a_subject_that_is_not_at_hand_is_said_not_to_be_checked() -> None:
    findings = engine.judge(Matter(DAYS), registry.all())
    assert {f.outcome for f in findings} == {Outcome.NOT_CHECKED, Outcome.ASK, Outcome.NOT_APPLICABLE}
    assert {rule.id for rule in registry.all()} == {f.rule for f in findings}
    with pytest.raises(Absent, match="timeline"):
        _ = Matter(DAYS).events


def test_data_that_are_no_case_are_still_judged_where_a_card_reads_them_plainly() -> None:
    raw = edited({"/estimate/drafted_on": ""})
    findings = judged(Matter(DAYS, Data(raw)))
    assert ("ARR1996-2-01", "/estimate/drafted_on") in {(f.rule, f.where) for f in engine.blocking(findings)}
    assert any(f.outcome is Outcome.NOT_CHECKED and "/estimate/drafted_on" in f.message for f in findings)


def test_the_example_passes_every_card_that_can_look_at_its_data() -> None:
    findings = judged(matter())
    assert engine.blocking(findings) == []
    assert not [f for f in findings if f.outcome is Outcome.BREACH]


def test_breaches_come_first_and_each_finding_is_one_line_of_json() -> None:
    findings = judged(matter({"/estimate/exclusions": ["voyage"], "/practitioners/0/rpps": "10000000008"}))
    assert [(f.rule, f.severity) for f in findings[:2]] == [("ID-02", "blocking"), ("ARR1996-2-06", "warning")]
    assert findings[0].as_json() == {
        "rule": "ID-02",
        "status": "BREACH",
        "severity": "blocking",
        "citation": "Répertoire RPPS (known from a secondary source)",
        "message": "10000000008 has a wrong key digit; compare it with the register",
        "where": "/practitioners/0/rpps",
    }
    assert all("\n" not in str(f) for f in findings)


def test_a_citation_from_memory_says_so_and_one_that_was_read_does_not() -> None:
    by_rule = {f.rule: f.citation for f in judged(matter())}
    assert by_rule["CDM-36-01"] == "Code de la santé publique, article R. 4127-36 (from memory, to be verified)"
    assert by_rule["CSP-D6322-30-04"] == "Code de la santé publique, article D. 6322-30, alinéa 4"
    assert by_rule["MIN-06"] == "Règle propre à dermadocs (the house's own rule)"


def test_a_question_names_a_person_and_stops_a_step_not_the_exit_code() -> None:
    rule = card(None, cite=HOUSE(), parts=(ask("lawyer", "send", "is it so?"),))
    (finding,) = engine.judge(Matter(DAYS), [rule])
    assert finding.outcome is Outcome.ASK
    assert finding.message == "lawyer: is it so?"
    assert not finding.blocks
    assert engine.asked([finding], "send") == [finding]
    assert engine.asked([finding], "sign") == []


def test_every_question_of_every_card_stops_a_named_step() -> None:
    everything = judged(Matter(DAYS, Data(edited({"/consultation/mode": "video"})), Page(["x"])))
    assert all(f.before for f in everything if f.outcome is Outcome.ASK)


def test_a_report_has_every_breach_and_one_line_for_each_other_card() -> None:
    findings = judged(matter({"/practitioners/0/rpps": "10000000008"}))
    short = engine.by_rule(findings)
    assert {f.rule for f in short} == {rule.id for rule in registry.all()}
    assert [f for f in short if f.outcome is Outcome.BREACH] == engine.blocking(findings)
    assert [f for f in short if f.outcome is Outcome.ASK] == [f for f in findings if f.outcome is Outcome.ASK]
    quiet = [f.rule for f in short if f.outcome not in (Outcome.BREACH, Outcome.ASK)]
    assert len(quiet) == len(set(quiet))
    (offer,) = [f for f in short if f.rule == "PRICE-05"]
    assert offer.outcome is Outcome.PASS
    assert offer.message.endswith("; not checked: timeline")
    assert [(f.outcome, f.subject) for f in short if f.rule == "ID-02"] == [
        (Outcome.BREACH, "data"),
        (Outcome.NOT_CHECKED, "page"),
    ]
    (gate,) = [f for f in short if f.rule == "T-02"]
    assert gate.outcome is Outcome.NOT_CHECKED


def test_a_typed_case_and_its_plain_form_are_judged_alike() -> None:
    typed = Data.of(decode_case(json.dumps(RAW).encode()))
    assert judged(Matter(DAYS, typed)) == judged(matter())


def test_beside_a_breach_no_word_of_what_passed_beside_a_question_there_is_one() -> None:
    def broken(_: Matter) -> Notes:
        yield breach("/estimate", "wrong", "cure it")

    def passed(_: Matter) -> Notes:
        yield from ()

    both = replace(registry.get("PRICE-02"), parts=(data(broken), data(passed)))
    asking = replace(both, parts=(ask("manager", "sign", "is it so?"), data(passed)))
    for rule, outcomes in ((both, [Outcome.BREACH]), (asking, [Outcome.ASK, Outcome.PASS])):
        assert [f.outcome for f in engine.by_rule(engine.judge(matter(), [rule]))] == outcomes
