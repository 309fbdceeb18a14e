"""Tools of a forger: write objects, append revisions, turn the bytes of a signature's slot.

Nothing here knows what is refused; the tables of forgeries do.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields

Change = Callable[["Quiet"], None]
BYTE_RANGE = re.compile(rb"/ByteRange ?\[([\d ]+)\]")


class Quiet(IncrementalPdfFileWriter):  # type: ignore[misc]
    """An incremental writer that leaves the metadata alone, as a forger would."""

    def _update_meta(self) -> None:
        pass


def dictionary(**entries: Any) -> generic.DictionaryObject:
    return generic.DictionaryObject({pdf_name("/" + key): value for key, value in entries.items()})


def array(*items: Any) -> generic.ArrayObject:
    return generic.ArrayObject(number(item) if isinstance(item, int | float) else item for item in items)


def number(value: float) -> Any:
    return generic.NumberObject(value) if isinstance(value, int) else generic.FloatObject(value)


def name(text: str) -> generic.NameObject:
    return pdf_name("/" + text)


def text(value: str) -> Any:
    return generic.pdf_string(value)


def stream(data: bytes, **entries: Any) -> generic.StreamObject:
    made = generic.StreamObject(stream_data=data)
    for key, value in entries.items():
        made[pdf_name("/" + key)] = value
    return made


def helvetica() -> generic.DictionaryObject:
    return dictionary(Type=name("Font"), Subtype=name("Type1"), BaseFont=name("Helvetica"))


def drawing(words: bytes, width: float = 180, height: float = 60) -> generic.StreamObject:
    """A form that paints a white box and words on it."""
    body = b"q 1 1 1 rg 0 0 %d %d re f Q BT /F1 12 Tf 5 20 Td (%s) Tj ET" % (width, height, words)
    fonts = dictionary(Font=dictionary(F1=helvetica()))
    box = array(0, 0, width, height)
    return stream(body, Type=name("XObject"), Subtype=name("Form"), BBox=box, Resources=fonts)


def update(pdf: bytes, change: Change) -> bytes:
    """The file with one more revision in which `change` was made, cross-reference and all."""
    writer = Quiet(io.BytesIO(pdf), strict=False)
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def reader(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(pdf), strict=False)


def page(writer: Quiet, index: int) -> Any:
    """A page of an estimate: its page tree has one level."""
    return writer.root["/Pages"]["/Kids"][index]


def field(writer: Quiet, title: str) -> Any:
    return next(found for known, _, found in enumerate_sig_fields(writer) if known == title).get_object()


def rewritten(writer: Quiet, holder: Any, key: str, obj: Any) -> None:
    """Another object under the number of the one that `holder` refers to."""
    reference = holder.raw_get(key).reference
    writer.objects[(reference.generation, reference.idnum)] = obj
    obj.container_ref = reference


def root_with(**entries: Any) -> Change:
    """A change that puts entries into the catalogue."""

    def change(writer: Quiet) -> None:
        for key, value in entries.items():
            writer.root[pdf_name("/" + key)] = value
        writer.update_root()

    return change


def page_with(index: int, **entries: Any) -> Change:
    """A change that puts entries into a page."""

    def change(writer: Quiet) -> None:
        one = page(writer, index)
        for key, value in entries.items():
            one[pdf_name("/" + key)] = value
        writer.update_container(one)

    return change


def field_with(title: str, **entries: Any) -> Change:
    """A change that puts entries into a field and its widget, which are one here."""

    def change(writer: Quiet) -> None:
        one = field(writer, title)
        for key, value in entries.items():
            one[pdf_name("/" + key)] = value
        writer.update_container(one)

    return change


# ---- by hand: what no writer would write


def last_xref(pdf: bytes) -> int:
    return int(re.findall(rb"startxref\s+(\d+)", pdf)[-1])


def tail(pdf: bytes, objects: dict[int, bytes], *, trailer: bytes = b"", before: bytes = b"", shift: int = 0) -> bytes:
    """A revision written by hand: objects by number, a table, a trailer with more entries first.

    `before` stands in front of the table; `shift` moves the place that startxref names.
    """
    old = reader(pdf).trailer
    out, places = pdf, {}
    for idnum, body in objects.items():
        places[idnum] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (idnum, body)
    out += before
    place = len(out)
    rows = b"".join(b"%d 1\n%010d 00000 n \n" % row for row in sorted(places.items()))
    size = max([int(old["/Size"]), *(idnum + 1 for idnum in places)])
    entries = b"/Size %d /Prev %d /Root %d 0 R /Info %d 0 R" % (
        size,
        last_xref(pdf),
        old.raw_get("/Root").idnum,
        old.raw_get("/Info").idnum,
    )
    out += b"xref\n" + (rows or b"0 0\n") + b"trailer\n<<%s %s>>\n" % (trailer, entries)
    return out + b"startxref\n%d\n%%%%EOF\n" % (place + shift)


def next_number(pdf: bytes) -> int:
    return int(reader(pdf).trailer["/Size"])


def number_of(pdf: bytes, *path: str | int) -> int:
    """Object number of what a path of keys and indices from the catalogue refers to."""
    here: Any = reader(pdf).root
    for step in path[:-1]:
        here = here[step]
    idnum: int = here.raw_get(path[-1]).idnum
    return idnum


# ---- slots


def byte_range(pdf: bytes, index: int = -1) -> tuple[int, int, int, int]:
    """ByteRange of one signature, in file order."""
    first, size, second, rest = (int(word) for word in BYTE_RANGE.findall(pdf)[index].split())
    return first, size, second, rest


def slot(pdf: bytes, index: int = -1) -> bytes:
    """The digits of one signature."""
    _, size, second, _ = byte_range(pdf, index)
    return pdf[size + 1 : second - 1]


def with_slot(pdf: bytes, digits: bytes, index: int = -1) -> bytes:
    """The file with other digits in a slot, padded to its size."""
    _, size, second, _ = byte_range(pdf, index)
    room = second - size - 2
    assert len(digits) <= room
    return pdf[: size + 1] + digits.ljust(room, b"0") + pdf[second - 1 :]


def cms(pdf: bytes, index: int = -1) -> bytes:
    """DER in a slot, padding taken off."""
    data = bytes.fromhex(slot(pdf, index).decode())
    length = int.from_bytes(data[2:4], "big") + 4
    assert data[:2] == b"\x30\x82"
    return data[:length]
