"""Dossiers in the state that a test needs, made by the flows on a home, in a process of their own while a server runs.

`python room_stage.py HOME NAME STATE [--quick] [--language xx] [--json CHANGES]`: the name is printed when it is done.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from msgspec import structs

from dermadocs.domain.reflection import paris_day

SHIFTS = {"sent": 18, "received": 12, "open": -2, "accepted": -2, "consent": -2, "consented": -2, "ready": -40}
"""How many days after today the story ends: so it stands where a test wants it, on the day of today."""
STATES = tuple(SHIFTS)


def put(home: Path, name: str, state: str, changes: Mapping[str, Any] = {}, *, quick: bool = True) -> str:
    """A dossier of the example's patient, with values put at JSON pointers; `quick`: without the medical part."""
    told = [sys.executable, __file__, str(home), name, state, json.dumps(dict(changes))]
    subprocess.run([*told, *(["--quick"] if quick else [])], check=True, timeout=900)
    return name


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
    told = [sys.executable, __file__, str(home), name, "invite", json.dumps({"url": url, "person": person})]
    return subprocess.run(told, check=True, timeout=300, capture_output=True, text=True).stdout.strip()


def _invite(home: Path, name: str, url: str, person: str) -> None:
    from dermadocs.portal import settings
    from dermadocs.portal.serve import secret_of

    settings.configure(home, url=url, secret=secret_of(home), demonstration=True)
    from dermadocs.portal.office import at_work
    from dermadocs.portal.room.links import invite

    with at_work(home, url) as office:
        print(invite(name, person, office.now()))


def main() -> None:
    """Make one dossier."""
    parser = argparse.ArgumentParser()
    for one in ("home", "name", "state", "changes"):
        parser.add_argument(one)
    parser.add_argument("--quick", action="store_true")
    asked = parser.parse_args()
    if asked.state == "invite":
        _invite(Path(asked.home), asked.name, **json.loads(asked.changes))
        return
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
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
    case = redated(example(*json.loads(asked.changes).items()), days.drafted)
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


def _play(on: Any, asked: argparse.Namespace, case: Any, days: Any, dossiers: Any, casework: Any) -> None:
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


if __name__ == "__main__":
    main()
