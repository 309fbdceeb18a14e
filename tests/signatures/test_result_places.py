"""Where `sign` and `extend` write: a new file, whole or not at all; what could not be written is refused before signing."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import chdir
from pathlib import Path

import pytest
from asn1crypto import pem
from click.testing import CliRunner
from sign_world import DAY, Practice
from test_command_line import run

from signatures import files
from signatures.cli import main
from signatures.errors import SignatureError
from signatures.keys import pkcs12


def refused(folder: Path, place: object, *more: str) -> str:
    """What `sign` says of a place: key and authority do not exist, so it is said before either is asked for."""
    (folder / "in.pdf").write_bytes(b"the paper")
    clock = ("--tsa", "http://127.0.0.1:9/", "--tsa-chain", "t.pem")
    with chdir(folder):
        words = ["sign", "in.pdf", "--field", "F", "--key", "key.p12", *clock, *more, "-o", str(place)]
        result = CliRunner().invoke(main, words)
    assert isinstance(result.exception, SignatureError), result.exception
    assert len(str(result.exception).splitlines()) == 1
    return str(result.exception)


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("in.pdf", "is read by this command and stays as it is"),
        ("./in.pdf", "is read by this command and stays as it is"),
        ("old.pdf", "is there already"),
        ("link.pdf", "is there already"),
        ("loop.pdf", "is a link that leads to itself"),
        (".", "is a folder"),
        ("/", "is a folder"),
        ("..", "is a folder"),
        ("/dev/null", "is not a regular file"),
        ("in.pdf/out.pdf", "in.pdf is no folder"),
        ("nowhere/out.pdf", "nowhere is no folder"),
        ("/proc/out.pdf", "nothing may be written in /proc"),
        ("a" * 256, "File name too long"),
    ],
)
def test_a_place_that_cannot_take_the_result_is_refused_before_anything_else(
    tmp_path: Path, place: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "old.pdf").write_bytes(b"old")
    (tmp_path / "link.pdf").symlink_to("old.pdf")
    if place == "/proc/out.pdf":  # read-only for everybody but root, who may write everywhere
        monkeypatch.setattr(os, "access", lambda _, mode: not mode & os.W_OK)
    (tmp_path / "loop.pdf").symlink_to("round.pdf")
    (tmp_path / "round.pdf").symlink_to("loop.pdf")
    assert why in refused(tmp_path, place)
    assert (tmp_path / "in.pdf").read_bytes() == b"the paper"
    assert (tmp_path / "old.pdf").read_bytes() == b"old"
    assert (tmp_path / "link.pdf").is_symlink()


@pytest.mark.parametrize("option", ["-o", "--key", "--tsa-chain", "--trust"])
def test_an_empty_name_is_no_place(tmp_path: Path, option: str) -> None:
    words = [
        "sign",
        "in.pdf",
        "--field",
        "F",
        "--key",
        "key.p12",
        "--tsa",
        "http://127.0.0.1:9/",
        "--tsa-chain",
        "t.pem",
    ]
    with chdir(tmp_path):
        result = CliRunner().invoke(main, [*words, "-o", "out.pdf", option, ""])
    assert result.exit_code == 2
    assert "an empty name is no place" in result.output


def test_nor_is_a_key_or_a_password_written_over(tmp_path: Path) -> None:
    for name, words in {
        "key.p12": (),
        "password": ("--password-file", "password"),
        "0.crl": ("--crl", "0.crl"),
    }.items():
        (tmp_path / name).write_bytes(b"secret")
        assert "is read by this command" in refused(tmp_path, name, *words)
        assert (tmp_path / name).read_bytes() == b"secret"


def test_nor_is_a_state_written_over(tmp_path: Path) -> None:
    (tmp_path / "state").write_bytes(b"an earlier one")
    words = ["sign", str(tmp_path / "in.pdf"), "--field", "F", "--tsa", "http://127.0.0.1:9/", "--tsa-chain", "t.pem"]
    result = CliRunner().invoke(main, [*words, "--prepare", str(tmp_path / "state")])
    assert "is there already" in str(result.exception)


# ---- with a key and a clock


@pytest.fixture
def desk(practice: Practice, paper: bytes, tmp_path: Path) -> Path:
    """All that signing needs, in one folder."""
    (tmp_path / "in.pdf").write_bytes(paper)
    chain = b"".join(pem.armor("CERTIFICATE", one.dump()) for one in practice.authority.anchors)
    (tmp_path / "tsa.pem").write_bytes(chain)
    for number, data in enumerate(practice.authority.crls(DAY)):
        (tmp_path / f"{number}.crl").write_bytes(data)
    pkcs12.save(tmp_path / "key.p12", practice.surgeon, b"secret")
    (tmp_path / "password").write_text("secret\n")
    return tmp_path


def stamped(desk: Path, practice: Practice) -> list[str]:
    """What says where time comes from."""
    lists = [word for number in range(3) for word in ("--crl", f"{desk}/{number}.crl")]
    return ["--tsa", practice.url, "--tsa-chain", f"{desk}/tsa.pem", "--at", DAY.isoformat(), *lists]


def signing(desk: Path, practice: Practice, *more: str) -> list[str]:
    """All words but the place of the result."""
    key = ["--field", "Practitioner1", "--certify", "--key", f"{desk}/key.p12", "--password-file", f"{desk}/password"]
    return ["sign", f"{desk}/in.pdf", *stamped(desk, practice), *key, *more]


@pytest.mark.parametrize("option", ["--tsa-chain", "--password-file", "--key"])
def test_small_files_are_read_to_a_limit(practice: Practice, desk: Path, option: str) -> None:
    words = signing(desk, practice)
    words[words.index(option) + 1] = "/dev/zero"
    done = run(*words, "-o", desk / "out.pdf")
    assert (done.returncode, len(done.stderr.splitlines())) == (2, 1)
    assert "larger than 1048576 bytes" in done.stderr


def test_exit_is_two_and_a_long_name_is_none_too_many(practice: Practice, desk: Path) -> None:
    out = desk / ("a" * 251 + ".pdf")
    assert run(*signing(desk, practice), "-o", out).returncode == 0
    assert out.read_bytes().startswith(b"%PDF")
    before = out.read_bytes()
    again = run(*signing(desk, practice), "-o", out)
    extended = run("extend", out, *stamped(desk, practice), "-o", out)
    assert (again.returncode, extended.returncode) == (2, 2)
    assert "remove this one first" in again.stderr
    assert "is read by this command" in extended.stderr
    assert out.read_bytes() == before
    assert not [path for path in desk.iterdir() if path.name.endswith(".part")]


def test_killed_while_it_writes_it_leaves_nothing_that_looks_like_a_result(practice: Practice, desk: Path) -> None:
    """Killed after the last byte and before the name: what is left is a draft that `ls` and `*.pdf` do not show."""
    before = {path.name for path in desk.iterdir()}
    program = (
        "import os, signal, sys; from signatures.cli import run;"
        "os.fsync = lambda _: os.kill(os.getpid(), signal.SIGKILL); run()"
    )
    words = [sys.executable, "-c", program, *signing(desk, practice), "-o", str(desk / "out.pdf")]
    done = subprocess.run(words, capture_output=True, timeout=120, check=False)
    assert done.returncode == -9
    (left,) = {path.name for path in desk.iterdir()} - before
    assert left.startswith(".")
    assert left.endswith(".part")


def test_what_is_written_is_told_although_its_word_is_lost(practice: Practice, desk: Path) -> None:
    words = [sys.executable, "-m", "signatures", *signing(desk, practice), "-o", str(desk / "out.pdf")]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, timeout=120, check=False)
    assert done.returncode == 2
    assert f"{desk}/out.pdf is written and whole; only standard output takes no more" in done.stderr
    assert (desk / "out.pdf").read_bytes().startswith(b"%PDF")


# ---- the mechanism


def test_of_two_that_write_at_once_the_second_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one comes between the look and the name."""
    place = tmp_path / "out.pdf"
    monkeypatch.setattr(os, "fsync", lambda _: place.write_bytes(b"of the other"))
    with pytest.raises(FileExistsError):
        files.write_whole(place, b"ours", over=False)
    assert place.read_bytes() == b"of the other"
    assert [path.name for path in tmp_path.iterdir()] == ["out.pdf"]


def test_a_disk_without_hard_links_takes_results_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", none)
    files.write_whole(tmp_path / "out.pdf", b"ours", over=False)
    with pytest.raises(FileExistsError):
        files.write_whole(tmp_path / "out.pdf", b"ours again", over=False)
    assert (tmp_path / "out.pdf").read_bytes() == b"ours"


def test_what_gives_way_hands_on_its_permissions_and_its_link(tmp_path: Path) -> None:
    """Written over on purpose, as `dermadocs` does with drafts: private stays private."""
    place, link = tmp_path / "out.pdf", tmp_path / "link.pdf"
    place.write_bytes(b"old")
    place.chmod(0o600)
    link.symlink_to(place)
    files.write_whole(link, b"new", over=True)
    assert (link.is_symlink(), place.read_bytes(), place.stat().st_mode & 0o777) == (True, b"new", 0o600)
