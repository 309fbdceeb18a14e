"""Read timestamp tokens and check them as a suspicious client does (RFC 3161, clause 2.2; RFC 5816).

Checked here: form, digest, signature, the certificate named under the signature, its purpose, its dates and
its issuers. What was asked (imprint, nonce, policy, time) is compared in `clock`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import algos, cms, core, tsp, x509
from cryptography import x509 as pyca
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from signatures.certificates import may_stamp
from signatures.keys.memory import asn1, ordered
from signatures.material import UNSOUND

SHA2: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}


class Refused(ValueError):
    """The token is not to be relied upon; the message says why."""


@dataclass(frozen=True)
class Token:
    """A timestamp token whose signature is right; whom it comes from is another question."""

    der: bytes  # canonical: the authority's certificate is the only one inside
    info: tsp.TSTInfo
    time: datetime  # genTime, UTC
    accuracy: timedelta | None  # None: the token states none
    certificate: pyca.Certificate  # of the authority

    @property
    def imprint(self) -> tuple[str, bytes]:
        """Digest algorithm and digest that it stamps."""
        value = self.info["message_imprint"]
        return value["hash_algorithm"]["algorithm"].native, value["hashed_message"].native


def read(der: bytes) -> Token:
    """Take a token apart. Raises Refused when it is malformed, not authentic, or not from a timestamp unit."""
    try:
        outer = cms.ContentInfo.load(der, strict=True)
        if outer["content_type"].native != "signed_data":
            raise Refused("it is not signed")
        return _checked(der, outer)
    except Refused:
        raise
    except UNSOUND as problem:
        raise Refused(f"it is malformed ({type(problem).__name__})") from problem


def _checked(der: bytes, outer: cms.ContentInfo) -> Token:
    signed = outer["content"]
    inside = signed["encap_content_info"]
    if inside["content_type"].native != "tst_info" or len(signed["signer_infos"]) != 1:
        raise Refused("it is not a token of one authority")
    signer = signed["signer_infos"][0]
    payload = bytes(inside["content"])
    # before anything looks into it: asn1crypto writes what was looked into anew, slowly
    body = b"\x31" + signer["signed_attrs"].dump()[1:]  # signed under the tag of a SET OF (RFC 5652, clause 5.4)
    attributes = _attributes(signer)
    certificate = _certificate(signed, attributes)
    _check_digest(attributes, payload, signer["digest_algorithm"]["algorithm"].native)
    _check_signature(signer, body, certificate)
    info = tsp.TSTInfo.load(payload, strict=True)
    _ = info.native, certificate.subject, certificate.issuer  # both libraries read these only when asked
    token = Token(_alone(der, signed, certificate), info, info["gen_time"].native, accuracy(info), certificate)
    _check_purpose(token)
    return token


def _attributes(signer: cms.SignerInfo) -> dict[str, cms.CMSAttribute]:
    found: dict[str, cms.CMSAttribute] = {}
    for attribute in signer["signed_attrs"]:
        name = attribute["type"].native
        if name in found or len(attribute["values"]) != 1:
            raise Refused("a signed attribute stands twice")
        found[name] = attribute["values"][0]
    return found


def _certificate(signed: cms.SignedData, attributes: dict[str, cms.CMSAttribute]) -> pyca.Certificate:
    """The certificate that the authority named under its signature (RFC 5816: by a SHA-2 digest)."""
    named = attributes.get("signing_certificate_v2")
    if named is None:
        raise Refused("it does not name its certificate by a SHA-2 digest")
    first = named["certs"][0]
    digest = first["hash_algorithm"]["algorithm"].native
    certificates = signed["certificates"]
    if isinstance(certificates, core.Void) or digest not in SHA2:
        raise Refused("it does not carry the certificate of its authority")
    for choice in certificates:
        der = choice.chosen.untag().dump() if choice.name == "certificate" else b""
        if hashlib.new(digest, der).digest() == first["cert_hash"].native:
            return pyca.load_der_x509_certificate(der)
    raise Refused("it does not carry the certificate that it names")


def _check_digest(attributes: dict[str, cms.CMSAttribute], payload: bytes, digest: str) -> None:
    _sha2(digest)
    if attributes["content_type"].native != "tst_info":
        raise Refused("it is signed as something other than a time")
    if attributes["message_digest"].native != hashlib.new(digest, payload).digest():
        raise Refused("its content was altered")


def _check_signature(signer: cms.SignerInfo, body: bytes, certificate: pyca.Certificate) -> None:
    value, key, named = signer["signature"].native, certificate.public_key(), signer["signature_algorithm"]
    pss = named["parameters"] if named["algorithm"].native == "rsassa_pss" else None
    algorithm = _sha2(_digest_signed(signer))
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(value, body, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(value, body, padding.PKCS1v15() if pss is None else _pss(pss), algorithm)
        else:
            raise Refused("its key is neither RSA nor on an elliptic curve")
    except InvalidSignature:
        raise Refused("its signature is wrong") from None


def _digest_signed(signer: cms.SignerInfo) -> str:
    """The digest under the signature: what its algorithm names, else that of the content (RFC 5652, clause 5.3)."""
    named = signer["signature_algorithm"]
    stated: str = named["algorithm"].native
    if stated == "rsassa_pss":
        return str(named["parameters"]["hash_algorithm"]["algorithm"].native)
    digest, _, rest = stated.partition("_")  # sha512_ecdsa, or rsassa_pkcs1v15
    return digest if rest in ("rsa", "ecdsa") else str(signer["digest_algorithm"]["algorithm"].native)


def _pss(parameters: algos.RSASSAPSSParams) -> padding.PSS:
    """The padding of RSA-PSS, whose mask rests on a digest as well (RFC 4055, clause 3.1)."""
    mask = _sha2(parameters["mask_gen_algorithm"]["parameters"]["algorithm"].native)
    return padding.PSS(padding.MGF1(mask), parameters["salt_length"].native)


def _sha2(name: str) -> hashes.HashAlgorithm:
    if name not in SHA2:
        raise Refused(f"it rests on a {name} digest")
    return SHA2[name]


def _check_purpose(token: Token) -> None:
    """A timestamp unit's key does nothing else (RFC 3161, clause 2.3), and its certificate was valid."""
    cert = token.certificate
    try:
        usage = cert.extensions.get_extension_for_class(pyca.ExtendedKeyUsage)
    except pyca.ExtensionNotFound:
        raise Refused("its certificate is not one for timestamps") from None
    if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise Refused("its certificate is not one for timestamps only")
    if not may_stamp(asn1(cert)):
        raise Refused("the key of its certificate may not sign")
    if not cert.not_valid_before_utc <= token.time <= cert.not_valid_after_utc:
        raise Refused(f"its certificate was not valid at the time that it states ({token.time.isoformat()})")


