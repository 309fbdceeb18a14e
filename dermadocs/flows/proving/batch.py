"""Many files, each in a limited child process of its own; a bad one never stops the rest."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from dermadocs.errors import InputError
from dermadocs.flows.proving.finding import Finding
from signatures import SignatureError, Trust
from signatures.report import was_judged
from signatures.sandbox import Sandbox

LIMIT = 100 * 1024 * 1024  # bytes a file; a portal takes less
TARGET = "dermadocs.flows.proving.judging:judge"
CPU, WALL = 40, 90.0  # seconds a file: a bundle is judged with every paper inside it
REDRAW = "dermadocs.paper.redraw:redraw"
"""Named, not imported: only who asks for it needs the press."""
REDRAW_MEMORY, REDRAW_CPU, REDRAW_WALL = 2 << 30, 60, 120.0


def exit_code(result: dict[str, Any]) -> int:
    """0 valid and lawful, 1 invalid or a blocking breach, 2 unreadable, 3 cannot be decided."""
    if not was_judged(result):
        return 2
    judged = (result, *result["inside"])
    breach = any(f["status"] == "BREACH" and f["severity"] == "blocking" for one in judged for f in one["law"] or ())
    if result["verdict"] == "INVALID" or breach:
        return 1
    return 3 if result["verdict"] == "INDETERMINATE" else 0


def unreadable(data_digest: str, code: str, why: str) -> dict[str, Any]:
    """The result for a file that could not be judged at all."""
    return {
        "file": None,
        "sha256": data_digest,
        "verdict": "INDETERMINATE",
        "integrity": "UNREADABLE",
        "reasons": [code],
        "messages": [{"code": code, "message": why, "field": None, "indication": "INDETERMINATE"}],
        "as_of": None,
        "trust": {"anchor": None, "sha256": None},
        "acts": [],
        "interval": {
            "verdict": "NOT_APPLICABLE",
            "receipt": None,
            "gate": None,
            "act": None,
            "elapsed": None,
        },
        "law": None,
        "data": None,
        "missing_acts": [],
        "inside": [],
        "chain": None,
        "copy": None,
        "copies": [],
        "not_checked": ["everything: the file could not be read"],
    }


def judge_file(sandbox: Sandbox, path: Path, options: dict[str, Any]) -> dict[str, Any]:
    """Judge one file; whatever happens to it or to its child becomes a result."""
    digest = ""
    try:
        known = path.stat()
        if not stat.S_ISREG(known.st_mode):  # a device or a pipe may never end
            result = unreadable(digest, "UNREADABLE", "not a regular file")
        elif known.st_size > LIMIT:
            result = unreadable(digest, "TOO_LARGE", f"{known.st_size} bytes; at most {LIMIT} are judged")
        else:
            data = path.read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            result = sandbox.run(data, options)
    except (SignatureError, OSError) as problem:
        code = {"Timeout": "TIMEOUT", "TooLarge": "TOO_LARGE"}.get(type(problem).__name__, "UNREADABLE")
        result = unreadable(digest, code, str(problem))
    return {**result, "file": str(path)}


def judge_files(
    paths: Sequence[Path],
    *,
    trust: Sequence[Path],
    at: datetime,
    strict_revocation: bool = False,
    jobs: int = 1,
    redraw: bool = False,
    done: Callable[[], None] = lambda: None,
) -> Iterator[dict[str, Any]]:
    """Judge `paths` in order with the reader's own `trust` folders, as of `at`; `done` is called after each.

    An estimate that papers may concern is told last, when all copies have been seen. `redraw`: papers of ours are
    drawn again from their data, and the answer has « redrawn » (`paper/redraw.py`).

    Raises InputError when a trust folder cannot be read.
    """
    try:
        anchors = Trust.load(*trust)
    except SignatureError as problem:
        raise InputError("--trust", str(problem)) from problem
    options = {"trust": anchors.to_json(), "at": at.isoformat(), "strict_revocation": strict_revocation}
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(TARGET, jobs=jobs, cpu=CPU, wall=WALL))
        press = stack.enter_context(_press(jobs)) if redraw else None
        pool = stack.enter_context(ThreadPoolExecutor(max_workers=jobs))
        judge = partial(_judged, sandbox, press)
        waiting: list[dict[str, Any]] = []
        for answer in pool.map(lambda path: judge(path, options), paths):
            done()
            if waiting or on_paper(answer):
                waiting.append(answer)  # in order: what a copy of papers tells may concern it
            else:
                yield answer
        copies = {answer["copy"]["sha256"]: answer["copy"] for answer in waiting if answer["copy"] is not None}
        for answer in waiting:
            again = concerned(answer, copies)
            yield judge(Path(answer["file"]), {**options, "copies": copies}) if again else answer


def _press(jobs: int) -> Sandbox:
    return Sandbox(REDRAW, jobs=jobs, memory=REDRAW_MEMORY, cpu=REDRAW_CPU, wall=REDRAW_WALL)


def _judged(sandbox: Sandbox, press: Sandbox | None, path: Path, options: dict[str, Any]) -> dict[str, Any]:
    answer = judge_file(sandbox, path, options)
    if press is None or answer["data"] is None or not was_judged(answer):
        return answer
    try:
        told = press.run(path.read_bytes(), {"sha256": answer["sha256"]})
    except (SignatureError, OSError) as problem:
        told = {"outcome": "not_comparable", "why": str(problem), "places": []}
    return with_redrawn(answer, told)


def with_redrawn(answer: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """The answer with what drawing the paper again showed: a difference is proven, no comparison is said."""
    answer = {**answer, "redrawn": told}
    if told["outcome"] == "not_comparable":
        return {**answer, "not_checked": [*answer["not_checked"], f"the drawing against the data: {told['why']}"]}
    if told["outcome"] == "same":
        return answer
    where = "; ".join(_place(one) for one in told["places"])
    message = f"drawn again from its data, the paper looks otherwise: {told['why'] or where}"
    finding = Finding("REDRAWN_DIFFERS", message)
    return {
        **answer,
        "verdict": "INVALID",
        "reasons": [*answer["reasons"], finding.code],
        "messages": [*answer["messages"], finding.as_dict()],
    }


def _place(place: dict[str, Any]) -> str:
    if place["rect_mm"] is None:
        return f"page {place['page']}"
    left, top, right, bottom = place["rect_mm"]
    return f"page {place['page']}, {left:.0f}-{right:.0f} mm from the left, {top:.0f}-{bottom:.0f} mm from the top"


def on_paper(answer: dict[str, Any]) -> bool:
    """Whether some of a dossier was done on paper, as far as one file tells: a copy, or an estimate not complete."""
    estimate = answer["data"] is not None and answer["data"]["kind"] == "estimate"
    return bool(answer["copy"] or answer["copies"] or (estimate and answer["missing_acts"]))


def concerned(answer: dict[str, Any], copies: Mapping[str, dict[str, Any]]) -> bool:
    """Whether a copy at hand tells of acts on this estimate, or is named by an act in this file."""
    estimates = {told["estimate"] for told in copies.values()}
    document = answer["data"]["sha256"] if answer["data"] is not None else None
    return document in estimates or not copies.keys().isdisjoint(answer["copies"])
