"""Received files are decoded in a limited child process each, and come back as bare pixels.

The child writes each page's grey bytes into a folder that only this process made, and tells their sizes; here nothing
is decoded any more. A bomb, a crash or an endless file costs itself only (signatures/sandbox.py).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dermadocs.paper.images import Scan, UnreadableScan, pages
from dermadocs.paper.limits import MOST_PAGES, MOST_PIXELS
from signatures.errors import SignatureError
from signatures.sandbox import Sandbox

TARGET = "dermadocs.paper.beside:write_pages"
AT_ONCE = 8
"""Pages of a file decoded by one child, and lying on the disk at a time."""
MEMORY = 3 << 30  # bytes of address space; a page of 60 million pixels in four colours takes a quarter of a gigabyte
SECONDS = 60


@contextmanager
def reading(jobs: int = 1) -> Iterator[Reader]:
    """Reads files beside this process for as long as it is needed; then the child processes end."""
    limits: dict[str, Any] = {"memory": MEMORY, "cpu": SECONDS, "wall": float(SECONDS), "written": MOST_PIXELS}
    with Sandbox(TARGET, jobs=jobs, search=[Path(__file__).resolve().parents[2]], **limits) as sandbox:
        yield Reader(sandbox)


@dataclass(frozen=True)
class Reader:
    """Reads files beside this process; safe to share between threads."""

    sandbox: Sandbox

    def scans(self, data: bytes) -> Iterator[Scan]:
        """The pages of a file in order. UnreadableScan when it cannot be read within its limits."""
        for first in range(1, MOST_PAGES + 1, AT_ONCE):
            with tempfile.TemporaryDirectory(prefix="scan-") as folder:
                told = self._ask(data, folder, first)
                for page in told:
                    yield _read(Path(folder), page)
            if len(told) < AT_ONCE:
                return

    def _ask(self, data: bytes, folder: str, first: int) -> list[dict[str, Any]]:
        options = {"folder": folder, "first": first, "last": first + AT_ONCE - 1}
        try:
            told: list[dict[str, Any]] = self.sandbox.run(data, options)["pages"]
        except SignatureError as problem:
            raise UnreadableScan(str(problem)) from problem
        return told


def write_pages(data: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """In the child: the pages' bytes into the folder, their sizes as the answer."""
    told = []
    for scan in pages(data, options["first"], options["last"]):
        (Path(options["folder"]) / str(scan.index)).write_bytes(scan.grey.tobytes())
        height, width = scan.grey.shape
        told.append({"index": scan.index, "height": height, "width": width, "dpi": scan.dpi})
    return {"pages": told}


def _read(folder: Path, told: dict[str, Any]) -> Scan:
    index, height, width = int(told["index"]), int(told["height"]), int(told["width"])
    grey = np.fromfile(folder / str(index), np.uint8)
    if grey.size != height * width or grey.size > MOST_PIXELS:
        raise UnreadableScan(f"page {index} is not as large as its reader said")
    return Scan(index, grey.reshape(height, width), told["dpi"])
