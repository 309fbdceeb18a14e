"""Two readers: pyHanko judges, pypdf reads on its own; what both saw must be the same."""

from __future__ import annotations

import hashlib
from typing import Any

from pypdf import PdfReader

from signatures.view import View, view


def differences(data: bytes, reader: PdfReader) -> list[str]:
    """What the two readers of the same bytes do not agree on, in words."""
    theirs, ours = view(data), _pypdf_view(reader)
    names = ("number of pages", "page contents", "attachments", "signature fields", "metadata")
    pairs = (
        (len(theirs.pages), len(ours.pages)),
        (theirs.pages, ours.pages),
        (theirs.attachments, ours.attachments),
        (theirs.fields, ours.fields),
        (theirs.metadata, ours.metadata),
    )
    return [f"the two readers see different {name}" for name, (a, b) in zip(names, pairs, strict=True) if a != b]


def _pypdf_view(reader: PdfReader) -> View:
    fields = {
        str(name): field.get("/V") is not None
        for name, field in (reader.get_fields() or {}).items()
        if field.get("/FT") == "/Sig"
    }
    return View(
        pages=tuple(_digest(_content(page)) for page in reader.pages),
        attachments={name: tuple(sorted(map(_digest, copies))) for name, copies in reader.attachments.items()},
        fields=fields,
        metadata=_digest(_xmp(reader)),
    )


def _content(page: Any) -> bytes:
    """The page's decoded content streams, one after the other."""
    contents = page.get("/Contents")
    if contents is None:
        return b""
    contents = contents.get_object()
    parts = contents if isinstance(contents, list) else [contents]
    return b"\n".join(bytes(part.get_object().get_data()) for part in parts)


def _xmp(reader: PdfReader) -> bytes:
    metadata = reader.root_object.get("/Metadata")
    return b"" if metadata is None else bytes(metadata.get_object().get_data())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
