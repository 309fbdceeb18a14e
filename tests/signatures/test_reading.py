"""Reading within caps, once, and as the library reads, only faster."""

from __future__ import annotations

import io
import re
import tracemalloc
import zlib
from collections.abc import Iterable
from pathlib import Path

import pytest
from bad_inputs import stream
from foreign_kinds import outline
from forgery_changes import no_fields
from forgery_streams import drawn
from pyhanko.pdf_utils.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NumberObject,
    Reference,
    StreamObject,
)
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
from verify_world import PLAN, START, blank, judge, shared, story, update

from signatures import Integrity, Plan, Policy, Trust, Verdict, changes, claims, integrity, reading
from signatures.dss import read_store
from signatures.errors import Encrypted, TooLarge, Unreadable
from signatures.one_parse import OneParseReader
from signatures.reading import open_document
from signatures.structure import field_names

POLICY = Policy("test", Trust(), START)


@pytest.fixture(scope="module")
def with_object_streams() -> bytes:
    world, _ = shared()
    return story(world, blank(object_streams=True)).last


def test_object_streams_read_as_the_library_reads_them(with_object_streams: bytes) -> None:
    ours = OneParseReader(io.BytesIO(with_object_streams), strict=True)
    theirs = PdfFileReader(io.BytesIO(with_object_streams))
    size = int(theirs.trailer["/Size"])
    read = 0
    for number in range(1, size):
        for revision in range(theirs.total_revisions):
            try:
                expected = repr(theirs.get_object(Reference(number, 0, theirs), revision))
            except Exception:
                continue
            assert repr(ours.get_object(Reference(number, 0, ours), revision)) == expected
            read += 1
    assert read > size
    assert ours._object_streams, "the library no longer asks through the method that is replaced"


def compare_uses(reader: OneParseReader, revision: int, numbers: Iterable[int]) -> None:
    """Ours of one revision against the library's, object by object."""
    theirs, ours = HistoricalResolver(reader, revision), reader.get_historical_resolver(revision)
    theirs._load_reverse_xref_cache()
    ours._load_reverse_xref_cache()
    for number in numbers:
        reference = Reference(number, 0, ours)
        assert ours._get_usages_of_ref(reference) == theirs._get_usages_of_ref(reference), (revision, number)


@pytest.mark.parametrize("streams", [True, False])
def test_uses_of_every_object_are_those_the_library_finds(streams: bool) -> None:
    world, _ = shared()
    pdf = story(world, blank(object_streams=streams)).last
    reader = OneParseReader(io.BytesIO(pdf), strict=True)
    for revision in range(reader.total_revisions):
        compare_uses(reader, revision, range(1, int(reader.trailer["/Size"])))


def test_uses_in_a_document_with_a_structure_tree() -> None:
    pdf = tagged()
    reader = OneParseReader(io.BytesIO(pdf), strict=True)
    compare_uses(reader, 0, range(1, 11))
    assert reader.usages.of(Reference(7, 0, reader))


def test_uses_follow_a_structure_tree_that_grows() -> None:
    """Its elements stand in an array of its own, and only that array is written again."""
    pdf = plain(
        b"<< /Type /Catalog /Pages 2 0 R /StructTreeRoot << /Type /StructTreeRoot /K 4 0 R >> /Names [6 0 R] >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] >>",
        b"[5 0 R]",
        b"<< /S /P /Pg 3 0 R /K 0 >>",
        b"<< /S /Span /Pg 3 0 R /Obj 7 0 R >>",
        b"<< /Inside 3 0 R >>",
    )

    def grow(writer: IncrementalPdfFileWriter) -> None:
        kids = writer.get_object(Reference(4, 0, writer))
        kids.append(IndirectObject(6, 0, writer))
        writer.update_container(kids)

    reader = OneParseReader(io.BytesIO(update(pdf, grow)), strict=True)
    for revision in range(2):
        compare_uses(reader, revision, range(1, 8))


def test_a_list_that_is_named_often_is_read_once() -> None:
    told = shared()[1]
    once = len(read_store(open_document(told.last, POLICY, strict=False)).crls)

    def again(writer: IncrementalPdfFileWriter) -> None:
        lists = writer.root["/DSS"]["/CRLs"]
        lists.extend([lists.raw_get(0)] * 1900)
        writer.update_container(lists)

    many = update(told.last, again)
    assert len(read_store(open_document(many, POLICY, strict=False)).crls) == once > 0


