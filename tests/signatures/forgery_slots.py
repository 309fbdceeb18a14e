"""Forgeries at the signature dictionary: its ByteRange, its slot, and what is wrapped around both."""

from __future__ import annotations

import re
from collections.abc import Callable

from forgery_changes import FALSE_PRICE
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from verify_world import byte_range, reader, update

Make = Callable[[bytes], bytes]
_RANGE = re.compile(rb"/ByteRange ?\[[\d ]+\] *")


# ---- ByteRange


def with_byte_range(pdf: bytes, text: bytes) -> bytes:
    """The last ByteRange replaced; offsets kept if there is room, as there is for four numbers."""
    last = list(_RANGE.finditer(pdf))[-1]
    return pdf[: last.start()] + (b"/ByteRange " + text).ljust(len(last[0])) + pdf[last.end() :]


def ranged(text: str) -> Make:
    """ByteRange written as `text`; {a}, {b}, {c}: end of the first range, begin and size of the second."""

    def make(pdf: bytes) -> bytes:
        _, a, b, c = byte_range(pdf)
        return with_byte_range(pdf, text.format(a=a, b=b, c=c, less=a - 1, more=b + 1, end=a + 100).encode())

    return make


RANGES: dict[str, Make] = {
    "covers nothing": ranged("[0 0 0 0]"),
    "another place": ranged("[0 10 20 30]"),
    "starts after the beginning": ranged("[1 {a} {b} {c}]"),
    "gap wider by one byte before": ranged("[0 {less} {b} {c}]"),
    "gap wider by one byte after": ranged("[0 {a} {more} {c}]"),
    "ranges overlap": ranged("[0 {a} {less} {c}]"),
    "no gap": ranged("[0 {a} {a} {c}]"),
    "second range from the beginning": ranged("[0 {a} 0 {c}]"),
    "gap ends inside the slot": ranged("[0 {a} {end} {c}]"),
    "three numbers": ranged("[0 {a} {b}]"),
    "two numbers": ranged("[0 {a}]"),
    "six numbers": ranged("[0 {a} {b} {c} 0 0]"),
    "no number": ranged("[]"),
    "null": ranged("null"),
    "a text": ranged("(x)"),
    "names": ranged("[/a /b /c /d]"),
    "negative": ranged("[0 -1 {b} {c}]"),
    "beyond the end": ranged("[0 {a} {b} 9999999]"),
    "beyond all ends": ranged("[0 {a} {b} 99999999999999999999]"),
    "fractions": ranged("[0.0 {a} {b} {c}]"),
    "an object that is none": ranged("[5 0 R]"),
    "an object of its own": lambda pdf: update(pdf, _indirect_range),
    "missing": lambda pdf: pdf.replace(pdf[pdf.rindex(b"/ByteRange") :][:10], b"/ByteRangx"),
}


def _indirect_range(writer: IncrementalPdfFileWriter) -> None:
    field = _newest(writer)
    value = field["/V"]
    value["/ByteRange"] = writer.add_object(generic.ArrayObject(map(generic.NumberObject, value["/ByteRange"])))
    writer.update_container(value)


def _newest(writer: IncrementalPdfFileWriter) -> generic.DictionaryObject:
    """The field signed last."""
    filled = [f.get_object() for f in writer.root["/AcroForm"]["/Fields"] if "/V" in f.get_object()]
    return max(filled, key=lambda one: int(one["/V"]["/ByteRange"][2]))


def commented(pdf: bytes) -> bytes:
    """A remark inside the brackets, where the padding after them leaves room."""
    _, a, b, c = byte_range(pdf)
    return with_byte_range(pdf, b"[0 %d %%9\n%d %d]" % (a, b, c))


# ---- Contents


def slot_of(text: bytes, pad: bytes = b" ") -> Make:
    """What stands in the slot of the newest signature, padded to its width."""

    def make(pdf: bytes) -> bytes:
        _, a, b, _ = byte_range(pdf)
        return pdf[:a] + text.ljust(b - a, pad) + pdf[b:]

    return make


def _slot_filled(pdf: bytes, digits: bytes) -> bytes:
    _, a, b, _ = byte_range(pdf)
    return pdf[: a + 1] + digits.ljust(b - a - 2, b"0") + pdf[b - 1 :]


def two_contents(pdf: bytes) -> bytes:
    """A second, empty Contents behind the ByteRange, where the padding leaves room."""
    _, a, b, c = byte_range(pdf)
    return with_byte_range(pdf, b"[0 %d %d %d]/Contents<>" % (a, b, c))


