"""What a verifier will need years later: revocation lists that speak of every certificate, by the verifier's own rules.

Those that an act needs go into the file, in the signature's own increment (`security_store`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from asn1crypto import crl, x509
from cryptography import x509 as pyca

from signatures.certificates import Path
from signatures.document import MALFORMED, in_words
from signatures.dss import read_store
from signatures.errors import NotConformant, RevocationMissing, TooLarge
from signatures.increment import Increment
from signatures.issuers import Issuers, comparable
from signatures.material import UNSOUND
from signatures.registry import Registry
from signatures.revocation import HARMLESS, RevocationData, Status
from signatures.revocation_sources import in_force
from signatures.tokens import named

Link = tuple[x509.Certificate | None, x509.Certificate]  # a certificate and its issuer; None: not known yet


@dataclass(frozen=True)
class Lists:
    """Revocation lists at hand: those given, and those in the file."""

    given: tuple[bytes, ...]
    all: tuple[crl.CertificateList, ...]

    @classmethod
    def gather(cls, given: Sequence[bytes], increment: Increment) -> Lists:
        """Read the lists, those in the file as the verifier does: each once, within its bounds.

        Raises RevocationMissing when one of those given cannot be read; TooLarge, and NotConformant when what stands
        in the place of the file's lists are none.
        """
        read = _read(given)
        try:
            held = read_store(increment.document).crls
        except TooLarge as problem:
            raise TooLarge(f"{problem}; nothing was signed") from None
        except MALFORMED as problem:
            raise NotConformant(
                f"the security store (DSS) of the file cannot be read ({in_words(problem)}); nothing was signed,"
                " ask for the original file"
            ) from None
        return cls(tuple(given), (*read, *held))

    def with_newer(self, given: Sequence[bytes]) -> Lists:
        """These and others to judge by, which do not go into the file. Raises RevocationMissing as `gather`."""
        return Lists(self.given, (*_read(given), *self.all))

    def require(self, links: Iterable[Link], at: datetime) -> None:
        """Raise RevocationMissing unless a list of each issuer is in force, and speaks of what it issued."""
        for certificate, issuer in links:
            if certificate is not None and self._vouched(certificate, issuer, at):
                continue
            if not self._data.has_list(issuer, at):
                raise RevocationMissing(
                    f"no revocation list of {named(issuer)} is in force at {at.isoformat()}; give a current one, or"
                    " revocation=None for a signature without revocation data"
                )
            if certificate is not None:
                raise RevocationMissing(
                    f"no revocation list of {named(issuer)} that is in force speaks of the certificate of"
                    f" {named(certificate)}: it is for others, or in part only; nothing was signed,"
                    " give the full list for this certificate"
                )

    def revoked(self, path: Path, registry: Registry, at: datetime, used: datetime | None = None) -> str | None:
        """Which certificate of a chain is revoked at `at`, and since when, by any list; None if none is.

        A theft counts, told of whichever certificate for its key (`told`). `used`: when it was relied upon, if that is
        past: what was only replaced since then was good.
        """
        for certificate, issuer in path.links:
            for one in (one for told in self._told(certificate, issuer, registry) for one in told.revoked_by(at)):
                if used is None or one.since <= used or one.reason not in HARMLESS:
                    return f"the certificate of {named(certificate)} is revoked since {one.since.isoformat()}"
        return None

    def _told(self, certificate: x509.Certificate, issuer: x509.Certificate, registry: Registry) -> Iterator[Status]:
        yield self._data.status(certificate, issuer)
        for twin in registry.twins(certificate):
            yield from (self._data.status(twin, above).of_the_key for above in registry.issuers(twin))

    @cached_property
    def _data(self) -> RevocationData:
        return RevocationData(self.all, ())

    def _vouched(self, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
        said = self._data.status(certificate, issuer).statements
        return any(one.vouches and in_force(one.issued, one.until, at) for one in said)


def clock_links(chain: Sequence[x509.Certificate]) -> Iterable[Link]:
    """Each issuer of a clock with what it issued there: the nearest one's unit is not known before it stamps."""
    issuers = Issuers()
    for issuer in chain:
        alike = [one for one in chain if one is not issuer and comparable(one.issuer) == comparable(issuer.subject)]
        below = [one for one in alike if issuers.signed(one, issuer)]
        if below or all(one.self_issued for one in alike):  # else another key of that name issues now
            yield from ((one, issuer) for one in below or (None,))


def _read(given: Sequence[bytes]) -> list[crl.CertificateList]:
    try:
        for one in given:
            pyca.load_der_x509_crl(one)  # reads all of it; the other library looks only when asked
        return [crl.CertificateList.load(one, strict=True) for one in given]
    except UNSOUND as problem:
        raise RevocationMissing(f"a revocation list cannot be read ({problem}); fetch it again, in DER") from problem
