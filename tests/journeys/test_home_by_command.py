"""A practice's home by the command line alone, from its first day to an act performed; and what others see of it."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from at_command import EVERY_STEP, Commands, Done, commands
from world import CHECKOUT, EXAMPLE, RAW

from dermadocs.domain.acts import MENTIONS

NAME = "2026-0001"


class Practice:
    """Commands on one home."""

    def __init__(self, at_command: Commands, home: Path) -> None:
        self.at_command, self.home = at_command, home

    def __call__(self, *words: object, at: str, code: int = 0) -> Done:
        done = self.at_command.run(*words, "--at", f"2026-{at}Z", env={"DERMADOCS_HOME": str(self.home)})
        assert done.code == code, done
        assert done.err == "" or code, done
        return done

    def json(self, *words: object, at: str) -> dict[str, Any]:
        [line] = self(*words, "--json", at=at).out.splitlines()
        return json.loads(line)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The command line; this journey's papers are drawn whole, with the medical part."""
    with commands(tmp_path_factory.mktemp("whole"), "--whole") as running:
        yield running


@pytest.fixture(scope="module")
def performed(whole: Commands, tmp_path_factory: pytest.TempPathFactory) -> tuple[Practice, list[dict[str, Any]]]:
    """A dossier from `init` to the act, and what `--json` said after each step."""
    practice = Practice(whole, tmp_path_factory.mktemp("journey") / "home")
    first = whole.run("init", practice.home, "--from", EXAMPLE, "--demonstration", "--at", "2026-10-01T09:00Z")
    assert first.code == 0, first
    assert "MISSING" not in first.out
    assert "advice   clock: the practice's own (grade C)" in first.out
    assert first.err == f"{practice.home} is made. Give trust/ to whoever verifies; keep the password elsewhere too.\n"
    told = [practice.json("dossier", "new", at="10-20T09:00")]
    seen = ("--paper", "passport", "--country", "GB", "--last-four", "4711", "--seen-by", "Dr Vasseur")
    told.append(practice.json("dossier", "record", NAME, "identity", *seen, at="10-28T09:00"))
    told.append(practice.json("estimate", "draft", NAME, EXAMPLE, at="11-02T17:00"))
    told.append(practice.json("dossier", "answer", NAME, *EVERY_STEP, "--by", "Dr Vasseur", at="11-02T17:02"))
    told.append(practice.json("estimate", "issue", NAME, at="11-02T17:05"))
    told.append(practice.json("estimate", "send", NAME, at="11-02T17:10"))
    told.append(practice.json("receipt", NAME, "--mention", MENTIONS["receipt"], at="11-06T20:00"))
    early = practice("accept", NAME, "--mention", MENTIONS["acceptance"], at="11-20T20:00", code=1)
    assert early.err == (
        "dermadocs: accept: before 2026-11-21T23:00:00Z, the sixteenth day after receipt (CSP-D6322-30-01)\n"
    )
    told.append(practice.json("accept", NAME, "--mention", MENTIONS["acceptance"], at="11-23T20:00"))
    told.append(practice.json("consent", "draw", NAME, "--case", EXAMPLE, at="11-23T20:10"))
    told.append(practice.json("consent", "sign", NAME, "--mention", MENTIONS["consent"], at="11-23T20:20"))
    examined = ("consultation", "--purpose", "physical_examination", "--practitioner", "surgeon")
    told.append(practice.json("dossier", "record", NAME, *examined, at="12-08T10:00"))
    told.append(practice.json("prepare", NAME, at="12-10T10:00"))
    told.append(practice.json("confirm-day", NAME, "--mention", MENTIONS["confirmation"], at="12-15T07:00"))
    told.append(practice.json("operation", NAME, at="12-15T08:00"))
    return practice, told


STATES = [
    *["DRAFT"] * 4,
    *["SIGNED", "SENT", "REFLECTING", "ACCEPTED", "ACCEPTED", "CONSENTED", "CONSENTED", "READY", "READY", "PERFORMED"],
]


def test_from_the_first_day_to_the_act(performed: tuple[Practice, list[dict[str, Any]]]) -> None:
    _, told = performed
    assert [one["state"] for one in told] == STATES
    assert {tuple(one) for one in told} == {("dossier", "state", "gate", "next", "questions", "head", "files")}
    assert len({one["head"] for one in told}) == len(told), "every act moves the chain"
    reflecting = told[6]
    assert reflecting["gate"] == "2026-11-21T23:00:00Z"
    assert reflecting["next"] == {
        "who": "patient",
        "what": "accept or decline; until then nothing may be signed or paid",
        "opens": "2026-11-21T23:00:00Z",
    }
    assert sorted(told[-1]["files"]) == [
        "aftercare.pdf",
        "case.json",
        "consent.pdf",
        "data-notice.pdf",
        "distance-notice.pdf",
        "estimate.pdf",
    ]


