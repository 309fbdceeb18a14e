"""The canonical envelope of our own files: flipping any single bit of it is noticed.

A CMS signature is malleable: hexadecimal case, padding, BER lengths, algorithm parameters, extra certificates
and headers can change without breaking anything that is signed. Here the slot must be one lower-case hex
string padded with zeros; the CMS in it, and each timestamp token inside, must be in its one spelling
(`canonical`); and what is then left is covered by a signature, or by a digest under a signature
(ETSI EN 319 142-1; RFC 3161; RFC 5035).

Trust, validity and revocation of the certificates are judged elsewhere.
"""

import binascii
import hashlib
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509 import load_der_x509_certificate

from signatures import canonical, der
from signatures.canonical import Envelope
from signatures.der import Cursor, NotDer, content, write
from signatures.report import Reason
from signatures.vocabulary import Code

_HASHES: dict[str, hashes.HashAlgorithm] = {
    "sha256": hashes.SHA256(),
    "sha384": hashes.SHA384(),
    "sha512": hashes.SHA512(),
}
Digest = Callable[[str], bytes]  # from the name of an algorithm to the digest of the bytes in question


class _Broken(Exception):
    """The spelling is right, the cryptography is not."""


def token_holds(contents: bytes, covered: bytes) -> Reason | None:
    """Check the /Contents of a document timestamp, and that it stamps `covered`.

    `contents` are the bytes of the gap as they stand in the file, angle brackets included; `covered` all the
    other bytes that the ByteRange names, joined. None means: canonical, the embedded certificate is the one
    that the token names, its signature is right, and its imprint is that of `covered`. Never raises.
    """
    return _first_defect(lambda: _check_token(_cms_in(contents), _digest_of(covered)))


def signature_holds(contents: bytes, covered: bytes) -> Reason | None:
    """Check the /Contents of a signature over `covered`, and the tokens inside it.

    Arguments and result as for `token_holds`.
    """
    return _first_defect(lambda: _check_signature(_cms_in(contents), covered))


def _first_defect(check: Callable[[], None]) -> Reason | None:
    try:
        check()
    except NotDer as defect:
        return Reason(Code.ENVELOPE_NOT_CANONICAL, f"the signature envelope is not in its one form: {defect}")
    except _Broken as defect:
        return Reason(Code.SIGNATURE_BROKEN, str(defect))
    return None


def _digest_of(data: bytes) -> Digest:
    return lambda name: hashlib.new(name, data).digest()


def _cms_in(contents: bytes) -> bytes:
    """The DER in the hex string of a signature slot, padding taken off."""
    digits = contents[1:-1]
    if contents[:1] != b"<" or contents[-1:] != b">":
        raise NotDer("the slot is not one hex string")
    if len(digits) % 2 or digits.translate(None, b"0123456789abcdef"):
        raise NotDer("the slot holds something other than pairs of lower-case hex digits")
    data = binascii.unhexlify(digits)
    end = der.element(data, 0, len(data))[3]
    if data[end:].strip(b"\0"):
        raise NotDer("the padding is not all zeros")
    return data[:end]


def _check_signature(cms: bytes, covered: bytes) -> None:
    envelope = canonical.parse(cms, timestamp=False)
    _check_signer(envelope)
    if _octets(envelope, canonical.MESSAGE_DIGEST) != _digest_of(covered)(envelope.digest):
        raise _Broken("the digest signed is not that of the bytes covered")
    if envelope.token is not None:
        _check_token(envelope.token, _digest_of(envelope.signature))
    content_token = envelope.attribute(canonical.CONTENT_TOKEN)
    if content_token is not None:
        _check_token(content_token, _digest_of(covered))


def _check_token(token: bytes, stamped: Digest) -> None:
    envelope = canonical.parse(token, timestamp=True)
    assert envelope.payload is not None
    if _octets(envelope, canonical.MESSAGE_DIGEST) != _digest_of(envelope.payload)(envelope.digest):
        raise _Broken("the content of a timestamp token was altered")
    _check_signer(envelope)
    name, imprint = _imprint(envelope.payload)
    if imprint != stamped(name):  # last, because it may read the whole file
        raise _Broken("a timestamp token stamps other bytes")


def _check_signer(envelope: Envelope) -> None:
    """The certificate is the one that the signer named, and its key made the signature."""
    name, digest = _certificate_named(envelope)
    if digest != _digest_of(envelope.certificate)(name):
        raise _Broken("the certificate is not the one that the signer named")
    signed = write(der.SET, envelope.signed_attributes)  # RFC 5652, clause 5.4: signed under the tag of a SET OF
    algorithm = _HASHES[envelope.digest]
    key = _public_key(envelope.certificate)
    try:
        if isinstance(key, ec.EllipticCurvePublicKey):
            key.verify(envelope.signature, signed, ec.ECDSA(algorithm))
        elif isinstance(key, rsa.RSAPublicKey):
            key.verify(envelope.signature, signed, padding.PKCS1v15(), algorithm)
        else:
            raise _Broken("the key is neither RSA nor on an elliptic curve")
    except InvalidSignature:
        raise _Broken("the signature is not that of the certificate's key") from None


@lru_cache(maxsize=64)
def _public_key(certificate: bytes) -> object:
    """Key of a certificate; a file's signatures share few of them."""
    try:
        return load_der_x509_certificate(certificate).public_key()
    except (ValueError, UnsupportedAlgorithm) as problem:
        raise _Broken(f"the certificate has no usable key: {problem}") from None


def _octets(envelope: Envelope, attribute: bytes) -> bytes:
    value = envelope.attribute(attribute)
    if value is None:
        raise NotDer("a signed attribute that every signature has is missing")
    return content(value, Cursor.over(value).take(der.OCTET_STRING))


def _certificate_named(envelope: Envelope) -> tuple[str, bytes]:
    """Digest algorithm and digest in the first ESSCertIDv2 (RFC 5035, clause 4)."""
    value = envelope.attribute(canonical.SIGNING_CERTIFICATE_V2)
    if value is None:
        raise NotDer("the signer's certificate is not named in what is signed")
    first = Cursor.over(value).enter(der.SEQUENCE).enter(der.SEQUENCE).enter(der.SEQUENCE)
    name: str | None = "sha256"
    if first.peek() == der.SEQUENCE:
        name = canonical.DIGESTS.get(der.raw(value, first.next()))
    if name is None:
        raise NotDer("the signer's certificate is named by a digest other than SHA-2")
    return name, content(value, first.take(der.OCTET_STRING))


def _imprint(tst_info: bytes) -> tuple[str, bytes]:
    """Digest algorithm and digest that a token stamps (RFC 3161, clause 2.4.2)."""
    info = Cursor.over(tst_info).enter(der.SEQUENCE)
    info.take(der.INTEGER)
    info.take(der.OID)
    imprint = info.enter(der.SEQUENCE)
    name = canonical.DIGESTS.get(der.raw(tst_info, imprint.take(der.SEQUENCE)))
    if name is None:
        raise NotDer("a timestamp token stamps a digest other than SHA-2")
    return name, content(tst_info, imprint.take(der.OCTET_STRING))
