"""Runs the tests against changed code, quickly where that is possible, and never less truly.

1. The tests are collected once, in a process that runs none of them. A fork of it runs them all, with probes in the
   law: which test comes by which place that can be changed, and how long it takes (`Reach`).
2. Each mutant of a function's body is a fork of that process: the live functions get the changed code, and only the
   tests run that come by the change, those first that noticed others nearby; the first that fails ends the fork.
3. What ran already at import or collection, or where the pages are drawn that the tests read, cannot be changed like
   this: `mutation_fork.slowly` imports the changed file instead of the real one.
"""

from __future__ import annotations

import builtins
import functools
import gc
import json
import operator
import os
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import FrameType, FunctionType
from typing import Any, Protocol, TypeAlias

import pytest
from mutation_changes import COMPARE, REACH, ROOT, Home, Live, Mutant, codes, live_functions, probed, swap, targets
from mutation_fork import PAGES, SURVIVED, UNFIT, Told, Watch, forked, slowly, tests_run

LONG = 0.3  # seconds; longer tests run when all others have found nothing
COMPARISONS: dict[str, tuple[Callable[[Any, Any], object], ...]]
COMPARISONS = {"Lt": (operator.lt, operator.le), "LtE": (operator.le, operator.lt)}
COMPARISONS |= {"Gt": (operator.gt, operator.ge), "GtE": (operator.ge, operator.gt)}
Cached: TypeAlias = "functools._lru_cache_wrapper[object]"


class Ledger(Protocol):
    """Who takes the results."""

    patience: float
    """Seconds for the tests of one mutant."""

    def tell(self, mutant: Mutant, told: Told) -> bool:
        """Take a result; False when there is no time for another."""

    def save(self) -> None:
        """Write down what was told."""

    def load(self) -> None:
        """Read what another process wrote down."""


@dataclass
class Reach:
    """What one run of the unchanged tests taught."""

    seconds: dict[str, float] = field(default_factory=dict)
    by: dict[str, list[str]] = field(default_factory=dict)
    """The tests that come by a place."""
    drawing: list[str] = field(default_factory=list)
    """The places that preparing the tests comes by: the pages are drawn once, so a change there would be missed."""

    @property
    def files_that_draw(self) -> set[str]:
        """The files of those places."""
        return {place.partition(":")[0] for place in self.drawing}

    @classmethod
    def read(cls, file: Path) -> Reach:
        """As it was written down."""
        return cls(**json.loads(file.read_text()))


@dataclass
class Order:
    """Which tests to ask first: those that noticed other changes of that function, then of that file.

    What stands in no function is one family: most of it are dates of cards, which one test holds.
    """

    seconds: Mapping[str, float] = field(default_factory=dict)
    kills: dict[object, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))

    def learn(self, mutant: Mutant, by: str) -> None:
        """Remember who noticed."""
        if by:
            for name in (by, _sort(by)):
                self.kills[mutant.file][name] += 1
                self.kills[mutant.home][name] += 1

    def of(self, mutant: Mutant, tests: Iterable[str]) -> list[str]:
        """One of each sort of test in turn, quick ones first; long ones that never noticed anything last."""
        near, file = self.kills[mutant.home], self.kills[mutant.file]
        turn, rank = Counter[str](), dict[str, tuple[float, ...]]()
        for test in sorted(tests, key=lambda test: self.seconds.get(test, 0)):
            sort, seconds = _sort(test), self.seconds.get(test, 0.0)
            seen = (-near[test], -file[test], -file[sort])
            rank[test] = (seconds > LONG and not file[sort], *seen, turn[sort], seconds)
            turn[sort] += 1
        return sorted(rank, key=lambda test: rank[test])


def run(todo: Sequence[Mutant], ledger: Ledger, order: Order, cache: Path, state: str) -> None:
    """Run the mutants, quick ones first. `state` names tests and sources as they are; `cache` keeps measures."""
    reach_file, kept = cache / f"reach-{state}.json", cache / f"pages-{state}"

    def quick(out: int) -> int:
        session = Collected(reach_file, todo, ledger, order)
        session.listen()
        code = tests_run(session)
        ledger.save()
        os.write(out, json.dumps([session.over, [mutant.key for mutant in session.late]]).encode())
        return code

    os.environ[PAGES] = str(kept)
    code, said = forked(quick, loud=True)
    if code != 0:
        raise SystemExit("the tests fail without any change: mend them first")
    ledger.load()
    reach, (over, keys) = Reach.read(reach_file), json.loads(said)
    order.seconds = reach.seconds
    for mutant in [mutant for mutant in todo if mutant.key in keys and not over]:
        with tempfile.TemporaryDirectory() as fresh:
            pages = Path(fresh) if mutant.file in reach.files_that_draw else kept
            told = slowly(mutant, order.of(mutant, reach.seconds), reach.seconds, pages, ledger.patience)
        order.learn(mutant, told.by)
        if not ledger.tell(mutant, told):
            return
    ledger.save()


