"""Keys that sign: where the private part lies (memory, a PKCS#12 file, a card) is nobody else's affair."""

from __future__ import annotations

from typing import Protocol

from asn1crypto import x509

from signatures.keys.memory import MemoryKey
from signatures.keys.public import Algorithm

__all__ = ["Algorithm", "Key", "MemoryKey"]


class Key(Protocol):
    """A private key that is ready, and the certificates that say whose it is."""

    @property
    def certificate(self) -> x509.Certificate:
        """The signer's certificate."""
        ...

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """Its issuer, that one's issuer, and so on; the root last."""
        ...

    @property
    def algorithm(self) -> Algorithm:
        """Kind of the key."""
        ...

    def sign(self, data: bytes, digest: str = "sha256") -> bytes:
        """The signature of `data`: ECDSA in DER, or RSA PKCS#1 v1.5. KeyUnavailable if the key cannot be used."""
        ...
