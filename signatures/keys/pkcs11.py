"""A key on a card or in an HSM, reached through its PKCS#11 module (OASIS PKCS#11 2.40). Extra `card`.

    with Card.open("/usr/lib/softhsm/libsofthsm2.so", pin, token="Alice") as card:
        key = card.key(label="signature", chain=issuers)
        signed = certify(pdf, "Practitioner1", key, clock, at, ...)

The private key never leaves the card. A wrong PIN is never tried again. A card that failed once is closed and
signs nothing more: open it again. What each refusal means is in docs/cards.md.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from asn1crypto import algos, core, x509
from cryptography import x509 as pyca

from signatures.errors import KeyUnavailable
from signatures.keys import pkcs11_objects as objects
from signatures.keys import pkcs11_token as access
from signatures.keys import public
from signatures.keys.memory import asn1, ordered
from signatures.keys.pkcs11_token import Pin

if TYPE_CHECKING:
    from pkcs11 import Mechanism, PrivateKey, Session

_EC_BYTES = 32  # ECDSA over P-256 signs the leftmost 256 bits of a digest (FIPS 186-5, clause 6.4.1)


class Card:
    """A token that is logged in: opened once, used often, from one process; several threads may share it."""

    def __init__(self, session: Session, name: str, pin: Pin, lock: threading.RLock, *, last_try: bool) -> None:
        """Use `open`."""
        self._session: Session | None = session
        self._name, self._lock, self._process, self._last_try = name, lock, os.getpid(), last_try
        # A PIN given as text is forgotten here; a function that asks for it is kept for keys that want it each time.
        self._pin = None if isinstance(pin, str) else pin

    @classmethod
    def open(
        cls,
        module: Path | str,
        pin: Pin,
        *,
        token: str | None = None,
        serial: str | None = None,
        last_try: bool = False,
    ) -> Card:
        """Log in to a card, once.

        `module`: the PKCS#11 library of the card. `pin`: the PIN, a function that asks for it, or None when it is
        typed on the reader's own keys; kept nowhere. `token`, `serial`: label and serial number of the card;
        without both the only one that is in. `last_try`: send the PIN even if a wrong one would lock the card.

        Raises KeyUnavailable: the extra, the module or the card is missing, the PIN is wrong (tried once) or
        locked, or the card is open already.
        """
        module = os.path.realpath(module)
        lock = access.lock_of(module)
        with lock:
            chosen = access.choose(access.tokens(module), token, serial)
            name = f"card {chosen.label!r} ({access.serial_of(chosen)})"
            session = access.login(chosen, name, pin, last_try=last_try)
            return cls(session, name, pin, lock, last_try=last_try)

    def key(
        self,
        *,
        label: str | None = None,
        identifier: bytes | None = None,
        certificate: pyca.Certificate | None = None,
        chain: Iterable[pyca.Certificate] = (),
    ) -> CardKey:
        """A key of the card, by label or id; without both, the only one.

        `certificate`: the signer's, when it is not on the card beside the key. `chain`: issuers that the card does
        not hold, the root among them. Raises KeyUnavailable: no such key, not for signing, of another kind than
        P-256 or RSA 2048 to 4096, not that of the certificate, or a link of the chain is missing.
        """
        self._check_process()
        with self._lock, access.in_words(self._name):
            session = self._opened()
            found = objects.private_key(session, self._name, label, identifier)
            held = objects.certificates(session)
            certificate = certificate or objects.certificate_of(found, held, self._name)
            algorithm = public.kind(public.of(certificate))
            self._check_pin_each_time(found)
            if objects.differs(session, found, certificate):
                raise self.mismatch(certificate)
            links = ordered(certificate, [*chain, *(one for _, _, one in held)])
            return CardKey(self, found, algorithm, certificate, links)

    def sign(self, key: Any, algorithm: public.Algorithm, data: bytes, digest: str) -> bytes:
        """What the card makes of `data`: r and s, or an RSA signature. For `CardKey`, which checks it.

        A failure closes the card: after one, nothing is certain of its state, least of all whether a PIN counted.
        """
        self._check_process()
        with self._lock:
            self._opened()
            try:
                with access.in_words(self._name):
                    mechanism, payload = _asked(key, algorithm, data, digest)
                    made: bytes = key.sign(payload, mechanism=mechanism, pin=self._again(key))
                    return made
            except BaseException:
                self.close()
                raise

    def close(self) -> None:
        """Log out. Does nothing when it is closed, or when the card is gone."""
        from pkcs11.exceptions import PKCS11Error

        if self._process != os.getpid():
            return
        with self._lock:
            session, self._session = self._session, None
            if session is not None:
                with suppress(PKCS11Error):
                    session.close()

    def mismatch(self, certificate: pyca.Certificate) -> KeyUnavailable:
        """The error for a key that is not that of `certificate`."""
        whose = certificate.subject.rfc4514_string()
        return KeyUnavailable(
            f"{self._name}: the key is not that of the certificate of {whose}; name the matching pair"
        )

    def __enter__(self) -> Card:
        """The card itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, at: TracebackType | None
    ) -> None:
        """Log out."""
        self.close()

    def __repr__(self) -> str:
        """Label and serial number of the card."""
        return f"<Card {self._name}{' closed' if self._session is None else ''}>"

    def _check_process(self) -> None:
        """Before the lock is asked for: in the child of a fork somebody may hold it who is not there."""
        if self._process != os.getpid():
            raise KeyUnavailable(f"{self._name} was opened by another process; open it in the one that signs")

    def _opened(self) -> Session:
        if self._session is None:
            raise KeyUnavailable(f"{self._name} is closed, or failed before; open it again")
        return self._session

    def _again(self, key: Any) -> str | None:
        """The PIN once more, for a key that wants it each time; under the same rules as the first."""
        if self._pin is None or not objects.pin_each_time(key):
            return None
        access.check_tries(key.session.token.slot.get_token(), self._name, last_try=self._last_try)
        return access.ask(self._pin)

    def _check_pin_each_time(self, key: PrivateKey) -> None:
        if objects.pin_each_time(key) and self._pin is None:
            raise KeyUnavailable(
                f"{self._name}: the key {key.label!r} wants the PIN for each signature; open the card with a function"
                " that asks for it (typing it on the reader's keys each time is not supported)"
            )


