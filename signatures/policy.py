"""Under which terms a file is judged. Always named, always with a moment: nothing here reads the clock."""

from dataclasses import dataclass
from datetime import UTC, datetime

from signatures.trust import Trust

__all__ = ["ExpectedField", "ExpectedSigner", "Plan", "Policy", "Trust"]

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True)
class Policy:
    """The reader's terms.

    Raises ValueError for an unnamed policy or a moment without time zone.
    """

    name: str
    trust: Trust
    at: datetime  # the moment of judging, with time zone; given by the caller
    strict_revocation: bool = False  # revocation data of the last timestamp must be at most a day old at `at`
    max_bytes: int = 100 * MEBIBYTE
    max_contents: int = 256 * 1024  # bytes of one signature envelope
    max_revisions: int = 200
    informed: datetime | None = None  # until when revocations that became known count; None: until `at`

    def __post_init__(self) -> None:
        if not self.name:
            raise ValueError("a policy has a name, so that a report can say under which terms it judged")
        if self.at.utcoffset() is None:
            raise ValueError("Policy.at needs a time zone: a moment without one is not a moment")
        object.__setattr__(self, "at", self.at.astimezone(UTC))
        if self.informed is not None and self.informed.utcoffset() is None:
            raise ValueError("Policy.informed needs a time zone: a moment without one is not a moment")


@dataclass(frozen=True)
class ExpectedSigner:
    """Whom a field is for, as the certificate must name them."""

    name: str  # subject common name
    identifier: str  # subject serialNumber


@dataclass(frozen=True)
class ExpectedField:
    """One field of our own class of documents."""

    field: str
    act: str
    signer: ExpectedSigner | None = None  # None: whoever signs is not checked
    content_timestamp: bool = False  # the act must show "not before"
    may_stay_empty: bool = False  # done on paper, or optional: a later act may be signed without it


@dataclass(frozen=True)
class Plan:
    """The fields of a document in signing order.

    Archive timestamps in fields named Archive1, Archive2… are allowed directly after an act, and renewals of
    the last one at the end of the file; nothing else is.
    """

    fields: tuple[ExpectedField, ...]

    def __post_init__(self) -> None:
        names = [expected.field for expected in self.fields]
        if len(set(names)) != len(names):
            raise ValueError("a plan names each field once")

    def expected(self, field: str) -> ExpectedField | None:
        """The plan's entry for `field`, or None for a field it does not know."""
        return next((expected for expected in self.fields if expected.field == field), None)
