"""The pieces of a file that are no data of streams: only there may what looks like a part of a PDF be one.

A file that is embedded as it is holds objects, tables and ends of its own; in packed data such words come by chance.
No reader that follows the tables looks there. One that repairs files may: so data of other streams are left out of the
loose searches only, and objects in an embedded file, which some honest products write in this way, leave it undecided
what a reader shows (ISO 32000-2, clauses 7.3.8 and 7.11.4).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader

from signatures.plain import span
from signatures.spelling import HEADER, is_named
from signatures.usages import UNREADABLE, Usages
from signatures.words import (
    COMMENTED_HEADER,
    COMMENTED_REFERENCE,
    LOOSE_BACKWARDS,
    OBJECTS,
    PLAIN_BACKWARDS,
    REFERENCE,
    SPACES,
    named,
    number_before,
    number_of,
    past,
)

Span = tuple[int, int]
_BEFORE_DATA, _AFTER_DATA = re.compile(rb"stream[ \t]*(?:\r\n|\n|\r)"), re.compile(rb"[ \t\r\n]*endstream")
_LONGEST_WORD = 64  # the word « stream » with what stands between it and the data


class Header(NamedTuple):
    """What some reader takes for the header of an object."""

    number: int
    generation: int
    end: int


class Placed(NamedTuple):
    """An object that stands in a table of contents."""

    place: int
    reference: Reference
    revision: int


class Outside:
    """The pieces between the data of streams, and those between the data of embedded files.

    Only what stands before byte `signed` is taken for an embedded file: nobody attaches anything behind a signature.
    """

    def __init__(self, pdf: bytes, reader: PdfFileReader, usages: Usages, signed: int) -> None:
        self._pdf, self._signed = pdf, signed
        placed = list(_placed(reader, usages))
        tables = usages.tables_until(reader.total_revisions - 1)
        self.begun_by = {self.begun(one.place): one for one in placed}  # objects, by the end of their header
        self._known = self.begun_by.keys() | set(map(self.begun, tables))
        places = sorted(tables | {len(pdf), *(one.place for one in placed)})
        data = sorted(set(_data(placed, places, usages, pdf)))
        self._files = [where for where, is_file in data if is_file and where[1] <= signed]
        self._others = sorted({where for where, _ in data} - set(self._files))
        self._of_streams = _between([where for where, _ in data], len(pdf))
        self._of_files = _between(self._files, len(pdf))

    def found(self, pattern: re.Pattern[bytes], start: int, end: int) -> Iterator[re.Match[bytes]]:
        """Where the pattern is found between `start` and `end`, embedded files left out."""
        return self._search(pattern, self._of_files, start, end)

    def count(self, pattern: re.Pattern[bytes], start: int, end: int) -> int:
        """How often it is."""
        return sum(1 for _ in self.found(pattern, start, end))

    def headers(self, start: int, end: int) -> list[Header]:
        """Those that end between `start` and `end`, in any spelling; in streams that were signed, in the usual one."""
        return [header for header in self._headers if start < header.end <= end]

    @cached_property
    def _headers(self) -> list[Header]:
        loose = self._backwards(LOOSE_BACKWARDS, self._of_streams, 0, len(self._pdf))
        within = self._backwards(PLAIN_BACKWARDS, self._others, 0, self._signed)
        behind = self._backwards(LOOSE_BACKWARDS, self._others, self._signed, len(self._pdf))
        return sorted((*loose, *within, *behind), key=lambda header: header.end)

    @cached_property
    def _turned(self) -> bytes:
        return self._pdf[::-1]

    def _backwards(self, pattern: re.Pattern[bytes], pieces: Sequence[Span], start: int, end: int) -> Iterator[Header]:
        size = len(self._pdf)
        for begin, stop in _between_bytes(pieces, start, end):
            for found in pattern.finditer(self._turned, size - stop, size - begin):
                number = number_before(self._pdf, size - found.end() + 1)
                yield Header(number, number_of(found[1][::-1]), size - found.start())

    def begun(self, place: int) -> int:
        """Where the header of the object that begins at `place` ends; `place` itself if none begins there."""
        found = HEADER.match(self._pdf, past(SPACES, self._pdf, place))
        return place if found is None else found.end(3)

    def has_strays(self) -> bool:
        """Whether something looks like an object where no table of contents points.

        A reader that follows the tables never sees it; one that repairs files does.
        """
        return any(header.end not in self._known for header in self._headers)

    def references(self, start: int, end: int) -> Iterator[int]:
        """The numbers that references between `start` and `end` name, in any spelling."""
        for found in self._search(REFERENCE, self._of_streams, start, end):
            yield from named(self._pdf, found)

    def is_commented(self, start: int, end: int) -> bool:
        """Whether a comment may stand within a header or a reference between `start` and `end`."""
        return self._stands((COMMENTED_HEADER, COMMENTED_REFERENCE), self._of_streams, start, end)

    def holds_objects(self) -> bool:
        """Whether something in an embedded file looks like an object or a trailer."""
        return self._stands(OBJECTS, self._files, 0, len(self._pdf))

    def _stands(self, patterns: Sequence[re.Pattern[bytes]], pieces: Sequence[Span], start: int, end: int) -> bool:
        return any(True for one in patterns for _ in self._search(one, pieces, start, end))

    def _search(
        self, pattern: re.Pattern[bytes], pieces: Sequence[Span], start: int, end: int
    ) -> Iterator[re.Match[bytes]]:
        for begin, stop in _between_bytes(pieces, start, end):
            yield from pattern.finditer(self._pdf, begin, stop)


def _between_bytes(pieces: Sequence[Span], start: int, end: int) -> Iterator[Span]:
    for begin, stop in islice(pieces, bisect_right(pieces, start, key=lambda piece: piece[1]), None):
        if begin >= end:
            return
        yield max(begin, start), min(stop, end)


def _placed(reader: PdfFileReader, usages: Usages) -> Iterator[Placed]:
    for number in range(reader.total_revisions):
        for one, place in usages.written_in(number).items():
            if isinstance(place, int):
                yield Placed(place, one, number)


def _data(placed: Sequence[Placed], places: Sequence[int], usages: Usages, pdf: bytes) -> Iterator[tuple[Span, bool]]:
    """Where the data of streams stand, and whether they are embedded files.

    Data in which an object of some table begins are none: another reader may take them for that object. Nor are those
    that end at the first « endstream » for a reader that does not look up their length.
    """
    seen: set[tuple[int, Reference]] = set()  # tables may name an object again and again
    for place, reference, revision in placed:
        if (place, reference) in seen:
            continue
        seen.add((place, reference))
        try:
            value = usages.as_of(reference, revision)
        except UNREADABLE:
            continue
        following = places[bisect_right(places, place)]
        where = _span(value, pdf, place, following)
        if where is not None and place < where[0] and where[1] <= following:
            is_file = is_named(value, "/Type", "/EmbeddedFile")
            if is_file or b"endstream" not in value.encoded_data:
                yield where, is_file


def _span(value: generic.PdfObject, pdf: bytes, place: int, following: int) -> Span | None:
    """What our own reader left to the library is looked for: the last piece before `following` that holds the data."""
    known = span(value)
    if known is not None or not isinstance(value, generic.StreamObject) or not value.encoded_data:
        return known
    turned = pdf[place:following][::-1].find(value.encoded_data[::-1])  # from its end on rfind may take hours
    end = following - turned
    begin = -1 if turned < 0 else end - len(value.encoded_data)
    words = list(_BEFORE_DATA.finditer(pdf, max(begin - _LONGEST_WORD, place), max(begin, 0)))
    if begin < 0 or not words or words[-1].end() != begin or _AFTER_DATA.match(pdf, end) is None:
        return None
    return begin, end


def _between(spans: Sequence[Span], size: int) -> list[Span]:
    pieces, at = [], 0
    for begin, end in spans:
        pieces.append((at, begin))
        at = end
    return [*pieces, (at, size)]