def removed(key: str) -> Make:
    """An entry of the newest signature's dictionary taken out in a revision of its own."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        value = _newest(writer)["/V"]
        del value[key]
        writer.update_container(value)

    return lambda pdf: update(pdf, change)


def emptied(pdf: bytes) -> bytes:
    """Zeros all over the slot, as before it was signed."""
    return _slot_filled(pdf, b"")


def trailing(pdf: bytes) -> bytes:
    """Bytes behind the signature in its slot."""
    _, _, b, _ = byte_range(pdf)
    return pdf[: b - 9] + b"deadbeef" + pdf[b - 1 :]


CONTENTS: dict[str, Make] = {
    "empty": slot_of(b"<>"),
    "one zero": slot_of(b"<00>"),
    "null": slot_of(b"null"),
    "an empty sequence": slot_of(b"<30>"),
    "an endless sequence": slot_of(b"<3080>"),
    "a text": slot_of(b"(0)"),
    "an array": slot_of(b"[]"),
    "no hexadecimal": slot_of(b"<zz>"),
    "a dictionary": slot_of(b"<< /A 1 >>"),
    "missing": removed("/Contents"),
}


# ---- wrapping

_OPEN = b"9999999999"  # a number to be filled in


def _number(pdf: bytes, *path: str | int) -> int:
    found = reader(pdf).root
    for step in path[:-1]:
        found = found[step]
    return int(found.raw_get(path[-1]).idnum)


def wrapped(pdf: bytes, *, in_the_slot: bool = False, text: bool = False) -> bytes:
    """Signature wrapping with offsets that are right: every signed byte is kept, in order, and digested.

    The signed end is moved back. A new table stands where the signed `startxref` points; it leads to another page
    content and to a copy of the signature dictionary whose ByteRange fits the moved end. `text`: the copy's
    Contents are padded until the lengths of both ranges and of the signature add up to that of the file.
    """
    _, a, b, _ = byte_range(pdf)
    table = int(re.findall(rb"startxref\s+(\d+)", pdf[b:])[-1])
    rows, trailer = re.findall(rb"xref\n(.*?)(trailer.*?)startxref", pdf[table:], re.DOTALL)[0]
    kept = pdf[a : b - 1] if in_the_slot else pdf[a:b]
    made = (pdf[:a] + kept).ljust(table, b"0" if in_the_slot else b" ")
    drawn, stream_at = _number(pdf, "/Pages", "/Kids", 0, "/Contents"), table + 10_000  # room for the new table
    stream = b"%d 0 obj\n<</Length %d>>\nstream\n%s\nendstream\nendobj\n" % (drawn, len(FALSE_PRICE), FALSE_PRICE)
    copy_at = stream_at + len(stream)
    number, copy = _copy(pdf, a, copy_at, text=text)
    end = copy_at + len(copy) + in_the_slot
    table_text = b"xref\n" + _rows(rows, {number: copy_at, drawn: stream_at}, a, end - b) + trailer
    made = (made + table_text).ljust(stream_at) + stream + copy.replace(_OPEN, b"%010d" % end) + b">" * in_the_slot
    assert len(made) == end
    return made + pdf[b:]


def _copy(pdf: bytes, start: int, place: int, *, text: bool) -> tuple[int, bytes]:
    """Number and text of the newest signature's object, one number of its ByteRange left open."""
    head = pdf.rindex(b" 0 obj", 0, start)
    number = re.findall(rb"\d+$", pdf[:head])[-1]
    body = number + pdf[head:].split(b"endobj", 1)[0] + b"endobj\n"
    body = _RANGE.sub(b"/ByteRange [0 %d %s %d]" % (start, _OPEN, byte_range(pdf)[3]), body, count=1)
    if text:
        digits = re.findall(rb"<([0-9a-f]{100,})>", body)[0]
        octets = bytes.fromhex(digits.decode()).rstrip(b"\0") + b"\0"
        escaped = b"".join(b"\\%03o" % octet for octet in octets)
        rest = len(body) - len(digits)
        padding = place + rest + len(escaped) - start - 2 - 2 * len(octets)
        body = body.replace(b"<" + digits + b">", b"(" + escaped + b"0" * padding + b")")
    return int(number), body


def _rows(rows: bytes, changed: dict[int, int], limit: int, shift: int) -> bytes:
    """A table's rows with some places changed, and those behind `limit` moved."""
    places: dict[int, int] = {}
    lines = iter(rows.splitlines())
    for line in lines:
        first, count = map(int, line.split())
        for number in range(first, first + count):
            place, _, kind = next(lines).split()
            if kind == b"n":
                places[number] = int(place) + (shift if int(place) > limit else 0)
    places |= changed
    out = b"0 1\n0000000000 65535 f \n"
    return out + b"".join(b"%d 1\n%010d 00000 n \n" % item for item in sorted(places.items()))


WRAPPINGS: dict[str, Make] = {
    "moved end behind the slot": wrapped,
    "moved end inside the slot": lambda pdf: wrapped(pdf, in_the_slot=True),
    "a slot as wide as the gap": lambda pdf: wrapped(pdf, text=True),
}


def sheltered(pdf: bytes) -> bytes:
    """The signed file kept whole at the front, and behind it another one that knows nothing of revisions."""
    other = FALSE_PRICE
    value = reader(pdf).root["/AcroForm"]["/Fields"]
    number = next(f.get_object().raw_get("/V").idnum for f in value if "/V" in f.get_object())
    signature = pdf[pdf.index(b"\n%d 0 obj" % number) + 1 :].split(b"endobj", 1)[0] + b"endobj\n"
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</SigFlags 3/Fields[5 0 R]>>>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        4: b"<</Length %d>>\nstream\n%s\nendstream" % (len(other), other),
        5: b"<</FT/Sig/T(Practitioner1)/V %d 0 R/Type/Annot/Subtype/Widget/Rect[0 0 0 0]>>" % number,
    }
    made, rows = pdf, b"0 1\n0000000000 65535 f \n"
    places = {number: pdf.index(signature)}
    for index, body in objects.items():
        places[index] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (index, body)
    rows += b"".join(b"%d 1\n%010d 00000 n \n" % item for item in sorted(places.items()))
    trailer = b"trailer\n<</Root 1 0 R/Size %d>>\nstartxref\n%d\n%%%%EOF\n" % (number + 1, len(made))
    return made + b"xref\n" + rows + trailer
