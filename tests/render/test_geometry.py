"""The sheet as a printer, a fax and a posted scan get it."""

from __future__ import annotations

import functools
import re
import subprocess
from typing import Any, NamedTuple

import pytest
from papers import Paper, issue_estimate, pictures

from dermadocs import render
from dermadocs.law import wording
from dermadocs.render.environment import templates_dir
from dermadocs.render.typography import lay_out

MM = 72 / 25.4
A4 = (210 * MM, 297 * MM)
FREE = 18 * MM
VERBATIM = [text for text in wording.all() if text.status == "V" and text.id in render.KINDS["estimate"].wording]
OPERATORS = re.compile(rb"([-\d.]+) ([-\d.]+) ([-\d.]+) (rg|RG)\b")


class Word(NamedTuple):
    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


class Run(NamedTuple):
    page: int
    size: float
    font: str
    x: float
    y: float
    text: str


@functools.lru_cache(maxsize=2)
def words(paper: Paper) -> list[Word]:
    """Every word with its box in points from the top left corner, by poppler."""
    html = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=paper.pdf, capture_output=True, check=True).stdout
    found: list[Word] = []
    for page, part in enumerate(html.decode().split("<page ")[1:], 1):
        for match in re.finditer(r'xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">(.*?)</word>', part):
            left, top, right, bottom = (float(value) for value in match.groups()[:4])
            found.append(Word(page, left, top, right, bottom, match[5]))
    return found


