"""A token of a clock that goes into a file, as signing and archiving ask for it."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from itertools import pairwise

from signatures import tokens
from signatures.clock import Clock
from signatures.errors import ClockNotQualified, ClockUnavailable
from signatures.evidence import Lists
from signatures.keys.memory import asn1
from signatures.tokens import Token
from signatures.vocabulary import ClockGrade


def check_clock(field: str, clock: Clock, roots: Container[bytes]) -> None:
    """A clock under a signer's own root is graded C by every verifier, whatever it is declared.

    `roots`: SHA-256 of those of the people who sign the document. Raises ClockNotQualified.
    """
    if clock.grade is ClockGrade.B and any(one.sha256 in roots for one in clock.chain):
        raise ClockNotQualified(
            f"{field}: the clock is declared of grade B, a third party's, and stands under the signer's own root;"
            " nothing was signed, declare it C"
        )


def stamped(
    clock: Clock, digest: bytes, at: datetime, lists: Lists, newest: datetime | None, stored: Lists | None
) -> Token:
    """A token of the clock, not earlier than `newest` in the same file. Raises ClockUnavailable.

    `lists` to judge it by; `stored`: those in the file, of which one must speak of it (RevocationMissing), None if
    none were asked for.
    """
    token = clock.stamp(digest, at)
    if newest is not None and token.time < newest:
        raise ClockUnavailable(
            f"the clock says {token.time.isoformat()}, but the document holds a timestamp of {newest.isoformat()};"
            " nothing was signed, set the clock right"
        )
    links = tuple(map(asn1, (token.certificate, *tokens.issuers(token, tokens.parse(clock.chain)))))
    revoked = lists.revoked(links, at)
    if revoked is not None:
        raise ClockUnavailable(f"the clock cannot be used: {revoked}; nothing was signed")
    if stored is not None:
        stored.require(pairwise(links), at)
    return token
