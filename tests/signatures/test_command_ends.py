"""How commands end when the world does not listen: never in exit code 1, which accuses a file, never in a traceback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import pem
from sign_world import Practice

PROGRAMS = ("signatures", "dermadocs")


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """A file that cannot be judged, so that the command has something to say."""
    path = tmp_path / "paper.pdf"
    path.write_bytes(b"no PDF")
    return path


def started(*words: object, program: str = "signatures", **more: Any) -> subprocess.Popen[str]:
    """A command that Ctrl-C reaches, also when the tests run in the background."""
    return subprocess.Popen(
        [sys.executable, "-m", program, *map(str, words)],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        **more,
    )


@pytest.mark.parametrize("program", PROGRAMS)
@pytest.mark.parametrize("words", ["verify", "help"])
def test_output_that_nobody_reads(paper: Path, program: str, words: str) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    said = started(*(["--help"] if words == "help" else ["verify", paper]), program=program, stdout=writing)
    os.close(writing)
    assert said.communicate(timeout=60)[1] == ""
    assert said.returncode == 141


@pytest.mark.parametrize("program", PROGRAMS)
def test_output_that_does_not_fit(paper: Path, program: str) -> None:
    with Path("/dev/full").open("w") as full:
        said = started("verify", paper, program=program, stdout=full)
        err = said.communicate(timeout=60)[1]
    assert said.returncode == 2
    assert err == "Error: standard output takes no more: No space left on device; not all was said\n"


def test_interrupted_at_work(tmp_path: Path) -> None:
    """It waits for a revocation list that nobody writes."""
    waits = tmp_path / "waits.crl"
    os.mkfifo(waits)
    key = ("--field", "F", "--key", "key.p12", "-o", tmp_path / "out.pdf")
    words = ("sign", "in.pdf", "--tsa", "http://127.0.0.1:9/", "--tsa-chain", "t.pem", "--crl", waits, *key)
    said = started(*words, stdout=subprocess.PIPE)
    with waits.open("wb"):  # opened when the command has opened it
        said.send_signal(signal.SIGINT)
        out, err = said.communicate(timeout=60)
    assert (said.returncode, out, err) == (130, "", "broken off\n")


def test_interrupted_while_it_loads(tmp_path: Path) -> None:
    """As if Ctrl-C were pressed while the first library loads."""
    (tmp_path / "click.py").write_text("import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(9)\n")
    for program in PROGRAMS:
        said = started("--help", program=program, stdout=subprocess.PIPE, env={"PYTHONPATH": str(tmp_path)})
        assert said.communicate(timeout=60) == ("", "")
        assert said.returncode == -signal.SIGINT


def test_interrupted_while_the_installed_command_loads(tmp_path: Path) -> None:
    """As a script of an installer calls it; what it names is loaded before the first library is."""
    told = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    module, _, function = told["project"]["scripts"]["dermadocs"].partition(":")
    (tmp_path / "click.py").write_text("import os, signal, time\nos.kill(os.getpid(), signal.SIGINT)\ntime.sleep(9)\n")
    said = subprocess.Popen(
        [sys.executable, "-c", f"import sys\nfrom {module} import {function}\nsys.exit({function}())"],
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        env={"PYTHONPATH": str(tmp_path)},
    )
    assert said.communicate(timeout=60)[1] == ""
    assert said.returncode == -signal.SIGINT


def test_a_password_that_nobody_types(practice: Practice, tmp_path: Path) -> None:
    """Without a terminal: a session of its own, and standard input at its end."""
    (tmp_path / "in.pdf").write_bytes(b"no PDF")
    (tmp_path / "t.pem").write_bytes(pem.armor("CERTIFICATE", practice.authority.root.dump()))
    key = ("--field", "F", "--key", tmp_path / "key.p12", "-o", tmp_path / "out.pdf")
    words = ("sign", tmp_path / "in.pdf", "--tsa", "http://127.0.0.1:9/", "--tsa-chain", tmp_path / "t.pem", *key)
    said = started(*words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, start_new_session=True)
    err = said.communicate(timeout=60)[1]
    assert said.returncode == 2
    assert "nobody typed it; give it with --password-file" in err.splitlines()[-1]
    assert "GetPassWarning" not in err
