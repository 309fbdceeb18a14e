"""A right key and a right certificate do not help: record, stamp, bytes and time of each act must agree."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace
from world import DAYS, Life

from dermadocs.demo.life import EVIDENCE
from dermadocs.domain import acts
from dermadocs.domain.acts import MENTIONS, ActRecord
from signatures import archive, sign

OTHER = "0" * 64
Lines = Callable[[Sequence[str]], Sequence[str]]


def receipt(life: Life, at: datetime, **changes: Any) -> ActRecord:
    """The record of an honest receipt, with something changed."""
    file = life.sent
    field = acts.field_of(file.document, "Receipt1")
    honest = ActRecord(
        schema="dermadocs/act/1",
        act="receipt",
        field="Receipt1",
        signer=field.signer.identifier,
        mention=MENTIONS["receipt"],
        document=file.document_sha256,
        revision=file.sha256,
        chain=file.head,
        shown_at=at,
        clock="C",
        evidence=EVIDENCE,
    )
    return replace(honest, **changes)


def forged(
    life: Life,
    record: ActRecord,
    *,
    at: datetime = DAYS.received,
    drawn: Lines = list,
    signed: Callable[[bytes], bytes | None] = bytes,
) -> dict[str, Any]:
    """Sign the receipt past the flows with the patient's right key, and judge the file.

    `drawn` changes the lines of the stamp, `signed` the bytes of the record in the signature.
    """
    scene, file = life.scene, life.sent
    scene.clock.set(at)
    signer = acts.field_of(file.document, "Receipt1").signer
    key = scene.authority.one_shot(name=signer.name, identifier=signer.identifier, at=at)
    lines = drawn(acts.stamp(file.document, record))
    lists = scene.authority.crls(at)
    done = sign(
        file.pdf,
        "Receipt1",
        key,
        scene.practice.clock,
        at,
        appearance=scene.practice.printer.stamp("receipt", lines),
        record=signed(acts.encode(record)),
        revocation=lists,
    )
    return scene.judge(archive(done, scene.practice.clock, scene.clock.at, revocation=scene.authority.crls(at)))


def refused(answer: dict[str, Any], words: str) -> None:
    assert (answer["verdict"], answer["integrity"]) == ("INVALID", "BROKEN")
    assert answer["reasons"] == ["RECORD_DIFFERS"]
    told = [message["message"] for message in answer["messages"]]
    assert any(words in message for message in told), told
    assert {message["field"] for message in answer["messages"]} == {"Receipt1"}


def test_an_honest_receipt_made_the_same_way_is_valid(life: Life) -> None:
    answer = forged(life, receipt(life, DAYS.received))
    assert (answer["verdict"], answer["reasons"]) == ("VALID", [])
    assert answer["missing_acts"] == ["acceptance"]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"revision": OTHER}, "another bytes shown"),
        ({"document": OTHER}, "another data"),
        ({"signer": "RPPS:10000000009"}, "another signer"),
        ({"mention": "lu et approuvé"}, "must type « devis reçu avant"),
    ],
    ids=["bytes shown", "data", "signer", "mention"],
)
def test_a_record_that_names_something_else(life: Life, changes: dict[str, Any], words: str) -> None:
    refused(forged(life, receipt(life, DAYS.received, **changes)), words)


def test_a_record_of_another_field(life: Life) -> None:
    """The acceptance's record under the receipt's signature."""
    other = receipt(life, DAYS.received, field="Acceptance1", act="acceptance", mention=MENTIONS["acceptance"])
    honest = acts.stamp(life.sent.document, receipt(life, DAYS.received))
    answer = forged(life, other, drawn=lambda lines: honest)
    refused(answer, "another field")


def test_no_record_at_all(life: Life) -> None:
    refused(forged(life, receipt(life, DAYS.received), signed=lambda data: None), "carries no record")


@pytest.mark.parametrize(
    "spelt",
    [
        lambda data: json.dumps(json.loads(data)).encode(),
        lambda data: data[:-1] + b',"remark":"x"}',
        lambda data: b"not json",
    ],
    ids=["spaces", "unknown key", "garbage"],
)
def test_a_record_in_another_form(life: Life, spelt: Callable[[bytes], bytes]) -> None:
    refused(forged(life, receipt(life, DAYS.received), signed=spelt), "receipt: ")


def test_a_stamp_with_other_words_than_the_record(life: Life) -> None:
    def change(lines: Sequence[str]) -> Sequence[str]:
        return [lines[0], "Hannah BROWN", *lines[2:]]

    refused(forged(life, receipt(life, DAYS.received), drawn=change), "words drawn in the field")


def test_a_stamp_with_another_date_than_the_receipt_s(life: Life) -> None:
    """The day before is printed: the patient would believe that she may accept a day earlier."""
    earlier = acts.dates(life.sent.document, DAYS.received - timedelta(days=1))

    def change(lines: Sequence[str]) -> Sequence[str]:
        return [*lines[:-2], earlier, lines[-1]]

    assert "jeudi\u00a05\u00a0novembre" in earlier
    refused(forged(life, receipt(life, DAYS.received), drawn=change), "words drawn in the field")


def test_a_stamp_with_something_added(life: Life) -> None:
    def change(lines: Sequence[str]) -> Sequence[str]:
        return [*lines[:-1], lines[-1] + " · payé 500 €"]

    refused(forged(life, receipt(life, DAYS.received), drawn=change), "words drawn in the field")


def test_record_and_stamp_of_the_day_before_the_token(life: Life) -> None:
    """Drawn at 23:58, trusted time 00:01: within what a stamp may be off, but the printed day is wrong."""
    midnight = datetime(2026, 11, 6, 23, 0, tzinfo=UTC)
    record = receipt(life, midnight - timedelta(minutes=2))
    refused(forged(life, record, at=midnight + timedelta(minutes=1)), "not the one that its trusted time gives")


def test_a_stamp_drawn_for_another_hour(life: Life) -> None:
    record = receipt(life, DAYS.received - timedelta(hours=2))
    refused(forged(life, record), "not that of the trusted time")
