"""The letters of a posted pack as sheets: what is seen from outside, what a scanner finds, how large it is."""

from __future__ import annotations

import dataclasses
import hashlib
import io

import pypdf
import pytest
from papers import EXAMPLE, ISSUE, Paper
from test_geometry import MM, runs, words

from dermadocs import render
from dermadocs.domain.codec import decode_case
from dermadocs.domain.pagecode import PageCode, revision
from dermadocs.domain.posting import Sheet as Letter
from dermadocs.domain.posting import Told
from dermadocs.domain.sheet import BoxFound, Sheet
from dermadocs.languages import speaker
from dermadocs.sheets.answers import asked_again
from dermadocs.sheets.posting import Enclosed, first_letter, return_slip

CASE = decode_case(EXAMPLE.read_bytes())
ENCLOSED = [Enclosed("estimate", "practitioner", 1, 13), Enclosed("estimate", "patient", 1, 13)]
ASKED = [
    Sheet(
        file="scan.pdf", page=1, sha256="0" * 64, status="ink_missing", document="estimate", handle="AAAAAAAA",
        revision="0" * 8, page_number=6, page_count=6, differences=(), grade="good",
        boxes=(BoxFound(id="Receipt1/signature", kind="signature", required=True, ink_mm=0.0, filled=False),),
    )
]  # fmt: skip
WINDOW = (95.0, 44.0, 195.0, 79.0)  # mm: the window of a DL or C4 envelope over a sheet folded in three
HEALTH = ("chirurg", "esthétique", "devis", "médic", "dermabrasion", "consentement", "patient", "surg", "estimate")


def drawn(sheet: Letter, language: str | None = None, large: bool = False) -> render.Rendered:
    say = speaker(language)
    content = {
        "cover": first_letter(CASE.practice, ENCLOSED, say),
        "slip": return_slip("2026-0147", 1, ENCLOSED, say),
        "address": (),
        "answer": asked_again(ASKED, [("consent", 3)], say),
    }[sheet]
    issue = dataclasses.replace(ISSUE, large=large)
    return render.letter(sheet, Told("2026-0147", 1, content), CASE, issue, language=language)


def seen_through_the_window(paper: Paper) -> str:
    left, top, right, bottom = (edge * MM for edge in WINDOW)
    found = [w for w in words(paper) if w.page == 1 and left <= w.left < right and top <= w.top < bottom]
    return " ".join(word.text for word in found)


@pytest.mark.needs("pdftotext")
def test_the_window_shows_the_address_and_nothing_of_health() -> None:
    outwards = seen_through_the_window(as_paper(drawn("address", "en")))
    assert outwards == "Mme Hannah Whitcombe 27 Saddlers Row BS1 0ZZ Bristol ROYAUME-UNI"
    back = seen_through_the_window(as_paper(drawn("slip", "en")))
    assert back == "Cabinet du Dr Claire Vasseur 14, quai des Saules 69002 Lyon FRANCE"
    assert seen_through_the_window(as_paper(drawn("answer", "en"))) == outwards


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            None,
            ("Devis, exemplaire du praticien", "Page 6 : la case de la signature est vide.", "Page 3 : elle manque."),
        ),
        ("en", ("Estimate, practitioner’s copy", "Page 6: the box for the signature is empty.", "it is missing")),
    ],
)
def test_an_answer_names_papers_pages_and_frames(language: str | None, told: tuple[str, ...]) -> None:
    pages = pypdf.PdfReader(io.BytesIO(drawn("answer", language).pdf)).pages
    said = " ".join("".join(page.extract_text() for page in pages).split())
    assert [words for words in told if words not in said] == []


@pytest.mark.parametrize("language", [None, "en", "ar"])
def test_the_address_sheet_has_no_word_of_health_at_all(language: str | None) -> None:
    text = pypdf.PdfReader(io.BytesIO(drawn("address", language).pdf)).pages[0].extract_text().casefold()
    assert [word for word in HEALTH if word in text] == []


def test_only_the_slip_bears_codes_and_they_are_of_what_it_says() -> None:
    slip = drawn("slip")
    code = PageCode(ISSUE.handle, revision(hashlib.sha256(slip.document).hexdigest()), 1, 1)
    text = pypdf.PdfReader(io.BytesIO(slip.pdf)).pages[0].extract_text()
    assert all(text.count(group) == 2 for group in code.human())
    assert [box.kind for box in slip.boxes[0]] == ["tick", "tick", "tick", "mention"]
    assert not any(box.required for box in slip.boxes[0])
    for other in (drawn("cover"), drawn("address")):
        assert not any(other.boxes)
        assert "AAAAAA" not in pypdf.PdfReader(io.BytesIO(other.pdf)).pages[0].extract_text()


@pytest.mark.parametrize("language", [None, "en", "ar"])
def test_big_print_is_sixteen_points_or_more(language: str | None) -> None:
    for sheet in ("cover", "slip", "address", "answer"):
        sizes = {run.size for run in runs(as_paper(drawn(sheet, language, large=True))) if "Mono" not in run.font}
        assert min(sizes) >= 15.9, (sheet, sizes)


@pytest.mark.needs("pdftotext")
def test_no_word_of_a_letter_is_printed_over_another_and_none_is_in_the_margins() -> None:
    for sheet in ("cover", "slip", "address", "answer"):
        for large in (False, True):
            found = words(as_paper(drawn(sheet, "en", large)))
            assert found
            for word in found:
                assert word.top >= 17 * MM, word
                assert word.bottom <= 279.5 * MM, word
                assert word.right <= 191 * MM, word
            for index, word in enumerate(found):
                for other in found[index + 1 :]:
                    across = min(word.right, other.right) - max(word.left, other.left)
                    down = min(word.bottom, other.bottom) - max(word.top, other.top)
                    same = word.page == other.page
                    assert not same or across < 0.5 or down < 0.4 * (other.bottom - other.top), (word, other)


def test_the_same_arguments_give_the_same_bytes() -> None:
    assert drawn("cover", "en").pdf == drawn("cover", "en").pdf


def as_paper(rendered: render.Rendered) -> Paper:
    return Paper(rendered)
