"""Chains that a verifier would take at a moment: what the certificates of signer and clock are asked beforehand.

By the verifier's own path validation (`certificates`), towards the roots that were given with a key or a clock: what he
would refuse, nobody signs by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache

from asn1crypto import x509

from signatures import cms
from signatures.certificates import Path, common_name, may_issue, not_after, not_before
from signatures.issuers import Issuers, Named
from signatures.material import UNSOUND
from signatures.registry import Registry
from signatures.trust import Trust


class Unfit(ValueError):
    """A certificate that has no chain which a verifier would take; the message says why."""


class Lapsed(Unfit):
    """It has chains, and each of them has ended, has not begun, or was revoked."""


Against = Callable[[Path, Registry], str | None]  # what lists say against a chain (`evidence.Lists.revoked`)


class Chains:
    """Chains to the roots among some certificates."""

    def __init__(self, issuers: Sequence[x509.Certificate]) -> None:
        """`issuers`: in any order, the roots among them."""
        self._issuers = tuple(issuers)

    def of(self, leaf: x509.Certificate, at: datetime, against: Against = lambda path, registry: None) -> Path:
        """The chain of a certificate, valid at `at` below its root, and nothing against it. Raises Unfit, Lapsed.

        An authority may have several certificates for one key: as the verifier, it is asked about each chain.
        """
        registry, problems = self._found(leaf)[0], []
        for path in self._all(leaf):
            problem = against(path, registry) if path.begins <= at <= path.ends else _out_of_time(path, at)
            if problem is None:
                return path
            problems.append(problem)
        raise Lapsed(problems[0])

    def valid(self, leaf: x509.Certificate, at: datetime) -> Iterator[Path]:
        """All its chains that are valid at `at`. Raises Unfit if it has none at all."""
        return (path for path in self._all(leaf) if path.begins <= at <= path.ends)

    def _all(self, leaf: x509.Certificate) -> Iterator[Path]:
        registry, found = self._found(leaf)
        if not isinstance(found, Path) or not found.trusted:
            raise Unfit(found if isinstance(found, str) else "no chain to a root that was given")
        yield found
        yield from registry.others(found, clock=False)

    def _found(self, leaf: x509.Certificate) -> tuple[Registry, Path | str]:
        return _first(leaf.dump(), tuple(one.dump() for one in self._issuers))

    def check_issuing(self, at: datetime) -> None:
        """Raise Unfit when none of the lowest issuers could have issued anything that a verifier takes at `at`."""
        names = [one.issuer.dump() for one in self._issuers if not one.self_issued]
        lowest = [one for one in self._issuers if one.subject.dump() not in names]
        problems = []
        for one in lowest:
            try:
                if not one.self_issued:  # nobody asks how long a root is valid
                    _check_depth(self.of(one, at))
                return
            except Unfit as problem:
                problems.append(str(problem))
        if problems:
            raise Unfit("; ".join(dict.fromkeys(problems)))


@lru_cache(maxsize=64)  # it follows from the bytes alone, and each act asks several times for the same few
def _first(leaf: bytes, issuers: tuple[bytes, ...]) -> tuple[Registry, Path | str]:
    given = [x509.Certificate.load(one) for one in issuers]
    named, surely = Named(given), Issuers()
    registry = Registry(Trust(tuple(one for one in given if _is_root(one, named, surely))), given)
    return registry, registry.path(x509.Certificate.load(leaf), clock=False)


def _is_root(certificate: x509.Certificate, named: Named, issuers: Issuers) -> bool:
    """Self-issued, and signed by no other key at hand: what an old key says of a new one (RFC 4210, 4.4) is a link."""
    if not certificate.self_issued:
        return False
    others = (one for one in named.of(certificate.issuer) if one.public_key.dump() != certificate.public_key.dump())
    return not any(issuers.signed(certificate, one) for one in others)


def _check_depth(path: Path) -> None:
    """What stands below the first of a chain is not known yet: whether anything may (RFC 5280, 4.2.1.9)."""
    first = path.certificates[0]
    if not may_issue(first):
        raise Unfit(f"« {common_name(first)} » may not issue certificates")
    for below, one in enumerate(path.certificates):
        if one.max_path_length is not None and one.max_path_length < below:
            raise Unfit(f"« {common_name(one)} » allows no more than {one.max_path_length} authorities below it")


def _out_of_time(path: Path, at: datetime) -> str:
    timed = path.certificates[:-1] or path.certificates
    cert = next(one for one in timed if not not_before(one) <= at <= not_after(one))
    valid = f"from {not_before(cert).isoformat()} to {not_after(cert).isoformat()}"
    return f"the certificate of « {common_name(cert)} » is valid {valid}, not at {at.isoformat()}"


def key_digest(certificate: x509.Certificate) -> bytes:
    """SHA-256 of its public key: a root that was renewed is another certificate, and the same root."""
    return cms.sha256(certificate.public_key.dump())


def roots(people: Iterable[x509.Certificate], offered: Iterable[x509.Certificate]) -> frozenset[bytes]:
    """Digests of the keys at the upper ends of all chains of these people, as far as certificates at hand lead."""
    waiting = list(people)
    named, issuers = Named((*waiting, *offered)), Issuers()
    passed = {one.sha256 for one in waiting}  # each once, however many chains lead through it
    found = set()
    while waiting:
        one = waiting.pop()
        if one in named.ends:
            found.add(_read_digest(one))
        above = [issuer for issuer in named.of(one.issuer) if issuer.sha256 not in passed]
        signers = [issuer for issuer in above if issuers.signed(one, issuer)]
        passed.update(issuer.sha256 for issuer in signers)
        waiting += signers
    return frozenset(digest for digest in found if digest is not None)


def _read_digest(certificate: x509.Certificate) -> bytes | None:
    try:
        return key_digest(certificate)
    except UNSOUND:
        return None
