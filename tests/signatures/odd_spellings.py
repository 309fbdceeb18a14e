"""One revision behind a signed file, spelt as products do but for a few words; what is VALID must read alike to all."""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from re import sub

import pikepdf
from foreign_kinds import rewritten
from forgery_streams import row_of
from forgery_tail import Revision
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from verify_world import blank, update

UNSEEN = (b"\0", b"\x0c", b"\x0b")


@dataclass(frozen=True)
class Spelling:
    """The words of a revision; `%d` stands for the number that belongs there."""

    before: bytes = b""  # each object
    header: bytes = b"%d 0 obj\n"
    key: bytes = b"/Type"
    blank: bytes = b" "  # behind each key of the catalogue
    reference: bytes = b"%d 0 R"  # to the pages
    end: bytes = b"\nendobj\n"
    alone: bytes = b"(nobody)"  # an object that nothing leads to
    before_table: bytes = b""
    table: bytes = b"xref\n"
    part: bytes = b"%d %d\n"  # its first number, and how many
    row: bytes = b"%010d 00000 n \n"
    trailer: bytes = b"trailer\n"
    entries: bytes = b""  # more of them
    root: bytes = b"/Root %d 0 R"
    previous: bytes = b"/Prev %d"
    more: int = 0  # objects that the table claims
    last: bytes = b"startxref\n%d\n%%%%EOF\n"
    behind: bytes = b""
    table_header: bytes = b"%d 0 obj\n"  # from here on of a table that is a stream
    stream: bytes = b"\nstream\n"
    end_of_stream: bytes = b"\nendstream"
    filters: bytes = b""
    widths: tuple[int, int, int] = (1, 4, 1)


