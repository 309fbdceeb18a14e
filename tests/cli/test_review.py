"""`dermadocs review`: what a practice is told to have reviewed, and what of it is."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from world import command

from dermadocs.cli import main
from dermadocs.flows import reviewing

DAY = ("--on", "2026-11-24")
EMPTY = 'by = ""  # name and quality\n# on = 2026-12-31'
FILLED = 'by = "Anne Durand"\non = 2026-11-24'


def run(capsys: pytest.CaptureFixture[str], *words: object) -> tuple[int, str, str]:
    """The command in this process: exit code, output, errors."""
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    told = capsys.readouterr()
    code = left.value.code
    return code if isinstance(code, int) else 0, told.out, told.err


@pytest.fixture
def template(capsys: pytest.CaptureFixture[str]) -> str:
    """What the command prints to be filled in."""
    code, out, err = run(capsys, "review", "--template")
    assert (code, err) == (0, "")
    return out


@pytest.fixture
def home(tmp_path: Path, template: str) -> Path:
    """A home in which everything is reviewed."""
    (tmp_path / "review.toml").write_text(template.replace(EMPTY, FILLED), "utf-8")
    return tmp_path


def test_the_template_names_every_digest_and_nobody(
    template: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "review.toml"
    file.write_text(template, "utf-8")
    code, out, err = run(capsys, "review", file, *DAY)
    assert (code, err) == (1, "0 of 4 reviewed\n")
    for line, subject in zip(out.splitlines(), reviewing.everything(), strict=True):
        assert line.startswith(f"not reviewed  {subject}")
        assert line.endswith(f"{subject.sha256}  who reviewed it is not named")
        assert subject.sha256 in template
    for folder in (
        "docs/law-wording.md",
        "dermadocs/catalogue/dermabrasion.toml",
        "dermadocs/locale/en/",
        "dermadocs/locale/ar/",
    ):
        assert folder in template


def test_filled_in_it_is_a_review(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for words in ((home / "review.toml",), ("--home", home)):
        code, out, err = run(capsys, "review", *words, *DAY)
        assert (code, err) == (0, "4 of 4 reviewed\n")
        assert all(line.startswith("reviewed ") for line in out.splitlines())
        assert out.count("by Anne Durand, 2026-11-24") == 4


def test_on_the_eve_of_its_day_it_is_none(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "review", "--home", home, "--on", "2026-11-23")
    assert code == 1
    assert out.count("the review is dated 2026-11-24, after 2026-11-23") == 4


def test_a_word_changed_since_is_named_with_both_digests(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file, (legal, *_) = home / "review.toml", reviewing.everything()
    file.write_text(file.read_text("utf-8").replace(legal.sha256, "0" * 64), "utf-8")
    code, out, err = run(capsys, "review", file, *DAY)
    assert (code, err) == (1, "3 of 4 reviewed\n")
    told = out.splitlines()[0].split()
    assert told[:4] == ["not", "reviewed", "legal", "wordings"]
    assert told[4] == legal.sha256
    assert out.splitlines()[0].endswith(f"changed since the review, which was of {'0' * 64}")


def test_as_json_it_says_what_who_when_and_why(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = home / "review.toml"
    file.write_text(file.read_text("utf-8").split("[[translations]]")[0], "utf-8")
    code, out, err = run(capsys, "review", "--json", file, *DAY)
    assert (code, err) == (1, "")
    told = [json.loads(line) for line in out.splitlines()]
    assert [(one["what"], one["name"], one["state"]) for one in told] == [
        ("wordings", None, "reviewed"),
        ("procedure", "dermabrasion", "reviewed"),
        ("translation", "ar", "not reviewed"),
        ("translation", "en", "not reviewed"),
    ]
    assert (told[0]["by"], told[0]["on"], told[0]["why"]) == ("Anne Durand", "2026-11-24", None)
    assert (told[2]["by"], told[2]["on"], told[2]["why"]) == (None, None, "nobody has reviewed them")
    assert [one["sha256"] for one in told] == [subject.sha256 for subject in reviewing.everything()]


def test_a_home_without_a_review_has_reviewed_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "review", "--home", tmp_path, *DAY)
    assert code == 1
    assert out.count("nobody has reviewed them") == 4
    assert "no review.toml in it" in err


def test_without_a_file_or_a_home_nothing_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "review")
    assert (code, out) == (2, "")
    assert "name a review.toml" in err


def test_a_bad_file_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    file = tmp_path / "review.toml"
    file.write_text('schema = "dermadocs/review/1"\n[wordings]\nby = 3\n', "utf-8")
    done = command("review", file)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"dermadocs: {file}: /wordings/by: must be str, is int\n"
