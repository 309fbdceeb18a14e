"""What happened: one frozen fact an act, each with its instant in UTC. Nothing here judges; `dossier` does.

`at` is the instant of the act as the best clock knows it: for a receipt the latest moment it can have been
given (timestamp plus accuracy), for an acceptance the earliest. Of an act in ink it is the instant of recording, and
`paper` says the days (`ink`). Texts and files are named by digest only.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Literal

from msgspec import Meta

from dermadocs.domain.estimate import Number
from dermadocs.domain.facts import CountryCode, Fact, Identifier, LanguageCode, Name, Sha256, Short
from dermadocs.domain.ink import OnPaper, PackNumber
from dermadocs.domain.money import Cents
from dermadocs.domain.sheet import Decision, SheetStatus, Weighing
from dermadocs.domain.terms import Terms


class Act(StrEnum):
    """The names of all acts: also the tags of the events in JSON."""

    REQUEST = "request"
    INTERVIEW = "interview"
    IDENTITY = "identity"
    DRAFT = "draft"
    SIGN = "sign"
    SEND = "send"
    RECEIVE = "receive"
    QUESTION = "question"
    COMPREHENSION = "comprehension"
    CONSULTATION = "consultation"
    EARLY_ACCEPTANCE = "early-acceptance"
    ACCEPT = "accept"
    CONSENT = "consent"
    EXPRESS_REQUEST = "express-request"
    PREPARE = "prepare"
    CONFIRM_DAY = "confirm-day"
    PERFORM = "perform"
    PAY = "pay"
    REFUND = "refund"
    INCIDENT = "incident"
    CLOSE_INCIDENT = "close-incident"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    EXPIRE = "expire"
    REPLACE = "replace"
    ARCHIVE = "archive"
    FILE = "file"
    ANSWER = "answer"
    ENROL = "enrol"
    REVOKE = "revoke"
    POST = "post"
    REVIEW = "review"


FileName = Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9.-]{0,60}$")]
Channel = Literal["in_person", "online", "registered_letter", "electronic_registered_letter", "post", "email"]

PaperChannel = Literal["in_person", "post", "registered_letter"]
"""How papers travel; a courier who has the addressee sign is as good as a registered letter."""


class Event(Fact, frozen=True, kw_only=True, tag_field="act"):
    """Any event; `at` is an aware instant in UTC."""

    at: datetime

    def __post_init__(self) -> None:
        if self.at.utcoffset() != timedelta(0):
            raise ValueError("an instant is in UTC, as 2026-11-02T10:00:00Z")

    @property
    def act(self) -> Act:
        """Which act this event records."""
        return Act(str(self.__struct_config__.tag))


class Requested(Event, frozen=True, kw_only=True, tag="request"):
    """The patient asked for contact."""


class Interviewed(Event, frozen=True, kw_only=True, tag="interview"):
    """The individual interview (CSP-L1111-2-02)."""

    on: date
    mode: Literal["in_person", "video"]
    practitioner: Identifier
    language: LanguageCode
    interpreter: Name | None


class IdentitySeen(Event, frozen=True, kw_only=True, tag="identity"):
    """Identity paper seen by somebody; never a copy of it."""

    paper: Literal["passport", "identity_card", "residence_permit"]
    country: CountryCode
    last_four: Annotated[str, Meta(pattern="^[0-9A-Z]{4}$")]
    seen_by: Name


class Drafted(Event, frozen=True, kw_only=True, tag="draft"):
    """An estimate was written."""

    terms: Terms


class Signed(Event, frozen=True, kw_only=True, tag="sign"):
    """An operating surgeon signed; `document` is the SHA-256 of document.json."""

    practitioner: Identifier
    document: Sha256


class Sent(Event, frozen=True, kw_only=True, tag="send"):
    """The signed estimate left for the patient; starts no clock."""

    channel: Channel


class Posted(Event, frozen=True, kw_only=True, tag="post"):
    """A pack of papers left the practice on a day; the gate lets out the second, its signed originals the first."""

    pack: PackNumber
    channel: PaperChannel
    on: date
    copy: Sha256 | None
    """The reliable copy of the originals that the surgeons signed in ink (copy 0); None for the second pack."""


class Received(Event, frozen=True, kw_only=True, omit_defaults=True, tag="receive"):
    """Acknowledged receipt of the exact document, the only start of the fifteen days."""

    person: Identifier
    document: Sha256
    channel: Channel
    paper: OnPaper | None = None


class Asked(Event, frozen=True, kw_only=True, tag="question"):
    """A question or an answer, by digest."""

    text: Sha256


class Comprehended(Event, frozen=True, kw_only=True, tag="comprehension"):
    """A comprehension check."""

    passed: bool


class Consulted(Event, frozen=True, kw_only=True, tag="consultation"):
    """A further consultation before the act."""

    purpose: Literal["second", "physical_examination", "anaesthesia"]
    practitioner: Identifier


class AcceptedEarly(Event, frozen=True, kw_only=True, omit_defaults=True, tag="early-acceptance"):
    """An acceptance that came before the gate: without effect, kept as a note (NU-04)."""

    person: Identifier
    channel: Channel
    paper: OnPaper | None = None


class Accepted(Event, frozen=True, kw_only=True, omit_defaults=True, tag="accept"):
    """« devis accepté après réflexion », signed; `distance`: concluded without both parties present."""

    person: Identifier
    document: Sha256
    distance: bool
    paper: OnPaper | None = None


class Consented(Event, frozen=True, kw_only=True, omit_defaults=True, tag="consent"):
    """Consent to the act, signed apart from the acceptance."""

    person: Identifier
    paper: OnPaper | None = None


class ExpresslyRequested(Event, frozen=True, kw_only=True, tag="express-request"):
    """The patient asks that the act take place within the fourteen days of withdrawal (CON-04)."""

    person: Identifier


class Prepared(Event, frozen=True, kw_only=True, tag="prepare"):
    """Everything before the day is done (T-06)."""


class DayConfirmed(Event, frozen=True, kw_only=True, omit_defaults=True, tag="confirm-day"):
    """The patient confirmed the consent on the day of the act."""

    person: Identifier
    paper: OnPaper | None = None


class Performed(Event, frozen=True, kw_only=True, tag="perform"):
    """The act began, by these operators."""

    operators: tuple[Identifier, ...]


class Paid(Event, frozen=True, kw_only=True, tag="pay"):
    """Money came in."""

    purpose: Literal["prior_consultation", "deposit", "price"]
    amount: Cents


class Refunded(Event, frozen=True, kw_only=True, tag="refund"):
    """Money went back."""

    amount: Cents


class IncidentReported(Event, frozen=True, kw_only=True, tag="incident"):
    """Something that stops the dossier until it is settled."""

    reason: Short


class IncidentClosed(Event, frozen=True, kw_only=True, tag="close-incident"):
    """The incident is settled, and how."""

    settled: Short


class Refused(Event, frozen=True, kw_only=True, omit_defaults=True, tag="refuse"):
    """The patient declines the estimate: the commonest end."""

    person: Identifier
    paper: OnPaper | None = None


class Withdrawn(Event, frozen=True, kw_only=True, omit_defaults=True, tag="withdraw"):
    """Consent withdrawn, in any form, without a reason (CSP-L1111-4-01)."""

    person: Identifier
    channel: Channel
    paper: OnPaper | None = None


class Expired(Event, frozen=True, kw_only=True, tag="expire"):
    """The validity ended without acceptance."""


class Replaced(Event, frozen=True, kw_only=True, tag="replace"):
    """A new estimate takes the place of this one; the clock restarts with its receipt (NU-07)."""

    by: Number


class Archived(Event, frozen=True, kw_only=True, tag="archive"):
    """The evidence bundle was sealed."""

    bundle: Sha256


class Filed(Event, frozen=True, kw_only=True, tag="file"):
    """Bytes kept under a name: what the papers rest on, a revision of a paper, something attached."""

    name: FileName
    """Says nothing of patient or act."""
    kind: Annotated[str, Meta(pattern="^[a-z][a-z-]{1,30}$")]
    sha256: Sha256
    field: Short | None
    """The signature field that this revision fills; None when it fills none."""


class Question(Fact, frozen=True, kw_only=True):
    """What a rule asked; the SHA-256 is of its words, so that another question of the rule is asked again."""

    rule: Short
    sha256: Sha256


class Answered(Event, frozen=True, kw_only=True, tag="answer"):
    """A person answered what rules ask and no program can check (docs/law.md)."""

    to: Annotated[tuple[Question, ...], Meta(min_length=1, max_length=60)]
    by: Name
    said: Short | None
    """In the person's words; None for a plain yes to all of them."""


