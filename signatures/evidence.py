"""What a verifier will need years later, put into the file in the signature's own increment.

The document security store (DSS; ETSI EN 319 142-1, clause 5.4.2.2) holds issuers' certificates and revocation
lists. It is written before the signature and covered by it; there is no VRI, for the lists are of the whole file.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from asn1crypto import crl, x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.decode_limits import DecodePurpose
from pyhanko.sign.validation.dss import DocumentSecurityStore

from signatures.errors import RevocationMissing
from signatures.increment import Increment
from signatures.keys.memory import asn1
from signatures.material import UNSOUND
from signatures.revocation_sources import RevocationList, Statement

SKEW = timedelta(seconds=2)  # list and act may share a second
Link = tuple[pyca.Certificate | None, pyca.Certificate]  # a certificate and its issuer; None: not known yet


@dataclass(frozen=True)
class Lists:
    """Revocation lists at hand: those given, and those in the file."""

    given: tuple[bytes, ...]
    all: tuple[pyca.CertificateRevocationList, ...]

    @classmethod
    def gather(cls, given: Sequence[bytes], increment: Increment) -> Lists:
        """Read the lists. Raises RevocationMissing when one of those given cannot be read."""
        return cls(tuple(given), (*_read(given), *_in_file(increment)))

    def with_newer(self, given: Sequence[bytes]) -> Lists:
        """These and others to judge by, which do not go into the file. Raises RevocationMissing as `gather`."""
        return Lists(self.given, (*_read(given), *self.all))

    def about(self, issuer: pyca.Certificate, at: datetime) -> list[pyca.CertificateRevocationList]:
        """The lists of `issuer` that are in force at `at`, their signatures checked."""
        return [
            one
            for one in self.all
            if one.issuer == issuer.subject
            and one.last_update_utc <= at + SKEW
            and (one.next_update_utc is None or at <= one.next_update_utc)
            and one.is_signature_valid(issuer.public_key())  # type: ignore[arg-type]  # certificates' key kinds sign lists
        ]

    def require(self, links: Iterable[Link], at: datetime) -> None:
        """Raise RevocationMissing unless a list of each issuer is in force, and speaks of what it issued."""
        for certificate, issuer in links:
            lists, whose = self.about(issuer, at), issuer.subject.rfc4514_string()
            if not lists:
                raise RevocationMissing(
                    f"no revocation list of {whose} is in force at {at.isoformat()}; give a current one, or"
                    " revocation=None for a signature without revocation data"
                )
            if certificate is not None and not any(_said(one, certificate) for one in lists):
                raise RevocationMissing(
                    f"no revocation list of {whose} that is in force speaks of the certificate of"
                    f" {certificate.subject.rfc4514_string()}: it is for others, or in part only; nothing was signed,"
                    " give the full list for this certificate"
                )

    def revoked(self, links: Sequence[pyca.Certificate], at: datetime) -> str | None:
        """Which of a chain of certificates is revoked at `at`, and since when; None if none is."""
        for certificate, issuer in pairwise(links):
            for one in self.about(issuer, at):
                said = _said(one, certificate)
                if said is not None and said.revoked is not None and said.revoked <= at:
                    since = said.revoked.isoformat()
                    return f"the certificate of {certificate.subject.rfc4514_string()} is revoked since {since}"
        return None


def clock_links(chain: Sequence[pyca.Certificate]) -> Iterable[Link]:
    """Each issuer of a clock with what it issued there: the nearest one's unit is not known before it stamps."""
    for issuer in chain:
        below = [one for one in chain if one is not issuer and one.issuer == issuer.subject]
        yield from ((one, issuer) for one in below or (None,))


def _said(one: pyca.CertificateRevocationList, certificate: pyca.Certificate) -> Statement | None:
    """What a verifier will take from the list for this certificate; None: nothing."""
    try:
        return RevocationList(crl.CertificateList.load(one.public_bytes(Encoding.DER))).about(asn1(certificate))
    except UNSOUND:
        return None


def _read(given: Sequence[bytes]) -> list[pyca.CertificateRevocationList]:
    try:
        return [pyca.load_der_x509_crl(one) for one in given]
    except UNSOUND as problem:
        raise RevocationMissing(f"a revocation list cannot be read ({problem}); fetch it again, in DER") from problem


def _in_file(increment: Increment) -> Iterable[pyca.CertificateRevocationList]:
    root = increment.writer.root
    if "/DSS" not in root or "/CRLs" not in root["/DSS"]:
        return
    for reference in root["/DSS"]["/CRLs"]:
        try:
            yield pyca.load_der_x509_crl(reference.get_object().read_data(DecodePurpose.CRL))
        except UNSOUND:
            continue  # what others put into the file is theirs; the verifier judges it


def store(increment: Increment, certificates: Iterable[x509.Certificate], lists: Iterable[bytes]) -> None:
    """Add certificates and lists to the store; what is there already stays the same object."""
    distinct = {one.sha256: one for one in certificates}
    DocumentSecurityStore.supply_dss_in_writer(
        increment.writer,
        None,
        certs=list(distinct.values()),
        crls=[crl.CertificateList.load(one) for one in dict.fromkeys(lists)],
    )
