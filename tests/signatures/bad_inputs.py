"""Files that are no contracts: nothing, too much, loops and bombs. Each maker writes one file."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from pathlib import Path

Make = Callable[[Path], None]
HEAD = b"%PDF-1.7\n"
PAGES = b"<</Type/Pages/Kids[]/Count 0>>"
MEBIBYTE = 1 << 20


def laid_out(*objects: bytes) -> tuple[bytearray, list[int]]:
    """Objects numbered from 1 behind the head of a file, and where each begins."""
    out, places = bytearray(HEAD), []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    return out, places


def document(*objects: bytes, root: bytes = b"", trailer: bytes = b"") -> bytes:
    """A PDF with a catalogue, an empty page tree and these objects, numbered from 3."""
    out, places = laid_out(b"<</Type/Catalog/Pages 2 0 R%s>>" % root, PAGES, *objects)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, trailer, start)
    return bytes(out)


def deflated(size: int) -> bytes:
    """So many zeros, in a thousandth of the room; after a full flush each mebibyte packs into the same bytes."""
    press = zlib.compressobj(9)
    head = press.compress(b"") + press.flush(zlib.Z_FULL_FLUSH)
    block = press.compress(bytes(MEBIBYTE)) + press.flush(zlib.Z_FULL_FLUSH)
    return head + block * (size // MEBIBYTE) + bytes.fromhex("0300") + (size % 65521 << 16 | 1).to_bytes(4, "big")


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def signature(contents: bytes, fields: int = 1) -> bytes:
    """Fields with signatures of nothing."""
    value = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 10 20 10]/Contents %s>>"
    numbers = range(3, 3 + 2 * fields, 2)
    listed = b" ".join(b"%d 0 R" % number for number in numbers)
    objects = [part for n in numbers for part in (b"<</FT/Sig/T(f%d)/V %d 0 R>>" % (n, n + 1), value % contents)]
    return document(*objects, root=b"/AcroForm<</Fields[%s]>>" % listed)


def many_fields(count: int) -> bytes:
    listed = b" ".join(b"%d 0 R" % number for number in range(3, 3 + count))
    each = (b"<</FT/Sig/T(f%d)>>" % number for number in range(count))
    return document(*each, root=b"/AcroForm<</Fields[%s]>>" % listed)


def named_after(parent: bytes, kids: int) -> bytes:
    """Fields under one parent, whose name is part of theirs."""
    listed = b" ".join(b"%d 0 R" % number for number in range(4, 4 + kids))
    each = (b"<</FT/Sig/T(f%d)/Parent 3 0 R>>" % number for number in range(kids))
    return document(b"<</T(%s)/Kids[%s]>>" % (parent, listed), *each, root=b"/AcroForm<</Fields[3 0 R]>>")


def revisions(count: int) -> bytes:
    out = bytearray(document())
    for _ in range(count):
        before = int(re.findall(rb"startxref\s+(\d+)", out[-60:])[-1])
        out += b"xref\n0 0\ntrailer\n<</Size 3/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (before, len(out))
    return bytes(out)


def looped_tables() -> bytes:
    plain = document()
    return plain.replace(b"/Size 3", b"/Size 3/Prev %d" % plain.index(b"xref"))


def packed_table() -> bytes:
    """A cross-reference stream that unpacks to ten gibibytes."""
    body = deflated(10 * 1024 * MEBIBYTE)
    start = len(HEAD)
    head = b"1 0 obj\n<</Type/XRef/Size 9/W[1 4 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>\nstream\n" % len(body)
    return HEAD + head + body + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % start


def empty_rows() -> bytes:
    """A table of a thousand million rows, none of which takes a byte."""
    table = b"<</Type/XRef/Size 9/W[0 0 0]/Index[0 1000000000]/Root 1 0 R/Length 0>>\nstream\n\nendstream"
    return HEAD + b"1 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % len(HEAD)


def chained_tables(count: int) -> bytes:
    """Tables that each name the one before, with a single word at the end that says where the last one is."""
    out = bytearray(document())
    end = out.rindex(b"startxref")
    before = int(out[end:].split()[1])
    for _ in range(count):
        here = len(out)
        out += b"xref\n0 0\ntrailer\n<</Size 3/Root 1 0 R/Prev %d>>\n" % before
        before = here
    return bytes(out) + b"startxref\n%d\n%%%%EOF\n" % before


def packed(head: bytes, body: bytes, numbers: range) -> bytes:
    """A file with these objects in an object stream; the first one is its form."""
    entries = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(numbers), len(head))
    objects = stream(zlib.compress(head + body, 9), entries)
    out, places = laid_out(b"<</Type/Catalog/Pages 2 0 R/AcroForm %d 0 R>>" % numbers[0], PAGES, objects)
    start = len(out)
    rows = b"".join(b"\x01" + place.to_bytes(4, "big") + b"\0\0" for place in (*places, start))
    rows += b"".join(b"\x02" + (3).to_bytes(4, "big") + index.to_bytes(2, "big") for index in range(len(numbers)))
    index = b"/Index[1 4 %d %d]" % (numbers[0], len(numbers))
    table = stream(rows, b"/Type/XRef/Size %d/W[1 4 2]%s/Root 1 0 R" % (numbers[-1] + 1, index))
    out += b"4 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def packed_numbers() -> bytes:
    """An object of small numbers, four mebibytes of them, in an object stream of a few kilobytes."""
    return packed(b"10 0 ", b"[" + b"1 " * (2 * MEBIBYTE) + b"]", range(10, 11))


def packed_apart(count: int, body: bytes, step: int) -> bytes:
    """So many objects in one stream, each of which begins `step` bytes behind the one before."""
    head = b" ".join(b"%d %d" % (10 + index, index * step) for index in range(count)) + b" "
    return packed(head, body, range(10, 10 + count))


def streams_in_one_another(count: int, size: int) -> bytes:
    """Each holds all those behind it, and they have one end."""
    header = b"%d 0 obj\n<</Length %08d>>\nstream\n"
    length, out, places = len(header % (100, 0)), bytearray(document()), []
    for left in range(count, 0, -1):
        places.append(len(out))
        out += header % (100 + count - left, (left - 1) * length + size)
    out += b"x" * size + b"\nendstream\nendobj\n"
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    before = out.rindex(b"startxref", 0, places[0])
    trailer = b"trailer\n<</Size %d/Root 1 0 R/Prev %d>>\n" % (100 + count, int(out[before:].split()[1]))
    return bytes(out + b"xref\n100 %d\n%s%sstartxref\n%d\n%%%%EOF\n" % (count, rows, trailer, len(out)))


def rewritten(pdf: bytes, number: int, count: int) -> bytes:
    """An object written again so many times."""
    out = bytearray(pdf)
    for _ in range(count):
        before, place = int(out[out.rindex(b"startxref") :].split()[1]), len(out)
        out += b"%d 0 obj\n[1]\nendobj\n" % number
        trailer = b"trailer\n<</Size %d/Root 1 0 R/Prev %d>>\n" % (number + 1, before)
        out += b"xref\n%d 1\n%010d 00000 n \n%sstartxref\n%d\n%%%%EOF\n" % (number, place, trailer, len(out))
    return bytes(out)


def ways_doubled(levels: int, revisions: int) -> bytes:
    """An object to which each level leads in two ways, written again so many times."""
    objects = []
    for first in range(3, 3 + 3 * levels, 3):
        objects += [b"<</A %d 0 R/B %d 0 R>>" % (first + 1, first + 2), *[b"[%d 0 R]" % (first + 3)] * 2]
    return rewritten(document(*objects, b"[1]", root=b"/X 3 0 R"), 3 + 3 * levels, revisions)


def many_parts(count: int, revisions: int) -> bytes:
    """An object that so many parts of a text name, as they name their page, written again so many times."""
    last = 4 + count
    kids = b" ".join(b"%d 0 R" % number for number in range(4, last))
    parts = [b"<</S/P/P 3 0 R/Pg %d 0 R>>" % last] * count
    root = b"<</Type/StructTreeRoot/K[%s]>>" % kids
    return rewritten(document(root, *parts, b"[1]", root=b"/StructTreeRoot 3 0 R"), last, revisions)


def indefinite(depth: int) -> bytes:
    """CMS with lengths that are not stated, one in another: to write it out again doubles the work at each."""
    der = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02" + b"\xa0\x80" + b"\x30\x80" * depth
    return signature(b"<" + der.hex().encode() + b"00" * (2 * depth + 4) + b">")


def _written(make: Callable[[], bytes]) -> Make:
    return lambda path: path.write_bytes(make()) and None


def _huge(path: Path) -> None:
    """300 MB, most of it a hole that takes no room."""
    path.write_bytes(document())
    with path.open("r+b") as file:
        file.truncate(300_000_000)


def _large(path: Path) -> None:
    """Just below the cap, behind the end of a small document."""
    path.write_bytes(document() + b"\n" * (99 * MEBIBYTE))


INPUTS: dict[str, Make] = {
    "empty": _written(bytes),
    "a text": _written(lambda: b"hello"),
    "a head alone": _written(lambda: HEAD),
    "300 MB": _huge,
    "99 MB behind the end": _large,
    "encrypted": _written(lambda: document(trailer=b"/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(x)/P -1>>")),
    "200,000 fields": _written(lambda: many_fields(200_000)),
    "9,500 fields under a long name": _written(lambda: named_after(b"a" * 200_000, 9_500)),
    "a CMS of 8 MB": _written(lambda: signature(b"<" + b"30" * (8 * MEBIBYTE) + b">")),
    "a CMS of 8 MB in brackets": _written(lambda: signature(b"(" + b"0" * (8 * MEBIBYTE) + b")")),
    "50 signatures of nothing": _written(lambda: signature(b"<3080>", 50)),
    "lengths not stated, 30 deep": _written(lambda: indefinite(30)),
    "lengths not stated, 5,000 deep": _written(lambda: indefinite(5_000)),
    "a table that leads to itself": _written(looped_tables),
    "a page tree that contains itself": _written(
        lambda: document().replace(b"/Kids[]/Count 0", b"/Kids[2 0 R]   ")  # of the same length
    ),
    "a field that contains itself": _written(
        lambda: document(b"<</T(a)/Kids[3 0 R 3 0 R]>>", root=b"/AcroForm<</Fields[3 0 R]>>")
    ),
    "arrays a million deep": _written(lambda: document(root=b"/X " + b"[" * MEBIBYTE + b"]" * MEBIBYTE)),
    "a bomb of 10 GB for metadata": _written(
        lambda: document(stream(deflated(10240 * MEBIBYTE), b"/Filter/FlateDecode"), root=b"/Metadata 3 0 R")
    ),
    "a bomb of 10 GB for objects": _written(
        lambda: document(
            stream(deflated(10240 * MEBIBYTE), b"/Type/ObjStm/N 9/First 9/Filter/FlateDecode"), root=b"/AcroForm 3 0 R"
        )
    ),
    "a table of 10 GB": _written(packed_table),
    "a table of empty rows": _written(empty_rows),
    "fifty thousand zeros where a table's widths might be": _written(
        lambda: document(root=b"/X(/W[%b)" % (b"0" * 50_000))
    ),
    "twenty thousand tables in a chain": _written(lambda: chained_tables(20_000)),
    "two million numbers in four kilobytes": _written(packed_numbers),
    "a comment without an end in an object stream": _written(lambda: packed(b"10 0 ", b"%", range(10, 11))),
    "a thousand revisions": _written(lambda: revisions(1000)),
    "two hundred revisions": _written(lambda: revisions(198)),
}
