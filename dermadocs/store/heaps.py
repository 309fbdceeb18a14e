"""What came back by post, as it came: bytes by digest among the blobs, and a record a heap, written last and whole.

A heap is not evidence of a dossier yet: it may hold papers of several patients, and none may see the other's. So it
stands beside the dossiers; what a copy takes from it is named there by digest. Whoever is killed meanwhile leaves bytes
that nobody names, never a record without its bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from dermadocs.domain.heap import Heap
from dermadocs.domain.jsonform import canonical, decode
from dermadocs.domain.sheet import Sheet
from dermadocs.errors import Damaged, InputError
from dermadocs.files import read_limited, sync_folder, write_whole
from dermadocs.store.blobs import Blobs

FOLDER = "intake"
LARGEST = 64 * 1024 * 1024
RECORD, SHEETS, PICTURES = ".json", ".sheets", "pictures"


class Heaps:
    """The heaps of one home."""

    def __init__(self, home: Path, blobs: Blobs) -> None:
        self.folder, self.blobs = home / FOLDER, blobs
        self._sheets: dict[str, tuple[int, tuple[Sheet, ...]]] = {}

    def keep(self, heap: Heap, files: Iterable[bytes]) -> None:
        """Keep a new heap: its bytes first, its record last. InputError when the disk refuses: nothing is kept then."""
        digests = [self.blobs.put(data) for data in files]
        assert digests == [one.sha256 for one in heap.files]
        self.folder.mkdir(mode=0o700, exist_ok=True)
        path = self.folder / f"{heap.name}{RECORD}"
        if path.exists():
            raise InputError(heap.name, "there is a heap of that name already")
        write_whole(path, canonical(heap))
        sync_folder(self.folder)

    def names(self) -> tuple[str, ...]:
        """All heaps, oldest first."""
        return tuple(sorted(path.stem for path in self.folder.glob(f"*{RECORD}"))) if self.folder.is_dir() else ()

    def heap(self, name: str) -> Heap:
        """One heap. InputError when there is none of that name, Damaged when it cannot be read."""
        if name not in self.names():
            raise InputError(name, "no such heap in this home")
        try:
            return decode(read_limited(self.folder / f"{name}{RECORD}", LARGEST), Heap, name)
        except InputError as problem:
            raise Damaged(name, f"{problem}; restore the home from a backup") from problem

    def sheets(self, name: str) -> tuple[Sheet, ...] | None:
        """What was found in a heap; None while nobody has looked, or another version of the program did."""
        path = self.folder / f"{name}{SHEETS}"
        try:
            written = path.stat().st_mtime_ns
            known = self._sheets.get(name)
            if known is None or known[0] != written:
                found = msgspec.json.decode(read_limited(path, LARGEST), type=tuple[Sheet, ...])
                known = self._sheets[name] = (written, found)
            return known[1]
        except (OSError, InputError, msgspec.MsgspecError):
            return None

    def found(self, name: str, sheets: Sequence[Sheet]) -> None:
        """Keep what was found, so that nobody waits twice; it follows from the bytes and can be found anew."""
        write_whole(self.folder / f"{name}{SHEETS}", msgspec.json.encode(tuple(sheets)))

    def keep_picture(self, sha256: str, page: int, picture: bytes) -> None:
        """Keep how a reviewer sees an image (PNG); it follows from the bytes and can be drawn anew."""
        path = self._picture(sha256, page)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_whole(path, picture)

    def picture(self, sha256: str, page: int) -> bytes:
        """How a reviewer sees an image. InputError when nobody has looked at it."""
        path = self._picture(sha256, page)
        if not path.is_file():
            raise InputError(sha256[:12], "no picture of that page")
        return read_limited(path, LARGEST)

    def _picture(self, sha256: str, page: int) -> Path:
        return self.folder / PICTURES / f"{sha256}-{page}.png"
