"""The price list on the wall: large, whole, its own prices, lawful, and a file that every reader opens."""

from __future__ import annotations

import functools
import io
import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pypdf
import pytest
from papers import EXAMPLE, pictures

from dermadocs import bootstrap, render
from dermadocs.catalogue import load
from dermadocs.catalogue.model import Entry
from dermadocs.cli import main
from dermadocs.domain.codec import decode_case
from dermadocs.domain.content import Paragraph, Section, Words
from dermadocs.errors import InputError
from dermadocs.languages import Untranslated

OFFICE = decode_case(EXAMPLE.read_bytes()).practice
DAY = date(2026, 11, 24)
ENTRY = load.entry("dermabrasion")
NARROW, FINE = "\u202f", "\u00a0"
LEAST, FOOT_LEAST = 13.99, 9.99


class Run(NamedTuple):
    """A stretch of text, the size at which it is drawn, and its height on the page in points."""

    size: float
    y: float
    text: str


@functools.cache
def drawn(language: str | None = None, agreement: Any = None, count: int = 1) -> bytes:
    entries: Sequence[Entry] = [ENTRY] if count == 1 else [titled(f"Acte d’essai {n}") for n in range(count)]
    return bootstrap.price_list(OFFICE, entries, DAY, agreement=agreement, language=language)


def titled(title: str) -> Entry:
    return msgspec.structs.replace(ENTRY, title=title)


def reader(pdf: bytes) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf), strict=True)


def text(pdf: bytes) -> str:
    return re.sub("[ \n]+", " ", " ".join(page.extract_text() for page in reader(pdf).pages))


def runs(page: Any) -> list[Run]:
    found: list[Run] = []

    def visit(told: str, cm: Any, tm: Any, font: Any, size: float) -> None:
        if told.strip():
            found.append(Run(size * abs(cm[3] * tm[3]), tm[5] * cm[3] + cm[5], told))

    page.extract_text(visitor_text=visit)
    return found


def test_it_says_whose_it_is_of_which_day_and_what_it_costs() -> None:
    told = text(drawn())
    for word in (
        "Cabinet du Dr Claire Vasseur, EI",
        "14, quai des Saules",
        "69002 Lyon",
        "+33 4 65 71 01 47",
        f"Date de la liste : 24{FINE}novembre{FINE}2026",
        "Dermabrasion mécanique",
        f"1{NARROW}250,00{FINE}€",
        f"1{NARROW}500,00{FINE}€",
        "un devis écrit, détaillé et gratuit",
    ):
        assert word in told, word
    assert "Whitcombe" not in told, "a patient has no place on a wall"


def test_in_french_it_is_one_sheet() -> None:
    assert len(reader(drawn()).pages) == 1
    assert "1 / 1" in text(drawn())


@pytest.mark.parametrize("language", [None, "ar", "en"])
@pytest.mark.parametrize("agreement", [None, "sector-1", "sector-2", "none"])
def test_it_is_read_from_a_metre_away(language: str | None, agreement: str | None) -> None:
    for page in reader(drawn(language, agreement)).pages:
        assert tuple(page.mediabox[2:]) == pytest.approx((595.28, 841.89), abs=0.01)
        told = runs(page)
        foot = next(run.y for run in told if run.text.strip().startswith("Modèle non validé"))
        for run in told:
            assert run.size >= (LEAST if run.y > foot else FOOT_LEAST), run
        assert len([run for run in told if run.y <= foot]) < 12, "only the foot is small"


def test_in_two_languages_every_sentence_stands_twice() -> None:
    told = text(drawn("en", "sector-2"))
    for word in ("Liste des prix", "Price list", "Mechanical dermabrasion", "Price to pay, all taxes included"):
        assert word in told, word
    assert "Your doctor freely sets the fees." in told
    assert told.count(f"1{NARROW}500,00{FINE}€") == 1, "words twice, numbers once"


def test_forty_prices_run_over_and_the_head_of_the_table_comes_again() -> None:
    pages = [page.extract_text() for page in reader(drawn(count=40)).pages]
    assert len(pages) > 2
    assert [len(re.findall(rf"essai {n}\b", " ".join(pages))) for n in range(40)] == [1] * 40
    full = [page for page in pages if "Acte d’essai" in page]
    assert all("Prix hors taxes" in page for page in full)


def test_words_that_nobody_reviewed_are_told_on_each_page() -> None:
    for page in reader(drawn("en")).pages:
        assert "Modèle non validé par un juriste · Traduction non relue" in page.extract_text()
        assert "Translation not reviewed" in page.extract_text()
        assert "chirurgien" not in page.extract_text(), "no medical fact stands on it"


