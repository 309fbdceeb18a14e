"""Who may have issued a certificate: chains by name, before anything of them is validated.

Anyone may put certificates into a file, of any name and any number: what is looked at is bounded, and those that did
not sign do not stand in the way of those that did.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property, lru_cache

from asn1crypto import x509

from signatures.errors import TooLarge
from signatures.material import UNSOUND, signed

MAX_WAYS, MAX_LENGTH = 1000, 8  # a crowd of cross-certificates must not make path building explode
MAX_LOOKED_AT = 100_000  # pairs of issuer and issued by name, for one file: a second or two
MAX_COMPARED = 500  # signatures of certificates that are checked to tell issuers of one name apart, for one file
MAX_PREPARED = 256  # bytes of a name: preparing one of a thousand takes as long as checking a hundred signatures
Chain = tuple[x509.Certificate, ...]
Fits = Callable[[x509.Certificate, x509.Certificate], bool]


def comparable(name: x509.Name) -> str:
    """A name as others are compared with it (RFC 5280, clause 7.1). Preparing one is slow, and the same few come.

    Names longer than anybody's are only compared byte by byte.
    """
    der = name.dump()
    return _comparable(der) if len(der) <= MAX_PREPARED else der.hex()


@lru_cache(maxsize=64)
def _comparable(der: bytes) -> str:
    prepared: str = x509.Name.load(der).hashable
    return prepared


class Named:
    """Certificates by the name of their subject, each name prepared once; one that cannot be read is nobody's."""

    def __init__(self, certificates: Iterable[x509.Certificate]) -> None:
        self._by_name: dict[str, dict[bytes, x509.Certificate]] = {}
        self._issuers: dict[bytes, str] = {}
        self._keys: dict[bytes, tuple[str, bytes]] = {}
        for cert in certificates:
            try:
                subject, issuer, key = comparable(cert.subject), comparable(cert.issuer), cert.public_key.dump()
                _ = cert.key_identifier, cert.authority_key_identifier
            except UNSOUND:
                continue
            self._by_name.setdefault(subject, {}).setdefault(cert.sha256, cert)
            self._issuers[cert.sha256] = issuer
            self._keys[cert.sha256] = subject, key

    def __bool__(self) -> bool:
        return bool(self._issuers)

    def __contains__(self, cert: x509.Certificate) -> bool:
        return cert.sha256 in self._issuers

    def of(self, name: x509.Name) -> Sequence[x509.Certificate]:
        """Those of that name."""
        return tuple(self._by_name.get(comparable(name), {}).values())

    def has_passed(self, chain: Chain, cert: x509.Certificate) -> bool:
        """Whether a chain of them holds the same name and key already: the way round adds nothing (RFC 4158, 5.2)."""
        return any(self._keys[cert.sha256] == self._keys[one.sha256] for one in chain)

    @cached_property
    def ends(self) -> "Named":
        """Those that are self-signed, or whose issuer is not among them."""
        ends = Named(())
        for subject, same in self._by_name.items():
            for digest, cert in same.items():
                issuer = self._issuers[digest]
                if issuer == subject or issuer not in self._by_name:
                    ends._by_name.setdefault(subject, {})[digest] = cert
                    ends._issuers[digest] = issuer
        return ends


class Issuers:
    """Tells who signed a certificate from who only has the name, each key of a name once; within bounds for one file.

    Beyond them TooLarge is raised. To pass over some would be worse: made-up ones could hide the one that counts.
    """

    def __init__(self) -> None:
        self._checked: dict[tuple[bytes, bytes], bool] = {}
        self._looked_at = 0

    def fits(self, cert: x509.Certificate, issuer: x509.Certificate) -> bool:
        """Whether the key identifiers, if both have one, agree (RFC 5280, 4.2.1.1). Raises TooLarge."""
        self._looked_at += 1
        if self._looked_at > MAX_LOOKED_AT:
            raise TooLarge(f"more than {MAX_LOOKED_AT} pairs of certificates may be issuer and issued by their names")
        wanted, offered = cert.authority_key_identifier, issuer.key_identifier
        return not wanted or not offered or bool(wanted == offered)

    def signed(self, cert: x509.Certificate, issuer: x509.Certificate) -> bool:
        """Whether the issuer's key signed `cert`. Raises TooLarge."""
        if not self.fits(cert, issuer):
            return False
        pair = (cert.sha256, issuer.public_key.dump())
        if pair not in self._checked:
            if len(self._checked) >= MAX_COMPARED:
                raise TooLarge(
                    f"more than {MAX_COMPARED} signatures of certificates were to be checked to find issuers"
                )
            body, value = cert["tbs_certificate"].dump(), cert["signature_value"].native
            self._checked[pair] = signed(body, value, cert["signature_algorithm"], issuer)
        return self._checked[pair]


def chains(leaf: x509.Certificate, roots: Named, offered: Named, fits: Fits) -> Iterator[Chain]:
    """Chains by name from `leaf` to one of `roots`, the shortest first; of issuers that fit.

    Raises TooLarge when there are more ways to go than anybody's certificates have.
    """
    if leaf in roots:
        yield (leaf,)
        return
    waiting: deque[Chain] = deque([(leaf,)])
    waited = 0
    while waiting:
        chain = waiting.popleft()
        yield from ((*chain, root) for root in roots.of(chain[-1].issuer) if _continues(chain, root, fits))
        if len(chain) >= MAX_LENGTH:
            continue
        for issuer in offered.of(chain[-1].issuer):
            if issuer not in roots and not offered.has_passed(chain[1:], issuer) and _continues(chain, issuer, fits):
                waiting.append((*chain, issuer))
                waited += 1
                if waited > MAX_WAYS:
                    raise TooLarge(f"certificates of the file issue one another in more than {MAX_WAYS} ways")


def _continues(chain: Chain, issuer: x509.Certificate, fits: Fits) -> bool:
    passed = any(issuer.sha256 == cert.sha256 for cert in chain)
    return not passed and fits(chain[-1], issuer)
