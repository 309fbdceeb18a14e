"""The public half of a key: which kinds are accepted, and whether a signature is its own.

One rule for every place that a key can lie in (memory, PKCS#12, a card, elsewhere): P-256, or RSA of 2048 to 4096
bits, with SHA-2. Verifiers everywhere know these; a slot in a PDF has room for them.
"""

from __future__ import annotations

from typing import Literal

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509 import Certificate

from signatures.errors import KeyUnavailable

Algorithm = Literal["ec", "rsa"]
HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
MIN_RSA, MAX_RSA = 2048, 4096
CURVE = ec.SECP256R1
NUMBER = 32  # bytes of each of the two numbers of a P-256 signature


def hash_of(digest: str) -> hashes.HashAlgorithm:
    """The algorithm of that name. Raises KeyUnavailable unless it is SHA-2."""
    algorithm = HASHES.get(digest)
    if algorithm is None:
        raise KeyUnavailable(f"keys sign SHA-2 digests only, not {digest}")
    return algorithm


def kind(public: object) -> Algorithm:
    """Which of the accepted kinds a public key is. Raises KeyUnavailable when it is none of them."""
    if isinstance(public, rsa.RSAPublicKey):
        if public.key_size < MIN_RSA:
            raise KeyUnavailable(f"an RSA key of {public.key_size} bits is too short; use {MIN_RSA} or more")
        if public.key_size > MAX_RSA:
            raise KeyUnavailable(f"an RSA key of {public.key_size} bits is too long; use {MAX_RSA} or less")
        return "rsa"
    if isinstance(public, ec.EllipticCurvePublicKey):
        if not isinstance(public.curve, CURVE):
            raise KeyUnavailable(f"a key on the curve {public.curve.name} is not accepted here; use P-256 or RSA")
        return "ec"
    raise KeyUnavailable(f"a key of the kind {type(public).__name__} cannot sign here; use an EC or an RSA key")


def of(certificate: Certificate) -> object:
    """The public key in a certificate. Raises KeyUnavailable when it cannot be read, which no accepted one is."""
    try:
        return certificate.public_key()
    except (ValueError, UnsupportedAlgorithm) as problem:
        whose = certificate.subject.rfc4514_string()
        raise KeyUnavailable(
            f"the key in the certificate of {whose} cannot be read ({problem}); use another"
        ) from problem


def same(one: object, other: object) -> bool:
    """Whether two public keys are one."""
    return _spki(one) == _spki(other)


def made_by(public: object, signature: bytes, data: bytes, digest: str = "sha256") -> bool:
    """Whether `signature` (ECDSA in DER, or RSA PKCS#1 v1.5) over `data` was made by the private half of `public`."""
    try:
        if isinstance(public, rsa.RSAPublicKey):
            public.verify(signature, data, padding.PKCS1v15(), hash_of(digest))
        elif isinstance(public, ec.EllipticCurvePublicKey):
            public.verify(signature, data, ec.ECDSA(hash_of(digest)))
        else:
            return False
    except InvalidSignature:
        return False
    return True


def ecdsa_der(raw: bytes) -> bytes:
    """DER of an ECDSA signature (RFC 3279, 2.2.3) from what cards give for P-256: r and s, 32 bytes each."""
    if len(raw) != 2 * NUMBER:
        raise KeyUnavailable(f"a signature over P-256 has {2 * NUMBER} bytes, {len(raw)} came")
    return encode_dss_signature(int.from_bytes(raw[:NUMBER], "big"), int.from_bytes(raw[NUMBER:], "big"))


def _spki(public: object) -> bytes:
    assert isinstance(public, rsa.RSAPublicKey | ec.EllipticCurvePublicKey)
    return public.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
