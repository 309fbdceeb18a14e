"""The opened home at which this server works: one a process, open for as long as it runs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dermadocs import config
from dermadocs.bootstrap.home import Home, opened
from dermadocs.bootstrap.press import Press
from dermadocs.domain.kept import Interrupted
from dermadocs.errors import InputError
from dermadocs.files import read_limited, write_whole
from dermadocs.flows.clock import MovedClock
from dermadocs.flows.desk import Desk

CLOCK = "clock.json"


@dataclass(frozen=True)
class Office:
    """The home at work, and where it is reached."""

    home: Home
    url: str
    clock: MovedClock | None
    """Of a demonstration: it goes ahead of the wall clock, and a page moves it."""
    press: Press
    """Processes of their own, in which papers are drawn and turned into pictures."""
    cut_short: tuple[Interrupted, ...] = ()
    """Acts that were going on when the server was killed; shown on the board for as long as this one runs."""

    @property
    def desk(self) -> Desk:
        """The practice at work on its dossiers."""
        return self.home.desk

    def now(self) -> datetime:
        """The present instant, UTC."""
        return self.home.desk.now()

    def move(self, by: timedelta) -> None:
        """Move a demonstration's clock forward. InputError for a real home, or for going back."""
        if self.clock is None:
            raise InputError("clock", "a real home has the time of this machine")
        try:
            self.clock.move(by)
        except ValueError as problem:
            raise InputError("clock", str(problem)) from problem
        ahead = {"ahead": self.clock.ahead.total_seconds()}
        write_whole(self.home.folder / CLOCK, json.dumps(ahead).encode())


_at_work: list[Office] = []


def office() -> Office:
    """The office of this process."""
    return _at_work[-1]


@contextmanager
def at_work(folder: Path, url: str, *, telling: bool = False) -> Iterator[Office]:
    """Open a home and keep it open; `telling`: somebody will be shown what was cut short, which is told once.

    Raises what `bootstrap.home.opened` raises for a home that cannot be used."""
    clock = _clock(folder) if config.read_settings(folder).demonstration else None
    press = Press(min(2, os.cpu_count() or 1))
    try:
        with opened(folder, clock=clock, draw=press) as home:
            if clock is not None:
                _catch_up(home, clock)
            cut_short = home.archive.interrupted() if telling else ()
            _at_work.append(Office(home, url, clock, press, cut_short))
            try:
                yield _at_work[-1]
            finally:
                _at_work.pop()
    finally:
        press.close()


def _clock(folder: Path) -> MovedClock:
    try:
        told = json.loads(read_limited(folder / CLOCK, 1000))
        return MovedClock(timedelta(seconds=float(told["ahead"])))
    except (InputError, ValueError, KeyError, TypeError):
        return MovedClock(timedelta())  # never moved


def _catch_up(home: Home, clock: MovedClock) -> None:
    """A demonstration that was played into the future goes on from there."""
    latest = home.archive.latest()
    if latest is not None and latest > datetime.now(UTC) + clock.ahead:
        clock.move(latest - clock.now())
