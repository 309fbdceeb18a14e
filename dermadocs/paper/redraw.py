"""Draw a paper again from the data inside it, and lay both drawings on each other.

« One story » compares text. This sees what text cannot tell: a price painted over before the first signature, a
picture, white letters. The same program draws the same paper from the same data, so nothing may differ but the page
codes, whose key is not in the file. What changed after signing is not its affair: annotations are left out.

It runs in a limited child process (`redraw` is a target of `signatures.sandbox`): the data are those of a stranger.
"""

from __future__ import annotations

import hashlib
import io
from base64 import b32decode
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pypdfium2
from pypdf import PdfReader

from dermadocs.domain.codec import decode_document
from dermadocs.domain.document import Document
from dermadocs.errors import DermadocsError
from dermadocs.render.issue import Issue
from dermadocs.render.kinds import KINDS
from dermadocs.render.marks import CODE_MM, CODES
from dermadocs.render.paper import drawn
from dermadocs.render.pdf import producer

TARGET = "dermadocs.paper.redraw:redraw"
DPI = 100
AIR_MM = 0.5  # around a page code
LEAST = 16  # of 255 grey levels: the same letters set on the same place differ by none
_ANY_TIME = datetime(2000, 1, 1, tzinfo=UTC)  # stands in the metadata only, which are not compared


def redraw(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """What comes of it, as JSON.

    `outcome`: « same », « differs », or « not_comparable » with the reason under `why`; `places`: where they differ,
    {"page" from 1, "rect_mm": left, top, right, bottom from the top left corner}. `options`: « sha256 » of the file.
    """
    if hashlib.sha256(data).hexdigest() != options["sha256"]:
        return _told("not_comparable", "the file was changed while it was judged")
    try:
        record, document = _record(data)
        made = drawn(record, _issue(record))
    except (DermadocsError, ValueError) as problem:
        return _told("not_comparable", str(problem))
    if made.document != document:
        return _told("differs", "drawn anew, the paper prints other words than its data list")
    places = list(_differences(data, made.pdf))
    return _told("differs" if places else "same", None, places)


def _told(outcome: str, why: str | None, places: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    return {"outcome": outcome, "why": why, "places": places or []}


def _record(data: bytes) -> tuple[Document, bytes]:
    """The data of a paper that this very program draws. ValueError for any other file."""
    reader = PdfReader(io.BytesIO(data))
    document = dict(reader.attachments).get("document.json", [b""])[0]
    if not document:
        raise ValueError("it holds no data from which it could be drawn")
    record = decode_document(document)
    if record.kind not in KINDS:
        raise ValueError(f"papers of the kind « {record.kind} » are bound together, not drawn")
    version, own = record.template.version, KINDS[record.kind].version
    by = reader.metadata.producer if reader.metadata is not None else None
    if version != own or by != producer():
        raise ValueError(f"it was drawn by version {version} of its template and {by}; here are {own} and {producer()}")
    if record.root is None:
        raise ValueError("it is a draft")
    return record, document


def _issue(record: Document) -> Issue:
    """The copy as its data tell of it. The keys of the page codes and of the digests are the practice's secret."""
    return Issue(
        handle=b32decode(record.copy.handle),
        copy_label=record.copy.label,
        mac_key=bytes(16),
        key_number=0,
        salt=bytes(16),
        root_sha256=record.root,
        at=_ANY_TIME,
        ink=record.copy.ink,
        demonstration=record.demonstration,
        notices=record.notices,
        translator=record.translation.translator if record.translation else None,
        handed_over=record.handed_over,
    )


def _differences(signed: bytes, made: bytes) -> Iterator[dict[str, Any]]:
    """One place a page, around all that differs on it."""
    px = DPI / 25.4
    with pypdfium2.PdfDocument(signed) as theirs, pypdfium2.PdfDocument(made) as ours:
        if len(theirs) != len(ours):
            yield {"page": min(len(theirs), len(ours)) + 1, "rect_mm": None}
        for number, (one, other) in enumerate(zip(theirs, ours, strict=False), 1):
            first, second = (_grey(page) for page in (one, other))
            if first.shape != second.shape:
                yield {"page": number, "rect_mm": None}
                continue
            apart = np.abs(first.astype(int) - second) >= LEAST
            for left, top in CODES:
                rows, columns = (
                    slice(int((edge - AIR_MM) * px), int((edge + CODE_MM + AIR_MM) * px) + 1) for edge in (top, left)
                )
                apart[rows, columns] = False
            if apart.any():
                down, across = np.nonzero(apart)
                edges = (across.min(), down.min(), across.max() + 1, down.max() + 1)
                yield {"page": number, "rect_mm": [round(float(edge) / px, 1) for edge in edges]}


def _grey(page: Any) -> Any:
    """The darkest of the colours of each point: pale colours count. Without annotations."""
    return page.render(scale=DPI / 72, draw_annots=False).to_numpy().min(axis=2)
