"""The folder of an embedded authority: encrypted keys that its owner alone may read, certificates, the log.

    root.pem people.pem time.pem            certificates
    root.key people.key time.key            PKCS#8, encrypted with the password
    unit-1.pem unit-1.key …                 timestamp units
    issued.jsonl                            issued and revoked certificates

Mode 0700 for the folder, 0600 for each file. A file is replaced whole or not at all.
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

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

LOG = "issued.jsonl"


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
            return load(path.read_bytes())
        except (OSError, ValueError, KeyError, TypeError) as problem:
            raise KeyUnavailable(f"{path}: missing or damaged; restore it, for revocations stand in it") from problem

    def append(self, *entries: Entry) -> None:
        """Add lines to the log, safely on disk before a certificate is handed out."""
        descriptor = os.open(self.folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(descriptor, "ab") as file:
            file.write(dump(entries))
            file.flush()
            os.fsync(file.fileno())

    def _replace(self, name: str, data: bytes) -> None:
        path, draft = self.folder / name, self.folder / f".{name}.new"
        with suppress(FileNotFoundError):
            draft.unlink()
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
