"""What a verification says: plain frozen facts, never a boolean.

The words are those of ETSI EN 319 102-1: a single signature ends in TOTAL_PASSED, INDETERMINATE or
TOTAL_FAILED. The document's own verdict is the worst of them, and every shortfall is a `Reason` with a stable
code for programs and a sentence for people.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from signatures.trustlist import Listing
from signatures.vocabulary import ClockGrade, Code, Indication, Integrity, Level, Verdict


@dataclass(frozen=True)
class Reason:
    """Why an act or the document is not simply good.

    `indication` is what the reason makes of it: a failure is proven, an INDETERMINATE is only a lack of proof.
    """

    code: Code
    message: str
    field: str | None = None
    indication: Indication = Indication.TOTAL_FAILED


@dataclass(frozen=True)
class Signer:
    """Who the certificate names."""

    name: str  # subject common name
    identifier: str  # subject serialNumber, e.g. "RPPS:10001234567"; empty if the certificate has none
    sha256: str  # of the certificate, hexadecimal
    issuer: str  # issuer common name


@dataclass(frozen=True)
class Act:
    """One signature or document timestamp, in the order in which they were made."""

    name: str  # the act of the plan, or the field's name when there is no plan
    field: str
    kind: str  # "signature" or "timestamp"
    signer: Signer | None
    level: Level
    clock: ClockGrade | None  # None: no trusted token stands behind the time
    not_before: datetime | None  # content token minus its accuracy: the signature is not older than this
    not_after: datetime | None  # signature token plus its accuracy: the signature existed then
    accuracy: float | None  # seconds, of the token behind `not_after`
    token_time: datetime | None  # genTime of that token as written
    content_time: datetime | None  # genTime of the content token as written
    claimed_time: datetime | None  # what the signer's own software wrote; proves nothing
    indication: Indication
    reasons: tuple[Reason, ...]
    record: bytes | None  # the signed evidence record, canonical JSON; None if the signature has none
    revision: int  # 0 is the file as first written
    begins: int  # bytes of the file before that revision; what the signer was shown
    covers: int  # bytes of the file under this signature, its own slot included
    later_changes: tuple[str, ...]  # what later revisions added, as the difference analysis named it
    reason: str | None = None  # /Reason of the signature dictionary
    location: str | None = None  # /Location of the signature dictionary
    clock_lists: tuple[Listing, ...] = ()  # by which trusted lists its clocks are of grade A; empty for any other grade
    passkey: bytes | None = None  # assertion and key signed beside the record (`passkey.decode`), not judged here


@dataclass(frozen=True)
class Report:
    """Everything a verification found, and what it did not look at."""

    sha256: str
    size: int
    policy: str
    verdict: Verdict
    integrity: Integrity
    reasons: tuple[Reason, ...]  # those of the document first, then those of each act
    as_of: datetime | None  # newest moment for which revocation data are at hand
    # {"anchor", "sha256"} of the signers' root; "anchor" is None when the root was only found in the file
    trust: Mapping[str, str | None] | None
    acts: tuple[Act, ...]
    not_checked: tuple[str, ...]
    page_count: int | None
    certified: bool  # the first signature certifies the document (DocMDP)
    own_class: bool  # judged strictly, against a plan

    @property
    def judged(self) -> bool:
        """Whether anything could be judged at all; see `was_judged`."""
        return was_judged({"acts": self.acts, "integrity": self.integrity})

    @property
    def codes(self) -> tuple[str, ...]:
        """Reason codes in order of first appearance, each once."""
        return tuple(dict.fromkeys(str(reason.code) for reason in self.reasons))

    def act(self, name: str) -> Act | None:
        """The act of that name or field, or None if the file does not hold it."""
        return next((act for act in self.acts if name in (act.name, act.field)), None)

    def as_dict(self, file: str | None = None) -> dict[str, Any]:
        """The report as plain JSON values; `interval`, `law` and `data` belong to whoever knows the document."""
        return {
            "file": file,
            "sha256": self.sha256,
            "verdict": str(self.verdict),
            "integrity": str(self.integrity),
            "reasons": list(self.codes),
            "messages": [_reason_dict(reason) for reason in self.reasons],
            "as_of": _moment(self.as_of),
            "trust": dict(self.trust) if self.trust is not None else {"anchor": None, "sha256": None},
            "acts": [_act_dict(act) for act in self.acts],
            "interval": None,
            "law": None,
            "data": None,
            "missing_acts": [],
            "not_checked": list(self.not_checked),
        }

    def diagnostics(self) -> str:
        """The report in a few lines for people. Names from the file start no line of their own and turn nothing."""
        lines = [f"{self.verdict} (integrity {self.integrity}, policy {self.policy})"]
        lines += [f"  {act.indication} {act.field}: {_by(act)}, {_when(act)}" for act in self.acts]
        lines += [f"  {reason.code}: {reason.message}" for reason in self.reasons]
        lines += [f"  not checked: {what}" for what in self.not_checked]
        return "\n".join("".join(c if c.isprintable() else "?" for c in line) for line in lines)


def was_judged(answer: Mapping[str, Any]) -> bool:
    """Whether anything of a file could be judged, by its answer as JSON (`Report.as_dict`).

    `integrity` is UNREADABLE of a file that cannot be opened, and of one whose signature cannot be checked; only the
    second has acts to tell of.
    """
    return bool(answer.get("acts")) or answer.get("integrity") != Integrity.UNREADABLE


def worst(indications: Iterable[Indication]) -> Indication:
    """The gravest of several indications; TOTAL_PASSED when there are none."""
    order = (Indication.TOTAL_PASSED, Indication.INDETERMINATE, Indication.TOTAL_FAILED)
    return max(indications, key=order.index, default=Indication.TOTAL_PASSED)


def _by(act: Act) -> str:
    return act.signer.name if act.signer else "signer unknown"


def _when(act: Act) -> str:
    return f"not after {act.not_after.isoformat()}" if act.not_after else "time not proven"


def _moment(value: datetime | None) -> str | None:
    return value.isoformat().replace("+00:00", "Z") if value else None


def _reason_dict(reason: Reason) -> dict[str, Any]:
    return {
        "code": str(reason.code),
        "message": reason.message,
        "field": reason.field,
        "indication": str(reason.indication),
    }


def _act_dict(act: Act) -> dict[str, Any]:
    signer = act.signer
    return {
        "name": act.name,
        "field": act.field,
        "kind": act.kind,
        "signer": None
        if signer is None
        else {
            "name": signer.name,
            "identifier": signer.identifier,
            "sha256": signer.sha256,
            "issuer": signer.issuer,
        },
        "pades": str(act.level),
        "level": None,  # it and the evidence belong to whoever knows the record
        "evidence": None,
        "clock": str(act.clock) if act.clock else None,
        "clock_lists": [listing.as_dict() for listing in act.clock_lists],
        "not_before": _moment(act.not_before),
        "not_after": _moment(act.not_after),
        "accuracy": act.accuracy,
        "token_time": _moment(act.token_time),
        "content_time": _moment(act.content_time),
        "indication": str(act.indication),
        "reasons": list(dict.fromkeys(str(reason.code) for reason in act.reasons)),
        "revision": act.revision,
        "covers": act.covers,
    }
