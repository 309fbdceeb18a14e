"""Files as other products write them: sound ones stay sound, the level and what is odd are named; altered ones fall."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from foreign_kinds import KINDS, Kind, plain, proven, twice
from forgery_changes import other_price, page, sneaky_field
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from verify_world import START, blank, dictionary, forged_archive, judge, shared, update

from signatures import Integrity, Policy, Report, Trust, Verdict, inspect

AT = START + timedelta(days=1)
PRACTICE = Path(os.environ.get("DERMADOCS_CORPORA", "corpora"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_sound_file(kind: Kind) -> None:
    made, _ = shared()
    report = judge(made, kind.make(made), AT, None)
    assert report.integrity is Integrity.GOOD, report.diagnostics()
    if kind.codes:
        assert report.verdict is Verdict.INDETERMINATE
        assert kind.codes <= set(report.codes), report.diagnostics()
    else:
        assert report.verdict is Verdict.VALID, report.diagnostics()
    assert kind.later in " ".join(report.acts[0].later_changes)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.title)
def test_price_changed_in_any_kind_of_file(kind: Kind) -> None:
    made, _ = shared()
    report = judge(made, update(kind.make(made), other_price), AT, None)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert {"CHANGED_AFTER_SIGNING", "COVERAGE"} & set(report.codes)


def test_field_drawn_after_the_first_signature_is_left_to_the_eye() -> None:
    made, _ = shared()
    report = judge(made, twice(made), AT, None)
    assert "what the field Two, added after the first signature, covers" in report.not_checked


def test_field_drawn_by_a_kid_without_a_name() -> None:
    """A field without a place on the page, and a widget below it that stands over the price: whoever signs last has seen
    it, so it is left to the eye; a clock sees nothing."""

    def draw(writer: IncrementalPdfFileWriter) -> None:
        sneaky_field(writer)
        form, first = writer.root["/AcroForm"], page(writer)
        kid = form["/Fields"].raw_get(-1)
        widget = kid.get_object()
        field = writer.add_object(dictionary(FT=widget.pop("/FT"), T=widget.pop("/T"), Kids=generic.ArrayObject([kid])))
        widget["/Parent"] = field
        form["/Fields"][-1] = field
        writer.update_container(form)
        writer.update_container(first)

    made, _ = shared()
    drawn = update(proven(made, plain(made, blank())), draw)
    by_a_clock = judge(made, forged_archive(made, drawn, "Price", START + timedelta(minutes=5)), AT, None)
    assert by_a_clock.verdict is not Verdict.VALID
    assert any("draws over a page" in reason.message for reason in by_a_clock.reasons)
    report = judge(made, plain(made, drawn, "Price"), AT, None)
    assert report.integrity is Integrity.GOOD, report.diagnostics()
    assert "what the field Price, added after the first signature, covers" in report.not_checked


# What a folder of public files is known to hold (its own README says where they come from): words of the name
# and what must be said. Not part of the project; judged where DERMADOCS_CORPORA names the folder.
REFUSED = {
    "one-byterange": "COVERAGE",
    "weird-byterange": "COVERAGE",
    "signature-gap-too-big": "COVERAGE",
    "tail-uncovered": "COVERAGE",
    "sneaky": "CHANGED_AFTER_SIGNING",
    "sig-no-signed-attrs": "NOT_PADES",
    "econtent": "NOT_PADES",
}
LEVELS = {"PAdES_BB.": "B-B", "PAdES_BT.": "B-T", "PAdES_BLT.": "B-LT", "PAdES_BLTA.": "B-LTA"}
UNSIGNED_OR_ODD = ("broken-objstream", "sample01", "usageRights", "broken-xref")
FILES = sorted(PRACTICE.rglob("*.pdf")) if PRACTICE.is_dir() else []


@pytest.mark.skipif(not FILES, reason="DERMADOCS_CORPORA names no folder of public files")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_public_file(path: Path) -> None:
    report: Report = inspect(path.read_bytes(), Policy("practice", Trust(), datetime(2026, 11, 1, tzinfo=UTC)))
    assert report.verdict is not Verdict.VALID  # nobody is trusted
    assert not re.search(r"Traceback|internal", report.diagnostics())
    code = next((code for words, code in REFUSED.items() if words in path.name), None)
    if code is not None:
        assert report.verdict is Verdict.INVALID
        assert code in report.codes
    elif not any(words in path.name for words in UNSIGNED_OR_ODD):
        assert report.integrity is Integrity.GOOD, report.diagnostics()
    level = next((level for words, level in LEVELS.items() if words in path.name), None)
    if level is not None:
        assert str(report.acts[0].level) == level
