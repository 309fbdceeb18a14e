"""The two steps of every signature: what is to be signed is made ready, then the signature is put in.

The key stands between them. It may be at hand, and both steps are one call (`certify`, `sign`, `seal`); or it is
elsewhere, and hours lie between them. There is no other way by which a signature comes into a file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise

from asn1crypto import x509
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import SigMDPSetup
from pyhanko.sign.signers.constants import ESIC_EXTENSION_1
from pyhanko.sign.signers.pdf_byterange import SignatureObject

from signatures import appearance as drawing
from signatures import cms, envelope, evidence, record, security_store
from signatures import passkey as assertions
from signatures import tokens as tsp
from signatures.certificates import may_sign, not_after, not_before
from signatures.clock import Clock
from signatures.current import Chains, Lapsed, Unfit, roots
from signatures.errors import (
    ClockUnavailable,
    EvidenceMismatch,
    KeyUnavailable,
    NotConformant,
    NotPermitted,
    WrongOrder,
)
from signatures.evidence import Lists
from signatures.increment import Increment, Unsigned, lock_of
from signatures.keys import Algorithm, Key, public
from signatures.prepared import Prepared
from signatures.stamp import last_time
from signatures.stamping import check_clock, stamped
from signatures.standing import standing, written

_ROOM = 1536  # bytes: headers and the largest signature (RSA 4096), beside certificate, record and tokens


@dataclass(frozen=True)
class Signer:
    """The half of a key that anyone may see."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    algorithm: Algorithm


@dataclass(frozen=True)
class Act:
    """All that one signature is asked to be; the meaning of each is told at `signing.sign`."""

    field: str
    signer: Signer
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


def at_once(pdf: bytes, key: Key, act: Act) -> bytes:
    """Both steps, with the key at hand between them."""
    prepared = begin(pdf, act)
    result = complete(prepared, key.sign(prepared.to_sign.data), act.clock, act.at)
    return written(result, pdf, _roots(prepared))


def begin(pdf: bytes, act: Act) -> Prepared:
    """Steps 1 to 5 of signing: a revision with an empty slot, and the attributes that are to be signed."""
    if act.at.utcoffset() is None:
        raise ValueError("the moment of an act needs a time zone")
    increment = Increment(pdf)
    target = increment.empty_field(act.field)
    _check_turn(increment, act)
    earlier = standing(increment)
    lists = Lists.gather(act.revocation or (), increment)
    _check_signer(act, lists)
    check_clock(act.field, act.clock, earlier | _roots(act.signer), act.at)
    if act.revocation is not None:
        lists.require(_needed((act.signer.certificate, *act.signer.chain), act.clock), act.at)
    if act.certifies:
        increment.writer.register_extension(ESIC_EXTENSION_1)  # says that the file uses PAdES (clause 5.6)
        increment.writer.mark_update(increment.writer.root_ref)
    security_store.extend(increment, (*act.signer.chain, *act.clock.chain), lists.given)
    if act.appearance is not None:
        drawing.draw(increment, target, act.field, act.appearance)
    mdp = SigMDPSetup(
        md_algorithm=cms.DIGEST,
        certify=act.certifies,
        field_lock=lock_of(target),
        docmdp_perms=MDPPerm.FILL_FORMS if act.certifies else None,
    )
    unsigned = increment.write(_slot(act), act.field, mdp=mdp)
    return _prepared(unsigned, act, lists, last_time(increment))


def complete(
    prepared: Prepared, signature: bytes, clock: Clock, at: datetime, revocation: Sequence[bytes] = ()
) -> bytes:
    """Steps 6 and 7 of signing: the signature is the right one, the token over it, the slot filled, all checked."""
    if at.utcoffset() is None:
        raise ValueError("the moment of an act needs a time zone")
    signature = _checked(prepared, signature)
    if _authority(clock) != prepared.authority:
        raise ClockUnavailable(
            f"{prepared.field} was prepared for another timestamp authority, whose certificates are in the file;"
            " nothing was signed, finish with that one"
        )
    check_clock(prepared.field, clock, _roots(prepared), at)
    lists = prepared.lists.with_newer(revocation)
    if at != prepared.at or revocation:  # else it was checked for this moment when it was prepared
        _check_again(prepared, clock, at, lists)
    stored = prepared.lists if prepared.judged else None
    token = stamped(clock, cms.sha256(signature), at, lists, prepared.newest, stored)
    signed = cms.signed(prepared.certificate, prepared.algorithm, prepared.attributes, signature)
    unsigned = prepared.unsigned
    result = unsigned.fill(signed.document(token.der))
    defect = envelope.signature_holds(result[unsigned.start : unsigned.end], unsigned.covered)
    if defect is not None:
        raise NotConformant(
            f"{prepared.field}: the signature made does not hold ({defect.message}); nothing was signed"
        )
    return result


