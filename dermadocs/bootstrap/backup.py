"""A copy of a home, taken while others work in it, and back again.

Order matters: the database first, then the bytes that it names, then everything else, and last a manifest with the
digest of each file, under a timestamp. Keys are in it as they are in the home, encrypted; their password never is.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from asn1crypto import x509

from dermadocs import config
from dermadocs.bootstrap.home import AUTHORITY, CATALOGUE, KEYS, SECRETS, TRUST, Home
from dermadocs.domain.review import FILE as REVIEW
from dermadocs.errors import Damaged, InputError
from dermadocs.files import read_limited, whole_folder, write_whole
from dermadocs.flows import looking
from dermadocs.flows.checking import Fault, believed, check, named
from dermadocs.store import looks, register
from dermadocs.store.archive import Archive, open_archive
from dermadocs.store.settings import SQLITE
from signatures import Trust
from signatures.tokens import Refused

MANIFEST, STAMP, SCHEMA = "manifest.json", "manifest.tst", "dermadocs/backup/1"
LAST = "last-backup.json"
"""When the home was last copied: what its own page says of it, no evidence."""
BESIDE = (config.FILE, config.PROFILE, REVIEW, SECRETS)
FOLDERS = (AUTHORITY, KEYS, TRUST, CATALOGUE)
LARGEST = 64 * 1024 * 1024
"""Bytes of a manifest: one line a file."""


@dataclass(frozen=True)
class Taken:
    """What a backup holds, and of which moment it is."""

    dossiers: int
    files: int
    at: str


def backup(home: Home, target: Path) -> Taken:
    """Copy a home into a new folder. Whole or not there; InputError when the disk refuses, Damaged when the home is."""
    with _made(target) as draft:
        home.archive.vacuum_into(draft / SQLITE)
        copy = Archive(draft)
        try:
            serials = [row.serial for identifier in copy.identifiers() for row in copy.rows(identifier)]
            for sha256 in sorted(named(copy)):
                copy.blobs.put(home.archive.blob(sha256))
            for heap in map(home.archive.heaps.heap, home.archive.heaps.names()):
                copy.heaps.keep(heap, (home.archive.blob(one.sha256) for one in heap.files))
            count, looked = len(copy.identifiers()), len(copy.looks.rows())
        finally:
            copy.close()
        lines = [line for line in home.archive.register_lines() if line.serial <= max(serials, default=0)]
        (draft / register.NAME).write_bytes(b"".join(map(register.written, lines)))
        seals = [seal for seal in home.archive.looks.seals() if seal.number < looked]
        (draft / looks.NAME).write_bytes(b"".join(map(looks.written, seals)))
        _copy_beside(home.folder, draft)
        manifest = _manifest(draft, home.desk.now())
        (draft / MANIFEST).write_bytes(manifest)
        token = home.desk.practice.clock.stamp(hashlib.sha256(manifest).digest(), home.desk.now())
        (draft / STAMP).write_bytes(token.der)
    told = json.loads(manifest)
    write_whole(home.folder / LAST, json.dumps({"at": told["at"]}).encode())
    return Taken(count, len(told["files"]), told["at"])


def _copy_beside(source: Path, target: Path) -> None:
    for name in BESIDE:
        if (source / name).exists():
            shutil.copy2(source / name, target / name)
    for name in FOLDERS:
        if (source / name).is_dir():
            shutil.copytree(source / name, target / name)


def _manifest(folder: Path, at: datetime) -> bytes:
    told = {"schema": SCHEMA, "at": at.isoformat(timespec="seconds"), "files": _digests(folder)}
    return json.dumps(told, sort_keys=True, indent=1).encode()


def _digests(folder: Path) -> dict[str, str]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() or path.is_symlink())
    return {path.relative_to(folder).as_posix(): _sha256(path) for path in files}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def last_backup(folder: Path) -> datetime | None:
    """When a home was last copied; None when nobody knows."""
    try:
        return datetime.fromisoformat(json.loads(read_limited(folder / LAST, 1000))["at"])
    except (InputError, ValueError, KeyError, TypeError):
        return None


def restore(source: Path, target: Path) -> Taken:
    """A home from a backup, in a new or empty folder, checked before it takes its place.

    Damaged when the backup is not what was taken, or its evidence has a fault; nothing is put there then.
    """
    with _made(target) as draft:
        return unpacked(source, draft)


def examined(source: Path) -> Taken:
    """What a backup holds, unpacked aside and checked in full. Damaged when it is not what was taken."""
    with TemporaryDirectory() as aside:
        return unpacked(source, Path(aside) / "home")


def unpacked(source: Path, draft: Path) -> Taken:
    """A backup unpacked into a folder: the manifest believed, each file compared with it, all evidence checked."""
    data = read_limited(source / MANIFEST, LARGEST)
    try:
        told = json.loads(data)
        files, at = {str(name): str(digest) for name, digest in told["files"].items()}, str(told["at"])
    except (ValueError, KeyError, TypeError, AttributeError) as problem:
        raise Damaged(str(source / MANIFEST), "cannot be read; take another backup") from problem
    if told.get("schema") != SCHEMA:
        raise InputError(str(source / MANIFEST), "of another version of dermadocs: update first")
    shutil.copytree(source, draft, dirs_exist_ok=True, symlinks=True)
    (draft / MANIFEST).unlink()
    (draft / STAMP).unlink(missing_ok=True)
    found = _digests(draft)
    for name in sorted(files.keys() | found.keys()):
        if files.get(name) != found.get(name):
            what = "missing" if name not in found else "not in the manifest" if name not in files else "altered"
            raise Damaged(f"{source}: {name}", f"{what}; take another backup")
    try:
        stamp = read_limited(source / STAMP, LARGEST)
        believed(stamp, hashlib.sha256(data).hexdigest(), anchors_of(draft))
    except Refused as problem:
        raise Damaged(str(source / STAMP), f"{problem}; take another backup") from problem
    faults = faults_of(draft)
    if faults:
        raise Damaged(str(source), f"{len(faults)} faults, the first: {faults[0].where}: {faults[0].what}")
    return Taken(len(_identifiers(draft)), len(files), at)


def _identifiers(folder: Path) -> tuple[str, ...]:
    archive = open_archive(folder)
    try:
        return archive.identifiers()
    finally:
        archive.close()


def faults_of(folder: Path) -> list[Fault]:
    """Every fault of a home; no key and no password is needed."""
    archive = open_archive(folder, looking=True)
    try:
        anchors = anchors_of(folder)
        return [*check(archive, anchors), *looking.faults(archive, anchors)]
    finally:
        archive.close()


def anchors_of(folder: Path) -> Sequence[x509.Certificate]:
    """Whose timestamps a home believes: its own authority's, and those in trust/tsa."""
    own = Trust.load(folder / AUTHORITY).roots
    return (*own, *Trust.load(folder / TRUST).tsa_roots)


def _made(target: Path) -> AbstractContextManager[Path]:
    return whole_folder(target, taken="is not an empty folder; name a new one", undone=": nothing was put there")
