"""Files that are no contracts, through the command line: one line each, exit 2 or a verdict, and the next goes on."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from bad_inputs import INPUTS
from foreign_kinds import outline, written
from verify_world import shared

from signatures.cli.judging import LIMIT
from signatures.sandbox import Sandbox


def verify(*paths: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "signatures", "verify", "--at", "2026-11-28", *map(str, paths)]
    return subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)


def test_one_line_each_and_the_next_file_goes_on(tmp_path: Path) -> None:
    """A heap of all of them, a good file after each kind of harm; nobody is trusted here, so it is not decided."""
    paths = []
    for number, (title, make) in enumerate(INPUTS.items()):
        paths.append(tmp_path / f"{number:02} {title}.pdf")
        make(paths[-1])
    good = tmp_path / "zz good.pdf"
    good.write_bytes(shared()[1].last)
    done = verify(*paths, good)
    lines = done.stdout.splitlines()
    assert len(lines) == len(paths) + 1, done.stdout + done.stderr
    for path, line in zip([*paths, good], lines, strict=True):
        assert path.name in line
        assert line.split()[0] in ("INDETERMINATE", "INVALID")
        assert "ended without an answer" not in line  # killed for its time or its memory
        assert "[TIMEOUT]" not in line
    assert lines[-1].split("[")[1].startswith("NO_TRUST_ANCHOR")
    assert done.returncode == 1
    assert not done.stderr


def test_a_sound_file_with_a_long_outline_is_judged() -> None:
    """Within the memory that a child has: the way to a bookmark leads through all those before it."""
    made, _ = shared()
    options = {"trust": made.trust.to_json(), "at": "2026-10-02T09:00:00+00:00"}
    with Sandbox("signatures.verification:judge") as sandbox:
        told = sandbox.run(written(made, outline(12_000)), options)
    assert told["verdict"] == "VALID", told["reasons"]


def test_a_file_over_the_cap_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "large.pdf"
    with path.open("wb") as file:
        file.truncate(LIMIT + 1)
    done = verify(path)
    assert done.returncode == 2
    assert "[TOO_LARGE]" in done.stdout
