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
from dermadocs.domain.estimate import Computed
from dermadocs.domain.facts import Fact, Sha256, Short
from dermadocs.domain.jsonform import builtins, canonical
from dermadocs.domain.people import full_name

SCHEMA = "dermadocs/document/1"
HANDLE_BYTES = 5

Handle = Annotated[str, Meta(pattern="^[A-Z2-7]{8}$")]
Pointer = Annotated[str, Meta(pattern="^(/[^/]+)+$", max_length=200)]
Text = Annotated[str, Meta(min_length=1, max_length=4000)]


class Template(Fact, frozen=True, kw_only=True):
    """The template that drew the pages; an old version stays readable for ever."""

    name: Annotated[str, Meta(pattern="^[a-z][a-z-]{1,30}$")]
    version: Annotated[str, Meta(pattern="^[0-9]+(\\.[0-9]+)*$", max_length=12)]


class Copy(Fact, frozen=True, kw_only=True):
    """Which copy this is: two originals have two handles. `handle` is 5 random bytes in base32."""

    handle: Handle
    label: Short


class Signer(Fact, frozen=True, kw_only=True):
    """Whose certificate must be in a field: its subject CN and serialNumber."""

    name: Short
    identifier: Short


class SignatureField(Fact, frozen=True, kw_only=True):
    """A field of the PDF, the act it records and its only rightful signer."""

    field: Annotated[str, Meta(pattern="^(Practitioner|Receipt|Acceptance)[1-9][0-9]?$")]
    act: Literal["practitioner", "receipt", "acceptance"]
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
    sha256: Sha256


class PrintedWording(Fact, frozen=True, kw_only=True):
    """A legal or house text printed on the document, with where it comes from.

    Status: V read in a source (a quotation), S or M second-hand (own words), O our own sentence.
    """

    id: Annotated[str, Meta(pattern="^[A-Z][A-Z0-9_]{2,60}$")]
    status: Literal["V", "S", "M", "O"]
    source: Text
    paragraphs: Annotated[tuple[Text, ...], Meta(min_length=1, max_length=20)]


class Printed(Fact, frozen=True, kw_only=True):
    """One printing of one leaf: pages count from 1, entries stand in reading order."""

    pointer: Pointer
    page: Annotated[int, Meta(ge=1, le=255)]
    text: Text


class Document(Fact, frozen=True, kw_only=True):
    """The whole embedded record of one rendered document."""

    schema: Literal["dermadocs/document/1"]
    kind: Literal["estimate"]
    language: Literal["fr"]
    template: Template
    copy: Copy
    demonstration: bool
    notices: Annotated[tuple[Short, ...], Meta(max_length=6)]
    dossier: Case
    computed: Computed
    fields: Annotated[tuple[SignatureField, ...], Meta(min_length=3, max_length=40)]
    identity_digests: tuple[IdentityDigest, ...]
    handed_over: tuple[HandedOver, ...]
    root: Sha256 | None
    """SHA-256 of the practice's root certificate, printed short on each page; null on a draft."""
    wording: tuple[PrintedWording, ...]
    printed: tuple[Printed, ...]


def handle_text(handle: bytes) -> str:
    """The eight base32 characters of a five-byte handle. ValueError for another length."""
    if len(handle) != HANDLE_BYTES:
        raise ValueError(f"a handle has {HANDLE_BYTES} bytes, not {len(handle)}")
    return base64.b32encode(handle).decode("ascii")


def signature_fields(case: Case, handle: str) -> tuple[SignatureField, ...]:
    """The fields of an estimate, in signing order: operators, receipts, acceptances (design.md section 3).

    A practitioner is known by the RPPS number, a patient by this copy's handle and the id in the case:
    never by birth date or name alone.
    """
    fields = [
        SignatureField(
            field=f"Practitioner{n}",
            act="practitioner",
            signer=Signer(name=full_name(operator), identifier=f"RPPS:{operator.rpps}"),
        )
        for n, operator in enumerate(case.operators, 1)
    ]
    for act, label in (("receipt", "Receipt"), ("acceptance", "Acceptance")):
        for n, person in enumerate(case.receivers, 1):
            signer = Signer(name=full_name(person), identifier=f"{handle}-{person.id}")
            fields.append(SignatureField(field=f"{label}{n}", act=act, signer=signer))  # type: ignore[arg-type]
    return tuple(fields)


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
