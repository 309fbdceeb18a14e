"""One signature increment on pyHanko's writer, without what pyHanko adds of its own.

pyHanko's incremental writer sets ModifyDate and Producer from the wall clock and draws the file's second /ID
by chance; its signature slot is written in upper case. Here the metadata stay those of the first revision,
the /ID follows from the bytes, and the slot is filled in lower case. It all lives in this one file, so that an
upgrade of pyHanko is checked in one place.
"""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import FieldMDPSpec, SigFieldSpec, enumerate_sig_fields
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigMDPSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import PdfSignedData

from signatures import der
from signatures.cms import DIGEST
from signatures.document import MALFORMED, is_timestamp
from signatures.errors import FieldAlreadySigned, FieldUnknown, NotConformant, TooLarge, Unreadable
from signatures.policy import Policy
from signatures.reading import open_document
from signatures.trust import Trust

_CAPS = Policy("signing", Trust(()), datetime.min.replace(tzinfo=UTC))  # nothing else of it is asked for here


@dataclass(frozen=True)
class Filled:
    """A signature that the file holds already. Its dictionary is read only when asked for: the slot is long."""

    field: str
    entry: generic.DictionaryObject  # of the field
    reference: generic.Reference  # of the signature
    position: int  # in the file

    @property
    def value(self) -> generic.DictionaryObject:
        """The signature dictionary."""
        found = self.reference.get_object()
        if not isinstance(found, generic.DictionaryObject):
            raise Unreadable(f"the signature in {self.field} cannot be read; ask for the original file")
        return found

    @property
    def is_timestamp(self) -> bool:
        """Whether it is a document timestamp."""
        return is_timestamp(self.value)

    @property
    def cms(self) -> bytes:
        """DER of its CMS, without the padding. Raises NotDer (a ValueError) if it is not DER."""
        value = self.value.raw_get("/Contents", decrypt=generic.EncryptedObjAccess.RAW)
        contents = bytes(value.original_bytes)
        return contents[: der.element(contents, 0, len(contents))[3]]

    @property
    def lock(self) -> FieldMDPSpec | None:
        """The lock that came into force with it (ISO 32000-2, 12.7.5.5)."""
        return lock_of(self.entry)


def lock_of(field: generic.DictionaryObject) -> FieldMDPSpec | None:
    """What a field locks once it is signed."""
    return FieldMDPSpec.from_pdf_object(field["/Lock"]) if "/Lock" in field else None


class _Writer(IncrementalPdfFileWriter):
    def _update_meta(self) -> None:
        """Leave XMP and Info alone: no signer may change what a document says of itself."""

    @classmethod
    def _handle_id(cls, prev: PdfFileReader) -> generic.ArrayObject:
        """The second /ID names this state of the file: derived from the state before, not drawn."""
        first, _ = super()._handle_id(prev)  # type: ignore[no-untyped-call]  # pyHanko's
        digest = hashlib.sha256(prev.stream.getbuffer()).digest()
        return generic.ArrayObject([first, generic.ByteStringObject(digest[:16])])


