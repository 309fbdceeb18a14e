"""Behind the first signature, a file must read alike to every reader.

Anybody can append to a signed file. Where it says two things (a number twice in a table, a key twice in a dictionary),
one reader follows the first and the next one the last; where a table is not at its place or an object stands in no
table, some readers repair the file and show what nobody judged. So nothing is repaired here, and what could be read in
two ways is named. Products that append to files write nothing of the kind (ISO 32000-2, clauses 7.3.7 and 7.5).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.xref import ObjStreamRef, XRefSectionType, XRefType, parse_xref_stream

from signatures.reading import MALFORMED, Document
from signatures.report import Code, Reason
from signatures.spelling import Ambiguous, check_table, object_behind, packed, trailer_at
from signatures.spelling import W as _W

# Readers that repair files look for this word; what else must stand before it differs from one to the next.
_KEYWORD = re.compile(rb"(?:[0-9]" + _W + rb"*|[\r\n][\x00\t\x0c ]*)obj")
_HEADER = re.compile(rb"([0-9]+)" + _W + rb"+([0-9]+)" + _W + rb"+(obj)" + _W + rb"*")
_PART = re.compile(_W + rb"*([0-9]{1,10}) ([0-9]{1,10})" + _W + rb"+")
_ROW = re.compile(rb"([0-9]{10}) ([0-9]{5}) ([nf])[ \r\n][\r\n]")
_TRAILER = re.compile(_W + rb"*trailer" + _W + rb"*")
_STARTXREF = re.compile(rb"startxref" + _W + rb"+([0-9]+)")
_HIGHEST_GENERATION = 65535


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
        _Tail(document, first.revision, sum(first.byte_range[2:])).check()
    except MALFORMED as problem:
        words = " ".join(str(problem).split())[:200]
        message = f"what follows the first signature can be read in two ways: {words}"
        yield Reason(Code.CHANGED_AFTER_SIGNING, message, first.field)
    finally:
        reader.strict = strict


class _Tail:
    """What follows byte `start`, the end of revision `first`. Every method raises Ambiguous, or what pyHanko raises."""

    def __init__(self, document: Document, first: int, start: int) -> None:
        self.pdf, self.reader, self.xrefs = document.pdf, document.reader, document.reader.xrefs
        self.first, self.start = first, start
        self.sections: list[_Section] = []
        self.headers: set[int] = set()  # where the header of each object ends that stands in a table
        self._packed: dict[int, list[int]] = {}  # by the place of an object stream: the numbers in it

    def check(self) -> None:
        signed = self.xrefs.get_xref_container_info(self.first)
        root = self.reader.trailer.raw_get("/Root", revision=self.first)
        previous, size = signed.declared_startxref, signed.size
        if self.first + 1 < self.reader.total_revisions and not self._begins_section(previous):
            raise Ambiguous("the table of the signed revision is not where it is said to be")
        for number in range(self.first + 1, self.reader.total_revisions):
            section = self._section(number)
            if _number(section.trailer, "/Prev") != previous:
                raise Ambiguous("a table does not name the one before it")
            if "/Root" not in section.trailer or section.trailer.raw_get("/Root") != root:
                raise Ambiguous("a table names another catalogue than the one that was signed")
            least, size = size, _number(section.trailer, "/Size")
            if size > len(self.pdf):  # some products count numbers that they never use
                raise Ambiguous("a table claims more objects than the file has bytes")
            if size < least or any(row.number >= size for row in section.rows):
                raise Ambiguous("a table claims fewer objects than there are")
            for row in section.rows:
                self._check_row(row, number)
            previous = section.place
            self.sections.append(section)
        self._check_generations()
        self._check_words()

    def _check_generations(self) -> None:
        """Many readers take an object by its number alone."""
        later = {row.number: row.generation for one in self.sections for row in one.rows if row.place is not None}
        for number in range(self.reader.total_revisions):
            for one in self.reader.usages.written_in(number):
                other = later.get(one.idnum, one.generation) != one.generation
                if other and self.xrefs.get_historical_ref(one, number):
                    raise Ambiguous(f"there are two objects with the number {one.idnum}")

    def _check_words(self) -> None:
        """Nothing stands there that a reader which repairs files would take for a part of it."""
        pdf, start, sections = self.pdf, self.start, self.sections
        if not sections:
            return
        if any(match.end() not in self.headers for match in _KEYWORD.finditer(pdf, start)):
            raise Ambiguous("an object stands in no table of contents")
        if pdf.count(b"trailer", start) != sum(section.is_table for section in sections):
            raise Ambiguous("there is a trailer of no table")
        told = [int(match[1]) for match in _STARTXREF.finditer(pdf, start)]
        if sorted(told) != sorted(section.place for section in sections) or pdf.count(b"startxref", start) != len(told):
            raise Ambiguous("it is not said once for each table where it is")

    def _begins_section(self, place: int) -> bool:
        return self.pdf.startswith(b"xref", place) or _HEADER.match(self.pdf, place) is not None

    def _section(self, number: int) -> _Section:
        info = self.xrefs.get_xref_container_info(number)
        if info.xref_section_type not in (XRefSectionType.STANDARD, XRefSectionType.STREAM):
            raise Ambiguous("a revision has two tables of contents")
        place = info.declared_startxref
        if not self._begins_section(place):
            raise Ambiguous("a table is not where it is said to be")
        is_table = info.xref_section_type is XRefSectionType.STANDARD
        rows, trailer = (self._table if is_table else self._stream)(place)
        if len({row.number for row in rows}) != len(rows):
            raise Ambiguous("an object has two rows in one table")
        if any(row.generation > _HIGHEST_GENERATION for row in rows):
            raise Ambiguous("a row has a generation that cannot be")
        return _Section(place, rows, trailer, is_table)

    def _table(self, place: int) -> tuple[list[_Row], generic.DictionaryObject]:
        at, rows = place + len(b"xref"), []
        while (part := _PART.match(self.pdf, at)) is not None:
            at = part.end()
            for number in range(int(part[1]), int(part[1]) + int(part[2])):
                row = _ROW.match(self.pdf, at)
                if row is None:
                    raise Ambiguous("a row of a table is not in the one form")
                rows.append(_Row(number, int(row[2]), int(row[1]) if row[3] == b"n" else None))
                at = row.end()
        end = _TRAILER.match(self.pdf, at)
        if end is None:
            raise Ambiguous("a table has no trailer")
        return rows, trailer_at(self.pdf, end.end(), self.reader)

    def _stream(self, place: int) -> tuple[list[_Row], generic.DictionaryObject]:
        header = self._header(place)
        value = object_behind(self.pdf, header, self.reader)
        if not isinstance(value, generic.StreamObject):
            raise Ambiguous("a table of contents is no stream")
        check_table(value, int(header[1]))
        self.headers.add(header.end(3))
        entries = list(parse_xref_stream(value))
        counts = list(value["/Index"])[1::2] if "/Index" in value else [value["/Size"]]
        if len(entries) != sum(counts):
            raise Ambiguous("a row of a table is of no known kind")
        free = XRefType.FREE
        rows = [_Row(one.idnum, one.generation, None if one.xref_type is free else one.location) for one in entries]
        return rows, value

    def _check_row(self, row: _Row, revision: int) -> None:
        """The object stands where its row says, and is read in one way; a row that is only repeated is none of ours."""
        if row.place is None or row.number == 0:
            return
        own = generic.Reference(row.number, row.generation, self.reader)
        if self.xrefs.get_historical_ref(own, revision - 1) == row.place:
            return
        if isinstance(row.place, ObjStreamRef):
            numbers = self._numbers(row.place.obj_stream_id, revision)
            index = row.place.ix_in_stream
            if not 0 <= index < len(numbers) or numbers[index] != row.number or numbers.count(row.number) != 1:
                raise Ambiguous(f"object {row.number} is not at its index in its object stream")
            return
        header = self._header(row.place)
        if (int(header[1]), int(header[2])) != (row.number, row.generation):
            raise Ambiguous(f"the row of object {row.number} points elsewhere")
        object_behind(self.pdf, header, self.reader)
        self.headers.add(header.end(3))

    def _numbers(self, stream: int, revision: int) -> list[int]:
        """Of the objects in an object stream, as it stands in a revision."""
        place = self.xrefs.get_historical_ref(generic.Reference(stream, 0, self.reader), revision)
        if not isinstance(place, int):
            raise Ambiguous(f"object stream {stream} does not stand in the file itself")
        if place not in self._packed:
            self._packed[place] = packed(object_behind(self.pdf, self._header(place), self.reader), stream)
        return self._packed[place]

    def _header(self, place: int) -> re.Match[bytes]:
        """The header of the object that begins exactly at `place`: number, generation, keyword."""
        found = _HEADER.match(self.pdf, place)
        if found is None or found[1] != b"%d" % int(found[1]) or found[2] != b"%d" % int(found[2]):
            raise Ambiguous(f"no object begins at byte {place}")
        return found


def _number(trailer: generic.DictionaryObject, key: str) -> int:
    value = trailer.raw_get(key)
    if not isinstance(value, generic.NumberObject):
        raise Ambiguous(f"{key} of a trailer is no whole number")
    return int(value)