class Enrolled(Event, frozen=True, kw_only=True, tag="enrol"):
    """A passkey was taken down as a person's, so that its gestures count as theirs (`enrolment`)."""

    person: Identifier
    credential: Sha256
    """Digest of the credential's identifier."""
    public_key: Annotated[str, Meta(pattern="^[A-Za-z0-9_-]{40,1200}$")]
    """COSE key, base64url."""
    by: Name
    """Who of the practice took it down."""
    identity_seen_by: Name | None
    """Who had the person and their identity paper before them; None: at a distance, nobody had."""


class EnrolmentRevoked(Event, frozen=True, kw_only=True, tag="revoke"):
    """A passkey is no longer the person's: lost, sold, or they ask for it. What it signed before stays."""

    credential: Sha256


class Reviewed(Event, frozen=True, kw_only=True, tag="review"):
    """A person looked at a sheet that came back, and decided; nothing on paper is accepted without one."""

    file: Sha256
    """As it came."""
    page: Annotated[int, Meta(ge=1, le=500)]
    """Within that file."""
    status: SheetStatus
    """As the program found it, before the person looked."""
    decision: Decision
    weighed: Annotated[tuple[Weighing, ...], Meta(max_length=200)]
    """What the person says of each difference that the program found, in its order."""
    by: Name
    reason: Short | None
    """In that person's words; asked for unless a clean sheet is accepted."""


# fmt: off
AnyEvent = (
    Requested | Interviewed | IdentitySeen | Drafted | Signed | Sent | Received | Asked | Comprehended
    | Consulted | AcceptedEarly | Accepted | Consented | ExpresslyRequested | Prepared | DayConfirmed
    | Performed | Paid | Refunded | IncidentReported | IncidentClosed | Refused | Withdrawn | Expired
    | Replaced | Archived | Filed | Answered | Enrolled | EnrolmentRevoked | Posted | Reviewed
)
# fmt: on
"""Every kind of event, told apart by `act` in JSON."""
