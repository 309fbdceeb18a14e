"""`python -m signatures`: exit codes to rely on, one line a file, never a traceback."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import pem
from list_world import CA_QC, listed, operator, service
from verify_world import START, Story, World, blank, shared, world

from signatures.keys import pkcs12

LATER = (START + timedelta(days=20)).isoformat()


@pytest.fixture(scope="module")
def told() -> Story:
    return shared()[1]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good file, a bad one, garbage, and the trust folder to judge them by."""
    made, told = shared()
    here = tmp_path_factory.mktemp("files")
    (here / "good.pdf").write_bytes(told.last)
    (here / "bad.pdf").write_bytes(told.last + b"tail")
    (here / "garbage.pdf").write_bytes(b"no PDF at all")
    (here / "unsigned.pdf").write_bytes(blank())
    (here / "trust").mkdir()
    for name, data in made.authority.trust_files().items():
        (here / "trust" / name).write_bytes(data)
    return here


def run(*arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    variables = {key: value for key, value in os.environ.items() if key != "DERMADOCS_TRUST"} | environment
    return subprocess.run(
        [sys.executable, "-m", "signatures", *map(str, arguments)],
        capture_output=True,
        text=True,
        env=variables,
        timeout=120,
        check=False,
    )


def judged(folder: Path, *names: str, trusted: bool = True) -> subprocess.CompletedProcess[str]:
    trust = ("--trust", folder / "trust") if trusted else ()
    return run("verify", "--at", LATER, *trust, *(folder / name for name in names))


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (["good.pdf"], 0),
        (["bad.pdf"], 1),
        (["garbage.pdf"], 2),
        (["absent.pdf"], 2),
        (["unsigned.pdf"], 3),
        (["good.pdf", "unsigned.pdf"], 3),
        (["good.pdf", "unsigned.pdf", "garbage.pdf"], 2),
        (["garbage.pdf", "unsigned.pdf", "bad.pdf", "good.pdf"], 1),
    ],
)
def test_exit_code_is_that_of_the_worst_file(folder: Path, names: list[str], code: int) -> None:
    result = judged(folder, *names)
    assert result.returncode == code, result.stdout + result.stderr
    assert len(result.stdout.splitlines()) == len(names)
    assert "Traceback" not in result.stdout + result.stderr


def test_folder_is_searched(folder: Path) -> None:
    result = run("verify", "--at", LATER, "--trust", folder / "trust", "--jobs", 2, folder)
    names = [line.split(": ")[0].split("/")[-1] for line in result.stdout.splitlines()]
    assert names == ["bad.pdf", "garbage.pdf", "good.pdf", "unsigned.pdf"]


def test_without_trust_nothing_is_valid_and_the_environment_may_name_it(folder: Path) -> None:
    alone = judged(folder, "good.pdf", trusted=False)
    assert alone.returncode == 3
    assert "NO_TRUST_ANCHOR" in alone.stdout
    named = run("verify", "--at", LATER, folder / "good.pdf", DERMADOCS_TRUST=str(folder / "trust"))
    assert named.returncode == 0, named.stdout


def test_json_is_one_object_a_line(folder: Path) -> None:
    result = run("verify", "--json", "--at", LATER, "--trust", folder / "trust", folder)
    objects = [json.loads(line) for line in result.stdout.splitlines()]
    assert [one["verdict"] for one in objects] == ["INVALID", "INDETERMINATE", "VALID", "INDETERMINATE"]
    keys = {tuple(one) for one in objects}
    assert len(keys) == 1
    good = objects[2]
    assert (good["interval"], good["law"], good["data"]) == (None, None, None)
    assert good["acts"][0]["field"] == "Practitioner1"
    assert good["acts"][0]["signer"]["name"] == "Claire VASSEUR"


def test_inspect_tells_all_and_only_says_whether_it_could_read(folder: Path) -> None:
    result = run("inspect", "--at", LATER, folder / "bad.pdf")
    assert result.returncode == 0
    for word in ("COVERAGE", "NO_TRUST_ANCHOR", "Claire VASSEUR", "not checked", "not before"):
        assert word in result.stdout
    assert run("inspect", folder / "garbage.pdf").returncode == 2


def test_trust_lists_fingerprints(folder: Path) -> None:
    made, _ = shared()
    result = run("trust", folder / "trust")
    assert result.returncode == 0
    assert made.authority.root.sha256.hex() in result.stdout.replace(" ", "")
    assert "DEMONSTRATION" in result.stdout


