"""Rules of the data, not of the law: ids and names that signature fields and certificates rest on."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from dermadocs.domain.consent import Interpreter
from dermadocs.domain.facts import is_latin
from dermadocs.domain.people import FACILITY, Address, full_name
from dermadocs.domain.places import COUNTRIES
from dermadocs.law.citation import HOUSE
from dermadocs.law.looks import data
from dermadocs.law.matter import Matter
from dermadocs.law.rule import Notes, breach, card
from dermadocs.sentence import say

CERTIFICATE_NAME = 64
"""Upper bound of a common name (RFC 5280, appendix A.1, ub-common-name)."""


def _references(matter: Matter) -> Notes:
    case = matter.case
    known, estimate = {person.id for person in case.practitioners}, case.estimate
    entries = [("/consultation/practitioner", case.consultation.practitioner), ("/estimate/met_by", estimate.met_by)]
    entries += [(f"/estimate/operators/{i}", operator) for i, operator in enumerate(estimate.operators)]
    if estimate.anaesthetist is not None:
        entries.append(("/estimate/anaesthetist", estimate.anaesthetist))
    for where, identifier in entries:
        if identifier not in known:
            yield breach(
                where,
                say("no practitioner has the id {identifier!r}", identifier=identifier),
                "name one of the dossier",
            )


def _ids(matter: Matter) -> Notes:
    case, seen = matter.case, {FACILITY}
    entries = [(f"/practitioners/{i}/id", person.id) for i, person in enumerate(case.practitioners)]
    entries += [("/patient/id", case.patient.id)]
    entries += [(f"/representatives/{i}/id", person.id) for i, person in enumerate(case.representatives)]
    if interpreter := _interpreter(matter):
        entries.append(("/consent/interpreter/id", interpreter.id))
    for where, identifier in entries:
        if identifier in seen:
            yield breach(where, say("the id {identifier!r} is taken", identifier=identifier), "one id, one person")
        seen.add(identifier)


def _interpreter(matter: Matter) -> Interpreter | None:
    consent = matter.case.consent
    return consent.interpreter if consent else None


def _names(matter: Matter) -> Notes:
    case = matter.case
    people = [("/patient", case.patient, True)]
    people += [(f"/practitioners/{i}", p, False) for i, p in enumerate(case.practitioners)]  # type: ignore[misc]
    people += [(f"/representatives/{i}", p, False) for i, p in enumerate(case.representatives)]  # type: ignore[misc]
    if interpreter := _interpreter(matter):
        people.append(("/consent/interpreter", interpreter, False))  # type: ignore[arg-type]
    for where, person, is_patient in people:
        for field in () if is_patient else ("family_name", "given_names"):  # the patient's: ARR1996-2-03
            if not is_latin(getattr(person, field)):
                yield breach(f"{where}/{field}", "not in Latin letters", "write it as in the passport")
        if len(full_name(person)) > CERTIFICATE_NAME:
            why = say(
                "given and family names together exceed the {letters} letters of a certificate",
                letters=CERTIFICATE_NAME,
            )
            yield breach(f"{where}/given_names", why, "shorten the given names")


def _countries(matter: Matter) -> Notes:
    for where, address in _addresses(matter):
        if address.country not in COUNTRIES:
            yield breach(
                f"{where}/country",
                say("{country} is no country of ISO 3166", country=address.country),
                "write its code, as FR",
            )


def _addresses(matter: Matter) -> Iterator[tuple[str, Address]]:
    """Every address but the patient's, which ARR1996-2-03 looks at."""
    case = matter.case
    yield "/practice/address", case.practice.address
    yield "/facility/address", case.facility.address
    for i, practitioner in enumerate(case.practitioners):
        yield f"/practitioners/{i}/address", practitioner.address
    for i, representative in enumerate(case.representatives):
        yield f"/representatives/{i}/address", representative.address


_card = functools.partial(card, applies=("estimate",))
RULES = (
    _card(
        "HOUSE-REFS",
        "Every id of the estimate names somebody of the dossier",
        HOUSE(),
        "O",
        "blocking",
        data(
            _references,
            "/practitioners/*/id",
            "/consultation/practitioner",
            "/estimate/met_by",
            "/estimate/operators",
            "/estimate/anaesthetist",
        ),
    ),
    _card(
        "HOUSE-IDS",
        "One id, one person",
        HOUSE(),
        "O",
        "blocking",
        data(_ids, "/practitioners/*/id", "/patient/id", "/representatives/*/id", "/consent/interpreter/id"),
    ),
    _card(
        "HOUSE-NAMES",
        "Names in Latin letters, short enough for a certificate",
        HOUSE(),
        "O",
        "blocking",
        data(
            _names,
            "/patient/family_name",
            "/patient/given_names",
            "/practitioners/*/family_name",
            "/practitioners/*/given_names",
            "/representatives/*/family_name",
            "/representatives/*/given_names",
            "/consent/interpreter/family_name",
            "/consent/interpreter/given_names",
        ),
    ),
    _card(
        "HOUSE-COUNTRIES",
        "Every address lies in a country that exists",
        HOUSE(),
        "O",
        "blocking",
        data(
            _countries,
            "/practice/address/country",
            "/facility/address/country",
            "/practitioners/*/address/country",
            "/representatives/*/address/country",
        ),
    ),
)
