"""A home that cannot be used, and input that cannot be: one line that says what to do, no traceback, nothing done."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from at_command import Commands, Done, copied
from world import EXAMPLE, RAW

from dermadocs.config import read_profile
from dermadocs.domain.acts import MENTIONS
from dermadocs.store.archive import Archive
from signatures import Authority
from signatures.keys import pkcs12

AT = ("--at", "2026-11-06T20:00Z")
LIST = ("dossier", "list", *AT)
RECEIPT = ("receipt", "2026-0001", "--mention", MENTIONS["receipt"], *AT)
RPPS = RAW["practitioners"][0]["rpps"]
START = datetime(2026, 10, 1, 9, 0, tzinfo=UTC)


def refused(done: Done, words: str, code: int = 2) -> None:
    """One line, the whole of it asked for; nothing on stdout."""
    assert done.code == code, done
    assert done.out == ""
    assert len(done.lines) == 1, done
    assert re.search(words, done.err), done.err
    assert done.err.startswith("dermadocs: ")
    assert "Traceback" not in done.err
    assert "internal error" not in done.err


def edit(home: Path, name: str, old: str, new: str) -> None:
    text = (home / name).read_text()
    assert old in text
    (home / name).write_text(text.replace(old, new))


def by_hand(home: Path, statement: str) -> None:
    with sqlite3.connect(home / "dossiers.sqlite3") as connection:
        connection.execute(statement)
    connection.close()


def put_key(home: Path, name: str, *, rpps: str, demonstration: bool) -> None:
    """A key file of the right name and password, of somebody else or for another use."""
    other = Authority.create("Autre cabinet", START, demonstration=demonstration)
    key = other.practitioner(name="Claire VASSEUR", rpps=rpps, at=START)
    path = home / "keys" / f"{name}.p12"
    path.unlink()
    pkcs12.save(path, key, (home / "password").read_bytes().strip())


HOMES: dict[str, tuple[Callable[[Path], object], str]] = {
    "a newer version": (
        lambda home: by_hand(home, "UPDATE store_home SET version = 99"),
        r"made by a newer dermadocs \(home version 99\): update first",
    ),
    "settings of a newer version": (
        lambda home: edit(home, "home.toml", "dermadocs/home/1", "dermadocs/home/2"),
        r"home.toml: written for another dermadocs \(dermadocs/home/2, not dermadocs/home/1\): update it first",
    ),
    "settings that are not TOML": (
        lambda home: (home / "home.toml").write_text("schema = "),
        "home.toml: .*",
    ),
    "settings that are not text": (
        lambda home: (home / "home.toml").write_bytes(b"\xff\xfe\x00"),
        "home.toml: .*",
    ),
    "settings of another shape": (
        lambda home: edit(home, "home.toml", "accuracy = 1.0", "accuracy = 900.0"),
        r"home.toml: .*accuracy",
    ),
    "settings that are a folder": (
        lambda home: ((home / "home.toml").unlink(), (home / "home.toml").mkdir()),
        "home.toml: ",
    ),
    "no settings": (
        lambda home: (home / "home.toml").unlink(),
        "no home.toml here: not a home; make one with `dermadocs init`",
    ),
    "demonstration switched off": (
        lambda home: edit(home, "home.toml", "demonstration = true", "demonstration = false"),
        "a real home has the time of this machine",
    ),
    "no practice": (lambda home: (home / "practice.json").unlink(), "practice.json: No such file or directory"),
    "a practice of another shape": (
        lambda home: edit(home, "practice.json", '"practitioners":', '"surgeons":'),
        "practice.json: /surgeons: unknown field",
    ),
    "no password": (
        lambda home: (home / "password").unlink(),
        "password: No such file or directory; the password of the keys stands in password in the home, the file named by",
    ),
    "an empty password": (lambda home: (home / "password").write_text("\n"), "is empty; it holds the password"),
    "a wrong password": (
        lambda home: (home / "password").write_text("not this one\n"),
        "wrong password, or a damaged file; not tried again",
    ),
    "a password that others may read": (
        lambda home: (home / "password").chmod(0o640),
        "password: may be read by others: give it mode 0600",
    ),
    "secrets that others may read": (
        lambda home: (home / "secrets.json").chmod(0o644),
        "secrets.json: may be read by others: give it mode 0600",
    ),
    "no secrets": (
        lambda home: (home / "secrets.json").unlink(),
        "secrets.json: cannot be read; restore it from a backup",
    ),
    "damaged secrets": (
        lambda home: (home / "secrets.json").write_text('{"salt": 1}'),
        "secrets.json: cannot be read; restore it from a backup",
    ),
    "a root key that others may read": (
        lambda home: (home / "authority" / "root.key").chmod(0o644),
        "root.key may be read by others",
    ),
    "no authority": (lambda home: shutil.rmtree(home / "authority"), "is this an authority's folder"),
    "no seal": (lambda home: (home / "keys" / "seal.p12").unlink(), r"seal.p12: No such file or directory; check"),
    "another surgeon's key": (
        lambda home: put_key(home, RPPS, rpps="10000000017", demonstration=True),
        rf"{RPPS}.p12: the key of RPPS:10000000017, not of RPPS:{RPPS}: put the right one there",
    ),
    "a real key in a demonstration": (
        lambda home: put_key(home, RPPS, rpps=RPPS, demonstration=False),
        f"{RPPS}.p12: made for real use and never used for a demonstration",
    ),
    "a key file that is none": (
        lambda home: (home / "keys" / f"{RPPS}.p12").write_bytes(b"nonsense"),
        f"{RPPS}.p12: wrong password, or not a PKCS#12 file",
    ),
    "no rows": (
        lambda home: (home / "dossiers.sqlite3").unlink(),
        r"no dossiers.sqlite3 here: not a home",
    ),
    "rows that are something else": (
        lambda home: (home / "dossiers.sqlite3").write_bytes(b"x" * 5000),
        "not a database; restore the home from a backup",
    ),
    "a register that cannot be read": (
        lambda home: (home / "register.jsonl").write_text("nonsense\n"),
        "register.jsonl: its last line cannot be read; restore it from a backup",
    ),
    "a register of a later day": (
        lambda home: (
            (home / "register.jsonl")
            .open("a")
            .write(json.dumps({"dossier": "2026-0001", "number": 99, "serial": 99, "sha256": "0" * 64}) + "\n")
        ),
        "lacks what register.jsonl names at its end; restore both from one backup",
    ),
    "a procedure of its own that is none": (
        lambda home: ((home / "catalogue").mkdir(), (home / "catalogue" / "own.toml").write_text("code = ")),
        "own.toml",
    ),
    "a review that is none": (lambda home: (home / "review.toml").write_text("schema = 1"), "review.toml"),
}


@pytest.mark.parametrize("what", HOMES)
def test_a_home_that_cannot_be_used(home: Path, at_command: Commands, what: str) -> None:
    spoil, words = HOMES[what]
    spoil(home)
    refused(at_command.run(*LIST, env={"DERMADOCS_HOME": str(home)}), words)


def test_demonstration_switched_off_is_found_without_a_moment_too(home: Path, at_command: Commands) -> None:
    """The keys say it first; with real keys beside it the database does."""
    edit(home, "home.toml", "demonstration = true", "demonstration = false")
    refused(
        at_command.run("dossier", "list", env={"DERMADOCS_HOME": str(home)}),
        "were made for a demonstration and are never used for real use",
    )


def real(folder: Path, at_command: Commands, **more: Any) -> Path:
    """A real home, of today."""
    done = at_command.run("init", folder, "--from", EXAMPLE, **more)
    assert done.code == 1, done  # its words are not reviewed
    return folder


@pytest.fixture(scope="module")
def real_home(at_command: Commands, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return real(tmp_path_factory.mktemp("real") / "home", at_command)


def test_a_demonstration_s_keys_in_a_real_home(
    real_home: Path, home: Path, at_command: Commands, tmp_path: Path
) -> None:
    mine = copied(real_home, tmp_path / "real")
    env = {"DERMADOCS_HOME": str(mine)}
    put_key(mine, RPPS, rpps=RPPS, demonstration=True)
    refused(
        at_command.run("dossier", "list", env=env),
        f"{RPPS}.p12: made for a demonstration and never used for real use: put the right one there",
    )
    for name in ("authority", "keys"):
        shutil.rmtree(mine / name)
        shutil.copytree(home / name, mine / name)
    shutil.copy2(home / "password", mine / "password")
    refused(at_command.run("dossier", "list", env=env), "were made for a demonstration and are never used for real use")


def test_a_real_home_has_the_time_of_this_machine(real_home: Path, at_command: Commands) -> None:
    refused(
        at_command.run("dossier", "list", *AT, env={"DERMADOCS_HOME": str(real_home)}),
        "--at: a real home has the time of this machine; only a demonstration moves its clock",
    )


def test_another_demonstration_flag_in_the_database(real_home: Path, at_command: Commands, tmp_path: Path) -> None:
    mine = copied(real_home, tmp_path / "real")
    by_hand(mine, "UPDATE store_home SET demonstration = 1")
    refused(
        at_command.run("dossier", "list", env={"DERMADOCS_HOME": str(mine)}),
        "home.toml: a home is a demonstration for ever, or never: undo the change",
    )


def test_a_machine_whose_clock_ran_backwards(real_home: Path, at_command: Commands, tmp_path: Path) -> None:
    """In a real home not only this dossier's acts count: a timestamp before another's would look back-dated for ever."""
    mine = copied(real_home, tmp_path / "real")
    env = {"DERMADOCS_HOME": str(mine)}
    assert at_command.run("dossier", "new", env=env).code == 0
    by_hand(mine, "UPDATE store_dossier SET last = '2091-01-01 00:00:00'")
    refused(
        at_command.run("dossier", "new", env=env),
        "the clock ran backwards: it says 20.*, something was recorded at 2091-01-01T00:00:00.*: set it right, try again",
        code=1,
    )


# ---- acts that cannot be done


def test_a_moment_before_the_last_act(home: Path, at_command: Commands) -> None:
    env = {"DERMADOCS_HOME": str(home)}
    note = home.parent / "note.txt"
    note.write_text("x")
    for words in (
        ("receipt", "2026-0001", "--mention", MENTIONS["receipt"]),
        ("dossier", "record", "2026-0001", "comprehension", "--passed"),
        ("dossier", "attach", "2026-0001", note, "--kind", "note"),
        ("estimate", "send", "2026-0001"),
    ):
        done = at_command.run(*words, "--at", "2026-11-02T16:00Z", env=env)
        refused(done, r"the clock ran backwards: it says 2026-11-02T16:.*set it right, try again \(T-09\)", code=1)


def test_a_moment_before_the_home_was_made(home: Path, at_command: Commands) -> None:
    refused(
        at_command.run("dossier", "list", "--at", "2025-01-01", env={"DERMADOCS_HOME": str(home)}),
        "the authority of .* is valid from 2026-10-01 to .* and issues nothing on 2025-01-01",
    )


def test_a_surgeon_without_a_key(home: Path, at_command: Commands) -> None:
    """Others go on; she can sign nothing."""
    env = {"DERMADOCS_HOME": str(home)}
    (home / "keys" / f"{RPPS}.p12").unlink()
    assert at_command.run(*LIST, env=env).code == 0
    draft = at_command.run("estimate", "draft", "2026-0002", EXAMPLE, "--at", "2026-11-02T17:20Z", env=env)
    assert draft.code == 0, draft
    yes = ("dossier", "answer", "2026-0002", "--step", "sign", "--by", "Dr Vasseur", "--at", "2026-11-02T17:25Z")
    assert at_command.run(*yes, env=env).code == 0
    refused(
        at_command.run("estimate", "issue", "2026-0002", "--language", "fr", "--at", "2026-11-02T17:30Z", env=env),
        f"no key for the practitioner with RPPS {RPPS}; add it to this home first",
    )


def test_a_paper_whose_bytes_are_others(home: Path, at_command: Commands) -> None:
    env = {"DERMADOCS_HOME": str(home)}
    shown = json.loads(at_command.run("dossier", "show", "2026-0001", "--json", *AT, env=env).out)
    name = shown["files"]["estimate.pdf"]
    path = home / "blobs" / name[:2] / name
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"PDF", b"pdf", 1))
    words = f"blob {name}: its bytes are not those of its name; restore it from a backup"
    refused(at_command.run(*RECEIPT, env=env), words)
    refused(at_command.run("dossier", "export", "2026-0001", "-o", home.parent / "copy", *AT, env=env), words)
    assert not (home.parent / "copy").exists()
    path.unlink()
    refused(at_command.run(*RECEIPT, env=env), f"blob {name}: No such file or directory; restore it from a backup")


def test_rows_that_are_not_what_was_recorded(home: Path, at_command: Commands) -> None:
    env = {"DERMADOCS_HOME": str(home)}
    by_hand(home, "DROP TRIGGER entry_never_changed")
    by_hand(
        home,
        "UPDATE store_entry SET body = CAST(replace(CAST(body AS TEXT), 'online', 'email!') AS BLOB)"
        " WHERE dossier_id = '2026-0001'",
    )
    refused(
        at_command.run(*RECEIPT, env=env),
        r"2026-0001, entry \d+: .*run `dermadocs keep --check` and restore the home from a backup",
    )
    assert at_command.run(*LIST, env=env).code == 0, "other dossiers are still at hand"


def test_a_dossier_whose_entries_are_gone(home: Path, at_command: Commands) -> None:
    env = {"DERMADOCS_HOME": str(home)}
    by_hand(home, "DROP TRIGGER entry_never_removed")
    by_hand(home, "DELETE FROM store_entry WHERE dossier_id = '2026-0002'")
    refused(at_command.run("dossier", "show", "2026-0002", *AT, env=env), "2026-0002: its entries are gone; run")


NAMES = ["../2026-0009", "a/b", ".hidden", "", "x" * 33, "a b", "é", "a\nb"]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_no_name(home: Path, at_command: Commands, name: str) -> None:
    """It becomes the name of a file."""
    before = sorted(str(path) for path in home.parent.rglob("*"))
    done = at_command.run("dossier", "new", "--name", name, *AT, env={"DERMADOCS_HOME": str(home)})
    refused(done, "no name for a dossier: up to 32 letters, digits, dots and hyphens")
    assert sorted(str(path) for path in home.parent.rglob("*") if not path.name.endswith(("-wal", "-shm"))) == before


def test_a_dossier_that_nobody_knows_leaves_no_trace(home: Path, at_command: Commands) -> None:
    env = {"DERMADOCS_HOME": str(home)}
    for words in (("refuse", "2026-0099"), ("refuse", "../../etc"), ("dossier", "show", "2026-0099")):
        refused(
            at_command.run(*words, *AT, env=env), "no such dossier in this home; `dermadocs dossier list` shows them"
        )
    assert "2026-0099.json" not in os.listdir(home / "attempts")


def test_a_name_that_is_taken(home: Path, at_command: Commands) -> None:
    done = at_command.run("dossier", "new", "--name", "2026-0001", *AT, env={"DERMADOCS_HOME": str(home)})
    refused(done, "2026-0001: there is a dossier of that name already")


def test_no_home_at_all(at_command: Commands, tmp_path: Path) -> None:
    refused(at_command.run(*LIST), "--home: which home\\? name its folder, or set DERMADOCS_HOME")
    refused(at_command.run(*LIST, "--home", tmp_path / "none"), "not a home; make one with `dermadocs init`")


RECORDS: dict[str, tuple[tuple[str, ...], str]] = {
    "identity without its number": (
        ("identity", "--paper", "passport", "--country", "GB", "--seen-by", "Dr Vasseur"),
        "last_four|last-four",
    ),
    "a whole number": (
        ("identity", "--paper", "passport", "--country", "GB", "--last-four", "533380006", "--seen-by", "Dr V"),
        "identity --last-four: ",
    ),
    "an option of another kind": (("comprehension", "--passed", "--amount", "3.00"), "amount"),
    "an amount that is none": (("payment", "--purpose", "price", "--amount", "many"), "payment --amount: "),
    "money back that never came": (("refund", "--amount", "10.00"), "more than was received"),
    "a doctor of no home": (
        ("anaesthesia", "--practitioner", "nobody"),
        "--practitioner: 'nobody' is nobody of this home; those are: surgeon",
    ),
    "an interview to come": (
        ("interview", "--on", "2027-01-01", "--mode", "video", "--practitioner", "surgeon", "--language", "en"),
        "has not taken place yet",
    ),
    "an incident that nobody opened": (("settled", "--settled", "all is well"), "close-incident: not possible"),
}


@pytest.mark.parametrize("what", RECORDS)
def test_a_record_that_cannot_be(home: Path, at_command: Commands, what: str) -> None:
    words, told = RECORDS[what]
    done = at_command.run("dossier", "record", "2026-0001", *words, *AT, env={"DERMADOCS_HOME": str(home)})
    refused(done, told, code=1 if done.code == 1 else 2)


UNREADABLE: dict[str, tuple[tuple[str, ...], str]] = {
    "a name in colour": (
        (
            "dossier",
            "record",
            "2026-0001",
            "identity",
            "--paper",
            "passport",
            "--country",
            "GB",
            "--last-four",
            "4711",
            "--seen-by",
            "Dr \x1b[31mVasseur",
        ),
        r"seen.by: character U\+001B is not allowed in a text",
    ),
    "a space at the end": (
        ("dossier", "record", "2026-0001", "incident", "--reason", "paid too early "),
        "reason: starts or ends with a space",
    ),
    "two lines": (("dossier", "record", "2026-0001", "incident", "--reason", "a\nb"), r"reason: character U\+000A"),
    "an accent apart": (
        ("dossier", "record", "2026-0001", "incident", "--reason", "paye\u0301"),
        "reason: is not in the Unicode",
    ),
    "a long story": (("dossier", "record", "2026-0001", "incident", "--reason", "x" * 161), "reason"),
    "somebody present in colour": (
        ("receipt", "2026-0001", "--mention", MENTIONS["receipt"], "--present", "Dr Vasseur \x1b[31m"),
        r"/evidence/present: character U\+001B is not allowed in a text",
    ),
    "nobody present": (
        ("receipt", "2026-0001", "--mention", MENTIONS["receipt"], "--present", ""),
        "/evidence/present",
    ),
    "a mention in colour": (("receipt", "2026-0001", "--mention", "devis reçu\x1b[31m"), "mention of the receipt: "),
    "a number that is none": (("replace", "2026-0001", "n° <b>"), "by"),
}


@pytest.mark.parametrize("what", UNREADABLE)
def test_what_could_not_be_read_again_is_not_recorded(home: Path, at_command: Commands, what: str) -> None:
    """Else the dossier would be closed for ever: what is kept is judged as strictly as it will be read."""
    words, told = UNREADABLE[what]
    env = {"DERMADOCS_HOME": str(home)}
    refused(at_command.run(*words, *AT, env=env), told)
    assert at_command.run("dossier", "show", "2026-0001", *AT, env=env).code == 0


CASES: dict[str, tuple[bytes, str]] = {
    "not JSON": (b"{", "not JSON"),
    "a list": (b"[]", "a JSON object is expected"),
    "another practice": (
        json.dumps({**RAW, "practice": {**RAW["practice"], "name": "Autre"}}).encode(),
        r"/practice: not that of this home \(practice.json\): leave it out, or correct it",
    ),
    "no patient": (json.dumps({k: v for k, v in RAW.items() if k != "patient"}).encode(), "patient"),
}


@pytest.mark.parametrize("what", CASES)
def test_a_case_that_cannot_be(home: Path, at_command: Commands, what: str) -> None:
    data, told = CASES[what]
    (home.parent / "case.json").write_bytes(data)
    words = ("estimate", "draft", "2026-0002", home.parent / "case.json", *AT)
    refused(at_command.run(*words, env={"DERMADOCS_HOME": str(home)}), told)


def test_what_is_attached(home: Path, at_command: Commands) -> None:
    """Its own name, and what it is of, are not kept."""
    env = {"DERMADOCS_HOME": str(home)}
    file = home.parent / "Whitcombe dermabrasion.PDF"
    file.write_bytes(b"%PDF-1.7")
    done = at_command.run("dossier", "attach", "2026-0001", file, "--kind", "note", "--json", *AT, env=env)
    assert "note-1.pdf" in json.loads(done.out)["files"]
    assert "Whitcombe" not in done.out
    program = home.parent / "a.exe"
    program.write_bytes(b"MZ")
    done = at_command.run("dossier", "attach", "2026-0001", program, "--kind", "note", *AT, env=env)
    refused(done, "files of this kind are not attached")


# ---- the first day


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*")}


def test_nobody_else_looks_into_a_new_home(real_home: Path) -> None:
    assert stat.S_IMODE(real_home.stat().st_mode) == 0o700
    found = modes(real_home)
    for name in ("password", "secrets.json", f"keys/{RPPS}.p12", "keys/seal.p12", "authority/root.key"):
        assert found[name] == 0o600, name
    assert found["keys"] == found["authority"] == 0o700
    assert not [path for path in real_home.parent.iterdir() if path.name.endswith(".part")]


def test_nor_is_a_password_ever_printed(at_command: Commands, tmp_path: Path) -> None:
    """Given, it stands nowhere in the home and in no message; with another one the home stays closed."""
    home = real(tmp_path / "home", at_command, env={"DERMADOCS_PASSWORD": "correct horse"})
    assert not (home / "password").exists()
    assert not [path for path in home.rglob("*") if path.is_file() and b"correct horse" in path.read_bytes()]
    done = at_command.run("dossier", "list", env={"DERMADOCS_HOME": str(home), "DERMADOCS_PASSWORD": "secret mule"})
    refused(done, "wrong password")
    assert "mule" not in done.err
    for debug in ({}, {"DERMADOCS_DEBUG": "1"}):
        env = {"DERMADOCS_HOME": str(home), "DERMADOCS_PASSWORD": "correct horse", **debug}
        assert at_command.run("dossier", "list", env=env).code == 0


def test_a_password_file_is_the_one_of_the_first_day_too(at_command: Commands, tmp_path: Path) -> None:
    file = tmp_path / "elsewhere"
    file.write_text("correct horse\n")
    file.chmod(0o600)
    env = {"DERMADOCS_PASSWORD_FILE": str(file)}
    home = real(tmp_path / "home", at_command, env=env)
    assert not (home / "password").exists()
    assert at_command.run("dossier", "list", "--home", home, env=env).code == 0
    file.chmod(0o644)
    refused(at_command.run("dossier", "list", "--home", home, env=env), "may be read by others: give it mode 0600")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--from", EXAMPLE), "is not empty; name a new folder"),
        ((), "--from: a new home begins with practice, practitioners and facility: name their file"),
        (("--from", EXAMPLE, *AT), "--at: a real home has the time of this machine"),
    ],
)
def test_a_home_that_is_not_made(at_command: Commands, tmp_path: Path, words: tuple[Any, ...], told: str) -> None:
    folder = tmp_path / "home"
    folder.mkdir()
    (folder / "photo.jpg").write_bytes(b"somebody's")
    refused(at_command.run("init", folder, *words), told)
    assert os.listdir(tmp_path) == ["home"]


def test_a_practice_that_calls_itself_a_demonstration(at_command: Commands, tmp_path: Path) -> None:
    file = tmp_path / "practice.json"
    file.write_text(json.dumps({**RAW, "practice": {**RAW["practice"], "name": "Cabinet DEMONSTRATION"}}))
    refused(at_command.run("init", tmp_path / "home", "--from", file), "DEMONSTRATION in a name is kept for")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize("name", ["id", "rpps"])
def test_two_practitioners_who_are_one(at_command: Commands, tmp_path: Path, name: str) -> None:
    first = RAW["practitioners"][0]
    other = {**first, "id": "second", "rpps": "10000000017", name: first[name]}
    (tmp_path / "practice.json").write_text(json.dumps({**RAW, "practitioners": [first, other]}))
    done = at_command.run("init", tmp_path / "home", "--from", tmp_path / "practice.json")
    refused(done, f"two practitioners have the same {name}")


def test_a_clock_that_does_not_answer(real_home: Path, home: Path, at_command: Commands, tmp_path: Path) -> None:
    """Told in one line; nothing is recorded without its time."""
    mine = copied(real_home, tmp_path / "real")
    edit(mine, "home.toml", 'kind = "own"', 'kind = "authority"\nurl = "http://127.0.0.1:9/tsa"')
    (mine / "trust" / "tsa").mkdir()
    shutil.copy2(home / "trust" / "root.pem", mine / "trust" / "tsa")
    refused(at_command.run("dossier", "new", env={"DERMADOCS_HOME": str(mine)}), "127.0.0.1:9")
    assert at_command.run("dossier", "list", env={"DERMADOCS_HOME": str(mine)}).out == ""


def test_a_home_is_made_once(real_home: Path, at_command: Commands) -> None:
    refused(at_command.run("init", real_home, "--from", EXAMPLE), "is a home already; leave --from out")


def test_a_clock_without_its_authority_s_certificate(at_command: Commands, tmp_path: Path) -> None:
    """The home is made, and the next look says what is missing; a url is written as it was given."""
    url = 'https://time.example/tsa?"x"=\\'
    done = at_command.run("init", tmp_path / "home", "--from", EXAMPLE, "--clock-url", url)
    assert done.code == 2
    assert done.lines[-1].endswith("holds no certificate of the timestamp authority: put its *.pem there")
    assert read_profile(tmp_path / "home").practice.name == RAW["practice"]["name"]
    refused(at_command.run("init", tmp_path / "home"), "holds no certificate of the timestamp authority")


def test_the_list_of_the_first_day_as_json(real_home: Path, at_command: Commands) -> None:
    done = at_command.run("init", real_home, "--json")
    items = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 1
    assert {tuple(item) for item in items} == {("status", "what", "cure")}
    assert [item["what"] for item in items if item["status"] == "missing"] != []
    assert all(item["cure"] for item in items if item["status"] != "ready")


def test_a_home_that_others_may_read_is_told(real_home: Path, at_command: Commands, tmp_path: Path) -> None:
    mine = copied(real_home, tmp_path / "real")
    mine.chmod(0o755)
    assert "MISSING  the home may be read by others: give the folder mode 0700" in at_command.run("init", mine).out


def test_an_archive_beside_is_not_mistaken_for_a_home(tmp_path: Path, at_command: Commands) -> None:
    Archive.create(tmp_path, demonstration=True).close()
    refused(at_command.run("dossier", "list", "--home", tmp_path), r"no home.toml here: not a home")
