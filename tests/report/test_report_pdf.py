"""The report as PDF: pages with text, tagged, fonts embedded, the timeline with its words; odd letters spelled."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from world import JUDGED, Batch, Life

from dermadocs import report


@pytest.fixture(scope="module")
def accepted(life: Life) -> dict[str, Any]:
    return {**life.scene.judge(life.accepted.pdf), "file": "estimate.pdf"}


@pytest.fixture(scope="module")
def printed(accepted: dict[str, Any]) -> PdfReader:
    return PdfReader(io.BytesIO(report.pdf([accepted], JUDGED)))


def text(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def test_it_has_pages_and_says_what_the_page_says(printed: PdfReader) -> None:
    told = text(printed)
    assert len(printed.pages) > 1
    assert "Valide. Les quinze jours ont été respectés, selon l’horloge du cabinet." in told
    assert "Hannah WHITCOMBE" in told
    assert "quinze jours entiers" in told
    assert f"1 / {len(printed.pages)}" in told
    assert printed.metadata
    assert printed.metadata.title == "Rapport de vérification\u00a0: estimate.pdf"


def test_it_is_tagged_in_its_language_and_its_fonts_travel_with_it(printed: PdfReader) -> None:
    root = printed.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr"
    assert "/StructTreeRoot" in root
    fonts = [font.get_object() for page in printed.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in descriptor or "/FontFile3" in descriptor


def test_the_drawn_timeline_has_a_text_for_who_does_not_see_it(printed: PdfReader) -> None:
    figures = [e for e in elements(printed.trailer["/Root"]["/StructTreeRoot"]) if e.get("/S") == "/Figure"]
    told = [str(figure.get("/Alt", "")) for figure in figures]
    assert all(told), "a picture without a name (PDF/UA-1, 7.3)"
    (drawing,) = [alt for alt in told if alt.startswith("Ligne du temps")]
    assert "Réception" in drawing
    assert "Premier instant permis" in drawing


def elements(node: Any) -> list[Any]:
    found, waiting = [], [node]
    while waiting:
        one = waiting.pop().get_object()
        if isinstance(one, list):
            waiting += one
        elif isinstance(one, dict):
            found.append(one)
            waiting += [one["/K"]] if "/K" in one and not isinstance(one["/K"], int) else []
    return found


def test_the_same_answers_give_the_same_bytes(accepted: dict[str, Any]) -> None:
    assert report.pdf([accepted], JUDGED, "en") == report.pdf([accepted], JUDGED, "en")


def test_letters_that_no_font_of_ours_draws_are_spelled(accepted: dict[str, Any]) -> None:
    reader = PdfReader(io.BytesIO(report.pdf([{**accepted, "file": "見積書\U0001f600<b>.pdf"}], JUDGED)))
    assert "[U+898B][U+7A4D][U+66F8][U+1F600]<b>.pdf" in "".join(text(reader).split())


@pytest.mark.slow
def test_a_batch_prints(judged: Batch) -> None:
    some = judged.answers[:3]
    told = text(PdfReader(io.BytesIO(report.pdf(some, JUDGED))))
    assert "En résumé" in told
    for answer in some:
        assert Path(answer["file"]).name in "".join(told.split())
