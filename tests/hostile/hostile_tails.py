"""Bytes behind the last signature: words, revisions, other tables of contents, other catalogues."""

from __future__ import annotations

import re

import hostile_pdf as pdf
from hostile_forgery import ANY_BREAK, CHANGED, COVERED, UNREADABLE, Forgery


def _with_row(base: bytes, row: bytes) -> bytes:
    """A revision whose table has one row and which writes no object."""
    return pdf.tail(base, {}).replace(b"xref\n0 0\n", b"xref\n" + row, 1)


def _rolled_back(base: bytes) -> bytes:
    """The page tree brought back as it was first written: the same, but nobody signed that."""
    tree = pdf.number_of(base, "/Pages")
    return _with_row(base, b"%d 1\n%010d 00000 n \n" % (tree, base.index(b"\n%d 0 obj" % tree) + 1))


def _freed(base: bytes) -> bytes:
    """What page 2 draws is declared free."""
    drawn = pdf.reader(base).root["/Pages"]["/Kids"][1].raw_get("/Contents").idnum
    return _with_row(base, b"%d 1\n0000000000 00001 f \n" % drawn)


def _hybrid(base: bytes) -> bytes:
    return pdf.tail(base, {}, trailer=b"/XRefStm %d" % pdf.last_xref(base))


def _object_stream(base: bytes) -> bytes:
    """Content of page 2 replaced through an object stream that a cross-reference stream names."""
    held, table = pdf.next_number(base), pdf.next_number(base) + 1
    root = pdf.reader(base).trailer.raw_get("/Root").idnum
    inside = b"%d 0 <</Type/Catalog/Pages 1 0 R>>" % root
    first = inside.index(b"<<")
    place = len(base)
    out = base + b"%d 0 obj\n<</Type/ObjStm/N 1/First %d/Length %d>>\nstream\n%s\nendstream\nendobj\n" % (
        held,
        first,
        len(inside),
        inside,
    )
    start = len(out)
    rows = b"".join(
        kind.to_bytes(1, "big") + second.to_bytes(4, "big") + third.to_bytes(2, "big")
        for kind, second, third in ((2, held, 0), (1, place, 0), (1, start, 0))
    )
    out += b"%d 0 obj\n<</Type/XRef/Size %d/Index[%d 1 %d 2]/W[1 4 2]/Root %d 0 R/Prev %d/Length %d>>\nstream\n" % (
        table,
        table + 1,
        root,
        held,
        root,
        pdf.last_xref(base),
        len(rows),
    )
    return out + rows + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def _looped(base: bytes) -> bytes:
    made = pdf.tail(base, {})
    return made.replace(b"/Prev %d " % pdf.last_xref(base), b"/Prev %d " % pdf.last_xref(made))


def _encrypted(base: bytes) -> bytes:
    return pdf.tail(base, {}, trailer=b"/Encrypt <</Filter/Standard/V 1/R 2/O(x)/U(x)/P -1>>")


def _two_roots(base: bytes, *, other: bool) -> bytes:
    """Two catalogues in one trailer, of which readers may choose differently."""
    made, old = pdf.next_number(base), pdf.reader(base).trailer.raw_get("/Root").idnum
    first = made if other else old
    return pdf.tail(base, {made: b"<</Type/Catalog/Pages 1 0 R>>"}, trailer=b"/Root %d 0 R" % first)


def _small_size(base: bytes) -> bytes:
    return re.sub(rb"/Size \d+ /Prev", b"/Size 5 /Prev", pdf.tail(base, {}))


TAILS = (
    Forgery("words behind the end", lambda base: base + b"% a remark\n", COVERED),
    Forgery("a second end of file", lambda base: base + b"%%EOF\n", COVERED | UNREADABLE, (1, 2)),
    Forgery("a second startxref", lambda base: base + b"startxref\n9\n%%EOF\n", COVERED | UNREADABLE, (1, 2)),
    Forgery("zeros behind the end", lambda base: base + bytes(2000), COVERED | UNREADABLE, (1, 2)),
    Forgery("the whole file once more", lambda base: base + base, COVERED | UNREADABLE, (1, 2)),
    Forgery("a revision of nothing", lambda base: pdf.tail(base, {}), COVERED),
    Forgery("an object freed", _freed, CHANGED | UNREADABLE, (1, 2)),
    Forgery("an older object brought back", _rolled_back, CHANGED | COVERED),
    Forgery("a hybrid table", _hybrid, UNREADABLE, (2,)),
    Forgery("a catalogue in an object stream", _object_stream, ANY_BREAK, (1, 2, 3)),
    Forgery("a table that leads to itself", _looped, ANY_BREAK | UNREADABLE, (1, 2)),
    Forgery("called encrypted", _encrypted, UNREADABLE, (2,)),
    Forgery("two catalogues, the other first", lambda base: _two_roots(base, other=True), ANY_BREAK, (1, 2, 3)),
    Forgery("two catalogues, the same twice", lambda base: _two_roots(base, other=False), ANY_BREAK, (1, 2)),
    Forgery("a table that claims fewer objects", _small_size, COVERED | UNREADABLE, (1, 2)),
)
