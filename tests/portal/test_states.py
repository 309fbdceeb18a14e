"""Each state has a word in every language, an icon and a colour; the days of reflection are counted as people count."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dermadocs.domain.reflection import gate
from dermadocs.domain.state import State
from dermadocs.languages import key, surface_catalogue
from dermadocs.portal.states import ICONS, LOOKS, OPEN, PLAIN, SOON, shown
from dermadocs.report.voice import Voice

DAY = date(2026, 9, 10)
SAY = Voice("fr")


@pytest.mark.parametrize(("surface", "language"), [("console", "en"), ("room", "ar"), ("desk", "en")])
def test_every_state_has_a_word_in_every_language(surface: str, language: str) -> None:
    known = surface_catalogue(surface, language).sentences
    words = {look.word for look in (*LOOKS.values(), OPEN, SOON)} | set(PLAIN.values())
    assert {word for word in words if key(word) not in known} == set()


def test_every_state_has_an_icon_of_its_own() -> None:
    assert set(LOOKS) == set(State)
    icons = [look.icon for look in (*LOOKS.values(), OPEN)]
    assert len(set(icons)) == len(icons)
    assert set(icons) <= set(ICONS)


@pytest.mark.parametrize(
    ("now", "word", "colour"),
    [
        (datetime(2026, 9, 10, 20, tzinfo=UTC), "Réflexion, à partir du 11\u00a0sept.\u00a02026", "ochre"),
        (datetime(2026, 9, 10, 22, 30, tzinfo=UTC), "Réflexion, jour 1 sur 15", "ochre"),  # Paris: the 11th, 0:30
        (datetime(2026, 9, 16, 7, 40, tzinfo=UTC), "Réflexion, jour 6 sur 15", "ochre"),
        (datetime(2026, 9, 25, 21, 59, tzinfo=UTC), "Réflexion, jour 15 sur 15", "ochre"),
        (datetime(2026, 9, 25, 22, 0, tzinfo=UTC), "Ouvert à l’acceptation", "moss"),
    ],
)
def test_days_are_counted_in_paris(now: datetime, word: str, colour: str) -> None:
    state = shown("REFLECTING", SAY, now, day=DAY, gate=gate(DAY))
    assert (state.word, state.colour) == (word, colour)
    assert 'aria-hidden="true"' in state.icon


def test_decision_to_decline_does_not_look_like_a_failure() -> None:
    now = datetime(2026, 9, 16, tzinfo=UTC)
    assert shown("REFUSED", SAY, now).colour == "ink-2"
