"""Acts in ink of the made-up dossier: packs that left, papers that came back, each with its days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from stories import DOCUMENT, drafted, interview, signed

from dermadocs.domain import events as e
from dermadocs.domain.events import AnyEvent
from dermadocs.domain.ink import OnPaper

ORIGINALS, RECEIPT_COPY, ACT_COPY = "a" * 64, "b" * 64, "c" * 64
POSTED = date(2026, 11, 3)


def noon(day: date, days: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC) + timedelta(days=days)


def filed(at: datetime, copy: str) -> AnyEvent:
    return e.Filed(at=at, name=f"copy-{copy[0]}.pdf", kind="copy", sha256=copy, field=None)


LEFT_AT = datetime(2026, 11, 3, 12, tzinfo=UTC)


def posted(at: datetime = LEFT_AT, pack: Any = 1, channel: Any = "post", **other: Any) -> AnyEvent:
    told: dict[str, Any] = {"on": at.date(), "copy": ORIGINALS if pack == 1 else None, **other}
    return e.Posted(at=at, pack=pack, channel=channel, **told)


def days(written: date, copy: str = RECEIPT_COPY, **other: Any) -> OnPaper:
    told: dict[str, Any] = {"posted_on": POSTED, "registered_on": None, "arrived_on": date(2026, 11, 12), **other}
    return OnPaper(written_on=written, copy=copy, **told)


def receipt(paper: OnPaper, at: datetime | None = None, person: str = "patient") -> AnyEvent:
    recorded = at or noon(paper.arrived_on)
    return e.Received(at=recorded, person=person, document=DOCUMENT, channel="post", paper=paper)


def acceptance(paper: OnPaper, at: datetime | None = None, person: str = "patient") -> e.Accepted:
    recorded = at or noon(paper.arrived_on)
    return e.Accepted(at=recorded, person=person, document=DOCUMENT, distance=True, paper=paper)


LEFT = (
    interview(),
    drafted(),
    signed(),
    filed(noon(POSTED, -1) + timedelta(hours=8), ORIGINALS),
    posted(),
)
"""Signed on the 2nd, originals taken in, pack 1 posted on the 3rd."""
BACK = (*LEFT, filed(noon(date(2026, 11, 12)), RECEIPT_COPY))
"""A paper came back on the 12th, and its copy is kept."""
