"""What an authority issued and revoked: one line of JSON each, only ever appended."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509.oid import NameOID

Event = Literal["issued", "revoked"]


@dataclass(frozen=True)
class Entry:
    """One event in the life of one certificate."""

    event: Event
    at: datetime  # UTC
    serial: int
    sha256: str  # of the certificate
    issuer: str
    name: str
    identifier: str


def entry(event: Event, certificate: x509.Certificate, at: datetime) -> Entry:
    """What is to be remembered of an event; names as the certificate has them, no act and no document."""
    return Entry(
        event,
        at.astimezone(UTC).replace(microsecond=0),
        certificate.serial_number,
        certificate.fingerprint(SHA256()).hex(),
        _part(certificate.issuer, NameOID.COMMON_NAME),
        _part(certificate.subject, NameOID.COMMON_NAME),
        _part(certificate.subject, NameOID.SERIAL_NUMBER),
    )


def dump(entries: Iterable[Entry]) -> bytes:
    """The entries as JSON Lines."""
    lines = [
        json.dumps({**asdict(one), "at": one.at.isoformat(), "serial": f"{one.serial:x}"}, ensure_ascii=False)
        for one in entries
    ]
    return "".join(line + "\n" for line in lines).encode()


def load(data: bytes) -> list[Entry]:
    """The inverse of `dump`. Raises ValueError, KeyError or TypeError on anything else."""
    entries = []
    for line in data.decode().splitlines():
        fields = json.loads(line)
        fields["at"] = datetime.fromisoformat(fields["at"])
        fields["serial"] = int(fields["serial"], 16)
        entries.append(Entry(**fields))
    return entries


def _part(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    values = name.get_attributes_for_oid(oid)
    return str(values[0].value) if values else ""
