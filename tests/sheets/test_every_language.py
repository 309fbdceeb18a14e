"""Every language that is offered says all that the papers say, with the same values and figures, file by file.

What the papers say is held against the English by the other tests of these rooms; so whatever is offered is whole.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest
from babel.messages.pofile import read_po

from dermadocs import languages
from dermadocs.domain import bidi
from dermadocs.domain.facts import text_fault
from dermadocs.errors import InputError
from dermadocs.report.voice import Voice

LOCALE = languages._locale()
FILES = ("bundle.po", "catalogue.po", "labels.po", "letters.po", "papers.po")
TRANSLATED = [(language, file) for language in languages.offered() for file in FILES]
ENDS = {"ar": {".": ".", ":": ":", "?": "؟", ";": "؛"}}
"""How a language writes the signs at which a French sentence ends; the same where it is not named."""


@cache
def sentences(language: str, file: str) -> dict[str, str]:
    """What a file holds, as gettext reads it; without fuzzy ones, which are not said."""
    with (LOCALE / language / file).open("rb") as opened:
        return {str(m.id): str(m.string) for m in read_po(opened, abort_invalid=True) if m.id and not m.fuzzy}


def figures(text: str) -> Counter[str]:
    """The figures of a text, thousands joined."""
    return Counter(re.findall(r"\d+", re.sub(r"(?<=\d)[\u202f,](?=\d{3}\b)", "", text)))


def test_arabic_and_english_are_offered_and_reports_are_told_in_english_beside_french() -> None:
    assert languages.offered() == ("ar", "en")
    assert languages.reported() == ("en",)
    with pytest.raises(InputError, match="'ar' is not offered of a report; offered: en"):
        languages.report_catalogue("ar")
    with pytest.raises(InputError, match="'ar' is not offered of a report"):
        Voice("ar")  # type: ignore[arg-type]  # what a caller without types would do


@pytest.mark.parametrize(("language", "file"), TRANSLATED)
def test_no_sentence_is_missing_none_is_left_over_and_none_is_empty(language: str, file: str) -> None:
    assert sentences(language, file).keys() == sentences("en", file).keys()
    assert [french for french, told in sentences(language, file).items() if not told.strip()] == []


@pytest.mark.parametrize("language", languages.offered())
def test_a_language_says_all_that_a_jurist_reads(language: str) -> None:
    assert sorted(languages.catalogue(language).sentences) == languages.french_sentences()


@pytest.mark.parametrize(("language", "file"), TRANSLATED)
def test_places_of_values_and_figures_are_kept(language: str, file: str) -> None:
    for french, told in sentences(language, file).items():
        assert sorted(re.findall(r"\{\w*\}", told)) == sorted(re.findall(r"\{\w*\}", french)), french
        assert figures(told) == figures(french), french
        assert text_fault(told) is None, french


@pytest.mark.parametrize(("language", "file"), TRANSLATED)
def test_the_header_names_the_language_and_no_reviewer(language: str, file: str) -> None:
    header = (LOCALE / language / file).read_text("utf-8").split("\n\n")[0]
    assert f'"Language: {language}\\n"' in header
    assert '"X-Reviewed-By: \\n"' in header
    assert languages.catalogue(language).translator is None


@pytest.mark.parametrize("file", FILES)
def test_the_arabic_is_set_as_arabic(file: str) -> None:
    for french, told in sentences("ar", file).items():
        bidi.check(told)
        assert not re.search("[\u064b-\u065f\u0640]", told), f"a vowel point or a stretched letter: {told}"
        assert not re.search(
            "[^\u0020-\u007e\u00a0-\u00ff\u0152\u0153\u060c\u061b\u061f\u0621-\u064a\u2019\u202f]", told
        ), told
        assert not re.search("[\u0621-\u064a][,;?]|  ", told), f"a Latin sign after an Arabic letter: {told}"
        ends = ENDS["ar"]
        if french[-1] in ends and re.search("[\u0621-\u064a]", told):
            assert told[-1] == ends[french[-1]], told
        assert (told[-1] in "؟.:؛") == (french[-1] in "?.:;"), told


def test_a_number_that_is_known_later_changes_no_arabic_noun() -> None:
    """« 3 أيام », « 11 يوما », « 100 يوم »: a noun right after a value would be wrong for some of them."""
    places = re.compile(r"\{(?:low|high|of|days|least|most|count)\} (?!من |إلى )[\u0621-\u064a]")
    told = [text for file in FILES for text in sentences("ar", file).values()]
    assert [text for text in told if places.search(text)] == []


def test_days_are_written_in_one_form_in_arabic() -> None:
    told = {languages.key(french): text for french, text in sentences("ar", "papers.po").items()}
    months = [text for french, text in told.items() if re.fullmatch(r"\{day\} \w+ \{year\}", french)]
    assert len(set(months)) == 12
    assert all(re.fullmatch(r"\{day\} [\u0621-\u064a]+ \{year\}", told) for told in months)
    assert "{day} نوفمبر {year}" in months
