"""`dermadocs redact`: what it writes, what it refuses, and what it says of a pair of files."""

from __future__ import annotations

from pathlib import Path

import pytest
from world import Life, command


@pytest.fixture(scope="module")
def folder(life: Life, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A signed file and its extract, made by the command."""
    folder = tmp_path_factory.mktemp("redact")
    (folder / "signed.pdf").write_bytes(life.accepted.pdf)
    (folder / "earlier.pdf").write_bytes(life.sent.pdf)
    (folder / "draft.pdf").write_bytes(life.scene.draft().pdf)
    done = command("redact", folder / "signed.pdf", "-o", folder / "extract.pdf")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{folder / 'extract.pdf'}\n", "")
    return folder


def test_verification_says_what_the_extract_is(folder: Path) -> None:
    done = command("verify", folder / "extract.pdf")
    assert done.returncode == 3
    assert "[REDACTED_COPY] an extract for inspection, not the original: judge the signed file" in done.stdout
    assert done.stdout.startswith("INDETERMINATE")


def test_the_pair_is_compared(folder: Path) -> None:
    done = command("redact", "--compare", folder / "signed.pdf", folder / "extract.pdf")
    assert done.returncode == 0
    assert done.stdout.startswith("TIED ")
    assert "not checked   trust" in done.stdout
    done = command("redact", "--compare", folder / "earlier.pdf", folder / "extract.pdf")
    assert done.returncode == 1
    assert all(line.startswith("NOT TIED ") for line in done.stdout.splitlines())
    assert "made from another file" in done.stdout


@pytest.mark.parametrize(
    ("given", "code", "why"),
    [
        (("draft.pdf", "-o", "out.pdf"), 1, "not signed"),
        (("extract.pdf", "-o", "out.pdf"), 2, "already an extract"),
        (("signed.pdf", "-o", "signed.pdf"), 2, "is read by this command and stays as it is"),
        (("signed.pdf", "-o", "earlier.pdf"), 2, "is there already and stays as it is"),
        (("signed.pdf", "-o", "missing/out.pdf"), 2, "out.pdf"),
        (("signed.pdf",), 2, "-o OUTPUT"),
        (("--compare", "signed.pdf"), 2, "--compare takes"),
        (("--compare", "signed.pdf", "earlier.pdf"), 2, "no redacted.json"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(folder: Path, given: tuple[str, ...], code: int, why: str) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    done = command("redact", *(word if word.startswith("-") else folder / word for word in given))
    assert done.returncode == code
    assert why in done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.splitlines()) == (1 if done.stderr.startswith("dermadocs:") else 4)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
