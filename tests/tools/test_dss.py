"""EU DSS's answers are read and compared with ours; the program is the one we named or is not run. No Java here."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from judges import dss
from judges.hostile import accepts, in_a_word
from judges.specimens import Specimen
from judges.verdicts import BrokenJudgeError, UnreachableError

from signatures import Policy, Report, Trust, inspect

LATER = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)
LayOut = Callable[[bytes], list[Specimen]]


def said(field: str | None, indication: str = "TOTAL_PASSED", sub: str | None = None, **more: Any) -> dict[str, Any]:
    """One signature or timestamp in the words of Dss.java."""
    kind = {"type": "DOCUMENT_TIMESTAMP"} if indication == "PASSED" else {"format": "PAdES-BASELINE-T"}
    told = {"field": field, "indication": indication, "sub": sub, "errors": [], "warnings": [], "changes": []}
    return {**told, **kind, **more}


def line(file: object, *signatures: dict[str, Any], **more: Any) -> str:
    return json.dumps({"file": str(file), "signatures": list(signatures), "timestamps": [], **more}) + "\n"


def answer(*signatures: dict[str, Any], **more: Any) -> dss.Answer:
    return dss.parse(line("0.pdf", *signatures, **more))["0.pdf"]


class TestAnswers:
    """What DSS says, and what it does not say."""

    def test_signatures_their_timestamps_and_later_changes_are_read(self) -> None:
        stamp = said("Archive1", "PASSED")
        told = answer(said("Seal", "TOTAL_FAILED", "HASH_FAILURE", changes=["objects"], timestamps=[stamp]))
        (seal,) = told.signatures
        assert (seal.indication, seal.sub, seal.format) == ("TOTAL_FAILED", "HASH_FAILURE", "PAdES-BASELINE-T")
        assert seal.changes == ("objects",)
        assert [(one.field, one.indication) for one in seal.timestamps] == [("Archive1", "PASSED")]

    def test_a_file_that_it_cannot_read_is_an_answer(self) -> None:
        told = dss.parse(json.dumps({"file": "0.pdf", "error": "DSSException: not a PDF"}))["0.pdf"]
        assert told.error == "DSSException: not a PDF"

    @pytest.mark.parametrize("broken", ["Exception in thread", "{}", "[1]", '{"file":"a","signatures":[{}]}'])
    def test_anything_else_is_a_fault(self, broken: str) -> None:
        with pytest.raises(BrokenJudgeError, match="this is no answer"):
            dss.parse(broken)


class TestInAWord:
    """The table of forged files has room for one word: the worst."""

    def test_the_worst_of_signatures_and_their_timestamps(self) -> None:
        stamp = said("Archive1", "FAILED", "HASH_FAILURE", type="DOCUMENT_TIMESTAMP")
        unsure = said("Other", "INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND")
        assert in_a_word(answer(said("Seal"))) == "TOTAL_PASSED"
        assert in_a_word(answer(said("Seal"), unsure)) == "INDETERMINATE NO_CERTIFICATE_CHAIN_FOUND"
        assert in_a_word(answer(unsure, said("Seal", timestamps=[stamp]))) == "FAILED HASH_FAILURE"

    def test_a_change_that_only_warns_is_said_beside(self) -> None:
        assert in_a_word(answer(said("Seal", changes=["objects"]))) == "TOTAL_PASSED, warns of changes"

    def test_no_signature_is_no_acceptance(self) -> None:
        words = (in_a_word(answer()), in_a_word(answer(error="it broke")))
        assert words == ("finds no signature", "gives up")
        assert not any(map(accepts, words))


class TestComparison:
    """On a file that ought to be good, whatever differs is said."""

    @pytest.fixture
    def ours(self, history: list[bytes], signer: Any) -> Report:
        der = signer.certificate.public_bytes(serialization.Encoding.DER)
        return inspect(history[1], Policy("test", Trust((x509.Certificate.load(der),)), LATER))

    def test_the_same_word_is_no_difference(self, ours: Report) -> None:
        assert dss.differences(answer(said("Practitioner1", str(ours.acts[0].indication))), ours) == []

    def test_another_word_is_one(self, ours: Report) -> None:
        told = answer(said("Practitioner1", "TOTAL_FAILED", "HASH_FAILURE"))
        (words,) = dss.differences(told, ours)
        assert words == f"Practitioner1: EU DSS says TOTAL_FAILED (HASH_FAILURE), we say {ours.acts[0].indication}"

    def test_a_signature_that_one_alone_finds_is_one(self, ours: Report) -> None:
        words = dss.differences(answer(said("Other1")), ours)
        assert [one.split(":")[0] for one in words] == ["Practitioner1", "Other1"]

    def test_a_refused_timestamp_and_a_later_change_are_two(self, ours: Report) -> None:
        stamp = said(None, "INDETERMINATE", "NO_CERTIFICATE_CHAIN_FOUND", type="SIGNATURE_TIMESTAMP")
        good = str(ours.acts[0].indication)
        told = answer(said("Practitioner1", good, timestamps=[stamp], changes=["annotations"]))
        assert len(dss.differences(told, ours)) == 2

    def test_giving_up_is_one(self, ours: Report) -> None:
        assert dss.differences(answer(error="it broke"), ours) == ["EU DSS gave up: it broke"]


def test_each_kind_is_judged_once_at_its_signed_revisions(laid_out: LayOut, history: list[bytes]) -> None:
    first = laid_out(history[-1])
    again = [Specimen(f"/elsewhere/{Path(one.file).name}", *_rest(one)) for one in first]
    assert [(one.file, one.revision) for one in dss.each_kind_once([*first, *again])] == [
        (first[0].file, number) for number in (1, 2, 3)
    ]


def _rest(one: Specimen) -> tuple[Any, ...]:
    return one.revision, one.field, one.is_final, one.path, one.sha256


def stand_in(folder: Path, name: str, script: str) -> None:
    """A program called `name`, alone on the PATH that a test sets."""
    program = folder / name
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


class TestReach:
    """A judge that cannot be had is said so; one that is not the one we named, or takes anything, is not heard."""

    @pytest.fixture(autouse=True)
    def _alone(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("PATH", str(tmp_path))

    def test_no_java(self, tmp_path: Path) -> None:
        with pytest.raises(UnreachableError, match="EU DSS: javac is not installed"):
            dss.resolve(tmp_path / "cache")

    def test_no_network(self, tmp_path: Path) -> None:
        stand_in(tmp_path, "javac", "exit 0")
        stand_in(tmp_path, "mvn", "exit 1")
        with pytest.raises(UnreachableError, match=r"could not resolve EU DSS \d"):
            dss.resolve(tmp_path / "cache")

    def test_other_jars_than_those_named(self, tmp_path: Path) -> None:
        cache = tmp_path / "cache"
        stand_in(tmp_path, "javac", "exit 0")
        names = [row.split()[1] for row in dss.PINS.read_text().splitlines()]
        written = "; ".join(f"echo passes > {cache / name}" for name in names)
        stand_in(tmp_path, "mvn", f"/bin/mkdir {cache}; {written}")
        with pytest.raises(BrokenJudgeError, match=r"not those that jars\.sha256 names"):
            dss.resolve(cache)
        assert {path.name for path in cache.iterdir()} == set(names)

    def judge(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, specimens: list[Specimen], signer: Any, *sub: str
    ) -> Any:
        """Ask a stand-in for Java that finds the same in every file."""
        told = [said("Practitioner1", "TOTAL_FAILED", one) for one in sub]
        template = line("@", *told).strip().replace('"', '\\"')
        script = (
            f'for last; do :; done; while read -r file rest; do echo "{template}" | /bin/sed "s#@#$file#"; done < $last'
        )
        stand_in(tmp_path, "java", script)
        monkeypatch.setattr(dss, "resolve", lambda cache: [])
        (tmp_path / "root.pem").write_bytes(signer.certificate.public_bytes(serialization.Encoding.PEM))
        return dss.judge(specimens, [tmp_path], LATER)

    def test_who_takes_an_altered_file_is_not_heard(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, laid_out: LayOut, history: list[bytes], signer: Any
    ) -> None:
        with pytest.raises(BrokenJudgeError, match="did not notice a signing time that was altered"):
            self.judge(tmp_path, monkeypatch, laid_out(history[1]), signer)

    def test_who_refuses_it_is_heard_on_the_others(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, laid_out: LayOut, history: list[bytes], signer: Any
    ) -> None:
        (result,), versions = self.judge(tmp_path, monkeypatch, laid_out(history[1]), signer, "HASH_FAILURE")
        assert not result.passed
        assert "EU DSS says TOTAL_FAILED (HASH_FAILURE)" in result.failures[0].description
        assert versions["EU DSS"] == dss.version()

    def test_who_leaves_a_file_out_is_not_heard(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, history: list[bytes]
    ) -> None:
        stand_in(tmp_path, "java", "exit 0")
        monkeypatch.setattr(dss, "resolve", lambda cache: [])
        with pytest.raises(BrokenJudgeError, match="no answer on 1 files"):
            dss.ask([dss.Question(tmp_path / "a.pdf", (), LATER)])


def test_the_altered_file_is_what_is_not_signed_any_more(history: list[bytes]) -> None:
    changed = dss.altered(history[1])
    assert len(changed) == len(history[1])
    assert sum(one != other for one, other in zip(changed, history[1], strict=True)) in (1, 2)
    report = inspect(changed, Policy("test", Trust(), LATER))
    assert "SIGNATURE_BROKEN" in report.codes