@dataclass
class Collected:
    """The plugin of the one session whose tests every quick mutant shares."""

    reach_file: Path
    todo: Sequence[Mutant]
    ledger: Ledger
    order: Order
    early: set[Home] = field(default_factory=set)
    """The functions that ran at import or collection."""
    late: list[Mutant] = field(default_factory=list)
    """The mutants that are left for the slow way."""
    over: bool = False
    """No time is left."""

    def listen(self) -> None:
        """From here on, until the tests are collected, hear which functions run."""
        files = {str(ROOT / file): file for file in targets()}

        def hear(frame: FrameType, event: str, _: object) -> None:
            if event == "call" and (file := files.get(frame.f_code.co_filename)):
                self.early.add(Home(file, frame.f_code.co_firstlineno, frame.f_code.co_name))

        sys.setprofile(hear)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Instead of running the tests: measure once, then a fork a mutant."""
        sys.setprofile(None)
        gc.collect()
        live, caches = live_functions(), _caches()
        gc.freeze()
        if not self.reach_file.exists() and forked(lambda _: self._measure(session, live, caches))[0] != SURVIVED:
            raise pytest.UsageError("the tests fail without any change")
        reach = Reach.read(self.reach_file)
        items = {item.nodeid: item for item in session.items}
        self.order.seconds = reach.seconds
        for mutant in self.todo:
            if mutant.home is None or mutant.home in self.early or mutant.file in reach.files_that_draw:
                self.late.append(mutant)
            elif not self.over:
                first = [items[test] for test in self.order.of(mutant, reach.by.get(mutant.probe, ()))]
                code, said = forked(lambda out, m=mutant, first=first: self._try(m, live, first, out))  # type: ignore[misc]
                if code == UNFIT:
                    self.late.append(mutant)
                    continue
                told = Told.of(code, said)
                self.order.learn(mutant, told.by)
                self.over = not self.ledger.tell(mutant, told)
        return True

    def _try(self, mutant: Mutant, live: Live, items: Sequence[pytest.Item], out: int) -> int:
        """In a fork: change the functions, run the tests."""
        try:
            if not swap(live[mutant.file], codes(mutant.code())):
                return UNFIT
        except ValueError:  # a closure that needs other names than before
            return UNFIT
        if items:
            items[0].config.pluginmanager.register(Watch(self.order.seconds, out, self.ledger.patience))
        _run(items)
        return SURVIVED

    def _measure(self, session: pytest.Session, live: Live, caches: Sequence[Cached]) -> int:
        """In a fork: run every test with probes in the law, and write down what they tell."""
        reached, reach, here = set[str](), Reach(), defaultdict[str, list[str]](list)

        def compare(place: str, word: str, left: Any, right: Any) -> object:
            now, other = COMPARISONS[word]
            answer = now(left, right)
            if answer != other(left, right):
                reached.add(place)
            return answer

        setattr(builtins, REACH, reached.add)
        setattr(builtins, COMPARE, compare)
        for file in targets():
            swap(live[file], codes(probed(file)))

        class Measure:
            """Reads the probes after each part of each test."""

            @pytest.hookimpl(wrapper=True)
            def pytest_runtest_setup(self) -> Generator[None]:
                for cache in caches:  # what an earlier test had computed counts for this one too
                    cache.cache_clear()
                reached.clear()
                yield
                reach.drawing = sorted({*reach.drawing, *reached})

            @pytest.hookimpl(wrapper=True)
            def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
                started = time.process_time()
                yield
                reach.seconds[item.nodeid] = round(time.process_time() - started, 4)
                for place in reached:
                    here[place].append(item.nodeid)

        session.config.pluginmanager.register(Measure())
        _run(session.items)
        reach.by = dict(here)
        if not session.testsfailed:
            self.reach_file.write_text(json.dumps(asdict(reach)))
        return session.testsfailed


def _sort(test: str) -> str:
    """The test, whatever its parameters."""
    return test.split("[")[0]


def _run(items: Sequence[pytest.Item]) -> None:
    for item, after in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=after)


def _caches() -> list[Cached]:
    """Every cache of a function of ours or of the tests."""
    found = [thing for thing in gc.get_objects() if isinstance(thing, functools._lru_cache_wrapper)]
    ours = (str(ROOT / "dermadocs"), str(ROOT / "tests"))
    return [
        one for one in found if isinstance(one.__wrapped__, FunctionType) and _file(one.__wrapped__).startswith(ours)
    ]


def _file(function: FunctionType) -> str:
    return function.__code__.co_filename
