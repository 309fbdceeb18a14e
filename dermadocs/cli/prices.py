"""`dermadocs prices`: the price list that hangs where patients wait and where they pay."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import click

from dermadocs.catalogue.model import Entry
from dermadocs.cli import main
from dermadocs.cli.options import CATALOGUE, OUTPUT, check_places
from dermadocs.cli.papers import FILE, read_case
from dermadocs.cli.when import DAY
from dermadocs.domain.reflection import paris_day
from dermadocs.errors import InputError, LawBreach
from dermadocs.files import write_new
from dermadocs.law.words import lint, quote
from dermadocs.sheets.prices import Agreement
from signatures.cli.options import clean


@main.command("prices")
@click.argument("file", type=FILE)
@OUTPUT
@click.option("--language", help="The language beside the French text (default: French alone).")
@click.option("--on", type=DAY, help="The day that the list bears (default: today).")
@click.option(
    "--agreement", type=click.Choice(get_args(Agreement)), help="How the practitioner stands to the health insurance."
)
@CATALOGUE
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="DERMADOCS_HOME",
    help="A practice's home, whose review.toml says who answers for the words.",
)
def prices_command(
    file: Path,
    output: Path,
    language: str | None,
    on: date | None,
    agreement: Agreement | None,
    catalogue: Path | None,
    home: Path | None,
) -> None:
    """Draw the price list of the practice named in a dossier, at the prices of the catalogue.

    Without --agreement a line is left to be filled in by hand before it hangs. While nobody answers for the words,
    the list says so at its foot.

    \b
    dermadocs prices examples/dermabrasion.json -o prices.pdf
    dermadocs prices examples/dermabrasion.json --language en --agreement sector-2 -o prices-en.pdf
    """
    from dermadocs.bootstrap import price_list, review_of
    from dermadocs.catalogue.load import entries, read_folder

    check_places(output, read=[file])
    practice = read_case(file).practice
    if practice.vat_regime != "standard":
        why = "the prices of the catalogue bear VAT and this practice charges none; no list is drawn from them"
        raise InputError("/practice/vat_regime", why)
    own = {entry.code: entry for entry in (read_folder(catalogue) if catalogue else ())}
    shown = {entry.code: entry for entry in entries() if not entry.test} | own
    _refuse_advertising(shown.values())
    drawn = price_list(
        practice,
        [entry for _, entry in sorted(shown.items())],
        on or paris_day(datetime.now(UTC)),
        agreement=agreement,
        language=language,
        review=review_of(home) if home else None,
    )
    write_new(output, drawn)
    click.echo(clean(output))


def _refuse_advertising(entries: Iterable[Entry]) -> None:
    """LawBreach for a title that advertises or leaves a price open: the list informs (CSP L6322-1)."""
    for entry in entries:
        for clause in lint(entry.title, ("promotion", "open-price", "expiring-discount")):
            why = f"{quote(clause.sentence)} advertises or leaves the price open; name the act alone"
            raise LawBreach(f"{entry.code}/title", why, "CSP-L6322-1-02")