def test_what_a_later_store_leaves_out_is_read_all_the_same() -> None:
    """It might be the list that revokes."""
    told = shared()[1]
    held = {one.dump() for one in read_store(open_document(told.last, POLICY, strict=False)).crls}

    def fewer(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/DSS"]["/CRLs"] = ArrayObject()
        writer.update_container(writer.root["/DSS"])

    left_out = open_document(update(told.last, fewer), POLICY, strict=False)
    assert {one.dump() for one in read_store(left_out).crls} == held


def test_too_many_lists_to_be_read_are_told() -> None:
    def more(writer: IncrementalPdfFileWriter) -> None:
        lists = writer.root["/DSS"]["/CRLs"]
        lists.extend(writer.add_object(StreamObject(stream_data=b"%d" % number)) for number in range(2001))
        writer.update_container(lists)

    report = judge(shared()[0], update(shared()[1].last, more), START, None)
    assert report.codes == ("TOO_LARGE",), report.diagnostics()


def test_what_stands_in_a_list_of_the_store_itself_is_passed_over() -> None:
    """Only streams are lists and certificates; what else is there ends nothing."""
    world, told = shared()

    def more(writer: IncrementalPdfFileWriter) -> None:
        lists = writer.root["/DSS"]["/CRLs"]
        lists.extend([DictionaryObject(), ArrayObject(), NumberObject(1)])
        writer.update_container(lists)

    odd = update(told.last, more)
    assert read_store(open_document(odd, POLICY, strict=False)).crls
    report = judge(world, odd, START, None)
    assert report.acts, report.diagnostics()
    assert "UNREADABLE" not in report.codes


def rewritten(pdf: bytes, number: int) -> bytes:
    return update(pdf, lambda writer: writer.mark_update(Reference(number, 0, writer)))


@pytest.mark.parametrize("number", range(1, 11))
def test_uses_of_what_is_written_again_need_no_walk_through_the_whole_document(number: int) -> None:
    for pdf in (rewritten(tagged(), number), rewritten(entered_from_aside(), number)):
        reader = OneParseReader(io.BytesIO(pdf), strict=True)
        for revision in range(2):
            compare_uses(reader, revision, [one.idnum for one in reader.xrefs.explicit_refs_in_revision(1)])
            assert reader.usages._ways is not None
            assert not reader.usages._ways.whole


def test_what_cannot_be_read_may_lead_anywhere() -> None:
    """Where an object is used is not known as long as a way may lead through one that cannot be read."""
    pdf = rewritten(tagged().replace(b"<< /First << /SE 6 0 R", b"<< /First >> /SE 6 0 R"), 8)
    reader = OneParseReader(io.BytesIO(pdf), strict=True)
    with pytest.raises(PdfReadError, match="object 9 cannot be read"):
        reader.get_historical_resolver(0)._get_usages_of_ref(Reference(8, 0, reader))


def tagged() -> bytes:
    """A page with a structure tree, parents and all, an outline into it, and links between pages."""
    return plain(
        b"<< /Type /Catalog /Pages 2 0 R /StructTreeRoot 4 0 R /Outlines 9 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 8 0 R] /Count 2 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Next 8 0 R >>",
        b"<< /Type /StructTreeRoot /K [5 0 R] /ParentTree << /Nums [0 [6 0 R 7 0 R]] >> >>",
        b"<< /S /Document /P 4 0 R /K [6 0 R << /S /P /P 5 0 R /K 7 0 R >>] >>",
        b"<< /S /P /P 5 0 R /Pg 3 0 R /K 0 >>",
        b"<< /S /Span /P 5 0 R /Pg 3 0 R /K << /Type /OBJR /Obj 10 0 R /Pg 3 0 R >> >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Annots [10 0 R] >>",
        b"<< /First << /SE 6 0 R /Dest [8 0 R /Fit] >> >>",
        b"<< /Type /Annot /Subtype /Link /Rect [0 0 1 1] /P 8 0 R /Dest [3 0 R /Fit] >>",
    )


def entered_from_aside() -> bytes:
    """Kids in an array of its own, a page inside its parent's array, and ways that lead to pages past the tree."""
    return plain(
        b"<< /Type /Catalog /Pages 2 0 R /Outlines 7 0 R /Names [5 0 R 4 0 R 2 0 R] >>",
        b"<< /Type /Pages /Kids 3 0 R /Count 3 >>",
        b"[4 0 R << /Type /Pages /Kids [6 0 R] /Count 1 >> 5 0 R]",
        b"<< /Type /Pages /Parent 2 0 R /Kids [8 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Annots [9 0 R] >>",
        b"<< /Type /Page /Annots [9 0 R] >>",
        b"<< /First 10 0 R /Dest [5 0 R /Fit] >>",
        b"<< /Type /Page /Parent 4 0 R /Annots [9 0 R] >>",
        b"<< /Type /Annot /Subtype /Link /Dest [8 0 R /Fit] >>",
        b"<< /Dest [6 0 R /Fit] /Kids 3 0 R /Next << /A 7 0 R >> >>",
    )


def test_uses_in_a_page_tree_that_is_entered_from_aside() -> None:
    reader = OneParseReader(io.BytesIO(entered_from_aside()), strict=True)
    compare_uses(reader, 0, range(1, 11))
    assert len(reader.usages.of(Reference(9, 0, reader))) == 3


def test_ways_to_many_bookmarks_in_little_memory() -> None:
    """The way to each leads through all those before it: written out, they would be a gigabyte."""
    reader = OneParseReader(io.BytesIO(outline(12_000)), strict=False)
    reader.usages.move_to(reader.total_revisions - 1)
    last = reader.root["/Outlines"].raw_get("/Last").reference
    tracemalloc.start()
    try:
        ways = sorted(map(len, reader.usages.of(last)))
        assert tracemalloc.get_traced_memory()[1] < 64 << 20
    finally:
        tracemalloc.stop()
    assert ways == [len(("/Root", "/Outlines", "/Last")), len(("/Root", "/Outlines", "/First")) + 11_999]


def deep_names(*lengths: int) -> bytes:
    """Fields one below the other, with names of such lengths, and a thousand below the last."""
    last = 2 + len(lengths)
    listed = b"".join(b"%d 0 R " % number for number in range(last + 1, last + 1001))
    kids = [*(b"%d 0 R" % number for number in range(4, last + 1)), listed]
    above = (b"<< /T (%s) /Kids [%s] >>" % (b"a" * length, kid) for length, kid in zip(lengths, kids, strict=True))
    below = (b"<< /T (%d) /FT /Tx >>" % number for number in range(1000))
    return plain(b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>", PAGES, *above, *below)


def test_names_of_fields_have_an_end() -> None:
    assert open_document(deep_names(1000, 1000), POLICY, strict=False).signatures == []
    with pytest.raises(TooLarge, match="full name"):
        open_document(deep_names(2000, 2500), POLICY, strict=False)
    with pytest.raises(TooLarge, match="together"):
        open_document(deep_names(2000, 2050), POLICY, strict=False)


def test_names_of_fields_have_an_end_in_every_revision() -> None:
    """Each revision is compared with the one before, so the form that a later one takes away is read as well."""
    emptied = update(deep_names(2000, 2500), no_fields)
    with pytest.raises(TooLarge, match="full name"):
        open_document(emptied, POLICY, strict=False)


def plain(*objects: bytes, trailer: bytes = b"") -> bytes:
    """A PDF of the given objects, numbered from 1, the first one the catalog."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<< /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF\n"
    return body + table + end % (len(objects) + 1, trailer, len(body))


PAGES = b"<< /Type /Pages /Kids [] /Count 0 >>"


def test_plain_file_without_pages_or_fields() -> None:
    document = open_document(plain(b"<< /Type /Catalog /Pages 2 0 R >>", PAGES), POLICY, strict=True)
    assert document.signatures == []
    assert document.last.pages == []
    assert list(field_names(document.last)) == []


@pytest.mark.parametrize(
    "pdf",
    [
        b"",
        b"%PDF-1.7",
        b"not a PDF at all",
        b"<html>" + b"x" * 5000,
        b"PK\x03\x04" + b"\0" * 100,
        b"%PDF-1.7\n%%EOF",
        b"%PDF-1.7\nstartxref\n0\n%%EOF\n",
        b"%PDF-1.7\nstartxref\n99999999\n%%EOF\n",
        b"%PDF-1.7\nstartxref\n9\n%%EOF\n",
        plain(b"<< >>"),
        plain(b"null"),
        plain(b"<< /Pages 9 0 R >>"),
        plain(b"<< /Type /Catalog /Pages 2 0 R >>", PAGES)[:-30],
    ],
)
def test_what_is_no_pdf_is_unreadable(pdf: bytes) -> None:
    with pytest.raises(Unreadable):
        open_document(pdf, POLICY, strict=False)


def test_encrypted_is_said_as_such() -> None:
    pdf = plain(
        b"<< /Type /Catalog /Pages 2 0 R >>",
        PAGES,
        b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -4 /O <00> /U <00> >>",
        trailer=b"/Encrypt 3 0 R /ID [<00> <00>]",
    )
    with pytest.raises(Encrypted):
        open_document(pdf, POLICY, strict=False)


def test_large_slot_is_refused_before_it_is_parsed() -> None:
    slot = b"<< /Type /Sig /Contents <" + b"0" * 700_000 + b"> >>"
    with pytest.raises(TooLarge, match="envelope"):
        open_document(plain(b"<< /Type /Catalog /Pages 2 0 R >>", PAGES, slot), POLICY, strict=False)
    unclosed = plain(b"<< /Type /Catalog /Pages 2 0 R >>", PAGES, b"<< /Contents <" + b"0" * 700_000)
    with pytest.raises(TooLarge):
        open_document(unclosed, POLICY, strict=False)


def test_tables_of_rows_that_are_no_objects(monkeypatch: pytest.MonkeyPatch) -> None:
    """They cost a file nothing, packed as zeros, and a reader a dictionary each."""
    pdf = drawn({1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: PAGES}, {})
    freed = zlib.compress(bytes(6 * 60_000))
    entries = b"/Type/XRef/Size 60004/Index[4 60000]/W[1 4 1]/Root 1 0 R/Filter/FlateDecode/Prev %d"
    last = stream(freed, entries % int(re.findall(rb"startxref\s(\d+)", pdf)[-1]))
    again = pdf + b"60004 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (last, len(pdf))
    with pytest.raises(TooLarge, match="free more than 50000"):
        open_document(again, POLICY, strict=False)
    monkeypatch.setattr(claims, "MAX_ROWS", 3)
    assert open_document(plain(b"<< /Type /Catalog /Pages 2 0 R >>", PAGES), POLICY, strict=False)
    with pytest.raises(TooLarge, match="more than 3 rows"):
        open_document(plain(b"<< /Type /Catalog /Pages 2 0 R >>", PAGES, b"1", b"2"), POLICY, strict=False)


@pytest.mark.parametrize("widths", [b"/#57[1 0 0]", b"/W[1 1 1]", b"/W[0 0 2]"])
@pytest.mark.parametrize("size", [99_999_999, 1_000_000])
def test_rows_are_counted_before_they_are_made(widths: bytes, size: int) -> None:
    """A lenient reader makes up those that are missing; packed, a million ones take a kilobyte."""
    head = (
        b"%PDF-1.7\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n"
    )
    entries = b"/Type/XRef/Size %d%b/Root 1 0 R/Filter/FlateDecode" % (size, widths)
    table = b"3 0 obj\n%s\nendobj\n" % stream(zlib.compress(b"\1" * 1_000_000), entries)
    for strict in (False, True):
        with pytest.raises(TooLarge, match="tables of contents hold more than 10"):
            open_document(head + table + b"startxref\n%d\n%%%%EOF\n" % len(head), POLICY, strict=strict)


HOSTILE = {
    "pages in a loop": plain(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R] /Count 1 >>"),
    "fields in a loop": plain(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>",
        PAGES,
        b"<< /T (a) /FT /Sig /Kids [3 0 R] >>",
    ),
    "object that is itself": plain(b"<< /Type /Catalog /Pages 2 0 R >>", b"2 0 R"),
    "deep nesting": plain(b"<< /Type /Catalog /Pages 2 0 R /X " + b"[" * 5000 + b"]" * 5000 + b" >>", PAGES),
    "deep dictionaries": plain(
        b"<< /Type /Catalog /Pages 2 0 R /X " + b"<</A" * 3000 + b" 1" + b">>" * 3000 + b" >>", PAGES
    ),
    "previous table is itself": plain(b"<< /Type /Catalog /Pages 2 0 R >>", PAGES, trailer=b"/Prev 9"),
    "signature without a value": plain(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>",
        PAGES,
        b"<< /T (a) /FT /Sig /V 7 >>",
    ),
    "signature that is an array": plain(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>",
        PAGES,
        b"<< /T (a) /FT /Sig /V 4 0 R >>",
        b"[1 2 3]",
    ),
    "signature of nothing": plain(
        b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [3 0 R] >> >>",
        PAGES,
        b"<< /T (a) /FT /Sig /V 4 0 R >>",
        b"<< >>",
    ),
    "form that is a number": plain(b"<< /Type /Catalog /Pages 2 0 R /AcroForm 5 >>", PAGES),
    "fields that are a name": plain(b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields /x >> >>", PAGES),
    "numbers that are huge": plain(b"<< /Type /Catalog /Pages 2 0 R /X " + b"9" * 100_000 + b" >>", PAGES),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_hostile_file_is_reported_never_raised(case: str) -> None:
    world, _ = shared()
    for plan in (PLAN, None):
        report = judge(world, HOSTILE[case], START, plan)
        assert report.verdict is not Verdict.VALID
        assert report.reasons


@pytest.mark.parametrize("plan", [PLAN, None])
def test_no_memory_left_says_nothing_of_what_was_signed(monkeypatch: pytest.MonkeyPatch, plan: Plan | None) -> None:
    """Wherever it happens: a step that could not be looked at is no step that changed anything."""
    world, told = shared()

    def exhausted(*_: object, **__: object) -> None:
        raise MemoryError

    for module, name in ((changes, "slipped"), (integrity, "made_by"), (reading, "Forms")):
        with monkeypatch.context() as patch:
            patch.setattr(module, name, exhausted)
            report = judge(world, told.last, START, plan)
        assert (report.verdict, report.codes) == (Verdict.INDETERMINATE, ("TOO_LARGE",))


def test_flate_bomb_is_not_expanded() -> None:
    import zlib

    squeezed = zlib.compress(zlib.compress(b"\0" * 200_000_000, 9), 9)
    stream = b"<< /Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%s\nendstream"
    world, _ = shared()
    pdf = plain(b"<< /Type /Catalog /Pages 2 0 R /Metadata 3 0 R >>", PAGES, stream % (len(squeezed), squeezed))
    assert judge(world, pdf, START).verdict is not Verdict.VALID


def test_hybrid_file_is_refused_for_our_own_class(tmp_path: Path) -> None:
    hybrid = hybrid_file()
    with pytest.raises(Unreadable, match="hybrid"):
        open_document(hybrid, POLICY, strict=True)
    assert open_document(hybrid, POLICY, strict=False).revisions == 1


def hybrid_file() -> bytes:
    """A classic table that names an additional cross-reference stream."""
    pdf = plain(b"<< /Type /Catalog /Pages 2 0 R >>", PAGES)
    head, _, tail = pdf.partition(b"xref\n0 3")
    place = len(head)
    entry = b"\x01" + place.to_bytes(4, "big") + b"\x00"
    stream = (
        b"3 0 obj\n<< /Type /XRef /W [1 4 1] /Index [3 1] /Size 4 /Length 6 >>\nstream\n%s\nendstream\nendobj\n" % entry
    )
    moved = head + stream + b"xref\n0 3" + tail
    moved = moved.replace(b"/Root 1 0 R", b"/Root 1 0 R /XRefStm %d" % place).replace(b"/Size 3 ", b"/Size 4 ")
    return re.sub(rb"startxref\n\d+", b"startxref\n%d" % (place + len(stream)), moved)


def test_same_file_read_twice_gives_the_same(with_object_streams: bytes) -> None:
    world, _ = shared()
    again = update(with_object_streams, lambda writer: None)
    assert again.startswith(with_object_streams)
    first, second = judge(world, with_object_streams, START), judge(world, with_object_streams, START)
    assert first == second
    assert first.integrity is Integrity.GOOD
