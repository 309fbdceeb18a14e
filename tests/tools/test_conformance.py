"""The command, and the judges that need no Java: what they accept, refuse and leave out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from judges import pdfsig, qpdf, stamps
from judges.specimens import Specimen

ROOT = Path(__file__).resolve().parents[2]
LayOut = Callable[[bytes], list[Specimen]]


def conformance(tmp_path: Path, path: Path, *arguments: Path) -> tuple[int, str, dict[str, Any]]:
    """Run the tool with nothing on the PATH but `path`: exit code, output, conformance.json."""
    output = tmp_path / "conformance.json"
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "conformance.py", "--output", output, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PATH": str(path)},
    )
    return done.returncode, done.stdout, json.loads(output.read_text()) if output.exists() else {}


class TestCommand:
    """Exit codes and words, as seen by who runs `make conformance`."""

    def test_without_any_judge_all_is_skipped_and_nothing_claimed(self, tmp_path: Path, blank: bytes) -> None:
        file = tmp_path / "file.pdf"
        file.write_bytes(blank)
        code, said, results = conformance(tmp_path, tmp_path / "empty", file)
        assert code == 0
        assert "SKIPPED: veraPDF: java is not installed" in said
        assert set(results["skipped"]) == {"veraPDF", "EU DSS", "pyHanko", "qpdf", "pdfsig", "openssl"}
        assert results["results"] == []
        assert "pass" not in said

    @pytest.mark.needs("qpdf")
    def test_a_bad_verdict_fails_although_veraPDF_is_skipped(self, tmp_path: Path, history: list[bytes]) -> None:
        found = next(p for d in os.environ["PATH"].split(":") if (p := Path(d, "qpdf")).exists())
        (tmp_path / "bin").mkdir()
        (tmp_path / "bin" / "qpdf").symlink_to(found)
        file = tmp_path / "file.pdf"
        file.write_bytes(history[1])
        assert conformance(tmp_path, tmp_path / "bin", file)[0] == 0
        file.write_bytes(history[1].replace(b"/Contents <", b"/Contents <<", 1))
        code, said, results = conformance(tmp_path, tmp_path / "bin", file)
        assert code == 1
        assert "FAIL" in said
        assert "SKIPPED: veraPDF" in said
        assert not all(one["passed"] for one in results["results"])

    def test_nothing_to_judge_is_no_success(self, tmp_path: Path) -> None:
        code, said, _ = conformance(tmp_path, tmp_path, tmp_path / "missing.pdf")
        assert code == 2
        assert "not found" in said


class TestSignatureJudges:
    """pdfsig and OpenSSL accept what was signed and refuse one changed byte."""

    @pytest.mark.needs("pdfsig")
    def test_pdfsig_counts_document_timestamps_apart(self, laid_out: LayOut, history: list[bytes]) -> None:
        (result,) = pdfsig.judge(laid_out(history[-1]))[0]
        assert result.passed
        assert result.note == "2 valid, 1 document timestamps not judged (pdfsig cannot)"

    @pytest.mark.needs("pdfsig")
    def test_pdfsig_refuses_a_changed_byte(self, laid_out: LayOut, history: list[bytes]) -> None:
        changed = history[-1].replace(b"200", b"201", 1)
        (result,) = pdfsig.judge(laid_out(changed))[0]
        assert not result.passed
        assert {one.description.split(":")[0] for one in result.failures} == {"Practitioner1", "Receipt1"}

    @pytest.mark.needs("pdfsig")
    def test_pdfsig_wants_the_whole_file_covered(self, laid_out: LayOut, history: list[bytes]) -> None:
        (result,) = pdfsig.judge(laid_out(history[-1] + b"% more\n"))[0]
        assert [one.description for one in result.failures] == ["no signature covers the whole file"]

    @pytest.mark.needs("openssl")
    def test_openssl_takes_every_token(
        self, tmp_path: Path, laid_out: LayOut, history: list[bytes], signer: Any
    ) -> None:
        trust = self.trust(tmp_path, signer)
        (result,) = stamps.judge(laid_out(history[-1]), [trust])[0]
        assert result.passed
        assert result.note.startswith("3 tokens")

    @pytest.mark.needs("openssl")
    def test_openssl_refuses_a_changed_byte(
        self, tmp_path: Path, laid_out: LayOut, history: list[bytes], signer: Any
    ) -> None:
        changed = history[-1].replace(b"200", b"201", 1)
        (result,) = stamps.judge(laid_out(changed), [self.trust(tmp_path, signer)])[0]
        assert [one.description.split(":")[0] for one in result.failures] == ["Archive1, document timestamp"]

    @pytest.mark.needs("openssl")
    def test_openssl_refuses_another_root(
        self, tmp_path: Path, laid_out: LayOut, history: list[bytes], stranger: Any
    ) -> None:
        trust = self.trust(tmp_path, stranger)
        (result,) = stamps.judge(laid_out(history[-1]), [trust])[0]
        assert len(result.failures) == 3

    @staticmethod
    def trust(tmp_path: Path, signer: Any) -> Path:
        folder = tmp_path / "trust"
        folder.mkdir()
        (folder / "root.pem").write_bytes(signer.certificate.public_bytes(serialization.Encoding.PEM))
        return folder

    @pytest.mark.needs("qpdf")
    def test_qpdf_judges_each_revision(self, laid_out: LayOut, history: list[bytes]) -> None:
        results = qpdf.judge(laid_out(history[-1]))[0]
        assert [(one.revision, one.passed) for one in results] == [(n, True) for n in range(4)]
