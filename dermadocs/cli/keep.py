"""`dermadocs keep`, `backup`, `restore`: what a practice does so that nothing is lost."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path

import click

from dermadocs.cli import main
from dermadocs.cli.desk import AT, HOME, at_home, on_home
from dermadocs.errors import InputError

JSON = click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout.")
BACKUP = click.Path(exists=True, file_okay=False, path_type=Path)


@main.command("keep")
@click.option("--check", is_flag=True, help="Only look: every row, byte, timestamp and register line.")
@on_home
def keep_command(check: bool, home: Path | None, at: datetime | None, as_json: bool) -> None:
    """Look after a home, every night: sweep what crashes left, bring trust/ up to date, renew bundles, timestamp who
    looked, say what is due.

    With --check all evidence is gone through, without a key and without a password; exit 1 when something is not what
    was kept.

    \b
    dermadocs keep --home practice/
    dermadocs keep --check --home practice/
    """
    if check:
        if home is None:
            raise InputError("--home", "which home? name its folder, or set DERMADOCS_HOME")
        _check(home, as_json)
        return
    from dermadocs.bootstrap.home import write_trust
    from dermadocs.flows.looking import seal_now
    from dermadocs.flows.reminding import due, renewed

    with at_home(home, at) as place:
        swept = place.archive.sweep()
        write_trust(place.folder, place.authority, place.desk.now())
        carried_on = list(renewed(place.desk))
        seal_now(place.desk)
        told = list(due(place.desk))
        for one in told:
            shown = {"dossier": one.dossier, "due": one.what}
            click.echo(json.dumps(shown, ensure_ascii=False) if as_json else f"{one.dossier}  {one.what}")
        did = f"trust/ is up to date; {swept} unfinished files swept; {len(carried_on)} bundles renewed"
        click.echo(f"{did}; {len(told)} things are due", err=True)


def _check(home: Path, as_json: bool) -> None:
    from dermadocs.bootstrap.backup import faults_of

    faults = faults_of(home)
    for fault in faults:
        click.echo(json.dumps(vars(fault), ensure_ascii=False) if as_json else f"{fault.where}: {fault.what}")
    what = "nothing is other than it was kept" if not faults else f"{len(faults)} faults: restore from a backup"
    click.echo(f"{home}: {what}", err=True)
    sys.exit(1 if faults else 0)


@main.command("backup")
@click.argument("target", type=click.Path(file_okay=False, path_type=Path))
@HOME
@AT
@JSON
def backup_command(target: Path, home: Path | None, at: datetime | None, as_json: bool) -> None:
    """Copy a home into the new folder TARGET while others work in it; the password of the keys is not in it.

    \b
    dermadocs backup stick/2026-11-28 --home practice/
    """
    from dermadocs.bootstrap.backup import backup

    with at_home(home, at) as place:
        taken = backup(place, target)
    _told(f"{target} holds {taken.dossiers} dossiers in {taken.files} files, as of {taken.at}", vars(taken), as_json)


@main.command("restore")
@click.argument("backup", type=BACKUP)
@click.argument("home", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--check", is_flag=True, help="Only look: unpack aside, compare and check everything.")
@JSON
def restore_command(backup: Path, home: Path | None, check: bool, as_json: bool) -> None:
    """Bring a home back from a backup into the new folder HOME; with --check only see that it could be.

    \b
    dermadocs restore --check stick/2026-11-28
    dermadocs restore stick/2026-11-28 practice/
    """
    from dermadocs.bootstrap.backup import examined, restore

    if check == (home is not None):
        raise click.UsageError("give either the folder of the home to make, or --check")
    taken = examined(backup) if home is None else restore(backup, home)
    done = "is whole" if home is None else f"is restored in {home}; put the password of the keys there"
    _told(f"{backup} {done}: {taken.dossiers} dossiers, as of {taken.at}", vars(taken), as_json)


def _told(text: str, told: dict[str, object], as_json: bool) -> None:
    click.echo(json.dumps(told) if as_json else text)
