"""The console says the law, its questions and its refusals in French to who reads French, in English to who asks it."""

from __future__ import annotations

import re

import practice_steps as steps
import pytest
from portal_client import Answer, Client
from portal_server import Server
from test_practice_acts import drafted, opened

ENGLISH = re.compile(r"\b(the|must|was|were|is not|has|have)\b")
"""Words that no French sentence has."""


@pytest.fixture(scope="module")
def english(portal: Server) -> Client:
    return Client(portal.url, "en").enter("surgeon")


def unmarked_english(page: Answer) -> list[str]:
    """English words on a French page that are not marked as English."""
    assert '<html lang="fr"' in page.text
    french = re.sub(r'<(span|p) lang="en"[^>]*>.*?</\1>', "", page.text, flags=re.DOTALL)
    french = re.sub(r"<(script|style|form class=\"language\").*?</", "", french, flags=re.DOTALL)
    return ENGLISH.findall(re.sub(r"<[^>]+>", " ", french))


def test_questions_of_the_law_are_asked_in_the_readers_language(surgeon: Client, english: Client) -> None:
    dossier = opened(surgeon, "Questions")
    steps.identity(surgeon, dossier)
    steps.interview(surgeon, dossier)
    steps.estimate(surgeon, dossier, steps.Act())
    page = steps.page(surgeon, dossier, "answers")
    assert 'name="yes"' in page.text
    assert unmarked_english(page) == []
    assert ENGLISH.search(steps.words_of(steps.page(english, dossier, "answers")))


def test_what_the_law_finds_is_said_in_the_readers_language(assistant: Client, english: Client) -> None:
    dossier = opened(assistant, "Constats")
    unlawful = steps.Act(more={"/estimate/lines/0/label": "Acompte à la réservation"})
    page = steps.estimate(assistant, dossier, unlawful)
    assert "PRICE-06" in steps.words_of(page)
    assert unmarked_english(page) == []
    editor = steps.page(english, dossier, "estimate")
    assert ">local anaesthesia</option>" in editor.text
    found = re.search(r'<li class="finding blocking">.*?</li>', editor.text, re.DOTALL)
    assert found
    assert '<p lang="en">' in found[0]


def test_a_closed_act_says_why_in_the_readers_language(assistant: Client, surgeon: Client, english: Client) -> None:
    dossier = drafted(assistant, surgeon, "Ferme")
    closed = steps.page(surgeon, dossier, "operation")
    assert closed.status == 409
    assert unmarked_english(closed) == []
    assert re.search(r'<div class="closed">.*<span lang="fr">[^<]+', closed.text, re.DOTALL)
    assert re.search(
        r'<div class="closed">.*<span lang="en">[^<]+', steps.page(english, dossier, "operation").text, re.DOTALL
    )