class CardKey:
    """A private key that stays on its card, with its certificate and the chain above it."""

    def __init__(
        self,
        card: Card,
        handle: PrivateKey,
        algorithm: public.Algorithm,
        certificate: pyca.Certificate,
        links: Iterable[pyca.Certificate],
    ) -> None:
        """Use `Card.key`."""
        self._card, self._handle, self._pyca = card, handle, certificate
        self.algorithm: public.Algorithm = algorithm
        self.certificate: x509.Certificate = asn1(certificate)
        self.chain: tuple[x509.Certificate, ...] = tuple(asn1(link) for link in links)

    def sign(self, data: bytes, digest: str = "sha256") -> bytes:
        """Sign on the card; checked against the certificate before it is handed on. Raises KeyUnavailable."""
        public.hash_of(digest)
        made = self._card.sign(self._handle, self.algorithm, data, digest)
        signature = public.ecdsa_der(made) if self.algorithm == "ec" else made
        if not public.made_by(public.of(self._pyca), signature, data, digest):
            raise self._card.mismatch(self._pyca)
        return signature

    def __repr__(self) -> str:
        """The card and the certificate's subject."""
        return f"<CardKey {self.algorithm} {self._pyca.subject.rfc4514_string()} on {self._card!r}>"


def _asked(key: PrivateKey, algorithm: public.Algorithm, data: bytes, digest: str) -> tuple[Mechanism, bytes]:
    """How the card is asked: many can sign a digest only, and some can only do the whole of RSA with SHA-2."""
    from pkcs11 import Mechanism

    hashed = hashlib.new(digest, data).digest()
    if algorithm == "ec":
        return Mechanism.ECDSA, hashed[:_EC_BYTES]
    whole = Mechanism[f"{digest.upper()}_RSA_PKCS"]
    if whole in key.session.token.slot.get_mechanisms():
        return whole, data
    name = algos.DigestAlgorithm({"algorithm": digest, "parameters": core.Null()})
    info: bytes = algos.DigestInfo({"digest_algorithm": name, "digest": hashed}).dump()  # RFC 8017, clause 9.2
    return Mechanism.RSA_PKCS, info
