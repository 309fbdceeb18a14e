"""The folder of an embedded authority: encrypted keys that its owner alone may read, certificates, the log.

    root.pem people.pem time.pem            certificates
    root.key people.key time.key            PKCS#8, encrypted with the password
    unit-1.pem unit-1.key …                 timestamp units
    issued.jsonl                            issued and revoked certificates
    units.lock                              held while a timestamp unit is made

Mode 0700 for the folder, 0600 for each file. A file is replaced whole or not at all.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from signatures.authority_log import Entry, dump, load
from signatures.authority_profile import Issuer
from signatures.errors import KeyUnavailable

LOG, LOCK = "issued.jsonl", "units.lock"


@dataclass(frozen=True)
class Home:
    """The folder of one authority, and the password of its keys."""

    folder: Path
    password: bytes

    def __repr__(self) -> str:
        return f"<Home {self.folder}>"

    def prepare(self) -> None:
        """Make the folder. Raises ValueError without a password, KeyUnavailable if an authority lives there."""
        if not self.password:
            raise ValueError("the keys of an authority need a password")
        if (self.folder / "root.pem").exists():
            raise KeyUnavailable(f"{self.folder} already holds an authority; choose another folder")
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    def write(self, name: str, pair: Issuer) -> None:
        """Write a key and its certificate."""
        encryption = BestAvailableEncryption(self.password)
        self._replace(f"{name}.key", pair.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
        self._replace(f"{name}.pem", pair.certificate.public_bytes(Encoding.PEM))

    def read(self, name: str) -> Issuer:
        """Read a key and its certificate. Raises KeyUnavailable in words."""
        path = self.folder / f"{name}.key"
        try:
            if stat.S_IMODE(path.stat().st_mode) & 0o077:
                raise KeyUnavailable(f"{path} may be read by others; give it mode 0600 and consider its key known")
            private = load_pem_private_key(path.read_bytes(), self.password)
            certificate = x509.load_pem_x509_certificate((self.folder / f"{name}.pem").read_bytes())
        except OSError as problem:
            raise KeyUnavailable(f"{problem.filename}: {problem.strerror}; is this an authority's folder?") from problem
        except (ValueError, TypeError, UnsupportedAlgorithm) as problem:
            raise KeyUnavailable(f"{path}: wrong password, or a damaged file; not tried again") from problem
        if not isinstance(private, ec.EllipticCurvePrivateKey) or private.public_key() != certificate.public_key():
            raise KeyUnavailable(f"{path}: not the key of {name}.pem beside it; restore both from one backup")
        return Issuer(private, certificate)

    def units(self) -> list[Issuer]:
        """The timestamp units, oldest first."""
        found: list[Issuer] = []
        while (self.folder / f"unit-{len(found) + 1}.pem").exists():
            found.append(self.read(f"unit-{len(found) + 1}"))
        return found

    def log(self) -> list[Entry]:
        """The log. Raises KeyUnavailable if it is missing or damaged: revocations stand in it."""
        path = self.folder / LOG
        try:
            data = path.read_bytes()
            if data and b"\n" not in data:
                raise ValueError("not one whole line")
            return load(data[: data.rfind(b"\n") + 1])  # a line that a full disk cut short: nothing was handed out
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise KeyUnavailable(f"{path}: missing or damaged; restore it, for revocations stand in it") from problem

    def append(self, *entries: Entry) -> None:
        """Add lines to the log, safely on disk before a certificate is handed out."""
        path = self.folder / LOG
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            with os.fdopen(descriptor, "rb+", buffering=0) as file, locked(file):
                end = _end_of_lines(file)
                try:
                    _write_all(file, dump(entries))
                    os.fsync(file.fileno())
                except OSError:
                    file.truncate(end)
                    raise
        except OSError as problem:
            raise KeyUnavailable(f"{path}: {problem.strerror}; nothing was issued") from problem

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One process at a time makes a timestamp unit. KeyUnavailable on a disk that cannot be written."""
        try:
            descriptor = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as problem:
            raise KeyUnavailable(f"{self.folder}: {problem.strerror}; nothing was issued") from problem
        with os.fdopen(descriptor, "rb") as file, locked(file):
            yield

    def _replace(self, name: str, data: bytes) -> None:
        path, draft = self.folder / name, self.folder / f".{name}.new"
        with suppress(FileNotFoundError):
            draft.unlink()
        try:
            descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        except OSError as problem:
            raise KeyUnavailable(f"{path}: {problem.strerror}; nothing was issued") from problem


@contextmanager
def locked(file: IO[bytes]) -> Iterator[None]:
    """The system's lock on an open file, over all processes."""
    import fcntl  # where there is none (Windows), an authority can be read, not used

    fcntl.flock(file, fcntl.LOCK_EX)
    try:
        yield
    finally:
        fcntl.flock(file, fcntl.LOCK_UN)


def _end_of_lines(file: IO[bytes]) -> int:
    """Where the last whole line ends; what a full disk or a crash left behind it is taken away."""
    file.seek(0)
    data = file.read()
    end = data.rfind(b"\n") + 1
    if end < len(data):
        file.truncate(end)
    return end


def _write_all(file: IO[bytes], data: bytes) -> None:
    if file.write(data) < len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
