"""pyHanko's reader, quicker: object streams taken apart once, plain objects read at once, revisions remembered.

Nothing is read again and again: what cannot be read is remembered, and objects do not lie in one another.
"""

import io
from collections.abc import Callable, Hashable
from copy import copy
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.decode_limits import (
    DEFAULT_PURPOSE_LIMITS,
    DecodeLimits,
    DecodePurpose,
    StreamDecodeLimits,
)
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.xref import ObjStreamRef

from signatures import plain
from signatures.claims import check_claims
from signatures.errors import TooLarge
from signatures.revision import Revision
from signatures.usages import UNREADABLE, Usages

UNPACKED, UNPACKED_TIMES, MAX_UNPACKED = 2 << 20, 8, 48 << 20
"""Bytes of all object streams together: so many, and so many times the file's own size, but never more than the last.
Of a number in two bytes a hundred are made in memory."""
ODD = 1 << 17
"""Bytes of packed objects in odd words, each of which takes the library up to 30 microseconds: so many, and a quarter
of the file's own size. Honest files have next to none."""
MAX_SHARED = 1 << 20
"""Bytes that are read for more than one object, all together. Honest objects share none, but for rows that lead astray;
of a thousand in one another, each is read to the end of the file."""

_Read = TypeVar("_Read")


class _Packed(NamedTuple):
    """An object stream: its data, its objects by their index, and where each number begins in the data."""

    data: bytes
    numbers: list[int]
    places: dict[int, list[int]]