ODD: dict[str, tuple[object, ...]] = {
    "before": (b" ", b"\t", b"\n\n", b"%x\n", b"%x\r", b"%", b"%%EOF\n", b"%%EOF ", b"xref\n", b"%xref\n", *UNSEEN),
    "header": (
        b"%d 0 obj", b"%d 0 obj ", b"%d 0 obj\r\n", b"%d  0 obj\n", b"%d\n0 obj\n", b"%d 0\nobj\n", b"%d\t0\tobj\n",
        b"0%d 0 obj\n", b"+%d 0 obj\n", b"%d 00 obj\n", b"%d 0 obj\0", b"%d 0 obj\x0c", b"%d\x000 obj\n", b"%d 0 OBJ\n",
    ),
    "key": (b"/T#79pe", b"/#54ype", b"/Type#00", b"/Typ", b"/type", b"/Type/X/Type", b"/Type%\n"),
    "blank": (b"\n", b"\t", b"\r", b"  ", b"%x\n", b"%\r", *UNSEEN),
    "reference": (
        b"%d  0 R", b"%d\n0\nR", b"%d 0\tR", b"0%d 0 R", b"+%d 0 R", b"%d.0 0 R", b"%d 00 R", b"%d\x000 R",
        b"%d 0\x0cR", b"%d 0 R%%\n", b"[%d 0 R]", b"%d 0 r",
    ),
    "end": (
        b" endobj\n", b"\nendobj ", b"\nendobj\r", b"endobj\n", b"\0endobj\n", b"\nendobj\0\n", b"\n%x\nendobj\n",
        b"\nendobj%\n", b"\n", b"\nendobj\nendobj\n",
    ),
    "alone": (
        b"null", b"[]", b"/", b"/Catalog", b"<</Type/Catalog>>", b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages>>",
        b"<</Type/Page>>", b"<</Type/XRef>>", b"<</Type/ObjStm>>", b"(endobj)", b"(1 0 obj)", b"(trailer<<>>)",
        b"(startxref)", b"(%%EOF)", b"<</Length 0>>\nstream\n\nendstream", b"<</Length 1>>\nstream\n\nendstream",
        b"<</Length 9>>stream\nendstream\nendstream", b"<</Root 1 0 R>>", b"<</Linearized 1/L 999>>", b"<</Size 1>>",
        b"<</Encrypt<<>>>>", b"[1 0 R]", b"[99999 0 R]",
    ),
    "before_table": (
        b" ", b"\n", b"%x\n", b"%", b"%xref\n", b"%%EOF\n", b"xref\n", b"trailer\n", b"startxref\n0\n%%EOF\n", *UNSEEN,
    ),
    "table": (b"xref \n", b"xref\r\n", b"xref\r", b"xref\n\n", b"xref\n0 0\n", b"xref\t\n", b"xref%\n", b"XREF\n"),
    "part": (
        b"%d %d \n", b"%d %d\r\n", b"%d  %d\n", b"0%d %d\n", b"%d 0%d\n", b"+%d %d\n", b"%d %d\n\n", b"%d %d%%\n",
    ),
    "row": (
        b"%010d 00000 n\r\n", b"%010d 00000 n \r", b"%010d 00000 n\n", b"%010d 0 n \n", b"%d 00000 n \n",
        b"%010d 00000 N \n", b"%010d 00000 n\n\n", b"%010d 00001 n \n", b"%010d 65535 n \n", b"%010d 00000 f \n",
    ),
    "trailer": (b"trailer", b"trailer ", b"trailer\r\n", b"\ntrailer\n", b"trailer%\n", b"Trailer\n", b"trailer\0"),
    "entries": (
        b"/Type/Catalog", b"/XRefStm 15", b"/Encrypt null", b"/Encrypt<<>>", b"/Linearized 1", b"/Root null",
        b"/Info null", b"/Prev 0", b"/Size 1", b"/Length 0", b"/ID[<00><00>]", b"/ID null", b"/ 1", b"%x\n", b"/DL 1",
        b"/N 1/First 0", b"/Extends 1 0 R", b"/Pages 2 0 R",
    ),
    "root": (b"/Root  %d 0 R", b"/Root %d 00 R", b"/R#6fot %d 0 R", b"/Root 0%d 0 R", b"/Root\0%d 0 R", b"/Root[%d 0 R]"),
    "previous": (
        b"/Prev %d.0", b"/Prev +%d", b"/Prev 0%d", b"/Prev\0%d", b"/P#72ev %d", b"/Prev %d/Prev 0", b"/Prev null%%%d\n",
        b"/Prev(%d)", b"",
    ),
    "more": (1, 100, 5_000, -1),
    "last": (
        b"startxref \n%d\n%%%%EOF\n", b"startxref\r\n%d\r\n%%%%EOF\r\n", b"startxref\r%d\r%%%%EOF\r",
        b"startxref %d\n%%%%EOF\n", b"startxref\n0%d\n%%%%EOF\n", b"startxref\n%d \n%%%%EOF", b"startxref\n+%d\n%%%%EOF\n",
        b"startxref\n%d\n%%%%EOF ", b"startxref\n%d\n%%EOF\n", b"startxref\n%d\n", b"startxref\n%d\n%%%%EOF%%\n",
        b"startxref\n%d\n%%%%EOF\n%%%%EOF\n", b"startxref\n0\n%%%%EOF\nstartxref\n%d\n%%%%EOF\n",
        *(
            line + b"startxref\n%d\n%%%%EOF\n"
            for line in (b"%%iText-5.5.13.3\n", b"%%12345\r\n", b"%%<</Root 1 0 R>>\r", b"%%\n", b"%%trailer<<>>\n", b"%%\n\n")
        ),
        b"STARTXREF\n%d\n%%%%EOF\n", b"startxref\n%d%%\n%%%%EOF\n", b"startxref\n%d\0\n%%%%EOF\n",
    ),
    "behind": (
        b"\n", b"\n" * 500, b"\n" * 950, b" " * 950, b"%", b"%%EOF", b"\0", b"\x0c", b"\0" * 950, b"startxref\n9\n%%EOF\n",
        b"%PDF-1.7\n", b"xref\n", b"trailer\n<<>>\n", b"1 0 obj\n<<>>\nendobj\n",
    ),
    "table_header": (
        b"%d 0 obj", b"%d 0 obj\r\n", b"%d  0 obj\n", b"%d\n0 obj\n", b"%d 0\nobj\n", b"%d\t0\tobj\n", b"0%d 0 obj\n",
        b"%d 00 obj\n", b"%d 0 obj\0", b"%d 0 OBJ\n", b" %d 0 obj\n", b"%%\n%d 0 obj\n",
    ),
    "stream": (b"stream\n", b"\nstream\r\n", b"\nstream\r", b"\nstream \n", b"\0stream\n", b"\n%x\nstream\n", b"\nStream\n"),
    "end_of_stream": (
        b"endstream", b"\r\nendstream", b"\0endstream", b"\n%x\nendstream", b"\n\n\nendstream", b"\nendstream ",
        b"\nendstream\0", b"\nEndstream", b"",
    ),
    "filters": (
        b"/Filter/FlateDecode", b"/Filter[/FlateDecode]", b"/Filter/Fl", b"/Filter[/FlateDecode/FlateDecode]",
        b"/F/FlateDecode", b"/Filter/FlateDecode/DecodeParms null", b"/Filter/FlateDecode/DecodeParms<<>>",
        b"/Filter/FlateDecode/DecodeParms<</Predictor 1>>", b"/Filter/FlateDecode/DecodeParms[null]",
        b"/Filter/FlateDecode/DecodeParms[]", b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 6>>",
        b"/Filter null", b"/Filter[]", b"/DecodeParms<<>>", b"/Filter/Fl#61teDecode", b"/Filter/FlateDecode/DP<<>>",
    ),
    "widths": ((0, 4, 1), (1, 4, 0), (0, 4, 0), (1, 8, 2), (1, 3, 1), (2, 4, 1), (1, 4, 8), (1, 9, 1)),
}  # fmt: skip


