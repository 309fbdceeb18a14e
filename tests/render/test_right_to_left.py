"""Papers are ready for languages from right to left: shown with sentences that only look like such a language."""

from __future__ import annotations

import hashlib
import re
import subprocess
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import Any

import pytest
from markupsafe import escape
from papers import Paper, issue_estimate, issue_paper

from dermadocs import languages
from dermadocs.domain import bidi
from dermadocs.domain.codec import decode_document
from dermadocs.domain.document import Kind, Printed
from dermadocs.errors import InputError
from dermadocs.flows.proving.story import Mismatch, compare, computed_strings, page_story, unexplained
from dermadocs.languages import Catalogue
from dermadocs.render.bilingual import bilingual
from dermadocs.render.direction import attributes, drawn, read_back
from dermadocs.render.environment import templates_dir
from dermadocs.render.story import Place, Story

LETTERS = {"he": "אבגדהוזחטיכלמנסעפצקרשת"}
OTHER = str.maketrans("0123456789(", "1234567890)")
LEFT, RIGHT = 56.7, 538.6  # the edges of the type area in points: 20 mm and 190 mm


def letters(sentence: str, language: str) -> str:
    """An English sentence in other letters: a word stays a word; figures, signs and places for values stay."""
    alphabet, parts = LETTERS[language], re.split(r"(\{\w+\})", sentence)
    return "".join(part if part.startswith("{") else _spelt(part, alphabet) for part in parts)


def _spelt(text: str, alphabet: str) -> str:
    return "".join(alphabet[(ord(c.lower()) - 97) % len(alphabet)] if "a" <= c.lower() <= "z" else c for c in text)


@pytest.fixture(scope="module", autouse=True)
def made_up() -> Iterator[None]:
    """Catalogues of both alphabets stand beside the real one."""
    real, english = languages.catalogue, languages.catalogue("en").sentences
    made = {
        code: Catalogue(code, {fr: letters(text, code) for fr, text in english.items()}, None, "2026-01-01", "0" * 64)
        for code in LETTERS
    }
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(languages, "catalogue", lambda code: made.get(code) or real(code))
        yield


PAPERS: tuple[Kind, ...] = ("data-notice", "consent", "estimate")


@cache
def turned(kind: Kind) -> Paper:
    """In Hebrew letters; what is drawn in Arabic ones is looked at elsewhere, in real Arabic."""
    return issue_estimate(language="he") if kind == "estimate" else issue_paper(kind, "he")


@pytest.fixture(scope="module")
def consent(made_up: None) -> Paper:
    return turned("consent")


def story(paper: Paper, texts: list[str] | None = None, data: dict[str, Any] | None = None) -> list[Mismatch]:
    document = decode_document(paper.rendered.document)
    digest = hashlib.sha256(paper.rendered.document).hexdigest()
    strings = computed_strings(digest, b"\x24\xd6\xb5\x1a\x67", len(paper.texts), issued=document.root is not None)
    return compare(texts or paper.texts, data or paper.data, strings)


@pytest.mark.parametrize(
    ("sentence", "parts"),
    [
        ("אב גד.", ["אב גד", "."]),
        ("אב 12,50 € (גד)", ["אב", "12,50 €", ")", "גד", "("]),
        ("אב 4, 6, 8", ["אב", "4", ",", "6", ",", "8"]),
        ("אב D. 6322-30, גד", ["אב", "D. 6322-30", ",", "גד"]),
        ("אב (AC, P4, CAB)", ["אב", ")", "AC, P4, CAB", "("]),
        ("Dr Claire Vasseur: אב", ["Dr Claire Vasseur", ":", "אב"]),
        ("+33 4 65 71 01 47 אב", ["+33 4 65 71 01 47", "אב"]),
        ("אב 2026-0147: 20 %", ["אב", "2026-0147", ":", "20 %"]),
        ("אב -3 בג-12, 6-אב", ["אב", "-3", "בג", "-", "12", ",", "6", "-", "אב"]),
        ("« אב »", ["»", "אב", "«"]),
    ],
)
def test_a_sentence_is_cut_where_its_direction_turns(sentence: str, parts: list[str]) -> None:
    found = list(bidi.pieces(sentence))
    assert [piece.text for piece in found if piece.text.strip()] == parts
    assert all(piece.apart != bool(re.fullmatch("[א-ת ]+", piece.text)) for piece in found)


