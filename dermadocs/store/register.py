"""The register: one line for each commit, in a file outside the database, appended and never changed.

Two witnesses stand side by side: rows removed from the end of the database are still named here. A crash between
commit and line leaves the database one commit ahead, never the register; the next opening writes the missing line.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dermadocs.domain.kept import Line
from dermadocs.errors import Damaged, InputError
from dermadocs.store.faults import point

NAME, LOCK = "register.jsonl", "register.lock"
TAIL = 4096
"""Bytes that hold the last line; one has about 150."""


def read(folder: Path) -> tuple[Line, ...]:
    """All lines; a last line that a crash cut short is not one. Damaged for anything else that cannot be read."""
    try:
        data = (folder / NAME).read_bytes()
    except FileNotFoundError:
        return ()
    lines = data.split(b"\n")
    try:
        return tuple(_line(json.loads(line)) for line in lines[:-1])
    except (ValueError, TypeError) as problem:
        raise Damaged(NAME, "a line cannot be read; restore the file from a backup") from problem


def _line(told: object) -> Line:
    if not isinstance(told, dict):
        raise ValueError("not an object")
    line = Line(**told)
    kinds = (type(line.serial), type(line.dossier), type(line.number), type(line.sha256))
    if kinds != (int, str, int, str):
        raise ValueError("of another type")
    return line


def last_serial(folder: Path) -> int:
    """The serial number of the last whole line, 0 when there is none."""
    with contextlib.suppress(FileNotFoundError):
        _, tail = _tail(folder / NAME)
        whole = tail.split(b"\n")[:-1]
        try:
            return _line(json.loads(whole[-1])).serial if whole else 0
        except (ValueError, TypeError) as problem:
            raise Damaged(str(folder / NAME), "its last line cannot be read; restore it from a backup") from problem
    return 0


def _tail(path: Path) -> tuple[int, bytes]:
    """The length of the file, and its last bytes."""
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - TAIL))
        return size, file.read()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """One commit of a home at a time, over all its processes: rows and lines then have the same order."""
    with contextlib.ExitStack() as stack:
        try:
            descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
            file = stack.enter_context(os.fdopen(descriptor, "rb"))
        except OSError as problem:
            raise InputError(str(folder), f"{problem.strerror}: nothing can be recorded in this home") from problem
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def written(line: Line) -> bytes:
    """A line as it stands in the file."""
    return json.dumps(vars(line), sort_keys=True, separators=(",", ":")).encode() + b"\n"


def append(folder: Path, line: Line) -> None:
    """Add a line, on the disk when this returns. OSError when the disk refuses: the next call removes a torn line."""
    told = written(line)
    point("register.before-append")
    path = folder / NAME
    with contextlib.suppress(FileNotFoundError):
        _cut_torn(path)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "ab") as file:
        file.write(told)
        file.flush()
        os.fsync(file.fileno())
    point("register.after-append")


def _cut_torn(path: Path) -> None:
    """Take away the end of a line that a crash cut short."""
    size, tail = _tail(path)
    if tail and not tail.endswith(b"\n"):
        os.truncate(path, size - len(tail) + tail.rfind(b"\n") + 1)
