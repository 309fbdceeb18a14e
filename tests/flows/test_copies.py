"""Reliable copies of papers: what `verify` believes of one, and of an estimate whose receipt or acceptance is in ink."""

from __future__ import annotations

import hashlib
from dataclasses import replace as changed
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import copies
import pytest
from copies import boxes, decided, deed, manifest, paper_of, picture, receipt_copy, scan
from msgspec.structs import replace
from world import Life

from dermadocs.domain.codec import canonical
from dermadocs.domain.copy import Found, faults
from dermadocs.domain.events import Filed, Posted, Received
from dermadocs.errors import NotPermitted
from dermadocs.flows import sealing
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.proving import judging
from dermadocs.flows.proving.batch import judge_files
from dermadocs.languages import speaker
from dermadocs.paper import reliable_copy, scans
from dermadocs.sheets.copy import copy_sheet

TAKEN = datetime(2026, 11, 12, 10, 0, tzinfo=UTC)
WRITTEN = date(2026, 11, 8)
GATE = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)  # of a receipt dated 8 November
ACCEPTED = GATE + timedelta(hours=10)
JUDGED = datetime(2026, 12, 20, tzinfo=UTC)
PAGE = picture("devis reçu avant l'exécution de la prestation de service")


def judged(life: Life, pdf: bytes, *copies_at_hand: dict[str, Any]) -> dict[str, Any]:
    """The answer for a file, with copies judged before."""
    told = {answer["copy"]["sha256"]: answer["copy"] for answer in copies_at_hand}
    options = {"trust": life.scene.trust.to_json(), "at": JUDGED.isoformat(), "copies": told}
    return judging.judge(pdf, options)


@pytest.fixture(scope="module")
def copy(life: Life) -> PaperFile:
    """The receipt in ink of the estimate, one page, sealed on the day it came back."""
    return receipt_copy(life.scene.practice, life.sent, life.scene.clock.set(TAKEN), PAGE)


@pytest.fixture(scope="module")
def answer(life: Life, copy: PaperFile) -> dict[str, Any]:
    return judged(life, copy.pdf)


@pytest.fixture(scope="module")
def received(life: Life, copy: PaperFile) -> PaperFile:
    """The estimate with its receipt in ink: the file has not changed, the dossier knows."""
    sha256 = copy.sha256
    file = life.sent.after(
        Filed(at=TAKEN - timedelta(days=9), name="copy-0.pdf", kind="copy", sha256="0" * 64, field=None)
    )
    file = file.after(Posted(at=TAKEN - timedelta(days=9), pack=1, channel="post", on=date(2026, 11, 3), copy="0" * 64))
    file = file.after(Filed(at=TAKEN, name="copy-1.pdf", kind="copy", sha256=sha256, field=None))
    paper = copies.manifest(file, [scan(PAGE, paper_of(file))], [], [paper_of(file)]).on_paper(
        deed(paper_of(file)), sha256
    )
    return file.after(Received(at=TAKEN, person="patient", document=file.document_sha256, channel="post", paper=paper))


@pytest.fixture(scope="module")
def accepted(life: Life, received: PaperFile) -> PaperFile:
    """And accepted on a screen, from the gate on."""
    return life.scene.accept(received, ACCEPTED)


# ---- a copy alone


def test_a_copy_is_valid_and_says_what_ink_is_not(answer: dict[str, Any]) -> None:
    assert (answer["verdict"], answer["integrity"], answer["reasons"]) == ("VALID", "GOOD", [])
    (ink,) = (act for act in answer["acts"] if act["kind"] == "ink")
    assert (ink["name"], ink["level"], ink["signer"]) == ("receipt", "paper", None)
    assert (ink["not_before"], ink["not_after"]) == ("2026-11-07T23:00:00Z", "2026-11-09T00:00:00Z")
    assert any("is not « signed by »" in note for note in answer["not_checked"])
    assert answer["interval"]["verdict"] == "NOT_APPLICABLE"
    assert answer["copy"]["estimate"]


def test_a_jpeg_stands_in_the_copy_byte_for_byte(copy: PaperFile) -> None:
    assert PAGE in copy.pdf


@pytest.mark.parametrize("form", ["PNG", "TIFF"])
def test_other_pictures_keep_their_pixels(life: Life, form: str) -> None:
    data = picture("reçu", form, "1")
    pdf = receipt_copy(life.scene.practice, life.sent, life.scene.clock.set(TAKEN), data).pdf
    assert judged(life, pdf)["verdict"] == "VALID"


def test_one_bit_of_an_image_changed_after_the_seal_is_found(life: Life, copy: PaperFile) -> None:
    place = copy.pdf.index(PAGE) + len(PAGE) // 2
    spoiled = copy.pdf[:place] + bytes([copy.pdf[place] ^ 1]) + copy.pdf[place + 1 :]
    assert judged(life, spoiled)["verdict"] == "INVALID"


