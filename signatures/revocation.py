"""Was a certificate revoked, as far as the data at hand can tell?

Only data issued by the certificate's own issuer counts: its revocation lists, its OCSP answers, or those of a
responder that it named (RFC 5280, clause 6.3; RFC 6960, clause 4.2.2.2). Partial and delta lists show that a
certificate was revoked, never that it was not; indirect ones, and those of another distribution point than the
certificate names, are passed over. A list issued after a certificate ended need not mention it any more and says
nothing about it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import new as new_hash
from typing import Any

from asn1crypto import core, crl, ocsp, x509
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import (
    CertificateRevocationList,
    CRLReason,
    ExtensionNotFound,
    ReasonFlags,
    RevokedCertificate,
    load_der_x509_crl,
)
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator

from signatures.certificates import not_after, not_before

TOLERANCE = timedelta(seconds=2)  # certificate, answer and token of one act may share a second
# Reasons after which earlier timestamps stay good (RFC 3161, clause 4, note 1); others may mean a stolen key.
HARMLESS = frozenset({"affiliation_changed", "superseded", "cessation_of_operation"})
_WORDS = {
    ReasonFlags.affiliation_changed: "affiliation_changed",
    ReasonFlags.superseded: "superseded",
    ReasonFlags.cessation_of_operation: "cessation_of_operation",
}
_LIST_EXTENSIONS = frozenset({"authority_key_identifier", "crl_number", "issuing_distribution_point"})
_NO_REVOCATION_NEEDED = ("0.4.0.194121.2.1", "2.5.29.56")  # ETSI EN 319 412-1 validity assured; RFC 9608
SHORT_LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class Statement:
    """What one list or answer says about one certificate."""

    issued: datetime
    until: datetime | None  # when the next one was due
    revoked: datetime | None
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

    @property
    def as_of(self) -> datetime | None:
        """The newest moment that the data speak of."""
        return max((s.issued for s in self.statements), default=None)

    def covers(self, use: datetime) -> bool:
        """Whether there is a statement for the moment `use`: issued after it, or still current then."""
        if self.exempt:
            return True
        return any(
            s.issued + TOLERANCE >= use or (s.until is not None and s.until + TOLERANCE >= use) for s in self.statements
        )


class RevocationData:
    """Lists and answers from the file and from the reader, each signature checked at most once."""

    def __init__(self, crls: Iterable[crl.CertificateList], ocsps: Iterable[ocsp.OCSPResponse]) -> None:
        self._crls = list({item.sha256: item for item in map(_List, crls)}.values())
        self._answers = [answer for response in ocsps for answer in _answers(response)]
        self._checked: dict[tuple[Any, bytes], bool] = {}
        self._status: dict[tuple[bytes, bytes], Status] = {}

    @property
    def empty(self) -> bool:
        """Whether there is nothing at hand."""
        return not self._crls and not self._answers

    def status(self, cert: x509.Certificate, issuer: x509.Certificate) -> Status:
        """What is known about `cert`, issued by `issuer`."""
        key = (cert.sha256, issuer.sha256)
        if key not in self._status:
            statements = [*self._from_lists(cert, issuer), *self._from_answers(cert, issuer)]
            self._status[key] = Status(tuple(statements), _needs_none(cert))
        return self._status[key]

    def _from_lists(self, cert: x509.Certificate, issuer: x509.Certificate) -> Iterable[Statement]:
        for item in self._crls:
            statement = item.about(cert)
            if statement is not None and self._signed_list(item, issuer):
                yield statement

    def _signed_list(self, item: "_List", issuer: x509.Certificate) -> bool:
        key = (item.sha256, issuer.sha256)
        if key not in self._checked:
            usage = issuer.key_usage_value
            allowed = usage is None or "crl_sign" in usage.native
            value = item.value
            body = value["tbs_cert_list"].dump()
            self._checked[key] = allowed and _signed(
                body, value["signature"].native, value["signature_algorithm"], issuer
            )
        return self._checked[key]

    def _from_answers(self, cert: x509.Certificate, issuer: x509.Certificate) -> Iterable[Statement]:
        for answer in self._answers:
            if not answer.concerns(cert, issuer):
                continue
            key = (answer.sha256, issuer.sha256)
            if key not in self._checked:
                self._checked[key] = answer.authentic(issuer)
            if self._checked[key]:
                yield answer.statement()


class _List:
    """A revocation list: asn1crypto for its scope, cryptography to find one serial number among many."""

    def __init__(self, value: crl.CertificateList) -> None:
        self.value = value
        self.sha256 = value.sha256

    @cached_property
    def _entries(self) -> CertificateRevocationList:
        return load_der_x509_crl(self.value.dump())

    def about(self, cert: x509.Certificate) -> Statement | None:
        """What it says about `cert`, its signature apart; None if it does not speak of it."""
        if self.value.issuer.hashable != cert.issuer.hashable or _indirect(self.value):
            return None
        body = self.value["tbs_cert_list"]
        issued, until = body["this_update"].native, body["next_update"].native
        try:
            entry = self._entries.get_revoked_certificate_by_serial_number(cert.serial_number)
        except ValueError:  # a negative number, or a list that the other library cannot read
            return None
        if entry is not None and not _taken_back(entry):  # of a partial list, too
            return Statement(issued, until, entry.revocation_date_utc, _reason(entry))
        if issued > not_after(cert) or not _complete_for(cert, self.value):
            return None
        return Statement(issued, until, None, None)


def _indirect(item: crl.CertificateList) -> bool:
    """Whether its entries may be of certificates that others issued."""
    scope = item.issuing_distribution_point_value
    return scope is not None and bool(scope["indirect_crl"].native)


def _complete_for(cert: x509.Certificate, item: crl.CertificateList) -> bool:
    """Whether the list names every revoked certificate of this kind."""
    if item.delta_crl_indicator_value is not None or item.critical_extensions - _LIST_EXTENSIONS:
        return False
    scope = item.issuing_distribution_point_value
    if scope is None:
        return True
    partial = scope["only_some_reasons"].native is not None
    wrong = scope["only_contains_user_certs"].native if cert.ca else scope["only_contains_ca_certs"].native
    if partial or wrong or scope["only_contains_attribute_certs"].native:
        return False
    point = scope["distribution_point"]
    return isinstance(point, core.Void) or bool(_names(point, item.issuer) & _named_points(cert))


def _named_points(cert: x509.Certificate) -> set[str]:
    """Where the certificate says that its revocation lists are; its issuer's name if it does not say."""
    points = [point["distribution_point"] for point in cert.crl_distribution_points_value or ()]
    named = [_names(point, cert.issuer) for point in points if not isinstance(point, core.Void)]
    return set().union(*named) if points else {cert.issuer.hashable}


