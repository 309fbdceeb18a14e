"""The public test suite of certificate paths (NIST PKITS), as shipped with cryptography's test vectors.

Each end certificate's name says what a validator should find. Nothing invalid is accepted; what is valid and
refused all the same is listed here with the reason.
"""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path as Folder

import cryptography_vectors
import pytest
from asn1crypto import crl, x509

from signatures import Trust
from signatures.certificates import Path
from signatures.registry import Registry
from signatures.revocation import RevocationData

DATA = Folder(cryptography_vectors.__file__).parent / "x509" / "PKITS_data"
AT = datetime(2024, 6, 1, tzinfo=UTC)
ENDS = sorted(path.stem.removesuffix("EE") for path in (DATA / "certs").glob("*EE.crt"))
# the suite names these after their policies; no policy is common to the whole chain
NO_COMMON_POLICY = {f"DifferentPoliciesTest{number}" for number in (4, 5, 7, 8, 9, 12)}
OF_ANOTHER_KEY = "its list is signed by another key of the same name, certified apart"
CAUTIOUS = {
    "ValidDSASignaturesTest4": "no DSA",
    "ValidDSAParameterInheritanceTest5": "no DSA",
    "ValidNameUIDsTest6": "unique identifiers in names were given up before any PDF was signed",
    "ValidDNnameConstraintsTest19": OF_ANOTHER_KEY,
    "ValidBasicSelfIssuedOldWithNewTest1": OF_ANOTHER_KEY,
    "ValidBasicSelfIssuedNewWithOldTest4": OF_ANOTHER_KEY,
    "ValidBasicSelfIssuedCRLSigningKeyTest6": OF_ANOTHER_KEY,
    "ValidSeparateCertificateandCRLKeysTest19": OF_ANOTHER_KEY,
    **{f"ValidSelfIssued{name}": OF_ANOTHER_KEY for name in (
        "inhibitAnyPolicyTest7", "inhibitAnyPolicyTest9", "inhibitPolicyMappingTest7", "pathLenConstraintTest15",
        "pathLenConstraintTest17", "requireExplicitPolicyTest6")},
    **{f"ValidIDPwithindirectCRLTest{number}": "indirect list" for number in (22, 24, 25)},
    **{f"ValidcRLIssuerTest{number}": "indirect list" for number in (28, 29, 30, 33)},
    **{f"ValidonlySomeReasonsTest{number}": "lists of some reasons are not added up" for number in (18, 19)},
    "ValiddeltaCRLTest5": "a suspension taken back in a delta list only",
}  # fmt: skip


def certificate(name: str) -> x509.Certificate:
    return x509.Certificate.load((DATA / "certs" / f"{name}.crt").read_bytes())


@cache
def registry() -> Registry:
    """The suite's anchor trusted, all its authorities offered at once, as a hostile file would."""
    anchor = "TrustAnchorRootCertificate"
    names = [path.stem for path in (DATA / "certs").glob("*.crt")]
    offered = [certificate(name) for name in sorted(names) if not name.endswith("EE") and name != anchor]
    return Registry(Trust((certificate(anchor),)), offered)


@cache
def lists() -> RevocationData:
    paths = sorted((DATA / "crls").glob("*.crl"))
    return RevocationData([crl.CertificateList.load(path.read_bytes()) for path in paths], [])


def doubt(name: str) -> str:
    """Why the certificate is not accepted as of AT; empty if it is."""
    path = registry().path(certificate(f"{name}EE"), clock=False)
    if not isinstance(path, Path) or not path.trusted:
        return "path"
    if not path.begins <= AT <= path.ends:
        return "time"
    known = [lists().status(cert, issuer).known_at(AT) for cert, issuer in path.links]
    return "revocation" if any(status.revoked or not status.covers(AT) for status in known) else ""


@pytest.mark.parametrize("name", ENDS)
def test_path_and_revocation(name: str) -> None:
    refused = name.startswith("Invalid") or name in NO_COMMON_POLICY or name in CAUTIOUS
    assert bool(doubt(name)) is refused, doubt(name)


def test_the_suite_is_all_there() -> None:
    assert len(ENDS) > 200
    assert set(CAUTIOUS) | NO_COMMON_POLICY <= set(ENDS)
