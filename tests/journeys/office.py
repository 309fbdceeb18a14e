"""A practice's home opened in this process, on a clock that stands where it is set; estimates without the medical part."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from world import JUDGED

from dermadocs.bootstrap.home import Home, make, opened
from dermadocs.config import SCHEMA, Clock, Profile, Settings
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.case import Case
from dermadocs.domain.events import AnyEvent
from dermadocs.domain.evidence import at_practice
from dermadocs.flows import casework, keeping
from dermadocs.flows.clock import StandingClock
from dermadocs.flows.keeping import Deed
from dermadocs.flows.kept import Kept
from dermadocs.flows.proving import judging
from dermadocs.flows.questioning import STEPS
from signatures import Trust

EVIDENCE = at_practice("Dr Vasseur", "typed")
NAME = "2026-0001"


def at(day: str, time: str = "20:00") -> datetime:
    """An instant of 2026 (or with its year), UTC."""
    return datetime.fromisoformat(f"{day if len(day) > 5 else f'2026-{day}'}T{time}").replace(tzinfo=UTC)


@dataclass(frozen=True)
class Office:
    """One dossier in a home."""

    home: Home
    clock: StandingClock
    case: Case

    def do(self, day: str, deed: Deed, what: str = "an act", time: str = "20:00") -> Kept:
        self.clock.set(at(day, time))
        return keeping.act(self.home.desk, NAME, what, deed)

    @property
    def kept(self) -> Kept:
        return keeping.opened(self.home.desk, NAME)

    def note(self, day: str, make: Any, **fields: Any) -> Kept:
        def deed(kept: Kept) -> Kept:
            event: AnyEvent = make(at=keeping.moment(self.home.desk, kept), **fields)
            return kept.after(event)

        return self.do(day, deed)

    def begin(self, day: str = "10-20") -> Kept:
        self.clock.set(at(day))
        return keeping.begin(self.home.desk, NAME, lambda kept: casework.request(self.home.desk, kept))

    def offer(self, case: Case | None = None, day: str = "11-02") -> Kept:
        """Drafted, issued, sent."""
        desk = self.home.desk
        self.do(day, lambda kept: casework.draft(desk, kept, case or self.case), time="17:00")
        self.do(day, lambda kept: casework.answer(desk, kept, STEPS, [], "Dr Vasseur"), time="17:02")
        self.do(day, lambda kept: casework.issue(desk, kept), time="17:05")
        return self.do(day, lambda kept: casework.send(desk, kept, "online"), time="17:10")

    def sign(self, day: str, act: Any, mention: str, who: str = "patient", time: str = "20:00") -> Kept:
        typed = MENTIONS[mention]
        return self.do(day, lambda kept: act(self.home.desk, kept, who, typed, EVIDENCE), mention, time)

    def receive(self, day: str = "11-06", who: str = "patient", time: str = "20:00") -> Kept:
        return self.sign(day, casework.receive, "receipt", who, time)

    def accept(self, day: str = "11-23", who: str = "patient", time: str = "20:00") -> Kept:
        return self.sign(day, casework.accept, "acceptance", who, time)

    def judge(self, name: str, moment: datetime = JUDGED) -> dict[str, Any]:
        trust = Trust((self.home.authority.root,))
        return judging.judge(self.kept.bytes_of(name), {"trust": trust.to_json(), "at": moment.isoformat()})


@contextmanager
def office(folder: Path, case: Case) -> Iterator[Office]:
    """A home made for the people of a case, and a dossier that is begun."""
    start = at("10-01", "09:00")
    profile = Profile(practice=case.practice, practitioners=case.practitioners, facility=case.facility)
    settings = Settings(schema=SCHEMA, demonstration=True, clock=Clock(kind="own"))
    make(folder, profile, settings, None, start)
    with opened(folder, start) as home:
        clock = home.desk.now.__self__  # type: ignore[attr-defined]
        assert isinstance(clock, StandingClock)
        working = Office(home, clock, case)
        working.begin()
        yield working
