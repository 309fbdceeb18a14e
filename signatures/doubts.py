"""What times and revocations make of one signature: failed where it is proven, undecided where proof is lacking."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from asn1crypto import x509

from signatures.certificates import Path, common_name, may_stamp, not_after
from signatures.integrity import FAILED, UNDECIDED, Checked
from signatures.judged import Judged
from signatures.report import Reason
from signatures.revocation import HARMLESS, Status
from signatures.revocation_sources import TOLERANCE
from signatures.token_reading import Token
from signatures.told import Told
from signatures.vocabulary import Code, Indication


def doubt(code: Code, message: str, name: str) -> Reason:
    return Reason(code, message, name, UNDECIDED)


def clock_doubts(path: Path, token: Token, known: datetime, told: Told, name: str, *, listed: bool) -> list[Reason]:
    """What is to be said against a clock; `known`: the time proven for its token; `listed`: by a trusted list."""
    assert token.time is not None
    authority = common_name(path.certificates[0])
    if not may_stamp(path.certificates[0]):
        return [doubt(Code.UNTRUSTED, f"the certificate of {authority} is not for timestamps", name)]
    if token.time > known + token.accuracy + TOLERANCE:
        return [doubt(Code.TIME_NOT_PROVEN, "the timestamp is later than the time at which it is judged", name)]
    # a list vouches for a certificate, as an issuer does: until it ends
    ends = min(path.ends, not_after(path.anchor)) if path.listed else path.ends
    if not path.begins - TOLERANCE <= token.time <= ends + TOLERANCE:
        return [doubt(Code.EXPIRED, f"the certificate of {authority} was not valid when it stamped", name)]
    if known > ends + TOLERANCE:
        message = f"the certificate of {authority} ended on {ends:%Y-%m-%d} and no later timestamp took over"
        return [doubt(Code.EXPIRED, message, name)]
    use, found = _Use(token.time, known, name), []
    for cert, issuer in path.links:
        status = told.clock_status(cert, issuer)
        found.append(_clock_revoked(cert, status, use) or _clock_unknown(cert, status, use))
    if listed:  # under its own issuers, as far as they are at hand: what they revoked is not believed
        anchor, key = path.anchor, told.clock_status(path.anchor, path.anchor)  # of which there are other certificates
        found.append(_clock_revoked(anchor, told.of(anchor), use) or _clock_revoked(anchor, key, use))
    return [reason for reason in found if reason is not None]


class _Use(NamedTuple):
    """A token at work: when it was made, by when that is proven, in which field it stands."""

    time: datetime
    known: datetime
    name: str


def _clock_revoked(cert: x509.Certificate, status: Status, use: _Use) -> Reason | None:
    for one in status.revoked_by(use.known + TOLERANCE):
        # an older list may give a harmless reason where a newer one tells of a theft
        if one.reason not in HARMLESS or one.since <= use.time:
            return doubt(Code.REVOKED, f"« {common_name(cert)} » was revoked on {one.since:%Y-%m-%d}", use.name)
    return None


def _clock_unknown(cert: x509.Certificate, status: Status, use: _Use) -> Reason | None:
    if status.revoked_by(use.known + TOLERANCE) or status.known_at(use.known).covers(use.time):
        return None
    return doubt(Code.REVOCATION_MISSING, f"nothing shows that « {common_name(cert)} » was not revoked", use.name)


def signer_doubts(
    path: Path,
    judged: Judged,
    known: datetime,
    status: Callable[[x509.Certificate, x509.Certificate], Status],
    name: str,
) -> list[Reason]:
    """What time and revocation say against a signer's chain; `known`: the time proven for the signature."""
    use = judged.stamp.time if judged.stamp is not None else known
    # nothing fails by the word of a clock that the reader does not know
    earliest = judged.content.earliest if judged.content is not None and judged.content.grade is not None else None
    latest = judged.stamp.latest if judged.stamp is not None else known
    proven = judged.stamp is not None and judged.stamp.grade is not None
    doubts = _out_of_time(path, (use, latest), earliest, name, proven=proven)
    for subject, issuer in path.links:
        found = status(subject, issuer)
        doubts += _revoked(found, common_name(subject), latest, earliest, name)
        if not found.known_at(known).covers(use):
            message = f"nothing shows that « {common_name(subject)} » was not revoked when it signed"
            doubts.append(doubt(Code.REVOCATION_MISSING, message, name))
    return doubts


def _out_of_time(
    path: Path, uses: tuple[datetime, datetime], earliest: datetime | None, name: str, *, proven: bool
) -> list[Reason]:
    """Was the signer's chain valid when the signature was made?

    `uses`: what its clock says, and at the latest; `proven`: the clock is one that the reader knows.
    """
    use, latest = uses
    who = common_name(path.certificates[0])
    if use < path.begins - TOLERANCE:
        message = f"signed before the certificate of {who} became valid"
        surely = proven and latest < path.begins - TOLERANCE
        return [Reason(Code.EXPIRED, message, name, FAILED if surely else UNDECIDED)]
    if latest <= path.ends + TOLERANCE:
        return []
    surely = earliest is not None and earliest > path.ends
    indication: Indication = FAILED if surely else UNDECIDED
    return [Reason(Code.EXPIRED, f"not shown to be signed before the certificate of {who} ended", name, indication)]


def _revoked(status: Status, who: str, use: datetime, earliest: datetime | None, name: str) -> list[Reason]:
    revoked = status.revoked
    if revoked is None or revoked.revoked is None or revoked.revoked > use:
        return []
    surely = earliest is not None and earliest >= revoked.revoked
    indication: Indication = FAILED if surely else UNDECIDED
    message = f"« {who} » was revoked on {revoked.revoked:%Y-%m-%d %H:%M}, not shown to be after the signature"
    return [Reason(Code.REVOKED, message, name, indication)]


def times_in_order(signatures: Sequence[Checked], judged: Sequence[Judged]) -> None:
    """A signature contains all earlier ones: no clock may place it before them."""
    reached: datetime | None = None  # by what was contained so far
    for checked, outcome in zip(signatures, judged, strict=True):
        stamps = [stamp for stamp in (outcome.content, outcome.own) if stamp is not None]
        if reached is not None and any(stamp.latest < reached - TOLERANCE for stamp in stamps):
            message = "its timestamp is earlier than that of something it contains"
            outcome.reasons.append(doubt(Code.TIME_NOT_PROVEN, message, checked.found.field))
        reached = max([stamp.earliest for stamp in stamps] + ([] if reached is None else [reached]), default=None)
