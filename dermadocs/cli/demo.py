"""`dermadocs demo`: whole dossiers played on embedded parts, then judged as an auditor would."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from dermadocs.cli import main

PACKAGE = Path(__file__).resolve().parent.parent
INSIDE, BESIDE = (folder / "examples" / "dermabrasion.json" for folder in (PACKAGE, PACKAGE.parent))
EXAMPLE = INSIDE if INSIDE.is_file() else BESIDE  # in a wheel, or in a checkout


@main.command("demo")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("demo-output"),
    show_default=True,
)
@click.option(
    "--case",
    "case_file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    default=EXAMPLE,
    help="Another dossier to play with (default: the example that comes along).",
)
def demo_command(output: Path, case_file: Path) -> None:
    """Make an estimate, sign it through its life, forge it in many ways, and judge every file."""
    from dermadocs.cli.papers import read_case
    from dermadocs.demo import play

    sys.exit(play(read_case(case_file), output, today=datetime.now(UTC)))
