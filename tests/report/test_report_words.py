"""Every sentence of a report has its English, every reason and note its words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from world import CHECKOUT, Batch

from dermadocs import languages
from dermadocs.flows.proving import extract
from dermadocs.report import days, reasons, ruler, words
from dermadocs.telling import told
from signatures import Code

LOCALE = CHECKOUT / "dermadocs" / "locale" / "en"
SAID = re.compile(r"""say\(\s*(?:"([^"]*)"|'([^']*)')""")


def sentences() -> Iterator[str]:
    """Every French sentence that a report can say."""
    for file in (CHECKOUT / "dermadocs" / "report").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "voice"
            if called and isinstance(node.args[0], ast.Constant):  # type: ignore[attr-defined]
                yield str(node.args[0].value)  # type: ignore[attr-defined]
    for file in (CHECKOUT / "templates" / "report").glob("*.j2"):
        yield from ("".join(found) for found in SAID.findall(file.read_text("utf-8")))
    for table in words.ALL:
        yield from table.values()
    yield from (*words.SINGLE, *days.SENTENCES, *ruler.SHORT.values(), *reasons.UNKNOWN)
    for explained in reasons.REASONS.values():
        yield from explained


def test_every_sentence_has_its_english_and_none_is_left_over() -> None:
    assert set(languages.report_catalogue("en").sentences) == set(map(languages.key, sentences()))


def test_a_translation_keeps_placeholders_and_figures() -> None:
    for french, english in languages.report_catalogue("en").sentences.items():
        assert sorted(re.findall(r"\{(\w+)\}", french)) == sorted(re.findall(r"\{(\w+)\}", english)), french
        assert sorted(re.findall(r"\d+", french)) == sorted(re.findall(r"\d+", english)), french


def test_the_report_moves_no_digest_of_a_paper() -> None:
    """A practice's review of its papers is bound to that digest."""
    assert not set(languages.report_catalogue("en").sentences) & {"Vous pouvez refuser"}
    assert languages.report_catalogue("en").sha256 != languages.catalogue("en").sha256
    assert "Rapport de vérification" not in languages.french_sentences()


def test_every_reason_has_its_words() -> None:
    explained = set(reasons.REASONS)
    page = (CHECKOUT / "docs" / "verification.md").read_text("utf-8")
    listed = {row for row in re.findall(r"^\| `([A-Z_]{6,})` \|", page, re.MULTILINE) if row in explained}
    assert explained >= {str(code) for code in Code}
    assert listed == explained
    assert reasons.explained("FROM_A_LATER_VERSION") is reasons.UNKNOWN


def test_every_note_of_the_demonstration_is_told_told(judged: Batch) -> None:
    notes = {note for answer in judged.answers for note in answer["not_checked"]}
    assert len(notes) > 5
    assert [note for note in notes if told(note).language != "fr"] == []
    assert told(f"law: {extract.LAW}").language == "fr"
    assert told("something new").language == "en"
    assert told("something {0} new").text == "something {0} new"
