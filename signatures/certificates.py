"""Certificates: who vouches for whom, and was anything revoked.

Path validation (RFC 5280, clause 6: signatures, constraints, policies, critical extensions) is
pyhanko-certvalidator's, without any network and without its own idea of time. Validity in time and revocation are
judged here, at the moment that the archive chain proves: the library would reject a revocation
list issued after a short-lived certificate ended, and cannot hold several OCSP answers of one authority apart.
"""

from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from asn1crypto import x509
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.authority import CertTrustAnchor, TrustQualifiers
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import NO_REVOCATION, CertRevTrustPolicy
from pyhanko_certvalidator.validate import async_validate_path

from signatures.material import UNSOUND, moment
from signatures.strength import digests, weaknesses

T = TypeVar("T")


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


def validated(path: Path) -> Path | str:
    """The path, or why it is none (RFC 5280, clause 6), time apart."""
    chain = path.certificates
    between, below = chain[-2:0:-1], chain[0] if len(chain) > 1 else None
    if below is not None and not may_issue(path.anchor):
        return f"« {common_name(path.anchor)} » is trusted for itself, and may not issue certificates"
    depth = path.anchor.max_path_length
    anchor = CertTrustAnchor(path.anchor, TrustQualifiers(max_path_length=depth, max_aa_path_length=depth))
    candidate = ValidationPath(anchor, between, below)
    try:
        for cert, issuer in path.links:
            for weakness in weaknesses(issuer.public_key, digests(cert["signature_algorithm"])):
                return f"« {common_name(cert)} » is {weakness}"
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
    _ = cert.basic_constraints_value, not_before(cert), not_after(cert), cert.public_key["public_key"].native
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


def may_issue(cert: x509.Certificate) -> bool:
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
