"""What an estimate begins with: the patient of the dossier, the catalogue's procedure, lawful dates, a free number."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from dermadocs.catalogue.model import Entry
from dermadocs.config import Profile
from dermadocs.domain.case import Case
from dermadocs.domain.estimate import Line
from dermadocs.domain.events import Act, Interviewed
from dermadocs.domain.jsonform import builtins
from dermadocs.domain.people import FACILITY
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.timeline import events
from dermadocs.flows import arriving
from dermadocs.flows.kept import Kept
from dermadocs.languages import catalogue, key, offered
from dermadocs.portal.patients import typed_of
from dermadocs.portal.practice.standing import Scene, signed_in_part, to_be_signed

Typed = dict[str, Any]
VALID = timedelta(days=90)
"""How long an offer is proposed: the receipt, the fifteen days and fourteen to decide fit in with room."""
PROPOSED = timedelta(days=45)
"""When the act is proposed: after a receipt within two weeks, the fifteen days, and fourteen of withdrawal."""
NUMBER = re.compile(r"[0-9A-Z][0-9A-Z/-]{2,20}")
NOT_INCLUDED = ("examens préopératoires",)
"""What a price leaves out unless the practice says otherwise: the rule of exclusions asks for it by name."""


def next_number(kept: Kept) -> str:
    """The number of the next estimate of a dossier: that of the dossier, then -2, -3…"""
    if kept.dossier.successor:
        return kept.dossier.successor
    signed = sum(event.act is Act.DRAFT for event in events(kept.entries))
    name = kept.identifier if NUMBER.fullmatch(kept.identifier) else re.sub(r"[^0-9A-Z]", "-", kept.identifier.upper())
    return name[:20] if signed == 0 else f"{name[:20]}-{signed + 1}"


def proposed(there: Scene, profile: Profile, found: Entry) -> Typed:
    """The fields as they are first shown."""
    today = paris_day(there.now)
    if there.case is not None:
        typed = typed_case(there.case)
        return (
            typed if to_be_signed(there.kept) and not signed_in_part(there.kept) else typed | _dates(there.kept, today)
        )
    surgeons = [one.id for one in profile.practitioners if one.category in (1, 2, 4)]
    me = there.member.practitioner if there.member.practitioner in surgeons else (surgeons or [""])[0]
    return {
        **_patient(there.kept),
        **_interview(there.kept, me, today),
        **_dates(there.kept, today),
        **of_procedure(found, me),
        "/estimate/place": profile.practice.address.city,
        "/estimate/met_by": me,
        "/estimate/operators": [me],
        "/risk_factors": [],
    }


def _patient(kept: Kept) -> Typed:
    who = arriving.newcomer(kept)
    if who is None:
        return {}
    told = {f"/patient{name}": value for name, value in typed_of(who).items() if name not in ("/zone", "/country")}
    return {**told, "/patient/address/country": who.country}


def _interview(kept: Kept, me: str, today: date) -> Typed:
    held = [event for event in events(kept.entries) if isinstance(event, Interviewed)]
    if not held:
        who = arriving.newcomer(kept)
        language = who.language if who else "fr"
        plain = {"date": today.isoformat(), "mode": "in_person", "practitioner": me, "language": language}
    else:
        last = held[-1]
        plain = {"date": last.on.isoformat(), "mode": last.mode, "practitioner": last.practitioner,
                 "language": last.language, "interpreter": last.interpreter or ""}  # fmt: skip
    return {f"/consultation/{name}": value for name, value in plain.items()}


def _dates(kept: Kept, today: date) -> Typed:
    terms = kept.dossier.terms
    return {
        "/estimate/number": next_number(kept),
        "/estimate/revision": "1",
        "/estimate/replaces": terms.number if terms and kept.dossier.document else "",
        "/estimate/drafted_on": today.isoformat(),
        "/estimate/valid_until": (today + VALID).isoformat(),
        "/estimate/proposed_on": (today + PROPOSED).isoformat(),
    }


def of_procedure(found: Entry, surgeon: str) -> Typed:
    """What the catalogue says of a procedure: its prices, its sheet, its days."""
    usual = found.defaults
    plain: Typed = {
        "/estimate/procedure/code": found.code,
        "/estimate/procedure/act": found.title,
        "/estimate/procedure/stay": usual.stay.value,
        "/estimate/procedure/duration_minutes": str(usual.duration_minutes),
        "/estimate/procedure/anaesthesia": found.anaesthesia[0].value,
        "/estimate/procedure/purpose": "aesthetic",
        "/estimate/procedure/implant_days": str(usual.implant_days),
        "/estimate/procedure/information_sheet/reference": found.code.upper(),
        "/estimate/procedure/information_sheet/version": found.version,
        "/estimate/exclusions": "\n".join(NOT_INCLUDED),
        "/estimate/examinations": "",
        "/estimate/post_operative_care_days": str(found.care.days),
        "/estimate/sick_leave_days/minimum": str(usual.leave_days_minimum),
        "/estimate/sick_leave_days/maximum": str(usual.leave_days_maximum),
    }
    for index, price in enumerate(found.prices):
        told = builtins(price)
        payee = surgeon if price.payee == "surgeon" else FACILITY
        plain |= _line(
            index, told["label"], told["quantity"], told["unit"], told["unit_price"], "net", told["vat_rate"], payee
        )
    return plain


def _line(index: int, label: str, quantity: object, unit: str, price: str, basis: str, rate: str, payee: str) -> Typed:
    values = {"label": label, "quantity": str(quantity), "unit": unit, "price": price.replace(".", ","),
              "basis": basis, "vat_rate": rate.replace(".", ","), "payee": payee}  # fmt: skip
    return {f"/estimate/lines/{index}/{name}": value for name, value in values.items()}


def typed_case(case: Case) -> Typed:
    """A case as the fields of the form show it."""
    plain = builtins(case)
    typed: Typed = {}
    for part in ("patient", "consultation"):
        typed |= _flat(plain[part], f"/{part}")
    estimate = plain["estimate"]
    estimate.pop("totals")
    estimate.pop("lines")
    operators = estimate.pop("operators")
    typed |= _flat(estimate, "/estimate")
    typed |= {"/estimate/operators": operators, "/risk_factors": plain["risk_factors"]}
    for index, line in enumerate(case.estimate.lines):
        typed |= _of_line(index, line)
    for own in case.translations:
        typed[translation_name(own.language, own.french)] = own.text
    return typed


def _of_line(index: int, line: Line) -> Typed:
    told = builtins(line)
    price = told["unit_price_gross"] if line.gross else told["unit_price"]
    basis = "gross" if line.gross else "net"
    return _line(index, line.label, line.quantity, line.unit, price, basis, told["vat_rate"], line.payee)


def _flat(plain: Mapping[str, Any], where: str) -> Typed:
    flat: Typed = {}
    for name, value in plain.items():
        if isinstance(value, dict):
            flat |= _flat(value, f"{where}/{name}")
        elif isinstance(value, list):
            flat[f"{where}/{name}"] = "\n".join(value)
        else:
            flat[f"{where}/{name}"] = "" if value is None else str(value)
    return flat


def translation_name(language: str, french: str) -> str:
    """The field of a translation: it follows its French text, so a changed text asks for a new one."""
    return f"/translations/{language}/{hashlib.sha256(key(french).encode()).hexdigest()[:16]}"


def translated(language: str, french: str, found: Entry) -> str:
    """A translation that is known already: of the practice's own procedure, or of our catalogues; else empty."""
    own = {key(text): said for text, said in found.words(language).items()}
    ours = catalogue(language).sentences if language in offered() else {}
    return own.get(key(french)) or ours.get(key(french), "")
