"""Files that want to hurt the reader: bombs, loops, depths, heaps. Small makers, each within a megabyte or two."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

HEAD = b"%PDF-1.7\n"
CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
NO_PAGES = b"<</Type/Pages/Kids[]/Count 0>>"
MEBIBYTE = 1 << 20


@dataclass(frozen=True)
class Input:
    """A hostile file and the exit codes that are right for it."""

    title: str
    make: Callable[[bytes], bytes]  # from a finished estimate, which most makers ignore
    exits: tuple[int, ...] = (2,)


def document(*objects: bytes, tail: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1; the first is the catalogue."""
    out, places = HEAD, []
    for idnum, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (idnum, body)
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(places) + 1, rows)
    trailer = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(out))
    return out + table + trailer + tail


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (entries, len(data), data)


def _gigabyte() -> bytes:
    """A gigabyte of zeros, deflated: after a full flush each megabyte is packed into the same bytes."""
    press = zlib.compressobj(9)
    head = press.compress(b"") + press.flush(zlib.Z_FULL_FLUSH)
    block = press.compress(bytes(MEBIBYTE)) + press.flush(zlib.Z_FULL_FLUSH)
    last, count = bytes.fromhex("0300"), 1024 * MEBIBYTE
    return head + block * 1024 + last + (count % 65521 << 16 | 1).to_bytes(4, "big")


def bomb(entries: bytes = b"") -> bytes:
    """A gigabyte of zeros in a megabyte."""
    return stream(_gigabyte(), entries + b"/Filter/FlateDecode")


def attached(body: bytes, title: bytes = b"document.json") -> bytes:
    """A document that claims to be ours by its attachment."""
    return document(
        b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(%s) 3 0 R]>>>>>>" % title,
        NO_PAGES,
        b"<</Type/Filespec/F(%s)/UF(%s)/EF<</F 4 0 R>>>>" % (title, title),
        body,
    )


def catalogue(entries: bytes, *more: bytes) -> bytes:
    return document(b"<</Type/Catalog/Pages 2 0 R%s>>" % entries, NO_PAGES, *more)


def signature(contents: bytes) -> bytes:
    """A document with one field and one signature dictionary."""
    value = b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached/ByteRange[0 10 20 10]/Contents %s>>"
    return catalogue(b"/AcroForm<</Fields[3 0 R]>>", b"<</FT/Sig/T(f)/V 4 0 R>>", value % contents)


def revisions(count: int) -> bytes:
    out = document(CATALOGUE, NO_PAGES)
    for _ in range(count):
        before = int(re.findall(rb"startxref\s+(\d+)", out[-60:])[-1])
        trailer = b"trailer\n<</Size 3/Root 1 0 R/Prev %d>>\n" % before
        out += b"xref\n0 0\n%sstartxref\n%d\n%%%%EOF\n" % (trailer, len(out))
    return out


def doubling_tree(depth: int) -> bytes:
    """A page tree of a few objects and two to the power of `depth` pages."""
    nodes = [b"<</Type/Pages/Count 1/Kids[%d 0 R %d 0 R]>>" % (i + 3, i + 3) for i in range(depth)]
    return document(CATALOGUE, *nodes, b"<</Type/Page/MediaBox[0 0 9 9]>>")


def fields(count: int) -> bytes:
    references = b" ".join(b"%d 0 R" % idnum for idnum in range(3, 3 + count))
    return catalogue(
        b"/AcroForm<</Fields[%s]>>" % references, *(b"<</FT/Sig/T(f%d)>>" % number for number in range(count))
    )


def prev_loop() -> bytes:
    plain = document(CATALOGUE, NO_PAGES)
    return plain.replace(b"/Size 3", b"/Size 3/Prev %d" % plain.index(b"xref"))


def encrypted() -> bytes:
    plain = document(CATALOGUE, NO_PAGES)
    return plain.replace(b"/Size 3", b"/Size 3/Encrypt<</Filter/Standard/V 1/R 2/O(x)/U(x)/P -1>>")


