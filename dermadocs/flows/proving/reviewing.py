"""The law over many files: PDFs of ours and of others in the limited child process, dossiers (JSON) by their data."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from dermadocs.catalogue.load import codes, entry
from dermadocs.domain.case import Case
from dermadocs.domain.codec import decode_case
from dermadocs.domain.labels import NOTICES
from dermadocs.domain.reflection import paris_day
from dermadocs.errors import InputError
from dermadocs.flows.proving.batch import exit_code, judge_files
from dermadocs.law import engine, issuing
from dermadocs.law.report import Reviewed
from dermadocs.sentence import say
from dermadocs.sheets.notices import at_hand

LARGEST = 2 * 1024 * 1024
"""Bytes of a dossier; a real one has about five thousand."""
OTHER = "paper of others"


def review(paths: Sequence[Path], *, at: datetime, trust: Sequence[Path] = (), jobs: int = 1) -> Iterator[Reviewed]:
    """What the law says of each file, in order; a bad one never stops the rest."""
    pdfs = [path for path in paths if not is_dossier(path)]
    answers = judge_files(pdfs, trust=trust, at=at, jobs=jobs) if pdfs else iter(())
    for path in paths:
        yield _of_dossier(path, at) if is_dossier(path) else _of_pdf(path, next(answers))


def worst(papers: Sequence[Reviewed]) -> int:
    """The exit code of a batch: 1 for a blocking breach or an invalid file, else 2 for one that could not be read.

    3 when nothing could be judged at all.
    """
    if any(paper.blocking or paper.invalid for paper in papers):
        return 1
    if any(paper.state == "UNREADABLE" for paper in papers):
        return 2
    return 0 if any(paper.law for paper in papers) else 3


def is_dossier(path: Path) -> bool:
    """True for a file that is called a dossier; all others are judged as PDF."""
    return path.suffix.lower() == ".json"


def _of_dossier(path: Path, at: datetime) -> Reviewed:
    digest = ""
    try:
        if path.stat().st_size > LARGEST:
            raise InputError(str(path), say("larger than {most} bytes", most=LARGEST))
        data = path.read_bytes()
        digest = hashlib.sha256(data).hexdigest()
        case = decode_case(data)
    except OSError as problem:
        return _unread(path, digest, "dossier", problem.strerror or "cannot be read")
    except InputError as problem:
        return _unread(path, digest, "dossier", str(problem))
    findings = engine.by_rule(issuing.check(case, paris_day(at), _notices(case)))
    unseen = sum(finding.outcome == "NOT_CHECKED" for finding in findings)
    note = say("law: {unseen} cards look at a page or a timeline, which a dossier does not hold", unseen=unseen)
    law = tuple(finding.as_json() for finding in findings)
    return Reviewed(
        str(path), digest, case.estimate.number, "dossier", law, (note,), interval="NOT_APPLICABLE"
    )  # a dossier holds no times


def _notices(case: Case) -> Collection[str]:
    """The notices that can be handed over; of a practice's own procedure, whose catalogue is not at hand, any."""
    code = case.estimate.procedure.code
    return at_hand(entry(code)) if code in codes() else NOTICES.values()


def _of_pdf(path: Path, answer: dict[str, Any]) -> Reviewed:
    data = answer["data"]
    if exit_code(answer) == 2:
        why = answer["messages"][0]["message"] if answer["messages"] else "cannot be read"
        return _unread(path, answer["sha256"] or "", "PDF", why)
    return Reviewed(
        file=str(path),
        sha256=answer["sha256"],
        number=data["number"] if data else None,
        kind=data["kind"] if data else OTHER,
        law=tuple(answer["law"] or ()),
        not_checked=tuple(note for note in answer["not_checked"] if note.startswith("law: ")),
        verdict=answer["verdict"],
        reasons=tuple(answer["reasons"]),
        interval=answer["interval"]["verdict"] if answer["interval"] else "",
    )


def _unread(path: Path, digest: str, kind: str, why: str) -> Reviewed:
    return Reviewed(str(path), digest, None, kind, (), (), " ".join(why.split()))
