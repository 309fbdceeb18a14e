"""What every command on a home shares: its options, the opened home, and what is said afterwards."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import click

from dermadocs.cli.when import MOMENT
from dermadocs.cli.words import local
from dermadocs.domain.evidence import Way
from dermadocs.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dermadocs.bootstrap.home import Home
    from dermadocs.flows.kept import Kept
    from dermadocs.law.engine import Finding

HOME = click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="DERMADOCS_HOME",
    help="The practice's home; else DERMADOCS_HOME.",
)
AT = click.option("--at", type=MOMENT, help="A demonstration only: the moment at which this happens.")
JSON = click.option("--json", "as_json", is_flag=True, help="The dossier afterwards as one line of JSON.")
PERSON = click.option("--person", default="patient", show_default=True, help="Who acts: an id of the case.")
PRESENT = click.option("--present", help="Who of the practice is there while the person signs.")
WAY = click.option(
    "--way", type=click.Choice(get_args(Way)), default="typed", show_default=True, help="How the mention came in."
)
MENTION = click.option("--mention", prompt="Mention, as the person types it", help="The words that the person types.")


def on_home(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a command on a home."""
    return HOME(AT(JSON(command)))


@contextmanager
def at_home(folder: Path | None, at: datetime | None) -> Iterator[Home]:
    """The home at work; what a killed command left is told first. InputError when no home is named."""
    if folder is None:
        raise InputError("--home", "which home? name its folder, or set DERMADOCS_HOME")
    from dermadocs.bootstrap.home import opened

    with opened(folder, at) as home:
        for told in home.archive.interrupted():
            outcome = "it is recorded" if told.done else "nothing of it was recorded: do it again"
            click.echo(f"{told.dossier}: « {told.what} » of {told.since} was cut short; {outcome}", err=True)
        yield home


def by_hand(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of a person's act at the practice's own machine."""
    return PERSON(MENTION(WAY(PRESENT(command))))


def acting(what: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """A command that does something on one dossier: the function gives the deed, this does it and says what is now.

    The function gets the opened home and its own options, and returns the deed (`flows.keeping.Deed`).
    """

    def wrap(give: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(give)
        def command(dossier: str, home: Path | None, at: datetime | None, as_json: bool, **options: Any) -> None:
            from dermadocs.flows import keeping

            with at_home(home, at) as place:
                kept = keeping.act(place.desk, dossier, what, give(place, **options))
                say(kept, as_json)

        return click.argument("dossier")(on_home(command))

    return wrap


def say(kept: Kept, as_json: bool) -> None:
    """The dossier as it is now, and what comes next."""
    if as_json:
        click.echo(json.dumps(as_dict(kept), ensure_ascii=False))
        return
    from dermadocs.flows.outlook import following

    after = following(kept.dossier)
    opens = f" (from {local(utc(after.opens))})" if after.opens else ""
    click.echo(f"{kept.identifier}  {kept.dossier.state}")
    waiting = questions(kept)
    if waiting:
        where = f"dermadocs dossier questions {kept.identifier} --step {waiting[0].before}"
        click.echo(f"  first: {len(waiting)} questions to answer ({where})")
    click.echo(f"  next: {after.who}: {after.what}{opens}")


def questions(kept: Kept) -> list[Finding]:
    """What is to be answered before the step that comes next; nothing while there is no case."""
    from dermadocs.flows import questioning
    from dermadocs.flows.kept import CASE
    from dermadocs.flows.outlook import STEPS

    step, last = STEPS.get(kept.dossier.state), kept.dossier.last
    if step is None or last is None or CASE not in kept.latest:
        return []
    return questioning.asked(kept.case, kept.entries, last, [step])


def as_dict(kept: Kept) -> dict[str, Any]:
    """What `--json` says of a dossier."""
    from dermadocs.flows.outlook import following

    dossier, after = kept.dossier, following(kept.dossier)
    return {
        "dossier": kept.identifier,
        "state": dossier.state.value,
        "gate": utc(dossier.gate),
        "next": {"who": after.who, "what": after.what, "opens": utc(after.opens)},
        "questions": len(questions(kept)),
        "head": kept.head,
        "files": {name: filed.sha256 for name, filed in sorted(kept.latest.items())},
    }


def utc(at: datetime | None) -> str | None:
    """An instant as JSON."""
    return at.isoformat().replace("+00:00", "Z") if at else None
