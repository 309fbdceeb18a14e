"""What others put into the security store of a paper hinders nobody who signs it, or it is said what is wrong there."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from time import perf_counter
from typing import Any

import pytest
from asn1crypto import x509
from chains import root
from cryptography.x509 import ReasonFlags
from foreign import embed, signed, usual
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from verify_world import START, World, blank, dictionary, judge, reader, shared, update

from signatures import NotConformant, Verdict, archive, certify, inspect
from signatures.evidence import Lists
from signatures.increment import Increment

KINDS = ("/Certs", "/CRLs", "/OCSPs")
AT_ONCE = 5.0  # seconds; it took ten times as long, and a gigabyte
HOUR = timedelta(hours=1)


def with_store(made: Callable[[IncrementalPdfFileWriter], Any]) -> bytes:
    """A paper that nobody has signed yet, with something in the place of its security store."""

    def change(writer: IncrementalPdfFileWriter) -> None:
        writer.root["/DSS"] = made(writer)
        writer.update_root()

    return update(blank(), change)


def holding(kind: str, *streams: bytes, times: int = 1, packed: bool = False) -> bytes:
    def store(writer: IncrementalPdfFileWriter) -> Any:
        made = [generic.StreamObject(stream_data=data) for data in streams]
        for one in made if packed else ():
            one.compress()
        return dictionary(**{kind[1:]: generic.ArrayObject([writer.add_object(one) for one in made] * times)})

    return with_store(store)


def certified(of: World, pdf: bytes) -> bytes:
    of.now[0] = START
    return certify(pdf, "Practitioner1", of.surgeon, of.clock, START, revocation=of.crls(START))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", [b"garbage", b"", b"\x30\x03\x02\x01\x01"])
def test_what_cannot_be_read_stays_and_is_signed_along(kind: str, data: bytes) -> None:
    made, _ = shared()
    result = made.archive(certified(made, holding(kind, data)), START + HOUR)
    assert judge(made, result, START + 2 * HOUR).verdict is Verdict.VALID
    store = reader(result).root["/DSS"]
    assert store[kind][0].data == data
    assert len(store["/CRLs"]) > 2


@pytest.mark.parametrize("kind", KINDS)
def test_nor_does_it_hinder_who_archives_what_others_signed(kind: str) -> None:
    made, _ = shared()
    key = made.surgeon
    theirs = embed(
        holding(kind, b"garbage"), "Practitioner1", lambda digest: signed(key, usual(digest, key.certificate), digest)
    )
    made.now[0] = START
    assert archive(theirs, made.clock, START, revocation=made.crls(START)).startswith(theirs)


def nothing(writer: IncrementalPdfFileWriter) -> Any:
    return generic.ArrayObject([generic.IndirectObject(9999, 0, writer)])


NO_STORE: dict[str, tuple[Callable[[Any], Any], str]] = {
    "a number": (lambda _: generic.NumberObject(1), "cannot be"),
    "a dictionary": (lambda _: dictionary(), "not an array"),
    "an array of numbers": (lambda _: generic.ArrayObject([generic.NumberObject(7)]), "not the reference of a stream"),
    "a reference to a number": (
        lambda writer: generic.ArrayObject([writer.add_object(generic.NumberObject(7))]),
        "not the reference of a stream",
    ),
    "a reference to nothing": (nothing, "leads nowhere"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", NO_STORE)
def test_what_cannot_be_extended_is_named_before_the_key_is_asked(kind: str, what: str) -> None:
    made, _ = shared()
    odd, why = NO_STORE[what]
    pdf = with_store(lambda writer: dictionary(**{kind[1:]: odd(writer)}))
    asked: list[bytes] = []

    class Asked:
        certificate, chain, algorithm = made.surgeon.certificate, made.surgeon.chain, made.surgeon.algorithm
        sign = asked.append

    with pytest.raises(NotConformant, match=rf"security store \(DSS\) of the file .*{why}.*nothing was signed"):
        certify(pdf, "Practitioner1", Asked(), made.clock, START, revocation=made.crls(START))  # type: ignore[arg-type]
    assert asked == []


@pytest.mark.parametrize("store", [generic.NumberObject(1), generic.StreamObject(stream_data=b"")])
def test_so_is_what_is_no_store_at_all(store: Any) -> None:
    made, _ = shared()
    pdf = with_store(lambda writer: writer.add_object(store))
    with pytest.raises(NotConformant, match=r"security store \(DSS\) .* not a dictionary"):
        certified(made, pdf)


def test_an_entry_that_is_null_is_none() -> None:
    made, _ = shared()
    pdf = with_store(lambda _: dictionary(CRLs=generic.NullObject(), OCSPs=generic.NullObject()))
    result = made.archive(certified(made, pdf), START + HOUR)
    assert judge(made, result, START + 2 * HOUR).verdict is Verdict.VALID


def test_one_list_named_many_times_is_read_and_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """By the signer's own issuer, as it says: nobody knows before its signature is asked."""
    made, _ = shared()
    twin = root()
    many = tuple((twin.issue("Somebody"), START, ReasonFlags.superseded) for _ in range(3))
    name_of = x509.Certificate.load(made.surgeon.chain[0].dump()).subject
    body = twin.crl(START - HOUR, revoked=many)
    body["tbs_cert_list"]["issuer"] = name_of
    entry = body["tbs_cert_list"]["revoked_certificates"][0]
    body["tbs_cert_list"]["revoked_certificates"] = [entry] * 20_000
    pdf = holding("/CRLs", body.dump(force=True), times=270, packed=True)
    assert len(pdf) < 50_000
    began = perf_counter()
    result = certified(made, pdf)
    assert perf_counter() - began < AT_ONCE
    assert inspect(result, made.policy(START + HOUR)).acts

    asked: list[bytes] = []
    monkeypatch.setattr("signatures.material.voice", lambda data, *_: asked.append(data))
    lists = Lists.gather((), Increment(pdf))
    assert len(lists.all) == 1
    for _ in range(3):
        with pytest.raises(Exception, match="no revocation list"):
            lists.require([(None, made.surgeon.chain[0])], START)
    assert len(asked) == 1


def test_a_list_in_an_unsigned_file_serves() -> None:
    made, _ = shared()
    held = holding("/CRLs", *made.crls(START))
    made.now[0] = START
    result = certify(held, "Practitioner1", made.surgeon, made.clock, START, revocation=())
    assert len(reader(result).root["/DSS"]["/CRLs"]) == 3
    assert len(reader(certified(made, held)).root["/DSS"]["/CRLs"]) == 3  # what is there already is not added


def test_another_certificate_of_that_issuer_and_number_does_not_stand_for_ours() -> None:
    made, _ = shared()
    ours = made.surgeon.chain[0]
    planted = x509.Certificate.load(ours.dump()).copy()
    planted["signature_value"] = b"planted"
    result = certified(made, holding("/Certs", planted.dump(force=True)))
    there = [one.get_object().data for one in reader(result).root["/DSS"]["/Certs"]]
    assert ours.dump() in there