def issuers(token: Token, anchors: Sequence[pyca.Certificate]) -> tuple[pyca.Certificate, ...]:
    """The issuers of the token's certificate up to a root, all from `anchors`. Raises KeyUnavailable if none."""
    return ordered(token.certificate, anchors)


def _alone(der: bytes, signed: cms.SignedData, certificate: pyca.Certificate) -> bytes:
    """The token with the authority's certificate only: what else it carries is not under its signature.

    Others' duplicate certificates are bytes that anyone may alter unnoticed; they belong in the DSS.
    """
    if len(signed["certificates"]) == 1 and isinstance(signed["crls"], core.Void):
        return der
    fresh = cms.ContentInfo.load(der)["content"]
    fields = {name: fresh[name] for name in ("version", "digest_algorithms", "encap_content_info", "signer_infos")}
    choice = cms.CertificateChoices(name="certificate", value=asn1(certificate))
    again = cms.SignedData({**fields, "certificates": [choice]})
    alone: bytes = cms.ContentInfo({"content_type": "signed_data", "content": again}).dump()
    return alone


def accuracy(info: tsp.TSTInfo) -> timedelta | None:
    """The accuracy that a token states, or None (RFC 3161, clause 2.4.2). Raises ValueError if it is negative."""
    stated = info["accuracy"]
    if isinstance(stated, core.Void):
        return None
    parts = {name: stated[name].native or 0 for name in ("seconds", "millis", "micros")}
    if min(parts.values()) < 0:
        raise ValueError("a token states a negative accuracy")
    return timedelta(seconds=parts["seconds"], milliseconds=parts["millis"], microseconds=parts["micros"])


def parse(certificates: Sequence[x509.Certificate]) -> tuple[pyca.Certificate, ...]:
    """The same certificates in the other library's class."""
    return tuple(pyca.load_der_x509_certificate(certificate.dump()) for certificate in certificates)


def named(certificate: x509.Certificate) -> str:
    """Its subject's name, as messages tell it."""
    return parse((certificate,))[0].subject.rfc4514_string()