def _names(point: x509.DistributionPointName, issuer: x509.Name) -> set[str]:
    """The names of a distribution point, comparable (RFC 5280, 6.3.3 (b)(2)(i))."""
    if point.name == "name_relative_to_crl_issuer":
        return {f"{issuer.hashable}\x1e{point.chosen.hashable}"}
    return {
        name.chosen.hashable if name.name == "directory_name" else f"{name.name} {name.native}" for name in point.chosen
    }


def _reason_flag(entry: RevokedCertificate) -> ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(CRLReason).value.reason
    except (ExtensionNotFound, ValueError):
        return None


def _taken_back(entry: RevokedCertificate) -> bool:
    """A delta list says that a suspension ended; the full list decides."""
    return _reason_flag(entry) is ReasonFlags.remove_from_crl


def _reason(entry: RevokedCertificate) -> str | None:
    flag = _reason_flag(entry)
    return None if flag is None else _WORDS.get(flag)


def _answers(response: ocsp.OCSPResponse) -> Iterable["_Answer"]:
    if response["response_status"].native != "successful":
        return
    basic = response["response_bytes"]["response"].parsed
    for single in basic["tbs_response_data"]["responses"]:
        yield _Answer(basic, single)


class _Answer:
    """One answer about one certificate."""

    def __init__(self, basic: ocsp.BasicOCSPResponse, single: ocsp.SingleResponse) -> None:
        self._basic, self._single = basic, single
        self.sha256 = new_hash("sha256", basic.dump()).digest()

    def concerns(self, cert: x509.Certificate, issuer: x509.Certificate) -> bool:
        """Whether it is about `cert` (RFC 6960, clause 4.1.1)."""
        ident = self._single["cert_id"]
        if ident["serial_number"].native != cert.serial_number:
            return False
        name = ident["hash_algorithm"]["algorithm"].native
        same_key = ident["issuer_key_hash"].native == getattr(issuer.public_key, name, None)
        same_name = ident["issuer_name_hash"].native == new_hash(name, cert.issuer.dump()).digest()
        return bool(same_name and same_key)

    def authentic(self, issuer: x509.Certificate) -> bool:
        """Whether the issuer signed it, or a responder that the issuer certified for that."""
        basic = self._basic
        body, value, algorithm = (
            basic["tbs_response_data"].dump(),
            basic["signature"].native,
            basic["signature_algorithm"],
        )
        if _signed(body, value, algorithm, issuer):
            return True
        return any(
            _delegated(cert, issuer, basic["tbs_response_data"]["produced_at"].native)
            and _signed(body, value, algorithm, cert)
            for cert in basic["certs"] or ()
        )

    def statement(self) -> Statement:
        """What it says."""
        single = self._single
        status = single["cert_status"]
        revoked = reason = None
        issued, until = single["this_update"].native, single["next_update"].native
        if status.name == "revoked":
            revoked = status.chosen["revocation_time"].native
            given = status.chosen["revocation_reason"].native
            reason = None if given is None else str(given)
        elif status.name == "unknown":
            revoked = issued  # the authority does not know its own certificate
        return Statement(issued, until, revoked, reason)


def _delegated(cert: x509.Certificate, issuer: x509.Certificate, at: datetime) -> bool:
    usage = cert.extended_key_usage_value
    return bool(
        usage is not None
        and "ocsp_signing" in usage.native
        and cert.issuer.hashable == issuer.subject.hashable
        and not_before(cert) - TOLERANCE <= at <= not_after(cert) + TOLERANCE
        and _signed(cert["tbs_certificate"].dump(), cert["signature_value"].native, cert["signature_algorithm"], issuer)
    )


def _signed(body: bytes, signature: bytes, algorithm: Any, by: x509.Certificate) -> bool:
    try:
        if algorithm["algorithm"].native.startswith(("sha1_", "md5_", "md2_")):
            return False
        DefaultSignatureValidator().validate_signature(signature, body, by.public_key, algorithm)
    except (InvalidSignature, AssertionError, ValueError, TypeError):
        return False
    return True


def _needs_none(cert: x509.Certificate) -> bool:
    """Short-lived, and marked by its issuer as needing no revocation data."""
    if not_after(cert) - not_before(cert) > SHORT_LIFE:
        return False
    extensions = cert["tbs_certificate"]["extensions"] or ()
    return any(extension["extn_id"].dotted in _NO_REVOCATION_NEEDED for extension in extensions)
