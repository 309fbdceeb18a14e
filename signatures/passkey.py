"""A passkey's assertion over the record of an act: made in a browser, checked offline years later.

The device signs a challenge that is made from the record's bytes, so its key agreed to that record and to no other
(W3C Web Authentication Level 2, clause 7.2). The order is therefore: the record is fixed, its `challenge` goes to
the browser, the assertion comes back, `check` it, and sign the document with `encode(...)` beside the record:

    >>> from signatures import passkey
    >>> len(passkey.challenge(b'{"act":"acceptance"}'))
    32

An assertion shows that a key which somebody unlocked (PIN, finger, face) was used at this address for this record.
It does not say whose key it is: that is the enrolment's affair, and the caller's.

Assertion and public key stand in one signed attribute of the CMS: four OCTET STRINGs in a SEQUENCE, in DER.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms as asn1cms
from cryptography.exceptions import InvalidSignature
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.utils import websafe_encode
from fido2.webauthn import AuthenticatorData

from signatures import cms, der
from signatures.der import Cursor, NotDer, write
from signatures.errors import PasskeyRefused
from signatures.record import only_value
from signatures.vocabulary import Code

# 83c16d5a-2b7a-4941-b574-6a3437de1a52 under 2.25 (ITU-T X.667), fixed for ever as that of the record
ASSERTION_OID = "2.25.175133198668158315715749333737983056466"
MAX_ASSERTION = 8 * 1024  # bytes: the largest kept here, RSA 4096 with extensions, stays below 2 KiB
_PREFIX = b"signatures/passkey/1\0"  # so that no other use of the same credential can be taken for an act

# What a COSE key holds, by algorithm (RFC 9053; W3C Web Authentication, clause 5.8.5): fixed parameters, then the
# sizes of the others in bytes. ES256 on P-256, EdDSA on Ed25519, RS256 from 2048 to 4096 bits.
_KEYS: dict[int, tuple[dict[int, int], dict[int, range]]] = {
    -7: ({1: 2, -1: 1}, {-2: range(32, 33), -3: range(32, 33)}),
    -8: ({1: 1, -1: 6}, {-2: range(32, 33)}),
    -257: ({1: 3}, {-1: range(256, 513), -2: range(1, 5)}),
}


@dataclass(frozen=True)
class Assertion:
    """What `navigator.credentials.get()` gives back, of which a check needs these three."""

    authenticator_data: bytes
    client_data: bytes  # clientDataJSON, to the byte
    signature: bytes


def challenge(record: bytes) -> bytes:
    """The 32 bytes that a browser has the device sign for this record, and for no other."""
    return hashlib.sha256(_PREFIX + hashlib.sha256(record).digest()).digest()


def check(assertion: Assertion, credential_public_key: bytes, record: bytes, origin: str, rp_id: str) -> None:
    """The assertion was made for `record`, at `origin` and for `rp_id`, by the key's owner, present and verified.

    `credential_public_key`: COSE_Key in canonical CBOR, as the registration gave it. `origin`: scheme and host of the
    page, as "https://sign.example". Raises PasskeyRefused, whose `code` names the first thing that is wrong.
    """
    client, authenticator = _parts(assertion)
    key = _key(credential_public_key)
    if client.get("type") != "webauthn.get":
        raise PasskeyRefused(Code.PASSKEY_TYPE, f"it is no assertion but « {str(client.get('type'))[:40]} »")
    if client.get("challenge") != websafe_encode(challenge(record)):
        raise PasskeyRefused(Code.PASSKEY_CHALLENGE, "it was made for another record")
    if client.get("origin") != origin:
        raise PasskeyRefused(Code.PASSKEY_ORIGIN, f"it was made at {str(client.get('origin'))[:80]}, not at {origin}")
    if client.get("crossOrigin", False) is not False:
        raise PasskeyRefused(Code.PASSKEY_CROSS_ORIGIN, "it was made inside a page of somebody else")
    if authenticator.rp_id_hash != hashlib.sha256(rp_id.encode()).digest():
        raise PasskeyRefused(Code.PASSKEY_RP_ID, f"it was made for another name than {rp_id}")
    if not authenticator.is_user_present():
        raise PasskeyRefused(Code.PASSKEY_NOT_PRESENT, "nobody touched the device")
    if not authenticator.is_user_verified():
        raise PasskeyRefused(Code.PASSKEY_NOT_VERIFIED, "the device did not verify who touched it")
    signed = assertion.authenticator_data + hashlib.sha256(assertion.client_data).digest()
    try:
        key.verify(signed, assertion.signature)
    except InvalidSignature:
        raise PasskeyRefused(Code.PASSKEY_SIGNATURE, "its signature is not that of the credential's key") from None
    except Exception as problem:  # a point off the curve, an even modulus: whatever a library says of an unusable key
        raise _unusable(problem) from None


def check_key(credential_public_key: bytes) -> None:
    """A public key that `check` could use, before it is enrolled. Raises PasskeyRefused, code PASSKEY_KEY."""
    key = _key(credential_public_key)
    try:
        key.verify(b"", bytes(64))
    except InvalidSignature:
        return
    except Exception as problem:  # as in `check`
        raise _unusable(problem) from None


def encode(assertion: Assertion, credential_public_key: bytes) -> bytes:
    """DER of an assertion with its key, to be signed beside the record. Raises PasskeyRefused when it is too large."""
    parts = (credential_public_key, assertion.authenticator_data, assertion.client_data, assertion.signature)
    data = write(der.SEQUENCE, *(write(der.OCTET_STRING, part) for part in parts))
    if len(data) > MAX_ASSERTION:
        raise PasskeyRefused(Code.PASSKEY_MALFORMED, f"it has {len(data)} bytes, at most {MAX_ASSERTION} are kept")
    return data


def decode(data: bytes) -> tuple[Assertion, bytes]:
    """Assertion and public key from `encode`. Raises PasskeyRefused unless the bytes are its one DER form."""
    try:
        if len(data) > MAX_ASSERTION:
            raise NotDer("too large")
        outer = Cursor.over(data)
        inner = outer.enter(der.SEQUENCE)
        outer.finish()
        key, authenticator, client, signature = (der.content(data, inner.take(der.OCTET_STRING)) for _ in range(4))
        inner.finish()
    except NotDer as problem:
        raise PasskeyRefused(Code.PASSKEY_MALFORMED, f"it is not in its one form: {problem}") from None
    return Assertion(authenticator, client, signature), key


def attribute(encoded: bytes) -> bytes:
    """DER of the signed attribute that holds what `encode` gave."""
    decode(encoded)
    return cms.attribute(cms.oid(ASSERTION_OID), encoded)


def read(signer_info: asn1cms.SignerInfo) -> bytes | None:
    """What `encode` gave, as the signer signed it; None when there is none. EvidenceMismatch for more than one."""
    value = only_value(signer_info, ASSERTION_OID)
    return None if value is None else bytes(value.dump())


def _parts(assertion: Assertion) -> tuple[dict[str, Any], AuthenticatorData]:
    """The client's data are read here: the library's own reader makes bytes of whatever stands for the challenge."""
    try:
        client = json.loads(assertion.client_data)
        if not isinstance(client, dict):
            raise ValueError("no object")
        return client, AuthenticatorData(assertion.authenticator_data)
    except Exception as problem:  # bytes of a stranger make a library raise anything
        raise PasskeyRefused(Code.PASSKEY_MALFORMED, f"it cannot be read ({type(problem).__name__})") from None


def _key(data: bytes) -> CoseKey:
    """The key in its canonical form, of a kind and size that is kept here, and holding nothing else."""
    try:
        plain: Any = cbor.decode(data)
        if not isinstance(plain, dict) or cbor.encode(plain) != data:
            raise ValueError("not in canonical form")
        if any(type(name) is not int for name in plain) or type(plain[3]) is not int:
            raise ValueError("names that are no integers")
        fixed, sized = _KEYS[plain[3]]
    except Exception as problem:  # as above
        raise _unusable(problem) from None
    if plain.keys() != {3, *fixed, *sized} or any(cbor.encode(plain[n]) != cbor.encode(v) for n, v in fixed.items()):
        raise PasskeyRefused(Code.PASSKEY_KEY, "the credential's key holds other parameters than its algorithm has")
    if any(not isinstance(plain[name], bytes) or len(plain[name]) not in sizes for name, sizes in sized.items()):
        raise PasskeyRefused(Code.PASSKEY_KEY, "the credential's key is not as long as its algorithm asks")
    return CoseKey.parse(plain)


def _unusable(problem: Exception) -> PasskeyRefused:
    return PasskeyRefused(Code.PASSKEY_KEY, f"the credential's key cannot be used ({type(problem).__name__})")
