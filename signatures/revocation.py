"""Was a certificate revoked, as far as the data at hand can tell?

Only data issued by the certificate's own issuer counts: its revocation lists, its OCSP answers, or those of a
responder that it named (RFC 5280, clause 6.3; RFC 6960, clause 4.2.2.2).
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256

from asn1crypto import crl, ocsp, x509

from signatures.certificates import not_after, not_before
from signatures.material import UNSOUND, Checks, Voice
from signatures.revocation_answers import Answer, IssuerDigests, Responders, Signed, answers
from signatures.revocation_sources import TOLERANCE, RevocationList, Statement, heard

# Reasons after which earlier timestamps stay good (RFC 3161, clause 4, note 1); others may mean a stolen key.
HARMLESS = frozenset({"affiliation_changed", "superseded", "cessation_of_operation"})
_NO_REVOCATION_NEEDED = ("0.4.0.194121.2.1", "2.5.29.56")  # ETSI EN 319 412-1 validity assured; RFC 9608
SHORT_LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class Revocation:
    """That a certificate was revoked, as one list or answer has it."""

    since: datetime
    reason: str | None


@dataclass(frozen=True)
class Status:
    """All that the data at hand say about one certificate."""

    statements: tuple[Statement, ...]
    exempt: bool = False  # short-lived and marked as needing no revocation data

    def known_at(self, moment: datetime) -> "Status":
        """The same, with only what had been issued by `moment`."""
        early = tuple(s for s in self.statements if s.issued <= moment + TOLERANCE)
        return Status(early, self.exempt)

    @property
    def revoked(self) -> Statement | None:
        """The statement with the earliest revocation, or None."""
        hits = [s for s in self.statements if s.revoked is not None]
        return min(hits, key=lambda s: s.revoked or s.issued, default=None)

    def revoked_by(self, moment: datetime) -> tuple[Revocation, ...]:
        """Every revocation that took effect by then, the earliest first."""
        found = (Revocation(s.revoked, s.reason) for s in self.statements if s.revoked is not None)
        return tuple(sorted((one for one in found if one.since <= moment), key=lambda one: one.since))

    @property
    def of_the_key(self) -> "Status":
        """What they say about another certificate for the same key: that it may be stolen, and nothing else."""
        thefts = (s for s in self.statements if s.revoked is not None and s.reason not in HARMLESS)
        return Status(tuple(replace(s, vouches=False) for s in thefts))

    @property
    def as_of(self) -> datetime | None:
        """The newest moment that the data speak of."""
        return max((s.issued for s in self.statements if s.vouches), default=None)

    def covers(self, use: datetime) -> bool:
        """Whether there is a statement for the moment `use`: issued after it, or still current then."""
        if self.exempt:
            return True
        return any(
            s.issued + TOLERANCE >= use or (s.until is not None and s.until + TOLERANCE >= use)
            for s in self.statements
            if s.vouches
        )


def told_unsigned(lists: Iterable[crl.CertificateList], cert: x509.Certificate) -> Status:
    """What lists say about a certificate whose issuer is not at hand, so that nobody can check their signature."""
    statements = []
    for item in map(RevocationList, lists):
        with suppress(*UNSOUND):
            said = item.about(cert) if item.is_by(cert.issuer) else None
            statements += [said] if said is not None else []
    return Status(tuple(replace(said, vouches=False) for said in statements))


class RevocationData:
    """Lists and answers from the file and from the reader, each signature checked at most once for each issuer.

    What cannot be read is set aside by itself: anyone may add such a thing to a file, and it speaks for nobody.
    """

    def __init__(self, crls: Iterable[crl.CertificateList], ocsps: Iterable[ocsp.OCSPResponse]) -> None:
        self._crls = list({item.sha256: item for item in map(RevocationList, crls)}.values())
        self._set_aside: set[bytes] = set()
        self._answers: dict[int, list[Answer]] = {}  # by the number of the certificate that they are about
        self._checks = Checks()
        self._responders = Responders(self._checks)
        for response in ocsps:
            try:
                found = list(answers(response))
            except UNSOUND:
                self._set_aside.add(sha256(response.dump()).digest())
                continue
            for number, answer in found:
                self._answers.setdefault(number, []).append(answer)
        self._lists_signed: dict[tuple[bytes, bytes], Voice] = {}
        self._answers_signed: dict[tuple[bytes, bytes], Signed] = {}
        self._status: dict[tuple[bytes, bytes], Status] = {}

    @property
    def notes(self) -> tuple[str, ...]:
        """What was asked and could not be read."""
        count = len(self._set_aside)
        return (f"malformed revocation lists or answers: {count}, not used",) if count else ()

    def status(self, cert: x509.Certificate, issuer: x509.Certificate) -> Status:
        """What is known about `cert`, issued by `issuer`."""
        key = (cert.sha256, issuer.sha256)
        if key not in self._status:
            statements = [*self._from_lists(cert, issuer), *self._from_answers(cert, issuer)]
            self._status[key] = Status(tuple(statements), _needs_none(cert))
        return self._status[key]

    def has_list(self, issuer: x509.Certificate, at: datetime) -> bool:
        """Whether there is a list that the issuer signed, as it may, and that is in force; whomever it speaks of."""
        for item in self._crls:
            with suppress(*UNSOUND):  # what cannot be read is nobody's
                if not item.is_by(issuer.subject) or not item.is_in_force(at):
                    continue
                if self._voice_of_list(item, issuer) is Voice.VOUCHES:
                    return True
        return False

    def _from_lists(self, cert: x509.Certificate, issuer: x509.Certificate) -> Iterator[Statement]:
        for item in self._crls:
            yield from self._said(item, partial(self._by_list, item, cert, issuer))

    def _from_answers(self, cert: x509.Certificate, issuer: x509.Certificate) -> Iterator[Statement]:
        digests = IssuerDigests(cert, issuer)
        for answer in self._answers.get(cert.serial_number, ()):
            yield from self._said(answer, partial(self._by_answer, answer, cert, issuer, digests))

    def _said(self, item: RevocationList | Answer, say: Callable[[], Statement | None]) -> Iterator[Statement]:
        try:
            statement = say()
        except UNSOUND:
            self._set_aside.add(item.sha256)
            return
        if statement is not None:
            yield statement

    def _by_list(self, item: RevocationList, cert: x509.Certificate, issuer: x509.Certificate) -> Statement | None:
        # its signature first: what nobody signed is not looked into
        may = self._voice_of_list(item, issuer) if item.is_by(cert.issuer) else Voice.NONE
        return heard(item.about(cert), may) if may else None

    def _by_answer(
        self, answer: Answer, cert: x509.Certificate, issuer: x509.Certificate, digests: IssuerDigests
    ) -> Statement | None:
        if not answer.concerns(digests):
            return None
        key = (answer.sha256, issuer.sha256)
        if key not in self._answers_signed:
            self._answers_signed[key] = answer.signed(issuer, self._responders)
        may = answer.voice(self._answers_signed[key])
        return heard(answer.about(cert), may) if may else None

    def _voice_of_list(self, item: RevocationList, issuer: x509.Certificate) -> Voice:
        key = (item.sha256, issuer.sha256)
        if key not in self._lists_signed:
            value = item.value
            body = value["tbs_cert_list"].dump()
            by_key = self._checks.voice(body, value["signature"].native, value["signature_algorithm"], issuer)
            # another certificate for the same key may allow lists, and may have been left out
            self._lists_signed[key] = by_key if _may_list(issuer) else min(by_key, Voice.ACCUSES)
        return self._lists_signed[key]


def _may_list(issuer: x509.Certificate) -> bool:
    """Whether its certificate lets it sign revocation lists (RFC 5280, clause 4.2.1.3)."""
    usage = issuer.key_usage_value
    return usage is None or "crl_sign" in usage.native


def _needs_none(cert: x509.Certificate) -> bool:
    """Short-lived, and marked by its issuer as needing no revocation data."""
    if not_after(cert) - not_before(cert) > SHORT_LIFE:
        return False
    extensions = cert["tbs_certificate"]["extensions"] or ()
    return any(extension["extn_id"].dotted in _NO_REVOCATION_NEEDED for extension in extensions)
