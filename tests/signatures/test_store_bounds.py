"""Stores made to exhaust their reader: small in the file, and judged or refused at once."""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable
from datetime import timedelta
from math import gcd
from time import perf_counter
from typing import Any

import pytest
from asn1crypto import ocsp, x509
from chains import SIGNING, START, Entity, root, rsa_key
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509 import (
    AuthorityKeyIdentifier,
    ObjectIdentifier,
    SubjectKeyIdentifier,
    UnrecognizedExtension,
)
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from verify_world import dictionary, judge, name, shared, update

from signatures import Code, Report, Trust, Verdict
from signatures.certificates import Path
from signatures.dss import read_store
from signatures.errors import TooLarge
from signatures.issuers import Issuers, comparable
from signatures.reading import open_document
from signatures.registry import Registry

DAY = timedelta(days=1)
AT_ONCE = 5.0  # seconds; each of these took more than four times as long


def with_more(pdf: bytes, streams: Callable[[], Any], key: str = "/Certs") -> bytes:
    """The file with a store that names these besides its own."""

    def add(writer: IncrementalPdfFileWriter) -> None:
        store = writer.root["/DSS"]
        kept = [store[key].raw_get(index) for index in range(len(store[key]))] if key in store else []
        store[name(key)] = generic.ArrayObject([*kept, *(writer.add_object(stream) for stream in streams())])
        writer.update_container(store)

    return update(pdf, add)


def judged(streams: Callable[[], Any], key: str = "/Certs") -> tuple[Report, float]:
    """What is said of a sound file with these in a store behind it, and after how many seconds."""
    made, told = shared()
    pdf = with_more(told.last, streams, key)
    assert len(pdf) < 1_000_000
    begun = perf_counter()
    return judge(made, pdf, told.ends + DAY, None), perf_counter() - begun


def packed_text() -> Any:
    filters = generic.ArrayObject([name("/FlateDecode"), name("/ASCII85Decode")])
    data = zlib.compress(b"!!*-'" * 200_000 + b"~>", 9)
    return (generic.StreamObject(dictionary(Filter=filters), encoded_data=data) for _ in range(140))


def predicted() -> Any:
    given = dictionary(Predictor=generic.NumberObject(12), Columns=generic.NumberObject(1))
    entries = dictionary(Filter=name("/FlateDecode"), DecodeParms=given)
    data = zlib.compress(b"\x02\x00" * 500_000, 9)
    return (generic.StreamObject(entries, encoded_data=data) for _ in range(140))


@pytest.mark.parametrize("streams", [packed_text, predicted])
def test_streams_that_are_slow_to_unpack_are_passed_over(streams: Callable[[], Any]) -> None:
    report, seconds = judged(streams)
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert seconds < AT_ONCE


def test_all_items_together_have_one_bound() -> None:
    zeros = UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), bytes(900_000))
    der = root().issue("Large", extensions=((zeros, False),)).asn1.dump()

    def large() -> Any:
        for index in range(40):
            stream = generic.StreamObject(stream_data=der[:-1] + bytes([index]))
            stream.compress()
            yield stream

    report, _ = judged(large)
    assert report.codes == (Code.TOO_LARGE,)
    assert "to be trusted by" in report.reasons[0].message


def test_a_certificate_may_be_written_as_text() -> None:
    """As printers of the past wrote it, packed and then in letters; it is read like any other."""
    der = root("Written in letters").asn1.dump()

    def one() -> Any:
        filters = generic.ArrayObject([name("/ASCIIHexDecode"), name("/FlateDecode")])
        data = zlib.compress(der).hex().encode() + b">"
        given = generic.ArrayObject([generic.NullObject(), dictionary()])
        yield generic.StreamObject(dictionary(Filter=filters, DecodeParms=given), encoded_data=data)

    made, told = shared()
    pdf = with_more(told.last, one)
    store = read_store(open_document(pdf, made.policy(told.ends), strict=False))
    assert der in [cert.dump() for cert in store.certificates]


