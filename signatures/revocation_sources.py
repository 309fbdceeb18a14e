"""What a revocation list or an OCSP answer says about one certificate, and whether its issuer stands behind it.

Partial and delta lists show that a certificate was revoked, never that it was not; indirect ones, and those of
another distribution point than the certificate names, say nothing. What was issued after a certificate ended
need not remember it: it says nothing either, unless it states that it keeps the ended ones since before then
(RFC 5280, clause 5; ITU-T X.509, clause 9.5.2.8; RFC 6960, clause 4.4.4).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import new as new_hash

from asn1crypto import core, crl, ocsp, x509
from cryptography.x509 import (
    CertificateRevocationList,
    CRLReason,
    ExtensionNotFound,
    ReasonFlags,
    RevokedCertificate,
    load_der_x509_crl,
)

from signatures.certificates import comparable, may_sign, not_after, not_before
from signatures.material import UNSOUND, moment, signed

TOLERANCE = timedelta(seconds=2)  # certificate, answer and token of one act may share a second
_WORDS = {
    ReasonFlags.affiliation_changed: "affiliation_changed",
    ReasonFlags.superseded: "superseded",
    ReasonFlags.cessation_of_operation: "cessation_of_operation",
}
_LIST_EXTENSIONS = frozenset({"authority_key_identifier", "crl_number", "issuing_distribution_point"})
_RESPONDER_EXTENSIONS = frozenset({"basic_constraints", "key_usage", "extended_key_usage", "certificate_policies"})
_ANSWER_EXTENSIONS = frozenset({"archive_cutoff", "crl"})
_EXPIRED_ON_LIST = "2.5.29.60"  # expiredCertsOnCRL
# by which an answer may name its issuer; it is no signature, so SHA-1 will do (RFC 6960, clause 4.3)
_NAMING = frozenset({"sha1", "sha224", "sha256", "sha384", "sha512", "sha512_224", "sha512_256"})


@dataclass(frozen=True)
class Statement:
    """What one list or answer says about one certificate. Raises ValueError for times that are none."""

    issued: datetime
    until: datetime | None  # when the next one was due
    revoked: datetime | None
    reason: str | None
    vouches: bool = True  # False: it does not know the certificate, and shows of no moment that it was good

    def __post_init__(self) -> None:
        object.__setattr__(self, "issued", moment(self.issued))
        for name in ("until", "revoked"):
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else moment(value))


class RevocationList:
    """A revocation list: asn1crypto for its scope, cryptography to find one serial number among many."""

    def __init__(self, value: crl.CertificateList) -> None:
        self.value = value
        self.sha256 = value.sha256

    @cached_property
    def _entries(self) -> CertificateRevocationList:
        return load_der_x509_crl(self.value.dump())

    def names_issuer_of(self, cert: x509.Certificate) -> bool:
        """Whether it is by an authority of that name."""
        return comparable(self.value.issuer) == comparable(cert.issuer)

    def about(self, cert: x509.Certificate) -> Statement | None:
        """What it says about `cert`, of its issuer's name, its signature apart; None if it does not speak of it."""
        if _indirect(self.value):
            return None
        body = self.value["tbs_cert_list"]
        issued, until = body["this_update"].native, body["next_update"].native
        if cert.serial_number < 0:  # which the other library does not look for
            return None
        entry = self._entries.get_revoked_certificate_by_serial_number(cert.serial_number)
        if entry is not None and not _taken_back(entry):  # of a partial list, too
            return Statement(issued, until, entry.revocation_date_utc, _reason(entry))
        if not _remembers(cert, issued, _ended_since(self.value)) or not _complete_for(cert, self.value):
            return None
        return Statement(issued, until, None, None)


def _remembers(cert: x509.Certificate, issued: datetime, ended_since: datetime | None) -> bool:
    """Whether what was issued then would still name `cert`, were it revoked."""
    return issued <= not_after(cert) or (ended_since is not None and ended_since <= not_after(cert))


