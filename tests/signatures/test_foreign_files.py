"""Files of others: sound ones keep their integrity and get their level named, unsound ones are refused."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import foreign
import pytest
from asn1crypto import algos, cms, tsp, x509
from chains import pss
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from foreign import attribute, embed, named, signed, token, usual, with_store
from foreign_kinds import uncalled
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from rsa_world import rsa_key
from verify_world import START, World, blank, byte_range, forged_archive, judge, shared, update

from signatures import Indication, Integrity, Level, MemoryKey, Policy, Report, Trust, Verdict, inspect
from signatures.signers import is_meant_by

FIELD, PADES = "Practitioner1", "ETSI.CAdES.detached"
AT = START + timedelta(minutes=10)


@pytest.fixture(scope="module")
def made() -> World:
    return shared()[0]


def report_on(pdf: bytes) -> Report:
    return judge(shared()[0], pdf, START + timedelta(days=1), None)


def refused(report: Report, code: str) -> bool:
    return report.verdict is Verdict.INVALID and code in report.codes


def test_pades_without_timestamp(made: World) -> None:
    key = made.surgeon
    report = report_on(embed(blank(), FIELD, lambda d: signed(key, usual(d, key.certificate), d), PADES))
    assert report.integrity is Integrity.GOOD
    assert report.acts[0].level is Level.B_B
    assert report.verdict is Verdict.INDETERMINATE
    assert "TIME_NOT_PROVEN" in report.codes


def stamped(made: World, *, bare: bool = False) -> bytes:
    key = made.surgeon

    def make(digest: bytes) -> cms.ContentInfo:
        return signed(key, usual(digest, key.certificate), digest, stamp=lambda v: token(made, v, bare=bare))

    return embed(blank(), FIELD, make, PADES)


def test_levels_are_named_from_the_parts_present(made: World) -> None:
    certs = [made.authority.people_ca, made.authority.time_ca, made.authority.root]
    timestamped = stamped(made)
    stored = with_store(timestamped, certs, list(made.crls(START)))
    archived = forged_archive(made, stored, "Time", AT)
    for pdf, level in ((timestamped, Level.B_T), (stored, Level.B_LT), (archived, Level.B_LTA)):
        report = report_on(pdf)
        assert report.integrity is Integrity.GOOD, report.diagnostics()
        assert report.acts[0].level is level
    assert report_on(timestamped).codes == ("UNTRUSTED",)  # its issuers are nowhere in the file
    assert report_on(stored).verdict is Verdict.VALID, report_on(stored).diagnostics()
    assert report_on(stored).acts[0].later_changes == ("revision 2: archive data only",)
    assert report_on(archived).verdict is Verdict.VALID


def test_security_store_after_the_signature_is_no_excuse_in_our_own_class(made: World) -> None:
    stored = with_store(made.certify(blank(), START), [], [])
    report = judge(made, stored, START + timedelta(days=1))
    assert refused(report, "COVERAGE")


def test_authority_certificate_only_in_the_security_store(made: World) -> None:
    bare = stamped(made, bare=True)
    unknown = report_on(bare)
    assert (unknown.verdict, unknown.integrity) == (Verdict.INDETERMINATE, Integrity.GOOD)
    unit = made.authority.responder(START).certificate
    certs = [unit, made.authority.people_ca, made.authority.time_ca, made.authority.root]
    report = report_on(with_store(bare, certs, list(made.crls(START))))
    assert report.verdict is Verdict.VALID, report.diagnostics()


def test_plain_cms_signature_is_sound_but_not_pades(made: World) -> None:
    key = made.surgeon
    report = report_on(embed(blank(), FIELD, lambda d: signed(key, usual(d, key.certificate), d)))
    assert (report.verdict, report.integrity) == (Verdict.INDETERMINATE, Integrity.GOOD)
    assert report.acts[0].level is Level.NOT_PADES
    assert "NOT_PADES" in report.codes


def test_no_signed_attributes(made: World) -> None:
    pdf = embed(blank(), FIELD, lambda d: signed(made.surgeon, None, d))
    assert refused(report_on(pdf), "NOT_PADES")


def test_content_of_its_own(made: World) -> None:
    key = made.surgeon
    pdf = embed(blank(), FIELD, lambda d: signed(key, usual(d, key.certificate), d, content=b"other words"))
    assert refused(report_on(pdf), "NOT_PADES")


@pytest.mark.parametrize("kind", ["adbe.x509.rsa_sha1", "adbe.pkcs7.sha1", "Example.own"])
def test_formats_of_the_past_and_of_nobody(made: World, kind: str) -> None:
    key = made.surgeon
    pdf = embed(blank(), FIELD, lambda d: signed(key, usual(d, key.certificate), d), kind)
    assert refused(report_on(pdf), "NOT_PADES")


def test_pades_that_does_not_name_its_certificate(made: World) -> None:
    key = made.surgeon
    pdf = embed(blank(), FIELD, lambda d: signed(key, usual(d, key.certificate)[:2], d), PADES)
    assert refused(report_on(pdf), "NOT_PADES")


def test_a_timestamp_of_our_own_class_is_called_one(made: World) -> None:
    pdf = forged_archive(made, made.certify(blank(), START), "Archive1", START)
    assert refused(judge(made, uncalled(made, pdf), AT), "NOT_PADES")


BROKEN = {
    "another document's digest": lambda key, d: usual(b"\0" * 32, key.certificate),
    "no message digest": lambda key, d: [usual(d, key.certificate)[0], named(key.certificate)],
    "no content type": lambda key, d: usual(d, key.certificate)[1:],
    "two message digests": lambda key, d: [*usual(d, key.certificate), attribute("message_digest", b"\0" * 32)],
    "another content type": lambda key, d: [attribute("content_type", "signed_data"), *usual(d, key.certificate)[1:]],
    "another certificate named": lambda key, d: [*usual(d, key.certificate)[:2], named(shared()[0].authority.root)],
}


@pytest.mark.parametrize("case", BROKEN)
def test_signed_attributes_that_lie(made: World, case: str) -> None:
    key = made.surgeon
    report = report_on(embed(blank(), FIELD, lambda d: signed(key, BROKEN[case](key, d), d), PADES))
    assert report.verdict is not Verdict.VALID
    # naming a certificate that is not there says nothing of the bytes
    code = "SIGNATURE_UNCHECKED" if case == "another certificate named" else "SIGNATURE_BROKEN"
    assert code in report.codes, report.diagnostics()


def test_signed_attributes_of_no_stated_length(made: World) -> None:
    """Written out again to be checked, a token inside would double the work at each of its levels."""
    key = made.surgeon

    def open_ended(tag: bytes, *parts: bytes) -> bytes:
        return tag + b"\x80" + b"".join(parts) + b"\0\0"

    def make(digest: bytes) -> bytes:
        attributes = [*usual(digest, key.certificate), attribute("content_time_stamp", token_of_digest(made, digest))]
        info = signed(key, attributes, digest)
        data = info["content"]
        parts = {name: data["signer_infos"][0][name].dump() for name in data["signer_infos"][0]}
        inner = b"".join(one.dump() for one in data["signer_infos"][0]["signed_attrs"])
        parts["signed_attrs"] = open_ended(b"\xa0", inner)
        outer = [data[name].dump() for name in data]
        outer[-1] = open_ended(b"\x31", open_ended(b"\x30", *parts.values()))
        return open_ended(b"\x30", info["content_type"].dump(), open_ended(b"\xa0", open_ended(b"\x30", *outer)))

    assert refused(report_on(embed(blank(), FIELD, make, PADES)), "SIGNATURE_BROKEN")


def test_signed_attributes_whose_length_ends_like_an_open_end(made: World) -> None:
    """A stated length of 0x0180 is written 82 01 80: its last byte alone says nothing about the form."""
    key = made.surgeon

    def make(digest: bytes) -> cms.ContentInfo:
        attributes = usual(digest, key.certificate)
        left = 0x180 - sum(len(one.dump()) for one in attributes)
        kinds = (attribute("mime_type", "x" * size) for size in range(left))
        return signed(key, [*attributes, next(one for one in kinds if len(one.dump()) == left)], digest)

    info = make(bytes(32))
    assert info["content"]["signer_infos"][0]["signed_attrs"].dump()[:4] == bytes.fromhex("a0820180")
    report = report_on(embed(blank(), FIELD, make, PADES))
    assert "SIGNATURE_BROKEN" not in report.codes, report.diagnostics()


def test_two_signers_in_one_signature(made: World) -> None:
    key = made.surgeon
    pdf = embed(blank(), FIELD, lambda d: signed(key, usual(d, key.certificate), d, signers=2), PADES)
    assert refused(report_on(pdf), "SIGNATURE_BROKEN")


def test_two_signers_of_one_timestamp(made: World) -> None:
    """Anybody can add one: nothing signed covers a token's list of signers."""
    key = made.surgeon

    def stamp(value: bytes) -> cms.ContentInfo:
        info = token(made, value)
        signer = info["content"]["signer_infos"][0]
        info["content"]["signer_infos"] = [signer, signed(key, [], b"")["content"]["signer_infos"][0]]
        return cms.ContentInfo.load(info.dump(force=True))

    pdf = embed(blank(), FIELD, lambda d: signed(key, usual(d, key.certificate), d, stamp=stamp), PADES)
    assert refused(report_on(pdf), "SIGNATURE_BROKEN")


