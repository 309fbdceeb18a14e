"""What the estimate's templates may name: plain names whose values are leaves, nothing computed on the way.

Sums, dates and law are settled in `domain` before; here a value only gets its printed form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from dermadocs.domain import french, labels, places
from dermadocs.domain.case import Case
from dermadocs.domain.document import Document
from dermadocs.domain.money import parse, parse_rate
from dermadocs.render.fields import field_size
from dermadocs.render.story import Leaf, Place, Story

Names = dict[str, Any]

# Columns of the price table in mm, 170 in all: with VAT, and under the franchise without.
TAXED_COLUMNS = (44, 8, 15, 22, 17, 11, 14, 17, 22)
UNTAXED_COLUMNS = (72, 12, 22, 22, 22, 20)


def _long(value: str) -> str:
    return french.date_long(date.fromisoformat(value))


def _short(value: str) -> str:
    return french.date_short(date.fromisoformat(value))


def _amount(value: str) -> str:
    return french.amount(parse(value))


def _money(value: str) -> str:
    return french.money(parse(value))


def _rate(value: str) -> str:
    return french.rate(parse_rate(value))


def _upper(value: str) -> str:
    return value.upper()


def _or_none(value: Any) -> str:
    return labels.NONE if value in (None, []) else str(value)


def _covered(value: bool) -> str:
    return f"{labels.yes_no(value)}, pour cet acte"


def _label(field: str) -> Callable[[str], str]:
    return lambda code: labels.label(field, code)


def estimate_context(document: Document, story: Story, digest: str, *, draft: bool) -> Names:
    """Every name of `documents/estimate.html.j2`. `digest` is the only value that is not a leaf."""
    root = Place(story, "")
    case = root["dossier"]
    estimate = case["estimate"]
    return {
        "draft": draft,
        "demonstration": document.demonstration,
        "digest": digest,
        "title": title(document),
        "notices": root.each("notices"),
        "head": _head(case, document),
        "foot": _foot(root),
        "practice": _practice(case["practice"], document),
        "practitioners": [_practitioner(doctor, document) for doctor in case.parts("practitioners")],
        "patient": _patient(case["patient"]),
        "representatives": [_representative(person) for person in case.parts("representatives")],
        "facility": _facility(case["facility"]),
        "wording": _wording(root),
        **_estimate(estimate, document),
        **_act(estimate, case["consultation"], document),
        **_prices(root, document),
        **_terms(case["practice"]),
        "blocks": _blocks(root, document),
    }


def title(document: Document) -> str:
    """The title of the file, shown by readers instead of its name; it names nobody."""
    estimate = document.dossier.estimate
    return f"Devis {estimate.number}, révision {estimate.revision}"


def _sole(document: Document) -> bool:
    """A sole practitioner: « EI » then stands by the very name (ID-05)."""
    case = document.dossier
    return case.practice.legal_form == "EI" and len(case.practitioners) == 1


def _person(place: Place) -> Names:
    return {
        "title": place.leaf("title"),
        "given_names": place.leaf("given_names"),
        "family_name": place.leaf("family_name"),
    }


def _address(place: Place) -> Names:
    return {
        "lines": place.each("lines"),
        "postal_code": place.maybe("postal_code"),
        "city": place.leaf("city"),
        "country": place.leaf("country", places.country),
    }


def _head(case: Place, document: Document) -> Names:
    met_by = document.dossier.estimate.met_by
    number = next(i for i, doctor in enumerate(document.dossier.practitioners) if doctor.id == met_by)
    doctor = case[f"practitioners/{number}"]
    estimate = case["estimate"]
    return {
        "surgeon": {**_person(doctor), "qualification": doctor.leaf("qualification", french.capital)},
        "legal_form": case.leaf("practice/legal_form") if _sole(document) else None,
        "number": estimate.leaf("number"),
        "revision": estimate.leaf("revision"),
    }


def _foot(root: Place) -> Names:
    patient, estimate = root["dossier/patient"], root["dossier/estimate"]
    return {
        "given_names": patient.leaf("given_names"),
        "family_name": patient.leaf("family_name", _upper),
        "birth_date": patient.leaf("birth_date", _short),
        "number": estimate.leaf("number"),
        "revision": estimate.leaf("revision"),
        "drafted_on": estimate.leaf("drafted_on", _short),
        "copy_label": root.leaf("copy/label"),
        "root": root.maybe("root", lambda value: french.digest(value, 16)),
    }


def _practice(place: Place, document: Document) -> Names:
    return {
        "name": place.leaf("name"),
        "legal_form": None if _sole(document) else place.leaf("legal_form"),
        "phone": place.leaf("phone"),
        "email": place.leaf("email"),
        "siren": place.leaf("siren", french.siren),
        "vat_number": place.maybe("vat_number", french.vat_number)
        if document.dossier.practice.vat_regime == "standard"
        else None,
    }


def _practitioner(place: Place, document: Document) -> Names:
    return {
        **_person(place),
        "legal_form": Place(place.story, "/dossier/practice").leaf("legal_form") if _sole(document) else None,
        "address": _address(place["address"]),
        "qualification": place.leaf("qualification"),
        "category": place.leaf("category", lambda value: f"{value}°"),
        "department": place.leaf("order/department"),
        "order_number": place.leaf("order/number"),
        "rpps": place.leaf("rpps"),
        "covers_act": place.leaf("insurance/covers_act", _covered),
        "insurer": place.leaf("insurance/insurer"),
        "policy": place.leaf("insurance/policy"),
        "insured_until": place.leaf("insurance/valid_until", _short),
    }


def _patient(place: Place) -> Names:
    return {
        **_person(place),
        "family_name": place.leaf("family_name", _upper),
        "native_name": place.maybe("native_name"),
        "birth_date": place.leaf("birth_date", _long),
        "address": _address(place["address"]),
    }


def _representative(place: Place) -> Names:
    return {
        **_person(place),
        "family_name": place.leaf("family_name", _upper),
        "address": _address(place["address"]),
        "capacity": place.leaf("capacity", _label("capacity")),
        "judgment": place.leaf("judgment"),
    }


def _facility(place: Place) -> Names:
    return {
        "name": place.leaf("name"),
        "address": _address(place["address"]),
        "finess": place.maybe("finess", french.finess),
        "authorisation": place.leaf("authorisation/reference"),
        "authorised_until": place.leaf("authorisation/valid_until", _short),
    }


def _wording(root: Place) -> dict[str, Names]:
    return {
        part.value("id"): {"source": part.leaf("source"), "paragraphs": part.each("paragraphs")}
        for part in root.parts("wording")
    }


def _estimate(place: Place, document: Document) -> Names:
    sick_leave = document.dossier.estimate.sick_leave_days
    return {
        "estimate": {
            "number": place.leaf("number"),
            "revision": place.leaf("revision"),
            "place": place.leaf("place"),
            "drafted_on": place.leaf("drafted_on", _long),
            "valid_until": place.leaf("valid_until", _long),
            "replaces": place.leaf("replaces", _or_none),
        },
        "exclusions": _list_or_none(place, "exclusions"),
        "examinations": _list_or_none(place, "examinations"),
        "care_days": place.leaf("post_operative_care_days"),
        "sick_leave": {
            "range": sick_leave.minimum != sick_leave.maximum,
            "minimum": place.leaf("sick_leave_days/minimum"),
            "maximum": place.leaf("sick_leave_days/maximum"),
        },
    }


def _list_or_none(place: Place, key: str) -> list[Leaf]:
    """The items, or the one word « aucun » that a mandatory mention needs (ARR1996-2-07)."""
    return place.each(key) or [place.leaf(key, _or_none)]


def _act(estimate: Place, consultation: Place, document: Document) -> Names:
    procedure = estimate["procedure"]
    named = _namer(document)
    return {
        "procedure": {
            "act": procedure.leaf("act"),
            "zone": procedure.leaf("zone"),
            "technique": procedure.leaf("technique"),
            "indication": procedure.leaf("indication"),
            "stay": procedure.leaf("stay", _label("stay")),
            "duration": procedure.leaf("duration_minutes"),
            "anaesthesia": procedure.leaf("anaesthesia", _label("anaesthesia")),
            "anaesthetist": estimate.leaf("anaesthetist", named),
            "sheet": procedure.leaf("information_sheet/reference"),
            "sheet_version": procedure.leaf("information_sheet/version"),
        },
        "consultation": {
            "date": consultation.leaf("date", _long),
            "mode": consultation.leaf("mode", _label("mode")),
            "language": consultation.leaf("language", places.language),
            "doctor": consultation.leaf("practitioner", named),
            "interpreter": consultation.maybe("interpreter"),
        },
        "met_by": estimate.leaf("met_by", named),
        "operators": estimate.each("operators", named),
        "substitution": estimate.maybe("substitution"),
        "proposed_on": estimate.leaf("proposed_on", _long),
    }


def _namer(document: Document) -> Callable[[str | None], str]:
    """How an id is printed: facility, title and name of a practitioner, or « aucun »."""
    return lambda identifier: labels.NONE if identifier is None else document.dossier.payee_name(identifier)


def _prices(root: Place, document: Document) -> Names:
    estimate, computed = root["dossier/estimate"], root["computed"]
    regime = document.dossier.practice.vat_regime
    taxed = regime == "standard"
    named = _namer(document)
    wording = _wording(root)
    mention = vat_mention(document.dossier)
    return {
        "taxed": taxed,
        "price_columns": TAXED_COLUMNS if taxed else UNTAXED_COLUMNS,
        "lines": [
            _line(line, sums, named)
            for line, sums in zip(estimate.parts("lines"), computed.parts("lines"), strict=True)
        ],
        "totals": {
            "net": estimate.leaf("totals/net", _amount),
            "vat": estimate.leaf("totals/vat", _amount),
            "gross_in_table": computed.leaf("totals/gross", _amount),
            "gross": estimate.leaf("totals/gross", _money),
        },
        "rates": [
            {
                "rate": part.leaf("rate", _rate),
                "base": part.leaf("base", _amount),
                "vat": part.leaf("vat", _amount),
            }
            for part in computed.parts("rates")
        ],
        "payees": _payees(computed, named),
        "vat_mention": wording[mention]["paragraphs"][0] if mention else None,
    }


def vat_mention(case: Case) -> str | None:
    """The sentence due when no VAT is charged: franchise (VAT-04) or exemption (VAT-03)."""
    if case.practice.vat_regime == "small_business":
        return "CGI_293E_FRANCHISE"
    return "OWN_VAT_EXEMPT" if any(line.vat_rate == 0 for line in case.estimate.lines) else None


def _line(line: Place, sums: Place, named: Callable[[str | None], str]) -> Names:
    return {
        "label": line.leaf("label"),
        "quantity": line.leaf("quantity"),
        "unit": line.leaf("unit"),
        "unit_price": line.leaf("unit_price", _amount),
        "rate": line.leaf("vat_rate", _rate),
        "payee": line.leaf("payee", named),
        "net": sums.leaf("net", _amount),
        "vat": sums.leaf("vat", _amount),
        "gross": sums.leaf("gross", _amount),
    }


def _payees(computed: Place, named: Callable[[str | None], str]) -> list[Names]:
    """What each receives, when there are several (PRICE-04)."""
    parts = computed.parts("payees")
    if len(parts) < 2:
        return []
    return [{"name": part.leaf("payee", named), "gross": part.leaf("gross", _amount)} for part in parts]


def _terms(practice: Place) -> Names:
    mediator = practice.value("mediator")
    return {
        "payment_means": practice.each("payment_means"),
        "mediator": mediator
        and {"name": practice.leaf("mediator/name"), "address": practice.leaf("mediator/address_line")},
        "data_notice": {
            "reference": practice.leaf("data_notice/reference"),
            "version": practice.leaf("data_notice/version"),
        },
    }


_MENTIONS: Mapping[str, str] = {
    "receipt": "ARR1996_MENTION_RECEPTION",
    "acceptance": "ARR1996_MENTION_ACCEPTATION",
}
_TOOLTIPS: Mapping[str, str] = {
    "practitioner": "Signature du praticien",
    "receipt": "Réception du devis, signature",
    "acceptance": "Acceptation du devis, signature",
}


def _blocks(root: Place, document: Document) -> list[Names]:
    wording = _wording(root)
    blocks = []
    for field, place in zip(document.fields, root.parts("fields"), strict=True):
        width, height = field_size(field.act)
        mention = _MENTIONS.get(field.act)
        blocks.append(
            {
                "act": field.act,
                "field": field.field,
                "signer": place.leaf("signer/name"),
                "mention": wording[mention]["paragraphs"][0] if mention else None,
                "tooltip": f"{_TOOLTIPS[field.act]} : {field.signer.name}",
                "width": width,
                "height": height,
            }
        )
    return blocks
