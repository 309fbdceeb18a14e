"""veraPDF: the rules of PDF/A-3A (ISO 19005-3) and PDF/UA-1 (ISO 14289-1), run as it comes, in a JVM for each core.

A file is judged by the profiles that its own metadata claim, both in one reading. A profile that it does not
claim, and should, is then imposed on it in a second run: such a file fails by veraPDF's words, not by ours.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from judges.specimens import Specimen
from judges.verdicts import PROFILES, BrokenJudgeError, Failure, Result, UnreachableError, program, run

NAME = "veraPDF"
POM = Path(__file__).with_name("pom.xml")
CACHE = Path(__file__).resolve().parents[2] / ".cache" / "judges"
JAR = "greenfield-apps.jar"
FLAVOURS = {"PDF/A-3A": "3a", "PDF/UA-1": "ua1"}
QUICK = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")  # it runs a minute: thorough compiling costs more than it gains
PATIENCE = 3000.0  # seconds for a whole batch


@dataclass(frozen=True)
class Ruling:
    """What veraPDF says of one file under one profile."""

    passed: bool
    rules_checked: int
    failures: tuple[Failure, ...]


Rulings = Mapping[tuple[str, str], Ruling]
"""By file name and profile."""


def resolve(cache: Path = CACHE) -> Path:
    """The program's jar, from the cache or through Maven; UnreachableError says what is missing.

    BrokenJudgeError for a jar with another digest than the one written in the pom: it is not run.
    """
    program("java", NAME)
    pom = POM.read_text(encoding="utf-8")
    expected = _property(pom, "verapdf.sha256")
    jar = cache / JAR
    if _digest(jar) == expected:
        return jar
    maven = program("mvn", NAME)
    goal = ["dependency:copy-dependencies", f"-DoutputDirectory={cache}"]
    outcome = run([maven, "-B", "-q", "-f", POM, *goal])
    coordinates = f"org.verapdf.apps:greenfield-apps:{_property(pom, 'verapdf.version')}"
    if outcome.code != 0:
        raise UnreachableError(NAME, f"Maven could not resolve {coordinates}")
    if _digest(jar) != expected:
        raise BrokenJudgeError(f"the {coordinates} received is not the one that {POM.name} names")
    return jar


def _property(pom: str, name: str) -> str:
    found = re.search(rf"<{re.escape(name)}>([^<\s]+)</", pom)
    if found is None:
        raise BrokenJudgeError(f"{POM.name} has no {name}")
    return found.group(1)


def _digest(jar: Path) -> str | None:
    return hashlib.sha256(jar.read_bytes()).hexdigest() if jar.is_file() else None


def judge(specimens: Sequence[Specimen]) -> tuple[list[Result], dict[str, str]]:
    """A result per specimen and profile, and the versions of what judged."""
    jar = resolve()
    reports = _batches(jar, [specimen.path for specimen in specimens])
    rulings = {key: ruling for report in reports for key, ruling in parse(report).items()}
    for profile, flavour in FLAVOURS.items():
        silent = [one.path for one in specimens if (one.path.name, profile) not in rulings]
        if silent:
            rulings |= parse(_batch(jar, silent, flavour))
    return [_result(one, profile, rulings) for one in specimens for profile in PROFILES], {
        NAME: version(reports[0]),
        f"{NAME} jar": f"sha256:{_digest(jar)}",
        "java": java_version(),
    }


def _result(specimen: Specimen, profile: str, rulings: Rulings) -> Result:
    ruling = rulings.get((specimen.path.name, profile))
    if ruling is None:
        raise BrokenJudgeError(f"no verdict on {specimen.file}, revision {specimen.revision}, {profile}")
    return specimen.result(
        NAME,
        profile,
        passed=ruling.passed,
        rules_checked=ruling.rules_checked,
        failures=ruling.failures,
    )


def _batches(jar: Path, files: Sequence[Path]) -> list[Any]:
    """All files, spread over the cores by their size: one JVM keeps no more than one of them busy."""
    runs = min(os.cpu_count() or 1, len(files)) or 1
    largest_first = sorted(files, key=lambda file: file.stat().st_size, reverse=True)
    with ThreadPoolExecutor(runs) as pool:
        return list(pool.map(lambda first: _batch(jar, largest_first[first::runs], None), range(runs)))


def _batch(jar: Path, files: Sequence[Path], flavour: str | None) -> Any:
    """One run over all files: the report as veraPDF's JSON."""
    command: list[str | Path] = [program("java", NAME), *QUICK, "-Djava.awt.headless=true"]
    command.append(f"-Duser.home={jar.parent}")  # where it writes settings: not into anybody's home
    command += ["-cp", jar, "org.verapdf.apps.GreenfieldCliWrapper"]
    command += ["--format", "json", "--maxfailuresdisplayed", "1", "--loglevel", "0"]
    command += ["--flavour", flavour] if flavour else []
    outcome = run([*command, *files], patience=PATIENCE)
    try:
        return json.loads(outcome.output)
    except ValueError:
        said = outcome.text.strip().splitlines()[-1:] or ["nothing"]
        raise BrokenJudgeError(f"exit code {outcome.code}, saying: {said[0]}") from None


def parse(report: Any) -> Rulings:
    """The verdicts of a report on our profiles. A file that could not be opened fails both."""
    rulings: dict[tuple[str, str], Ruling] = {}
    for job in report["report"]["jobs"]:
        name = Path(job["itemDetails"]["name"]).name
        if "taskException" in job:
            refused = Failure("-", 0, job["taskException"]["exceptionMessage"], 1)
            rulings |= {(name, profile): Ruling(False, 0, (refused,)) for profile in PROFILES}
        for verdict in job.get("validationResult", ()):
            profile = verdict["profileName"].removesuffix(" validation profile")
            if profile in PROFILES:
                rulings[name, profile] = _ruling(verdict)
    return rulings


def _ruling(verdict: Any) -> Ruling:
    details = verdict["details"]
    failures = tuple(
        Failure(rule["clause"], rule["testNumber"], rule["description"], rule["failedChecks"])
        for rule in details["ruleSummaries"]
        if rule["status"] == "failed"
    )
    checked = details["passedRules"] + details["failedRules"]
    # a verdict reached half-way (time out, cancelled) or on no rule at all is none
    whole = verdict["jobEndStatus"] == "normal" and checked > 0
    return Ruling(verdict["compliant"] is True and whole and not failures, checked, failures)


def version(report: Any) -> str:
    """The version that the report gives of itself."""
    details = report["report"]["buildInformation"]["releaseDetails"]
    return str(next(part["version"] for part in details if part["id"] == "core"))


def java_version() -> str:
    """What Java says of itself."""
    said = run([program("java", NAME), "-version"]).text
    found = re.search(r'version "([^"]+)"', said)
    return found.group(1) if found else said.strip().splitlines()[0]
