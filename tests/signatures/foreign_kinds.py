"""Sound files such as other products write them, made with pyHanko, pikepdf and by hand."""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import pikepdf
from asn1crypto import cms, crl
from foreign import attribute, embed, signed, signed_again, token, usual, with_store
from forgery_titles import metadata
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name as name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, PdfTimeStamper, SimpleSigner
from pyhanko_certvalidator import ValidationContext
from verify_world import (
    START,
    XMP,
    QuietWriter,
    World,
    blank,
    byte_range,
    dictionary,
    forged_archive,
    numbers,
    reader,
    update,
)

from signatures import HttpClock, MemoryKey

PADES, PLAIN = "ETSI.CAdES.detached", "adbe.pkcs7.detached"
Make = Callable[[World], bytes]


@dataclass(frozen=True)
class Kind:
    """One way to write a signed file; nothing was altered in it."""

    title: str
    make: Make
    codes: frozenset[str] = field(default_factory=frozenset)  # what is said besides; empty: VALID
    later: str = ""  # words of what was added after the first signature


def plain(made: World, pdf: bytes, field: str = "Practitioner1", kind: str = PADES) -> bytes:
    """Signed by the surgeon, timestamped; what is needed to trust it comes in a later store."""
    key = made.surgeon
    return embed(pdf, field, lambda d: signed(key, usual(d, key.certificate), d, stamp=lambda v: token(made, v)), kind)


def proven(made: World, pdf: bytes) -> bytes:
    """The security store in a revision of its own, after the signature."""
    chain = [made.authority.people_ca, made.authority.time_ca, made.authority.root]
    return with_store(pdf, chain, list(made.crls(START)))


def written(made: World, prepared: bytes) -> bytes:
    return proven(made, plain(made, prepared))


