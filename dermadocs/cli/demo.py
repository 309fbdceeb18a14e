"""`dermadocs demo`: whole dossiers played on embedded parts, then judged as an auditor would."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from dermadocs.cli import main

EXAMPLE = Path("examples/dermabrasion.json")


@main.command("demo")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-output"),
    show_default=True,
)
@click.option("--case", "case_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), default=EXAMPLE)
def demo_command(output: Path, case_file: Path) -> None:
    """Make an estimate, sign it through its life, forge it in many ways, and judge every file."""
    from dermadocs.cli.papers import read_case
    from dermadocs.demo import play

    sys.exit(play(read_case(case_file), output, today=datetime.now(UTC)))
