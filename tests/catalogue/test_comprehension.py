"""Questions that help to understand: an answer to each answer, and never a door that shuts."""

from __future__ import annotations

import pytest

from dermadocs.catalogue import comprehension
from dermadocs.catalogue.comprehension import choices, feedback, teach_back, to_discuss
from dermadocs.catalogue.load import entry
from dermadocs.catalogue.model import Question
from dermadocs.errors import InputError
from dermadocs.languages import speaker

DERM = entry("dermabrasion")
EN = speaker("en")
RIGHT = {question.id: question.right for question in DERM.questions}
each = pytest.mark.parametrize("question", DERM.questions, ids=lambda q: q.id)


def test_there_are_seven_questions() -> None:
    assert len(DERM.questions) == 7


def test_the_right_answer_is_not_always_in_the_same_place() -> None:
    assert len(set(RIGHT.values())) > 1


@each
def test_no_box_is_ticked_beforehand(question: Question) -> None:
    assert choices(question, EN).chosen == ()
    assert choices(question, EN, 1).chosen == (1,)


@each
def test_every_answer_has_its_own_words_in_both_languages(question: Question) -> None:
    for chosen in range(len(question.options)):
        said = feedback(question, chosen, EN)
        assert said.right is (chosen == question.right)
        assert said.ask_surgeon is not said.right
        assert said.text.fr
        assert said.text.tr
        assert said.text.fr.startswith("Oui") is said.right


@each
def test_a_wrong_answer_can_be_tried_again(question: Question) -> None:
    wrong = (question.right + 1) % len(question.options)
    assert not feedback(question, wrong, EN).right
    assert feedback(question, question.right, EN).right


def test_wrong_answers_and_those_left_out_are_for_the_surgeon() -> None:
    assert to_discuss(DERM, RIGHT) == ()
    assert to_discuss(DERM, {}) == tuple(RIGHT)
    assert to_discuss(DERM, {**RIGHT, "q-sun": 0}) == ("q-sun",)


def test_no_answer_stands_in_the_way_of_a_refusal() -> None:
    """Nothing passes or fails: the module knows no gate, and the wrong answers speak of talking, not of trying."""
    assert not [name for name in dir(comprehension) if "pass" in name.lower() or "gate" in name.lower()]
    refuse = next(q for q in DERM.questions if q.id == "q-no")
    for chosen in range(len(refuse.options)):
        assert "toujours" in feedback(refuse, chosen, EN).text.fr


def test_an_answer_that_is_not_offered_is_refused_in_words() -> None:
    question = DERM.questions[0]
    for chosen in (-1, 3):
        with pytest.raises(InputError) as refused:
            feedback(question, chosen, EN)
        assert str(refused.value) == f"answers/q-what: no answer {chosen}; there are 3, from 0"
    with pytest.raises(InputError) as refused:
        to_discuss(DERM, {"q-moon": 0})
    assert str(refused.value) == "answers: 'q-moon' is no question of dermabrasion"


def test_three_things_are_said_again_in_the_patient_s_own_words() -> None:
    assert [words.tr for words in teach_back(DERM, EN)] == [
        "Say in your own words what is going to be done.",
        "Say what could go wrong that would trouble you most.",
        "Say what you must do about the sun.",
    ]
