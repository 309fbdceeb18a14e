"""Whether an estimate may be issued: a clean case has no fault, a faulty one is told which."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from matters import FRANCHISE, GUARDIAN, RAW, SECOND, edited

from dermadocs.domain.case import Case
from dermadocs.domain.codec import decode_case
from dermadocs.law import engine, issuing
from dermadocs.law.rule import Outcome
from dermadocs.law.rules.patient import birthday

ON = date(2026, 11, 24)


def case(changes: dict[str, object]) -> Case:
    return decode_case(json.dumps(edited(changes)).encode())


def test_the_example_may_be_issued_from_the_day_it_was_drafted() -> None:
    example = decode_case(json.dumps(RAW).encode())
    assert issuing.faults(example, date(2026, 11, 2)) == []
    assert [f.rule for f in issuing.faults(example, date(2026, 11, 1))] == ["T-09"]


def test_every_fault_of_a_case_is_told_blocking_ones_first() -> None:
    faulty = case({"/consultation/language": "fr", "/practitioners/0/rpps": "10000000008"})
    found = issuing.faults(faulty, date(2026, 11, 24))
    assert [(f.rule, f.severity) for f in found] == [("ID-02", "blocking"), ("REM-03", "warning")]


def test_what_is_asked_and_what_is_not_checked_is_told_too() -> None:
    found = issuing.check(case({"/practitioners/1": SECOND}), date(2026, 11, 24))
    outcomes = {f.outcome for f in found}
    assert {Outcome.ASK, Outcome.NOT_CHECKED, Outcome.PASS, Outcome.NOT_APPLICABLE} == outcomes


def found(changes: dict[str, Any], on: date = ON) -> set[tuple[str, str]]:
    return {(f.where, f.rule) for f in issuing.faults(case(changes), on)}


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
        ({"/facility/address/country": "UK"}, "/facility/address/country", "HOUSE-COUNTRIES"),
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
        ({"/estimate/operators": ["surgeon", "surgeon"]}, "/estimate/operators", "CSP-D6322-30-03"),
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
def test_a_fault_is_found_at_its_place_under_its_rule(changes: dict[str, Any], where: str, rule: str) -> None:
    assert (where, rule) in found(changes)


def test_a_wrong_siren_shows_in_the_siren_and_in_the_vat_number() -> None:
    assert found({"/practice/siren": "000147008"}) == {
        ("/practice/siren", "VAT-05"),
        ("/practice/vat_number", "VAT-05"),
    }


@pytest.mark.parametrize(
    ("changes", "on_the_day", "the_day_before"),
    [
        ("/estimate/proposed_on", "2026-11-18", "2026-11-17"),
        ("/estimate/valid_until", "2026-12-02", "2026-12-01"),
        ("/practitioners/0/insurance/valid_until", "2026-12-15", "2026-12-14"),
        ("/facility/authorisation/valid_until", "2026-12-15", "2026-12-14"),
    ],
)
def test_the_last_good_day_is_good(changes: str, on_the_day: str, the_day_before: str) -> None:
    on = date(2026, 11, 2)
    assert found({changes: on_the_day}, on) == set()
    assert found({changes: the_day_before}, on) != set()


def test_eighteen_on_the_drafting_day_is_of_age() -> None:
    assert found({"/patient/birth_date": "2008-11-02"}) == set()
    assert birthday(date(2008, 2, 29), 18) == date(2026, 3, 1)
    assert birthday(date(2008, 2, 29), 20) == date(2028, 2, 29)


def test_a_fault_is_one_line_with_its_place_its_cure_and_its_rule() -> None:
    faults = issuing.faults(case({"/consultation/language": "fr", "/patient/birth_date": "2015-01-01"}), ON)
    assert {f.rule for f in engine.blocking(faults)} == {"MIN-01", "MIN-06"}
    for fault in engine.blocking(faults):
        for what_to_do in ("wait until eighteen (civil code 388)", "see a lawyer", "CSP R. 1112-35"):
            assert what_to_do in fault.message
    for fault in faults:
        assert re.fullmatch(r"/\S+: .+; .+ \([A-Z0-9-]+\)", str(fault))


def test_the_law_of_the_day_of_issue_counts_not_that_of_an_old_draft() -> None:
    """A paper dated before the rules is handed over under them all the same: none is found not to be in force."""
    old = {
        "/estimate/drafted_on": "1996-01-02",
        "/consultation/date": "1996-01-01",
        "/estimate/operators": ["surgeon"] * 2,
    }
    assert ("/estimate/operators", "CSP-D6322-30-03") in found(old)


def test_what_is_asked_before_the_paper_leaves_is_told_and_blocks_nothing() -> None:
    findings = issuing.check(case({}), ON)
    asked = issuing.questions(findings)
    assert {f.before for f in asked} == {"sign", "send"}
    assert {"ARR1996-2-06", "CSP-L6322-2-01", "CSP-L1111-2-01"} <= {f.rule for f in asked}
    assert not any(f.blocks for f in asked)
    assert issuing.questions(findings, ("audit",)) != []
