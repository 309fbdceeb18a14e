"""`dermadocs review`: which words must be read by whom before papers are issued, and who has read them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dermadocs.cli import main
from dermadocs.cli.options import CATALOGUE
from dermadocs.cli.papers import FILE
from dermadocs.cli.when import DAY
from dermadocs.domain import review as reviews
from dermadocs.domain.reflection import paris_day
from signatures.cli.options import clean, json_text

if TYPE_CHECKING:
    from dermadocs.flows.reviewing import Subject

REVIEWED, NOT_REVIEWED = "reviewed", "not reviewed"
READ = {
    "wordings": "A jurist reads the words of the law and ours beside them: docs/law-wording.md",
    "procedure": "A surgeon reads the facts: dermadocs/catalogue/{name}.toml, or the practice's own {name}.toml",
    "translation": "A translator reads the sentences: dermadocs/locale/{name}/*.po",
}


@main.command("review")
@click.argument("file", type=FILE, required=False)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="DERMADOCS_HOME",
    help="A practice's home, in place of FILE: its review.toml.",
)
@CATALOGUE
@click.option("--on", type=DAY, help="The day on which papers would be issued (default: today).")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one object for what is to be reviewed.")
@click.option("--template", is_flag=True, help="Print a review.toml to be filled in by who read the words.")
def review_command(
    file: Path | None, home: Path | None, catalogue: Path | None, on: date | None, as_json: bool, template: bool
) -> None:
    """Show what must be reviewed before a practice may issue papers, and what is. Exit 1 while something is not.

    A review names a person, a day and the SHA-256 of what was read: a word changed afterwards is not reviewed.
    A practice may draft words that nobody has reviewed, not issue them.

    \b
    dermadocs review --template > review.toml
    dermadocs review review.toml
    """
    from dermadocs.bootstrap import read_review, review_of
    from dermadocs.catalogue.load import read_folder
    from dermadocs.flows.reviewing import everything

    words = everything(read_folder(catalogue) if catalogue else ())
    if template:
        click.echo("\n".join(_template(words)))
        return
    if file is None and home is None:
        raise click.UsageError("name a review.toml, or a home with --home; --template prints one to fill in")
    if file is not None:
        found: reviews.Review | None = read_review(file)
    else:
        assert home is not None
        found = review_of(home)
        if found is None:
            click.echo(f"{clean(home)}: no {reviews.FILE} in it; --template prints one to fill in", err=True)
    day = on or paris_day(datetime.now(UTC))
    for subject in words:
        told = _state(subject, found, day)
        click.echo(json_text(told) if as_json else _line(subject, told))
    open_ones = sum(subject.fault(found, day) is not None for subject in words)
    if not as_json:
        click.echo(f"{len(words) - open_ones} of {len(words)} reviewed", err=True)
    sys.exit(1 if open_ones else 0)


def _state(subject: Subject, review: reviews.Review | None, day: date) -> dict[str, str | None]:
    reading, fault = subject.reading(review), subject.fault(review, day)
    return {
        "what": subject.what,
        "name": subject.name,
        "sha256": subject.sha256,
        "state": NOT_REVIEWED if fault else REVIEWED,
        "why": fault,
        "by": reading.by if reading else None,
        "on": reading.on.isoformat() if reading and reading.on else None,
    }


def _line(subject: Subject, told: dict[str, str | None]) -> str:
    why = told["why"] or f"by {told['by']}, {told['on']}"
    return f"{told['state']:<14}{subject!s:<32}{told['sha256']}  {clean(why)}"


def _template(words: tuple[Subject, ...]) -> Iterator[str]:
    """A review.toml in which only names and days are missing."""
    yield "# Who answers for the words of the papers. Fill in a part once it was read; leave its digest as it is."
    yield f'schema = "{reviews.SCHEMA}"'
    tables = {"wordings": "[wordings]", "procedure": "[[procedures]]", "translation": "[[translations]]"}
    keys = {"procedure": "code", "translation": "language"}
    for subject in words:
        yield ""
        yield f"# {READ[subject.what].format(name=subject.name)}"
        yield tables[subject.what]
        if subject.what in keys:
            yield f'{keys[subject.what]} = "{subject.name}"'
        yield 'by = ""  # name and quality'
        yield "# on = 2026-12-31"
        yield f'sha256 = "{subject.sha256}"'
