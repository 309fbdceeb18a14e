"""`dermadocs estimate`: from a case to signed papers on their way to the patient."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dermadocs.cli import main
from dermadocs.cli.acts import CHANNEL, LANGUAGE, beside
from dermadocs.cli.desk import acting
from dermadocs.cli.papers import FILE, LARGEST
from dermadocs.domain.case import Case
from dermadocs.domain.events import Channel
from dermadocs.domain.jsonform import builtins, convert, parse_json
from dermadocs.errors import InputError
from dermadocs.files import read_limited

if TYPE_CHECKING:
    from dermadocs.bootstrap.home import Home
    from dermadocs.config import Profile

OURS = ("practice", "practitioners", "facility")


@main.group("estimate")
def estimate_group() -> None:
    """The estimate of a dossier: draft, issue, send."""


@estimate_group.command("draft")
@acting("draft")
@click.argument("file", type=FILE)
def draft_command(home: Home, file: Path) -> Any:
    """Rest the dossier on a case file that the law allows; nothing is signed yet.

    What the home knows (practice, practitioners, facility) may be left out of FILE; what it says must agree.

    \b
    dermadocs estimate draft 2026-0001 examples/dermabrasion.json
    """
    from dermadocs.flows import casework

    case = read_for(home.profile, file)
    return lambda kept: casework.draft(home.desk, kept, case)


@estimate_group.command("issue")
@acting("issue")
@LANGUAGE
def issue_command(home: Home, language: str | None) -> Any:
    """Seal the notices, draw the estimate, and have every operating surgeon sign it."""
    from dermadocs.flows import casework

    return lambda kept: casework.issue(home.desk, kept, language=beside(kept, language))


@estimate_group.command("send")
@acting("sending")
@click.option("--channel", type=CHANNEL, default="online", show_default=True)
def send_command(home: Home, channel: Channel) -> Any:
    """The papers leave for the patient: `dossier export` writes them. Sending starts no clock, the receipt does."""
    from dermadocs.flows import casework

    return lambda kept: casework.send(home.desk, kept, channel)


def read_for(profile: Profile, file: Path) -> Case:
    """The case of a file for this home. InputError when it names another practice, practitioner or facility."""
    raw = parse_json(read_limited(file, LARGEST), str(file))
    if not isinstance(raw, dict):
        raise InputError(str(file), "not a dossier: a JSON object is expected")
    own: dict[str, Any] = json.loads(json.dumps(builtins(profile)))
    case = convert({**own, **raw}, Case, str(file))
    for key in OURS:
        if getattr(case, key) != getattr(profile, key):
            raise InputError(f"/{key}", "not that of this home (practice.json): leave it out, or correct it")
    return case
