"""The signature arithmetic below ours, against published answers: NIST's CAVP files in cryptography's test vectors.

Asked is the validator used for files of others; the canonical envelope calls the same library. No
package ships the Wycheproof vectors, which go further; they are not run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import cryptography_vectors
import pytest
from asn1crypto import algos, keys
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pyhanko_certvalidator.sig_validate import DefaultSignatureValidator

ASYMMETRIC = Path(cryptography_vectors.__file__).parent / "asymmetric"
CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
DIGESTS = {"SHA-256": "sha256", "SHA-384": "sha384", "SHA-512": "sha512"}


def sections(path: Path) -> Iterator[tuple[str, list[dict[str, str]]]]:
    """Heads in brackets, and the records below each."""
    for part in re.split(r"\n\[", path.read_text("ascii")):
        head, _, body = part.partition("]")
        records = [dict(re.findall(r"(?m)^(\w+) = (.*?)\s*$", text)) for text in re.split(r"\n\s*\n", body)]
        yield head, [record for record in records if record]


def accepts(
    key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey, algorithm: str, signature: bytes, message: bytes
) -> bool:
    info = keys.PublicKeyInfo.load(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    named = algos.SignedDigestAlgorithm({"algorithm": algorithm})
    try:
        DefaultSignatureValidator().validate_signature(signature, message, info, named)
    except InvalidSignature:
        return False
    return True


@pytest.mark.parametrize("curve", CURVES)
@pytest.mark.parametrize("digest", DIGESTS)
def test_ecdsa(curve: str, digest: str) -> None:
    """Each signature is right or wrong as its record says: message, key, r or s changed."""
    path = ASYMMETRIC / "ECDSA" / "FIPS_186-3" / "SigVer.rsp"
    records = dict(sections(path))[f"{curve},{digest}"]
    wanted, found = [], []
    for record in records:
        x, y, r, s = (int(record[name], 16) for name in ("Qx", "Qy", "R", "S"))
        wanted.append(record["Result"].startswith("P"))
        try:
            key = ec.EllipticCurvePublicNumbers(x, y, CURVES[curve]).public_key()
        except ValueError:  # not a point of the curve
            found.append(False)
            continue
        signature = encode_dss_signature(r, s)
        found.append(accepts(key, f"{DIGESTS[digest]}_ecdsa", signature, bytes.fromhex(record["Msg"])))
    assert found == wanted
    assert {True, False} == set(wanted)


def test_rsa() -> None:
    """PKCS#1 v1.5 with padding cut short, hashes moved, trailers wrong: none is read loosely."""
    modulus, refused = 0, 0
    for record in re.split(r"\n\s*\n", (ASYMMETRIC / "RSA" / "SigVer15EMTest.txt").read_text("ascii")):
        entries = dict(re.findall(r"(?m)^(\w+) = (.*?)\s*$", record))
        modulus = int(entries.get("n", f"{modulus:x}"), 16)
        digest = entries.get("SHAAlg", "").lower()
        if digest in DIGESTS.values():
            assert entries["Result"].startswith("F")
            key = rsa.RSAPublicNumbers(int(entries["e"], 16), modulus).public_key()
            assert not accepts(key, f"{digest}_rsa", bytes.fromhex(entries["S"]), bytes.fromhex(entries["Msg"]))
            refused += 1
    assert refused > 50
    good = rsa.generate_private_key(65537, 2048)
    signature = good.sign(b"words", padding.PKCS1v15(), hashes.SHA256())
    assert accepts(good.public_key(), "sha256_rsa", signature, b"words")
