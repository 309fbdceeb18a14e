"""Change the law one small thing at a time, and see whether a test notices: how well the checks are checked.

    python tools/mutants.py                    run what is not in the cache yet, for at most --minutes
    python tools/mutants.py --minutes 60       longer; every run goes on where the last one stopped
    python tools/mutants.py --patience 30      let one mutant's tests run so long before it counts as survived
    python tools/mutants.py --write            also write docs/mutants.md from the cache
    python tools/mutants.py --show             list the survivors in full

A mutant is one file with one change: a comparison moved or turned round, a number one off, `not` taken away, `and` for
`or`, a breach that is not told (`mutation_changes.py`). The tests that come by the change run against it, until one
fails (`mutation_run.py`). The cache knows a mutant by its file's code: what was noticed stays so, and a survivor runs
again when a test has changed or there is more patience. Never part of CI.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Sequence
from typing import TypedDict

from mutation_changes import ROOT, Mutant, mutants, targets
from mutation_fork import Told, warm
from mutation_run import Order, run

CACHE = ROOT / ".cache"
KNOWN = CACHE / "mutants.json"
PAGE = ROOT / "docs" / "mutants.md"
EXPLAINED = ROOT / "tools" / "survivors.json"
"""Why a mutant lives, by a part of « file function: change », where the function may be `module`."""


class Entry(TypedDict):
    """What the cache keeps of a mutant."""

    noticed: bool
    tests: str
    by: str
    patience: float
    """How long its tests ran at most; 0 when all that come by it ran to the end."""


class Ledger:
    """The cache, written down now and then, and the time that is left."""

    def __init__(self, tests: str, patience: float, minutes: float, todo: Sequence[Mutant]) -> None:
        self.load()
        self.tests, self.patience, self.todo = tests, patience, {mutant.key for mutant in todo}
        self.told = 0
        self.started = time.monotonic()
        self.end = self.started + minutes * 60

    def tell(self, mutant: Mutant, told: Told) -> bool:
        """Take a result; False when the time is over."""
        patience = 0 if told.everything else self.patience
        self.known[mutant.key] = {"noticed": told.noticed, "tests": self.tests, "by": told.by, "patience": patience}
        self.told += 1
        over = time.monotonic() > self.end
        if self.told % 20 == 0 or over:
            self.save()
        return not over

    def load(self) -> None:
        """Read what was written last, also by another process."""
        self.known = known()

    def save(self) -> None:
        """Write it down, and say how far it went."""
        CACHE.mkdir(exist_ok=True)
        KNOWN.write_text(json.dumps(self.known))
        done = sum(entry["tests"] == self.tests for key, entry in self.known.items() if key in self.todo)
        each = (time.monotonic() - self.started) / max(1, done)
        print(f"{done} of {len(self.todo)}, {each:.2f} s each", file=sys.stderr, flush=True)


def known() -> dict[str, Entry]:
    """The cache as it was written last."""
    found: dict[str, Entry] = json.loads(KNOWN.read_text()) if KNOWN.exists() else {}
    return found


def digest(*folders: str) -> str:
    """Changes with any file of those folders that can change what a test says."""
    files = sorted(path for folder in folders for path in (ROOT / folder).rglob("*.*"))
    texts = [path.read_bytes() for path in files if path.suffix in (".py", ".txt", ".toml", ".rules", ".json")]
    return hashlib.sha256(b"".join(texts)).hexdigest()[:16]


def settled(entry: Entry | None, tests: str, patience: float) -> bool:
    """What was noticed once stays so; a survivor runs again when a test has changed, or there is more patience."""
    if entry is None or entry["noticed"]:
        return entry is not None
    return entry["tests"] == tests and (entry["patience"] == 0 or entry["patience"] >= patience)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run, show or write."""
    parser = argparse.ArgumentParser(description="mutation runs over the law")
    parser.add_argument("--minutes", type=float, default=20)
    parser.add_argument("--patience", type=float, default=30, help="seconds a mutant")
    parser.add_argument("--only", default="", help="files whose name holds this")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--show", action="store_true")
    options = parser.parse_args(arguments)
    os.chdir(ROOT)
    every = [mutant for file in targets() for mutant in mutants(file)]
    work([m for m in every if options.only in m.file], options.minutes, options.patience)
    entries = known()
    told = [(m, entries[m.key]) for m in every if m.key in entries]
    alive = [m for m, entry in told if not entry["noticed"]]
    print(f"{len(every)} mutants, {len(told)} run, {len(told) - len(alive)} noticed, {len(alive)} survived")
    if options.show:
        for mutant in alive:
            if options.only in mutant.file:
                print(f"{mutant.file}:{mutant.line}: {mutant.what}")
    if options.write:
        PAGE.write_text(page(every, told), "utf-8")
    return 0