def single() -> Iterator[Spelling]:
    """Every spelling with one odd part."""
    yield from (replace(Spelling(), **{part: odd}) for part, values in ODD.items() for odd in values)  # type: ignore[arg-type]


def oddities(spelling: Spelling) -> dict[str, object]:
    """What is odd about it."""
    usual = Spelling()
    values = ((one.name, getattr(spelling, one.name)) for one in fields(spelling))
    return {name: value for name, value in values if value != getattr(usual, name)}


def appended(pdf: bytes, spelling: Spelling, *, by_stream: bool) -> bytes:
    """The file with a revision that writes the catalogue again, word by word, and two objects that nothing leads to."""
    made = Revision(pdf)
    objects = {made.root: _catalogue(pdf, spelling), made.new: spelling.alone, made.new + 1: b"1"}
    places = {}
    for number, text in objects.items():
        made.body += spelling.before
        places[number] = made.end
        made.body += _with(spelling.header, number) + text + spelling.end
    made.body += spelling.before_table
    end = _stream if by_stream else _table
    return made.pdf + made.body + end(made, places, spelling) + _with(spelling.last, made.end) + spelling.behind


def _with(words: bytes, number: int) -> bytes:
    return words % number if b"%d" in words or b"%010d" in words else words


def _catalogue(pdf: bytes, spelling: Spelling) -> bytes:
    out, reader = io.BytesIO(), PdfFileReader(io.BytesIO(pdf), strict=False)
    reader.root.write_to_stream(out, None)
    pages = reader.root.raw_get("/Pages").idnum
    words = sub(rb"(?<=/Pages )%d 0 R" % pages, lambda _: _with(spelling.reference, pages), out.getvalue())
    words = sub(rb"(?<=[A-Za-z]) (?=[/0-9\[<+])", lambda _: spelling.blank, words)
    return words.replace(b"/Type", spelling.key, 1)


def _trailer(made: Revision, size: int, spelling: Spelling) -> bytes:
    root, previous = _with(spelling.root, made.root), _with(spelling.previous, made.previous)
    return b"/Size %d" % (size + spelling.more) + root + previous + made.described + spelling.entries


def _table(made: Revision, places: dict[int, int], spelling: Spelling) -> bytes:
    parts = b""
    for numbers in ([made.root], [made.new, made.new + 1]):
        rows = (_with(spelling.row, places[number]) for number in numbers)
        parts += spelling.part % (numbers[0], len(numbers)) + b"".join(rows)
    return spelling.table + parts + spelling.trailer + b"<<" + _trailer(made, made.new + 2, spelling) + b">>\n"


def _stream(made: Revision, places: dict[int, int], spelling: Spelling) -> bytes:
    own, widths = made.new + 2, spelling.widths
    rows = sorted({**places, own: made.end}.items())
    data = b"".join(row_of((1, place, 0), widths) for _, place in rows)
    data = zlib.compress(data) if b"F" in spelling.filters else data
    index = b" ".join(b"%d 1" % number for number, _ in rows)
    said = b"/Type/XRef/Index[%s]/W[%d %d %d]%s/Length %d" % (index, *widths, spelling.filters, len(data))
    words = b"<<" + said + _trailer(made, own + 1, spelling) + b">>"
    return _with(spelling.table_header, own) + words + spelling.stream + data + spelling.end_of_stream + spelling.end


def packed_then_edited() -> bytes:
    """Written with object streams, and one page edited since: who makes a table of his own shows the page of before."""

    def edit(writer: IncrementalPdfFileWriter) -> None:
        page = writer.root["/Pages"]["/Kids"][0].get_object()
        words = b"BT /F1 12 Tf 50 700 Td (Total 1 500,00 EUR) Tj ET"
        page["/Contents"] = writer.add_object(generic.StreamObject(stream_data=words))
        writer.update_container(page)

    return update(rewritten(blank(price="9 500,00"), object_stream_mode=pikepdf.ObjectStreamMode.generate), edit)
