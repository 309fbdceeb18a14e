"""RFC 3161 tokens taken apart, and what every CMS structure here is checked for, signature or token.

The cryptography is pyHanko's; trust and time are judged elsewhere.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import cms, tsp, x509
from pyhanko.sign.general import CMSExtractionError, check_ess_certid
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr, validate_sig_integrity

from signatures.certificates import is_readable, readable
from signatures.document import in_words
from signatures.material import UNSOUND, check_reach
from signatures.report import Reason
from signatures.strength import WEAK, digests, weaknesses
from signatures.tokens import accuracy
from signatures.vocabulary import Code, Indication

UNSTATED_ACCURACY = timedelta(seconds=1)  # what an authority owes that states none (ETSI EN 319 421, 7.7.2)
REFUSED = (*UNSOUND, SignatureValidationError, CMSExtractionError)
Digest = Callable[[str], bytes]
_UNDECIDED = Indication.INDETERMINATE


@dataclass
class Token:
    """An RFC 3161 token: a claim of time over some bytes."""

    time: datetime | None  # genTime
    accuracy: timedelta
    certificate: x509.Certificate | None  # of the timestamp authority
    others: list[x509.Certificate]
    reasons: list[Reason]  # what is wrong with it as bytes


def read_token(
    signed_data: cms.SignedData, stamped: Digest, name: str, offered: Sequence[x509.Certificate] = ()
) -> Token:
    """Take a token apart and check it as bytes: its signature, and that it stamps what `stamped` digests."""
    token = Token(None, UNSTATED_ACCURACY, None, [], [])
    try:
        content = signed_data["encap_content_info"]["content"]
        info = content.parsed
        if not isinstance(info, tsp.TSTInfo):
            raise ValueError("it holds no time")
        token.time, token.accuracy = _stated(info)
        if len(signed_data["signer_infos"]) != 1:  # RFC 3161, clause 2.4.2
            raise ValueError("it is signed by others besides its authority")
        certificate, others = signer_among(signed_data, offered)
        token.certificate, token.others = readable(certificate), [one for one in others if is_readable(one)]
        signer = signed_data["signer_infos"][0]
        refuse_open_ended(signer)
        digest = hashlib.new(signer["digest_algorithm"]["algorithm"].native, bytes(content)).digest()
        intact, valid = validate_sig_integrity(signer, token.certificate, "tst_info", digest)
        imprint = info["message_imprint"]
        algorithm = imprint["hash_algorithm"]["algorithm"].native
        if not (intact and valid):
            token.reasons.append(Reason(Code.SIGNATURE_BROKEN, "a timestamp token is not authentic", name))
        elif imprint["hashed_message"].native != stamped(algorithm):
            token.reasons.append(Reason(Code.SIGNATURE_BROKEN, "a timestamp token stamps other bytes", name))
        token.reasons += weak(signer, token.certificate, name)
        if algorithm in WEAK:
            token.reasons.append(Reason(Code.DIGEST_WEAK, f"a timestamp stamps a {algorithm} digest", name, _UNDECIDED))
    except NoCertificate:
        message = "the certificate of a timestamp authority is not in the file"
        token.reasons.append(Reason(Code.TIME_NOT_PROVEN, message, name, _UNDECIDED))
    except REFUSED as problem:
        message = f"a timestamp token cannot be checked: {in_words(problem)}"
        token.reasons.append(Reason(Code.SIGNATURE_BROKEN, message, name))
    return token


def _stated(info: tsp.TSTInfo) -> tuple[datetime, timedelta]:
    """What a token says of time, if one can reckon with it. Raises what is malformed."""
    stated, time = accuracy(info), info["gen_time"].native
    by = UNSTATED_ACCURACY if stated is None else stated
    check_reach(time, by)
    return time, by


def weak(signer: cms.SignerInfo, certificate: x509.Certificate, name: str) -> list[Reason]:
    """Algorithms that no longer protect: a forger may have had the means.

    Asked of every hash that a signature rests on, for nothing makes a CMS name one and the same for the content, the
    signed attributes and the mask (RFC 5652, clause 5.3; RFC 4055, clause 3.1).
    """
    used = {signer["digest_algorithm"]["algorithm"].native} | digests(signer["signature_algorithm"])
    found = weaknesses(certificate.public_key, used)
    return [Reason(Code.DIGEST_WEAK, message, name, _UNDECIDED) for message in found]


class NoCertificate(Exception):
    """The signer's certificate is nowhere to be found."""


def signer_among(
    signed_data: cms.SignedData, offered: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, list[x509.Certificate]]:
    """The signer's certificate and the others (ETSI EN 319 102-1, clause 5.2.3). Raises NoCertificate."""
    embedded = [item.chosen.untag() for item in signed_data["certificates"] or () if item.name == "certificate"]
    signer = signed_data["signer_infos"][0]
    named = get_signing_cert_attr(signer["signed_attrs"]) if len(signer["signed_attrs"]) else None
    for cert in (*embedded, *offered):
        if _is_named(cert, signer["sid"]) and (named is None or is_meant_by(cert, named["certs"][0])):
            return cert, [other for other in embedded if other.sha256 != cert.sha256]
    raise NoCertificate


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
    issuer: Sequence[x509.GeneralName] = named["issuer_serial"]["issuer"] if named["issuer_serial"] else ()
    alike = len(issuer) == 1 and issuer[0].name == "directory_name"
    if not alike or issuer[0].chosen.chosen.dump() != cert.issuer.chosen.dump():
        return bool(check_ess_certid(cert, named))
    if named["issuer_serial"]["serial_number"].native != cert.serial_number:
        return False
    algorithm = "sha1" if isinstance(named, tsp.ESSCertID) else named["hash_algorithm"]["algorithm"].native
    return bool(hashlib.new(algorithm, cert.dump()).digest() == named["cert_hash"].native)


def refuse_open_ended(signer: cms.SignerInfo) -> None:
    """Signed attributes are in DER (RFC 5652, clause 5.3); to write others out again can take for ever."""
    if signer["signed_attrs"]._trailer:  # the end of what states no length; a stated one may well end in 0x80
        raise ValueError("its signed attributes are not in DER")
