"""From the fields of the editor to a case: one field a value, named by its JSON pointer, judged by the codec alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import QueryDict

from dermadocs.catalogue.model import Entry
from dermadocs.config import Profile
from dermadocs.domain.case import SCHEMA, Case
from dermadocs.domain.codec import decode_case
from dermadocs.domain.estimate import Line, compute
from dermadocs.domain.jsonform import builtins, canonical, convert
from dermadocs.errors import InputError
from dermadocs.languages import offered
from dermadocs.portal import reading
from dermadocs.portal.faults import faults
from dermadocs.portal.patients import address_of
from dermadocs.portal.practice.drawn_up import Typed, translated, translation_name

SEVERAL = frozenset({"/estimate/operators", "/risk_factors"})
NOT_FIELDS = frozenset({"csrfmiddlewaretoken", "head", "revision", "do"})
WRITTEN = ("label", "unit", "price", "unit_price", "unit_price_gross")
"""Columns that nobody fills for somebody: a row without any of them is no row."""
LINE = re.compile(r"/estimate/lines/(\d{1,2})/(\w+)")
FIELDS = frozenset(
    f"/{part}/{name}"
    for part, names in {
        "patient": "title family_name given_names native_name birth_date language time_zone email phone",
        "patient/address": "lines postal_code city country",
        "consultation": "date mode practitioner language interpreter",
        "estimate": "number replaces drafted_on place valid_until met_by operators substitution anaesthetist proposed_on "
        "exclusions post_operative_care_days examinations",
        "estimate/sick_leave_days": "minimum maximum",
        "estimate/procedure": "code act zone technique indication stay duration_minutes anaesthesia purpose implant_days",
        "estimate/procedure/information_sheet": "reference version",
    }.items()
    for name in names.split()
) | {"/risk_factors"}
"""Every field of the page but those of lines and translations."""
COLUMNS = ("label", "quantity", "unit", "price", "basis", "vat_rate", "payee")
MOST_LINES = 60


def typed_from(form: QueryDict) -> Typed:
    """The fields as they were typed."""
    names = [name for name in form if name not in NOT_FIELDS and name.startswith("/") and len(name) < 120]
    return {name: form.getlist(name) if name in SEVERAL else form.get(name, "")[:4000] for name in names}


# ---- the lines of the price table


def lines_of(typed: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows as typed, in order."""
    rows: dict[int, dict[str, str]] = {}
    for name, value in typed.items():
        if found := LINE.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = str(value)
    return [rows[index] for index in sorted(rows) if any(rows[index].get(name, "").strip() for name in WRITTEN)]


def with_lines(typed: Mapping[str, Any], rows: Iterable[Mapping[str, str]]) -> Typed:
    """The fields with other rows, numbered anew."""
    kept = {name: value for name, value in typed.items() if not LINE.fullmatch(name)}
    for index, row in enumerate(list(rows)[:MOST_LINES]):
        kept |= {f"/estimate/lines/{index}/{name}": row.get(name, "") for name in COLUMNS}
    return kept


def filled(rows: Iterable[Mapping[str, str]]) -> list[Mapping[str, str]]:
    """The rows in which something is sold: one without a name and a price is left out when the estimate is saved."""
    return [row for row in rows if row.get("label", "").strip() or row.get("price", "").strip()]


def blank_line(payee: str) -> dict[str, str]:
    """A row to be filled."""
    return {
        "label": "",
        "quantity": "1",
        "unit": "forfait",
        "price": "",
        "basis": "net",
        "vat_rate": "20,0",
        "payee": payee,
    }


def _line(row: Mapping[str, str]) -> dict[str, Any]:
    price = "unit_price_gross" if row.get("basis") == "gross" else "unit_price"
    return {
        "label": reading.text(row, "label"),
        "quantity": reading.whole(row, "quantity"),
        "unit": reading.text(row, "unit"),
        price: reading.money(row, "price") or "",
        "vat_rate": reading.rate(row, "vat_rate"),
        "payee": reading.text(row, "payee"),
    }


def sums(lines: list[dict[str, Any]]) -> dict[str, Any] | None:
    """What the rows come to, computed here and nowhere in a browser; None while one of them is not readable."""
    if not lines or faults(lines, tuple[Line, ...]):
        return None
    return builtins(compute(convert(lines, tuple[Line, ...], "lines")))  # type: ignore[no-any-return]


# ---- the case


def raw_of(typed: Mapping[str, Any], profile: Profile, base: Case | None) -> dict[str, Any]:
    """Plain values of a case, not yet judged. What the editor does not show comes from the case before."""
    lines = [_line(row) for row in lines_of(typed)]
    added = sums(lines)
    plain: dict[str, Any] = builtins(profile)
    before: dict[str, Any] = builtins(base) if base else {}
    return {
        "schema": SCHEMA,
        **plain,
        "patient": _patient(typed),
        "representatives": before.get("representatives", []),
        "consultation": _consultation(typed),
        "estimate": {
            **_estimate(typed),
            "lines": lines,
            "totals": added["totals"] if added else {"net": "0.00", "vat": "0.00", "gross": "0.00"},
        },
        "risk_factors": list(typed.get("/risk_factors", [])),
        "consent": before.get("consent"),
        "translations": [],
    }


