"""An authority of one's own, for a practice without cards and without a provider: certificates, lists, time.

What it is worth: an auditor who trusts its root (compared by telephone, or with the paper) sees who signed,
according to the practice. Nobody else vouches for it. A demonstration authority carries DEMONSTRATION in its
names and policies, for ever.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from asn1crypto import x509
from cryptography import x509 as pyca
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from signatures import authority_profile as profile
from signatures.authority_log import Entry, entry
from signatures.authority_profile import DEMONSTRATION, MARGIN, YEAR, Issuer
from signatures.authority_store import Home
from signatures.errors import KeyUnavailable, NotConformant
from signatures.keys.memory import MemoryKey, asn1
from signatures.responder import Responder, serve

__all__ = ["Authority", "Responder", "serve"]

ROOT_LIFE, PERSON_LIFE, UNIT_LIFE, ONE_SHOT_LIFE = 20 * YEAR, 5 * YEAR, 8 * YEAR, timedelta(hours=1)
UNIT_USE = 1 * YEAR  # a unit stamps for a year, so that each timestamp is good for seven years more
LIST_LIFE = timedelta(days=7)


class Authority:
    """A root, a CA for people, a CA for time, and what they issued."""

    def __init__(
        self, root: Issuer, people: Issuer, time: Issuer, units: Sequence[Issuer] = (), log: Sequence[Entry] = ()
    ) -> None:
        """Use `create` or `load`."""
        self._root, self._people, self._time = root, people, time
        self._units = list(units)
        self._log = list(log)
        self._home: Home | None = None
        self.demonstration = DEMONSTRATION in _values(root.certificate, NameOID.ORGANIZATIONAL_UNIT_NAME)
        self.name = _values(root.certificate, NameOID.ORGANIZATION_NAME)[0]

    @classmethod
    def create(cls, name: str, at: datetime, *, demonstration: bool = False) -> Authority:
        """A new authority of the practice `name`, valid from a minute before `at`, for twenty years.

        Raises NotConformant when a certificate cannot hold the name, or a real one claims to be a demonstration.
        """
        if DEMONSTRATION in name.upper():
            raise NotConformant(f"{DEMONSTRATION} in a name is kept for authorities made with demonstration=True")
        start = _moment(at) - MARGIN
        names = _Names(name, demonstration)
        root = profile.self_signed(names.authority("Autorité racine"), start, start + ROOT_LIFE)
        people = profile.sub_authority(root, names.authority("Autorité des signataires"), names.people_policy)
        time = profile.sub_authority(root, names.authority("Autorité d'horodatage"), names.time_policy)
        return cls(root, people, time)

    @classmethod
    def load(cls, folder: Path | str, password: bytes, *, demonstration: bool = False) -> Authority:
        """Read an authority from its folder.

        Raises KeyUnavailable: wrong password, damaged or readable by others, or a demonstration's keys where
        real ones are asked for, and the reverse.
        """
        home = Home(Path(folder), password)
        loaded = cls(home.read("root"), home.read("people"), home.read("time"), home.units(), home.log())
        if loaded.demonstration != demonstration:
            kind, other = ("a demonstration", "real use") if loaded.demonstration else ("real use", "a demonstration")
            raise KeyUnavailable(f"the keys in {folder} were made for {kind} and are never used for {other}")
        loaded._home = home
        return loaded

    def save(self, folder: Path | str, password: bytes) -> None:
        """Write the authority to a new folder; from now on what it issues is written there at once."""
        home = Home(Path(folder), password)
        home.prepare()
        home.append(*self._log)
        for number, unit in enumerate(self._units, start=1):
            home.write(f"unit-{number}", unit)
        home.write("people", self._people)
        home.write("time", self._time)
        home.write("root", self._root)  # last: a folder with a root is whole
        self._home = home

    @property
    def root(self) -> x509.Certificate:
        """The root certificate: what a reader trusts."""
        return asn1(self._root.certificate)

    @property
    def people_ca(self) -> x509.Certificate:
        """The CA of practitioners, patients and seals."""
        return asn1(self._people.certificate)

    @property
    def time_ca(self) -> x509.Certificate:
        """The CA of timestamp units."""
        return asn1(self._time.certificate)

    @property
    def anchors(self) -> tuple[x509.Certificate, ...]:
        """What a client of its clock trusts: `HttpClock(url, anchors=authority.anchors)`."""
        return self.time_ca, self.root

    @property
    def log(self) -> tuple[Entry, ...]:
        """What was issued and revoked, oldest first; read again, for other processes may issue too."""
        return tuple(self._log if self._home is None else self._home.log())

    def practitioner(self, *, name: str, rpps: str, at: datetime) -> MemoryKey:
        """A key for a practitioner, for five years; subject CN `name`, serialNumber "RPPS:" and the number."""
        if not (len(rpps) == 11 and rpps.isascii() and rpps.isdigit()):
            raise NotConformant(f"an RPPS number has 11 digits, {rpps!r} has not")
        return self._issue(self._names.person(name, f"RPPS:{rpps}"), at, PERSON_LIFE, profile.SIGNING)

    def one_shot(self, *, name: str, identifier: str, at: datetime) -> MemoryKey:
        """A key for one act of a person without a certificate, for an hour; no birth date and no act in it.

        It vouches for what the practice vouches for: use it after the person was identified, once, and forget it.
        """
        return self._issue(self._names.one_shot(name, identifier), at, ONE_SHOT_LIFE, profile.COMMITTING)

    def seal(self, *, name: str, at: datetime, identifier: str | None = None) -> MemoryKey:
        """A key for the practice's seal, for five years; `identifier`: e.g. "SIREN:" and the number."""
        return self._issue(self._names.person(name, identifier), at, PERSON_LIFE, profile.SIGNING)

    def responder(self, at: datetime) -> Responder:
        """The timestamp authority at `at`; its certificate is for eight years and is renewed after one."""
        if self._home is None:
            return self._answering(self._unit(at) or self._new_unit(at))
        self._units = self._home.units()
        if (unit := self._unit(at)) is None:
            with self._home.alone():
                self._units = self._home.units()  # another process may have made it meanwhile
                unit = self._unit(at) or self._new_unit(at)
        return self._answering(unit)

    def _unit(self, at: datetime) -> Issuer | None:
        for unit in reversed(self._units):
            start = unit.certificate.not_valid_before_utc
            if start <= at < min(start + UNIT_USE, unit.certificate.not_valid_after_utc):
                return unit
        return None

    def _new_unit(self, at: datetime) -> Issuer:
        number = len(self._units) + 1
        name = self._names.authority(f"Horodatage {number}")
        unit = self._new(self._time, name, at, UNIT_LIFE, profile.STAMPING, self._names.time_policy)
        if self._home is not None:
            self._home.write(f"unit-{number}", unit)
        self._units.append(unit)
        return unit

    def revoke(self, certificate: x509.Certificate, at: datetime) -> None:
        """From `at` on the certificate is no longer good; the lists issued from then on say so."""
        self._remember(entry("revoked", pyca.load_der_x509_certificate(certificate.dump()), at))

    def crls(self, at: datetime) -> tuple[bytes, ...]:
        """The revocation lists in force at `at`, DER: of the root, of the people's CA, of the time CA.

        Those of the root and of time last as long as the timestamp units: a file's last timestamp is then
        judged by lists that travel with it. The people's lasts a week.
        """
        at = _moment(at)
        known = [unit.certificate for unit in self._units if unit.certificate.not_valid_before_utc <= at]
        ends = [certificate.not_valid_after_utc for certificate in known] or [at + UNIT_LIFE]
        long = max(*ends, at + LIST_LIFE)
        lists = ((self._root, long), (self._people, at + LIST_LIFE), (self._time, long))
        return tuple(
            profile.revocation_list(issuer, self._revoked(issuer, at), at, until).public_bytes(Encoding.DER)
            for issuer, until in lists
        )

    def trust_files(self, at: datetime | None = None) -> dict[str, bytes]:
        """Files for a reader's trust folder, by relative name: the root, and with `at` the lists of that time."""
        files = {"root.pem": self._root.certificate.public_bytes(Encoding.PEM)}
        if at is not None:
            files |= dict(zip(("root.crl", "people.crl", "time.crl"), self.crls(at), strict=True))
        return files

    @property
    def _names(self) -> _Names:
        return _Names(self.name, self.demonstration)

    def _issue(self, name: pyca.Name, at: datetime, life: timedelta, usage: Sequence[str]) -> MemoryKey:
        pair = self._new(self._people, name, at, life, usage, self._names.people_policy)
        return MemoryKey(pair.private, pair.certificate, (self._people.certificate, self._root.certificate))

    def _new(
        self, issuer: Issuer, name: pyca.Name, at: datetime, life: timedelta, usage: Sequence[str], policy: str
    ) -> Issuer:
        at = _moment(at)
        own = issuer.certificate
        if not own.not_valid_before_utc <= at < own.not_valid_after_utc:
            raise KeyUnavailable(
                f"the authority of {self.name} is valid from {own.not_valid_before_utc.date()} to"
                f" {own.not_valid_after_utc.date()} and issues nothing on {at.date()}"
            )
        private = profile.new_key()
        cert = profile.leaf(issuer, name, private.public_key(), at - MARGIN, at + life, usage, policy)
        self._remember(entry("issued", cert, at))
        return Issuer(private, cert)

    def _remember(self, line: Entry) -> None:
        if self._home is not None:
            self._home.append(line)
        self._log.append(line)

    def _answering(self, unit: Issuer) -> Responder:
        chain = (self._time.certificate, self._root.certificate)
        return Responder(MemoryKey(unit.private, unit.certificate, chain), self._names.time_policy)

    def _revoked(self, issuer: Issuer, at: datetime) -> list[tuple[int, datetime]]:
        name = _values(issuer.certificate, NameOID.COMMON_NAME)[0]
        return [
            (line.serial, line.at)
            for line in self.log
            if line.event == "revoked" and line.issuer == name and line.at <= at
        ]


