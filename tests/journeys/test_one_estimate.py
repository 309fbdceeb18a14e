"""One estimate from the surgeon's desk to the auditor's, step by step, as each of them sees it."""

from __future__ import annotations

import io
import itertools
import re
from datetime import UTC, datetime, timedelta

import pytest
from pypdf import PdfReader
from world import DAYS, Life

from dermadocs.domain.acts import decode_record
from dermadocs.errors import NotPermitted
from dermadocs.flows.proving.acts import stamps
from signatures import Policy, inspect


def test_each_act_adds_to_the_file_and_changes_nothing_in_it(life: Life) -> None:
    steps = (life.sent, life.received, life.accepted)
    for before, after in itertools.pairwise(steps):
        assert after.pdf.startswith(before.pdf)
        assert len(after.pdf) - len(before.pdf) < 60_000
        assert after.document == before.document
        assert after.entries[: len(before.entries)] == before.entries


@pytest.mark.parametrize(
    ("step", "missing", "interval"),
    [
        ("sent", ["receipt", "acceptance"], "NOT_APPLICABLE"),
        ("received", ["acceptance"], "NOT_APPLICABLE"),
        ("accepted", [], "STATED"),
    ],
)
def test_at_each_step_the_file_in_hand_proves_itself(life: Life, step: str, missing: list[str], interval: str) -> None:
    answer = life.scene.judge(getattr(life, step).pdf)
    assert (answer["verdict"], answer["integrity"], answer["reasons"]) == ("VALID", "GOOD", [])
    assert answer["missing_acts"] == missing
    assert answer["interval"]["verdict"] == interval


def test_each_act_s_record_names_what_was_shown_and_the_story_so_far(life: Life) -> None:
    report = inspect(life.accepted.pdf, Policy("test", life.scene.trust, datetime(2026, 11, 24, tzinfo=UTC)))
    records = {act.field: decode_record(act.record) for act in report.acts if act.record}
    assert set(records) == {"Practitioner1", "Receipt1", "Acceptance1"}
    assert records["Receipt1"].revision == life.sent.sha256
    assert records["Receipt1"].chain == life.sent.head
    assert records["Acceptance1"].revision == life.received.sha256
    assert records["Acceptance1"].chain == life.received.head
    assert records["Practitioner1"].mention is None
    assert {record.document for record in records.values()} == {life.sent.document_sha256}


def test_the_patient_reads_when_she_may_accept(life: Life) -> None:
    drawn = " ".join(stamps(PdfReader(io.BytesIO(life.received.pdf)))["Receipt1"].split())
    assert "« devis reçu avant l'exécution de la prestation de service »" in drawn
    assert "Reçu le vendredi 6 novembre 2026" in drawn
    assert "acceptation possible à partir du dimanche 22 novembre 2026 à 00:00 (heure de Paris)" in drawn


def test_an_acceptance_shows_that_it_is_not_older_than_it_says(life: Life) -> None:
    answer = life.scene.judge(life.accepted.pdf)
    acts = {act["name"]: act for act in answer["acts"]}
    assert acts["acceptance"]["not_before"] is not None
    assert acts["acceptance"]["not_before"] >= answer["interval"]["gate"]
    assert acts["receipt"]["not_before"] is None


def test_the_certificate_of_a_patient_tells_neither_birth_nor_act(life: Life) -> None:
    told = str(life.scene.authority.log).casefold()
    names = re.sub(r"\b[0-9a-f]{16,}\b|\b\d{8,}\b", "", told)  # digests and serial numbers hold any four digits
    assert "whitcombe" in names
    for secret in ("1988", "dermabrasion", "bristol"):
        assert secret not in names


def test_nothing_of_how_to_reach_the_patient_is_in_the_file(life: Life) -> None:
    """E-mail and telephone are never printed, so they are not embedded either."""
    patient = life.scene.case.patient
    reader = PdfReader(io.BytesIO(life.accepted.pdf))
    record = reader.attachments["document.json"][0]
    assert patient.email
    assert patient.email.encode() not in record
    assert b"496 0147" not in record
    assert patient.email.encode() not in life.accepted.pdf


def test_after_acceptance_the_file_takes_no_further_act(life: Life) -> None:
    later = DAYS.accepted + timedelta(hours=1)
    for act in (life.scene.receive, life.scene.accept):
        with pytest.raises(NotPermitted):
            act(life.accepted, later)
