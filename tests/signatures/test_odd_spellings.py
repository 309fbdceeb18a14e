"""What is VALID reads alike in every reader, however the revision behind the signature is spelt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from foreign_kinds import written
from odd_spellings import Spelling, appended, oddities, packed_then_edited, single
from readers import shown
from verify_world import START, World, blank, judge
from verify_world import shared as world

from signatures import Verdict, tables, tail
from signatures.spelling import HEADER

AT = START + timedelta(days=20)


@pytest.fixture(scope="module")
def made() -> World:
    return world()[0]


def is_valid(made: World, pdf: bytes) -> bool:
    return judge(made, pdf, AT, None).verdict is Verdict.VALID


@pytest.mark.parametrize("by_stream", [False, True])
@pytest.mark.parametrize("paper", [blank, packed_then_edited])
def test_readers_agree_on_what_is_valid(made: World, paper: Callable[[], bytes], by_stream: bool) -> None:
    signed = written(made, paper())
    honest, judged = shown(signed), {True: 0, False: 0}
    assert is_valid(made, appended(signed, Spelling(), by_stream=by_stream))
    for spelling in single():
        pdf = appended(signed, spelling, by_stream=by_stream)
        valid = is_valid(made, pdf)
        judged[valid] += 1
        if valid:
            assert shown(pdf) == honest, oddities(spelling)
    assert min(judged.values()) > 50, judged


def test_they_would_not_if_less_was_asked(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of them makes its own table of a file whose last one begins in another way, and shows an older page."""
    for module in (tables, tail):
        monkeypatch.setattr(module, "IN_ONE_LINE", HEADER)
    signed = written(made, packed_then_edited())
    pdf = appended(signed, Spelling(table_header=b"%d 0\nobj\n"), by_stream=True)
    assert is_valid(made, pdf)
    assert [name for name, pages in shown(pdf).items() if pages != shown(signed)[name]] == ["pypdf"]
