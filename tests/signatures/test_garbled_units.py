"""What a certificate or a list may be garbled by that still parses: a refusal in words, and the next clock is asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from answering import server, through
from asn1crypto import keys, x509
from pyhanko.pdf_utils import generic
from rsa_world import rsa_unit
from sign_world import DAY, Practice
from verify_world import dictionary, update

from signatures.clock import HttpClock
from signatures.clocks import Clocks
from signatures.cms import sha256
from signatures.errors import ClockUnavailable, RevocationMissing
from signatures.responder import Responder
from signatures.signing import certify

DIGEST = sha256(b"the act")
POLICY = "1.3.6.1.4.1.32473.1"


@dataclass
class Showing:
    """A unit's key that shows another certificate, which nobody need have issued."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...] = rsa_unit().chain
    algorithm: str = "rsa"

    def sign(self, data: bytes, digest: str = "sha256") -> bytes:
        return rsa_unit().sign(data, digest)


def changed(which: str) -> x509.Certificate:
    """The unit's certificate with something in it that no library reads."""
    certificate = x509.Certificate.load(rsa_unit().certificate.dump())
    body = certificate["tbs_certificate"]
    if which == "a curve that nobody knows":
        curve = keys.ECDomainParameters(name="named", value="1.2.3.4.5")
        point = keys.ECPointBitString(b"\x04" + b"\x01" * 64)
        body["subject_public_key_info"] = {"algorithm": {"algorithm": "ec", "parameters": curve}, "public_key": point}
    elif which == "an extension twice":
        extensions = body["extensions"]
        extensions.append(extensions[-1].copy())
        body["extensions"] = extensions
    else:
        return x509.Certificate.load(
            rsa_unit().certificate.dump().replace(b"Provider time", b"Provider \xff\xfe\xfd\xfc")
        )
    certificate["tbs_certificate"] = body
    return x509.Certificate.load(certificate.dump(force=True))


@pytest.mark.parametrize("which", ["a curve that nobody knows", "an extension twice", "a name in no letters"])
def test_a_unit_whose_certificate_cannot_be_read(practice: Practice, which: str) -> None:
    key: Any = Showing(changed(which))
    unit = Responder(key, POLICY)
    with server(through(lambda body: unit.respond(body, DAY))) as url:
        lying = HttpClock(url, anchors=rsa_unit().chain)
        with pytest.raises(ClockUnavailable, match="it is malformed"):
            lying.stamp(DIGEST, DAY)
        assert Clocks([lying, practice.clock]).stamp(DIGEST, DAY).time == DAY  # and the next one is asked


def another_version(one: bytes) -> bytes:
    place = one.index(b"\x02\x01\x01")
    return one[:place] + b"\x02\x01\x05" + one[place + 3 :]


def test_a_list_of_another_version_that_is_given(practice: Practice, paper: bytes) -> None:
    lists = practice.authority.crls(DAY)
    with pytest.raises(RevocationMissing, match=r"cannot be read .*not a valid CRL version"):
        certify(
            paper,
            "Practitioner1",
            practice.surgeon,
            practice.clock,
            DAY,
            revocation=(*lists, another_version(lists[0])),
        )


def test_a_list_of_another_version_in_the_file_is_passed_over(practice: Practice, paper: bytes) -> None:
    lists = practice.authority.crls(DAY)

    def store(writer: Any) -> None:
        stream = writer.add_object(generic.StreamObject(stream_data=another_version(lists[0])))
        writer.root["/DSS"] = writer.add_object(dictionary(CRLs=generic.ArrayObject([stream])))
        writer.update_root()

    pdf = update(paper, store)
    assert certify(pdf, "Practitioner1", practice.surgeon, practice.clock, DAY, revocation=lists)
