"""What an auditor drops: PDFs, or zips of PDFs, each within limits; a bad one is told beside the good ones.

Names in a zip are labels, never paths; nothing is written under them.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile

from dermadocs.look import visible

MB = 1024 * 1024
LARGEST, MOST, TOTAL = 20 * MB, 50, 100 * MB
"""Of one file, how many, and of all together, unpacked."""
BODY = TOTAL + 4 * MB
"""Of a request."""
ENTRIES = 500
"""Of a zip: more are not even listed."""
if TYPE_CHECKING:
    Upload = UploadedFile[Any]
else:
    Upload = UploadedFile
BROKEN = (zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError, OSError, ValueError)
"""What the standard library raises for a zip that is damaged, encrypted or made to mislead."""


@dataclass(frozen=True)
class Given:
    """One file to be judged, or why it is not: a code."""

    name: str
    data: bytes = b""
    fault: str = ""


def taken(uploads: Iterable[Upload]) -> list[Given]:
    """All files that were given, unpacked; what is too much is named and left out."""
    found: list[Given] = []
    total = 0
    for one in _each(uploads):
        total += len(one.data)
        if len(found) >= MOST:
            return [*found, Given(one.name, fault="too-many")]
        if total > TOTAL:
            return [*found, Given(one.name, fault="too-much")]
        found.append(one)
    return found


def _each(uploads: Iterable[Upload]) -> Iterator[Given]:
    for upload in uploads:
        name = label(upload.name or "?")
        head = upload.read(4)
        upload.seek(0)
        if head == b"PK\x03\x04" or name.lower().endswith(".zip"):
            yield from unpacked(name, upload)
        elif (upload.size or 0) > LARGEST:
            yield Given(name, fault="too-large")
        elif not upload.size:
            yield Given(name, fault="empty")
        else:
            yield Given(name, upload.read())


def unpacked(name: str, file: Upload) -> Iterator[Given]:
    """The PDFs of a zip, one after the other; a zip inside it is refused."""
    try:
        with zipfile.ZipFile(file) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            if not entries:
                yield Given(name, fault="empty")
            if len(entries) > ENTRIES:
                yield Given(name, fault="too-many")
                return
            for entry in entries:
                yield _entry(archive, entry, label(entry.filename))
    except BROKEN:
        yield Given(name, fault="bad-zip")


def _entry(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> Given:
    """One file of a zip, read no further than the limit, whatever its header says of its size."""
    if entry.flag_bits & 1:
        return Given(name, fault="locked")
    try:
        with archive.open(entry) as opened:
            data = opened.read(LARGEST + 1)
    except BROKEN:
        return Given(name, fault="bad-zip")
    if len(data) > LARGEST:
        return Given(name, fault="too-large")
    if data[:4] == b"PK\x03\x04":
        return Given(name, fault="nested")
    return Given(name, data) if data else Given(name, fault="empty")


def label(name: str) -> str:
    """How a file is called on the page: the last part of its name, what cannot be seen made visible.

    >>> label("../../etc/passwd"), label("C:\\\\papers\\\\estimate.pdf")
    ('passwd', 'estimate.pdf')
    """
    last = PurePosixPath(name.replace("\\", "/")).name
    return visible(last)[:120] or "?"
