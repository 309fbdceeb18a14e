"""Behind the first signature, a file must read alike to every reader.

Anybody can append to a signed file. Where it says two things (a number twice in a table, a key twice in a dictionary),
one reader follows the first and the next one the last; where a table is not at its place or an object stands in no
table, some readers repair the file and show what nobody judged. So nothing is repaired here, and what could be read in
two ways is named. Products that append to files write nothing of the kind (ISO 32000-2, clauses 7.3.7 and 7.5).
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.xref import ObjStreamRef, XRefSectionType, XRefType, parse_xref_stream

from signatures import beforehand
from signatures.integrity import UNDECIDED
from signatures.reading import MALFORMED, Document
from signatures.report import Code, Reason
from signatures.spelling import (
    HEADER,
    SEPARATED,
    Ambiguous,
    check_table,
    header_at,
    is_named,
    object_behind,
    packed,
    trailer_at,
    whole,
)
from signatures.words import STARTXREF, TRAILER, W

_LINE = rb"(?:\r\n|\r|\n)"
_XREF = re.compile(rb"xref ?" + _LINE)
_PART = re.compile(rb"([0-9]{1,10}) ([0-9]{1,10}) ?" + _LINE)
_ROW = re.compile(rb"([0-9]{10}) ([0-9]{5}) ([nf])[ \r\n][\r\n]")
_TRAILER = re.compile(W + rb"{0,2}trailer" + W + rb"{0,4}")
_CLOSING = re.compile(W + rb"{0,16}startxref ?%b([0-9]{1,10}) ?%b%%%%EOF(?=[\r\n ]|\Z)" % (_LINE, _LINE))
_BETWEEN = re.compile(SEPARATED + rb"*(?:%[^\r\n]*)?")
_ATTACHED = (
    "an embedded file holds objects as text, which readers that repair files may show instead of the signed ones"
)
_HIGHEST_GENERATION, _HIGHEST_NUMBER = 65535, 4_194_303  # the last one that pdfium reads
_LAST = 1000  # bytes from the end in which every reader looks for the word that says where the last table is


@dataclass(frozen=True)
class _Row:
    number: int
    generation: int
    place: int | ObjStreamRef | None  # None: freed


@dataclass(frozen=True)
class _Section:
    """The table of contents of one revision."""

    place: int
    rows: dict[int, _Row]
    trailer: generic.DictionaryObject
    is_table: bool


def readings(document: Document) -> Iterator[Reason]:
    """Why what follows the first signed revision can be read in more than one way."""
    first = document.first_signed
    if first is None or len(first.byte_range) != 4 or first.revision + 1 >= document.revisions:
        return
    reader, strict = document.reader, document.reader.strict
    reader.strict = True  # a key that stands twice, a number that is not at its index
    start = sum(first.byte_range[2:])
    try:
        _Tail(document, first.revision, start).check()
        beforehand.check(document, first.revision, start)
    except MALFORMED as problem:
        words = " ".join(str(problem).split())[:200]
        message = f"what follows the first signature can be read in two ways: {words}"
        yield Reason(Code.CHANGED_AFTER_SIGNING, message, first.field)
    finally:
        reader.strict = strict
    if document.outside.holds_objects():
        yield Reason(Code.UNPACKED_ATTACHMENT, _ATTACHED, None, UNDECIDED)


class _Tail:
    """What follows byte `start`, the end of revision `first`. Every method raises Ambiguous, or what pyHanko raises."""

    def __init__(self, document: Document, first: int, start: int) -> None:
        self.pdf, self.reader, self.xrefs = document.pdf, document.reader, document.reader.xrefs
        self.outside, self.first, self.start = document.outside, first, start
        self.headers: set[int] = set()  # where the header of each object ends that stands in a table
        self.spans: list[tuple[int, int]] = []  # of objects and tables
        self.tables = 0  # that are no streams

    def check(self) -> None:
        signed = self.xrefs.get_xref_container_info(self.first)
        before = self.reader.trailer.flatten(self.first)
        previous, size = signed.declared_startxref, signed.size
        if not self.pdf.startswith(b"xref", previous) and HEADER.match(self.pdf, previous) is None:
            raise Ambiguous("the table of the signed revision is not where it is said to be")
        self._check_numbers({one.idnum for one in self.reader.usages.written_until(self.first)}, size, self.start)
        later: dict[int, int] = {}  # generations, by number
        for number in range(self.first + 1, self.reader.total_revisions):
            section = self._section(number)
            if whole(section.trailer, "/Prev") != previous:
                raise Ambiguous("a table does not name the one before it")
            if "/Root" not in section.trailer or section.trailer.raw_get("/Root") != before.raw_get("/Root"):
                raise Ambiguous("a table names another catalogue than the one that was signed")
            if "/XRefStm" in section.trailer:  # which some readers follow from a table that is a stream, too
                raise Ambiguous("a table names another one beside it")
            if "/Info" in before and "/Info" not in section.trailer:
                raise Ambiguous("a table does not name the description of the file any more")
            least, size = size, whole(section.trailer, "/Size")
            if size > len(self.pdf):  # some products count numbers that they never use
                raise Ambiguous("a table claims more objects than the file has bytes")
            if size < least or size > _HIGHEST_NUMBER + 1:
                raise Ambiguous("a table claims fewer objects than there are, or more than readers count")
            self._check_numbers(section.rows, size, self.spans[-1][1])
            self._check_rows(section, number)
            self._check_references(number)
            later |= {one.number: one.generation for one in section.rows.values() if one.place is not None}
            previous = section.place
        self._check_generations(later)
        self._check_words()

    def _check_numbers(self, numbers: Iterable[int], size: int, end: int) -> None:
        """In a file that ends at byte `end`: one reader thinks no more objects fit in than a third of its bytes."""
        highest = max(numbers, default=0)
        if highest >= size:
            raise Ambiguous("a table claims fewer objects than there are")
        if highest * 3 >= end:
            raise Ambiguous(f"object {highest} has a higher number than some reader counts in a file of this size")

    def _check_generations(self, later: dict[int, int]) -> None:
        """Many readers take an object by its number alone."""
        for number in range(self.reader.total_revisions):
            for one, place in self.reader.usages.written_in(number).items():
                if later.get(one.idnum, one.generation) != one.generation and place:
                    raise Ambiguous(f"there are two objects with the number {one.idnum}")

    def _check_words(self) -> None:
        """Nothing stands there that a reader which repairs files would take for a part of it."""
        pdf, at = self.pdf, self.start
        for begin, end in sorted(self.spans):
            if begin < at or _BETWEEN.fullmatch(pdf, at, begin) is None:
                raise Ambiguous("something stands between two objects, or in two of them")
            at = end
        if _BETWEEN.fullmatch(pdf, at) is None or pdf.rfind(b"startxref") < len(pdf) - _LAST:
            raise Ambiguous("something stands behind the last table")
        size = len(pdf)
        if any(one.end not in self.headers for one in self.outside.headers(self.start, size)):
            raise Ambiguous("an object stands in no table of contents")
        if self.outside.count(TRAILER, self.start, size) != self.tables:
            raise Ambiguous("there is a trailer of no table")
        if self.outside.count(STARTXREF, self.start, size) != self.reader.total_revisions - self.first - 1:
            raise Ambiguous("it is not said once for each table where it is")

    def _section(self, number: int) -> _Section:
        info = self.xrefs.get_xref_container_info(number)
        if info.xref_section_type not in (XRefSectionType.STANDARD, XRefSectionType.STREAM):
            raise Ambiguous("a revision has two tables of contents")
        place, is_table = info.declared_startxref, info.xref_section_type is XRefSectionType.STANDARD
        rows, trailer, end = (self._table if is_table else self._stream)(place)
        closing = _CLOSING.match(self.pdf, end)
        if closing is None or int(closing[1]) != place:
            raise Ambiguous("a table is not where it is said to be, or that is not said in the one form")
        self.spans.append((place, closing.end()))
        self.tables += is_table
        known = {row.number: row for row in rows}
        if len(known) != len(rows):
            raise Ambiguous("an object has two rows in one table")
        if any(row.generation > _HIGHEST_GENERATION for row in rows) or (0 in known and known[0].place is not None):
            raise Ambiguous("a row has a generation that cannot be, or object 0")
        return _Section(place, known, trailer, is_table)

    def _table(self, place: int) -> tuple[list[_Row], generic.DictionaryObject, int]:
        begin, rows = _XREF.match(self.pdf, place), []
        at = place if begin is None else begin.end()
        while (part := _PART.match(self.pdf, at)) is not None:
            at = part.end()
            first, count = int(part[1]), int(part[2])
            if first and not count:
                raise Ambiguous("a part of a table is empty")
            for number in range(first, first + count):
                row = _ROW.match(self.pdf, at)
                if row is None:
                    raise Ambiguous("a row of a table is not in the one form")
                rows.append(_Row(number, int(row[2]), int(row[1]) if row[3] == b"n" else None))
                at = row.end()
        end = _TRAILER.match(self.pdf, at)
        if begin is None or end is None:
            raise Ambiguous("a table is not in the one form, or has no trailer")
        return rows, *trailer_at(self.pdf, end.end(), self.reader)

    def _stream(self, place: int) -> tuple[list[_Row], generic.DictionaryObject, int]:
        header = header_at(self.pdf, place)
        value, end = object_behind(self.pdf, header, self.reader)
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
        return rows, value, end

    def _check_rows(self, section: _Section, revision: int) -> None:
        """Each object stands where its row says, and is read in one way; a row that is only repeated is none of ours.

        The library has found the same rows.
        """
        streams: set[int] = set()
        elsewhere: set[int] = set()
        for row in section.rows.values():
            own = generic.Reference(row.number, row.generation, self.reader)
            if row.place is None or row.number == 0:
                continue
            if self.xrefs.get_historical_ref(own, revision) != row.place:
                raise Ambiguous(f"the row of object {row.number} is read in two ways")
            if self.xrefs.get_historical_ref(own, revision - 1) == row.place:
                continue
            if isinstance(row.place, int):
                self._check_object(row, row.place, section, streams)
            else:
                elsewhere.add(row.place.obj_stream_id)
        if not elsewhere <= streams:
            raise Ambiguous("an object stands in a stream of objects of another revision")

    def _check_references(self, revision: int) -> None:
        """Each leads to an object, or did not before either: some readers repair a file when they miss one."""
        for one in self.reader.usages.written_in(revision):
            new = self.reader.usages.as_of(one, revision)
            missing = {ref for ref in _references(new) if self.xrefs.get_historical_ref(ref, revision) is None}
            if missing and self.xrefs.get_historical_ref(one, revision - 1) is not None:
                missing -= set(_references(self.reader.usages.as_of(one, revision - 1)))
            if missing:
                raise Ambiguous(f"object {one.idnum} names an object that is not there")

    def _check_object(self, row: _Row, place: int, section: _Section, streams: set[int]) -> None:
        header = header_at(self.pdf, place)
        if (int(header[1]), int(header[2])) != (row.number, row.generation):
            raise Ambiguous(f"the row of object {row.number} points elsewhere")
        value, end = object_behind(self.pdf, header, self.reader)
        self.headers.add(header.end(3))
        if is_named(value, "/Type", "/XRef") and place != section.place:
            raise Ambiguous(f"object {row.number} is a table of no revision")
        if place != section.place and place >= self.start:
            self.spans.append((place, end))
        if is_named(value, "/Type", "/ObjStm"):
            streams.add(row.number)
            for index, number in enumerate(packed(value, row.number)):
                named = section.rows.get(number)
                if named is None or named.place != ObjStreamRef(row.number, index):
                    raise Ambiguous(f"object {number} stands in object stream {row.number}, and in no row")


def _references(whole_object: object) -> Iterator[generic.Reference]:
    waiting = [whole_object]
    while waiting:
        one = waiting.pop()
        if isinstance(one, generic.IndirectObject):
            yield one.reference
        elif isinstance(one, generic.DictionaryObject):
            waiting += dict.values(one)
        elif isinstance(one, generic.ArrayObject):
            waiting += list.__iter__(one)
