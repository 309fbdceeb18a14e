"""Which chains lead from a certificate to the reader's anchors, and which other certificates speak of its key."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from asn1crypto import x509

from signatures.certificates import Path, common_name, validated
from signatures.document import in_words
from signatures.errors import TooLarge
from signatures.issuers import Issuers, Named, chains
from signatures.material import UNSOUND
from signatures.trust import Trust

MAX_PATHS, MAX_FURTHER = 20, 400  # further chains that are validated for one certificate, and for one file
MAX_TRIED = 400  # chains that are validated for one file where the first one did not do, or of namesakes


@dataclass
class Registry:
    """Finds and checks chains from the reader's anchors, or else from roots that only the file offers.

    The second kind is marked untrusted: it lets a report say what would hold if the root were trusted. Between the
    two stand, for clocks only, the services on trusted lists: last, for a longer chain says more of revocation.
    """

    trust: Trust
    offered: list[x509.Certificate]  # certificates that travel with the file
    listed: tuple[x509.Certificate, ...] = ()  # of services for timestamps on the reader's trusted lists
    _paths: dict[bytes, "Path | str"] = field(default_factory=dict)
    _others: dict[bytes, list[Path]] = field(default_factory=dict)
    _twins: dict[bytes, list[x509.Certificate]] = field(default_factory=dict)
    _trusted: dict[bytes, bool] = field(default_factory=dict)
    _issued_by: dict[bytes, list[x509.Certificate]] = field(default_factory=dict)
    _left: int = MAX_FURTHER
    _tried: int = 0
    _issuers: Issuers = field(default_factory=Issuers)

    @cached_property
    def named(self) -> Named:
        """What travels with the file, by name."""
        return Named(self.offered)

    @cached_property
    def _anchors(self) -> tuple[Named, Named, Named]:
        return Named(self.trust.roots), Named(self.trust.tsa_roots), Named(self.listed)

    def path(self, leaf: x509.Certificate, *, clock: bool) -> "Path | str":
        """The chain of `leaf` (`clock`: of a timestamp authority), or why there is none."""
        key = leaf.sha256 + bytes((clock,))
        if key not in self._paths:
            try:
                self._paths[key] = self._find(leaf, clock)
            except UNSOUND as problem:
                self._paths[key] = f"it cannot be read: {in_words(problem)}"
        return self._paths[key]

    def _find(self, leaf: x509.Certificate, clock: bool) -> "Path | str":
        why = "none of the anchors given issued it"
        own, others, listed = self._anchors
        given = False
        for anchors, independent in ((own, False), (others, True), (listed, True))[: 3 if clock else 1]:
            if anchors:
                given = True
                found = self._valid_path(leaf, anchors, trusted=True, independent=independent)
                if isinstance(found, Path):
                    return replace(found, listed=anchors is listed)
                why = found
        found = self._valid_path(leaf, self._roots_offered(leaf), trusted=False, independent=False)
        return why if given and isinstance(found, str) else found

    def others(self, first: Path, *, clock: bool) -> Iterator[Path]:
        """Further chains to anchors of the reader's: for when time or a revocation speaks against the first one.

        An authority may have several certificates for one key: renewed, or from several roots. Which of them is found
        first is chance, or the choice of whoever wrote the file.
        """
        leaf, (own, others, _) = first.certificates[0], self._anchors
        key = leaf.sha256 + bytes((clock,))
        if key not in self._others:
            found = [*self._further(leaf, own, independent=False)]
            found += self._further(leaf, others, independent=True) if clock else ()
            self._others[key] = found
        return (one for one in self._others[key] if one.certificates != first.certificates)

    def by_list(self, leaf: x509.Certificate) -> list[Path]:
        """The chains of a timestamp unit to services on trusted lists."""
        key = leaf.sha256 + b"listed"
        if key not in self._others:
            found = self._further(leaf, self._anchors[2], independent=True)
            self._others[key] = [replace(one, listed=True) for one in found]
        return self._others[key]

    def _further(self, leaf: x509.Certificate, anchors: Named, *, independent: bool) -> Iterator[Path]:
        for chain in islice(chains(leaf, anchors, self.named, self._issuers.signed), min(MAX_PATHS, self._left)):
            self._left -= 1
            found = validated(Path(chain, trusted=True, independent=independent))
            if isinstance(found, Path):
                yield found

    @cached_property
    def _at_hand(self) -> Named:
        """The reader's come first: whoever writes a file puts no others before them."""
        return Named([*self.trust.roots, *self.trust.tsa_roots, *self.listed, *self.offered])

    def issuers(self, cert: x509.Certificate) -> list[x509.Certificate]:
        """Those at hand whose key has signed a certificate, itself apart. Raises TooLarge."""
        if cert.sha256 not in self._issued_by:
            named = [one for one in self._at_hand.of(cert.issuer) if one.sha256 != cert.sha256]
            self._issued_by[cert.sha256] = [one for one in named if self._issuers.signed(cert, one)]
        return self._issued_by[cert.sha256]

    def twins(self, cert: x509.Certificate) -> list[x509.Certificate]:
        """Other certificates of the same name for the same key, under an anchor of the reader's or one themselves.

        A key that was stolen is stolen whichever of them is asked for. Raises TooLarge.
        """
        if cert.sha256 not in self._twins:
            self._twins[cert.sha256] = [one for one in self._namesakes(cert) if self._is_trusted(one)]
        return self._twins[cert.sha256]

    def _namesakes(self, cert: x509.Certificate) -> Iterator[x509.Certificate]:
        key, named = cert.public_key.dump(), self._at_hand.of(cert.subject)
        return (one for one in named if one.sha256 != cert.sha256 and one.public_key.dump() == key)

    def _is_trusted(self, cert: x509.Certificate) -> bool:
        """By whatever anchor, and only by issuers that signed: anybody can make up namesakes."""
        if cert.sha256 not in self._trusted:
            found = (self._signed_path(cert, anchors, trusted=True, independent=False) for anchors in self._anchors)
            self._trusted[cert.sha256] = any(isinstance(one, Path) for one in found)
        return self._trusted[cert.sha256]

    def _roots_offered(self, leaf: x509.Certificate) -> Named:
        """Self-signed certificates in the file, and those whose issuer is not in it."""
        return self.named.ends if leaf in self.named else Named([*self.offered, leaf]).ends

    def _valid_path(self, leaf: x509.Certificate, anchors: Named, *, trusted: bool, independent: bool) -> "Path | str":
        """The first chain is tried as it is, which nearly always does; else those whose issuers really signed."""
        why: Path | str = f"no chain from « {common_name(leaf)} » to an anchor"
        for chain in islice(chains(leaf, anchors, self.named, self._issuers.fits), 1):
            why = validated(Path(chain, trusted, independent))
        if isinstance(why, Path):
            return why
        return self._signed_path(leaf, anchors, trusted=trusted, independent=independent) or why

    def _signed_path(self, leaf: x509.Certificate, anchors: Named, *, trusted: bool, independent: bool) -> "Path | str":
        """The first chain that is valid; or why the last one is not, or nothing if there is none. Raises TooLarge."""
        why = ""
        for chain in chains(leaf, anchors, self.named, self._issuers.signed):
            self._tried += 1
            if self._tried > MAX_TRIED:  # to drop some would be worse: made-up ones could hide the one that counts
                raise TooLarge(f"more than {MAX_TRIED} chains of certificates were to be validated")
            found = validated(Path(chain, trusted, independent))
            if isinstance(found, Path):
                return found
            why = found
        return why
