"""A small world for the tests of the upper rooms: one practice, one estimate lived once, one demonstration played.

The life is lived once per process and nobody may change it; the demonstration is played once per test run by
the real command, whichever worker needs it first (a file lock, for pytest-xdist).
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from dermadocs.bootstrap import embedded
from dermadocs.demo.calendar import Clock, Days
from dermadocs.demo.life import EVIDENCE, handle_of, secrets_of
from dermadocs.domain.acts import MENTIONS
from dermadocs.domain.case import Case
from dermadocs.domain.codec import decode_case
from dermadocs.domain.content import Section
from dermadocs.domain.document import HandedOver, Kind
from dermadocs.domain.labels import NOTICES
from dermadocs.flows import estimating, informing, sealing
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from dermadocs.flows.proving import judging
from signatures import Authority, HttpClock, Trust

CHECKOUT = Path(__file__).resolve().parents[1]
EXAMPLE = CHECKOUT / "examples" / "dermabrasion.json"
RAW: dict[str, Any] = json.loads(EXAMPLE.read_bytes())
DAYS = Days(date(2026, 11, 24))
"""The days of the example as written: signed on 2 November, received on the 6th, gate on the 22nd."""
JUDGED = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def example(*changes: tuple[str, Any]) -> Case:
    """The example as a case, with values put at JSON pointers (a pointer past the end of a list adds)."""
    raw = json.loads(EXAMPLE.read_bytes())
    for pointer, value in changes:
        *path, last = pointer.split("/")[1:]
        place = raw
        for step in path:
            place = place[int(step)] if isinstance(place, list) else place[step]
        if isinstance(place, list) and int(last) == len(place):
            place.append(value)
        else:
            place[int(last) if isinstance(place, list) else last] = value
    return decode_case(json.dumps(raw).encode())


@dataclass(frozen=True)
class Scene:
    """A practice at work under an authority and a clock of its own, which stands where it is set."""

    authority: Authority
    practice: Practice
    clock: Clock
    case: Case
    handle: bytes

    @property
    def trust(self) -> Trust:
        return Trust((self.authority.root,))

    def draft(self, at: datetime = DAYS.signed) -> PaperFile:
        return estimating.draft(self.practice, self.case, self.handle, self.clock.set(at))

    def issue(self, at: datetime = DAYS.signed) -> PaperFile:
        due = notices_due(self.case)
        issued = estimating.issue(self.practice, self.case, self.handle, self.clock.set(at), handed_over=due)
        return sealing.send(issued, self.clock.now())

    def receive(self, file: PaperFile, at: datetime = DAYS.received, **other: Any) -> PaperFile:
        return self._act(sealing.acknowledge, "receipt", file, at, **other)

    def accept(self, file: PaperFile, at: datetime = DAYS.accepted, **other: Any) -> PaperFile:
        return self._act(sealing.accept, "acceptance", file, at, **other)

    def _act(
        self,
        act: Any,
        kind: str,
        file: PaperFile,
        at: datetime,
        mention: str | None = None,
        clock: HttpClock | None = None,
    ) -> PaperFile:
        practice = self.practice if clock is None else replace(self.practice, clock=clock)
        typed = MENTIONS[kind] if mention is None else mention
        return act(practice, file, self.case.patient, typed, EVIDENCE, self.clock.set(at))

    def judge(self, pdf: bytes, at: datetime = JUDGED, trust: Trust | None = None) -> dict[str, Any]:
        """The answer of verification, as the sandbox's child gives it."""
        return judging.judge(pdf, {"trust": (trust or self.trust).to_json(), "at": at.isoformat()})


def notices_due(case: Case) -> list[HandedOver]:
    """The notices due with an estimate, by name and a digest of nothing: sealing them takes seconds."""
    return [
        HandedOver(name=NOTICES[kind], version="1", sha256=hashlib.sha256(kind.encode()).hexdigest())
        for kind in informing.handed_over_with_estimate(case)
    ]


