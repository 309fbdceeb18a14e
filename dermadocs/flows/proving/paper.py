"""Our own class of files: a PDF that carries `document.json`, and what that record promises of it."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader

from dermadocs.domain.codec import decode_document
from dermadocs.domain.document import Document
from dermadocs.errors import InputError
from signatures import ExpectedField, ExpectedSigner, Plan

NAME = "document.json"
SCHEMAS = "dermadocs/document/"
BINDING = frozenset({"acceptance", "consent"})
"""Acts that must not be older than they say: they carry a content timestamp."""
IN_INK = frozenset({"receipt", "acceptance", "consent"})
"""Acts that may be done on paper, and leave their field empty."""


@dataclass(frozen=True)
class Paper:
    """The embedded record: as bytes, as plain JSON for pointers, and as checked facts."""

    data: bytes
    plain: dict[str, Any]
    document: Document

    @property
    def sha256(self) -> str:
        """The digest that each page prints."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def handle(self) -> bytes:
        """Names dossier, document and copy; part of the page codes."""
        return base64.b32decode(self.document.copy.handle)

    @property
    def plan(self) -> Plan:
        """Which fields, in which order, by whom."""
        return self.planned()

    def planned(self, *, some_in_ink: bool = False) -> Plan:
        """The same; a field may stay empty when acts of the file name reliable copies of acts in ink."""
        return Plan(
            tuple(
                ExpectedField(
                    field=f.field,
                    act=self.act_name(f.field),
                    signer=ExpectedSigner(f.signer.name, f.signer.identifier),
                    content_timestamp=f.act in BINDING,
                    may_stay_empty=some_in_ink and f.act in IN_INK,
                )
                for f in self.document.fields
            )
        )

    def act_name(self, field: str) -> str:
        """`receipt`, or `receipt 2` where several people do the same act."""
        act = next(f.act for f in self.document.fields if f.field == field)
        same = [f.field for f in self.document.fields if f.act == act]
        return act if len(same) == 1 else f"{act} {same.index(field) + 1}"

    def summary(self) -> dict[str, Any]:
        """What `verify --json` shows of the data: the record without the bookkeeping of its printing."""
        left_out = {"printed", "wording", "content", "identity_digests"}
        estimate = self.plain["dossier"]["estimate"]
        shown = {key: value for key, value in self.plain.items() if key not in left_out}
        return {
            "sha256": self.sha256,
            "number": estimate["number"],
            "gross": estimate["totals"]["gross"],
            **shown,
        }


def is_ours(attachments: dict[str, list[bytes]]) -> bool:
    """A file that claims to be one of ours is judged as one of ours, however broken its record."""
    return NAME in attachments


def is_print_file(attachments: dict[str, list[bytes]]) -> bool:
    """Whether a file holds records of ours under other names: several papers joined to be printed."""
    records = (copy for name, copies in attachments.items() if name != NAME for copy in copies)
    return any(f'"schema":"{SCHEMAS}'.encode() in copy for copy in records)


def read(attachments: dict[str, list[bytes]], pages: int) -> Paper:
    """The record embedded in a file of ours. InputError when it is not one canonical, known record."""
    copies = attachments[NAME]
    if len(set(copies)) != 1:
        raise InputError(NAME, "the file holds two different records")
    try:
        plain = json.loads(copies[0])
    except (ValueError, RecursionError) as problem:
        raise InputError(NAME, "not JSON") from problem
    schema = plain.get("schema", "") if isinstance(plain, dict) else ""
    if not str(schema).startswith(SCHEMAS):
        raise InputError(NAME, f"unknown schema {str(schema)[:60]!r}")
    paper = Paper(copies[0], plain, decode_document(copies[0]))
    if any(entry.page > pages for entry in paper.document.printed):
        raise InputError(NAME, "the record speaks of more pages than there are")
    return paper


def attachments(reader: PdfReader) -> dict[str, list[bytes]]:
    """Embedded files by name, as pypdf reads them."""
    return {name: list(copies) for name, copies in reader.attachments.items()}
