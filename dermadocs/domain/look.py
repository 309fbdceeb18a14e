"""Somebody of the staff looked at a dossier: one chain over the whole home, each link naming the one before."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from msgspec import Meta

from dermadocs.domain.facts import Fact, Sha256, Short
from dermadocs.domain.jsonform import canonical
from dermadocs.domain.timeline import GENESIS

__all__ = ["GENESIS", "Look", "Seal", "digest"]


class Look(Fact, frozen=True, kw_only=True):
    """One link: when (UTC), whose account, in which role, at which dossier, at what of it. Names nobody."""

    number: Annotated[int, Meta(ge=0)]
    previous: Sha256
    at: datetime
    member: Annotated[int, Meta(ge=1)]
    role: Short
    dossier: Short
    what: Short


@dataclass(frozen=True)
class Seal:
    """A timestamp (RFC 3161, DER) over the digest of a look: it covers all those before. `at`: when it was asked."""

    number: int
    sha256: str
    at: datetime
    token: bytes


def digest(look: Look) -> str:
    """SHA-256, in hex, of the canonical bytes."""
    return hashlib.sha256(canonical(look)).hexdigest()
