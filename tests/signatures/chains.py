"""Certificates, lists and answers of every kind, good and bad, made with cryptography alone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from asn1crypto import algos
from asn1crypto import crl as asn1_crl
from asn1crypto import ocsp as asn1_ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

START = datetime(2026, 1, 1, tzinfo=UTC)
END = datetime(2036, 1, 1, tzinfo=UTC)
SIGNING = (ExtendedKeyUsageOID.OCSP_SIGNING,)


def named(text: str, **more: str) -> x509.Name:
    parts = [x509.NameAttribute(getattr(NameOID, key.upper()), value) for key, value in more.items()]
    return x509.Name([*parts, x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass
class Entity:
    """A certificate with its key."""

    certificate: x509.Certificate
    key: Any

    @property
    def asn1(self) -> asn1_x509.Certificate:
        return asn1_x509.Certificate.load(self.certificate.public_bytes(Encoding.DER))

    def issue(
        self,
        name: x509.Name | str,
        *,
        ca: bool = False,
        begins: datetime = START,
        ends: datetime = END,
        usage: tuple[str, ...] | None = ("content_commitment",),
        purposes: tuple[x509.ObjectIdentifier, ...] = (),
        extensions: tuple[tuple[x509.ExtensionType, bool], ...] = (),
        path_length: int | None = None,
        key: Any = None,
        digest: hashes.HashAlgorithm | None = None,
    ) -> Entity:
        return make(self, name, ca, begins, ends, usage, purposes, extensions, path_length, key, digest)

    def crl(
        self,
        issued: datetime,
        until: datetime | None = None,
        revoked: tuple[tuple[Entity, datetime, x509.ReasonFlags | None], ...] = (),
        extensions: tuple[tuple[x509.ExtensionType, bool], ...] = (),
        name: x509.Name | None = None,
    ) -> asn1_crl.CertificateList:
        builder = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(name or self.certificate.subject)
            .last_update(issued)
            .next_update(until or issued + timedelta(days=7))
        )
        for entity, since, reason in revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(entity.certificate.serial_number)
            entry = entry.revocation_date(since)
            if reason is not None:
                entry = entry.add_extension(x509.CRLReason(reason), False)
            builder = builder.add_revoked_certificate(entry.build())
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return asn1_crl.CertificateList.load(builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER))

    def answer(
        self,
        about: Entity,
        issued: datetime,
        *,
        by: Entity | None = None,
        until: datetime | None = None,
        revoked: datetime | None = None,
        unknown: bool = False,
        digest: hashes.HashAlgorithm | None = None,
        named: Entity | None = None,
    ) -> asn1_ocsp.OCSPResponse:
        """An OCSP answer of this authority, signed by itself or `by` a responder whose certificate it carries.

        It says whose key that is by the key's digest, or else by the name of `named`.
        """
        status = ocsp.OCSPCertStatus.REVOKED if revoked else ocsp.OCSPCertStatus.GOOD
        status = ocsp.OCSPCertStatus.UNKNOWN if unknown else status
        signer = by or self
        builder = ocsp.OCSPResponseBuilder().add_response(
            about.certificate, self.certificate, digest or hashes.SHA256(), status, issued, until, revoked, None
        )
        how = ocsp.OCSPResponderEncoding.NAME if named else ocsp.OCSPResponderEncoding.HASH
        builder = builder.responder_id(how, (named or signer).certificate)
        if by is not None:
            builder = builder.certificates([by.certificate])
        return asn1_ocsp.OCSPResponse.load(builder.sign(signer.key, hashes.SHA256()).public_bytes(Encoding.DER))

    def answer_extended(
        self, about: Entity, issued: datetime, kind: str, value: Any, *, critical: bool = False
    ) -> asn1_ocsp.OCSPResponse:
        """The same answer with an extension of its own, which the library cannot write."""
        basic = self.answer(about, issued)["response_bytes"]["response"].parsed
        extension = {"extn_id": kind, "critical": critical, "extn_value": value}
        data = basic["tbs_response_data"].copy()
        data["responses"][0]["single_extensions"] = [extension]
        basic["tbs_response_data"] = data
        basic["signature"] = self.key.sign(data.dump(), ec.ECDSA(hashes.SHA256()))
        inside = {"response_type": "basic_ocsp_response", "response": basic}
        return asn1_ocsp.OCSPResponse({"response_status": "successful", "response_bytes": inside})


def root(name: str = "Root", **options: Any) -> Entity:
    key = ec.generate_private_key(ec.SECP256R1())
    return make(
        None, name, True, START, END, ("key_cert_sign", "crl_sign"), (), (), None, options.get("key", key), None
    )


def make(
    issuer: Entity | None,
    name: x509.Name | str,
    ca: bool,
    begins: datetime,
    ends: datetime,
    usage: tuple[str, ...] | None,
    purposes: tuple[x509.ObjectIdentifier, ...],
    extensions: tuple[tuple[x509.ExtensionType, bool], ...],
    path_length: int | None,
    key: Any,
    digest: hashes.HashAlgorithm | None,
) -> Entity:
    key = key or ec.generate_private_key(ec.SECP256R1())
    subject = named(name) if isinstance(name, str) else name
    parent = issuer.certificate.subject if issuer else subject
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(parent)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca, path_length if ca else None), True)
    )
    if usage is not None:
        flags = dict.fromkeys(USAGES, False) | dict.fromkeys(("key_cert_sign", "crl_sign") if ca else usage, True)
        builder = builder.add_extension(x509.KeyUsage(**flags), True)
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(list(purposes)), True)
    for extension, critical in extensions:
        builder = builder.add_extension(extension, critical)
    return Entity(builder.sign(issuer.key if issuer else key, digest or hashes.SHA256()), key)


USAGES = (
    "digital_signature",
    "content_commitment",
    "key_encipherment",
    "data_encipherment",
    "key_agreement",
    "key_cert_sign",
    "crl_sign",
    "encipher_only",
    "decipher_only",
)


def rsa_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def pss(digest: str, mask: str) -> algos.SignedDigestAlgorithm:
    """The algorithm RSA-PSS with these digests, for what is signed and for the mask."""
    parameters = {
        "hash_algorithm": {"algorithm": digest},
        "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": mask}},
        "salt_length": 20,
    }
    return algos.SignedDigestAlgorithm({"algorithm": "rsassa_pss", "parameters": algos.RSASSAPSSParams(parameters)})
