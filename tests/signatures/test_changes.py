"""The difference analysis by neighbours refuses whatever the library's own, by pairs, refuses."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import SuspiciousModification
from pyhanko.sign.fields import MDPPerm
from test_forgeries import CHANGES, Change
from verify_world import START, forged_archive, judge, shared, update

from signatures import Policy, Trust, Verdict
from signatures.changes import steps
from signatures.reading import open_document

POLICY = Policy("test", Trust(), START)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """The library logs each finding with a traceback."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def library_accepts(pdf: bytes) -> bool:
    """Whether pyHanko, comparing each signed revision with all later ones, permits every change."""
    accepted = True
    for signature in PdfFileReader(io.BytesIO(pdf), strict=False).embedded_signatures:
        try:
            signature.compute_integrity_info()
        except Exception:
            return False
        result = signature.diff_result
        if isinstance(result, SuspiciousModification):
            return False
        permitted = signature.docmdp_level or MDPPerm.ANNOTATE
        accepted = accepted and result.modification_level.value <= permitted.value
    return accepted


def ours_accept(pdf: bytes) -> bool:
    return all(step.problem is None for step in steps(open_document(pdf, POLICY, strict=False)))


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.__name__))
@pytest.mark.parametrize("place", ["at the end", "after the first act", "between the second and third"])
def test_nothing_is_let_through_that_the_library_refuses(change: Change, place: str) -> None:
    made, told = shared()
    step, title = {"at the end": (6, "Archive4"), "after the first act": (2, "Archive2")}.get(place, (4, "Archive3"))
    altered = update(told.steps[step], change)
    for pdf in (altered, forged_archive(made, altered, title, told.ends + timedelta(minutes=1))):
        assert library_accepts(pdf) or not ours_accept(pdf)


def test_what_both_accept(tmp_path: Path) -> None:
    """The comparison above would pass if everything were refused."""
    _, told = shared()
    for pdf in told.steps[1:]:
        assert library_accepts(pdf)
        assert ours_accept(pdf)


def test_each_revision_is_explained_in_words() -> None:
    made, told = shared()
    report = judge(made, told.last, told.ends + timedelta(days=1))
    assert report.verdict is Verdict.VALID
    assert report.acts[0].later_changes == (
        "revision 2: archive data only",
        "revision 3: fields filled: Receipt1",
        "revision 4: archive data only",
        "revision 5: fields filled: Acceptance1",
        "revision 6: archive data only",
    )
    assert report.acts[-1].later_changes == ()
