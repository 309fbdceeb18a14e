"""Keys are checked once, when they are loaded, and say in words why they cannot be used."""

from __future__ import annotations

from itertools import permutations
from pathlib import Path
from typing import Any

import chains
import pytest
from card_world import issue
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from rsa_world import revocation_list, root, rsa_key
from sign_world import DAY, Practice, signature

from signatures.errors import KeyUnavailable
from signatures.keys import MemoryKey, pkcs12, public
from signatures.signing import certify

PASSWORD = b"correct horse"


def test_ec_key_signs(practice: Practice) -> None:
    _, certificate, _ = practice.surgeon.parts()
    public = certificate.public_key()
    assert isinstance(public, ec.EllipticCurvePublicKey)
    public.verify(practice.surgeon.sign(b"data"), b"data", ec.ECDSA(hashes.SHA256()))
    assert practice.surgeon.algorithm == "ec"


def test_rsa_key_signs() -> None:
    key = rsa_key()
    public = key.parts()[1].public_key()
    assert isinstance(public, rsa.RSAPublicKey)
    public.verify(key.sign(b"data", "sha512"), b"data", padding.PKCS1v15(), hashes.SHA512())
    assert key.algorithm == "rsa"


def test_chain_is_put_in_order(practice: Practice) -> None:
    private, certificate, (people, root) = practice.surgeon.parts()
    assert [one.sha256 for one in MemoryKey(private, certificate, (root, people)).chain] == [
        practice.authority.people_ca.sha256,
        practice.authority.root.sha256,
    ]


@pytest.mark.parametrize("order", [*permutations(range(4))])
def test_a_cross_certificate_leads_nobody_astray(order: tuple[int, ...]) -> None:
    """Its authority has a certificate of its own root, and those of two others whose roots are not there."""
    key = ec.generate_private_key(ec.SECP256R1())
    above = chains.root("One")
    own, *cross = (of.issue("Authority", ca=True, key=key) for of in (above, chains.root("Two"), chains.root("Three")))
    person, offered = own.issue("Person"), [one.certificate for one in (own, *cross, above)]
    made = MemoryKey(person.key, person.certificate, [offered[place] for place in order])
    assert [one.sha256 for one in made.chain] == [own.asn1.sha256, above.asn1.sha256]
    with pytest.raises(KeyUnavailable, match=r"certificate of CN=(One|Two|Three), issuer of CN=Authority, is missing"):
        MemoryKey(person.key, person.certificate, [offered[place] for place in order if place != 3])


def test_gap_in_the_chain_is_named(practice: Practice) -> None:
    private, certificate, (_, root) = practice.surgeon.parts()
    with pytest.raises(KeyUnavailable, match=r"Autorité des signataires.* is missing"):
        MemoryKey(private, certificate, (root,))


def test_key_of_another_certificate(practice: Practice) -> None:
    _, certificate, chain = practice.surgeon.parts()
    with pytest.raises(KeyUnavailable, match="not that of the certificate"):
        MemoryKey(ec.generate_private_key(ec.SECP256R1()), certificate, chain)


@pytest.mark.parametrize(
    ("private", "why"),
    [
        (rsa.generate_private_key(65537, 1024), "too short"),
        (ed25519.Ed25519PrivateKey.generate(), "cannot sign here"),
        (ec.generate_private_key(ec.SECP384R1()), "curve secp384r1 is not accepted"),
        (ec.generate_private_key(ec.SECP256K1()), "curve secp256k1 is not accepted"),
    ],
)
def test_keys_that_verifiers_would_refuse(practice: Practice, private: object, why: str) -> None:
    _, certificate, chain = practice.surgeon.parts()
    with pytest.raises(KeyUnavailable, match=why):
        MemoryKey(private, certificate, chain)


@pytest.mark.parametrize(
    ("private", "why"),
    [
        (ec.generate_private_key(ec.SECP384R1()), "curve secp384r1 is not accepted"),
        (rsa.generate_private_key(65537, 1024), "too short"),
    ],
)
def test_key_files_with_such_keys(tmp_path: Path, private: Any, why: str) -> None:
    (tmp_path / "key.p12").write_bytes(
        serialize_key_and_certificates(
            None, private, issue(private.public_key(), "Eve"), [root()], BestAvailableEncryption(PASSWORD)
        )
    )
    with pytest.raises(KeyUnavailable, match=why):
        pkcs12.load(tmp_path / "key.p12", PASSWORD)


def test_rsa_key_too_long_for_the_slot() -> None:
    with pytest.raises(KeyUnavailable, match="8192 bits is too long"):
        public.kind(rsa.RSAPublicNumbers(65537, 2**8191 + 1).public_key())


