"""What holds for every paper besides estimate, information and after-care: words, clauses, English, ease of reading."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from compositions import PAPERS, TALKS, example, of_frequency, of_the_catalogue, quoted, replace, said, texts, variants

from dermadocs.catalogue import readability
from dermadocs.domain import places
from dermadocs.domain.case import Case
from dermadocs.domain.content import Paragraph, Section, Table
from dermadocs.domain.jsonform import builtins, convert
from dermadocs.languages import speaker
from dermadocs.law import wording, words

LOCALE = Path(__file__).resolve().parents[2] / "dermadocs" / "locale" / "en"
FRENCH = speaker(None)
NAMES = tuple(PAPERS)
OTHERS = frozenset({"Ceci est un texte d’essai. Il ne parle d’aucune vraie opération."})
"""Sentences of another composition that these papers say too; they are translated there."""
LABELS = frozenset(places.LANGUAGES.values()) - {"français"}
"""Names of languages, which are translated among the labels."""
VERBATIM = {"CSP_L1111_2_CONTENT", "CONSO_L221_18", "CONSO_L221_28_1"}
MENTIONS = ("OWN_CONSENT_MENTION", "OWN_CONFIRMATION_MENTION", "OWN_WITHDRAWAL_MENTION")
MEASURED = {"consent": 65, "withdrawal": 65, "distance-notice": 65, "data-notice": 60, "implant-notice": 60}


@cache
def recorded() -> tuple[Case, ...]:
    """Every variant, the one with the whole record first."""
    return (replace(example(), consent=TALKS, risk_factors=("dark-skin", "tan")), *variants())


@cache
def english() -> dict[str, str]:
    """Our own .po file: French to English."""
    with (LOCALE / "papers.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, abort_invalid=True) if m.id}


def ours() -> set[str]:
    """The sentences whose English is ours to give."""
    return set(said()) - of_the_catalogue() - of_frequency() - OTHERS - LABELS


def legal() -> set[str]:
    """The paragraphs of the wordings that these papers print, and of the mentions that are typed."""
    found = {name for case in variants() for pick in PAPERS.values() for name in quoted(pick(case, FRENCH))}
    return {p for name in (*found, *MENTIONS) for p in wording.get(name).paragraphs}


def test_every_sentence_has_its_english_and_none_is_left_over() -> None:
    assert set(english()) == ours() | legal()
    assert all(told.strip() for told in english().values())


def test_a_translation_keeps_placeholders_and_figures() -> None:
    for french, told in english().items():
        assert sorted(re.findall(r"\{(\w+)\}", french)) == sorted(re.findall(r"\{(\w+)\}", told)), french
        assert sorted(re.findall(r"\d+", french)) == sorted(re.findall(r"\d+", told)), french


def test_no_other_file_translates_a_sentence_of_ours_otherwise() -> None:
    for file in LOCALE.glob("*.po"):
        with file.open("rb") as opened:
            for message in read_po(opened):
                if message.id in english():
                    assert english()[str(message.id)] == message.string, (file.name, message.id)


def test_nobody_has_reviewed_the_english_and_the_file_says_so() -> None:
    header = (LOCALE / "papers.po").read_text(encoding="utf-8").split("\n\n")[0]
    assert '"X-Reviewed-By: \\n"' in header
    assert '"Language: en\\n"' in header


@pytest.mark.parametrize("name", NAMES)
def test_every_bound_of_the_record_is_kept_and_nothing_changes_from_one_time_to_the_next(name: str) -> None:
    for case in recorded():
        sections = PAPERS[name](case, FRENCH)
        assert sections == PAPERS[name](case, FRENCH)
        for section in sections:
            assert convert(builtins(section), Section, "section") == section
        assert len({section.id for section in sections}) == len(sections)


@pytest.mark.parametrize("name", [n for n in NAMES if n != "implant-notice"])
def test_beside_french_every_text_has_its_english_but_what_somebody_typed(name: str) -> None:
    sections = PAPERS[name](recorded()[0], speaker("en"))
    alone = {w.fr for section in sections for w in texts(section) if w.tr is None}
    written = set(strings(builtins(TALKS)))
    rest = {
        text for text in alone - written if not re.fullmatch(r"[A-Z0-9]+(, [A-Z0-9]+)*|[\d\u202f]+,\d\d\u00a0€", text)
    }
    assert rest == set()


def strings(value: object) -> Iterator[str]:
    """Every text inside a record."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list | tuple):
        for part in value.values() if isinstance(value, dict) else value:
            yield from strings(part)


