"""What an OCSP answer says about one certificate, and whether the issuer stands behind it (RFC 6960)."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import new as new_hash

from asn1crypto import ocsp, x509

from signatures.certificates import may_sign, not_after, not_before
from signatures.issuers import comparable
from signatures.material import UNSOUND, signed
from signatures.revocation_sources import TOLERANCE, Statement, remembers

_RESPONDER_EXTENSIONS = frozenset({"basic_constraints", "key_usage", "extended_key_usage", "certificate_policies"})
_ANSWER_EXTENSIONS = frozenset({"archive_cutoff", "crl"})
# by which an answer may name its issuer; it is no signature, so SHA-1 will do (RFC 6960, clause 4.3)
_NAMING = frozenset({"sha1", "sha224", "sha256", "sha384", "sha512", "sha512_224", "sha512_256"})


class IssuerDigests:
    """By which answers name the issuer of a certificate; each is made once, however many answers there are."""

    def __init__(self, cert: x509.Certificate, issuer: x509.Certificate) -> None:
        self._name, self._key = cert.issuer.dump(), bytes(issuer.public_key["public_key"])
        self._made: dict[str, tuple[bytes, bytes]] = {}

    def by(self, algorithm: str) -> tuple[bytes, bytes]:
        """Digests of its name and of its key."""
        if algorithm not in self._made:
            name, key = (new_hash(algorithm, data).digest() for data in (self._name, self._key))
            self._made[algorithm] = (name, key)
        return self._made[algorithm]


def answers(response: ocsp.OCSPResponse) -> Iterator["Answer"]:
    if response["response_status"].native != "successful":
        return
    basic = response["response_bytes"]["response"].parsed
    sha256 = new_hash("sha256", basic.dump()).digest()  # once for all that it answers
    for single in basic["tbs_response_data"]["responses"]:
        yield Answer(basic, single, sha256)


class Answer:
    """One answer about one certificate."""

    def __init__(self, basic: ocsp.BasicOCSPResponse, single: ocsp.SingleResponse, sha256: bytes) -> None:
        self._basic, self._single = basic, single
        self.sha256 = sha256  # of all that it was signed with

    def concerns(self, serial: int, issuer: "IssuerDigests") -> bool:
        """Whether it is about the certificate of this number (RFC 6960, clause 4.1.1)."""
        ident = self._single["cert_id"]
        if ident["serial_number"].native != serial:
            return False
        name = ident["hash_algorithm"]["algorithm"].native
        named = ident["issuer_name_hash"].native, ident["issuer_key_hash"].native
        return name in _NAMING and named == issuer.by(name)

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
        """What it says about `cert`, whom it concerns; None if it does not know it, or cannot be understood.

        « Unknown » says of the responder that it does not know the certificate, be it too new or of others; of the
        certificate it says nothing (RFC 6960, clause 2.2).
        """
        single = self._single
        status = single["cert_status"]
        issued, until = single["this_update"].native, single["next_update"].native
        if status.name == "revoked":
            return Statement(issued, until, status.chosen["revocation_time"].native, _reason_given(status.chosen))
        if status.name == "unknown":
            return None
        cutoff = single.archive_cutoff_value
        if not remembers(cert, issued, cutoff and cutoff.native) or single.critical_extensions - _ANSWER_EXTENSIONS:
            return None
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
