"""Whose certificate a CMS structure names, and whether that key made it: for signatures and tokens alike.

The cryptography is pyHanko's. What cannot be checked here is not called wrong: the certificate is nowhere to be
found, or the algorithm is none that is known here (ETSI EN 319 102-1, clauses 5.2.3 and 5.2.7: INDETERMINATE).
"""

import hashlib
from collections.abc import Sequence
from typing import Any

from asn1crypto import cms, core, tsp, x509
from cryptography.exceptions import UnsupportedAlgorithm
from pyhanko.sign.general import CMSExtractionError, check_ess_certid
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr, validate_sig_integrity
from pyhanko.sign.validation.utils import extract_message_digest
from pyhanko_certvalidator.errors import AlgorithmNotSupported, DSAParametersUnavailable
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator

from signatures.material import UNSOUND
from signatures.report import Reason
from signatures.strength import digests, weaknesses
from signatures.vocabulary import Code, Indication

REFUSED = (*UNSOUND, SignatureValidationError, CMSExtractionError)
# Digests of one length that all libraries here can make; by SHA-1 and MD5 a signature is checked, and said to be weak.
_DIGESTS = {"md5", "sha1", "sha512_224", "sha512_256"} | {
    f"{family}{bits}" for family in ("sha", "sha3_") for bits in (224, 256, 384, 512)
}
_UNKNOWN = (AlgorithmNotSupported, DSAParametersUnavailable, UnsupportedAlgorithm, NotImplementedError)
_ALGORITHM = "it was made by an algorithm that is not known here"


class Unchecked(Exception):
    """Whether a key made a signature cannot be told, and its words say why."""


def is_known(*names: str) -> bool:
    """Whether digests of these names, in the words of asn1crypto, can be made here."""
    return _DIGESTS.issuperset(names)


class _Validator(DefaultSignatureValidator):
    """Tells an unknown algorithm from a signature that is wrong: the library calls both invalid."""

    def validate_signature(self, *args: Any, **options: Any) -> None:
        try:
            super().validate_signature(*args, **options)
        except _UNKNOWN as problem:
            raise Unchecked(_ALGORITHM) from problem


_VALIDATOR = _Validator()


def signer_among(
    signed_data: cms.SignedData, offered: Sequence[x509.Certificate]
) -> tuple[x509.Certificate | None, list[x509.Certificate]]:
    """The signer's certificate and the others (ETSI EN 319 102-1, clause 5.2.3); None if it is nowhere."""
    embedded = [item.chosen.untag() for item in signed_data["certificates"] or () if item.name == "certificate"]
    signer = signed_data["signer_infos"][0]
    named = get_signing_cert_attr(signer["signed_attrs"]) if len(signer["signed_attrs"]) else None
    for cert in (*embedded, *offered):
        if _is_named(cert, signer["sid"]) and (named is None or is_meant_by(cert, named["certs"][0])):
            return cert, [other for other in embedded if other.sha256 != cert.sha256]
    return None, []


def _is_named(cert: x509.Certificate, sid: cms.SignerIdentifier) -> bool:
    if sid.name == "subject_key_identifier":
        return bool(cert.key_identifier == sid.chosen.native)
    if cert.serial_number != sid.chosen["serial_number"].native:
        return False
    issuer = sid.chosen["issuer"]
    return bool(cert.issuer.dump() == issuer.dump() or cert.issuer == issuer)


def is_meant_by(cert: x509.Certificate, named: tsp.ESSCertID | tsp.ESSCertIDv2) -> bool:
    """Whether a signature names this certificate (RFC 5035). Names in the same bytes are one; the library compares the
    tag of a general name with them, and then how they read, which is slow."""
    algorithm = "sha1" if isinstance(named, tsp.ESSCertID) else named["hash_algorithm"]["algorithm"].native
    if not is_known(algorithm):
        return False  # nobody can tell
    issuer: Sequence[x509.GeneralName] = named["issuer_serial"]["issuer"] if named["issuer_serial"] else ()
    alike = len(issuer) == 1 and issuer[0].name == "directory_name"
    if not alike or issuer[0].chosen.chosen.dump() != cert.issuer.chosen.dump():
        return bool(check_ess_certid(cert, named))
    if named["issuer_serial"]["serial_number"].native != cert.serial_number:
        return False
    return bool(hashlib.new(algorithm, cert.dump()).digest() == named["cert_hash"].native)


def digest_name(signer: cms.SignerInfo) -> str:
    """By what the content was digested; if that is not known here, by what was signed (RFC 8933: they are the same).

    Raises Unchecked if neither is known. What is named here stands in no signed part: see `refuse_unknown_digest`.
    """
    name: str = signer["digest_algorithm"]["algorithm"].native
    if is_known(name):
        return name
    named = next(iter(digests(signer["signature_algorithm"])), "")
    if not is_known(named):
        raise _over(name)
    return named


def refuse_unknown_digest(signer: cms.SignerInfo) -> None:
    """Raises Unchecked for a digest that is not known here; asked last, when nothing else speaks against it."""
    name = signer["digest_algorithm"]["algorithm"].native
    if not is_known(name):
        raise _over(name)


def _over(digest: str) -> Unchecked:
    return Unchecked(f"it was made over a digest that is not known here ({digest})")


def attests(signer: cms.SignerInfo, digest: bytes) -> bool:
    """Whether this digest is the one that was signed, whoever did; without signed attributes only the key can tell.

    Raises REFUSED.
    """
    return isinstance(signer["signed_attrs"], core.Void) or extract_message_digest(signer) == digest


def made_by(signer: cms.SignerInfo, certificate: x509.Certificate, content: str, digest: bytes) -> bool:
    """Whether the certificate's key made the signature. Raises Unchecked, or REFUSED for what is malformed.

    `content`: the type of content that must be signed, in the words of asn1crypto; `digest`: of that content.
    """
    if not is_known(*digests(signer["signature_algorithm"])):
        raise Unchecked(_ALGORITHM)
    return validate_sig_integrity(signer, certificate, content, digest, _VALIDATOR)[1]


def refuse_open_ended(signer: cms.SignerInfo) -> None:
    """Signed attributes are in DER (RFC 5652, clause 5.3); to write others out again can take for ever."""
    if signer["signed_attrs"]._trailer:  # the end of what states no length; a stated one may well end in 0x80
        raise ValueError("its signed attributes are not in DER")


def weak(signer: cms.SignerInfo, certificate: x509.Certificate, name: str) -> list[Reason]:
    """Algorithms that no longer protect: a forger may have had the means.

    Asked of every hash that a signature rests on, for nothing makes a CMS name one and the same for the content, the
    signed attributes and the mask (RFC 5652, clause 5.3; RFC 4055, clause 3.1).
    """
    used = {signer["digest_algorithm"]["algorithm"].native, *digests(signer["signature_algorithm"])}
    found = weaknesses(certificate.public_key, used)
    return [Reason(Code.DIGEST_WEAK, message, name, Indication.INDETERMINATE) for message in found]
