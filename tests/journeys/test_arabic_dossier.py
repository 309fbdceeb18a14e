"""A dossier in Arabic by the command line: issued, received, accepted, consented, sealed, and proved from its bundle."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from at_command import EVERY_STEP, Commands, commands
from pypdf import PdfReader
from world import EXAMPLE, RAW

from dermadocs.domain.acts import MENTIONS
from dermadocs.languages import catalogue

NAME = "2026-0001"
PAPERS = ("estimate.pdf", "consent.pdf", "aftercare.pdf", "data-notice.pdf", "distance-notice.pdf")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commands]:
    with commands(tmp_path_factory.mktemp("arabic"), "--whole") as running:
        yield running


@pytest.fixture(scope="module")
def sealed(whole: Commands, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The home's trust and the sealed bundle of a patient who reads Arabic, and has a name in Arabic letters."""
    folder = tmp_path_factory.mktemp("journey")
    home, case, bundle = folder / "home", folder / "case.json", folder / "dossier.pdf"
    raw = json.loads(json.dumps(RAW))
    raw["patient"] |= {"language": "ar", "native_name": "هناء منصور"}
    raw["consultation"]["language"] = "ar"
    case.write_text(json.dumps(raw), "utf-8")
    made = whole.run("init", home, "--from", EXAMPLE, "--demonstration", "--at", "2026-10-01T09:00Z")
    assert made.code == 0, made
    seen = ("--paper", "passport", "--country", "GB", "--last-four", "4711", "--seen-by", "Dr Vasseur")
    steps: tuple[tuple[tuple[object, ...], str], ...] = (
        (("dossier", "new"), "10-20T09:00"),
        (("dossier", "record", NAME, "identity", *seen), "10-28T09:00"),
        (("estimate", "draft", NAME, case), "11-02T17:00"),
        (("dossier", "answer", NAME, *EVERY_STEP, "--by", "Dr Vasseur"), "11-02T17:02"),
        (("estimate", "issue", NAME), "11-02T17:05"),
        (("estimate", "send", NAME), "11-02T17:10"),
        (("receipt", NAME, "--mention", MENTIONS["receipt"]), "11-06T20:00"),
        (("accept", NAME, "--mention", MENTIONS["acceptance"]), "11-23T20:00"),
        (("consent", "draw", NAME, "--case", case), "11-23T20:10"),
        (("consent", "sign", NAME, "--mention", MENTIONS["consent"]), "11-23T20:20"),
        (("withdraw", NAME, "--mention", MENTIONS["withdrawal"]), "11-24T20:00"),
        (("bundle", NAME, "-o", bundle, "--language", "ar"), "11-25T10:00"),
    )
    for words, at in steps:
        done = whole.run(*words, "--at", f"2026-{at}Z", env={"DERMADOCS_HOME": str(home)})
        assert done.code == 0, (words, done)
    return home / "trust", bundle


def inside(bundle: Path) -> dict[str, bytes]:
    return {name: copies[0] for name, copies in PdfReader(bundle).attachments.items()}


def test_the_bundle_and_every_paper_inside_are_valid(whole: Commands, sealed: tuple[Path, Path]) -> None:
    trust, bundle = sealed
    done = whole.run("verify", "--trust", trust, "--json", "--at", "2026-11-26T10:00Z", bundle)
    assert done.code == 0, done
    answer: dict[str, Any] = json.loads(done.out.splitlines()[0])
    assert (answer["verdict"], answer["reasons"]) == ("VALID", [])
    intervals = {one["file"]: one["interval"]["verdict"] for one in answer["inside"]}
    assert (intervals["estimate.pdf"], intervals["consent.pdf"]) == ("STATED", "STATED")
    judged = {one["file"]: (one["verdict"], one["reasons"]) for one in answer["inside"]}
    assert judged.keys() >= {*PAPERS, "withdrawal.pdf"}
    assert set(map(str, judged.values())) == {"('VALID', [])"}


def test_every_paper_stands_in_arabic_beside_the_french(sealed: tuple[Path, Path]) -> None:
    files = {"dossier.pdf": sealed[1].read_bytes(), **inside(sealed[1])}
    for name in ("dossier.pdf", "withdrawal.pdf", *PAPERS):
        reader = PdfReader(io.BytesIO(files[name]))
        record = json.loads(reader.attachments["document.json"][0])
        known = catalogue("ar")
        assert record["translation"] == {
            "language": "ar",
            "translator": "non relue",
            "date": known.date,
            "sha256": known.sha256,
        }
        for page in reader.pages:
            text = page.extract_text()
            assert "Traduction non relue" in text, name
            assert "ترجمة" in text, name


def test_days_and_amounts_have_one_form(sealed: tuple[Path, Path]) -> None:
    files = inside(sealed[1])
    consent = json.loads(PdfReader(io.BytesIO(files["consent.pdf"])).attachments["document.json"][0])
    told = {entry["text"] for entry in consent["printed"]}
    assert any("بتاريخ 28 أكتوبر 2026." in text for text in told), "the interview"
    estimate = json.loads(PdfReader(io.BytesIO(files["estimate.pdf"])).attachments["document.json"][0])
    assert "1\u202f500,00\u00a0€" in {entry["text"] for entry in estimate["printed"]}
