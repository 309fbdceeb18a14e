"""Which day it was: around midnight in Paris, and for patients who live on another date."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from pypdf import PdfReader
from world import Life, example, scene

from dermadocs.domain.reflection import gate
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.proving.acts import stamps
from signatures.stamp import signature_time


def drawn(file: PaperFile, field: str) -> str:
    """The words on the page in a signature field, spaces made plain."""
    return " ".join(stamps(PdfReader(io.BytesIO(file.pdf)))[field].split())


def test_a_receipt_drawn_before_midnight_and_stamped_after_it_bears_the_day_of_the_stamp(life: Life) -> None:
    """23:59:59 in Paris on 6 November; the authority's answer says midnight. The first attempt is thrown away."""
    last_second = datetime(2026, 11, 6, 22, 59, 59, tzinfo=UTC)
    received = life.scene.receive(life.sent, last_second)
    words = drawn(received, "Receipt1")
    assert "Reçu le samedi 7 novembre 2026" in words
    assert "possible à partir du lundi 23 novembre 2026 à 00:00" in words
    assert "23:59" not in words
    assert "vendredi 6 novembre 2026 à 23:00 (heure de Londres)" in words
    assert received.dossier.day == date(2026, 11, 7)
    assert received.pdf.startswith(life.sent.pdf)
    assert received.pdf.count(b"/ByteRange") == 4  # the surgeon's and this receipt, an archive timestamp after each
    assert life.scene.judge(received.pdf)["verdict"] == "VALID"


def test_a_receipt_a_minute_before_midnight_keeps_its_day(life: Life) -> None:
    received = life.scene.receive(life.sent, datetime(2026, 11, 6, 22, 59, 0, tzinfo=UTC))
    assert "Reçu le vendredi 6 novembre 2026" in drawn(received, "Receipt1")
    assert received.dossier.day == date(2026, 11, 6)


def test_the_surgeon_may_sign_at_midnight(life: Life) -> None:
    """Only a receipt starts days: a practitioner's stamp needs no second attempt."""
    issued = life.scene.issue(datetime(2026, 11, 2, 22, 59, 59, tzinfo=UTC))
    assert "lundi 2 novembre 2026 à 23:59" in drawn(issued, "Practitioner1")
    assert life.scene.judge(issued.pdf)["verdict"] == "VALID"


ABROAD = [
    # where, the moment of receipt, what the stamp says of it there, D
    ("Pacific/Auckland", "2026-11-06T12:30:00", "samedi 7 novembre 2026 à 01:30 (heure d", "2026-11-07"),
    ("Pacific/Honolulu", "2026-11-07T00:30:00", "vendredi 6 novembre 2026 à 14:30 (heure d", "2026-11-07"),
]


@pytest.mark.parametrize(("zone", "at", "there", "day"), ABROAD, ids=["Auckland", "Honolulu"])
def test_the_later_date_counts_and_both_are_printed(zone: str, at: str, there: str, day: str) -> None:
    """In Auckland it is already the next day, in Honolulu still the day before: D is never the earlier one."""
    moment = datetime.fromisoformat(at).replace(tzinfo=UTC)
    with scene(example(("/patient/time_zone", zone))) as abroad:
        received = abroad.receive(abroad.issue(), moment)
        words = drawn(received, "Receipt1")
        paris = "vendredi 6 novembre 2026 à 13:30" if "Auckland" in zone else "samedi 7 novembre 2026 à 01:30"
        assert f"{paris} (heure de Paris)" in words
        assert there in words
        assert "Reçu le samedi 7 novembre 2026" in words
        assert received.dossier.day == date.fromisoformat(day)
        opens = gate(date.fromisoformat(day))
        accepted = abroad.accept(received, opens + timedelta(seconds=60))
        answer = abroad.judge(accepted.pdf, opens + timedelta(days=1))
    assert (answer["verdict"], answer["interval"]["verdict"]) == ("VALID", "STATED")
    assert datetime.fromisoformat(answer["interval"]["gate"]) == opens
    assert there.split(" à ")[0] in drawn(accepted, "Receipt1")


def test_the_token_decides_not_the_stamp(life: Life) -> None:
    """The event's time and the gate come from the trusted time of the signature."""
    told = signature_time(life.received.pdf, "Receipt1")
    assert life.received.dossier.last == told.latest
