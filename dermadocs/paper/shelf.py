"""The originals of a home, as a library to check against, and one image judged with it: what a child process runs.

A shelf names blobs by digest and opens them when a sheet asks for them, so it is small enough to be handed over.
"""

from __future__ import annotations

import base64
import functools
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from dermadocs.domain import layout
from dermadocs.domain.pagecode import PageCode
from dermadocs.errors import Damaged
from dermadocs.paper.check import Checked, Key, check
from dermadocs.paper.original import Grey, Original
from dermadocs.store.blobs import Blobs

WIDE = 1654
"""Pixels of a page as a reviewer sees it: A4 at 200 dpi, as the originals."""


@dataclass(frozen=True)
class Shelf(Mapping[Key, Original]):
    """Originals by what their code says. `papers`: for each key the layouts and pictures among which it is."""

    folder: Path
    papers: Mapping[Key, tuple[tuple[str, str], ...]]

    def __getitem__(self, key: Key) -> Original:
        for both in self.papers[key]:
            if (found := _paper(self.folder, *both).get(key)) is not None:
                return found
        raise KeyError(key)

    def __iter__(self) -> Iterator[Key]:
        return iter(self.papers)

    def __len__(self) -> int:
        return len(self.papers)


def key_of(handle: str, revision: str, page: int) -> Key:
    """A key from a layout's own words."""
    return base64.b32decode(handle), bytes.fromhex(revision), page


@functools.lru_cache(maxsize=12)
def _paper(folder: Path, described: str, picture: str) -> Mapping[Key, Original]:
    """The pages of a paper as kept. Damaged when its picture is not the one that was hashed."""
    blobs = Blobs(folder)
    paper = layout.decode(blobs.get(described))
    if paper.grey_sha256 != picture:
        return {}
    drawn = cv2.imdecode(np.frombuffer(blobs.get(picture), np.uint8), cv2.IMREAD_GRAYSCALE)
    if drawn is None or drawn.shape[0] % len(paper.sheets):
        raise Damaged(picture, "no picture of that paper")
    pages = np.split(np.asarray(drawn, np.uint8), len(paper.sheets))
    return {
        key_of(paper.handle, paper.revision, sheet.page): Original(sheet, grey)
        for sheet, grey in zip(paper.sheets, pages, strict=True)
    }


def judge(
    image: Grey,
    shelf: Shelf,
    keys: Mapping[int, bytes],
    superseded: Collection[tuple[bytes, bytes]],
    typed: PageCode | None = None,
) -> tuple[Checked, bytes]:
    """One image, and the picture of it for the eye: straightened where it is known what it is."""
    try:
        found = check(image, shelf, keys, superseded=superseded, typed=typed)
    except (cv2.error, ArithmeticError, IndexError, ValueError):  # an image may be anything
        found = Checked("unregistered")
    return found, _png(image if found.aligned is None else found.aligned)


def original_picture(shelf: Shelf, key: Key) -> bytes:
    """A page as it was sent. KeyError when it is none of ours."""
    return _png(shelf[key].grey)


def _png(grey: Grey) -> bytes:
    height, width = grey.shape
    scale = WIDE / max(width, 1)
    if scale < 1:
        grey = np.asarray(cv2.resize(grey, (WIDE, max(1, round(height * scale))), interpolation=cv2.INTER_AREA))
    return bytes(cv2.imencode(".png", grey)[1].tobytes())