@pytest.mark.parametrize("size", [3072, 4096])
def test_long_rsa_keys_from_memory_and_from_a_file(practice: Practice, paper: bytes, tmp_path: Path, size: int) -> None:
    """Loaded once, used for as many signatures as there are."""
    private = rsa.generate_private_key(65537, size)
    key = MemoryKey(private, issue(private.public_key(), "Bob MARTIN"), (root(),))
    pkcs12.save(tmp_path / "key.p12", key, PASSWORD)
    loaded = pkcs12.load(tmp_path / "key.p12", PASSWORD)
    (tmp_path / "key.p12").unlink()
    lists = (revocation_list("Provider root", 0), *practice.authority.crls(DAY))
    for one in (key, loaded, loaded):
        signed = certify(paper, "Practitioner1", one, practice.clock, DAY, revocation=lists)
        assert signature(signed, "Practitioner1").signer_cert.public_key.bit_size == size


def test_weak_digest_is_refused(practice: Practice) -> None:
    with pytest.raises(KeyUnavailable, match="SHA-2"):
        practice.surgeon.sign(b"data", "sha1")


def test_key_prints_its_owner_only(practice: Practice) -> None:
    assert "Claire VASSEUR" in repr(practice.surgeon)
    assert len(repr(practice.surgeon)) < 200


def test_pkcs12_round_trip(practice: Practice, tmp_path: Path) -> None:
    path = tmp_path / "surgeon.p12"
    pkcs12.save(path, practice.surgeon, PASSWORD)
    loaded = pkcs12.load(path, PASSWORD)
    assert loaded.certificate.sha256 == practice.surgeon.certificate.sha256
    assert [one.sha256 for one in loaded.chain] == [one.sha256 for one in practice.surgeon.chain]
    assert loaded.sign(b"data") == practice.surgeon.sign(b"data")
    assert path.stat().st_mode & 0o777 == 0o600


def test_pkcs12_never_overwrites_a_key(practice: Practice, tmp_path: Path) -> None:
    path = tmp_path / "surgeon.p12"
    pkcs12.save(path, practice.surgeon, PASSWORD)
    with pytest.raises(FileExistsError):
        pkcs12.save(path, practice.surgeon, PASSWORD)


def test_pkcs12_needs_a_password(practice: Practice, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="password"):
        pkcs12.save(tmp_path / "surgeon.p12", practice.surgeon, b"")


def test_wrong_password_names_the_file_and_not_the_password(practice: Practice, tmp_path: Path) -> None:
    path = tmp_path / "surgeon.p12"
    pkcs12.save(path, practice.surgeon, PASSWORD)
    with pytest.raises(KeyUnavailable, match=r"surgeon\.p12: wrong password") as caught:
        pkcs12.load(path, b"battery staple")
    assert "battery" not in str(caught.value)


def test_missing_and_foreign_key_files(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match="No such file"):
        pkcs12.load(tmp_path / "nothing.p12", PASSWORD)
    (tmp_path / "letter.p12").write_bytes(b"Dear patient,")
    with pytest.raises(KeyUnavailable, match="not a PKCS#12 file"):
        pkcs12.load(tmp_path / "letter.p12", PASSWORD)


def test_a_key_file_that_never_ends_is_not_read_to_its_end() -> None:
    with pytest.raises(KeyUnavailable, match="/dev/zero: larger than 1048576 bytes; check the path"):
        pkcs12.load("/dev/zero", PASSWORD)


def test_pkcs12_without_the_root(practice: Practice, tmp_path: Path) -> None:
    private, certificate, (people, root) = practice.surgeon.parts()
    path = tmp_path / "surgeon.p12"
    lock = BestAvailableEncryption(PASSWORD)
    path.write_bytes(serialize_key_and_certificates(None, private, certificate, [people], lock))
    with pytest.raises(KeyUnavailable, match=r"Autorité racine.* is missing"):
        pkcs12.load(path, PASSWORD)
    assert len(pkcs12.load(path, PASSWORD, issuers=(root,)).chain) == 2


def test_pkcs12_with_certificates_only(practice: Practice, tmp_path: Path) -> None:
    _, certificate, chain = practice.surgeon.parts()
    path = tmp_path / "certificates.p12"
    lock = BestAvailableEncryption(PASSWORD)
    path.write_bytes(serialize_key_and_certificates(None, None, None, [certificate, *chain], lock))
    with pytest.raises(KeyUnavailable, match="no private key"):
        pkcs12.load(path, PASSWORD)
