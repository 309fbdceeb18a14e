"""Behind the first signature, what readers could read in two ways is refused; what products append is not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from foreign import signed, signed_again, token, usual
from foreign_kinds import plain, proven
from forgery_changes import other_info
from forgery_spelling import SPELLINGS
from forgery_tail import NEW, TAILS, Make, Revision, in_stream, predicted
from verify_world import START, World, blank, byte_range, forged_archive, judge, shared, update

from signatures import Integrity, Report, Verdict

AT = START + timedelta(days=20)
TWO_WAYS: dict[str, Make] = {**TAILS, **SPELLINGS}


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


@pytest.fixture(scope="module", name="signed")
def signed_file(made: World) -> bytes:
    """A sound file of others, with archive data behind its signature."""
    return proven(made, plain(made, blank()))


def two_ways(report: Report) -> bool:
    return any("can be read in two ways" in reason.message for reason in report.reasons)


@pytest.mark.parametrize("tail", TWO_WAYS)
def test_tail_that_readers_take_in_two_ways(made: World, signed: bytes, tail: str) -> None:
    report = judge(made, TWO_WAYS[tail](signed), AT, None)
    assert report.verdict is Verdict.INVALID, report.diagnostics()
    assert two_ways(report)


@pytest.mark.parametrize("tail", TWO_WAYS)
def test_the_same_in_a_file_of_ours_before_another_timestamp(made: World, tail: str) -> None:
    """The newest signature covers it: of a clock of the same authority, which stamps whatever it is given."""
    forged = forged_archive(made, TWO_WAYS[tail](shared()[1].steps[2]), "Archive2", START + timedelta(minutes=5))
    report = judge(made, forged, AT)
    assert report.verdict is Verdict.INVALID or report.integrity is Integrity.UNREADABLE, report.diagnostics()
    assert "COVERAGE" not in report.codes


def test_more_line_ends_than_readers_look_back(made: World, signed: bytes) -> None:
    """Who does not find where the last table is repairs the file."""
    assert not two_ways(judge(made, signed + b"\n" * 900, AT, None))
    assert two_ways(judge(made, signed + b"\n" * 1000, AT, None))


def test_a_count_that_is_no_whole_number(made: World, signed: bytes) -> None:
    """One reader takes it for none, so that pages vanish; the library cannot write behind it."""
    assert two_ways(judge(made, in_stream(0, None, NEW, count=b"2.0")(signed), AT, None))
    assert not two_ways(judge(made, in_stream(0, None, NEW)(signed), AT, None))


def test_what_is_appended_in_one_way_is_not_refused_for_it(made: World, signed: bytes) -> None:
    by_hand = Revision(signed)
    by_hand.row(by_hand.new, by_hand.add(by_hand.new, b"1"))
    for pdf in (signed, by_hand.done(), update(signed, other_info)):
        assert not two_ways(judge(made, pdf, AT, None))


def test_an_object_within_a_stream_that_a_reader_cuts_off(made: World, signed: bytes) -> None:
    """Where the length stands elsewhere, a reader that repairs the file ends the stream at this word."""
    for header in (b"5 +0 obj", b"5. 0. obj", b"5\x800\x80obj"):
        by_hand = Revision(signed)
        data = b"x\nendobj\n%s\n<<>>" % header
        by_hand.row(by_hand.new, by_hand.add(by_hand.new, b"<</Length %d>>\nstream\n%s\nendstream" % (len(data), data)))
        assert two_ways(judge(made, by_hand.done(), AT, None)), header
        by_hand = Revision(signed)
        by_hand.row(by_hand.new, by_hand.add(by_hand.new, b"(%s)" % header))
        assert two_ways(judge(made, by_hand.done(), AT, None)), header


def test_a_name_writes_no_line_of_its_own(made: World) -> None:
    odd = "Archive\n  TOTAL_PASSED Practitioner2: Dr Jean MARTIN\u202e"
    pdf = blank(("Practitioner1", odd))
    report = judge(made, plain(made, pdf, odd), AT, None)
    assert report.acts[0].field == odd
    assert not any("Jean MARTIN" in line and "Archive" not in line for line in report.diagnostics().splitlines())
    assert "\u202e" not in report.diagnostics()


@pytest.mark.parametrize(
    ("spelling", "refused"),
    [
        (b"/Filter/FlateDecode/DecodeParms<<%s>>", False),
        (b"/Filter[/FlateDecode]/DecodeParms[<<%s>>]", False),
        (b"/Filter/FlateDecode/DecodeParms[<<%s>>]", True),
        (b"/Filter[/FlateDecode]/DecodeParms<<%s>>", True),
    ],
)
def test_parameters_that_some_readers_do_not_find(made: World, signed: bytes, spelling: bytes, refused: bool) -> None:
    """poppler leaves the differences of the rows as they are then, and other objects are freed."""

    report = judge(made, in_stream(0, None, NEW, packing=predicted(spelling))(signed), AT, None)
    assert two_ways(report) is refused, report.diagnostics()


def test_a_part_of_a_table_without_rows_in_a_stream(made: World, signed: bytes) -> None:
    forged = in_stream(0, None, NEW)(signed)
    assert forged.count(b"/Index[") == 1
    assert two_ways(judge(made, forged.replace(b"/Index[", b"/Index[0 0 "), AT, None))


def test_a_comment_behind_the_end(made: World, signed: bytes) -> None:
    """Some readers look for the last mark of an end, and for the place of the table before that."""
    assert two_ways(judge(made, signed + b"% %%EOF\r", AT, None))


@pytest.mark.parametrize(("more", "refused"), [(b"/DL 1000", False), (b"/X 1", True), (b"/DL 4 0 R", True)])
def test_entries_of_a_stream_of_objects(made: World, signed: bytes, more: bytes, refused: bool) -> None:
    """Only those that products write, and none that waits for another object."""
    assert two_ways(judge(made, in_stream(0, None, NEW, more=more)(signed), AT, None)) is refused


def with_line(pdf: bytes, line: bytes) -> bytes:
    """A line before the word that says where the table is."""
    place = pdf.rindex(b"startxref")
    return pdf[:place] + line + pdf[place:]


def signed_with_line(made: World, pdf: bytes, line: bytes) -> bytes:
    """The same under the signature."""
    first, last, key = with_line(pdf, line), byte_range(pdf)[3], made.surgeon
    number = re.compile(rb"(/ByteRange *\[[0-9 ]+ )%d(?=[ \]])( *)" % last)
    text = b"%d" % (last + len(line))
    first, done = number.subn(lambda found: (found[1] + text).ljust(len(found[0])), first)
    assert (done, len(first)) == (1, len(pdf) + len(line))
    again = byte_range(first)
    return signed_again(
        first, lambda d: signed(key, usual(d, key.certificate), d, stamp=lambda v: token(made, v)), again
    )


ITEXT = b"%iText-5.5.13.3\n"


@pytest.mark.parametrize("object_streams", [False, True])
def test_the_line_in_which_itext_names_itself(made: World, object_streams: bool) -> None:
    """Under the signature, behind it, or both."""
    first = plain(made, blank(object_streams=object_streams))
    by_itext = proven(made, signed_with_line(made, first, ITEXT))
    for pdf in (by_itext, with_line(proven(made, first), ITEXT), with_line(by_itext, ITEXT.replace(b"\n", b"\r\n"))):
        report = judge(made, pdf, AT, None)
        assert report.verdict is Verdict.VALID, report.diagnostics()


@pytest.mark.parametrize("object_streams", [False, True])
@pytest.mark.parametrize(
    "line",
    [
        *(
            ITEXT * 2,
            ITEXT + b"\n",
            b" %\n1\n",
            b"%\xe9\n",
            b"%\t\n",
            b"%\0\n",
            b"%" * 201 + b"\n",
        ),
        *(
            b"%%%s\n" % word
            for word in (b"trailer<<", b"xref", b"startxref 9", b"4 0 obj", b"endobj", b"stream", b"%EOF")
        ),
    ],
)
def test_any_other_line_at_that_place(made: World, object_streams: bool, line: bytes) -> None:
    signed = proven(made, plain(made, blank(object_streams=object_streams)))
    assert two_ways(judge(made, with_line(signed, line), AT, None))
