"""qpdf --check: syntax, cross-reference tables and streams of every revision, without one warning."""

from __future__ import annotations

import re
from collections.abc import Sequence

from judges.specimens import Specimen
from judges.verdicts import Failure, Result, program, run

NAME = "qpdf"
PROFILE = "qpdf --check"


def judge(specimens: Sequence[Specimen]) -> tuple[list[Result], dict[str, str]]:
    """A result per revision, and the version of qpdf."""
    qpdf = program("qpdf", NAME)
    said = run([qpdf, "--version"]).text
    found = re.search(r"version (\S+)", said)
    return [_check(qpdf, one) for one in specimens], {NAME: found.group(1) if found else said.strip()}


def _check(qpdf: str, specimen: Specimen) -> Result:
    outcome = run([qpdf, "--check", specimen.path])
    lines = [line for line in outcome.text.splitlines() if str(specimen.path) in line or "ERROR" in line]
    words = [line.replace(str(specimen.path), "").strip(" :()") for line in lines if "checking" not in line]
    failures = [Failure("-", 0, text, 1) for text in dict.fromkeys(words)]
    if outcome.code != 0 and not failures:
        failures = [Failure("-", 0, f"exit code {outcome.code}", 1)]
    passed = outcome.code == 0  # 2: errors, 3: warnings
    return specimen.result(
        NAME,
        PROFILE,
        passed=passed,
        failures=() if passed else tuple(failures),
    )
