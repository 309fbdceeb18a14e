"""Runs commands, each in a process forked from this one, which dies where it is told to. Not a test by itself.

One line of JSON in: a list of commands to run at the same time; one line out: how each ended. The command line, the
flows and the store are the real ones; estimates are drawn without the medical part, to be quick, unless --whole.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
from pathlib import Path
from typing import Any

import dermadocs.bootstrap.home  # before the first fork
import dermadocs.flows.casework  # noqa: F401
from dermadocs import bootstrap
from dermadocs.cli import main
from dermadocs.flows import informing
from dermadocs.store import faults


def run(job: dict[str, Any]) -> None:
    """In the child: one command, with its hook."""
    place = Path(job["place"])
    for name in [name for name in os.environ if name.startswith("DERMADOCS_")]:
        del os.environ[name]
    os.environ.update(job.get("env", {}))
    for descriptor, name in ((1, "out"), (2, "err")):
        file = os.open(place.with_suffix(f".{name}"), os.O_WRONLY | os.O_CREAT, 0o600)
        os.dup2(file, descriptor)
    trace = os.open(place.with_suffix(".passed"), os.O_WRONLY | os.O_CREAT, 0o600)
    kill, left = job.get("kill") or (None, 0)

    def hook(name: str) -> None:
        nonlocal left
        os.write(trace, f"{name}\n".encode())
        if name == kill:
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    faults.hook = hook
    if "fsize" in job:
        resource.setrlimit(resource.RLIMIT_FSIZE, (job["fsize"], job["fsize"]))
    main(job["words"])


def start(job: dict[str, Any]) -> int:
    """Fork; the number of the child."""
    child = os.fork()
    if child:
        return child
    code = 99
    try:
        run(job)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def told(job: dict[str, Any], child: int) -> dict[str, Any]:
    """How a child ended, and what it said."""
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    texts = {name: Path(job["place"]).with_suffix(f".{name}").read_text() for name in ("out", "err", "passed")}
    return {"code": code, **texts, "passed": texts["passed"].split()}


def part_one_of(kind: Any, case: Any, language: str | None, find: Any = None) -> Any:
    """The words of a paper, without the medical part of an estimate."""
    return () if kind == "estimate" else WHOLE(kind, case, language, find)


WHOLE = informing.content
if "--whole" not in sys.argv:
    bootstrap.informing.content = part_one_of  # type: ignore[attr-defined]

if __name__ == "__main__":
    for line in sys.stdin:
        jobs = json.loads(line)
        children = [start(job) for job in jobs]
        print(json.dumps([told(job, child) for job, child in zip(jobs, children, strict=True)]), flush=True)
