"""A file broken off: at the end of a revision it is what it honestly was; anywhere else it is never valid."""

from __future__ import annotations

import random
from typing import Any

import pytest
from world import Life

from dermadocs.flows.proving.batch import exit_code

ALL = ["practitioner", "receipt", "acceptance"]
MISSING = [ALL, ALL[1:], ALL[1:], ALL[2:], ALL[2:], [], []]
"""Acts missing when the file ends with its revision 0 (unsigned), 1 (signed), 2 (archived), and so on."""


def ends(life: Life) -> list[int]:
    """Where each revision ends; nothing else of the file is looked at."""
    pdf, found, place = life.accepted.pdf, [], 0
    while (place := pdf.find(b"%%EOF\n", place)) >= 0:
        place += len(b"%%EOF\n")
        found.append(place)
    return found


def cut(life: Life, place: int) -> dict[str, Any]:
    return life.scene.judge(life.accepted.pdf[:place])


def test_there_are_seven_revisions(life: Life) -> None:
    assert ends(life)[-1] == len(life.accepted.pdf)
    assert len(ends(life)) == len(MISSING)


@pytest.mark.parametrize("revision", range(1, len(MISSING)))
def test_cut_at_a_revision_it_is_valid_and_says_what_is_missing(life: Life, revision: int) -> None:
    answer = cut(life, ends(life)[revision])
    assert (answer["verdict"], answer["reasons"], exit_code(answer)) == ("VALID", [], 0)
    assert answer["missing_acts"] == MISSING[revision]
    assert len(answer["acts"]) == revision
    accepted = "acceptance" not in MISSING[revision]
    assert answer["interval"]["verdict"] == ("STATED" if accepted else "NOT_APPLICABLE")


def test_cut_before_the_first_signature_it_is_unsigned(life: Life) -> None:
    answer = cut(life, ends(life)[0])
    assert (answer["verdict"], answer["reasons"], exit_code(answer)) == ("INDETERMINATE", ["UNSIGNED"], 3)
    assert (answer["integrity"], answer["missing_acts"], answer["acts"]) == ("GOOD", ALL, [])
    assert answer["data"]["number"] == "2026-0147"


def places(life: Life) -> list[int]:
    """Forty places: a byte before and after the end of each revision, and the rest anywhere, from a fixed seed."""
    honest = ends(life)
    beside = [end + step for end in honest for step in (-1, 1) if end + step < len(life.accepted.pdf)]
    anywhere = random.Random("cuts").sample(range(1, len(life.accepted.pdf)), 40)
    return [*beside, *(place for place in anywhere if place not in honest)][:40]


@pytest.mark.parametrize("index", range(40))
def test_cut_anywhere_else_it_is_never_valid(life: Life, index: int) -> None:
    answer = cut(life, places(life)[index])
    assert answer["verdict"] != "VALID"
    assert answer["reasons"]
    assert exit_code(answer) != 0
