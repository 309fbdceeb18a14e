"""The command's edge: help, version, usage errors."""

from __future__ import annotations

import subprocess
import sys


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
