"""Where an authority keeps its keys: encrypted, private, whole, and never a demonstration's for a real one's."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography import x509
from sign_world import DAY

from signatures.authority import Authority
from signatures.errors import KeyUnavailable

PASSWORD = b"correct horse"


@pytest.fixture
def real() -> Authority:
    """An authority for real use."""
    return Authority.create("Cabinet Martin", DAY)


def revoked(authority: Authority) -> int:
    """How many of the people's certificates are revoked at DAY."""
    return len(x509.load_der_x509_crl(authority.crls(DAY)[1]))


def test_saved_and_loaded_authority_is_the_same(real: Authority, tmp_path: Path) -> None:
    unit = real.responder(DAY)
    real.save(tmp_path / "authority", PASSWORD)
    loaded = Authority.load(tmp_path / "authority", PASSWORD)
    assert loaded.root.sha256 == real.root.sha256
    assert loaded.log == real.log
    assert loaded.responder(DAY).certificate.sha256 == unit.certificate.sha256
    assert loaded.crls(DAY) == real.crls(DAY)


def test_keys_are_encrypted_and_private(real: Authority, tmp_path: Path) -> None:
    folder = tmp_path / "authority"
    real.responder(DAY)
    real.save(folder, PASSWORD)
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}
    keys = sorted(folder.glob("*.key"))
    assert [path.stem for path in keys] == ["people", "root", "time", "unit-1"]
    assert all(path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----") for path in keys)


def test_what_is_issued_after_saving_is_written_at_once(real: Authority, tmp_path: Path) -> None:
    folder = tmp_path / "authority"
    real.save(folder, PASSWORD)
    key = real.practitioner(name="Claire VASSEUR", rpps="10000000009", at=DAY)
    real.revoke(key.certificate, DAY)
    real.responder(DAY)
    written = [json.loads(line) for line in (folder / "issued.jsonl").read_text().splitlines()]
    assert [(line["event"], line["name"]) for line in written] == [
        ("issued", "Claire VASSEUR"),
        ("revoked", "Claire VASSEUR"),
        ("issued", "Horodatage 1"),
    ]
    assert revoked(Authority.load(folder, PASSWORD)) == 1


def test_revocation_by_one_process_is_seen_by_another(real: Authority, tmp_path: Path) -> None:
    real.save(tmp_path / "authority", PASSWORD)
    other = Authority.load(tmp_path / "authority", PASSWORD)
    key = other.practitioner(name="Claire VASSEUR", rpps="10000000009", at=DAY)
    other.revoke(key.certificate, DAY)
    assert revoked(real) == 1


@pytest.mark.parametrize("made_for", [True, False])
def test_demonstration_and_real_keys_never_mix(tmp_path: Path, made_for: bool) -> None:
    Authority.create("Cabinet", DAY, demonstration=made_for).save(tmp_path / "authority", PASSWORD)
    assert Authority.load(tmp_path / "authority", PASSWORD, demonstration=made_for).demonstration is made_for
    with pytest.raises(KeyUnavailable, match="never used for"):
        Authority.load(tmp_path / "authority", PASSWORD, demonstration=not made_for)


def test_wrong_password(real: Authority, tmp_path: Path) -> None:
    real.save(tmp_path / "authority", PASSWORD)
    with pytest.raises(KeyUnavailable, match="wrong password") as caught:
        Authority.load(tmp_path / "authority", b"battery staple")
    assert "battery" not in str(caught.value)


def test_key_that_others_can_read(real: Authority, tmp_path: Path) -> None:
    real.save(tmp_path / "authority", PASSWORD)
    (tmp_path / "authority" / "people.key").chmod(0o644)
    with pytest.raises(KeyUnavailable, match="read by others"):
        Authority.load(tmp_path / "authority", PASSWORD)


def test_key_of_another_backup(real: Authority, tmp_path: Path) -> None:
    real.save(tmp_path / "one", PASSWORD)
    Authority.create("Cabinet", DAY).save(tmp_path / "two", PASSWORD)
    (tmp_path / "two" / "time.key").replace(tmp_path / "one" / "time.key")
    with pytest.raises(KeyUnavailable, match=r"not the key of time\.pem"):
        Authority.load(tmp_path / "one", PASSWORD)


def test_lost_log_is_not_taken_for_an_empty_one(real: Authority, tmp_path: Path) -> None:
    real.save(tmp_path / "authority", PASSWORD)
    (tmp_path / "authority" / "issued.jsonl").unlink()
    with pytest.raises(KeyUnavailable, match="revocations stand in it"):
        Authority.load(tmp_path / "authority", PASSWORD)


def test_no_authority_there(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match="is this an authority's folder"):
        Authority.load(tmp_path, PASSWORD)


def test_an_authority_is_never_overwritten(real: Authority, tmp_path: Path) -> None:
    real.save(tmp_path / "authority", PASSWORD)
    with pytest.raises(KeyUnavailable, match="already holds an authority"):
        Authority.create("Cabinet", DAY).save(tmp_path / "authority", PASSWORD)


def test_keys_need_a_password(real: Authority, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="password"):
        real.save(tmp_path / "authority", b"")
    assert not (tmp_path / "authority").exists()
