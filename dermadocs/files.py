"""Files of the user: read up to a limit, written whole or not at all, never anything but a regular file."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
from collections.abc import Mapping
from pathlib import Path

from dermadocs.errors import InputError


def read_limited(path: Path, most: int) -> bytes:
    """The bytes of a regular file. InputError for a pipe, a device, a folder, or a file larger than `most`."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe would wait for a writer for ever
        with open(opened, "rb") as file:
            if not stat.S_ISREG(os.fstat(opened).st_mode):
                raise InputError(str(path), "not a regular file")
            data = file.read(most + 1)
    except OSError as problem:
        raise InputError(str(path), problem.strerror or "cannot be read") from problem
    if len(data) > most:
        raise InputError(str(path), f"larger than {most} bytes")
    return data


def write_whole(path: Path, data: bytes) -> None:
    """Write a file beside its place first, then rename it onto it. A link is followed, never replaced.

    InputError when the place cannot be written or is not a regular file; nothing is left behind then.
    """
    if not path.name:
        raise InputError(str(path), "names no file")
    place = path.resolve()
    draft = place.with_name(f".{secrets.token_hex(6)}.part")
    try:
        if place.exists() and not place.is_file():
            raise InputError(str(path), "not a regular file")
        with draft.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(place)
    except OSError as problem:
        raise InputError(str(path), problem.strerror or "cannot be written") from problem
    finally:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write a new folder that its owner alone may read, whole or not at all. InputError when there is one already."""
    place = path.resolve()
    draft = place.with_name(f".{secrets.token_hex(6)}.part")
    try:
        if place.exists():
            raise InputError(str(path), "is there already; name a new folder")
        place.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir(mode=0o700)
        for name, data in files.items():
            write_whole(draft / name, data)
        draft.rename(place)
    except OSError as problem:
        raise InputError(str(path), problem.strerror or "cannot be written") from problem
    finally:
        shutil.rmtree(draft, ignore_errors=True)
