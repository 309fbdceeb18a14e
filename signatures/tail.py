"""Behind the first signature, a file must read alike to every reader.

Anybody can append to a signed file. Where it says two things (a number twice in a table, a key twice in a dictionary),
one reader follows the first and the next one the last; where a table is not at its place or an object stands in no
table, some readers repair the file and show what nobody judged. So nothing is repaired here, and what could be read in
two ways is named. Products that append to files write nothing of the kind (ISO 32000-2, clauses 7.3.7 and 7.5).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.xref import ObjStreamRef, XRefSectionType, XRefType, parse_xref_stream

from signatures.one_parse import object_in_stream, stream_at, value_at
from signatures.reading import MALFORMED, Document
from signatures.report import Code, Reason

_W = rb"[\x00\t\n\x0c\r ]"
# Readers that repair files look for this word; what else must stand before it differs from one to the next.
_KEYWORD = re.compile(rb"(?:[0-9]" + _W + rb"*|[\r\n][\x00\t\x0c ]*)obj")
_HEADER = re.compile(rb"([0-9]+)" + _W + rb"+([0-9]+)" + _W + rb"+(obj)" + _W + rb"*")
_END = re.compile(_W + rb"*endobj")
_PART = re.compile(_W + rb"*([0-9]{1,10}) ([0-9]{1,10})" + _W + rb"+")
_ROW = re.compile(rb"([0-9]{10}) ([0-9]{5}) ([nf])[ \r\n][\r\n]")
_TRAILER = re.compile(_W + rb"*trailer" + _W + rb"*")
_STARTXREF = re.compile(rb"startxref" + _W + rb"+([0-9]+)")
_HIGHEST_GENERATION = 65535


class _Ambiguous(ValueError):
    """It can be read in two ways."""


@dataclass(frozen=True)
class _Row:
    number: int
    generation: int
    place: int | ObjStreamRef | None  # None: freed


@dataclass(frozen=True)
class _Section:
    """The table of contents of one revision."""

    place: int
    rows: list[_Row]
    trailer: generic.DictionaryObject
    is_table: bool


def readings(document: Document) -> Iterator[Reason]:
    """Why what follows the first signed revision can be read in more than one way."""
    first = document.first_signed
    if first is None or len(first.byte_range) != 4:
        return
    reader, strict = document.reader, document.reader.strict
    reader.strict = True  # a key that stands twice, a number that is not at its index
    try:
        _check(document, first.revision, sum(first.byte_range[2:]))
    except MALFORMED as problem:
        words = " ".join(str(problem).split())[:200]
        message = f"what follows the first signature can be read in two ways: {words}"
        yield Reason(Code.CHANGED_AFTER_SIGNING, message, first.field)
    finally:
        reader.strict = strict


def _check(document: Document, first: int, start: int) -> None:
    """Raises _Ambiguous, or what pyHanko's strict reading raises."""
    later = range(first + 1, document.revisions)
    if not later:
        return
    pdf, xrefs = document.pdf, document.reader.xrefs
    previous, size = xrefs.get_xref_container_info(first).declared_startxref, xrefs.get_xref_container_info(first).size
    if not _begins_section(pdf, previous):
        raise _Ambiguous("the table of the signed revision is not where it is said to be")
    sections: list[_Section] = []
    headers: set[int | None] = set()
    for number in later:
        section = _section(document, number)
        if _number(section.trailer, "/Prev") != previous:
            raise _Ambiguous("a table does not name the one before it")
        least, size = size, _number(section.trailer, "/Size")
        if size > len(pdf):  # some products count numbers that they never use
            raise _Ambiguous("a table claims more objects than the file has bytes")
        if size < least or any(row.number >= size for row in section.rows):
            raise _Ambiguous("a table claims fewer objects than there are")
        headers |= {_object(document, row, start) for row in section.rows}
        if not section.is_table:
            headers.add(_header(pdf, section.place).end(3))
        previous = section.place
        sections.append(section)
    _check_generations(document, sections)
    _check_words(pdf, start, sections, headers)


def _check_generations(document: Document, sections: list[_Section]) -> None:
    """Many readers take an object by its number alone."""
    xrefs = document.reader.xrefs
    later = {row.number: row.generation for one in sections for row in one.rows if row.place is not None}
    for number in range(document.revisions):
        for one in xrefs.explicit_refs_in_revision(number):
            if later.get(one.idnum, one.generation) != one.generation and xrefs.get_historical_ref(one, number):
                raise _Ambiguous(f"there are two objects with the number {one.idnum}")


