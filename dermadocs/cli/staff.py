"""`dermadocs staff`: the first account of a practice, made on its own machine; the console invites the others."""

from __future__ import annotations

from pathlib import Path

import click

from dermadocs.cli import main
from dermadocs.cli.desk import HOME
from dermadocs.errors import InputError, MissingExtra


@main.group("staff")
def staff() -> None:
    """Who may enter the console of a home."""


@staff.command("add")
@click.argument("email")
@click.option("--name", required=True, help="As the console shows it.")
@click.option(
    "--role", required=True, type=click.Choice(["surgeon", "assistant", "manager", "auditor"]), help="What they may do."
)
@click.option("--practitioner", default="", help="Of a surgeon: the id in practice.json.")
@HOME
def add(email: str, name: str, role: str, practitioner: str, home: Path | None) -> None:
    """Make an account, and print the address at which its owner chooses a password: once, within three days.

    The address is a secret: hand it over yourself. At the first entry a second factor is asked for.

    \b
    dermadocs staff add lambert@practice.example --name "Paul Lambert" --role manager --home practice/
    """
    if home is None:
        raise InputError("--home", "which home? name its folder, or set DERMADOCS_HOME")
    from dermadocs import config

    own = config.read_settings(home)
    if own.portal is None:
        raise InputError(str(home / config.FILE), "[portal] is missing: write the url at which the portal is reached")
    try:
        from dermadocs.portal import settings
        from dermadocs.portal.serve import secret_of
    except ImportError as problem:
        raise MissingExtra("portal", "accounts") from problem
    settings.configure(home, url=own.portal.url, secret=secret_of(home), demonstration=own.demonstration)
    from django.core.management import call_command

    from dermadocs.portal.accounts import staffing

    call_command("migrate", verbosity=0, interactive=False)
    known = [one.id for one in config.read_profile(home).practitioners]
    try:
        member = staffing.invite(
            None, email=email, name=name, role=role, practitioner=practitioner, practitioners=known
        )
    except InputError as problem:
        option = {"email": "EMAIL", "practitioner": f"--practitioner (one of: {', '.join(known)})"}
        raise InputError(option.get(problem.where, f"--{problem.where}"), problem.why) from problem
    click.echo(staffing.set_up_address(member, own.portal.url))
