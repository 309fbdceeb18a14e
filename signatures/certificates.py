"""Certificates: who vouches for whom, and was anything revoked.

Path validation (RFC 5280, clause 6: signatures, constraints, policies, critical extensions) is
pyhanko-certvalidator's, without any network and without its own idea of time. Validity in time and revocation are
judged here, at the moment that the archive chain proves: the library would reject a revocation
list issued after a short-lived certificate ended, and cannot hold several OCSP answers of one authority apart.
"""

from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, TypeVar

from asn1crypto import x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor, TrustQualifiers
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import NO_REVOCATION, CertRevTrustPolicy
from pyhanko_certvalidator.validate import async_validate_path

from signatures.document import in_words
from signatures.issuers import Issuers, Named, chains, keys_match
from signatures.material import UNSOUND, moment
from signatures.trust import Trust

T = TypeVar("T")
MAX_PATHS = 20  # that are validated for one certificate


@dataclass(frozen=True)
class Path:
    """A chain of certificates, the leaf first, the anchor last; valid but for time and revocation."""

    certificates: tuple[x509.Certificate, ...]
    trusted: bool  # the anchor is one of the reader's
    independent: bool  # the anchor is one for timestamps only, so not the signers' own
    listed: bool = False  # nothing but a trusted list vouches for the anchor

    @property
    def anchor(self) -> x509.Certificate:
        """The certificate at which the chain ends."""
        return self.certificates[-1]

    @property
    def links(self) -> tuple[tuple[x509.Certificate, x509.Certificate], ...]:
        """Each certificate below the anchor with its issuer."""
        return tuple(zip(self.certificates, self.certificates[1:], strict=False))

    @property
    def begins(self) -> datetime:
        """From when all certificates below the anchor are valid (the leaf alone if it is the anchor)."""
        return max(not_before(cert) for cert in self._timed)

    @property
    def ends(self) -> datetime:
        """Until when all certificates below the anchor are valid."""
        return min(not_after(cert) for cert in self._timed)

    @property
    def _timed(self) -> tuple[x509.Certificate, ...]:
        return self.certificates[:-1] or self.certificates


@dataclass
class Registry:
    """Finds and checks chains from the reader's anchors, or else from roots that only the file offers.

    The second kind is marked untrusted: it lets a report say what would hold if the root were trusted. Between the
    two stand, for clocks only, the services on trusted lists: last, for a longer chain says more of revocation.
    """

    trust: Trust
    offered: list[x509.Certificate]  # certificates that travel with the file
    listed: tuple[x509.Certificate, ...] = ()  # of services for timestamps on the reader's trusted lists
    _paths: dict[bytes, "Path | str"] = field(default_factory=dict)
    _issuers: Issuers = field(default_factory=Issuers)

    @cached_property
    def named(self) -> Named:
        """What travels with the file, by name."""
        return Named(self.offered)

    @cached_property
    def _anchors(self) -> tuple[Named, Named, Named]:
        return Named(self.trust.roots), Named(self.trust.tsa_roots), Named(self.listed)

    def path(self, leaf: x509.Certificate, *, clock: bool) -> "Path | str":
        """The chain of `leaf` (`clock`: of a timestamp authority), or why there is none."""
        key = leaf.sha256 + bytes((clock,))
        if key not in self._paths:
            try:
                self._paths[key] = self._find(leaf, clock)
            except UNSOUND as problem:
                self._paths[key] = f"it cannot be read: {in_words(problem)}"
        return self._paths[key]

    def _find(self, leaf: x509.Certificate, clock: bool) -> "Path | str":
        why = "none of the anchors given issued it"
        own, others, listed = self._anchors
        given = False
        for anchors, independent in ((own, False), (others, True), (listed, True))[: 3 if clock else 1]:
            if anchors:
                given = True
                found = self._valid_path(leaf, anchors, trusted=True, independent=independent)
                if isinstance(found, Path):
                    return replace(found, listed=anchors is listed)
                why = found
        found = self._valid_path(leaf, self._roots_offered(leaf), trusted=False, independent=False)
        return why if given and isinstance(found, str) else found

    def others(self, leaf: x509.Certificate, first: Path, *, clock: bool) -> Iterator[Path]:
        """Further chains to anchors of the reader's: for when time or a revocation speaks against the first one.

        An authority may have several certificates for one key: renewed, or from several roots. Which of them is found
        first is chance, or the choice of whoever wrote the file.
        """
        own, others, _ = self._anchors
        for anchors, independent in ((own, False), (others, True))[: 2 if clock else 1]:
            for chain in islice(chains(leaf, anchors, self.named, self._issuers.signed), MAX_PATHS):
                found = _validated(Path(chain, trusted=True, independent=independent))
                if isinstance(found, Path) and found.certificates != first.certificates:
                    yield found

    def _roots_offered(self, leaf: x509.Certificate) -> Named:
        """Self-signed certificates in the file, and those whose issuer is not in it."""
        return self.named.ends if leaf in self.named else Named([*self.offered, leaf]).ends

    def _valid_path(self, leaf: x509.Certificate, anchors: Named, *, trusted: bool, independent: bool) -> "Path | str":
        """The first chain is tried as it is, which nearly always does; else those whose issuers really signed."""
        why = f"no chain from « {common_name(leaf)} » to an anchor"
        for fits, tries in ((keys_match, 1), (self._issuers.signed, MAX_PATHS)):
            for chain in islice(chains(leaf, anchors, self.named, fits), tries):
                found = _validated(Path(chain, trusted, independent))
                if isinstance(found, Path):
                    return found
                why = found
        return why


