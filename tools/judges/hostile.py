"""Forged files for all judges: those of tests/hostile and tests/signatures, by family, and what each judge says.

The generators are the tests' own; here they are only listed. Two bases: an estimate of the demonstration, judged as
`dermadocs verify` judges it, and a small document of two pages, judged by `signatures` against its plan.
"""

from __future__ import annotations

import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from asn1crypto import x509

from judges import dss, pdfsig, stock
from judges.verdicts import program, run
from signatures import Policy, Trust, Verdict, inspect

TESTS = Path(__file__).resolve().parents[2] / "tests"
PRACTICE, PRACTISED = "practice set", datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
OURS, DSS, PYHANKO, PDFSIG = "dermadocs", dss.NAME, stock.NAME, pdfsig.NAME


@dataclass(frozen=True)
class Forged:
    """One forged file: `make` gives its bytes, `ours` our verdict on them and our first reason."""

    family: str
    title: str
    make: Callable[[], bytes]
    ours: Callable[[bytes], str]
    roots: tuple[x509.Certificate, ...]
    at: datetime

    @property
    def name(self) -> str:
        """Family and title: no two are alike."""
        return f"{self.family}: {self.title}"


def gather() -> list[Forged]:
    """Every forgery, family after family."""
    find_tests()
    return [*_estimate(), *_small(), *_practice()]


def find_tests() -> None:
    """Make the modules that tests share importable: they are no package."""
    sys.path[:0] = [path for path in map(str, (TESTS, TESTS / "hostile", TESTS / "signatures")) if path not in sys.path]


def _estimate() -> Iterator[Forged]:
    from hostile_acts import ACTS, STAMPING  # type: ignore[import-not-found]
    from hostile_edits import EDITOR  # type: ignore[import-not-found]
    from hostile_outsiders import EVERY  # type: ignore[import-not-found]
    from hostile_paper import PAPER  # type: ignore[import-not-found]
    from hostile_slots import HEX_EDITOR, UNIVERSAL  # type: ignore[import-not-found]
    from hostile_tails import TAILS  # type: ignore[import-not-found]
    from world import JUDGED, lived  # type: ignore[import-not-found]

    life = lived()
    roots = (life.scene.authority.root,)

    def ours(pdf: bytes) -> str:
        answer = life.scene.judge(pdf)
        return word(answer["verdict"], answer["reasons"])

    outsiders = {"editor": EDITOR, "universal": UNIVERSAL, "hex editor": HEX_EDITOR, "tails": TAILS}
    known = {one.title: family for family, every in outsiders.items() for one in every}
    for one in sorted(EVERY, key=lambda one: list(outsiders).index(known.get(one.title, "tails"))):
        family = known.get(one.title) or ("fields" if "1: " in one.title else "others")
        yield Forged(family, one.title, partial(one.make, life.sent.pdf), ours, roots, JUDGED)
    for family, every in (("stamping", STAMPING), ("acts", ACTS), ("papers", PAPER)):
        for one in every:
            yield Forged(family, one.title, partial(one.make, life), ours, roots, JUDGED)


BY_NUMBER = {1: "byte range", 2: "absence", 3: "wrapping", 4: "appended", 7: "containers", 8: "places", 9: "slot"}
"""Our names of those families of tests/signatures/families.py that forge a finished file."""


def _small() -> Iterator[Forged]:
    from families import FAMILIES  # type: ignore[import-not-found]
    from forgery_changes import CHANGES, REDRAWN  # type: ignore[import-not-found]
    from verify_world import START, forged_archive, judge, shared, update  # type: ignore[import-not-found]

    made, told = shared()
    at = START + timedelta(days=20)
    terms: Any = (lambda pdf: _judged(judge(made, pdf, at)), made.trust.roots, at)

    def slipped_in(change: Any) -> bytes:
        when = START + timedelta(minutes=5)
        return bytes(forged_archive(made, update(told.steps[2], change), "Archive2", when))

    for family in FAMILIES:
        for one in family.forgeries:
            yield Forged(BY_NUMBER[family.number], _spoken(one.title), partial(one.make, told.last), *terms)
    for change in CHANGES:
        yield Forged("slipped in", _spoken(change.__name__), partial(slipped_in, change), *terms)
    for title, change in REDRAWN.items():
        yield Forged("slipped in", f"all fields: {title}", partial(slipped_in, change), *terms)
    yield from _of_others()


def _of_others() -> Iterator[Forged]:
    """Papers of others, signed once: what a timestamp carries in, and what was prepared before."""
    from foreign_kinds import plain, proven, written  # type: ignore[import-not-found]
    from forgery_aside import ASIDE  # type: ignore[import-not-found]
    from forgery_clocks import CLOCKS  # type: ignore[import-not-found]
    from forgery_hidden import HIDDEN  # type: ignore[import-not-found]
    from forgery_stamps import STAMPS, stamped  # type: ignore[import-not-found]
    from verify_world import START, judge, shared

    made, _ = shared()
    at = START + timedelta(days=20)
    terms: Any = (lambda pdf: _judged(judge(made, pdf, at, None)), made.trust.roots, at)

    def carried(one: Any) -> bytes:
        return bytes(stamped(made, written(made, one.paper()), one.change, one.new))

    def set_off(one: Any) -> bytes:
        return bytes(proven(made, one.set_off(plain(made, one.prepared))))

    for title, one in (STAMPS | CLOCKS).items():
        yield Forged("carried in", title, partial(carried, one), *terms)
    for title, one in (ASIDE | HIDDEN).items():
        yield Forged("aside", title, partial(set_off, one), *terms)


