"""The set-up: what a user without rights is told, and what the wheel carries."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
sys.path.insert(0, str(ROOT / "tools"))

import bootstrap  # noqa: E402


@pytest.fixture
def without_rights(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "administrator", lambda: None)


@pytest.mark.usefixtures("without_rights")
def test_a_user_without_rights_is_told_the_one_line(monkeypatch, capsys) -> None:
    missing = bootstrap.Need("libexample-one", bootstrap.library("example-that-nobody-has"))
    monkeypatch.setattr(bootstrap, "NEEDS", (missing,))
    assert bootstrap.system_packages(for_tests=False) is False
    assert "sudo apt-get install libexample-one" in capsys.readouterr().err


@pytest.mark.usefixtures("without_rights")
def test_what_only_the_tests_need_stops_nobody(monkeypatch, capsys) -> None:
    missing = bootstrap.Need("example-tool", bootstrap.program("example-that-nobody-has"), tests_only=True)
    monkeypatch.setattr(bootstrap, "NEEDS", (missing,))
    assert bootstrap.system_packages(for_tests=True) is True
    assert "example-tool" in capsys.readouterr().err
    assert bootstrap.system_packages(for_tests=False) is True
    assert capsys.readouterr().err == ""


def test_a_step_is_done_again_only_when_its_cause_changes(tmp_path: Path) -> None:
    done: list[int] = []
    stamp = tmp_path / "stamp"

    def step() -> bool:
        done.append(1)
        return True

    assert bootstrap.once(stamp, "a", step)
    assert bootstrap.once(stamp, "a", step)
    assert len(done) == 1
    assert bootstrap.once(stamp, "b", step)
    assert len(done) == 2
    assert not bootstrap.once(stamp, "c", lambda: False)
    assert stamp.read_text() == "b"


def test_the_wheel_carries_templates_law_and_example(tmp_path: Path) -> None:
    subprocess.run(
        [
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "-q",
            "--no-deps",
            "--no-build-isolation",
            str(ROOT),
            "-w",
            str(tmp_path),
        ],
        check=True,
    )
    (wheel,) = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    for wanted in (
        "dermadocs/templates/documents/estimate.html.j2",
        "dermadocs/law/wording/estimate.toml",
        "dermadocs/examples/dermabrasion.json",
        "signatures/verification.py",
    ):
        assert wanted in names
    assert not [name for name in names if name.startswith(("tests/", "tools/", "bench/"))]


def test_the_locks_name_no_host_and_hash_everything() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        assert "://" not in text
        pins = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pins
        assert text.count("--hash=sha256:") >= len(pins)
