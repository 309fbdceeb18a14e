"""An extract for inspection in hand: what it says of itself, and that its pages tell its own record's story.

It proves nothing alone: it bears no signature, so it is never VALID. The reader is sent to the signed file by its
SHA-256; `flows/redacting.py` compares both (ARR1996-6-01).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from pypdf import PdfReader

from dermadocs import pagetext
from dermadocs.domain import bidi
from dermadocs.domain.codec import builtins
from dermadocs.domain.redacted import NAME, Redacted, decode_redacted, must_print, printed_forms
from dermadocs.errors import InputError
from dermadocs.flows.proving import paper as papers
from dermadocs.flows.proving.finding import Finding
from dermadocs.flows.proving.lawful import no_law
from dermadocs.flows.proving.outcome import outcome
from dermadocs.flows.proving.readers import differences
from dermadocs.flows.proving.story import Mismatch, page_story
from signatures import Policy, inspect
from signatures.interval import NOT_APPLICABLE

LAW = "an extract for inspection: the law is judged on the signed file"


def is_extract(attachments: dict[str, list[bytes]]) -> bool:
    """A file that carries `redacted.json`, and no `document.json` that would make it one of ours to be signed."""
    return NAME in attachments and not papers.is_ours(attachments)


def read(attachments: dict[str, list[bytes]]) -> tuple[Redacted, bytes]:
    """The record of an extract and its bytes. InputError when it is not one canonical, known record."""
    copies = attachments[NAME]
    if len(set(copies)) != 1:
        raise InputError(NAME, "the file holds two different records")
    return decode_redacted(copies[0]), copies[0]


def judge_extract(
    data: bytes, reader: PdfReader, attachments: dict[str, list[bytes]], policy: Policy
) -> dict[str, Any]:
    """The answer for an extract: INDETERMINATE at best, with the digests of the file to judge instead."""
    report = inspect(data, policy)
    findings = [Finding("REDACTED_COPY", "an extract for inspection, whose record cannot be read", proven=False)]
    try:
        record, bytes_of_it = read(attachments)
        findings = [Finding("REDACTED_COPY", _elsewhere(record), proven=False)]
        findings += [Finding("READERS_DIFFER", what) for what in differences(data, reader)]
        texts = [pagetext.text(page) for page in reader.pages]
        findings += [Finding("STORY_DIFFERS", str(wrong)) for wrong in story(texts, record, bytes_of_it)]
    except InputError as problem:
        findings.append(Finding("DATA_INVALID", str(problem)))
    except Exception as problem:  # a hostile file makes a reader raise anything; what is known already stays
        why = f"the extract cannot be compared with its record: {type(problem).__name__}: {problem}"
        findings.append(Finding("UNREADABLE", " ".join(why.split())[:300], proven=False))
    return outcome(report, findings, None, NOT_APPLICABLE, no_law(LAW))


def story(texts: Sequence[str], record: Redacted, data: bytes) -> list[Mismatch]:
    """All disagreements between the pages of an extract and its record, both ways."""
    plain, sha256 = builtins(record), hashlib.sha256(data).hexdigest()
    wrong = []
    for entry in record.printed:
        if not 1 <= entry.page <= len(texts):
            wrong.append(Mismatch(entry.page, f"{entry.pointer} names a page that does not exist"))
        elif entry.text not in printed_forms(entry.pointer, plain):
            wrong.append(Mismatch(entry.page, f"« {entry.text} » is not a printed form of {entry.pointer}"))
    shown = {entry.pointer for entry in record.printed}
    wrong += [Mismatch(1, f"{p} must be printed and is on no page") for p in must_print(plain) if p not in shown]
    for number, text in enumerate(texts, 1):
        expected = [bidi.on_page(e.pointer, e.text, plain) for e in record.printed if e.page == number]
        follows = [sha256, f"{number} / {len(texts)}"]
        wrong += page_story(number, text, expected, follows, bidi.script(plain))
    return wrong


def _elsewhere(record: Redacted) -> str:
    signed = record.signed
    return (
        f"an extract for inspection, not the original: judge the signed file with SHA-256 {signed.file_sha256} "
        f"(its document.json has {signed.document_sha256})"
    )
