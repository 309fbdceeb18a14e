"""What the verifier does not read, nobody signs or renews: an answer in words, within seconds and little memory."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bad_inputs import INPUTS
from foreign_kinds import hybrid
from rsa_world import rsa_key
from sign_world import DAY, Practice

import signatures
from signatures.errors import NotConformant, TooLarge, Unreadable
from signatures.increment import Increment
from signatures.signing import certify

ANSWERS = {"Unreadable", "TooLarge", "Encrypted", "NotConformant", "FieldUnknown", "WrongOrder"}
SECONDS = 5.0
CHILD = Path(__file__).with_name("hostile_child.py")


def test_no_file_keeps_the_signer_busy(tmp_path: Path) -> None:
    paths = []
    for number, (title, make) in enumerate(INPUTS.items()):
        paths.append(tmp_path / f"{number:02} {title}.pdf")
        make(paths[-1])
    paths.append(tmp_path / "zz 3 GB.pdf")
    paths[-1].touch()
    os.truncate(paths[-1], 3 << 30)  # a hole that takes no room
    where = os.pathsep.join((str(Path(signatures.__file__).parents[1]), *sys.path[1:]))
    done = subprocess.run(
        [sys.executable, CHILD, *paths],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        env={**os.environ, "PYTHONPATH": where},
    )
    told = [line.split(" ", 3) for line in done.stdout.splitlines()]
    assert len(told) == 2 * len(paths), done.stdout + done.stderr
    assert [line for line in told if line[0] not in ANSWERS or float(line[1]) > SECONDS] == []


def test_a_table_of_empty_rows_is_refused_before_it_is_read(practice: Practice, tmp_path: Path) -> None:
    INPUTS["a table of empty rows"](tmp_path / "rows")
    with pytest.raises(Unreadable, match="rows are empty; nothing was signed"):
        certify((tmp_path / "rows").read_bytes(), "Practitioner1", rsa_key(), practice.clock, DAY, revocation=None)


def test_papers_of_others_with_two_tables_can_be_signed() -> None:
    """Word writes them. The verifier refuses them in our own class of files alone."""
    assert Increment(hybrid()).names == ("Practitioner1", "Receipt1", "Acceptance1")


def test_the_caps_of_the_verifier_are_those_of_the_signer(paper: bytes, certified: bytes) -> None:
    assert Increment(certified).names == ("Practitioner1", "Receipt1", "Acceptance1")
    with pytest.raises(TooLarge, match="written more than 200 times"):
        Increment(paper + b"startxref\n0\n%%EOF\n" * 201)
    with pytest.raises(NotConformant, match="does not cover the file to its end"):
        Increment(certified + b"\n% startxref\n")
