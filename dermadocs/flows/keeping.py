"""Dossiers that are kept: read one and believe it, do an act on it, keep what the act gave.

Every act goes the same way: the dossier is held, read and folded; the act gives events and bytes, or refuses; the new
head of the chain is timestamped; rows and bytes are committed. What refuses, refuses before anything is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from dermadocs.domain.codec import canonical
from dermadocs.domain.jsonform import decode
from dermadocs.domain.kept import Row
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.timeline import Entry, digest, first_bad
from dermadocs.errors import Damaged, DermadocsError, InputError, NotPermitted
from dermadocs.flows import sealing
from dermadocs.flows.desk import Archive, Desk
from dermadocs.flows.kept import Kept
from dermadocs.sentence import say

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,31}")
"""Of a dossier: it becomes the name of a file."""


Deed = Callable[[Kept], Kept]


def opened(desk: Desk, identifier: str) -> Kept:
    """A dossier as it is kept. InputError when there is none of that name, Damaged when its chain is broken."""
    rows = desk.archive.rows(identifier)
    if not rows and identifier in desk.archive.identifiers():
        raise Damaged(identifier, say("its entries are gone; {cure}", cure=_AGAIN))
    if not rows:
        raise InputError(identifier, "no such dossier in this home; `dermadocs dossier list` shows them")
    return Kept(identifier, chain_of(identifier, rows), desk.archive)


def chain_of(identifier: str, rows: tuple[Row, ...]) -> tuple[Entry, ...]:
    """The chain in the rows of one dossier. Damaged, naming the first row that is not what was recorded."""
    entries: list[Entry] = []
    for place, row in enumerate(rows):
        try:
            entry = decode(row.body, Entry, "entry")
        except InputError as problem:
            raise Damaged(
                f"{identifier}, entry {place}",
                say("cannot be read ({problem}); {cure}", problem=problem.args[0], cure=_AGAIN),
            ) from problem
        if row.number != entry.number or digest(entry) != row.sha256 or canonical(entry) != row.body:
            raise Damaged(f"{identifier}, entry {place}", say("not what was recorded; {cure}", cure=_AGAIN))
        entries.append(entry)
    bad = first_bad(entries)
    if bad is not None:
        raise Damaged(f"{identifier}, entry {bad}", say("changed, removed, moved or inserted; {cure}", cure=_AGAIN))
    return tuple(entries)


_AGAIN = "run `dermadocs keep --check` and restore the home from a backup"


def act(desk: Desk, identifier: str, what: str, do: Deed) -> Kept:
    """Do something on a dossier and keep it: all of it, or nothing.

    `what` is told if the process is killed meanwhile. Busy when somebody else works on the dossier.
    """
    opened(desk, identifier)  # a name that nobody knows is told at once, and leaves no trace
    with desk.archive.held(identifier, what, desk.now()):
        before = opened(desk, identifier)
        moment(desk, before)
        after = do(before)
        return commit(desk, before, after)


def shown_anew(archive: Archive) -> None:
    """Bring lists to what this version shows of a dossier; one that cannot be believed is left as it is."""
    for identifier in archive.stale():
        with suppress(DermadocsError):
            archive.show(Kept(identifier, chain_of(identifier, archive.rows(identifier)), archive).summary)


def begin(desk: Desk, identifier: str, do: Deed) -> Kept:
    """A new dossier. InputError when there is one of that name, or when it is no name."""
    if not NAME.fullmatch(identifier):
        raise InputError(repr(identifier), "no name for a dossier: up to 32 letters, digits, dots and hyphens")
    with desk.archive.held(identifier, "new dossier", desk.now()):
        if desk.archive.rows(identifier):
            raise InputError(identifier, "there is a dossier of that name already")
        before = Kept(identifier, (), desk.archive)
        moment(desk, before)
        return commit(desk, before, do(before))


def begin_next(desk: Desk, do: Deed) -> Kept:
    """A new dossier under the next free name of the year; the one after it when somebody else was quicker."""
    while True:
        name = next_name(desk)
        try:
            return begin(desk, name, do)
        except InputError:
            if not desk.archive.rows(name):
                raise


def moment(desk: Desk, kept: Kept) -> datetime:
    """The moment of an act that begins now: never before the latest act, which a timestamp dates a little later.

    NotPermitted when the clock ran backwards: of this dossier, and in a real home of any.
    """
    now, last = desk.now(), kept.dossier.last
    known = [last, None if desk.practice.demonstration else desk.archive.latest()]
    latest = max((at for at in known if at is not None), default=now)
    if latest - now > max(sealing.SAFETY, timedelta(seconds=desk.practice.accuracy)):
        why = say(
            "it says {now}, something was recorded at {latest}: set it right, try again",
            now=now.isoformat(),
            latest=latest.isoformat(),
        )
        raise NotPermitted("the clock ran backwards", why, "T-09")
    return max(now, last or now)


def commit(desk: Desk, before: Kept, after: Kept) -> Kept:
    """Timestamp the new head and keep what was added. Nothing is written when nothing was added."""
    added = after.entries[len(before.entries) :]
    if not added:
        return before
    assert after.entries[: len(before.entries)] == before.entries
    for entry in added:
        _refuse_unreadable(entry)
    token = desk.practice.clock.stamp(bytes.fromhex(after.head), desk.now())
    desk.archive.commit(after.summary, before.head, added, after.fresh.values(), token.der, after.messages)
    return opened(desk, after.identifier)


def _refuse_unreadable(entry: Entry) -> None:
    """InputError for what could not be read again: it would close the dossier for ever."""
    act = entry.event.act.value
    try:
        again = decode(canonical(entry), Entry, "entry")
    except InputError as problem:
        raise InputError(f"{act}, {problem.where.removeprefix('/event/')}", problem.why) from None
    if again != entry:
        raise InputError(act, "would be read back as something else; nothing was recorded")


def next_name(desk: Desk) -> str:
    """A free name: the year in Paris, and the next number of that year."""
    year = paris_day(desk.now()).year
    taken = [name for name in desk.archive.identifiers() if name.startswith(f"{year}-")]
    numbers = [int(rest) for name in taken if (rest := name.partition("-")[2]).isdigit()]
    return f"{year}-{max(numbers, default=0) + 1:04}"