def test_key_of_another(made: World) -> None:
    def make(digest: bytes) -> cms.ContentInfo:
        info = signed(made.surgeon, usual(digest, made.surgeon.certificate), digest)
        wrong = made.patient.sign(cms.CMSAttributes(usual(digest, made.surgeon.certificate)).dump())
        info["content"]["signer_infos"][0]["signature"] = wrong
        return info

    assert refused(report_on(embed(blank(), FIELD, make, PADES)), "SIGNATURE_BROKEN")


def test_timestamp_over_another_signature(made: World) -> None:
    key = made.surgeon

    def make(digest: bytes) -> cms.ContentInfo:
        return signed(key, usual(digest, key.certificate), digest, stamp=lambda v: token(made, b"other"))

    assert refused(report_on(embed(blank(), FIELD, make, PADES)), "SIGNATURE_BROKEN")


def over_pss(digest: hashes.HashAlgorithm, mask: hashes.HashAlgorithm) -> Callable[[Any, bytes], bytes]:
    return lambda key, data: key.sign(data, padding.PSS(padding.MGF1(mask), 20), digest)  # type: ignore[no-any-return]


SHA1, SHA256 = hashes.SHA1(), hashes.SHA256()
NAMED = {name: algos.SignedDigestAlgorithm({"algorithm": name}) for name in ("sha1_ecdsa", "sha256_ecdsa", "sha1_rsa")}
ALGORITHMS: dict[str, tuple[algos.SignedDigestAlgorithm, Callable[[Any, bytes], bytes], bool]] = {
    "ECDSA": (NAMED["sha1_ecdsa"], lambda key, data: key.sign(data, ec.ECDSA(SHA1)), True),
    "ECDSA over SHA-256": (NAMED["sha256_ecdsa"], lambda key, data: key.sign(data, ec.ECDSA(SHA256)), False),
    "RSA": (NAMED["sha1_rsa"], lambda key, data: key.sign(data, padding.PKCS1v15(), SHA1), True),
    "RSA-PSS": (pss("sha1", "sha1"), over_pss(SHA1, SHA1), True),
    "RSA-PSS, its mask alone": (pss("sha256", "sha1"), over_pss(SHA256, SHA1), True),
    "RSA-PSS over SHA-256": (pss("sha256", "sha256"), over_pss(SHA256, SHA256), False),
}


