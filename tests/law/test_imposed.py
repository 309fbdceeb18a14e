"""A text that the law imposes is found wherever it stands on a long paper, and the word in which it differs is told."""

from __future__ import annotations

import pytest

from dermadocs.law import imposed, wording
from dermadocs.law.imposed import Found
from dermadocs.law.reading import Reading

PARAGRAPH = wording.get("CSP_D6322_30").paragraphs[1]
ALTERED = PARAGRAPH.replace("la demande", "la requête")
ELSEWHERE = "ce délai de la personne concernée être même cas"
"""Words of the paragraph, as they stand in other sentences of any estimate."""


def found(*texts: str) -> Found:
    return imposed.find(Reading([" ".join(texts)]), PARAGRAPH)


@pytest.mark.parametrize("behind", [0, 1, 3, 5, 12, 300])
@pytest.mark.parametrize("before", [0, 1, 2, 3, 4, 5, 6, 11, 17, 18, 19, 40, 300])
def test_one_other_word_is_told_wherever_the_paragraph_stands(before: int, behind: int) -> None:
    assert found("avant " * before, ALTERED, "apres " * behind) == Found("altered", "demande", "requete")
    assert found("avant " * before, PARAGRAPH, "apres " * behind) == Found("whole")


@pytest.mark.parametrize("between", [1, 10, 30, 100])
def test_words_of_it_that_stand_elsewhere_do_not_hide_it(between: int) -> None:
    gap = "autre chose " * between
    told = Found("altered", "demande", "requete")
    assert found(ELSEWHERE, gap, ALTERED, gap, ELSEWHERE) == told
    assert found(gap, ELSEWHERE, gap, ELSEWHERE, gap, ALTERED) == told
    assert found(ALTERED, gap, ELSEWHERE, gap, ELSEWHERE) == told


@pytest.mark.parametrize("before", [0, 1, 4, 5, 40])
def test_another_first_or_last_words_are_told_too(before: int) -> None:
    first = PARAGRAPH.replace("Il ne peut être", "On ne peut être")
    assert found("avant " * before, first).standing in ("altered", "nearly")
    last = PARAGRAPH.replace("concernée", "intéressée")
    assert found("avant " * before, last) == Found("altered", "concernee", "interessee")


def test_a_word_put_in_is_told_as_such() -> None:
    more = PARAGRAPH.replace("à ce délai", "à ce délai légal")
    assert found("avant", more, "apres") == Found("altered", "", "legal")


def test_three_quarters_of_the_words_make_it_an_altered_text_less_make_it_missing() -> None:
    words = PARAGRAPH.rstrip(".").replace(",", "").split()
    assert len(words) == 19
    assert found(" ".join(words[:15])).standing != "missing"
    assert found(" ".join(words[:14])).standing == "missing"


def test_a_text_of_nothing_but_other_words_lacks_it() -> None:
    assert found("autre chose " * 200) == Found("missing")
    assert found() == Found("missing")
