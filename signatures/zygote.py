"""The inside of the sandbox: a warm process that forks one limited child for each file.

The warm process never looks at a file: it hands the bytes to a child, waits, and reports. The child has no
environment, little memory, little time, and may write next to nothing; however it ends, the next file is
judged by a fresh one. Messages in both directions are frames: eight bytes of length, then that many bytes.
"""

import contextlib
import gc
import importlib
import json
import os
import resource
import select
import signal
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

STDIN, STDOUT, STDERR = 0, 1, 2
HEADER = 8
ANSWER_LIMIT = 16 * 1024 * 1024  # bytes of JSON that a child may answer
Target = Callable[[bytes, dict[str, Any]], dict[str, Any]]


def main(argument: str) -> int:
    """Serve requests from standard input until it closes. `argument` is JSON: target and limits."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which then closes our input
    setup = json.loads(argument)
    try:
        sys.path[:0] = setup["search"]
        target = _load(setup["target"])
    except Exception as problem:  # the parent turns it into words
        _send(STDOUT, json.dumps({"error": f"{type(problem).__name__}: {problem}"}).encode())
        return 1
    gc.collect()
    gc.freeze()  # what is imported stays shared with every child
    gc.set_threshold(100_000, 20, 20)  # a child judges one file and ends: little of its memory is worth a search
    _send(STDOUT, b"{}")
    while (options := _receive(STDIN)) is not None:
        data = _receive(STDIN)
        if data is None:
            break
        _send(STDOUT, b"{}")  # received; whatever happens now happens because of this file
        status, answer = _judge_in_child(target, data, json.loads(options), setup)
        del data
        if status == "orphaned":
            break
        _send(STDOUT, json.dumps({"status": status}).encode())
        _send(STDOUT, answer)
    return 0


def _load(target: str) -> Target:
    """The function that judges; `ready()` beside it, if there is one, makes what every file needs alike."""
    name, _, function = target.partition(":")
    module = importlib.import_module(name)
    getattr(module, "ready", lambda: None)()
    judge: Target = getattr(module, function)
    return judge


def _judge_in_child(target: Target, data: bytes, options: dict[str, Any], limits: dict[str, Any]) -> tuple[str, bytes]:
    """Status and answer: ok | raised | died | timeout | too-long | orphaned."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _child(target, data, options, limits, writing)
    os.close(writing)
    status, answer = "died", b""
    try:
        status, answer = _answer(reading, time.monotonic() + limits["wall"])
        if status != "closed":
            os.kill(child, signal.SIGKILL)
    finally:
        os.close(reading)
        ending = _reap(child)
    if status == "closed":
        return _closed(answer, ending)
    return status, b""


def _reap(child: int) -> int:
    """Wait for a child that has answered or never will; how it ended."""
    for _ in range(20):
        done, ending = os.waitpid(child, os.WNOHANG)
        if done:
            return ending
        time.sleep(0.005)
    os.kill(child, signal.SIGKILL)
    return os.waitpid(child, 0)[1]


def _closed(answer: bytes, ending: int) -> tuple[str, bytes]:
    """The child closed its pipe: with a whole answer, or by dying."""
    if answer[:1] in (b"+", b"-") and answer[-1:] == b"\n":
        return ("ok" if answer[:1] == b"+" else "raised"), answer[1:-1]
    how = f"signal {os.WTERMSIG(ending)}" if os.WIFSIGNALED(ending) else "no answer"
    return "died", how.encode()


def _answer(pipe: int, deadline: float) -> tuple[str, bytes]:
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    poll.register(STDIN, select.POLLIN)  # nothing is sent meanwhile: readable means that the parent is gone
    parts: list[bytes] = []
    size = 0
    while True:
        left = deadline - time.monotonic()
        events = dict(poll.poll(max(left, 0) * 1000))
        if pipe in events:
            part = os.read(pipe, 1 << 16)
            if not part:
                return "closed", b"".join(parts)
            parts.append(part)
            size += len(part)
            if size > ANSWER_LIMIT:
                return "too-long", b""
        elif STDIN in events:
            return "orphaned", b""
        elif left <= 0:
            return "timeout", b""


def _child(target: Target, data: bytes, options: dict[str, Any], limits: dict[str, Any], pipe: int) -> NoReturn:
    """Judge one file and end. Nothing returns from here into the warm process's own loop."""
    try:
        _confine(limits)
        try:
            answer = b"+" + json.dumps(target(data, options)).encode()
        except BaseException as problem:
            answer = b"-" + json.dumps([type(problem).__name__, str(problem)[:500]]).encode()
        view = memoryview(answer + b"\n")
        while view:
            view = view[os.write(pipe, view) :]
        os._exit(0)
    finally:
        os._exit(1)


def _confine(limits: dict[str, Any]) -> None:
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (STDIN, STDOUT, STDERR):
        os.dup2(null, standard)
    _die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.alarm(int(limits["wall"]) + 5)  # in case the warm process was killed and nobody is waiting
    for name, value in (
        ("RLIMIT_CORE", 0),
        ("RLIMIT_FSIZE", limits["written"]),
        ("RLIMIT_NOFILE", 64),
        ("RLIMIT_CPU", limits["cpu"]),
        ("RLIMIT_AS", limits["memory"]),
    ):
        # macOS knows the address-space limit by name only; the other limits still hold there
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (value, value))


def _die_with_parent() -> None:
    """On Linux, ask to be killed when the warm process ends."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError, ImportError):
            import ctypes

            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def _receive(pipe: int) -> bytes | None:
    header = b"".join(_chunks(pipe, HEADER))
    if len(header) < HEADER:
        return None
    size = int.from_bytes(header, "big")
    body = b"".join(_chunks(pipe, size))
    return body if len(body) == size else None


def _chunks(pipe: int, size: int) -> Iterator[bytes]:
    while size:
        part = os.read(pipe, min(size, 1 << 20))
        if not part:
            return
        size -= len(part)
        yield part


def _send(pipe: int, body: bytes) -> None:
    view = memoryview(len(body).to_bytes(HEADER, "big") + body)
    while view:
        view = view[os.write(pipe, view) :]