def forged(life: Life, other_pages: bytes | None = None, told: Any = None) -> dict[str, Any]:
    """A copy that the practice itself seals over something else than its record says."""
    estimate, at = life.sent, life.scene.clock.set(TAKEN)
    paper = paper_of(estimate)
    honest = manifest(estimate, [scan(PAGE, paper, fields=["Receipt1"])], [deed(paper)], [paper])
    record = canonical(told or honest)
    drawn = life.scene.practice.printer.paper(
        "copy",
        estimate.case,
        b"forge",
        at,
        supplements=[("copy.json", record), ("original-1.json", canonical(estimate.document))],
        content=copy_sheet(told or honest, hashlib.sha256(record).hexdigest(), speaker(None)),
    )
    pages = scans.pages(PAGE if other_pages is None else other_pages)
    file = PaperFile.drawn(estimate.case, drawn, estimate.entries)
    file = changed(file, pdf=reliable_copy.bound(drawn.pdf, pages))
    return judged(life, sealing.sealed(life.scene.practice, file, at).pdf)


def test_another_image_than_the_record_names_is_found(life: Life) -> None:
    found = forged(life, picture("devis accepté après réflexion"))
    assert (found["verdict"], found["reasons"]) == ("INVALID", ["COPY_DIFFERS"])
    assert "its image is not the one of its record" in found["messages"][0]["message"]


def test_two_images_where_the_record_names_one_are_found(life: Life) -> None:
    found = forged(life, picture("a", "TIFF", save_all=True, append_images=[_frame("b")]))
    assert found["verdict"] == "INVALID"


def _frame(text: str) -> Any:
    import io

    from PIL import Image

    return Image.open(io.BytesIO(picture(text)))


@pytest.mark.parametrize(
    ("why", "changes"),
    [
        ("it waits for a second reader", {"status": "differs"}),
        ("has not weighed each difference", {"found": (Found(kind="added", score=120, rect=(1, 2, 3, 4)),)}),
        ("is asked for again, never accepted", {"status": "too_poor", "decisions": (decided(reason="lisible"),)}),
        ("somebody has not accepted it", {"decisions": (decided(decision="refuse", reason="non"),)}),
        ("no ink was found where the date and the signature belong", {"boxes": boxes("Receipt1", filled=False)}),
    ],
)
def test_what_people_may_not_accept_is_not_sealed_nor_believed(life: Life, why: str, changes: dict[str, Any]) -> None:
    estimate = life.sent
    paper = paper_of(estimate)
    page = replace(scan(PAGE, paper, fields=["Receipt1"]), **changes)
    if "status" in changes and changes["status"] == "differs":
        page = replace(page, decisions=(decided(reason="tampon"),))
    told = manifest(estimate, [page], [deed(paper)], [paper])
    with pytest.raises(NotPermitted, match=why):
        copies.sealed(life.scene.practice, estimate, told, [PAGE], life.scene.clock.set(TAKEN))


def test_a_copy_that_nobody_could_have_accepted_is_not_believed(life: Life) -> None:
    paper = paper_of(life.sent)
    page = replace(scan(PAGE, paper, fields=["Receipt1"]), status="differs", decisions=(decided(reason="tampon"),))
    found = forged(life, told=manifest(life.sent, [page], [deed(paper)], [paper]))
    assert found["reasons"] == ["COPY_DIFFERS"]
    assert "second reader" in found["messages"][0]["message"]


def test_two_readers_accept_a_stamp_that_they_weighed(life: Life) -> None:
    paper = paper_of(life.sent)
    said = [decided(by, weighed=("harmless",), reason="tampon du cabinet") for by in ("L. Roux", "Dr Vasseur")]
    page = replace(
        scan(PAGE, paper, fields=["Receipt1"]),
        status="differs",
        found=(Found(kind="added", score=310, rect=(100, 200, 400, 260)),),
        decisions=tuple(said),
    )
    assert faults(manifest(life.sent, [page], [deed(paper)], [paper])) == []
    same = replace(page, decisions=(said[0], replace(said[1], by="l. roux")))
    assert "second reader" in faults(manifest(life.sent, [same], [deed(paper)], [paper]))[0]


def test_a_page_lacking_or_there_twice_is_no_whole_paper(life: Life) -> None:
    paper = paper_of(life.sent, pages=2)
    first, second = scan(PAGE, paper, 1, ["Receipt1"]), scan(PAGE, paper, 2)
    assert faults(manifest(life.sent, [first, second], [deed(paper)], [paper])) == []
    assert "there 0 times" in faults(manifest(life.sent, [first], [deed(paper)], [paper]))[0]
    assert "there 2 times" in faults(manifest(life.sent, [first, second, second], [deed(paper)], [paper]))[0]


# ---- an estimate with a receipt in ink


