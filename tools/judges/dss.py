"""EU DSS: the Commission's library for signatures, asked about every signed revision of each kind of file.

It is run with the validation policy that it brings along (ETSI EN 319 102-1), our roots as the only trusted
certificates, and nothing to fetch: what the file carries must do. Its indication of each signature is compared with
ours; docs/judges.md says where they differ on forged files, and why.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from asn1crypto import pem, x509

from judges import verapdf
from judges.specimens import Specimen
from judges.verdicts import BrokenJudgeError, Failure, Result, UnreachableError, program, run
from signatures import Level, Policy, Report, Trust, inspect

NAME = "EU DSS"
PROFILE = "indications"
JAVA = Path(__file__).with_name("java")
PROGRAM, POM, PINS = JAVA / "Dss.java", JAVA / "pom.xml", JAVA / "jars.sha256"
CACHE = verapdf.CACHE / "dss"
PATIENCE = 1800.0  # seconds for all files together


@dataclass(frozen=True)
class Question:
    """A file to be judged, the certificates trusted for it, and the moment of judging."""

    pdf: Path
    roots: tuple[x509.Certificate, ...]
    at: datetime


@dataclass(frozen=True)
class Said:
    """What DSS says of one signature or timestamp.

    `indication`: ETSI's word, that of a timestamp without TOTAL_; `changes`: kinds of later changes that DSS does not
    count as signing, filling in or archiving.
    """

    field: str
    indication: str
    sub: str | None
    format: str
    changes: tuple[str, ...]
    timestamps: tuple[Said, ...] = ()


@dataclass(frozen=True)
class Answer:
    """What DSS says of one file: each signature, each timestamp that belongs to none; or why it gave up."""

    signatures: tuple[Said, ...]
    timestamps: tuple[Said, ...]
    error: str | None = None


def resolve(cache: Path = CACHE) -> list[Path]:
    """The jars that DSS is made of, from the cache or through Maven; UnreachableError says what is missing.

    BrokenJudgeError when a jar is not the one whose digest stands in jars.sha256: none is run then.
    """
    program("javac", NAME)  # Dss.java is compiled where it is run
    lines = (line.split("  ") for line in PINS.read_text("ascii").splitlines())
    pins = {name: digest for digest, name in lines}
    jars = [cache / name for name in pins]
    if not _as_pinned(jars, pins):
        maven = program("mvn", NAME)
        shutil.rmtree(cache, ignore_errors=True)
        goal = ["dependency:copy-dependencies", f"-DoutputDirectory={cache}"]
        if run([maven, "-B", "-q", "-f", POM, *goal]).code != 0:
            raise UnreachableError(NAME, f"Maven could not resolve {NAME} {version()}")
        if not _as_pinned(jars, pins):
            raise BrokenJudgeError(f"the jars received are not those that {PINS.name} names")
    return jars


def _as_pinned(jars: Sequence[Path], pins: Mapping[str, str]) -> bool:
    return all(jar.is_file() and hashlib.sha256(jar.read_bytes()).hexdigest() == pins[jar.name] for jar in jars)


def version() -> str:
    """The version that the pom asks for."""
    found = re.search(r"<dss\.version>([^<\s]+)</", POM.read_text("utf-8"))
    if found is None:
        raise BrokenJudgeError(f"{POM.name} names no version of {NAME}")
    return found.group(1)


def ask(questions: Sequence[Question], cache: Path = CACHE) -> list[Answer]:
    """An answer to each question, in their order, from one run of Java for all.

    Raises UnreachableError when DSS cannot be had here, BrokenJudgeError when it does not answer each question.
    """
    jars = resolve(cache)
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "questions"
        asked.write_text("".join(_lines(questions, Path(folder))), encoding="utf-8")
        command: list[str | Path] = [program("java", NAME), *verapdf.QUICK, "-Djava.awt.headless=true"]
        command += ["-cp", ":".join(map(str, jars)), PROGRAM, asked]
        outcome = run(command, patience=PATIENCE)
    said = parse(outcome.output)
    missing = [one.pdf for one in questions if str(one.pdf) not in said]
    if outcome.code != 0 or missing:
        last = outcome.text.strip().splitlines()[-1:] or ["nothing"]
        raise BrokenJudgeError(f"no answer on {len(missing)} files, exit code {outcome.code}, saying: {last[0]}")
    return [said[str(one.pdf)] for one in questions]


def _lines(questions: Iterable[Question], folder: Path) -> Iterable[str]:
    """The questions as Dss.java reads them; each trusted certificate is written once."""
    for one in questions:
        for root in one.roots:
            (folder / f"{root.sha256.hex()}.der").write_bytes(root.dump())
        roots = ",".join(str(folder / f"{root.sha256.hex()}.der") for root in one.roots)
        yield f"{one.pdf}\t{one.at.astimezone(UTC).isoformat(timespec='seconds').replace('+00:00', 'Z')}\t{roots}\n"


def parse(output: str) -> dict[str, Answer]:
    """The answers by file. BrokenJudgeError for lines that are none."""
    answers = {}
    for line in output.splitlines():
        try:
            told = json.loads(line)
            signatures, timestamps = (tuple(map(_said, told.get(kind, ()))) for kind in ("signatures", "timestamps"))
            answers[str(told["file"])] = Answer(signatures, timestamps, told.get("error"))
        except (ValueError, KeyError, TypeError, AttributeError):
            raise BrokenJudgeError(f"this is no answer: {line[:200]}") from None
    return answers


def _said(told: Mapping[str, Any]) -> Said:
    return Said(
        field=told["field"] or "",
        indication=told["indication"],
        sub=told["sub"],
        format=told.get("format") or told["type"],
        changes=tuple(told["changes"]),
        timestamps=tuple(map(_said, told.get("timestamps", ()))),
    )


def judge(specimens: Sequence[Specimen], trust: Sequence[Path], at: datetime) -> tuple[list[Result], dict[str, str]]:
    """A result per signed revision of each kind of file, judged at the moment `at`; and the versions."""
    roots = anchors(trust)
    if not roots:
        raise UnreachableError(NAME, "no root to judge by (--trust DIR)")
    asked = each_kind_once(specimens)
    if not asked:
        return [], {NAME: version()}
    with tempfile.TemporaryDirectory() as folder:
        challenge = Path(folder) / "altered.pdf"
        challenge.write_bytes(altered(asked[0].path.read_bytes()))
        paths = [*(one.path for one in asked), challenge]
        *answers, challenged = ask([Question(path, roots, at) for path in paths])
    if not any(one.sub == "HASH_FAILURE" for one in challenged.signatures):
        raise BrokenJudgeError(f"{NAME} did not notice a signing time that was altered in {asked[0].file}")
    policy = Policy("conformance", Trust(roots), at)
    pairs = zip(asked, answers, strict=True)
    return [_result(one, answer, inspect(one.path.read_bytes(), policy)) for one, answer in pairs], {
        NAME: version(),
        f"{NAME} jars": f"sha256:{hashlib.sha256(PINS.read_bytes()).hexdigest()}",
        "java": verapdf.java_version(),
    }


def altered(pdf: bytes) -> bytes:
    """The file with another year in what its first signature says of its time: a judge that takes it is no judge."""
    return re.sub(rb"(/M ?\(D(?::|\\072)20)\d\d", rb"\g<1>07", pdf, count=1)


def each_kind_once(specimens: Iterable[Specimen]) -> list[Specimen]:
    """The signed revisions of the first file of each name: two consents are built alike."""
    first: dict[str, str] = {}
    return [
        one
        for one in specimens
        if one.field is not None and first.setdefault(Path(one.file).name, one.file) == one.file
    ]


def anchors(folders: Sequence[Path]) -> tuple[x509.Certificate, ...]:
    """The roots in trust folders, timestamp authorities' too."""
    files = [file for folder in folders for file in sorted(folder.glob("**/*.pem"))]
    ders = [der for file in files for _, _, der in pem.unarmor(file.read_bytes(), multiple=True)]
    return tuple(x509.Certificate.load(der) for der in ders)


