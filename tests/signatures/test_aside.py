"""What hangs on something that the library's comparison of revisions passes by is compared all the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from foreign_kinds import fill, plain, proven, with_text, written
from forgery_aside import ASIDE
from forgery_changes import page
from forgery_stamps import STAMPS, stamped
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from verify_world import START, World, forged_archive, judge, shared, update

from signatures import Integrity, Verdict

AT = START + timedelta(days=20)


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


@pytest.mark.parametrize("aside", ASIDE)
def test_what_was_prepared_is_sound_until_it_is_set_off(made: World, aside: str) -> None:
    signed = plain(made, ASIDE[aside].prepared)
    assert judge(made, signed, AT, None).integrity is Integrity.GOOD
    report = judge(made, ASIDE[aside].set_off(signed), AT, None)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "CHANGED_AFTER_SIGNING" in report.codes


def field(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    found: generic.DictionaryObject = writer.root["/AcroForm"]["/Fields"][0]
    return found


@pytest.mark.parametrize(("where", "key"), [(page, "/Type"), (field, "/FT"), (field, "/Subtype")])
def test_names_that_become_strings_in_a_file_of_ours(
    made: World, where: Callable[[IncrementalPdfFileWriter], generic.DictionaryObject], key: str
) -> None:
    """The newest timestamp covers it; nothing was prepared."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        one = where(writer)
        one[key] = generic.pdf_string(str(one[key]))
        writer.update_container(one)

    forged = forged_archive(made, update(shared()[1].last, change), "Archive9", START + timedelta(days=1))
    report = judge(made, forged, AT)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "CHANGED_AFTER_SIGNING" in report.codes


def test_a_clock_vouches_for_nothing_that_was_filled_in(made: World) -> None:
    signed = proven(made, plain(made, with_text()))
    assert judge(made, signed, AT, None).integrity is Integrity.GOOD
    stamped = forged_archive(made, update(signed, fill), "Archive1", START + timedelta(minutes=5))
    report = judge(made, stamped, AT, None)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "CHANGED_AFTER_SIGNING" in report.codes


@pytest.mark.parametrize("stamp", STAMPS)
def test_a_clock_carries_nothing_in(made: World, stamp: str) -> None:
    one = STAMPS[stamp]
    signed = written(made, one.paper())
    assert judge(made, signed, AT, None).verdict is Verdict.VALID
    report = judge(made, stamped(made, signed, one.change, one.new), AT, None)
    drawn = report.verdict is Verdict.INDETERMINATE and any("draws over" in one.message for one in report.reasons)
    assert drawn or report.verdict is Verdict.INVALID, report.diagnostics()


def test_a_clock_that_brings_nothing_but_its_time(made: World) -> None:
    """The palette is left out: the library itself writes it in other bytes."""
    for one in (one for title, one in STAMPS.items() if "palette" not in title):
        signed = written(made, one.paper())
        report = judge(made, stamped(made, signed, lambda *_: None, one.new), AT, None)
        assert report.verdict is Verdict.VALID, report.diagnostics()
