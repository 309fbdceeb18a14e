"""Homes for tests: real stores, keys and timestamps; papers without the medical part, three times quicker to draw."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from world import DAYS, example, part_one

from dermadocs import config
from dermadocs.bootstrap import PapersPrinter
from dermadocs.bootstrap.home import Home, make, opened
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.case import Case
from dermadocs.domain.evidence import at_practice
from dermadocs.flows import casework, keeping, questioning
from dermadocs.flows.clock import StandingClock
from dermadocs.flows.kept import Kept
from dermadocs.law.rule import Step

EVIDENCE = at_practice("Dr Vasseur", "typed")


def make_home(
    folder: Path, case: Case | None = None, *, demonstration: bool = True, at: datetime = DAYS.set_up
) -> Path:
    """A new home for the practice of a case."""
    case = case or example()
    profile = config.Profile(practice=case.practice, practitioners=case.practitioners, facility=case.facility)
    clock = config.Clock(kind="own")
    settings = config.Settings(schema="dermadocs/home/1", demonstration=demonstration, clock=clock)
    make(folder, profile, settings, None, at)
    return folder


class AtWork:
    """A home at work on one dossier at a time; the clock goes where it is set."""

    def __init__(self, home: Home, clock: StandingClock) -> None:
        self.home, self.clock, self.desk = home, clock, home.desk

    def at(self, moment: datetime) -> AtWork:
        self.clock.set(moment)
        return self

    def begin(self, identifier: str) -> Kept:
        return keeping.begin(self.desk, identifier, lambda kept: casework.request(self.desk, kept))

    def do(self, identifier: str, what: str, act: Callable[..., Kept], *arguments: object, **named: object) -> Kept:
        return keeping.act(self.desk, identifier, what, lambda kept: act(self.desk, kept, *arguments, **named))

    def answers(self, identifier: str, *steps: Step) -> None:
        self.do(identifier, "answers", casework.answer, steps, [], "Dr Vasseur")

    def sent(self, identifier: str, case: Case | None = None) -> Kept:
        """A dossier from its beginning to the papers on their way."""
        case = case or example()
        self.at(DAYS.signed - timedelta(days=8)).begin(identifier)
        self.at(DAYS.signed).do(identifier, "draft", casework.draft, case)
        self.answers(identifier, *questioning.STEPS)
        self.do(identifier, "issue", casework.issue)
        return self.do(identifier, "send", casework.send, "online")

    def received(self, identifier: str, at: datetime = DAYS.received) -> Kept:
        return self.at(at).sign(identifier, casework.receive, "receipt")

    def accepted(self, identifier: str, at: datetime = DAYS.accepted) -> Kept:
        return self.at(at).sign(identifier, casework.accept, "acceptance")

    def sign(self, identifier: str, act: Callable[..., Kept], kind: str) -> Kept:
        """Everybody who signs for the patient's side does so."""
        kept = keeping.opened(self.desk, identifier)
        for person in kept.case.receivers:
            kept = self.do(identifier, kind, act, person.id, MENTIONS[kind], EVIDENCE)
        return kept


@contextmanager
def at_work(folder: Path, at: datetime = DAYS.signed) -> Iterator[AtWork]:
    """A demonstration home at work, with papers drawn quickly."""
    clock = StandingClock(at)
    with opened(folder, clock=clock) as home:
        printer = home.desk.practice.printer
        assert isinstance(printer, PapersPrinter)
        practice = replace(home.desk.practice, printer=replace(printer, compose=part_one))
        yield AtWork(replace(home, desk=replace(home.desk, practice=practice)), clock)
