"""Dossiers that are kept: read one and believe it, do an act on it, keep what the act gave.

Every act goes the same way: the dossier is held, read and folded; the act gives events and bytes, or refuses; the new
head of the chain is timestamped; rows and bytes are committed. What refuses, refuses before anything is written.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property

from pypdf import PdfReader

from dermadocs.domain.case import Case
from dermadocs.domain.codec import canonical, decode_case
from dermadocs.domain.dossier import Dossier, apply, fold
from dermadocs.domain.events import Act, AnyEvent, Filed
from dermadocs.domain.jsonform import decode
from dermadocs.domain.kept import Row, Summary
from dermadocs.domain.message import Kind, Message
from dermadocs.domain.newcomer import Newcomer
from dermadocs.domain.people import full_name
from dermadocs.domain.reflection import paris_day
from dermadocs.domain.timeline import Entry, append, digest, events, first_bad, head, write
from dermadocs.errors import Damaged, DermadocsError, InputError, NotPermitted
from dermadocs.flows import sealing
from dermadocs.flows.desk import Archive, Desk
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.proving import paper as papers
from dermadocs.sentence import say

CASE = "case.json"
NEWCOMER = "newcomer.json"
"""What somebody told who asked for contact (`arriving`)."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,31}")
"""Of a dossier: it becomes the name of a file."""


@dataclass(frozen=True)
class Kept:
    """A dossier as it stands: its chain, and what the chain says is kept. Frozen: an act gives a new one."""

    identifier: str
    entries: tuple[Entry, ...]
    archive: Archive
    fresh: Mapping[str, bytes] = field(default_factory=dict)
    """Bytes by digest that are not committed yet."""
    messages: tuple[Message, ...] = ()
    """What is to be told to somebody once the act is kept, and only then."""

    @cached_property
    def dossier(self) -> Dossier:
        """What may happen next."""
        return fold(events(self.entries))

    @property
    def head(self) -> str:
        """The head of the chain."""
        return head(self.entries)

    @cached_property
    def filed(self) -> tuple[Filed, ...]:
        """Everything that was ever kept, oldest first."""
        return tuple(event for event in events(self.entries) if isinstance(event, Filed))

    @property
    def latest(self) -> Mapping[str, Filed]:
        """The last revision of each name."""
        return {filed.name: filed for filed in self.filed}

    def bytes_of(self, name: str) -> bytes:
        """The last revision kept under a name. InputError when there is none, Damaged when it is not what it was."""
        filed = self.latest.get(name)
        if filed is None:
            raise InputError(self.identifier, say("has no {name}", name=name))
        return self.read(filed.sha256)

    def read(self, sha256: str) -> bytes:
        """Bytes by digest."""
        return self.fresh[sha256] if sha256 in self.fresh else self.archive.blob(sha256)

    @cached_property
    def case(self) -> Case:
        """The case on which the papers rest. InputError while there is none."""
        if CASE not in self.latest:
            raise InputError(self.identifier, "has no case yet; draft an estimate first")
        return decode_case(self.bytes_of(CASE))

    @property
    def summary(self) -> Summary:
        """How lists show it."""
        case = self.case if CASE in self.latest else None
        kinds = [filed.kind for filed in self.filed]
        waiting = max(0, kinds.count("question") - kinds.count("answer"))
        return Summary.of(self.identifier, self.dossier, self.patient, case, waiting)

    @property
    def patient(self) -> str:
        """The patient's name for lists; empty while nobody has said it."""
        if CASE in self.latest:
            return full_name(self.case.patient)
        return full_name(decode(self.bytes_of(NEWCOMER), Newcomer, "newcomer")) if NEWCOMER in self.latest else ""

    def name_of(self, kind: str) -> str:
        """The file of a kind of paper for the estimate of now: estimate.pdf, estimate-2.pdf after a replacement."""
        drafts = sum(event.act is Act.DRAFT for event in events(self.entries))
        return f"{kind}.pdf" if drafts <= 1 else f"{kind}-{drafts}.pdf"

    def has(self, kind: str) -> bool:
        """Whether the paper of that kind is there, for the estimate of now."""
        return self.name_of(kind) in self.latest

    def paper(self, kind: str) -> PaperFile:
        """A paper as it stands, ready for its next act. InputError when there is none."""
        name = self.name_of(kind)
        pdf = self.bytes_of(name)
        record = papers.read(papers.attachments(PdfReader(io.BytesIO(pdf))), 255)
        filled = tuple(one.field for one in self.filed if one.name == name and one.field is not None)
        return PaperFile(self.case, pdf, record.document, record.sha256, self.entries, filled)

    # ---- what an act gives

    def after(self, *happened: AnyEvent) -> Kept:
        """The dossier after more events. NotPermitted when it does not allow one of them."""
        kept = self
        for event in happened:
            apply(kept.dossier, event)
            kept = replace(kept, entries=append(kept.entries, event))
        return kept

    def filing(self, name: str, kind: str, data: bytes, at: datetime, filled: str | None = None) -> Kept:
        """The dossier with bytes kept under a name."""
        sha256 = hashlib.sha256(data).hexdigest()
        moment = max(at, self.dossier.last or at)
        kept = self.after(Filed(at=moment, name=name, kind=kind, sha256=sha256, field=filled))
        return replace(kept, fresh={**self.fresh, sha256: data})

    def telling(self, kind: Kind, person: str, due: datetime) -> Kept:
        """The dossier with a message that is sent once the act is kept; nothing is told of an act that is not."""
        told = Message(f"{self.identifier}/{self.head[:16]}/{kind}/{person}", kind, self.identifier, person, due)
        return replace(self, messages=(*self.messages, told))

    def with_case(self, case: Case, at: datetime) -> Kept:
        """The dossier resting on a case; nothing happens when it is the one already kept."""
        data = canonical(case)
        if CASE in self.latest and self.latest[CASE].sha256 == hashlib.sha256(data).hexdigest():
            return self
        return self.filing(CASE, "case", data, at)

    def with_paper(self, kind: str, file: PaperFile, at: datetime) -> Kept:
        """The dossier with a paper as an act left it: the act's events first, then the bytes, one for each field."""
        kept = replace(self, entries=file.entries) if len(file.entries) > len(self.entries) else self
        name = kept.name_of(kind)
        before = {one.field for one in kept.filed if one.name == name}
        added: list[str | None] = [one for one in file.filled if one not in before]
        for filled in added or [None]:
            kept = kept.filing(name, kind, file.pdf, at, filled)
        return kept


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


def told(event: AnyEvent) -> str:
    """An event in a list: its act, and what it is about, without free text."""
    if isinstance(event, Filed):
        return f"file {event.name}" + (f" ({event.field})" if event.field else "")
    shown = [str(getattr(event, name)) for name in TOLD if getattr(event, name, None) is not None]
    return " ".join([event.act.value, *shown])


TOLD = ("practitioner", "person", "channel", "purpose", "mode", "paper", "by")
"""What of an event a list shows."""


def copy_of(kept: Kept) -> dict[str, bytes]:
    """Everything that is kept of a patient, by file name: the last revision of each paper, attachments, the events."""
    files = {name: kept.read(filed.sha256) for name, filed in kept.latest.items()}
    return {**files, "events.jsonl": write(kept.entries)}
