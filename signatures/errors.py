"""Everything that can go wrong with a signature, under one root; each message says what to do next.

    SignatureError
    ├── KeyUnavailable        the key cannot be used: wrong password, card out, certificate over or revoked
    ├── FieldUnknown          no such signature field
    ├── FieldAlreadySigned    the field is filled
    ├── WrongOrder            not the next act: nothing before the certification, no two certifications
    ├── NotPermitted          a certification or a lock forbids it
    ├── ClockUnavailable      no usable timestamp: authority down, slow, garbled, lying, or another one
    ├── ClockNotQualified     the grade of time asked for is not reached
    ├── ListRefused           a trusted list that cannot be relied on
    ├── RevocationMissing     no revocation data for a certificate that needs them
    ├── EvidenceMismatch      evidence, or a signature made elsewhere, that does not belong to this document
    │   └── PasskeyRefused    carries the code of what is wrong with an assertion
    ├── NotConformant         the result would not be what was asked for
    ├── Unreadable            not a PDF that we can read
    │   ├── Encrypted
    │   ├── TooLarge
    │   └── Timeout
    └── NotVerified           carries the report

An error while signing means that nothing was signed: no bytes are handed back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from signatures.report import Report
    from signatures.vocabulary import Code


class SignatureError(Exception):
    """Root of all errors raised by this package."""


class KeyUnavailable(SignatureError):
    """The private key cannot be used. Never tried again by itself: a card locks after a few wrong PINs."""


class FieldUnknown(SignatureError):
    """The document has no such signature field."""


class FieldAlreadySigned(SignatureError):
    """The signature field is already filled."""


class WrongOrder(SignatureError):
    """The act is not the next one."""


class NotPermitted(SignatureError):
    """A certification or a lock forbids the change."""


class ClockUnavailable(SignatureError):
    """The timestamp authority did not give a usable answer; `why` says which one and what was wrong, in short."""

    def __init__(self, message: str, why: str = "") -> None:
        super().__init__(message)
        self.why = why or message


class ClockNotQualified(SignatureError):
    """The grade of time asked for is not reached. No other clock is tried: what was declared is not so."""


class ListRefused(SignatureError):
    """A trusted list is not what it should be: unsigned, signed by another, altered, hostile, of another kind."""


class RevocationMissing(SignatureError):
    """Revocation data that the asked level needs are not at hand."""


class EvidenceMismatch(SignatureError):
    """The evidence does not belong to this document."""


class PasskeyRefused(EvidenceMismatch):
    """A passkey's assertion does not show what it should; `code` names the first thing that is wrong."""

    def __init__(self, code: Code, why: str) -> None:
        super().__init__(f"the passkey's assertion is refused: {why}")
        self.code = code


class NotConformant(SignatureError):
    """The result would not be what was asked for."""


class Unreadable(SignatureError):
    """The file cannot be read as a PDF."""


class Encrypted(Unreadable):
    """The file is encrypted."""


class TooLarge(Unreadable):
    """The file exceeds a stated cap."""


class Timeout(Unreadable):
    """Reading took longer than allowed."""


class NotVerified(SignatureError):
    """The document is not VALID; the report says why."""

    def __init__(self, report: Report) -> None:
        super().__init__(report.diagnostics())
        self.report = report