def test_what_is_cut_is_isolated_on_the_page() -> None:
    apart = '<span class="close"><bdi dir="ltr">{}</bdi></span>'.format
    assert drawn("אב 12 <") == f"<span>אב </span>{apart('12')} {apart('&gt;')}"
    close = '<span class="close"><bdi dir="ltr">)</bdi>אב<bdi dir="ltr">(</bdi></span>'
    assert drawn("אב גד (אב) גד") == f"<span>אב </span><span>גד </span>{close}<span> גד</span>"
    assert drawn(" אב (") == f"<span> אב </span>{apart(')')}"
    assert attributes("he") == 'lang="he" dir="rtl"'
    assert (attributes("en"), attributes(None)) == ('lang="en"', "")


@pytest.mark.parametrize("sentence", ["ا ٤٢", "ا ۴۲", "א \u200f12", "א \u206612\u2069"])
def test_what_would_not_be_found_again_is_refused(sentence: str) -> None:
    with pytest.raises(InputError, match=r"write figures as 0 to 9|mark of direction"):
        drawn(sentence)


@pytest.mark.parametrize("kind", PAPERS)
def test_page_and_record_tell_one_story(kind: Kind) -> None:
    assert story(turned(kind)) == []


def test_figures_are_read_in_their_order(consent: Paper) -> None:
    """Each run of figures, and each code, stands whole in the text of the page."""
    told = [(entry["page"], entry["text"]) for entry in consent.data["printed"] if entry["pointer"].endswith("/tr")]
    figures = [(page, run) for page, text in told for run in re.findall("[0-9]{2,}|[A-Z]{2,}[0-9]*", text)]
    assert len(figures) > 50
    assert [run for page, run in figures if run not in consent.texts[page - 1]] == []


@pytest.mark.parametrize("pattern", ["[0-9]{2,}", r"\("])
def test_a_changed_sign_of_a_sentence_is_found(consent: Paper, pattern: str) -> None:
    """In the record: another last figure, or a bracket turned round; nothing else changes."""
    data = deepcopy(consent.data)
    entry = next(e for e in data["printed"] if e["pointer"].endswith("/tr") and re.search(pattern, e["text"]))
    entry["text"] = re.sub(pattern, lambda sign: sign[0].translate(OTHER), entry["text"], count=1)
    *steps, last = entry["pointer"].split("/")[1:]
    place: Any = data
    for step in steps:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = entry["text"]
    (wrong,) = story(consent, data=data)
    assert wrong.page == entry["page"]
    assert f"« {bidi.on_page(entry['pointer'], entry['text'], data)} » is in the data but not found" in str(wrong)


def test_a_figure_turned_round_on_the_page_is_found(consent: Paper) -> None:
    entry = next(e for e in consent.data["printed"] if e["pointer"].endswith("/tr") and " 14 " in e["text"])
    texts = list(consent.texts)
    line = next(line for line in texts[entry["page"] - 1].splitlines() if "14" in line and re.search("[א-ת]", line))
    texts[entry["page"] - 1] = texts[entry["page"] - 1].replace(line, line.replace("14", "41"))
    assert len(story(consent, texts)) == 1


def test_between_the_leaves_a_figure_needs_a_leaf_in_every_script() -> None:
    assert page_story(1, "אב Nom", ["Nom"], [], "HEBREW") == []
    assert "'7', which no data explains" in str(page_story(1, "אב 7 Nom", ["Nom"], [], "HEBREW"))
    assert unexplained("ا", "HEBREW") is not None
    assert unexplained("אב") is not None


