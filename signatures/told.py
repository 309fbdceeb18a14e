"""What is told of a certificate by whoever may: by its issuer, and of its key by the issuers of others for it."""

from collections.abc import Callable

from asn1crypto import x509

from signatures.policy import Policy
from signatures.registry import Registry
from signatures.revocation import RevocationData, Status, told_unsigned


class Told:
    """What the data at hand say, those in the file and the reader's; each certificate is asked about once."""

    def __init__(self, registry: Registry, revocation: RevocationData, policy: Policy) -> None:
        self._registry, self._revocation, self._policy = registry, revocation, policy
        self._kept: dict[tuple[str, bytes, bytes], Status] = {}

    def status(self, cert: x509.Certificate, issuer: x509.Certificate) -> Status:
        """All that is at hand: a list of today may say that a certificate was revoked before it was used.

        That it was good, on the other hand, is taken only from data as old as the proof of its use.
        """
        return self._once("signer", cert, issuer, lambda: self._by_issuers(cert, issuer))

    def clock_status(self, cert: x509.Certificate, issuer: x509.Certificate) -> Status:
        """The same, with what the reader's lists tell of other certificates for its key."""
        return self._once("clock", cert, issuer, lambda: self._and_unchecked(cert, issuer))

    def of(self, cert: x509.Certificate) -> Status:
        """What its issuers tell of a certificate; if none is at hand, the reader's own lists count unchecked."""
        return self._once("alone", cert, cert, lambda: self._alone(cert))

    def _once(self, how: str, cert: x509.Certificate, issuer: x509.Certificate, ask: Callable[[], Status]) -> Status:
        key = (how, cert.sha256, issuer.sha256)
        if key not in self._kept:
            self._kept[key] = ask()
        return self._kept[key]

    def _by_issuers(self, cert: x509.Certificate, issuer: x509.Certificate) -> Status:
        told = self._revocation.status(cert, issuer)
        thefts = [
            self._revocation.status(twin, above).of_the_key
            for twin in self._registry.twins(cert)
            for above in self._registry.issuers(twin)
        ]
        return self._known_by_now(told, *thefts)

    def _and_unchecked(self, cert: x509.Certificate, issuer: x509.Certificate) -> Status:
        thefts = [self.of(twin).of_the_key for twin in self._registry.twins(cert)]
        return self._known_by_now(self.status(cert, issuer), *thefts)

    def _alone(self, cert: x509.Certificate) -> Status:
        issuers = self._registry.issuers(cert)
        told = [self._revocation.status(cert, one) for one in issuers]
        if not issuers and not cert.self_issued:
            told.append(told_unsigned(self._policy.trust.crls, cert))
        return self._known_by_now(*told)

    def _known_by_now(self, *told: Status) -> Status:
        statements = tuple(said for one in told for said in one.statements)
        exempt = bool(told) and told[0].exempt
        return Status(statements, exempt).known_at(self._policy.informed or self._policy.at)
