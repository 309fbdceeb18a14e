"""Files of the user and of a home: read up to a limit, written whole or not at all, never anything but regular ones."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from dermadocs.errors import InputError
from signatures import files


def read_limited(path: Path, most: int) -> bytes:
    """The bytes of a regular file. InputError for a pipe, a device, a folder, or a file larger than `most`."""
    try:
        return files.read_limited(path, most)
    except OSError as problem:
        raise InputError(str(path), problem.strerror or "cannot be read") from problem


def write_whole(path: Path, data: bytes) -> None:
    """Write a file of our own beside its place first, then rename it onto it. A link is followed, never replaced.

    InputError when the place cannot be written or is not a regular file; nothing is left behind then.
    """
    try:
        files.write_whole(path, data, over=True)
    except OSError as problem:
        raise InputError(str(path), problem.strerror or "cannot be written") from problem


def write_new(path: Path, data: bytes) -> None:
    """Write a result of a command, under a name that nobody has: what exists may be the only copy of a signed paper.

    InputError when the place cannot be written or somebody came first; nothing is left behind then.
    """
    try:
        files.write_whole(path, data, over=False)
    except OSError as problem:
        raise InputError(str(path), problem.strerror or "cannot be written") from problem


def write_folder(path: Path, contents: Mapping[str, bytes]) -> None:
    """Write a new folder that its owner alone may read, whole or not at all. InputError when there is one already."""
    if path.exists():
        raise InputError(str(path), "is there already; name a new folder")
    with whole_folder(path, taken="is there already; name a new folder") as draft:
        for name, data in contents.items():
            write_whole(draft / name, data)


@contextlib.contextmanager
def whole_folder(path: Path, *, taken: str, undone: str = "") -> Iterator[Path]:
    """A folder beside its place to fill, that its owner alone may read; whole and on the disk, it takes that place.

    An empty folder gives way. InputError when there is something else at the place (`taken` says so), or when the disk
    refuses (`undone` says what was not made); nothing is left behind then.
    """
    place = path.resolve()
    draft = place.with_name(f".{secrets.token_hex(6)}.part")
    try:
        if place.exists() and (not place.is_dir() or any(place.iterdir())):
            raise InputError(str(path), taken)
        draft.mkdir(mode=0o700, parents=True)
        yield draft
        for folder in draft.rglob("*"):
            if folder.is_dir():
                sync_folder(folder)
        sync_folder(draft)
        if place.exists():
            place.rmdir()
        draft.rename(place)
        sync_folder(place.parent)
    except OSError as problem:
        raise InputError(str(path), f"{problem.strerror or 'cannot be written'}{undone}") from problem
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder safe against a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