def test_french_and_english_are_compared_as_they_stand(consent: Paper) -> None:
    text, he, en = "a (12) « b »", {"translation": {"language": "he"}}, {"translation": {"language": "en"}}
    assert bidi.on_page("/content/0/title/fr", text, he) == text
    assert bidi.on_page("/content/0/title/tr", text, en) == text
    assert bidi.on_page("/dossier/patient/native_name", "אב (12)", he) == "אב (12)"
    assert bidi.on_page("/content/0/title/tr", text, {"translation": None}) == text
    assert bidi.on_page("/content/0/title/tr", "אב (12)", he) == "אב )12("


def test_a_paper_whose_letters_are_not_read_again_is_refused(consent: Paper) -> None:
    record = decode_document(consent.rendered.document)
    read_back(consent.pdf, record, record.printed)
    with pytest.raises(InputError, match=r"he: « אבגא » is not read again from the page with the fonts"):
        read_back(consent.pdf, record, [Printed(pointer="/content/0/title/tr", page=1, text="אבגא")])


def boxes(paper: Paper) -> list[tuple[int, float, float, float, str]]:
    """Page, left, right, baseline and text of each word, by poppler."""
    out = subprocess.run(["pdftotext", "-bbox", "-", "-"], input=paper.pdf, capture_output=True, check=True).stdout
    found, page = [], 0
    for line in out.decode().splitlines():
        page += "<page" in line
        if match := re.search(r'xMin="(.*?)" .*xMax="(.*?)" yMax="(.*?)">(.*)</word>', line):
            left, right, bottom = (float(match[n]) for n in (1, 2, 3))
            found.append((page, left, right, bottom, match[4]))
    return found


@pytest.mark.needs("pdftotext")
def test_a_translation_starts_at_the_right_and_french_at_the_left(consent: Paper) -> None:
    words = boxes(consent)
    starts = [word for word in words if abs(word[2] - RIGHT) < 1 and re.search("[א-ת]", word[4])]
    assert len(starts) > 100
    french = [word for word in words if abs(word[1] - LEFT) < 1 and re.match("[A-Za-zÀ-ÿ]", word[4])]
    assert len(french) > 100
    assert max(word[2] for word in words if re.search("[א-ת]", word[4])) < RIGHT + 1


@pytest.mark.needs("pdftotext")
def test_of_two_figures_the_first_stands_at_the_right(consent: Paper) -> None:
    """« 13 to 100 people in 100 » is read from right to left, each figure from left to right."""
    words = boxes(consent)
    for page, left, _, bottom, text in words:
        if text != "13":
            continue
        line = [w for w in words if w[0] == page and abs(w[3] - bottom) < 1.5 and 0 < left - w[1] < 110]
        if any(re.search("[א-ת]", word[4]) for word in line):
            assert [word[4] for word in line].count("100") == 2
            return
    pytest.fail("no such line")


def test_each_translation_says_its_language_and_direction() -> None:
    """In the templates a translation never stands without them."""
    said = [
        attributes
        for template in templates_dir().rglob("*.j2")
        for attributes in re.findall(r'class="tr\b[^"]*"([^>]*)>', template.read_text("utf-8"))
    ]
    assert len(said) > 10
    assert set(said) == {" {{ in_language }}"}


def test_a_word_that_is_the_same_in_both_languages_stands_once() -> None:
    said = bilingual("he", Place(Story({"dossier": {"translations": []}}), ""))
    same = [french for french, told in languages.catalogue("he").sentences.items() if french == told]
    told = '<span class="tr" lang="he" dir="rtl"><span>עארטהנר</span></span>'
    assert said["t"]("Patiente") == f"Patiente\u00a0· {told}"
    assert [french for french in same if said["t"](french) != escape(french)] == []
