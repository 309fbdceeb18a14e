"""Who holds no key makes no file that is believed: an editor, a hex editor, tails, other people's timestamps."""

from __future__ import annotations

import pytest
from hostile_forgery import Forgery
from hostile_outsiders import EVERY, FINAL
from pypdf import PageObject
from world import Life

from dermadocs.flows.proving import judging
from dermadocs.flows.proving.batch import exit_code


@pytest.fixture(autouse=True)
def _story_untold(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the pages say is left out: an outsider is found by the bytes alone, and in a third of the time."""
    monkeypatch.setattr(PageObject, "extract_text", lambda *_, **__: "")
    monkeypatch.setattr(judging, "compare", lambda *_: [])
    monkeypatch.setattr(judging, "law_of_ours", lambda *_: judging.no_law("no text in this test"))


def refused(life: Life, base: bytes, forgery: Forgery) -> None:
    forged = forgery.make(base)
    assert forged != base
    answer = life.scene.judge(forged)
    told = (exit_code(answer), answer["verdict"], answer["reasons"])
    assert exit_code(answer) in forgery.exits, told
    assert forgery.codes & set(answer["reasons"]), told


@pytest.mark.parametrize("forgery", EVERY, ids=lambda forgery: forgery.title)
def test_forged_after_the_surgeon_signed(life: Life, forgery: Forgery) -> None:
    refused(life, life.sent.pdf, forgery)


@pytest.mark.parametrize("forgery", FINAL, ids=lambda forgery: forgery.title)
def test_forged_after_all_was_accepted(life: Life, forgery: Forgery) -> None:
    refused(life, life.accepted.pdf, forgery)


def test_what_is_left_untouched_is_believed(life: Life) -> None:
    for honest in (life.sent, life.received, life.accepted):
        assert exit_code(life.scene.judge(honest.pdf)) == 0