def _prepared(unsigned: Unsigned, act: Act, lists: Lists, newest: datetime | None) -> Prepared:
    more = []
    if act.record is not None:
        more.append(record.attribute(act.record))
    if act.passkey is not None:
        more.append(assertions.attribute(act.passkey))
    if act.content_timestamp:
        stored = None if act.revocation is None else lists
        token = stamped(act.clock, unsigned.digest, act.at, lists, newest, stored)
        newest = token.time
        more.append(cms.content_token(token.der))
    return Prepared(
        act.field,
        act.at,
        unsigned,
        cms.attributes(act.signer.certificate, cms.DATA, unsigned.digest, more),
        act.signer.certificate,
        act.signer.chain,
        act.signer.algorithm,
        lists,
        act.revocation is not None,
        _authority(act.clock),
        newest,
    )


def _authority(clock: Clock) -> bytes:
    return cms.sha256(*(one.sha256 for one in clock.chain))


def _roots(signer: Signer | Prepared) -> frozenset[bytes]:
    """Where the chain ends: at the signer's own certificate if there is none above it."""
    return roots((signer.certificate,), signer.chain)


def _check_turn(increment: Increment, act: Act) -> None:
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


def _check_signer(act: Act, lists: Lists) -> None:
    links = (act.signer.certificate, *act.signer.chain)
    if not may_sign(links[0]):
        raise KeyUnavailable(f"{act.field}: the certificate of {tsp.named(links[0])} is not for signing")
    _check_valid(act.field, links, lists, act.at)


def _check_valid(field: str, links: Sequence[x509.Certificate], lists: Lists, at: datetime) -> None:
    """The certificate is valid at the moment of the act, and so is everything above it, for whoever verifies."""
    for cert in links:
        if not not_before(cert) <= at <= not_after(cert):
            raise KeyUnavailable(
                f"{field}: the certificate of {tsp.named(cert)} is valid from {not_before(cert).isoformat()}"
                f" to {not_after(cert).isoformat()}, not at {at.isoformat()}; use a current one"
            )
    try:
        Chains(links).of(links[0], at, partial(lists.revoked, at=at))
    except Lapsed as problem:
        raise KeyUnavailable(f"{field}: {problem}; nothing was signed") from problem
    except Unfit as problem:
        raise KeyUnavailable(
            f"{field}: whoever verifies would refuse the certificate of {tsp.named(links[0])} ({problem});"
            " nothing was signed, ask its authority for another"
        ) from problem


def _check_again(prepared: Prepared, clock: Clock, at: datetime, lists: Lists) -> None:
    """What was checked when it was prepared also holds now, by the lists in the file and by newer ones."""
    if at < prepared.at:
        raise WrongOrder(f"{prepared.field} was prepared at {prepared.at.isoformat()}, after {at.isoformat()}")
    links = (prepared.certificate, *prepared.chain)
    _check_valid(prepared.field, links, lists, at)
    if prepared.judged:
        prepared.lists.require(_needed(links, clock), at)


def _needed(links: Sequence[x509.Certificate], clock: Clock) -> list[evidence.Link]:
    """All that lists must speak of: signer, clock, and everything above them."""
    return [*pairwise(links), *evidence.clock_links(clock.chain)]


def _checked(prepared: Prepared, signature: bytes) -> bytes:
    """The signature as it goes into the file. Raises EvidenceMismatch unless it is the one that was asked for."""
    certificate = tsp.parse((prepared.certificate,))[0]
    key = certificate.public_key()
    data = prepared.to_sign.data
    if public.made_by(key, signature, data):
        return signature
    if prepared.algorithm == "ec" and len(signature) == 2 * public.NUMBER:  # r and s, as cards and browsers give them
        written = public.ecdsa_der(signature)
        if public.made_by(key, written, data):
            return written
    whose = certificate.subject.rfc4514_string()
    raise EvidenceMismatch(
        f"{prepared.field}: the signature is not by the key of {whose}, or not over what was prepared; nothing was"
        " signed, sign what this very state asks for with the key of this certificate"
    )


def _slot(act: Act) -> SignatureObject:
    """The signature dictionary; its room is stated, for sizes vary by chance and a tight slot would overflow."""
    size = _ROOM + len(act.signer.certificate.dump()) + len(act.record or b"") + len(act.passkey or b"")
    size += act.clock.room * (2 if act.content_timestamp else 1)
    return SignatureObject(
        timestamp=act.at.astimezone(UTC),
        subfilter=SigSeedSubFilter.PADES,
        location=act.location,
        reason=act.reason,
        bytes_reserved=2 * size,
    )
