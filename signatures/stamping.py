"""A token of a clock that goes into a file, as signing and archiving ask for it."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from functools import partial

from signatures.clock import Clock
from signatures.current import Chains, Unfit, key_digest
from signatures.errors import ClockNotQualified, ClockUnavailable
from signatures.evidence import Lists
from signatures.keys.memory import asn1
from signatures.tokens import Token
from signatures.vocabulary import ClockGrade


def check_clock(field: str, clock: Clock, roots: Container[bytes], at: datetime) -> None:
    """Whether a verifier could take it, as it is declared: asked before a key is.

    A clock under a signer's own root is graded C by every verifier, whatever it is declared. `roots`: of the people who
    sign the document (`current.roots`). Raises ClockNotQualified, and ClockUnavailable when its issuers do not hold.
    """
    if clock.grade is ClockGrade.B and any(key_digest(one) in roots for one in clock.chain):
        raise ClockNotQualified(
            f"{field}: the clock is declared of grade B, a third party's, and stands under the signer's own root;"
            " nothing was signed, declare it C"
        )
    try:
        Chains(clock.chain).check_issuing(at)
    except Unfit as problem:
        raise _refused(str(problem)) from problem


def _refused(why: str) -> ClockUnavailable:
    return ClockUnavailable(f"the clock cannot be used: {why}; nothing was signed")


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
    try:
        path = Chains(clock.chain).of(asn1(token.certificate), token.time, partial(lists.revoked, at=at))
    except Unfit as problem:
        raise _refused(str(problem)) from problem
    if stored is not None:
        stored.require(path.links, at)
    return token