def page_bomb() -> bytes:
    tree = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    return document(CATALOGUE, tree, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]/Contents 4 0 R>>", bomb())


def _of(made: Callable[[], bytes]) -> Callable[[bytes], bytes]:
    return lambda _: made()


UNDECIDED = (2, 3)
INPUTS: Sequence[Input] = (
    Input("empty", _of(lambda: b"")),
    Input("text", _of(lambda: b"hello")),
    Input("a page of the web", _of(lambda: b"<!DOCTYPE html><html></html>")),
    Input("a head without a body", _of(lambda: HEAD)),
    Input("an end without a body", _of(lambda: HEAD + b"%%EOF\n")),
    Input("half an estimate", lambda estimate: estimate[: len(estimate) // 2]),
    Input("an estimate of noise", lambda estimate: estimate[:2000] + bytes(range(256)) * 400 + estimate[-2000:]),
    Input("encrypted", _of(encrypted)),
    Input("a catalogue without pages", _of(lambda: document(b"<</Type/Catalog>>"))),
    Input("a table that leads to itself", _of(prev_loop), UNDECIDED),
    Input("a page tree that contains itself", _of(lambda: document(CATALOGUE, NO_PAGES.replace(b"[]", b"[2 0 R]"))),
          UNDECIDED),
    Input("a page tree that doubles forty times", _of(lambda: doubling_tree(40)), UNDECIDED),
    Input("arrays a hundred thousand deep", _of(lambda: catalogue(b"/X " + b"[" * 100_000 + b"]" * 100_000)),
          UNDECIDED),
    Input("dictionaries fifty thousand deep", _of(lambda: catalogue(b"/X " + b"<</A " * 50_000 + b">>" * 50_000)),
          UNDECIDED),
    Input("references in a ring", _of(lambda: catalogue(b"/Names 3 0 R", b"4 0 R", b"3 0 R")), UNDECIDED),
    Input("a length that is the stream itself", _of(lambda: catalogue(b"/Metadata 3 0 R", b"<</Length 3 0 R>>\nstream"
          b"\nx\nendstream")), UNDECIDED),
    Input("a name tree that contains itself",
          _of(lambda: catalogue(b"/Names<</EmbeddedFiles 3 0 R>>", b"<</Kids[3 0 R 3 0 R]>>")), UNDECIDED),
    Input("a field that contains itself",
          _of(lambda: catalogue(b"/AcroForm<</Fields[3 0 R]>>", b"<</T(a)/Kids[3 0 R]>>")), UNDECIDED),
    Input("five thousand fields", _of(lambda: fields(5_000)), UNDECIDED),
    Input("a signature of a megabyte", _of(lambda: signature(b"<" + b"30" * MEBIBYTE + b">"))),
    Input("a signature of a megabyte, in brackets", _of(lambda: signature(b"(" + b"0" * MEBIBYTE + b")")), (1, 2)),
    Input("a thousand revisions", _of(lambda: revisions(1000))),
    Input("two hundred revisions", _of(lambda: revisions(198)), UNDECIDED),
    Input("a bomb for a page", _of(page_bomb), UNDECIDED),
    Input("a bomb for metadata", _of(lambda: catalogue(b"/Metadata 3 0 R", bomb(b"/Type/Metadata"))), UNDECIDED),
    Input("a bomb for an attachment", _of(lambda: attached(bomb(), b"x.bin")), UNDECIDED),
    Input("a bomb for a record", _of(lambda: attached(bomb())), (1, 2, 3)),
    Input("a record of brackets", _of(lambda: attached(stream(b"[" * MEBIBYTE))), (1, 2)),
    Input("a record with a number of a million digits",
          _of(lambda: attached(stream(b'{"schema":"dermadocs/document/1","x":' + b"9" * MEBIBYTE + b"}"))), (1,)),
)  # fmt: skip
