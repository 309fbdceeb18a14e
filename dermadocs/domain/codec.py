"""Case and document from bytes and back, and their JSON Schemas. Strict in, canonical out."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from dermadocs.domain.case import SCHEMA as CASE_SCHEMA
from dermadocs.domain.case import Case
from dermadocs.domain.document import SCHEMA as DOCUMENT_SCHEMA
from dermadocs.domain.document import Document
from dermadocs.domain.jsonform import builtins, canonical, decode
from dermadocs.domain.money import MONEY_PATTERN, RATE_PATTERN, Cents, Rate
from dermadocs.errors import InputError

__all__ = ["builtins", "canonical", "decode", "decode_case", "decode_document", "schema"]


def decode_case(data: bytes) -> Case:
    """A case from a practice's JSON file. InputError names the pointer and what is wrong with it."""
    return decode(data, Case, "dossier")


def decode_document(data: bytes) -> Document:
    """The embedded `document.json`. InputError also when the bytes are not in canonical form.

    One record has one form: without that, two files with different digests could say the same thing.
    """
    document = decode(data, Document, "document.json")
    if canonical(document) != data:
        raise InputError("document.json", "not in canonical form (UTF-8, sorted keys, no spaces)")
    return document


def schema(kind: Literal["dossier", "document"]) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the input file or of the embedded record."""
    record, name = {"dossier": (Case, CASE_SCHEMA), "document": (Document, DOCUMENT_SCHEMA)}[kind]
    body = msgspec.json.schema(record, schema_hook=_schema_of)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": f"urn:{name}", **body}


def _schema_of(kind: type) -> dict[str, Any]:
    if kind is Cents:
        return {"type": "string", "pattern": MONEY_PATTERN, "description": "euros, two decimals"}
    if kind is Rate:
        return {"type": "string", "pattern": RATE_PATTERN, "description": "percent, one decimal"}
    raise NotImplementedError(kind)
