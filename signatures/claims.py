"""How many rows the tables of contents of a file claim, counted before any is made.

Some hundred bytes may claim millions: rows of one byte pack well, and a lenient reader makes up those that are missing.
"""

import io
import os
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.pdf_utils.reader import process_data_at_eof
from pyhanko.pdf_utils.rw_common import PdfHandler
from pyhanko.pdf_utils.xref import XRefBuilder, parse_xref_table

from signatures.errors import TooLarge

MAX_TABLES = 1_000  # far more than any terms allow; each takes a moment to find
MAX_ROWS, ROWS = 1_000_000, 100_000
"""Rows of all tables together: one for each byte of the file and so many more, but never more than the first.
One reader leaves out older tables from twice as many on."""


def check_claims(pdf: bytes, *, strict: bool) -> None:
    """Raises TooLarge for too many rows, or what pyHanko raises for tables that it cannot read either."""
    stream = io.BytesIO(pdf)
    stream.seek(-1, os.SEEK_END)
    _Walk(stream, strict, min(MAX_ROWS, ROWS + len(pdf))).read_xrefs()  # type: ignore[no-untyped-call]  # pyHanko's


class _Nobody(PdfHandler):
    """Whom the parser asks for its strictness, and for objects: there are none before the tables are read."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict


class _Walk(XRefBuilder):
    """pyHanko's way from table to table, so that none is left out that it will read."""

    def __init__(self, stream: io.BytesIO, strict: bool, most: int) -> None:
        super().__init__(_Nobody(strict=strict), stream, strict, process_data_at_eof(stream))
        self._left = self._most = most
        self._tables = 0

    def _read_xref_stream(self, _: int) -> Any:
        return _before(self._claimed())

    def _read_xref_table(self, _: int) -> Any:
        self._count(sum(1 for _ in parse_xref_table(self.stream, self.strict)))
        reference = generic.TrailerReference(self.handler)
        trailer = generic.DictionaryObject.read_from_stream(self.stream, reference)
        if isinstance(trailer.get("/XRefStm"), generic.NumberObject):
            self.stream.seek(trailer["/XRefStm"])
            self._claimed()
        return _before(trailer)

    def _claimed(self) -> Any:
        """The table that is a stream, and stands here."""
        _, table = self._read_xref_stream_object()  # type: ignore[no-untyped-call]  # pyHanko's
        if not any(table["/W"]):
            raise misc.PdfReadError("the file has a table of contents whose rows are empty")
        parts = table.get("/Index", [0, table.get("/Size")])
        self._count(sum(max(int(size), 0) for _, size in misc.pair_iter(parts)))
        return table

    def _count(self, rows: int) -> None:
        self._left -= rows
        if self._left < 0:
            raise TooLarge(f"the tables of contents hold more than {self._most} rows")
        self._tables += 1
        if self._tables > MAX_TABLES:
            raise TooLarge(f"the file was written more than {MAX_TABLES} times")


def _before(trailer: generic.DictionaryObject) -> Any:
    """Where the table before stands."""
    place = trailer.get("/Prev")
    if place is not None and not isinstance(place, generic.NumberObject):
        raise misc.PdfReadError(f"Expected /Prev to be a number, not {place!r}")
    return place