def _ended_since(item: crl.CertificateList) -> datetime | None:
    """Since when the list keeps certificates that have ended; None if it does not say."""
    for extension in item["tbs_cert_list"]["crl_extensions"] or ():
        if extension["extn_id"].dotted == _EXPIRED_ON_LIST:
            try:
                since: datetime = core.GeneralizedTime.load(bytes(extension["extn_value"])).native
            except ValueError:
                return None
            return since
    return None


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
    return set().union(*named) if points else {comparable(cert.issuer)}


def _names(point: x509.DistributionPointName, issuer: x509.Name) -> set[str]:
    """The names of a distribution point, comparable (RFC 5280, 6.3.3 (b)(2)(i))."""
    if point.name == "name_relative_to_crl_issuer":
        return {f"{comparable(issuer)}\x1e{point.chosen.hashable}"}
    return {
        name.chosen.hashable if name.name == "directory_name" else f"{name.name} {name.native}" for name in point.chosen
    }


def _reason_flag(entry: RevokedCertificate) -> ReasonFlags | None:
    try:
        return entry.extensions.get_extension_for_class(CRLReason).value.reason
    except (ExtensionNotFound, *UNSOUND):  # revoked it is all the same
        return None


def _taken_back(entry: RevokedCertificate) -> bool:
    """A delta list says that a suspension ended; the full list decides."""
    return _reason_flag(entry) is ReasonFlags.remove_from_crl


def _reason(entry: RevokedCertificate) -> str | None:
    flag = _reason_flag(entry)
    return None if flag is None else _WORDS.get(flag)


def answers(response: ocsp.OCSPResponse) -> Iterator["Answer"]:
    if response["response_status"].native != "successful":
        return
    basic = response["response_bytes"]["response"].parsed
    for single in basic["tbs_response_data"]["responses"]:
        yield Answer(basic, single)


class Answer:
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
        if name not in _NAMING:
            return False
        same_key = ident["issuer_key_hash"].native == new_hash(name, bytes(issuer.public_key["public_key"])).digest()
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
        if signed(body, value, algorithm, issuer):
            return True
        produced, issued = basic["tbs_response_data"]["produced_at"].native, self._single["this_update"].native
        if issued > produced + TOLERANCE:  # it speaks for a time that it could not know
            return False
        return any(
            _delegated(cert, issuer, produced, issued) and signed(body, value, algorithm, cert)
            for cert in basic["certs"] or ()
        )

    def about(self, cert: x509.Certificate) -> Statement | None:
        """What it says about `cert`, whom it concerns; None if it may have forgotten it, or cannot be understood."""
        single = self._single
        status = single["cert_status"]
        issued, until = single["this_update"].native, single["next_update"].native
        if status.name == "revoked":
            return Statement(issued, until, status.chosen["revocation_time"].native, _reason_given(status.chosen))
        cutoff = single.archive_cutoff_value
        if not _remembers(cert, issued, cutoff and cutoff.native) or single.critical_extensions - _ANSWER_EXTENSIONS:
            return None
        if status.name == "unknown":  # an authority that does not know its own certificate did not issue it
            return Statement(issued, until, issued, None, vouches=False)
        return Statement(issued, until, None, None)


def _reason_given(revoked: ocsp.RevokedInfo) -> str | None:
    try:
        given = revoked["revocation_reason"].native
    except UNSOUND:  # revoked it is all the same
        return None
    return None if given is None else str(given)


def _delegated(cert: x509.Certificate, issuer: x509.Certificate, *at: datetime) -> bool:
    """Whether it is a responder of the issuer, valid at these times (RFC 6960, clause 4.2.2.2)."""
    purposes = cert.extended_key_usage_value
    return bool(
        purposes is not None
        and "ocsp_signing" in purposes.native
        and may_sign(cert)
        and cert.critical_extensions <= _RESPONDER_EXTENSIONS
        and comparable(cert.issuer) == comparable(issuer.subject)
        and all(not_before(cert) - TOLERANCE <= one <= not_after(cert) + TOLERANCE for one in at)
        and signed(cert["tbs_certificate"].dump(), cert["signature_value"].native, cert["signature_algorithm"], issuer)
    )
