"""Who signed the lists and answers of a file is checked within a bound, by what the keys take."""

from __future__ import annotations

from contextlib import nullcontext
from datetime import timedelta
from typing import Any

import pytest
from asn1crypto import keys
from chains import START, root, rsa_key
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from signatures import material
from signatures.errors import TooLarge
from signatures.revocation import RevocationData
from signatures.strength import cost


def as_told(key: Any) -> keys.PublicKeyInfo:
    """A public key as certificates tell it."""
    return keys.PublicKeyInfo.load(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))


@pytest.mark.parametrize(("slow", "lists", "judged"), [(False, 20, True), (True, 3, True), (True, 20, False)])
def test_lists_by_keys_made_to_take_time_are_too_many_rather_than_passed_over(
    slow: bool, lists: int, judged: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the largest modulus and exponent that are tried, 7 ms for each list; one that revokes may be the last."""
    monkeypatch.setattr(material, "MAX_CHECKS", 50)
    made = root("Authority")
    issuer = made.asn1
    if slow:
        key = rsa.RSAPublicNumbers(2**64 - 1, 2**16383 + 1).public_key()
        issuer["tbs_certificate"]["subject_public_key_info"] = as_told(key)
    leaf = made.issue("Leaf").asn1
    data = RevocationData([made.crl(START + n * timedelta(days=1)) for n in range(lists)], ())
    expected = nullcontext() if judged else pytest.raises(TooLarge, match="more than 50 checks")
    with expected:
        assert bool(data.status(leaf, issuer).statements) is not slow


def test_what_keys_take_is_told_from_their_size() -> None:
    usual = [root().asn1, root(key=rsa_key()).asn1]
    assert [cost(one.public_key) for one in usual] == [1, 1]
    assert cost(as_told(ed25519.Ed25519PrivateKey.generate().public_key())) == 1
    assert cost(as_told(rsa.RSAPublicNumbers(2**64 - 1, 2**16383 + 1).public_key())) == 15
