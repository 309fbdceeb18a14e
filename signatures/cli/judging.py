"""`verify` and `inspect`: each file in the sandbox, one line or one object each."""

import errno
import hashlib
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from signatures.cli.options import FILE, LIMIT, Moment, clean, json_text, trust_option
from signatures.cli.progress import counting
from signatures.errors import SignatureError, Timeout
from signatures.files import pdfs_below, read_limited
from signatures.report import was_judged
from signatures.sandbox import Sandbox
from signatures.trust import Trust
from signatures.vocabulary import Code, Integrity, Verdict

TARGET = "signatures.verification:judge"
WORST_FIRST = (4, 1, 2, 3, 0)


def judging_options(command: Any) -> Any:
    """What `verify` and `inspect` share."""
    command = click.option(
        "--json", "as_json", is_flag=True, help="One JSON object per file; `verify` writes each on a line."
    )(command)
    command = click.option(
        "--jobs",
        type=click.IntRange(1, 64),
        default=1,
        help="Files judged at once (default: 1); a terminal shows how far.",
    )(command)
    strict = click.option("--strict-revocation", is_flag=True, help="Revocation data must be at most a day old.")
    command = click.option("--at", type=Moment(), help="Judge as of this time (default: now).")(strict(command))
    paths = click.argument("paths", nargs=-1, required=True, type=FILE)
    return paths(trust_option(command))


@click.command()
@judging_options
def verify(paths: tuple[Path, ...], as_json: bool, **options: Any) -> None:
    """Judge signed files or folders of them: one line each, and an exit code to rely on.

    Exit code: 0 all valid, 1 one is invalid, 2 one cannot be read, 3 one cannot be decided, 4 internal error.
    """
    results = []
    for result in judge(paths, **options):
        results.append(result)
        click.echo(json_text(result) if as_json else line(result))
    sys.exit(worst(exit_code(result) for result in results))


@click.command()
@judging_options
def inspect(paths: tuple[Path, ...], as_json: bool, **options: Any) -> None:
    """Tell all about signed files. The exit code only says whether they could be read."""
    results = []
    for result in judge(paths, **options):
        results.append(result)
        click.echo(json_text(result, indent=2) if as_json else details(result))
    sys.exit(0 if all(map(was_judged, results)) else 2)


def judge(
    paths: Sequence[Path],
    *,
    folders: Sequence[Path],
    at: datetime | None,
    strict_revocation: bool,
    jobs: int,
) -> Iterator[dict[str, Any]]:
    """Judge files in order, each in the sandbox; whatever happens to one becomes its result."""
    files = list(files_in(paths))
    if not files:
        raise SignatureError(
            f"{', '.join(map(str, paths))}: there is no PDF file; name files, or a folder that holds some"
        )
    options = {
        "trust": Trust.load(*folders).to_json(),
        "at": (at or datetime.now(UTC)).isoformat(),
        "strict_revocation": strict_revocation,
        "policy": "command line",
    }
    at_once = min(jobs, max(len(files), 1))
    with Sandbox(TARGET, jobs=at_once) as sandbox, ThreadPoolExecutor(at_once) as pool, counting(len(files)) as done:
        for result in pool.map(lambda path: judge_file(sandbox, path, options), files):
            done()
            yield result


def files_in(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, and every PDF below the folders named, in a stable order. SignatureError for a closed folder."""
    for path in paths:
        if not os.path.isdir(path):  # also where nobody may look: then the file's own answer says so
            yield path
            continue
        try:
            yield from pdfs_below(path)
        except OSError as problem:
            raise SignatureError(f"folder {problem.filename} cannot be searched: {problem.strerror}") from problem


def judge_file(sandbox: Sandbox, path: Path, options: dict[str, Any]) -> dict[str, Any]:
    """Judge one file."""
    digest = None
    try:
        data = read_limited(path, LIMIT)
        digest = hashlib.sha256(data).hexdigest()
        return {**sandbox.run(data, options), "file": str(path)}
    except OSError as problem:
        code = Code.TOO_LARGE if problem.errno == errno.EFBIG else Code.UNREADABLE
        return unreadable(path, digest, code, f"the file cannot be read: {problem.strerror}")
    except SignatureError as problem:
        code = Code.TIMEOUT if isinstance(problem, Timeout) else Code.UNREADABLE
        return unreadable(path, digest, code, str(problem))


def unreadable(path: Path, digest: str | None, code: Code, message: str) -> dict[str, Any]:
    """The result for a file that could not be judged at all."""
    reason = {"code": str(code), "message": message, "field": None, "indication": "INDETERMINATE"}
    return {
        "file": str(path),
        "sha256": digest,
        "verdict": str(Verdict.INDETERMINATE),
        "integrity": str(Integrity.UNREADABLE),
        "reasons": [str(code)],
        "messages": [reason],
        "as_of": None,
        "trust": {"anchor": None, "sha256": None},
        "acts": [],
        "interval": None,
        "law": None,
        "data": None,
        "missing_acts": [],
        "not_checked": ["everything: the file could not be read"],
    }


def exit_code(result: dict[str, Any]) -> int:
    """0 valid, 1 invalid, 2 unreadable, 3 cannot be decided."""
    if not was_judged(result):
        return 2
    return {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.INDETERMINATE: 3}[Verdict(result["verdict"])]


def worst(codes: Iterable[int]) -> int:
    """The worst exit code of a batch."""
    return min(codes, key=WORST_FIRST.index, default=0)


def line(result: dict[str, Any]) -> str:
    """One file on one line."""
    acts = result["acts"]
    what = f"{len(acts)} signature{'s' if len(acts) != 1 else ''}"
    if result["reasons"]:
        what = f"[{', '.join(result['reasons'])}] {result['messages'][0]['message']}"
    return clean(f"{result['verdict']:<14}{result['file']}: {what}")


def details(result: dict[str, Any]) -> str:
    """One file in full."""
    anchor = result["trust"]
    lines = [line(result), f"  sha256   {result['sha256'] or '-'}", f"  integrity {result['integrity']}"]
    lines.append(f"  root     {anchor['anchor'] or 'not trusted'} {anchor['sha256'] or ''}")
    for act in result["acts"]:
        who = (act["signer"] or {}).get("name", "unknown")
        since = f"not before {act['not_before']}, " if act["not_before"] else ""
        when = f"{since}not after {act['not_after']}" if act["not_after"] else "time not proven"
        lines.append(
            f"  {act['field']}: {who}; {when}; {act['pades']}, clock {act['clock'] or '-'}; {act['indication']}"
        )
        lines += [
            f"    by trusted list {one['territory']} {one['number']} of {one['issued']} ({one['sha256']}):"
            f" {one['provider']}, {one['service']}, granted since {one['since']}"
            for one in act["clock_lists"]
        ]
    lines += [f"  {m['code']}{' ' + m['field'] if m['field'] else ''}: {m['message']}" for m in result["messages"]]
    lines += [f"  not checked: {what}" for what in result["not_checked"]]
    return "\n".join(map(clean, lines))