class Increment:
    """A revision being added to a file. Used once."""

    def __init__(self, pdf: bytes) -> None:
        """Read a file as the verifier does, strictly and within its caps. Raises Encrypted, TooLarge or Unreadable."""
        self.pdf = pdf
        try:
            self.document = open_document(pdf, _CAPS, strict=True, hybrid=True)  # Word writes such, and they are signed
            self.writer = _Writer(self.document.reader.stream, prev=self.document.reader)
            self._fields = {name: found for name, _, found in enumerate_sig_fields(self.writer)}
            self.signatures = sorted(self._filled(), key=lambda one: one.position)
            self._check_end()
        except Unreadable as problem:
            raise type(problem)(f"{problem}; nothing was signed") from None
        except MALFORMED as problem:
            kind = type(problem).__name__
            raise Unreadable(f"the file cannot be read as a PDF ({kind}); nothing was signed") from None
        except MemoryError:
            raise TooLarge("reading the file takes more memory than there is; nothing was signed") from None

    def _filled(self) -> Iterator[Filled]:
        for name, reference in self._fields.items():
            entry = reference.get_object()
            if "/V" in entry:
                value = entry.get_value_as_reference("/V")
                place = self.writer.prev.xrefs[value]
                yield Filled(name, entry, value, place if isinstance(place, int) else 0)

    def _check_end(self) -> None:
        """Nobody signs, or puts under a timestamp, what was appended behind the last signature."""
        if not self.signatures:
            return
        last = self.signatures[-1]
        numbers = [int(number) for number in last.value["/ByteRange"]]
        if len(numbers) != 4 or numbers[2] + numbers[3] != len(self.pdf):
            raise NotConformant(
                f"the last signature, {last.field}, does not cover the file to its end: something was changed or"
                " appended since; go back to the file as it was signed"
            )

    def empty_field(self, name: str) -> generic.DictionaryObject:
        """The signature field to be filled. Raises FieldUnknown or FieldAlreadySigned."""
        if name not in self._fields:
            known = ", ".join(self._fields) or "none"
            raise FieldUnknown(f"the document has no signature field {name}; its fields: {known}")
        if any(signature.field == name for signature in self.signatures):
            raise FieldAlreadySigned(f"the field {name} is signed already; a signature is never replaced")
        field: generic.DictionaryObject = self._fields[name].get_object()
        return field

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all signature fields."""
        return tuple(self._fields)

    @property
    def permission(self) -> int | None:
        """The DocMDP level that the certification grants, None without one (ISO 32000-2, 12.8.2.2)."""
        root = self.writer.root
        if "/Perms" not in root or "/DocMDP" not in root["/Perms"]:
            return None
        certification = root["/Perms"]["/DocMDP"]
        for reference in certification["/Reference"]:
            entry = reference.get_object()
            if entry["/TransformMethod"] == "/DocMDP":
                parameters = entry["/TransformParams"]
                return int(parameters["/P"]) if "/P" in parameters else 2
        return None

    def write(
        self, slot: PdfSignedData, field: str, *, new: SigFieldSpec | None = None, mdp: SigMDPSetup | None = None
    ) -> Unsigned:
        """Write the revision with an empty slot; from here on nothing can be added."""
        steps: Generator[Any, Any, None] = PdfCMSEmbedder(new_field_spec=new).write_cms(
            field, self.writer, existing_fields_only=new is None
        )
        next(steps)
        steps.send(SigObjSetup(sig_placeholder=slot, mdp_setup=mdp))
        prepared, output = steps.send(SigIOSetup(md_algorithm=DIGEST, in_place=True))
        steps.close()
        start, end = prepared.reserved_region_start, prepared.reserved_region_end
        return Unsigned(self.pdf, output.getvalue(), prepared.document_digest, start, end)


@dataclass(frozen=True)
class Unsigned:
    """A finished revision whose slot is still empty."""

    before: bytes
    data: bytes
    digest: bytes  # SHA-256 of all bytes but the slot
    start: int  # of the slot, angle brackets included
    end: int

    @property
    def covered(self) -> bytes:
        """The bytes that the signature covers."""
        return self.data[: self.start] + self.data[self.end :]

    def fill(self, cms: bytes) -> bytes:
        """The signed file. Raises NotConformant if the CMS has no room, or an earlier byte would change."""
        digits = cms.hex().encode("ascii")
        room = self.end - self.start - 2
        if len(digits) > room:
            raise NotConformant(f"the signature has {len(cms)} bytes, its slot {room // 2}; nothing was signed")
        signed = self.data[: self.start + 1] + digits + self.data[self.start + 1 + len(digits) :]
        if not signed.startswith(self.before):
            raise NotConformant("writing the signature would change earlier bytes; nothing was signed")
        return signed