def test_the_file_is_for_people_and_archives_and_carries_nothing() -> None:
    pdf = drawn("en")
    root: Any = reader(pdf).trailer["/Root"]
    packet = root["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance>" in packet
    assert "<pdfuaid:part>1</pdfuaid:part>" in packet
    assert root["/Lang"] == "fr"
    assert root["/MarkInfo"]["/Marked"]
    assert not {"/AF", "/AcroForm", "/Names"} & set(root)
    info = reader(pdf).metadata
    assert info is not None
    assert info.title == "Liste des prix, Cabinet du Dr Claire Vasseur"
    assert set(re.findall(rb"D:\d{14}", pdf)) == {b"D:20261124000000"}
    for name in (b"/JavaScript", b"/OpenAction", b"/URI", b"/EmbeddedFile"):
        assert name not in pdf


def test_same_arguments_same_bytes() -> None:
    assert bootstrap.price_list(OFFICE, [ENTRY], DAY) == drawn()
    assert bootstrap.price_list(OFFICE, [ENTRY], date(2026, 11, 25)) != drawn()


@pytest.mark.needs("pdftoppm")
def test_nothing_is_grey_and_nothing_touches_the_edge() -> None:
    for picture in pictures(drawn("en", "sector-2"), dpi=50):
        width, height = picture.size
        inner = picture.crop((20, 16, width - 20, height - 12))
        edge = picture.copy()
        edge.paste(255, (20, 16, width - 20, height - 12))
        assert edge.getextrema() == (255, 255)
        assert inner.getextrema()[0] < 60


def test_a_title_that_no_font_draws_is_named() -> None:
    with pytest.raises(InputError, match="no font of ours draws U\\+1F600"):
        bootstrap.price_list(OFFICE, [titled("Sourire 😀")], DAY)


def test_a_title_without_translation_is_refused_not_left_out() -> None:
    with pytest.raises(Untranslated, match="Acte d’essai"):
        bootstrap.price_list(OFFICE, [titled("Acte d’essai")], DAY, language="en")


def test_what_is_typed_is_text_and_never_markup() -> None:
    section = Section(
        id="acts", title=Words(fr="<b>Prix</b>"), blocks=(Paragraph(text=Words(fr="{{ 7 * 7 }} & <script>")),)
    )
    told = text(render.poster(OFFICE, [section], [], DAY))
    assert "<b>Prix</b>" in told
    assert "{{ 7 * 7 }} & <script>" in told


# ---- the command


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    told = capsys.readouterr()
    code = left.value.code
    return code if isinstance(code, int) else 0, told.out, told.err


def own_catalogue(folder: Path, *changes: tuple[str, str]) -> Path:
    """The shipped procedure as a practice's own file, changed."""
    toml = (Path(load.__file__).parent / "dermabrasion.toml").read_text("utf-8")
    for old, new in changes:
        assert old in toml
        toml = toml.replace(old, new, 1)
    (folder / "own.toml").write_text(toml, "utf-8")
    return folder


def test_the_command_writes_the_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "prices.pdf"
    code, out, err = run(capsys, "prices", EXAMPLE, "-o", file, "--on", DAY)
    assert (code, out, err) == (0, f"{file}\n", "")
    assert file.read_bytes() == drawn()


def test_a_practice_shows_its_own_prices(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "prices.pdf"
    folder = own_catalogue(tmp_path, ('unit_price = "750.00"', 'unit_price = "850.00"'))
    code, _, err = run(capsys, "prices", EXAMPLE, "-o", file, "--on", DAY, "--catalogue", folder)
    assert (code, err) == (0, "")
    told = text(file.read_bytes())
    assert f"1{NARROW}620,00{FINE}€" in told
    assert f"1{NARROW}500,00{FINE}€" not in told


@pytest.mark.parametrize("title", ["Dermabrasion, promotion de Noël", "Dermabrasion à partir de 900 €"])
def test_a_list_that_advertises_is_refused(title: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "prices.pdf"
    folder = own_catalogue(tmp_path, ('title = "Dermabrasion mécanique"', f'title = "{title}"'))
    code, out, err = run(capsys, "prices", EXAMPLE, "-o", file, "--catalogue", folder)
    assert (code, out) == (1, "")
    assert err.startswith("dermadocs: dermabrasion/title: « Dermabrasion")
    assert "CSP-L6322-1-02" in err
    assert not file.exists()


def test_a_practice_without_vat_gets_no_list_with_vat(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case, file = tmp_path / "case.json", tmp_path / "prices.pdf"
    raw = EXAMPLE.read_text("utf-8")
    assert raw.count('"vat_regime": "standard"') == 1
    case.write_text(raw.replace('"vat_regime": "standard"', '"vat_regime": "small_business"'), "utf-8")
    code, out, err = run(capsys, "prices", case, "-o", file)
    assert (code, out) == (2, "")
    assert err.startswith("dermadocs: /practice/vat_regime: the prices of the catalogue bear VAT")
    assert not file.exists()


def test_a_language_that_is_not_offered_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "prices", EXAMPLE, "-o", tmp_path / "prices.pdf", "--language", "xx")
    assert (code, out) == (2, "")
    assert "'xx' is not offered" in err


def test_reviewed_words_need_no_notice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, template, _ = run(capsys, "review", "--template")
    filled = template.replace('by = ""', 'by = "Anne Durand"').replace("# on = 2026-12-31", "on = 2026-11-24")
    (tmp_path / "review.toml").write_text(filled, "utf-8")
    for day, notices in ((date(2026, 11, 23), 1), (DAY, 0)):
        file = tmp_path / f"{day}.pdf"
        code, _, err = run(capsys, "prices", EXAMPLE, "-o", file, "--on", day, "--home", tmp_path)
        assert (code, err) == (0, "")
        assert text(file.read_bytes()).count("Modèle non validé") == notices
