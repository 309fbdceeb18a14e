"""Where papers are drawn: in this process, or in spawned ones with limits of their own.

The press is C code: it may crash, and it may eat memory. In a server that must end a child and fail one act, not the
server. A child is spawned, never forked: the press and threads do not survive a fork.
"""

from __future__ import annotations

import gc
import multiprocessing
import resource
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from concurrent.futures import TimeoutError as Late
from typing import ParamSpec, Protocol, TypeVar

from dermadocs.render import RenderingFailed

P = ParamSpec("P")
T = TypeVar("T")
MEMORY = 3 << 30  # bytes of address space; the fonts and a long paper take under one
SECONDS = 90
PAPERS = 200
"""What a child draws before a fresh one takes its place."""


class Draw(Protocol):
    """Runs a function of the press with its arguments."""

    def __call__(self, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T: ...


def directly(function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
    """Here and now: on the command line a crash ends one command."""
    return function(*args, **named)


class Press:
    """Spawned processes that draw; a crash or an endless drawing fails the paper that caused it."""

    def __init__(self, workers: int = 2) -> None:
        self._workers = workers
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None

    def __call__(self, function: Callable[P, T], /, *args: P.args, **named: P.kwargs) -> T:
        """The function's result, or its error. RenderingFailed when the child crashed or took too long."""
        pool = self._running()
        try:
            return pool.submit(function, *args, **named).result(SECONDS)
        except BrokenExecutor as problem:
            self._forget(pool)
            raise RenderingFailed("the press broke down while drawing; nothing was recorded, try again") from problem
        except Late as problem:
            self._forget(pool)
            raise RenderingFailed(f"no paper after {SECONDS} s; nothing was recorded, try again") from problem

    def _running(self) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                context = multiprocessing.get_context("spawn")
                self._pool = ProcessPoolExecutor(self._workers, context, _limit, max_tasks_per_child=PAPERS)
            return self._pool

    def _forget(self, pool: ProcessPoolExecutor) -> None:
        """Let a pool go that cannot be trusted any more; the next paper gets another."""
        with self._lock:
            if self._pool is pool:
                self._pool = None
        for child in list((pool._processes or {}).values()):  # no public way to end one that does not end
            child.kill()
        pool.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """End the children."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.shutdown(wait=True, cancel_futures=True)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.set_threshold(20_000, 20, 20)  # what a drawing builds is in use to its end: to search it often is a tenth of it
