"""Judge hostile files without being hurt: each in a limited child process of its own.

    with Sandbox("signatures.verification:judge") as sandbox:
        result = sandbox.run(data, options)

A warm process that has already imported everything (half a second, paid once) forks a child per file. A child
that loops, eats memory, crashes, is killed or answers nonsense costs its own file only. Linux enforces all
limits; macOS all but the one on memory.
"""

import json
import os
import queue
import select
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

from signatures.errors import Encrypted, SignatureError, Timeout, TooLarge, Unreadable
from signatures.zygote import HEADER

START_SECONDS = 60.0  # importing on a busy machine
GRACE_SECONDS = 15.0  # beyond a child's own limit: then the warm process itself is stuck
_RAISED = {kind.__name__: kind for kind in (Encrypted, TooLarge, Timeout)}


class _Gone(Exception):
    """The warm process has ended or no longer answers."""


class Sandbox:
    """Up to `jobs` files at once, each under its own limits. Safe to share between threads.

    `target` names a function "package.module:function" that takes the file's bytes and a JSON object of
    options, and returns a JSON object. `memory` and `written` are in bytes, `cpu` and `wall` in seconds; `search`
    names folders in which to look for the target before the installed packages.
    """

    def __init__(
        self,
        target: str,
        *,
        jobs: int = 1,
        memory: int = 1 << 30,
        cpu: int = 20,
        wall: float = 30.0,
        written: int = 1 << 20,
        search: Sequence[Path | str] = (),
    ) -> None:
        setup = {"target": target, "memory": memory, "cpu": cpu, "wall": wall, "written": written}
        self._setup = json.dumps({**setup, "search": [str(Path(folder).resolve()) for folder in search]})
        self._wall = wall
        self._idle: queue.LifoQueue[_Warm] = queue.LifoQueue()
        self._all = [_Warm(self._setup) for _ in range(jobs)]
        for warm in self._all:
            self._idle.put(warm)

    def __enter__(self) -> "Sandbox":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the warm processes and whatever they are doing."""
        for warm in self._all:
            warm.end()

    def run(self, data: bytes, options: dict[str, Any]) -> dict[str, Any]:
        """Judge one file.

        Raises Timeout when the time is up, Unreadable when the child died, was killed or answered nonsense,
        SignatureError when the target cannot be imported. The sandbox remains usable.
        """
        with self._borrowed() as warm:
            for attempt in (1, 2):
                try:
                    warm.ensure_started()
                    warm.ask(json.dumps(options).encode(), data)
                    break
                except _Gone:  # ended since the last file: nothing of this one has been looked at yet
                    warm.end()
                    if attempt == 2:
                        raise Unreadable("the sandbox cannot be started; see that Python can fork here") from None
            try:
                return _result(*warm.answer(time.monotonic() + self._wall + GRACE_SECONDS))
            except _Gone:
                warm.end()
                raise Unreadable("the sandbox ended while it judged this file; the next one gets a new one") from None

    @contextmanager
    def _borrowed(self) -> Iterator["_Warm"]:
        warm = self._idle.get()
        try:
            yield warm
        except BaseException as problem:
            if not isinstance(problem, SignatureError):
                warm.end()  # interrupted half-way: its pipes may hold half a message
            raise
        finally:
            self._idle.put(warm)


def _result(status: str, answer: bytes) -> dict[str, Any]:
    if status == "ok":
        result = json.loads(answer)
        if not isinstance(result, dict):
            raise Unreadable("the child that read this file did not answer with an object")
        return result
    if status == "raised":
        kind, message = json.loads(answer)
        raise _RAISED.get(kind, Unreadable)(f"the file could not be read: {kind}: {message}")
    if status == "timeout":
        raise Timeout("the file took longer to read than is allowed; nothing was judged")
    if status == "too-long":
        raise Unreadable("the answer about this file was longer than is allowed")
    raise Unreadable(f"the child that read this file ended without an answer ({answer.decode()})")


class _Warm:
    """One warm process, started when first needed and again after it ended."""

    def __init__(self, setup: str) -> None:
        self._setup = setup
        self._process: subprocess.Popen[bytes] | None = None
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own module
            [sys.executable, "-I", "-m", "signatures.sandbox", self._setup],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            bufsize=0,
        )
        assert self._process.stdin is not None
        os.set_blocking(self._process.stdin.fileno(), False)
        self._ready = False

    def ensure_started(self) -> None:
        if self._process is None:
            self._start()
        if not self._ready:
            hello = json.loads(self._frame(time.monotonic() + START_SECONDS))
            if "error" in hello:
                self.end()
                raise SignatureError(f"the sandbox cannot load its target: {hello['error']}")
            self._ready = True

    def ask(self, options: bytes, data: bytes) -> None:
        deadline = time.monotonic() + START_SECONDS
        for body in (options, data):
            self._write(len(body).to_bytes(HEADER, "big"), deadline)
            self._write(body, deadline)
        self._frame(deadline)  # received whole: from here on, an end is this file's doing

    def answer(self, deadline: float) -> tuple[str, bytes]:
        status = json.loads(self._frame(deadline))["status"]
        return status, self._frame(deadline)

    def end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            process.wait(timeout=2)  # it sees its input close, kills its child and leaves
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _write(self, data: bytes, deadline: float) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        pipe = self._process.stdin.fileno()
        poll = select.poll()
        poll.register(pipe, select.POLLOUT)
        view = memoryview(data)
        while view:
            if not poll.poll(max(deadline - time.monotonic(), 0) * 1000):
                raise _Gone
            try:
                view = view[os.write(pipe, view[: 1 << 20]) :]
            except BlockingIOError:
                continue
            except OSError:
                raise _Gone from None

    def _frame(self, deadline: float) -> bytes:
        size = int.from_bytes(self._read(HEADER, deadline), "big")
        return self._read(size, deadline)

    def _read(self, size: int, deadline: float) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        pipe = self._process.stdout.fileno()
        poll = select.poll()
        poll.register(pipe, select.POLLIN)
        parts = []
        while size:
            if not poll.poll(max(deadline - time.monotonic(), 0) * 1000):
                raise _Gone
            part = os.read(pipe, min(size, 1 << 20))
            if not part:
                raise _Gone
            parts.append(part)
            size -= len(part)
        return b"".join(parts)


if __name__ == "__main__":
    from signatures.zygote import main

    sys.exit(main(sys.argv[1]))
