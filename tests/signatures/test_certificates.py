"""Chains: only those that RFC 5280 allows, only to the reader's anchors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from asn1crypto import cms
from chains import END, START, Entity, named, root
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from signatures import Trust
from signatures.certificates import Path, common_name, may_sign, may_stamp, subject_part
from signatures.registry import Registry
from signatures.signers import weak


def path(leaf: Entity, *offered: Entity, roots: tuple[Entity, ...] = (), clock: bool = False) -> Path | str:
    trust = Trust(tuple(entity.asn1 for entity in roots))
    return Registry(trust, [entity.asn1 for entity in offered]).path(leaf.asn1, clock=clock)


@pytest.fixture(scope="module")
def anchor() -> Entity:
    return root()


@pytest.fixture(scope="module")
def middle(anchor: Entity) -> Entity:
    return anchor.issue("Middle", ca=True)


def test_chain_to_the_readers_anchor(anchor: Entity, middle: Entity) -> None:
    leaf = middle.issue("Leaf")
    found = path(leaf, middle, roots=(anchor,))
    assert isinstance(found, Path)
    assert found.trusted
    assert [common_name(cert) for cert in found.certificates] == ["Leaf", "Middle", "Root"]
    assert (found.begins, found.ends) == (START, END)


def test_anchor_that_only_the_file_offers_is_not_trusted(anchor: Entity, middle: Entity) -> None:
    found = path(middle.issue("Leaf"), middle, anchor)
    assert isinstance(found, Path)
    assert not found.trusted
    assert common_name(found.anchor) == "Root"


def test_a_link_by_a_key_that_is_too_short(anchor: Entity) -> None:
    """Whatever the library makes of it: of elliptic curves it asks no length."""
    short = anchor.issue("Middle", ca=True, key=ec.generate_private_key(ec.SECP192R1()))
    found = path(short.issue("Leaf"), short, roots=(anchor,))
    assert found == "« Leaf » is signed with an EC key of 192 bits, which is too short"


def test_missing_link(anchor: Entity, middle: Entity) -> None:
    found = path(middle.issue("Leaf"), roots=(anchor,))
    assert isinstance(found, Path)
    assert not found.trusted


def test_same_name_with_another_key(anchor: Entity, middle: Entity) -> None:
    impostor = root("Root")
    leaf = impostor.issue("Middle", ca=True).issue("Leaf")
    found = path(leaf, impostor.issue("Middle", ca=True), roots=(anchor,))
    assert not (isinstance(found, Path) and found.trusted)


def unfit(anchor: Entity) -> dict[str, tuple[Entity, ...]]:
    """Chains that look right; the leaf first, then what stands between it and the anchor."""
    person = anchor.issue("Person")
    limited = anchor.issue("Limited", ca=True, path_length=0)
    below = limited.issue("Below", ca=True)
    names = x509.NameConstraints([x509.DirectoryName(named("x", organization_name="Allowed"))], None)
    constrained = anchor.issue("Constrained", ca=True, extensions=((names, True),))
    policy = x509.PolicyConstraints(require_explicit_policy=0, inhibit_policy_mapping=None)
    explicit = anchor.issue("Explicit", ca=True, extensions=((policy, True),))
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")
    return {
        "a person issuing as a CA": (person.issue("Leaf"), person),
        "a chain longer than allowed": (below.issue("Leaf"), below, limited),
        "a name outside the constraints": (constrained.issue(named("Leaf", organization_name="Other")), constrained),
        "a policy that is missing": (explicit.issue("Leaf"), explicit),
        "an unknown critical extension": (anchor.issue("Leaf", extensions=((unknown, True),)),),
    }


@pytest.mark.parametrize(
    "case",
    [
        "a person issuing as a CA",
        "a chain longer than allowed",
        "a name outside the constraints",
        "a policy that is missing",
        "an unknown critical extension",
    ],
)
def test_chain_that_rfc_5280_forbids(anchor: Entity, case: str) -> None:
    leaf, *between = unfit(anchor)[case]
    found = path(leaf, *between, roots=(anchor,))
    assert not (isinstance(found, Path) and found.trusted), case


def test_unknown_extension_that_is_not_critical_is_fine(anchor: Entity) -> None:
    unknown = x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4.5"), b"\x05\x00")
    found = path(anchor.issue("Leaf", extensions=((unknown, False),)), roots=(anchor,))
    assert isinstance(found, Path)
    assert found.trusted


def test_validity_is_told_and_not_judged_here(anchor: Entity) -> None:
    """A short-lived certificate inside a long-lived chain, years later: time is for the walk."""
    leaf = anchor.issue("Brief", begins=START + timedelta(days=3), ends=START + timedelta(days=3, hours=1))
    found = path(leaf, roots=(anchor,))
    assert isinstance(found, Path)
    assert found.trusted
    assert found.ends - found.begins == timedelta(hours=1)


def test_timestamp_anchor_is_for_clocks_alone(anchor: Entity) -> None:
    other = root("Time")
    unit = other.issue("Unit", purposes=(ExtendedKeyUsageOID.TIME_STAMPING,))
    registry = Registry(Trust((anchor.asn1,), (other.asn1,)), [])
    as_clock, as_signer = registry.path(unit.asn1, clock=True), registry.path(unit.asn1, clock=False)
    assert isinstance(as_clock, Path)
    assert as_clock.trusted
    assert as_clock.independent
    assert not (isinstance(as_signer, Path) and as_signer.trusted)


def test_crowd_of_cross_certificates_does_not_explode(anchor: Entity) -> None:
    one, other = root("Same"), root("Same")
    crowd = [a.issue("Same", ca=True, key=b.key) for a in (one, other) for b in (one, other) for _ in range(8)]
    found = path(other.issue("Leaf"), *crowd, roots=(anchor,))
    assert not (isinstance(found, Path) and found.trusted)


def test_key_usages(anchor: Entity) -> None:
    assert may_sign(anchor.issue("a", usage=("content_commitment",)).asn1)
    assert may_sign(anchor.issue("a", usage=("digital_signature",)).asn1)
    assert may_sign(anchor.issue("a", usage=None).asn1)
    assert not may_sign(anchor.issue("a", usage=("key_encipherment",)).asn1)
    assert may_stamp(anchor.issue("a", purposes=(ExtendedKeyUsageOID.TIME_STAMPING,)).asn1)
    assert not may_stamp(anchor.issue("a", purposes=(ExtendedKeyUsageOID.EMAIL_PROTECTION,)).asn1)
    assert not may_stamp(anchor.issue("a").asn1)
    stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    assert not may_stamp(anchor.issue("said in passing", extensions=((stamping, False),)).asn1)
    assert not may_stamp(anchor.issue("a", purposes=tuple(stamping), usage=("key_encipherment",)).asn1)


def test_names(anchor: Entity) -> None:
    cert = anchor.issue(named("Éva MARTIN", serial_number="RPPS:10000000009")).asn1
    assert common_name(cert) == "Éva MARTIN"
    assert subject_part(cert, "serial_number") == "RPPS:10000000009"
    assert subject_part(cert, "title") == ""


def test_a_person_that_is_trusted_issues_nobody() -> None:
    """Who is trusted for their own signature may not make others who are."""
    person = root().issue("Person")
    assert isinstance(path(person, roots=(person,)), Path)
    why = path(person.issue("Minted"), person, roots=(person,))
    assert isinstance(why, str)
    assert "may not issue" in why


def test_the_path_length_of_an_anchor_counts() -> None:
    anchor = root().issue("Short", ca=True, usage=("key_cert_sign",), path_length=0)
    between = anchor.issue("Between", ca=True, usage=("key_cert_sign",))
    assert isinstance(path(anchor.issue("Leaf"), roots=(anchor,)), Path)
    below = path(between.issue("Leaf"), between, roots=(anchor,))
    assert isinstance(below, str) or not below.trusted


def test_a_clock_does_nothing_but_timestamps() -> None:
    purposes = (ExtendedKeyUsageOID.TIME_STAMPING, ExtendedKeyUsageOID.SERVER_AUTH)
    assert not may_stamp(root().issue("Both", purposes=purposes).asn1)


@pytest.mark.parametrize(
    ("key", "told"),
    [
        (rsa.generate_private_key(65537, 1024), "an RSA key of 1024 bits"),
        (dsa.generate_private_key(1024), "a DSA key of 1024 bits"),
        (ec.generate_private_key(ec.SECP192R1()), "an EC key of 192 bits"),
        (rsa.generate_private_key(65537, 2048), ""),
        (ec.generate_private_key(ec.SECP521R1()), ""),
        (ed25519.Ed25519PrivateKey.generate(), ""),
    ],
)
def test_keys_that_are_too_short(anchor: Entity, key: object, told: str) -> None:
    signer = {"digest_algorithm": {"algorithm": "sha256"}, "signature_algorithm": {"algorithm": "sha256_rsa"}}
    found = weak(cms.SignerInfo(signer), anchor.issue("Signer", key=key).asn1, "One")
    assert [reason.message for reason in found] == ([f"signed with {told}, which is too short"] if told else [])
