"""Objects appended in spellings that readers take in different ways, and streams whose filters they do."""

from __future__ import annotations

import zlib

from forgery_changes import FALSE_PRICE
from forgery_streams import STREAMS
from forgery_tail import NEW, STREAM, Make, Revision, in_stream, predicted


def _page(more: bytes) -> Make:
    """The first page with something behind its entries; `%d` in it is a stream with another price."""

    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        made.row(made.new, made.add(made.new, STREAM))
        page = made.text(made.page).rstrip().removesuffix(b">>") + more.replace(b"%d", b"%d" % made.new) + b">>"
        made.row(made.page, made.add(made.page, page))
        return made.done()

    return make


def _contents(spelling: bytes) -> Make:
    """What the first page shows, where both prices are named: `%d` is the honest one, `%n` the other one."""

    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        made.row(made.new, made.add(made.new, STREAM))
        named = spelling.replace(b"%d", b"%d" % made.price).replace(b"%n", b"%d" % made.new)
        page = made.text(made.page).replace(b"/Contents %d 0 R" % made.price, b"/Contents " + named)
        made.row(made.page, made.add(made.page, page))
        return made.done()

    return make


def _alone(words: bytes, more: bytes = b"") -> Make:
    """An object that nothing uses, and `more` in the trailer."""

    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        made.row(made.new, made.add(made.new, words))
        return made.done(more=more)

    return make


def _stream(entries: bytes) -> Make:
    """A stream that nothing but its filters makes another one."""
    packed = zlib.compress(FALSE_PRICE)
    return _alone(b"<</Filter/FlateDecode%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(packed), packed))


def _another_catalogue(pdf: bytes) -> bytes:
    """It is the same, word by word, until a later revision writes it again."""
    made = Revision(pdf)
    made.row(made.new, made.add(made.new, made.text(made.root)))
    made.root = made.new
    return made.done()


def _without_differences(table: bytes, width: int) -> tuple[bytes, bytes]:
    """Rows under a predictor that say of themselves that they are none (a tag of 0)."""
    rows = [b"\0" + table[place : place + width] for place in range(0, len(table), width)]
    entries = b"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns %d>>" % width
    return zlib.compress(b"".join(rows)), entries


def _spelt(old: bytes, new: bytes) -> Make:
    """Another spelling of what every revision ends with; `%d` stands for the place of the table."""

    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        made.row(made.new, made.add(made.new, b"1"))
        done, place = made.done(), made.end
        begin = len(made.pdf)
        assert done[begin:].count(old) == 1
        return done[:begin] + done[begin:].replace(old, new.replace(b"%d", b"%d" % place))

    return make


def _behind(words: bytes) -> Make:
    """Something behind an object, before the table."""

    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        made.row(made.new, made.add(made.new, b"1"))
        made.body += words
        return made.done()

    return make


def _ends(data: bytes, end: bytes) -> Make:
    """A stream with another end."""

    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        place = made.add(made.new, b"<</Length %d>>\nstream\n%s%s" % (len(data), data, end))
        made.body = made.body.replace(end + b"\nendobj", end + b"endobj")
        made.row(made.new, place)
        return made.done()

    return make


def _undescribed(pdf: bytes) -> bytes:
    made = Revision(pdf)
    made.row(made.new, made.add(made.new, b"1"))
    made.described = b""
    return made.done()


def _object_zero(pdf: bytes) -> bytes:
    made = Revision(pdf)
    made.row(0, made.add(made.new, b"1"))
    made.row(made.new, made.end)
    made.add(made.new, b"1")
    return made.done()


SPELLINGS: dict[str, Make] = {
    "a comment in a hexadecimal string": _page(b"/X<41%>/Contents %d 0 R/Y<\n42>"),
    "a single bracket at the end of a dictionary": _page(b"/X<</Y 1> /Contents %d 0 R"),
    "a comment between two entries": _page(b"%\r/Contents %d 0 R\n"),
    "a vertical tab in a reference": _contents(b"[%d 0\x0bR %n 0 R]"),
    "two references without a space": _contents(b"[%d 0 R%n 0 R]"),
    "a number beyond all readers": _page(b"/Rotate 4294967386"),
    "a line folded in a string": _page(b"/X(a\\\n\n)"),
    "a comment in a trailer": _alone(STREAM, b"%\r/Root 1 0 R\n"),
    "a stream that is a file elsewhere": _stream(b"/F(price.bin)"),
    "parameters by another name": _stream(b"/DP<</Predictor 12/Columns 4>>"),
    "objects under a predictor": in_stream(0, None, NEW, more=b"/DecodeParms<</Predictor 1>>"),
    "objects that go on in another stream": in_stream(0, None, NEW, more=b"/Extends 1 0 R"),
    "a head with a line in a number": in_stream(0, None, NEW, head=b"%d 0 %d 0_%d\n"),
    "a head with more than its numbers": in_stream(0, None, NEW, head=b"%d 0 %d %d 7 7\n"),
    "a comment between two packed objects": in_stream(0, None, NEW, behind=b"%\n"),
    "a table under a predictor of no use": in_stream(0, None, NEW, packing=_without_differences),
    "another catalogue": _another_catalogue,
    "a table of four columns": in_stream(0, None, NEW, widths=b"1 4 1 0"),
    "a stream of objects by a string": in_stream(0, None, NEW, kind=b"(/ObjStm)"),
    "blanks before the place of the table": _spelt(b"startxref\n", b"startxref\n" + b" " * 1100),
    "a form feed before the place of the table": _spelt(b"startxref\n", b"startxref\x0c"),
    "words between two objects": _behind(b"q 1 1 1 rg 0 0 600 850 re f Q\n"),
    "an end that another word hides": _ends(FALSE_PRICE, b"\nendstream"),
    "an end within a stream": _ends(b"q Q\nendstream " + FALSE_PRICE, b"\nendstream "),
    "a part of a table without rows": _spelt(b"endobj\nxref\n", b"endobj\nxref\n9999999999 0\n"),
    "blank lines in a table": _spelt(b"trailer\n", b"\n\n\n\ntrailer\n"),
    "a trailer that is a stream": _spelt(b">>\nstartxref", b"/Length 0>>\nstream\n\nendstream\nstartxref"),
    "no description of the file any more": _undescribed,
    "an object 0": _object_zero,
    "a second table beside one that is a stream": in_stream(
        0, None, NEW, packing=lambda table, _: (table, b"/XRefStm 15")
    ),
    "a table under another filter": in_stream(
        0, None, NEW, packing=lambda table, _: (table.hex().encode() + b">", b"/Filter/ASCIIHexDecode")
    ),
    "bytes behind the end of what was packed": in_stream(
        0, None, NEW, packing=lambda table, _: (zlib.compress(table) + b"more", b"/Filter/FlateDecode")
    ),
    "a reference that leads nowhere": _alone(b"[9999 0 R]"),
    "a reference to another generation": _alone(b"[4 7 R]"),
    "a list of parameters for one filter": in_stream(
        0, None, NEW, packing=predicted(b"/Filter/FlateDecode/DecodeParms[<<%s>>]")
    ),
    "one dictionary of parameters for a list of filters": in_stream(
        0, None, NEW, packing=predicted(b"/Filter[/FlateDecode]/DecodeParms<<%s>>")
    ),
    **STREAMS,
}
