"""Every blocking card that looks at data: a case that breaks it, found there, and a neighbour that is accepted.

Of each broken case it is also shown that no card which does not read the changed places finds anything new.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from broken_cases import ANAESTHETIST, CASES, ONLY_ASKS_OR_STANDS_BACK, THERAPEUTIC, Changes
from matters import DAYS, FRANCHISE, GUARDIAN, LINE, RAW, TODAY, breaches, edited, judged, matter

from dermadocs.domain.labels import NOTICES
from dermadocs.domain.leaves import leaves
from dermadocs.law import engine, looks, papers, registry
from dermadocs.law.matter import Data, Days, Matter, Page
from dermadocs.law.rule import Outcome, names


def fresh(changes: Changes) -> set[str]:
    """The cards with a breach that the example has not."""
    return breaches(matter(changes)) - breaches(matter())


@pytest.mark.parametrize(("rule", "changes", "where", "neighbour"), CASES)
def test_a_broken_case_is_found_at_its_place_by_its_card(
    rule: str, changes: Changes, where: str, neighbour: Changes
) -> None:
    found = {(f.rule, f.where): f for f in judged(matter(changes)) if f.outcome is Outcome.BREACH}
    assert (rule, where) in found
    assert found[rule, where].blocks
    assert "; " in found[rule, where].message, "what cures it"
    assert rule not in breaches(matter(neighbour))


@pytest.mark.parametrize(("rule", "changes", "where", "neighbour"), CASES)
def test_no_card_that_does_not_read_the_changed_place_finds_anything(
    rule: str, changes: Changes, where: str, neighbour: Changes
) -> None:
    for other in fresh(changes):
        reads = registry.get(other).reads
        assert any(names(pattern, pointer) for pattern in reads for pointer in changes), (other, "finds", rule)


@pytest.mark.parametrize("changes", [neighbour for _, _, _, neighbour in CASES if neighbour])
def test_an_accepted_neighbour_blocks_nothing(changes: Changes) -> None:
    assert [str(f) for f in judged(matter(changes)) if f.blocks] == []


@pytest.mark.parametrize("pattern", looks.FREE_TEXTS)
def test_a_deposit_is_found_wherever_a_practice_writes_its_own_words(pattern: str) -> None:
    deposit = "acompte de 300 €"
    plain: dict[str, Any] = {}
    *path, last = pattern.split("/")[1:]
    place: Any = plain
    for step, after in zip(path, (*path[1:], last), strict=True):
        inner: Any = [] if after == "*" else {}
        if isinstance(place, list):
            place.append(inner)
        else:
            place[step] = inner
        place = inner
    if isinstance(place, list):
        place.append(deposit)
    else:
        place[last] = deposit
    findings = engine.judge(Matter(DAYS, Data(plain)), registry.all())
    assert {f.where for f in findings if f.message.startswith("deposit: ")} == {pattern.replace("*", "0")}


def test_a_clause_in_the_consent_is_found_when_the_consent_is_judged() -> None:
    data = Data(edited({"/consent/hopes": "Un acompte de 300 € est demandé."}))
    told = papers.judge_ours(Matter(DAYS, data, Page(["Consentement"], "consent"))).findings
    assert "/consent/hopes" in {f.where for f in told if f.message.startswith("deposit: ")}


def test_a_product_that_stays_passes_once_its_notice_is_given_with_the_estimate() -> None:
    kept = {"/estimate/procedure/implant_days": 31}
    with_it = matter(kept, given=[NOTICES["implant-notice"]])
    told = {f.where: f.outcome for f in judged(with_it) if f.rule == "CSP-D6322-30-1-01" and f.subject == "data"}
    assert breaches(with_it) == set()
    assert told["/estimate/procedure/implant_days"] is Outcome.ASK  # is the signed copy in the medical record?
    for others in ((), [NOTICES["data-notice"]]):
        assert breaches(matter(kept, given=others)) == {"CSP-D6322-30-1-01"}


def test_every_blocking_card_that_looks_at_data_has_its_broken_case() -> None:
    looking = {rule.id for rule in registry.all() if rule.severity == "blocking" and "data" in rule.subjects}
    assert looking - {rule for rule, *_ in CASES} == ONLY_ASKS_OR_STANDS_BACK


def test_the_neighbour_of_a_warning_about_the_offer() -> None:
    late = Days(today=date(2027, 1, 2), document=DAYS.document, operation=DAYS.operation)
    (finding,) = [f for f in judged(matter(days=late)) if f.outcome is Outcome.BREACH]
    assert (finding.rule, finding.severity, finding.where) == ("PRICE-05", "warning", "/estimate/valid_until")
    early = Days(today=date(2027, 1, 1), document=DAYS.document, operation=DAYS.operation)
    assert breaches(matter(days=early)) == set()


def test_nothing_is_dated_in_the_future_of_the_judgement() -> None:
    early = Days(today=date(2026, 11, 1), document=date(2026, 11, 2), operation=DAYS.operation)
    assert breaches(matter(days=early)) == {"T-09"}


@pytest.mark.parametrize(
    ("changes", "rule", "person"),
    [
        ({"/practitioners/0/category": 2}, "CSP-D6322-43-01", "practitioner"),
        ({"/consultation/mode": "video"}, "REM-01", "practitioner"),
        ({"/consultation/mode": "video"}, "REM-02", "practitioner"),
        ({"/consultation/interpreter": "Jean Interprète"}, "REM-03", "practitioner"),
        ({"/estimate/procedure/code": "laser"}, "ARR1996-2-05", "practitioner"),
        ({"/estimate/procedure/anaesthesia": "local_sedation"}, "CSP-GA-01", "practitioner"),
        (FRANCHISE, "VAT-04", "manager"),
        (THERAPEUTIC, "VAT-03", "practitioner"),
        ({"/representatives/0": GUARDIAN}, "PRO-02", "lawyer"),
        ({"/representatives/0": {**GUARDIAN, "covers_person": False}}, "PRO-01", "lawyer"),
        ({"/representatives/0": {**GUARDIAN, "capacity": "curator"}}, "PRO-03", "lawyer"),
        ({"/patient/birth_date": "2010-01-01"}, "MIN-02", "lawyer"),
        ({"/patient/birth_date": "2010-01-01"}, "MIN-04", "manager"),
        (
            {
                "/estimate/lines": [{**LINE, "unit_price": "100.00"}],
                "/estimate/totals": {"net": "100.00", "vat": "20.00", "gross": "120.00"},
            },
            "PRICE-10",
            "practitioner",
        ),
    ],
)
def test_what_no_program_can_know_is_asked_of_a_person(changes: Changes, rule: str, person: str) -> None:
    asked = [f for f in judged(matter(changes)) if f.rule == rule and f.outcome is Outcome.ASK]
    assert asked
    assert all(f.message.startswith(f"{person}: ") and f.before for f in asked)
    assert asked != [f for f in judged(matter()) if f.rule == rule and f.outcome is Outcome.ASK]


def test_what_is_always_asked_before_the_estimate_leaves() -> None:
    steps = {f.rule: f.before for f in judged(matter()) if f.outcome is Outcome.ASK}
    assert steps["CSP-L6322-2-01"] == "send"
    assert steps["CSP-L1111-2-01"] == "sign"
    assert steps["ARCH-01"] == "archive"
    (kept,) = [f for f in judged(matter()) if f.rule == "ARCH-01"]
    assert "until the end of 2046" in kept.message  # operated in 2026; the 28th birthday was in 2016


def test_a_corsican_number_is_said_to_be_unchecked() -> None:
    (finding,) = [f for f in judged(matter({"/facility/finess": "2A0000014"})) if f.outcome is Outcome.BREACH]
    assert (finding.rule, finding.severity) == ("ID-04", "warning")


def test_a_mixture_of_rates_on_a_therapeutic_act_is_pointed_out() -> None:
    mixed = {**THERAPEUTIC, "/estimate/lines/0/vat_rate": "20.0"}
    mixed["/estimate/totals"] = {"net": "1250.00", "vat": "150.00", "gross": "1400.00"}
    assert breaches(matter(mixed)) == {"VAT-02"}


def test_an_anaesthetist_of_another_category_is_found() -> None:
    changes = {"/practitioners/1": {**ANAESTHETIST, "category": 1}, "/estimate/anaesthetist": "anaesthetist"}
    assert breaches(matter(changes)) == {"CSP-D6322-43-01"}


def test_a_lost_person_is_found_not_stumbled_over() -> None:
    lost = {"/estimate/met_by": "nobody", "/estimate/operators": ["nobody"]}
    assert "HOUSE-REFS" in breaches(matter(lost))
    assert not [f for f in judged(matter(lost)) if "the card broke" in f.message]


@pytest.mark.parametrize("value", [None, *(pytest.param(v, marks=pytest.mark.slow) for v in ("zz", [], -1))])
def test_whatever_stands_in_a_leaf_no_card_breaks_and_only_readers_speak(value: object) -> None:
    before = breaches(matter())
    for pointer, _ in leaves(RAW):
        findings = judged(matter({pointer: value}))
        assert not [str(f) for f in findings if "the card broke" in f.message], pointer
        for other in {f.rule for f in findings if f.outcome is Outcome.BREACH} - before:
            assert any(names(pattern, pointer) for pattern in registry.get(other).reads), (other, pointer)


def test_the_example_is_what_the_tests_think() -> None:
    assert RAW["estimate"]["drafted_on"] == "2026-11-02"
    assert DAYS.today == TODAY


def test_a_card_that_does_not_apply_says_why() -> None:
    said = {f.rule: f.message for f in judged(matter()) if f.outcome is Outcome.NOT_APPLICABLE and f.subject == "data"}
    assert said["VAT-04"] == "the practice charges VAT"
    assert said["VAT-03"] == "nothing is exempt"
    assert said["CSP-D6322-30-1-01"] == "no product stays in the body"
    assert said["MIN-02"] == "the patient is of age"
