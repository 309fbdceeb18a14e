"""What a verified trusted list says: services, what they were and since when (ETSI TS 119 612).

Plain facts, which `trustlist_xml` reads and `qualified` judges by. No XML and no clock here.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

QTST = "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST"  # qualified electronic time stamps (clause 5.5.1.1)
GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"  # clause 5.5.4


@dataclass(frozen=True)
class Period:
    """What a service was from a moment on."""

    kind: str  # service type, a URI
    status: str  # a URI
    since: datetime


@dataclass(frozen=True)
class Service:
    """One service of a provider: whom it is known by, and what it was, the newest first."""

    provider: str
    name: str
    certificates: tuple[bytes, ...]  # DER; all of one key
    subjects: tuple[str, ...]  # told beside or instead of certificates; never enough to grade by
    key_identifiers: tuple[bytes, ...]  # the same
    periods: tuple[Period, ...]

    def at(self, moment: datetime) -> Period | None:
        """What it was at a moment; None before its first entry."""
        return next((period for period in self.periods if period.since <= moment), None)

    @property
    def stamps(self) -> bool:
        """Whether it is or was one for qualified timestamps."""
        return any(period.kind == QTST for period in self.periods)


@dataclass(frozen=True)
class TrustedList:
    """A national list whose signature was verified."""

    file: str
    territory: str
    number: int  # sequence number
    issued: datetime
    next_update: datetime | None  # None: closed
    sha256: str
    signer: str  # subject of the certificate that signed it
    signer_sha256: str
    services: tuple[Service, ...]

    @property
    def ends(self) -> datetime:
        """The last moment of which it speaks."""
        return self.next_update or self.issued

    def __str__(self) -> str:
        return f"{self.file} ({self.territory} {self.number})"

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values, to hand to a child process: only the services that can grade a clock."""
        return {
            "file": self.file,
            "territory": self.territory,
            "number": self.number,
            "issued": self.issued.isoformat(),
            "next_update": self.next_update and self.next_update.isoformat(),
            "sha256": self.sha256,
            "signer": self.signer,
            "signer_sha256": self.signer_sha256,
            "services": [_service_to_json(one) for one in self.services if one.stamps],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> TrustedList:
        """The inverse of `to_json`."""
        ends = data["next_update"]
        return cls(
            data["file"],
            data["territory"],
            data["number"],
            datetime.fromisoformat(data["issued"]),
            datetime.fromisoformat(ends) if ends else None,
            data["sha256"],
            data["signer"],
            data["signer_sha256"],
            tuple(map(_service_from_json, data["services"])),
        )


@dataclass(frozen=True)
class UnusedList:
    """A list that cannot be relied on, and why."""

    file: str
    why: str


@dataclass(frozen=True)
class Listing:
    """By which list, and as which service, a clock was qualified."""

    territory: str
    number: int
    issued: datetime
    next_update: datetime | None
    sha256: str  # of the list's file
    provider: str
    service: str
    since: datetime  # granted from then on

    def as_dict(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "territory": self.territory,
            "number": self.number,
            "issued": moment_text(self.issued),
            "next_update": self.next_update and moment_text(self.next_update),
            "sha256": self.sha256,
            "provider": self.provider,
            "service": self.service,
            "since": moment_text(self.since),
        }


def _service_to_json(service: Service) -> dict[str, Any]:
    return {
        "provider": service.provider,
        "name": service.name,
        "certificates": [base64.b64encode(der).decode() for der in service.certificates],
        "subjects": list(service.subjects),
        "key_identifiers": [one.hex() for one in service.key_identifiers],
        "periods": [[one.kind, one.status, one.since.isoformat()] for one in service.periods],
    }


def _service_from_json(data: Mapping[str, Any]) -> Service:
    return Service(
        data["provider"],
        data["name"],
        tuple(map(base64.b64decode, data["certificates"])),
        tuple(data["subjects"]),
        tuple(map(bytes.fromhex, data["key_identifiers"])),
        tuple(Period(kind, status, datetime.fromisoformat(since)) for kind, status, since in data["periods"]),
    )


def moment_text(value: datetime) -> str:
    """ISO 8601, UTC as Z."""
    return value.isoformat().replace("+00:00", "Z")