def signed_by(info: cms.ContentInfo, key: MemoryKey, algorithm: str) -> cms.ContentInfo:
    """The same attributes, over the same SHA-256 digest, under a signature by another algorithm."""
    named, sign, _ = ALGORITHMS[algorithm]
    signer = info["content"]["signer_infos"][0]
    signer["signature_algorithm"] = named
    signer["signature"] = sign(key.parts()[0], signer["signed_attrs"].untag().dump())
    return cms.ContentInfo.load(info.dump(force=True))


@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_sha1_in_the_algorithm_of_the_signature(made: World, algorithm: str) -> None:
    """The document is digested by SHA-256; whoever forges the digest of the attributes signs any document."""
    key = made.surgeon if algorithm.startswith("ECDSA") else rsa_key()
    report = report_on(
        embed(blank(), FIELD, lambda d: signed_by(signed(key, usual(d, key.certificate), d), key, algorithm), PADES)
    )
    assert report.integrity is Integrity.GOOD, report.diagnostics()
    assert ("DIGEST_WEAK" in report.codes) is ALGORITHMS[algorithm][2]


@pytest.mark.parametrize("algorithm", [name for name in ALGORITHMS if name.startswith("ECDSA")])
def test_sha1_in_the_algorithm_of_a_timestamp(made: World, algorithm: str) -> None:
    key = made.surgeon

    def stamp(value: bytes) -> cms.ContentInfo:
        return signed_by(token(made, value), made.authority.responder(START)._key, algorithm)

    chain = [made.authority.people_ca, made.authority.time_ca, made.authority.root]
    pdf = embed(blank(), FIELD, lambda d: signed(key, usual(d, key.certificate), d, stamp=stamp), PADES)
    report = report_on(with_store(pdf, chain, list(made.crls(START))))
    weak = ALGORITHMS[algorithm][2]
    assert report.verdict is (Verdict.INDETERMINATE if weak else Verdict.VALID), report.diagnostics()
    assert ("DIGEST_WEAK" in report.codes) is weak


