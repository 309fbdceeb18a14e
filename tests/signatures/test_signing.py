"""What a signature leaves in the file, and that nothing but the signature changes."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sign_world
from asn1crypto import cms, tsp
from rsa_world import revocation_list, rsa_key
from sign_world import DAY, Practice, drawing, revisions, signature, slot

from signatures import record
from signatures.errors import EvidenceMismatch, FieldUnknown
from signatures.policy import ExpectedField, ExpectedSigner, Plan, Policy
from signatures.renewal import archive
from signatures.signing import certify, seal, sign
from signatures.stamp import signature_time
from signatures.trust import Trust
from signatures.verification import inspect
from signatures.vocabulary import Verdict

SURGEON = ExpectedSigner("Claire VASSEUR", "RPPS:10000000009")
PATIENT = ExpectedSigner("Jane DOE", "ABCDEFGH-patient")
PLAN = Plan(
    (
        ExpectedField("Practitioner1", "practitioner", SURGEON),
        ExpectedField("Receipt1", "receipt", PATIENT),
        ExpectedField("Acceptance1", "acceptance", PATIENT, content_timestamp=True),
    )
)
LATER = DAY + timedelta(days=16)


def receive(practice: Practice, pdf: bytes, **more: Any) -> bytes:
    """The patient signs Receipt1 an hour after DAY."""
    at = practice.at(DAY + timedelta(hours=1))
    lists = practice.authority.crls(at)
    return sign(pdf, "Receipt1", practice.patient(at), practice.clock, at, **{"revocation": lists, **more})


def accept(practice: Practice, pdf: bytes, **more: Any) -> bytes:
    """The patient signs Acceptance1 sixteen days after DAY."""
    at = practice.at(LATER)
    lists = practice.authority.crls(at)
    return sign(pdf, "Acceptance1", practice.patient(at), practice.clock, at, revocation=lists, **more)


def story(practice: Practice, paper: bytes) -> list[bytes]:
    """The file at each of its revisions: three acts, each archived."""
    lists = practice.authority.crls(DAY)
    steps = [
        certify(paper, "Practitioner1", practice.surgeon, practice.clock, DAY, appearance=drawing(), revocation=lists)
    ]
    steps.append(archive(steps[-1], practice.clock, DAY, revocation=lists))
    steps.append(receive(practice, steps[-1], appearance=drawing(), record=b'{"act":"receipt"}'))
    steps.append(archive(steps[-1], practice.clock, practice.now[0]))
    steps.append(accept(practice, steps[-1], appearance=drawing(), content_timestamp=True))
    steps.append(archive(steps[-1], practice.clock, LATER))
    return steps


@pytest.mark.parametrize("object_streams", [False, True], ids=["table", "object streams"])
def test_each_revision_of_a_whole_story_is_valid(practice: Practice, object_streams: bool) -> None:
    steps = story(practice, sign_world.paper(object_streams=object_streams))
    policy = Policy("test", Trust((practice.authority.root,)), LATER + timedelta(days=1))
    for number, step in enumerate(steps, start=1):
        report = inspect(step, policy, PLAN)
        assert report.verdict is Verdict.VALID, report.diagnostics()
        assert len(report.acts) == number
    assert report.acts[2].record == b'{"act":"receipt"}'
    assert report.acts[4].not_before is not None
    assert report.acts[0].not_before is None


def test_each_call_adds_one_revision_and_changes_no_byte(practice: Practice, paper: bytes) -> None:
    before = paper
    for step in story(practice, paper):
        assert step.startswith(before)
        assert revisions(step) == revisions(before) + 1
        before = step


def test_rsa_signer_below_another_root(practice: Practice, paper: bytes) -> None:
    lists = (revocation_list("Provider root", 0), *practice.authority.crls(DAY))
    signed = certify(paper, "Practitioner1", rsa_key(), practice.clock, DAY, revocation=lists)
    assert signature(signed, "Practitioner1").signer_cert.subject.native == {"common_name": "Bob MARTIN"}


def test_seal_is_a_certification(practice: Practice, paper: bytes) -> None:
    key = practice.authority.seal(name="Cabinet d'essai", at=DAY)
    sealed = seal(paper, "Practitioner1", key, practice.clock, DAY, revocation=practice.authority.crls(DAY))
    assert signature(sealed, "Practitioner1").docmdp_level.value == 2


def test_slot_is_lower_case_and_padded_with_zeros(certified: bytes) -> None:
    start, end = slot(certified, "Practitioner1")
    digits = certified[start + 1 : end - 1]
    assert re.fullmatch(rb"[0-9a-f]+", digits)
    der = cms.ContentInfo.load(bytes.fromhex(digits.decode())).dump()
    assert digits == der.hex().encode().ljust(len(digits), b"0")


def test_margin_of_the_slot(practice: Practice, paper: bytes) -> None:
    """A slot without room to spare overflows by chance."""
    big = certify(
        paper,
        "Practitioner1",
        practice.surgeon,
        practice.clock,
        DAY,
        record=b"x" * record.MAX_RECORD,
        content_timestamp=True,
        revocation=practice.authority.crls(DAY),
    )
    start, end = slot(big, "Practitioner1")
    content = big[start + 1 : end - 1].rstrip(b"0")
    assert 1000 < end - start - len(content) < 10_000


def test_signature_carries_the_signers_certificate_only(certified: bytes, practice: Practice) -> None:
    (inside,) = signature(certified, "Practitioner1").signed_data["certificates"]
    assert inside.chosen.sha256 == practice.surgeon.certificate.sha256


def test_issuers_and_lists_are_in_the_store_of_the_same_revision(certified: bytes, practice: Practice) -> None:
    store = signature(certified, "Practitioner1").reader.root["/DSS"]
    authority = practice.authority
    certificates = {one.get_object().data for one in store["/Certs"]}
    assert certificates == {one.dump() for one in (authority.root, authority.people_ca, authority.time_ca)}
    assert {one.get_object().data for one in store["/CRLs"]} == set(authority.crls(DAY))
    assert "/VRI" not in store


def test_stored_once(practice: Practice, certified: bytes) -> None:
    archived = archive(certified, practice.clock, DAY, revocation=practice.authority.crls(DAY))
    assert len(signature(archived, "Archive1").reader.root["/DSS"]["/CRLs"]) == 3
    assert archived.count(practice.authority.root.dump()) == 1


def test_signed_attributes_are_those_of_pades(certified: bytes) -> None:
    info = signature(certified, "Practitioner1").signer_info
    assert {one["type"].native for one in info["signed_attrs"]} == {
        "content_type",
        "message_digest",
        "signing_certificate_v2",
    }
    assert [one["type"].native for one in info["unsigned_attrs"]] == ["signature_time_stamp_token"]
    assert signature(certified, "Practitioner1").sig_object["/SubFilter"] == "/ETSI.CAdES.detached"


def test_every_date_written_is_that_of_the_act(practice: Practice, paper: bytes) -> None:
    final = story(practice, paper)[-1]
    text = final.replace(rb"\072", b":")  # pyHanko escapes the colon in strings
    written = set(re.findall(rb"D:(\d{8})", text)) | set(re.findall(rb"(20[2-9]\d-\d\d-\d\d)T", text))
    assert written == {b"20310319", b"2031-03-19", b"20310320", b"20310405"}
    assert signature(final, "Practitioner1").sig_object["/M"] == "D:20310320090000Z"


def test_neither_clock_nor_chance_in_what_is_signed(practice: Practice, paper: bytes) -> None:
    """Two runs differ in the slot only: nonce and serial number of the token."""
    lists = practice.authority.crls(DAY)
    first, second = (
        certify(paper, "Practitioner1", practice.surgeon, practice.clock, DAY, revocation=lists) for _ in range(2)
    )
    start, end = slot(first, "Practitioner1")
    assert first[:start] + first[end:] == second[:start] + second[end:]


def test_metadata_and_catalogue_are_left_alone(practice: Practice, paper: bytes) -> None:
    final = story(practice, paper)[-1]
    reader = signature(final, "Archive3").reader
    first, last = reader.get_historical_root(0), reader.root
    assert last.raw_get("/Metadata").reference == first.raw_get("/Metadata").reference
    assert reader.xrefs.get_last_change(last.raw_get("/Metadata").reference) == 0
    assert reader.xrefs.get_last_change(reader.trailer.raw_get("/Info").reference) == 0
    assert set(last) - set(first) == {"/DSS", "/Perms", "/Extensions"}
    assert list(last["/Extensions"]) == ["/ESIC"]
    assert final.count(b"/Producer") == paper.count(b"/Producer")


def test_lock_of_the_field_comes_into_force(certified: bytes, practice: Practice) -> None:
    received = signature(receive(practice, certified), "Receipt1")
    assert received.fieldmdp.fields == ["Practitioner1", "Receipt1"]
    assert signature(certified, "Practitioner1").docmdp_level.value == 2
    assert received.docmdp_level is None


def test_reason_and_place(practice: Practice, paper: bytes) -> None:
    lists = practice.authority.crls(DAY)
    signed = certify(
        paper, "Practitioner1", practice.surgeon, practice.clock, DAY, revocation=lists, reason="Devis", location="Lyon"
    )
    entry = signature(signed, "Practitioner1").sig_object
    assert (entry["/Reason"], entry["/Location"]) == ("Devis", "Lyon")


# ---- record


def test_record_is_signed_and_read_back(practice: Practice, certified: bytes) -> None:
    text = '{"act":"receipt","mention":"« devis reçu »"}'.encode()
    signed = receive(practice, certified, record=text)
    assert record.read(signature(signed, "Receipt1").signer_info) == text
    assert record.read(signature(certified, "Practitioner1").signer_info) is None


@pytest.mark.parametrize("size", [0, record.MAX_RECORD + 1])
def test_record_of_an_odd_size(practice: Practice, certified: bytes, size: int) -> None:
    with pytest.raises(EvidenceMismatch, match=f"this one has {size}"):
        receive(practice, certified, record=b"x" * size)


# ---- time


def test_content_token_is_under_the_signature(practice: Practice, certified: bytes) -> None:
    signed = signature(receive(practice, certified, content_timestamp=True), "Receipt1")
    (value,) = [
        one["values"][0] for one in signed.signer_info["signed_attrs"] if one["type"].native == "content_time_stamp"
    ]
    info: tsp.TSTInfo = value["content"]["encap_content_info"]["content"].parsed
    assert info["message_imprint"]["hashed_message"].native == signed.compute_digest()


def test_time_of_a_signature_can_be_asked(practice: Practice, certified: bytes) -> None:
    told = signature_time(certified, "Practitioner1")
    assert told.time == DAY
    assert (told.earliest, told.latest) == (DAY - timedelta(seconds=1), DAY + timedelta(seconds=1))
    at = practice.at(DAY + timedelta(seconds=40))
    archived = archive(certified, practice.clock, at, revocation=practice.authority.crls(at))
    assert signature_time(archived, "Archive1").time == at
    with pytest.raises(FieldUnknown, match="not signed"):
        signature_time(archived, "Receipt1")
