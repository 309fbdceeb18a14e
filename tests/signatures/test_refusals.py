"""When nothing may be signed: the reason is said in words, and no bytes are handed back."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
import sign_world
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from rsa_world import rsa_key
from sign_world import DAY, Practice

from signatures.authority import Authority
from signatures.authority_profile import Issuer
from signatures.clock import HttpClock
from signatures.errors import (
    ClockUnavailable,
    Encrypted,
    EvidenceMismatch,
    FieldAlreadySigned,
    FieldUnknown,
    KeyUnavailable,
    NotConformant,
    NotPermitted,
    RevocationMissing,
    Unreadable,
    WrongOrder,
)
from signatures.keys import MemoryKey
from signatures.renewal import archive
from signatures.signing import certify, sign
from signatures.stamp import signature_time

HOUR = timedelta(hours=1)
DAYS = timedelta(days=1)


def receive(practice: Practice, pdf: bytes, at: datetime = DAY + HOUR, field: str = "Receipt1", **more: Any) -> bytes:
    practice.at(at)
    key = more.pop("key", None) or practice.patient(at)
    options = {"revocation": practice.authority.crls(at), **more}
    return sign(pdf, field, key, practice.clock, at, **options)


def first(practice: Practice, paper: bytes, key: Any = None, at: datetime = DAY, **more: Any) -> bytes:
    options = {"revocation": practice.authority.crls(at), **more}
    return certify(paper, "Practitioner1", key or practice.surgeon, practice.clock, practice.at(at), **options)


# ---- fields and order


def test_unknown_field_names_those_there_are(practice: Practice, certified: bytes) -> None:
    with pytest.raises(FieldUnknown, match="no signature field Receipt2; its fields: Practitioner1, Receipt1"):
        receive(practice, certified, field="Receipt2")


def test_signed_field(practice: Practice, certified: bytes) -> None:
    with pytest.raises(FieldAlreadySigned, match="never replaced"):
        receive(practice, certified, field="Practitioner1")


def test_nothing_before_the_certification(practice: Practice, paper: bytes) -> None:
    with pytest.raises(WrongOrder, match="certify it first"):
        receive(practice, paper)


def test_no_second_certification(practice: Practice, certified: bytes) -> None:
    lists = practice.authority.crls(DAY)
    with pytest.raises(WrongOrder, match="Practitioner1 is signed already"):
        certify(certified, "Receipt1", practice.surgeon, practice.clock, DAY, revocation=lists)


def test_locked_field(practice: Practice) -> None:
    paper = sign_world.paper({"Practitioner1": None, "Receipt1": ("Receipt1",)})
    with pytest.raises(NotPermitted, match="Practitioner1 locked it"):
        receive(practice, first(practice, paper))


def test_lock_of_an_unsigned_field_does_not_count(practice: Practice) -> None:
    paper = sign_world.paper({"Practitioner1": ("Practitioner1",), "Receipt1": ("Receipt1",), "Last": None})
    assert receive(practice, first(practice, paper))


def test_certification_that_allows_nothing(practice: Practice, certified: bytes) -> None:
    strict = certified.replace(b"/P 2", b"/P 1")
    assert strict != certified
    with pytest.raises(NotPermitted, match="allows no change"):
        receive(practice, strict)


# ---- keys


@pytest.mark.parametrize("at", [DAY - 2 * HOUR, DAY + 6 * 366 * DAYS], ids=["not yet", "no longer"])
def test_certificate_not_valid_at_that_time(practice: Practice, paper: bytes, at: datetime) -> None:
    with pytest.raises(KeyUnavailable, match=r"Claire VASSEUR.* is valid from"):
        first(practice, paper, at=at)


def test_one_shot_key_does_not_serve_tomorrow(practice: Practice, certified: bytes) -> None:
    with pytest.raises(KeyUnavailable, match=r"Jane DOE.* is valid from"):
        receive(practice, certified, at=DAY + DAYS, key=practice.patient(DAY))


def test_revoked_signer(practice: Practice, paper: bytes) -> None:
    key = practice.authority.practitioner(name="Paul DURAND", rpps="10000000017", at=DAY)
    practice.authority.revoke(key.certificate, DAY + HOUR)
    assert first(practice, paper, key=key, at=DAY)
    with pytest.raises(KeyUnavailable, match=r"Paul DURAND.* is revoked since 2031-03-20T10:00:00"):
        first(practice, paper, key=key, at=DAY + 2 * HOUR)


def test_certificates_made_for_something_else(practice: Practice, paper: bytes) -> None:
    people: Issuer = practice.authority._people
    ca = MemoryKey(people.private, people.certificate, (practice.authority._root.certificate,))
    with pytest.raises(KeyUnavailable, match="not for signing"):
        first(practice, paper, key=ca)


class Lent:
    """A key that fails, or signs for someone else: a card taken out, a mixed-up slot."""

    def __init__(self, shown: MemoryKey, used: MemoryKey | None) -> None:
        self.certificate: x509.Certificate = shown.certificate
        self.chain = shown.chain
        self.algorithm = shown.algorithm
        self._used = used

    def sign(self, data: bytes, digest: str = "sha256") -> bytes:
        if self._used is None:
            raise KeyUnavailable("the card was taken out")
        return self._used.sign(data, digest)


def test_card_taken_out(practice: Practice, paper: bytes) -> None:
    with pytest.raises(KeyUnavailable, match="taken out"):
        first(practice, paper, key=Lent(practice.surgeon, None))


def test_signature_by_another_key_is_noticed_before_it_leaves(practice: Practice, paper: bytes) -> None:
    with pytest.raises(EvidenceMismatch, match="not by the key of"):
        first(practice, paper, key=Lent(practice.surgeon, practice.patient(DAY)))


# ---- revocation lists


def test_lists_are_asked_for(practice: Practice, paper: bytes) -> None:
    with pytest.raises(RevocationMissing, match="no revocation list of"):
        first(practice, paper, revocation=())


@pytest.mark.parametrize("missing", [0, 1, 2], ids=["root", "people", "time"])
def test_each_list_is_needed(practice: Practice, paper: bytes, missing: int) -> None:
    lists = [one for index, one in enumerate(practice.authority.crls(DAY)) if index != missing]
    with pytest.raises(RevocationMissing):
        first(practice, paper, revocation=lists)


def test_outdated_list(practice: Practice, certified: bytes) -> None:
    with pytest.raises(RevocationMissing, match=r"Autorité des signataires.* is in force at 2031-03-29"):
        receive(practice, certified, at=DAY + 9 * DAYS, revocation=practice.authority.crls(DAY))


def test_lists_of_a_twin_do_not_count(practice: Practice, paper: bytes) -> None:
    twin = Authority.create("Cabinet d'essai", DAY - DAYS, demonstration=True)
    with pytest.raises(RevocationMissing):
        first(practice, paper, revocation=twin.crls(DAY))


def test_garbled_list(practice: Practice, paper: bytes) -> None:
    with pytest.raises(RevocationMissing, match="cannot be read"):
        first(practice, paper, revocation=(b"-----BEGIN X509 CRL-----",))


def test_lists_already_in_the_file_serve_while_they_are_current(practice: Practice, certified: bytes) -> None:
    assert receive(practice, certified, revocation=())
    with pytest.raises(RevocationMissing):
        receive(practice, certified, at=DAY + 9 * DAYS, revocation=())


def test_none_means_none_and_is_said_aloud(practice: Practice, paper: bytes) -> None:
    signed = first(practice, paper, revocation=None)
    assert "/CRLs" not in sign_world.signature(signed, "Practitioner1").reader.root["/DSS"]


# ---- clock


def test_without_clock_nothing_is_signed(practice: Practice, paper: bytes) -> None:
    dead = HttpClock("http://127.0.0.1:9/", anchors=practice.authority.anchors, timeout=1)
    with pytest.raises(ClockUnavailable, match="Nothing was signed"):
        certify(paper, "Practitioner1", practice.surgeon, dead, DAY, revocation=practice.authority.crls(DAY))


def test_clock_behind_the_file(practice: Practice, certified: bytes) -> None:
    at = practice.at(DAY + timedelta(minutes=4))
    later = archive(certified, practice.clock, at, revocation=practice.authority.crls(at))
    with pytest.raises(ClockUnavailable, match="holds a timestamp of 2031-03-20T09:04:00"):
        receive(practice, later, at=DAY + timedelta(minutes=3))


def test_unit_whose_certificate_is_revoked(paper: bytes) -> None:
    with sign_world.practice() as other:
        at = other.at(DAY + HOUR)
        other.authority.revoke(other.authority.responder(DAY).certificate, DAY)
        with pytest.raises(ClockUnavailable, match=r"Horodatage 1.* is revoked"):
            first(other, paper, at=at)


# ---- files


@pytest.mark.parametrize("pdf", [b"", b"Dear patient,", b"%PDF-1.7\n%%EOF"])
def test_not_a_pdf(practice: Practice, pdf: bytes) -> None:
    with pytest.raises(Unreadable, match="nothing was signed"):
        first(practice, pdf)


def test_cut_file(practice: Practice, certified: bytes) -> None:
    with pytest.raises((Unreadable, FieldUnknown)):
        receive(practice, certified[:-400])


def test_encrypted_file(practice: Practice, paper: bytes) -> None:
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(paper)))
    writer.encrypt("owner", "user")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(Encrypted):
        first(practice, out.getvalue())


def test_what_was_appended_is_not_signed_along(practice: Practice, certified: bytes) -> None:
    for call in (receive, lambda p, pdf: archive(pdf, p.clock, DAY)):
        with pytest.raises(NotConformant, match="does not cover the file to its end"):
            call(practice, certified + b"\n% one more line\n")


def test_moments_need_a_time_zone(practice: Practice, paper: bytes, certified: bytes) -> None:
    naive = DAY.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        certify(paper, "Practitioner1", practice.surgeon, practice.clock, naive, revocation=None)
    with pytest.raises(ValueError, match="time zone"):
        archive(certified, practice.clock, naive)


def test_time_of_a_signature_without_a_token(paper: bytes) -> None:
    with pytest.raises(FieldUnknown, match="not signed"):
        signature_time(paper, "Practitioner1")


def test_provider_key_needs_its_providers_list(practice: Practice, paper: bytes) -> None:
    with pytest.raises(RevocationMissing, match="Provider root"):
        first(practice, paper, key=rsa_key())
