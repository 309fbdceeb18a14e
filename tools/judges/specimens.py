"""Cut a signed PDF into its revisions: each must stand on its own, since each is what somebody signed.

A revision ends where the byte range of its signature ends (ISO 32000-1, 12.8.1). The unsigned revision 0 is
found along the chain of cross-reference sections: `/Prev` of the first signed one (ISO 32000-1, 7.5.6).
"""

from __future__ import annotations

import hashlib
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pypdf import PdfReader

from judges.verdicts import Failure, Result

DEEPEST = 32  # levels of a form's field tree; deeper is a loop


@dataclass(frozen=True)
class Signed:
    """One filled signature field: its byte range (offset, length, offset, length), CMS bytes with padding."""

    field: str
    byte_range: tuple[int, int, int, int]
    contents: bytes
    is_timestamp: bool

    @property
    def end(self) -> int:
        """The length of the revision that this signature closed."""
        return self.byte_range[2] + self.byte_range[3]

    def covered(self, pdf: bytes) -> bytes:
        """The bytes that were signed."""
        first, length, second, rest = self.byte_range
        return pdf[first : first + length] + pdf[second : second + rest]


@dataclass(frozen=True)
class Specimen:
    """One revision of one file, laid out in a file of its own for the judges to open."""

    file: str
    revision: int
    field: str | None
    is_final: bool
    path: Path
    sha256: str

    def result(
        self,
        judge: str,
        profile: str,
        *,
        passed: bool,
        failures: tuple[Failure, ...],
        rules_checked: int = 0,
        note: str = "",
    ) -> Result:
        """What a judge says of it."""
        return Result(
            self.file, self.sha256, self.revision, self.field, judge, profile, passed, rules_checked, failures, note
        )


def signatures(pdf: bytes) -> list[Signed]:
    """The filled signature fields in the order of their revisions; none when the file cannot be read."""
    try:
        found = list(_signatures(pdf))
    except Exception:  # whatever a broken file makes a parser raise: its judges will say it is broken
        return []
    return sorted(found, key=lambda signed: signed.end)


def _signatures(pdf: bytes) -> Iterator[Signed]:
    form = PdfReader(io.BytesIO(pdf)).root_object.get("/AcroForm")
    if form is None:
        return
    for name, field in _fields(form.get_object().get("/Fields", []), "", DEEPEST):
        value = field["/V"].get_object()
        numbers = [int(number) for number in value.get("/ByteRange", ())]
        if len(numbers) != 4 or not 0 <= sum(numbers[2:]) <= len(pdf):
            continue
        first, length, second, rest = numbers
        # between the two ranges stands the hexadecimal string alone, with its brackets
        contents = bytes.fromhex(pdf[first + length + 1 : second - 1].decode("ascii"))
        is_timestamp = value.get("/SubFilter") == "/ETSI.RFC3161"
        yield Signed(name, (first, length, second, rest), contents, is_timestamp)


def _fields(kids: Any, prefix: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Every filled signature field below `kids`, with its full name."""
    for kid in kids if depth else ():
        field = kid.get_object()
        name = ".".join(part for part in (prefix, str(field.get("/T", ""))) if part)
        if field.get("/FT") == "/Sig" and "/V" in field:
            yield name, field
        yield from _fields(field.get("/Kids", ()), name, depth - 1)


def unsigned_end(revision: bytes) -> int | None:
    """Where the revision before `revision` ended, or None if there was none.

    Not a search for the last `%%EOF`: a PDF attached without compression has one of its own.
    """
    last = list(re.finditer(rb"startxref\s+(\d+)\s+%%EOF", revision))
    if not last:
        return None
    at = int(last[-1].group(1))
    section = revision[at : revision.find(b"startxref", at)]
    dictionary = section.partition(b"trailer")[2] or section.partition(b"stream")[0]
    previous = re.search(rb"/Prev\s+(\d+)", dictionary)
    if previous is None:
        return None
    offset = int(previous.group(1))
    ending = re.compile(rb"startxref\s+%d\s+%%%%EOF(\r\n|\r|\n)?" % offset).search(revision, offset)
    return ending.end() if ending else None


def revisions(pdf: bytes) -> list[tuple[int, str | None, bytes]]:
    """(number, field signed there, bytes) of every revision; the last one is always the whole file."""
    signed = signatures(pdf)
    ends = {one.end: one.field for one in reversed(signed)}
    first = unsigned_end(pdf[: signed[0].end]) if signed else len(pdf)
    cuts: list[tuple[int, str | None]] = [] if first is None else [(first, None)]
    cuts += sorted(ends.items())
    if cuts[-1][0] != len(pdf):
        cuts.append((len(pdf), None))
    start = 0 if first is not None else 1
    return [(number, field, pdf[:end]) for number, (end, field) in enumerate(cuts, start)]


def lay_out(files: Iterable[Path], folder: Path) -> list[Specimen]:
    """Write every revision of every file into `folder`, one file each."""
    laid: list[Specimen] = []
    for file in files:
        cuts = revisions(file.read_bytes())
        for number, field, data in cuts:
            path = folder / f"{len(laid):04}.pdf"
            path.write_bytes(data)
            digest = hashlib.sha256(data).hexdigest()
            laid.append(Specimen(str(file), number, field, number == cuts[-1][0], path, digest))
    return laid
