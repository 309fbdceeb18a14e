"""A device with a passkey, in software: it makes the very bytes that a browser hands over, and wrong ones if asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from fido2 import cbor
from fido2.cose import ES256, RS256, CoseKey, EdDSA
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticatorData

from signatures import Assertion

RP_ID, ORIGIN = "signer.cabinet.example", "https://signer.cabinet.example"
FLAG = AuthenticatorData.FLAG
VERIFIED = FLAG.UP | FLAG.UV
Sign = Callable[[bytes], bytes]


@dataclass(frozen=True)
class Passkey:
    """One credential on one device."""

    public: CoseKey
    sign: Sign
    identifier: bytes = b"credential 1"
    counter: list[int] = field(default_factory=lambda: [0])

    @property
    def public_key(self) -> bytes:
        """The COSE key as a registration gives it."""
        return cbor.encode(self.public)

    def client_data(self, challenge: bytes, /, **changes: Any) -> bytes:
        """clientDataJSON as browsers write it; a change of None leaves the member out."""
        told = {
            "type": "webauthn.get",
            "challenge": websafe_encode(challenge),
            "origin": ORIGIN,
            "crossOrigin": False,
            **changes,
        }
        return json.dumps({k: v for k, v in told.items() if v is not None}, separators=(",", ":")).encode()

    def get(
        self,
        challenge: bytes,
        /,
        *,
        flags: int = VERIFIED,
        rp_id: str = RP_ID,
        extensions: dict[str, Any] | None = None,
        **client: Any,
    ) -> Assertion:
        """`navigator.credentials.get()`: the person unlocks the device, and it signs."""
        self.counter[0] += 1
        hashed, more = hashlib.sha256(rp_id.encode()).digest(), FLAG.ED if extensions else 0
        data = bytes(AuthenticatorData.create(hashed, FLAG(flags | more), self.counter[0], b"", extensions))
        told = self.client_data(challenge, **client)
        return Assertion(data, told, self.sign(data + hashlib.sha256(told).digest()))


def es256(identifier: bytes = b"credential 1") -> Passkey:
    """The same key for the same identifier: workers share homes in which it is enrolled."""
    key = ec.derive_private_key(int.from_bytes(hashlib.sha256(identifier).digest()), ec.SECP256R1())
    public = ES256.from_cryptography_key(key.public_key())
    return Passkey(public, lambda data: key.sign(data, ec.ECDSA(hashes.SHA256())), identifier)


def rs256(bits: int = 2048) -> Passkey:
    key = rsa.generate_private_key(65537, bits)
    public = RS256.from_cryptography_key(key.public_key())
    return Passkey(public, lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256()))


def eddsa() -> Passkey:
    key = ed25519.Ed25519PrivateKey.generate()
    return Passkey(EdDSA.from_cryptography_key(key.public_key()), key.sign)
