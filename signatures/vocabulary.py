"""The words in which a verification answers: verdicts, indications, levels, grades and the codes of reasons.

Those of ETSI EN 319 102-1 and EN 319 142-1 where these have one.
"""

from enum import StrEnum


class Verdict(StrEnum):
    """What the reader may conclude about the whole document."""

    VALID = "VALID"
    INDETERMINATE = "INDETERMINATE"
    INVALID = "INVALID"


class Integrity(StrEnum):
    """Whether the bytes are those that were signed, trust and time left apart."""

    GOOD = "GOOD"
    BROKEN = "BROKEN"
    UNREADABLE = "UNREADABLE"


class Indication(StrEnum):
    """Outcome for one signature or timestamp (ETSI EN 319 102-1, clause 5.1.3)."""

    TOTAL_PASSED = "TOTAL_PASSED"
    INDETERMINATE = "INDETERMINATE"
    TOTAL_FAILED = "TOTAL_FAILED"


class ClockGrade(StrEnum):
    """Who vouches for the time; graded by the reader's trust, never by the file.

    A: granted at that time on a dated trusted list; B: an anchor that is not the signers'; C: the signers' own.
    """

    A = "A"
    B = "B"
    C = "C"


class Level(StrEnum):
    """Baseline level found in the file (ETSI EN 319 142-1, clause 6); naming it grants nothing."""

    B_B = "B-B"
    B_T = "B-T"
    B_LT = "B-LT"
    B_LTA = "B-LTA"
    NOT_PADES = "not PAdES"
    DOC_TIMESTAMP = "DocTimeStamp"


class Code(StrEnum):
    """Stable reason codes. A program may rely on the word, never on the message beside it."""

    # the file cannot be judged at all
    UNREADABLE = "UNREADABLE"
    ENCRYPTED = "ENCRYPTED"
    TOO_LARGE = "TOO_LARGE"
    TIMEOUT = "TIMEOUT"
    NO_SIGNATURE = "NO_SIGNATURE"
    # the bytes, or what was done to them after signing
    COVERAGE = "COVERAGE"
    CHANGED_AFTER_SIGNING = "CHANGED_AFTER_SIGNING"
    SIGNATURE_BROKEN = "SIGNATURE_BROKEN"
    SIGNATURE_UNCHECKED = "SIGNATURE_UNCHECKED"
    ENVELOPE_NOT_CANONICAL = "ENVELOPE_NOT_CANONICAL"
    DIGEST_WEAK = "DIGEST_WEAK"
    NOT_PADES = "NOT_PADES"
    METADATA_CHANGED = "METADATA_CHANGED"
    PAGES_CHANGED = "PAGES_CHANGED"
    ACTIVE_CONTENT = "ACTIVE_CONTENT"
    UNPACKED_ATTACHMENT = "UNPACKED_ATTACHMENT"
    UNKNOWN_FIELD = "UNKNOWN_FIELD"
    UNKNOWN_ANNOTATION = "UNKNOWN_ANNOTATION"
    # the order of the acts and their authors
    NOT_CERTIFIED = "NOT_CERTIFIED"
    WRONG_ORDER = "WRONG_ORDER"
    WRONG_SIGNER = "WRONG_SIGNER"
    # a passkey's assertion beside the record of an act (`signatures.passkey`), judged by who knows the record
    PASSKEY_MALFORMED = "PASSKEY_MALFORMED"
    PASSKEY_TYPE = "PASSKEY_TYPE"
    PASSKEY_CHALLENGE = "PASSKEY_CHALLENGE"
    PASSKEY_ORIGIN = "PASSKEY_ORIGIN"
    PASSKEY_CROSS_ORIGIN = "PASSKEY_CROSS_ORIGIN"
    PASSKEY_RP_ID = "PASSKEY_RP_ID"
    PASSKEY_NOT_PRESENT = "PASSKEY_NOT_PRESENT"
    PASSKEY_NOT_VERIFIED = "PASSKEY_NOT_VERIFIED"
    PASSKEY_KEY = "PASSKEY_KEY"
    PASSKEY_SIGNATURE = "PASSKEY_SIGNATURE"
    # trust and time
    NO_TRUST_ANCHOR = "NO_TRUST_ANCHOR"
    UNTRUSTED = "UNTRUSTED"
    TIME_NOT_PROVEN = "TIME_NOT_PROVEN"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    REVOCATION_MISSING = "REVOCATION_MISSING"


# Codes that say that the bytes are not those signed. SIGNATURE_UNCHECKED says that nobody knows; the others leave
# `integrity` GOOD.
BREAKS_INTEGRITY = frozenset(
    {
        Code.COVERAGE,
        Code.CHANGED_AFTER_SIGNING,
        Code.SIGNATURE_BROKEN,
        Code.ENVELOPE_NOT_CANONICAL,
        Code.METADATA_CHANGED,
        Code.PAGES_CHANGED,
    }
)
# Codes under which nothing was judged.
NOTHING_JUDGED = frozenset({Code.UNREADABLE, Code.ENCRYPTED, Code.TOO_LARGE, Code.TIMEOUT})
