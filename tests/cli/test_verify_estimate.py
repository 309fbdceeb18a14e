"""`dermadocs verify` on the demonstration's estimate: exit codes, where trust comes from, and what time does to it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import ssl
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from world import DAYS, Demo, command

from signatures import Authority

KEYS = {
    "file",
    "sha256",
    "verdict",
    "integrity",
    "reasons",
    "messages",
    "as_of",
    "trust",
    "acts",
    "interval",
    "law",
    "data",
    "missing_acts",
    "not_checked",
    "inside",
    "chain",
    "copy",
    "copies",
}
ACT_KEYS = {"name", "field", "signer", "level", "clock", "not_before", "not_after", "indication"}


def verify(*words: object, **more: Any) -> tuple[int, dict[str, Any]]:
    """Exit code and answer for one file."""
    done = command("verify", "--json", *words, **more)
    assert "Traceback" not in done.stderr
    lines = done.stdout.splitlines()
    assert len(lines) == 1, done.stdout + done.stderr
    return done.returncode, json.loads(lines[0])


@pytest.fixture(scope="session")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The trust folder of another practice's demonstration."""
    folder = tmp_path_factory.mktemp("stranger")
    for name, data in Authority.create("Autre cabinet", DAYS.set_up, demonstration=True).trust_files().items():
        (folder / name).write_bytes(data)
    return folder


def test_with_its_trust_it_is_valid_and_tells_all(demo: Demo) -> None:
    code, answer = verify("--trust", demo.trust, demo.estimate)
    assert code == 0
    assert set(answer) == KEYS
    assert all(set(act) >= ACT_KEYS for act in answer["acts"])
    assert set(answer["interval"]) == {"verdict", "receipt", "gate", "act", "elapsed"}
    assert answer["file"] == str(demo.estimate)
    assert answer["sha256"] == hashlib.sha256(demo.estimate.read_bytes()).hexdigest()
    assert (answer["verdict"], answer["integrity"], answer["reasons"]) == ("VALID", "GOOD", [])
    assert answer["trust"]["sha256"] == root_of(demo.trust)
    assert answer["interval"]["verdict"] == "STATED"
    assert [act["name"] for act in answer["acts"] if act["kind"] == "signature"] == [
        "practitioner",
        "receipt",
        "acceptance",
    ]
    assert {act["clock"] for act in answer["acts"]} == {"C"}
    assert {act["indication"] for act in answer["acts"]} == {"TOTAL_PASSED"}
    assert answer["missing_acts"] == []
    assert answer["data"]["gross"] == "1500.00"
    assert any("revocation after" in note for note in answer["not_checked"])
    received, gate, accepted = (datetime.fromisoformat(answer["interval"][k]) for k in ("receipt", "gate", "act"))
    assert received < gate <= accepted
    assert (gate - received).days >= 15


