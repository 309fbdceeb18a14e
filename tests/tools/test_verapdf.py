"""veraPDF's report is read, and the program itself is the one we named or is not run. No Java here."""

from __future__ import annotations

import stat
from pathlib import Path
from typing import Any

import pytest
from judges import verapdf
from judges.verdicts import Failure, UnreachableError


def report(*jobs: dict[str, Any]) -> dict[str, Any]:
    """veraPDF's JSON, cut down to what is read."""
    build = {"releaseDetails": [{"id": "core", "version": "1.28.2"}, {"id": "gui", "version": "0"}]}
    return {"report": {"buildInformation": build, "jobs": list(jobs)}}


def verdict(profile: str, *rules: dict[str, Any], **changes: Any) -> dict[str, Any]:
    details = {"passedRules": 150, "failedRules": len(rules), "ruleSummaries": list(rules)}
    said = {"details": details, "jobEndStatus": "normal", "compliant": not rules}
    return {**said, "profileName": f"{profile} validation profile", **changes}


def job(name: str, *verdicts: dict[str, Any]) -> dict[str, Any]:
    return {"itemDetails": {"name": f"/somewhere/{name}"}, "validationResult": list(verdicts)}


UNTAGGED = {
    "status": "failed",
    "clause": "7.18.4",
    "testNumber": 1,
    "failedChecks": 2,
    "description": "A Widget annotation shall be nested within a Form tag",
}


class TestReport:
    """What veraPDF says, and what it does not say."""

    def test_both_profiles_of_a_good_file(self) -> None:
        rulings = verapdf.parse(report(job("0.pdf", verdict("PDF/A-3A"), verdict("PDF/UA-1"))))
        assert {key: (one.passed, one.rules_checked) for key, one in rulings.items()} == {
            ("0.pdf", "PDF/A-3A"): (True, 150),
            ("0.pdf", "PDF/UA-1"): (True, 150),
        }

    def test_a_broken_rule_is_named(self) -> None:
        ruling = verapdf.parse(report(job("0.pdf", verdict("PDF/UA-1", UNTAGGED))))["0.pdf", "PDF/UA-1"]
        assert not ruling.passed
        assert ruling.rules_checked == 151
        assert ruling.failures == (Failure("7.18.4", 1, UNTAGGED["description"], 2),)

    def test_a_profile_that_the_file_does_not_claim_has_no_verdict(self) -> None:
        """It is then imposed in a second run; a verdict on PDF/A-1B says nothing about PDF/A-3A."""
        assert verapdf.parse(report(job("0.pdf", verdict("PDF/A-1B")))) == {}

    @pytest.mark.parametrize(
        "changes",
        [
            {"jobEndStatus": "timeout"},
            {"compliant": None},
            {"details": {"passedRules": 0, "failedRules": 0, "ruleSummaries": []}},
        ],
    )
    def test_a_verdict_that_is_none_is_no_pass(self, changes: dict[str, Any]) -> None:
        rulings = verapdf.parse(report(job("0.pdf", verdict("PDF/A-3A", **changes))))
        assert not rulings["0.pdf", "PDF/A-3A"].passed

    def test_a_file_that_cannot_be_opened_fails_both(self) -> None:
        refused = {"itemDetails": {"name": "0.pdf"}, "taskException": {"exceptionMessage": "encrypted"}}
        rulings = verapdf.parse(report(refused))
        assert {profile for _, profile in rulings} == {"PDF/A-3A", "PDF/UA-1"}
        assert {ruling.failures for ruling in rulings.values()} == {(Failure("-", 0, "encrypted", 1),)}

    def test_the_version_is_that_of_the_rules(self) -> None:
        assert verapdf.version(report()) == "1.28.2"


def stand_in(folder: Path, name: str, script: str) -> None:
    """A program called `name`, alone on the PATH that a test sets."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


class TestReach:
    """A judge that cannot be had is said so; one that is not the one we named is not heard."""

    def test_no_java(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(UnreachableError, match="veraPDF: java is not installed"):
            verapdf.resolve(tmp_path / "cache")

    def test_no_maven(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        stand_in(tmp_path, "java", "exit 0")
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(UnreachableError, match="mvn is not installed"):
            verapdf.resolve(tmp_path / "cache")

    def test_no_network(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        stand_in(tmp_path, "java", "exit 0")
        stand_in(tmp_path, "mvn", "exit 1")
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(UnreachableError, match=r"could not resolve org.verapdf.apps:greenfield-apps:\d"):
            verapdf.resolve(tmp_path / "cache")

    def test_another_jar_than_the_one_named(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        cache = tmp_path / "cache"
        cache.mkdir()
        stand_in(tmp_path, "java", "exit 0")
        stand_in(tmp_path, "mvn", f"echo passes everything > {cache / verapdf.JAR}")
        monkeypatch.setenv("PATH", str(tmp_path))
        with pytest.raises(verapdf.BrokenJudgeError, match=r"not the one that pom\.xml names"):
            verapdf.resolve(cache)
