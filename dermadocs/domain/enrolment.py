"""Which passkeys a dossier knows as a person's: taken down in its chain of events, and not revoked since."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from dermadocs.domain.events import Enrolled, EnrolmentRevoked
from dermadocs.domain.evidence import Passkey
from dermadocs.domain.timeline import Entry, digest


@dataclass(frozen=True)
class Enrolment:
    """One enrolment in force. `entry`: digest of the entry that records it, which an act's record names."""

    entry: str
    event: Enrolled

    def covers(self, used: Passkey, person: str) -> bool:
        """Whether the passkey used in an act of `person` is this one, by credential and by key."""
        key = hashlib.sha256(key_bytes(self.event.public_key)).hexdigest()
        told = (self.entry, self.event.credential, key, self.event.person)
        return told == (used.enrolment, used.credential, used.public_key, person)


def enrolments(entries: Iterable[Entry]) -> dict[str, Enrolment]:
    """Those in force after these entries, by digest of the credential's identifier; the last of a credential counts."""
    known: dict[str, Enrolment] = {}
    for entry in entries:
        event = entry.event
        if isinstance(event, Enrolled):
            known[event.credential] = Enrolment(digest(entry), event)
        elif isinstance(event, EnrolmentRevoked):
            known.pop(event.credential, None)
    return known


def revoked(entries: Iterable[Entry]) -> frozenset[str]:
    """Digests of the credentials that were revoked and not enrolled again since."""
    last = {e.event.credential: e.event for e in entries if isinstance(e.event, Enrolled | EnrolmentRevoked)}
    return frozenset(credential for credential, event in last.items() if isinstance(event, EnrolmentRevoked))


def credential_digest(identifier: bytes | memoryview[int]) -> str:
    """How records name a credential: the SHA-256 of its identifier, hex."""
    return hashlib.sha256(identifier).hexdigest()


def fingerprint(credential: str) -> str:
    """So much of a credential's digest as people compare on two screens.

    >>> fingerprint("1a2b3c4d5e6f")
    '1a2b 3c4d'
    """
    return f"{credential[:4]} {credential[4:8]}"


def key_text(public_key: bytes) -> str:
    """A COSE key as an event holds it: base64url without padding."""
    return base64.urlsafe_b64encode(public_key).rstrip(b"=").decode()


def key_bytes(text: str) -> bytes:
    """The COSE key that an event holds. ValueError for a text of an impossible length."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
