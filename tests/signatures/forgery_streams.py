"""Streams of objects that readers take apart in different ways, and papers in which such a stream decides."""

from __future__ import annotations

import re
from collections.abc import Callable

from bad_inputs import stream
from forgery_changes import FALSE_PRICE
from forgery_tail import Make, Revision

FONT = b"/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
Row = tuple[int, int, int]  # of a table: its kind, and the place of an object, or the stream it is in and its index


def by_stream(made: Revision, rows: dict[int, Row], *, own: int = 0, more: bytes = b"") -> bytes:
    """The file with its new revision, whose table is a stream; with `own` of that number, and in no row."""
    place = made.end
    rows = rows if own else {**rows, made.new: (1, place, 0)}
    entries = b"/Index[%s]/W[1 4 1]%s" % (b" ".join(b"%d 1" % number for number in sorted(rows)), made.described + more)
    said = b"/Type/XRef/Size %d/Root %d 0 R/Prev %d%s" % (made.new + 1, made.root, made.previous, entries)
    made.add(own or made.new, stream(b"".join(map(row_of, _in_order(rows))), said))
    return made.pdf + made.body + b"startxref\n%d\n%%%%EOF\n" % place


def drawn(objects: dict[int, bytes], packed: dict[int, tuple[int, int]]) -> bytes:
    """A PDF of objects by their numbers, from 1 on, and those of its streams of objects; its table is a stream."""
    body, rows = b"%PDF-1.7\n", {number: (2, *where) for number, where in packed.items()}
    for number, text in sorted(objects.items()):
        rows[number] = (1, len(body), 0)
        body += b"%d 0 obj\n%s\nendobj\n" % (number, text)
    last, place = max(rows) + 1, len(body)
    rows[last] = (1, place, 0)
    table = b"".join(row_of(rows.get(number, (0, 0, 255))) for number in range(last + 1))
    body += b"%d 0 obj\n%s\nendobj\n" % (last, stream(table, b"/Type/XRef/Size %d/W[1 4 1]/Root 1 0 R" % (last + 1)))
    return body + b"startxref\n%d\n%%%%EOF\n" % place


def row_of(row: Row, widths: Row = (1, 4, 1)) -> bytes:
    """As it stands in a table that is a stream."""
    return b"".join(number.to_bytes(width, "big") for number, width in zip(row, widths, strict=True) if width)


def _in_order(rows: dict[int, Row]) -> list[Row]:
    return [rows[number] for number in sorted(rows)]


def _other_pages(made: Revision) -> tuple[dict[int, Row], bytes]:
    """Pages that nothing leads to, and a catalogue of them."""
    first = made.new
    texts = (
        b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (first + 1),
        b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 595 842]%s/Contents %d 0 R>>" % (first, FONT, first + 2),
        stream(FALSE_PRICE),
    )
    rows = {first + index: (1, made.add(first + index, text), 0) for index, text in enumerate(texts)}
    made.new += len(texts)
    return rows, b"<</Type/Catalog/Pages %d 0 R>>" % first


def _catalogue(made: Revision, rows: dict[int, Row], head: bytes, body: bytes, numbers: tuple[int, ...]) -> bytes:
    """The catalogue, and others, in a stream of objects."""
    said = b"/Type/ObjStm/N %d/First %d" % (len(numbers), len(head))
    rows[made.new] = (1, made.add(made.new, stream(head + body, said)), 0)
    rows |= {number: (2, made.new, index) for index, number in enumerate(numbers)}
    made.new += 1
    return by_stream(made, rows)


def _gap(pdf: bytes) -> bytes:
    """Some readers take the first object from the end of the head on."""
    made = Revision(pdf)
    rows, other = _other_pages(made)
    head = b"%d %d " % (made.root, len(other) + 1)
    return _catalogue(made, rows, head.ljust(len(other) + 9), other + b"\n" + made.text(made.root), (made.root,))


def _runs_on(pdf: bytes) -> bytes:
    """The last place in the head is 2, or 25 to a reader that reads on."""
    made = Revision(pdf)
    rows, other = _other_pages(made)
    number, made.new = made.new, made.new + 1
    begin = b"5 <</Extensions("
    catalogue = made.text(made.root).lstrip().removeprefix(b"<<")
    body = begin.ljust(25) + other + b")" + catalogue
    return _catalogue(made, rows, b"%d 0 %d 2" % (number, made.root), body, (number, made.root))


