"""Which clocks were qualified, when, and by whose list.

A list speaks of the moments up to its next update: of those before its issue by its history, of those after by
being the current one. Of later moments it says nothing, however long it is kept; a closed list, which names no next
update, says nothing of what came after its issue. Of two lists of one territory the one issued last counts, alone:
it holds the history of the other, and what was found out since.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property
from itertools import zip_longest

from asn1crypto import x509

from signatures.issuers import Issuers, comparable
from signatures.trustlist import GRANTED, QTST, Listing, Service, TrustedList, moment_text


class Qualified:
    """Which clocks were qualified, by the lists at hand at one moment."""

    def __init__(self, lists: Sequence[TrustedList], known: datetime) -> None:
        """`known`: lists issued later are not yet there."""
        self._current: dict[str, TrustedList] = {}
        self._aside: list[str] = []
        self._told: dict[str, None] = {}
        for one in sorted(lists, key=lambda one: (one.issued, one.number, one.sha256), reverse=True):
            if one.issued > known:
                self._aside.append(f"trusted list {one}: issued on {one.issued:%Y-%m-%d}, after the moment of judging")
                continue
            newest = self._current.setdefault(one.territory, one)
            if newest.sha256 != one.sha256:
                self._aside.append(f"trusted list {one}: {newest.file} is newer and counts alone")
        self._issuers = Issuers()
        self._known_by = _index(self._current.values())

    @cached_property
    def anchors(self) -> tuple[x509.Certificate, ...]:
        """Certificates of the services for qualified timestamps, whatever their status."""
        found = {der: None for services in self._known_by.values() for _, one in services for der in one.certificates}
        return tuple(x509.Certificate.load(der) for der in found)

    @property
    def notes(self) -> tuple[str, ...]:
        """Which lists did not help, and why, for what was asked so far."""
        return *self._aside, *self._told

    def listing(self, chain: Sequence[x509.Certificate], earliest: datetime, latest: datetime) -> Listing | str | None:
        """How the clock of `chain`, the unit first, was listed over that time.

        The listing under which it was qualified; or why it was not though it is listed; or None: it is not. The
        unit's own entry speaks before that of its issuer.
        """
        for one in self._current.values():
            if latest > one.ends:
                self._told[_silence(one)] = None
        for certificate, issuer in zip_longest(chain, chain[1:]):
            services = self._known_by.get(_identity(certificate), ())
            told = [
                _listing(trusted, service, earliest, latest)
                for trusted, service in services
                if self._is_of(service, certificate, issuer)
            ]
            if told:
                return self._noted(next((one for one in told if isinstance(one, Listing)), told[0]))
        return None

    def _is_of(self, service: Service, certificate: x509.Certificate, issuer: x509.Certificate | None) -> bool:
        """Whether a certificate of a service's name and key is one of the service's.

        It is on the list, or is by the issuer of one that is (a renewal; clause 5.5.3), or is the reader's own anchor.
        Whoever else issues one, of a key that is public, speaks for himself.
        """
        if issuer is None or certificate.dump() in service.certificates:
            return True
        listed = (x509.Certificate.load(der) for der in service.certificates)
        return any(self._issuers.signed(one, issuer) for one in listed)

    def _noted(self, told: Listing | str) -> Listing | str:
        if isinstance(told, str):
            self._told[told] = None
        return told


def _listing(trusted: TrustedList, service: Service, earliest: datetime, latest: datetime) -> Listing | str:
    if latest > trusted.ends:
        return _silence(trusted)
    periods = [service.at(earliest), service.at(latest)]
    for period in periods:
        if period is None:
            return f"trusted list {trusted}: « {service.name} » was not on it yet"
        if period.kind != QTST or period.status != GRANTED:
            status = period.status.rpartition("/")[2]
            return f"trusted list {trusted}: « {service.name} » is {status} since {period.since:%Y-%m-%d}"
    assert periods[1] is not None
    return Listing(
        trusted.territory,
        trusted.number,
        trusted.issued,
        trusted.next_update,
        trusted.sha256,
        service.provider,
        service.name,
        periods[1].since,
    )


def _silence(one: TrustedList) -> str:
    until = moment_text(one.ends)
    if one.next_update is None:
        return f"trusted list {one}: closed, it speaks of no time after {until}; give one that does"
    return f"trusted list {one}: it speaks of no time after {until}; give a newer one"


def _index(lists: Iterable[TrustedList]) -> dict[bytes, list[tuple[TrustedList, Service]]]:
    """Services for timestamps by what a certificate is known by."""
    found: dict[bytes, list[tuple[TrustedList, Service]]] = {}
    for trusted in lists:
        for service in trusted.services:
            identities = {_identity(x509.Certificate.load(der)) for der in service.certificates if service.stamps}
            for identity in identities:
                found.setdefault(identity, []).append((trusted, service))
    return found


def _identity(certificate: x509.Certificate) -> bytes:
    """Name and key: of a renewed certificate of the same service they are the same."""
    name: str = comparable(certificate.subject)
    key: bytes = certificate.public_key.dump()
    return name.encode() + b"\0" + key
