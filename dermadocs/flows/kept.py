"""A dossier as it is kept, as one value: its chain, what the chain says is there, and what an act adds to it.

Nothing here writes or reads a clock: `keeping` opens a dossier, does an act on it and keeps what the act gave.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

from pypdf import PdfReader

from dermadocs.domain.case import Case
from dermadocs.domain.codec import canonical, decode_case
from dermadocs.domain.dossier import Dossier, apply, fold
from dermadocs.domain.events import Act, AnyEvent, Filed
from dermadocs.domain.jsonform import decode
from dermadocs.domain.kept import Summary
from dermadocs.domain.message import Kind, Message
from dermadocs.domain.newcomer import Newcomer
from dermadocs.domain.people import full_name
from dermadocs.domain.timeline import Entry, append, events, head, write
from dermadocs.errors import InputError
from dermadocs.flows.desk import Archive
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.proving import paper as papers
from dermadocs.sentence import say

CASE = "case.json"
NEWCOMER = "newcomer.json"
"""What somebody told who asked for contact (`arriving`)."""


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


def told(event: AnyEvent) -> str:
    """An event in a list: its act, and what it is about, without free text."""
    if isinstance(event, Filed):
        return f"file {event.name}" + (f" ({event.field})" if event.field else "")
    known = (getattr(event, name, None) for name in TOLD)
    return " ".join([event.act.value, *(value for value in known if isinstance(value, str))])


TOLD = ("practitioner", "person", "channel", "purpose", "mode", "paper", "by")
"""What of an event a list shows."""


def copy_of(kept: Kept) -> dict[str, bytes]:
    """Everything that is kept of a patient, by file name: the last revision of each paper, attachments, the events."""
    files = {name: kept.read(filed.sha256) for name, filed in kept.latest.items()}
    return {**files, "events.jsonl": write(kept.entries)}
