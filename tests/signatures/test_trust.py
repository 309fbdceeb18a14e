"""A trust folder holds what the reader trusts; what cannot be read is said, never passed over."""

from __future__ import annotations

from pathlib import Path

import pytest
from asn1crypto.pem import armor
from verify_world import START, shared

from signatures import SignatureError, Trust

WHOLE = armor("CERTIFICATE", shared()[0].authority.root.dump())
WHOLE_LIST = armor("X509 CRL", shared()[0].crls(START)[0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    world, _ = shared()
    for name, data in world.authority.trust_files(START).items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    return tmp_path


def test_reads_roots_and_revocation_lists(folder: Path) -> None:
    world, _ = shared()
    trust = Trust.load(folder)
    assert [cert.sha256 for cert in trust.roots] == [world.authority.root.sha256]
    assert trust.tsa_roots == ()
    assert len(trust.crls) == 3


def test_timestamp_anchors_are_kept_apart(folder: Path) -> None:
    (folder / "tsa").mkdir()
    (folder / "root.pem").rename(folder / "tsa" / "other.pem")
    trust = Trust.load(folder)
    assert trust.roots == ()
    assert len(trust.tsa_roots) == 1


def test_several_folders_add_up_and_an_anchor_counts_once(folder: Path) -> None:
    assert len(Trust.load(folder, folder).roots) == 1


def test_survives_the_way_to_a_child_process(folder: Path) -> None:
    trust = Trust.load(folder)
    again = Trust.from_json(trust.to_json())
    assert [cert.dump() for cert in again.roots] == [cert.dump() for cert in trust.roots]
    assert [item.dump() for item in again.crls] == [item.dump() for item in trust.crls]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("broken.pem", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"),
        ("words.pem", b"these are not the certificates you are looking for"),
        ("empty.pem", b""),
        ("cut-off.pem", WHOLE + WHOLE[:-30]),
        ("cut-off.crl", WHOLE_LIST + WHOLE_LIST[:-30]),
        ("broken.crl", b"\x30\x03\x02\x01\x05"),
        ("tsa/broken.pem", b"\x00"),
    ],
)
def test_unreadable_file_is_named(folder: Path, name: str, content: bytes) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(content)
    with pytest.raises(SignatureError, match=Path(name).name):
        Trust.load(folder)


def test_missing_folder_is_an_error_and_an_empty_one_trusts_nobody(tmp_path: Path) -> None:
    with pytest.raises(SignatureError, match="no such folder"):
        Trust.load(tmp_path / "absent")
    assert Trust.load(tmp_path) == Trust()


def test_endings_may_be_capitals_and_lists_lie_in_each_folder(folder: Path) -> None:
    """As other systems write them: passed over, a revoked signer or clock would be VALID."""
    (folder / "tsa").mkdir()
    (folder / "lists").mkdir()
    first, second, third = sorted(folder.glob("*.crl"))
    first.rename(folder / "FIRST.CRL")
    second.rename(folder / "tsa" / "second.crl")
    third.rename(folder / "lists" / "third.Crl")
    (folder / "root.pem").rename(folder / "tsa" / "ROOT.PEM")
    trust = Trust.load(folder)
    assert (len(trust.crls), len(trust.tsa_roots), trust.left_out) == (3, 1, ())


def test_what_a_computer_makes_of_its_own_accord_is_no_anchor(folder: Path) -> None:
    before = Trust.load(folder).to_json()
    (folder / "._root.pem").write_bytes(b"\x00\x05\x16\x07")
    (folder / ".hidden.pem").write_bytes(armor("CERTIFICATE", shared()[0].surgeon.certificate.dump()))
    assert Trust.load(folder).to_json() == before


def test_what_is_not_read_is_named(folder: Path) -> None:
    names = ("FR.xml", "TSA", "issuer.cer", "lists/notes.txt", "tsa/deeper", "tsa/old.der")
    for name in ("FR.xml", "issuer.cer", "lists/notes.txt", "tsa/old.der", "tsa/deeper/ca.crl", "TSA/t.crl", ".hidden"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"anything")
    trust = Trust.load(folder)
    assert sorted(trust.left_out) == sorted(names)
    assert Trust.from_json(trust.to_json()).left_out == trust.left_out
    (folder / "only").mkdir()
    (folder / "only" / "tsa").write_bytes(b"a file, no folder")
    assert Trust.load(folder / "only").left_out == ("tsa",)
