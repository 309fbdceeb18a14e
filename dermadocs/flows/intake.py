"""What comes back by post: kept as it came, before anything is judged; then looked at, file by file.

A bad file never stops the rest: it is told as a sheet that cannot be read, and its bytes stay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import Protocol

from dermadocs.domain.events import Channel
from dermadocs.domain.facts import text_fault
from dermadocs.domain.heap import Came, Heap
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.sheet import Sheet
from dermadocs.errors import DermadocsError, InputError
from dermadocs.flows.desk import Desk
from dermadocs.sentence import say

LARGEST = 200_000_000
"""Bytes of one file: 500 pages at 300 dpi in grey have about 150 million."""
MOST = 500
"""Files of a heap."""
LONGEST = 120
"""Letters of a file's name that are kept."""


class Checker(Protocol):
    """Looks at the images of one file, in a limited child process."""

    def __call__(self, file: str, data: bytes) -> Sequence[Sheet]:
        """What each image of it is, compared with what was sent. InputError when nothing in it can be read."""
        ...


def taken_in(
    desk: Desk,
    files: Sequence[tuple[str, bytes]],
    came: Channel,
    arrived_on: date,
    by: str,
    device: str | None = None,
) -> Heap:
    """Keep the files of a heap, by name and bytes, as they came. InputError for none, or for a day still to come."""
    now = desk.now()
    if not files:
        raise InputError("intake", "there is no file in it")
    if len(files) > MOST:
        raise InputError("intake", say("more than {most} files at once: take them in in parts", most=MOST))
    if arrived_on > paris_day(now):
        raise InputError("intake", say("it cannot have come on {day}: that day has not come", day=arrived_on))
    for name, data in files:
        if len(data) > LARGEST:
            raise InputError(named(name), say("larger than {most} bytes", most=LARGEST))
    heap = Heap(
        schema="dermadocs/heap/1",
        name=f"{paris_day(now):%Y%m%d}-{desk.random(3).hex()}",
        came=came,
        arrived_on=arrived_on,
        taken_in=now,
        by=by,
        device=device,
        files=tuple(
            Came(name=named(name), sha256=hashlib.sha256(data).hexdigest(), size=len(data)) for name, data in files
        ),
    )
    desk.archive.heaps.keep(heap, (data for _, data in files))
    return heap


def named(name: str) -> str:
    """A file's name as it can stand in a record: whoever sent it chose it."""
    shown = "".join(letter if text_fault(letter) is None or letter == " " else "_" for letter in name)
    return " ".join(shown.split())[-LONGEST:].strip() or "_"


def looked_at(desk: Desk, check: Checker, heap: Heap) -> tuple[Sheet, ...]:
    """What is in a heap, sheet by sheet; looked at once, and told again afterwards."""
    known = desk.archive.heaps.sheets(heap.name)
    if known is not None:
        return known
    found = tuple(sheet for came in heap.files for sheet in _sheets(desk, check, came))
    desk.archive.heaps.found(heap.name, found)
    return found


def _sheets(desk: Desk, check: Checker, came: Came) -> Sequence[Sheet]:
    try:
        return check(came.name, desk.archive.blob(came.sha256)) or [unreadable(came)]
    except DermadocsError:
        return [unreadable(came)]


def unreadable(came: Came) -> Sheet:
    """A file in which nothing can be read, as the one sheet that it is told as."""
    return Sheet(
        file=came.name,
        page=1,
        sha256=came.sha256,
        status="unreadable",
        document=None,
        handle=None,
        revision=None,
        page_number=None,
        page_count=None,
        boxes=(),
        differences=(),
        grade=None,
    )
