"""PDF signatures that are hard to fool. Nothing of medicine, law or the web is known here.

Make an authority of one's own, sign a document that has an empty field, and judge the result:

    >>> from datetime import UTC, datetime, timedelta
    >>> import signatures
    >>> at = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)
    >>> authority = signatures.Authority.create("Cabinet Martin", at - timedelta(days=1), demonstration=True)
    >>> key = authority.practitioner(name="Alice MARTIN", rpps="10000000009", at=at - timedelta(hours=1))
    >>> with signatures.serve(authority.responder(at), lambda: at) as url:
    ...     clock = signatures.HttpClock(url, anchors=authority.anchors)
    ...     signed = signatures.certify(pdf, "Practitioner1", key, clock, at, revocation=authority.crls(at))
    ...     sealed = signatures.archive(signed, clock, at, revocation=authority.crls(at))
    >>> trust = signatures.Trust((authority.root,))
    >>> policy = signatures.Policy("the example", trust, at + timedelta(days=1))
    >>> report = signatures.verify(sealed, policy)
    >>> str(report.verdict), report.acts[0].signer.name, str(report.acts[0].clock)
    ('VALID', 'Alice MARTIN', 'C')

A person who signs with a passkey: `signatures.passkey` makes the challenge from the record of the act, checks the
assertion that comes back, and puts both under the signature (`sign(..., record=..., passkey=...)`).

A key on a card: `signatures.keys.pkcs11.Card`. A key elsewhere, behind a browser or a provider's service: `prepare`
says what is to be signed, `finish` puts the signature in.

Several timestamp authorities in order are a clock too (`Clocks`), and `clock.at_least(ClockGrade.A)` insists on
qualified time. A verifier grades by his own trust: A by the dated national lists in it (`Trust.load`), B, or C as here.

`inspect` tells all and never raises for what is in a file; `verify` insists. Trust, moment and limits come from
the caller's `Policy`; nothing is fetched and no clock is read.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from signatures.authority import Authority
    from signatures.clock import Clock, HttpClock
    from signatures.clocks import Clocks
    from signatures.errors import (
        ClockNotQualified,
        ClockUnavailable,
        Encrypted,
        EvidenceMismatch,
        FieldAlreadySigned,
        FieldUnknown,
        KeyUnavailable,
        ListRefused,
        NotConformant,
        NotPermitted,
        NotVerified,
        PasskeyRefused,
        RevocationMissing,
        SignatureError,
        Timeout,
        TooLarge,
        Unreadable,
        WrongOrder,
    )
    from signatures.interval import Interval, IntervalVerdict
    from signatures.keys import Key
    from signatures.keys.memory import MemoryKey
    from signatures.passkey import Assertion
    from signatures.policy import ExpectedField, ExpectedSigner, Plan, Policy
    from signatures.prepared import Prepared
    from signatures.renewal import archive, extend
    from signatures.report import Act, Reason, Report, Signer
    from signatures.responder import Responder, serve
    from signatures.sandbox import Sandbox
    from signatures.signing import certify, finish, prepare, seal, sign
    from signatures.trust import Trust
    from signatures.verification import inspect, verify
    from signatures.vocabulary import ClockGrade, Code, Indication, Integrity, Level, Verdict

# Where each name lives. They are imported when first asked for: pyHanko takes half a second to load, and who
# only reads a trust folder or starts a sandbox should not wait for it.
_HOMES = {
    "authority": ("Authority",),
    "clock": ("Clock", "HttpClock"),
    "clocks": ("Clocks",),
    "errors": (
        "ClockNotQualified",
        "ClockUnavailable",
        "Encrypted",
        "EvidenceMismatch",
        "FieldAlreadySigned",
        "FieldUnknown",
        "KeyUnavailable",
        "ListRefused",
        "NotConformant",
        "NotPermitted",
        "NotVerified",
        "PasskeyRefused",
        "RevocationMissing",
        "SignatureError",
        "Timeout",
        "TooLarge",
        "Unreadable",
        "WrongOrder",
    ),
    "interval": ("Interval", "IntervalVerdict"),
    "keys": ("Key",),
    "keys.memory": ("MemoryKey",),
    "passkey": ("Assertion",),
    "policy": ("ExpectedField", "ExpectedSigner", "Plan", "Policy"),
    "prepared": ("Prepared",),
    "renewal": ("archive", "extend"),
    "report": (
        "Act",
        "ClockGrade",
        "Code",
        "Indication",
        "Integrity",
        "Level",
        "Reason",
        "Report",
        "Signer",
        "Verdict",
    ),
    "responder": ("Responder", "serve"),
    "sandbox": ("Sandbox",),
    "signing": ("certify", "finish", "prepare", "seal", "sign"),
    "trust": ("Trust",),
    "verification": ("inspect", "verify"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}

__all__ = [
    "Act",
    "Assertion",
    "Authority",
    "Clock",
    "ClockGrade",
    "ClockNotQualified",
    "ClockUnavailable",
    "Clocks",
    "Code",
    "Encrypted",
    "EvidenceMismatch",
    "ExpectedField",
    "ExpectedSigner",
    "FieldAlreadySigned",
    "FieldUnknown",
    "HttpClock",
    "Indication",
    "Integrity",
    "Interval",
    "IntervalVerdict",
    "Key",
    "KeyUnavailable",
    "Level",
    "ListRefused",
    "MemoryKey",
    "NotConformant",
    "NotPermitted",
    "NotVerified",
    "PasskeyRefused",
    "Plan",
    "Policy",
    "Prepared",
    "Reason",
    "Report",
    "Responder",
    "RevocationMissing",
    "Sandbox",
    "SignatureError",
    "Signer",
    "Timeout",
    "TooLarge",
    "Trust",
    "Unreadable",
    "Verdict",
    "WrongOrder",
    "archive",
    "certify",
    "extend",
    "finish",
    "inspect",
    "prepare",
    "seal",
    "serve",
    "sign",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Import a name of the face when it is first used (PEP 562)."""
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'signatures' has no attribute {name!r}")
    value = getattr(import_module(f"signatures.{home}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """The face, whether imported yet or not."""
    return sorted({*globals(), *__all__})
