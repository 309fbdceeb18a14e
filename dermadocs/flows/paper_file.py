"""A paper on its way: the file as it stands, the record inside it, and the events of its dossier so far."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from dermadocs.domain.case import Case
from dermadocs.domain.codec import decode_document
from dermadocs.domain.document import Document
from dermadocs.domain.dossier import Dossier, apply, fold
from dermadocs.domain.events import AnyEvent
from dermadocs.domain.timeline import Entry, append, events, head
from dermadocs.flows.ports import Rendered


@dataclass(frozen=True)
class PaperFile:
    """One issued copy. Frozen: every act gives a new one, the old one stays what it was."""

    case: Case
    pdf: bytes
    document: Document
    document_sha256: str
    entries: tuple[Entry, ...]
    filled: tuple[str, ...] = ()
    """The fields signed by the flows, in order."""

    @property
    def dossier(self) -> Dossier:
        """What may happen next, from the events alone."""
        return fold(events(self.entries))

    @property
    def head(self) -> str:
        """The head of the event chain, named by the next act's signed record."""
        return head(self.entries)

    @property
    def sha256(self) -> str:
        """Digest of the file as it stands: what the next signer is shown."""
        return hashlib.sha256(self.pdf).hexdigest()

    @classmethod
    def drawn(cls, case: Case, rendered: Rendered, entries: tuple[Entry, ...] = ()) -> PaperFile:
        """A paper as the printer hands it over, before its first signature."""
        digest = hashlib.sha256(rendered.document).hexdigest()
        return cls(case, rendered.pdf, decode_document(rendered.document), digest, entries)

    def after(self, event: AnyEvent, pdf: bytes | None = None) -> PaperFile:
        """The file after one more event. NotPermitted when the dossier does not allow it."""
        apply(self.dossier, event)
        return replace(self, entries=append(self.entries, event), pdf=self.pdf if pdf is None else pdf)

    def with_bytes(self, pdf: bytes) -> PaperFile:
        """The same events, more evidence behind them (an archive timestamp)."""
        return replace(self, pdf=pdf)
