"""The hands of a practice that cheats: it holds all keys, may stamp any bytes at any hour, and draws what it likes.

`Deed` is one act past the flows, each part of it open to fraud.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from unittest import mock

import hostile_pdf as pdf
from msgspec.structs import replace as with_values
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp
from pypdf import PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject
from world import DAYS, Life

from dermadocs.demo.life import EVIDENCE
from dermadocs.domain import acts
from dermadocs.domain.acts import MENTIONS, ActRecord
from dermadocs.domain.evidence import BY_CERTIFICATE
from dermadocs.flows.paper_file import PaperFile
from signatures import Key, archive, certify, sign, steps
from signatures import cms as signed_cms
from signatures.increment import Increment

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZEROS = "0" * 64  # a digest of nothing


@dataclass(frozen=True)
class Cheat:
    """A file made with the practice's keys, and what must be said of it."""

    title: str
    make: Callable[[Life], bytes]
    codes: frozenset[str]
    exits: tuple[int, ...] = (1,)


def cheat(title: str, make: Callable[[Life], bytes], *codes: str, exits: tuple[int, ...] = (1,)) -> Cheat:
    return Cheat(title, make, frozenset(codes), exits)


# ---- acts


@dataclass(frozen=True)
class Deed:
    """One act, honest unless told otherwise."""

    field: str
    at: datetime
    key: Key | None = None  # None: the right one
    record: Callable[[ActRecord], ActRecord] = lambda record: record
    drawn: Callable[[PaperFile, ActRecord], bytes] | None = None  # None: the stamp that follows from the record
    content_token: bool | None = None  # None: as the act needs
    signature_token: bool = True
    archived: bool = True
    more: dict[str, Any] = field(default_factory=dict)  # for `signatures.sign`
    careless: bool = False  # also with a key that `signatures.sign` would refuse


def act(life: Life, file: PaperFile, deed: Deed) -> PaperFile:
    """The file after the deed."""
    scene, at = life.scene, scene_time(life, deed.at)
    told = acts.field_of(file.document, deed.field)
    record = deed.record(truth(file, told, at))
    drawn = deed.drawn or (lambda f, r: scene.practice.printer.stamp(r.act, acts.stamp(f.document, r)))
    perform = sign if _signatures(file.pdf) else certify
    with _without_token(deed), _careless(deed):
        done = perform(
            file.pdf,
            deed.field,
            deed.key or key_of(life, file, deed.field, at),
            scene.practice.clock,
            at,
            appearance=drawn(file, record),
            record=acts.encode(record),
            content_timestamp=told.act == "acceptance" if deed.content_token is None else deed.content_token,
            revocation=scene.authority.crls(at),
            **deed.more,
        )
    if deed.archived:
        later = scene_time(life, at + timedelta(seconds=3))
        done = archive(done, scene.practice.clock, later, revocation=scene.authority.crls(later))
    return replace(file, pdf=done)


def scene_time(life: Life, at: datetime) -> datetime:
    life.scene.clock.set(at)
    return at


def truth(file: PaperFile, told: Any, at: datetime) -> ActRecord:
    """What an honest practice would record of an act."""
    return ActRecord(
        schema="dermadocs/act/1",
        act=told.act,
        field=told.field,
        signer=told.signer.identifier,
        mention=MENTIONS.get(told.act),
        document=file.document_sha256,
        revision=file.sha256,
        chain=file.head,
        shown_at=at,
        clock="C",
        evidence=BY_CERTIFICATE if told.act in acts.OF_THE_PRACTICE else EVIDENCE,
    )


def key_of(life: Life, file: PaperFile, title: str, at: datetime) -> Key:
    """The key that belongs to a field: of a practitioner, or made for one act of a patient."""
    signer = acts.field_of(file.document, title).signer
    if signer.identifier.startswith("RPPS:"):
        return life.scene.practice.keys.practitioner(signer.identifier.removeprefix("RPPS:"))
    return one_shot(life, file, title, at)


def one_shot(life: Life, file: PaperFile, title: str, at: datetime, **other: str) -> Key:
    """A certificate for one act, its name or identifier another one if asked."""
    signer = acts.field_of(file.document, title).signer
    return life.scene.authority.one_shot(**{"name": signer.name, "identifier": signer.identifier, **other}, at=at)


def _signatures(data: bytes) -> int:
    return len(Increment(data).signatures)