def test_the_day_in_ink_opens_the_gate_for_the_screen(life: Life, received: PaperFile) -> None:
    assert received.dossier.gate == GATE
    with pytest.raises(NotPermitted, match="CSP-D6322-30-01"):
        life.scene.accept(received, GATE - timedelta(seconds=1))


def test_without_the_copy_the_fifteen_days_are_not_proven(life: Life, accepted: PaperFile, copy: PaperFile) -> None:
    alone = judged(life, accepted.pdf)
    assert (alone["verdict"], alone["interval"]["verdict"]) == ("INDETERMINATE", "NOT_PROVEN")
    assert alone["reasons"] == ["INTERVAL_NOT_PROVEN"]
    assert alone["copies"] == [copy.sha256]
    assert any(copy.sha256 in note for note in alone["not_checked"])


def test_with_the_copy_they_are_stated_never_more(life: Life, accepted: PaperFile, answer: dict[str, Any]) -> None:
    both = judged(life, accepted.pdf, answer)
    assert (both["verdict"], both["interval"]["verdict"]) == ("VALID", "STATED")
    assert both["interval"]["gate"] == "2026-11-23T23:00:00Z"
    assert both["missing_acts"] == []


def test_a_copy_that_is_not_valid_helps_nobody(life: Life, accepted: PaperFile, answer: dict[str, Any]) -> None:
    bad = {**answer, "copy": {**answer["copy"], "verdict": "INVALID"}}
    found = judged(life, accepted.pdf, bad)
    assert (found["verdict"], found["interval"]["verdict"]) == ("INVALID", "NOT_PROVEN")
    assert "COPY_DIFFERS" in found["reasons"]


def test_a_copy_that_the_acceptance_does_not_name_does_not_count(life: Life, answer: dict[str, Any]) -> None:
    """Made afterwards, it could say any day."""
    accepted = life.accepted  # all on a screen
    assert judged(life, accepted.pdf, answer)["interval"]["gate"] == judged(life, accepted.pdf)["interval"]["gate"]


def test_both_in_one_call_whatever_their_order(
    life: Life, accepted: PaperFile, copy: PaperFile, tmp_path: Path
) -> None:
    trust = tmp_path / "trust"
    for name, data in life.scene.authority.trust_files(JUDGED).items():
        (trust / name).parent.mkdir(parents=True, exist_ok=True)
        (trust / name).write_bytes(data)
    estimate, beside = tmp_path / "estimate.pdf", tmp_path / "copy.pdf"
    estimate.write_bytes(accepted.pdf)
    beside.write_bytes(copy.pdf)
    for order in ([estimate, beside], [beside, estimate]):
        answers = {Path(one["file"]).name: one for one in judge_files(order, trust=[trust], at=JUDGED)}
        assert [Path(path).name for path in answers] == [path.name for path in order]
        assert answers["estimate.pdf"]["interval"]["verdict"] == "STATED"
        assert answers["copy.pdf"]["verdict"] == "VALID"
    (alone,) = judge_files([estimate], trust=[trust], at=JUDGED)
    assert alone["interval"]["verdict"] == "NOT_PROVEN"


# ---- an acceptance in ink


def acceptance_copy(life: Life, written: date) -> dict[str, Any]:
    estimate = life.received
    paper = paper_of(estimate)
    page = picture(f"devis accepté après réflexion {written}")
    told = manifest(
        estimate,
        [scan(page, paper, fields=["Acceptance1"])],
        [deed(paper, "acceptance", "Acceptance1", written)],
        [paper],
        posted_on=date(2026, 11, 22),
        arrived_on=date(2026, 11, 30),
        taken_in=datetime(2026, 11, 30, 9, tzinfo=UTC),
        day=estimate.dossier.day,
    )
    at = life.scene.clock.set(datetime(2026, 11, 30, 10, tzinfo=UTC))
    return judged(life, copies.sealed(life.scene.practice, estimate, told, [page], at).pdf)


def test_an_acceptance_in_ink_after_a_receipt_on_screen(life: Life) -> None:
    copy = acceptance_copy(life, date(2026, 11, 25))
    assert (copy["verdict"], copy["interval"]["verdict"]) == ("VALID", "STATED")
    alone, both = judged(life, life.received.pdf), judged(life, life.received.pdf, copy)
    assert (alone["missing_acts"], alone["interval"]["verdict"]) == (["acceptance"], "NOT_APPLICABLE")
    assert (both["missing_acts"], both["interval"]["verdict"]) == ([], "STATED")


def test_an_acceptance_in_ink_dated_before_the_gate_is_a_violation(life: Life) -> None:
    gate = life.received.dossier.gate
    assert gate is not None
    copy = acceptance_copy(life, (gate - timedelta(days=1)).date())
    assert (copy["verdict"], copy["interval"]["verdict"]) == ("INVALID", "VIOLATED")