def test_content_timestamp_later_than_the_signature_timestamp(made: World) -> None:
    key = made.surgeon

    def make(digest: bytes) -> cms.ContentInfo:
        inner = token_of_digest(made, digest)
        attributes = [*usual(digest, key.certificate), attribute("content_time_stamp", inner)]
        return signed(key, attributes, digest, stamp=lambda v: token(made, v))

    pdf = with_store(
        embed(blank(), FIELD, make, PADES),
        [made.authority.people_ca, made.authority.time_ca, made.authority.root],
        list(made.crls(AT)),
    )
    report = report_on(pdf)
    assert report.verdict is Verdict.INDETERMINATE
    assert "TIME_NOT_PROVEN" in report.codes


def token_of_digest(made: World, digest: bytes) -> cms.ContentInfo:
    """A token over bytes of which only the digest is known, half an hour after the signature's own."""
    from asn1crypto import tsp

    request = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest},
            "cert_req": True,
        }
    )
    late = START + timedelta(minutes=30)
    return tsp.TimeStampResp.load(made.authority.responder(late).respond(request.dump(), late))["time_stamp_token"]


def placeholder() -> bytes:
    """A prepared slot that was never filled."""
    made = shared()[0]
    key = made.surgeon
    pdf = embed(blank(), FIELD, lambda d: signed(key, usual(d, key.certificate), d))
    _, start, second, _ = byte_range(pdf)
    return pdf[: start + 1] + b"0" * (second - start - 2) + pdf[second - 1 :]


def test_prepared_slot_is_no_signature() -> None:
    report = report_on(placeholder())
    assert (report.verdict, report.integrity) == (Verdict.INDETERMINATE, Integrity.GOOD)
    assert report.codes == ("NO_SIGNATURE",)


def test_prepared_slot_beside_a_real_signature_is_refused(made: World) -> None:
    pdf = embed(blank(), FIELD, lambda d: signed(made.surgeon, usual(d, made.surgeon.certificate), d), PADES)
    pdf = embed(pdf, "Receipt1", lambda d: signed(made.patient, usual(d, made.patient.certificate), d), PADES)
    _, start, second, _ = byte_range(pdf)
    emptied = pdf[: start + 1] + b"0" * (second - start - 2) + pdf[second - 1 :]
    assert refused(report_on(emptied), "SIGNATURE_BROKEN")


RANGES = {
    "one range": b"[0 %a]",
    "another place": b"[0 10 20 30]",
    "too short": b"[0 %a %b 10]",
    "tail": b"[0 %a %b %t]",
}


