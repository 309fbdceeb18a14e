"""A trusted list is read only as far as its operator signed it; all else is refused in words."""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from list_world import (
    BEFORE,
    CA_QC,
    ISSUED,
    NEXT,
    Operator,
    after,
    listed,
    operator,
    plain,
    service,
    signed,
)

from signatures import ListRefused, SignatureError, Trust
from signatures.trustlist import GRANTED, QTST, Period
from signatures.trustlist_xml import MAX_LIST, read

UNIT = operator("Unit 1").asn1
OURS = (operator().asn1,)
GOOD = listed(service(UNIT))


def test_facts_of_a_list() -> None:
    ended = after(BEFORE, 400)
    timed = service(UNIT, "withdrawn", ended, history=[("granted", BEFORE)])
    data = listed(timed, service(None, kind=CA_QC, name="Certificates"))
    found = read(data, "FR.xml", OURS)
    assert (found.territory, found.number, found.issued, found.next_update) == ("FR", 62, ISSUED, NEXT)
    assert "Scheme operator" in found.signer
    assert found.signer_sha256 == operator().asn1.sha256.hex()
    first, second = found.services
    assert (first.provider, first.name, first.certificates) == ("Time Ltd", "Unit 1", (UNIT.dump(),))
    assert first.subjects == ("CN=Unit 1",)
    assert [one.since for one in first.periods] == [ended, BEFORE]
    assert first.at(after(BEFORE, -1)) is None
    assert first.at(after(BEFORE, 399)) == Period(QTST, GRANTED, BEFORE)
    assert (second.name, second.certificates, second.stamps) == ("Certificates", (), False)


def test_a_closed_list_has_no_next_update() -> None:
    found = read(listed(next_update=None), "FR.xml", OURS)
    assert found.next_update is None
    assert found.ends == ISSUED


def test_a_signature_over_the_root_by_its_name_or_by_none() -> None:
    """Both are over the whole list; lists of member states have either."""
    nameless = signed(plain(service(UNIT)).replace(b' Id="list"', b""))
    for data, uri in ((GOOD, b'URI="#list"'), (nameless, b'URI=""')):
        assert uri in data
        assert read(data, "FR.xml", OURS).number == 62


def test_a_byte_order_mark_is_no_fault() -> None:
    assert read(b"\xef\xbb\xbf" + GOOD, "FR.xml", OURS).number == 62


def test_greece_goes_by_two_names() -> None:
    greek = operator(country="GR")
    assert read(listed(territory="EL", by=greek), "EL.xml", (greek.asn1,)).territory == "EL"


def test_several_may_sign() -> None:
    other = operator("Next operator")
    assert read(listed(by=other), "FR.xml", (*OURS, other.asn1)).signer_sha256 == other.asn1.sha256.hex()


def wrapped(name: bytes) -> bytes:
    """The signed list put into another one, which grants more, with the signature where it is looked for."""
    opening = GOOD.index(b"<TrustServiceStatusList")
    inner, signature = GOOD[opening : GOOD.index(b"<ds:Signature")], GOOD[GOOD.index(b"<ds:Signature") :]
    outer = plain(service(operator("Thief").asn1)).replace(b'Id="list"', b'Id="%s"' % name)
    body = outer[outer.index(b"<TrustServiceStatusList") : outer.rindex(b"</TrustServiceStatusList>")]
    return body + inner + b"</TrustServiceStatusList>" + signature


def second_signature() -> bytes:
    start, end = GOOD.index(b"<ds:Signature"), GOOD.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    return GOOD[:end] + GOOD[start:end] + GOOD[end:]


def moved_signature() -> bytes:
    """Deeper than its place."""
    start, end = GOOD.index(b"<ds:Signature"), GOOD.index(b"</ds:Signature>") + len(b"</ds:Signature>")
    return (GOOD[:start] + GOOD[end:]).replace(b"</SchemeInformation>", GOOD[start:end] + b"</SchemeInformation>")


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    return f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "lol">{entities}]><x>&l11;</x>'.encode()