def root_of(trust: Path) -> str:
    """SHA-256 of a trust folder's root certificate, computed without us."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert((trust / "root.pem").read_text())).hexdigest()


def test_in_words_it_says_who_when_and_what_was_not_checked(demo: Demo) -> None:
    done = command("verify", "--trust", demo.trust, demo.estimate)
    first, *rest = done.stdout.splitlines()
    assert (done.returncode, done.stderr) == (0, "")
    assert first.startswith("VALID")
    assert "as stated by the practice's own clock" in first
    told = "\n".join(rest)
    for words in (
        "Claire VASSEUR",
        "Hannah WHITCOMBE",
        "STATED",
        "not checked   revocation after",
        root_of(demo.trust),
    ):
        assert words in told


def test_without_trust_it_names_the_root_to_be_compared_by_telephone(demo: Demo) -> None:
    code, answer = verify(demo.estimate)
    assert (code, answer["verdict"]) == (3, "INDETERMINATE")
    assert answer["integrity"] == "GOOD"
    assert "NO_TRUST_ANCHOR" in answer["reasons"]
    assert answer["trust"] == {"anchor": None, "sha256": root_of(demo.trust)}
    assert len(answer["acts"]) == 6


def test_the_trust_beside_the_file_is_not_taken(demo: Demo) -> None:
    """The folder of the file holds its trust/: from there, and started there, it is still not trusted."""
    code, answer = verify("estimate.pdf", cwd=demo.folder)
    assert (code, answer["reasons"][0]) == (3, "NO_TRUST_ANCHOR")


def test_with_another_practice_s_trust_it_is_untrusted(demo: Demo, stranger: Path) -> None:
    code, answer = verify("--trust", stranger, demo.estimate)
    assert (code, answer["verdict"]) == (3, "INDETERMINATE")
    assert "UNTRUSTED" in answer["reasons"]
    assert answer["trust"] == {"anchor": None, "sha256": root_of(demo.trust)}


# ---- where else trust may come from; shown on the file as the surgeon signed it, which is quicker to judge


@pytest.fixture
def signed(demo: Demo, tmp_path: Path) -> Path:
    pdf = demo.estimate.read_bytes()
    end = pdf.index(b"%%EOF\n", pdf.index(b"%%EOF\n") + 1) + len(b"%%EOF\n")
    (tmp_path / "signed.pdf").write_bytes(pdf[:end])
    return tmp_path / "signed.pdf"


def home(demo: Demo, folder: Path) -> Path:
    (folder / "trust").symlink_to(demo.trust)
    return folder


def test_trust_folders_add_up(demo: Demo, signed: Path, stranger: Path) -> None:
    code, _ = verify("--trust", stranger, "--trust", demo.trust, signed)
    assert code == 0


def test_trust_from_the_environment(demo: Demo, signed: Path) -> None:
    assert verify(signed, env={"DERMADOCS_TRUST": str(demo.trust)})[0] == 0


def test_trust_from_a_home(demo: Demo, signed: Path, tmp_path: Path) -> None:
    assert verify("--home", home(demo, tmp_path), signed)[0] == 0


def test_trust_from_the_home_of_the_environment(demo: Demo, signed: Path, tmp_path: Path) -> None:
    assert verify(signed, env={"DERMADOCS_HOME": str(home(demo, tmp_path))})[0] == 0


def test_trust_given_goes_before_the_environment(demo: Demo, signed: Path, stranger: Path) -> None:
    env = {"DERMADOCS_TRUST": str(stranger)}
    assert verify("--trust", demo.trust, signed, env=env)[0] == 0
    code, answer = verify("--trust", stranger, signed, env={"DERMADOCS_TRUST": str(demo.trust)})
    assert (code, "UNTRUSTED" in answer["reasons"]) == (3, True)


def test_the_environment_s_trust_goes_before_a_home(demo: Demo, signed: Path, stranger: Path, tmp_path: Path) -> None:
    code, answer = verify("--home", home(demo, tmp_path), signed, env={"DERMADOCS_TRUST": str(stranger)})
    assert (code, "UNTRUSTED" in answer["reasons"]) == (3, True)


@pytest.mark.parametrize("program", ["dermadocs", "signatures"])
@pytest.mark.parametrize("named", [":{}", "{}:", ":"])
def test_an_empty_part_of_the_environment_s_trust_is_not_where_one_stands(
    demo: Demo, signed: Path, tmp_path: Path, program: str, named: str
) -> None:
    """The sender's root lies beside the file, and the reader stands there."""
    shutil.copytree(demo.trust, tmp_path / "mail")
    shutil.copy(signed, tmp_path / "mail" / "letter.pdf")
    (tmp_path / "own").mkdir()
    env = {**os.environ, "DERMADOCS_TRUST": named.format(tmp_path / "own")}
    line = [sys.executable, "-m", program, "verify", "letter.pdf"]
    done = subprocess.run(line, cwd=tmp_path / "mail", env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == 3, done.stdout + done.stderr
    assert "NO_TRUST_ANCHOR" in done.stdout


def test_a_trust_folder_that_is_not_there_is_no_silence(demo: Demo, signed: Path, tmp_path: Path) -> None:
    done = command("verify", signed, env={"DERMADOCS_TRUST": str(tmp_path / "gone")})
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "no such folder" in done.stderr


def test_a_broken_anchor_is_named(demo: Demo, signed: Path, tmp_path: Path) -> None:
    (tmp_path / "root.pem").write_text("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")
    done = command("verify", "--trust", tmp_path, signed)
    assert (done.returncode, done.stdout) == (2, "")
    assert len(done.stderr.splitlines()) == 1
    assert "root.pem" in done.stderr


# ---- years later


@pytest.mark.parametrize("later", ["+1 day", "+30 days", "+3 years"])
def test_it_is_still_valid_later(demo: Demo, later: str) -> None:
    code, answer = verify("--trust", demo.trust, "--at", later, demo.estimate)
    assert (code, answer["verdict"], answer["interval"]["verdict"]) == (0, "VALID", "STATED")


def test_eleven_years_later_the_last_timestamp_has_ended(demo: Demo) -> None:
    code, answer = verify("--trust", demo.trust, "--at", "+11 years", demo.estimate)
    assert (code, answer["verdict"], answer["integrity"]) == (3, "INDETERMINATE", "GOOD")
    assert answer["reasons"]


def test_with_strict_revocation_old_lists_do_not_do(demo: Demo) -> None:
    code, answer = verify("--trust", demo.trust, "--strict-revocation", "--at", "+30 days", demo.estimate)
    assert (code, answer["verdict"]) == (3, "INDETERMINATE")


@pytest.mark.parametrize("moment", ["tomorrow", "2026-13-01", "+9 weeks"])
def test_a_moment_that_is_none_is_a_usage_error(moment: str) -> None:
    done = command("verify", "--at", moment, "pyproject.toml")
    assert done.returncode == 2
    assert "is no time" in done.stderr
