"""What lies on an opened card: private keys, certificates, and which belong together (PKCS#11, clause on objects)."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING, Any

from asn1crypto import core
from cryptography import x509 as pyca
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signatures.errors import KeyUnavailable

if TYPE_CHECKING:
    from pkcs11 import Attribute, PrivateKey, Session

_SHOWN = 10  # names in a message


def private_key(session: Session, what: str, label: str | None, identifier: bytes | None) -> PrivateKey:
    """The private key of that label and id; without both, the only one. Raises KeyUnavailable naming what there is."""
    from pkcs11 import Attribute, ObjectClass

    asked = {Attribute.LABEL: label, Attribute.ID: identifier}
    template = {key: value for key, value in asked.items() if value is not None}
    found: list[Any] = list(islice(_objects(session, ObjectClass.PRIVATE_KEY, template), 2))
    if len(found) != 1:
        every = islice(_objects(session, ObjectClass.PRIVATE_KEY, {}), _SHOWN)
        there = ", ".join(f"{one.label!r} (id {one.id.hex() or 'none'})" for one in every) or "none"
        which = f"several keys fit, name one; keys on it: {there}" if found else f"no such key; keys on it: {there}"
        raise KeyUnavailable(f"{what}: {which}")
    key: PrivateKey = found[0]
    if told(key, Attribute.SIGN) is False:
        raise KeyUnavailable(f"{what}: the key {key.label!r} is not for signing; name the one that is")
    return key


def certificates(session: Session) -> list[tuple[bytes, str, pyca.Certificate]]:
    """Id, label and certificate of each X.509 certificate on the card; those that cannot be read are left out."""
    from pkcs11 import Attribute, ObjectClass

    read = []
    for one in _objects(session, ObjectClass.CERTIFICATE, {}):
        try:
            certificate = pyca.load_der_x509_certificate(one[Attribute.VALUE])
        except ValueError:
            continue
        read.append((told(one, Attribute.ID) or b"", told(one, Attribute.LABEL) or "", certificate))
    return read


def certificate_of(
    key: PrivateKey, offered: Iterable[tuple[bytes, str, pyca.Certificate]], what: str
) -> pyca.Certificate:
    """The one certificate with the key's id, else with its label. Raises KeyUnavailable when there is not just one."""
    by_id = [certificate for identifier, _, certificate in offered if identifier and identifier == key.id]
    by_label = [certificate for _, label, certificate in offered if label and label == key.label]
    fits = by_id or by_label
    if len(fits) != 1:
        raise KeyUnavailable(
            f"{what}: {len(fits)} certificates on it belong to the key {key.label!r}; give the right one yourself,"
            " as PEM"
        )
    return fits[0]


def differs(session: Session, key: PrivateKey, certificate: pyca.Certificate) -> bool:
    """Whether the card shows a public key for `key`, and it is another than the certificate's.

    An RSA private key shows its modulus; of an EC key only a public key object of the same id tells. A card that
    shows nothing is found out by its first signature, which is checked before it is handed on.
    """
    from pkcs11 import Attribute, KeyType, ObjectClass

    public = certificate.public_key()
    if isinstance(public, rsa.RSAPublicKey):
        if key.key_type != KeyType.RSA:
            return True
        modulus = told(key, Attribute.MODULUS)
        return modulus is not None and int.from_bytes(modulus, "big") != public.public_numbers().n
    if key.key_type != KeyType.EC:
        return True
    point = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    template = {Attribute.ID: key.id} if key.id else {Attribute.LABEL: key.label}
    shown = [told(one, Attribute.EC_POINT) for one in _objects(session, ObjectClass.PUBLIC_KEY, template)]
    return bool(shown) and all(one is not None and point not in (one, _unwrapped(one)) for one in shown)


def pin_each_time(key: PrivateKey) -> bool:
    """Whether the card wants the PIN for each signature of this key (CKA_ALWAYS_AUTHENTICATE)."""
    from pkcs11 import Attribute

    return bool(told(key, Attribute.ALWAYS_AUTHENTICATE))


def told(item: Any, attribute: Attribute) -> Any:
    """An attribute, None where the card has none or does not show it."""
    from pkcs11.exceptions import AttributeSensitive, AttributeTypeInvalid

    try:
        return item[attribute]
    except (AttributeTypeInvalid, AttributeSensitive):
        return None


def _objects(session: Session, kind: object, template: dict[Attribute, Any]) -> Iterable[Any]:
    from pkcs11 import Attribute

    return session.get_objects({Attribute.CLASS: kind, **template})


def _unwrapped(point: bytes) -> bytes | None:
    """A point that stands in an OCTET STRING, as PKCS#11 wants it."""
    try:
        inside: bytes = core.OctetString.load(point, strict=True).native
    except ValueError:
        return None
    return inside
