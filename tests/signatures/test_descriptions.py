"""What a file says of itself stays what was signed, in its words, their role and their encoding; products may lay it out."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from foreign_kinds import plain, proven
from forgery_titles import metadata
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from verify_world import START, XMP, World, blank, judge, shared, update

from signatures import Verdict, description
from signatures.xmp import titles

AT = START + timedelta(days=20)
AT_ONCE = 5  # seconds: what is asked of bad input
Change = Callable[[IncrementalPdfFileWriter], None]


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


def info(**words: str) -> Change:
    def change(writer: IncrementalPdfFileWriter) -> None:
        for key, value in words.items():
            writer.trailer["/Info"]["/" + key] = generic.pdf_string(value)
        writer.update_container(writer.trailer["/Info"])

    return change


def described(made: World) -> bytes:
    """An estimate with a subject and keywords, signed."""
    return proven(made, plain(made, update(blank(), info(Subject="Refus", Keywords="total 1 500 0"))))


@pytest.mark.parametrize(
    "change",
    [info(Keywords="total 15 00 0"), info(Author="Refus"), info(Title="Refus")],
    ids=["blanks moved", "a subject as an author", "a subject as a title"],
)
def test_words_stay_where_they_are(made: World, change: Change) -> None:
    signed = described(made)
    assert judge(made, signed, AT, None).verdict is Verdict.VALID
    report = judge(made, update(signed, change), AT, None)
    assert (report.verdict, report.codes) == (Verdict.INVALID, ("METADATA_CHANGED",)), report.diagnostics()


def test_the_same_words_in_their_other_place(made: World) -> None:
    """A product adds to the XMP what the older dictionary says, and lays it out anew."""
    more = b"<dc:description><rdf:Alt><rdf:li xml:lang='x-default'>\n  Refus\n</rdf:li></rdf:Alt></dc:description>"
    again = XMP.replace(b"</dc:title>", b"</dc:title>\n\n" + more)
    assert again != XMP
    report = judge(made, update(described(made), lambda writer: metadata(writer, again)), AT, None)
    assert report.verdict is Verdict.VALID, report.diagnostics()


def test_an_encoding_that_one_reader_goes_by(made: World) -> None:
    accented = XMP.replace(b"Devis", "Devis « € »".encode())
    signed = proven(made, plain(made, update(blank(), lambda writer: metadata(writer, accented))))
    declared = b'<?xml version="1.0" encoding="iso-8859-1"?>' + accented
    report = judge(made, update(signed, lambda writer: metadata(writer, declared)), AT, None)
    assert "METADATA_CHANGED" in report.codes, report.diagnostics()
    for same in (b'<?xml version="1.0" encoding="UTF-8"?>', b'<?xml version="1.0"?>'):
        again = update(signed, lambda writer, head=same: metadata(writer, head + accented))  # type: ignore[misc]
        assert judge(made, again, AT, None).verdict is Verdict.VALID


BOMBS = {
    "a long namespace": b'<x:a xmlns:x="u:%b">%b</x:a>' % (b"a" * 1_000_000, b"<x:b/>" * 45_000),
    "one within another": b"<a>" * 40_000 + b"</a>" * 40_000,
    "a long name of a thing": b'<a about="%b">%b</a>' % (b"a" * 1_000_000, b'<b about="c"/>' * 45_000),
    "a long language": b'<a xml:lang="%b">%b</a>' % (b"A" * 1_000_000, b"<b/>" * 45_000),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_what_every_element_inherits_is_short(bomb: str) -> None:
    before = time.perf_counter()
    assert list(titles(BOMBS[bomb])) == ["not well-formed"]
    assert time.perf_counter() - before < AT_ONCE


def test_a_long_description_is_read_once(made: World) -> None:
    """However often the file is written again after that."""
    numbers = generic.ArrayObject([generic.NumberObject(1)] * 100_000)

    def long(writer: IncrementalPdfFileWriter) -> None:
        writer.trailer["/Info"]["/Subject"] = numbers
        writer.update_container(writer.trailer["/Info"])

    signed = plain(made, update(blank(), long))
    often = signed
    for _ in range(15):
        often = update(often, lambda writer: writer.add_object(generic.NullObject()))
    before = time.perf_counter()
    assert judge(made, often, AT, None).acts
    assert time.perf_counter() - before < AT_ONCE


def test_a_title_that_stands_in_an_object_of_its_own(made: World) -> None:
    """Who writes only that one again changes the title all the same."""
    place: list[generic.Reference] = []

    def apart(writer: IncrementalPdfFileWriter) -> None:
        found = writer.add_object(generic.pdf_string("Devis 2026-0147"))
        place.append(found.reference)
        writer.trailer["/Info"]["/Title"] = found
        writer.update_container(writer.trailer["/Info"])

    signed = proven(made, plain(made, update(blank(), apart)))

    def other(writer: IncrementalPdfFileWriter) -> None:
        writer.objects[(0, place[0].idnum)] = generic.pdf_string("Devis 2026-0148")

    report = judge(made, update(signed, other), AT, None)
    assert report.verdict is Verdict.INVALID, report.diagnostics()


def test_descriptions_beyond_measure(made: World) -> None:
    signed = described(made)
    many = update(signed, info(Producer="x"))
    assert judge(made, many, AT, None).verdict is Verdict.VALID
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(description, "MAX_XMP", 40)
        report = judge(made, many, AT, None)
    assert report.codes == ("TOO_LARGE",), report.diagnostics()
