"""People whose keys are RSA, as those of many providers and cards are."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from sign_world import DAY

from signatures.keys import MemoryKey

YEAR = timedelta(days=365)


@cache
def private_key(number: int) -> rsa.RSAPrivateKey:
    """An RSA key; made once, for it takes long."""
    return rsa.generate_private_key(65537, 2048)


def name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def issue(
    subject: str,
    issuer: str,
    number: int,
    signer: int,
    *,
    ca: bool = False,
    usages: tuple[x509.ObjectIdentifier, ...] = (),
    critical: bool = True,
) -> x509.Certificate:
    """A certificate of key `number` signed by key `signer`."""
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(name(issuer))
        .public_key(private_key(number).public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(DAY - timedelta(days=1))
        .not_valid_after(DAY + 10 * YEAR)
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
    )
    if usages:
        builder = builder.add_extension(x509.ExtendedKeyUsage(usages), critical=critical)
    return builder.sign(private_key(signer), hashes.SHA256())


def revocation_list(issuer: str, signer: int) -> bytes:
    """An empty list, good for a month."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(name(issuer))
        .last_update(DAY - timedelta(days=1))
        .next_update(DAY + timedelta(days=30))
    )
    return builder.sign(private_key(signer), hashes.SHA256()).public_bytes(Encoding.DER)


@cache
def root() -> x509.Certificate:
    """The provider's root."""
    return issue("Provider root", "Provider root", 0, 0, ca=True)


@cache
def rsa_key() -> MemoryKey:
    """A provider's RSA key for a practitioner."""
    return MemoryKey(private_key(1), issue("Bob MARTIN", "Provider root", 1, 0), (root(),))


@cache
def rsa_unit(
    usages: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.TIME_STAMPING,), critical: bool = True
) -> MemoryKey:
    """A provider's RSA timestamp unit."""
    certificate = issue("Provider time", "Provider root", 2, 0, usages=usages, critical=critical)
    return MemoryKey(private_key(2), certificate, (root(),))
