"""The trusted time of a signature in a file, as its timestamp token states it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from asn1crypto import cms as asn1cms
from asn1crypto import core
from cryptography import x509

from signatures import tokens
from signatures.errors import FieldUnknown, NotConformant
from signatures.increment import Filled, Increment


@dataclass(frozen=True)
class TokenTime:
    """A time and what it may be off by. The true time lies between `earliest` and `latest`."""

    time: datetime
    accuracy: timedelta

    @property
    def earliest(self) -> datetime:
        """The earliest that the token allows."""
        return self.time - self.accuracy

    @property
    def latest(self) -> datetime:
        """The latest that the token allows."""
        return self.time + self.accuracy


def signature_time(pdf: bytes, field: str) -> TokenTime:
    """When `field` was signed at the latest: the time of its signature timestamp, or of the document timestamp itself.

    Checked as bytes, not for trust: that is the verifier's. Raises FieldUnknown when the field is not signed,
    NotConformant when it has no timestamp that can be read.
    """
    for signature in Increment(pdf).signatures:
        if signature.field == field:
            return _time(signature)
    raise FieldUnknown(f"the field {field} is not signed in this document")


def last_time(increment: Increment) -> datetime | None:
    """The time of the newest signature of a file, None if it has none that states a time."""
    for signature in reversed(increment.signatures):
        try:
            return _time(signature).time
        except NotConformant:
            continue
    return None


def last_certificate(pdf: bytes) -> x509.Certificate:
    """The certificate of the unit that made the newest archive timestamp, on which the whole file rests.

    Raises NotConformant when the file does not end with one.
    """
    signatures = Increment(pdf).signatures
    if not signatures or not signatures[-1].is_timestamp:
        raise NotConformant("the file does not end with an archive timestamp")
    try:
        return tokens.read(signatures[-1].cms).certificate
    except ValueError as problem:
        raise NotConformant(f"the last archive timestamp cannot be read: {problem}") from problem


def _time(signature: Filled) -> TokenTime:
    try:
        token = tokens.read(signature.cms if signature.is_timestamp else _over_signature(signature.cms))
    except (ValueError, TypeError, KeyError, IndexError) as problem:
        raise NotConformant(f"the signature in {signature.field} has no timestamp that can be read") from problem
    return TokenTime(token.time, token.accuracy or timedelta())


def _over_signature(cms: bytes) -> bytes:
    unsigned = asn1cms.ContentInfo.load(cms)["content"]["signer_infos"][0]["unsigned_attrs"]
    for attribute in () if isinstance(unsigned, core.Void) else unsigned:
        if attribute["type"].native == "signature_time_stamp_token":
            der: bytes = attribute["values"][0].dump()
            return der
    raise ValueError("no timestamp")
