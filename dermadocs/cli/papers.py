"""`dermadocs schema`, `check` and `render`: from a practice's JSON file to findings and to a PDF."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import click

from dermadocs.cli import main
from dermadocs.cli.options import CATALOGUE, OUTPUT, check_places, notices_at_hand, procedures
from dermadocs.cli.when import DAY
from dermadocs.domain.case import Case
from dermadocs.domain.codec import decode_case, schema
from dermadocs.domain.document import Kind
from dermadocs.domain.reflection import paris_day
from dermadocs.errors import InputError, LawBreach
from dermadocs.files import read_limited, write_new
from dermadocs.law import issuing, known
from dermadocs.law.engine import blocking, breaches
from signatures.cli.edge import complain
from signatures.cli.options import clean, json_text

LARGEST = 2 * 1024 * 1024  # bytes; a real file has about five thousand
DRAWN = [kind for kind in get_args(Kind) if kind not in ("copy", "dossier")]  # those are of what happened
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


def read_case(path: Path) -> Case:
    """The case in a JSON file. InputError names the file or the place in it."""
    return decode_case(read_limited(path, LARGEST))


@main.command("schema")
@click.argument("kind", type=click.Choice(["dossier", "document"]))
def schema_command(kind: str) -> None:
    """Print the JSON Schema of the input file (dossier) or of the data embedded in a PDF (document)."""
    click.echo(json.dumps(schema("dossier" if kind == "dossier" else "document"), indent=2, ensure_ascii=False))


@main.command("check")
@click.argument("file", type=FILE)
@click.option("--on", type=DAY, help="The day on which the estimate would be issued (default: today).")
@CATALOGUE
@click.option("--json", "as_json", is_flag=True, help="Findings and questions as JSON Lines on stdout.")
def check_command(file: Path, on: date | None, catalogue: Path | None, as_json: bool) -> None:
    """Check a dossier before an estimate is issued from it. Exit 1 on a blocking breach.

    Breaches come first, then what a person must answer before the estimate is signed and sent; a question
    changes no exit code. `dermadocs law check --all` shows every card.

    A procedure or a risk factor that the catalogue does not know is told last, on stderr: exit 2, for no paper
    can be drawn of it.

    \b
    dermadocs check examples/dermabrasion.json
    """
    case, day = read_case(file), known.require(on or paris_day(datetime.now(UTC)), "--on")
    find = procedures(catalogue)
    findings = issuing.check(case, day, notices_at_hand(case, find))
    faults, questions = breaches(findings), issuing.questions(findings)
    for finding in (*faults, *questions):
        if as_json:
            click.echo(json_text(finding.as_json()))
        else:
            word = finding.severity if finding in faults else "question"
            click.echo(f"{word:<9}{finding}")
    blocked = blocking(faults)
    if not as_json:
        click.echo(
            f"{clean(file)}: {len(faults)} findings, {len(blocked)} blocking; {len(questions)} questions", err=True
        )
    from dermadocs.catalogue.load import refuse_unknown

    try:
        refuse_unknown(case, find)
    except InputError as problem:
        if not blocked:
            raise
        complain(f"dermadocs: {problem}")
    sys.exit(1 if blocked else 0)


@main.command("render")
@click.argument("file", type=FILE)
@click.option("--document", "kind", type=click.Choice(DRAWN), default="estimate", show_default=True)
@click.option("--language", help="The language beside the French text (default: French alone).")
@OUTPUT
@click.option("--on", type=DAY, help="The day the draft bears (default: today).")
@CATALOGUE
def render_command(
    file: Path, kind: Kind, language: str | None, output: Path, on: date | None, catalogue: Path | None
) -> None:
    """Draw a draft to look at: it says « Brouillon », bears no page code and cannot be handed over.

    \b
    dermadocs render examples/dermabrasion.json --document estimate -o draft.pdf
    dermadocs render examples/dermabrasion.json --document consent --language en -o consent.pdf
    """
    from dermadocs.bootstrap import draft

    check_places(output, read=[file])
    case, find = read_case(file), procedures(catalogue)
    day = on or paris_day(datetime.now(UTC))
    for breach in blocking(issuing.faults(case, day, notices_at_hand(case, find))):
        raise LawBreach(breach.where, breach.message, breach.rule)
    start = datetime(day.year, day.month, day.day, tzinfo=UTC)
    write_new(output, draft(case, kind, start, language, find))
    click.echo(clean(output))
