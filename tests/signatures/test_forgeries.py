"""Forgeries that need more than one file or one step; single ones stand in `families`."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from foreign import signed, signed_again, token, usual
from foreign_kinds import by_pyhanko, plain, proven
from forgery_changes import CHANGES, Change, no_values, other_price
from hypothesis import given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from verify_world import (
    PLAN,
    START,
    Story,
    World,
    blank,
    byte_range,
    flip,
    forged_archive,
    judge,
    rebuilt,
    shared,
    story,
    update,
    world,
)

from signatures import Integrity, Report, Verdict

LATER = timedelta(days=20)


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


@pytest.fixture(scope="module")
def told() -> Story:
    return shared()[1]


def strict(pdf: bytes) -> Report:
    made, _ = shared()
    return judge(made, pdf, START + LATER)


def lenient(pdf: bytes) -> Report:
    made, _ = shared()
    return judge(made, pdf, START + LATER, None)


# what pyHanko's difference analysis lets anyone do, so that only our own class of files refuses it
TOLERATED = {"hidden_field", "orphan_only"}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: str(change.__name__))
def test_revision_slipped_in_before_a_later_signature(made: World, told: Story, change: Change) -> None:
    """The forger adds a timestamp of the same authority: coverage alone no longer betrays the change."""
    forged = forged_archive(made, update(told.steps[2], change), "Archive2", START + timedelta(minutes=5))
    report = strict(forged)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "COVERAGE" not in report.codes
    if change.__name__ not in TOLERATED:
        named = {"CHANGED_AFTER_SIGNING", "METADATA_CHANGED"} & set(lenient(forged).codes)
        assert named, lenient(forged).diagnostics()


def test_content_supplied_after_signing_for_a_reference_that_pointed_nowhere(made: World) -> None:
    """A shadow document: page one names an object that does not exist until after the signature."""
    first = blank()
    number = max(int(found) for found in re.findall(rb"\n(\d+) 0 obj", first)) + 7
    reference = re.search(rb"/Contents (\d+) 0 R", first)
    assert reference is not None
    missing = b"/Contents [%d 0 R %d 0 R]" % (int(reference[1]), number)
    prepared = rebuilt(first.replace(reference[0], missing, 1))
    signed = made.archive(made.certify(prepared, START), START)

    def supply(writer: IncrementalPdfFileWriter) -> None:
        writer.objects[(0, number)] = generic.StreamObject(stream_data=b"BT /F1 40 Tf 50 600 Td (9 500) Tj ET")

    forged = update(signed, supply)
    assert lenient(forged).verdict is Verdict.INVALID, lenient(forged).diagnostics()
    assert "CHANGED_AFTER_SIGNING" in lenient(forged).codes
    assert strict(forged).verdict is not Verdict.VALID


# ---- cutting, joining, junk


def test_cut_in_the_middle(told: Story) -> None:
    """Mostly unreadable; just behind a revision's end it reads, with a tail that nothing covers."""
    for part in range(1, 60):
        report = strict(told.last[: len(told.last) * part // 60])
        assert report.verdict is not Verdict.VALID
        assert report.integrity is not Integrity.GOOD or report.codes == ("NO_SIGNATURE",)


def test_cut_at_an_earlier_revision_is_good_and_tells_of_fewer_acts(told: Story) -> None:
    assert told.last.startswith(told.steps[3])
    report = strict(told.last[: len(told.steps[3])])
    assert report.verdict is Verdict.VALID
    assert report.act("acceptance") is None


@pytest.mark.parametrize(
    "junk", [b"\n", b" ", b"x", b"%%EOF\n", b"\n" * 2000, b"\0", b"%PDF-1.7\n", b"startxref\n0\n%%EOF\n"]
)
def test_junk_at_the_end(told: Story, junk: bytes) -> None:
    assert strict(told.last + junk).verdict is not Verdict.VALID
    assert lenient(told.last + junk).verdict is not Verdict.VALID or not junk.strip()


def test_junk_before_the_beginning(told: Story) -> None:
    assert strict(b"junk\n" + told.last).verdict is not Verdict.VALID


def test_two_documents_joined(told: Story) -> None:
    assert strict(told.last + told.steps[2]).verdict is not Verdict.VALID
    assert strict(told.steps[2] + told.last).verdict is not Verdict.VALID


def test_forged_archive_is_what_it_should_be_when_nothing_was_altered(made: World, told: Story) -> None:
    """Otherwise the forgeries above would fail for the wrong reason."""
    honest = forged_archive(made, told.steps[3], "Archive2", START + timedelta(minutes=15))
    assert strict(honest).verdict is Verdict.VALID, strict(honest).diagnostics()
    assert lenient(honest).verdict is Verdict.VALID


def test_contents_of_two_signatures_swapped(told: Story) -> None:
    _, a1, b1, _ = byte_range(told.last, -1)
    _, a2, b2, _ = byte_range(told.last, -3)
    size = min(b1 - a1, b2 - a2)
    one, other = told.last[a1 : a1 + size - 1] + b">", told.last[a2 : a2 + size - 1] + b">"
    forged = bytearray(told.last)
    forged[a1 : a1 + size], forged[a2 : a2 + size] = other, one
    report = strict(bytes(forged))
    assert report.verdict is Verdict.INVALID
    assert "SIGNATURE_BROKEN" in report.codes or "COVERAGE" in report.codes


def test_timestamp_copied_from_another_document(made: World, told: Story) -> None:
    other = made.archive(made.certify(blank(price="2 000,00"), START), START)
    mine = told.steps[2]
    _, a1, b1, _ = byte_range(mine)
    _, a2, b2, _ = byte_range(other)
    assert b1 - a1 == b2 - a2
    report = strict(mine[:a1] + other[a2:b2] + mine[b1:])
    assert report.verdict is Verdict.INVALID
    assert "SIGNATURE_BROKEN" in report.codes


# ---- made anew by somebody else


def test_same_document_signed_again_by_another_authority(told: Story) -> None:
    with world("Cabinet d'essai") as forger:
        forged = story(forger, told.steps[0]).last
    report = strict(forged)
    assert report.verdict is Verdict.INDETERMINATE
    assert set(report.codes) == {"UNTRUSTED"}


def test_other_price_signed_by_the_right_people_is_another_document(made: World, told: Story) -> None:
    """Nothing in the file can tell: only its digest, in the register and in the bundle."""
    report = strict(story(made, blank(price="9 500,00")).last)
    assert report.verdict is Verdict.VALID
    assert report.sha256 != strict(told.last).sha256


@pytest.mark.parametrize("word", [b"/ByteRange", b"/Byte#52ange"], ids=["ByteRange", "spelt otherwise"])
def test_signature_of_another_in_the_same_field(made: World, word: bytes) -> None:
    """Its value taken away, the price changed, the field signed by somebody whom the reader trusts as well."""

    def emptied(writer: IncrementalPdfFileWriter) -> None:
        no_values(writer)
        other_price(writer)

    honest = plain(made, by_pyhanko(made, blank(), "Receipt1", key=made.patient))
    assert "CHANGED_AFTER_SIGNING" not in lenient(honest).codes
    forged = plain(made, update(by_pyhanko(made, blank(), "Receipt1", key=made.patient), emptied), "Receipt1")
    place, key = byte_range(forged), made.surgeon
    head, _, tail = forged.rpartition(b"/ByteRange")
    numbers, _, rest = tail.partition(b"]")
    padding = len(word) - len(b"/ByteRange")
    assert rest.startswith(b" " * padding)
    spelt = head + word + numbers + b"]" + rest[padding:]
    sealed = signed_again(
        spelt, lambda d: signed(key, usual(d, key.certificate), d, stamp=lambda v: token(made, v)), place
    )
    report = lenient(proven(made, sealed))
    assert len(report.acts) == 1
    assert "SIGNATURE_BROKEN" not in report.codes
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert "CHANGED_AFTER_SIGNING" in report.codes


# ---- any byte


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_bit_of_the_finished_file(data: st.DataObject) -> None:
    _, told = shared()
    offset = data.draw(st.integers(0, len(told.last) - 1))
    bit = data.draw(st.integers(0, 7))
    report = strict(flip(told.last, offset, bit))
    assert report.verdict is not Verdict.VALID


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=1, max_size=2000))
def test_any_tail_is_reported(tail: bytes) -> None:
    _, told = shared()
    assert strict(told.last + tail).verdict is not Verdict.VALID


def test_plan_is_the_one_of_the_story() -> None:
    """The forgeries are judged by the plan under which the original is valid."""
    _, told = shared()
    assert strict(told.last).verdict is Verdict.VALID
    assert lenient(told.last).verdict is Verdict.VALID
    assert [field.field for field in PLAN.fields] == ["Practitioner1", "Receipt1", "Acceptance1"]
