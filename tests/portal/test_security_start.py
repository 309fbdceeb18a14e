"""Start refuses what could stop a signature, or let others in, before anybody is invited (security family 23)."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from homes import make_home
from portal_home import real_home
from portal_server import free_port


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real home that could be served."""
    home = real_home(tmp_path_factory.mktemp("sound") / "home")
    toml = home / "home.toml"
    toml.write_text(toml.read_text().replace("localhost:PORT", f"localhost:{free_port()}"))
    return home


@contextmanager
def copied(sound: Path, place: Path) -> Iterator[Path]:
    shutil.copytree(sound, place / "home")
    (place / "home").chmod(0o700)
    yield place / "home"


def refusal(home: Path) -> list[str]:
    """What the command says; it ends by itself, with 2."""
    done = subprocess.run(
        [sys.executable, "-m", "dermadocs", "serve", "--home", str(home)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 2, (done.returncode, done.stderr)
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    return done.stderr.splitlines()


def edited(home: Path, before: str, after: str) -> None:
    toml = home / "home.toml"
    told = toml.read_text()
    assert before in told
    toml.write_text(told.replace(before, after))


def cut(home: Path, section: str) -> None:
    parts = (home / "home.toml").read_text().split("\n\n")
    (home / "home.toml").write_text("\n\n".join(part for part in parts if not part.startswith(f"[{section}]")))


def demonstration_key(home: Path) -> None:
    """A key of a demonstration, put where the surgeon's is."""
    other = make_home(home.parent / "demonstration")
    for key in (other / "keys").glob("1*.p12"):
        shutil.copy(key, home / "keys" / key.name)
    shutil.copy(other / "password", home / "password")


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "no-portal": (lambda home: cut(home, "portal"), "[portal] is missing"),
    "no-mail": (lambda home: cut(home, "mail"), "[mail] is missing"),
    "no-sms": (lambda home: cut(home, "sms"), "[sms] is missing"),
    "http": (lambda home: edited(home, "http://localhost:", "http://clinic.example:"), "https"),
    "sms-http": (lambda home: edited(home, "http://localhost:80/send", "http://sms.example/send"), "https"),
    "mail-open": (lambda home: edited(home, 'host = "localhost"', 'host = "mail.example"'), "this machine"),
    "home-open": (lambda home: home.chmod(0o755), "may be read by others"),
    "file-writable": (lambda home: (home / "practice.json").chmod(0o666), "may be written by anybody"),
    "secret-empty": (lambda home: _secret(home, ""), "too simple to be a secret"),
    "secret-weak": (lambda home: _secret(home, "a" * 64), "too simple to be a secret"),
    "secret-open": (lambda home: _secret(home, "0123456789abcdef" * 4).chmod(0o644), "may be read by others"),
    "password-open": (lambda home: (home / "password").chmod(0o644), "may be read by others"),
    "demonstration": (lambda home: edited(home, "demonstration = false", "demonstration = true"), "demonstration"),
    "demonstration-key": (demonstration_key, "key"),
    "clock": (lambda home: edited(home, 'kind = "own"', 'kind = "authority"\nurl = "http://localhost:9/tsa"'), "tsa"),
}


def _secret(home: Path, told: str) -> Path:
    path = home / "portal.key"
    path.write_text(told)
    path.chmod(0o600)
    return path


@pytest.mark.parametrize("fault", FAULTS)
def test_start_refuses(sound: Path, tmp_path: Path, fault: str) -> None:
    change, words = FAULTS[fault]
    with copied(sound, tmp_path) as home:
        change(home)
        told = refusal(home)
    assert any(words in line for line in told), told


def test_everything_missing_is_said_at_once_in_a_line_each(sound: Path, tmp_path: Path) -> None:
    with copied(sound, tmp_path) as home:
        for section in ("portal", "mail", "sms"):
            cut(home, section)
        told = refusal(home)
    assert len(told) == 3
    assert all(name in line for name, line in zip(("[portal]", "[mail]", "[sms]"), told, strict=True))


def test_unreachable_authority_of_time_is_refused(sound: Path, tmp_path: Path) -> None:
    with copied(sound, tmp_path) as home:
        edited(home, 'kind = "own"', f'kind = "authority"\nurl = "http://localhost:{free_port()}/tsa"')
        (home / "trust" / "tsa").mkdir(exist_ok=True)
        shutil.copy(next((home / "trust").glob("*.pem")), home / "trust" / "tsa" / "authority.pem")
        told = refusal(home)
    assert len(told) == 1
    assert "localhost" in told[0]


@pytest.mark.parametrize("which", ["surgeon", "seal"])
def test_certificate_that_has_ended_is_refused(tmp_path: Path, which: str) -> None:
    from datetime import UTC, datetime, timedelta

    from portal_home import EXAMPLE

    from dermadocs.domain.codec import decode_case
    from signatures import Authority
    from signatures.keys import pkcs12

    case = decode_case(EXAMPLE.read_bytes())
    then = datetime.now(UTC) - timedelta(days=9 * 365)
    home = make_home(tmp_path / "home", case, demonstration=True, at=then)
    password = (home / "password").read_bytes().strip()
    authority = Authority.load(home / "authority", password, demonstration=True)
    now = datetime.now(UTC)
    rpps = case.practitioners[0].rpps
    fresh = {
        "surgeon": authority.seal(name=case.practice.name, identifier=f"SIREN:{case.practice.siren}", at=now),
        "seal": authority.practitioner(name="Claire VASSEUR", rpps=rpps, at=now),
    }[which]
    target = home / "keys" / ("seal.p12" if which == "surgeon" else f"{rpps}.p12")
    target.unlink()
    pkcs12.save(target, fresh, password)
    told = refusal(home)
    assert any(("seal.p12" if which == "seal" else rpps) in line and "certificate is good" in line for line in told), (
        told
    )
