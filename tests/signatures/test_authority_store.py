"""Where an authority keeps its keys: encrypted, private, whole, and never a demonstration's for a real one's."""

from __future__ import annotations

import json
import os
import resource
from collections.abc import Callable
from datetime import timedelta
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


def together(count: int, act: Callable[[], object]) -> list[int]:
    """Processes that begin at the same moment; how each ended."""
    ready, go = os.pipe(), os.pipe()
    children = []
    for _ in range(count):
        child = os.fork()
        if not child:
            code = 1
            try:
                os.write(ready[1], b".")
                os.close(go[1])
                os.read(go[0], 1)  # until the other end is closed
                act()
                code = 0
            finally:
                os._exit(code)
        children.append(child)
    for _ in children:
        os.read(ready[0], 1)
    os.close(go[1])
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    for descriptor in (*ready, go[0]):
        os.close(descriptor)
    return ended


def test_processes_that_need_a_new_unit_at_once_make_one(real: Authority, tmp_path: Path) -> None:
    """Else the key of one and the certificate of the other stand side by side, and the authority is lost."""
    real.save(tmp_path / "home", PASSWORD)
    before = len(Authority.load(tmp_path / "home", PASSWORD).log)
    later = DAY + timedelta(days=800)
    assert together(6, lambda: Authority.load(tmp_path / "home", PASSWORD).responder(later)) == [0] * 6
    loaded = Authority.load(tmp_path / "home", PASSWORD)
    assert len(loaded.log) == before + 1
    assert len(list((tmp_path / "home").glob("unit-*.pem"))) == len(loaded._units)


def test_a_line_that_a_full_disk_cut_short_is_none(real: Authority, tmp_path: Path) -> None:
    """Nothing was handed out for it; the next line takes its place."""
    real.save(tmp_path / "home", PASSWORD)
    real.one_shot(name="Hannah WHITCOMBE", identifier="patient", at=DAY)
    path = tmp_path / "home" / "issued.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole + whole.splitlines()[0][:40])
    loaded = Authority.load(tmp_path / "home", PASSWORD)
    assert len(loaded.log) == 1
    loaded.one_shot(name="Hannah WHITCOMBE", identifier="patient", at=DAY)
    assert path.read_bytes().startswith(whole)
    assert len(Authority.load(tmp_path / "home", PASSWORD).log) == 2
    path.write_bytes(b"not one whole line")
    with pytest.raises(KeyUnavailable, match="restore it, for revocations stand in it"):
        Authority.load(tmp_path / "home", PASSWORD)


def test_nothing_is_issued_where_the_log_takes_nothing(real: Authority, tmp_path: Path) -> None:
    real.save(tmp_path / "home", PASSWORD)
    path = tmp_path / "home" / "issued.jsonl"
    size = path.stat().st_size

    def issue() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 10, size + 10))
        with pytest.raises(KeyUnavailable, match="nothing was issued"):
            Authority.load(tmp_path / "home", PASSWORD).one_shot(name="A B", identifier="patient", at=DAY)

    before = path.read_bytes()
    assert together(1, issue) == [0]
    assert path.read_bytes() == before
