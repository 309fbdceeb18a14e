"""The text of a page is what pypdf reads, operator for operator, whichever way the drawing was taken apart."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ContentStream, DecodedStreamObject
from world import Demo, Life

from dermadocs import pagetext


def by_pypdf(data: bytes) -> Any:
    """The operators of a drawing as pypdf reads them, or its error."""
    stream = DecodedStreamObject()
    stream.set_data(data)
    try:
        return spelled(ContentStream(stream, None, "bytes").operations)
    except Exception as problem:  # whatever it raises, for a drawing that nobody writes
        return type(problem)


def spelled(value: Any) -> Any:
    """A value with the kind of each of its parts: 1, 1.0, /1 and (1) are four things."""
    if isinstance(value, dict):
        return type(value).__name__, [(key, spelled(one)) for key, one in value.items()]
    if isinstance(value, list | tuple):
        return type(value).__name__, [spelled(one) for one in value]
    return type(value).__name__, value


def drawings(path: Path) -> Iterator[bytes]:
    for page in PdfReader(path).pages:
        yield ContentStream(page["/Contents"], None, "bytes").get_data()


def test_all_that_we_draw_is_read_in_one_sweep_and_as_pypdf_reads_it(demo: Demo) -> None:
    papers = [*demo.folder.glob("*.pdf"), *(demo.folder / "papers").glob("*.pdf")]
    every = [data for path in papers for data in drawings(path)]
    assert len(every) > 50
    for data in every:
        plain = pagetext.operations(data)
        assert plain is not None, "one token of it is of no plain form: the whole page is slow to read"
        assert spelled(plain) == by_pypdf(data)


def test_a_page_says_the_same_and_is_left_as_it_was(life: Life) -> None:
    ours, theirs = (PdfReader(io.BytesIO(life.accepted.pdf)) for _ in range(2))
    for page, other in zip(ours.pages, theirs.pages, strict=True):
        before, data = page.raw_get("/Contents"), page["/Contents"].get_data()
        assert pagetext.text(page) == other.extract_text() != ""
        assert page.raw_get("/Contents") is before
        assert page["/Contents"].get_data() == data


def test_a_page_of_ours_is_read_in_the_one_sweep(life: Life, monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked of pypdf's own way to the operators: it could go round ours and nobody would see it but the clock."""
    read = []
    monkeypatch.setattr(pagetext, "operations", lambda data: read.append(data) or [])
    assert pagetext.text(PdfReader(io.BytesIO(life.accepted.pdf)).pages[0]) == ""
    assert len(read) == 1


OPERATORS = [
    b"BT",
    b"ET",
    b"Tj",
    b"TJ",
    b"Tf",
    b"re",
    b"f*",
    b"'",
    b'"',
    b"q",
    b"BI",
    b"ID",
    b"EI",
    b"R",
    b"true",
    b"BDC",
]
NUMBERS = [
    b"0",
    b"-1",
    b"+2",
    b"12.50",
    b".5",
    b"5.",
    b"-.002",
    b"1e5",
    b"--1",
    b"1-2",
    b"0012",
    b"1,5",
    b"9" * 25,
    b"0 R",
]
STRINGS = [
    b"<41>",
    b"<4>",
    b"<>",
    b"<4 1>",
    b"<4G>",
    b"<",
    b"(a)",
    b"(a\\)",
    b"(",
    b")",
    b"/F1",
    b"/a1.0",
    b"/A#42",
    b"/",
    b"/P<",
]
OTHERS = [
    b"[",
    b"]",
    b"[<41>-20<42>]",
    b"[[1]]",
    b"<</MCID 3>>",
    b"<</Type /Pagination>>",
    b"<<",
    b">>",
    b"<</A 1 0 R>>",
]
BYTES = [b"% said\n", b"\x00", b"\x0c", b"\x0b", b"\xa0", b"{", b"}", b"\xff"]
WORDS = st.sampled_from([*OPERATORS, *NUMBERS, *STRINGS, *OTHERS, *BYTES])


@given(st.lists(st.tuples(WORDS, st.sampled_from([b"", b" ", b"\n", b"\r\n", b"\t "])), max_size=12))
def test_what_is_read_in_one_sweep_is_what_pypdf_reads(words: list[tuple[bytes, bytes]]) -> None:
    data = b"".join(word + space for word, space in words)
    plain = pagetext.operations(data)
    assert plain is None or spelled(plain) == by_pypdf(data)


@pytest.mark.parametrize(
    "data", [b"(a) Tj", b"q BI /W 1 ID x EI Q", b"% q\nQ", b"[1 [2]] TJ", b"[1 Tj]", b"[1", b"<4> Tj"]
)
def test_what_is_not_plain_is_left_to_pypdf(data: bytes) -> None:
    assert pagetext.operations(data) is None


def test_a_drawing_beyond_all_measure_is_read_under_the_limits_of_pypdf() -> None:
    stream = DecodedStreamObject()
    stream.set_data(b"0 " * (pagetext.LONGEST // 2 + 1))
    with pytest.raises(Exception, match="maximum number of tokens"):
        _ = pagetext.Drawing(stream, None, "bytes").operations
