"""A PDF opened for judging: its revisions, and the signatures found in it.

And how its objects are asked: what is malformed makes the libraries raise many things, and is never repaired.
"""

import re
import struct
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from pyhanko.pdf_utils import generic, misc
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from signatures.one_parse import OneParseReader
from signatures.outside import Outside
from signatures.revision import Revision

TIMESTAMP = "ETSI.RFC3161"  # SubFilter of a document timestamp (ISO 32000-2, 12.8.5)
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


def in_words(problem: BaseException) -> str:
    """What a library raised, on one line."""
    return " ".join(f"{type(problem).__name__}: {problem}".split()).removesuffix(":")[:200]


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


def is_timestamp(value: generic.DictionaryObject) -> bool:
    """Whether a signature dictionary is that of a document timestamp: by type, or by SubFilter if it has none."""
    untyped = "/DocTimeStamp" if entry(value, "/SubFilter") == f"/{TIMESTAMP}" else None
    return bool(entry(value, "/Type", untyped) == "/DocTimeStamp")


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
    stamps: bool = False  # by its SubFilter and by what its CMS holds it is a timestamp, whatever its type says

    @property
    def is_timestamp(self) -> bool:
        """Whether it is a document timestamp."""
        return is_timestamp(self.value) or self.stamps

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