def work(chosen: Sequence[Mutant], minutes: float, patience: float) -> None:
    """Run what is not settled: what never ran, mixed, then the survivors, which a new test may notice."""
    tests = digest("tests/law", "tests/domain")
    entries = known()
    todo = [m for m in chosen if not settled(entries.get(m.key), tests, patience)]
    if not todo or not minutes:
        return
    random.Random(1).shuffle(todo)  # noqa: S311 - a time-boxed run is a fair sample, the same each time
    todo.sort(key=lambda mutant: mutant.key in entries)
    order = Order()
    for mutant in chosen:
        order.learn(mutant, entries[mutant.key]["by"] if mutant.key in entries else "")
    warm()
    CACHE.mkdir(exist_ok=True)
    state = digest("tests/law", "tests/domain", "dermadocs", "templates", "examples")
    ledger = Ledger(tests, patience, minutes, todo)
    run(todo, ledger, order, CACHE, state)


def page(every: Sequence[Mutant], told: Sequence[tuple[Mutant, Entry]]) -> str:
    """docs/mutants.md: the score by file, and each survivor with the reason why it lives."""
    why: dict[str, str] = json.loads(EXPLAINED.read_text("utf-8")) if EXPLAINED.exists() else {}
    alive = [(mutant, entry) for mutant, entry in told if not entry["noticed"]]
    cut = sum(entry["patience"] > 0 for _, entry in alive)
    share = 100 * (len(told) - len(alive)) / max(1, len(told))
    lines = [
        "# Mutants of the law",
        "",
        "Written by `tools/mutants.py --write`: one small change at a time in `dermadocs/law` and"
        " `dermadocs/domain/reflection.py`, and whether a test of `tests/law` or `tests/domain/test_reflection.py`"
        " notices it. Never in CI.",
        "",
        f"**{len(told) - len(alive)} of {len(told)} mutants that were run are noticed: {share:.1f} %.**"
        f" {len(every) - len(told)} of {len(every)} were not run.",
        "",
    ]
    if cut:
        lines += [f"Of {cut} survivors not every test was asked: their time was over, and they count as survived.", ""]
    lines += ["| file | run | noticed | of |", "|---|---|---|---|"]
    for file in dict.fromkeys(mutant.file for mutant in every):
        ran = [entry for mutant, entry in told if mutant.file == file]
        here = sum(mutant.file == file for mutant in every)
        lines.append(f"| {file} | {len(ran)} | {sum(entry['noticed'] for entry in ran)} | {here} |")
    lines += ["", "## Survivors", "", "| where | change | why it lives |", "|---|---|---|"]
    for mutant, entry in alive:
        unknown = "its time was over before every test was asked" if entry["patience"] else "not explained yet"
        change = mutant.what.replace("|", "\\|").replace("\n", " ")
        change = change if len(change) <= 110 else change[:109] + "…"
        name = f"{mutant.file} {mutant.home.name if mutant.home else 'module'}: {change}"
        found = (words for part, words in why.items() if part in name)
        lines.append(f"| {mutant.file}:{mutant.line} | `{change}` | {next(found, unknown)} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