def _texts(typed: Mapping[str, Any], where: str, *names: str) -> dict[str, Any]:
    return {name: reading.text(typed, f"{where}/{name}") for name in names}


def _patient(typed: Mapping[str, Any]) -> dict[str, Any]:
    where = "/patient"
    country = reading.text(typed, f"{where}/address/country")
    address = address_of(typed, f"{where}/address", country)
    return {
        "id": "patient",
        **_texts(typed, where, "title", "family_name", "given_names", "native_name", "language", "time_zone", "email"),
        "birth_date": reading.digits(reading.text(typed, f"{where}/birth_date") or ""),
        "phone": reading.phone(typed, f"{where}/phone", country),
        "address": address or {"lines": [], "postal_code": None, "city": None, "country": country},
    }


def _consultation(typed: Mapping[str, Any]) -> dict[str, Any]:
    told = _texts(typed, "/consultation", "mode", "practitioner", "language", "interpreter")
    return {**told, "date": reading.text(typed, "/consultation/date") or ""}


def _estimate(typed: Mapping[str, Any]) -> dict[str, Any]:
    where = "/estimate"
    dates = {
        name: reading.text(typed, f"{where}/{name}") or "" for name in ("drafted_on", "valid_until", "proposed_on")
    }
    leave = f"{where}/sick_leave_days"
    return {
        **_texts(typed, where, "number", "replaces", "place", "met_by", "substitution", "anaesthetist"),
        **dates,
        "revision": reading.whole(typed, f"{where}/revision"),
        "procedure": _procedure(typed),
        "operators": list(typed.get(f"{where}/operators", [])),
        "exclusions": reading.lines(typed, f"{where}/exclusions"),
        "examinations": reading.lines(typed, f"{where}/examinations"),
        "post_operative_care_days": reading.whole(typed, f"{where}/post_operative_care_days"),
        "sick_leave_days": {name: reading.whole(typed, f"{leave}/{name}") for name in ("minimum", "maximum")},
    }


def _procedure(typed: Mapping[str, Any]) -> dict[str, Any]:
    where = "/estimate/procedure"
    words = ("code", "act", "zone", "technique", "indication", "stay", "anaesthesia", "purpose")
    return {
        **_texts(typed, where, *words),
        **{name: reading.whole(typed, f"{where}/{name}") for name in ("duration_minutes", "implant_days")},
        "information_sheet": _texts(typed, f"{where}/information_sheet", "reference", "version"),
    }


# ---- translations


def own_texts(raw: Mapping[str, Any], profile: Profile) -> list[str]:
    """The practice's own words on the paper, which a patient of another language is to read too."""
    estimate = raw["estimate"]
    procedure = estimate["procedure"]
    told = [
        procedure["act"],
        procedure["zone"],
        procedure["technique"],
        procedure["indication"],
        estimate["substitution"],
    ]
    told += [one.qualification for one in profile.practitioners if one.id in estimate["operators"]]
    told += [line["label"] for line in estimate["lines"]]
    told += [*estimate["exclusions"], *estimate["examinations"]]
    return list(dict.fromkeys(text for text in told if text))


def translations(typed: Mapping[str, Any], raw: Mapping[str, Any], profile: Profile, found: Entry) -> Typed:
    """By French text, the field's name and what stands in it; empty where nobody needs one."""
    language = raw["patient"]["language"]
    if language not in offered():
        return {}
    shown = {}
    for french in own_texts(raw, profile):
        name = translation_name(language, french)
        shown[french] = (name, typed.get(name, translated(language, french, found)))
    return shown


def built(raw: dict[str, Any], words: Mapping[str, tuple[str, str]]) -> tuple[Case | None, dict[str, str]]:
    """The case, or by the name of a field what is wrong with it."""
    language = raw["patient"]["language"]
    told = [
        {"french": french, "language": language, "text": " ".join(text.split())}
        for french, (_, text) in words.items()
        if text.strip()
    ]
    raw = {**raw, "translations": told}
    wrong = faults(raw, Case)
    if wrong:
        return None, {place(pointer): why for pointer, why in wrong.items()}
    try:
        return decode_case(canonical(raw)), {}
    except InputError as problem:
        return None, {place(problem.where): problem.why}


PLACES = (
    (re.compile(r"(/estimate/lines/\d+)(/unit_price(_gross)?)?$"), r"\1/price"),
    (re.compile(r"/estimate/(totals.*|lines)$"), "/estimate/lines/0/price"),
    (re.compile(r"(/estimate/procedure/information_sheet)$"), r"\1/reference"),
    (re.compile(r"(/estimate/sick_leave_days)$"), r"\1/minimum"),
    (re.compile(r"(/estimate/procedure)$"), r"\1/code"),
    (re.compile(r"(/(?:patient)/address)$"), r"\1/lines"),
    (re.compile(r"(/patient)$"), r"\1/family_name"),
    (re.compile(r"(/consultation)$"), r"\1/date"),
)
INSIDE = re.compile(r"(/estimate/(?:exclusions|examinations|operators)|/risk_factors|/patient/address/lines)/\d+$")


def place(pointer: str) -> str:
    """The field that holds the value at a pointer."""
    if found := INSIDE.fullmatch(pointer):
        return found[1]
    for pattern, name in PLACES:
        if pattern.fullmatch(pointer):
            return pattern.sub(name, pointer)
    return pointer
