"""Signatures that nobody can check here: neither good nor broken, and never a way around what can be checked."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import cms, tsp
from chains import pss
from foreign import attribute, embed, signed, signed_again, token, usual
from foreign_kinds import proven
from verify_world import START, World, blank, byte_range, forged_archive, judge, shared

from signatures import Code, Indication, Integrity, Report, Verdict
from signatures.errors import NotConformant
from signatures.report import was_judged

FIELD, PADES = "Practitioner1", "ETSI.CAdES.detached"
SHA3_RSA = "2.16.840.1.101.3.4.3.14"  # id-rsassa-pkcs1-v1_5-with-sha3-256, which the library does not know
Change = Callable[[cms.SignerInfo], None]


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


def report_on(pdf: bytes) -> Report:
    return judge(shared()[0], pdf, START + timedelta(days=1), None)


def by_unknown_algorithm(signer: cms.SignerInfo) -> None:
    signer["signature_algorithm"] = {"algorithm": SHA3_RSA}


def over_unknown_digest(signer: cms.SignerInfo) -> None:
    signer["digest_algorithm"] = {"algorithm": "1.2.840.113549.1.1.11"}  # as one product writes: a signature's name


def changed(info: cms.ContentInfo, change: Change) -> cms.ContentInfo:
    change(info["content"]["signer_infos"][0])
    return cms.ContentInfo.load(info.dump(force=True))


def odd(change: Change | None, digest_of: Callable[[bytes], bytes] = bytes, **parts: Any) -> bytes:
    key = shared()[0].surgeon

    def make(digest: bytes) -> cms.ContentInfo:
        info = signed(key, usual(digest_of(digest), key.certificate), digest, **parts)
        return changed(info, change) if change else info

    return embed(blank(), FIELD, make, PADES)


KINDS: dict[str, dict[str, Any]] = {
    "no certificate": {"change": None, "embed_certificate": False},
    "an unknown algorithm": {"change": by_unknown_algorithm},
    "an unknown digest": {"change": over_unknown_digest},
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_be_checked_is_neither_good_nor_broken(made: World, kind: str) -> None:
    report = report_on(odd(**KINDS[kind]))
    assert (report.verdict, report.integrity) == (Verdict.INDETERMINATE, Integrity.UNREADABLE), report.diagnostics()
    assert Code.SIGNATURE_UNCHECKED in report.codes
    assert [act.indication for act in report.acts] == [Indication.INDETERMINATE]
    assert report.judged
    assert was_judged(report.as_dict())


@pytest.mark.parametrize("kind", KINDS)
def test_other_bytes_are_found_without_the_key(made: World, kind: str) -> None:
    """Who alters a paper and makes its signature unknown still has to make the signed digest fit."""
    report = report_on(odd(**KINDS[kind], digest_of=lambda digest: digest[::-1]))
    assert (report.verdict, report.integrity) == (Verdict.INVALID, Integrity.BROKEN), report.diagnostics()
    assert Code.SIGNATURE_BROKEN in report.codes


@pytest.mark.parametrize("kind", ["no certificate", "an unknown algorithm"])
def test_a_token_inside_it_is_read_all_the_same(made: World, kind: str) -> None:
    right = report_on(odd(**KINDS[kind], stamp=lambda value: token(made, value)))
    assert (right.verdict, right.integrity) == (Verdict.INDETERMINATE, Integrity.UNREADABLE), right.diagnostics()
    wrong = report_on(odd(**KINDS[kind], stamp=lambda value: token(made, value[1:])))
    assert (wrong.verdict, wrong.integrity) == (Verdict.INVALID, Integrity.BROKEN), wrong.diagnostics()


def test_an_altered_signature_is_found_whatever_digest_it_names(made: World) -> None:
    """The name of the digest stands in no signed part: anybody can write another one there."""

    def garbled(signer: cms.SignerInfo) -> None:
        over_unknown_digest(signer)
        signer["signature"] = made.patient.sign(b"something else")

    assert report_on(odd(garbled)).integrity is Integrity.BROKEN


@pytest.mark.parametrize("named", [("1.2.3.4", "sha256"), ("sha256", "1.2.3.4")])
def test_unknown_digests_within_a_known_algorithm(named: tuple[str, str]) -> None:
    def by_pss(signer: cms.SignerInfo) -> None:
        signer["signature_algorithm"] = pss(*named)

    report = report_on(odd(by_pss))
    assert (report.verdict, report.integrity) == (Verdict.INDETERMINATE, Integrity.UNREADABLE), report.diagnostics()


def test_an_algorithm_that_names_no_digest_is_known(made: World) -> None:
    """Its digest is then the one that the signature names."""

    def generic(signer: cms.SignerInfo) -> None:
        signer["signature_algorithm"] = {"algorithm": "ecdsa"}

    report = report_on(odd(generic))
    assert report.integrity is Integrity.GOOD, report.diagnostics()


def test_the_mask_of_pss_is_not_taken_for_the_digest() -> None:
    """By the hash of what is signed, and by no other one, is the content compared where its own is not known."""

    def odd_pss(signer: cms.SignerInfo) -> None:
        over_unknown_digest(signer)
        signer["signature_algorithm"] = pss("sha256", "sha1")

    report = report_on(odd(odd_pss, embed_certificate=False))
    assert report.integrity is Integrity.UNREADABLE, report.diagnostics()


def test_a_digest_that_is_carried_is_compared_whatever_the_signature_names(made: World) -> None:
    key = made.surgeon

    def make(digest: bytes) -> cms.ContentInfo:
        inner = usual(digest, key.certificate)
        return changed(signed(key, inner, digest, content=b"the digest of another file"), over_unknown_digest)

    report = report_on(embed(blank(), FIELD, make, "adbe.pkcs7.sha1"))
    assert (report.verdict, report.integrity) == (Verdict.INVALID, Integrity.BROKEN), report.diagnostics()


def test_the_certificate_beside_it_is_not_told_as_an_authority_that_vouches(made: World) -> None:
    """Certificates are public: anybody puts a trusted one beside a signature that nobody can check."""
    report = report_on(proven(made, odd(by_unknown_algorithm)))
    assert (report.trust, report.as_of) == (None, None)


@pytest.mark.parametrize("hashed", ["1.2.643.7.1.1.2.2", "shake256"])
def test_a_certificate_named_by_an_unknown_digest(made: World, hashed: str) -> None:
    def make(digest: bytes) -> cms.ContentInfo:
        named = {"hash_algorithm": {"algorithm": hashed}, "cert_hash": bytes(32)}
        name = attribute("signing_certificate_v2", tsp.SigningCertificateV2({"certs": [named]}))
        return signed(made.surgeon, [*usual(digest, made.surgeon.certificate)[:2], name], digest)

    report = report_on(embed(blank(), FIELD, make, PADES))
    assert (report.verdict, report.integrity) == (Verdict.INDETERMINATE, Integrity.UNREADABLE), report.diagnostics()


def test_a_person_is_not_hidden_as_a_clock(made: World) -> None:
    """Its SubFilter says timestamp, its type signature, and no time stands in it."""
    pdf = odd(None).replace(b"/ETSI.CAdES.detached", b"/ETSI.RFC3161       ")
    key = made.surgeon
    again = signed_again(pdf, lambda digest: signed(key, usual(digest, key.certificate), digest), byte_range(pdf))
    report = report_on(again)
    assert report.verdict is Verdict.INVALID
    assert [(act.kind, act.signer.name if act.signer else None) for act in report.acts] == [
        ("signature", key.certificate.subject.native["common_name"])
    ]


@pytest.mark.parametrize("change", [by_unknown_algorithm, over_unknown_digest])
def test_our_own_class_knows_one_form_only(made: World, change: Change) -> None:
    pdf = made.certify(blank(), START)
    place = byte_range(pdf)
    slot = bytes.fromhex(pdf[place[1] + 1 : place[2] - 1].decode())
    report = judge(made, signed_again(pdf, lambda _: changed(cms.ContentInfo.load(slot), change), place), START)
    assert (report.verdict, report.integrity) == (Verdict.INVALID, Integrity.BROKEN), report.diagnostics()


def test_a_clock_by_an_unknown_algorithm_is_not_believed(made: World) -> None:
    report = report_on(odd(None, stamp=lambda value: changed(token(made, value), by_unknown_algorithm)))
    assert (report.verdict, report.integrity) == (Verdict.INDETERMINATE, Integrity.GOOD), report.diagnostics()
    assert Code.TIME_NOT_PROVEN in report.codes
    assert report.acts[0].clock is None


@pytest.mark.parametrize("kind", ["no certificate", "an unknown algorithm"])
@pytest.mark.parametrize("right", [True, False])
def test_an_archive_timestamp_that_cannot_be_checked(made: World, kind: str, right: bool) -> None:
    pdf = forged_archive(made, odd(None), "Time", START)
    _, start, second, rest = place = byte_range(pdf)
    covered = pdf[:start] + pdf[second : second + rest]

    def make(_: bytes) -> cms.ContentInfo:
        info = token(made, covered if right else covered[1:], bare=kind == "no certificate")
        return info if kind == "no certificate" else changed(info, by_unknown_algorithm)

    report = report_on(signed_again(pdf, make, place))
    wanted = (Verdict.INDETERMINATE, Integrity.UNREADABLE) if right else (Verdict.INVALID, Integrity.BROKEN)
    assert (report.verdict, report.integrity) == wanted, report.diagnostics()
    assert report.acts[0].not_after is None  # what that timestamp says proves nothing


def test_nobody_carries_it_on(made: World) -> None:
    with pytest.raises(NotConformant, match=r"algorithm that is not known here, or was altered: .*; nothing was added"):
        made.archive(odd(by_unknown_algorithm), START)


def test_the_command_tells_all_and_leaves_it_open(tmp_path: Path) -> None:
    """Exit 3, not 2: the file was read, and what it holds is told."""
    (tmp_path / "odd.pdf").write_bytes(odd(by_unknown_algorithm))
    words = [sys.executable, "-m", "signatures", "verify", "--json", str(tmp_path / "odd.pdf")]
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=120)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["verdict"], answer["integrity"]) == (3, "INDETERMINATE", "UNREADABLE")
    assert [act["signer"]["name"] for act in answer["acts"]] == [
        shared()[0].surgeon.certificate.subject.native["common_name"]
    ]
