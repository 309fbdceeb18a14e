"""What anyone can append so that readers differ: one follows the tables of contents, another repairs the file."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field

from forgery_changes import FALSE_PRICE
from pyhanko.pdf_utils.reader import PdfFileReader

Make = Callable[[bytes], bytes]
NEW = 0
STREAM = b"<</Length %d>>\nstream\n%s\nendstream" % (len(FALSE_PRICE), FALSE_PRICE)


@dataclass
class Revision:
    """A revision written by hand behind a file, for the mistakes that no library makes."""

    pdf: bytes
    body: bytes = b""
    rows: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pdf = self.pdf.rstrip() + b"\n"
        reader = PdfFileReader(io.BytesIO(self.pdf), strict=False)
        self.root = int(reader.root_ref.idnum)
        info = reader.trailer.raw_get("/Info").idnum if "/Info" in reader.trailer else 0
        self.described = b"/Info %d 0 R" % info if info else b""
        self.pages = int(reader.root.raw_get("/Pages").idnum)
        page = reader.root["/Pages"]
        while "/Kids" in page:
            self.page = int(page["/Kids"].raw_get(0).idnum)
            page = page["/Kids"][0]
        self.price = int(page.raw_get("/Contents").idnum)
        self.size = self.new = int(reader.trailer["/Size"])
        self.previous = int(re.findall(rb"startxref\s+(\d+)", self.pdf)[-1])

    @property
    def end(self) -> int:
        return len(self.pdf) + len(self.body)

    def text(self, number: int) -> bytes:
        """An object as it last stands in the open."""
        return re.findall(rb"(?<![0-9])%d 0 obj\s*(.*?)\s*endobj" % number, self.pdf, re.DOTALL)[-1]

    def add(self, number: int, text: bytes, header: bytes | None = None) -> int:
        """Write an object, and say where it stands; `header` if not in the usual spelling."""
        place = self.end
        self.body += (header or b"%d 0 obj" % number) + b"\n" + text + b"\nendobj\n"
        return place

    def row(self, number: int, place: int, generation: int = 0, kind: bytes = b"n") -> None:
        """A row of the table, alone in its part."""
        self.rows.append(b"%d 1\n%010d %05d %s \n" % (number, place, generation, kind))
        self.size = max(self.size, number + 1)

    def done(self, *, size: int = 0, previous: int = 0, startxref: int = 0, more: bytes = b"") -> bytes:
        """The file with its new revision; the last numbers are by how much they are off."""
        numbers = (size or self.size, self.root, self.previous + previous)
        trailer = b"trailer\n<</Size %d/Root %d 0 R/Prev %d%%s>>\n" % numbers % (self.described + more)
        end = b"startxref\n%d\n%%%%EOF\n" % (self.end + startxref)
        return self.pdf + self.body + b"xref\n" + b"".join(self.rows) + trailer + end


def _twice(key: bytes) -> Make:
    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        made.row(made.new, made.add(made.new, STREAM))
        page = made.text(made.page).rstrip().removesuffix(b">>") + b"%s %d 0 R >>" % (key, made.new)
        made.row(made.page, made.add(made.page, page))
        return made.done()

    return make


def _two_roots(pdf: bytes) -> bytes:
    made = Revision(pdf)
    made.row(made.new, made.add(made.new, made.text(made.root)))
    return made.done(more=b"/Root %d 0 R" % made.new)


def _two_rows(pdf: bytes) -> bytes:
    made = Revision(pdf)
    made.row(made.price, made.add(made.price, STREAM))
    made.row(made.price, made.add(made.price, made.text(made.price)))
    return made.done()


def _odd_row(generation: int, kind: bytes) -> Make:
    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        place = made.add(made.price, STREAM)
        made.row(made.price, place, generation, kind)
        made.row(made.new, place)
        return made.done()

    return make


def _named_falsely(*, size: int = 0, previous: int = 0, startxref: int = 0) -> Make:
    """An object under another one's number, and what makes readers look for it."""

    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        made.row(made.new, made.add(made.price, STREAM))
        return made.done(size=size, previous=previous, startxref=startxref)

    return make


def _odd_spelling(spelling: bytes) -> Make:
    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        made.row(made.new, made.add(made.new, b"1"))
        made.add(made.price, STREAM, spelling % made.price)
        return made.done(startxref=3)

    return make


def _another_generation(pdf: bytes) -> bytes:
    made = Revision(pdf)
    made.row(made.price, made.add(made.price, STREAM, b"%d 1 obj" % made.price), 1)
    return made.done()


