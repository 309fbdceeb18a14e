"""`dermadocs init`: a practice's first day, ending in the list of what is still missing before the first patient."""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from dermadocs.cli import main
from dermadocs.cli.desk import AT
from dermadocs.cli.papers import FILE, LARGEST
from dermadocs.domain.jsonform import convert, parse_json
from dermadocs.errors import InputError
from dermadocs.files import read_limited

if TYPE_CHECKING:
    from dermadocs.config import Profile


@main.command("init")
@click.argument("home", type=click.Path(file_okay=False, path_type=Path))
@click.option("--from", "file", type=FILE, help="A JSON file with practice, practitioners, facility; a dossier does.")
@click.option("--demonstration", is_flag=True, help="For ever: every page says so, and the clock may be moved.")
@click.option("--clock-url", help="A timestamp authority (RFC 3161) in place of the practice's own clock.")
@click.option("--json", "as_json", is_flag=True, help="The check list as JSON Lines.")
@AT
def init_command(
    home: Path, file: Path | None, demonstration: bool, clock_url: str | None, as_json: bool, at: datetime | None
) -> None:
    """Make a practice's home, or look again at the one that is there: what is ready, what is missing.

    Keys and an authority of its own are made; the password of the keys is drawn and stands in HOME/password, for you
    to keep elsewhere, or comes from DERMADOCS_PASSWORD or the file named by DERMADOCS_PASSWORD_FILE. Exit 1 while
    something that the law asks for is missing.

    \b
    dermadocs init practice/ --from examples/dermabrasion.json --demonstration
    dermadocs init practice/
    """
    from dermadocs import config
    from dermadocs.bootstrap.home import check_list, make

    if not (home / config.FILE).exists():
        if file is None:
            raise InputError("--from", "a new home begins with practice, practitioners and facility: name their file")
        if at is not None and not demonstration:
            raise InputError("--at", "a real home has the time of this machine; only a demonstration moves its clock")
        clock = config.Clock(kind="authority" if clock_url else "own", url=clock_url)
        settings = config.Settings(schema=config.SCHEMA, demonstration=demonstration, clock=clock)
        make(home, read_profile(file), settings, config.password_given(), at or datetime.now(UTC))
        click.echo(f"{home} is made. Give trust/ to whoever verifies; keep the password elsewhere too.", err=True)
    elif file is not None:
        raise InputError(str(home), "is a home already; leave --from out to see its check list")
    items = check_list(home, at)
    for item in items:
        if as_json:
            told = {"status": item.status, "what": item.what, "cure": item.cure}
            click.echo(json.dumps(told, ensure_ascii=False))
        else:
            mark = {"ready": "ok     ", "missing": "MISSING", "advice": "advice "}[item.status]
            click.echo(f"{mark}  {item.what}" + (f": {item.cure}" if item.cure else ""))
    sys.exit(1 if any(item.status == "missing" for item in items) else 0)


def read_profile(file: Path) -> Profile:
    """Practice, practitioners and facility from a JSON file; what else is in it is left alone."""
    from dermadocs.config import Profile

    raw = parse_json(read_limited(file, LARGEST), str(file))
    if not isinstance(raw, dict):
        raise InputError(str(file), "a JSON object is expected")
    own = {key: raw[key] for key in ("practice", "practitioners", "facility") if key in raw}
    return convert(own, Profile, str(file))
