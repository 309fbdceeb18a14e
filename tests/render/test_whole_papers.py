"""Papers with all their words: nothing of them is lost, moved or left untranslated on the way to the page."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from papers import PAPERS, Paper, issue_paper
from pypdf import PdfReader

from dermadocs.domain import bidi
from dermadocs.domain.codec import decode_document
from dermadocs.domain.leaves import leaves
from dermadocs.errors import InputError
from dermadocs.flows.proving.story import compare, computed_strings
from dermadocs.languages import catalogue
from dermadocs.render import dots


def texts_of(paper: Paper) -> list[str]:
    """Every text of the sections, in both languages."""
    return [value for pointer, value in leaves(paper.data["content"]) if re.search("/(fr|tr)$", pointer) and value]


def test_page_and_record_tell_one_story(whole: Paper) -> None:
    document = decode_document(whole.rendered.document)
    digest = hashlib.sha256(whole.rendered.document).hexdigest()
    strings = computed_strings(digest, b"\x24\xd6\xb5\x1a\x67", len(whole.texts), issued=document.root is not None)
    assert compare(whole.texts, whole.data, strings) == []


@pytest.mark.needs("pdftotext")
def test_every_word_of_the_sections_is_on_the_page(whole: Paper) -> None:
    turned = bidi.script(whole.data) is not None
    order = [] if turned else ["-raw"]  # as painted; poppler gives letters from right to left in their order otherwise
    out = subprocess.run(["pdftotext", *order, "-", "-"], input=whole.pdf, capture_output=True, check=True).stdout
    page = re.sub(r"\s+", "", out.decode())
    found = texts_of(whole)
    assert len(found) > 15
    if turned:  # and then it moves signs about
        found = [word for text in found for word in re.findall(r"[^\W\d]+|\d+", text)]
    assert [text for text in found if re.sub(r"\s+", "", text) not in page] == []


@pytest.mark.parametrize("name", [name for name, (_, language) in PAPERS.items() if language])
def test_a_bilingual_paper_says_everything_twice(name: str, drawn: Callable[[str], Paper]) -> None:
    paper = drawn(name)
    typed = {paper.data["dossier"]["consent"]["hopes"], paper.data["dossier"]["consent"]["emergency_plan"]}
    typed |= {text for q in paper.data["dossier"]["consent"]["questions"] for text in (q["question"], q["answer"])}
    alone = [words["fr"] for words in pairs(paper.data["content"]) if words["tr"] is None]
    source_ids = re.compile("[A-Z0-9]+(, [A-Z0-9]+)*")
    assert [text for text in alone if text not in typed and not source_ids.fullmatch(text)] == []
    known = catalogue(str(PAPERS[name][1]))
    assert paper.data["translation"] == {
        "language": known.language,
        "translator": "non relue",
        "date": known.date,
        "sha256": known.sha256,
    }


def pairs(value: Any) -> list[dict[str, str | None]]:
    """Every pair of French text and translation."""
    if isinstance(value, dict) and value.keys() == {"fr", "tr"}:
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [pair for item in inner for pair in pairs(item)]


def test_a_frequency_is_drawn_as_it_is_said(whole: Paper) -> None:
    """Full dots: at least so many; half: depending on the study. Words, not dots, for what nobody measured."""
    rows = [
        row
        for section in whole.data["content"]
        for b in section["blocks"]
        if b["block"] == "risks"
        for row in b["rows"]
    ]
    for row in rows:
        if row["low"] is None:
            assert row["high"] is None
            continue
        picture = dots.picture(f"dots:{row['low']}-{row['high']}").decode()
        assert picture.count('fill="black" stroke') == row["low"]
        assert picture.count("<path") == row["high"] - row["low"]
        assert picture.count("<circle") == 100


@pytest.mark.parametrize("asked", ["dots:5-3", "dots:-1-3", "dots:0-101", "dots:x", "dots:1-2 "])
def test_no_other_drawing_is_made(asked: str) -> None:
    with pytest.raises(ValueError, match="frequency"):
        dots.picture(asked)


def test_a_language_that_is_not_offered_is_refused() -> None:
    with pytest.raises(InputError, match="'xx' is not offered beside French; offered: ar, en"):
        issue_paper("consent", "xx")


@pytest.mark.parametrize("name", [name for name, (kind, _) in PAPERS.items() if kind == "estimate"])
def test_the_signature_page_is_the_last_one(name: str, drawn: Callable[[str], Paper]) -> None:
    """The number of originals stands on it in French alone, among the terms beside a translation."""
    paper = drawn(name)
    reader = PdfReader(io.BytesIO(paper.pdf))
    fields = {str(f["/T"]): n for n, page in enumerate(reader.pages, 1) for f in map(_widget, page.get("/Annots", ()))}
    assert set(fields) == {"Practitioner1", "Receipt1", "Acceptance1"}
    assert set(fields.values()) == {len(reader.pages)}
    (copies,) = [number for number, text in enumerate(paper.texts, 1) if "Fait en deux exemplaires" in text]
    assert (copies == len(reader.pages)) is (PAPERS[name][1] is None)


def _widget(reference: Any) -> Any:
    return reference.get_object()
