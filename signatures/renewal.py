"""Archive timestamps: the whole file under a timestamp of its own, again and again, before the last one ends.

Each stands in a field of its own, invisible and outside the page (PDF/A-3 and PDF/UA-1 together allow no other
untagged one), with the security store in the same increment before it, so that it covers the file to its end
(ETSI EN 319 142-1, clauses 5.4.3 and 5.5).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import partial

from asn1crypto import x509
from pyhanko.sign.fields import InvisSigSettings, SigFieldSpec
from pyhanko.sign.signers.pdf_byterange import DocumentTimestamp

from signatures import envelope, evidence, security_store, tokens
from signatures.clock import Clock
from signatures.current import Chains, Lapsed, Unfit
from signatures.dss import read_store
from signatures.errors import NotConformant, WrongOrder
from signatures.evidence import Lists
from signatures.increment import Increment
from signatures.keys.memory import asn1
from signatures.stamp import last_time
from signatures.stamping import check_clock, stamped
from signatures.standing import standing, written
from signatures.tokens import Token

_NAME = re.compile(r"Archive([1-9][0-9]*)")
_OUT_OF_PAGE = InvisSigSettings(set_print_flag=True, box_out_of_bounds=True)


def archive(pdf: bytes, clock: Clock, at: datetime, *, revocation: Sequence[bytes] | None = ()) -> bytes:
    """Put the whole file under an archive timestamp, in a new field Archive1, Archive2…

    `revocation`: lists in DER for each issuer of the clock that the file holds no current list of; None: none.
    Raises WrongOrder when nothing is signed yet; ClockUnavailable, also when the clock says less than a timestamp in
    the file; RevocationMissing, ClockNotQualified, NotConformant, Unreadable; ValueError for a moment without time
    zone.
    """
    increment, earlier = _opened(pdf, at)
    return _stamp(increment, earlier, clock, at, Lists.gather(revocation or (), increment), revocation is not None)


def extend(pdf: bytes, clock: Clock, at: datetime, *, revocation: Sequence[bytes] | None = ()) -> bytes:
    """Renew the last archive timestamp with one of a newer certificate, before that of the last one ends.

    Arguments and errors as for `archive`. Raises WrongOrder when the file does not end with an archive
    timestamp, NotConformant when it is too late: a certificate of its chain has ended or was revoked, and what it
    proved can then not be carried on.
    """
    increment, earlier = _opened(pdf, at)
    last = increment.signatures[-1]
    if not last.is_timestamp:
        raise WrongOrder(f"the last signature, {last.field}, is not an archive timestamp; archive the file first")
    try:
        token = tokens.read(last.cms)
    except ValueError as problem:
        raise NotConformant(f"the last archive timestamp, {last.field}, cannot be renewed: {problem}") from problem
    lists = Lists.gather(revocation or (), increment)
    _check_in_time(last.field, token, (*read_store(increment.document).certificates, *clock.chain), lists, at)
    return _stamp(increment, earlier, clock, at, lists, revocation is not None)


def _check_in_time(field: str, token: Token, issuers: Sequence[x509.Certificate], lists: Lists, at: datetime) -> None:
    """The last timestamp still stands at `at`, as far as its chain is at hand: files of others may lack one."""
    unit = token.certificate
    if at > unit.not_valid_after_utc:
        raise NotConformant(
            f"the certificate of the last archive timestamp, {field}, ended on"
            f" {unit.not_valid_after_utc.date()}: it is too late to renew it"
        )
    try:
        Chains(issuers).of(asn1(unit), at, partial(lists.revoked, at=at, used=token.time))
    except Lapsed as problem:
        raise NotConformant(f"the last archive timestamp, {field}: {problem}: it is too late to renew it") from problem
    except Unfit:
        return


def _opened(pdf: bytes, at: datetime) -> tuple[Increment, frozenset[bytes]]:
    if at.utcoffset() is None:
        raise ValueError("the moment of a timestamp needs a time zone")
    increment = Increment(pdf)
    if not increment.signatures:
        raise WrongOrder("nothing is signed in this document; there is nothing to archive yet")
    return increment, standing(increment)


def _stamp(
    increment: Increment, earlier: frozenset[bytes], clock: Clock, at: datetime, lists: Lists, judged: bool
) -> bytes:
    number = _next_number(increment)
    name = f"Archive{number}"
    check_clock(name, clock, earlier, at)
    if judged:
        lists.require(evidence.clock_links(clock.chain), at)
    security_store.extend(increment, clock.chain, lists.given)
    field = SigFieldSpec(name, invis_sig_settings=_OUT_OF_PAGE, readable_field_name=f"Horodatage d'archivage {number}")
    unsigned = increment.write(DocumentTimestamp(bytes_reserved=2 * clock.room), name, new=field)
    token = stamped(clock, unsigned.digest, at, lists, last_time(increment), lists if judged else None)
    result = unsigned.fill(token.der)
    defect = envelope.token_holds(result[unsigned.start : unsigned.end], unsigned.covered)
    if defect is not None:
        raise NotConformant(f"{name}: the timestamp made does not hold ({defect.message}); nothing was archived")
    return written(result, increment.pdf)


def _next_number(increment: Increment) -> int:
    numbers = [int(found[1]) for name in increment.names if (found := _NAME.fullmatch(name))]
    return max(numbers, default=0) + 1
