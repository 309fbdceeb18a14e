"""One signature has one spelling: a CMS taken apart, and written again from its parts.

Written anew, it must come out as the same bytes (RFC 5652; tokens: RFC 3161, RFC 5816):

    CMS         one digest algorithm, one certificate, one signer, named by issuer and serial number
    signature   no content inside; one signature timestamp token as its only unsigned attribute, or none
    token       TSTInfo inside; no unsigned attribute
"""

from dataclasses import dataclass

from signatures import der
from signatures.der import Cursor, NotDer, content, raw, write

SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
DATA = bytes.fromhex("06092a864886f70d010701")
TST_INFO = bytes.fromhex("060b2a864886f70d0109100104")
MESSAGE_DIGEST = bytes.fromhex("06092a864886f70d010904")
SIGNING_CERTIFICATE_V2 = bytes.fromhex("060b2a864886f70d010910022f")
SIGNATURE_TOKEN = bytes.fromhex("060b2a864886f70d010910020e")
CONTENT_TOKEN = bytes.fromhex("060b2a864886f70d0109100214")

_NULL = b"\x05\x00"
_VERSION_1, _VERSION_3 = b"\x02\x01\x01", b"\x02\x01\x03"
_SHA2 = {"sha256": "01", "sha384": "02", "sha512": "03"}
# the two spellings that RFC 5754, clause 2, allows: parameters absent, or NULL
DIGESTS = {
    write(der.SEQUENCE, bytes.fromhex("06096086480165030402" + last), parameters): name
    for name, last in _SHA2.items()
    for parameters in (b"", _NULL)
}
_RSA_PLAIN = write(der.SEQUENCE, bytes.fromhex("06092a864886f70d010101"), _NULL)  # the digest is the signer's
_EC_LAST = {"sha256": "02", "sha384": "03", "sha512": "04"}
_RSA_LAST = {"sha256": "0b", "sha384": "0c", "sha512": "0d"}
SIGNATURES = {
    name: {
        write(der.SEQUENCE, bytes.fromhex("06082a8648ce3d0403" + _EC_LAST[name])),
        write(der.SEQUENCE, bytes.fromhex("06092a864886f70d0101" + _RSA_LAST[name]), _NULL),
        _RSA_PLAIN,
    }
    for name in _SHA2
}


@dataclass(frozen=True)
class Envelope:
    """The parts of one canonical CMS signature."""

    digest: str  # hashlib name
    digest_algorithm: bytes  # its spelling, the same in both places where it stands
    payload: bytes | None  # TSTInfo of a token; None in a detached signature
    certificate: bytes  # DER of the signer's certificate, the only one
    signed_attributes: bytes  # content of the SET OF, as signed but for its tag
    signature_algorithm: bytes
    signature: bytes
    token: bytes | None  # DER of the signature timestamp, in a signature that has one

    def attribute(self, oid: bytes) -> bytes | None:
        """DER of the single value of a signed attribute, or None. Raises NotDer if it stands twice."""
        found = []
        attributes = Cursor.over(self.signed_attributes)
        while attributes.peek() is not None:
            attribute = attributes.enter(der.SEQUENCE)
            name = raw(attribute.data, attribute.take(der.OID))
            values = attribute.enter(der.SET)
            attribute.finish()
            value = raw(values.data, values.next())
            values.finish()
            if name == oid:
                found.append(value)
        if len(found) > 1:
            raise NotDer("a signed attribute stands twice")
        return found[0] if found else None


def parse(cms: bytes, *, timestamp: bool) -> Envelope:
    """Take a CMS apart; `timestamp` says whether it is an RFC 3161 token.

    Raises NotDer unless writing the parts again gives exactly `cms`.
    """
    outer = Cursor.over(cms)
    info = outer.enter(der.SEQUENCE)
    outer.finish()
    info.take(der.OID)
    wrapper = info.enter(der.CONTEXT_0)
    info.finish()
    signed = wrapper.enter(der.SEQUENCE)
    wrapper.finish()
    signed.take(der.INTEGER)
    signed.take(der.SET)
    payload = _payload(signed.enter(der.SEQUENCE), timestamp)
    certificates = signed.enter(der.CONTEXT_0)
    certificate = raw(cms, certificates.take(der.SEQUENCE))
    certificates.finish()
    signers = signed.enter(der.SET)
    signed.finish()
    envelope = _signer(signers, payload, certificate, timestamp)
    if _write(envelope, timestamp) != cms:
        raise NotDer("it holds bytes that nothing signed explains")
    return envelope


