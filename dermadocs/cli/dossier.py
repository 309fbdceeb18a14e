"""`dermadocs dossier`: open dossiers, look at them, record what happened beside the papers, get the papers out."""

from __future__ import annotations

import functools
import json
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dermadocs.cli import main
from dermadocs.cli.desk import AT, HOME, JSON, acting, as_dict, at_home, on_home, say, utc
from dermadocs.domain import french
from dermadocs.domain.money import Cents, parse
from dermadocs.domain.state import State
from dermadocs.errors import InputError
from dermadocs.files import read_limited, write_folder

if TYPE_CHECKING:
    from dermadocs.bootstrap.home import Home

LARGEST = 100 * 1024 * 1024
SUFFIXES = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".txt", ".eml", ".p7s"})
KINDS = ("questionnaire", "anaesthesia-consent", "operation-record", "note", "delivery-proof", "other")


@main.group("dossier")
def dossier_group() -> None:
    """Dossiers of a home: open, list, show, record, attach, export."""


@dossier_group.command("new")
@click.option("--name", help="How the dossier is called (default: year and next number).")
@on_home
def new_command(name: str | None, home: Path | None, at: datetime | None, as_json: bool) -> None:
    """Open a dossier: the patient asked for contact.

    \b
    dermadocs dossier new --home practice/
    """
    from dermadocs.flows import casework, keeping

    with at_home(home, at) as place:
        deed = functools.partial(casework.request, place.desk)
        opened = keeping.begin_next(place.desk, deed) if name is None else keeping.begin(place.desk, name, deed)
        say(opened, as_json)


@dossier_group.command("list")
@click.option("--state", "states", multiple=True, type=click.Choice([state.value for state in State]))
@on_home
def list_command(states: tuple[str, ...], home: Path | None, at: datetime | None, as_json: bool) -> None:
    """All dossiers, those that changed last first."""
    with at_home(home, at) as place:
        for one in place.archive.summaries(states):
            if as_json:
                click.echo(json.dumps({key: _plain(value) for key, value in vars(one).items()}, ensure_ascii=False))
            else:
                click.echo(f"{one.identifier:<12}{one.state:<12}{one.number:<12}{one.patient}")


def _plain(value: object) -> object:
    """A moment in UTC, a day as it is written, anything else as it is."""
    if isinstance(value, datetime):
        return utc(value)
    return value.isoformat() if isinstance(value, date) else value


@dossier_group.command("show")
@click.argument("dossier")
@on_home
def show_command(dossier: str, home: Path | None, at: datetime | None, as_json: bool) -> None:
    """One dossier: its state, what comes next, what happened, what is kept."""
    from dermadocs.flows import keeping
    from dermadocs.flows.kept import told

    with at_home(home, at) as place:
        kept = keeping.opened(place.desk, dossier)
        say(kept, as_json)
        if as_json:
            return
        for entry in kept.entries:
            click.echo(f"  {entry.number:>3}  {french.instant(entry.event.at)}  {told(entry.event)}")
        for name, filed in sorted(kept.latest.items()):
            click.echo(f"  {filed.sha256[:12]}  {name}")


STEP = click.Choice(["sign", "send", "receive", "accept", "consent", "prepare", "perform", "archive"])


@dossier_group.command("questions")
@click.argument("dossier")
@click.option("--step", type=STEP, help="Only what is asked before this step.")
@on_home
def questions_command(dossier: str, step: Any, home: Path | None, at: datetime | None, as_json: bool) -> None:
    """What a person of the practice must answer, because no program can check it: each before its step.

    \b
    dermadocs dossier questions 2026-0001 --step sign
    """
    from dermadocs.flows import keeping, questioning

    with at_home(home, at) as place:
        kept = keeping.opened(place.desk, dossier)
        for one in questioning.asked(kept.case, kept.entries, place.desk.now(), [step] if step else questioning.STEPS):
            told = {"step": one.before, "rule": one.rule, "question": one.message, "where": one.where}
            click.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{one.before:<8} {one}")


@dossier_group.command("answer")
@acting("answers")
@click.argument("rules", nargs=-1)
@click.option("--step", "steps", type=STEP, multiple=True, required=True, help="Before which step; may be repeated.")
@click.option("--by", required=True, help="Who answers.")
@click.option("--say", "said", help="The answer in words (default: a plain yes).")
def answer_command(home: Home, rules: tuple[str, ...], steps: Any, by: str, said: str | None) -> Any:
    """Answer what is asked before the steps named: of the RULES named, or all of it. The answer stays in the dossier.

    \b
    dermadocs dossier answer 2026-0001 --step sign --by "Dr Claire Vasseur"
    dermadocs dossier answer 2026-0001 CDM-53-01 --step sign --by "Dr Claire Vasseur" --say "prix habituels du cabinet"
    """
    from dermadocs.flows import casework

    return lambda kept: casework.answer(home.desk, kept, steps, rules, by, said)


@dossier_group.command("attach")
@acting("attachment")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", type=click.Choice(KINDS), required=True)
@click.option("--total", help="Of a note of fees, in euros, VAT included: compared with the estimate; else it is not.")
def attach_command(home: Home, file: Path, kind: Any, total: str | None) -> Any:
    """Keep a file beside the papers, by digest; its own name is not kept.

    \b
    dermadocs dossier attach 2026-0001 signed-questionnaire.pdf --kind questionnaire
    dermadocs dossier attach 2026-0001 note.pdf --kind note --total 1500.00
    """
    from dermadocs.flows import casework

    if total is not None and kind != "note":
        raise click.UsageError("--total belongs to --kind note")

    suffix = file.suffix.lower()
    if suffix not in SUFFIXES:
        raise InputError(str(file), f"files of this kind are not attached; give one of {', '.join(sorted(SUFFIXES))}")
    data = read_limited(file, LARGEST)
    return lambda kept: casework.attach(home.desk, kept, kind, data, suffix, euros(total))


@dossier_group.command("export")
@click.argument("dossier")
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), required=True)
@HOME
@AT
@JSON
def export_command(dossier: str, output: Path, home: Path | None, at: datetime | None, as_json: bool) -> None:
    """Write the patient's own copy of everything into a new folder (GDPR, art. 15): papers, attachments, events.

    \b
    dermadocs dossier export 2026-0001 -o copy/
    """
    from dermadocs.flows import keeping
    from dermadocs.flows.kept import copy_of

    with at_home(home, at) as place:
        kept = keeping.opened(place.desk, dossier)
        files = copy_of(kept)
        write_folder(output, files)
        if as_json:
            click.echo(json.dumps(as_dict(kept), ensure_ascii=False))
        else:
            click.echo(f"{len(files)} files in {output}")


def euros(text: str | None) -> Cents | None:
    """An amount on the command line. InputError when it is not one."""
    try:
        return None if text is None else parse(text)
    except ValueError as problem:
        raise InputError("--total", f"{problem}; write it as 1500.00") from problem