def _fewer(pdf: bytes) -> bytes:
    """A later revision may then write again whatever this one does not know."""
    made = Revision(pdf)
    made.rows.append(b"0 0\n")
    return made.done(size=1)


def _stray_trailer(pdf: bytes) -> bytes:
    made = Revision(pdf)
    made.row(made.new, made.add(made.new, made.text(made.root)))
    made.body += b"trailer\n<</Size %d/Root %d 0 R>>\n" % (made.size, made.new)
    return made.done(previous=3)


def in_stream(
    index: int,
    *numbers: int | None,
    head: bytes = b"%d 0 %d %d\n",
    more: bytes = b"",
    behind: bytes = b"\n",
    packing: Callable[[bytes, int], tuple[bytes, bytes]] = lambda table, _: (table, b""),
    kind: bytes = b"/ObjStm",
    count: bytes = b"2",
    widths: bytes = b"1 4 1",
) -> Make:
    """Two objects in one stream; None stands for the page, whose row states `index`, and NEW for another object.

    `head` and `more` are the beginning and entries of the stream, `behind` stands behind its first object; `packing`
    gives the rows as they stand in the table, and entries of that.
    """

    def make(pdf: bytes) -> bytes:
        made = Revision(pdf)
        honest, last = made.text(made.page), made.new + 2
        false = honest.replace(b"/Contents %d 0 R" % made.price, b"/Contents %d 0 R" % made.new)
        first, second = (made.page if number is None else number or last + 1 for number in numbers)
        honest, false = (  # a page that nothing leads to is refused for that
            text if number is None else text.replace(b"/Type", b"/Kind")
            for number, text in zip(numbers, (honest, false), strict=True)
        )
        header = head % (first, second, len(honest + behind))
        data = header + honest + behind + false
        sizes = (kind, count, len(header), more, len(data), data)
        said = b"<</Type%s/N %s/First %d%s/Length %d>>\nstream\n%s\nendstream" % sizes
        places = (made.add(made.new, STREAM), made.add(made.new + 1, said), made.end)
        rows = [(2, made.new + 1, index), *((1, place, 0) for place in places), (2, made.new + 1, 1)]
        table = b"".join(bytes([kind]) + place.to_bytes(4, "big") + bytes([low]) for kind, place, low in rows)
        table, entries = packing(table, 6)
        entries += made.described
        parts = (last + 2, made.page, made.new, widths, made.root, made.previous, entries, len(table), table)
        made.add(
            last,
            b"<</Type/XRef/Size %d/Index[%d 1 %d 4]/W[%s]/Root %d 0 R/Prev %d%s/Length %d>>\nstream\n%s\nendstream"
            % parts,
        )
        return made.pdf + made.body + b"startxref\n%d\n%%%%EOF\n" % places[2]

    return make


def predicted(spelling: bytes) -> Callable[[bytes, int], tuple[bytes, bytes]]:
    """Rows that hold differences from the one above; `%s` in `spelling` stands for what says so."""

    def pack(table: bytes, width: int) -> tuple[bytes, bytes]:
        rows = [table[place : place + width] for place in range(0, len(table), width)]
        pairs = zip(rows, [bytes(width), *rows[:-1]], strict=True)
        up = (bytes((one - other) % 256 for one, other in zip(*pair, strict=True)) for pair in pairs)
        return zlib.compress(b"".join(b"\2" + row for row in up)), spelling % (b"/Predictor 12/Columns %d" % width)

    return pack


TAILS: dict[str, Make] = {
    "a key twice": _twice(b"/Contents"),
    "a key twice in two spellings": _twice(b"/Con#74ents"),
    "two catalogues": _two_roots,
    "two rows for one object": _two_rows,
    "a generation that cannot be": _odd_row(99999, b"n"),
    "a kind of row that nobody knows": _odd_row(0, b"x"),
    "startxref beside its table": _named_falsely(startxref=3),
    "Prev beside its table": _named_falsely(previous=3),
    "more objects than there are": _named_falsely(size=99_999_999),
    "fewer objects than there are": _fewer,
    "another generation of an object": _another_generation,
    "another object's row": _named_falsely(),
    "zeros before a number": _odd_spelling(b"0000000%d 0 obj"),
    "a form feed in a header": _odd_spelling(b"%d\x0c0 obj"),
    "a comment in a header": _odd_spelling(b"%d 0 %%\nobj"),
    "a trailer of no table": _stray_trailer,
    "a number twice in an object stream": in_stream(1, None, None),
    "a number not at its index": in_stream(0, NEW, None),
    "a packed object in no row": in_stream(0, None, 9_999),
}
