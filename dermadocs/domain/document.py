"""`document.json`: the data behind the page, embedded in the PDF and covered by every signature.

Its SHA-256 stands on each page; what it prints, where, in which words, is listed in `printed`. It holds the
whole case (without the contact data that is never printed), so a verification needs nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from msgspec import Meta

from dermadocs.domain.case import Case
from dermadocs.domain.content import Section, Translation
from dermadocs.domain.estimate import Computed
from dermadocs.domain.facts import Fact, Sha256, Short
from dermadocs.domain.jsonform import builtins, canonical
from dermadocs.domain.people import full_name

SCHEMA = "dermadocs/document/1"
HANDLE_BYTES = 5

Handle = Annotated[str, Meta(pattern="^[A-Z2-7]{8}$")]
Pointer = Annotated[str, Meta(pattern="^(/[^/]+)+$", max_length=200)]
Text = Annotated[str, Meta(min_length=1, max_length=4000)]
Kind = Literal[
    "estimate",
    "information",
    "consent",
    "aftercare",
    "data-notice",
    "implant-notice",
    "distance-notice",
    "withdrawal",
    "copy",
    "dossier",
]
FIELD_NAME = "^((Practitioner|Receipt|Acceptance|Interpreter|Patient|DayConfirmation|Withdrawal)[1-9][0-9]?|Seal)$"
Act = Literal["practitioner", "receipt", "acceptance", "interpreter", "consent", "confirmation", "withdrawal", "seal"]


class Template(Fact, frozen=True, kw_only=True):
    """The template that drew the pages; an old version stays readable for ever."""

    name: Annotated[str, Meta(pattern="^[a-z][a-z-]{1,30}$")]
    version: Annotated[str, Meta(pattern="^[0-9]+(\\.[0-9]+)*$", max_length=12)]


class Copy(Fact, frozen=True, kw_only=True, omit_defaults=True):
    """Which copy this is: two originals have two handles. `handle` is 5 random bytes in base32."""

    handle: Handle
    label: Short
    ink: bool = False
    """To be printed and signed by hand: frames for ink stand where other copies have signature fields."""


class Signer(Fact, frozen=True, kw_only=True):
    """Whose certificate must be in a field: its subject CN and serialNumber."""

    name: Short
    identifier: Short


class SignatureField(Fact, frozen=True, kw_only=True):
    """A field of the PDF, the act it records and its only rightful signer."""

    field: Annotated[str, Meta(pattern=FIELD_NAME)]
    act: Act
    signer: Signer


class IdentityDigest(Fact, frozen=True, kw_only=True):
    """A salted digest of one identity value, so that a redacted copy can be tied to the signed original.

    A redacted copy leaves out the salt together with the value: with the salt a birth date can be guessed.
    """

    pointer: Pointer
    salt: Annotated[str, Meta(pattern="^[0-9a-f]{32}$")]
    sha256: Sha256


class HandedOver(Fact, frozen=True, kw_only=True):
    """A paper handed over together with the estimate and covered by the same receipt."""

    name: Short
    version: Short
    sha256: Sha256


class PrintedWording(Fact, frozen=True, kw_only=True):
    """A legal or house text printed on the document, with where it comes from.

    Status: V read in a source (a quotation), S or M second-hand (own words), O our own sentence.
    """

    id: Annotated[str, Meta(pattern="^[A-Z][A-Z0-9_]{2,60}$")]
    status: Literal["V", "S", "M", "O"]
    source: Text
    paragraphs: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=20)]
    translation: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=20)] | None
    """A paragraph for each, in the language of the document's translation."""


class Printed(Fact, frozen=True, kw_only=True):
    """One printing of one leaf: pages count from 1, entries stand in reading order."""

    pointer: Pointer
    page: Annotated[int, Meta(ge=1, le=255)]
    text: Text


class Document(Fact, frozen=True, kw_only=True):
    """The whole embedded record of one rendered document."""

    schema: Literal["dermadocs/document/1"]
    kind: Kind
    language: Literal["fr"]
    """The language that governs; the other one, if any, is that of `translation`."""
    translation: Translation | None
    template: Template
    copy: Copy
    demonstration: bool
    notices: Annotated[tuple[Short, ...], Meta(max_length=6)]
    dossier: Case
    computed: Computed
    fields: Annotated[tuple[SignatureField, ...], Meta(max_length=40)]
    identity_digests: tuple[IdentityDigest, ...]
    handed_over: tuple[HandedOver, ...]
    root: Sha256 | None
    """SHA-256 of the practice's root certificate, printed short on each page; null on a draft."""
    wording: tuple[PrintedWording, ...]
    content: tuple[Section, ...]
    """The words of the paper; in an estimate those of its second part, the medical information."""
    printed: tuple[Printed, ...]


