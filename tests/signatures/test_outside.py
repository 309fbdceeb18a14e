"""A file within a file, and words that packed data hold by chance, are no parts of the file around them."""

from __future__ import annotations

import io
import os
import re
import time
import zlib

import pytest
from bad_inputs import stream
from foreign_kinds import plain, proven
from forgery_aside import PRICE, paper
from forgery_tail import Revision
from hypothesis import given
from hypothesis import strategies as st
from verify_world import START, World, judge, shared

from signatures import Integrity, Verdict, outside
from signatures.one_parse import OneParseReader
from signatures.outside import Outside
from signatures.sandbox import Sandbox
from signatures.words import LOOSE_BACKWARDS, LOOSE_HEADER, deflated

AT = START.replace(year=START.year, month=START.month + 1)
FILE = b"/Type/EmbeddedFile"
CATALOG = b"/Names<</EmbeddedFiles<</Names[(a.pdf) 7 0 R]>>>>"
NAMES = b"<</Type/Filespec/F(a.pdf)/UF(a.pdf)/EF<</F 8 0 R>>>>"
STRAY = b"\n4 0 obj\n" + stream(PRICE % b"F2") + b"\nendobj\n"


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


def holding(data: bytes, entries: bytes = FILE) -> bytes:
    """A paper with an embedded file (or another stream that something names)."""
    return paper(NAMES, stream(data, entries), catalog=CATALOG)


def test_a_signed_file_embedded_as_it_is(made: World) -> None:
    """With its objects, tables, trailers, ends, and a reference to what our timestamp brings: nobody changed a thing."""
    inner = proven(made, plain(made, paper())) + b"<</A 10 0 R>>"
    signed = plain(made, holding(inner))
    assert "UNPACKED_ATTACHMENT" not in judge(made, signed, AT, None).codes
    report = judge(made, proven(made, signed), AT, None)
    assert (report.verdict, report.integrity) == (Verdict.INDETERMINATE, Integrity.GOOD), report.diagnostics()
    assert report.codes == ("UNPACKED_ATTACHMENT",)


@pytest.mark.parametrize("words", [b"4 %a line\n0 obj\n<<>>", b"trailer\n<</Root 1 0 R>>"])
def test_an_embedded_file_with_parts_of_another_one(made: World, words: bytes) -> None:
    report = judge(made, proven(made, plain(made, holding(words))), AT, None)
    assert report.codes == ("UNPACKED_ATTACHMENT",), report.diagnostics()


def test_the_same_packed(made: World) -> None:
    """Although half of it cannot be made smaller."""
    inner = os.urandom(40_000) + STRAY + os.urandom(40_000)
    assert b" 0 obj" in zlib.compress(inner)
    whole = deflated(inner)
    assert zlib.decompress(whole) == inner
    pdf = proven(made, plain(made, holding(whole, FILE + b"/Filter/FlateDecode")))
    assert judge(made, pdf, AT, None).verdict is Verdict.VALID


def test_where_a_signer_s_revision_begins(made: World) -> None:
    """Not behind the end of a file within the file."""
    drawn = holding(paper())
    (act,) = judge(made, plain(made, drawn), AT, None).acts
    assert act.begins == len(drawn)


def test_chance_words_in_packed_data(made: World) -> None:
    """A digit, any byte, a digit and « R » come once in 20,000 bytes of a picture."""
    chance = b"\x83" + b"".join(b"%d\xb71\x9cR\x07" % number for number in range(30)) + b"\xfe3\x811\xe8obj\x90"
    report = judge(made, proven(made, plain(made, holding(chance, b"/Type/XObject"))), AT, None)
    assert report.verdict is Verdict.VALID, report.diagnostics()


def test_the_same_where_the_table_points_to_the_line_before(made: World) -> None:
    chance = b"(50%\n7 obj 60 %\n R"
    pdf = holding(chance, b"/Type/XObject")
    place = pdf.index(b"8 0 obj")
    pdf = pdf.replace(b"%010d 00000 n" % place, b"%010d 00000 n" % (place - 1))
    report = judge(made, proven(made, plain(made, pdf)), AT, None)
    assert report.verdict is Verdict.VALID, report.diagnostics()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"stream\n(50", b"stream \n(50"),
        (b"8 0 obj", b"8  0 obj"),
        (b" R\nendstream\nendobj\n", b" R\nendstream\nendobj\n% what follows\n"),
        (b"/Type/XObject", b"/Type/XObject/Decode[+0 1]"),
    ],
)
def test_the_same_in_streams_that_are_not_spelt_plainly(made: World, old: bytes, new: bytes) -> None:
    """As « qpdf --qdf » and others write them."""
    pdf = holding(b"(50%\n7 obj 60 %\n R", b"/Type/XObject")
    assert pdf.count(old) == 1
    place, table = pdf.index(old), pdf.rindex(b"xref\n0 ")
    rows = re.sub(rb"([0-9]{10})(?= 00000 n)", lambda row: b"%010d" % _moved(int(row[1]), place, new, old), pdf[table:])
    rows = rows.replace(b"startxref\n%d" % table, b"startxref\n%d" % _moved(table, place, new, old))
    report = judge(made, proven(made, plain(made, pdf[:table].replace(old, new) + rows)), AT, None)
    assert report.verdict is Verdict.VALID, report.diagnostics()


