"""A revision that waits for its signature, in this process or written down for another one.

Nothing in it is secret, and nothing of it need be believed: what is signed covers the document and names the
certificate, and `finish` checks both before it hands anything back. The digest over the written form finds damage
and states mixed up; who must rule out an exchange keeps that digest, or the state itself, where no other can write.
"""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asn1crypto import crl, x509
from cryptography import x509 as pyca

from signatures import cms
from signatures.errors import EvidenceMismatch
from signatures.evidence import Lists
from signatures.increment import Unsigned
from signatures.keys import Algorithm
from signatures.keys.memory import asn1

_FORM = "signatures.prepared/1"
_DIGITS = 64  # of a SHA-256 in hexadecimal


@dataclass(frozen=True)
class ToSign:
    """What the key is asked for: a signature over `data`, with SHA-256, ECDSA or RSA PKCS#1 v1.5."""

    data: bytes  # DER of the signed attributes, under the tag of a SET OF (RFC 5652, clause 5.4)
    digest: bytes  # its SHA-256, for keys that sign digests
    algorithm: Algorithm


@dataclass(frozen=True, repr=False)
class Prepared:
    """All that `finish` needs, besides the signature and the clock."""

    field: str
    at: datetime  # of the first step
    unsigned: Unsigned
    attributes: bytes  # content of the SET OF signed attributes
    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    algorithm: Algorithm
    lists: Lists
    judged: bool  # whether revocation lists were asked for: level B-LT
    authority: bytes  # SHA-256 over the issuers of the clock, whose certificates are in the revision already
    newest: datetime | None  # the last time that the file states

    @property
    def to_sign(self) -> ToSign:
        """What the key is asked for."""
        data = cms.to_sign(self.attributes)
        return ToSign(data, cms.sha256(data), self.algorithm)

    def __repr__(self) -> str:
        """Field, moment and digest to sign: the document has no place in a log."""
        return f"<Prepared {self.field} at {self.at.isoformat()}, to sign {self.to_sign.digest.hex()}>"

    def to_bytes(self) -> bytes:
        """The state in writing: its SHA-256 in hexadecimal, a line feed, JSON. A third larger than the file."""
        body = {
            "form": _FORM,
            "field": self.field,
            "at": self.at.isoformat(),
            "file": _text(self.unsigned.data),
            "before": len(self.unsigned.before),
            "slot": [self.unsigned.start, self.unsigned.end],
            "attributes": _text(self.attributes),
            "certificate": _text(self.certificate.dump()),
            "chain": [_text(one.dump()) for one in self.chain],
            "algorithm": self.algorithm,
            "lists": [_text(one.dump()) for one in self.lists.all],
            "judged": self.judged,
            "authority": self.authority.hex(),
            "newest": None if self.newest is None else self.newest.isoformat(),
        }
        written = json.dumps(body, sort_keys=True).encode("ascii")
        return hashlib.sha256(written).hexdigest().encode("ascii") + b"\n" + written

    @classmethod
    def from_bytes(cls, data: bytes) -> Prepared:
        """Read what `to_bytes` wrote. Raises EvidenceMismatch when one byte of it is another, or it is no state."""
        told, written = data[:_DIGITS], data[_DIGITS + 1 :]
        if data[_DIGITS : _DIGITS + 1] != b"\n" or hashlib.sha256(written).hexdigest().encode("ascii") != told:
            raise EvidenceMismatch(
                "the state of a prepared signature is damaged, or is none; nothing was signed, prepare it again"
            )
        try:
            return _read(json.loads(written))
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise EvidenceMismatch(
                "the state of a prepared signature was written by another version; prepare it again"
            ) from None


def _read(body: dict[str, Any]) -> Prepared:
    if body["form"] != _FORM or body["algorithm"] not in ("ec", "rsa"):
        raise ValueError("another form")
    file, (start, end) = _bytes(body["file"]), body["slot"]
    if not 0 < body["before"] < start < end < len(file):
        raise ValueError("no slot")
    covered = cms.sha256(file[:start], file[end:])
    lists = tuple(crl.CertificateList.load(_bytes(one), strict=True) for one in body["lists"])
    return Prepared(
        field=str(body["field"]),
        at=_moment(body["at"]),
        unsigned=Unsigned(file[: body["before"]], file, covered, start, end),
        attributes=_bytes(body["attributes"]),
        certificate=_certificate(body["certificate"]),
        chain=tuple(_certificate(one) for one in body["chain"]),
        algorithm=body["algorithm"],
        lists=Lists((), lists),
        judged=bool(body["judged"]),
        authority=bytes.fromhex(body["authority"]),
        newest=None if body["newest"] is None else _moment(body["newest"]),
    )


def _certificate(text: str) -> x509.Certificate:
    return asn1(pyca.load_der_x509_certificate(_bytes(text)))  # read to its end: asn1crypto looks only when asked


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.utcoffset() is None:
        raise ValueError("a moment without time zone")
    return moment


def _text(data: bytes) -> str:
    return b64encode(data).decode("ascii")


def _bytes(text: str) -> bytes:
    return b64decode(text, validate=True)
