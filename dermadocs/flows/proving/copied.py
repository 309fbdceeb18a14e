"""A reliable copy of papers: its record against its sheet, its images and the papers that were issued.

What it shows is that these images were sealed by then, with these words of people of the practice about them. Who held
the pen is no program's to say.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pypdf import PdfReader

from dermadocs.domain.acts import field_of
from dermadocs.domain.codec import decode_document
from dermadocs.domain.copy import NAME, Deed, Manifest, Scan, decode_manifest, faults
from dermadocs.domain.copy_page import drawing
from dermadocs.domain.document import Document
from dermadocs.domain.jsonform import builtins
from dermadocs.domain.reflection import gate, impossible, paris_day, written_within
from dermadocs.errors import InputError
from dermadocs.flows.proving.finding import Finding
from dermadocs.flows.proving.ink import Told, told_of
from dermadocs.flows.proving.paper import NAME as RECORD
from dermadocs.flows.proving.paper import Paper
from dermadocs.languages import speaker
from dermadocs.sheets.copy import COMPOSERS
from signatures import Act, ClockGrade
from signatures.interval import NOT_APPLICABLE, Interval, judge

BINDING = frozenset({"acceptance", "consent"})
SAME = ("practice", "practitioners", "facility", "patient", "representatives", "estimate")
"""What of a dossier a paper issued has in common with its copy; the answers of a consent come later."""
IMAGE = frozenset(
    {"/Type", "/Subtype", "/Width", "/Height", "/BitsPerComponent", "/ColorSpace", "/Filter", "/DecodeParms", "/Length"}
)
"""All that an image may say of itself: no mask, no second picture for print."""
FILTERS = {"untouched": ("/DCTDecode", "/CCITTFaxDecode"), "pixels": ("/FlateDecode",), "redrawn": ("/DCTDecode",)}
NOTES = (
    "who made the ink: « ink found » in a frame is not « signed by »; only the paper can be examined for that",
    "the days written on the papers: a person of the practice read them",
    "whether each filed image is that of a whole, real sheet: the copy shows what was scanned",
)


@dataclass(frozen=True)
class Copied:
    """What a copy adds to the answer of a paper."""

    findings: list[Finding]
    kept: Interval = NOT_APPLICABLE
    manifest: Manifest | None = None
    told: Told | None = None
    pages: int = 0
    """Of images, behind the sheet."""


def copied(
    data: bytes, attachments: Mapping[str, Sequence[bytes]], paper: Paper, reader: PdfReader, acts: Sequence[Act]
) -> Copied:
    """Everything wrong with a copy beyond its seal, what it tells, and the fifteen days by the days that it tells."""
    copies = set(attachments.get(NAME, ()))
    try:
        if len(copies) != 1:
            raise InputError(NAME, f"{len(copies)} of that name are inside, not one")
        record = copies.pop()
        manifest = decode_manifest(record)
    except InputError as problem:
        return Copied([_differs(str(problem))])
    sealed = next((act.not_after for act in acts if act.not_after is not None), None)
    findings = [_differs(why) for why in (*faults(manifest), *_attached(attachments, manifest))]
    findings += [_differs(why) for why in _issued(attachments, manifest, paper)]
    findings += [_differs(why) for why in _images(reader, manifest)]
    findings += _told(paper, manifest, hashlib.sha256(record).hexdigest())
    findings += [_differs(why) for why in _days(manifest, sealed)]
    sha256 = hashlib.sha256(data).hexdigest()
    kept = interval(manifest, paper.document, sealed)
    return Copied(findings, kept, manifest, told_of(manifest, sha256, sealed), len(manifest.scans))


def _attached(attachments: Mapping[str, Sequence[bytes]], manifest: Manifest) -> Iterator[str]:
    wanted = {RECORD, NAME, *(one.data for one in manifest.papers)}
    beside = {scan.attached: scan.file for scan in manifest.scans if scan.attached is not None}
    if attachments.keys() != wanted | beside.keys():
        yield "the files attached are not those that its record names"
    for name, sha256 in beside.items():
        if any(hashlib.sha256(data).hexdigest() != sha256 for data in attachments.get(name, ())):
            yield f"{name} is not the file as it came"


def _issued(attachments: Mapping[str, Sequence[bytes]], manifest: Manifest, paper: Paper) -> Iterator[str]:
    """The papers that were issued are those of this dossier, and each act is of the person for whom its frame is."""
    documents: dict[str, Document] = {}
    for one in manifest.papers:
        held = set(attachments.get(one.data, ()))
        data = held.pop() if len(held) == 1 else b""
        if hashlib.sha256(data).hexdigest() != one.sha256:
            yield f"{one.data} is not the record of the {one.kind} that came back"
            continue
        try:
            document = decode_document(data)
        except InputError as problem:
            yield f"{one.data}: {problem}"
            continue
        documents[one.handle] = document
        plain, own = builtins(document.dossier), paper.plain["dossier"]
        if (document.kind, document.copy.handle) != (one.kind, one.handle):
            yield f"{one.data} is of another kind or copy"
        for what in SAME:
            if plain[what] != own[what]:
                yield f"the {one.kind} that came back has another {what}"
    for deed in manifest.deeds:
        if deed.handle in documents and not _rightful(deed, documents[deed.handle]):
            yield f"{deed.field} is not for {deed.person}"


def _rightful(deed: Deed, document: Document) -> bool:
    try:
        field = field_of(document, deed.field)
    except InputError:
        return False
    if deed.act == "practitioner":
        numbers = {one.id: f"RPPS:{one.rpps}" for one in document.dossier.operators}
        return field.act == deed.act and field.signer.identifier == numbers.get(deed.person)
    return field.act == deed.act and field.signer.identifier == f"{document.copy.handle}-{deed.person}"


def _images(reader: PdfReader, manifest: Manifest) -> Iterator[str]:
    """Each page behind the sheet shows the image that the record names, whole, and nothing else."""
    count = len(manifest.scans)
    if count >= len(reader.pages):
        yield "there is no sheet before the images"
        return
    for number, (page, scan) in enumerate(zip(list(reader.pages)[-count:], manifest.scans, strict=True), 1):
        if why := _image(page, scan):
            yield f"page {number} of the copy: {why}"


def _image(page: Any, scan: Scan) -> str | None:
    shown = {str(key): value.get_object() for key, value in page["/Resources"].get_object()["/XObject"].items()}
    if shown.keys() != {"/Scan"} or page.get("/Annots"):
        return "it shows more than one image"
    image = shown["/Scan"]
    width, height = int(image["/Width"]), int(image["/Height"])
    contents = page.get_contents()
    if contents is None or bytes(contents.get_data()) != drawing(width, height, scan.dpi):
        return "its drawing is not that of its image alone"
    if set(image.keys()) - IMAGE or image.get("/Filter") not in FILTERS[scan.way]:
        return "its image is kept in another form than its record says"
    raw = bytes(image._data)  # as it stands in the file: no public way in pypdf
    if hashlib.sha256(raw).hexdigest() != scan.image:
        return "its image is not the one of its record"
    return None


def _told(paper: Paper, manifest: Manifest, sha256: str) -> Iterator[Finding]:
    """The sheet says what follows from the record, and nothing else."""
    version = paper.document.template.version
    if version not in COMPOSERS:
        yield Finding("COPY_DIFFERS", f"version {version} of this sheet is not known here", proven=False)
        return
    try:
        composed = builtins(COMPOSERS[version](manifest, sha256, speaker(None)))
    except KeyError:
        composed = None
    if composed != paper.plain["content"]:
        yield _differs("its sheet does not tell what its record says")


def _days(manifest: Manifest, sealed: datetime | None) -> Iterator[str]:
    if sealed is None:
        return
    if manifest.taken_in > sealed:
        yield "taken in after it was sealed"
    for deed in manifest.deeds if manifest.purpose != "early" else ():
        paper = manifest.on_paper(deed, "0" * 64)
        signed_on = min(deed.written_on, manifest.posted_on or deed.written_on)  # that day is not the copy's to tell
        if why := impossible(paper, signed_on, paris_day(sealed)):
            yield f"{deed.field}: {why}"


def interval(manifest: Manifest, document: Document, sealed: datetime | None) -> Interval:
    """From D, as the practice told it when it sealed, to the acts in ink that bind; the earliest decides."""
    binding = [deed for deed in manifest.acts if deed.act in BINDING]
    if not binding or manifest.purpose != "acts":
        return NOT_APPLICABLE
    zone, grade = document.dossier.patient.time_zone, ClockGrade.C if sealed else None
    first, after = written_within(min(deed.written_on for deed in binding), zone)
    return judge(
        receipt_not_after=written_within(manifest.day, zone)[1] if manifest.day else None,
        act_not_before=first,
        act_not_after=min(after, sealed) if sealed else after,
        gate=gate(manifest.day) if manifest.day else None,
        grades=[grade],
    )


def ink_rows(manifest_told: Told, zone: str) -> list[dict[str, Any]]:
    """The acts in ink among those of the answer: no signer, level « paper », the day as wide as it can mean."""
    rows = []
    for one in manifest_told["acts"]:
        first, after = written_within(datetime.fromisoformat(one["written_on"]).date(), zone)
        rows.append(
            {
                "name": one["act"],
                "field": one["field"],
                "kind": "ink",
                "signer": None,
                "pades": None,
                "clock": None,
                "clock_lists": [],
                "not_before": _z(first),
                "not_after": _z(after),
                "accuracy": None,
                "token_time": None,
                "content_time": None,
                "indication": "INDETERMINATE",
                "reasons": [],
                "revision": None,
                "covers": None,
                "level": "paper",
                "evidence": {"channel": "paper", "declared": "paper", "ink": "found", **one},
            }
        )
    return rows


def _z(at: datetime) -> str:
    return at.isoformat().replace("+00:00", "Z")


def _differs(why: str) -> Finding:
    return Finding("COPY_DIFFERS", why)