def handle_text(handle: bytes) -> str:
    """The eight base32 characters of a five-byte handle. ValueError for another length."""
    if len(handle) != HANDLE_BYTES:
        raise ValueError(f"a handle has {HANDLE_BYTES} bytes, not {len(handle)}")
    return base64.b32encode(handle).decode("ascii")


def signature_fields(case: Case, handle: str, kind: Kind = "estimate") -> tuple[SignatureField, ...]:
    """The fields of a paper, in signing order (map of files and fields, design.md section 3).

    A practitioner is known by the RPPS number, a practice by its SIREN, a person without a certificate by this
    copy's handle and the id in the case: never by birth date or name alone.
    """
    return tuple(field for act, label in _FIELDS[kind] for field in _fields_of(case, handle, act, label))


_FIELDS: dict[Kind, tuple[tuple[Act, str], ...]] = {
    "estimate": (("practitioner", "Practitioner"), ("receipt", "Receipt"), ("acceptance", "Acceptance")),
    "information": (),
    "consent": (
        ("practitioner", "Practitioner"),
        ("interpreter", "Interpreter"),
        ("consent", "Patient"),
        ("confirmation", "DayConfirmation"),
    ),
    "aftercare": (("seal", "Seal"),),
    "data-notice": (("seal", "Seal"),),
    "implant-notice": (("seal", "Seal"), ("receipt", "Receipt")),
    "distance-notice": (("seal", "Seal"),),
    "withdrawal": (("withdrawal", "Withdrawal"),),
    "copy": (("seal", "Seal"),),
    "dossier": (("seal", "Seal"),),
}


def _fields_of(case: Case, handle: str, act: Act, label: str) -> Iterator[SignatureField]:
    for number, (name, identifier) in enumerate(_signers(case, handle, act), 1):
        field = label if act == "seal" else f"{label}{number}"
        yield SignatureField(field=field, act=act, signer=Signer(name=name, identifier=identifier))


def _signers(case: Case, handle: str, act: Act) -> Iterator[tuple[str, str]]:
    """Name and identifier of everybody who does an act."""
    if act == "practitioner":
        yield from ((full_name(operator), f"RPPS:{operator.rpps}") for operator in case.operators)
    elif act == "seal":
        yield case.practice.name, f"SIREN:{case.practice.siren}"
    elif act == "interpreter":
        person = case.consent.interpreter if case.consent else None
        if person:
            yield full_name(person), f"{handle}-{person.id}"
    else:
        yield from ((full_name(person), f"{handle}-{person.id}") for person in case.receivers)


def identity_digests(case: Case, salt: bytes) -> tuple[IdentityDigest, ...]:
    """Salted digests of who the patient and the representatives are, for redacted copies (ARR1996-6-01).

    `salt` is a secret of at least 16 bytes; each value gets its own salt from it, HMAC-SHA256(salt,
    pointer) cut to 16 bytes, and its digest is SHA-256(own salt + canonical JSON of the value).
    """
    if len(salt) < 16:
        raise ValueError("the salt must have at least 16 bytes")
    digests = []
    for pointer, value in _identity_values(case):
        own = hmac.new(salt, pointer.encode(), hashlib.sha256).digest()[:16]
        digests.append(IdentityDigest(pointer=pointer, salt=own.hex(), sha256=identity_digest(own, value)))
    return tuple(digests)


def identity_pointers(case: Case) -> tuple[str, ...]:
    """Where the identity values stand that have a digest, in order."""
    return tuple(pointer for pointer, _ in _identity_values(case))


def identity_digest(salt: bytes, value: object) -> str:
    """The hex digest of one identity value under its own 16-byte salt."""
    return hashlib.sha256(salt + canonical(value)).hexdigest()


def _identity_values(case: Case) -> Iterator[tuple[str, Any]]:
    people = [("/dossier/patient", builtins(case.patient))]
    people += [(f"/dossier/representatives/{i}", builtins(r)) for i, r in enumerate(case.representatives)]
    for pointer, person in people:
        for key in ("family_name", "given_names", "native_name", "birth_date", "address"):
            if person.get(key) is not None:
                yield f"{pointer}/{key}", person[key]
