"""What an OCSP answer says about one certificate, and whether the issuer stands behind it (RFC 6960)."""

from collections.abc import Iterator
from datetime import datetime
from functools import cached_property
from hashlib import new as new_hash
from itertools import islice
from typing import Any, NamedTuple

from asn1crypto import ocsp, x509

from signatures.certificates import may_sign, not_after, not_before
from signatures.errors import TooLarge
from signatures.issuers import comparable
from signatures.material import UNSOUND, Checks, Voice
from signatures.revocation_sources import TOLERANCE, Statement, remembers

# Of one answer: honest ones have a few kilobytes, are about one certificate, rarely a few dozen, and carry up to three.
MAX_SIZE, MAX_SINGLES, MAX_CARRIED, MAX_TRIED = 1 << 16, 100, 20, 5
MAX_RESPONDERS = 200  # that are looked into, of all answers
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


class Responders:
    """Whom an issuer certified to answer in its place (RFC 6960, clause 4.2.2.2); each is looked into once."""

    def __init__(self, checks: Checks) -> None:
        self.checks = checks
        self._known: dict[tuple[bytes, bytes], Voice] = {}

    def voice(self, cert: x509.Certificate, issuer: x509.Certificate) -> Voice:
        """What it may say for the issuer, time apart. Raises TooLarge when too many were asked for.

        To pass over some of them would be worse: made-up ones could hide the one whose answer revokes.
        """
        pair = (cert.sha256, issuer.sha256)
        if pair not in self._known:
            if len(self._known) >= MAX_RESPONDERS:
                raise TooLarge(f"more than {MAX_RESPONDERS} certificates claim to be of OCSP responders")
            self._known[pair] = _delegated(cert, issuer, self.checks)
        return self._known[pair]


def answers(response: ocsp.OCSPResponse) -> Iterator[tuple[int, "Answer"]]:
    """What it says of each certificate, by its number. Raises UNSOUND, also for one that is larger than anybody's.

    That is asked of each answer by itself: whoever adds others must not be able to make an honest one too much.
    """
    if len(response.dump()) > MAX_SIZE:
        raise ValueError("an answer that is larger than anybody's")
    if response["response_status"].native != "successful":
        return
    basic = response["response_bytes"]["response"].parsed
    singles = basic["tbs_response_data"]["responses"]
    if len(singles) > MAX_SINGLES or len(basic["certs"] or ()) > MAX_CARRIED:
        raise ValueError("an answer about more certificates, or with more of them, than anybody's")
    sha256 = new_hash("sha256", basic.dump()).digest()  # once for all that it answers
    for single in singles:
        yield single["cert_id"]["serial_number"].native, Answer(basic, single, sha256)


class Signed(NamedTuple):
    """What may be heard of those who signed a response, and whether the issuer did so itself."""

    voice: Voice
    by_issuer: bool


class Answer:
    """One answer about one certificate, of a response that may have several."""

    def __init__(self, basic: ocsp.BasicOCSPResponse, single: ocsp.SingleResponse, sha256: bytes) -> None:
        self._basic, self._single = basic, single
        self.sha256 = sha256  # of all that it was signed with

    def concerns(self, issuer: "IssuerDigests") -> bool:
        """Whether it is about a certificate of this issuer; its number is compared before (RFC 6960, clause 4.1.1)."""
        ident = self._single["cert_id"]
        name = ident["hash_algorithm"]["algorithm"].native
        named = ident["issuer_name_hash"].native, ident["issuer_key_hash"].native
        return name in _NAMING and named == issuer.by(name)

    def signed(self, issuer: x509.Certificate, responders: Responders) -> Signed:
        """Whether the issuer signed the response, or a responder that it certified, by the time of signing.

        That is the same for all answers of a response, whatever times they speak of.
        """
        basic = self._basic
        body, value, algorithm = (
            basic["tbs_response_data"].dump(),
            basic["signature"].native,
            basic["signature_algorithm"],
        )
        ask = responders.checks.voice
        own = ask(body, value, algorithm, issuer) if self._names(issuer) else Voice.NONE
        if own:
            return Signed(own, by_issuer=True)
        named = islice(filter(self._names, basic["certs"] or ()), MAX_TRIED)
        found = ((cert, responders.voice(cert, issuer)) for cert in named)
        voices = (
            min(said, ask(body, value, algorithm, cert))
            for cert, said in found
            if said and _valid(cert, self._produced)
        )
        return Signed(max(voices, default=Voice.NONE), by_issuer=False)

    def voice(self, signed: Signed) -> Voice:
        """What may be heard of this answer: a responder vouches for no time that it could not know.

        It may answer from a list that is older than its own certificate (RFC 6960, clause 2.4).
        """
        if signed.by_issuer or not signed.voice or self._single["this_update"].native <= self._produced + TOLERANCE:
            return signed.voice
        return Voice.ACCUSES

    @property
    def _produced(self) -> datetime:
        produced: datetime = self._basic["tbs_response_data"]["produced_at"].native
        return produced

    @cached_property
    def _responder(self) -> Any:
        """Whose key it says signed it: a name, or the SHA-1 of the key (RFC 6960, clause 4.2.1)."""
        return self._basic["tbs_response_data"]["responder_id"].native

    def _names(self, cert: x509.Certificate) -> bool:
        """Names by how they read: to prepare those of a crowd for comparison is slow, and responders copy theirs."""
        by_key = isinstance(self._responder, bytes)
        return bool(self._responder == (cert.public_key.sha1 if by_key else cert.subject.native))

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


def _valid(cert: x509.Certificate, at: datetime) -> bool:
    return not_before(cert) - TOLERANCE <= at <= not_after(cert) + TOLERANCE


def _delegated(cert: x509.Certificate, issuer: x509.Certificate, checks: Checks) -> Voice:
    purposes = cert.extended_key_usage_value
    if purposes is None or "ocsp_signing" not in purposes.native or not may_sign(cert):
        return Voice.NONE
    if cert.critical_extensions - _RESPONDER_EXTENSIONS:
        return Voice.NONE
    # its signature before its name, which is slow to compare: crowds are made up
    body, value = cert["tbs_certificate"].dump(), cert["signature_value"].native
    said = checks.voice(body, value, cert["signature_algorithm"], issuer)
    return said if said and comparable(cert.issuer) == comparable(issuer.subject) else Voice.NONE
