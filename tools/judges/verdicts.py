"""What a judge says about one revision of one file, and how a judge is run."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

PROFILES = ("PDF/A-3A", "PDF/UA-1")
PATIENCE = 600.0  # seconds for one run of a judge; veraPDF takes about half a second for ten pages


class UnreachableError(Exception):
    """A judge that cannot be had on this machine: `judge` and why. Nothing was judged, in either sense."""

    def __init__(self, judge: str, why: str) -> None:
        super().__init__(f"{judge}: {why}")
        self.judge = judge
        self.why = why


class BrokenJudgeError(Exception):
    """A judge was reached and gave no answer that can be read. That is a failure, not a skip."""


@dataclass(frozen=True)
class Failure:
    """One rule broken: the standard's clause, the judge's test number (0: none), its words, how often."""

    clause: str
    test: int
    description: str
    count: int

    @property
    def rule(self) -> str:
        """The clause with the judge's own number of the test, as in its lists of rules: 6.2.11.4.1-1."""
        return f"{self.clause}-{self.test}"


@dataclass(frozen=True)
class Result:
    """One verdict. `file`: the path as given; `sha256`: of the bytes judged, the file cut at `revision`.

    `revision` 0 is the file before any signature, n the file as its n-th signature left it; `field` is the
    field signed there. `rules_checked` is 0 for judges that do not count theirs. `note`: what was not judged.
    """

    file: str
    sha256: str
    revision: int
    field: str | None
    judge: str
    profile: str
    passed: bool
    rules_checked: int
    failures: tuple[Failure, ...]
    note: str = ""


@dataclass(frozen=True)
class Outcome:
    """The exit code of a program, what it wrote to its output and what to its error channel."""

    code: int
    output: str
    errors: str = ""

    @property
    def text(self) -> str:
        """All that it said."""
        return self.output + self.errors


def program(name: str, judge: str) -> str:
    """The path of a program; UnreachableError, with the judge's name, when it is not installed."""
    found = shutil.which(name)
    if found is None:
        raise UnreachableError(judge, f"{name} is not installed")
    return found


def run(command: Sequence[str | Path], *, patience: float = PATIENCE) -> Outcome:
    """Run a judge, in English, with nothing to read. A judge that never ends has failed (exit code -1)."""
    try:
        done = subprocess.run(
            [str(part) for part in command],
            capture_output=True,
            stdin=subprocess.DEVNULL,
            timeout=patience,
            env={**os.environ, "LC_ALL": "C"},
        )
    except subprocess.TimeoutExpired:
        return Outcome(-1, f"no answer after {patience:.0f} s")
    output, errors = (said.decode(errors="replace") for said in (done.stdout, done.stderr))
    return Outcome(done.returncode, output, errors)
