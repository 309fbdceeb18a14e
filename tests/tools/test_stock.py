"""The two-validator rule: what we call good, pyHanko's own validation calls good too, and the other way round."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem
from judges import hostile, stock
from judges.specimens import Specimen
from judges.verdicts import UnreachableError

LayOut = Callable[[bytes], list[Specimen]]


@pytest.fixture(scope="module")
def told() -> tuple[Any, Any]:
    """A small world and its document, signed three times."""
    hostile.find_tests()
    from verify_world import shared

    return shared()


@pytest.fixture
def trust(tmp_path: Path, told: tuple[Any, Any]) -> Path:
    folder = tmp_path / "trust"
    folder.mkdir()
    (folder / "root.pem").write_bytes(pem.armor("CERTIFICATE", told[0].authority.root.dump()))
    return folder


def test_both_call_an_honest_file_good(laid_out: LayOut, told: tuple[Any, Any], trust: Path) -> None:
    story = told[1]
    (result,), _ = stock.judge(laid_out(story.last), [trust], story.ends + timedelta(days=1))
    assert result.passed, result.failures
    assert result.note == "6 signatures good to it and to us"


def test_a_changed_byte_is_named_by_both(laid_out: LayOut, told: tuple[Any, Any], trust: Path) -> None:
    story = told[1]
    changed = story.last.replace(b"1 500,00", b"9 500,00", 1)
    (result,), _ = stock.judge(laid_out(changed), [trust], story.ends + timedelta(days=1))
    words = {one.description for one in result.failures}
    assert "Practitioner1: pyHanko says broken" in words
    assert "Practitioner1: we say TOTAL_FAILED" in words


def test_what_only_one_of_them_refuses_is_a_difference(laid_out: LayOut, told: tuple[Any, Any], trust: Path) -> None:
    """pyHanko judges the patient at the time of the act, we at any time: an hour before, nothing is proven to us."""
    story = told[1]
    (result,), _ = stock.judge(laid_out(story.last), [trust], story.ends - timedelta(hours=1))
    assert not result.passed
    assert not any("pyHanko says" in one.description for one in result.failures)


def test_a_file_that_it_cannot_read_is_no_pass(laid_out: LayOut, told: tuple[Any, Any], trust: Path) -> None:
    story = told[1]
    (specimen,) = [one for one in laid_out(story.last) if one.is_final]
    specimen.path.write_bytes(b"%PDF-1.7\nnothing")
    (result,), _ = stock.judge([specimen], [trust], story.ends)
    assert "pyHanko cannot read it" in result.failures[0].description


def test_without_roots_nothing_is_claimed(laid_out: LayOut, told: tuple[Any, Any]) -> None:
    with pytest.raises(UnreachableError, match="no root to judge by"):
        stock.judge(laid_out(told[1].last), [], told[1].ends)
