"""The form of somebody who asks for contact, and of a patient whom the practice enters: one set of fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dermadocs.domain.facts import is_latin
from dermadocs.domain.jsonform import builtins
from dermadocs.domain.newcomer import Newcomer
from dermadocs.domain.places import COUNTRIES, LANGUAGES, zone_names
from dermadocs.portal import reading

Form = Mapping[str, str]


def newcomer_of(form: Form) -> dict[str, Any]:
    """What was typed, as plain values of a `Newcomer`, not yet judged."""
    country = reading.text(form, "/country")
    raw: dict[str, Any] = {name: reading.text(form, f"/{name}") for name in _TEXTS}
    return {
        **raw,
        "birth_date": reading.digits(reading.text(form, "/birth_date") or ""),
        "phone": reading.phone(form, "/phone", country),
        "address": address_of(form, "/address", country),
    }


_TEXTS = ("title", "family_name", "given_names", "native_name", "country", "language", "time_zone", "email", "zone")


def address_of(form: Form, where: str, country: str | None) -> dict[str, Any] | None:
    """A postal address; None while nothing of it is typed."""
    street, city = reading.lines(form, f"{where}/lines"), reading.text(form, f"{where}/city")
    postal = reading.text(form, f"{where}/postal_code")
    if not (street or city or postal):
        return None
    return {"lines": street, "postal_code": postal, "city": city, "country": country}


def missing(raw: Mapping[str, Any]) -> dict[str, str]:
    """What no record asks for and the practice does: a way to answer, names as papers print them, a known place."""
    wrong = {}
    if not (raw["email"] or raw["phone"]):
        wrong["/email"] = "neither e-mail nor phone"
    for name in ("family_name", "given_names"):
        if raw[name] and not is_latin(raw[name]):
            wrong[f"/{name}"] = "not Latin"
    known = {"country": COUNTRIES, "language": LANGUAGES, "time_zone": zone_names()}
    return wrong | {
        f"/{name}": "is not one of the allowed values" for name, all_of in known.items() if raw[name] not in all_of
    }


def typed_of(who: Newcomer) -> dict[str, str]:
    """A newcomer as the fields of the form show them."""
    plain = builtins(who)
    address = plain.pop("address") or {}
    fields = {f"/{name}": value for name, value in plain.items() if value is not None}
    fields |= {f"/address/{name}": value for name, value in address.items() if isinstance(value, str)}
    return fields | ({"/address/lines": "\n".join(address["lines"])} if address else {})
