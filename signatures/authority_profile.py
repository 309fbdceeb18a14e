"""What stands in the certificates of an embedded authority (RFC 5280; ETSI EN 319 412-2 where it fits).

    root          20 years   signs CA certificates and lists
    people CA     20 years   practitioners (5 years), patients (one hour), seals (5 years)
    time CA       20 years   timestamp units (8 years)

Keys are EC P-256. No certificate names an address: whatever a verifier needs is in the file or in his hands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from signatures.errors import NotConformant

# Our own arc, from the UUID 3b92f9ff-a94d-4bec-80f2-383b9b80d74f (ITU-T X.667).
_ARC = "2.25.79187597668225284226558728729551492943"
TIME_POLICY, PEOPLE_POLICY = f"{_ARC}.1.1", f"{_ARC}.2.1"
DEMONSTRATION_TIME_POLICY, DEMONSTRATION_PEOPLE_POLICY = f"{_ARC}.1.2", f"{_ARC}.2.2"

DEMONSTRATION = "DEMONSTRATION"
ONE_SHOT = "Certificat d'usage unique"
YEAR = timedelta(days=365.25)
MARGIN = timedelta(minutes=1)  # issued a minute early: certificate, list and token of one act never share a second
MAX_NAME = 64  # characters: ub-common-name, ub-organization-name (RFC 5280, appendix A)
_PRINTABLE = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 '()+,-./:=?")

_NO_USAGE = dict.fromkeys(
    (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    ),
    False,
)
ISSUING = ("key_cert_sign", "crl_sign")
SIGNING = ("digital_signature", "content_commitment")
COMMITTING = ("content_commitment",)
STAMPING = ("digital_signature",)


@dataclass(frozen=True)
class Issuer:
    """A CA: its key and its certificate."""

    private: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate


def new_key() -> ec.EllipticCurvePrivateKey:
    """A fresh P-256 key."""
    return ec.generate_private_key(ec.SECP256R1())


def subject(
    name: str, *, organisation: str | None = None, units: Sequence[str] = (), identifier: str | None = None
) -> x509.Name:
    """A subject's name. Raises NotConformant, naming the part, when a certificate cannot hold it."""
    parts: list[x509.NameAttribute[str]] = []
    if organisation is not None:
        parts += [x509.NameAttribute(NameOID.COUNTRY_NAME, "FR"), _part(NameOID.ORGANIZATION_NAME, organisation)]
    parts += [_part(NameOID.ORGANIZATIONAL_UNIT_NAME, unit) for unit in units]
    parts.append(_part(NameOID.COMMON_NAME, name))
    if identifier is not None:
        if not set(identifier) <= _PRINTABLE:
            raise NotConformant(f"the identifier {identifier!r} holds characters that certificates do not allow")
        parts.append(_part(NameOID.SERIAL_NUMBER, identifier))
    return x509.Name(parts)


def _part(oid: x509.ObjectIdentifier, value: str) -> x509.NameAttribute[str]:
    if not 0 < len(value) <= MAX_NAME or value != value.strip():
        raise NotConformant(
            f"« {value} » cannot stand in a certificate: 1 to {MAX_NAME} characters without blanks around;"
            " use the usual form of the name"
        )
    return x509.NameAttribute(oid, value)


def self_signed(name: x509.Name, start: datetime, end: datetime) -> Issuer:
    """A new root."""
    key = new_key()
    constraints = x509.BasicConstraints(ca=True, path_length=1)
    builder = _builder(name, name, key.public_key(), start, end, key.public_key(), ISSUING)
    builder = builder.add_extension(constraints, critical=True)
    return Issuer(key, _signed(builder, key))


def sub_authority(issuer: Issuer, name: x509.Name, policy: str) -> Issuer:
    """A new CA below a root; it lives as long as the root."""
    key = new_key()
    upper = issuer.certificate
    start, end = upper.not_valid_before_utc, upper.not_valid_after_utc
    builder = _below(issuer, name, key.public_key(), start, end, ISSUING, policy)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return Issuer(key, _signed(builder, issuer.private))


def leaf(
    issuer: Issuer,
    name: x509.Name,
    public: ec.EllipticCurvePublicKey,
    start: datetime,
    end: datetime,
    usage: Sequence[str],
    policy: str,
) -> x509.Certificate:
    """A certificate for a person, a seal or, with `usage` STAMPING, a timestamp unit; within its issuer's life."""
    builder = _below(issuer, name, public, start, end, usage, policy)
    builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
    if usage == STAMPING:
        only = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(only, critical=True)
    return _signed(builder, issuer.private)


def _below(
    issuer: Issuer,
    name: x509.Name,
    public: ec.EllipticCurvePublicKey,
    start: datetime,
    end: datetime,
    usage: Sequence[str],
    policy: str,
) -> x509.CertificateBuilder:
    upper = issuer.certificate
    start, end = max(start, upper.not_valid_before_utc), min(end, upper.not_valid_after_utc)
    builder = _builder(name, upper.subject, public, start, end, issuer.private.public_key(), usage)
    policies = x509.CertificatePolicies([x509.PolicyInformation(x509.ObjectIdentifier(policy), None)])
    return builder.add_extension(policies, critical=False)


def _builder(
    name: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    start: datetime,
    end: datetime,
    issuing: ec.EllipticCurvePublicKey,
    usage: Sequence[str],
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(end)
        .add_extension(x509.KeyUsage(**{**_NO_USAGE, **dict.fromkeys(usage, True)}), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuing), critical=False)
    )


def _signed(builder: x509.CertificateBuilder, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    return builder.sign(key, hashes.SHA256(), ecdsa_deterministic=True)


def revocation_list(
    issuer: Issuer, revoked: Sequence[tuple[int, datetime]], at: datetime, until: datetime
) -> x509.CertificateRevocationList:
    """A complete list of one issuer (RFC 5280, clause 5), good until `until`."""
    builder = (
        x509.CertificateRevocationListBuilder()
        .issuer_name(issuer.certificate.subject)
        .last_update(at)
        .next_update(min(until, issuer.certificate.not_valid_after_utc))
        .add_extension(x509.CRLNumber(int(at.timestamp())), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.private.public_key()), critical=False)
    )
    for serial, when in revoked:
        entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(when).build()
        builder = builder.add_revoked_certificate(entry)
    return builder.sign(issuer.private, hashes.SHA256(), ecdsa_deterministic=True)