def rewritten(pdf: bytes, **options: Any) -> bytes:
    """The same document as qpdf writes it."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out, **options)
    return out.getvalue()


def hybrid() -> bytes:
    """A table for old readers and, named in its trailer, a stream for those who can: no object is hidden."""
    pdf = blank()
    body, _, table = pdf.rpartition(b"xref\n0 ")
    size = int(table.split(b"\n", 1)[0])
    place, number = len(body), size
    rows = b"\x01" + place.to_bytes(4, "big") + b"\0"
    head = b"%d 0 obj\n<</Type/XRef/Size %d/Index[%d 1]/W[1 4 1]/Length 6>>\nstream\n" % (number, size + 1, number)
    stream = head + rows + b"\nendstream\nendobj\n"
    table = re.sub(rb"/Size \d+", b"/Size %d /XRefStm %d" % (size + 1, place), table)
    table = re.sub(rb"startxref\n\d+", b"startxref\n%d" % (place + len(stream)), table)
    return body + stream + b"xref\n0 " + table


def indefinite(made: World) -> bytes:
    """The outer elements of the CMS with lengths that are not stated (BER)."""
    key = made.surgeon

    def open_ended(der: bytes) -> bytes:
        outer = cms.ContentInfo.load(der)
        inner = outer["content"].untag().dump()
        kind = outer["content_type"].dump()
        return b"\x30\x80" + kind + b"\xa0\x80" + inner + b"\0\0\0\0"

    def make(digest: bytes) -> Any:
        der = signed(key, usual(digest, key.certificate), digest, stamp=lambda v: token(made, v)).dump()
        return open_ended(der)

    return proven(made, embed(blank(), "Practitioner1", make, PADES))


def around_a_digest(made: World) -> bytes:
    """adbe.pkcs7.sha1: the CMS carries the SHA-1 digest of the document and signs that."""
    key = made.surgeon
    carried = b""

    def make(digest: bytes) -> cms.ContentInfo:
        inner = hashlib.sha256(carried).digest()
        attributes = usual(inner, key.certificate)
        return signed(key, attributes, inner, content=carried, stamp=lambda v: token(made, v))

    pdf = embed(blank(), "Practitioner1", make, "adbe.pkcs7.sha1")
    _, start, second, _ = (int(w) for w in re.findall(rb"/ByteRange *\[ *([\d ]+)\]", pdf)[-1].split())
    carried = hashlib.sha1(pdf[:start] + pdf[second:]).digest()
    again = make(b"").dump().hex().encode()
    return proven(made, pdf[: start + 1] + again.ljust(second - start - 2, b"0") + pdf[second - 1 :])


def signer(key: MemoryKey) -> SimpleSigner:
    private = key.private_key_info() if hasattr(key, "private_key_info") else None
    from asn1crypto import keys
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    der = key.parts()[0].private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    store = SimpleCertificateStore.from_certs(list(key.chain))
    assert private is None
    return SimpleSigner(key.certificate, keys.PrivateKeyInfo.load(der), store)


def by_pyhanko(
    made: World,
    pdf: bytes,
    field: str,
    *,
    key: MemoryKey | None = None,
    new: SigFieldSpec | None = None,
    besides: Callable[[IncrementalPdfFileWriter], None] = lambda _: None,
    timestamper: HttpClock | None = None,
    **more: Any,
) -> bytes:
    """Signed by pyHanko's own signer, which writes metadata, appearances and fields as it likes.

    `besides`: what else is done in the same revision.
    """
    meta = PdfSignatureMetadata(field_name=field, subfilter=more.pop("subfilter", SigSeedSubFilter.PADES), **more)
    done = PdfSigner(meta, signer(key or made.surgeon), new_field_spec=new, timestamper=timestamper)
    writer = IncrementalPdfFileWriter(io.BytesIO(pdf), strict=False)
    besides(writer)
    out: bytes = done.sign_pdf(writer).getvalue()
    return out


def certified(made: World, permission: MDPPerm) -> bytes:
    return by_pyhanko(made, blank(), "Practitioner1", certify=True, docmdp_permissions=permission)


def twice(made: World) -> bytes:
    first = by_pyhanko(made, blank(()), "One", new=SigFieldSpec("One", box=(50, 100, 250, 150)))
    second = SigFieldSpec("Two", box=(50, 200, 250, 250))
    return by_pyhanko(made, first, "Two", key=made.patient, new=second)


def fonts(*names: str, **more: Any) -> generic.DictionaryObject:
    """Resources for the fields of a form."""
    font = dictionary(Type=name("/Font"), Subtype=name("/Type1"), BaseFont=name("/Helvetica"), **more)
    return dictionary(Font=dictionary(**dict.fromkeys(names, font)))


def with_text(**defaults: Any) -> bytes:
    """A form with a text field; `defaults` stand in the form for all of its fields."""

    def text(writer: IncrementalPdfFileWriter) -> None:
        one = writer.add_object(
            dictionary(FT=name("/Tx"), T=generic.pdf_string("Words"), Type=name("/Annot"), Subtype=name("/Widget"),
                       Rect=numbers(50, 400, 150, 420), V=generic.pdf_string("old"))
        )  # fmt: skip
        page = writer.root["/Pages"]["/Kids"][0]
        form = writer.root["/AcroForm"]
        form["/Fields"].append(one)
        form.update(dictionary(**defaults))
        page["/Annots"].append(one)
        writer.update_container(page)
        writer.update_container(form)

    return update(blank(), text)


def fill(writer: IncrementalPdfFileWriter) -> None:
    """Another text in the field of `with_text`."""
    one = next(f.get_object() for f in writer.root["/AcroForm"]["/Fields"] if f.get_object()["/T"] == "Words")
    one["/V"] = generic.pdf_string("new")
    writer.update_container(one)


def filled_between(made: World) -> bytes:
    first = plain(made, with_text())
    return by_pyhanko(made, update(first, fill), "Receipt1", key=made.patient)


def font_added_between(made: World) -> bytes:
    """Whoever fills the field adds the font for it, and whoever signs next says that all fields are drawn."""
    yet = b"/XeedAppearances"  # pyHanko would take the right word out before it signs
    first = plain(made, with_text(XeedAppearances=generic.BooleanObject(True), DR=fonts("Helv")))
    spelt = first.replace(yet, b"/NeedAppearances")
    assert spelt != first
    key = made.surgeon
    first = signed_again(
        spelt, lambda d: signed(key, usual(d, key.certificate), d, stamp=lambda v: token(made, v)), byte_range(spelt)
    )

    def more(writer: IncrementalPdfFileWriter) -> None:
        fill(writer)
        form = writer.root["/AcroForm"]
        form["/DR"] = writer.add_object(fonts("Helv", "Times"))
        writer.update_container(form)

    done = by_pyhanko(made, update(first, more), "Receipt1", key=made.patient)
    assert "/NeedAppearances" not in reader(done).root["/AcroForm"]
    return done


def under_a_parent(made: World) -> bytes:
    """The field has a parent with part of its name, and its widget is a kid of its own."""

    def nest(writer: IncrementalPdfFileWriter) -> None:
        form = writer.root["/AcroForm"]
        widget = form["/Fields"].raw_get(0)
        parent = writer.add_object(dictionary(T=generic.pdf_string("Form"), Kids=generic.ArrayObject([widget])))
        widget.get_object()["/Parent"] = parent
        form["/Fields"][0] = parent
        writer.update_container(form)
        writer.update_container(widget.get_object())

    return proven(made, plain(made, update(blank(), nest), "Form.Practitioner1"))


def usage_rights(made: World) -> bytes:
    """Rights that a vendor's key gave to its own reader: no signature of the document."""

    def grant(writer: IncrementalPdfFileWriter) -> None:
        value = dictionary(
            Type=name("/Sig"), Filter=name("/Adobe.PPKLite"), SubFilter=name("/adbe.pkcs7.detached"),
            ByteRange=numbers(0, 10, 20, 10), Contents=generic.ByteStringObject(b"\x30\0" * 50),
        )  # fmt: skip
        writer.root["/Perms"] = dictionary(UR3=writer.add_object(value))
        writer.update_root()

    return written(made, update(blank(), grant))


