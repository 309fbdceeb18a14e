"""A private key in memory: read and checked once, then used as often as needed."""

from __future__ import annotations

from collections.abc import Iterable

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from signatures.errors import KeyUnavailable
from signatures.keys import public

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


class MemoryKey:
    """An EC or RSA private key held by this process, with its certificate and the chain above it."""

    def __init__(self, private: object, certificate: pyca.Certificate, chain: Iterable[pyca.Certificate] = ()) -> None:
        """Take a loaded key. `chain`: certificates of the issuers, in any order, the root among them.

        Raises KeyUnavailable when the key is of another kind or size, or not the certificate's, and when a
        link of the chain is missing.
        """
        self._private = _accepted(private)
        self._pyca = certificate
        self.algorithm: public.Algorithm = public.kind(self._private.public_key())
        if not public.same(self._private.public_key(), public.of(certificate)):
            whose = certificate.subject.rfc4514_string()
            raise KeyUnavailable(f"the private key is not that of the certificate of {whose}; load the matching pair")
        self._links = ordered(certificate, chain)
        self.certificate: x509.Certificate = asn1(certificate)
        self.chain: tuple[x509.Certificate, ...] = tuple(asn1(link) for link in self._links)

    def sign(self, data: bytes, digest: str = "sha256") -> bytes:
        """Sign with ECDSA (nonce after RFC 6979: no weak chance can give the key away) or RSA PKCS#1 v1.5."""
        algorithm = public.hash_of(digest)
        if isinstance(self._private, rsa.RSAPrivateKey):
            return self._private.sign(data, padding.PKCS1v15(), algorithm)
        return self._private.sign(data, ec.ECDSA(algorithm, deterministic_signing=True))

    def parts(self) -> tuple[PrivateKey, pyca.Certificate, tuple[pyca.Certificate, ...]]:
        """Private key, certificate and chain, for those who write them to an encrypted file."""
        return self._private, self._pyca, self._links

    def __repr__(self) -> str:
        """The certificate's subject: nothing of the private key may reach a log."""
        return f"<MemoryKey {self.algorithm} {self._pyca.subject.rfc4514_string()}>"


def asn1(certificate: pyca.Certificate) -> x509.Certificate:
    """The same certificate in the other library's class."""
    return x509.Certificate.load(certificate.public_bytes(Encoding.DER))


def ordered(certificate: pyca.Certificate, offered: Iterable[pyca.Certificate]) -> tuple[pyca.Certificate, ...]:
    """The issuers of `certificate` among `offered`, each signing the one before, up to a self-signed root.

    An authority may have several certificates for one key: the first that leads to a root is taken. Raises
    KeyUnavailable when an issuer is missing, naming the first that was missed.
    """
    at_hand = tuple(offered)
    rest = list(at_hand)
    links: list[pyca.Certificate] = []
    missing: pyca.Certificate | None = None
    current = certificate
    while not _is_root(current, at_hand):
        issuer = next((one for one in rest if _issued(one, current)), None)
        if issuer is not None:
            rest.remove(issuer)
            links.append(issuer)
        else:
            missing = missing or current
            if not links:
                raise _incomplete(missing)
            links.pop()
        current = links[-1] if links else certificate
    return tuple(links)


def _is_root(certificate: pyca.Certificate, at_hand: Iterable[pyca.Certificate]) -> bool:
    """Self-issued, and signed by no other key at hand: a new key that the old one certified is no root."""
    if certificate.issuer != certificate.subject:
        return False
    return not any(_issued(one, certificate) and one.public_key() != certificate.public_key() for one in at_hand)


def _incomplete(certificate: pyca.Certificate) -> KeyUnavailable:
    return KeyUnavailable(
        f"the certificate of {certificate.issuer.rfc4514_string()}, issuer of {certificate.subject.rfc4514_string()},"
        " is missing; add the whole chain up to the root"
    )


def _issued(issuer: pyca.Certificate, certificate: pyca.Certificate) -> bool:
    try:
        certificate.verify_directly_issued_by(issuer)
    except Exception:  # the library raises ValueError, TypeError or InvalidSignature: all mean no
        return False
    return True


def _accepted(private: object) -> PrivateKey:
    if isinstance(private, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        return private
    raise KeyUnavailable(f"a key of the kind {type(private).__name__} cannot sign here; use an EC or an RSA key")
