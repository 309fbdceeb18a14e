"""Read a PDF for judging: caps first, one parse, every revision kept, nothing repaired.

Whatever is wrong with the container becomes Unreadable, Encrypted or TooLarge; whatever is wrong with one
signature stays with that signature, so that the others can still be named.
"""

import io
import re
from typing import Any

# the first two are else imported with the first stream of a file: in each child of a sandbox anew
import pyhanko.pdf_utils.filters
import pyhanko.pdf_utils.metadata.xmp_xml  # noqa: F401
from pyhanko.pdf_utils import generic
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signatures.caps import END_WITHIN, MAX_FREED, check_caps
from signatures.document import EMPTY_SLOT, MALFORMED, TIMESTAMP, Document, Found, byte_range, entry, in_words
from signatures.errors import Encrypted, TooLarge, Unreadable
from signatures.forms import Forms
from signatures.one_parse import OneParseReader
from signatures.policy import Policy

MAX_SIGNATURES = 100
_ENDING = re.compile(rb"startxref\s+([0-9]{1,10})\s+%%EOF\s*\Z")


def open_document(pdf: bytes, policy: Policy, *, strict: bool, hybrid: bool = False) -> Document:
    """Open a file within the caps of `policy`; `strict` for our own class of files, `hybrid` to take two tables then.

    Raises TooLarge, Encrypted or Unreadable, each saying what stands in the way.
    """
    check_caps(pdf, policy)
    try:
        reader = OneParseReader(io.BytesIO(pdf), strict)
        if reader.total_revisions > policy.max_revisions:
            raise TooLarge(f"the file was written more than {policy.max_revisions} times")
        _check_tables(reader)
        if "/Encrypt" in reader.trailer:
            raise Encrypted("the file is encrypted; a document that proves itself is not: ask for the original")
        if strict and not hybrid and reader.xrefs.hybrid_xrefs_present:
            raise Unreadable("the file has two tables of contents (hybrid): two readers may see two documents")
        document = Document(pdf, reader)
        _ = reader.root["/Pages"]
        _check_forms(document)
        document.signatures = _signatures(document)
    except Unreadable:
        raise
    except MALFORMED as problem:
        raise Unreadable(f"the file cannot be read as a PDF: {in_words(problem)}") from None
    return document


def _check_tables(reader: OneParseReader) -> None:
    tables = [reader.xrefs.get_xref_data(number) for number in range(reader.total_revisions)]
    tables += [one.hybrid.xref_data for one in tables if one.hybrid is not None]
    if sum(len(one.freed) for one in tables) > MAX_FREED:
        raise TooLarge(f"the tables of contents free more than {MAX_FREED} objects")


def _check_forms(document: Document) -> None:
    """The form of every revision, for each will be compared with the next."""
    forms = Forms(document.reader, document.reader.usages)
    for number in range(document.revisions):
        try:
            forms.check_next()
        except MALFORMED:
            if number == document.revisions - 1:
                raise
            # else nobody gets to its fields; a first section of a linearised file knows no catalogue yet


def _signatures(document: Document) -> list[Found]:
    """Filled signature fields, oldest first."""
    found: list[Found] = []
    seen: dict[Any, Found] = {}
    for name, value, dictionary in enumerate_sig_fields(document.reader, filled_status=True):
        if len(found) >= MAX_SIGNATURES:
            raise TooLarge(f"the file holds more than {MAX_SIGNATURES} signatures")
        one = _found(document, str(name), value, dictionary)  # the library's own string holds on to the whole file
        reference = getattr(value, "reference", None)
        if reference in seen:
            one.shared = seen[reference].shared = True
        elif reference is not None:
            seen[reference] = one
        found.append(one)
    return sorted(found, key=lambda one: (one.revision, one.byte_range[2:3]))


def _found(document: Document, name: str, value: Any, dictionary: Any) -> Found:
    signature = value.get_object()
    if not isinstance(signature, generic.DictionaryObject):
        return Found(name, generic.DictionaryObject(), document.revisions - 1, None, "its value is not a signature")
    kind = str(entry(signature, "/SubFilter", ""))[1:]
    if kind == "adbe.x509.rsa_sha1":
        return Found(name, signature, document.revisions - 1, None, f"{kind}, without CMS and over SHA-1, is not read")
    octets = getattr(entry(signature, "/Contents"), "original_bytes", b"x")
    if not octets.strip(b"\0"):
        problem = EMPTY_SLOT
        return Found(name, signature, document.revisions - 1, None, problem)
    try:
        revision = _revision(document, document.reader.usages.last_change(value.reference), signature)
        embedded = EmbeddedPdfSignature(document.reader, dictionary, name)
        embedded.signed_revision = revision
        _ = embedded.signer_info["signature"].native, [one.chosen for one in embedded.signed_data["certificates"]]
        content = embedded.signed_data["encap_content_info"]["content_type"].native
        stamps = kind == TIMESTAMP and content == "tst_info"
        return Found(name, signature, revision, embedded, None, begins=document.begins(revision), stamps=stamps)
    except MALFORMED as problem:
        last = document.revisions - 1
        return Found(name, signature, last, None, f"the signature cannot be taken apart: {in_words(problem)}")


def _revision(document: Document, written: int, signature: generic.DictionaryObject) -> int:
    """The revision that a signature closes: that which writes it, or the second of the two tables of one revision.

    A file made for fast display begins with its second table, which alone may name the catalogue (ISO 32000-2, annex
    F). It is taken for one with the first where what is signed ends by naming it: so each reader saw them.
    """
    place = document.reader.xrefs.get_startxref_for_revision
    if written > 0 or document.revisions == 1 or "/Root" in document.at(0).trailer_view or place(1) > place(0):
        return written
    signed = sum(byte_range(signature)[2:])
    named = _ENDING.search(document.pdf, max(signed - END_WITHIN, 0), signed)
    return 1 if named is not None and int(named[1]) == place(1) else written
