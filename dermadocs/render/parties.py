"""Who stands on the estimate: practitioners, practice, patient, place, and the running head and foot."""

from __future__ import annotations

from dermadocs.domain import french, places
from dermadocs.domain.document import Document
from dermadocs.render.forms import Names, covered, label, long_day, short_day, upper
from dermadocs.render.story import Place


def parties(root: Place, document: Document) -> Names:
    """Names of everybody, for the first section and for every head and foot."""
    case = root["dossier"]
    return {
        "head": _head(case, document),
        "foot": _foot(root),
        "practice": _practice(case["practice"], document),
        "practitioners": [_practitioner(doctor, document) for doctor in case.parts("practitioners")],
        "patient": _patient(case["patient"]),
        "representatives": [_representative(person) for person in case.parts("representatives")],
        "interpreter": _interpreter(case, document),
        "facility": _facility(case["facility"]),
    }


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
        "family_name": patient.leaf("family_name", upper),
        "birth_date": patient.leaf("birth_date", short_day),
        "number": estimate.leaf("number"),
        "revision": estimate.leaf("revision"),
        "drafted_on": estimate.leaf("drafted_on", short_day),
        "copy_label": root.leaf("copy/label"),
        "root": root.maybe("root", lambda value: french.digest(value, 16)),
    }


def _practice(place: Place, document: Document) -> Names:
    return {
        "name": place.leaf("name"),
        "address": _address(place["address"]),
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
        "covers_act": place.leaf("insurance/covers_act", covered),
        "insurer": place.leaf("insurance/insurer"),
        "policy": place.leaf("insurance/policy"),
        "insured_until": place.leaf("insurance/valid_until", short_day),
    }


def _patient(place: Place) -> Names:
    return {
        **_person(place),
        "family_name": place.leaf("family_name", upper),
        "feminine": place.value("title") == "Mme",
        "native_name": place.maybe("native_name"),
        "birth_date": place.leaf("birth_date", long_day),
        "address": _address(place["address"]),
    }


def _representative(place: Place) -> Names:
    return {
        **_person(place),
        "family_name": place.leaf("family_name", upper),
        "address": _address(place["address"]),
        "capacity": place.leaf("capacity", label("capacity")),
        "judgment": place.leaf("judgment"),
    }


def _interpreter(case: Place, document: Document) -> Names | None:
    consent = document.dossier.consent
    if consent is None or consent.interpreter is None:
        return None
    place = case["consent/interpreter"]
    return {
        "given_names": place.leaf("given_names"),
        "family_name": place.leaf("family_name", upper),
        "language": place.leaf("language", places.language),
    }


def _facility(place: Place) -> Names:
    return {
        "name": place.leaf("name"),
        "address": _address(place["address"]),
        "finess": place.maybe("finess", french.finess),
        "authorisation": place.leaf("authorisation/reference"),
        "authorised_until": place.leaf("authorisation/valid_until", short_day),
    }
