"""From what was found about a signature to the act that a report names."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from pyhanko.sign.validation.generic_cms import extract_self_reported_ts

from signatures import passkey, record
from signatures.certificates import common_name, issuer_name, subject_part
from signatures.changes import Step
from signatures.document import MALFORMED
from signatures.dss import Store
from signatures.errors import EvidenceMismatch
from signatures.integrity import Checked
from signatures.judged import Judged
from signatures.policy import Plan
from signatures.report import Act, Reason, Signer, worst
from signatures.vocabulary import Code, Level


@dataclass(frozen=True)
class Background:
    """What an act is told against: the same for all acts of a file."""

    steps: Sequence[Step]  # what later revisions did
    store: Store
    plan: Plan | None
    reasons: Sequence[Reason]  # found about the document as a whole; some name a field


def describe(checked: Checked, judged: Judged, later: Sequence[Checked], background: Background) -> Act:
    """The act in one field; `later` are the signatures made after it."""
    found, said = checked.found, _said(checked)
    expected = background.plan.expected(found.field) if background.plan is not None else None
    after = [step for step in background.steps if step.revision > found.revision]
    altered = [Reason(Code.CHANGED_AFTER_SIGNING, step.words) for step in after if step.problem]
    about = [reason for reason in background.reasons if reason.field == found.field]
    reasons = (*checked.reasons, *judged.reasons, *altered, *about)
    stamp, inside = judged.stamp, judged.content
    return Act(
        name=expected.act if expected is not None else found.field,
        field=found.field,
        kind="timestamp" if found.is_timestamp else "signature",
        signer=_signer(checked),
        level=_level(checked, background.store, later),
        clock=judged.clock,
        clock_lists=judged.listings,
        not_before=inside.earliest if inside is not None else None,
        not_after=stamp.latest if stamp is not None else None,
        accuracy=stamp.accuracy.total_seconds() if stamp is not None else None,
        token_time=checked.token.time if checked.token is not None else None,
        content_time=checked.content_token.time if checked.content_token is not None else None,
        claimed_time=said.claimed,
        indication=worst(reason.indication for reason in reasons),
        reasons=reasons,
        record=said.record,
        revision=found.revision,
        begins=found.begins,
        covers=found.covers,
        later_changes=tuple(step.words for step in after),
        reason=found.text("/Reason"),
        location=found.text("/Location"),
        passkey=said.passkey,
    )


@dataclass(frozen=True)
class _Said:
    """What a signature says about itself."""

    claimed: datetime | None = None
    record: bytes | None = None
    passkey: bytes | None = None


def _said(checked: Checked) -> _Said:
    embedded = checked.found.embedded
    if embedded is None or checked.found.is_timestamp:
        return _Said()
    try:
        claimed = extract_self_reported_ts(embedded.signer_info) or embedded.self_reported_timestamp
        return _Said(claimed, record.read(embedded.signer_info), passkey.read(embedded.signer_info))
    except (*MALFORMED, EvidenceMismatch):
        return _Said()


def _signer(checked: Checked) -> Signer | None:
    cert = checked.certificate
    if cert is None:
        return None
    return Signer(common_name(cert), subject_part(cert, "serial_number"), cert.sha256.hex(), issuer_name(cert))


def _level(checked: Checked, store: Store, later: Sequence[Checked]) -> Level:
    """The level that the parts present make up; whether they hold is said by the indication."""
    if checked.found.is_timestamp:
        return Level.DOC_TIMESTAMP
    if checked.found.embedded is None or any(reason.code is Code.NOT_PADES for reason in checked.reasons):
        return Level.NOT_PADES
    archived = any(other.found.is_timestamp for other in later)
    if checked.token is None and not archived:
        return Level.B_B
    if not store.has_revocation:
        return Level.B_T
    return Level.B_LTA if archived else Level.B_LT