def _validated(path: Path) -> Path | str:
    """The path, or why it is none (RFC 5280, clause 6), time apart."""
    chain = path.certificates
    between, below = chain[-2:0:-1], chain[0] if len(chain) > 1 else None
    if below is not None and not _may_issue(path.anchor):
        return f"« {common_name(path.anchor)} » is trusted for itself, and may not issue certificates"
    depth = path.anchor.max_path_length
    anchor = CertTrustAnchor(path.anchor, TrustQualifiers(max_path_length=depth, max_aa_path_length=depth))
    candidate = ValidationPath(anchor, between, below)
    try:
        # at a moment at which all are valid if there is one: time is judged later
        _run(async_validate_path(_context(path, min(path.begins, path.ends)), candidate))
    except UNSOUND as problem:
        return " ".join(str(problem).split())[:300] or type(problem).__name__
    return path


def _context(path: Path, moment: datetime) -> ValidationContext:
    return ValidationContext(
        trust_roots=[path.anchor],
        other_certs=list(path.certificates[:-1]),
        moment=moment,
        allow_fetching=False,
        revinfo_policy=CertRevTrustPolicy(NO_REVOCATION),
    )


def _run(work: Coroutine[Any, Any, T]) -> T:
    """Finish a coroutine that waits for nothing; an event loop would forbid callers that have their own."""
    try:
        work.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    work.close()
    raise RuntimeError("path validation tried to wait, which only a network access would need")


def readable(cert: x509.Certificate) -> x509.Certificate:
    """The same certificate, if all that may be asked of it can be read: asn1crypto parses late. Raises UNSOUND."""
    _ = cert.subject.native, cert.issuer.native, cert.public_key.algorithm, cert.key_usage_value, cert.issuer_serial
    _ = cert.basic_constraints_value, not_before(cert), not_after(cert)
    return cert


def is_readable(cert: x509.Certificate) -> bool:
    """Whether it can be read."""
    try:
        readable(cert)
    except UNSOUND:
        return False
    return True


def not_before(cert: x509.Certificate) -> datetime:
    """Start of validity, UTC."""
    return moment(cert["tbs_certificate"]["validity"]["not_before"].native)


def not_after(cert: x509.Certificate) -> datetime:
    """End of validity, UTC."""
    return moment(cert["tbs_certificate"]["validity"]["not_after"].native)


def subject_part(cert: x509.Certificate, part: str) -> str:
    """One part of the subject's name, e.g. "serial_number"; empty if absent."""
    return _part(cert.subject, part)


def common_name(cert: x509.Certificate) -> str:
    """Common name of the subject, or the whole name if it has none."""
    return _part(cert.subject, "common_name") or str(cert.subject.human_friendly)


def issuer_name(cert: x509.Certificate) -> str:
    """Common name of the issuer, or the whole name if it has none."""
    return _part(cert.issuer, "common_name") or str(cert.issuer.human_friendly)


def _part(name: x509.Name, part: str) -> str:
    value = name.native.get(part, "")
    return value if isinstance(value, str) else str(value[0])


def _may_issue(cert: x509.Certificate) -> bool:
    """Whether it is an authority: by its basic constraints, or a root older than those (RFC 5280, 4.2.1.9)."""
    constraints, usage = cert.basic_constraints_value, cert.key_usage_value
    if usage is not None and "key_cert_sign" not in usage.native:
        return False
    if constraints is None:
        return bool(cert["tbs_certificate"]["version"].native == "v1" and cert.self_issued)
    return bool(constraints["ca"].native)


def may_sign(cert: x509.Certificate) -> bool:
    """Whether its key usage allows signing documents (RFC 5280, 4.2.1.3); no key usage allows all."""
    usage = cert.key_usage_value
    return usage is None or bool({"digital_signature", "non_repudiation"} & usage.native)


def may_stamp(cert: x509.Certificate) -> bool:
    """Whether its key may sign, for timestamping alone, which is said critically (RFC 3161, clause 2.3)."""
    usage, key = cert.extended_key_usage_value, cert.key_usage_value
    if usage is None or usage.native != ["time_stamping"] or "extended_key_usage" not in cert.critical_extensions:
        return False
    return key is None or bool(key.native & {"digital_signature", "non_repudiation"})
