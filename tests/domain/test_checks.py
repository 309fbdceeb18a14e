"""The domain's own rules: each fault is found at its place, under its rule, and nothing else is."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from case_editing import RAW
from hypothesis import given
from hypothesis import strategies as st

from dermadocs.domain.case import Case
from dermadocs.domain.checks import blocking, check
from dermadocs.domain.checks.people import birthday
from dermadocs.domain.identifiers import luhn, vat_key

ON = date(2026, 11, 24)
Edit = Callable[[dict[str, Any]], Case]

SURGEON = RAW["practitioners"][0]
SECOND = {**SURGEON, "id": "second", "rpps": "10999999997", "family_name": "Morel", "given_names": "Anne"}
ANAESTHETIST = {**SECOND, "id": "anaesthetist", "category": 3, "qualification": "anesthésie-réanimation"}
GUARDIAN = {
    "id": "guardian",
    "title": "M.",
    "family_name": "Whitcombe",
    "given_names": "John",
    "address": RAW["patient"]["address"],
    "capacity": "guardian",
    "covers_person": True,
    "judgment": "Bristol 2026-01",
}
FRANCHISE = {
    "/practice/vat_regime": "small_business",
    "/practice/vat_number": None,
    "/estimate/totals": {"net": "1250.00", "vat": "0.00", "gross": "1250.00"},
    **{f"/estimate/lines/{i}/vat_rate": "0.0" for i in range(6)},
}
THERAPEUTIC = {
    "/estimate/procedure/purpose": "therapeutic",
    "/estimate/totals": FRANCHISE["/estimate/totals"],
    **{f"/estimate/lines/{i}/vat_rate": "0.0" for i in range(6)},
}


def found(case: Case, on: date = ON) -> set[tuple[str, str]]:
    return {(f.where, f.rule) for f in check(case, on)}


def test_the_example_has_no_fault_from_the_day_it_was_drafted(case: Case) -> None:
    assert check(case, date(2026, 11, 2)) == []
    assert check(case, ON) == []


@pytest.mark.parametrize(
    ("changes", "where", "rule"),
    [
        ({"/practitioners/0/rpps": "10000000008"}, "/practitioners/0/rpps", "ID-02"),
        ({"/practitioners/1": {**SECOND, "rpps": "10000000009"}}, "/practitioners/1/rpps", "ID-02"),
        ({"/facility/finess": "750000003"}, "/facility/finess", "ID-04"),
        ({"/facility/finess": None}, "/facility/finess", "ARR1996-2-04"),
        ({"/practice/vat_number": "FR78000147009"}, "/practice/vat_number", "VAT-05"),
        ({"/practice/vat_number": "FR77000147017"}, "/practice/vat_number", "VAT-05"),
        ({"/practice/vat_number": None}, "/practice/vat_number", "VAT-05"),
        ({"/patient/address/country": "XX"}, "/patient/address/country", "ARR1996-2-03"),
        ({"/facility/address/country": "UK"}, "/facility/address/country", "ARR1996-2-03"),
        ({"/patient/time_zone": "Europe/Bristol"}, "/patient/time_zone", "NU-05"),
        ({"/patient/time_zone": "GMT"}, "/patient/time_zone", "NU-05"),
        ({"/patient/family_name": "Παπαδοπούλου"}, "/patient/family_name", "ARR1996-2-03"),
        ({"/patient/given_names": "حنان"}, "/patient/given_names", "ARR1996-2-03"),
        (
            {"/patient/given_names": "Anne " * 11 + "Marie", "/patient/family_name": "Whitcombe"},
            "/patient/given_names",
            "HOUSE-NAMES",
        ),
        ({"/patient/id": "surgeon"}, "/patient/id", "HOUSE-IDS"),
        ({"/practitioners/1": {**SECOND, "id": "surgeon"}}, "/practitioners/1/id", "HOUSE-IDS"),
        ({"/practitioners/0/category": 3}, "/practitioners/0/category", "CSP-D6322-43-01"),
        ({"/practitioners/0/category": 5}, "/practitioners/0/category", "CSP-D6322-43-01"),
        ({"/patient/birth_date": "2008-11-03"}, "/patient/birth_date", "MIN-06"),
        ({"/patient/birth_date": "2027-01-01"}, "/patient/birth_date", "ARR1996-2-03"),
        ({"/patient/birth_date": "1906-11-02"}, "/patient/birth_date", "ARR1996-2-03"),
        ({"/representatives/0": GUARDIAN}, "/representatives/0", "PRO-01"),
        ({"/practice/payment_means": ["virement"]}, "/practice/payment_means", "CDM-53-03"),
        ({"/practice/payment_means": ["virement", "Virement"]}, "/practice/payment_means", "CDM-53-03"),
        ({"/practice/payment_means": []}, "/practice/payment_means", "CDM-53-03"),
        ({"/consultation/date": "2026-11-03"}, "/consultation/date", "CSP-L1111-2-02"),
        ({"/estimate/proposed_on": "2026-11-17"}, "/estimate/proposed_on", "ARR1996-2-05"),
        ({"/estimate/valid_until": "2026-12-01"}, "/estimate/valid_until", "PRICE-05"),
        (
            {"/practitioners/0/insurance/covers_act": False},
            "/practitioners/0/insurance/covers_act",
            "CSP-L1142-2-01",
        ),
        (
            {"/practitioners/0/insurance/valid_until": "2026-12-14"},
            "/practitioners/0/insurance/valid_until",
            "CSP-L1142-2-01",
        ),
        (
            {"/practitioners/0/insurance/valid_from": "2026-12-16"},
            "/practitioners/0/insurance/valid_until",
            "CSP-L1142-2-01",
        ),
        (
            {"/facility/authorisation/valid_until": "2026-12-14"},
            "/facility/authorisation/valid_until",
            "CSP-L6322-1-01",
        ),
        ({"/consultation/practitioner": "nobody"}, "/consultation/practitioner", "HOUSE-REFS"),
        ({"/estimate/anaesthetist": "nobody"}, "/estimate/anaesthetist", "HOUSE-REFS"),
        ({"/estimate/lines/1/payee": "clinic"}, "/estimate/lines/1/payee", "PRICE-04"),
        ({"/estimate/operators": ["surgeon", "surgeon"]}, "/estimate/operators", "CSP-D6322-30-02"),
        ({"/estimate/substitution": "Le Dr Morel opère."}, "/estimate/substitution", "CSP-D6322-30-03"),
        ({"/estimate/procedure/anaesthesia": "general"}, "/estimate/anaesthetist", "CSP-GA-01"),
        ({"/estimate/procedure/implant_days": 31}, "/estimate/procedure/implant_days", "CSP-D6322-30-1-01"),
        ({"/estimate/sick_leave_days/maximum": 6}, "/estimate/sick_leave_days/maximum", "ARR1996-2-07"),
        ({"/estimate/exclusions": ["voyage"]}, "/estimate/exclusions", "ARR1996-2-06"),
        ({"/estimate/revision": 2}, "/estimate/replaces", "NU-07"),
        ({"/estimate/replaces": "2026-0147"}, "/estimate/replaces", "NU-07"),
        ({"/estimate/totals/net": "1250.01"}, "/estimate/totals/net", "PRICE-02"),
        ({"/estimate/totals/gross": "1499.99"}, "/estimate/totals/gross", "PRICE-02"),
        ({"/consultation/language": "fr"}, "/consultation/language", "REM-03"),
        ({"/consultation/language": "xx"}, "/consultation/language", "REM-03"),
        ({"/estimate/lines/0/label": "Acompte"}, "/estimate/lines/0/label", "PRICE-06"),
        ({"/estimate/lines/0/label": "Frais de dossier"}, "/estimate/lines/0/label", "PRICE-08"),
        ({**FRANCHISE, "/practice/vat_number": "FR77000147009"}, "/practice/vat_number", "VAT-04"),
    ],
)
def test_a_fault_is_found_at_its_place_under_its_rule(
    edited: Edit, changes: dict[str, Any], where: str, rule: str
) -> None:
    assert (where, rule) in found(edited(changes))


def test_a_wrong_siren_shows_in_the_siren_and_in_the_vat_number(edited: Edit) -> None:
    assert found(edited({"/practice/siren": "000147008"})) == {
        ("/practice/siren", "VAT-05"),
        ("/practice/vat_number", "VAT-05"),
    }


def test_dates_in_the_future_of_the_day_of_the_check(case: Case) -> None:
    assert found(case, date(2026, 11, 1)) == {("/estimate/drafted_on", "T-09")}
    assert ("/consultation/date", "T-09") in found(case, date(2026, 10, 27))


def test_an_offer_about_to_lapse_is_a_warning_only(case: Case) -> None:
    assert check(case, date(2027, 1, 1)) == []
    late = check(case, date(2027, 1, 2))
    assert [(f.where, f.severity) for f in late] == [("/estimate/valid_until", "warning")]


@pytest.mark.parametrize(
    ("changes", "on_the_day", "the_day_before"),
    [
        ("/estimate/proposed_on", "2026-11-18", "2026-11-17"),
        ("/estimate/valid_until", "2026-12-02", "2026-12-01"),
        ("/practitioners/0/insurance/valid_until", "2026-12-15", "2026-12-14"),
        ("/facility/authorisation/valid_until", "2026-12-15", "2026-12-14"),
    ],
)
def test_the_last_good_day_is_good(edited: Edit, changes: str, on_the_day: str, the_day_before: str) -> None:
    on = date(2026, 11, 2)
    assert found(edited({changes: on_the_day}), on) == set()
    assert found(edited({changes: the_day_before}), on) != set()


def test_eighteen_on_the_drafting_day_is_of_age(edited: Edit) -> None:
    assert found(edited({"/patient/birth_date": "2008-11-02"})) == set()
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


def test_a_second_surgeon_must_be_announced(edited: Edit) -> None:
    both = {"/practitioners/1": SECOND, "/estimate/operators": ["surgeon", "second"]}
    assert found(edited(both)) == {("/estimate/substitution", "CSP-D6322-30-03")}
    announced = {**both, "/estimate/substitution": "Le Dr Morel pratique une partie de l’intervention."}
    assert found(edited(announced)) == set()
    uninsured = {**announced, "/practitioners/1/insurance/covers_act": False}
    assert found(edited(uninsured)) == {("/practitioners/1/insurance/covers_act", "CSP-L1142-2-01")}


def test_categories_two_and_four_are_pointed_out(edited: Edit) -> None:
    for category in (2, 4):
        (finding,) = check(edited({"/practitioners/0/category": category}), ON)
        assert (finding.rule, finding.severity) == ("CSP-D6322-43-01", "warning")


def test_general_anaesthesia_with_its_anaesthetist_is_in_order(edited: Edit) -> None:
    changes = {
        "/practitioners/1": ANAESTHETIST,
        "/estimate/anaesthetist": "anaesthetist",
        "/estimate/procedure/anaesthesia": "general",
        "/estimate/lines/2/payee": "anaesthetist",
    }
    assert found(edited(changes)) == set()
    assert found(edited({**changes, "/practitioners/1/category": 1})) == {
        ("/practitioners/1/category", "CSP-D6322-43-01")
    }


def test_the_franchise_knows_no_vat(edited: Edit) -> None:
    assert found(edited(FRANCHISE)) == set()
    taxed = {**FRANCHISE, "/estimate/lines/3/vat_rate": "20.0"}
    assert ("/estimate/lines/3/vat_rate", "VAT-04") in found(edited(taxed))


def test_an_aesthetic_act_is_taxed_at_twenty_throughout(edited: Edit) -> None:
    for rate in ("0.0", "5.5", "10.0"):
        assert ("/estimate/lines/4/vat_rate", "VAT-01") in found(edited({"/estimate/lines/4/vat_rate": rate}))


def test_an_exemption_is_pointed_out_and_a_mixture_too(edited: Edit) -> None:
    findings = check(edited(THERAPEUTIC), ON)
    assert [(f.rule, f.severity) for f in findings] == [("VAT-03", "warning")]
    mixed = {**THERAPEUTIC, "/estimate/lines/0/vat_rate": "20.0"}
    mixed["/estimate/totals"] = {"net": "1250.00", "vat": "150.00", "gross": "1400.00"}
    assert {f.rule for f in check(edited(mixed), ON)} == {"VAT-02", "VAT-03"}


def test_a_corsican_number_is_said_to_be_unchecked(edited: Edit) -> None:
    (finding,) = check(edited({"/facility/finess": "2A0000014"}), ON)
    assert finding.severity == "warning"
    assert "not checked" in finding.message


def test_unknown_people_are_found_not_stumbled_over(edited: Edit) -> None:
    lost = {"/estimate/met_by": "nobody", "/estimate/operators": ["nobody"]}
    assert ("/estimate/met_by", "HOUSE-REFS") in found(edited(lost))
    assert ("/estimate/operators/0", "HOUSE-REFS") in found(edited(lost))


def test_blocking_faults_come_first_and_each_is_one_line(edited: Edit) -> None:
    case = edited({"/consultation/language": "fr", "/patient/birth_date": "2015-01-01"})
    findings = check(case, ON)
    assert [f.severity for f in findings] == ["blocking", "warning"]
    assert blocking(findings) == findings[:1]
    for finding in findings:
        assert re.fullmatch(r"/\S+: .+ \([A-Z0-9-]+\)", str(finding))


@given(st.integers(0, 10**10 - 1))
def test_exactly_one_key_digit_is_right(number: int) -> None:
    assert [luhn(f"{number:010d}{key}") for key in range(10)].count(True) == 1


@given(st.text("0123456789", min_size=11, max_size=11).filter(luhn), st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(number: str, place: int, shift: int) -> None:
    wrong = str((int(number[place]) + shift) % 10)
    assert not luhn(number[:place] + wrong + number[place + 1 :])


def test_vat_key_of_a_published_example() -> None:
    assert vat_key("404833048") == "83"