def test_in_words(performed: tuple[Practice, list[dict[str, Any]]]) -> None:
    practice, told = performed
    shown = practice("dossier", "show", NAME, at="12-16T09:00").out.splitlines()
    assert shown[:2] == [f"{NAME}  PERFORMED", "  next: practice: seal the evidence bundle"]
    assert any(
        re.fullmatch(r" +\d+  vendredi.6.novembre.2026 à 21:00 .*  receive patient online", line) for line in shown
    )
    assert any(line.endswith("file estimate.pdf (Acceptance1)") for line in shown)
    assert f"  {told[-1]['files']['consent.pdf'][:12]}  consent.pdf" in shown
    assert not any("4711" in line for line in shown), "no free text, no number of a passport"
    listed = practice("dossier", "list", at="12-16T09:00").out
    assert listed == f"{NAME}   PERFORMED   2026-0147   Hannah WHITCOMBE\n"
    assert practice("dossier", "list", "--state", "DRAFT", at="12-16T09:00").out == ""
    one = practice.json("dossier", "list", at="12-16T09:00")
    assert (one["identifier"], one["gate"], one["valid_until"]) == (NAME, "2026-11-21T23:00:00Z", "2027-01-31")


def test_the_patient_s_own_copy(performed: tuple[Practice, list[dict[str, Any]]], tmp_path: Path) -> None:
    """Whole, readable by its owner alone, and its names say nothing of patient or act; it proves itself."""
    practice, told = performed
    note = tmp_path / "Whitcombe-lips.txt"
    note.write_text("seen after six weeks")
    practice("dossier", "attach", NAME, note, "--kind", "note", at="12-16T09:00")
    copy = tmp_path / "copy"
    practice("dossier", "export", NAME, "-o", copy, at="12-16T09:10")
    names = sorted(path.name for path in copy.iterdir())
    assert names == sorted([*told[-1]["files"], "events.jsonl", "note-1.txt"])
    private = [
        RAW["patient"]["family_name"],
        RAW["patient"]["given_names"],
        "dermabrasion",
        "lips",
        "lèvre",
        "2026-0147",
    ]
    assert not [name for name in names for word in private if word.lower() in name.lower()]
    assert (copy / "note-1.txt").read_text() == "seen after six weeks"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700
    assert sorted(os.listdir(tmp_path)) == ["Whitcombe-lips.txt", "copy"], "nothing half-written beside it"

    again = practice("dossier", "export", NAME, "-o", copy, at="12-16T09:20", code=2)
    assert again.err == f"dermadocs: {copy}: is there already; name a new folder\n"

    papers = [copy / name for name in names if name.endswith(".pdf")]
    moment = ("--at", "2026-12-16T10:00Z")
    done = practice.at_command.run("verify", "--json", "--trust", practice.home / "trust", *moment, *papers)
    answers = {Path(one["file"]).name: one for one in map(json.loads, done.out.splitlines())}
    assert done.code == 0, done
    assert {one["verdict"] for one in answers.values()} == {"VALID"}
    assert answers["estimate.pdf"]["interval"]["verdict"] == "STATED"
    assert answers["consent.pdf"]["missing_acts"] == []


def test_nothing_of_it_may_be_read_by_others(performed: tuple[Practice, list[dict[str, Any]]]) -> None:
    """The home is closed; and inside it the secrets, the register, the attempts and the blobs are by themselves."""
    home = performed[0].home
    assert stat.S_IMODE(home.stat().st_mode) == 0o700
    closed = [home / "password", home / "secrets.json", home / "register.jsonl"]
    closed += [
        path
        for name in ("keys", "blobs", "attempts", "authority")
        for path in (home / name).rglob("*")
        if path.is_file()
    ]
    assert len(closed) > 20
    assert [path for path in closed if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


# ---- the shell


@pytest.mark.parametrize(
    ("shell", "word"), [("bash", "complete -o nosort -F"), ("zsh", "#compdef dermadocs"), ("fish", "complete")]
)
def test_completion_for_the_shell(shell: str, word: str) -> None:
    """As docs/cli.md says: `eval "$(_DERMADOCS_COMPLETE=bash_source dermadocs)"`."""
    program = Path(sys.executable).with_name("dermadocs")
    env = {**os.environ, "_DERMADOCS_COMPLETE": f"{shell}_source"}
    done = subprocess.run([program], capture_output=True, text=True, env=env, cwd=CHECKOUT)
    assert done.returncode == 0, done.stderr
    assert word in done.stdout
    assert "_DERMADOCS_COMPLETE" in done.stdout


def test_completion_knows_the_commands() -> None:
    program = Path(sys.executable).with_name("dermadocs")
    env = {
        **os.environ,
        "_DERMADOCS_COMPLETE": "bash_complete",
        "COMP_WORDS": "dermadocs dossier re",
        "COMP_CWORD": "2",
    }
    done = subprocess.run([program], capture_output=True, text=True, env=env, cwd=CHECKOUT)
    assert done.stdout == "plain,record\n"