@pytest.mark.parametrize("case", RANGES)
def test_coverage_that_is_not_the_whole_revision(made: World, case: str) -> None:
    """The digest is right for what the ByteRange says; what it leaves out is the point."""
    pdf = embed(blank(), FIELD, lambda d: signed(made.surgeon, usual(d, made.surgeon.certificate), d), PADES)
    _, a, b, c = byte_range(pdf)
    text = RANGES[case]
    for mark, value in ((b"%a", a), (b"%b", b), (b"%t", c - 40)):
        text = text.replace(mark, b"%d" % value)
    numbers = [int(word) for word in text[1:-1].split()]
    where = pdf.rindex(b"/ByteRange")
    end = pdf.index(b"]", where) + 1
    pdf = pdf[:where] + (b"/ByteRange " + text).ljust(end - where) + pdf[end:]
    covered = b"".join(pdf[numbers[i] : numbers[i] + numbers[i + 1]] for i in range(0, len(numbers), 2))
    from hashlib import sha256

    digest = sha256(covered).digest()
    again = signed(made.surgeon, usual(digest, made.surgeon.certificate), digest).dump().hex().encode()
    filled = pdf[: a + 1] + again.ljust(b - a - 2, b"0") + pdf[b - 1 :]
    report = report_on(filled)
    assert refused(report, "COVERAGE"), report.diagnostics()


def with_text_field(shared_appearance: bool) -> bytes:
    """A document with a text field; its appearance may also be drawn on the page."""

    def add(writer: IncrementalPdfFileWriter) -> None:
        form = generic.StreamObject(stream_data=b"BT (old) Tj ET")
        form["/Type"], form["/Subtype"] = generic.pdf_name("/XObject"), generic.pdf_name("/Form")
        form["/BBox"] = generic.ArrayObject(map(generic.NumberObject, (0, 0, 100, 20)))
        drawn = writer.add_object(form)
        page = writer.root["/Pages"]["/Kids"][0]
        field = generic.DictionaryObject(
            {
                generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
                generic.pdf_name("/Subtype"): generic.pdf_name("/Widget"),
                generic.pdf_name("/FT"): generic.pdf_name("/Tx"),
                generic.pdf_name("/T"): generic.pdf_string("Words"),
                generic.pdf_name("/V"): generic.pdf_string("old"),
                generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (50, 400, 150, 420))),
                generic.pdf_name("/AP"): generic.DictionaryObject({generic.pdf_name("/N"): drawn}),
            }
        )
        reference = writer.add_object(field)
        writer.root["/AcroForm"]["/Fields"].append(reference)
        page["/Annots"].append(reference)
        if shared_appearance:
            page["/Resources"]["/XObject"] = generic.DictionaryObject({generic.pdf_name("/X"): drawn})
        writer.update_root()
        writer.update_container(page)
        writer.update_container(writer.root["/AcroForm"])

    return update(blank(), add)


