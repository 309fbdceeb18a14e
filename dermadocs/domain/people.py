"""Who the dossier speaks of: practice, practitioners, facility, patient (ARR1996-2-02 to 2-04, ID-*)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Protocol

from msgspec import Meta

from dermadocs.domain.facts import (
    CountryCode,
    Email,
    Fact,
    Identifier,
    LanguageCode,
    Name,
    Phone,
    Short,
)

FACILITY = "facility"
"""The payee id of the facility; practitioners are named by their own ids."""

Rpps = Annotated[str, Meta(pattern="^[0-9]{11}$")]
Finess = Annotated[str, Meta(pattern="^[0-9][0-9AB][0-9]{7}$")]
Siren = Annotated[str, Meta(pattern="^[0-9]{9}$")]
VatNumber = Annotated[str, Meta(pattern="^FR[0-9]{11}$")]


class Address(Fact, frozen=True, kw_only=True):
    """A postal address, anywhere; `country` is an ISO 3166-1 alpha-2 code."""

    lines: Annotated[tuple[Short, ...], Meta(min_length=1, max_length=4)]
    postal_code: Annotated[str, Meta(min_length=1, max_length=12)] | None
    city: Name
    country: CountryCode


class Reference(Fact, frozen=True, kw_only=True):
    """A paper handed over beside the estimate, by its own number and version."""

    reference: Short
    version: Annotated[str, Meta(min_length=1, max_length=12)]


class Mediator(Fact, frozen=True, kw_only=True):
    """The consumer mediator of the practice (CON-05)."""

    name: Short
    address_line: Short


class Practice(Fact, frozen=True, kw_only=True):
    """The professional who makes the offer (table A 3, 15, 16)."""

    name: Short
    legal_form: Short
    """"EI" for a sole practitioner (ID-05), else form and capital of the company."""
    address: Address
    phone: Phone
    email: Email
    siren: Siren
    vat_number: VatNumber | None
    vat_regime: Literal["standard", "small_business"]
    mediator: Mediator | None
    payment_means: Annotated[tuple[Short, ...], Meta(max_length=8)]
    data_notice: Reference


class OrderEntry(Fact, frozen=True, kw_only=True):
    """Entry in the roll of the departmental council of the Order; its number is not the RPPS."""

    department: Name
    number: Annotated[str, Meta(min_length=1, max_length=20)]


class Insurance(Fact, frozen=True, kw_only=True):
    """Liability insurance; `covers_act`: it names the planned act (ARR1996-2-02, CSP-L1142-2-01)."""

    covers_act: bool
    insurer: Short
    policy: Short
    valid_from: date
    valid_until: date


class Practitioner(Fact, frozen=True, kw_only=True):
    """A doctor of the dossier. `category` is the number in CSP D6322-43 (3: anaesthetist, no operator)."""

    id: Identifier
    rpps: Rpps
    family_name: Name
    given_names: Name
    title: Name
    address: Address
    order: OrderEntry
    qualification: Short
    category: Annotated[int, Meta(ge=1, le=9)]
    insurance: Insurance


class Authorisation(Fact, frozen=True, kw_only=True):
    """The cosmetic-surgery authorisation of the facility (CSP-L6322-1-01)."""

    reference: Short
    valid_from: date
    valid_until: date


class Facility(Fact, frozen=True, kw_only=True):
    """Where the act is performed; FINESS is due for a private establishment (ARR1996-2-04)."""

    name: Short
    address: Address
    private: bool
    finess: Finess | None
    authorisation: Authorisation


class Patient(Fact, frozen=True, kw_only=True):
    """The person examined. E-mail and phone are null in what is embedded in a PDF (never printed)."""

    id: Identifier
    title: Name
    family_name: Name
    given_names: Name
    native_name: Short | None
    """The whole name in its own script, when that is not Latin."""
    birth_date: date
    address: Address
    language: LanguageCode
    time_zone: Annotated[str, Meta(min_length=3, max_length=64)]
    """IANA name; D is the later of the receipt's dates in Paris and here (NU-05)."""
    email: Email | None
    phone: Phone | None


class Representative(Fact, frozen=True, kw_only=True):
    """Who represents or assists a protected adult (PRO-01, PRO-02); always sent to a person's review."""

    id: Identifier
    title: Name
    family_name: Name
    given_names: Name
    address: Address
    capacity: Literal["guardian", "curator", "family_authorisation", "future_protection_mandate"]
    covers_person: bool
    judgment: Short


class Named(Protocol):
    """Anybody with a name."""

    @property
    def family_name(self) -> str: ...
    @property
    def given_names(self) -> str: ...


def full_name(person: Named) -> str:
    """Given names, then the family name in capitals: the name in certificates and signature fields.

    This is the subject CN that a signer must bear, so it is defined once.
    """
    return f"{person.given_names} {person.family_name.upper()}"
