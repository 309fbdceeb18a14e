"""The published counting rule, on words whose syllables anyone can count; and that our sheets keep to the bounds."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermadocs.catalogue.load import entry
from dermadocs.catalogue.readability import (
    FLOOR,
    LONGEST,
    TARGET,
    overall,
    report,
    scores,
    sentences,
    syllables,
    words,
)
from dermadocs.domain.content import (
    Bullets,
    Choices,
    Lines,
    Paragraph,
    Quotation,
    Risk,
    Risks,
    Row,
    Section,
    Table,
    Words,
)
from dermadocs.languages import speaker
from dermadocs.sheets.aftercare import aftercare
from dermadocs.sheets.information import information

DERM = entry("dermabrasion")
SAY = speaker(None)
ALL = [factor.id for factor in DERM.factors]


def section(*blocks: Paragraph | Bullets | Table | Risks | Choices | Lines | Quotation) -> Section:
    """A section of these blocks."""
    return Section(id="x", title=Words(fr="Un titre qui ne compte pas"), blocks=blocks)


def paragraph(text: str) -> Section:
    """A section of one paragraph."""
    return section(Paragraph(text=Words(fr=text)))


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("peau", 1),
        ("œil", 1),
        ("chirurgien", 3),
        ("opération", 4),
        ("réagir", 3),
        ("croyez", 2),
        ("aïeul", 2),
        ("marque", 2),
        ("guérie", 2),
        ("qui", 1),
        ("longueur", 2),
        ("guêpe", 2),
        ("créer", 2),
        ("l’intervention", 4),
        ("peut-être", 3),
        ("dermabrasion", 4),
        ("ONIAM", 5),
        ("VIH", 3),
        ("À", 1),
        ("l’", 1),
        ("100", 3),
        ("15000", 5),
        ("1er", 2),
        ("«\u00a0oui\u00a0»", 1),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_sentence_ends_at_a_full_stop_a_question_or_its_own_end() -> None:
    assert sentences(paragraph("Un mot. Deux mots\u00a0? Trois mots\u00a0: ici\u00a0; là… Fin")) == (
        "Un mot.",
        "Deux mots\u00a0?",
        "Trois mots\u00a0: ici\u00a0; là…",
        "Fin",
    )
    assert words("Si oui\u00a0: «\u00a0non\u00a0», 15\u202f000 tours.") == ["Si", "oui", "non", "15000", "tours."]


def test_lists_tables_and_risks_are_counted_as_the_rule_says() -> None:
    one, two = Words(fr="un mot"), Words(fr="deux mots ici")
    risk = Risk(name=one, low=None, high=None, said=two, population=one, more=None, sources=("AC",))
    counted = section(
        Bullets(lead=one, items=(one, two)),
        Table(head=(one, one), rows=(Row(cells=(one, two)),)),
        Risks(lead=None, rows=(risk,)),
        Choices(question=one, options=(two,), chosen=()),
        Lines(label=one, count=2),
        Quotation(wording="SOME_LAW"),
    )
    assert [len(words(s)) for s in sentences(counted)] == [2, 2, 3, 2, 3, 5, 2, 2, 3, 2]


def test_the_score_is_that_of_kandel_and_moles() -> None:
    (score,) = scores([paragraph("Le chat dort. Il a bien bu.")])
    assert (score.sentences, score.words, score.syllables, score.longest) == (2, 7, 7, 4)
    assert score.value == pytest.approx(207 - 1.015 * 3.5 - 73.6)


def test_the_line_of_sources_and_the_list_of_sources_are_not_prose() -> None:
    assert sentences(paragraph("Sources\u00a0: AC, MAYO.")) == ()
    assert "sources" not in {score.section for score in report(information(DERM, SAY, [], "local"))}
    with pytest.raises(ValueError, match="no text to score"):
        overall([paragraph("Sources\u00a0: AC.")])


def test_what_is_out_of_bounds_is_said_in_words() -> None:
    hard = paragraph("L’hyperpigmentation postinflammatoire " + "incontestablement " * 22 + "demeure.")
    (score,) = scores([hard])
    first, second, third = score.faults()
    assert first.endswith(", below 55")
    assert second == "25.0 words a sentence on average, above 14"
    assert third == "a sentence of 25 words, above 22"


@pytest.mark.parametrize("anaesthesia", [kind.value for kind in DERM.anaesthesia])
@pytest.mark.parametrize("factors", [[], ALL, *([one] for one in ALL)], ids=lambda f: "+".join(f[:2]) or "none")
def test_the_information_and_the_after_care_read_easily(factors: list[str], anaesthesia: str) -> None:
    for sheet in (information(DERM, SAY, factors, anaesthesia), aftercare(DERM, SAY, factors)):
        for score in report(sheet):
            assert score.faults() == (), score
            assert score.value >= (FLOOR if score.section else TARGET)
            assert score.longest <= LONGEST


def test_two_factors_together_read_as_easily() -> None:
    for pair in itertools.combinations(ALL, 2):
        for score in report(information(DERM, SAY, pair, "local")):
            assert score.faults() == (), (pair, score)


@given(st.text(alphabet="aeéèiouyœbcdqgnt'’-. 19", max_size=60))
def test_any_text_is_counted_without_fault(text: str) -> None:
    for word in words(text):
        assert 1 <= syllables(word) <= 2 * len(word)
