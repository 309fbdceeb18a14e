"""A reliable copy made: its manifest from what was found and decided, its sheet, its pages bound behind, the seal.

Nothing is judged here but that the manifest holds: the program sorts and points, people decided before (`posting`).
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import version

from dermadocs.domain.acts import field_of
from dermadocs.domain.codec import canonical, decode_document
from dermadocs.domain.copy import NAME, Box, Deed, Found, Identity, Manifest, Paper, Purpose, Scan, faults
from dermadocs.domain.copy_page import ScanPage
from dermadocs.domain.document import HANDLE_BYTES, Document
from dermadocs.domain.heap import Heap
from dermadocs.domain.ink import COPY
from dermadocs.domain.sheet import Sheet
from dermadocs.errors import NotPermitted
from dermadocs.flows.awaited import Packs
from dermadocs.flows.desk import Desk
from dermadocs.flows.keeping import moment
from dermadocs.flows.kept import Kept
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice, Scans
from dermadocs.flows.posting import decided, reviews, settled
from dermadocs.flows.reviewing import refuse_unreviewed
from dermadocs.flows.sealing import sealed
from dermadocs.languages import speaker
from dermadocs.paper.reconcile import Image
from dermadocs.sentence import say
from dermadocs.sheets.copy import copy_sheet


@dataclass(frozen=True)
class Read:
    """What a person read: the day beside the ink of a field.

    `handle`: on that paper; None: on each whose frames of the field hold ink.
    """

    field: str
    written_on: date
    handle: str | None = None


@dataclass(frozen=True)
class Pile:
    """The sheets of one dossier, from one heap, with the images that a copy will hold."""

    heap: Heap
    sheets: Sequence[Sheet]
    device: str | None = None
    thresholds: str | None = None


def sealed_copy(
    practice: Practice,
    scans: Scans,
    estimate: PaperFile,
    manifest: Manifest,
    attached: Mapping[str, bytes],
    pages: Sequence[ScanPage],
    handle: bytes,
    at: datetime,
) -> PaperFile:
    """The copy under the practice's seal and an archive timestamp. `attached`: what the manifest names, by name.

    NotPermitted, naming the first reason, when the pages cannot stand for the acts that the manifest tells.
    """
    if wrong := faults(manifest):
        raise NotPermitted("copy", wrong[0], "SIG-16")
    refuse_unreviewed(practice, "copy", estimate.case, None, at)
    data = canonical(manifest)
    drawn = practice.printer.paper(
        "copy",
        estimate.case,
        handle,
        at,
        supplements=[(NAME, data), *attached.items()],
        content=copy_sheet(manifest, hashlib.sha256(data).hexdigest(), speaker(None)),
    )
    file = PaperFile.drawn(estimate.case, drawn, estimate.entries)
    return sealed(practice, dataclasses.replace(file, pdf=scans.bound(drawn.pdf, pages)), at)


def composed(
    desk: Desk,
    kept: Kept,
    scans: Scans,
    pile: Pile,
    reads: Sequence[Read],
    purpose: Purpose,
    due: set[tuple[str, int]],
    posted_on: date | None = None,
    registered_on: date | None = None,
) -> tuple[Kept, Manifest, str]:
    """The dossier with one more copy; its manifest and its digest. NotPermitted while people have not accepted it."""
    sheets = _chosen(kept, pile, due, purpose)
    records = Packs(kept).records()
    handles = dict.fromkeys(sheet.handle for sheet in sheets if sheet.handle is not None)
    documents = {one: decode_document(records[one]) for one in handles if one in records}
    files = {one: scans.pages(desk.archive.blob(one)) for one in dict.fromkeys(sheet.sha256 for sheet in sheets)}
    pages = [files[sheet.sha256][sheet.page - 1] for sheet in sheets]
    images = [_scan(kept, number, *both) for number, both in enumerate(zip(sheets, pages, strict=True), 1)]
    dossier, estimate, deeds = kept.dossier, kept.paper("estimate"), tuple(_deeds(reads, documents, images))
    if lacking := [read.field for read in reads if read.field not in {deed.field for deed in deeds}]:
        raise NotPermitted(
            "copy", say("no ink was found in any frame of {fields}", fields=", ".join(lacking)), "SIG-16"
        )
    manifest = Manifest(
        schema="dermadocs/copy/1",
        purpose=purpose,
        estimate=estimate.document_sha256,
        came=pile.heap.came,
        posted_on=posted_on,
        registered_on=registered_on,
        arrived_on=pile.heap.arrived_on,
        taken_in=pile.heap.taken_in,
        day=dossier.day if dossier.gate else None,
        device=pile.device or pile.heap.device,
        program=f"dermadocs {version('dermadocs')}",
        thresholds=pile.thresholds,
        papers=tuple(_paper(n, documents[one], records[one], due) for n, one in enumerate(documents, 1)),
        deeds=deeds,
        scans=tuple(images),
    )
    attached = {one.data: records[one.handle] for one in manifest.papers}
    attached |= {one.attached: desk.archive.blob(one.file) for one in images if one.attached is not None}
    at = moment(desk, kept)
    file = sealed_copy(desk.practice, scans, estimate, manifest, attached, pages, desk.random(HANDLE_BYTES), at)
    number = sum(one.kind == COPY for one in kept.latest.values())
    kept = kept.filing(f"copy-{number}.pdf", COPY, file.pdf, desk.now(), "Seal")
    return kept, manifest, file.sha256


def _chosen(kept: Kept, pile: Pile, due: set[tuple[str, int]], purpose: Purpose) -> list[Sheet]:
    """One sheet for each place, that people accepted; of papers set apart, every sheet that somebody looked at."""
    said, found = settled(kept, pile.sheets), dict[tuple[str, int], Sheet]()
    looked = reviews(kept)
    for sheet in pile.sheets:
        place, image = (sheet.handle or "", sheet.page_number or 0), Image(sheet.sha256, sheet.page)
        if place in due and (image in looked if purpose == "early" else said.get(image) == "accept"):
            found.setdefault(place, sheet)
    if not found:
        raise NotPermitted("copy", "nobody has accepted a page of it yet", "SIG-16")
    return [found[place] for place in sorted(found)]


def _scan(kept: Kept, number: int, sheet: Sheet, page: ScanPage) -> Scan:
    assert sheet.handle is not None  # it has a place
    assert sheet.revision is not None
    assert sheet.page_number is not None
    assert sheet.page_count is not None
    known = Identity(handle=sheet.handle, revision=sheet.revision, page=sheet.page_number, pages=sheet.page_count)
    return Scan(
        file=sheet.sha256,
        page=sheet.page,
        image=hashlib.sha256(page.data).hexdigest(),
        way=page.way,
        attached=f"scan-{number}.bin" if page.way == "redrawn" and page.alone else None,
        dpi=page.dpi,
        identity=known,
        status=sheet.status,
        grade=sheet.grade,
        boxes=tuple(
            Box(id=one.id, kind=one.kind, required=one.required, ink=round(one.ink_mm * 10), filled=one.filled)
            for one in sheet.boxes
        ),
        found=tuple(
            Found(kind=one.kind, score=round(min(one.score, 900) * 100), rect=_tenths(one.rect_mm))
            for one in sheet.differences
        ),
        decisions=tuple(decided(one) for one in reviews(kept)[Image(sheet.sha256, sheet.page)]),
    )


def _tenths(rect: tuple[float, float, float, float]) -> tuple[int, int, int, int]:
    left, top, right, bottom = (round(edge * 10) for edge in rect)
    return left, top, right, bottom


def _paper(number: int, document: Document, record: bytes, due: set[tuple[str, int]]) -> Paper:
    sha256, handle = hashlib.sha256(record).hexdigest(), document.copy.handle
    return Paper(
        kind=document.kind,
        handle=handle,
        revision=sha256[:8],
        sha256=sha256,
        data=f"paper-{number}.json",
        pages=max(one.page for one in document.printed),
        due=tuple(sorted(page for one, page in due if one == handle)),
    )


def _deeds(reads: Sequence[Read], documents: Mapping[str, Document], scans: Sequence[Scan]) -> Iterable[Deed]:
    """An act on each paper whose frames for it hold ink, dated as the person read it."""
    inked = {
        (scan.identity.handle, box.id.partition("/")[0])
        for scan in scans
        if scan.identity is not None
        for box in scan.boxes
        if box.filled
    }
    for read in reads:
        for handle, document in documents.items():
            if read.handle not in (None, handle) or (handle, read.field) not in inked:
                continue
            field = field_of(document, read.field)
            yield Deed(
                act=field.act,
                field=field.field,
                handle=document.copy.handle,
                person=_person(document, field.field, field.signer.identifier),
                written_on=read.written_on,
            )


def _person(document: Document, field: str, identifier: str) -> str:
    if label_of(field) == "Practitioner":
        return document.dossier.operators[int(field.removeprefix("Practitioner")) - 1].id
    return identifier.partition("-")[2]


def label_of(field: str) -> str:
    """What a field is for: `Receipt` of `Receipt2`."""
    return field.rstrip("0123456789")
