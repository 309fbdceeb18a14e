"""`dermadocs serve`: the portal of a home, or of a demonstration that is made at once."""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dermadocs.cli import main
from dermadocs.cli.desk import HOME
from dermadocs.errors import InputError, MissingExtra

if TYPE_CHECKING:
    from dermadocs.portal.serve import Account


@main.command("serve")
@HOME
@click.option("--demonstration", is_flag=True, help="Make a demonstration's home in HOME unless there is one.")
@click.option("--dossiers", is_flag=True, help="Begin a new demonstration with four dossiers (takes half a minute).")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", default=0, show_default="a free one", help="The port to listen at.")
def serve_command(home: Path | None, demonstration: bool, dossiers: bool, host: str, port: int) -> None:
    """Open the three doors of a home in a browser: practice, signing room, auditor's desk.

    Prints one line with the address. A demonstration shows on a page of its own what would have been sent, moves its
    clock, and lets you in as anybody of its staff; a real home asks for accounts (`dermadocs staff`).

    \b
    dermadocs serve --home demo-portal --demonstration
    """
    if home is None:
        raise InputError("--home", "which home? name its folder, or set DERMADOCS_HOME")
    from dermadocs import config

    if demonstration and not (home / config.FILE).exists():
        _furnish(home, dossiers)
    try:
        from dermadocs.portal.serve import say_ready, serve
    except ImportError as problem:
        raise MissingExtra("portal", "the portal") from problem
    serve(home, host=host, port=port, accounts=_accounts(home), ready=say_ready)


def _furnish(home: Path, dossiers: bool) -> None:
    """In a process of its own: here Django is to be set up for the portal, there it is for rows alone."""
    click.echo(f"making a demonstration in {home}", err=True)
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as beside:
        beside.submit(_begin, home, dossiers).result()


def _begin(home: Path, dossiers: bool) -> None:
    from dermadocs.cli.demo import EXAMPLE
    from dermadocs.cli.papers import read_case
    from dermadocs.demo.begin import begin

    begin(home, read_case(EXAMPLE), datetime.now(UTC), with_dossiers=dossiers)


def _accounts(home: Path) -> list[Account]:
    """The staff of a demonstration; a real home makes its own."""
    from dermadocs import config
    from dermadocs.portal.serve import Account

    if not config.read_settings(home).demonstration:
        return []
    surgeons = [
        Account(
            f"{one.id}@demonstration.invalid", f"{one.title} {one.given_names} {one.family_name}", "surgeon", one.id
        )
        for one in config.read_profile(home).practitioners
        if (home / "keys" / f"{one.rpps}.p12").exists()
    ]
    others = [
        Account("assistant@demonstration.invalid", "Inès Morand", "assistant"),
        Account("manager@demonstration.invalid", "Paul Lambert", "manager"),
        Account("auditor@demonstration.invalid", "Agnès Roche", "auditor"),
    ]
    return [*surgeons, *others]