def _payload(cursor: Cursor, timestamp: bool) -> bytes | None:
    cursor.take(der.OID)
    if not timestamp:
        cursor.finish()
        return None
    inner = cursor.enter(der.CONTEXT_0)
    cursor.finish()
    payload = content(inner.data, inner.take(der.OCTET_STRING))
    inner.finish()
    return payload


def _signer(signers: Cursor, payload: bytes | None, certificate: bytes, timestamp: bool) -> Envelope:
    signer = signers.enter(der.SEQUENCE)
    signers.finish()
    data = signer.data
    signer.take(der.INTEGER)
    signer.take(der.SEQUENCE)
    digest_algorithm = raw(data, signer.take(der.SEQUENCE))
    digest = DIGESTS.get(digest_algorithm)
    attributes = content(data, signer.take(der.CONTEXT_0))
    algorithm = raw(data, signer.take(der.SEQUENCE))
    signature = content(data, signer.take(der.OCTET_STRING))
    token = None
    if signer.peek() is not None and not timestamp:
        token = _signature_token(signer.enter(der.CONTEXT_1))
    signer.finish()
    if digest is None or algorithm not in SIGNATURES[digest]:
        raise NotDer("an algorithm other than SHA-2 with RSA or ECDSA, or in another spelling")
    return Envelope(digest, digest_algorithm, payload, certificate, attributes, algorithm, signature, token)


def _signature_token(unsigned: Cursor) -> bytes:
    attribute = unsigned.enter(der.SEQUENCE)
    unsigned.finish()
    attribute.take(der.OID)
    values = attribute.enter(der.SET)
    attribute.finish()
    token = raw(values.data, values.take(der.SEQUENCE))
    values.finish()
    return token


def _write(envelope: Envelope, timestamp: bool) -> bytes:
    """The envelope written from its parts: what the file must hold, to the byte."""
    kind, version = (TST_INFO, _VERSION_3) if timestamp else (DATA, _VERSION_1)
    inside = b"" if envelope.payload is None else write(0xA0, write(der.OCTET_STRING, envelope.payload))
    unsigned = b""
    if envelope.token is not None:
        attribute = write(der.SEQUENCE, SIGNATURE_TOKEN, write(der.SET, envelope.token))
        unsigned = write(der.CONTEXT_1, attribute)
    signer = write(
        der.SEQUENCE,
        _VERSION_1,
        _issuer_and_serial(envelope.certificate),
        envelope.digest_algorithm,
        write(der.CONTEXT_0, envelope.signed_attributes),
        envelope.signature_algorithm,
        write(der.OCTET_STRING, envelope.signature),
        unsigned,
    )
    signed = write(
        der.SEQUENCE,
        version,
        write(der.SET, envelope.digest_algorithm),
        write(der.SEQUENCE, kind, inside),
        write(der.CONTEXT_0, envelope.certificate),
        write(der.SET, signer),
    )
    return write(der.SEQUENCE, SIGNED_DATA, write(der.CONTEXT_0, signed))


def _issuer_and_serial(certificate: bytes) -> bytes:
    """IssuerAndSerialNumber as the certificate itself spells them (RFC 5280, clause 4.1)."""
    body = Cursor.over(certificate).enter(der.SEQUENCE).enter(der.SEQUENCE)
    if body.peek() == der.CONTEXT_0:
        body.next()  # version
    serial = raw(certificate, body.take(der.INTEGER))
    body.take(der.SEQUENCE)  # signature algorithm
    return write(der.SEQUENCE, raw(certificate, body.take(der.SEQUENCE)), serial)
