"""Bytes by digest, written once: a file is whole or not there, and its name is the SHA-256 of what it holds.

Read-only modes and names that follow from contents protect against accidents, not against the owner of the disk; what
was changed is found, because every read and every check compares the bytes with the name.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from dermadocs.errors import Damaged, InputError
from dermadocs.files import sync_folder
from dermadocs.store.faults import point

DRAFT = ".part"


class Blobs:
    """A folder of blobs, 256 folders wide."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the bytes of that digest are, or would be."""
        return self.folder / sha256[:2] / sha256

    def put(self, data: bytes) -> str:
        """Keep bytes and return their digest; on the disk for good when this returns. Twice is once.

        InputError when the disk refuses (full, read-only): nothing half-written keeps a name then.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if path.exists():
            self.get(sha256)
            sync_folder(path.parent)  # whoever renamed it may have been killed before this
            return sha256
        draft = path.with_name(f"{secrets.token_hex(8)}{DRAFT}")
        point("blob.before-write")
        try:
            self._folder_of(path)
            _write_new(draft, data)
            point("blob.after-write")
            draft.replace(path)
            point("blob.after-rename")
            sync_folder(path.parent)
        except OSError as problem:
            raise InputError(str(self.folder), f"{problem.strerror}: nothing was recorded") from problem
        finally:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
        return sha256

    def _folder_of(self, path: Path) -> None:
        if not path.parent.is_dir():
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.parent.mkdir(mode=0o700, exist_ok=True)
            sync_folder(self.folder)
            sync_folder(self.folder.parent)

    def get(self, sha256: str) -> bytes:
        """The bytes of that digest. Damaged when they are missing or are not those."""
        try:
            data = self.path(sha256).read_bytes()
        except OSError as problem:
            raise Damaged(f"blob {sha256}", f"{problem.strerror}; restore it from a backup") from problem
        if hashlib.sha256(data).hexdigest() != sha256:
            raise Damaged(f"blob {sha256}", "its bytes are not those of its name; restore it from a backup")
        return data

    def names(self) -> Iterator[str]:
        """The digests of all blobs, in order; what a crash left half-written is left out."""
        for folder in sorted(path for path in self.folder.glob("[0-9a-f][0-9a-f]") if path.is_dir()):
            yield from sorted(path.name for path in folder.iterdir() if path.suffix != DRAFT)

    def sweep(self) -> int:
        """Remove what is half-written; how many files that was. `Archive.sweep` keeps writers out meanwhile."""
        drafts = list(self.folder.glob(f"*/*{DRAFT}"))
        for draft in drafts:
            draft.unlink(missing_ok=True)
        return len(drafts)


def _write_new(path: Path, data: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