def _moved(number: int, place: int, new: bytes, old: bytes) -> int:
    return number + len(new) - len(old) if number > place else number


def test_data_much_like_what_follows_are_found_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """And once, however many tables name the stream."""
    data = b"ab" + b"a" * 200_000
    pdf = paper(b"<</Length %d %%\n>>\nstream\n%s\nendstream\nendobj\n%s" % (len(data), data, b"a" * 400_000))
    for _ in range(3):
        again = Revision(pdf)
        again.row(7, pdf.index(b"7 0 obj"))
        pdf = again.done()
    sought, span = [], outside._span
    monkeypatch.setattr(outside, "_span", lambda *given: sought.append(given[2]) or span(*given))
    reader = OneParseReader(io.BytesIO(pdf), strict=False)
    began = time.process_time()
    assert (pdf.index(data), pdf.index(data) + len(data)) in Outside(pdf, reader, reader.usages, 0)._others
    assert time.process_time() - began < 2
    assert sought.count(pdf.index(b"7 0 obj")) == 1


def test_an_object_in_another_stream_is_named(made: World) -> None:
    """Nothing honest holds one, and a reader that repairs files finds it."""
    signed = plain(made, holding(STRAY, b"/Type/XObject"))
    assert judge(made, signed, AT, None).integrity is Integrity.GOOD
    report = judge(made, proven(made, signed), AT, None)
    assert report.verdict is Verdict.INVALID
    assert any("looks like object 4" in reason.message for reason in report.reasons)


def test_an_embedded_file_that_holds_an_object_of_this_one(made: World) -> None:
    """What is data to one reader is the file itself to the other."""
    pdf = holding(b"5 0 obj\n<</Type/Font/Subtype/Type1/BaseFont/Courier>>\nendobj\n" + STRAY)
    own, within = (found.start() for found in re.finditer(rb"5 0 obj", pdf))
    pdf = pdf.replace(b"%010d 00000 n" % own, b"%010d 00000 n" % within)
    report = judge(made, proven(made, plain(made, pdf)), AT, None)
    assert report.verdict is Verdict.INVALID
    assert any("looks like object" in reason.message for reason in report.reasons)


@pytest.mark.parametrize(
    "words",
    [b"5 %a line\n0 obj", b"5 0 % a % line\n\n obj<<>>", b"60 0%\nR", b"60 %\n%\n0\n R"],
)
def test_a_comment_within_a_header_or_a_reference(made: World, words: bytes) -> None:
    """In a text of the paper, which a reader that repairs files takes for a part of it."""
    signed = plain(made, paper(b"(%s)" % words, catalog=b"/Lang 7 0 R"))
    assert judge(made, signed, AT, None).integrity is Integrity.GOOD
    assert judge(made, proven(made, signed), AT, None).verdict is Verdict.INVALID


@pytest.mark.parametrize(
    "spelling",
    [b"60 0 R", b"60.0 0 R", b"60-1 0 R", b"+60.9 0 R", b"60 0.0 R", b"60 0-1 R", b"60+0 0 R", b"6e1 0 R", b"60 0e0 R"],
)
def test_a_reference_waits_for_its_object_in_any_spelling(made: World, spelling: bytes) -> None:
    """Wherever it stands: some reader may take a text for a list."""
    signed = plain(made, paper(catalog=b"/X(4 0 R %s)" % spelling))
    assert judge(made, signed, AT, None).integrity is Integrity.GOOD
    for number, waited in ((60, True), (40, False)):
        supplied = Revision(proven(made, signed))
        supplied.row(number, supplied.add(number, stream(PRICE % b"F2")))
        report = judge(made, supplied.done(size=61), AT, None)
        assert any("names object 60" in reason.message for reason in report.reasons) is waited, report.diagnostics()


@given(
    st.lists(
        st.sampled_from([b"0", b"12", b" ", b"\n", b"+", b".", b"e", b"obj", b"b", b"%", b"\x0b", b"<"]), max_size=40
    )
)
def test_headers_are_the_same_looked_for_backwards(words: list[bytes]) -> None:
    data = b"".join(words)
    turned = LOOSE_BACKWARDS.finditer(data[::-1])
    backwards = [(len(data) - one.end(), one[1][::-1], len(data) - one.start()) for one in turned]
    assert backwards[::-1] == [(one.start(), one[1], one.end()) for one in LOOSE_HEADER.finditer(data)]


@pytest.mark.parametrize("word", [b"1%", b"trailer%", b"\n1 ", b"%\n", b"+obj", b"9"])
def test_millions_of_half_words_are_passed_over_at_once(made: World, word: bytes) -> None:
    pdf = proven(made, plain(made, paper(b"(%s)" % (word * 1_000_000), catalog=b"/Lang 7 0 R")))
    options = {"trust": made.trust.to_json(), "at": AT.isoformat()}
    with Sandbox("signatures.verification:judge") as sandbox:
        told = sandbox.run(pdf, options)
    assert "TIMEOUT" not in told["reasons"]
    assert told["verdict"] in ("VALID", "INVALID")


def test_an_object_that_cannot_be_read_and_that_nothing_leads_to(made: World) -> None:
    report = judge(made, proven(made, plain(made, paper(b"<</A/Caf\xe9/B(4 0 R)/C 1 0>>"))), AT, None)
    assert report.verdict is Verdict.VALID, report.diagnostics()
