"""Write CMS signatures and timestamp tokens in their one canonical form (RFC 5652, RFC 5035, RFC 3161).

One signer, named by issuer and serial number; one certificate, the signer's; SHA-256 wherever a digest is
named; DER throughout, written straight from its parts. pyHanko's own Signer is not used: it needs an event loop
of its own, signs twice (the first time to learn the size), has no public hook for free attributes, and spends
a hundred times the signature itself on building structures.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from asn1crypto import core, x509

from signatures.der import CONTEXT_0, CONTEXT_1, OCTET_STRING, SEQUENCE, SET, write
from signatures.keys import Algorithm, Key

DIGEST = "sha256"


def oid(dotted: str) -> bytes:
    """DER of an object identifier."""
    der: bytes = core.ObjectIdentifier(dotted).dump()
    return der


def integer(value: int) -> bytes:
    """DER of an integer."""
    der: bytes = core.Integer(value).dump()
    return der


_NULL = b"\x05\x00"
SHA256 = write(SEQUENCE, oid("2.16.840.1.101.3.4.2.1"), _NULL)
_ALGORITHMS = {
    "ec": write(SEQUENCE, oid("1.2.840.10045.4.3.2")),  # ecdsa-with-SHA256 (RFC 5758)
    "rsa": write(SEQUENCE, oid("1.2.840.113549.1.1.11"), _NULL),  # sha256WithRSAEncryption (RFC 4055)
}
_SIGNED_DATA = oid("1.2.840.113549.1.7.2")
DATA, TST_INFO = oid("1.2.840.113549.1.7.1"), oid("1.2.840.113549.1.9.16.1.4")
_CONTENT_TYPE, _MESSAGE_DIGEST = oid("1.2.840.113549.1.9.3"), oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE_V2 = oid("1.2.840.113549.1.9.16.2.47")
_SIGNATURE_TOKEN, _CONTENT_TOKEN = oid("1.2.840.113549.1.9.16.2.14"), oid("1.2.840.113549.1.9.16.2.20")


@dataclass(frozen=True)
class Signed:
    """Signed attributes and their signature: what exists before a token over the signature is asked for."""

    certificate: x509.Certificate
    attributes: bytes  # content of the SET OF
    algorithm: bytes
    signature: bytes

    def document(self, token: bytes | None = None) -> bytes:
        """DER of a detached signature; `token`: DER of the timestamp over `signature` (RFC 3161, appendix A)."""
        unsigned = b"" if token is None else write(CONTEXT_1, attribute(_SIGNATURE_TOKEN, token))
        return self._written(1, write(SEQUENCE, DATA), unsigned, embed=True)

    def token(self, tst_info: bytes, *, embed: bool) -> bytes:
        """DER of a timestamp token around `tst_info`; `embed`: with the authority's certificate."""
        inside = write(SEQUENCE, TST_INFO, write(CONTEXT_0, write(OCTET_STRING, tst_info)))
        return self._written(3, inside, b"", embed=embed)

    def _written(self, version: int, inside: bytes, unsigned: bytes, *, embed: bool) -> bytes:
        signer = write(
            SEQUENCE,
            integer(1),
            write(SEQUENCE, self.certificate.issuer.dump(), integer(self.certificate.serial_number)),
            SHA256,
            write(CONTEXT_0, self.attributes),
            self.algorithm,
            write(OCTET_STRING, self.signature),
            unsigned,
        )
        certificates = write(CONTEXT_0, self.certificate.dump()) if embed else b""
        body = write(SEQUENCE, integer(version), write(SET, SHA256), inside, certificates, write(SET, signer))
        return write(SEQUENCE, _SIGNED_DATA, write(CONTEXT_0, body))


def sign(key: Key, kind: bytes, digest: bytes, more: Iterable[bytes] = ()) -> Signed:
    """Sign a SHA-256 digest of content of the given kind (DATA or TST_INFO), with more signed attributes."""
    content = attributes(key.certificate, kind, digest, more)
    return signed(key.certificate, key.algorithm, content, key.sign(to_sign(content), DIGEST))


def attributes(certificate: x509.Certificate, kind: bytes, digest: bytes, more: Iterable[bytes] = ()) -> bytes:
    """Content of the SET OF signed attributes for a SHA-256 digest of content of the given kind.

    The signing time is no attribute: PAdES states it in the PDF (ETSI EN 319 142-1, clause 6.3).
    """
    listed = (
        attribute(_CONTENT_TYPE, kind),
        attribute(_MESSAGE_DIGEST, write(OCTET_STRING, digest)),
        attribute(_SIGNING_CERTIFICATE_V2, _named(certificate)),
        *more,
    )
    return b"".join(sorted(listed))  # the order of a SET OF in DER (ITU-T X.690, clause 11.6)


def to_sign(content: bytes) -> bytes:
    """The bytes that the key signs: the attributes under the tag of a SET OF (RFC 5652, clause 5.4)."""
    return write(SET, content)


def signed(certificate: x509.Certificate, algorithm: Algorithm, content: bytes, signature: bytes) -> Signed:
    """Attributes and the signature that was made over them, here or elsewhere."""
    return Signed(certificate, content, _ALGORITHMS[algorithm], signature)


def attribute(kind: bytes, value: bytes) -> bytes:
    """DER of an attribute with one value; `kind`: DER of its object identifier."""
    return write(SEQUENCE, kind, write(SET, value))


def content_token(token: bytes) -> bytes:
    """Signed attribute with a token over the content: not signed before (ETSI EN 319 122-1, clause 5.2.8)."""
    return attribute(_CONTENT_TOKEN, token)


def sha256(*parts: bytes | memoryview) -> bytes:
    """SHA-256 of the parts joined."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    return digest.digest()


def directory_name(name: x509.Name) -> bytes:
    """DER of a GeneralName that is a directory name (RFC 5280, clause 4.2.1.6)."""
    return write(0xA4, name.dump())


def _named(certificate: x509.Certificate) -> bytes:
    """The signer's certificate, named under the signature so that no other can take its place (RFC 5035)."""
    issuer = write(SEQUENCE, directory_name(certificate.issuer))
    serial = write(SEQUENCE, issuer, integer(certificate.serial_number))
    named = write(SEQUENCE, write(OCTET_STRING, certificate.sha256), serial)  # SHA-256 is the default: left out
    return write(SEQUENCE, write(SEQUENCE, named))
