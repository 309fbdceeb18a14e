"""Sign a PDF: certify, sign, seal. Bytes in, bytes out; one increment each; the earlier bytes stay as they are.

PAdES (ETSI EN 319 142-1), level B-LT at once: the security store, the signature and its timestamp are one
revision, so that a file cut right after any act is complete. Every date comes from `at` or from the clock.

What each call does, in this order; anything that fails means that nothing was signed:

    1  the field exists and is empty; it is this act's turn; no lock forbids it; what is signed already holds
    2  the key's certificate is valid at that time, not revoked, made for signing, and below a root by a chain that
       whoever verifies takes; so are the issuers of the clock
    3  lists that speak of each certificate are at hand, and go into the security store
    4  the appearance is imported; the revision is written with an empty slot
    5  a token over the content ("not before"), if asked for
    6  the signature over content, record and token, checked; then a token over the signature ("not after")
    7  the slot is filled, and the result checked as a verifier would: envelope, digest, prefix

With a key that is elsewhere `prepare` does 1 to 5 and says what is to be signed; `finish` takes the signature and
does 6 and 7, in another process if need be, and checks the certificates again, for its own moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from asn1crypto import x509

from signatures import steps
from signatures import tokens as tsp
from signatures.clock import Clock
from signatures.keys import Key, public
from signatures.keys.memory import asn1, ordered
from signatures.prepared import Prepared
from signatures.steps import Act, Signer


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
    signer = Signer(key.certificate, key.chain, key.algorithm)
    return steps.at_once(
        pdf,
        key,
        Act(
            field, signer, clock, at, True, appearance, record, passkey, content_timestamp, revocation, location, reason
        ),
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
    not older than a token. `revocation`: lists in DER, for each issuer of signer and clock that the file holds no
    current list of, each speaking of the certificate in question; None: none at all, level B-T, said aloud here and
    by the verifier.

    Raises FieldUnknown, FieldAlreadySigned, WrongOrder (not certified yet), NotPermitted (a lock or the
    certification), KeyUnavailable, RevocationMissing, ClockUnavailable (also when the clock says less than a
    timestamp in the file), ClockNotQualified, NotConformant, EvidenceMismatch, Unreadable; ValueError for a moment
    without time zone.
    """
    signer = Signer(key.certificate, key.chain, key.algorithm)
    return steps.at_once(
        pdf,
        key,
        Act(
            field,
            signer,
            clock,
            at,
            False,
            appearance,
            record,
            passkey,
            content_timestamp,
            revocation,
            location,
            reason,
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


def prepare(
    pdf: bytes,
    field: str,
    certificate: x509.Certificate,
    chain: Sequence[x509.Certificate],
    clock: Clock,
    at: datetime,
    *,
    certifies: bool = False,
    appearance: bytes | None = None,
    record: bytes | None = None,
    passkey: bytes | None = None,
    content_timestamp: bool = False,
    revocation: Sequence[bytes] | None = (),
    location: str | None = None,
    reason: str | None = None,
) -> Prepared:
    """The first step for a key that is elsewhere: a card behind a browser, a provider's service.

    `certificate`: the signer's; `chain`: its issuers in any order, the root among them. `certifies`: as `certify`,
    else as `sign`; the other arguments and the errors are theirs. What to sign is in the result's `to_sign`.
    Preparing signs nothing and binds nobody: two states prepared from one file can both be finished.
    """
    own, *issuers = tsp.parse((certificate, *chain))
    signer = Signer(certificate, tuple(map(asn1, ordered(own, issuers))), public.kind(public.of(own)))
    return steps.begin(
        pdf,
        Act(
            field,
            signer,
            clock,
            at,
            certifies,
            appearance,
            record,
            passkey,
            content_timestamp,
            revocation,
            location,
            reason,
        ),
    )


def finish(
    prepared: Prepared, signature: bytes, clock: Clock, at: datetime, *, revocation: Sequence[bytes] = ()
) -> bytes:
    """The second step: put the signature in that was made elsewhere, and the time at which it was there.

    `signature`: over `prepared.to_sign`; RSA PKCS#1 v1.5, or ECDSA in DER or as the 64 bytes of r and s. `clock`: of
    the authority for which it was prepared. `at`: the moment of this step, not before the first. `revocation`: newer
    lists to judge by; they do not go into the file.

    Raises EvidenceMismatch when the signature is another's or over something else; KeyUnavailable when the
    certificate has ended or was revoked meanwhile; RevocationMissing when a list in the file has ended meanwhile;
    WrongOrder, ClockUnavailable, ClockNotQualified, NotConformant; ValueError for a moment without time zone. Nothing
    is handed back then.
    """
    return steps.complete(prepared, signature, clock, at, revocation)