def _check_words(pdf: bytes, start: int, sections: list[_Section], headers: set[int | None]) -> None:
    """Nothing stands behind `start` that a reader which repairs files would take for a part of it."""
    if any(match.end() not in headers for match in _KEYWORD.finditer(pdf, start)):
        raise _Ambiguous("an object stands in no table of contents")
    if pdf.count(b"trailer", start) != sum(section.is_table for section in sections):
        raise _Ambiguous("there is a trailer of no table")
    told = [int(match[1]) for match in _STARTXREF.finditer(pdf, start)]
    if sorted(told) != sorted(section.place for section in sections) or pdf.count(b"startxref", start) != len(told):
        raise _Ambiguous("it is not said once for each table where it is")


def _number(trailer: generic.DictionaryObject, key: str) -> int:
    value = trailer.raw_get(key)
    if not isinstance(value, generic.NumberObject):
        raise _Ambiguous(f"{key} of a trailer is no whole number")
    return int(value)


def _begins_section(pdf: bytes, place: int) -> bool:
    return pdf.startswith(b"xref", place) or _HEADER.match(pdf, place) is not None


def _section(document: Document, number: int) -> _Section:
    info = document.reader.xrefs.get_xref_container_info(number)
    if info.xref_section_type not in (XRefSectionType.STANDARD, XRefSectionType.STREAM):
        raise _Ambiguous("a revision has two tables of contents")
    place = info.declared_startxref
    if not _begins_section(document.pdf, place):
        raise _Ambiguous("a table is not where it is said to be")
    is_table = info.xref_section_type is XRefSectionType.STANDARD
    rows, trailer = (_table if is_table else _stream)(document, place)
    if len({row.number for row in rows}) != len(rows):
        raise _Ambiguous("an object has two rows in one table")
    if any(row.generation > _HIGHEST_GENERATION for row in rows):
        raise _Ambiguous("a row has a generation that cannot be")
    return _Section(place, rows, trailer, is_table)


def _table(document: Document, place: int) -> tuple[list[_Row], generic.DictionaryObject]:
    pdf, at, rows = document.pdf, place + len(b"xref"), []
    while (part := _PART.match(pdf, at)) is not None:
        at = part.end()
        for number in range(int(part[1]), int(part[1]) + int(part[2])):
            row = _ROW.match(pdf, at)
            if row is None:
                raise _Ambiguous("a row of a table is not in the one form")
            rows.append(_Row(number, int(row[2]), int(row[1]) if row[3] == b"n" else None))
            at = row.end()
    end = _TRAILER.match(pdf, at)
    if end is None:
        raise _Ambiguous("a table has no trailer")
    reader = document.reader
    trailer = generic.DictionaryObject.read_from_stream(stream_at(pdf, end.end()), generic.TrailerReference(reader))
    return rows, trailer


def _stream(document: Document, place: int) -> tuple[list[_Row], generic.DictionaryObject]:
    value = _read(document, _header(document.pdf, place))
    if not isinstance(value, generic.StreamObject):
        raise _Ambiguous("a table of contents is no stream")
    entries = list(parse_xref_stream(value))
    counts = list(value["/Index"])[1::2] if "/Index" in value else [value["/Size"]]
    if len(entries) != sum(counts):
        raise _Ambiguous("a row of a table is of no known kind")
    free = XRefType.FREE
    rows = [_Row(one.idnum, one.generation, None if one.xref_type is free else one.location) for one in entries]
    return rows, value


def _object(document: Document, row: _Row, start: int) -> int | None:
    """Where the header of the object ends, which its row names exactly; None if it has none of its own."""
    if row.place is None or row.number == 0:
        return None
    if isinstance(row.place, ObjStreamRef):
        object_in_stream(document.reader, row.number, row.place)
        return None
    header = _header(document.pdf, row.place)
    if (int(header[1]), int(header[2])) != (row.number, row.generation):
        raise _Ambiguous(f"the row of object {row.number} points elsewhere")
    if row.place >= start:
        _read(document, header)
    return header.end(3)


def _header(pdf: bytes, place: int) -> re.Match[bytes]:
    """The header of the object that begins exactly at `place`: number, generation, keyword."""
    found = _HEADER.match(pdf, place)
    if found is None or found[1] != b"%d" % int(found[1]) or found[2] != b"%d" % int(found[2]):
        raise _Ambiguous(f"no object begins at byte {place}")
    return found


def _read(document: Document, header: re.Match[bytes]) -> Any:
    """The object behind its header, read strictly to its own end."""
    own = generic.Reference(int(header[1]), int(header[2]), document.reader)
    value, end = value_at(document.pdf, header.end(), own)
    if _END.match(document.pdf, end) is None:
        raise _Ambiguous(f"object {int(header[1])} does not end where it should")
    return value
