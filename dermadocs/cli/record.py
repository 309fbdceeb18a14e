"""`dermadocs dossier record`: what happened beside the papers, written down when it is known.

One command for all kinds: the event's own definition (`domain/events.py`) says which options belong to it, which of
them are due and what they may hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from dermadocs.cli.desk import acting
from dermadocs.cli.dossier import dossier_group
from dermadocs.cli.when import DAY
from dermadocs.domain.events import Act, AnyEvent
from dermadocs.domain.jsonform import convert
from dermadocs.errors import InputError

if TYPE_CHECKING:
    from dermadocs.bootstrap.home import Home
    from dermadocs.flows.kept import Kept

KINDS: Mapping[str, dict[str, Any]] = {
    "interview": {"act": Act.INTERVIEW.value, "interpreter": None},
    "identity": {"act": Act.IDENTITY.value},
    "consultation": {"act": Act.CONSULTATION.value, "purpose": "second"},
    "anaesthesia": {"act": Act.CONSULTATION.value, "purpose": "anaesthesia"},
    "comprehension": {"act": Act.COMPREHENSION.value},
    "payment": {"act": Act.PAY.value},
    "refund": {"act": Act.REFUND.value},
    "incident": {"act": Act.INCIDENT.value},
    "settled": {"act": Act.CLOSE_INCIDENT.value},
    "early-acceptance": {"act": Act.EARLY_ACCEPTANCE.value},
    "express-request": {"act": Act.EXPRESS_REQUEST.value},
}
"""Each kind, the act it records, and what it says unless told otherwise."""


@dossier_group.command("record")
@acting("record")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.option("--on", type=DAY, help="interview: its day.")
@click.option("--mode", help="interview: in_person or video.")
@click.option("--practitioner", help="interview, consultation, anaesthesia: the doctor's id in practice.json.")
@click.option("--language", help="interview: two letters, as en.")
@click.option("--interpreter", help="interview: name of the interpreter.")
@click.option("--paper", help="identity: passport, identity_card or residence_permit; never a copy of it.")
@click.option("--country", help="identity: two letters, as FR.")
@click.option("--last-four", help="identity: the last four characters of its number.")
@click.option("--seen-by", help="identity: who saw it.")
@click.option("--purpose", help="consultation: second or physical_examination; payment: prior_consultation or price.")
@click.option("--passed/--not-passed", default=None, help="comprehension: whether the check was passed.")
@click.option("--amount", help="payment, refund: euros, as 1500.00.")
@click.option("--reason", help="incident: what happened; the dossier stops.")
@click.option("--settled", help="settled: how the open incident was settled; the dossier goes on.")
@click.option("--person", help="early-acceptance, express-request: who, an id of the case.")
@click.option("--channel", help="early-acceptance: how it came, as post or email.")
def record_command(home: Home, kind: str, **options: Any) -> Any:
    """Write down what happened; the record bears the moment at which it is written.

    Money that comes too early is never refused: it stops the dossier until it is refunded and the incident settled.

    \b
    dermadocs dossier record 2026-0001 identity --paper passport --country GB --last-four 4711 --seen-by "Dr Vasseur"
    dermadocs dossier record 2026-0001 anaesthesia --practitioner surgeon
    dermadocs dossier record 2026-0001 payment --purpose prior_consultation --amount 60.00
    """
    from dermadocs.flows.keeping import moment

    given = {name: _plain(value) for name, value in options.items() if value is not None}
    who = given.get("practitioner")
    ids = [one.id for one in home.profile.practitioners]
    if who is not None and who not in ids:
        raise InputError("--practitioner", f"{who!r} is nobody of this home; those are: {', '.join(ids)}")

    def deed(kept: Kept) -> Kept:
        at = moment(home.desk, kept).isoformat().replace("+00:00", "Z")
        return kept.after(_event({**KINDS[kind], **given, "at": at}, kind))

    return deed


def _event(told: dict[str, Any], kind: str) -> AnyEvent:
    try:
        event: AnyEvent = convert(told, AnyEvent, kind)  # type: ignore[arg-type]  # a union is a type here
    except InputError as problem:
        option = problem.where.removeprefix("/").replace("_", "-")
        where = kind if problem.where == kind else f"{kind} --{option}"
        raise InputError(where, problem.why) from None
    return event


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