def part_one(kind: Kind, case: Case, language: str | None) -> tuple[Section, ...]:
    """What papers say in most tests: estimates without the medical information, three times quicker to draw."""
    return () if kind == "estimate" else informing.content(kind, case, language)


@contextmanager
def scene(case: Case | None = None, name: str = "Cabinet d’essai") -> Iterator[Scene]:
    """A practice set up two months before the story ends, with a timestamp authority on this machine."""
    case, clock = case or example(), Clock(DAYS.set_up)
    authority = Authority.create(name, clock.now(), demonstration=True)
    with embedded(authority, case, secrets_of(name), clock.now(), clock.now, part_one) as practice:
        yield Scene(authority, practice, clock, case, handle_of(name))


@dataclass(frozen=True)
class Life:
    """The example's estimate after each act."""

    scene: Scene
    sent: PaperFile
    received: PaperFile
    accepted: PaperFile


@cache
def lived() -> Life:
    """One life for all tests of a process."""
    stack = ExitStack()
    atexit.register(stack.close)
    at_work = stack.enter_context(scene())
    sent = at_work.issue()
    received = at_work.receive(sent)
    return Life(at_work, sent, received, at_work.accept(received))


@pytest.fixture(scope="session")
def life() -> Life:
    return lived()


# ---- the command


def command(
    *words: object, env: Mapping[str, str] | None = None, before: Sequence[str] = (), **more: Any
) -> subprocess.CompletedProcess[str]:
    """Run `dermadocs` as a user does; no setting of whoever runs the tests gets in. `before`: a wrapping program."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DERMADOCS_")}
    arguments = [*before, sys.executable, "-m", "dermadocs", *map(str, words)]
    options = {"cwd": CHECKOUT, "capture_output": True, "text": True, "timeout": 900, **more}
    return subprocess.run(arguments, env={**clean, **(env or {})}, **options)


@dataclass(frozen=True)
class Demo:
    """What `dermadocs demo` left and said."""

    folder: Path
    code: int
    out: str
    err: str

    @property
    def trust(self) -> Path:
        return self.folder / "trust"

    @property
    def estimate(self) -> Path:
        return self.folder / "estimate.pdf"

    def counter_example(self, name: str) -> Path:
        return self.folder / "counter-examples" / name


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], Any]) -> tuple[Path, Any]:
    """A folder and a JSON value made once a run, by whichever worker needs them first."""
    base = factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent  # shared by the workers of one run
    folder, told = base / name, base / f"{name}.json"
    with (base / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            folder.mkdir()
            told.write_text(json.dumps(make(folder)))
    return folder, json.loads(told.read_text())


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """The demonstration, played once a run by the command itself into a folder that nobody may change.

    A run of CI has just played it (.ci/run): a copy of that, and what it said.
    """

    def play(folder: Path) -> tuple[int, str, str]:
        if played := os.environ.get("DERMADOCS_PLAYED"):
            shutil.copytree(played, folder / "demo-output")
            said = (CHECKOUT / ".cache" / f"demo.{stream}" for stream in ("out", "err"))
            out, err = (text.read_text("utf-8") for text in said)
            return 0, out, err
        done = command("demo", "--output", folder / "demo-output")
        return done.returncode, done.stdout, done.stderr

    folder, told = once(tmp_path_factory, "played", play)
    return Demo(folder / "demo-output", *told)


@dataclass(frozen=True)
class Batch:
    """What one command said of many files."""

    code: int
    answers: list[dict[str, Any]]
    err: str


@pytest.fixture(scope="session")
def judged(demo: Demo, tmp_path_factory: pytest.TempPathFactory) -> Batch:
    """The whole folder of the demonstration, judged once a run by the command itself."""

    def judge(folder: Path) -> tuple[int, list[dict[str, Any]], str]:
        done = command("verify", "--json", "--trust", demo.trust, demo.folder)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr

    return Batch(*once(tmp_path_factory, "judged", judge)[1])
