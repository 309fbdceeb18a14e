"""Papers for ink: the frames stand where they are said to stand, and nothing printed is near where a pen goes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from papers import Paper, catalog, elements, pictures, widgets
from test_geometry import MM, words

from dermadocs.domain.layout import InkBox

AIR = 5.9  # mm, of six
ACTS = ("Practitioner", "Receipt", "Acceptance", "Patient", "DayConfirmation", "Interpreter", "Withdrawal")


def boxes(paper: Paper) -> Iterator[tuple[int, InkBox]]:
    for number, found in enumerate(paper.rendered.boxes, 1):
        for box in found:
            yield number, box


def of_acts(paper: Paper) -> list[tuple[int, InkBox]]:
    return [(page, box) for page, box in boxes(paper) if box.id.startswith(ACTS)]


@pytest.fixture(scope="module")
def estimate(drawn: Callable[[str], Paper]) -> Paper:
    return drawn("estimate for ink")


def test_the_law_s_mentions_are_asked_each_with_its_date_and_signature(estimate: Paper) -> None:
    """ARR1996-2-10; a practitioner dates and signs; nobody is asked for initials."""
    asked = [(box.id, box.kind, box.required) for _, box in of_acts(estimate)]
    mentioned = [
        (f"{act}1/{part}", part, True) for act in ("Receipt", "Acceptance") for part in ("mention", "date", "signature")
    ]
    signed = [(f"Practitioner1/{part}", part, True) for part in ("date", "signature")]
    assert asked == [*signed, *mentioned]


def test_what_accepts_is_a_sheet_of_its_own_at_the_end(estimate: Paper) -> None:
    pages = {box.id: page for page, box in of_acts(estimate)}
    accepting = {page for name, page in pages.items() if name.startswith("Acceptance")}
    assert accepting == {estimate.rendered.pages}
    assert not accepting & {page for name, page in pages.items() if not name.startswith("Acceptance")}
    assert "devis accepté après réflexion" not in " ".join(estimate.texts[:-1])
    assert "devis accepté après réflexion" in estimate.texts[-1]


def test_two_originals_are_told_and_no_electronic_copy(estimate: Paper) -> None:
    """C. civ. 1375: each original says how many there are."""
    text = " ".join(" ".join(estimate.texts).split())
    assert "Fait en deux exemplaires originaux, un pour chaque partie." in text
    assert "Signé sous forme électronique" not in text
    assert all("exemplaire du praticien" in page for page in estimate.texts)


def test_the_patient_s_copy_asks_the_patient_for_nothing(drawn: Callable[[str], Paper]) -> None:
    kept = {box.id for _, box in of_acts(drawn("consent for ink, the patient's")) if box.required}
    assert kept == {"Practitioner1/date", "Practitioner1/signature"}
    returned = {box.id.partition("/")[0] for _, box in of_acts(drawn("consent for ink, English")) if box.required}
    assert returned == {"Practitioner1", "Patient1"}  # the day's own confirmation comes later


def test_no_field_is_left_in_the_file(by_hand: Paper) -> None:
    assert "/AcroForm" not in catalog(by_hand)
    assert widgets(by_hand) == {}
    assert [element for element in elements(by_hand) if element["/S"] == "/Form"] == []
    assert not any("/StructParent" in page for page in by_hand.reader.pages)


@pytest.mark.needs("pdftoppm")
def test_a_frame_is_drawn_around_each_place_and_is_empty(by_hand: Paper) -> None:
    dpi = 200
    for number, picture in enumerate(pictures(by_hand.pdf, dpi), 1):
        for page, box in boxes(by_hand):
            if page != number:
                continue
            left, top, right, bottom = (edge / 25.4 * dpi for edge in box.rect)
            inside = picture.crop((round(left) + 3, round(top) + 3, round(right) - 3, round(bottom) - 3))
            assert inside.getextrema() == (255, 255), box.id
            middle = round((top + bottom) / 2)
            for edge, outwards in ((left, -1), (right, 1)):
                strip = [picture.getpixel((round(edge) + outwards * step, middle)) for step in range(-2, 8)]
                assert min(strip) < 60, (box.id, strip)


@pytest.mark.needs("pdftotext")
def test_six_millimetres_of_air_around_each_signature(by_hand: Paper) -> None:
    """A loop that leaves its frame touches no print, so that nothing of the check must be left out near it."""
    printed = words(by_hand)
    for page, box in of_acts(by_hand):
        left, top, right, bottom = box.rect
        for word in printed:
            if word.page != page:
                continue
            across = max(left - word.right / MM, word.left / MM - right)
            down = max(top - word.bottom / MM, word.top / MM - bottom)
            assert max(across, down) >= AIR - 1.5, (box.id, word)  # poppler's boxes hold the line's air too


def test_frames_lie_inside_what_survives_us_letter(by_hand: Paper) -> None:
    for _, box in boxes(by_hand):
        left, top, right, bottom = box.rect
        assert 18 <= top < bottom <= 279 - 18
        assert 18 <= left < right <= 192


def test_big_print_is_larger_and_as_whole(drawn: Callable[[str], Paper]) -> None:
    normal, large = drawn("estimate for ink"), drawn("estimate for ink, big print")
    assert large.rendered.pages > normal.rendered.pages
    assert [box.id for _, box in of_acts(large)] == [box.id for _, box in of_acts(normal)]
    totals = re.compile(r"1\s?500,00")
    assert any(totals.search(text) for text in large.texts)
