"""`redacted.json`: the record of an extract for inspection, in which nobody can tell who the patient is.

The Order's commentary (ARR1996-6-01) lets an agent of the ministry see an estimate without the patient's identity.
The extract holds the signed record with identity, health and salts taken out, and the digests of the signed file:
whoever holds both proves that they say the same. It is no original and binds nobody.

What is kept is named, all else is hidden: a field that the record gains later is hidden until somebody decides.
A change of what is hidden is a new version of the schema.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dermadocs.domain.acts import OF_THE_PRACTICE
from dermadocs.domain.codec import builtins, canonical, decode
from dermadocs.domain.document import Document, Pointer, Printed
from dermadocs.domain.facts import Fact, Sha256, Short
from dermadocs.domain.jsonform import convert
from dermadocs.domain.leaves import leaves, renderings, required, resolve
from dermadocs.domain.naming import named_in, needles
from dermadocs.errors import InputError

NAME = "redacted.json"
SCHEMA = "dermadocs/redacted/1"
MASK = "occulté"
SIGNED = {True: "signé dans le fichier d’origine", False: "non signé dans le fichier d’origine"}


class SignedAct(Fact, frozen=True, kw_only=True):
    """A field of the signed file, and whether it was signed there."""

    field: Short
    signed: bool


class Signed(Fact, frozen=True, kw_only=True):
    """What the extract was made from; `acts` in signing order, so that nobody takes it for unsigned."""

    file_sha256: Sha256
    document_sha256: Sha256
    acts: tuple[SignedAct, ...]


class Trace(Fact, frozen=True, kw_only=True):
    """The digest of an identity value; without the salt nobody can try birth dates against it."""

    pointer: Pointer
    salt: None
    sha256: Sha256


class Redacted(Fact, frozen=True, kw_only=True):
    """The record of an extract: that of the estimate with null wherever `redacted` points."""

    schema: Literal["dermadocs/redacted/1"]
    kind: Literal["estimate"]
    language: Literal["fr"]
    translation: Any
    template: Any
    copy: Any
    demonstration: bool
    notices: Any
    dossier: dict[str, Any]
    computed: Any
    fields: Any
    identity_digests: tuple[Trace, ...]
    handed_over: Any
    root: Sha256 | None
    wording: Any
    content: None
    printed: tuple[Printed, ...]
    """What the pages of the extract print, not those of the signed file."""
    signed: Signed
    redacted: tuple[Pointer, ...]


@dataclass(frozen=True)
class Redaction:
    """An extract before it is drawn: nothing in it names the patient.

    `record` lacks only `printed`; `stand_in` has the form of the signed record, for what only reads forms;
    `free_text` are the texts that named somebody and are hidden for that.
    """

    record: dict[str, Any]
    stand_in: Document
    free_text: tuple[str, ...]

    @property
    def hidden(self) -> tuple[str, ...]:
        """Where the record says null."""
        return tuple(self.record["redacted"])


def redact(document: Document, signed: Signed) -> Redaction:
    """The extract of a signed estimate's record."""
    plain = builtins(document)
    sought = needles(document.dossier)
    free = tuple(pointer for pointer in _free_text(plain) if named_in(resolve(plain, pointer), sought))
    hidden = sorted({*_hidden(plain), *free})
    record, stand_in = copy.deepcopy(plain), copy.deepcopy(plain)
    for pointer in hidden:
        _put(record, pointer, None)
        _put(stand_in, pointer, _specimen(pointer, resolve(plain, pointer)))
    stand_in |= {"content": [], "printed": [], "identity_digests": []}
    for key in plain["dossier"].keys() - _DOSSIER:
        del stand_in["dossier"][key]
    del record["printed"]
    record |= {"schema": SCHEMA, "signed": builtins(signed), "redacted": hidden}
    return Redaction(record, convert(stand_in, Document, "extract"), free)


def decode_redacted(data: bytes) -> Redacted:
    """The record inside an extract. InputError when it is not one canonical record of the known schema."""
    record = decode(data, Redacted, NAME)
    if canonical(record) != data:
        raise InputError(NAME, "not in canonical form (UTF-8, sorted keys, no spaces)")
    return record


def covering(pointer: str, hidden: Collection[str]) -> str | None:
    """The hidden place that a pointer names or lies in, or None."""
    steps = pointer.split("/")
    return next((place for n in range(len(steps), 1, -1) if (place := "/".join(steps[:n])) in hidden), None)


def printed_forms(pointer: str, record: Mapping[str, Any]) -> frozenset[str]:
    """Every printed form of a leaf of an extract; what is hidden prints as « occulté »."""
    if covering(pointer, record["redacted"]):
        return frozenset({MASK})
    value = resolve(record, pointer)
    if pointer.startswith("/signed/"):
        return frozenset({SIGNED[value] if isinstance(value, bool) else value})
    return renderings(pointer, value, record)


def must_print(record: Mapping[str, Any]) -> Iterator[str]:
    """What the pages of an extract must show: all that is kept of an estimate, and what it was made from.

    Not the label of the copy, which says « original ».
    """
    yield from (f"/signed/{key}" for key in ("file_sha256", "document_sha256"))
    yield from (f"/signed/acts/{index}/signed" for index in range(len(record["signed"]["acts"])))
    hidden = frozenset(record["redacted"])
    yield from (p for p in required(record) if p != "/copy/label" and not covering(p, hidden))