def old_attribute(made: World) -> bytes:
    """The signer's certificate named by SHA-1 (RFC 2634), as before 2010."""
    from asn1crypto import tsp

    key = made.surgeon
    digest = tsp.ESSCertID({"cert_hash": hashlib.sha1(key.certificate.dump()).digest()})
    old = attribute("signing_certificate", tsp.SigningCertificate({"certs": [digest]}))

    def make(d: bytes) -> cms.ContentInfo:
        return signed(key, [*usual(d, key.certificate)[:2], old], d, stamp=lambda v: token(made, v))

    return proven(made, embed(blank(), "Practitioner1", make, PADES))


def untitled() -> bytes:
    """No Info and no XMP: whoever signs adds his own."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(blank())) as document:
        del document.trailer.Info
        del document.Root.Metadata
        document.save(out)
    return out.getvalue()


def respelt(made: World) -> bytes:
    """The same title by another prefix, its words in another spelling, among metadata that may change."""
    other = XMP.replace(b"dc:", b"d:").replace(b"xmlns:dc", b"xmlns:d").replace(b"Devis", b"<![CDATA[De]]>&#118;is")
    date = b"<xmp:ModifyDate>2026-10-01T11:00:00Z</xmp:ModifyDate>"
    other = other.replace(b"<d:title>", date + b"\n<d:title>")
    again = update(written(made, blank()), lambda writer: metadata(writer, other))
    return proven(made, plain(made, again, "Receipt1"))


def named_no_more(made: World) -> bytes:
    """Metadata that gave the file a name of its own, as in the first years; who signs next writes it without."""
    once = XMP.replace(b'rdf:about=""', b'rdf:about="uuid:01d26272-2180-11f4-0000-2f2f6ff99b6c"')
    first = plain(made, update(blank(), lambda writer: metadata(writer, once)))
    again = by_pyhanko(made, first, "Receipt1", key=made.patient)
    assert b'rdf:about=""' in reader(again).root["/Metadata"].data
    return again


def outline(count: int) -> bytes:
    """Bookmarks all on one level: each is found through the one before it."""

    def add(writer: IncrementalPdfFileWriter) -> None:
        top = dictionary(Type=name("/Outlines"), Count=generic.NumberObject(count))
        parent = writer.add_object(top)
        items = [dictionary(Title=generic.pdf_string(f"Part {n}"), Parent=parent) for n in range(count)]
        references = [writer.add_object(item) for item in items]
        for number, item in enumerate(items):
            item["/Dest"] = generic.ArrayObject([writer.root["/Pages"]["/Kids"].raw_get(number % 2), name("/Fit")])
            if number:
                item["/Prev"] = references[number - 1]
                items[number - 1]["/Next"] = references[number]
        top["/First"], top["/Last"] = references[0], references[-1]
        writer.root["/Outlines"] = parent
        writer.update_root()

    return update(blank(), add)


def quiet(pdf: bytes) -> bytes:
    out = io.BytesIO()
    writer = QuietWriter(io.BytesIO(pdf))
    writer.update_root()
    writer.write(out)
    return out.getvalue()


NO_TIME = frozenset({"TIME_NOT_PROVEN"})


def renewed_by_pyhanko(made: World) -> bytes:
    """It writes again what it kept for the signature and for the archive timestamp (/VRI), with other certificates."""
    made.now[0] = START
    authority = made.authority

    def context() -> ValidationContext:
        crls = [crl.CertificateList.load(one) for one in made.crls(START)]
        others = [authority.people_ca, authority.time_ca]
        return ValidationContext(trust_roots=[authority.root], other_certs=others, crls=crls, moment=START)

    more = {"embed_validation_info": True, "validation_context": context(), "use_pades_lta": True}
    stamper = PdfTimeStamper(made.clock)
    first = by_pyhanko(made, blank(), "Practitioner1", timestamper=made.clock, **more)
    done = stamper.update_archival_timestamp_chain(reader(first), context(), in_place=False).getvalue()
    kept = [_kept(done, number) for number in range(reader(done).total_revisions)]
    assert any(one != other for before, after in pairwise(kept) for key, one in before.items() if (other := after[key]))
    return bytes(done)


def without_vri(made: World) -> bytes:
    """As products renew that keep no index of what is for which signature (/VRI), or keep it no more."""

    def renew(writer: IncrementalPdfFileWriter) -> None:
        store = writer.root["/DSS"]
        left = {key: store.raw_get(key) for key in store if key != "/VRI"}
        writer.root["/DSS"] = writer.add_object(generic.DictionaryObject(left))
        writer.update_root()

    renewed = renewed_by_pyhanko(made)
    return proven(made, update(renewed, renew))


def another_index(made: World) -> bytes:
    """What is for which signature is told anew, without one of them, and of what type it is."""

    def renew(writer: IncrementalPdfFileWriter) -> None:
        store = writer.root["/DSS"]
        entries = store["/VRI"]
        left = {key: entries.raw_get(key) for key in list(entries)[1:]}
        store["/VRI"] = writer.add_object(generic.DictionaryObject({**left, name("/Type"): name("/VRI")}))
        writer.update_container(store)

    return proven(made, update(renewed_by_pyhanko(made), renew))


def defaults(writer: IncrementalPdfFileWriter) -> None:
    """For texts, in a form that has none: widely used software writes them with the second signature."""
    form = writer.root["/AcroForm"]
    form.update(dictionary(DA=generic.pdf_string("/Helv 0 Tf 0 g "), DR=writer.add_object(fonts("Helv"))))
    writer.update_container(form)


def defaults_with_a_signature(made: World) -> bytes:
    first = by_pyhanko(made, blank(()), "One", new=SigFieldSpec("One"))
    return by_pyhanko(made, first, "Two", key=made.patient, new=SigFieldSpec("Two"), besides=defaults)


def defaults_with_a_timestamp(made: World) -> bytes:
    made.now[0] = START
    writer = QuietWriter(io.BytesIO(written(made, blank())))
    defaults(writer)
    done: bytes = PdfTimeStamper(made.clock).timestamp_pdf(writer, "sha256").getvalue()
    return proven(made, done)


def stamped(made: World) -> bytes:
    return forged_archive(made, written(made, blank()), "Time", START)


def uncalled(made: World, pdf: bytes, called: bytes = b"") -> bytes:
    """Its timestamp of no /Type, or of that of a signature, as some products write: its SubFilter says what it is."""
    typed = b"/Type /DocTimeStamp"
    assert pdf.count(typed) == 1
    pdf = pdf.replace(typed, called.ljust(len(typed)))
    _, start, second, rest = place = byte_range(pdf)
    return signed_again(pdf, lambda _: token(made, pdf[:start] + pdf[second : second + rest]), place)


def signed_for_fast_display(made: World, *, names_the_first: bool = False) -> bytes:
    """Arranged after it was prepared and before it was signed: the second table, in front, alone names the catalogue.

    `names_the_first`: what is signed ends with the place of the first table, and only what follows it names the second.
    """
    writer = copy_into_new_writer(reader(blank()), writer_kwargs={"stream_xrefs": False})
    meta = PdfSignatureMetadata(field_name="Practitioner1", subfilter=SigSeedSubFilter.PADES)
    once = PdfSigner(meta, signer(made.surgeon)).sign_pdf(writer).getvalue()
    body, _, _ = once.rpartition(b"xref\n0 ")
    places = {int(one[1]): one.start() for one in re.finditer(rb"(?m)^(\d+) 0 obj", body)}
    root, value = (int(re.search(what, once)[1]) for what in (rb"/Root (\d+) 0 R", rb"/V (\d+) 0 R"))  # type: ignore[index]
    size, start = max(places) + 1, min(places.values())

    def rows(numbers: Iterable[int], by: int) -> bytes:
        return b"".join(b"%d 1\n%010d 00000 n \n" % (one, places[one] + by) for one in sorted(numbers))

    def front(by: int) -> bytes:
        trailer = b"trailer\n<</Size %d/Root %d 0 R/Prev %010d>>\nstartxref\n0\n%%%%EOF\n" % (
            size,
            root,
            len(body) + by,
        )
        return b"xref\n" + rows(set(places) - {value}, by) + trailer

    by = len(front(0))
    end = b"xref\n0 1\n0000000000 65535 f \n" + rows({value}, by) + b"trailer\n<</Size %d>>\n" % size
    named = b"startxref\n%d\n%%%%EOF\n"
    pdf = body[:start] + front(by) + body[start:] + end + named % (len(body) + by if names_the_first else start)
    _, before, behind, _ = byte_range(once)
    place = (0, before + by, behind + by, len(pdf) - behind - by)
    found = re.search(rb"/ByteRange *\[[^\]]*\]", pdf)
    assert found is not None
    told = b"/ByteRange [%d %d %d %d" % place
    pdf = pdf.replace(found[0], told.ljust(len(found[0]) - 1) + b"]")
    key = made.surgeon
    stamped = signed_again(
        pdf, lambda d: signed(key, usual(d, key.certificate), d, stamp=lambda v: token(made, v)), place
    )
    return stamped + named % start if names_the_first else stamped


def table_twice(pdf: bytes, more: bytes = b"", by: int = 0, first: bytes = b"") -> bytes:
    """The last table stands before itself once more, as a stream that nothing names but its row.

    `more`: further entries of that stream; `by`: how far its rows point beside the objects; `first`: a further part of
    it, of one object that stands at byte 15.
    """
    body, _, table = pdf.rpartition(b"\nxref\n")
    parts, rest = table.split(b"trailer", 1)
    size = re.search(rb"/Size (\d+)", rest)
    assert size is not None
    number, place, rows, index = int(size[1]), len(body) + 1, b"", b""
    for part in re.finditer(rb"(\d+) (\d+) ?\r?\n((?:\d{10} \d{5} [nf] ?\r?\n)+)", parts):
        index += b"%s %s " % (part[1], part[2])
        for offset, kind in re.findall(rb"(\d{10}) \d{5} ([nf])", part[3]):
            rows += (b"\x01" + (int(offset) + by).to_bytes(4, "big") if kind == b"n" else bytes(5)) + b"\0"
    if first:
        index, rows = first + b" 1 " + index, b"\x01" + (15).to_bytes(4, "big") + b"\0" + rows
    rest = rest.replace(size[0], b"/Size %d" % (number + 1))
    trailer = rest[rest.index(b"<<") + 2 : rest.rindex(b">>")].strip()
    told = b"%d 0 obj\n<</Type/XRef/W[1 4 1]/Index[%s]/Length %d %s %s>>\nstream\n" % (
        number, index.strip(), len(rows), trailer, more)  # fmt: skip
    stream = told + rows + b"\nendstream\nendobj\n"
    again = b"xref\n" + parts + b"%d 1\n%010d 00000 n \n" % (number, place) + b"trailer" + rest
    return body + b"\n" + stream + re.sub(rb"startxref\s+\d+", b"startxref\n%d" % (place + len(stream)), again)


def _kept(pdf: bytes, revision: int) -> dict[str, int]:
    root = reader(pdf).get_historical_resolver(revision).root
    entries = root["/DSS"]["/VRI"].items() if "/DSS" in root else ()
    return {key: len(one.get_object()["/Cert"]) for key, one in entries}


KINDS = (
    Kind("tables", lambda made: written(made, blank()), later="archive data only"),
    Kind("streams for tables", lambda made: written(made, blank(object_streams=True))),
    Kind("object streams by qpdf", lambda made: written(
        made, rewritten(blank(), object_stream_mode=pikepdf.ObjectStreamMode.generate))),
    Kind("linearised by qpdf", lambda made: written(made, rewritten(blank(), linearize=True))),
    Kind("linearised with object streams", lambda made: written(
        made, rewritten(blank(), linearize=True, object_stream_mode=pikepdf.ObjectStreamMode.generate))),
    Kind("PDF 2.0", lambda made: written(made, rewritten(blank(), force_version="2.0"))),
    Kind("hybrid", lambda made: written(made, hybrid())),
    Kind("saved again before it was signed", lambda made: written(made, quiet(quiet(blank())))),
    Kind("BER", indefinite),
    Kind("under a parent", under_a_parent),
    Kind("usage rights beside", usage_rights),
    Kind("certificate named by SHA-1", old_attribute),
    Kind("plain CMS", lambda made: proven(made, plain(made, blank(), kind=PLAIN)), frozenset({"NOT_PADES"})),
    Kind("CMS around a SHA-1 digest", around_a_digest, frozenset({"NOT_PADES", "DIGEST_WEAK"})),
    Kind("certified, no changes, security store later", lambda made: proven(made, certified(made, MDPPerm.NO_CHANGES)),
         NO_TIME, "archive data only"),
    Kind("certified, forms", lambda made: proven(made, certified(made, MDPPerm.FILL_FORMS)), NO_TIME),
    Kind("certified, annotations", lambda made: proven(made, certified(made, MDPPerm.ANNOTATE)), NO_TIME),
    Kind("certified, then signed", lambda made: by_pyhanko(
        made, certified(made, MDPPerm.FILL_FORMS), "Receipt1", key=made.patient), NO_TIME),
    Kind("two signers who each draw a field", twice, NO_TIME, "fields filled"),
    Kind(
        "metadata written by each signer",
        lambda made: by_pyhanko(
            made, by_pyhanko(made, untitled(), "Practitioner1"), "Receipt1", key=made.patient
        ),
        NO_TIME,
    ),
    Kind("title spelt otherwise by a second signer", respelt, later="fields filled"),
    Kind("metadata that name the file no more", named_no_more, NO_TIME, "fields filled"),
    Kind("an outline of 500 bookmarks", lambda made: written(made, outline(500))),
    Kind("form filled in between", filled_between, NO_TIME, "Words"),
    Kind("form filled in between, a font added to it", font_added_between, NO_TIME, "Words"),
    Kind("archived, and renewed by pyHanko", renewed_by_pyhanko, later="archive data only"),
    Kind("renewed without an index", without_vri, later="archive data only"),
    Kind("renewed with another index", another_index, later="archive data only"),
    Kind("defaults for texts with the second signature", defaults_with_a_signature, NO_TIME, "fields filled"),
    Kind("defaults for texts with a timestamp", defaults_with_a_timestamp),
    Kind("a timestamp that is not called one", lambda made: uncalled(made, stamped(made)), frozenset({"NOT_PADES"})),
    Kind("a timestamp that is called a signature", lambda made: uncalled(made, stamped(made), b"/Type /Sig"),
         frozenset({"NOT_PADES"})),
    Kind("signed for fast display", lambda made: proven(made, signed_for_fast_display(made)),
         later="archive data only"),
    Kind("its last table written twice", lambda made: table_twice(written(made, blank())), later="archive data only"),
    Kind("signed over SHA-512", lambda made: by_pyhanko(made, blank(), "Practitioner1", md_algorithm="sha512"), NO_TIME),
    Kind("signed over SHA-1", lambda made: by_pyhanko(made, blank(), "Practitioner1", md_algorithm="sha1"),
         frozenset({"DIGEST_WEAK", "TIME_NOT_PROVEN"})),
)  # fmt: skip