def _digits_behind(pdf: bytes) -> bytes:
    made = Revision(pdf)
    made.row(made.new, made.add(made.new, stream(b"q\n%d 0 obj0\nQ\n" % made.price)))
    return made.done()


def _in_data(header: bytes) -> Make:
    """Where a signed reference leads nowhere, readers look for objects, and some of them look anywhere."""

    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        made.row(made.new, made.add(made.new, stream(b"\n" + header % made.price + b"\n<<>>\n")))
        return made.done()

    return make


def _before_trailer(sign: bytes) -> Make:
    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        made.row(made.new, made.add(made.new, b"1"))
        head, _, tail = made.done().rpartition(b"trailer")
        return head + sign + b"trailer" + tail

    return make


def _embedded(pdf: bytes) -> bytes:
    """Nobody attaches anything behind a signature, and some readers look for trailers in it."""
    made = Revision(pdf)
    trailer = b"\ntrailer\n<</Size %d/Root %d 0 R>>\n" % (made.size + 1, made.root)
    made.row(made.new, made.add(made.new, stream(trailer, b"/Type/EmbeddedFile")))
    return made.done()


def _unseen(sign: bytes) -> Make:
    """A catalogue whose type one reader does not find: it looks for another one."""

    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        catalogue = made.text(made.root)
        assert re.search(rb"/Type */Catalog", catalogue) is not None
        rows, other = _other_pages(made)
        rows[made.root] = (1, made.add(made.root, re.sub(rb"/Type */", b"/Type" + sign + b"/", catalogue)), 0)
        rows[made.new] = (1, made.add(made.new, other), 0)
        made.new += 1
        return by_stream(made, rows)

    return make


def _table(header: bytes, before: bytes = b"") -> Make:
    """One reader rebuilds the table of the whole file where it does not see that a table begins as it should."""

    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        rows = {made.root: (1, made.add(made.root, made.text(made.root)), 0)}
        made.body += before
        done, usual = by_stream(made, rows), b"%d 0 obj" % made.new
        assert done.count(before + usual) == 1
        return done.replace(before + usual, before + header % made.new)

    return make


def table_numbered(own: Callable[[Revision], int], more: bytes = b"") -> Make:
    """Some readers take a table that is a stream for the object of its number."""

    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        return by_stream(made, {made.root: (1, made.add(made.root, made.text(made.root)), 0)}, own=own(made), more=more)

    return make


def _two_line_ends(pdf: bytes) -> bytes:
    """One reader takes the second one for a row, then reads the first table of the file instead."""
    made = Revision(pdf)
    made.row(made.new, made.add(made.new, b"1"))
    head, _, rows = made.done().rpartition(b"\nxref\n")
    return head + b"\nxref\n" + rows.replace(b" n \n", b" n\n\n")


def _in_a_comment(pdf: bytes) -> bytes:
    made = Revision(pdf)
    made.body += b"%"
    made.row(made.new, made.add(made.new, b"1"))
    return made.done()


STREAMS: dict[str, Make] = {
    "a gap before the first packed object": _gap,
    "a head that runs on into the first packed object": _runs_on,
    "an object in a stream with a digit behind its header": _digits_behind,
    "an object in a stream with vertical tabs in its header": _in_data(b"%d\x0b0\x0bobj"),
    "an object in a stream with a sign in its header": _in_data(b"%d +0 obj"),
    "a zero byte before a trailer": _before_trailer(b"\0"),
    "a form feed before a trailer": _before_trailer(b"\x0c"),
    "a zero byte behind a name": _unseen(b"\0"),
    "a form feed behind a name": _unseen(b"\x0c"),
    "pages that nothing leads to": _unseen(b""),
    "a table whose header goes on in the next line": _table(b"%d 0\nobj"),
    "a table behind a comment": _table(b"%d 0 obj", b"%"),
    "a table with the number of what a page shows": table_numbered(lambda made: made.price),
    "a table with the number of the pages, and their entries": table_numbered(
        lambda made: made.pages, b"/Count 0/Kids[]"
    ),
    "a table with a number beyond all objects": table_numbered(lambda made: made.new + 1),
    "rows with two line ends": _two_line_ends,
    "an object in a comment": _in_a_comment,
    "a trailer in an embedded file that nothing leads to": _embedded,
}
