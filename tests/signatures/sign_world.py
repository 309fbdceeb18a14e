"""A practice with an authority, a clock that shows the time of the story, and a paper to sign."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import RawContent
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign.fields import FieldMDPAction, FieldMDPSpec
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signatures.authority import Authority
from signatures.clock import HttpClock
from signatures.keys import MemoryKey
from signatures.responder import serve

DAY = datetime(2031, 3, 20, 9, 0, 0, tzinfo=UTC)  # a year in which none of these tests runs by the wall clock
SIZE = (180.0, 60.0)  # points, of each field
LOCKS: dict[str, tuple[str, ...] | None] = {
    "Practitioner1": ("Practitioner1",),
    "Receipt1": ("Practitioner1", "Receipt1"),
    "Acceptance1": None,  # the last act locks everything
}
XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?><x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about=""
xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:ModifyDate="2031-03-19T00:00:00Z"/></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def paper(locks: dict[str, tuple[str, ...] | None] = LOCKS, *, object_streams: bool = False) -> bytes:
    """One page with empty, visible signature fields and their locks; with metadata, a title and a date."""
    writer = PdfFileWriter(stream_xrefs=object_streams)
    content = writer.add_object(generic.StreamObject(stream_data=b"0 0 1 rg 50 700 100 20 re f"))
    page = writer.insert_page(PageObject(contents=content, media_box=(0, 0, 595, 842)))
    empty = writer.add_object(RawContent(b"", box=BoxConstraints(*SIZE)).as_form_xobject())
    fields = [_field(writer, title, lock, index, page, empty) for index, (title, lock) in enumerate(locks.items())]
    page.get_object()["/Annots"] = generic.ArrayObject(fields)
    writer.root["/AcroForm"] = _dictionary(Fields=generic.ArrayObject(fields), SigFlags=generic.NumberObject(3))
    writer.root["/Metadata"] = writer.add_object(_stream(XMP, Type=name("/Metadata"), Subtype=name("/XML")))
    writer.set_info(_dictionary(Title=generic.pdf_string("Devis"), ModDate=generic.pdf_string("D:20310319000000Z")))
    writer._update_meta = lambda: None  # type: ignore[method-assign]  # no wall clock in the paper either
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _field(writer: Any, title: str, lock: tuple[str, ...] | None, index: int, page: Any, empty: Any) -> Any:
    y = 100 + 70 * index
    action = FieldMDPAction.ALL if lock is None else FieldMDPAction.INCLUDE
    fields = None if lock is None else list(lock)
    return writer.add_object(
        _dictionary(
            Type=name("/Annot"),
            Subtype=name("/Widget"),
            FT=name("/Sig"),
            T=generic.pdf_string(title),
            TU=generic.pdf_string(f"Signature {title}"),
            F=generic.NumberObject(132),
            Rect=generic.ArrayObject(generic.FloatObject(v) for v in (50, y, 50 + SIZE[0], y + SIZE[1])),
            P=page,
            AP=_dictionary(N=empty),
            Lock=writer.add_object(FieldMDPSpec(action, fields).as_sig_field_lock()),
        )
    )


def drawing(
    width: float = SIZE[0],
    height: float = SIZE[1],
    pages: int = 1,
    mark: bytes = b"1 0 0 rg",
    script: bool = False,
) -> bytes:
    """The visible side of a signature: a page with a filled box."""
    writer = PdfFileWriter(stream_xrefs=False)
    for _ in range(pages):
        content = writer.add_object(generic.StreamObject(stream_data=mark + b" 5 5 50 20 re f"))
        page = PageObject(contents=content, media_box=(0, 0, width, height))
        if script:
            action = _dictionary(S=name("/JavaScript"), JS=generic.pdf_string("app.alert(1)"))
            page["/AA"] = _dictionary(O=action)
        writer.insert_page(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _dictionary(**entries: Any) -> generic.DictionaryObject:
    return generic.DictionaryObject({name("/" + key): value for key, value in entries.items()})


def _stream(data: bytes, **entries: Any) -> generic.StreamObject:
    return generic.StreamObject(_dictionary(**entries), stream_data=data)


@dataclass
class Practice:
    """An authority, its clock over real HTTP, a surgeon, and the moment that the clock shows."""

    authority: Authority
    clock: HttpClock
    url: str
    surgeon: MemoryKey
    now: list[datetime] = field(default_factory=lambda: [DAY])

    def at(self, moment: datetime) -> datetime:
        """Let the clock show `moment`."""
        self.now[0] = moment
        return moment

    def patient(self, at: datetime) -> MemoryKey:
        """A fresh one-shot key."""
        return self.authority.one_shot(name="Jane DOE", identifier="ABCDEFGH-patient", at=at)


@contextmanager
def practice() -> Iterator[Practice]:
    """A practice whose authority began the day before."""
    authority = Authority.create("Cabinet d'essai", DAY - timedelta(days=1), demonstration=True)
    now = [DAY]
    surgeon = authority.practitioner(name="Claire VASSEUR", rpps="10000000009", at=DAY - timedelta(hours=1))
    with serve(authority.responder(DAY - timedelta(hours=1)), lambda: now[0]) as url:
        yield Practice(authority, HttpClock(url, anchors=authority.anchors), url, surgeon, now)


def signature(pdf: bytes, title: str) -> EmbeddedPdfSignature:
    """A signature of a file, taken apart by pyHanko."""
    reader = PdfFileReader(io.BytesIO(pdf))
    return next(one for one in reader.embedded_signatures if one.field_name == title)


def slot(pdf: bytes, title: str) -> tuple[int, int]:
    """Where the slot of a signature begins and ends in the file, angle brackets included."""
    numbers = signature(pdf, title).sig_object["/ByteRange"]
    return int(numbers[1]), int(numbers[2])


def revisions(pdf: bytes) -> int:
    """How often the file was written."""
    return len(re.findall(rb"%%EOF", pdf))
