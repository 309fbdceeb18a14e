"""What the console says for codes is translated, and every code that can occur has its words."""

from __future__ import annotations

from collections.abc import Iterator

from dermadocs.domain.message import Kind
from dermadocs.domain.state import State
from dermadocs.flows.outlook import NEXT
from dermadocs.languages import key, surface_catalogue
from dermadocs.law.report import COLUMNS
from dermadocs.portal.practice import words

NOT_SAID = frozenset({"kept", "invalid", "undecided", "moss", "madder", "ochre", "ink-2", ""})
"""Icons and colours that stand beside words."""


def texts(value: object) -> Iterator[str]:
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, tuple) else ()
    if isinstance(value, str):
        yield value
    for part in parts:
        yield from texts(part)


def test_every_word_is_translated() -> None:
    known = surface_catalogue("console", "en").sentences
    tables = {name: value for name, value in vars(words).items() if name.isupper()}
    assert len(tables) > 10
    said = {text for value in tables.values() for text in texts(value)} - NOT_SAID
    assert {text for text in said if key(text) not in known} == set()


def test_every_state_says_whose_turn_it_is() -> None:
    """As `flows/outlook` knows it: what is the practice's turn there is a task here."""
    practice = {state for state, following in NEXT.items() if following.who == "practice"}
    assert practice == set(words.TASKS)
    assert set(words.AWAITED) | {State.REFLECTING, State.READY, State.ARCHIVED} == set(State) - practice


def test_columns_marks_and_messages_have_words() -> None:
    assert set(words.PARTS_OF_LAW) == set(COLUMNS)
    assert set(words.MESSAGES) == set(Kind.__args__)  # type: ignore[attr-defined]
    assert set(words.SENDING) == {"ready", "running", "done", "dead"}
