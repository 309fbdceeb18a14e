"""Trusted time: ask a timestamp authority, and believe nothing of its answer that was not checked (RFC 3161).

An authority that is down, slow, garbled, lying, or not the one asked for means ClockUnavailable: the act is not done,
and is done later. `clocks` asks several in order; there is no other clock to fall back to.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from asn1crypto import algos, cms, tsp, x509
from pyhanko.sign.timestamps import TimeStamper

from signatures import canonical, tokens
from signatures.current import Chains, Unfit
from signatures.der import SEQUENCE, Cursor, NotDer, raw
from signatures.errors import ClockNotQualified, ClockUnavailable, KeyUnavailable
from signatures.issuers import comparable
from signatures.keys.memory import asn1
from signatures.post import Address, post
from signatures.qualified import Qualified
from signatures.signers import weak
from signatures.tokens import Refused, Token
from signatures.trustlist import Listing, TrustedList
from signatures.vocabulary import ClockGrade

QUERY, REPLY = "application/timestamp-query", "application/timestamp-reply"
_GRANTED = ("granted", "granted_with_mods")  # both carry a token (RFC 3161, clause 2.4.2), of which all is checked
TOLERANCE = timedelta(minutes=5)  # between the moment of the act and the authority's time


class Clock(Protocol):
    """What signing needs from a clock."""

    @property
    def chain(self) -> tuple[x509.Certificate, ...]:
        """The issuers of the authority's certificate, the nearest first, the root last; of each, if it has several."""
        ...

    @property
    def grade(self) -> ClockGrade:
        """Who vouches for its time, as declared by whoever set it up; a verifier grades again, by his own trust."""
        ...

    @property
    def accuracy(self) -> timedelta:
        """The most by which its time may be off."""
        ...

    @property
    def room(self) -> int:
        """Bytes to keep free in a PDF for each of its tokens; none is larger."""
        ...

    def stamp(self, digest: bytes, at: datetime) -> Token:
        """A token over a SHA-256 digest, at a time near `at`. ClockUnavailable or ClockNotQualified otherwise."""
        ...

    def at_least(self, grade: ClockGrade) -> Clock:
        """What of it is declared of this grade or a better one; ClockNotQualified when nothing is."""
        ...


class HttpClock(TimeStamper):
    """An RFC 3161 authority over HTTP; also one of pyHanko's time stampers."""

    def __init__(
        self,
        url: str,
        *,
        anchors: Sequence[x509.Certificate],
        timeout: float = 10.0,
        headers: Mapping[str, str] | None = None,
        policy: str | None = None,
        accuracy: timedelta = timedelta(seconds=1),
        tolerance: timedelta = TOLERANCE,
        room: int | None = None,
        grade: ClockGrade = ClockGrade.C,
        lists: Sequence[TrustedList] = (),
    ) -> None:
        """Name the authority; nothing is sent yet.

        `anchors`: the certificates that issue the authority's, up to and with its root; answers of any other
        authority are refused. `timeout`: seconds for a whole exchange. `headers`: sent along (credentials) and
        never printed. `policy`: OID asked for; another one is refused. `accuracy`: the most by which its time
        may be off; an answer that claims to be worse is refused. `tolerance`: the most between its time and
        the moment of the act. `room`: bytes that a token may have; by default a kilobyte and twice the largest
        certificate of the chain, for the authority's own is much like those above it. `grade`: what it is declared
        to be; of A each token is checked by `lists` (`Trust.load(...).lists`) before it is used. Raises ValueError for
        a URL other than http or https, for no anchors, or for A without lists.
        """
        super().__init__()  # type: ignore[no-untyped-call]  # pyHanko's
        if not anchors:
            raise ValueError("a clock needs the certificates that its authority must end in")
        if grade is ClockGrade.A and not lists:
            raise ValueError("a clock of grade A needs the trusted list that it is on")
        self.accuracy, self.grade = accuracy, grade
        self.chain: tuple[x509.Certificate, ...] = _upwards(anchors)
        self.room = room or 1024 + 2 * max(len(anchor.dump()) for anchor in anchors)
        self._address = Address.parse(url)
        self._timeout, self._headers = timeout, dict(headers or {})
        self._policy, self._tolerance = policy, tolerance
        self._anchors, self._chains = tokens.parse(anchors), Chains(self.chain)
        self._lists = tuple(lists)

    def __str__(self) -> str:
        return str(self._address)

    def at_least(self, grade: ClockGrade) -> HttpClock:
        """Itself, if it is declared of this grade or a better one. Raises ClockNotQualified otherwise."""
        if self.grade > grade:
            raise ClockNotQualified(
                f"time of grade {grade} is asked for, and the timestamp authority {self} is declared {self.grade};"
                " nothing was signed"
            )
        return self

    def stamp(self, digest: bytes, at: datetime, *, within: float | None = None) -> Token:
        """A token over a SHA-256 digest, checked; `within`: seconds, if less than its own time-out.

        Raises ClockUnavailable saying what is wrong; ClockNotQualified when it is declared A and no list at hand
        says that it was granted at the time of the token.
        """
        if at.utcoffset() is None:
            raise ValueError("a moment needs a time zone")
        request = _request(digest, self._policy)
        answer = self._exchange(request.dump(), within)
        token = self._checked(answer, request, at)
        if self.grade is ClockGrade.A:
            self._check_lists(token, at)
        return token

    def _checked(self, answer: bytes, request: tsp.TimeStampReq, at: datetime) -> Token:
        try:
            token = tokens.read(_granted(answer))
            _check_answer(token, request, self._policy)
            _check_form(token)
            self._check_authority(token)
            self._check_time(token, at)
            return token
        except Refused as problem:
            raise self._unavailable(str(problem)) from problem

    def _check_lists(self, token: Token, at: datetime) -> None:
        """ClockNotQualified unless a list at hand says that it was qualified at the time of its token."""
        lists, margin = Qualified(self._lists, at), token.accuracy or self.accuracy
        paths = self._chains.valid(asn1(token.certificate), token.time)
        told = (lists.listing(one.certificates, token.time - margin, token.time + margin) for one in paths)
        found = next(filter(None, told), None)
        if not isinstance(found, Listing):
            unit = token.certificate.subject.rfc4514_string()
            why = found or "; ".join((*lists.notes, f"no list at hand names {unit} or its issuers"))
            raise ClockNotQualified(
                f"timestamp authority {self}, declared of grade A: {why}. Nothing was signed; fetch the current"
                " list, or ask for another grade"
            )

    def _exchange(self, body: bytes, within: float | None = None) -> bytes:
        headers = {**self._headers, "Content-Type": QUERY, "Accept": REPLY}
        timeout = self._timeout if within is None else min(self._timeout, within)
        try:
            kind, answer = post(self._address, body, headers, timeout)
        except OSError as problem:
            raise self._unavailable(str(problem)) from problem
        if kind.partition(";")[0].strip().lower() != REPLY:
            raise self._unavailable("it answers with something other than a timestamp")
        return answer

    def _check_authority(self, token: Token) -> None:
        try:
            tokens.issuers(token, self._anchors)
        except KeyUnavailable:
            whose = token.certificate.subject.rfc4514_string()
            raise Refused(f"its token is signed by {whose}, not by the authority asked for") from None
        try:
            self._chains.of(asn1(token.certificate), token.time)
        except Unfit as problem:
            raise Refused(f"whoever verifies would refuse its certificate: {problem}") from None
        if token.accuracy is not None and token.accuracy > self.accuracy:
            raise Refused(f"it states an accuracy of {token.accuracy}, worse than the {self.accuracy} asked for")
        if len(token.der) > self.room:
            raise Refused(f"its token has {len(token.der)} bytes, {self.room} have room: give the clock a larger room")

    def _check_time(self, token: Token, at: datetime) -> None:
        if abs(token.time - at) > self._tolerance:
            raise Refused(f"it says {token.time.isoformat()} where {at.isoformat()} was expected")

    def _unavailable(self, why: str) -> ClockUnavailable:
        return ClockUnavailable(
            f"timestamp authority {self}: {why}. Nothing was signed; try again later, or check the configured"
            " authority and the clock of this computer",
            f"{self}: {why}",
        )

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """pyHanko's way in: the exchange alone, with pyHanko's own checks."""
        return tsp.TimeStampResp.load(await asyncio.to_thread(self._exchange, req.dump()))


