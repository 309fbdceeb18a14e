"""Dossiers in the state that a test needs, made by the flows on a home while a server runs.

Each in a process of its own, forked from one that has imported everything: an import takes as long as the work.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import traceback
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import IO, Any

from msgspec import structs

from dermadocs.domain.reflection import paris_day

SHIFTS = {"sent": 18, "received": 12, "open": -2, "accepted": -2, "consent": -2, "consented": -2, "ready": -40}
"""How many days after today the story ends: so it stands where a test wants it, on the day of today."""
STATES = tuple(SHIFTS)


def put(home: Path, name: str, state: str, changes: Mapping[str, Any] = {}, *, quick: bool = True) -> str:
    """A dossier of the example's patient, with values put at JSON pointers; `quick`: without the medical part."""
    asked, (told, codes) = Asked(str(home), name, state, dict(changes), quick), _beside()
    told.write(json.dumps(vars(asked)) + "\n")
    told.flush()
    assert codes.readline() == "0\n", asked  # its traceback stands in the test's output
    return name


@dataclass(frozen=True)
class Asked:
    """What a process of its own is to do."""

    home: str
    name: str
    state: str
    changes: Mapping[str, Any]
    quick: bool = True


@cache
def _beside() -> tuple[IO[str], IO[str]]:
    """The process from which they are forked, ended with the tests."""
    process = subprocess.Popen([sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin is not None
    assert process.stdout is not None
    atexit.register(process.wait, 30)
    atexit.register(process.stdin.close)
    return process.stdin, process.stdout


def _drawn(on: Any, name: str) -> None:
    """The practice draws the consent form of what was accepted, now."""
    from dermadocs.flows import casework, informing, keeping

    at = datetime.now(UTC)
    language = informing.language_of(keeping.opened(on.home.desk, name).case)
    on.do(at, name, "consent form", casework.draw_consent, None, language=language)


def _answered(on: Any, name: str) -> None:
    """The surgeon answers the first question."""
    from dermadocs.flows import asking

    on.do(datetime.now(UTC), name, "answer", asking.reply, 1, "Not before two weeks.", "Dr Claire Vasseur")


def _half(on: Any, name: str) -> None:
    """The estimate is replaced by another, which the first of its surgeons has signed."""
    from dermadocs.flows import casework, keeping

    at, case = datetime.now(UTC), keeping.opened(on.home.desk, name).case
    number = f"{case.estimate.number}-B"
    estimate = structs.replace(case.estimate, number=number, replaces=case.estimate.number, drafted_on=paris_day(at))
    on.do(at, name, "replacement", casework.supersede, number)
    on.do(at, name, "draft", casework.draft, structs.replace(case, estimate=estimate))
    on.answers(at, name, "sign", "send", "receive")
    on.do(at, name, "issue", casework.issue, signers=case.estimate.operators[:1])


def _whole(on: Any, name: str) -> None:
    """The second surgeon signs too."""
    from dermadocs.flows import casework, keeping

    second = keeping.opened(on.home.desk, name).case.estimate.operators[1]
    on.do(datetime.now(UTC), name, "signature", casework.countersign, second)


def _sent(on: Any, name: str) -> None:
    """What all have signed leaves."""
    from dermadocs.flows import casework

    on.do(datetime.now(UTC), name, "send", casework.send, "online")


LATER: Mapping[str, Any] = {"drawn": _drawn, "answered": _answered, "half": _half, "whole": _whole, "resent": _sent}
"""What the practice does on a dossier that is there already."""


def invite(home: Path, url: str, name: str, person: str = "patient") -> str:
    """A fresh link for somebody, as the courier makes it when it sends the message."""
    told = [sys.executable, __file__, str(home), name, url, person]  # Django takes one set of settings a process
    return subprocess.run(told, check=True, timeout=300, capture_output=True, text=True).stdout.strip()


def _invite(home: Path, name: str, url: str, person: str) -> None:
    from dermadocs.portal import settings
    from dermadocs.portal.serve import secret_of

    settings.configure(home, url=url, secret=secret_of(home), demonstration=True)
    from dermadocs.portal.office import at_work
    from dermadocs.portal.room.links import invite

    with at_work(home, url) as office:
        print(invite(name, person, office.now()))


def _do(asked: Asked) -> None:
    """Make one dossier, or do one thing on it."""
    from world import example

    from dermadocs.bootstrap import PapersPrinter
    from dermadocs.bootstrap.home import opened
    from dermadocs.demo import dossiers
    from dermadocs.demo.calendar import Days, redated
    from dermadocs.flows import casework
    from dermadocs.flows.clock import MovedClock

    class _Wall(MovedClock):
        """The time of the server beside it: a clock of steps would run ahead of that, and its next act be refused."""

        def set(self, at: datetime) -> datetime:
            return self.now()

    if asked.state in LATER:
        clock = _Wall(timedelta())
        with opened(Path(asked.home), clock=clock) as place:
            LATER[asked.state](dossiers.Stage(place, clock), asked.name)  # type: ignore[arg-type]
        return
    days = Days(datetime.now(UTC).date() + timedelta(days=SHIFTS[asked.state]))
    case = redated(example(*asked.changes.items()), days.drafted)
    with dossiers.stage(Path(asked.home), days.signed - timedelta(days=9)) as on:
        if asked.quick:
            printer = on.home.desk.practice.printer
            assert isinstance(printer, PapersPrinter)
            practice = replace(on.home.desk.practice, printer=replace(printer, compose=_short))
            on = replace(on, home=replace(on.home, desk=replace(on.home.desk, practice=practice)))
        _play(on, asked, case, days, dossiers, casework)


def _short(kind: Any, case: Any, language: str | None) -> tuple[Any, ...]:
    """What papers say when a test does not read them: no medical part, and of a notice its beginning."""
    from world import part_one

    told = part_one(kind, case, language)
    return told[:1] if kind in ("data-notice", "distance-notice") else told


def _play(on: Any, asked: Asked, case: Any, days: Any, dossiers: Any, casework: Any) -> None:
    name, step = asked.name, STATES.index(asked.state)
    dossiers.sent(on, name, case, days)
    on.answers(days.signed + timedelta(hours=1), name, "receive", "accept", "consent", "prepare", "perform")
    if step >= 1:
        on.everybody(days.received, name, casework.receive, "receipt")
    if step >= 3:
        on.everybody(days.accepted, name, casework.accept, "acceptance")
    if step >= 4:
        language = dossiers.informing.language_of(case)
        on.do(days.consented, name, "consent form", casework.draw_consent, None, language=language)
    if step >= 5:
        on.everybody(days.consented + dossiers.MINUTES, name, casework.consent, "consent")
    if step >= 6:
        on.do(days.examined, name, "examination", dossiers._examined)
        on.do(days.prepared, name, "preparation", casework.prepare)


def _forking() -> None:
    """A line of JSON in: fork, and do it; a line out: how the child ended."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    import world  # noqa: F401  before the first fork, as the rest

    from dermadocs.demo import dossiers  # noqa: F401
    from dermadocs.render.typography import press

    press()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            try:
                _do(Asked(**json.loads(line)))
                os._exit(0)
            except BaseException:
                traceback.print_exc()
                sys.stderr.flush()
            finally:
                os._exit(1)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    _invite(Path(sys.argv[1]), *sys.argv[2:]) if sys.argv[1:] else _forking()