@pytest.mark.parametrize("name", NAMES)
def test_no_paper_bears_a_clause_that_none_may_bear(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(words, "_own_words", lambda: ())  # our own wordings are looked at too
    words.sentences.cache_clear()
    try:
        for case in recorded():
            sections = PAPERS[name](case, FRENCH)
            lines = [w.fr for s in sections for w in texts(s)]
            lines += [p for i in quoted(sections) for p in wording.get(i).paragraphs]
            lines += [english()[line] for line in lines if line in english()]
            assert words.lint("\n".join(lines)) == []
    finally:
        words.sentences.cache_clear()


def test_no_sentence_of_ours_names_anybody_or_holds_a_figure() -> None:
    case = example()
    who = (case.patient.family_name, case.patient.given_names, "Vasseur", "Lyon", "Bristol", "Tilleuls")
    for sentence in ours():
        assert not re.search(r"\d", sentence.removeprefix("1er")), sentence
        assert not [name for name in who if name in sentence]


@pytest.mark.parametrize("name", NAMES)
def test_identity_stands_in_no_text(name: str) -> None:
    case = example()
    who = (case.patient.family_name, case.patient.given_names, "Vasseur", "Saddlers", "1988", "hannah.whitcombe")
    for section in PAPERS[name](case, FRENCH):
        for found in texts(section):
            assert not [part for part in who if part in found.fr]


def test_the_french_of_ours_is_set_as_french() -> None:
    own = [w for w in wording.all() if w.status != "V" and w.id in {*MENTIONS, *_quoted_ids()}]
    for sentence in [*ours(), *(p for w in own if w.status == "O" for p in w.paragraphs)]:
        assert "'" not in sentence, sentence
        assert "!" not in sentence, sentence
        assert not re.search(r"(?<!\u00a0)[:;?»]", sentence), sentence
        assert sentence == sentence.strip()


def _quoted_ids() -> set[str]:
    return {name for case in variants() for pick in PAPERS.values() for name in quoted(pick(case, FRENCH))}


def test_only_what_was_read_is_quoted_as_law_and_what_is_second_hand_never_names_an_article() -> None:
    found = {name: wording.get(name).status for name in _quoted_ids()}
    assert {name for name, status in found.items() if status == "V"} == VERBATIM
    for name, status in found.items():
        if status != "V":
            assert not re.search(r"\b[LRD]\. ?\d|\barticle\b|\barrêté\b", wording.get(name).text), name


@pytest.mark.parametrize("name", NAMES)
def test_paragraphs_cells_and_sentences_are_short(name: str) -> None:
    for section in PAPERS[name](recorded()[0], FRENCH):
        for block in section.blocks:
            if isinstance(block, Paragraph):
                assert len(readability.words(block.text.fr)) <= 70
            if isinstance(block, Table):
                assert all(len(readability.words(c.fr)) <= 35 for row in block.rows for c in row.cells)
        for sentence in readability.sentences(section):
            assert len(readability.words(sentence)) <= readability.LONGEST, sentence


@pytest.mark.parametrize(("name", "least"), MEASURED.items())
def test_a_paper_reads_easily(name: str, least: int) -> None:
    score = readability.overall(PAPERS[name](recorded()[0], FRENCH))
    assert score.value >= least
    assert score.mean <= readability.MEAN
