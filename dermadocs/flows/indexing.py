"""Every page that was ever printed with a code, by its handle: whose it is, and where its original is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import msgspec

from dermadocs.domain.events import Act, Filed
from dermadocs.domain.ink import PackNumber
from dermadocs.domain.jsonform import decode
from dermadocs.domain.kept import Row
from dermadocs.domain.timeline import Entry
from dermadocs.flows.desk import Archive
from dermadocs.flows.kept import Kept
from dermadocs.flows.printing import LAYOUT, PICTURE, layout_name

NUMBERS: tuple[PackNumber, ...] = (1, 2)


class Left(NamedTuple):
    """A page that was printed with a code."""

    dossier: str
    document: str
    handle: str
    revision: str
    page: int


@dataclass(frozen=True)
class Index:
    """All pages that bear codes, of all dossiers of a home or of one."""

    pages: Sequence[Left]
    papers: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    """By dossier: layout and picture of each paper, by digest."""
    superseded: frozenset[tuple[str, str]] = frozenset()
    """Handles and revisions of papers in whose place others have come."""

    @cached_property
    def dossiers(self) -> Mapping[str, str]:
        """Whose a handle is."""
        return {one.handle: one.dossier for one in self.pages}


class Indexing:
    """The index of a home, kept up: only what was recorded since is read, and only dossiers that it touches."""

    def __init__(self, archive: Archive) -> None:
        self._archive, self._last = archive, 0
        self._filed: dict[str, list[Filed]] = {}
        self._drafts: Counter[str] = Counter()
        self._of: dict[str, Index] = {}
        self._all = Index(())

    def now(self) -> Index:
        """As it is now."""
        rows = self._archive.rows(after=self._last)
        touched = {row.dossier for row in rows if self._read(row)}
        for dossier in touched:
            self._of[dossier] = _of_dossier(self._archive, dossier, self._filed.get(dossier, []), self._drafts[dossier])
        if touched:
            self._all = _joined(self._of.values())
        self._last = rows[-1].serial if rows else self._last
        return self._all

    def _read(self, row: Row) -> bool:
        """Take up what a row says of papers; whether it says anything of them."""
        if b'"draft"' not in row.body and b'"file"' not in row.body:
            return False
        event = decode(row.body, Entry, "entry").event
        if isinstance(event, Filed):
            self._filed.setdefault(row.dossier, []).append(event)
        elif event.act is Act.DRAFT:
            self._drafts[row.dossier] += 1
        return isinstance(event, Filed) or event.act is Act.DRAFT


def index(archive: Archive) -> Index:
    """The index of a home, read once."""
    return Indexing(archive).now()


def index_of(kept: Kept) -> Index:
    """The same of one dossier."""
    drafts = sum(entry.event.act is Act.DRAFT for entry in kept.entries)
    return _of_dossier(kept.archive, kept.identifier, kept.filed, drafts)


def _of_dossier(archive: Archive, dossier: str, files: Sequence[Filed], drafts: int) -> Index:
    suffix = f"-{drafts}" if drafts > 1 else ""
    now = {layout_name(f"pack-{number}{size}{suffix}.pdf") for number in NUMBERS for size in ("", "-large")}
    pages: list[Left] = []
    superseded: set[tuple[str, str]] = set()
    for one in files:
        if one.kind == LAYOUT and one.name.startswith("pack-"):
            found = list(_left(dossier, archive.blob(one.sha256)))
            pages += found
            superseded |= set() if one.name in now else {(page.handle, page.revision) for page in found}
    return Index(pages, {dossier: _papers(files)}, frozenset(superseded))


def _joined(every: Iterable[Index]) -> Index:
    parts = list(every)
    return Index(
        [page for one in parts for page in one.pages],
        {dossier: papers for one in parts for dossier, papers in one.papers.items()},
        frozenset().union(*(one.superseded for one in parts)),
    )


def _left(dossier: str, told: bytes) -> Iterator[Left]:
    pages: list[dict[str, Any]] = msgspec.json.decode(told)
    for page in pages:
        if page["handle"] is not None:
            yield Left(dossier, page["document"], page["handle"], page["revision"], page["page_number"])


def _papers(files: Iterable[Filed]) -> tuple[tuple[str, str], ...]:
    latest = {(one.kind, one.name): one.sha256 for one in files}
    return tuple(
        (sha256, latest[PICTURE, picture])
        for (kind, name), sha256 in latest.items()
        if kind == LAYOUT and (PICTURE, picture := name.removesuffix(".layout.json") + ".png") in latest
    )
