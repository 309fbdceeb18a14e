"""A small world to judge: an authority, three people, a document signed step by step, and ways to forge it."""

from __future__ import annotations

import atexit
import io
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import PageObject, PdfFileWriter
from pyhanko.sign.fields import InvisSigSettings
from pyhanko.sign.signers.pdf_signer import PdfTimeStamper

from signatures import (
    Authority,
    ExpectedField,
    ExpectedSigner,
    HttpClock,
    MemoryKey,
    Plan,
    Policy,
    Report,
    Trust,
    archive,
    certify,
    inspect,
    serve,
    sign,
)

START = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
FIELDS = ("Practitioner1", "Receipt1", "Acceptance1")
SURGEON = ExpectedSigner("Claire VASSEUR", "RPPS:10000000009")
PATIENT = ExpectedSigner("Jane DOE", "ABCDEFGH-patient")
PLAN = Plan(
    (
        ExpectedField("Practitioner1", "practitioner", SURGEON),
        ExpectedField("Receipt1", "receipt", PATIENT),
        ExpectedField("Acceptance1", "acceptance", PATIENT, content_timestamp=True),
    )
)
XMP = b"""<?xpacket begin="" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">Devis 2026-0147</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="w"?>"""


def dictionary(**entries: Any) -> generic.DictionaryObject:
    """A PDF dictionary from keyword arguments."""
    return generic.DictionaryObject({name("/" + key): value for key, value in entries.items()})


def numbers(*values: float) -> generic.ArrayObject:
    return generic.ArrayObject(generic.FloatObject(value) for value in values)


def blank(fields: tuple[str, ...] = FIELDS, *, object_streams: bool = False, price: str = "1 500,00") -> bytes:
    """Two pages, a link, metadata, and empty signature fields on the second page; one revision."""
    writer = PdfFileWriter(stream_xrefs=object_streams)
    more = {"obj_stream": writer.prepare_object_stream()} if object_streams else {}
    font = dictionary(Type=name("/Font"), Subtype=name("/Type1"), BaseFont=name("/Helvetica"))
    resources = dictionary(Font=dictionary(F1=writer.add_object(font, **more)))
    pages = []
    for text in (f"Total {price} EUR", "Signatures"):
        stream = generic.StreamObject(stream_data=f"BT /F1 12 Tf 50 700 Td ({text}) Tj ET".encode())
        page = PageObject(contents=writer.add_object(stream), media_box=(0, 0, 595, 842), resources=resources)
        pages.append(writer.insert_page(page))
    link = dictionary(
        Type=name("/Annot"),
        Subtype=name("/Link"),
        Rect=numbers(50, 50, 100, 60),
        A=dictionary(S=name("/URI"), URI=generic.pdf_string("https://example.org/")),
    )
    pages[0].get_object()["/Annots"] = generic.ArrayObject([writer.add_object(link, **more)])
    widgets = [writer.add_object(_widget(title, pages[1], index), **more) for index, title in enumerate(fields)]
    pages[1].get_object()["/Annots"] = generic.ArrayObject(widgets)
    writer.root["/AcroForm"] = dictionary(Fields=generic.ArrayObject(widgets), SigFlags=generic.NumberObject(3))
    metadata = generic.StreamObject(stream_data=XMP)
    metadata["/Type"], metadata["/Subtype"] = name("/Metadata"), name("/XML")
    writer.root["/Metadata"] = writer.add_object(metadata)
    writer.set_info(writer.add_object(dictionary(Title=generic.pdf_string("Devis 2026-0147"))))
    writer._update_meta = lambda: None  # type: ignore[method-assign]  # or it leaves the metadata above unused
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _widget(title: str, page: Any, index: int) -> generic.DictionaryObject:
    box = numbers(50, 100 + 60 * index, 250, 150 + 60 * index)
    return dictionary(
        Type=name("/Annot"),
        Subtype=name("/Widget"),
        FT=name("/Sig"),
        T=generic.pdf_string(title),
        F=generic.NumberObject(132),
        Rect=box,
        P=page,
    )


@dataclass
class World:
    """People with keys, and a clock that shows the time of the story."""

    authority: Authority
    clock: HttpClock
    surgeon: MemoryKey
    patient: MemoryKey
    now: list[datetime] = field(default_factory=lambda: [START])

    def crls(self, at: datetime) -> tuple[bytes, ...]:
        return self.authority.crls(at)

    def certify(self, pdf: bytes, at: datetime, key: MemoryKey | None = None, **more: Any) -> bytes:
        self.now[0] = at
        key = key or self.surgeon
        return certify(pdf, "Practitioner1", key, self.clock, at, revocation=self.crls(at), **more)

    def sign(self, pdf: bytes, title: str, key: MemoryKey, at: datetime, **more: Any) -> bytes:
        self.now[0] = at
        return sign(pdf, title, key, self.clock, at, revocation=self.crls(at), **more)

    def archive(self, pdf: bytes, at: datetime) -> bytes:
        self.now[0] = at
        return archive(pdf, self.clock, at, revocation=self.crls(at))

    @property
    def trust(self) -> Trust:
        return Trust((self.authority.root,))

    def policy(self, at: datetime, **more: Any) -> Policy:
        return Policy("test", self.trust, at, **more)


