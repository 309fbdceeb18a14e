"""The real command line in processes of its own, each forked from one that has imported everything: a second a command.

A home is made once a run and copied by each test that changes it.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from world import CHECKOUT, EXAMPLE, once

from dermadocs.flows.questioning import STEPS


@dataclass(frozen=True)
class Done:
    """How a command ended: `code` is negative when a signal killed it. `passed` are the fault points, in order."""

    code: int
    out: str
    err: str
    passed: tuple[str, ...]

    @property
    def lines(self) -> list[str]:
        return self.err.splitlines()


class Commands:
    """The real command line, each command in a process of its own, forked from one that has imported everything."""

    def __init__(self, process: subprocess.Popen[str], folder: Path) -> None:
        self._process, self._folder, self._count = process, folder, 0

    def run(self, *words: object, **more: Any) -> Done:
        """One command; `kill=(point, n)` kills it at the n-th passing, `fsize=n` lets no file grow beyond n bytes."""
        [done] = self.together((words, more))
        return done

    def together(self, *jobs: tuple[Sequence[object], dict[str, Any]]) -> list[Done]:
        """Several commands at the same time."""
        told = []
        for words, more in jobs:
            self._count += 1
            place = str(self._folder / str(self._count))
            told.append({"words": [str(word) for word in words], "place": place, **more})
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()
        return [Done(**{**one, "passed": tuple(one["passed"])}) for one in json.loads(self._process.stdout.readline())]


@contextmanager
def commands(folder: Path, *options: str) -> Iterator[Commands]:
    """A process that runs commands, ended with the tests."""
    script = Path(__file__).with_name("command_child.py")
    process = subprocess.Popen(
        [sys.executable, str(script), *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT
    )
    try:
        yield Commands(process, folder)
    finally:
        assert process.stdin is not None
        process.stdin.close()
        process.wait(30)


def copied(home: Path, place: Path) -> Path:
    """A home of one's own."""
    shutil.copytree(home, place)
    return place


@pytest.fixture(scope="session")
def at_command(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    """The real command line, a process for each command."""
    with commands(tmp_path_factory.mktemp("commands")) as running:
        yield running


EVERY_STEP = [word for step in STEPS for word in ("--step", step)]


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory, at_command: Commands) -> Path:
    """A home made once a run, with two dossiers: 2026-0001 is sent to the patient, 2026-0002 is new. To be copied."""

    def make(folder: Path) -> str:
        def do(*words: object, at: str) -> None:
            done = at_command.run(*words, "--at", at, env={"DERMADOCS_HOME": str(folder / "home")})
            assert done.code == 0, done

        do("init", folder / "home", "--from", EXAMPLE, "--demonstration", at="2026-10-01T09:00Z")
        do("dossier", "new", at="2026-10-20T09:00Z")
        do("dossier", "new", at="2026-10-20T09:05Z")
        do("estimate", "draft", "2026-0001", EXAMPLE, at="2026-11-02T17:00Z")
        do("dossier", "answer", "2026-0001", *EVERY_STEP, "--by", "Dr Vasseur", at="2026-11-02T17:02Z")
        do("estimate", "issue", "2026-0001", "--language", "fr", at="2026-11-02T17:05Z")
        do("estimate", "send", "2026-0001", at="2026-11-02T17:10Z")
        return "made"

    folder, _ = once(tmp_path_factory, "homes", make)
    return folder / "home"


@pytest.fixture
def home(homes: Path, tmp_path: Path) -> Path:
    """A copy of that home."""
    return copied(homes, tmp_path / "home")
