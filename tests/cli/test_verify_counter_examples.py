"""What an auditor is told of each counter-example of the demonstration."""

from __future__ import annotations

from typing import Any

import pytest
from test_verify_estimate import KEYS
from world import Batch, Demo, command

from dermadocs.flows.proving.batch import exit_code

EXPECTED: dict[str, tuple[int, str, list[str]]] = {
    "accepted-two-minutes-early.pdf": (1, "INVALID", ["INTERVAL_VIOLATED"]),
    "accepted-one-second-early.pdf": (3, "INDETERMINATE", ["INTERVAL_NOT_PROVEN"]),
    "price-redrawn.pdf": (1, "INVALID", ["COVERAGE", "PAGES_CHANGED", "CHANGED_AFTER_SIGNING", "STORY_DIFFERS"]),
    "patient-field-signed-by-surgeon.pdf": (1, "INVALID", ["WRONG_SIGNER"]),
    "extra-field-signed.pdf": (1, "INVALID", ["UNKNOWN_FIELD", "WRONG_ORDER"]),
    "junk-after-the-end.pdf": (1, "INVALID", ["COVERAGE", "CHANGED_AFTER_SIGNING"]),
    "cut-in-a-revision.pdf": (2, "INDETERMINATE", ["UNREADABLE"]),
    "cut-at-a-revision.pdf": (0, "VALID", []),
    "rewritten-by-another-authority.pdf": (3, "INDETERMINATE", ["UNTRUSTED", "INTERVAL_NOT_PROVEN"]),
}


def answer_for(judged: Batch, name: str) -> dict[str, Any]:
    [answer] = [answer for answer in judged.answers if answer["file"].endswith(f"counter-examples/{name}")]
    return answer


def test_every_counter_example_is_expected_here(demo: Demo) -> None:
    assert {path.name for path in (demo.folder / "counter-examples").iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_exit_verdict_and_reasons(judged: Batch, name: str) -> None:
    answer = answer_for(judged, name)
    assert (exit_code(answer), answer["verdict"], answer["reasons"]) == EXPECTED[name]
    assert set(answer) == KEYS
    assert list(dict.fromkeys(message["code"] for message in answer["messages"])) == answer["reasons"]
    assert all(message["message"] for message in answer["messages"])


@pytest.mark.parametrize(
    ("name", "code"),
    [("accepted-two-minutes-early.pdf", 1), ("accepted-one-second-early.pdf", 3), ("cut-in-a-revision.pdf", 2)],
)
def test_alone_it_gives_that_exit_to_the_shell(demo: Demo, name: str, code: int) -> None:
    done = command("verify", "--trust", demo.trust, demo.counter_example(name))
    assert done.returncode == code
    assert EXPECTED[name][2][0] in done.stdout.splitlines()[0]
    assert "Traceback" not in done.stderr


def test_the_honest_earlier_state_says_what_is_missing(judged: Batch) -> None:
    answer = answer_for(judged, "cut-at-a-revision.pdf")
    assert answer["missing_acts"] == ["acceptance"]
    assert answer["interval"]["verdict"] == "NOT_APPLICABLE"


def test_a_broken_file_is_not_called_unsigned(judged: Batch) -> None:
    """Nothing is known of its signatures, so none is said to be missing."""
    answer = answer_for(judged, "cut-in-a-revision.pdf")
    assert (answer["acts"], answer["missing_acts"]) == ([], [])
    assert "everything: the file could not be read" in answer["not_checked"]


def test_the_other_authority_shows_its_own_root_and_price(demo: Demo, judged: Batch) -> None:
    other = answer_for(judged, "rewritten-by-another-authority.pdf")
    honest = next(answer for answer in judged.answers if answer["file"] == str(demo.estimate))
    assert (honest["data"]["number"], honest["data"]["gross"]) == ("2026-0147", "1500.00")
    assert (other["data"]["number"], other["data"]["gross"]) == ("2026-0147", "2700.00")
    assert other["trust"]["anchor"] is None
    assert other["trust"]["sha256"] != honest["trust"]["sha256"]