class _Names:
    """Subjects of one authority's certificates."""

    def __init__(self, organisation: str, demonstration: bool) -> None:
        self._organisation = organisation
        self._marks = (DEMONSTRATION,) if demonstration else ()
        self.people_policy = profile.DEMONSTRATION_PEOPLE_POLICY if demonstration else profile.PEOPLE_POLICY
        self.time_policy = profile.DEMONSTRATION_TIME_POLICY if demonstration else profile.TIME_POLICY

    def authority(self, what: str) -> pyca.Name:
        """A CA or a timestamp unit."""
        name = " ".join((*self._marks, what))
        return profile.subject(name, organisation=self._organisation, units=self._marks)

    def person(self, name: str, identifier: str | None) -> pyca.Name:
        """A practitioner or the seal, of this organisation."""
        return profile.subject(name, organisation=self._organisation, units=self._marks, identifier=identifier)

    def one_shot(self, name: str, identifier: str) -> pyca.Name:
        """A patient, who is of no organisation."""
        return profile.subject(name, units=(*self._marks, profile.ONE_SHOT), identifier=identifier)


def _moment(at: datetime) -> datetime:
    if at.utcoffset() is None:
        raise ValueError("a moment needs a time zone")
    return at.astimezone(UTC).replace(microsecond=0)


def _values(certificate: pyca.Certificate, oid: pyca.ObjectIdentifier) -> list[str]:
    return [str(part.value) for part in certificate.subject.get_attributes_for_oid(oid)]
