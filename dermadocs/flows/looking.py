"""Every look at a dossier is written down before anything is shown; the chain of looks is timestamped every day."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from asn1crypto import x509

from dermadocs.domain.bundle import TOLERANCE
from dermadocs.domain.jsonform import canonical, decode
from dermadocs.domain.kept import Row
from dermadocs.domain.look import GENESIS, Look, Seal, digest
from dermadocs.domain.reflection import paris_day
from dermadocs.errors import DermadocsError, InputError
from dermadocs.flows.checking import Fault, believed
from dermadocs.flows.desk import Archive, Desk
from dermadocs.sentence import say
from signatures import SignatureError
from signatures.tokens import Refused

LOG = logging.getLogger("dermadocs.looking")
MOST = 200
"""Looks between two timestamps; and one with the first look of each day in Paris."""
AGAIN = timedelta(minutes=5)
"""After an authority that did not answer: until then nobody waits for it again."""
_failed: dict[str, datetime] = {}


def look(desk: Desk, member: int, role: str, dossier: str, what: str) -> Look:
    """Write a look down; InputError when it cannot be. The timestamp that is due is taken too, or next time."""
    at = desk.now()
    made = desk.archive.looks.add(
        lambda number, previous: Look(
            number=number, previous=previous, at=at, member=member, role=role, dossier=dossier, what=what
        )
    )
    if _due(desk.archive.looks.last_seal(), made):
        _try(desk, made)
    return made


def _due(last: Seal | None, made: Look) -> bool:
    return last is None or made.number - last.number >= MOST or paris_day(made.at) > paris_day(last.at)


def _try(desk: Desk, made: Look) -> None:
    """A look is not refused because an authority is down: it stands in the chain, the next one asks again."""
    known = _failed.get("at")
    if known is not None and timedelta() <= made.at - known < AGAIN:
        return
    try:
        _seal(desk, made.number, digest(made))
        _failed.clear()
    except (SignatureError, DermadocsError, OSError) as problem:
        _failed["at"] = made.at
        LOG.error("the chain of looks got no timestamp: %s", type(problem).__name__)


def _seal(desk: Desk, number: int, sha256: str) -> None:
    at = desk.now()
    token = desk.practice.clock.stamp(bytes.fromhex(sha256), at)
    desk.archive.looks.seal(Seal(number, sha256, at, token.der))


def seal_now(desk: Desk) -> bool:
    """Timestamp the latest look, if there are any that no timestamp covers: every night. SignatureError when down."""
    rows, last = desk.archive.looks.rows(), desk.archive.looks.last_seal()
    if not rows or (last is not None and last.number >= rows[-1].number):
        return False
    _seal(desk, rows[-1].number, rows[-1].sha256)
    return True


def at_dossier(archive: Archive, dossier: str) -> Iterator[Look]:
    """Who looked at a dossier, the latest first; rows that cannot be read are left to `keep --check`."""
    for row in reversed(archive.looks.rows(dossier)):
        with suppress(InputError):
            yield decode(row.body, Look, "look")


# ---- is it still what was written down?


def faults(archive: Archive, anchors: Sequence[x509.Certificate]) -> Iterator[Fault]:
    """Looks that were altered, removed, moved or back-dated, and timestamps that cannot be believed."""
    rows = archive.looks.rows()
    yield from _chain(rows)
    try:
        seals = archive.looks.seals()
    except DermadocsError as problem:
        yield Fault("looks", str(problem))
        return
    known = {row.number: row for row in rows}
    before: tuple[int, datetime | None] = (-1, None)
    for seal in seals:
        where = f"look {seal.number}"
        if seal.number not in known:
            yield Fault(where, "under a timestamp, and gone from the database")
            continue
        if known[seal.number].sha256 != seal.sha256:
            yield Fault(where, "the timestamp names another look at this place")
        try:
            time = believed(seal.token, seal.sha256, anchors).time
        except Refused as problem:
            yield Fault(where, say("its timestamp cannot be believed: {problem}", problem=problem))
            continue
        yield from _between(rows, before, (seal.number, time))
        before = (seal.number, time)
    yield from _between(rows, before, (len(rows), None))


def _chain(rows: Sequence[Row]) -> Iterator[Fault]:
    """Each row is what it was, in its place, and names the one before."""
    previous = GENESIS
    for place, row in enumerate(rows):
        where = f"look {place}"
        try:
            one = decode(row.body, Look, "look")
        except InputError as problem:
            yield Fault(where, say("cannot be read: {problem}", problem=problem))
            return
        if row.number != place or one.number != place:
            yield Fault(where, "looks were removed or moved before it")
            return
        if digest(one) != row.sha256 or canonical(one) != row.body or one.dossier != row.dossier:
            yield Fault(where, "not what was written down")
            return
        if one.previous != previous:
            yield Fault(where, "changed, removed, moved or inserted: the chain breaks here")
            return
        previous = row.sha256


def _between(
    rows: Sequence[Row], before: tuple[int, datetime | None], after: tuple[int, datetime | None]
) -> Iterator[Fault]:
    """Looks between two timestamps are dated between them."""
    (first, earliest), (last, latest) = before, after
    for row in rows[first + 1 : last + 1]:
        try:
            at = decode(row.body, Look, "look").at
        except InputError:
            continue  # told above
        if (earliest is not None and at + TOLERANCE < earliest) or (latest is not None and at - TOLERANCE > latest):
            yield Fault(f"look {row.number}", say("back-dated or dated ahead: {at} UTC", at=f"{at:%Y-%m-%d %H:%M}"))
