"""The pieces of a file that are no data of streams: only there may what looks like a part of a PDF be one.

A file that is embedded as it is holds objects, tables and ends of its own; in packed data such words come by chance.
No reader that follows the tables looks there. One that repairs files may: so only the data of embedded files, which
honest products write in this way, are left out of every search, and those of other streams out of the loose ones
(ISO 32000-2, clauses 7.3.8 and 7.11.4).
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pyhanko.pdf_utils.reader import PdfFileReader

from signatures.plain import span
from signatures.spelling import LOOSE, W, is_named
from signatures.usages import Usages, as_of

Span = tuple[int, int]
# From the last digit of the number on: all its digits are looked for only where something follows.
_NAMED = re.compile(rb"[0-9]%b+([0-9]+)%b*(?:(obj)|R(?![A-Za-z0-9]))" % (LOOSE, LOOSE))
_HEADER = re.compile(rb"[0-9]%b+([0-9]+)%b*(obj)(?![A-Za-z0-9])" % (W, W))
_DIGITS = re.compile(rb"[0-9]+\Z")
_LONGEST = 20  # digits of a number that anybody reads


class Named(NamedTuple):
    """What some reader takes for the header of an object, or for a reference to one."""

    number: int
    generation: int
    is_header: bool
    end: int


class Outside:
    """The pieces between the data of streams, and those between the data of embedded files."""

    def __init__(self, pdf: bytes, reader: PdfFileReader, usages: Usages) -> None:
        self._pdf = pdf
        data = list(_data(reader, usages, len(pdf)))
        self._of_streams = _between([where for where, _ in data], len(pdf))
        self._of_files = _between([where for where, is_file in data if is_file], len(pdf))

    def found(self, pattern: re.Pattern[bytes], start: int, end: int) -> Iterator[re.Match[bytes]]:
        """Where the pattern is found between `start` and `end`, embedded files left out."""
        return self._search(pattern, self._of_files, start, end)

    def count(self, pattern: re.Pattern[bytes], start: int, end: int) -> int:
        """How often it is."""
        return sum(1 for _ in self.found(pattern, start, end))

    def named(self, start: int, end: int) -> list[Named]:
        """Headers and references between `start` and `end`, in any spelling; in streams headers in the usual one."""
        loosely = named(self._pdf, self._search(_NAMED, self._of_streams, start, end))
        return sorted({*loosely, *named(self._pdf, self.found(_HEADER, start, end))}, key=lambda one: one.end)

    def _search(
        self, pattern: re.Pattern[bytes], pieces: Sequence[Span], start: int, end: int
    ) -> Iterator[re.Match[bytes]]:
        for begin, stop in pieces:
            if begin < end and stop > start:
                yield from pattern.finditer(self._pdf, max(begin, start), min(stop, end))


def references(data: bytes) -> Iterator[int]:
    """The numbers that references in an object stream name, in any spelling."""
    return (one.number for one in named(data, _NAMED.finditer(data)) if not one.is_header)


def named(data: bytes, matches: Iterable[re.Match[bytes]]) -> Iterator[Named]:
    """What was found, with all digits of its number."""
    for found in matches:
        last = found.start() + 1
        digits = _DIGITS.search(data, max(last - _LONGEST, 0), last)
        number, generation = int(digits[0] if digits else 0), int(found[1][-_LONGEST:])
        yield Named(number, generation, found[2] is not None, found.end())


def _data(reader: PdfFileReader, usages: Usages, size: int) -> Iterator[tuple[Span, bool]]:
    """Where the data of streams stand, and whether they are embedded files.

    Data in which an object of some table begins are none: another reader may take them for that object.
    """
    xrefs, revisions = reader.xrefs, range(reader.total_revisions)
    placed = [
        (place, one, number)
        for number in revisions
        for one in usages.written_in(number)
        if isinstance(place := xrefs.get_historical_ref(one, number), int)
    ]
    tables = (xrefs.get_startxref_for_revision(number) for number in revisions)
    places = sorted({*tables, *(place for place, _, _ in placed), size})
    for place, one, number in placed:
        value = as_of(reader, one, number)
        where = span(value)
        if where is not None and place < where[0] and where[1] <= places[bisect_right(places, place)]:
            yield where, is_named(value, "/Type", "/EmbeddedFile")


def _between(spans: Sequence[Span], size: int) -> list[Span]:
    pieces, at = [], 0
    for begin, end in sorted(set(spans)):
        pieces.append((at, begin))
        at = end
    return [*pieces, (at, size)]
