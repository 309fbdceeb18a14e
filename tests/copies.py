"""Reliable copies for tests: real images, a manifest of them, the sheet drawn and sealed by a real practice."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from PIL import Image, ImageDraw

from dermadocs.domain.copy import SCHEMA, Box, Decided, Deed, Identity, Manifest, Paper, Scan
from dermadocs.domain.copy_page import ScanPage
from dermadocs.domain.jsonform import canonical
from dermadocs.flows import copying
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from dermadocs.paper import reliable_copy, scans

TAKEN_IN = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)


class DirectScans:
    """The port without child processes."""

    def pages(self, data: bytes) -> Sequence[ScanPage]:
        return scans.pages(data)

    def bound(self, sheet: bytes, pages: Sequence[ScanPage]) -> bytes:
        return reliable_copy.bound(sheet, pages)


def picture(text: str, form: str = "JPEG", mode: str = "L", size: tuple[int, int] = (420, 594), **save: Any) -> bytes:
    """A small page with words on it, as a scanner sends it, or a phone (HEIF)."""
    page = Image.new(mode, size, "white")
    ImageDraw.Draw(page).text((30, 40), text, fill="black")
    out = io.BytesIO()
    if form == "HEIF":
        import pillow_heif  # libheif with the encoder, which the product does without

        pillow_heif.from_pillow(page.convert("RGB")).save(out, quality=90)
        return out.getvalue()
    page.save(out, form, **({"quality": 80, "dpi": (50, 50)} if form == "JPEG" else {}) | save)
    return out.getvalue()


def decided(by: str = "L. Roux", **other: Any) -> Decided:
    told: dict[str, Any] = {"decision": "accept", "weighed": (), "reason": None, "at": TAKEN_IN, **other}
    return Decided(by=by, **told)


def boxes(field: str, filled: bool = True) -> tuple[Box, ...]:
    kinds: tuple[Any, ...] = (
        ("date", "signature") if field.startswith("Practitioner") else ("mention", "date", "signature")
    )
    return tuple(
        Box(id=f"{field}/{kind}", kind=kind, required=True, ink=415 if filled else 3, filled=filled) for kind in kinds
    )


def scan(data: bytes, paper: Paper, page: int = 1, fields: Sequence[str] = (), **other: Any) -> Scan:
    (kept,) = scans.pages(data)
    told: dict[str, Any] = {
        "status": "clean",
        "grade": "good",
        "attached": None,
        "found": (),
        "decisions": (decided(),),
        **other,
    }
    return Scan(
        file=hashlib.sha256(data).hexdigest(),
        page=1,
        image=hashlib.sha256(kept.data).hexdigest(),
        way=kept.way,
        dpi=kept.dpi,
        identity=Identity(handle=paper.handle, revision=paper.revision, page=page, pages=paper.pages),
        boxes=tuple(box for field in fields for box in boxes(field)),
        **told,
    )


def paper_of(file: PaperFile, pages: int = 1) -> Paper:
    """A paper as issued: here the estimate's own record stands for that of its printed copy."""
    return Paper(
        kind=file.document.kind,
        handle=file.document.copy.handle,
        revision=file.document_sha256[:8],
        sha256=file.document_sha256,
        data="original-1.json",
        pages=pages,
        due=tuple(range(1, pages + 1)),
    )


def deed(
    paper: Paper,
    act: Any = "receipt",
    field: str = "Receipt1",
    written: date = date(2026, 11, 8),
    person: str = "patient",
) -> Deed:
    return Deed(act=act, field=field, handle=paper.handle, person=person, written_on=written)


def manifest(
    file: PaperFile, scanned: Sequence[Scan], deeds: Sequence[Deed], papers: Sequence[Paper], **other: Any
) -> Manifest:
    told: dict[str, Any] = {
        "purpose": "acts",
        "came": "post",
        "posted_on": date(2026, 11, 3),
        "registered_on": None,
        "arrived_on": date(2026, 11, 12),
        "taken_in": TAKEN_IN,
        "day": None,
        "device": None,
        "program": "dermadocs 0.1.0",
        "thresholds": None,
        **other,
    }
    return Manifest(
        schema=SCHEMA,
        estimate=file.document_sha256,
        papers=tuple(papers),
        deeds=tuple(deeds),
        scans=tuple(scanned),
        **told,
    )


def receipt_copy(
    practice: Practice, file: PaperFile, at: datetime, data: bytes | None = None, **other: Any
) -> PaperFile:
    """The copy of one page with a receipt in ink on the estimate."""
    data = data if data is not None else picture("devis reçu avant l'exécution")
    paper = paper_of(file)
    told = manifest(file, [scan(data, paper, fields=["Receipt1"])], [deed(paper)], [paper], **other)
    return sealed(practice, file, told, [data], at)


def sealed(
    practice: Practice, file: PaperFile, told: Manifest, files: Sequence[bytes], at: datetime, handle: bytes = b"copy0"
) -> PaperFile:
    pages = [page for data in files for page in scans.pages(data)]
    return copying.sealed_copy(
        practice, DirectScans(), file, told, {"original-1.json": canonical(file.document)}, pages, handle, at
    )
