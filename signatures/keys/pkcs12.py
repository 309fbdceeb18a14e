"""Keys in PKCS#12 files (RFC 7292), the way certificate providers hand them out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12, serialize_key_and_certificates
from cryptography.x509 import Certificate

from signatures.errors import KeyUnavailable
from signatures.files import read_stream
from signatures.keys.memory import MemoryKey

MOST = 1024 * 1024  # bytes: a key with a long chain has some ten thousand


def load(path: Path | str, password: bytes | None, issuers: Iterable[Certificate] = ()) -> MemoryKey:
    """Read a key once, with its certificate and chain. `issuers`: what the file lacks, often the root.

    Raises KeyUnavailable, naming the file and never the password: no such file, wrong password, no key inside,
    or a chain with a gap.
    """
    try:
        content = load_pkcs12(read_stream(Path(path), MOST), password)
    except OSError as problem:
        raise KeyUnavailable(f"key file {path}: {problem.strerror}; check the path and its permissions") from problem
    except UnsupportedAlgorithm as problem:
        raise KeyUnavailable(f"key file {path}: protected in a way that is not supported ({problem})") from problem
    except (ValueError, TypeError) as problem:
        raise KeyUnavailable(f"key file {path}: wrong password, or not a PKCS#12 file; not tried again") from problem
    if content.key is None or content.cert is None:
        raise KeyUnavailable(f"key file {path}: it holds no private key with its certificate")
    chain = [*(extra.certificate for extra in content.additional_certs), *issuers]
    return MemoryKey(content.key, content.cert.certificate, chain)


def save(path: Path | str, key: MemoryKey, password: bytes) -> None:
    """Write a key to a new file that its owner alone may read (mode 0600). Raises FileExistsError, ValueError."""
    if not password:
        raise ValueError("a key file needs a password")
    private, certificate, chain = key.parts()
    data = serialize_key_and_certificates(None, private, certificate, chain, BestAvailableEncryption(password))
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(data)
