"""What is not a finished file of ours: drafts, papers of others, and files that claim to be ours."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import NameObject
from world import Life

from dermadocs.bootstrap import draft
from dermadocs.flows.proving.batch import exit_code


def written(change: Callable[[PdfWriter], Any]) -> bytes:
    """A one-page PDF of somebody else."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    change(writer)
    writer.write(out)
    return out.getvalue()


def updated(pdf: bytes, change: Callable[[PdfWriter], Any]) -> bytes:
    """The file with one more revision, written without a fault."""
    writer, out = PdfWriter(io.BytesIO(pdf), incremental=True), io.BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def told(answer: dict[str, Any]) -> tuple[int, str, list[str]]:
    return exit_code(answer), answer["verdict"], answer["reasons"]


def test_a_draft_is_unsigned(life: Life) -> None:
    answer = life.scene.judge(draft(life.scene.case, "estimate", datetime(2026, 11, 2, tzinfo=UTC)))
    assert told(answer) == (3, "INDETERMINATE", ["UNSIGNED"])
    assert answer["missing_acts"] == ["practitioner", "receipt", "acceptance"]
    assert answer["interval"]["verdict"] == "NOT_APPLICABLE"


def test_somebody_else_s_pdf_has_neither_data_nor_interval(life: Life) -> None:
    answer = life.scene.judge(written(lambda writer: None))
    assert told(answer) == (3, "INDETERMINATE", ["NO_SIGNATURE"])
    assert (answer["data"], answer["interval"], answer["acts"]) == (None, None, [])


def test_an_encrypted_file_cannot_be_read(life: Life) -> None:
    answer = life.scene.judge(written(lambda writer: writer.encrypt("secret")))
    assert told(answer) == (2, "INDETERMINATE", ["ENCRYPTED"])


@pytest.mark.parametrize(
    ("record", "words"),
    [
        (b"{}", "unknown schema"),
        (b"\xff\xfe", "not JSON"),
        (b"[]", "unknown schema"),
        (b'{"schema":"dermadocs/document/1"}', "missing"),
        (b"[" * 200_000, ""),
    ],
    ids=["empty", "bytes", "list", "half", "deep"],
)
def test_a_file_that_claims_to_be_ours_is_judged_as_ours(life: Life, record: bytes, words: str) -> None:
    answer = life.scene.judge(written(lambda writer: writer.add_attachment("document.json", record)))
    assert exit_code(answer) == 1
    assert answer["verdict"] == "INVALID"
    assert "DATA_INVALID" in answer["reasons"]
    assert any(words in message["message"] and "\n" not in message["message"] for message in answer["messages"])


def test_a_second_record_beside_the_first_is_refused(life: Life) -> None:
    forged = updated(life.accepted.pdf, lambda writer: writer.add_attachment("document.json", b"{}"))
    answer = life.scene.judge(forged)
    assert (exit_code(answer), answer["verdict"]) == (1, "INVALID")


def test_hiding_the_record_does_not_make_it_somebody_else_s_valid_file(life: Life) -> None:
    """Without its record the file is read leniently, as any PDF; the update itself is what is wrong with it."""

    def hide(writer: PdfWriter) -> None:
        for key in ("/Names", "/AF"):
            writer.root_object.pop(NameObject(key), None)

    forged = updated(life.accepted.pdf, hide)
    assert not PdfReader(io.BytesIO(forged)).attachments
    answer = life.scene.judge(forged)
    assert (exit_code(answer), answer["verdict"]) == (1, "INVALID")
    assert answer["data"] is None


def test_another_title_in_the_metadata_is_a_change(life: Life) -> None:
    forged = updated(life.accepted.pdf, lambda writer: writer.add_metadata({"/Title": "Devis 2026-0999"}))
    answer = life.scene.judge(forged)
    assert (exit_code(answer), answer["verdict"]) == (1, "INVALID")


def test_an_unsigned_copy_with_another_last_revision_is_never_the_original(life: Life) -> None:
    """All signatures of the file, then its first revision again: neither is the signed one."""
    first = life.accepted.pdf[: life.accepted.pdf.index(b"%%EOF\n") + 6]
    answer = life.scene.judge(life.accepted.pdf + first)
    assert answer["verdict"] != "VALID"