def answer_with(singles: int, carried: int) -> ocsp.OCSPResponse:
    """An answer of nobody about so many certificates, with so many made-up ones of its responder."""
    authority = root()
    person, responder = authority.issue("Person"), authority.issue("Responder", purposes=SIGNING)
    basic = authority.answer(person, START, by=responder)["response_bytes"]["response"].parsed
    data = basic["tbs_response_data"].copy()
    data["responses"] = [data["responses"][0]] * singles
    basic["tbs_response_data"], basic["certs"] = data, [responder.asn1] * carried
    inside = {"response_type": "basic_ocsp_response", "response": basic}
    return ocsp.OCSPResponse({"response_status": "successful", "response_bytes": inside})


def many(answer: ocsp.OCSPResponse, count: int) -> Any:
    """So many of them, each with another signature."""
    der, value = answer.dump(), answer["response_bytes"]["response"].parsed["signature"].native
    for _ in range(count):
        stream = generic.StreamObject(stream_data=der.replace(value, os.urandom(len(value))))
        stream.compress()
        yield stream


@pytest.mark.parametrize(("singles", "carried", "count"), [(5000, 1, 26), (1, 1000, 30), (101, 1, 40), (1, 21, 40)])
def test_answers_larger_than_anybodys_are_set_aside_and_told(singles: int, carried: int, count: int) -> None:
    report, seconds = judged(lambda: many(answer_with(singles, carried), count), "/OCSPs")
    assert report.verdict is Verdict.VALID, report.diagnostics()
    assert f"malformed revocation lists or answers: {count}, not used" in report.not_checked
    assert seconds < 2.0


@pytest.mark.parametrize(("singles", "carried", "count"), [(1, 0, 501), (100, 0, 120)], ids=["by number", "by size"])
def test_all_answers_together_have_a_bound_of_their_own(singles: int, carried: int, count: int) -> None:
    report, seconds = judged(lambda: many(answer_with(singles, carried), count), "/OCSPs")
    assert report.codes == (Code.TOO_LARGE,)
    assert "OCSP" in report.reasons[0].message
    assert seconds < 2.0


