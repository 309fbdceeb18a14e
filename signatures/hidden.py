"""References in what was signed that only some readers see.

Where a key stands twice, a string holds what looks like a reference, or the dictionary of a table or of a stream of
objects points elsewhere, readers may follow what we do not. As long as the file ends where it was signed, all of them
show what the signer saw; once an object is written again that is referred to in such a way, they show something else.
So nothing that comes later is named in any spelling, and what is written again is named as often as we see it
(ISO 32000-2, clauses 7.3.10 and 7.5.7).
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.xref import ObjStreamRef, XRefSectionType

from signatures.document import Document
from signatures.plain import value_at
from signatures.spelling import HEADER, Ambiguous, check_parameters, hangs_on
from signatures.trees import references_in
from signatures.words import TRAILER, references


class Packed(NamedTuple):
    """A stream of objects where it last stands in what was signed."""

    place: int
    stream: generic.StreamObject
    data: bytes
    numbers: list[int]  # of its objects, by their index


def check(document: Document, first: int, start: int, packing: dict[int, Packed]) -> None:
    """Raises Ambiguous about what ends at byte `start`, where revision `first` ends."""
    _Named(document, first, start, packing).check()


class _Named:
    def __init__(self, document: Document, first: int, start: int, packing: dict[int, Packed]) -> None:
        self.document, self.pdf, self.first, self.start = document, document.pdf, first, start
        self.reader, self.usages, self.outside = document.reader, document.reader.usages, document.outside
        self.packing = packing
        written = {one for number in range(first + 1, document.revisions) for one in self.usages.written_in(number)}
        self.later = {one.idnum for one in written if self.usages.introduced(one) > first}
        self.later |= self._tables(range(first + 1, document.revisions))
        self.again = {one.idnum for one in written} - self.later

    def _tables(self, revisions: Iterable[int]) -> set[int]:
        """Their numbers: some readers take a table for the object of that number, without any row."""
        found = (self.reader.xrefs.get_xref_container_info(number).stream_ref for number in revisions)
        return {one.idnum for one in found if one is not None}

    def check(self) -> None:
        if self.outside.is_commented(0, self.start):
            raise Ambiguous("a comment stands within a header or a reference of what was signed")
        packed = (number for one in self.packing.values() for number in references(one.data))
        for number in (*self.outside.references(0, self.start), *packed):
            if number in self.later:
                raise Ambiguous(f"what was signed names object {number}, which came later")
        if any(hangs_on(stream) & (self.again | self.later) for stream in self._leading()):
            raise Ambiguous("a table or a stream of objects that was signed hangs on what was written again")
        for begin, end in self._odd():
            counted = self._counted(self.outside.references(begin, end))
            if counted:  # some cannot be read, and nothing leads there
                placed = self.outside.begun_by[begin]
                _compare(counted, [self.usages.as_of(placed.reference, placed.revision)])
        for number, one in self.packing.items():
            if any(ObjStreamRef(number, index) not in self.reader.plainly for index in range(len(one.numbers))):
                counted = self._counted(references(one.data))
                if counted:
                    _compare(counted, [self.reader.packed(own, number, at) for at, own in enumerate(one.numbers)])

    def _leading(self) -> Iterator[generic.StreamObject]:
        """What readers need before they can follow any reference."""
        yield from (one.stream for one in self.packing.values())
        for number in range(self.first + 1):
            info = self.reader.xrefs.get_xref_container_info(number)
            found = HEADER.match(self.pdf, info.declared_startxref)
            if info.xref_section_type is XRefSectionType.STREAM and found is not None:
                read = value_at(self.pdf, found.end(), Reference(int(found[1]), 0, self.reader))
                if read is not None and isinstance(read[0], generic.StreamObject):
                    check_parameters(read[0], int(found[1]))
                    yield read[0]

    def _odd(self) -> Iterator[tuple[int, int]]:
        """Where objects begin, behind their header, that are not spelt plainly, and where they end at the latest."""
        headers = self.outside.headers(0, self.start)
        for header, following in zip(headers, [*(one.end for one in headers[1:]), self.start], strict=True):
            placed = self.outside.begun_by.get(header.end)
            if placed is not None and placed.place not in self.reader.plainly:
                trailer = next(self.outside.found(TRAILER, header.end, following), None)
                yield header.end, following if trailer is None else trailer.start()

    def _counted(self, numbers: Iterable[int]) -> Counter[int]:
        return Counter(number for number in numbers if number in self.again)


def _compare(counted: Counter[int], values: Iterable[object]) -> None:
    known = Counter(reference.idnum for value in values for reference, _ in references_in(value))
    for number in counted:
        if counted[number] > known[number]:
            raise Ambiguous(f"what was signed names object {number}, which was written again, in an odd way")
