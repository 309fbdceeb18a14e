"""An act that a person's own device signs, in two steps: the record is fixed, the device signs it, the act is done.

    1  `prepare`: the law and the dossier are asked as for any act; what will be signed is written down, instant and
       all; its challenge goes to the browser
    2  the person unlocks the device there, and it signs the challenge
    3  `finish`: asked again; the record must still be what would be written now but for its instant, and that no more
       than `acts.GESTURE` seconds ago; the assertion is checked; the paper is signed with both

Whatever happened meanwhile (another act, another revision of the paper, midnight) ends in a refusal in words, and the
act is prepared again: a device signs one record, never whatever it has become.

A withdrawal is not among these acts: nobody shall need a device to take back a consent (CSP L1111-4).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from msgspec.structs import replace

from dermadocs.domain import acts
from dermadocs.domain.acts import ActRecord
from dermadocs.domain.enrolment import credential_digest, enrolments
from dermadocs.domain.evidence import Evidence, Passkey
from dermadocs.domain.jsonform import convert
from dermadocs.errors import InputError, NotPermitted
from dermadocs.flows import casework, consenting, enrolling, questioning, sealing
from dermadocs.flows.desk import Desk
from dermadocs.flows.keeping import moment
from dermadocs.flows.kept import Kept
from dermadocs.flows.paper_file import PaperFile
from dermadocs.flows.ports import Practice
from dermadocs.flows.sealing import Deed, Signer
from dermadocs.law.rule import Step
from dermadocs.sentence import say
from signatures import Assertion, PasskeyRefused, passkey

Build = Callable[[Practice, PaperFile, Signer, str, Evidence, datetime], Deed]


@dataclass(frozen=True)
class Signing:
    """An act that a device may sign: in which paper, after which answers of the practice, and what it is."""

    paper: str
    step: Step | None
    deed: Build


ACTS: Mapping[str, Signing] = {
    "receipt": Signing("estimate", "receive", sealing.receipt),
    "notice": Signing("implant-notice", None, sealing.notice_receipt),
    "acceptance": Signing("estimate", "accept", sealing.acceptance),
    "consent": Signing("consent", None, consenting.agreement),
    "confirmation": Signing("consent", None, consenting.confirmation),
}
"""By name; the receipt of a notice is an act of its own, for its file is one: one gesture signs one record."""


@dataclass(frozen=True)
class Credential:
    """The passkey asked for, and the page that asks; of a registration, its COSE key in canonical CBOR."""

    identifier: bytes
    public_key: bytes
    origin: str
    rp_id: str


@dataclass(frozen=True)
class Prepared:
    """An act fixed and not done. Keep it on the server until the assertion comes; it is good for one act."""

    act: str
    who: str
    record: bytes
    credential: Credential

    @property
    def challenge(self) -> bytes:
        """What the browser has the device sign."""
        return passkey.challenge(self.record)


def prepare(
    desk: Desk, kept: Kept, act: str, who: str, mention: str, evidence: Evidence, credential: Credential
) -> Prepared:
    """Fix the record of an act for a person's passkey. Nothing is written; refuses whatever the act would refuse.

    Whether the passkey is enrolled is read from the dossier's chain, never from `evidence`. NotPermitted for the
    passkey of somebody else, InputError for one that could not be checked later.
    """
    enrolling.refuse_unusable(credential.public_key)
    at = moment(desk, kept)
    evidence = replace(evidence, gesture=_gesture(kept, who, credential))
    record = acts.encode(_record(desk, kept, act, who, mention, evidence, at))
    acts.decode_record(record)  # what nobody could read again is signed by no device
    return Prepared(act, who, record, credential)


def finish(desk: Desk, kept: Kept, prepared: Prepared, assertion: Assertion) -> Kept:
    """Do a prepared act with the assertion that came back. NotPermitted when it has to be prepared again, InputError
    for an assertion that is not over this record, by this passkey, at this page.
    """
    at, record = moment(desk, kept), acts.decode_record(prepared.record)
    if not timedelta() <= at - record.shown_at <= timedelta(seconds=acts.GESTURE):
        raise _again(say("it was prepared too long ago"))
    if record.chain != kept.head:
        raise _again(say("something else was recorded meanwhile"))
    mention, evidence = record.mention or "", record.evidence
    if _record(desk, kept, prepared.act, prepared.who, mention, evidence, record.shown_at) != record:
        raise _again(say("the paper changed meanwhile"))
    _check(prepared, assertion)
    signing = ACTS[prepared.act]
    file = kept.paper(signing.paper)
    deed = signing.deed(desk.practice, file, casework.person(kept, prepared.who), mention, evidence, at)
    proof = passkey.encode(assertion, prepared.credential.public_key)
    done, time = sealing.attempt(desk.practice, file, deed, record, at, proof)
    if done is None:
        raise _again(say("midnight passed, and the date that it prints is another"))
    if abs((time.time - record.shown_at).total_seconds()) > acts.TOLERANCE:
        raise _again(say("the clock answered too late"))
    return kept.with_paper(signing.paper, done, moment(desk, kept))


def _record(desk: Desk, kept: Kept, act: str, who: str, mention: str, evidence: Evidence, at: datetime) -> ActRecord:
    """What the act would record at that instant. NotPermitted when it may not be done."""
    signing = ACTS.get(act)
    if signing is None:
        raise InputError(act, say("no act that a passkey signs; those are: {acts}", acts=", ".join(ACTS)))
    file, whom = kept.paper(signing.paper), casework.person(kept, who)
    deed = signing.deed(desk.practice, file, whom, mention, evidence, at)
    if signing.step is not None:
        questioning.refuse_unanswered(kept.case, kept.entries, at, signing.step)
    return sealing.record_of(desk.practice, file, deed, at)


def _gesture(kept: Kept, who: str, credential: Credential) -> Passkey:
    digest = credential_digest(credential.identifier)
    used = {
        "kind": "passkey",
        "credential": digest,
        "public_key": hashlib.sha256(credential.public_key).hexdigest(),
        "origin": credential.origin,
        "rp_id": credential.rp_id,
    }
    known = enrolments(kept.entries).get(digest)
    gesture = convert({**used, "enrolment": known.entry if known else None}, Passkey, "passkey")
    if known is not None and not known.covers(gesture, who):
        raise NotPermitted("passkey", "it is enrolled for somebody else, or with another key", "SIG-02")
    return gesture


def _check(prepared: Prepared, assertion: Assertion) -> None:
    asked = prepared.credential
    try:
        passkey.check(assertion, asked.public_key, prepared.record, asked.origin, asked.rp_id)
    except PasskeyRefused as refused:
        raise InputError("passkey", str(refused)) from refused


def _again(why: str) -> NotPermitted:
    return NotPermitted("the act", say("{why}: nothing was signed, prepare it again", why=why), "T-09")
