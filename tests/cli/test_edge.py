"""The command's edge: help, version, usage errors."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "dermadocs", *arguments], capture_output=True, text=True)


def test_help_names_the_purpose() -> None:
    result = command("--help")
    assert result.returncode == 0
    assert "French law" in result.stdout


def test_unknown_command_is_a_usage_error() -> None:
    result = command("no-such-command")
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


LATIN = os.fsdecode(b"devis-\xe9.pdf")
"""A name as an old system wrote it: no UTF-8."""


@pytest.mark.parametrize(
    "words", [("verify", "--json"), ("law", "check", "--json"), ("law", "report", "--json", "--names")]
)
def test_a_file_name_that_is_no_utf_8_is_answered_and_comes_back_whole(tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / LATIN
    file.write_bytes(b"no PDF")
    asked = tmp_path if "report" in words else file
    result = command(*words, str(asked))
    assert result.returncode == 2
    assert "internal error" not in result.stderr
    (line,) = result.stdout.splitlines()
    assert "devis-\\udce9.pdf" in line
    assert json.loads(line)["file"].endswith(LATIN)


def test_such_a_name_is_printed_harmlessly(tmp_path: Path) -> None:
    (tmp_path / LATIN).write_bytes(b"no PDF")
    for words in (("verify",), ("law", "check")):
        result = command(*words, str(tmp_path / LATIN))
        assert result.returncode == 2
        assert "devis-?.pdf" in result.stdout + result.stderr
    page = tmp_path / "report.html"
    result = command("law", "report", str(tmp_path), "--names", "--html", str(page))
    assert (result.returncode, "devis-" in page.read_text("utf-8")) == (2, True)


def test_the_other_command_answers_too(tmp_path: Path) -> None:
    (tmp_path / LATIN).write_bytes(b"no PDF")
    words = [sys.executable, "-m", "signatures", "verify", "--json", str(tmp_path / LATIN)]
    result = subprocess.run(words, capture_output=True, text=True)
    assert (result.returncode, json.loads(result.stdout)["file"].endswith(LATIN)) == (2, True)


@pytest.mark.parametrize("far", ["9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00", "+6990 years"])
def test_a_moment_too_far_away_is_told(tmp_path: Path, far: str) -> None:
    result = command("verify", "--at", far, str(tmp_path))
    assert result.returncode == 2
    assert "too far away: only the years 1000 to 8999 are judged" in result.stderr


ESCAPES = "x\x1b[2K\rVALID\u202e"
"""A name that wipes its line and writes over it."""


@pytest.mark.parametrize("program", ["dermadocs", "signatures"])
def test_no_name_writes_over_the_line_of_an_error(tmp_path: Path, program: str) -> None:
    """Of ours, of click, and on the way to an internal error: said in one place."""
    (tmp_path / ESCAPES).mkdir()
    (tmp_path / ESCAPES / "bad.pem").write_bytes(b"none")
    for words in (
        ("verify", ESCAPES),
        ("verify", "--trust", ESCAPES, "."),
        (ESCAPES,),
        ("verify", f"--{ESCAPES}", "."),
    ):
        (tmp_path / "some.pdf").write_bytes(b"none")
        result = subprocess.run(
            [sys.executable, "-m", program, *words], capture_output=True, text=True, cwd=tmp_path, timeout=60
        )
        assert result.returncode == 2, words
        assert result.stderr
        assert all(line.isprintable() for line in result.stderr.split("\n")), words
