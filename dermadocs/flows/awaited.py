"""What of a dossier is in the post: its packs as they were printed, and what of them is sealed in a copy already."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from pypdf import PdfReader

from dermadocs.domain.copy import NAME as MANIFEST
from dermadocs.domain.copy import Manifest, decode_manifest
from dermadocs.domain.ink import COPY, PackNumber
from dermadocs.flows.kept import Kept
from dermadocs.flows.printing import ORIGINAL, PACK, layout_name
from dermadocs.flows.proving import paper as papers
from dermadocs.paper.reconcile import Awaited, Place

SLIP = "return-slip"
SURGEON = "Practitioner"


@dataclass(frozen=True)
class Packs:
    """The packs of a dossier, read from what is kept."""

    kept: Kept

    @cached_property
    def copies(self) -> Mapping[str, Manifest]:
        """The manifest of each reliable copy, by the copy's digest, oldest first."""
        filed = (one for one in self.kept.latest.values() if one.kind == COPY)
        return {one.sha256: _manifest(self.kept, one.sha256) for one in filed}

    def copy_of_originals(self) -> str | None:
        """Copy 0 of the estimate of now: the originals that the surgeons signed."""
        document = self.kept.dossier.document
        found = [sha for sha, one in self.copies.items() if one.purpose == "originals" and one.estimate == document]
        return found[-1] if found else None

    def awaited(self, number: PackNumber) -> Awaited | None:
        """A pack of the estimate of now; None when it was not printed."""
        pages = list(self._pages(number))
        if not pages:
            return None
        back = {page["handle"] for page in pages if _signed_by_patient(page)}
        places = [
            (Place(p["handle"], p["page_number"], p["document"], p["revision"], p["page_count"]), p) for p in pages
        ]
        return Awaited(
            f"{self.kept.identifier}/{number}",
            due=[place for place, _ in places if place.handle in back],
            beside=[place for place, _ in places if place.handle not in back],
            superseded=frozenset(self._superseded()),
            done=frozenset(
                (scan.identity.handle, scan.identity.page)
                for one in self.copies.values()
                for scan in one.scans
                if one.purpose == "acts" and scan.identity is not None
            ),
        )

    def originals(self) -> list[Place]:
        """The pages of the first pack that the surgeons sign in ink, both originals of the estimate whole."""
        pages = list(self._pages(1))
        inked = {p["handle"] for p in pages if any(box["id"].startswith(SURGEON) for box in p["boxes"])}
        return [
            Place(p["handle"], p["page_number"], p["document"], p["revision"], p["page_count"])
            for p in pages
            if p["handle"] in inked
        ]

    def with_frames(self, label: str) -> set[tuple[str, int]]:
        """Handle and number of the pages of the second pack that have frames of that label."""
        pages = self._pages(2)
        return {(p["handle"], p["page_number"]) for p in pages if any(b["id"].startswith(label) for b in p["boxes"])}

    def _pages(self, number: PackNumber) -> Iterator[dict[str, Any]]:
        """The coded pages of a pack, as it was printed last: in ordinary or in big print."""
        names = {layout_name(self.kept.name_of(f"pack-{number}{size}")) for size in ("", "-large")}
        printed = [one.sha256 for one in self.kept.filed if one.name in names]
        if printed:
            yield from (page for page in json.loads(self.kept.read(printed[-1])) if page["handle"] is not None)

    def _superseded(self) -> Iterator[tuple[str, str]]:
        now = {self.kept.name_of(f"pack-{number}{size}") for number in (1, 2) for size in ("", "-large")}
        for name, filed in self.kept.latest.items():
            if filed.kind == PACK and name not in now:
                pages = json.loads(self.kept.bytes_of(layout_name(name)))
                yield from ((page["handle"], page["revision"]) for page in pages if page["handle"] is not None)

    def records(self) -> Mapping[str, bytes]:
        """The `document.json` of each paper printed for ink, by handle."""
        found = {}
        for filed in self.kept.latest.values():
            if filed.kind == ORIGINAL:
                held = papers.attachments(PdfReader(io.BytesIO(self.kept.read(filed.sha256)))).get(papers.NAME)
                if held:
                    found[json.loads(held[0])["copy"]["handle"]] = held[0]
        return found


_READ: dict[str, Manifest] = {}
"""Manifests by the digest of their copy: a page of the console asks for the same ones many times."""


def _manifest(kept: Kept, sha256: str) -> Manifest:
    if sha256 not in _READ:
        if len(_READ) > 200:
            _READ.clear()
        _READ[sha256] = manifest_of(kept.read(sha256))
    return _READ[sha256]


def manifest_of(pdf: bytes) -> Manifest:
    """The manifest in a reliable copy. InputError when there is none."""
    return decode_manifest(papers.attachments(PdfReader(io.BytesIO(pdf)))[MANIFEST][0])


def _signed_by_patient(page: Mapping[str, Any]) -> bool:
    return any(box["required"] and not box["id"].startswith(SURGEON) for box in page["boxes"]) and (
        page["document"] != SLIP
    )
