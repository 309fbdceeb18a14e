"""`dermadocs bundle`: seal, write out, renew, and what it says where that is not possible."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from closing_world import Closing
from world import command

SEALED, LATER = "2026-12-20T10:00:00Z", "2033-06-01T10:00:00Z"


def test_a_dossier_is_sealed_written_and_verified(closing: Closing, tmp_path: Path) -> None:
    out = tmp_path / "dossier.pdf"
    done = command("bundle", "left", "--home", closing.folder, "--at", SEALED, "-o", out, "--language", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert "left  ARCHIVED" in done.stdout
    assert "renew before: 1er\u00a0octobre\u00a02034" in done.stdout
    told = command("verify", out, "--trust", closing.folder / "trust", "--at", "2026-12-21")
    assert told.returncode == 0
    assert told.stdout.startswith("VALID")
    assert " entries to WITHDRAWN, " in told.stdout
    assert told.stdout.count("  inside        VALID") == 3


def test_a_sealed_one_is_written_again_and_left_as_it_is(closing: Closing, tmp_path: Path) -> None:
    out = tmp_path / "again.pdf"
    done = command("bundle", "done", "--home", closing.folder, "--at", SEALED, "-o", out, "--json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert told["state"] == "ARCHIVED"
    assert told["files"]["dossier.pdf"] == hashlib.sha256(out.read_bytes()).hexdigest()
    assert told["renew_before"].startswith("2034-10-01")
    again = command("bundle", "done", "--home", closing.folder, "--at", SEALED)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == (
        "dermadocs: bundle: the dossier is sealed already; write its bundle with -o, renew it with --renew (T-11)\n"
    )


def test_a_dossier_that_goes_on_is_refused(closing: Closing) -> None:
    done = command("bundle", "open", "--home", closing.folder, "--at", SEALED)
    assert done.returncode == 1
    assert done.stderr == (
        "dermadocs: bundle: the dossier is not at its end, it is SENT; next: patient: acknowledge receipt: only that"
        " starts the fifteen days (T-11)\n"
    )


def test_it_is_renewed(closing: Closing, tmp_path: Path) -> None:
    before = closing.kept("done").bytes_of("dossier.pdf")
    out = tmp_path / "renewed.pdf"
    done = command("bundle", "done", "--renew", "--home", closing.folder, "--at", LATER, "-o", out)
    assert (done.returncode, done.stderr) == (0, "")
    assert "2041" in done.stdout
    assert out.read_bytes().startswith(before)
    assert len(out.read_bytes()) > len(before)


def test_a_bundle_takes_nobodys_place_and_nothing_is_renewed_for_it(closing: Closing, tmp_path: Path) -> None:
    before = closing.kept("done").bytes_of("dossier.pdf")
    out = tmp_path / "other.pdf"
    out.write_bytes(b"another paper")
    done = command("bundle", "done", "--renew", "--home", closing.folder, "--at", LATER, "-o", out)
    assert (done.returncode, done.stdout) == (2, "")
    assert "is there already and stays as it is" in done.stderr
    assert out.read_bytes() == b"another paper"
    assert closing.kept("done").bytes_of("dossier.pdf") == before


def test_an_unknown_dossier(closing: Closing) -> None:
    done = command("bundle", "2031-0001", "--home", closing.folder, "--at", SEALED)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no such dossier" in done.stderr