def _request(digest: bytes, policy: str | None) -> tsp.TimeStampReq:
    imprint = {"hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}), "hashed_message": digest}
    fields = {"version": 1, "message_imprint": imprint, "nonce": secrets.randbits(63) | 1 << 62, "cert_req": True}
    if policy is not None:
        fields["req_policy"] = policy
    return tsp.TimeStampReq(fields)


def _granted(answer: bytes) -> bytes:
    """The token in an answer. Raises Refused with the authority's own words if it gives none."""
    try:
        response = Cursor.over(answer).enter(SEQUENCE)
        status = tsp.PKIStatusInfo.load(raw(answer, response.take(SEQUENCE)))
        if status["status"].native not in _GRANTED:
            told = [*(status["status_string"].native or ()), *sorted(status["fail_info"].native or ())]
            raise Refused("it refuses: " + ("; ".join(told)[:200] or status["status"].native))
        token = raw(answer, response.take(SEQUENCE))
        response.finish()
    except Refused:
        raise
    except (ValueError, TypeError, KeyError) as problem:
        raise Refused("its answer is malformed") from problem
    return token


def _check_answer(token: Token, request: tsp.TimeStampReq, policy: str | None) -> None:
    """The answer is to our question (RFC 3161, clause 2.4.2)."""
    if token.info["nonce"].native != request["nonce"].native:
        raise Refused("its answer is to another request (nonce)")
    if token.imprint != ("sha256", request["message_imprint"]["hashed_message"].native):
        raise Refused("it stamped other bytes than those asked (imprint)")
    if policy is not None and token.info["policy"].dotted != policy:
        raise Refused(f"it stamped under the policy {token.info['policy'].dotted}, not {policy}")


def _check_form(token: Token) -> None:
    """In the one form that documents hold, and by no algorithm and no key for which a verifier doubts it."""
    try:
        canonical.parse(token.der, timestamp=True)
    except NotDer as problem:
        form = "by RSA with PKCS#1 v1.5 or by ECDSA, over SHA-2"
        raise Refused(f"its token is not in the one form that documents hold, {form} ({problem})") from None
    signer = cms.ContentInfo.load(token.der)["content"]["signer_infos"][0]
    for reason in weak(signer, asn1(token.certificate), ""):
        raise Refused(f"it is {reason.message}")


def _upwards(anchors: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Nearest issuer first, root last: each certificate after those that it issued."""
    rest = {one.sha256: one for one in anchors}
    ordered: list[x509.Certificate] = []
    while rest:
        issuing = {comparable(one.issuer) for one in rest.values() if not one.self_issued}
        lowest = next((one for one in rest.values() if comparable(one.subject) not in issuing), None)
        if lowest is None:
            raise ValueError("the anchors of a clock issue each other in a circle")
        ordered.append(rest.pop(lowest.sha256))
    return tuple(ordered)
