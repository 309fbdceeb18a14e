"""Certificates, lists, answers and tokens that anybody may have written: what malformed ones raise.

One of them must never decide over the others: it is set aside by itself, wherever it is looked into.
"""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.x509 import DuplicateExtension, InvalidVersion, UnsupportedGeneralNameType
from pyhanko_certvalidator.errors import ValidationError
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator

from signatures.document import MALFORMED
from signatures.errors import TooLarge
from signatures.strength import cost, digests, is_costly, weaknesses

UNSOUND = (
    *MALFORMED,
    ValidationError,
    InvalidSignature,
    UnsupportedAlgorithm,
    DuplicateExtension,
    InvalidVersion,
    UnsupportedGeneralNameType,
)
# Of the signatures of all lists and answers of a file, in those of usual keys: 2 ms the slowest. A file may hold 2000
# lists and 500 answers (`dss`), each checked by one issuer, rarely two of that name; honest files have a few.
MAX_CHECKS = 3000
# A year from the ends of the calendar, where a time with a tolerance is none any more.
_FIRST, _LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def moment(value: Any) -> datetime:
    """A time that was read, as far out as one can reckon: 9999 stands for « never » (RFC 5280, clause 4.1.2.5).

    Raises ValueError when it has no zone.
    """
    if not isinstance(value, datetime):  # asn1crypto has a class of its own for the year 0
        return _FIRST
    if value.tzinfo is None:
        raise ValueError("a time without a zone")
    return min(max(value, _FIRST), _LAST)


def check_reach(time: Any, accuracy: timedelta) -> None:
    """Raises ValueError or OverflowError unless one can reckon with a clock that says this, and is this accurate."""
    if any(moment(one) != one for one in (time, time - accuracy, time + accuracy)):
        raise ValueError("a time at the ends of the calendar")


class Voice(IntEnum):
    """What may be heard of those who signed: the least of what each link allows."""

    NONE = 0
    ACCUSES = 1  # that something was revoked, and of no moment that anything was good
    VOUCHES = 2


def voice(body: bytes, signature: bytes, algorithm: Any, by: Any) -> Voice:
    """What the key of the certificate `by` may say by this signature: nothing if another's, or made to take time.

    By a key or digest that is too weak it accuses only: a forged one then makes nothing good, and an honest one may be
    the only one that tells.
    """
    try:
        key = by.public_key
        if is_costly(key):
            return Voice.NONE
        DefaultSignatureValidator().validate_signature(signature, body, key, algorithm)
        return Voice.ACCUSES if any(weaknesses(key, digests(algorithm))) else Voice.VOUCHES
    except UNSOUND:
        return Voice.NONE


class Checks:
    """Asks who signed the lists and answers of one file, and counts how long it takes."""

    def __init__(self) -> None:
        self._left = MAX_CHECKS

    def voice(self, body: bytes, signature: bytes, algorithm: Any, by: Any) -> Voice:
        """The same as `voice`. Raises TooLarge: the one that was passed over might be the one that revokes."""
        with suppress(*UNSOUND):
            self._left -= 0 if is_costly(by.public_key) else cost(by.public_key)
        if self._left < 0:
            raise TooLarge(f"to tell who signed the revocation lists and answers takes more than {MAX_CHECKS} checks")
        return voice(body, signature, algorithm, by)


def signed(body: bytes, signature: bytes, algorithm: Any, by: Any) -> bool:
    """Whether the key of the certificate `by` made this signature: neither too weak, nor made to take time."""
    return voice(body, signature, algorithm, by) is Voice.VOUCHES
