"""Sign a PDF: certify, sign, seal. Bytes in, bytes out; one increment each; the earlier bytes stay as they are.

PAdES (ETSI EN 319 142-1), level B-LT at once: the security store, the signature and its timestamp are one
revision, so that a file cut right after any act is complete. Every date comes from `at` or from the clock.

What each call does, in this order; anything that fails means that nothing was signed:

    1  the field exists and is empty; it is this act's turn; no lock forbids it
    2  the key's certificate is valid at that time, not revoked, and made for signing
    3  lists for each certificate are at hand, and go into the security store
    4  the appearance is imported; the revision is written with an empty slot
    5  a token over the content ("not before"), if asked for
    6  the signature over content, record and token; then a token over the signature ("not after")
    7  the slot is filled, and the result checked as a verifier would: envelope, digest, prefix
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import SigMDPSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from signatures import appearance as drawing
from signatures import cms, envelope, evidence, record
from signatures import passkey as assertions
from signatures import tokens as tsp
from signatures.clock import Clock
from signatures.errors import ClockUnavailable, KeyUnavailable, NotConformant, NotPermitted, WrongOrder
from signatures.evidence import Lists
from signatures.increment import Increment, Unsigned, lock_of
from signatures.keys import Key
from signatures.stamp import last_time
from signatures.tokens import Token

_ROOM = 1536  # bytes: headers and the largest signature (RSA 4096), beside certificate, record and tokens


@dataclass(frozen=True)
class _Act:
    """All that one signature is asked to be."""

    field: str
    key: Key
    clock: Clock
    at: datetime
    certifies: bool
    appearance: bytes | None
    record: bytes | None
    passkey: bytes | None
    content_timestamp: bool
    revocation: Sequence[bytes] | None
    location: str | None
    reason: str | None


def certify(
    pdf: bytes,
    field: str,
    key: Key,
    clock: Clock,
    at: datetime,
    *,
    appearance: bytes | None = None,
    record: bytes | None = None,
    passkey: bytes | None = None,
    content_timestamp: bool = False,
    revocation: Sequence[bytes] | None = (),
    location: str | None = None,
    reason: str | None = None,
) -> bytes:
    """The first signature of a document: from now on only its own fields may be filled (DocMDP, P=2).

    Arguments as for `sign`. Raises WrongOrder when the document holds a signature already.
    """
    return _perform(
        pdf,
        _Act(field, key, clock, at, True, appearance, record, passkey, content_timestamp, revocation, location, reason),
    )


def sign(
    pdf: bytes,
    field: str,
    key: Key,
    clock: Clock,
    at: datetime,
    *,
    appearance: bytes | None = None,
    record: bytes | None = None,
    passkey: bytes | None = None,
    content_timestamp: bool = False,
    revocation: Sequence[bytes] | None = (),
    location: str | None = None,
    reason: str | None = None,
) -> bytes:
    """Sign a field of a certified document.

    `at`: the moment of the act, with time zone. `appearance`: a one-page PDF as large as the field, fonts
    embedded. `record`: evidence to be signed along (`signatures.record`). `passkey`: an assertion over it, from
    `signatures.passkey.encode`, checked before by the caller. `content_timestamp`: also prove that the signature is
    not older than a token. `revocation`: lists in DER, for each issuer of signer and clock
    that the file holds no current list of; None: none at all, level B-T, said aloud here and by the verifier.

    Raises FieldUnknown, FieldAlreadySigned, WrongOrder (not certified yet, or the file is newer than `at`),
    NotPermitted (a lock or the certification), KeyUnavailable, RevocationMissing, ClockUnavailable,
    NotConformant, EvidenceMismatch, Unreadable; ValueError for a moment without time zone.
    """
    return _perform(
        pdf,
        _Act(
            field, key, clock, at, False, appearance, record, passkey, content_timestamp, revocation, location, reason
        ),
    )


def seal(
    pdf: bytes,
    field: str,
    key: Key,
    clock: Clock,
    at: datetime,
    *,
    appearance: bytes | None = None,
    record: bytes | None = None,
    revocation: Sequence[bytes] | None = (),
    location: str | None = None,
    reason: str | None = None,
) -> bytes:
    """Certify a document with the practice's seal: it vouches for the bytes, no person signs."""
    return certify(
        pdf,
        field,
        key,
        clock,
        at,
        appearance=appearance,
        record=record,
        revocation=revocation,
        location=location,
        reason=reason,
    )