def practice_set() -> Path | None:
    """The folder of public files of others, if one lies beside the project or is named; it is no part of it."""
    named = os.environ.get("DERMADOCS_CORPORA")
    folder = Path(named) if named else TESTS.parents[1] / "shared" / "corpora"
    return folder if folder.is_dir() else None


def _practice() -> Iterator[Forged]:
    """Trust apart: nobody's root is trusted."""
    folder = practice_set()
    for path in sorted(folder.glob("*/*.pdf")) if folder else ():
        title = f"{path.parent.name}/{path.stem}"
        yield Forged(PRACTICE, title, path.read_bytes, of_integrity, (), PRACTISED)


def of_integrity(pdf: bytes) -> str:
    """Our word on a file of others, trust and time left apart."""
    report = inspect(pdf, Policy("practice", Trust(), PRACTISED))
    apart = {"NO_TRUST_ANCHOR", "TIME_NOT_PROVEN", "UNTRUSTED", "EXPIRED", "REVOCATION_MISSING"}
    verdict = "INVALID" if report.verdict is Verdict.INVALID else f"integrity {report.integrity}"
    return word(verdict, [code for code in report.codes if code not in apart])


def _spoken(title: str) -> str:
    return title.replace("_", " ").strip()


def _judged(report: Any) -> str:
    return word(str(report.verdict), report.codes)


def word(verdict: str, reasons: Sequence[str]) -> str:
    """Our verdict with the first two reasons."""
    return " ".join([verdict, ", ".join(sorted(reasons[:2]))]).strip()


# ---- asking


Words = dict[str, str]
"""What each judge says, by the judge's name."""


def ask(forged: Sequence[Forged]) -> list[Words]:
    """Every judge about every file, in the same order. Raises UnreachableError for a judge that is not here."""
    return [quick | slow for quick, slow in zip(ask_quick(forged), ask_dss(forged), strict=True)]


def ask_quick(forged: Sequence[Forged]) -> list[Words]:
    """The same of all judges but EU DSS: us, pyHanko, pdfsig."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it tells of every oddity of a forged file
    with _laid_out(forged) as files:
        return [
            {
                OURS: one.ours(path.read_bytes()),
                PYHANKO: of_pyhanko(path.read_bytes(), one.roots, one.at),
                PDFSIG: of_pdfsig(path),
            }
            for one, path in zip(forged, files, strict=True)
        ]


def ask_dss(forged: Sequence[Forged]) -> list[Words]:
    """The same of EU DSS alone."""
    with _laid_out(forged) as files:
        pairs = zip(forged, files, strict=True)
        answers = dss.ask([dss.Question(path, one.roots, one.at) for one, path in pairs])
    return [{DSS: in_a_word(answer)} for answer in answers]


@contextmanager
def _laid_out(forged: Sequence[Forged]) -> Iterator[list[Path]]:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        files = [folder / f"{number:04}.pdf" for number in range(len(forged))]
        for one, path in zip(forged, files, strict=True):
            path.write_bytes(one.make())
        yield files


def in_a_word(answer: dss.Answer) -> str:
    """The worst that DSS says of a file, and whether it saw changes that are neither signing nor filling in."""
    if answer.error is not None:
        return "gives up"
    said = [*answer.signatures, *answer.timestamps, *(stamp for one in answer.signatures for stamp in one.timestamps)]
    if not answer.signatures:
        return "finds no signature"
    for gravity in ("FAILED", "INDETERMINATE"):
        for one in said:
            if one.indication.endswith(gravity):
                return " ".join(part for part in (one.indication, one.sub) if part)
    return "TOTAL_PASSED" + (", warns of changes" if any(one.changes for one in said) else "")


def of_pyhanko(pdf: bytes, roots: Sequence[x509.Certificate], at: datetime) -> str:
    """What pyHanko's own validation says of a file, its gravest word."""
    try:
        said = stock.ask(pdf, roots, at)
    except Exception:  # what it raises on hostile bytes is not documented
        return "gives up"
    if not said:
        return "finds no signature"
    bad = next((one.why for one in said if not one.good), None)
    if bad is not None:
        return f"refuses: {bad}"
    return "accepts" if any(one.whole for one in said) else "accepts, whole file not covered"


def of_pdfsig(path: Path) -> str:
    """What pdfsig says of a file; it cannot judge document timestamps, which is not held against it."""
    text = run([program("pdfsig", PDFSIG), "-nocert", path], patience=60).text
    said = pdfsig.parse(text)
    if not said:
        return "finds no signature"
    judged = {
        name: words for name, words in said.items() if not (name.startswith("Archive") and words in pdfsig.UNABLE)
    }
    bad = next((words for words in judged.values() if words != pdfsig.VALID), None)
    if bad is not None or not judged:
        return f"refuses: {bad or 'nothing judged'}".rstrip(".")
    whole = "Total document signed" in text.replace("Not total document signed", "")
    return "valid" if whole else "valid, whole file not covered"


def accepts(words: str) -> bool:
    """The judge calls every signature good, with or without a remark beside it."""
    return words.startswith(("TOTAL_PASSED", "accepts", "valid", "VALID"))
