"""A fork that runs tests against changed code and ends with the first that notices; and the slow way to do so."""

from __future__ import annotations

import importlib
import importlib.abc
import importlib.machinery
import importlib.util
import os
import resource
import signal
import sys
import time
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType, ModuleType

import hypothesis
import pytest
from mutation_changes import ROOT, Mutant

PAGES = "DERMADOCS_PAGES"
"""Names a folder that keeps the pages drawn for the tests: drawn once, by the unchanged code."""
TESTS = ("tests/law", "tests/domain/test_reflection.py")
OPTIONS = ("-q", "-s", "--no-header", "--assert=plain", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist")
SURVIVED, NOTICED, UNFIT, IMPATIENT = 0, 1, 3, 4
MEMORY = 4 << 30


@dataclass(frozen=True)
class Told:
    """How a mutant fared: the test that noticed it, and whether all that could have were asked."""

    noticed: bool
    by: str = ""
    everything: bool = True

    @classmethod
    def of(cls, code: int, said: str) -> Told:
        """From the end of a fork."""
        return cls(code not in (SURVIVED, IMPATIENT), said, code != IMPATIENT)


class Watch:
    """The first test that fails ends the fork, having said its name; so does one that hangs, or the time."""

    def __init__(self, seconds: Mapping[str, float], out: int, patience: float) -> None:
        self.seconds, self.out, self.patience = seconds, out, patience
        self.started: float | None = None

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, object, object]:
        """Time for one test: far more than it took without any change."""
        now = time.process_time()  # of the processor, not of the clock: a busy machine notices nothing
        self.started = self.started or now
        if now > self.started + self.patience:
            os._exit(IMPATIENT)
        signal.setitimer(signal.ITIMER_PROF, 10 + 20 * self.seconds.get(item.nodeid, 1.0))
        return (yield)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Generator[None]:
        """Preparing a test fails as the test does."""
        yield from self._watched(item)

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None]:
        """The test itself."""
        yield from self._watched(item)

    def _watched(self, item: pytest.Item) -> Generator[None]:
        try:
            yield
        except pytest.skip.Exception:
            raise
        except BaseException:
            os.write(self.out, item.nodeid.encode())
            os._exit(NOTICED)


def forked(work: Callable[[int], int], loud: bool = False) -> tuple[int, str]:
    """Run in a fork; its exit code (negative: ended by a signal) and what it wrote to the given descriptor."""
    into, out = os.pipe()
    child = os.fork()
    if child == 0:
        code = NOTICED
        try:
            signal.signal(signal.SIGPROF, signal.SIG_DFL)
            if not loud:
                silence = os.open(os.devnull, os.O_WRONLY)
                os.dup2(silence, 1)
                os.dup2(silence, 2)
                resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
            code = work(out)
        finally:
            os._exit(code)
    os.close(out)
    with open(into, "rb") as pipe:
        said = pipe.read().decode()
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), said


def warm() -> None:
    """Load what every fork needs and no mutant changes; the same examples of Hypothesis each time, and no shrinking."""
    os.environ["DERMADOCS_CI"] = "1"
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile(
        "mutants", derandomize=True, database=None, deadline=None, phases=phases, max_examples=50,
        suppress_health_check=list(hypothesis.HealthCheck),
    )  # fmt: skip
    for name in ("msgspec", "pypdf", "dermadocs.domain.codec", "dermadocs.domain.dossier", "dermadocs.domain.leaves"):
        importlib.import_module(name)  # of the house only what no mutant of the law can change
    assert not [name for name in sys.modules if name.startswith("dermadocs.law")]


def tests_run(plugin: object, *files: str) -> int:
    """One session of the tests that look at the law, or of some files of them."""
    return int(pytest.main([*OPTIONS, "--hypothesis-profile=mutants", *(files or TESTS)], plugins=[plugin]))


class Changed(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Imports one module from changed code."""

    def __init__(self, name: str, code: CodeType) -> None:
        self.name, self.code = name, code

    def find_spec(self, name: str, path: object = None, target: object = None) -> importlib.machinery.ModuleSpec | None:
        """The changed module's place, None for any other."""
        if name != self.name:
            return None
        origin = ROOT / (name.replace(".", "/") + ".py")
        return importlib.util.spec_from_file_location(name, origin, loader=self)

    def exec_module(self, module: ModuleType) -> None:
        """Run the changed code."""
        exec(self.code, module.__dict__)  # noqa: S102 - our own code, one thing changed


class InOrder(Watch):
    """Runs the tests in an order that is given."""

    def __init__(self, order: Sequence[str], seconds: Mapping[str, float], out: int, patience: float) -> None:
        super().__init__(seconds, out, patience)
        self.rank = {test: n for n, test in enumerate(order)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """The tests that are named, in their order, then any other."""
        items.sort(key=lambda item: self.rank.get(item.nodeid, len(self.rank)))


def slowly(mutant: Mutant, order: Sequence[str], seconds: Mapping[str, float], pages: Path, patience: float) -> Told:
    """A fork before anything of the law is loaded, which imports the changed file instead of the real one.

    `pages`: the folder of pages drawn once, or an empty one where the change may alter what is drawn.
    """

    def work(out: int, *files: str) -> int:
        os.environ[PAGES] = str(pages)
        name = mutant.file.removesuffix(".py").replace("/", ".")
        if name in sys.modules:  # the one room below the law that is changed too: all is loaded anew
            for loaded in [one for one in sys.modules if one.startswith("dermadocs")]:
                del sys.modules[loaded]
        sys.meta_path.insert(0, Changed(name, mutant.code()))
        return SURVIVED if tests_run(InOrder(order, seconds, out, patience), *files) == 0 else NOTICED

    first = order[0].split("::")[0]  # collecting one file takes a fraction of collecting all
    told = Told.of(*forked(lambda out: work(out, first)))
    return told if told.noticed else Told.of(*forked(work))
