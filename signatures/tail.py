"""Behind the first signature, a file must read alike to every reader.

Anybody can append to a signed file. Where it says two things (a number twice in a table, a key twice in a dictionary),
one reader follows the first and the next one the last; where a table is not at its place or an object stands in no
table, some readers repair the file and show what nobody judged. So nothing is repaired here, and what could be read in
two ways is named. Products that append to files write nothing of the kind (ISO 32000-2, clauses 7.3.7 and 7.5).
"""

import re
from collections.abc import Iterable, Iterator

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.xref import ObjStreamRef

from signatures import beforehand
from signatures.document import MALFORMED, Document
from signatures.integrity import UNDECIDED
from signatures.report import Reason
from signatures.spelling import (
    HEADER,
    IN_ONE_LINE,
    Ambiguous,
    header_at,
    is_named,
    object_behind,
    packed,
    whole,
)
from signatures.tables import Row, Table, repeats, table_of
from signatures.trees import references_in
from signatures.usages import UNREADABLE
from signatures.vocabulary import Code
from signatures.words import BLANK, BLANKS, STARTXREF, TRAILER

_BETWEEN = re.compile(rb"(?:%b|%%[^\r\n]*[\r\n])*" % BLANK)
_ATTACHED = (
    "an embedded file holds objects as text, which readers that repair files may show instead of the signed ones"
)
_HIGHEST = 4_194_303  # the last number that pdfium reads
_THE_PAGES = ("/Catalog", "/Pages", "/Page")  # which readers look for when they do not find those that are named
_LAST = 1000  # bytes from the end in which every reader looks for the word that says where the last table is


