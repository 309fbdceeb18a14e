"""The page: one file, no script, nothing fetched, every word of a file escaped and made visible; many files readable."""

from __future__ import annotations

import copy
import itertools
import json
import random
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from world import JUDGED, Batch, Life

from dermadocs.look import LONGEST, visible
from dermadocs.report import html
from dermadocs.report.facts import Facts

EMPTY = {"meta", "br", "path", "circle", "rect"}


class Page(HTMLParser):
    """A page as a browser nests it; fails on an element that is closed out of turn."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.stack: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.headings: list[int] = []
        self.feed(page)
        self.close()
        assert self.stack == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if tag not in EMPTY:
            self.stack.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.stack.pop() == tag
        if tag in ("td", "th", "dt", "dd", "li", "p", "text"):
            self.words.append(" ")

    def handle_data(self, data: str) -> None:
        if "style" not in self.stack:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@pytest.fixture(scope="module")
def accepted(life: Life) -> dict[str, Any]:
    return {**life.scene.judge(life.accepted.pdf), "file": "papers/estimate.pdf"}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_is_whole_and_asks_nothing_of_a_network(judged: Batch, language: Any) -> None:
    page = html(judged.answers, JUDGED, language)
    it = Page(page)
    assert not {"script", "link", "img", "iframe", "object", "embed", "base", "form", "video"} & set(it.tags)
    assert not [name for name, _ in it.attributes if name.startswith("on") or name in ("src", "style", "action")]
    assert all(value and value.startswith("#") for name, value in it.attributes if name == "href")
    assert not re.search(r"url\(|@import|expression\(", page)
    assert ("content", "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'") in (
        it.attributes
    )
    assert set(re.findall(r"https?://[^\s\"'<]+", page)) == {"http://www.w3.org/2000/svg"}
    ids = [value for name, value in it.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {value for name, value in it.attributes if name == "href"} <= {f"#{name}" for name in ids}


def test_headings_never_skip_a_level(judged: Batch, accepted: dict[str, Any]) -> None:
    for answers in (judged.answers, [accepted], [{**accepted, "inside": [accepted]}]):
        levels = Page(html(answers, JUDGED)).headings
        assert levels[0] == 1
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_one_file_opens_with_its_sentence_and_says_everything(accepted: dict[str, Any]) -> None:
    text = Page(html([accepted], JUDGED)).text
    order = [
        "Jugé le mardi 24 novembre 2026 à 13:00 (heure de Paris)",
        "Valide. Les quinze jours ont été respectés",
        "C’est le devis",
        "Que faire",
        "Ligne du temps",
        "Acte Par qui",
        "Droit : règles respectées",
        "Actes absents du fichier",
        "Non vérifié",
        "Détails",
        "Questions que le droit pose à une personne",
    ]
    place = 0
    for words in order:
        place = text.index(words, place)
    assert "2026-11-21 23:00:00 UTC" in text
    assert accepted["sha256"] in text.replace(" ", "").replace("\u00a0", "")
    assert "En résumé" not in text


def test_in_english_the_french_that_governs_stands_beside(accepted: dict[str, Any]) -> None:
    page = html([accepted], JUDGED, "en")
    assert '<html lang="en">' in page
    assert '<div class="lead governs" lang="fr">' in page
    text = Page(page).text
    assert "Valid. The fifteen days were kept, by the practice’s own clock." in text
    assert "Valide. Les quinze jours ont été respectés, selon l’horloge du cabinet." in text
    assert "The French text governs; this translation has not been reviewed." in text


def test_a_batch_begins_with_a_table_and_stays_short(judged: Batch) -> None:
    answers = (judged.answers * 2)[:30]
    page = html(answers, JUDGED)
    it = Page(page)
    summary = page.partition('<section class="file')[0]
    assert summary.count("<tr>") == 31
    assert "Questions que le droit pose" not in it.text
    assert it.tags.count("svg") > 30
    assert len(page) < 30 * 25_000


def test_a_breach_is_told_with_rule_article_place_and_cure(accepted: dict[str, Any]) -> None:
    broken = copy.deepcopy(accepted)
    broken["law"][0] |= {"status": "BREACH", "severity": "blocking", "message": "no total; add it", "where": "page 2"}
    page = html([broken], JUDGED)
    text = Page(page).text
    found = broken["law"][0]
    assert "Droit : règles respectées" in text
    assert f"Bloquant {found['rule']}{found['citation']}" in text
    assert "no total; add it" in text
    assert "page 2" in text
    assert '<span lang="en">no total; add it</span>' in page


def test_what_the_law_says_is_told_in_the_language_of_the_report(accepted: dict[str, Any]) -> None:
    broken = copy.deepcopy(accepted)
    what = "the insurance does not cover 2026-12-01; extend the policy or propose another date"
    broken["law"][0] |= {"status": "BREACH", "severity": "blocking", "message": what, "where": ""}
    french, english = html([broken], JUDGED), html([broken], JUDGED, "en")
    cure = "prolongez la police ou proposez une autre date"
    assert f"l’assurance ne couvre pas le 1er\u00a0décembre\u00a02026\u202f; {cure}" in french
    assert '<span lang="en">' not in french.partition('<section class="file')[2].replace("Constat du programme", "")
    assert what in Page(english).text
    asked = [found["message"] for found in accepted["law"] if found["status"] == "ASK"]
    assert len(asked) > 20
    assert not [message for message in asked if message in Page(french).text]


# ---- what a file brings along


HOSTILE = [
    ("<script>alert(1)</script>.pdf", "<script>alert(1)</script>.pdf"),
    ('x" onmouseover="alert(1).pdf', 'x" onmouseover="alert(1).pdf'),
    ("invoice\u202efdp.exe", "invoice[U+202E]fdp.exe"),
    ("two\nlines\x1b[31m.pdf", "two[U+000A]lines[U+001B][31m.pdf"),
    ("latin\udce9.pdf", "latin[byte E9].pdf"),
    ("z\u0301\u0301\u0301\u0301\u0301\u0301.pdf", "z\u0301\u0301\u0301\u0301[U+0301][U+0301].pdf"),
    ("{{ 7 * 7 }}{% raw %}.pdf", "{{ 7 * 7 }}{% raw %}.pdf"),
    ("devis\u200b\u00ad.pdf", "devis[U+200B][U+00AD].pdf"),
]


@pytest.mark.parametrize(("name", "shown"), HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_name_is_shown_and_does_nothing(accepted: dict[str, Any], name: str, shown: str) -> None:
    answer = copy.deepcopy(accepted)
    answer["file"] = name
    answer["acts"][0]["signer"]["name"] = name
    answer["data"]["dossier"]["practice"]["name"] = name
    answer["law"][0] |= {"status": "BREACH", "message": name, "where": name}
    answer["messages"] = [{"code": name, "message": name, "field": name, "indication": "INDETERMINATE"}]
    answer["not_checked"] = [name]
    answer["missing_acts"] = [name]
    for language in ("fr", "en"):
        page = html([answer, answer], JUDGED, language)  # type: ignore[arg-type]
        page.encode("utf-8")
        it = Page(page)
        assert "script" not in it.tags
        assert not [key for key, _ in it.attributes if key.startswith("on")]
        assert it.text.count(" ".join(shown.split())) >= 8
        assert not set(page) & {"\u202e", "\x1b", "\u200b"}


def test_a_text_without_end_is_cut_and_counted() -> None:
    shown = visible("x" * (LONGEST + 5))
    assert len(shown) < LONGEST + 20
    assert shown.endswith("(+5)")


def test_files_inside_a_file_are_sections_of_it(accepted: dict[str, Any]) -> None:
    inner = {**accepted, "file": "inner.pdf"}
    deep: dict[str, Any] = {**accepted, "file": "deep.pdf"}
    for _ in range(50):
        deep = {**accepted, "file": "deep.pdf", "inside": [deep]}
    it = Page(html([{**accepted, "file": "dossier.pdf", "inside": [inner, deep, "no answer"]}], JUDGED))
    assert it.text.count("Fichier contenu dans le précédent") == 4
    assert "inner.pdf" in it.text
    assert "En résumé" not in it.text


def test_no_answer_of_another_shape_stops_it(accepted: dict[str, Any]) -> None:
    """A bundle or a later version may leave out or change any value: the rest is told."""
    choice = random.Random(4)
    for _ in range(120):
        answer = json.loads(json.dumps(accepted))
        for _ in range(choice.randrange(1, 4)):
            spoil(answer, choice)
        Page(html([answer], JUDGED, choice.choice(["fr", "en"])))  # type: ignore[arg-type]
    Page(html([{}], JUDGED))
    Page(html([], JUDGED))
    assert Facts({}).deeds == ()


def spoil(value: Any, choice: random.Random) -> None:
    """Put something else at a random place of the answer."""
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = choice.choice(keys)
        inner = value[key]
        if isinstance(inner, dict | list) and inner and choice.random() < 0.7:
            value = inner
            continue
        value[key] = choice.choice([None, "", "x", 7, [], {}, ["x"], {"x": 1}, True, "2026-11-24", "{x}", -1.5])
        return
