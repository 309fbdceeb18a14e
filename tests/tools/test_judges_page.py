"""docs/judges.md cannot lie: it is what the judges said, and they say it again."""

from __future__ import annotations

from pathlib import Path

import pytest
from judges import hostile, record
from judges.page import PAGE, TESTED, page

KNOWN = record.load()
ASKED = [(family, title) for family, every in KNOWN.answers.items() for title in list(every)[::TESTED]]


@pytest.fixture(scope="module")
def every() -> list[hostile.Forged]:
    return hostile.gather()


def test_the_page_is_written_from_the_answers_and_the_words() -> None:
    assert PAGE.read_text("utf-8") == page(KNOWN, record.families()), "run tools/judges_page.py --words"


def test_every_forgery_of_the_tests_is_on_the_page(every: list[hostile.Forged]) -> None:
    missing = [one.name for one in every if KNOWN.of(one) is None and one.family != hostile.PRACTICE]
    assert (missing, record.gone(every, KNOWN)) == ([], []), "run tools/judges_page.py --write"


def test_a_family_without_words_is_no_page() -> None:
    with pytest.raises(ValueError, match="editor"):
        page(KNOWN, [one for one in record.families() if one.key != "editor"])


def test_another_answer_than_the_one_on_the_page_is_named(every: list[hostile.Forged]) -> None:
    one = every[0]
    then = KNOWN.of(one)
    assert then is not None
    assert record.differences([one], [then], KNOWN) == []
    (words,) = record.differences([one], [{**then, "EU DSS": "sees nothing"}], KNOWN)
    assert words.startswith(f"{one.name}: EU DSS says « sees nothing », the page «")


@pytest.mark.needs("pdfsig")
@pytest.mark.parametrize(("family", "title"), ASKED, ids=map(": ".join, ASKED))
def test_the_judges_say_it_again(every: list[hostile.Forged], family: str, title: str) -> None:
    if family == hostile.PRACTICE and hostile.practice_set() is None:
        pytest.skip("the practice set does not lie beside the project")
    (forged,) = [one for one in every if (one.family, one.title) == (family, title)]
    said = hostile.ask_quick([forged])
    assert record.differences([forged], said, KNOWN, record.others(KNOWN)) == []


@pytest.mark.needs("pdfsig")
def test_a_judge_of_another_version_may_say_something_else(every: list[hostile.Forged]) -> None:
    older = record.Record({**KNOWN.versions, "pdfsig": "0.1"}, KNOWN.answers)
    assert "pdfsig" in record.others(older)
    then = KNOWN.of(every[0])
    assert then is not None
    assert record.differences([every[0]], [{**then, "pdfsig": "?"}], KNOWN, ["pdfsig"]) == []


def test_the_practice_set_is_looked_for_beside_the_project(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DERMADOCS_CORPORA", str(tmp_path / "nowhere"))
    assert hostile.practice_set() is None
    monkeypatch.setenv("DERMADOCS_CORPORA", str(tmp_path))
    assert hostile.practice_set() == tmp_path