def _result(specimen: Specimen, answer: Answer, ours: Report) -> Result:
    failures = differences(answer, ours)
    formats = ", ".join(f"{one.field} {one.indication} {one.format}" for one in answer.signatures)
    return specimen.result(
        NAME,
        PROFILE,
        passed=not failures,
        failures=tuple(Failure("-", 0, words, 1) for words in failures),
        note=formats,
    )


def differences(answer: Answer, ours: Report) -> list[str]:
    """Where DSS and we differ on a file that ought to be good, in words; a change that DSS saw is a difference.

    Levels are compared once the archive timestamp is there: before it, DSS calls a signature T that we call B-LT,
    since its revocation lists stand in the very revision that it closes, not in a later one.
    """
    if answer.error is not None:
        return [f"{NAME} gave up: {answer.error}"]
    told = {one.field: (f"{one.indication}{f' ({one.sub})' if one.sub else ''}", one) for one in answer.signatures}
    words = []
    for act in (one for one in ours.acts if one.kind == "signature"):
        indication, one = told.pop(act.field, ("not listed", None))
        if indication != str(act.indication):
            words.append(f"{act.field}: {NAME} says {indication}, we say {act.indication}")
        if one is not None and act.level is Level.B_LTA and one.format != "PAdES-BASELINE-LTA":
            words.append(f"{act.field}: {NAME} finds {one.format}, we find {act.level}")
    words += [f"{field}: a signature that we do not list" for field in told]
    stamps = [*answer.timestamps, *(stamp for one in answer.signatures for stamp in one.timestamps)]
    words += [f"timestamp {one.field}: {one.indication} ({one.sub})" for one in stamps if one.indication != "PASSED"]
    words += [f"{one.field}: changed since: {', '.join(one.changes)}" for one in answer.signatures if one.changes]
    return words
