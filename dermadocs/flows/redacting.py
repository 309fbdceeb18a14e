"""An extract for inspection: a signed estimate without the patient, tied to the signed file (ARR1996-6-01).

The practitioner keeps the signed file and shows the extract. It carries the SHA-256 of the signed file; later, before
somebody who may see both, `tied` proves that the extract says nothing else than the signed file.
"""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from dermadocs.domain.codec import builtins
from dermadocs.domain.redacted import Redaction, Signed, SignedAct, differences, redact
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows.proving import extract as extracts
from dermadocs.flows.proving import paper as papers
from dermadocs.flows.proving.batch import judge_files
from dermadocs.flows.proving.paper import Paper
from dermadocs.sentence import say
from signatures.report import was_judged

RULE = "ARR1996-6-01"
Draw = Callable[[Redaction], bytes]
"""The printer's part: pages of a redaction, its record embedded. Wired in bootstrap.py."""


@dataclass(frozen=True)
class Source:
    """A signed estimate that may be shown: judged, and not found false. `verdict` is that of this judgement."""

    paper: Paper
    signed: Signed
    verdict: str
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Extract:
    """An extract, and the pointers of the free texts that named somebody and were hidden for that."""

    pdf: bytes
    free_text: tuple[str, ...]


def source(path: Path, at: datetime) -> Source:
    """The signed estimate in a file, judged in the limited child process first.

    InputError for anything but a signed estimate of ours; NotPermitted when it is unsigned or INVALID. Trust is not
    asked for: whose roots to believe is the reader's affair, and `verify` says it.
    """
    answer, data = _judged(path, at)
    attachments = papers.attachments(PdfReader(io.BytesIO(data)))
    if extracts.is_extract(attachments):
        raise InputError(str(path), "already an extract for inspection; give the signed estimate")
    if not papers.is_ours(attachments):
        raise InputError(str(path), "not a signed estimate of ours: no document.json in it")
    if answer["verdict"] == "INVALID":
        first = answer["messages"][0]
        raise NotPermitted(
            f"redact {path}",
            say("the file is INVALID: [{code}] {message}", code=first["code"], message=first["message"]),
            RULE,
        )
    paper = papers.read(attachments, 255)
    if paper.document.kind != "estimate":
        raise InputError(
            str(path), say("a paper of the kind {paper}; only an estimate has an extract", paper=paper.document.kind)
        )
    filled = {act["field"] for act in answer["acts"]}
    acts = tuple(SignedAct(field=f.field, signed=f.field in filled) for f in paper.document.fields)
    if not any(act.signed for act in acts):
        raise NotPermitted(f"redact {path}", "the estimate is not signed; there is nothing to be tied to", RULE)
    signed = Signed(file_sha256=hashlib.sha256(data).hexdigest(), document_sha256=paper.sha256, acts=acts)
    return Source(paper, signed, answer["verdict"], tuple(answer["reasons"]))


def extract(signed: Source, draw: Draw) -> Extract:
    """The extract of a signed estimate: same file, same bytes, on any day."""
    redaction = redact(signed.paper.document, signed.signed)
    return Extract(draw(redaction), redaction.free_text)


def tied(path: Path, signed: Source, at: datetime) -> list[str]:
    """Why a file is not the extract of that signed estimate; nothing when it is.

    Its pages tell its record, its record is leaf by leaf what the signed record gives (values kept, places hidden,
    identity digests), and the digests in it are those of the signed file. InputError for a file that is no extract.
    """
    answer, data = _judged(path, at)
    attachments = papers.attachments(PdfReader(io.BytesIO(data)))
    if not extracts.is_extract(attachments):
        raise InputError(str(path), "not an extract for inspection: no redacted.json in it")
    wrong = [told["message"] for told in answer["messages"] if told["code"] != "REDACTED_COPY"]
    if answer["acts"]:
        wrong.append("it bears a signature; an extract has none")
    try:
        record, _ = extracts.read(attachments)
    except InputError:  # said by the judgement already
        return wrong
    return wrong + differences(builtins(record), signed.paper.document, signed.signed)


def _judged(path: Path, at: datetime) -> tuple[dict[str, Any], bytes]:
    """What verification says of a file, and the very bytes that it judged."""
    (answer,) = judge_files([path], trust=(), at=at)
    if not was_judged(answer):
        raise InputError(str(path), answer["messages"][0]["message"])
    data = path.read_bytes()
    if hashlib.sha256(data).hexdigest() != answer["sha256"]:
        raise InputError(str(path), "the file changed while it was read")
    return answer, data
