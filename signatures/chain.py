"""Time and trust, from the newest timestamp to the oldest signature.

Each object is judged at the time that the timestamp covering it proves, with the revocation data that had been
issued by then (the idea of ETSI EN 319 102-1, clause 5.6, without its sliding control time). The newest one is
covered by nothing: it is judged at the moment of judging, by when its authority's certificate must neither have
ended nor be known revoked.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from itertools import chain

from asn1crypto import x509

from signatures.certificates import Path, common_name, may_sign
from signatures.doubts import clock_doubts, doubt, signer_doubts, times_in_order
from signatures.integrity import UNDECIDED, Checked
from signatures.judged import Judged, Stamp, graded
from signatures.policy import Policy
from signatures.qualified import Qualified
from signatures.registry import Registry
from signatures.report import Reason
from signatures.revocation import RevocationData
from signatures.token_reading import Token
from signatures.told import Told
from signatures.trustlist import Listing
from signatures.vocabulary import ClockGrade, Code

Doubts = Callable[[Path], list[Reason]]
FRESH = timedelta(days=1)  # strict revocation: data of the day


class Walker:
    """Walks the signatures of one file, once."""

    def __init__(
        self,
        policy: Policy,
        offered: Sequence[x509.Certificate],
        revocation: RevocationData,
        lists: Qualified,
        *,
        own_class: bool,
    ) -> None:
        """`offered`: certificates that travel with the file; `lists`: of `policy.trust`, by `lists_of`."""
        self._policy = policy
        self._registry = Registry(policy.trust, list(offered), lists.anchors)
        self._lists = lists
        self._revocation = revocation
        self._told = Told(self._registry, revocation, policy)
        self._own_class = own_class
        self._known = policy.at  # the time proven for what is looked at
        self._covers: list[Stamp] = []  # the timestamps that prove it, none for the newest object
        self._ends: list[Path] = []  # chains of the newest object, on which the whole file rests
        self._newest = True  # it is looked at now
        self.end_unchecked = False  # the newest timestamp was believed without revocation data

    def walk(self, signatures: Sequence[Checked]) -> list[Judged]:
        """Judge `signatures`, given and returned oldest first."""
        judged = [self._one(checked) for checked in reversed(signatures)]
        judged.reverse()
        times_in_order(signatures, judged)
        if self._policy.strict_revocation and judged and not self._fresh():
            message = "revocation data of the newest timestamp are not of the day of judging"
            judged[-1].reasons.append(Reason(Code.REVOCATION_MISSING, message, signatures[-1].found.field, UNDECIDED))
        return judged

    @property
    def as_of(self) -> datetime | None:
        """The newest moment for which all revocation data that the newest object's chains need are at hand."""
        if not self._ends:
            return None
        moments = [self._policy.at]
        for cert, issuer in (link for path in self._ends for link in path.links):
            status = self._told.status(cert, issuer)
            if status.exempt:
                continue
            if status.as_of is None:
                return None
            moments.append(status.as_of)
        return min(moments)

    @property
    def list_notes(self) -> tuple[str, ...]:
        """What the trusted lists could not say, list by list, and what revocation data cannot be read."""
        return (*self._lists.notes, *self._revocation.notes)

    def _fresh(self) -> bool:
        return self.as_of is not None and self.as_of >= self._policy.at - FRESH

    def _one(self, checked: Checked) -> Judged:
        judged = Judged()
        if checked.found.is_timestamp:
            judged.stamp = judged.own = self._stamp(judged, checked, checked.token)
            if judged.stamp is not None:
                self._known = min(self._known, judged.stamp.latest)
                self._covers.append(judged.stamp)
        else:
            self._signature(judged, checked)
        self._newest = self._newest and not self._ends
        return judged

    def _signature(self, judged: Judged, checked: Checked) -> None:
        name = checked.found.field
        judged.content = self._stamp(judged, checked, checked.content_token)
        judged.own = self._stamp(judged, checked, checked.token)
        judged.stamp = judged.own or (self._covers[-1] if self._covers else None)
        if judged.stamp is None:
            judged.reasons.append(Reason(Code.TIME_NOT_PROVEN, "no timestamp proves when it was made", name, UNDECIDED))
        elif judged.content is not None and judged.content.earliest > judged.stamp.latest:
            message = "the timestamp inside it is later than the one upon it"
            judged.reasons.append(Reason(Code.TIME_NOT_PROVEN, message, name, UNDECIDED))
        if checked.certificate is not None and not checked.unchecked:  # anybody can put a certificate there
            self._signer(judged, checked.certificate, name)

    # ---- clocks

    def _stamp(self, judged: Judged, checked: Checked, token: Token | None) -> Stamp | None:
        """Believe a token, or note why not."""
        if token is None or token.time is None or token.certificate is None:
            return None
        if token.reasons or not checked.intact:
            return None  # said already
        name, is_timestamp = checked.found.field, checked.found.is_timestamp
        return self._believed(judged, token, token.certificate, name, is_timestamp=is_timestamp)

    def detached(self, token: Token, name: str) -> Judged:
        """Believe a token that stands by itself, at the moment of judging, or note why not."""
        judged = Judged(list(token.reasons))
        if not judged.reasons and token.certificate is not None:
            judged.stamp = self._believed(judged, token, token.certificate, name, is_timestamp=False)
        return judged

    def _believed(
        self, judged: Judged, token: Token, certificate: x509.Certificate, name: str, *, is_timestamp: bool
    ) -> Stamp | None:
        found = self._path(judged, certificate, name, clock=True)
        if found is None:
            return None
        at = partial(self._clock_doubts, token=token, name=name, renewable=is_timestamp)
        doubts: Doubts = partial(at, known=self._known)
        path, against = self._best(found, doubts, token)
        if path.trusted and not against and self._listing(path, token) is None:
            path = next((one for one in self._qualified(token) if not doubts(one)), path)
        if is_timestamp:
            judged.path = path
        if self._newest:
            self._ends.append(path)
        if path.listed and not against and not isinstance(listing := self._listing(path, token), Listing):
            message = f"only a trusted list vouches for this clock, and not for that time: {listing}"
            against.append(doubt(Code.UNTRUSTED, message, name))
            judged.path = replace(path, trusted=False) if is_timestamp else judged.path
        judged.reasons += against
        if against:
            return None
        stamp = self._graded(path, token)
        return stamp if stamp.grade is None else stamp.no_better_than(self._carried_by(path, stamp.grade, token, at))

    def _listing(self, path: Path, token: Token) -> Listing | str | None:
        """How a trusted list speaks of a chain of the reader's at the time of the token."""
        assert token.time is not None
        span = token.time - token.accuracy, token.time + token.accuracy
        return self._lists.listing(path.certificates, *span) if path.trusted else None

    def _graded(self, path: Path, token: Token) -> Stamp:
        assert token.time is not None
        return graded(Stamp(token.time, token.accuracy, None), path, self._listing(path, token))

    def _qualified(self, token: Token) -> Iterator[Path]:
        """The chains of a clock to services on trusted lists that were qualified then."""
        assert token.certificate is not None
        listed = self._registry.by_list(token.certificate)
        return (one for one in listed if isinstance(self._listing(one, token), Listing))

    def _carried_by(
        self, path: Path, own: ClockGrade, token: Token, at: Callable[..., list[Reason]]
    ) -> ClockGrade | None:
        """The grade of the clocks that a token leans on which has outlived its certificate, or whose key was stolen.

        By then whoever has the key can make tokens of any day, so later timestamps are all that dates it. The best
        grade that does is taken, and A if it still stands by itself: by a chain that is worth what comes of it, for
        what the practice says of a qualified clock is worth the practice's grade. `at`: doubts, by a time proven.
        """
        for grade in ClockGrade:
            moments = [one.latest for one in self._covers if one.grade is not None and one.grade <= grade]
            doubts: Doubts = partial(at, known=min([self._policy.at, *moments]))
            enough = [one for one in ClockGrade if one <= max(own, grade)]
            ways = chain((path,), self._others(path, token))
            if any(not doubts(one) and self._graded(one, token).grade in enough for one in ways):
                return grade
        return None

    def _clock_doubts(self, path: Path, *, token: Token, name: str, known: datetime, renewable: bool) -> list[Reason]:
        """What is to be said against a clock; `known`: the time proven for its token."""
        listed = path.listed or isinstance(self._listing(path, token), Listing)
        found = clock_doubts(path, token, known, self._told, name, listed=listed)
        lenient = not self._own_class and not self._policy.strict_revocation
        if not (renewable and lenient and not self._covers):
            return found
        # of the newest timestamp, in files of others, data are usually missing: a renewal would bring them
        grave = [one for one in found if one.code is not Code.REVOCATION_MISSING]
        self.end_unchecked |= len(grave) < len(found)
        return grave

    # ---- signers

    def _signer(self, judged: Judged, cert: x509.Certificate, name: str) -> None:
        found = self._path(judged, cert, name, clock=False)
        if found is None:
            return
        doubts: Doubts = lambda one: signer_doubts(one, judged, self._known, self._told.status, name)  # noqa: E731
        path, against = self._best(found, doubts, None)
        judged.path = path
        if self._newest:
            self._ends.append(path)
        if not may_sign(cert):
            judged.reasons.append(doubt(Code.UNTRUSTED, "the certificate's key usage does not allow signing", name))
        judged.reasons += against

    # ---- both

    def _best(self, first: Path, doubts: Doubts, token: Token | None) -> tuple[Path, list[Reason]]:
        """The first chain, or another one against which nothing speaks, if there is one; `token`: of a clock."""
        found = doubts(first)
        others = self._others(first, token) if found and first.trusted else ()
        better = next((one for one in others if not doubts(one)), None)
        return (first, found) if better is None else (better, [])

    def _others(self, first: Path, token: Token | None) -> Iterator[Path]:
        yield from self._registry.others(first, clock=token is not None)
        if token is not None:
            yield from self._qualified(token)

    def _path(self, judged: Judged, cert: x509.Certificate, name: str, *, clock: bool) -> Path | None:
        found = self._registry.path(cert, clock=clock)
        path = found if isinstance(found, Path) else None
        if path is not None and path.trusted:
            return path
        trust = self._policy.trust
        if not (trust.roots or (clock and (trust.tsa_roots or self._lists.anchors))):
            code, message = Code.NO_TRUST_ANCHOR, "no anchor was given to trust; its root is only found in the file"
        else:
            why = found if isinstance(found, str) else "none of the anchors given issued it"
            code, message = Code.UNTRUSTED, f"« {common_name(cert)} » is not trusted: {why}"
        if all(reason.message != message for reason in judged.reasons):
            judged.reasons.append(doubt(code, message, name))
        return path


def lists_of(policy: Policy) -> Qualified:
    """The trusted lists of the reader that count under these terms."""
    return Qualified(policy.trust.lists, policy.informed or policy.at)
