"""The English of the catalogue and its sheets: whole, without leftovers, with the same figures."""

from __future__ import annotations

import io
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from msgspec.structs import replace

from dermadocs.catalogue import comprehension
from dermadocs.catalogue.frequency import said as frequency
from dermadocs.catalogue.load import entries
from dermadocs.catalogue.model import Entry, Frequency
from dermadocs.domain.content import Words
from dermadocs.domain.facts import text_fault
from dermadocs.domain.procedure import Anaesthesia
from dermadocs.sheets.aftercare import aftercare
from dermadocs.sheets.information import information

FILE = Path(__file__).parents[2] / "dermadocs/locale/en/catalogue.po"


@cache
def english() -> dict[str, str]:
    """What the file holds, as gettext reads it."""
    po = read_po(io.BytesIO(FILE.read_bytes()), abort_invalid=True)
    return {str(message.id): str(message.string) for message in po if message.id}


class Recorder:
    """Says in French and remembers what was said."""

    def __init__(self) -> None:
        self.said: set[str] = set()

    def __call__(self, french: str, /, **values: object) -> Words:
        self.said.add(french)
        return Words(fr=french.format(**values))


@cache
def said() -> frozenset[str]:
    """Every French sentence that the sheets and the questions can say."""
    say = Recorder()
    for shipped in entries():
        for variant in (shipped, replace(shipped, test=True, anaesthesia=tuple(Anaesthesia))):
            _sheets(variant, say)
        for question in shipped.questions:
            comprehension.choices(question, say)
            for chosen in range(len(question.options)):
                comprehension.feedback(question, chosen, say)
        comprehension.teach_back(shipped, say)
    for low, high in ((0, 0), (0, 1), (0, 5), (1, 1), (1, 5), (3, 3)):
        frequency(Frequency(low=low, high=high, of=100, population="x", source="T"), say)
    return frozenset(say.said)


def _sheets(entry: Entry, say: Recorder) -> None:
    for factors in ([], [factor.id for factor in entry.factors]):
        aftercare(entry, say, factors)
        for kind in entry.anaesthesia:
            information(entry, say, factors, kind.value)


def numbers(text: str) -> Counter[str]:
    """The figures of a text, thousands joined."""
    return Counter(re.findall(r"\d+", re.sub(r"(?<=\d)[\u202f,](?=\d{3}\b)", "", text)))


def test_every_sentence_said_has_its_english() -> None:
    assert sorted(said() - english().keys()) == []
    assert [french for french, other in english().items() if not other.strip()] == []


def test_no_translation_is_left_over() -> None:
    assert sorted(english().keys() - said()) == []


@pytest.mark.parametrize("french", sorted(english()))
def test_figures_and_places_of_values_are_the_same(french: str) -> None:
    other = english()[french]
    assert numbers(other) == numbers(french)
    assert sorted(re.findall(r"\{\w*\}", other)) == sorted(re.findall(r"\{\w*\}", french))


def test_the_english_is_set_as_english() -> None:
    for french, other in english().items():
        assert text_fault(other) is None, french
        assert "'" not in other, other
        assert not re.search(r"[\u00a0\u202f«»]", other), other
        assert not re.search(r"\b(?:color|anesth|odor|tumor|center)", other), other
        assert (french[-1] in ".?:") == (other[-1] in ".?:"), other


def test_nobody_has_reviewed_it_yet_and_the_file_says_so() -> None:
    header = FILE.read_text(encoding="utf-8").split("\n\n")[0]
    assert '"X-Reviewed-By: \\n"' in header
    assert '"Language: en\\n"' in header
