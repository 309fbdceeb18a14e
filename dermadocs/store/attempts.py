"""Who works on a dossier now, and who was killed while doing so.

One lock file a dossier, held by the system for as long as the process lives, and in it a line that says what is being
done: a line that nobody holds any more is an attempt that was cut short. Whoever holds the dossier next keeps that
line, and adds whether it was done, until somebody is told.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from dermadocs.errors import Busy, InputError
from dermadocs.store.faults import point

FOLDER = "attempts"
WAIT = 20.0
"""Seconds to wait for somebody else's act: one takes about five."""


def _path(folder: Path, identifier: str) -> Path:
    return folder / FOLDER / f"{identifier}.json"


Attempt = dict[str, Any]
"""`what`, `since`, the `head` of the chain before it; `done` once that is known."""


@contextmanager
def held(folder: Path, identifier: str, what: str, head: Callable[[], str], at: datetime) -> Iterator[None]:
    """Hold a dossier while an act lasts. Busy when somebody else still does after `WAIT` seconds.

    An act that fails by itself leaves no line behind; one that is killed, or interrupted by hand, does. `head` is
    asked for once the dossier is held: nobody can move it from then on.
    """
    with locked(folder, identifier, WAIT) as file:
        start = head()
        cut = [_judged(one, start) for one in _read(file)]
        point("attempt.before-write")
        try:
            _write(file, [*cut, {"what": what, "since": at.isoformat(), "head": start}])
        except OSError as problem:
            raise InputError(str(folder), f"{problem.strerror}: nothing was recorded") from problem
        point("attempt.after-write")
        try:
            yield
        except Exception:
            _end(file, cut)
            raise
        _end(file, cut)


def _end(file: int, cut: Sequence[Attempt]) -> None:
    point("attempt.before-removal")
    _write(file, cut)
    point("attempt.after-removal")


def _judged(attempt: Attempt, head: str) -> Attempt:
    """An attempt of a killed process, and whether it was done: the chain has moved on since it began."""
    return {"done": attempt.get("head") != head, **attempt}


@contextmanager
def locked(folder: Path, identifier: str, wait: float) -> Iterator[int]:
    """The lock of a dossier, and its open file. Busy when it is not to be had; InputError on a read-only disk."""
    path = _path(folder, identifier)
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as problem:
        raise InputError(str(folder), f"{problem.strerror}: nothing can be recorded in this home") from problem
    try:
        _lock(file, identifier, time.monotonic() + wait)
        yield file
    finally:
        os.close(file)  # lets the lock go


def _lock(file: int, identifier: str, until: float) -> None:
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise Busy(f"{identifier}: somebody else is working on it; nothing was done, try again") from None
            time.sleep(0.05)


def _write(file: int, attempts: Sequence[Attempt]) -> None:
    """Longer or shorter than before, but never without the lines that both have."""
    data = "".join(json.dumps(one) + "\n" for one in attempts).encode()
    if os.pwrite(file, data, 0) < len(data):
        os.ftruncate(file, 0)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.ftruncate(file, len(data))
    os.fsync(file)


def _read(file: int) -> list[Attempt]:
    """The whole lines; whoever was killed while writing one had done nothing yet."""
    found = []
    for line in os.pread(file, os.fstat(file).st_size, 0).split(b"\n")[:-1]:
        with suppress(ValueError):
            told = json.loads(line)
            found += [told] if isinstance(told, dict) else []
    return found


def cut_short(folder: Path, head: Callable[[str], str]) -> Iterator[tuple[str, Attempt]]:
    """Attempts that nobody holds any more, by dossier, and whether they were done. Each is told once."""
    for path in sorted((folder / FOLDER).glob("*.json")):
        if path.stat().st_size == 0:
            continue
        with suppress(Busy, InputError), locked(folder, path.stem, 0) as file:
            for attempt in _read(file):
                yield path.stem, _judged(attempt, head(path.stem))
            _write(file, [])