@functools.lru_cache(maxsize=2)
def runs(paper: Paper) -> list[Run]:
    """Every run of text with the size at which it is drawn, by pypdf."""
    found: list[Run] = []

    def visit(number: int, text: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if text.strip():
            scale = abs(cm[3] * tm[3])
            x, y = tm[4] * cm[0] + cm[4], tm[5] * cm[3] + cm[5]
            found.append(Run(number, size * scale, font["/BaseFont"], x, y, text))

    for number, page in enumerate(paper.reader.pages, 1):
        page.extract_text(visitor_text=functools.partial(visit, number))
    return found


def test_every_page_is_a4(sheet: Paper) -> None:
    for page in sheet.reader.pages:
        assert tuple(page.mediabox) == pytest.approx((0, 0, *A4), abs=0.01)


@pytest.mark.needs("pdftotext")
def test_no_word_leaves_the_sheet_or_enters_the_margins(sheet: Paper) -> None:
    found = words(sheet)
    assert len(found) > 200
    for word in found:
        assert word.left >= 11 * MM, word
        assert word.right <= 190.2 * MM, word


@pytest.mark.needs("pdftotext")
def test_no_word_is_printed_over_another(sheet: Paper) -> None:
    by_page: dict[int, list[Word]] = {}
    for word in words(sheet):
        by_page.setdefault(word.page, []).append(word)
    for found in by_page.values():
        found.sort(key=lambda word: word.top)
        for index, word in enumerate(found):
            for other in found[index + 1 :]:
                if other.top >= word.bottom:
                    break
                across = min(word.right, other.right) - max(word.left, other.left)
                down = min(word.bottom, other.bottom) - other.top
                assert across < 0.5 or down < 0.4 * (other.bottom - other.top), (word, other)


def test_no_type_is_smaller_than_9_points(sheet: Paper) -> None:
    sizes = {round(run.size, 2) for run in runs(sheet)}
    assert sizes
    assert min(sizes) >= 9, [run for run in runs(sheet) if run.size < 9]


@pytest.mark.needs("pdftoppm")
def test_no_ink_within_18_mm_of_top_and_bottom(sheet: Paper) -> None:
    """A4 printed on US Letter loses these strips."""
    for picture in pictures(sheet.pdf, 200):
        strip = int(17.95 / 25.4 * 200)  # the marks begin at 18 mm; one row of pixels for their edge
        width, height = picture.size
        for box in ((0, 0, width, strip), (0, height - strip, width, height)):
            assert picture.crop(box).getextrema() == (255, 255)


@pytest.mark.needs("pdftoppm")
def test_marks_keep_3_mm_clear_around_each_code(paper: Paper) -> None:
    for picture in pictures(paper.pdf):
        for left, top in ((174.0, 18.0), (20.0, 263.0)):
            for x0, y0, x1, y1 in (
                (left - 2.9, top, left - 0.2, top + 16),
                (left, top - 2.9, left + 16, top - 0.2),
                (left, top + 16.2, left + 16, top + 18.9),
            ):
                box = tuple(round(value / 25.4 * 100) for value in (x0, y0, x1, y1))
                assert picture.crop(box).getextrema() == (255, 255), (left, top)


def test_all_ink_is_black(sheet: Paper) -> None:
    """No grey, no tint: they vanish on a fax. White only inside a drawn ring."""
    for page in sheet.reader.pages:
        content = page.get_contents().get_data()
        colours = {match.groups()[:3] for match in OPERATORS.finditer(content)}
        assert (b"0", b"0", b"0") in colours
        assert colours <= {(b"0", b"0", b"0"), (b"1", b"1", b"1")}
        assert not re.search(rb"\b(g|G|k|K|scn|SCN|sh)\n", content), "another colour space"
        assert set(re.findall(rb"/(a[\d.]+) gs", content)) <= {b"a1.0"}, "transparency"


def test_lines_are_solid_and_survive_a_fax() -> None:
    """Thinner than 0.75 pt breaks up at 98 dpi; dots are one path each, and break up too."""
    for sheet in (templates_dir() / "styles").glob("*.css"):
        borders = re.findall(r"border(?:-\w+)?:\s*([^;}]+)", sheet.read_text("utf-8"))
        for width, unit, style in (split(value) for value in borders if value.strip() != "0"):
            if style != "collapse":
                assert (unit, style) == ("pt", "solid"), sheet.name
                assert width >= 0.75, sheet.name


def split(border: str) -> tuple[float, str, str]:
    match = re.match(r"([\d.]+)(\w+) (\w+) black$", border.strip())
    return (float(match[1]), match[2], match[3]) if match else (0.0, "", border.strip())


def test_no_row_is_split_by_a_page(variant: Paper) -> None:
    for number in range(len(variant.data["dossier"]["estimate"]["lines"])):
        places = [f"/dossier/estimate/lines/{number}/", f"/computed/lines/{number}/"]
        pages = {e["page"] for e in variant.data["printed"] if e["pointer"].startswith(tuple(places))}
        assert len(pages) == 1, number


@pytest.mark.parametrize("height", range(200, 224, 2))
def test_a_heading_stays_with_what_follows_wherever_it_falls(height: int) -> None:
    html = f"""<html lang="fr"><body><div style="height: {height}mm"></div>
    <section><h2 id="heading">Titre</h2><p id="text">Un paragraphe<br>de deux lignes.</p></section></body></html>"""
    pages = lay_out(html, ("sheet.css",)).pages
    assert [{"heading", "text"} & set(page.anchors) for page in pages][-1] == {"heading", "text"}


@pytest.mark.parametrize(("count", "language"), [(16, None), (17, None), (26, None), (4, "en"), (17, "en")])
def test_a_long_price_table_goes_on_under_its_head_and_no_total_stands_alone(count: int, language: str | None) -> None:
    """16 and 3 rows are the most that share a page with their totals, in French alone and beside English."""

    def many(raw: dict[str, Any]) -> None:
        line = raw["estimate"]["lines"][2]
        raw["estimate"]["lines"] = [{**line, "label": f"Soin {chr(ord('a') + i)}"} for i in range(count)]

    texts = issue_estimate(many, language=language).texts
    pages = [n for n, text in enumerate(texts) if "Soin " in text]
    assert pages == [n for n, text in enumerate(texts) if "Prestation ou produit" in text]
    assert len(pages) == 1 + (count > (16 if language is None else 3)) + (count == 17 and language == "en")
    for sums in ("Totaux, en euros", "somme globale à payer"):
        assert [n for n, text in enumerate(texts) if sums in text] == pages[-1:]


def test_no_heading_is_the_last_thing_on_a_page(sheet: Paper) -> None:
    body = [run for run in runs(sheet) if 37 * MM < run.y < A4[1]]
    for page in range(1, sheet.rendered.pages + 1):
        lowest = min((run for run in body if run.page == page), key=lambda run: run.y)
        heading = lowest.font.endswith("Serif-Bold") and lowest.size == pytest.approx(11)
        assert not heading, lowest


def test_the_signatures_come_last_and_whole(variant: Paper) -> None:
    pages = {name: number for number, page in enumerate(variant.reader.pages, 1) for name in field_names(page)}
    assert list(pages) == [field["field"] for field in variant.data["fields"]]
    first = min(pages.values())
    assert "Signatures : trois actes" in variant.texts[first - 1]
    assert max(pages.values()) == variant.rendered.pages


def field_names(page: Any) -> list[str]:
    return [annotation.get_object()["/T"] for annotation in page.get("/Annots", [])]


@pytest.mark.needs("pdftotext")
@pytest.mark.parametrize("text", VERBATIM, ids=lambda text: text.id)
def test_what_the_law_dictates_is_found_word_for_word(paper: Paper, text: wording.Wording) -> None:
    out = subprocess.run(["pdftotext", "-", "-"], input=paper.pdf, capture_output=True, check=True).stdout
    assert wording.normalise(text.text) in wording.normalise(out.decode())


def test_the_law_is_no_smaller_than_its_neighbours(paper: Paper) -> None:
    law = next(run for run in runs(paper) if run.text.strip().startswith("En application de"))
    neighbours = {run.size for run in runs(paper) if run.page == law.page and run.y < law.y and run.y > 37 * MM}
    assert law.size >= max(size for size in neighbours if size < 10.5)
    assert "Serif" in law.font
