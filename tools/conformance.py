"""Judge finished PDFs, at each of their revisions, by programs of others (tools/judges says which).

    python tools/conformance.py                      everything that `make demo` left, papers in Arabic,
                                                     reliable copies of papers by post
    python tools/conformance.py a.pdf folder/        these
    python tools/conformance.py --trust DIR a.pdf    timestamps too, up to the roots in DIR

Exit codes: 0 every verdict is good (a judge that cannot be had here prints SKIPPED), 1 a verdict is bad, or
veraPDF let a file pass that was broken on purpose, 2 nothing to judge. All verdicts go to conformance.json.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
import tempfile
import textwrap
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from judges import arabic, copies, dss, hostile, pdfsig, qpdf, record, stamps, stock, verapdf
from judges.page import CONFORMED
from judges.specimens import lay_out
from judges.spoiled import ENOUGH, Spoiled, spoil, unnoticed
from judges.verdicts import PROFILES, BrokenJudgeError, Failure, Result, UnreachableError

ROOT = Path(__file__).resolve().parent.parent
DEMO = ROOT / "demo-output"
FOLDERS = ("*.pdf", "papers/**/*.pdf", "packs/*.pdf")
SHOWN = 5  # failures printed per verdict; conformance.json has them all


@dataclass
class Hearing:
    """What all judges said: `results` on the files, `challenge` on the files broken on purpose."""

    results: list[Result] = field(default_factory=list)
    challenge: list[Result] = field(default_factory=list)
    spoiled: list[Spoiled] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    skipped: list[UnreachableError] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    forged: int = 0  # files of docs/judges.md about which EU DSS was asked again

    @property
    def is_good(self) -> bool:
        """Nothing failed. A judge that was skipped is said apart, and is not a failure."""
        return not self.faults and all(result.passed for result in self.results)


def judge(paths: Sequence[Path]) -> list[Result]:
    """What veraPDF and qpdf say of every revision, and pdfsig of every finished file; for tests.

    Raises UnreachableError when a judge cannot be had: nothing was judged then.
    """
    with tempfile.TemporaryDirectory() as folder:
        specimens = lay_out(paths, Path(folder))
        return [result for judges in (verapdf, qpdf, pdfsig) for result in judges.judge(specimens)[0]]


def hear(paths: Sequence[Path], trust: Sequence[Path]) -> Hearing:
    """Every judge that can be had, on every revision of every file."""
    hearing = Hearing()
    with tempfile.TemporaryDirectory() as folder:
        specimens = lay_out(paths, Path(folder))
        spoiled = spoil(specimens, Path(folder))
        _ask(hearing, lambda: verapdf.judge([*specimens, *(one.specimen for one in spoiled)]))
        if verapdf.NAME in hearing.versions:
            _challenge(hearing, spoiled)
        _ask(hearing, lambda: qpdf.judge(specimens))
        _ask(hearing, lambda: pdfsig.judge(specimens))
        _ask(hearing, lambda: stamps.judge(specimens, trust))
        at = datetime.now(UTC).replace(microsecond=0)
        _ask(hearing, lambda: stock.judge(specimens, trust, at))
        _ask(hearing, lambda: dss.judge(specimens, trust, at))
    return hearing


def _ask(hearing: Hearing, judges: Callable[[], tuple[list[Result], dict[str, str]]]) -> None:
    try:
        results, versions = judges()
    except UnreachableError as unreachable:
        hearing.skipped.append(unreachable)
    except BrokenJudgeError as broken:
        hearing.faults.append(f"a judge gave no verdict: {broken}")
    else:
        hearing.results += results
        hearing.versions |= versions


def hear_again(hearing: Hearing) -> None:
    """Ask DSS about forged files again: where it says something else than docs/judges.md, the page is wrong.

    The tests ask the other judges, which are quicker.
    """
    forged = hostile.gather()
    known, asked = record.load(), record.sample(forged, CONFORMED)
    try:
        said = hostile.ask_dss(asked)
    except UnreachableError as unreachable:
        hearing.skipped.append(UnreachableError("forged files", str(unreachable)))
    except BrokenJudgeError as broken:
        hearing.faults.append(f"a judge gave no verdict: {broken}")
    else:
        hearing.forged = len(asked)
        hearing.faults += [*record.differences(asked, said, known), *record.gone(forged, known)]


def _challenge(hearing: Hearing, spoiled: Sequence[Spoiled]) -> None:
    """Set the verdicts on the broken files apart, and see that each was refused for the right reason."""
    names = {one.broken.name for one in spoiled}
    hearing.spoiled = list(spoiled)
    hearing.challenge = [one for one in hearing.results if one.file in names]
    hearing.results = [one for one in hearing.results if one.file not in names]
    hearing.faults += [words for one in spoiled for words in unnoticed(one, hearing.challenge)]
    if len(spoiled) < ENOUGH:
        hearing.faults.append(f"no file could be broken in {ENOUGH} ways: {verapdf.NAME} was not put to the test")


def inputs(paths: Sequence[Path]) -> list[Path]:
    """The PDFs named, or those of a folder; without any, what the demonstration left (no forgeries)."""
    if not paths:
        return [file for folder in FOLDERS for file in sorted(DEMO.glob(folder))]
    return [file for path in paths for file in (sorted(path.glob("**/*.pdf")) if path.is_dir() else [path])]


def table(hearing: Hearing) -> list[str]:
    """One line per file, revision and profile; below a failure, what failed."""
    width = max((len(_short(one.file)) for one in hearing.results), default=0)
    lines = []
    for one in sorted(hearing.results, key=lambda one: (one.file, one.revision)):
        signed = f"{one.revision} {one.field or ('later bytes' if one.revision else 'unsigned')}"
        extent = f"{one.rules_checked} rules" if one.rules_checked else one.note
        verdict = "pass" if one.passed else "FAIL"
        line = f"{_short(one.file):{width}}  {signed:18}  {one.profile:12}  {verdict}  {extent}"
        lines.append(line.rstrip())
        lines += [f"    {_brief(failure)}" for failure in one.failures[:SHOWN]]
        if len(one.failures) > SHOWN:
            lines.append(f"    and {len(one.failures) - SHOWN} more")
    return lines


def _brief(failure: Failure) -> str:
    rule = f"{failure.rule} x{failure.count}: " if failure.test else ""
    return rule + textwrap.shorten(failure.description, 160, placeholder="…")


def totals(hearing: Hearing) -> list[str]:
    """What was judged by whom, what was refused as it must be, and what was not judged."""
    lines = []
    for name in dict.fromkeys(one.judge for one in hearing.results):
        ours = [one for one in hearing.results if one.judge == name]
        revisions = {(one.file, one.revision) for one in ours}
        passed = sum(one.passed for one in ours)
        files = len({one.file for one in ours})
        lines.append(
            f"{name} {hearing.versions[name]}: {passed} of {len(ours)} verdicts good, "
            f"on {len(revisions)} revisions of {files} files"
        )
    for one in hearing.spoiled:
        rules = ", ".join(f"{profile} {rule}" for profile, rule in one.broken.rules.items())
        refused = "refused" if not unnoticed(one, hearing.challenge) else "NOT NOTICED"
        lines.append(f"broken on purpose, {one.broken.name}: {refused} ({rules})")
    lines += [f"SKIPPED: {one}" for one in hearing.skipped]
    if hearing.forged:
        lines.append(f"forged files put before {dss.NAME} again: {hearing.forged} (docs/judges.md)")
    return lines + [f"FAILED: {words}" for words in hearing.faults]


def as_json(hearing: Hearing) -> str:
    """The contents of conformance.json."""
    challenge = [
        {**asdict(one), "made_from": _short(hearing.spoiled[0].made_from), "must_fail": True}
        for one in hearing.challenge
    ]
    contents = {
        "judges": hearing.versions,
        "profiles": list(PROFILES),
        "good": hearing.is_good,
        "skipped": {one.judge: one.why for one in hearing.skipped},
        "faults": hearing.faults,
        "forged_files_asked_again": hearing.forged,
        "results": [{**asdict(one), "file": _short(one.file)} for one in hearing.results],
        "broken_on_purpose": challenge,
    }
    return json.dumps(contents, ensure_ascii=False, indent=1) + "\n"


def _short(file: str) -> str:
    """A path inside the project without the project's own: no machine's path in a report."""
    path = Path(file).resolve()
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else file


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge, print, write conformance.json."""
    parser = argparse.ArgumentParser(description="judge PDFs by programs of others")
    parser.add_argument("paths", nargs="*", type=Path, help="PDFs or folders; default: what make demo left")
    parser.add_argument("--trust", action="append", type=Path, help="folder with roots; default: of what was made")
    parser.add_argument("--output", type=Path, default=ROOT / "conformance.json", help="for the verdicts")
    options = parser.parse_args(arguments)
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # the judges say what is wrong with a file
    started = time.monotonic()
    files = inputs(options.paths)
    missing = [str(file) for file in files if not file.is_file()]
    if missing or not files:
        print(f"not found: {', '.join(missing)}" if missing else "nothing to judge: run `make demo` first")
        return 2
    trust = options.trust or ([] if options.paths else [DEMO / "trust"])
    if not options.paths:
        with ProcessPoolExecutor(2) as drawing:  # a core each
            others = (drawing.submit(arabic.papers, datetime.now(UTC).date()), drawing.submit(copies.papers))
        for more, roots in (other.result() for other in others):
            files, trust = [*files, *more], [*trust, roots]
    hearing = hear(files, trust)
    if not options.paths:
        hear_again(hearing)
    options.output.write_text(as_json(hearing), encoding="utf-8")
    print("\n".join([*table(hearing), *totals(hearing)]))
    verdict = "no bad verdict" if hearing.is_good else "DOES NOT CONFORM"
    print(f"{verdict}, judges skipped: {len(hearing.skipped)}, {time.monotonic() - started:.0f} s")
    return 0 if hearing.is_good else 1


if __name__ == "__main__":
    sys.exit(main())
