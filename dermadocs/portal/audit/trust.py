"""Whom an auditor trusts: what they bring, or what this practice gives away and is told to be its own; or nobody."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from dermadocs.bootstrap.home import TRUST
from dermadocs.errors import InputError
from dermadocs.portal.audit.intake import BROKEN, Upload, label
from dermadocs.portal.office import office
from signatures import Trust
from signatures.errors import SignatureError

LARGEST, MOST = 2_000_000, 60
"""Bytes of a file of trust, and how many there may be."""
ENDINGS = (".pem", ".crl")

BAD = "Ne se lit pas comme confiance : {name}. Attendus : des racines *.pem, des listes *.crl, ou un zip des deux."
NONE = "Aucune racine *.pem dans ce que vous avez donné pour la confiance."
REASONS = (BAD, NONE)


@dataclass(frozen=True)
class Untrusted(Exception):
    """What was given as trust cannot be used."""

    reason: str
    name: str = ""


def own() -> Trust:
    """What this practice gives to whoever verifies its papers."""
    return Trust.load(office().home.folder / TRUST)


def fingerprint() -> str:
    """Of this practice's root, in groups of four, as it is read over the telephone."""
    return grouped(office().home.authority.root.sha256.hex())


def grouped(digest: str) -> str:
    """Hexadecimal digits in groups of four.

    >>> grouped("a1b2c3d4e5")
    'a1b2 c3d4 e5'
    """
    return " ".join(digest[place : place + 4] for place in range(0, len(digest), 4))


def brought(uploads: Iterable[Upload], folder: Path) -> Trust:
    """What the auditor brings, laid into a folder of this request. Untrusted when it cannot be read.

    What else a zip holds is told in each report: who put it there believes that it counts.
    """
    (folder / "tsa").mkdir(parents=True)
    roots, left_out = 0, []
    for number, (name, data, of_time) in enumerate(_files(uploads)):
        if not name.lower().endswith(ENDINGS):
            left_out.append(name)
            continue
        if number >= MOST or len(data) > LARGEST:
            raise Untrusted(BAD, name)
        ending = Path(name).suffix.lower()
        place = folder / "tsa" if of_time else folder
        (place / f"{number}{ending}").write_bytes(data)
        roots += ending == ".pem"
        try:
            Trust.load(folder)
        except SignatureError as problem:
            raise Untrusted(BAD, name) from problem
    if not roots:
        raise Untrusted(NONE)
    return replace(Trust.load(folder), left_out=tuple(left_out))


def _files(uploads: Iterable[Upload]) -> Iterator[tuple[str, bytes, bool]]:
    """Name, bytes, and whether it anchors times: in a zip, what lies in a folder `tsa`."""
    for upload in uploads:
        name = label(upload.name or "?")
        if name.lower().endswith(ENDINGS):
            yield name, upload.read(LARGEST + 1), False
        elif name.lower().endswith(".zip"):
            yield from _zipped(name, upload)
        else:
            raise Untrusted(BAD, name)


def _zipped(name: str, upload: Upload) -> Iterator[tuple[str, bytes, bool]]:
    try:
        with zipfile.ZipFile(upload) as archive:
            entries = [one for one in archive.infolist() if not one.is_dir() and not _hidden(one)]
            if len(entries) > MOST:
                raise Untrusted(BAD, name)
            for entry in entries:
                read = LARGEST + 1 if entry.filename.lower().endswith(ENDINGS) else 0
                with archive.open(entry) as opened:
                    yield label(entry.filename), opened.read(read), "tsa/" in entry.filename.lower()
    except BROKEN as problem:
        raise Untrusted(BAD, name) from problem


def _hidden(entry: zipfile.ZipInfo) -> bool:
    """What a computer puts into a zip of its own accord."""
    return label(entry.filename).startswith(".")


def chosen(kind: str, uploads: Iterable[Upload], folder: Path) -> Trust:
    """The trust that the form names. InputError for a choice that is not in it."""
    if kind == "brought":
        return brought(uploads, folder)
    if kind == "own":
        return own()
    if kind == "none":
        return Trust.load()
    raise InputError("trust", f"{kind!r} is not a choice")
