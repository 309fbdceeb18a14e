"""`dermadocs verify`: judge files; trust comes from the reader, never from the file or its folder."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import click

from dermadocs.cli import main
from dermadocs.cli.reporting import check_reports, write_reports
from dermadocs.cli.when import MOMENT
from dermadocs.cli.words import details, line
from dermadocs.errors import InputError, MissingExtra
from signatures.cli.options import FILE, json_text
from signatures.cli.progress import counting
from signatures.files import pdfs_below
from signatures.report import was_judged

WORST_FIRST = (4, 1, 2, 3, 0)


def files_in(paths: tuple[Path, ...]) -> Iterator[Path]:
    """The files named, and every PDF below the folders named, in a stable order.

    Nothing is left out in silence: InputError for a folder that cannot be read; a broken link is yielded, and
    judged as unreadable.
    """
    for path in paths:
        if not path.is_dir():
            yield path
            continue
        try:
            yield from pdfs_below(path)
        except OSError as problem:
            raise InputError(str(problem.filename), problem.strerror or "cannot be read") from problem


def trust_folders(given: tuple[Path, ...], home: Path | None) -> tuple[Path, ...]:
    """Where anchors come from: --trust, else DERMADOCS_TRUST, else trust/ of the home; nothing else."""
    if given:
        return given
    if named := os.environ.get("DERMADOCS_TRUST"):
        return tuple(map(Path, FILE.split_envvar_value(named)))
    if home is not None and (home / "trust").is_dir():
        return (home / "trust",)
    return ()


def check_redraw() -> None:
    """Raises MissingExtra, before anything is judged, when a paper cannot be drawn here."""
    for module, extra in (("weasyprint", "render"), ("segno", "render"), ("pypdfium2", "paper"), ("numpy", "paper")):
        if find_spec(module) is None:
            raise MissingExtra(extra, "--redraw")


def worst(codes: list[int]) -> int:
    """The worst exit code of a batch, in the order 4, 1, 2, 3, 0."""
    return min(codes, key=WORST_FIRST.index, default=0)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, readable=False, path_type=Path))
@click.option(
    "--trust",
    "folders",
    multiple=True,
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder of anchors: *.pem, tsa/*.pem, *.crl, lists/*.xml. May be repeated.",
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="DERMADOCS_HOME",
    help="A practice's home.",
)
@click.option("--at", type=MOMENT, help="Judge as of this time (default: now). Also '+30 days', '+3 years'.")
@click.option("--strict-revocation", is_flag=True, help="Revocation data must be fresh at that time.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one object per file.")
@click.option(
    "--report",
    "reports",
    multiple=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also a report for people, a new FILE.html or FILE.pdf. May be repeated.",
)
@click.option(
    "--language",
    type=click.Choice(["fr", "en"]),
    default="fr",
    show_default=True,
    help="Language of the report; beside English the French sentences stand, which govern.",
)
@click.option("--details", "more", is_flag=True, help="Acts and findings of every file (shown anyway for one file).")
@click.option("--redraw", is_flag=True, help="Draw papers of ours again from their data, and compare the drawings.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="Files judged at once.")
def verify(
    paths: tuple[Path, ...],
    folders: tuple[Path, ...],
    home: Path | None,
    at: datetime | None,
    strict_revocation: bool,
    as_json: bool,
    reports: tuple[Path, ...],
    language: Literal["fr", "en"],
    more: bool,
    redraw: bool,
    jobs: int,
) -> None:
    """Judge signed files: what was signed, by whom, when, and whether the fifteen days were kept.

    Needs neither network nor account. Exit code: 0 valid, 1 invalid, 2 unreadable, 3 cannot be decided.

    --redraw is the strongest check of a paper drawn by this version: what was painted over before it was signed is
    found. It needs the extras `render` and `paper`, and a second or more a file.

    \b
    dermadocs verify --trust demo-output/trust demo-output/estimate.pdf
    dermadocs verify --trust practice/ --json archive/ > judged.jsonl
    dermadocs verify --trust practice/ --report report.html --report report.pdf archive/
    """
    from dermadocs.flows.proving.batch import exit_code, judge_files  # pyHanko takes half a second to load

    files = list(files_in(paths))
    if not files:
        raise InputError(", ".join(str(p) for p in paths), "no PDF in it")
    check_reports(reports, files)
    if redraw:
        check_redraw()
    results: list[dict[str, Any]] = []
    moment = at or datetime.now(UTC)
    with counting(len(files)) as done:
        judged = judge_files(
            files,
            trust=trust_folders(folders, home),
            at=moment,
            strict_revocation=strict_revocation,
            jobs=jobs,
            redraw=redraw,
            done=done,
        )
        for result in judged:
            results.append(result)
            if as_json:
                click.echo(json_text(result))
            else:
                click.echo(line(result))
                if more or (len(files) == 1 and was_judged(result)):
                    click.echo(details(result))
    if not as_json and len(files) > 1:
        good = sum(r["verdict"] == "VALID" for r in results)
        click.echo(f"{len(results)} files, {good} valid", err=True)
    write_reports(reports, results, moment, language)
    sys.exit(worst([exit_code(r) for r in results]))