def differences(record: Mapping[str, Any], document: Document, signed: Signed) -> list[str]:
    """Where an extract's record is not the one of that signed record, leaf by leaf and both ways."""
    wanted = dict(leaves(redact(document, signed).record))
    told = dict(leaves({key: value for key, value in record.items() if key != "printed"}))
    wrong = [pointer for pointer in sorted(wanted.keys() | told.keys()) if not _same(pointer, wanted, told)]
    return [_TOLD.get(pointer, f"{pointer} is not what the signed record makes of it") for pointer in wrong]


_TOLD = {
    "/signed/file_sha256": "it was made from another file, or from this one before a later act",
    "/signed/document_sha256": "it was made from another document.json",
}


def _same(pointer: str, wanted: Mapping[str, Any], told: Mapping[str, Any]) -> bool:
    if pointer not in wanted or pointer not in told:
        return False
    return type(wanted[pointer]) is type(told[pointer]) and bool(wanted[pointer] == told[pointer])


# ---- what is kept; all else is null

_RECORD = frozenset(Redacted.__struct_fields__) - {"content"}
_DOSSIER = {"schema", "practice", "practitioners", "facility", "patient", "representatives"}
_DOSSIER |= {"consultation", "estimate", "translations"}
FREE_TEXT = re.compile(
    r"/dossier/estimate/(number|replaces|place|substitution|procedure/(act|zone|technique|indication)"
    r"|procedure/information_sheet/reference|lines/\d+/(label|unit)|(exclusions|examinations)/\d+)"
    r"|/dossier/translations/\d+/(french|text)|/handed_over/\d+/name|/copy/label|/notices/\d+"
)
"""Texts that the practice types for one patient; hidden when they name somebody."""
_CONSULTATION = frozenset({"date", "mode", "practitioner", "language"})
_REPRESENTATIVE = frozenset({"capacity", "covers_person"})


def _hidden(plain: Mapping[str, Any]) -> Iterator[str]:
    """Identity, health and keys to them: the same list whether or not a value stands there, so it tells nothing."""
    case = plain["dossier"]
    yield from _others("", plain, _RECORD)
    yield from _others("/dossier", case, _DOSSIER)
    yield from _others("/dossier/patient", case["patient"], ())
    for index, person in enumerate(case["representatives"]):
        yield from _others(f"/dossier/representatives/{index}", person, _REPRESENTATIVE)
    yield from _others("/dossier/consultation", case["consultation"], _CONSULTATION)
    kept = {value for _, value in leaves(case["estimate"]) if isinstance(value, str)}
    kept |= {doctor["qualification"] for doctor in case["practitioners"]}
    for index, words in enumerate(case["translations"]):
        if words["french"] not in kept:  # of a text that is hidden, or of nothing that the estimate says
            yield from _others(f"/dossier/translations/{index}", words, {"language"})
    yield "/copy/handle"  # it names the copy that was signed, and page codes are made of it
    for index, field in enumerate(plain["fields"]):
        if field["act"] not in OF_THE_PRACTICE:
            yield from _others(f"/fields/{index}/signer", field["signer"], ())
    yield from _quoted_in_content(plain)
    yield from (f"/identity_digests/{index}/salt" for index in range(len(plain["identity_digests"])))


def _quoted_in_content(plain: Mapping[str, Any]) -> Iterator[str]:
    """Texts of law that only the medical information quotes: printed no oftener than its blocks quote them."""
    blocks = [block["wording"] for section in plain["content"] for block in section["blocks"] if "wording" in block]
    printed = [entry["pointer"] for entry in plain["printed"]]
    for index, text in enumerate(plain["wording"]):
        times = printed.count(f"/wording/{index}/paragraphs/0")
        if text["id"] in blocks and times <= blocks.count(text["id"]):
            yield f"/wording/{index}"


def _others(pointer: str, part: Mapping[str, Any], kept: Collection[str]) -> Iterator[str]:
    return (f"{pointer}/{key}" for key in part if key not in kept)


def _free_text(plain: Mapping[str, Any]) -> Iterator[str]:
    return (pointer for pointer, value in leaves(plain) if isinstance(value, str) and FREE_TEXT.fullmatch(pointer))


# ---- the stand-in

_SPECIMENS: Mapping[str, Any] = {
    "birth_date": "1900-01-01",
    "address": {"lines": [MASK], "postal_code": None, "city": MASK, "country": "FR"},
    "id": "person",
    "language": "fr",
    "time_zone": "Europe/Paris",
    "email": None,
    "phone": None,
    "handle": "A" * 8,
    "number": "XXX",
    "replaces": "XXX",
    "salt": "0" * 32,
}


def _specimen(pointer: str, value: Any) -> Any:
    """A value of the same form that says nothing; it is never printed. A text of law is anybody's."""
    if pointer.startswith("/wording/"):
        return value
    return None if value is None else _SPECIMENS.get(pointer.rpartition("/")[2], MASK)


def _put(data: Any, pointer: str, value: Any) -> None:
    place, _, key = pointer.rpartition("/")
    part = resolve(data, place) if place else data
    part[int(key) if isinstance(part, list) else key] = value
