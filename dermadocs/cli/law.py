"""`dermadocs law`: every rule as a card, with its citation and how sure we are of it; cards applied to files."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from pathlib import Path

import click

from dermadocs.cli import main
from dermadocs.cli.options import check_places
from dermadocs.cli.papers import FILE
from dermadocs.cli.when import DAY
from dermadocs.domain.reflection import paris_day
from dermadocs.errors import InputError
from dermadocs.files import write_new
from dermadocs.law import explain, known, registry, report, report_page
from dermadocs.law.report import Reviewed
from dermadocs.law.rule import Outcome
from signatures.cli.options import clean, json_text

SHOWN = frozenset({Outcome.BREACH, Outcome.ASK})
NOON = time(12)


@main.group()
def law() -> None:
    """The rules that the papers obey, one card a rule."""


@law.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one card a line.")
def list_command(as_json: bool) -> None:
    """List every card: id, severity, status (V read, S secondary, M memory, O our own) and title."""
    for group, rules in registry.groups().items():
        for rule in rules:
            if as_json:
                card = {
                    "id": rule.id,
                    "aliases": list(rule.aliases),
                    "title": rule.title,
                    "citation": str(rule.cite),
                    "status": rule.status,
                    "severity": str(rule.severity),
                    "since": rule.since.isoformat() if rule.since else None,
                    "until": rule.ended.isoformat() if rule.ended else None,
                    "reads": list(rule.reads),
                    "looks_at": [str(subject) for subject in rule.subjects],
                    "group": group,
                }
                click.echo(json_text(card))
            else:
                click.echo(f"{rule.id:<20}{rule.severity:<10}{rule.status}  {rule.title}")


@law.command("explain")
@click.argument("rule")
@click.option("--on", type=DAY, help="The day for which figures and force are told (default: today).")
def explain_command(rule: str, on: date | None) -> None:
    """Show one card in full. RULE is an id (CSP-D6322-30-04), a table row (A-14) or a fault (F-D01)."""
    told = explain.named(rule, known.require(on or datetime.now(UTC).date(), "--on"))
    if not told:
        raise InputError(clean(rule), "no card has this id; `dermadocs law list` shows them all")
    click.echo(told)


@law.command("check")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--on", type=DAY, help="The day on which it is judged, or a dossier's estimate issued (default: today).")
@click.option(
    "--all", "everything", is_flag=True, help="Also the cards that pass, do not apply or look at something else."
)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one finding a line.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, show_default=True, help="PDFs judged at once.")
def check_command(files: tuple[Path, ...], on: date | None, everything: bool, as_json: bool, jobs: int) -> None:
    """Apply every card to dossiers (JSON) and to PDFs, ours or anybody's. Exit 1 on a blocking breach.

    Also 1 for an invalid file; else 2 for one that cannot be read, 3 when nothing could be judged.

    A card that asks a person says what must be answered; it blocks nothing here. Of a paper of others the law
    gets what its text allows.

    \b
    dermadocs law check examples/dermabrasion.json their-estimate.pdf
    """
    papers = _reviewed(files, on, jobs)
    for paper in papers:
        problem = paper.problem or paper.standing
        for note in (paper.problem,) if paper.problem else (*filter(None, (paper.standing,)), *paper.not_checked):
            click.echo(f"{clean(paper.file)}: {clean(note)}", err=True)
        if as_json and problem:
            click.echo(json_text({"file": paper.file, "problem": problem}))
        for finding in paper.law:
            if not everything and finding["status"] not in SHOWN:
                continue
            if as_json:
                click.echo(json_text({"file": paper.file, **finding}))
            else:
                place = f"{clean(finding['where'])}: " if finding["where"] else ""
                head = f"{finding['status']:<12}{finding['severity']:<10}{finding['rule']:<20}"
                click.echo(f"{head}{place}{clean(finding['message'])}")
    sys.exit(_worst(papers))


@law.command("report")
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.option("--on", type=DAY, help="The day on which the files are judged (default: today).")
@click.option("--names", is_flag=True, help="Show file names and what was found in full; by default nobody is named.")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one file a line.")
@click.option(
    "--html", "page", type=click.Path(dir_okay=False, path_type=Path), help="Also a page to print, a new file."
)
@click.option("--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="PDFs judged at once.")
def report_command(folder: Path, on: date | None, names: bool, as_json: bool, page: Path | None, jobs: int) -> None:
    """Judge every estimate of a folder and make one table of it: a row a file, what is broken with its article.

    PDFs of ours or of others, and dossiers (JSON). One bad file never stops the rest. Exit 1 on a blocking breach
    or an invalid file, else 2 for a file that cannot be read, 3 when nothing could be judged.

    \b
    dermadocs law report inspection/ --html report.html
    """
    files, others = _files_in(folder)
    if not files:
        raise InputError(str(folder), "no PDF and no dossier (JSON) in it")
    check_places(page, read=files)
    papers = _reviewed(files, on, jobs)
    if page is not None:
        drawn = report_page.html(papers, names, on or paris_day(datetime.now(UTC)), others)
        write_new(page, drawn.encode("utf-8", "backslashreplace"))  # a file name may be no UTF-8
    if as_json:
        for paper in papers:
            click.echo(json_text(report.as_json(paper, names)))
        if others:
            click.echo(report.left_out(others), err=True)
    else:
        for line in report.as_text(papers, names, others):
            click.echo(clean(line))
    sys.exit(_worst(papers))


def _reviewed(files: Sequence[Path], on: date | None, jobs: int) -> list[Reviewed]:
    """The files judged on that day, now by default."""
    from dermadocs.flows.proving.reviewing import review  # pyHanko takes half a second to load

    at = datetime.combine(known.require(on, "--on"), NOON, UTC) if on else datetime.now(UTC)
    return list(review(files, at=at, jobs=jobs))


def _worst(papers: Sequence[Reviewed]) -> int:
    from dermadocs.flows.proving.reviewing import worst

    return worst(papers)


def _files_in(path: Path) -> tuple[list[Path], int]:
    """The file named, or every PDF and dossier below the folder named, in a stable order; how many others there are.

    InputError for a folder that cannot be read: nothing is left out in silence.
    """
    if not path.is_dir():
        return [path], 0

    def refuse(problem: OSError) -> None:
        raise InputError(str(problem.filename), problem.strerror or "cannot be read")

    wanted, others = [], 0
    for place, folders, names in os.walk(path, onerror=refuse):
        for file in (Path(place, name) for name in names):
            if file.suffix.lower() in (".pdf", ".json") and file.is_file():
                wanted.append(file)
            else:
                others += 1
        others += sum(Path(place, name).is_symlink() for name in folders)  # not walked into
    return sorted(wanted), others
