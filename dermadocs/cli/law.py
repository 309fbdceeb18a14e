"""`dermadocs law`: every rule as a card, with its citation and how sure we are of it; cards applied to a dossier."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import click

from dermadocs.cli import main
from dermadocs.cli.papers import FILE, read_case
from dermadocs.cli.when import DAY
from dermadocs.errors import InputError
from dermadocs.law import explain, issuing, registry
from dermadocs.law.engine import blocking
from dermadocs.law.rule import Outcome

SHOWN = frozenset({Outcome.BREACH, Outcome.ASK})


@main.group()
def law() -> None:
    """The rules that the papers obey, one card a rule."""


@law.command("list")
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one card a line.")
def list_command(as_json: bool) -> None:
    """List every card: id, severity, status (V read, S secondary, M memory, O our own) and title."""
    for group, rules in registry.groups().items():
        for rule in rules:
            if as_json:
                card = {
                    "id": rule.id,
                    "aliases": list(rule.aliases),
                    "title": rule.title,
                    "citation": str(rule.cite),
                    "status": rule.status,
                    "severity": str(rule.severity),
                    "since": rule.since.isoformat() if rule.since else None,
                    "until": rule.ended.isoformat() if rule.ended else None,
                    "reads": list(rule.reads),
                    "looks_at": [str(subject) for subject in rule.subjects],
                    "group": group,
                }
                click.echo(json.dumps(card, ensure_ascii=False))
            else:
                click.echo(f"{rule.id:<20}{rule.severity:<10}{rule.status}  {rule.title}")


@law.command("explain")
@click.argument("rule")
@click.option("--on", type=DAY, help="The day for which figures and force are told (default: today).")
def explain_command(rule: str, on: date | None) -> None:
    """Show one card in full. RULE is an id (CSP-D6322-30-04), a table row (A-14) or a fault (F-D01)."""
    found = registry.find(rule)
    if not found:
        raise InputError(rule, "no card has this id; `dermadocs law list` shows them all")
    day = on or datetime.now(UTC).date()
    click.echo("\n\n".join(explain.card(card, day) for card in found))


@law.command("check")
@click.argument("files", nargs=-1, required=True, type=FILE)
@click.option("--on", type=DAY, help="The day on which the estimate would be issued (default: today).")
@click.option(
    "--all", "everything", is_flag=True, help="Also the cards that pass, do not apply or look at something else."
)
@click.option("--json", "as_json", is_flag=True, help="JSON Lines on stdout, one finding a line.")
def check_command(files: tuple[Path, ...], on: date | None, everything: bool, as_json: bool) -> None:
    """Apply every card to the data of dossiers. Exit 1 on a blocking breach.

    A card that asks a person says what must be answered; it blocks nothing here.
    """
    day, broken = on or datetime.now(UTC).date(), False
    for path in files:
        findings = issuing.check(read_case(path), day)
        broken = broken or bool(blocking(findings))
        unseen = len({f.rule for f in findings if f.outcome is Outcome.NOT_CHECKED})
        click.echo(f"{path}: {unseen} cards also look at a page or a timeline: not checked", err=True)
        for finding in findings:
            if not everything and finding.outcome not in SHOWN:
                continue
            if as_json:
                click.echo(json.dumps({"file": str(path), **finding.as_json()}, ensure_ascii=False))
            else:
                click.echo(f"{finding.outcome:<12}{finding.severity:<10}{finding.rule:<20}{finding.message}")
    sys.exit(1 if broken else 0)