def refilled(pdf: bytes) -> bytes:
    """The text field gets another value, its appearance stream rewritten in place."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        field = next(f.get_object() for f in writer.root["/AcroForm"]["/Fields"] if f.get_object()["/T"] == "Words")
        field["/V"] = generic.pdf_string("new")
        stream = field["/AP"].raw_get("/N").reference
        old = stream.get_object()
        form = generic.StreamObject(
            {key: old.raw_get(key) for key in old if key != "/Length"}, stream_data=b"BT (new) Tj ET"
        )
        writer.objects[(0, stream.idnum)] = form
        writer.update_container(field)

    return update(pdf, change)


def test_field_filled_in_between_two_signatures_is_explained(made: World) -> None:
    first = embed(
        with_text_field(False), FIELD, lambda d: signed(made.surgeon, usual(d, made.surgeon.certificate), d), PADES
    )
    second = embed(
        refilled(first), "Receipt1", lambda d: signed(made.patient, usual(d, made.patient.certificate), d), PADES
    )
    report = report_on(second)
    assert report.integrity is Integrity.GOOD, report.diagnostics()
    assert any("Words" in change for change in report.acts[0].later_changes)


def test_field_filled_in_after_the_last_signature_is_refused(made: World) -> None:
    first = embed(
        with_text_field(False), FIELD, lambda d: signed(made.surgeon, usual(d, made.surgeon.certificate), d), PADES
    )
    assert refused(report_on(refilled(first)), "CHANGED_AFTER_SIGNING")


def test_field_whose_appearance_is_drawn_elsewhere_too_is_refused(made: World) -> None:
    """Rewriting it would change the page: the sneaky update."""
    first = embed(
        with_text_field(True), FIELD, lambda d: signed(made.surgeon, usual(d, made.surgeon.certificate), d), PADES
    )
    second = embed(
        refilled(first), "Receipt1", lambda d: signed(made.patient, usual(d, made.patient.certificate), d), PADES
    )
    report = report_on(second)
    assert refused(report, "CHANGED_AFTER_SIGNING"), report.diagnostics()
    assert next(act.indication for act in report.acts) is Indication.TOTAL_FAILED


def test_file_arranged_for_fast_display(made: World) -> None:
    """Linearised: the first cross-reference section knows nothing of the catalog."""
    pdf = embed(linearised(), FIELD, lambda d: signed(made.surgeon, usual(d, made.surgeon.certificate), d), PADES)
    pdf = with_store(pdf, [made.authority.people_ca, made.authority.root], list(made.crls(START)))
    report = report_on(pdf)
    assert report.integrity is Integrity.GOOD, report.diagnostics()
    assert report.acts[0].later_changes == ("revision 3: archive data only",)


def linearised() -> bytes:
    """Two sections: the oldest holds the later objects only, the newer one the catalog and the first page."""
    pdf = blank()
    body, _, _ = pdf.rpartition(b"xref\n0 ")
    places = {int(m[1]): m.start(1) for m in re.finditer(rb"(?m)^(\d+) 0 obj", body)}
    size, root = max(places) + 1, re.search(rb"/Root (\d+) 0 R", pdf)
    assert root is not None
    catalog, late = int(root[1]), max(places)
    entry = b"%d 1\n%010d 00000 n \n"
    old = b"xref\n0 1\n0000000000 65535 f \n" + entry % (late, places[late]) + b"trailer\n<< /Size %d >>\n" % size
    rows = b"".join(entry % (n, places[n]) for n in sorted(places) if n != late)
    start_old = len(body)
    start_new = start_old + len(old) + len(b"startxref\n0\n%%EOF\n")
    new = b"xref\n" + rows + b"trailer\n<< /Size %d /Root %d 0 R /Prev %d >>\n" % (size, catalog, start_old)
    return body + old + b"startxref\n0\n%%EOF\n" + new + b"startxref\n%d\n%%%%EOF\n" % start_new


def test_no_anchor_still_gets_everything_judged(made: World) -> None:
    key = made.surgeon
    pdf = embed(blank(), FIELD, lambda d: signed(key, usual(b"\0" * 32, key.certificate), d), PADES)
    report = inspect(pdf, Policy("nobody", Trust(), AT))
    assert refused(report, "SIGNATURE_BROKEN")


def test_scripts_are_said_not_judged(made: World) -> None:
    def script(writer: IncrementalPdfFileWriter) -> None:
        action = generic.DictionaryObject(
            {
                generic.pdf_name("/S"): generic.pdf_name("/JavaScript"),
                generic.pdf_name("/JS"): generic.pdf_string("app.alert(1)"),
            }
        )
        writer.root["/OpenAction"] = writer.add_object(action)
        writer.update_root()

    pdf = embed(
        update(blank(), script), FIELD, lambda d: signed(made.surgeon, usual(d, made.surgeon.certificate), d), PADES
    )
    report = report_on(pdf)
    assert report.integrity is Integrity.GOOD
    assert any("script" in note for note in report.not_checked)


def test_signatures_made_here_are_sound(made: World) -> None:
    """Otherwise the refusals above would prove nothing."""
    report = report_on(stamped(made))
    assert report.integrity is Integrity.GOOD
    assert foreign.raw_signature(made.surgeon, b"\0" * 32)


def test_a_certificate_is_the_named_one_in_every_part(made: World) -> None:
    """Its digest, its issuer, whose name may be spelt otherwise, and its number (RFC 5035)."""
    certificate = made.surgeon.certificate
    name_, number = certificate.issuer, certificate.serial_number

    def is_meant(issuer: x509.Name = name_, serial: int = number, digest: bytes = certificate.sha256) -> bool:
        directory = x509.GeneralName("directory_name", issuer)
        serials = {"issuer": x509.GeneralNames([directory]), "serial_number": serial}
        return is_meant_by(certificate, tsp.ESSCertIDv2({"cert_hash": digest, "issuer_serial": serials}))

    other = {part: f"{value} " if part == "common_name" else value for part, value in name_.native.items()}
    assert is_meant()
    assert is_meant(issuer=x509.Name.build(other))
    assert not is_meant(issuer=x509.Name.build({"common_name": "Nobody"}))
    assert not is_meant(serial=number + 1)
    assert not is_meant(digest=bytes(32))