@pytest.fixture
def prepared(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The parts of names that are prepared for comparison, which is slow."""
    seen: list[str] = []
    original = x509.NameTypeAndValue._ldap_string_prep

    def counted(self: Any, string: str) -> Any:
        seen.append(string)
        return original(self, string)

    monkeypatch.setattr(x509.NameTypeAndValue, "_ldap_string_prep", counted)
    return seen


def test_names_are_prepared_once_for_all_chains(prepared: list[str]) -> None:
    anchor, other = root("Anchor"), root("Other")
    crowd = [renamed(other, f"Crowd {index} {os.urandom(4).hex()}") for index in range(100)]
    leaves = [other.issue(f"Leaf {index}").asn1 for index in range(20)]
    registry = Registry(Trust((anchor.asn1,)), [*crowd, *leaves])
    for leaf in leaves:
        registry.path(leaf, clock=True)
    assert sum(part.startswith("Crowd") for part in prepared) <= 2 * len(crowd)


def renamed(entity: Entity, text: str) -> x509.Certificate:
    certificate = entity.asn1
    body = certificate["tbs_certificate"]
    body["subject"] = body["issuer"] = x509.Name.build({"common_name": text})
    return x509.Certificate.load(certificate.dump(force=True))


def test_names_longer_than_anybodys_are_compared_byte_by_byte(prepared: list[str]) -> None:
    one, other = (renamed(root(), f"Endless {'é' * 1000} {index}") for index in range(2))
    assert comparable(one.subject) == comparable(one.issuer) != comparable(other.subject)
    assert prepared == []


def with_exponent(key: rsa.RSAPrivateKey, bits: int) -> rsa.RSAPrivateKey:
    """The same key with a public exponent so long."""
    known = key.private_numbers()
    p, q = known.p, known.q
    order = (p - 1) * (q - 1)
    exponent = next(one for one in range(2 ** (bits - 1) + 1, 2**bits, 2) if gcd(one, order) == 1)
    private = pow(exponent, -1, order)
    rest = private % (p - 1), private % (q - 1), known.iqmp
    public = rsa.RSAPublicNumbers(exponent, p * q)
    return rsa.RSAPrivateNumbers(p, q, private, *rest, public).private_key(unsafe_skip_rsa_key_validation=True)


@pytest.mark.parametrize(("bits", "tried"), [(64, True), (65, False), (2000, False)])
def test_keys_with_exponents_longer_than_anybodys_are_not_tried(bits: int, tried: bool) -> None:
    issuer = root(key=with_exponent(rsa_key(), bits))
    assert Issuers().signed(issuer.issue("Leaf").asn1, issuer.asn1) is tried


def test_few_issuers_of_one_name_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Some keys take milliseconds for each check; each key is asked once, and beyond a few hundred none is passed over."""
    checked: list[bytes] = []
    monkeypatch.setattr("signatures.issuers.signed", lambda body, *_: checked.append(body))
    leaf, one, issuers = root("X").issue("Leaf").asn1, root("X"), Issuers()
    for _ in range(10):
        issuers.signed(leaf, root("X", key=one.key).asn1)
    assert len(checked) == 1
    for _ in range(499):
        issuers.signed(leaf, root("X").asn1)
    with pytest.raises(TooLarge, match="signatures of certificates"):
        issuers.signed(leaf, root("X").asn1)
    assert len(checked) == 500


def identified(issuer: Entity, name: str, kind: type[AuthorityKeyIdentifier | SubjectKeyIdentifier]) -> Entity:
    """By a key identifier that fits no other."""
    said = AuthorityKeyIdentifier(b"a" * 20, None, None) if kind is AuthorityKeyIdentifier else kind(b"b" * 20)
    return issuer.issue(name, ca=True, key=issuer.key, extensions=((said, False),))


def test_issuers_that_do_not_fit_are_work_too() -> None:
    """Each of one crowd is compared with each of another: half a million pairs, of no chain at all."""
    upper, lower = root("Upper"), root("Lower")
    crowd = [identified(upper, "Lower", AuthorityKeyIdentifier).asn1 for _ in range(400)]
    crowd += [identified(upper, "Upper", SubjectKeyIdentifier).asn1 for _ in range(400)]
    registry = Registry(Trust((root("Anchor").asn1,)), crowd)
    with pytest.raises(TooLarge, match="pairs of certificates"):
        registry.path(lower.issue("Leaf").asn1, clock=False)


def test_chains_of_made_up_namesakes_have_one_bound_for_the_whole_file() -> None:
    """Each of them leads to the reader's anchor, which allows no authority below it, in thirty ways."""
    anchor, key = root("Anchor").issue("Short", ca=True, path_length=0), rsa_key()
    other = anchor.issue("Other", ca=True)
    ways = [anchor.issue("Other", ca=True, key=other.key) for _ in range(30)]
    low = ways[0].issue("Low", ca=True)
    lower = [one.issue("Low", ca=True, key=low.key) for one in ways[:5]]
    namesakes = [low.issue("Signer", key=key).asn1 for _ in range(40)]
    registry = Registry(Trust((anchor.asn1,)), [*(one.asn1 for one in (*ways, *lower)), *namesakes])
    with pytest.raises(TooLarge, match="chains of certificates"):
        registry.twins(namesakes[0])


def test_many_certificates_of_one_key_are_judged() -> None:
    """A person and an authority who renewed theirs again and again, each for the same key, and kept all of them."""
    anchor, key, own = root("Anchor"), rsa_key(), rsa_key()
    renewed = [anchor.issue("Authority", ca=True, key=key) for _ in range(25)]
    people = [renewed[index % 25].issue("Person", key=own).asn1 for index in range(60)]
    registry = Registry(Trust((anchor.asn1,)), [*(one.asn1 for one in renewed), *people])
    for person in people:
        assert isinstance(registry.path(person, clock=False), Path)
        assert len(registry.twins(person)) == 59
        assert all(len(registry.issuers(twin)) == 25 for twin in registry.twins(person))
