"""Passkeys of a dossier: taken down as a person's by somebody of the practice, and no longer theirs.

A signature by a passkey claims to be advanced (eIDAS, art. 26) only once it is enrolled: its assertion shows which
device signed, the enrolment alone whose device that is.
"""

from __future__ import annotations

from dermadocs.domain.enrolment import credential_digest, enrolments, key_text
from dermadocs.domain.events import Enrolled, EnrolmentRevoked
from dermadocs.errors import InputError
from dermadocs.flows import casework
from dermadocs.flows.desk import Desk
from dermadocs.flows.keeping import moment
from dermadocs.flows.kept import Kept
from signatures import PasskeyRefused, passkey


def enrol(
    desk: Desk, kept: Kept, who: str, credential: bytes, public_key: bytes, by: str, identity_seen_by: str | None
) -> Kept:
    """Take down a passkey as a person's. `credential`: its identifier; `public_key`: COSE, canonical CBOR.

    `identity_seen_by` None: nobody had the person and their identity paper before them. InputError for a key that
    could not be checked later.
    """
    refuse_unusable(public_key)
    event = Enrolled(
        at=moment(desk, kept),
        person=casework.person(kept, who).id,
        credential=credential_digest(credential),
        public_key=key_text(public_key),
        by=by,
        identity_seen_by=identity_seen_by,
    )
    return kept.after(event)


def revoke(desk: Desk, kept: Kept, credential: str) -> Kept:
    """A passkey counts no more as the person's; what it signed before stays.

    `credential`: SHA-256 of its identifier, as the enrolment holds it. InputError for one not enrolled.
    """
    if credential not in enrolments(kept.entries):
        raise InputError("passkey", "is not enrolled in this dossier")
    return kept.after(EnrolmentRevoked(at=moment(desk, kept), credential=credential))


def refuse_unusable(public_key: bytes) -> None:
    """InputError for a key whose signatures could not be checked."""
    try:
        passkey.check_key(public_key)
    except PasskeyRefused as refused:
        raise InputError("passkey", str(refused)) from refused
