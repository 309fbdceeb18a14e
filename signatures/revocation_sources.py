"""What a revocation list says about one certificate, its signature apart; of answers see `revocation_answers`.

Partial and delta lists show that a certificate was revoked, never that it was not; indirect ones, and those of
another distribution point than the certificate names, say nothing. What was issued after a certificate ended
need not remember it: it says nothing either, unless it states that it keeps the ended ones since before then
(RFC 5280, clause 5; ITU-T X.509, clause 9.5.2.8; RFC 6960, clause 4.4.4).
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property

from asn1crypto import core, crl, x509
from cryptography.x509 import (
    CertificateRevocationList,
    CRLReason,
    ExtensionNotFound,
    ReasonFlags,
    RevokedCertificate,
    load_der_x509_crl,
)

from signatures.certificates import not_after
from signatures.issuers import comparable
from signatures.material import UNSOUND, Voice, moment

TOLERANCE = timedelta(seconds=2)  # certificate, answer and token of one act may share a second
_WORDS = {
    ReasonFlags.affiliation_changed: "affiliation_changed",
    ReasonFlags.superseded: "superseded",
    ReasonFlags.cessation_of_operation: "cessation_of_operation",
}
_LIST_EXTENSIONS = frozenset({"authority_key_identifier", "crl_number", "issuing_distribution_point"})
_EXPIRED_ON_LIST = "2.5.29.60"  # expiredCertsOnCRL


@dataclass(frozen=True)
class Statement:
    """What one list or answer says about one certificate. Raises ValueError for times that are none."""

    issued: datetime
    until: datetime | None  # when the next one was due
    revoked: datetime | None
    reason: str | None
    vouches: bool = True  # False: heard where it accuses, and shows of no moment that anything was good

    def __post_init__(self) -> None:
        object.__setattr__(self, "issued", moment(self.issued))
        for name in ("until", "revoked"):
            value = getattr(self, name)
            object.__setattr__(self, name, None if value is None else moment(value))


def heard(said: Statement | None, voice: Voice) -> Statement | None:
    """What is left of a statement by those who have this voice."""
    if said is None or voice is Voice.VOUCHES:
        return said
    return replace(said, vouches=False) if voice and said.revoked is not None else None


def in_force(issued: datetime, until: datetime | None, at: datetime) -> bool:
    """Whether what was issued then is still to be relied upon; list and act may share a second."""
    return issued <= at + TOLERANCE and (until is None or at <= until)


class RevocationList:
    """A revocation list: asn1crypto for its scope, cryptography to find one serial number among many."""

    def __init__(self, value: crl.CertificateList) -> None:
        self.value = value
        self.sha256 = value.sha256

    @cached_property
    def _entries(self) -> CertificateRevocationList:
        return load_der_x509_crl(self.value.dump())

    @cached_property
    def _issuer(self) -> str:
        return comparable(self.value.issuer)

    def is_by(self, name: x509.Name) -> bool:
        """Whether it is by an authority of that name."""
        return self._issuer == comparable(name)

    def is_in_force(self, at: datetime) -> bool:
        """Whether it was issued by then, and no newer one was due. Raises UNSOUND for times that are none."""
        body = self.value["tbs_cert_list"]
        until = body["next_update"].native
        return in_force(moment(body["this_update"].native), until and moment(until), at)

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
        if not remembers(cert, issued, _ended_since(self.value)) or not _complete_for(cert, self.value):
            return None
        return Statement(issued, until, None, None)


def remembers(cert: x509.Certificate, issued: datetime, ended_since: datetime | None) -> bool:
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