def _without_token(deed: Deed) -> Any:
    made = signed_cms.Signed.document
    bare = made if deed.signature_token else lambda signed, token=None: made(signed, None)
    return mock.patch.object(signed_cms.Signed, "document", bare)


def _careless(deed: Deed) -> Any:
    if not deed.careless:
        return contextlib.nullcontext()
    return mock.patch.multiple(steps, _check_signer=lambda *_: None, _needed=lambda *_: [])


# ---- stamping


def stamped(life: Life, data: bytes, change: pdf.Change, at: datetime, title: str | None = None) -> bytes:
    """The file with `change` made and an archive timestamp over it: all that a clock without scruples can give."""
    increment = Increment(data)
    change(increment.writer)
    number = 1 + sum(known.startswith("Archive") for known in increment.names)
    title = title or f"Archive{number}"
    invisible = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)
    made = SigFieldSpec(title, invis_sig_settings=invisible, readable_field_name="Horodatage")
    clock = life.scene.practice.clock
    unsigned = increment.write(DocumentTimestamp(bytes_reserved=2 * clock.room), title, new=made)
    return unsigned.fill(clock.stamp(unsigned.digest, scene_time(life, at)).der)


# ---- paper


_DRAFTS: dict[int, PaperFile] = {}


def drafted(life: Life) -> PaperFile:
    """The estimate as drawn and not yet signed, drawn once a life."""
    if id(life) not in _DRAFTS:
        _DRAFTS[id(life)] = life.scene.draft()
    return _DRAFTS[id(life)]


def redrawn(file: PaperFile, change: Callable[[PdfWriter], None]) -> PaperFile:
    """A draft that somebody changed with an editor before anyone signed it."""
    writer = PdfWriter(clone_from=io.BytesIO(file.pdf))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return replace(file, pdf=out.getvalue())


def with_record(file: PaperFile, change: Callable[[bytes], bytes]) -> PaperFile:
    """A draft in which another record is embedded than the pages were drawn from."""

    def swap(writer: PdfWriter) -> None:
        spec = writer.root_object["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()
        body = spec["/EF"]["/F"].get_object()
        body.set_data(change(body.get_data()))

    return redrawn(file, swap)


def signed_by_surgeon(life: Life, file: PaperFile, **other: Any) -> PaperFile:
    return act(life, file, Deed("Practitioner1", DAYS.signed, archived=False, **other))


def pressed(change: Callable[[Any], Any]) -> Callable[[Life], bytes]:
    """A press that draws another record than the case gives, and embeds it: page and record agree."""

    def make(life: Life) -> bytes:
        press = import_module("dermadocs.render.paper")  # the package shows the function of that name
        honest = press._record
        with mock.patch.object(press, "_record", lambda *given: change(honest(*given))):
            draft = life.scene.draft()
        return signed_by_surgeon(life, draft).pdf

    return make


def draw(writer: PdfWriter, index: int, body: bytes, **resources: Any) -> None:
    """More content on a page, with a standard font /Cheat and other resources by kind."""
    one = writer.pages[index]
    held = one["/Resources"].get_object()
    font = DictionaryObject({NameObject(key): NameObject(value) for key, value in (
        ("/Type", "/Font"), ("/Subtype", "/Type1"), ("/BaseFont", "/Helvetica"))})  # fmt: skip
    for kind, key, value in (("/Font", "/Cheat", font), *((f"/{k}", "/Cheat", v) for k, v in resources.items())):
        kinds = held.setdefault(NameObject(kind), DictionaryObject()).get_object()
        kinds[NameObject(key)] = value
    content = DecodedStreamObject()
    content.set_data(body)
    one[NameObject("/Contents")] = ArrayObject([one.raw_get("/Contents"), writer._add_object(content)])


def certified(life: Life, file: PaperFile) -> bytes:
    """Signed by the surgeon, with a record of the act that names what is really in the file."""
    data = embedded_record(file.pdf)
    digest = hashlib.sha256(data).hexdigest()
    return signed_by_surgeon(life, file, record=says(document=digest, revision=file.sha256)).pdf


def embedded_record(data: bytes) -> bytes:
    spec = pdf.reader(data).root["/Names"]["/EmbeddedFiles"]["/Names"][1].get_object()
    record: bytes = spec["/EF"]["/F"].data
    return record


def says(**values: Any) -> Callable[[ActRecord], ActRecord]:
    return lambda record: with_values(record, **values)
