"""Who is on the paper: key digits, names, places, categories, age (ID-*, ARR1996-2-02 to 2-04, MIN-*)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dermadocs.domain import identifiers
from dermadocs.domain.case import Case
from dermadocs.domain.checks.finding import Finding, Findings
from dermadocs.domain.facts import is_latin
from dermadocs.domain.people import (
    FACILITY,
    Address,
    Patient,
    Practitioner,
    Representative,
    full_name,
)
from dermadocs.domain.places import COUNTRIES, LANGUAGES, zone_names

MAJORITY = 18
OPERATING = (1, 2, 4)
OLDEST = 120
CERTIFICATE_NAME = 64
"""Upper bound of a common name (RFC 5280, appendix A.1, ub-common-name)."""


def keys(case: Case, on: date) -> Findings:
    """RPPS, FINESS, SIREN, VAT number: a wrong key digit is a typing error that a register would show."""
    seen: dict[str, int] = {}
    for i, practitioner in enumerate(case.practitioners):
        where = f"/practitioners/{i}/rpps"
        if not identifiers.luhn(practitioner.rpps):
            yield Finding(where, f"{practitioner.rpps} has a wrong key digit", "ID-02")
        if practitioner.rpps in seen:
            yield Finding(where, f"the same number as practitioner {seen[practitioner.rpps]}", "ID-02")
        seen.setdefault(practitioner.rpps, i)
    yield from _practice_keys(case)
    yield from _facility_keys(case)


def _practice_keys(case: Case) -> Findings:
    practice = case.practice
    if not identifiers.luhn(practice.siren):
        yield Finding("/practice/siren", f"{practice.siren} has a wrong key digit", "VAT-05")
    number, where = practice.vat_number, "/practice/vat_number"
    if number is None:
        if practice.vat_regime == "standard":
            yield Finding(where, "missing, though the practice charges VAT", "VAT-05")
        return
    if practice.vat_regime == "small_business":
        why = "a VAT number is not printed under the franchise; write null"
        yield Finding(where, why, "VAT-04", "warning")
    if number[4:] != practice.siren:
        yield Finding(where, f"does not end with the SIREN {practice.siren}", "VAT-05")
    elif number[2:4] != identifiers.vat_key(practice.siren):
        yield Finding(where, f"wrong key {number[2:4]} after FR", "VAT-05")


def _facility_keys(case: Case) -> Findings:
    number, where = case.facility.finess, "/facility/finess"
    if number is None:
        if case.facility.private:
            yield Finding(where, "missing; a private establishment has one", "ARR1996-2-04")
    elif not number.isdigit():
        yield Finding(where, "the key digit of a Corsican number is not checked", "ID-04", "warning")
    elif not identifiers.luhn(number):
        yield Finding(where, f"{number} has a wrong key digit", "ID-04")


def names_and_places(case: Case, on: date) -> Findings:
    """Latin names (another script has its own field), countries, languages and time zone that exist."""
    people: list[tuple[str, Practitioner | Patient | Representative]] = [("/patient", case.patient)]
    people += [(f"/practitioners/{i}", p) for i, p in enumerate(case.practitioners)]
    people += [(f"/representatives/{i}", r) for i, r in enumerate(case.representatives)]
    for where, person in people:
        for field in ("family_name", "given_names"):
            if not is_latin(getattr(person, field)):
                why = "write it in Latin letters as in the passport; the other script goes to native_name"
                yield Finding(f"{where}/{field}", why, "ARR1996-2-03")
        if len(full_name(person)) > CERTIFICATE_NAME:
            why = f"given and family names together exceed the {CERTIFICATE_NAME} letters of a certificate"
            yield Finding(f"{where}/given_names", why, "HOUSE-NAMES")
    for where, address in _addresses(case):
        if address.country not in COUNTRIES:
            yield Finding(f"{where}/country", f"{address.country} is no country of ISO 3166", "ARR1996-2-03")
    for where, code in (
        ("/patient/language", case.patient.language),
        ("/consultation/language", case.consultation.language),
    ):
        if code not in LANGUAGES:
            yield Finding(where, f"{code} is not a language known here", "REM-03")
    if case.patient.time_zone not in zone_names():
        zone = case.patient.time_zone
        yield Finding("/patient/time_zone", f"{zone} is not a time zone such as Europe/London", "NU-05")


def _addresses(case: Case) -> Iterator[tuple[str, Address]]:
    yield "/practice/address", case.practice.address
    yield "/facility/address", case.facility.address
    yield "/patient/address", case.patient.address
    for i, practitioner in enumerate(case.practitioners):
        yield f"/practitioners/{i}/address", practitioner.address
    for i, representative in enumerate(case.representatives):
        yield f"/representatives/{i}/address", representative.address


def ids(case: Case, on: date) -> Findings:
    """One id, one person: signature fields, payees and operators are found by it."""
    seen = {FACILITY}
    entries = [(f"/practitioners/{i}/id", p.id) for i, p in enumerate(case.practitioners)]
    entries += [("/patient/id", case.patient.id)]
    entries += [(f"/representatives/{i}/id", r.id) for i, r in enumerate(case.representatives)]
    for where, identifier in entries:
        if identifier in seen:
            yield Finding(where, f"the id {identifier!r} is taken", "HOUSE-IDS")
        seen.add(identifier)


def categories(case: Case, on: date) -> Findings:
    """Who may operate: 1°, 2° and 4° of D6322-43, the last two within their registered specialty."""
    known = {p.id: (i, p) for i, p in enumerate(case.practitioners)}
    for identifier in dict.fromkeys((*case.estimate.operators, case.estimate.met_by)):
        if identifier not in known:
            continue
        index, practitioner = known[identifier]
        where = f"/practitioners/{index}/category"
        if practitioner.category not in OPERATING:
            why = f"category {practitioner.category} may not operate; only 1°, 2° and 4° may"
            yield Finding(where, why, "CSP-D6322-43-01")
        elif practitioner.category != 1:
            why = "operates only within the specialty registered with the Order: keep the proof on file"
            yield Finding(where, why, "CSP-D6322-43-01", "warning")
    anaesthetist = known.get(case.estimate.anaesthetist or "")
    if anaesthetist and anaesthetist[1].category != 3:
        where = f"/practitioners/{anaesthetist[0]}/category"
        yield Finding(where, "the anaesthetist is of category 3", "CSP-D6322-43-01")


def age(case: Case, on: date) -> Findings:
    """Adults only, on the day of drafting; protected adults go to a person's review (MIN-06, PRO-01)."""
    born, drafted, where = case.patient.birth_date, case.estimate.drafted_on, "/patient/birth_date"
    if born > on:
        yield Finding(where, "lies in the future", "ARR1996-2-03")
    elif drafted < birthday(born, MAJORITY):
        yield Finding(where, f"under {MAJORITY} on {drafted}: minors are refused", "MIN-06")
    elif drafted >= birthday(born, OLDEST):
        yield Finding(where, f"more than {OLDEST} years ago", "ARR1996-2-03")
    for i in range(len(case.representatives)):
        why = "a protection measure needs a lawyer's review; no estimate is issued by the program"
        yield Finding(f"/representatives/{i}", why, "PRO-01")


def birthday(born: date, years: int) -> date:
    """The day on which that age is reached; 29 February is reached on 1 March in a common year."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def means_and_language(case: Case, on: date) -> Findings:
    """At least two means of payment (none may be imposed), and an interview that could be understood."""
    if len({means.casefold() for means in case.practice.payment_means}) < 2:
        yield Finding("/practice/payment_means", "offer at least two means of payment", "CDM-53-03")
    talk = case.consultation
    if talk.language != case.patient.language and talk.interpreter is None:
        why = "not the patient's language, and no interpreter is named"
        yield Finding("/consultation/language", why, "REM-03", "warning")