EXPIRED = operator("Former operator", ends=after(ISSUED, -1))
TWIN = operator(ends=after(NEXT, 1))  # the same name, another key
OTHERS = {
    "altered": (GOOD.replace(b"Unit 1", b"Unit 2"), "altered"),
    "a date moved": (GOOD.replace(b"2027-02-01", b"2037-02-01"), "altered"),
    "signed words altered": (GOOD.replace(b"SigningTime>2", b"SigningTime>3"), "altered"),
    "truncated": (GOOD[: len(GOOD) // 2], "malformed"),
    "empty": (b"", "malformed"),
    "unsigned": (plain(service(UNIT)), "0 signatures"),
    "another signer": (listed(by=operator("Another")), "who is not among those given"),
    "a twin of the signer": (listed(by=TWIN), "who is not among those given"),
    "a twin under the signer's certificate": (
        listed(by=Operator(TWIN.key, operator().certificate)),
        "altered",
    ),
    "another country's operator": (listed(territory="BE", by=operator()), "is of BE, and who signed it is of FR"),
    "signer over by then": (listed(by=EXPIRED), "was not valid on 2026-09-01"),
    "two signatures": (second_signature(), "2 signatures"),
    "signature elsewhere": (moved_signature(), "not in their place"),
    "wrapped": (wrapped(b"outer"), "not over the whole list"),
    "wrapped under one name": (wrapped(b"list"), "resolved to 2 nodes"),
    "a part signed": (GOOD.replace(b'Id="list"', b'Id="lost"'), "not over the whole list"),
    "weak digest": (signed(plain(service(UNIT)), digest="SHA1"), "SHA1 forbidden"),
    "another namespace": (signed(plain(namespace="http://example.org/lists")), "not a trusted list"),
    "a list of lists": (listed(kind="http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUlistofthelists"), "national"),
    "an old form": (listed(version="4"), "version 4"),
    "issue after update": (listed(issued=after(NEXT, 1)), "before its issue"),
    "no territory": (signed(plain().replace(b"<SchemeTerritory>FR</SchemeTerritory>", b"")), "SchemeTerritory"),
    "two numbers": (
        signed(plain().replace(b"<TSLType>", b"<TSLSequenceNumber>63</TSLSequenceNumber><TSLType>")),
        "2 elements TSLSequenceNumber",
    ),
    "a clock's certificate torn": (
        signed(plain(service(UNIT).replace("<X509Certificate>MII", "<X509Certificate>MIB"))),
        "a certificate of « Unit 1 » cannot be read",
    ),
    "no zone": (signed(plain().replace(b"2026-09-01T00:00:00Z", b"2026-09-01T00:00:00")), "without a time zone"),
    "a million laughs": (laughs(), "document type"),
    "a file of this machine": (
        b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + GOOD.partition(b"?>\n")[2],
        "document type",
    ),
    "laughs in disguise": (laughs().decode().encode("utf-16"), "UTF-8"),
    "another encoding told": (GOOD.replace(b"UTF-8", b"UTF-7").replace(b"'", b'"'), "UTF-7"),
    "too large": (GOOD + b" " * MAX_LIST, "larger than"),
    "deep": (b"<a>" * 100_000, "malformed"),
    "no XML": (b"%PDF-1.7", "malformed"),
}


@pytest.mark.parametrize("name", OTHERS)
def test_refused_in_words(name: str) -> None:
    data, why = OTHERS[name]
    began = time.monotonic()
    with pytest.raises(ListRefused, match=why):
        read(data, "FR.xml", (*OURS, EXPIRED.asn1))
    assert time.monotonic() - began < 2


def test_without_a_signer_given_it_is_not_believed() -> None:
    with pytest.raises(ListRefused, match=r"lists/\*\.pem"):
        read(GOOD, "FR.xml", ())


def test_an_old_list_is_read_whatever_the_day_of_today() -> None:
    """Its signer is judged by the date of the list: proof of twenty years ago stays proof."""
    long_ago = timedelta(days=3000)
    then = operator("Old operator", BEFORE - long_ago, ISSUED - long_ago + timedelta(days=1))
    data = listed(issued=ISSUED - long_ago, next_update=NEXT - long_ago, by=then)
    assert read(data, "FR.xml", (then.asn1,)).issued == ISSUED - long_ago


# ---- the folder


def test_folder_of_lists(tmp_path: Path) -> None:
    here = tmp_path / "lists"
    here.mkdir()
    (here / "operator.pem").write_bytes(operator().pem)
    (here / "FR.xml").write_bytes(GOOD)
    (here / "again.xml").write_bytes(GOOD)
    (here / "BE.xml").write_bytes(listed(territory="BE", by=operator("Another")))
    trust = Trust.load(tmp_path)
    assert [one.territory for one in trust.lists] == ["FR"]
    assert [one.file for one in trust.unused_lists] == ["BE.xml"]
    assert "Another" in trust.unused_lists[0].why
    assert trust.roots == trust.tsa_roots == ()  # who signs lists vouches for nothing else
    again = Trust.from_json(trust.to_json())
    assert again.lists == trust.lists
    assert again.unused_lists == trust.unused_lists


def test_a_child_gets_no_more_than_grades_a_clock() -> None:
    trust = Trust(lists=(read(listed(service(UNIT), service(UNIT, kind=CA_QC)), "FR.xml", OURS),))
    assert len(trust.lists[0].services) == 2
    assert [one.name for one in Trust.from_json(trust.to_json()).lists[0].services] == ["Unit 1"]


def test_unreadable_signer_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "FR.xml").write_bytes(GOOD)
    (tmp_path / "lists" / "operator.pem").write_bytes(b"not a certificate")
    with pytest.raises(SignatureError, match=r"operator\.pem"):
        Trust.load(tmp_path)


def test_lists_without_the_extra_are_an_error_that_names_it(tmp_path: Path) -> None:
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "FR.xml").write_bytes(GOOD)
    program = "import sys; sys.modules['signxml'] = None; from signatures.cli import run; sys.argv[1:] = ['trust', sys.argv[1]]; run()"
    result = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "dermadocs[lists]" in result.stderr


def test_trust_without_lists_does_not_load_their_parser() -> None:
    program = "import sys; from signatures import Trust; Trust.load('.'); sys.exit('lxml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False, cwd=Path(__file__).parent).returncode == 0
