"""pyHanko's reader, quicker: object streams taken apart once, plain objects read at once, revisions remembered."""

import io
from typing import Any

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
from signatures.errors import TooLarge
from signatures.revision import Revision
from signatures.usages import Usages

UNPACKED, UNPACKED_TIMES, MAX_UNPACKED = 2 << 20, 8, 48 << 20
"""Bytes of all object streams together: so many, and so many times the file's own size, but never more than the last.
Of a number in two bytes a hundred are made in memory."""


class OneParseReader(PdfFileReader):
    """pyHanko's reader, but plain objects are read in one pass, and an object stream's header once and not per object.

    On a tagged file the original reads the same header hundreds of times: quadratic, and most of the time of a
    verification. The rules are the original's: in strict mode an object must stand at its index.
    """

    def __init__(self, stream: io.BytesIO, strict: bool) -> None:
        self._data = stream.getvalue()
        self.plainly: set[int | ObjStreamRef] = set()
        """Where objects stand that were read and are spelt plainly."""
        self._unpacked = 0
        self._most_unpacked = min(UNPACKED + UNPACKED_TIMES * len(self._data), MAX_UNPACKED)
        self._object_streams: dict[int, tuple[bytes, list[tuple[int, int]]]] = {}
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
        if isinstance(marker, int) and not named.get("as_metadata_stream"):
            own = generic.Reference(ref.idnum, ref.generation, self)
            found = plain.object_at(self._data, marker, own)
            if found is not None:
                self.plainly.add(marker)
                return found
        return super()._read_object(ref, marker, *given, **named)

    def _get_object_from_stream(self, idnum: int, stmnum: int, idx: int) -> generic.PdfObject:
        return self.packed(idnum, stmnum, idx)

    def packed(self, idnum: int, stmnum: int, idx: int) -> generic.PdfObject:
        """The object of number `idnum` in an object stream, where it has index `idx`. Raises PdfReadError."""
        if stmnum not in self._object_streams:
            self._object_streams[stmnum] = self._object_stream(stmnum)
        data, entries = self._object_streams[stmnum]
        if self.strict and not (0 <= idx < len(entries) and entries[idx][0] == idnum):
            raise misc.PdfStrictReadError(f"object {idnum} is not at its index in object stream {stmnum}")
        offsets = [offset for number, offset in entries if number == idnum]
        if not offsets:
            return generic.NullObject()
        if self.strict and len(offsets) > 1:
            raise misc.PdfStrictReadError(f"object {idnum} stands twice in object stream {stmnum}")
        own = generic.Reference(idnum, 0, self)
        read = plain.value_at(data, offsets[0], own)
        if read is not None:
            self.plainly.add(ObjStreamRef(stmnum, idx))
        obj, _ = read or value_at(data, offsets[0], own)
        if self.strict and isinstance(obj, generic.StreamObject | generic.IndirectObject):
            raise misc.PdfStrictReadError(f"object {idnum} is of a kind that object streams may not hold")
        return obj

    def _object_stream(self, stmnum: int) -> tuple[bytes, list[tuple[int, int]]]:
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
        return data, plain.packed_at(data, int(stream["/First"]), int(stream["/N"]))


def value_at(data: bytes, place: int, reference: generic.Reference) -> tuple[generic.PdfObject, int]:
    """What stands at `place` within the object of `reference`, and where it ends, as pyHanko reads it, or raises."""
    stream = io.BytesIO(data)
    stream.seek(place)
    return generic.read_object(stream, reference), stream.tell()
