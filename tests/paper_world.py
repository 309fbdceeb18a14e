"""A dossier that goes by post, in a real home: its packs printed, posted and sent back page by page.

What a scanner would give is a small picture a page; what the program would find on it is said here, sheet by sheet.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import homes
from copies import DirectScans, picture
from homes import AtWork
from world import example

from dermadocs.domain.case import Case
from dermadocs.domain.events import IdentitySeen
from dermadocs.domain.sheet import BoxFound, Sheet
from dermadocs.flows import casework, intake, keeping, posting, printing, questioning, returning
from dermadocs.flows.copying import Pile, Read
from dermadocs.flows.kept import Kept
from dermadocs.flows.printing import layout_name

NAME = "2026-0001"
SIGNED = datetime(2026, 11, 2, 17, tzinfo=UTC)
PRINTED = datetime(2026, 11, 3, 8, tzinfo=UTC)
POSTED = date(2026, 11, 3)
BACK = datetime(2026, 11, 12, 10, tzinfo=UTC)
D = date(2026, 11, 8)
GATE = datetime(2026, 11, 23, 23, tzinfo=UTC)
SCANS = DirectScans()


class ByPost:
    """A home at work on one dossier by post."""

    def __init__(self, work: AtWork, name: str = NAME) -> None:
        self.work, self.desk, self.name = work, work.desk, name

    def at(self, moment: datetime) -> ByPost:
        self.work.at(moment)
        return self

    @property
    def kept(self) -> Kept:
        return keeping.opened(self.desk, self.name)

    def do(self, act: Callable[..., Kept], *arguments: Any, **named: Any) -> Kept:
        return self.work.do(self.name, "test", act, *arguments, **named)

    def pages(self, number: int, *, back: bool = True) -> list[dict[str, Any]]:
        """The pages of a pack. `back`: of the copies that come back; else all that bear ink before."""
        name = layout_name(self.kept.name_of(f"pack-{number}"))
        every = [page for page in json.loads(self.kept.bytes_of(name)) if page["handle"] is not None]
        wanted = (lambda box: not box["id"].startswith("Practitioner")) if back else (lambda box: True)
        signed = {page["handle"] for page in every if any(box["required"] and wanted(box) for box in page["boxes"])}
        return [page for page in every if page["handle"] in signed]

    def scanned(
        self,
        pages: Sequence[dict[str, Any]],
        filled: Sequence[str],
        when: datetime,
        came: Any = "post",
        form: str = "JPEG",
        **other: Any,
    ) -> Pile:
        """A heap of those pages, one file each, with ink in the frames of some fields."""
        names = [f"{page['handle']} {page['page_number']}" for page in pages]
        files = [(name.replace(" ", "-") + ".jpg", picture(f"{name} {when}", form)) for name in names]
        self.at(when)
        heap = intake.taken_in(self.desk, files, came, when.date(), "L. Roux")
        told = {
            hashlib.sha256(data).hexdigest(): _sheet(name, data, page, filled, **other)
            for (name, data), page in zip(files, pages, strict=True)
        }
        sheets = intake.looked_at(self.desk, lambda name, data: [told[hashlib.sha256(data).hexdigest()]], heap)
        return Pile(heap, sheets)

    def accept(self, pile: Pile, *by: str) -> None:
        for sheet in pile.sheets:
            for name in by or ("L. Roux",):
                self.do(posting.review, sheet, "accept", name)

    def receipt(self, when: datetime = BACK, form: str = "JPEG") -> Pile:
        pile = self.scanned(self.pages(1), ["Practitioner1", "Receipt1"], when, form=form)
        self.accept(pile)
        return pile

    def conclude(self, pile: Pile, *reads: tuple[str, date], posted_on: date | None = POSTED, **named: Any) -> Kept:
        said = [Read(field, written) for field, written in reads]
        return self.do(returning.conclude, SCANS, pile, said, posted_on=posted_on, **named)


def _sheet(
    name: str, data: bytes, page: dict[str, Any], filled: Sequence[str], status: Any = "clean", differences: Any = ()
) -> Sheet:
    boxes = tuple(
        BoxFound(
            id=box["id"],
            kind=box["kind"],
            required=box["required"],
            ink_mm=41.5 if box["id"].partition("/")[0] in filled else 0.4,
            filled=box["id"].partition("/")[0] in filled,
        )
        for box in page["boxes"]
    )
    return Sheet(
        file=name,
        page=1,
        sha256=hashlib.sha256(data).hexdigest(),
        status=status,
        document=page["document"],
        handle=page["handle"],
        revision=page["revision"],
        page_number=page["page_number"],
        page_count=page["page_count"],
        boxes=boxes,
        differences=differences,
        grade="good",
    )


@contextmanager
def by_post(folder: Path, when: datetime) -> Iterator[ByPost]:
    with homes.at_work(folder, when) as work:
        yield ByPost(work)


def issue(folder: Path, case: Case | None = None) -> Path:
    """A home whose dossier has an issued estimate, with pack 1 printed."""
    homes.make_home(folder, case)
    with by_post(folder, SIGNED) as post:
        issued(post, case or example())
    return folder


def issued(post: ByPost, case: Case, later: timedelta = timedelta(), *, printed: bool = True) -> Kept:
    """One more dossier, with pack 1 printed; `later`: after the days of the story."""
    post.work.at(datetime(2026, 10, 25, 9, tzinfo=UTC) + later).begin(post.name)
    seen: Any = {"paper": "passport", "country": "GB", "last_four": "4711", "seen_by": "Dr Vasseur"}
    post.do(lambda desk, kept: kept.after(IdentitySeen(at=desk.now(), **seen)))
    post.at(SIGNED + later).do(casework.draft, case)
    post.work.answers(post.name, *questioning.STEPS)
    kept = post.do(casework.issue)
    return post.at(PRINTED + later).do(printing.print_pack, 1) if printed else kept


def leave(post: ByPost, channel: Any = "post", later: timedelta = timedelta()) -> Kept:
    """Both originals signed in ink, taken in, accepted, sealed; the pack leaves."""
    day = POSTED + later
    pile = post.scanned(post.pages(1, back=None), ["Practitioner1"], PRINTED.replace(hour=9) + later, "in_person")
    post.accept(pile)
    post.do(returning.seal_originals, SCANS, pile, [Read("Practitioner1", day)])
    return post.at(PRINTED.replace(hour=10) + later).do(posting.post, 1, channel, day)


def copied(folder: Path, target: Path) -> Path:
    shutil.copytree(folder, target)
    return target