@contextmanager
def world(name: str = "Cabinet d'essai", start: datetime = START) -> Iterator[World]:
    """An authority that began the day before `start`, with its timestamp authority on the local network."""
    authority = Authority.create(name, start - timedelta(days=1), demonstration=True)
    now = [start]
    with serve(authority.responder(start), lambda: now[0]) as url:
        clock = HttpClock(url, anchors=(authority.time_ca, authority.root))
        surgeon = authority.practitioner(name=SURGEON.name, rpps="10000000009", at=start - timedelta(hours=1))
        patient = authority.one_shot(name=PATIENT.name, identifier=PATIENT.identifier, at=start)
        yield World(authority, clock, surgeon, patient, now)


@dataclass(frozen=True)
class Story:
    """One document at each of its revisions: written, then signed and archived three times."""

    steps: tuple[bytes, ...]
    ends: datetime

    @property
    def last(self) -> bytes:
        return self.steps[-1]


def story(world: World, first: bytes | None = None) -> Story:
    """Certified, received ten minutes later, accepted sixteen days later; an archive timestamp after each."""
    steps = [first if first is not None else blank()]
    steps.append(world.certify(steps[-1], START))
    steps.append(world.archive(steps[-1], START + timedelta(minutes=1)))
    at = START + timedelta(minutes=10)
    steps.append(world.sign(steps[-1], "Receipt1", world.patient, at))
    steps.append(world.archive(steps[-1], at + timedelta(minutes=1)))
    at = START + timedelta(days=16)
    again = world.authority.one_shot(name=PATIENT.name, identifier=PATIENT.identifier, at=at)
    steps.append(world.sign(steps[-1], "Acceptance1", again, at, content_timestamp=True))
    at += timedelta(minutes=1)
    steps.append(world.archive(steps[-1], at))
    return Story(tuple(steps), at)


def judge(world: World, pdf: bytes, at: datetime, plan: Plan | None = PLAN, **more: Any) -> Report:
    """Judge as our own class of document, or leniently with `plan=None`."""
    return inspect(pdf, world.policy(at, **more), plan)


# ---- forging


def update(pdf: bytes, change: Callable[[IncrementalPdfFileWriter], None]) -> bytes:
    """Append a revision in which `change` was made, cross-reference and all."""
    writer = QuietWriter(io.BytesIO(pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


class QuietWriter(IncrementalPdfFileWriter):  # type: ignore[misc]
    """Leaves the metadata alone: a forger would."""

    def _update_meta(self) -> None:
        pass


def forged_archive(world: World, pdf: bytes, title: str, at: datetime) -> bytes:
    """An archive timestamp as a forger makes it: without looking at what he stamps."""
    world.now[0] = at
    stamper = PdfTimeStamper(
        world.clock, field_name=title, invis_settings=InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
    )
    stamped = stamper.timestamp_pdf(QuietWriter(io.BytesIO(pdf), strict=False), "sha256").getvalue()
    _, start, second, _ = byte_range(stamped)
    return bytes(stamped[:start] + stamped[start:second].lower() + stamped[second:])


def byte_range(pdf: bytes, index: int = -1) -> tuple[int, int, int, int]:
    """ByteRange of one signature, in file order."""
    found = list(re.finditer(rb"/ByteRange *\[ *([\d ]+)\]", pdf))
    first, size, second, rest = (int(word) for word in found[index][1].split())
    return first, size, second, rest


def rebuilt(pdf: bytes) -> bytes:
    """The file with its cross-reference table computed again."""
    body, _, _ = pdf.rpartition(b"xref\n0 ")
    trailer = re.search(rb"trailer\s*(<<.*>>)\s*startxref", pdf, re.DOTALL)
    assert trailer is not None
    places = {int(m[1]): m.start(1) for m in re.finditer(rb"(?m)^(\d+) 0 obj", body)}
    size = max(places) + 1
    rows = [b"0000000000 65535 f \n"]
    rows += [b"%010d %05d %s \n" % (places.get(n, 0), 0, b"n" if n in places else b"f") for n in range(1, size)]
    table = b"xref\n0 %d\n" % size + b"".join(rows)
    entries = re.sub(rb"/Size \d+", b"/Size %d" % size, trailer[1])
    return body + table + b"trailer\n" + entries + b"\nstartxref\n%d\n%%%%EOF\n" % len(body)


def flip(pdf: bytes, offset: int, bit: int = 0) -> bytes:
    """The file with one bit turned."""
    changed = bytearray(pdf)
    changed[offset] ^= 1 << bit
    return bytes(changed)


def reader(pdf: bytes) -> PdfFileReader:
    return PdfFileReader(io.BytesIO(pdf))


@cache
def shared() -> tuple[World, Story]:
    """One world and one finished story for all tests of a process; nobody may change them."""
    stack = ExitStack()
    atexit.register(stack.close)
    one = stack.enter_context(world())
    return one, story(one)
