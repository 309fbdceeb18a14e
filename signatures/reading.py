"""Read a PDF for judging: caps first, one parse, every revision kept, nothing repaired.

Whatever is wrong with the container becomes Unreadable, Encrypted or TooLarge; whatever is wrong with one
signature stays with that signature, so that the others can still be named.
"""

import io
import re
import struct
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signatures.caps import MAX_FREED, MAX_ROWS, check_caps
from signatures.errors import Encrypted, TooLarge, Unreadable
from signatures.forms import Forms
from signatures.one_parse import OneParseReader
from signatures.outside import Outside
from signatures.policy import Policy
from signatures.revision import Revision

MAX_SIGNATURES = 100
EMPTY_SLOT = "its slot is empty: prepared and never signed, or emptied"

# What malformed input makes the libraries raise; none of it says anything about a signature.
MALFORMED = (
    misc.PdfError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
    OSError,
    struct.error,
    zlib.error,
)


def entry(dictionary: Any, key: str, default: Any = None) -> Any:
    """The value under `key`, references followed; `default` when it is absent or null.

    pyHanko's own `get` hands out the bare reference, and its item access turns /Metadata into an object that a
    historical revision cannot hold.
    """
    if key not in dictionary:
        return default
    value = dictionary.raw_get(key).get_object()
    return default if isinstance(value, generic.NullObject) else value


def byte_range(value: generic.PdfObject) -> tuple[int, ...]:
    """The /ByteRange of a signature dictionary, empty if it is not a plain array of integers."""
    signature = value.get_object()
    raw = entry(signature, "/ByteRange") if isinstance(signature, generic.DictionaryObject) else None
    if isinstance(raw, list) and all(isinstance(item, int) for item in raw):
        return tuple(int(item) for item in raw)
    return ()


@dataclass
class Found:
    """One filled signature field, as it stands in the file."""

    field: str
    value: generic.DictionaryObject
    revision: int
    embedded: EmbeddedPdfSignature | None  # None when `problem` says why it could not be taken apart
    problem: str | None
    shared: bool = False  # its value stands in another field as well
    begins: int = 0  # bytes of the file before its revision

    @property
    def is_timestamp(self) -> bool:
        """Whether it is a document timestamp."""
        return bool(entry(self.value, "/Type") == "/DocTimeStamp")

    @property
    def sub_filter(self) -> str:
        """/SubFilter without its slash, empty if there is none."""
        return str(entry(self.value, "/SubFilter", ""))[1:]

    @property
    def byte_range(self) -> tuple[int, ...]:
        """The /ByteRange, empty if it is not a plain array of integers."""
        return byte_range(self.value)

    @property
    def covers(self) -> int:
        """Where what it covers ends in the file; 0 if its /ByteRange does not say so."""
        return sum(self.byte_range[2:]) if len(self.byte_range) == 4 else 0

    def text(self, key: str) -> str | None:
        """A text entry of the signature dictionary."""
        value = entry(self.value, key)
        return str(value) if isinstance(value, str) else None


@dataclass
class Document:
    """A PDF opened for judging."""

    pdf: bytes
    reader: OneParseReader
    signatures: list[Found] = field(default_factory=list)

    @property
    def revisions(self) -> int:
        """How often the file was written; the first time is revision 0."""
        return int(self.reader.total_revisions)

    def at(self, revision: int) -> Revision:
        """The document as of one revision."""
        return self.reader.get_historical_resolver(revision)

    def written(self, revision: int) -> set[int]:
        """The numbers of the objects that one revision writes."""
        return {one.idnum for one in self.reader.usages.written_in(revision)}

    def begins(self, revision: int) -> int:
        """Where the bytes of a revision begin: behind the end-of-file mark of the one before it.

        That mark is looked for behind the table that it belongs to: a file embedded as it is holds such marks, too.
        """
        if revision == 0:
            return 0
        place = self.reader.xrefs.get_startxref_for_revision(revision - 1)
        mark = re.compile(rb"startxref\s+%d\s+%%%%EOF(?:\r\n|\r|\n)?" % place).search(self.pdf, place)
        return mark.end() if mark else 0

    @cached_property
    def outside(self) -> Outside:
        """What is no data of a stream."""
        signed = 0 if self.first_signed is None else self.first_signed.covers
        return Outside(self.pdf, self.reader, self.reader.usages, signed or len(self.pdf))

    @property
    def first_signed(self) -> Found | None:
        """The signature of the earliest revision; None if none could be taken apart."""
        taken_apart = (found for found in self.signatures if found.embedded is not None)
        return min(taken_apart, key=lambda found: found.revision, default=None)

    @cached_property
    def last(self) -> Revision:
        """The document as a reader shows it."""
        return self.at(self.revisions - 1)

    def covered(self, found: Found) -> bytes:
        """The bytes under a signature: the file without the slot."""
        if len(found.byte_range) != 4:
            return b""
        start, size, second, rest = found.byte_range
        return self.pdf[start : start + size] + self.pdf[second : second + rest]

    def in_the_open(self, found: Found) -> bool:
        """Whether the dictionary of a signature stands in the file as text, not in a stream of objects."""
        if found.embedded is None:
            return False
        reference = found.embedded.sig_field.raw_get("/V").reference
        return isinstance(self.reader.xrefs[reference], int)

    def is_prepared(self, found: Found) -> bool:
        """Whether it is a slot made ready for a signature to come: zeros, where the ByteRange says."""
        digits = self.gap(found)
        return found.problem == EMPTY_SLOT and re.fullmatch(rb"<0{100,}>", digits) is not None

    def gap(self, found: Found) -> bytes:
        """The slot of a signature as it stands in the file, angle brackets included."""
        if len(found.byte_range) != 4:
            return b""
        start, size, second, _ = found.byte_range
        return self.pdf[start + size : second]


def open_document(pdf: bytes, policy: Policy, *, strict: bool) -> Document:
    """Open a file within the caps of `policy`; `strict` for our own class of files.

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
        if strict and reader.xrefs.hybrid_xrefs_present:
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
    if sum(len(one.explicit_refs_in_revision) for one in tables) > MAX_ROWS:
        raise TooLarge(f"the tables of contents hold more than {MAX_ROWS} rows")
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
        one = _found(document, name, value, dictionary)
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
        revision = document.reader.usages.last_change(value.reference)
        embedded = EmbeddedPdfSignature(document.reader, dictionary, name)
        _ = embedded.signer_info["signature"].native, embedded.signed_data["certificates"].native is None
        return Found(name, signature, revision, embedded, None, begins=document.begins(revision))
    except MALFORMED as problem:
        last = document.revisions - 1
        return Found(name, signature, last, None, f"the signature cannot be taken apart: {in_words(problem)}")


def in_words(problem: BaseException) -> str:
    """What a library raised, on one line."""
    return " ".join(f"{type(problem).__name__}: {problem}".split())[:200]
