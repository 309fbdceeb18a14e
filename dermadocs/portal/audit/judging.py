"""Judging for the desk: the same sandbox and the same options as `dermadocs verify`, a few files at once, never more.

Files lie in a folder of the request while they are judged; nothing of them is kept.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.http import HttpRequest

from dermadocs.flows.proving.batch import CPU, TARGET, WALL, judge_file, unreadable
from dermadocs.portal import tallies
from dermadocs.portal.audit.intake import Given
from signatures import Trust
from signatures.sandbox import Sandbox

JOBS, WAITING = 2, 4
"""Files judged at once by this server, and requests that may wait for it."""
REQUESTS, WITHIN = 20, timedelta(minutes=10)
"""From one address."""

_sandbox: list[Sandbox] = []
_door = threading.BoundedSemaphore(WAITING)
_starting = threading.Lock()


class Full(Exception):
    """Too many requests are being judged."""


class TooOften(Exception):
    """Too many requests from one address."""


def count(request: HttpRequest) -> None:
    """Count a request of an address. TooOften beyond the limit."""
    if not tallies.take_of_address(request, "audit", REQUESTS, WITHIN, datetime.now(UTC)):
        raise TooOften


def judge(files: Sequence[Given], trust: Trust, at: datetime) -> list[dict[str, Any]]:
    """The answers of `dermadocs verify --json`, in order; a file that could not be taken is one of them. Full."""
    if not _door.acquire(blocking=False):
        raise Full
    try:
        options = {"trust": trust.to_json(), "at": at.isoformat(), "strict_revocation": False}
        with tempfile.TemporaryDirectory(prefix="audit-") as folder, ThreadPoolExecutor(JOBS) as pool:
            given = enumerate(files)
            return list(pool.map(lambda one: _one(Path(folder) / f"{one[0]}.pdf", one[1], options), given))
    finally:
        _door.release()


def _one(place: Path, given: Given, options: dict[str, Any]) -> dict[str, Any]:
    if given.fault:
        return {**unreadable("", given.fault, given.fault), "file": given.name}
    place.write_bytes(given.data)
    try:
        return {**judge_file(_running(), place, options), "file": given.name}
    finally:
        place.unlink(missing_ok=True)


def _running() -> Sandbox:
    with _starting:
        if not _sandbox:
            _sandbox.append(Sandbox(TARGET, jobs=JOBS, cpu=CPU, wall=WALL))
        return _sandbox[0]


def close() -> None:
    """End the sandbox's processes."""
    while _sandbox:
        _sandbox.pop().close()
