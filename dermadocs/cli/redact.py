"""`dermadocs redact`: a signed estimate without the patient, for an inspector, and the tie proven (ARR1996-6-01)."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from dermadocs.cli import main
from dermadocs.cli.options import check_places
from dermadocs.cli.papers import FILE
from dermadocs.files import write_new
from signatures.cli.options import clean


@main.command("redact")
@click.argument("signed", type=FILE)
@click.argument("extract", type=FILE, required=False)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Where the extract goes: a new file."
)
@click.option("--compare", is_flag=True, help="Prove that EXTRACT says nothing else than SIGNED.")
def redact_command(signed: Path, extract: Path | None, output: Path | None, compare: bool) -> None:
    """Make an extract of a signed estimate without the patient's identity, to be shown to an inspector.

    The extract bears the SHA-256 of the signed file, no signature and no page code. Free text that names the patient
    is hidden too, with a warning. With --compare nothing is written: exit 0 if EXTRACT is tied to SIGNED, 1 if not;
    whether SIGNED itself can be trusted, `dermadocs verify` says.

    \b
    dermadocs redact demo-output/estimate.pdf -o extract.pdf
    dermadocs redact --compare demo-output/estimate.pdf extract.pdf
    """
    if compare:
        if extract is None or output is not None:
            raise click.UsageError("--compare takes SIGNED and EXTRACT, and writes nothing")
        _compare(signed, extract)
    elif output is None or extract is not None:
        raise click.UsageError("give SIGNED and -o OUTPUT, or --compare SIGNED EXTRACT")
    else:
        _make(signed, output)


def _make(signed: Path, output: Path) -> None:
    from dermadocs.bootstrap import extract
    from dermadocs.flows import redacting

    check_places(output, read=[signed])
    made = redacting.extract(redacting.source(signed, datetime.now(UTC)), extract)
    write_new(output, made.pdf)
    for pointer in made.free_text:
        click.echo(f"warning: {pointer} names somebody; it is hidden as a whole", err=True)
    click.echo(clean(output))


def _compare(signed: Path, extract: Path) -> None:
    from dermadocs.flows import redacting

    at = datetime.now(UTC)
    source = redacting.source(signed, at)
    wrong = redacting.tied(extract, source, at)
    for why in wrong:
        click.echo(f"NOT TIED      {clean(extract)}: {clean(why)}")
    if wrong:
        sys.exit(1)
    click.echo(f"TIED          {clean(extract)}: an extract of {clean(signed)}, SHA-256 {source.signed.file_sha256}")
    judged = f"{source.verdict} {', '.join(source.reasons)}".strip()
    click.echo(f"  not checked   trust in the signatures of {clean(signed)} (here {judged}): dermadocs verify --trust")
