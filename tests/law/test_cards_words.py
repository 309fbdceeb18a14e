"""What a card says to whoever reads it: why it stands back, what it asks, which figure it names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from broken_cases import THERAPEUTIC
from matters import DAYS, FRANCHISE, LINE, SECOND, breaches, judged, matter, paper

from dermadocs.law.matter import Days, Page
from dermadocs.law.rule import Outcome

CHEAP = {
    "/estimate/lines": [{**LINE, "unit_price": "100.00"}],
    "/estimate/totals": {"net": "100.00", "vat": "20.00", "gross": "120.00"},
}


def said(changes: dict[str, Any], outcome: Outcome) -> dict[str, str]:
    return {f.rule: f.message for f in judged(matter(changes)) if f.outcome is outcome and f.subject == "data"}


@pytest.mark.parametrize(
    ("rule", "changes", "why"),
    [
        ("VAT-01", FRANCHISE, "the act is not taxed as a purely aesthetic one"),
        ("VAT-01", THERAPEUTIC, "the act is not taxed as a purely aesthetic one"),
        ("VAT-02", {}, "a purely aesthetic act: VAT-01 looks at every line"),
        ("VAT-03", {}, "nothing is exempt"),
        ("VAT-04", {}, "the practice charges VAT"),
        ("REM-02", {}, "the consultation was held in person"),
        ("PRO-01", {}, "no protection measure is declared"),
        ("ID-04", {"/facility/finess": None, "/facility/private": False}, "no FINESS number"),
        ("MIN-02", {"/patient/birth_date": "2008-11-02"}, "the patient is of age"),
        ("CSP-D6322-30-1-01", {}, "no product stays in the body"),
        (
            "ARR1996-7-01",
            {},
            "an estimate is due; the plain information document is for acts that need none",
        ),
        ("ARR1996-7-01", CHEAP, "cosmetic surgery always has an estimate, whatever its price (CSP-L6322-2-01)"),
        (
            "ARR1996-7-01",
            {**CHEAP, "/estimate/procedure/anaesthesia": "general"},
            "an estimate is due; the plain information document is for acts that need none",
        ),
    ],
)
def test_a_card_that_stands_back_says_why(rule: str, changes: dict[str, Any], why: str) -> None:
    assert said(changes, Outcome.NOT_APPLICABLE)[rule] == why


def test_a_product_that_is_soon_gone_needs_no_notice() -> None:
    for days in (1, 12, 30):
        why = said({"/estimate/procedure/implant_days": days}, Outcome.NOT_APPLICABLE)["CSP-D6322-30-1-01"]
        assert why == f"a product stays {days} days in the body, not more than 30"


def test_a_question_names_the_figure_of_the_day() -> None:
    asked = said(FRANCHISE, Outcome.ASK)["VAT-04"]
    assert asked == "manager: does the year's turnover stay below 37500 EUR?"


def test_one_rate_on_every_line_of_a_therapeutic_act_is_no_mixture() -> None:
    assert "VAT-02" not in breaches(matter(THERAPEUTIC))
    assert "VAT-03" in said(THERAPEUTIC, Outcome.ASK)


@pytest.mark.parametrize(
    ("changes", "rule", "message"),
    [
        (
            {"/practice/vat_number": "FR78000147009"},
            "VAT-05",
            "wrong key 78 after FR; compare it with the register",
        ),
        (
            {"/practitioners/1": {**SECOND, "rpps": "10000000009"}},
            "ID-02",
            "the same number as practitioner 0; one number, one doctor",
        ),
    ],
)
def test_a_breach_tells_what_is_wrong(changes: dict[str, Any], rule: str, message: str) -> None:
    assert message in [f.message for f in judged(matter(changes)) if f.rule == rule and f.outcome is Outcome.BREACH]


@pytest.mark.parametrize("sentence", ["deux exemplaires originaux", "chaque partie sur un support durable"])
def test_either_sentence_on_the_originals_is_enough(sentence: str) -> None:
    assert "SIG-06" not in breaches(paper(f"Ce devis est établi en {sentence}."))
    assert "SIG-06" in breaches(paper("Ce devis est établi."))


@pytest.mark.parametrize(
    ("day", "outcome"), [(date(2026, 9, 25), Outcome.NOT_APPLICABLE), (date(2026, 9, 26), Outcome.ASK)]
)
def test_the_place_of_storage_is_asked_about_from_its_first_day_on(day: date, outcome: Outcome) -> None:
    days = Days(today=day, document=DAYS.document, operation=DAYS.operation)
    (told,) = [f for f in judged(matter(days=days)) if f.rule == "DATA-03" and "HDS" not in f.message]
    assert told.outcome is outcome
    if outcome is Outcome.NOT_APPLICABLE:
        assert told.message == "the place of storage is ruled from 2026-09-26 on"


def test_the_form_of_business_stands_beside_the_first_practitioner_alone(pages: tuple[str, ...]) -> None:
    told = judged(matter({"/practitioners/1": SECOND}, page=Page(pages)))
    assert not [f for f in told if f.rule == "ID-05" and f.outcome is Outcome.BREACH]


def test_a_clause_is_told_with_its_page() -> None:
    pages = ["Devis.", "Un acompte de 300 € est versé.", "Page 3."]
    told = [f.where for f in judged(paper(*pages)) if f.rule == "CDM-55-01" and f.message.startswith("deposit")]
    assert told == ["page 2"]


def test_a_rule_that_is_not_law_yet_says_so_once_for_its_first_subject() -> None:
    days = Days(today=date(2005, 7, 27), document=date(2005, 7, 25), operation=date(2005, 7, 25))
    told = [f for f in judged(matter(days=days)) if f.rule == "CSP-D6322-30-04"]
    assert [(f.outcome, f.subject, f.message) for f in told] == [
        (Outcome.NOT_IN_FORCE, "page", "not in force on 2005-07-25")
    ]
    (renewed,) = [f for f in judged(matter(days=days)) if f.rule == "NU-07"]
    assert (renewed.outcome, renewed.subject) == (Outcome.NOT_IN_FORCE, "data")


def test_a_single_payee_has_no_total_of_its_own() -> None:
    alone = {f"/estimate/lines/{i}/payee": "surgeon" for i in range(6)}
    told = [f.message for f in judged(matter(alone, page=Page((".",)))) if f.rule == "PRICE-04"]
    assert not [message for message in told if message.startswith("the total of")]
    assert any(f.message.startswith("the total of ") for f in judged(matter(page=Page((".",)))))


def test_each_sum_that_is_not_on_the_paper_is_named(pages: tuple[str, ...]) -> None:
    for amount, part in (("1 250,00", "net"), ("250,00", "vat")):
        texts = tuple(" ".join(page.replace("\u202f", " ").replace("\xa0", " ").split()) for page in pages)
        texts = tuple(page.replace(amount, "…") for page in texts)
        told = {f.where for f in judged(matter(page=Page(texts))) if f.rule == "VAT-06" and f.outcome is Outcome.BREACH}
        assert f"/estimate/totals/{part}" in told
