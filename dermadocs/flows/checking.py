"""Is what is kept still what was kept? Every row, every byte, every timestamp, and the register beside them.

An entry that is altered, removed, moved or back-dated breaks the chain of its dossier, or its timestamp no longer
fits; rows removed from the end are still named in the register; bytes are compared with their names. Nothing is
mended: what is found is told, with the place, and the cure is a backup.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from asn1crypto import x509

from dermadocs.domain.bundle import TOLERANCE
from dermadocs.domain.dossier import Dossier, apply
from dermadocs.domain.events import Filed
from dermadocs.domain.kept import Line, Row, Summary
from dermadocs.domain.timeline import Entry
from dermadocs.errors import DermadocsError, NotPermitted
from dermadocs.flows.desk import Archive
from dermadocs.flows.keeping import chain_of, shown_anew
from dermadocs.flows.kept import Kept
from dermadocs.sentence import say
from signatures import KeyUnavailable, tokens
from signatures.tokens import Refused, Token

NOT_THEIRS = "the timestamp is not that of this entry"


@dataclass(frozen=True)
class Fault:
    """Something that is not what was kept, or cannot be believed."""

    where: str
    what: str


def check(archive: Archive, anchors: Sequence[x509.Certificate]) -> Iterator[Fault]:
    """Every fault of a home, dossier by dossier. `anchors`: whose timestamps are believed, up to the root."""
    shown_anew(archive)
    summaries = {one.identifier: one for one in archive.summaries()}
    register = {line.serial: line for line in archive.register_lines()}
    commits: dict[int, Row] = {}
    for identifier in archive.identifiers():
        rows = archive.rows(identifier)
        commits |= {row.serial: row for row in rows if row.token is not None}
        yield from _dossier(archive, identifier, rows, summaries[identifier], anchors)
    yield from _register(register, commits)
    if not archive.demonstration:  # its clock is moved at will
        yield from _order(commits)


def _dossier(
    archive: Archive,
    identifier: str,
    rows: tuple[Row, ...],
    summary: Summary,
    anchors: Sequence[x509.Certificate],
) -> Iterator[Fault]:
    if not rows:
        yield Fault(identifier, "its entries were removed")
        return
    try:
        entries = chain_of(identifier, rows)
    except DermadocsError as problem:
        yield Fault(identifier, str(problem))
        return
    yield from _story(identifier, entries)
    yield from _times(identifier, rows, entries, anchors)
    yield from _bytes(archive, identifier, entries)
    try:
        if Kept(identifier, entries, archive).summary != summary:
            yield Fault(identifier, "the list shows another state than its entries tell")
    except DermadocsError:
        return  # told above


def _story(identifier: str, entries: Sequence[Entry]) -> Iterator[Fault]:
    """Each event was possible when it happened."""
    dossier = Dossier()
    for entry in entries:
        try:
            dossier = apply(dossier, entry.event)
        except NotPermitted as problem:
            yield Fault(
                f"{identifier}, entry {entry.number}", say("could not have happened: {problem}", problem=problem)
            )
            return


def _times(
    identifier: str, rows: Sequence[Row], entries: Sequence[Entry], anchors: Sequence[x509.Certificate]
) -> Iterator[Fault]:
    """Each entry stands under a timestamp of its own commit, near the moment that it tells."""
    waiting: list[Entry] = []
    for row, entry in zip(rows, entries, strict=True):
        waiting.append(entry)
        if row.token is None:
            continue
        where = f"{identifier}, entry {row.number}"
        try:
            token = believed(row.token, row.sha256, anchors)
        except Refused as problem:
            yield Fault(where, say("its timestamp cannot be believed: {problem}", problem=problem))
        else:
            yield from _near(identifier, waiting, token)
        waiting = []
    if waiting:
        yield Fault(f"{identifier}, entry {waiting[0].number}", "no timestamp covers it: it was added by hand")


def _near(identifier: str, entries: Sequence[Entry], token: Token) -> Iterator[Fault]:
    for entry in entries:
        if abs(token.time - entry.event.at) > TOLERANCE:
            told = say(
                "dated {at:%Y-%m-%d %H:%M} UTC, recorded {recorded:%Y-%m-%d %H:%M} UTC",
                at=entry.event.at,
                recorded=token.time,
            )
            yield Fault(f"{identifier}, entry {entry.number}", say("back-dated or dated ahead: {told}", told=told))


def believed(der: bytes, sha256: str, anchors: Sequence[x509.Certificate]) -> Token:
    """The timestamp of a commit. Refused when it stamps something else, or nobody of `anchors` issued it."""
    token = tokens.read(der)
    if token.imprint != ("sha256", bytes.fromhex(sha256)):
        raise Refused(NOT_THEIRS)
    try:
        tokens.issuers(token, tokens.parse(anchors))
    except KeyUnavailable as problem:
        raise Refused("it was made by an authority that this home does not know") from problem
    return token


def _bytes(archive: Archive, identifier: str, entries: Sequence[Entry]) -> Iterator[Fault]:
    """Everything that was filed is there, and a later revision of a paper begins with the one before."""
    before: dict[str, bytes] = {}
    for entry in entries:
        filed = entry.event
        if not isinstance(filed, Filed):
            continue
        where = f"{identifier}, {filed.name}"
        try:
            data = archive.blob(filed.sha256)
        except DermadocsError as problem:
            yield Fault(where, str(problem))
            continue
        if filed.field is not None and not data.startswith(before.get(filed.name, b"")):
            yield Fault(where, "a later revision does not begin with the earlier one")
        before[filed.name] = data


def _register(register: Mapping[int, Line], commits: Mapping[int, Row]) -> Iterator[Fault]:
    """The two witnesses agree: rows removed from the end are still named here, lines removed are missed there."""
    for serial, line in register.items():
        row = commits.get(serial)
        where = f"{line.dossier}, entry {line.number}"
        if row is None:
            yield Fault(where, "in the register, and gone from the database")
        elif (row.dossier, row.number, row.sha256) != (line.dossier, line.number, line.sha256):
            yield Fault(where, "the register names another entry at this place")
    for serial, row in commits.items():
        if serial not in register:
            yield Fault(f"{row.dossier}, entry {row.number}", "in the database, and not in the register")


def _order(commits: Mapping[int, Row]) -> Iterator[Fault]:
    """Timestamps follow each other as the commits do, over all dossiers, but for those made at the same time."""
    latest = None
    for _, row in sorted(commits.items()):
        try:
            time = tokens.read(row.token or b"").time
        except Refused:
            continue  # told above
        if latest is not None and time + TOLERANCE < latest:
            yield Fault(f"{row.dossier}, entry {row.number}", "recorded after a commit that is later in time")
        latest = max(time, latest or time)


def named(archive: Archive) -> set[str]:
    """The digests of all bytes that dossiers name. Damaged for a chain that is broken."""
    chains = (chain_of(identifier, archive.rows(identifier)) for identifier in archive.identifiers())
    return {entry.event.sha256 for chain in chains for entry in chain if isinstance(entry.event, Filed)}