def readings(document: Document) -> Iterator[Reason]:
    """Why what follows the first signed revision can be read in more than one way."""
    first = document.first_signed
    if first is None or not first.covers or first.revision + 1 >= document.revisions:
        return
    reader, strict = document.reader, document.reader.strict
    reader.strict = True  # a key that stands twice, a number that is not at its index
    try:
        _Tail(document, first.revision, first.covers).check()
        beforehand.check(document, first.revision, first.covers)
    except MALFORMED as problem:
        words = " ".join(str(problem).split())[:200] or type(problem).__name__
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
        self.outside, self.usages = document.outside, document.reader.usages
        self.first, self.start = first, start
        self.headers: set[int] = set()  # where the header of each object ends that stands in a table
        self.spans: list[tuple[int, int]] = []  # of objects and tables
        self.trailers = 0
        self.tables = self.usages.tables_until(first)

    def check(self) -> None:
        signed = self.xrefs.get_xref_container_info(self.first)
        before = self.reader.trailer.flatten(self.first)
        previous, size = signed.declared_startxref, signed.size
        if not self.pdf.startswith(b"xref", previous) and HEADER.match(self.pdf, previous) is None:
            raise Ambiguous("the table of the signed revision is not where it is said to be")
        self.streams = {one for number in range(self.first + 1) for one in self.usages.streams_in(number)}
        self._check_numbers({one.idnum for one in self.usages.written_until(self.first)}, size, self.start)
        later: dict[int, int] = {}  # generations, by number
        for number in range(self.first + 1, self.reader.total_revisions):
            table = table_of(self.pdf, self.reader, number)
            self.spans.append((table.place, table.end))
            self.headers |= set() if table.header is None else {table.header}
            self.trailers += table.header is None
            self._check_trailer(table.trailer, before, previous)
            least, size = size, whole(table.trailer, "/Size")
            if size > len(self.pdf):  # some products count numbers that they never use
                raise Ambiguous("a table claims more objects than the file has bytes")
            if size < least or size > _HIGHEST + 1:
                raise Ambiguous("a table claims fewer objects than there are, or more than readers count")
            self._check_numbers(table.rows, size, table.end)
            self._check_own(table, number, size)
            self.tables.add(table.place)
            self._check_rows(table, number)
            self._check_objects(number)
            self.streams |= self.usages.streams_in(number)
            later |= {one.number: one.generation for one in table.rows.values() if one.place is not None}
            previous = table.place
        self._check_generations(later)
        self._check_words()

    def _check_trailer(
        self, trailer: generic.DictionaryObject, before: generic.DictionaryObject, previous: int
    ) -> None:
        if whole(trailer, "/Prev") != previous:
            raise Ambiguous("a table does not name the one before it")
        if "/Root" not in trailer or trailer.raw_get("/Root") != before.raw_get("/Root"):
            raise Ambiguous("a table names another catalogue than the one that was signed")
        if "/XRefStm" in trailer:  # which some readers follow from a table that is a stream, too
            raise Ambiguous("a table names another one beside it")
        if "/Info" in before and "/Info" not in trailer:
            raise Ambiguous("a table does not name the description of the file any more")

    def _check_numbers(self, numbers: Iterable[int], size: int, end: int) -> None:
        """In a file that ends at byte `end`: one reader thinks no more objects fit in than a third of its bytes."""
        highest = max(numbers, default=0)
        if highest >= size:
            raise Ambiguous("a table claims fewer objects than there are")
        if highest * 3 >= end:
            raise Ambiguous(f"object {highest} has a higher number than some reader counts in a file of this size")

    def _check_own(self, table: Table, revision: int, size: int) -> None:
        """To some readers a table that is a stream is the object of its number, whatever its rows say."""
        if table.own is None:
            return
        before = self.usages.place(generic.Reference(table.own, 0, self.reader), revision - 1)
        row = table.rows.get(table.own)
        if table.own >= size or (before is not None and before not in self.tables):
            raise Ambiguous(f"a table has the number of object {table.own}, or one beyond all objects")
        if row is not None and row.place != table.place:
            raise Ambiguous(f"object {table.own} and a table have one number")

    def _check_generations(self, later: dict[int, int]) -> None:
        """Many readers take an object by its number alone."""
        for number in range(self.reader.total_revisions):
            for one, place in self.usages.written_in(number).items():
                if later.get(one.idnum, one.generation) != one.generation and place:
                    raise Ambiguous(f"there are two objects with the number {one.idnum}")

    def _check_words(self) -> None:
        """Nothing stands there that a reader which repairs files would take for a part of it."""
        pdf, at = self.pdf, self.start
        for begin, end in sorted(self.spans):
            if begin < at or _BETWEEN.fullmatch(pdf, at, begin) is None:
                raise Ambiguous("something stands between two objects, or in two of them")
            if pdf[begin - 1 : begin] not in (b"\r", b"\n"):  # in a comment some readers pass it by
                raise Ambiguous("an object or a table does not begin its line")
            at = end
        if BLANKS.fullmatch(pdf, at) is None or pdf.rfind(b"startxref") < len(pdf) - _LAST:
            raise Ambiguous("something stands behind the last table")
        size = len(pdf)
        if any(one.end not in self.headers for one in self.outside.headers(self.start, size)):
            raise Ambiguous("an object stands in no table of contents")
        if self.outside.count(TRAILER, self.start, size) != self.trailers:
            raise Ambiguous("there is a trailer of no table")
        if self.outside.count(STARTXREF, self.start, size) != self.reader.total_revisions - self.first - 1:
            raise Ambiguous("it is not said once for each table where it is")

    def _check_rows(self, table: Table, revision: int) -> None:
        """Each object stands where its row says, and is read in one way; a row that is only repeated is none of ours.

        The library has found the same rows.
        """
        streams: set[int] = set()
        elsewhere: set[int] = set()
        for row in table.rows.values():
            own = generic.Reference(row.number, row.generation, self.reader)
            if row.number == 0 or self.usages.place(own, revision - 1) == row.place:
                continue
            if row.number in self.streams:
                raise Ambiguous(f"object {row.number}, a stream of objects, is written again")
            if row.place is None:
                continue
            if self.usages.place(own, revision) != row.place:
                raise Ambiguous(f"the row of object {row.number} is read in two ways")
            if isinstance(row.place, int):
                self._check_object(row, row.place, table, streams)
            else:
                elsewhere.add(row.place.obj_stream_id)
        if not elsewhere <= streams:
            raise Ambiguous("an object stands in a stream of objects of another revision")

    def _check_objects(self, revision: int) -> None:
        for one, place in self.usages.written_in(revision).items():
            if place is not None:
                value = self.usages.as_of(one, revision)
                kinds = [kind for kind in _THE_PAGES if is_named(value, "/Type", kind)]
                if kinds and not is_named(self._before(one, revision), "/Type", kinds[0]):
                    raise Ambiguous(f"object {one.idnum} may be taken for the pages that were signed")
                self._check_references(one, value, revision)

    def _check_references(self, one: generic.Reference, value: object, revision: int) -> None:
        """Each leads to an object, or did not before either, at its place in this one: some readers repair a file when
        they miss one that they ask for."""
        named = set(references_in(value))
        missing = {
            reference for reference in {reference for reference, _ in named} if self._misses(reference, revision)
        }
        if missing:
            known = set(references_in(self._before(one, revision)))
            if any(reference in missing and (reference, way) not in known for reference, way in named):
                raise Ambiguous(f"object {one.idnum} names an object that is not there")

    def _misses(self, reference: generic.Reference, revision: int) -> bool:
        if not self.usages.place(reference, revision):  # some products give what is not there the place 0
            return True
        try:
            self.usages.as_of(reference, revision)
        except UNREADABLE:
            return True
        return False

    def _before(self, reference: generic.Reference, revision: int) -> object:
        there = self.usages.place(reference, revision - 1) is not None
        return self.usages.as_of(reference, revision - 1) if there else None

    def _repeats(self, place: int, table: Table) -> bool:
        try:
            return repeats(self.pdf, self.reader, place, table)
        except UNREADABLE:
            return False

    def _check_object(self, row: Row, place: int, table: Table, streams: set[int]) -> None:
        header = header_at(self.pdf, place, IN_ONE_LINE)
        if (int(header[1]), int(header[2])) != (row.number, row.generation):
            raise Ambiguous(f"the row of object {row.number} points elsewhere")
        value, end = object_behind(self.pdf, header, self.reader)
        self.headers.add(header.end(3))
        if is_named(value, "/Type", "/XRef") and place != table.place and not self._repeats(place, table):
            raise Ambiguous(f"object {row.number} is a table of no revision")
        if place != table.place and place >= self.start:
            self.spans.append((place, end))
        if is_named(value, "/Type", "/ObjStm"):
            streams.add(row.number)
            for index, number in enumerate(packed(value, row.number)):
                named = table.rows.get(number)
                if named is None or named.place != ObjStreamRef(row.number, index):
                    raise Ambiguous(f"object {number} stands in object stream {row.number}, and in no row")
