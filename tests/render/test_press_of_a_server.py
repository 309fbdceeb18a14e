"""The press of a server: in processes of its own, whose end is the end of one paper and not of the server."""

from __future__ import annotations

import os
from collections.abc import Iterator

import press_deeds
import pytest

from dermadocs.bootstrap import press as module
from dermadocs.bootstrap.press import Press
from dermadocs.errors import LawBreach
from dermadocs.render import RenderingFailed


@pytest.fixture
def press() -> Iterator[Press]:
    made = Press(1)
    yield made
    made.close()


def test_a_paper_is_drawn_in_another_process(press: Press) -> None:
    assert press(press_deeds.who) != os.getpid()


def test_what_the_press_refuses_comes_back_as_it_was_said(press: Press) -> None:
    with pytest.raises(LawBreach) as told:
        press(press_deeds.refuse)
    assert (told.value.where, told.value.why, told.value.rule) == (
        "/estimate/lines/0",
        "no price (PRICE-02)",
        "PRICE-02",
    )
    assert str(told.value) == "/estimate/lines/0: no price (PRICE-02)"


def test_a_crash_ends_one_paper_and_the_next_is_drawn(press: Press) -> None:
    with pytest.raises(RenderingFailed, match="broke down"):
        press(press_deeds.crash)
    assert press(press_deeds.who) != os.getpid()


def test_an_endless_paper_is_given_up(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    child = press(press_deeds.who)
    monkeypatch.setattr(module, "SECONDS", 0.5)
    with pytest.raises(RenderingFailed, match=r"no paper after 0\.5 s"):
        press(press_deeds.hang)
    monkeypatch.setattr(module, "SECONDS", 60)
    assert press(press_deeds.who) != child


def test_memory_of_a_child_is_limited(press: Press) -> None:
    with pytest.raises(MemoryError):
        press(press_deeds.eat)