def _perform(pdf: bytes, act: _Act) -> bytes:
    if act.at.utcoffset() is None:
        raise ValueError("the moment of an act needs a time zone")
    increment = Increment(pdf)
    target = increment.empty_field(act.field)
    _check_turn(increment, act)
    lists = Lists.gather(act.revocation or (), increment)
    _check_key(act, lists)
    if act.certifies:
        increment.writer.register_extension(ESIC_EXTENSION_1)  # says that the file uses PAdES (clause 5.6)
        increment.writer.mark_update(increment.writer.root_ref)
    evidence.store(increment, (*act.key.chain, *act.clock.chain), lists.given)
    if act.appearance is not None:
        drawing.draw(increment, target, act.field, act.appearance)
    mdp = SigMDPSetup(
        md_algorithm=cms.DIGEST,
        certify=act.certifies,
        field_lock=lock_of(target),
        docmdp_perms=MDPPerm.FILL_FORMS if act.certifies else None,
    )
    unsigned = increment.write(_slot(act), act.field, mdp=mdp)
    return _signed(unsigned, act, lists, last_time(increment))


def _check_turn(increment: Increment, act: _Act) -> None:
    if act.certifies:
        if increment.signatures:
            first = increment.signatures[0].field
            raise WrongOrder(
                f"{act.field} cannot certify: {first} is signed already; only the first signature certifies"
            )
        return
    permission = increment.permission if increment.signatures else None
    if permission is None:
        raise WrongOrder(f"{act.field} cannot be signed yet: the document is not certified; certify it first")
    if permission < MDPPerm.FILL_FORMS.value:
        raise NotPermitted(f"{act.field} cannot be signed: the certification of this document allows no change")
    for earlier in increment.signatures:
        if earlier.lock is not None and earlier.lock.is_locked(act.field):
            raise NotPermitted(f"{act.field} cannot be signed: {earlier.field} locked it when it was signed")


def _check_key(act: _Act, lists: Lists) -> None:
    """The certificate is valid at the moment of the act, and so is everything above it."""
    links = tsp.parse((act.key.certificate, *act.key.chain))
    for cert in links:
        if not cert.not_valid_before_utc <= act.at <= cert.not_valid_after_utc:
            raise KeyUnavailable(
                f"{act.field}: the certificate of {cert.subject.rfc4514_string()} is valid from"
                f" {cert.not_valid_before_utc.isoformat()} to {cert.not_valid_after_utc.isoformat()}, not at"
                f" {act.at.isoformat()}; use a current one"
            )
    usage = act.key.certificate.key_usage_value
    if usage is not None and not {"digital_signature", "non_repudiation"} & usage.native:
        raise KeyUnavailable(f"{act.field}: the certificate of {links[0].subject.rfc4514_string()} is not for signing")
    revoked = lists.revoked(links, act.at)
    if revoked is not None:
        raise KeyUnavailable(f"{act.field}: {revoked}; nothing was signed")
    if act.revocation is not None:
        lists.require((*links[1:], *tsp.parse(act.clock.chain)), act.at)


def _slot(act: _Act) -> SignatureObject:
    """The signature dictionary; its room is stated, for sizes vary by chance and a tight slot would overflow."""
    size = _ROOM + len(act.key.certificate.dump()) + len(act.record or b"") + len(act.passkey or b"")
    size += act.clock.room * (2 if act.content_timestamp else 1)
    return SignatureObject(
        timestamp=act.at.astimezone(UTC),
        subfilter=SigSeedSubFilter.PADES,
        location=act.location,
        reason=act.reason,
        bytes_reserved=2 * size,
    )


def _signed(unsigned: Unsigned, act: _Act, lists: Lists, newest: datetime | None) -> bytes:
    more = []
    if act.record is not None:
        more.append(record.attribute(act.record))
    if act.passkey is not None:
        more.append(assertions.attribute(act.passkey))
    if act.content_timestamp:
        token = stamped(act.clock, unsigned.digest, act.at, lists, newest)
        newest = token.time
        more.append(cms.content_token(token.der))
    signed = cms.sign(act.key, cms.DATA, unsigned.digest, more)
    token = stamped(act.clock, cms.sha256(signed.signature), act.at, lists, newest)
    result = unsigned.fill(signed.document(token.der))
    defect = envelope.signature_holds(result[unsigned.start : unsigned.end], unsigned.covered)
    if defect is not None:
        raise NotConformant(f"{act.field}: the signature made does not hold ({defect.message}); nothing was signed")
    return result


def stamped(clock: Clock, digest: bytes, at: datetime, lists: Lists, newest: datetime | None) -> Token:
    """A token of the clock, not earlier than `newest` in the same file. Raises ClockUnavailable."""
    token = clock.stamp(digest, at)
    if newest is not None and token.time < newest:
        raise ClockUnavailable(
            f"the clock says {token.time.isoformat()}, but the document holds a timestamp of {newest.isoformat()};"
            " nothing was signed, set the clock right"
        )
    revoked = lists.revoked((token.certificate, *tsp.parse(clock.chain)), at)
    if revoked is not None:
        raise ClockUnavailable(f"the clock cannot be used: {revoked}; nothing was signed")
    return token
