"""The table of contents of a revision in the one form that every reader takes in the same way.

A table, or a stream that holds one (ISO 32000-2, clauses 7.5.4 and 7.5.8), with its trailer and the words that say
where it stands. Every function raises Ambiguous, or what pyHanko raises.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef, XRefSectionType, XRefType, parse_xref_stream

from signatures.spelling import IN_ONE_LINE, Ambiguous, check_table, header_at, object_behind, trailer_at
from signatures.words import BLANK, NOTE

_LINE = rb"(?:\r\n|\r|\n)"
_XREF = re.compile(rb"xref ?" + _LINE)
_PART = re.compile(rb"([0-9]{1,10}) ([0-9]{1,10}) ?" + _LINE)
_ROW = re.compile(rb"([0-9]{10}) ([0-9]{5}) ([nf])(?: \r| \n|\r\n)")
_TRAILER = re.compile(BLANK + rb"{0,2}trailer" + BLANK + rb"{0,4}")
_CLOSING = re.compile(
    rb"%b{0,16}(?:(?<=[\r\n])%b)?startxref ?%b([0-9]{1,10}) ?%b%%%%EOF(?= *[\r\n]|\Z)" % (BLANK, NOTE, _LINE, _LINE)
)
_HIGHEST_GENERATION = 65535
_OF_A_STREAM = frozenset(("/Type", "/W", "/Index", "/Length", "/Filter", "/DecodeParms"))


@dataclass(frozen=True)
class Row:
    """Where an object stands."""

    number: int
    generation: int
    place: int | ObjStreamRef | None  # None: freed


@dataclass(frozen=True)
class Table:
    """The table of one revision."""

    place: int
    rows: dict[int, Row]
    trailer: generic.DictionaryObject
    own: int | None  # the number of the stream that it is
    header: int | None  # and where the header of that ends
    end: int  # of the file, as far as it was written then


_Parts = tuple[Sequence[Row], generic.DictionaryObject, int | None, int | None, int]


def table_of(pdf: bytes, reader: PdfFileReader, revision: int) -> Table:
    """The one table of a revision."""
    info = reader.xrefs.get_xref_container_info(revision)
    if info.xref_section_type not in (XRefSectionType.STANDARD, XRefSectionType.STREAM):
        raise Ambiguous("a revision has two tables of contents")
    place, plain = info.declared_startxref, info.xref_section_type is XRefSectionType.STANDARD
    rows, trailer, own, header, end = (_rows if plain else _stream)(pdf, reader, place)
    closing = _CLOSING.match(pdf, end)
    if closing is None or int(closing[1]) != place:
        raise Ambiguous("a table is not where it is said to be, or that is not said in the one form")
    known = {row.number: row for row in rows}
    if len(known) != len(rows):
        raise Ambiguous("an object has two rows in one table")
    if any(row.generation > _HIGHEST_GENERATION for row in rows) or (0 in known and known[0].place is not None):
        raise Ambiguous("a row has a generation that cannot be, or object 0")
    return Table(place, known, trailer, own, header, closing.end())


def repeats(pdf: bytes, reader: PdfFileReader, place: int, table: Table) -> bool:
    """Whether the stream at `place` says what a table says, itself apart.

    A widely used library writes the table of a hybrid file a second time like that, and names it nowhere. Whichever a
    reader takes, it finds the same objects.
    """
    rows, trailer, own, _, _ = _stream(pdf, reader, place)
    said = {key: trailer.raw_get(key) for key in trailer if key not in _OF_A_STREAM}
    there = (row for number, row in table.rows.items() if number != own)
    return Counter(map(_found_by, rows)) == Counter(map(_found_by, there)) and said == dict(table.trailer)


def _found_by(row: Row) -> Row:
    """What counts of a row for who looks for an object: of one that is freed, its number alone."""
    return Row(row.number, 0, None) if row.place is None else row


def _rows(pdf: bytes, reader: PdfFileReader, place: int) -> _Parts:
    begin, rows = _XREF.match(pdf, place), []
    at = place if begin is None else begin.end()
    while (part := _PART.match(pdf, at)) is not None:
        at = part.end()
        first, count = int(part[1]), int(part[2])
        if first and not count:
            raise Ambiguous("a part of a table is empty")
        for number in range(first, first + count):
            row = _ROW.match(pdf, at)
            if row is None:
                raise Ambiguous("a row of a table is not in the one form")
            rows.append(Row(number, int(row[2]), int(row[1]) if row[3] == b"n" else None))
            at = row.end()
    end = _TRAILER.match(pdf, at)
    if begin is None or end is None:
        raise Ambiguous("a table is not in the one form, or has no trailer")
    trailer, behind = trailer_at(pdf, end.end(), reader)
    return rows, trailer, None, None, behind


def _stream(pdf: bytes, reader: PdfFileReader, place: int) -> _Parts:
    header = header_at(pdf, place, IN_ONE_LINE)
    value, end = object_behind(pdf, header, reader)
    if not isinstance(value, generic.StreamObject) or header[2] != b"0":
        raise Ambiguous("a table of contents is no stream, or one of another generation")
    check_table(value, int(header[1]))
    entries = list(parse_xref_stream(value))
    counts = list(value["/Index"])[1::2] if "/Index" in value else [value["/Size"]]
    if len(entries) != sum(counts):
        raise Ambiguous("a row of a table is of no known kind")
    free = XRefType.FREE
    rows = [Row(one.idnum, one.generation, None if one.xref_type is free else one.location) for one in entries]
    return rows, value, int(header[1]), header.end(3), end
