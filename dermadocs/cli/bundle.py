"""`dermadocs bundle`: close a dossier into one sealed file, write it out, renew it over the years."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

import click

from dermadocs.cli import main
from dermadocs.cli.acts import LANGUAGE, beside
from dermadocs.cli.desk import as_dict, at_home, on_home, say
from dermadocs.cli.options import check_places
from dermadocs.domain import french
from dermadocs.domain.state import State
from dermadocs.files import write_new


@main.command("bundle")
@click.argument("dossier")
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write the bundle into this new file, too."
)
@LANGUAGE
@click.option("--renew", is_flag=True, help="One more archive timestamp, before the certificate of the last one ends.")
@on_home
def bundle_command(
    dossier: str,
    output: Path | None,
    language: str | None,
    renew: bool,
    home: Path | None,
    at: datetime | None,
    as_json: bool,
) -> None:
    """Seal the evidence bundle of a dossier that has ended: every file, the events, their timestamps, how to check.

    A dossier that is sealed already is left as it is; -o writes its bundle. With --renew the bundle is carried on.

    \b
    dermadocs bundle 2026-0001 -o dossier.pdf
    dermadocs bundle 2026-0001 --renew
    """
    from dermadocs.flows import bundling, keeping
    from dermadocs.flows.kept import Kept

    check_places(output)
    with at_home(home, at) as place:
        kept = keeping.opened(place.desk, dossier)
        if renew:
            kept = keeping.act(place.desk, dossier, "renewal", lambda now: bundling.renew(place.desk, now))
        elif output is None or kept.dossier.state is not State.ARCHIVED:

            def deed(now: Kept) -> Kept:
                bundling.refuse_unfinished(now, place.desk.now())
                return bundling.seal(place.desk, now, language=beside(now, language))

            kept = keeping.act(place.desk, dossier, "bundle", deed)
        if output is not None:
            write_new(output, kept.bytes_of(bundling.NAME))
        if as_json:
            until = bundling.holds_until(kept).isoformat().replace("+00:00", "Z")
            click.echo(json.dumps({**as_dict(kept), "renew_before": until}, ensure_ascii=False))
            return
        say(kept, False)
        click.echo(f"  renew before: {french.date_long(bundling.holds_until(kept).date())}")
