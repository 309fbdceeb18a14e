"""What is read in one pass is read as the library reads it, byte by byte."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader
from test_reading import plain as file_of
from test_reading import tagged
from verify_world import blank, shared, story

from signatures import plain
from signatures.one_parse import OneParseReader

READER = OneParseReader(io.BytesIO(tagged()), strict=True)
OWN = Reference(7, 0, READER)


def same(ours: Any, theirs: Any) -> bool:
    """Whether two objects are of the same kind, hold the same, and say that they stand in the same object."""
    if type(ours) is not type(theirs) or ours.container_ref != theirs.container_ref:
        return False
    if isinstance(ours, generic.StreamObject) and ours.encoded_data != theirs.encoded_data:
        return False
    if isinstance(ours, generic.DictionaryObject):
        pairs = zip(ours.items(), theirs.items(), strict=True)
        return len(ours) == len(theirs) and all(k == key and same(v, value) for (k, v), (key, value) in pairs)
    if isinstance(ours, generic.ArrayObject):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, generic.NullObject):
        return True
    coding = getattr(ours, "autodetected_encoding", None), getattr(theirs, "autodetected_encoding", None)
    return repr(ours) == repr(theirs) and coding[0] == coding[1]


def slowly(data: bytes) -> tuple[Any, int]:
    stream = io.BytesIO(data)
    return generic.read_object(stream, OWN), stream.tell()


@pytest.mark.parametrize("streams", [True, False])
def test_every_object_of_a_signed_file_is_read_alike(streams: bool) -> None:
    world, _ = shared()
    pdf = story(world, blank(object_streams=streams)).last
    ours, theirs = OneParseReader(io.BytesIO(pdf), strict=True), PdfFileReader(io.BytesIO(pdf))
    read = quick = 0
    for revision in range(ours.total_revisions):
        for reference in ours.xrefs.explicit_refs_in_revision(revision):
            mine = ours.get_object(Reference(reference.idnum, 0, ours), revision)
            assert same(mine, theirs.get_object(Reference(reference.idnum, 0, theirs), revision)), reference
            place = ours.xrefs.get_historical_ref(reference, revision)
            read += 1
            quick += (
                isinstance(place, int) and plain.object_at(pdf, place, Reference(reference.idnum, 0, ours)) is not None
            )
    assert streams or quick > read * 0.9, "what this software itself writes is spelt plainly"


PIECES = st.sampled_from(
    [
        *(
            b"<<",
            b">>",
            b"[",
            b"]",
            b"<",
            b">",
            b"(",
            b")",
            b"\\",
            b"/",
            b" ",
            b"\n",
            b"\r",
            b"\0",
            b"%c\n",
            b"{",
            b"}",
        ),
        *(
            b"/A",
            b"/B#20",
            b"/#41#4",
            b"/",
            b"1",
            b"0",
            b"-2",
            b"+3",
            b"12 0 R",
            b"0 0 R",
            b"1 0 R1",
            b"3.5",
            b".5",
            b"4.",
            b"-.5",
            b"--1",
            b"2147483648",
            b"-2147483647",
        ),
        *(
            b"true",
            b"null",
            b"false",
            b"nul",
            b"(a\\)b)",
            b"(\\101\\8)",
            b"(x(y)z)",
            b"(x(y(z)))",
            b"(a\\\n\nb)",
            b"(a(\\))b",
            b"(a\\\r\nb)",
            b"(a\\\n\rb)",
            b"(a\\\rb)",
            b"<41>",
            b"<4>",
            b"<4 1>",
            b"\xff",
        ),
        *(
            b"(\xfe\xff\0a)",
            b"(\\\r\n)",
            b"<FEFF0041>",
            b"<<>>stream\n",
            b"stream",
            b"<</Length 2>>stream\nab\nendstream",
            b"endstream",
        ),
        *(b"123456789012345678901", b"1 0 obj", b"endobj", b"R", b"obj"),
    ]
)


@given(st.lists(PIECES, max_size=14).map(b"".join), st.binary(max_size=3))
@example(b"(\\", b")")
@example(b"<</A 1/A 2>>", b" ")
@example(b"[" * 60 + b"]" * 60, b" ")
@example(b"<</Length 9 0 R>>stream\nab\nendstream", b" ")
@settings(max_examples=1500, deadline=None)
def test_what_is_read_at_once_is_read_alike(text: bytes, behind: bytes) -> None:
    data = text + behind
    try:
        quick = plain.value_at(data, 0, OWN)
    except Exception as problem:
        with pytest.raises(type(problem)):
            slowly(data)
        return
    if quick is not None:
        value, end = slowly(data)
        assert same(quick[0], value)
        assert quick[1] == end


@pytest.mark.parametrize(
    "text",
    [
        b"<< /Type /Page /MediaBox [0 0 595.28 841.89] /Parent 2 0 R /Rotate -90 /X true /Y null >>",
        b"(D\\07220261129054310\\05300\\04700\\047)",
        b"<< /Length 5 /Filter /FlateDecode >>\nstream\r\nabc\0d\nendstream",
        b"<FEFF0041>",
        b"<41 4\n2 5>",
        b"<< /Pr#C3#A9sent .5 /C 4. /D 2147483647 /E 0000000012 >>",
        b"(a (nested \\) (and again)) string (and) another)",
        b"(a line that \\\r\nis folded\\\rtwice)",
    ],
)
def test_plain_things_are_read_at_once(text: bytes) -> None:
    read = plain.value_at(text + b"\n", 0, OWN)
    assert read is not None
    assert same(read[0], slowly(text + b"\n")[0])


@pytest.mark.parametrize(
    "text",
    [
        b"<< /A 1 /A 2 >>",  # strictly an error, else the first one: the library says which
        b"<< /A#E9 1 >>",
        b"<< /A#4g 1 >>",
        b"<< /A 1 % said aside\n>>",
        b"(a (1 (2 (3 (4 (5) times)))) string)",
        b"(a line folded \\\n\ntwice)",
        b"<41 %c\n42>",
        b"2147483648",
        b"+1",
        b"<< /Length 9 0 R >>\nstream\nabc\nendstream",  # there is no such object
        b"<< /Length 2 >>\nstream\nabc\nendstream",
        b"<< /Length 3 >>\nstream  \nabc\nendstream",
        b"<< >> % said behind",
        b"[1 2",
        b"<< /A >>",
        b"<< 1 /A >>",
    ],
)
def test_anything_else_is_left_to_the_library(text: bytes) -> None:
    assert plain.value_at(text + b"\n", 0, OWN) is None


@pytest.mark.parametrize(
    "written", [b"8 0 obj 1 endobj ", b"7 1 obj 1 endobj ", b" 7 0 obj 1 endobj ", b"7 0 obj 1 endob"]
)
def test_an_object_has_its_own_header_and_footer(written: bytes) -> None:
    assert plain.object_at(b"7 0 obj\n1\nendobj\nxref", 0, OWN) == (1, 9)
    assert plain.object_at(written + b"xref", 0, OWN) is None


def test_the_file_is_read_at_once_through_the_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library still asks through the method that is replaced."""
    asked = []
    monkeypatch.setattr(plain, "object_at", lambda _, place, __: asked.append(place))
    reader = OneParseReader(io.BytesIO(file_of(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Kids [] /Count 0 >>")), True)
    assert reader.root["/Pages"]["/Count"] == 0
    assert len(asked) == 2