def test_trust_tells_each_list_or_why_it_is_not_used(tmp_path: Path) -> None:
    made, _ = shared()
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists" / "operator.pem").write_bytes(operator().pem + operator(country="DE").pem)
    good = listed(service(made.authority.time_ca), service(None, kind=CA_QC))
    (tmp_path / "lists" / "FR.xml").write_bytes(good)
    (tmp_path / "lists" / "BE.xml").write_bytes(good.replace(b"SchemeTerritory>FR", b"SchemeTerritory>BE"))
    (tmp_path / "lists" / "old.xml").write_bytes(listed(territory="DE", next_update=None))
    result = run("trust", tmp_path)
    assert result.returncode == 0
    for words in (
        "FR.xml (FR 62), issued 2026-09-01 00:00, next update 2027-02-01 00:00",
        "2 services, 1 for qualified timestamps",
        "Scheme operator",
        "old.xml (DE 62), issued 2026-09-01 00:00, closed",
        "BE.xml: NOT USED, it was altered after it was signed",
    ):
        assert words in result.stdout
    assert hashlib.sha256(good).hexdigest() in result.stdout.replace(" ", "")


def test_what_a_trust_folder_holds_and_is_not_read_is_told(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(folder / "trust", tmp_path / "trust")
    for name in ("issuer.cer", "1.txt", "2.txt", "3.txt", "4.txt", "5.txt"):
        (tmp_path / "trust" / name).write_bytes(b"anything")
    listed_there = run("trust", tmp_path / "trust").stdout
    assert "left out   issuer.cer: NOT READ" in listed_there
    told = run("inspect", "--at", LATER, "--trust", tmp_path / "trust", folder / "good.pdf").stdout
    assert "not checked: what lies in the trust folder and is not read: 1.txt, 2.txt, 3.txt, 4.txt, 5.txt, …" in told
    assert "is not read" not in run("inspect", "--at", LATER, "--trust", folder / "trust", folder / "good.pdf").stdout


def test_an_issuer_that_is_no_certificate_is_told(tmp_path: Path) -> None:
    """A version that X.509 does not have: the library has an error of its own for it."""
    made, _ = shared()
    der = made.authority.root.dump()
    version = b"\xa0\x03\x02\x01"
    assert version + b"\x02" in der
    (tmp_path / "bad.pem").write_bytes(pem.armor("CERTIFICATE", der.replace(version + b"\x02", version + b"\x07", 1)))
    clock = ("--tsa", "http://127.0.0.1:9/", "--tsa-chain", tmp_path / "bad.pem")
    done = run("extend", tmp_path / "bad.pem", *clock, "-o", tmp_path / "out.pdf")
    assert done.returncode == 2
    assert done.stderr == f"error: {tmp_path}/bad.pem holds no certificate in PEM form: 7 is not a valid X509 version\n"


@pytest.mark.parametrize(
    "arguments",
    [
        ("verify",),
        ("verify", "--at", "someday", "x.pdf"),
        ("verify", "--jobs", "0", "x.pdf"),
        ("trust", "/no/such/folder"),
        ("verify", "--trust", "/no/such/folder", "x.pdf"),
        ("nonsense",),
        ("sign", "x.pdf"),
    ],
)
def test_usage_errors_are_two_and_in_words(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.returncode == 2
    assert result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize("far", ["9999-12-31T23:59:59", "0001-01-01T00:00:00+14:00", "0999-12-31"])
def test_a_moment_from_which_nothing_can_be_counted_is_the_users_mistake_not_the_files(folder: Path, far: str) -> None:
    result = run("verify", "--at", far, "--trust", folder / "trust", folder / "good.pdf")
    assert (result.returncode, result.stdout) == (2, "")
    assert "too far away: only the years 1000 to 8999 are judged" in result.stderr


@pytest.mark.parametrize("far", ["8999-12-31T23:59:59-12:00", "1000-01-01T00:00:00+14:00"])
def test_the_first_and_the_last_moment_are_judged(folder: Path, far: str) -> None:
    assert run("verify", "--at", far, "--trust", folder / "trust", folder / "good.pdf").returncode == 3


def test_names_from_a_file_cannot_move_the_cursor(tmp_path: Path) -> None:
    evil = tmp_path / "a\x1b[2Jb\nVALID c.pdf"
    evil.write_bytes(b"garbage")
    result = run("verify", evil)
    assert "\x1b" not in result.stdout
    assert len(result.stdout.splitlines()) == 1


# ---- signing


@pytest.fixture(scope="module")
def live(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, Path, str]]:
    """A clock on the network that shows the time of the story, a key file, and the chain of the clock."""
    here = tmp_path_factory.mktemp("signing")
    with world() as made:
        chain = b"".join(pem.armor("CERTIFICATE", cert.dump()) for cert in made.authority.anchors)
        (here / "tsa.pem").write_bytes(chain)
        (here / "root.pem").write_bytes(pem.armor("CERTIFICATE", made.authority.root.dump()))
        for number, data in enumerate(made.crls(START)):
            (here / f"{number}.crl").write_bytes(data)
        pkcs12.save(here / "key.p12", made.surgeon, b"secret")
        (here / "password").write_text("secret\n")
        (here / "in.pdf").write_bytes(blank())
        from signatures import serve

        with serve(made.authority.responder(START), lambda: START) as url:
            yield made, here, url


def stamping(here: Path, url: str) -> tuple[object, ...]:
    lists = [word for number in range(3) for word in ("--crl", here / f"{number}.crl")]
    return ("--tsa", url, "--tsa-chain", here / "tsa.pem", "--at", START.isoformat(), *lists)


def test_sign_then_extend_then_verify(live: tuple[World, Path, str]) -> None:
    made, here, url = live
    key = ("--field", "Practitioner1", "--key", here / "key.p12", "--password-file", here / "password", "--certify")
    signed = run("sign", here / "in.pdf", *stamping(here, url), *key, "-o", here / "out.pdf")
    assert signed.returncode == 0, signed.stderr
    (here / "archived.pdf").write_bytes(made.archive((here / "out.pdf").read_bytes(), START))
    extended = run("extend", here / "archived.pdf", *stamping(here, url), "-o", here / "renewed.pdf")
    assert extended.returncode == 0, extended.stderr
    result = run("verify", "--json", "--trust", here, "--at", LATER, here / "renewed.pdf")
    assert result.returncode == 0, result.stdout
    assert [act["field"] for act in json.loads(result.stdout)["acts"]] == ["Practitioner1", "Archive1", "Archive2"]


def test_wrong_password_and_dead_clock_are_said_in_words(live: tuple[World, Path, str]) -> None:
    _, here, url = live
    (here / "wrong").write_text("wrong")
    key = ("--field", "Practitioner1", "--key", here / "key.p12", "--certify", "-o", here / "no.pdf")
    wrong = run("sign", here / "in.pdf", *stamping(here, url), *key, "--password-file", here / "wrong")
    dead = stamping(here, "http://127.0.0.1:9/")
    down = run("sign", here / "in.pdf", *dead, *key, "--password-file", here / "password")
    for result in (wrong, down):
        assert result.returncode == 2
        assert result.stderr.startswith("error: ")
        assert len(result.stderr.splitlines()) == 1
    assert not (here / "no.pdf").exists()


def test_field_that_is_not_there(live: tuple[World, Path, str]) -> None:
    _, here, url = live
    key = ("--field", "Nowhere", "--key", here / "key.p12", "--password-file", here / "password", "--certify")
    result = run("sign", here / "in.pdf", *stamping(here, url), *key, "-o", here / "no.pdf")
    assert result.returncode == 2
    assert "Nowhere" in result.stderr


def asked(here: Path, *urls: str) -> tuple[object, ...]:
    """The same clock at several addresses, each with its chain."""
    return tuple(word for url in urls for word in ("--tsa", url, "--tsa-chain", here / "tsa.pem"))


def test_several_authorities_and_a_grade_asked_for(live: tuple[World, Path, str]) -> None:
    """The first does not answer; the second is on the list, and `inspect` tells which."""
    made, here, url = live
    (here / "lists").mkdir()
    (here / "lists" / "operator.pem").write_bytes(operator().pem)
    (here / "lists" / "FR.xml").write_bytes(listed(service(made.authority.time_ca)))
    lists = [word for number in range(3) for word in ("--crl", here / f"{number}.crl")]
    key = ("--field", "Practitioner1", "--key", here / "key.p12", "--password-file", here / "password", "--certify")
    words = (*asked(here, "http://127.0.0.1:9/", url), "--at", START.isoformat(), *lists, *key)
    signed = run("sign", here / "in.pdf", *words, "--grade", "A", "--trust", here, "-o", here / "qualified.pdf")
    assert signed.returncode == 0, signed.stderr
    told = run("inspect", "--trust", here, "--at", LATER, here / "qualified.pdf").stdout
    assert "clock A" in told
    assert "by trusted list FR 62 of 2026-09-01T00:00:00Z" in told
    shutil.rmtree(here / "lists")
    for grade, why in (("A", "no trusted list is at hand"), ("B", "declare it C")):
        refused = run("sign", here / "in.pdf", *words, "--grade", grade, "--trust", here, "-o", here / "no.pdf")
        assert refused.returncode == 2
        assert why in refused.stderr
    unpaired = ("--tsa", url, *asked(here, url), "--at", START.isoformat(), *key, "-o", here / "no.pdf")
    assert "each has its --tsa-chain" in run("sign", here / "in.pdf", *unpaired).stderr
    assert not (here / "no.pdf").exists()


def test_a_folder_without_files_is_told(tmp_path: Path) -> None:
    result = run("verify", tmp_path)
    assert result.returncode == 2, result.stdout + result.stderr
    assert "no PDF file" in result.stderr


def test_json_holds_nothing_that_a_terminal_acts_on(folder: Path, tmp_path: Path) -> None:
    odd = tmp_path / "a\u202e\u009b2J\u2028b.pdf"
    odd.write_bytes((folder / "good.pdf").read_bytes())
    result = run("verify", "--json", "--at", LATER, odd)
    assert len(result.stdout.splitlines()) == 1
    assert result.stdout.strip().isprintable()
    assert str(odd) in json.loads(result.stdout).values()