class OneParseReader(PdfFileReader):
    """pyHanko's reader, but plain objects are read in one pass, and an object stream's header once and not per object.

    On a tagged file the original reads the same header hundreds of times: quadratic, and most of the time of a
    verification. The rules are the original's: in strict mode an object must stand at its index.
    """

    def __init__(self, stream: io.BytesIO, strict: bool) -> None:
        self._data = stream.getvalue()
        check_claims(self._data, strict=strict)
        self.plainly: set[int | ObjStreamRef] = set()
        """Where objects stand that were read and are spelt plainly."""
        self._read_already: set[Hashable] = set()
        self._failed: dict[Hashable, Exception] = {}
        self._taken = self._unpacked = self._odd = 0
        self._most_unpacked = min(UNPACKED + UNPACKED_TIMES * len(self._data), MAX_UNPACKED)
        self._most_odd = ODD + len(self._data) // 4
        self._object_streams: dict[int, _Packed] = {}
        self._revisions: dict[int, Revision] = {}
        self.usages = Usages(self)
        of_objects = StreamDecodeLimits(max_ratio=None, max_output_size=self._most_unpacked)
        limits = {**DEFAULT_PURPOSE_LIMITS, DecodePurpose.OBJECT_STREAM: of_objects}
        super().__init__(stream, strict=strict, decode_limits=DecodeLimits(per_purpose=limits))

    def get_historical_resolver(self, revision: int) -> Revision:
        """The document as of one revision, always the same object."""
        if revision not in self._revisions:
            self._revisions[revision] = Revision(self, revision, self.usages)
        return self._revisions[revision]

    def _read_object(self, ref: generic.Reference, marker: int | ObjStreamRef | None, *given: Any, **named: Any) -> Any:
        where = ref.idnum, ref.generation, marker
        if not isinstance(marker, int):
            return self._once(where, lambda: super(OneParseReader, self)._read_object(ref, marker, *given, **named))
        if not named.get("as_metadata_stream"):
            found = plain.object_at(self._data, marker, generic.Reference(ref.idnum, ref.generation, self))
            if found is not None:
                self.plainly.add(marker)
                self._take(where, found[1] - marker)
                return found[0]
        return self._once(where, lambda: self._by_the_library(ref, marker, *given, **named))

    def _by_the_library(self, ref: generic.Reference, marker: int, *given: Any, **named: Any) -> Any:
        """Through a stream of its own, which tells how far the library came, whatever it read in between."""
        own, before = io.BytesIO(self._ended), self.stream
        self.stream = own
        try:
            return super()._read_object(ref, marker, *given, **named)
        finally:
            self.stream = before
            self._take((ref.idnum, ref.generation, marker), own.tell() - marker)

    @cached_property
    def _ended(self) -> bytes:
        """The library reads a comment to the end of its line, for ever if there is none."""
        return self._data if self._data.endswith(b"\n") else self._data + b"\n"

    def _once(self, what: Hashable, read: Callable[[], _Read]) -> _Read:
        """What cannot be read is not tried again, however often it is asked for; where only the stack ends, it is."""
        asked = what, self.strict
        if asked in self._failed:
            raise copy(self._failed[asked])
        try:
            return read()
        except UNREADABLE as problem:
            self._failed[asked] = copy(problem)  # without the frames that it came through
            raise

    def _take(self, what: Hashable, size: int) -> None:
        """Count the bytes of an object when it is read first. Raises TooLarge where objects lie in one another."""
        if what not in self._read_already:
            self._read_already.add(what)
            self._taken += max(size, 0)
        if self._taken > len(self._data) + self._unpacked + MAX_SHARED:
            raise TooLarge(f"objects of the file lie in one another and share more than {MAX_SHARED} bytes")

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> generic.PdfObject:
        return self.packed(idnum, stmnum, idx)

    def packed(self, idnum: int, stmnum: int, idx: int) -> generic.PdfObject:
        """The object of number `idnum` in an object stream, where it has index `idx`. Raises PdfReadError."""
        if stmnum not in self._object_streams:
            self._object_streams[stmnum] = self._once(stmnum, lambda: self._object_stream(stmnum))
        data, numbers, places = self._object_streams[stmnum]
        if self.strict and numbers[idx : idx + 1] != [idnum]:
            raise misc.PdfStrictReadError(f"object {idnum} is not at its index in object stream {stmnum}")
        if idnum not in places:
            return generic.NullObject()
        if self.strict and len(places[idnum]) > 1:
            raise misc.PdfStrictReadError(f"object {idnum} stands twice in object stream {stmnum}")
        obj = self._value_at(data, places[idnum][0], generic.Reference(idnum, 0, self), ObjStreamRef(stmnum, idx))
        if self.strict and isinstance(obj, generic.StreamObject | generic.IndirectObject):
            raise misc.PdfStrictReadError(f"object {idnum} is of a kind that object streams may not hold")
        return obj

    def _value_at(self, data: bytes, place: int, own: generic.Reference, marker: ObjStreamRef) -> generic.PdfObject:
        """What stands at `place` within an object stream."""
        read = plain.value_at(data, place, own)
        if read is not None:
            self.plainly.add(marker)
            self._take((own.idnum, marker), read[1] - place)
            return read[0]
        left = self._most_odd - self._odd
        stream = io.BytesIO(data[place : place + left + 1])
        try:
            value: generic.PdfObject = generic.read_object(stream, own)
            return value
        finally:
            self._odd += stream.tell()
            self._take((own.idnum, marker), stream.tell())
            if self._odd > self._most_odd:
                raise TooLarge(f"packed objects in odd words fill more than {self._most_odd} bytes")

    def _object_stream(self, stmnum: int) -> _Packed:
        stream = generic.Reference(stmnum, 0, self).get_object()
        if not isinstance(stream, generic.StreamObject) or stream["/Type"] != "/ObjStm":
            raise misc.PdfReadError(f"object {stmnum} is not an object stream")
        try:  # the cap of each stream holds before a predictor is undone, which is slow
            data = stream.read_data(DecodePurpose.OBJECT_STREAM)
            self._unpacked += len(data)
        except misc.PdfDecodeLimitError:
            self._unpacked = self._most_unpacked + 1
        if self._unpacked > self._most_unpacked:
            raise TooLarge(f"the objects packed in the file fill more than {self._most_unpacked} bytes")
        entries = plain.packed_at(data, int(stream["/First"]), int(stream["/N"]))
        places: dict[int, list[int]] = {}
        for number, place in entries:
            places.setdefault(number, []).append(place)
        return _Packed(data + b"\n", [number for number, _ in entries], places)
